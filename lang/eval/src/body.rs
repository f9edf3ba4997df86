//! The entries of a body laid on what is beneath them: `=`, `{ … }`, `+=`, `remove`, `if`; and which slot a key names.

use jke_model::declaration::RecordId;
use jke_model::ir::{Body, BodyEntry, BodyEntryKind, BodyKey};
use jke_model::layer::PathKey;
use jke_model::value::Text;
use jke_text::{Code as DiagnosticCode, Diagnostic, Name, Span, nearest};

use crate::expr::writes;
use crate::lazy::{Added, Captured, Lazy, LazyId, LazyKind, Merged, Place, Recipe, Slot};
use crate::machine::Machine;
use crate::open::Opened;
use crate::trace::Tracer;

/// A key of a body or of a path.
pub(crate) enum Key {
    Field(u32),
    Named(Name),
    Entry(Text),
}

impl From<PathKey> for Key {
    fn from(key: PathKey) -> Key {
        match key {
            PathKey::Field { slot, .. } => Key::Field(slot),
            PathKey::Named(name) => Key::Named(name),
            PathKey::Entry(name) => Key::Entry(name.into()),
        }
    }
}

impl<'m, 'p, T: Tracer> Machine<'m, 'p, T> {
    pub fn open_merged(&mut self, merged: Merged<'m>, container: LazyId, place: Place) -> Opened<'m> {
        let Merged { beneath, shape, body, scope, span } = merged;
        let mut opened = self.open(beneath, container, place, Some(shape));
        if let Opened::Absent = opened {
            opened = self.begin(shape, span);
        }
        if let Opened::Lazy(lazy) = &mut opened {
            lazy.span = span;
            self.lay_body(lazy, body, &scope);
        }
        opened
    }

    pub fn open_added(&mut self, added: Added<'m>, container: LazyId, place: Place) -> Opened<'m> {
        let Added { beneath, shape, value, scope } = added;
        let more = self.in_captured(&scope, |machine| machine.eval(value));
        let more = self.settle(more, value.span);
        let mut opened = self.open(beneath, container, place, shape);
        if let (Opened::Absent, Some(shape)) = (&opened, shape) {
            opened = self.begin(shape, value.span);
        }
        match opened {
            Opened::Lazy(mut lazy) => {
                self.add_entries(&mut lazy, more, value.span);
                Opened::Lazy(lazy)
            }
            Opened::Other(list) => Opened::Other(self.appended(list, more, value.span)),
            Opened::Absent => Opened::Other(more),
        }
    }

    pub fn lay_body(&mut self, lazy: &mut Lazy<'m>, body: &'m Body, scope: &Captured) {
        let mut computed = vec![];
        self.lay_entries(lazy, body, scope, &mut computed);
    }

    fn lay_entries(&mut self, lazy: &mut Lazy<'m>, body: &'m Body, scope: &Captured, computed: &mut Vec<Text>) {
        for entry in &body.entries {
            let BodyEntry { kind, span } = entry;
            match kind {
                BodyEntryKind::Set { key, value } => {
                    let Some(slot) = self.body_slot(lazy, (key, body), scope, *span, computed) else { continue };
                    *slot = Slot::todo(Recipe::Expr { expr: value, scope: scope.clone() });
                }
                BodyEntryKind::Merge { key, shape, body: inside } => {
                    let Some(slot) = self.body_slot(lazy, (key, body), scope, *span, computed) else { continue };
                    let beneath = slot.take();
                    let merged = Merged { beneath, shape, body: inside, scope: scope.clone(), span: *span };
                    *slot = Slot::todo(Recipe::Merged(Box::new(merged)));
                }
                BodyEntryKind::Add { key, shape, value } => {
                    let Some(slot) = self.body_slot(lazy, (key, body), scope, *span, computed) else { continue };
                    let beneath = slot.take();
                    let added = Added { beneath, shape: shape.as_ref(), value, scope: scope.clone() };
                    *slot = Slot::todo(Recipe::Added(Box::new(added)));
                }
                BodyEntryKind::Remove { key } => {
                    if let Some(key) = self.in_captured(scope, |machine| machine.entry_key(key)) {
                        self.remove(lazy, &key, *span);
                    }
                }
                BodyEntryKind::If { .. } => {
                    if let Some(chosen) = self.in_captured(scope, |machine| machine.chosen_entries(kind)) {
                        self.lay_entries(lazy, chosen, scope, computed);
                    }
                }
            }
        }
    }

    fn body_slot<'l>(
        &mut self,
        lazy: &'l mut Lazy<'m>,
        (key, body): (&'m BodyKey, &Body),
        scope: &Captured,
        span: Span,
        computed: &mut Vec<Text>,
    ) -> Option<&'l mut Slot<'m>> {
        let key = match key {
            BodyKey::Field(slot) => Key::Field(*slot),
            BodyKey::Named(name) => Key::Named(*name),
            BodyKey::Entry(text) => Key::Entry(text.clone()),
            BodyKey::Computed(expr) => {
                let key = self.in_captured(scope, |machine| machine.key(expr))?;
                if computed.contains(&key) || writes(body, &key) {
                    self.twice(&key, expr.span);
                    return None;
                }
                computed.push(key.clone());
                Key::Entry(key)
            }
        };
        self.slot_for(key, lazy, span)
    }

    /// The slot that a key names; a new one where an entry is new.
    pub fn slot_for<'l>(&mut self, key: Key, lazy: &'l mut Lazy<'m>, span: Span) -> Option<&'l mut Slot<'m>> {
        let record = match &mut lazy.kind {
            LazyKind::Record(record) => record,
            LazyKind::Map(entries) | LazyKind::Keyed { entries, .. } => {
                let text: Text = match key {
                    Key::Named(name) => name.into(),
                    Key::Entry(text) => text,
                    Key::Field(_) => return None,
                };
                return Some(entries.entry(text).or_insert_with(|| Slot::todo(Recipe::Nothing)));
            }
        };
        match key {
            Key::Field(slot) => record.fields.get_mut(slot as usize),
            Key::Named(name) => {
                let declaration = self.program().interfaces.record(record.record);
                match declaration.field(name) {
                    Some((slot, _)) => {
                        record.by_name.push(Place::Field(slot));
                        record.fields.get_mut(slot as usize)
                    }
                    None if declaration.rest.is_some() => {
                        let entry = record.rest.entry(name.into());
                        record.by_name.push(Place::Rest(entry.index()));
                        Some(entry.or_insert_with(|| Slot::todo(Recipe::Nothing)))
                    }
                    None => {
                        self.no_such_field(record.record, name, span);
                        None
                    }
                }
            }
            Key::Entry(text) => Some(record.rest.entry(text).or_insert_with(|| Slot::todo(Recipe::Nothing))),
        }
    }

    #[cold]
    pub fn no_such_field(&mut self, record: RecordId, name: Name, span: Span) {
        let record = self.program().interfaces.record(record);
        let message = format!("`{name}` is not a field of {}, which is chosen here", record.name);
        let near = nearest(name.as_str(), record.fields.iter().map(|field| field.name.as_str()));
        let mut error = Diagnostic::error(DiagnosticCode::E0408, span, message).label(record.span, "the chosen record");
        error = match near {
            Some(near) => error.help(format!("did you mean `{near}`?")),
            None => error.help("`=` replaces the whole and chooses anew"),
        };
        self.tell(error);
    }
}
