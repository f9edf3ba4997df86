//! Reading a place of a lazy container: remembered, computed now, or part of a circle.

use std::sync::Arc;

use jke_model::declaration::{FieldKind, RecordId, instance_slots};
use jke_model::ir::{Code, Expr, ExprKind, KeyField, Shape};
use jke_model::layer::{Operation, OperationKind};
use jke_model::program::InstanceId;
use jke_model::ty::Ty;
use jke_model::value::{Data, Value};
use jke_text::{Code as DiagnosticCode, Diagnostic, Span};

use crate::keyed;
use crate::lazy::{Captured, Frame, Layered, Lazy, LazyId, LazyKind, LazyRecord, Place, Recipe, Role, Slot, Standing, State};
use crate::machine::{Machine, Waiting, error, shown};
use crate::open::Opened;
use crate::plan::{Base, Node};
use crate::trace::Tracer;
use crate::world::{Known, NOBODY};

impl<'m, 'p, T: Tracer> Machine<'m, 'p, T> {
    pub fn push_lazy(&mut self, lazy: Lazy<'m>) -> LazyId {
        self.lazies.table.push(lazy);
        (self.lazies.table.len() - 1) as LazyId
    }

    /// A field of a lazy record, which may be one of another instance.
    pub fn field_of(&mut self, container: LazyId, slot: u32, reader: Span) -> Value {
        match self.lazies.table[container as usize].record().map(|record| record.role) {
            Some(Role::Instance(other)) if other != self.lazies.instance => self.foreign_field(container, other, slot, reader),
            Some(_) | None => self.read(container, Place::Field(slot), reader),
        }
    }

    fn foreign_field(&mut self, container: LazyId, other: InstanceId, slot: u32, reader: Span) -> Value {
        if slot != instance_slots::ENABLED {
            let enabled = self.foreign_field(container, other, instance_slots::ENABLED, reader);
            if let Data::Bool(false) = enabled.data {
                return self.disabled(other, reader);
            }
        }
        if let Some(known) = self.world.known_field(other, slot) {
            self.meter.charge(known.cost);
            return if self.within_bounds(reader) { known.value.clone() } else { error(reader) };
        }
        let said = self.diagnostics.len();
        let value = self.read(container, Place::Field(slot), reader);
        if self.diagnostics.len() == said && !self.meter.stopped {
            let State::Done(_, cost) = &self.lazies.table[container as usize].slot(Place::Field(slot)).state else { return value };
            if let Some(known) = Known::of(&value, *cost) {
                self.world.leave_field(other, slot, known);
            }
        }
        value
    }

    #[cold]
    fn disabled(&mut self, other: InstanceId, reader: Span) -> Value {
        let instance = self.program().instance(other);
        let name = instance.name;
        let error =
            Diagnostic::error(DiagnosticCode::E0508, reader, format!("`{name}` is disabled here, and only its `enabled` can be read"));
        let error = error.label(instance.span, "its `enabled` is false");
        self.fail_with(error.help(format!("ask first: `if apps.{name}.enabled then … else …`")))
    }

    /// The value at a place. A record, map or keyed list may come lazy.
    pub fn read(&mut self, container: LazyId, place: Place, reader: Span) -> Value {
        match &self.lazies.table[container as usize].slot(place).state {
            State::Done(value, cost) => {
                let (value, cost) = (value.clone(), *cost);
                self.meter.charge(cost);
                if self.within_bounds(reader) { value } else { error(reader) }
            }
            State::Busy => self.circle(container, place, reader),
            State::Todo(_) => self.compute(container, place, reader),
        }
    }

    fn compute(&mut self, container: LazyId, place: Place, reader: Span) -> Value {
        let recipe = self.lazies.table[container as usize].slot(place).take();
        let (span, nothing) = (recipe_span(&recipe), self.gives_nothing(&recipe, container, place));
        self.lazies.waiting.push(Waiting { container, place, reader });
        let (value, mark) =
            self.deeper(|machine| if machine.within_bounds(reader) { machine.resolve(recipe, container, place) } else { error(reader) });
        self.lazies.waiting.pop();
        let value = self.not_too_deep(value, reader);
        let value =
            if nothing && value.is_absent() { self.missing(value, container, place) } else { self.fitting(value, container, place) };
        let cost = self.meter.ascend(mark);
        *self.lazies.table[container as usize].slot(place) = Slot { state: State::Done(value.clone(), cost), span };
        value
    }

    /// The field is required, and no layer sets it.
    fn gives_nothing(&self, recipe: &Recipe<'m>, container: LazyId, place: Place) -> bool {
        match recipe {
            Recipe::Nothing => true,
            Recipe::Default => self.default_code(container, place).is_none(),
            Recipe::Layered(layered) => match layered.node.base {
                Base::Beneath => self.gives_nothing(&layered.beneath, container, place),
                Base::Set(_) => false,
                Base::Default(_) => self.default_code(container, place).is_none(),
            },
            Recipe::Given(_) | Recipe::Expr { .. } | Recipe::Merged(_) | Recipe::Added(_) => false,
        }
    }

    fn missing(&mut self, value: Value, container: LazyId, place: Place) -> Value {
        let Place::Field(slot) = place else { return value };
        let lazy = &self.lazies.table[container as usize];
        let Some(record) = lazy.record() else { return value };
        let required = self.program().interfaces.record(record.record).fields[slot as usize].is_required();
        match lazy.standing {
            Standing::Final if required => self.tell_missing(container, slot),
            Standing::Stated if required => error(lazy.span),
            Standing::Final | Standing::Stated | Standing::Beneath => value,
        }
    }

    // ── recipes to values ────────────────────────────────────────────────────────────────────────────────────────────

    pub fn resolve(&mut self, recipe: Recipe<'m>, container: LazyId, place: Place) -> Value {
        if let Recipe::Given(value) = recipe {
            return value;
        }
        if let LazyKind::Keyed { .. } = &self.lazies.table[container as usize].kind {
            return self.resolve_element(recipe, container, place);
        }
        match recipe {
            Recipe::Nothing => Value::absent(),
            Recipe::Given(value) => value,
            Recipe::Default => self.default_value(container, place),
            Recipe::Expr { expr, scope } => self.expr_value(expr, scope, container, place),
            Recipe::Layered(layered) => self.layered_value(*layered, container, place),
            Recipe::Merged(_) | Recipe::Added(_) => {
                let opened = self.open(recipe, container, place, None);
                self.close(opened, container, place)
            }
        }
    }

    /// An element of a keyed list: the path sets its key.
    fn resolve_element(&mut self, recipe: Recipe<'m>, container: LazyId, place: Place) -> Value {
        let (LazyKind::Keyed { keys, entries, .. }, Place::Entry(at)) = (&self.lazies.table[container as usize].kind, place) else {
            return Value::absent();
        };
        let (keys, key) = (keys.clone(), entries.get_index(at).map(|(key, _)| key.clone()).expect("a place of this list"));
        let span = recipe_span(&recipe);
        let opened = self.open(recipe, container, place, None);
        let opened = set_key(opened, &keys, &key, span);
        self.close(opened, container, place)
    }

    fn layered_value(&mut self, layered: Layered<'m>, container: LazyId, place: Place) -> Value {
        if layered.node.steps.is_empty() {
            match layered.node.base {
                Base::Set(operation) => return self.set_value(operation, layered.instance, container, place),
                Base::Default(_) => return self.default_value(container, place),
                Base::Beneath if !begins(layered.node, layered.depth) => return self.resolve(layered.beneath, container, place),
                Base::Beneath => {}
            }
        }
        let span = layered.node.first.map_or(Span::NONE, |first| first.span);
        let opened = self.open_layered(layered, container, place);
        if let Opened::Other(list) = &opened {
            self.check_list_length(list, container, place, span);
        }
        self.close(opened, container, place)
    }

    fn set_value(&mut self, operation: &'m Operation, instance: LazyId, container: LazyId, place: Place) -> Value {
        let OperationKind::Set(code) = &operation.kind else { return Value::absent() };
        let scope = Captured { frame: Frame::Fresh(code.locals), this: instance };
        let value = self.expr_value(&code.expr, scope, container, place);
        if T::LISTENS {
            let path = self.path_from_here(container, place);
            self.tracer.set(&path, operation, &value);
        }
        value
    }

    /// The value of an expression that may be put together lazily, where its scope lasts.
    fn expr_value(&mut self, expr: &'m Expr, scope: Captured, container: LazyId, place: Place) -> Value {
        let lasts = !matches!(scope.frame, Frame::At(_));
        if lasts && self.is_worth_laziness(expr, container, place) {
            let opened = self.open_expr(expr, scope, None);
            return self.close(opened, container, place);
        }
        self.meter.steps += 1;
        let mut value = self.in_captured(&scope, |machine| machine.eval(expr));
        value.defaulted = false;
        value
    }

    fn is_worth_laziness(&self, expr: &Expr, container: LazyId, place: Place) -> bool {
        match &expr.kind {
            ExprKind::Build { shape: Shape::Record(id), .. } => {
                !self.world.record_plan(*id).simple || self.field_kind(container, place) == FieldKind::Input
            }
            ExprKind::Build { shape: Shape::Map | Shape::Keyed { .. } | Shape::Any, body } => {
                !body.entries.is_empty() && self.field_kind(container, place) == FieldKind::Input
            }
            _ => false,
        }
    }

    fn field_kind(&self, container: LazyId, place: Place) -> FieldKind {
        match (&self.lazies.table[container as usize].kind, place) {
            (LazyKind::Record(record), Place::Field(slot)) => self.program().interfaces.record(record.record).fields[slot as usize].kind,
            _ => FieldKind::Input,
        }
    }

    // ── defaults ─────────────────────────────────────────────────────────────────────────────────────────────────────

    pub fn default_code(&self, container: LazyId, place: Place) -> Option<&'m Code> {
        let Place::Field(slot) = place else { return None };
        let record = self.lazies.table[container as usize].record()?.record;
        self.world.body(record).defaults.get(slot as usize)?.as_deref()
    }

    pub fn default_value(&mut self, container: LazyId, place: Place) -> Value {
        let mut value = match self.default_code(container, place) {
            Some(code) => {
                let scope = Captured { frame: Frame::Fresh(code.locals), this: container };
                let value = self.expr_value(&code.expr, scope, container, place);
                if T::LISTENS {
                    let path = self.path_from_here(container, place);
                    self.tracer.defaulted(&path, code.expr.span, &value);
                }
                value
            }
            None => self.language_default(container, place),
        };
        value.defaulted = true;
        value
    }

    /// What instances have without anybody's saying so.
    pub fn language_default(&mut self, container: LazyId, place: Place) -> Value {
        let Place::Field(slot) = place else { return Value::absent() };
        let Some(record) = self.lazies.table[container as usize].record() else { return Value::absent() };
        let (role, module) = (record.role, self.program().interfaces.record(record.record));
        match (role, slot) {
            (Role::Value, _) => Value::absent(),
            _ if !module.is_module() => Value::absent(),
            (_, instance_slots::ENABLED) => Value::new(Data::Bool(true), NOBODY),
            (Role::Included(outer), instance_slots::NAME | instance_slots::NAMESPACE) => self.field_of(outer, slot, Span::NONE),
            (Role::Instance(id), instance_slots::NAME) => {
                let instance = self.program().instance(id);
                Value::new(Data::text(instance.name), instance.span.origin())
            }
            (Role::Instance(id), instance_slots::NAMESPACE) => self.default_namespace(id),
            (Role::Instance(id), _) if module.fields[slot as usize].name == self.world.names.cluster => self.default_cluster(id),
            (Role::Instance(_) | Role::Included(_), _) => Value::absent(),
        }
    }

    /// The platform's; the platform's own, and everyone's where there is none, is the project's name.
    fn default_namespace(&mut self, id: InstanceId) -> Value {
        match self.program().platform {
            Some(platform) if platform != id => {
                let root = self.root(platform);
                self.field_of(root, instance_slots::NAMESPACE, Span::NONE)
            }
            Some(_) | None => Value::new(Data::text(self.program().project.name), NOBODY),
        }
    }

    /// `platform.cluster`: the value of the axis of this name, else the target itself.
    fn default_cluster(&mut self, id: InstanceId) -> Value {
        if self.program().platform != Some(id) {
            return Value::absent();
        }
        Value::new(Data::Text(self.world.default_cluster()), NOBODY)
    }

    // ── instances ────────────────────────────────────────────────────────────────────────────────────────────────────

    /// The lazy record of an instance.
    pub fn root(&mut self, instance: InstanceId) -> LazyId {
        match self.lazies.roots.get(&instance) {
            Some(root) => *root,
            None => {
                let (plan, diagnostics) = self.world.plan(instance);
                self.diagnostics.extend(diagnostics.iter().cloned());
                self.open_root(instance, plan)
            }
        }
    }

    pub fn open_root(&mut self, instance: InstanceId, plan: &'m Node<'m>) -> LazyId {
        let module = self.program().instance(instance).module;
        let id = self.lazies.table.len() as LazyId;
        let lazy = self.open_module(module, Role::Instance(instance), self.program().instance(instance).span);
        self.push_lazy(lazy);
        self.lazies.roots.insert(instance, id);
        self.lay_on(id, plan);
        id
    }

    pub fn open_module(&self, module: RecordId, role: Role, span: Span) -> Lazy<'m> {
        let count = self.program().interfaces.record(module).fields.len();
        let fields = (0..count).map(|_| Slot::todo(Recipe::Default)).collect();
        Lazy::new(LazyKind::Record(LazyRecord { record: module, role, fields, rest: Default::default() }), span)
    }

    /// Lays what layers say on the fields of an instance, of which none was read yet.
    pub fn lay_on(&mut self, id: LazyId, plan: &'m Node<'m>) {
        self.change(id, |machine, lazy| machine.lay_steps_on_record(lazy, plan, 0, id));
    }

    /// Changes a container that nobody reads yet.
    pub fn change(&mut self, id: LazyId, change: impl FnOnce(&mut Self, &mut Lazy<'m>)) {
        let nothing = Lazy::new(LazyKind::Map(Default::default()), Span::NONE);
        let mut lazy = std::mem::replace(&mut self.lazies.table[id as usize], nothing);
        change(self, &mut lazy);
        self.lazies.table[id as usize] = lazy;
    }

    // ── types ────────────────────────────────────────────────────────────────────────────────────────────────────────

    pub fn ty_of(&self, container: LazyId, place: Place) -> Option<&'m Ty> {
        let lazy = &self.lazies.table[container as usize];
        match (&lazy.kind, place) {
            (LazyKind::Record(record), Place::Field(slot)) => {
                Some(&self.program().interfaces.record(record.record).fields[slot as usize].ty)
            }
            (LazyKind::Record(record), Place::Rest(_)) => self.program().interfaces.record(record.record).rest.as_ref(),
            (LazyKind::Map(_), Place::Entry(_)) => match lazy.ty?.required() {
                Ty::Map(map) => Some(&map.value),
                _ => None,
            },
            _ => None,
        }
    }

    // ── circles ──────────────────────────────────────────────────────────────────────────────────────────────────────

    #[cold]
    fn circle(&mut self, container: LazyId, place: Place, reader: Span) -> Value {
        let waiting = &self.lazies.waiting;
        let start = waiting.iter().rposition(|each| each.container == container && each.place == place).unwrap_or(0);
        let circle = &waiting[start..];
        let names: Vec<String> = circle.iter().map(|each| shown(&self.path_from_here(each.container, each.place))).collect();
        let first = shown(&self.path_from_here(container, place));
        let mut line = names.join(" → ");
        line.push_str(&format!(" → {first}"));
        let message = match names.len() {
            0 | 1 => format!("`{first}` is computed from itself"),
            _ => format!("fields in a circle: {line}"),
        };
        let mut error = Diagnostic::error(DiagnosticCode::E0501, reader, message).here(format!("reads `{first}`"));
        for (each, name) in circle.iter().zip(&names).skip(1) {
            error = error.label(each.reader, format!("reads `{name}`"));
        }
        self.fail_with(error.help("give one of them a value that needs none of the others"))
    }
}

/// An empty `a { }` makes the entry.
pub(crate) fn begins(node: &Node, depth: usize) -> bool {
    node.first.is_some_and(|first| matches!(first.kind, OperationKind::Merge) && first.path.len() == depth + 1)
}

/// The expression that a recipe's value comes from; none of defaults.
pub(crate) fn recipe_span(recipe: &Recipe) -> Span {
    match recipe {
        Recipe::Nothing | Recipe::Default => Span::NONE,
        Recipe::Given(value) if value.defaulted || value.origin.is_none() => Span::NONE,
        Recipe::Given(value) => Span::new(value.origin.0, value.origin.0 + 1),
        Recipe::Expr { expr, .. } => expr.span,
        Recipe::Layered(layered) => match (&layered.node.base, layered.node.first) {
            (Base::Set(operation), _) => set_span(operation),
            (Base::Default(_), _) => Span::NONE,
            (Base::Beneath, Some(first)) if !layered.node.steps.is_empty() => first.span,
            (Base::Beneath, _) => recipe_span(&layered.beneath),
        },
        Recipe::Merged(merged) => merged.span,
        Recipe::Added(added) => added.value.span,
    }
}

fn set_span(operation: &Operation) -> Span {
    match &operation.kind {
        OperationKind::Set(code) => code.expr.span,
        _ => operation.span,
    }
}

/// Sets the fields by which an element is addressed.
pub(crate) fn set_key<'m>(mut opened: Opened<'m>, keys: &Arc<[KeyField]>, key: &str, span: Span) -> Opened<'m> {
    if let Opened::Lazy(Lazy { kind: LazyKind::Record(record), .. }) = &mut opened {
        for (field, data) in keyed::key_data(keys, key) {
            record.fields[field as usize] = Slot::todo(Recipe::Given(Value::new(data, span.origin())));
        }
    }
    opened
}
