//! `emit`: records of Kubernetes kinds to objects, with their identity, their namespace and their handle.

use std::sync::Arc;

use jke_model::declaration::{KindIdentity, instance_slots};
use jke_model::ir::Emit;
use jke_model::layer::RawEmit;
use jke_model::object::Object;
use jke_model::value::{Data, RecordValue, Text, Value};
use jke_text::{Code, Diagnostic, Name, Origin, Span};
use rustc_hash::FxHashMap;

use crate::lazy::LazyId;
use crate::limits::OUTPUT_BYTES;
use crate::machine::Machine;
use crate::plan::Node;
use crate::refine::{Misfit, misfit};
use crate::size::measure;
use crate::trace::Tracer;

/// What an instance has emitted so far.
#[derive(Default)]
pub(crate) struct Emission {
    pub objects: Vec<Object>,
    handles: FxHashMap<(Name, Text), Span>,
    /// The names of included instances that handles begin with.
    pub prefix: Option<Text>,
    /// The patches of modules that found what they are laid on.
    pub met: Vec<Span>,
}

impl Emission {
    /// A handle as the included instance names it that emits now; `None` where its objects bear no such handle.
    pub fn own_handle<'h>(&self, handle: &'h str) -> Option<&'h str> {
        match &self.prefix {
            None => Some(handle),
            Some(prefix) => handle.strip_prefix(prefix.as_str())?.strip_prefix('-'),
        }
    }
}

/// What identifies an object within its kind.
struct Identity {
    name: Text,
    namespace: Option<Text>,
}

impl<'m, 'p, T: Tracer> Machine<'m, 'p, T> {
    pub fn emit(&mut self, emit: &'m Emit, instance: LazyId, emission: &mut Emission) {
        let Emit { value, kinds: _, handle, span } = emit;
        let value = self.eval_whole(value);
        let handle = |machine: &mut Self| handle.as_ref().map(|handle| machine.eval_whole(handle).data);
        self.object(value, handle, *span, instance, emission);
    }

    /// What a file emits by itself: what its layers make of the kind's defaults.
    pub fn emit_raw(&mut self, raw: &'m RawEmit, plan: &'m Node<'m>, instance: LazyId, emission: &mut Emission) {
        let RawEmit { record, handle, blocks: _, span } = raw;
        if self.meter.stopped {
            return;
        }
        let mut lazy = self.begin_record(*record, *span);
        self.lay_steps_on_record(&mut lazy, plan, 0, instance);
        let id = self.push_lazy(lazy);
        let value = self.whole(id, *span);
        let handle = |machine: &mut Self| handle.as_ref().map(|code| machine.code(code, instance).data);
        self.object(value, handle, *span, instance, emission);
    }

    fn object(
        &mut self,
        mut value: Value,
        handle: impl FnOnce(&mut Self) -> Option<Data>,
        span: Span,
        instance: LazyId,
        emission: &mut Emission,
    ) {
        let identity = self.sound(&mut value, span, instance);
        let handle = handle(self);
        let Some((kind, Identity { name, namespace })) = identity.filter(|_| !self.meter.stopped) else { return };
        let own = match handle {
            None => name.clone(),
            Some(Data::Text(handle)) => handle,
            Some(_) => return,
        };
        let handle = match &emission.prefix {
            None => own,
            Some(prefix) => format!("{prefix}-{own}").into(),
        };
        if let Some(first) = emission.handles.insert((kind.kind, handle.clone()), span) {
            return self.same_handle(&kind, &handle, first, span);
        }
        let origin = value.origin;
        let Some(instance) = self.lazies.instance else { return };
        emission.objects.push(Object { identity: kind, namespace, name, handle, instance, value, span, origin });
    }

    /// Gives an object the value that patches made of it; `false` where that is wrong.
    pub fn replace(&mut self, object: &mut Object, mut value: Value, patch: Span, instance: LazyId) -> bool {
        let Some((_, Identity { name, namespace })) = self.sound(&mut value, patch, instance) else { return false };
        *object = Object { name, namespace, value, ..object.clone() };
        true
    }

    /// What a value of a kind is, in the place that it shall have; `None` where something is wrong with it.
    fn sound(&mut self, value: &mut Value, span: Span, instance: LazyId) -> Option<(Arc<KindIdentity>, Identity)> {
        let found = measure(value, OUTPUT_BYTES);
        self.meter.output = self.meter.output.saturating_add(found.bytes);
        if self.meter.output > OUTPUT_BYTES {
            self.too_much_output(span);
            return None;
        }
        let Data::Record(record) = &mut value.data else { return None };
        let kind = self.program().interfaces.record(record.record).kind_identity()?;
        let identity = self.identify(Arc::make_mut(record), kind, instance, span)?;
        (!found.errors && !self.meter.stopped).then(|| (kind.clone(), identity))
    }

    /// Reads name and namespace; a namespaced object that has none gets its instance's.
    fn identify(&mut self, object: &mut RecordValue, kind: &KindIdentity, instance: LazyId, span: Span) -> Option<Identity> {
        let Some(slot) = kind.metadata else {
            self.nameless(kind, span);
            return None;
        };
        let interfaces = &self.program().interfaces;
        let is_required = interfaces.record(object.record).fields[slot as usize].is_required();
        let Data::Record(metadata) = &mut object.fields[slot as usize].data else {
            // What is required and missing was told as that.
            if !is_required && !matches!(object.fields[slot as usize].data, Data::Error) {
                self.nameless(kind, span);
            }
            return None;
        };
        let slots = &interfaces.record(metadata.record).slots;
        let (name_slot, namespace_slot) = (slots.get(&self.world.names.name), slots.get(&self.world.names.namespace));
        let name = match name_slot.map(|slot| &metadata.fields[*slot as usize].data) {
            Some(Data::Text(name)) if !name.is_empty() => name.clone(),
            Some(Data::Error) => return None,
            Some(_) | None => {
                self.nameless(kind, span);
                return None;
            }
        };
        if let (Some(rule), Some(&slot)) = (&interfaces.record(object.record).name_rule, name_slot)
            && let Some(misfit) = misfit(interfaces, rule, &metadata.fields[slot as usize])
        {
            self.unfit_name(kind, misfit, metadata.fields[slot as usize].origin, span);
            return None;
        }
        let Some(&namespace_slot) = namespace_slot else { return Some(Identity { name, namespace: None }) };
        let namespace = metadata.fields[namespace_slot as usize].clone();
        match (namespace.data, kind.cluster_wide) {
            (Data::None, true) => Some(Identity { name, namespace: None }),
            (Data::Error, _) => None,
            (_, true) => {
                self.needless_namespace(kind, namespace.origin.0, span);
                None
            }
            (Data::None, false) => {
                let default = self.field_of(instance, instance_slots::NAMESPACE, span);
                let Data::Text(text) = &default.data else { return None };
                let text = text.clone();
                Arc::make_mut(metadata).fields[namespace_slot as usize] = Value::new(Data::Text(text.clone()), default.origin);
                Some(Identity { name, namespace: Some(text) })
            }
            (Data::Text(text), false) => Some(Identity { name, namespace: Some(text) }),
            (_, false) => None,
        }
    }

    #[cold]
    fn nameless(&mut self, kind: &KindIdentity, span: Span) {
        let error = Diagnostic::error(Code::E0602, span, format!("this {} has no name", kind.kind));
        self.tell(error.help("set `metadata.name`; in a module `metadata.name = name` takes the instance's"));
    }

    #[cold]
    fn unfit_name(&mut self, kind: &KindIdentity, misfit: Misfit, origin: Origin, span: Span) {
        let place = self.author_of(origin).unwrap_or(span);
        let error = Diagnostic::error(Code::E0605, place, format!("no {} can have this name: {}", kind.kind, misfit.message));
        let error = if place == span { error } else { error.label(span, "emitted here") };
        let named = "an object is named by `metadata.name`, which most modules take from the instance's `name`";
        self.tell(error.help(misfit.help.map_or(named.to_owned(), |would_do| format!("{would_do}: {named}"))));
    }

    #[cold]
    fn needless_namespace(&mut self, kind: &KindIdentity, at: u32, span: Span) {
        let place = if at == 0 { span } else { Span::new(at, at + 1) };
        let error = Diagnostic::error(Code::E0602, place, format!("a {} belongs to the whole cluster and has no namespace", kind.kind));
        self.tell(error.label(span, "emitted here").help("leave `metadata.namespace` out"));
    }

    #[cold]
    fn same_handle(&mut self, kind: &KindIdentity, handle: &str, first: Span, span: Span) {
        let message = format!("two manifests of kind {} have the handle `{handle}` in this instance", kind.kind);
        let error = Diagnostic::error(Code::E0603, span, message).label(first, "the other one");
        self.tell(error.help(format!("give one of them a handle of its own: `emit {} as \"…\" {{ … }}`", kind.kind)));
    }
}
