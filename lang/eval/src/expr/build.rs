//! Records, maps and keyed lists from bodies: `Name { … }`, `{ … }`, and `x with { … }`.
//!
//! Records whose defaults are constant are filled at once. The others become lazy ones for as long as they are put together, since
//! their defaults read the fields of the record itself.

use std::sync::Arc;

use jke_model::declaration::RecordId;
use jke_model::ir::{Body, BodyEntry, BodyEntryKind, BodyKey, Expr, Shape};
use jke_model::value::{Data, MapValue, RecordValue, Text, Value};
use jke_text::{Code, Diagnostic, Span};

use super::Mode;
use crate::lazy::Lazy;
use crate::machine::{Machine, error};
use crate::open::Opened;
use crate::trace::Tracer;

/// A record that is filled at once.
struct Filling {
    record: RecordId,
    fields: Vec<Value>,
    rest: MapValue,
}

impl<'m, 'p, T: Tracer> Machine<'m, 'p, T> {
    pub(super) fn build(&mut self, shape: &'m Shape, body: &'m Body, span: Span, mode: Mode) -> Value {
        match shape {
            Shape::Record(id) => {
                let plan = self.world.record_plan(*id);
                if plan.simple {
                    let filling = Filling { record: *id, fields: plan.initial.clone(), rest: MapValue::default() };
                    return self.filled(filling, body, span, mode);
                }
            }
            Shape::Map | Shape::Any => return self.filled_map(MapValue::default(), body, span, mode),
            Shape::Keyed { .. } | Shape::Union(_) | Shape::Error => {}
        }
        let opened = self.begin(shape, span);
        self.finished(opened, body, span, mode)
    }

    pub(super) fn with(&mut self, base: &'m Expr, shape: &'m Shape, body: &'m Body, span: Span, mode: Mode) -> Value {
        let base = self.eval_beneath(base);
        let base = self.settle(base, span);
        self.on_top(base, shape, body, span, mode)
    }

    /// A body on top of a value.
    fn on_top(&mut self, base: Value, shape: &'m Shape, body: &'m Body, span: Span, mode: Mode) -> Value {
        match base.data {
            Data::None => self.build(shape, body, span, mode),
            Data::Map(map) => self.filled_map(super::access::own(map), body, span, mode),
            Data::Record(record) if self.world.record_plan(record.record).simple => {
                let RecordValue { record, fields, rest } = Arc::unwrap_or_clone(record);
                self.filled(Filling { record, fields, rest }, body, span, mode)
            }
            Data::Error => error(span),
            _ => {
                let opened = self.open_value(base, Some(shape), span);
                self.finished(opened, body, span, mode)
            }
        }
    }

    /// A lazy container with a body on top, made whole.
    fn finished(&mut self, opened: Opened<'m>, body: &'m Body, span: Span, mode: Mode) -> Value {
        let mut lazy: Lazy<'m> = match opened {
            Opened::Lazy(lazy) => lazy,
            Opened::Other(value) => return value,
            Opened::Absent => return error(span),
        };
        lazy.span = span;
        lazy.standing = mode.into();
        let scope = self.captured();
        self.lay_body(&mut lazy, body, &scope);
        let id = self.push_lazy(lazy);
        self.finish_record(id, span)
    }

    // ── records that are filled at once ──────────────────────────────────────────────────────────────────────────────

    fn filled(&mut self, mut filling: Filling, body: &'m Body, span: Span, mode: Mode) -> Value {
        self.fill(&mut filling, body, mode);
        let Filling { record, fields, rest } = filling;
        if mode == Mode::Final {
            for slot in &self.world.record_plan(record).required {
                if fields[*slot as usize].is_absent() {
                    self.tell_unset(record, *slot, span);
                }
            }
        }
        Value::new(Data::Record(Arc::new(RecordValue { record, fields, rest })), span.origin())
    }

    fn fill(&mut self, filling: &mut Filling, body: &'m Body, mode: Mode) {
        for entry in &body.entries {
            let BodyEntry { kind, span } = entry;
            match kind {
                BodyEntryKind::Set { key, value } => {
                    if !self.step(*span) {
                        return;
                    }
                    let value = self.eval_whole(value);
                    self.put(filling, key, value, *span);
                }
                BodyEntryKind::Merge { key, shape, body } => {
                    let base = self.taken(filling, key);
                    let value = self.on_top(base, shape, body, *span, inner(mode));
                    self.put(filling, key, value, *span);
                }
                BodyEntryKind::Add { key, shape, value } => {
                    let base = self.taken(filling, key);
                    let value = self.added(base, shape.as_ref(), value, *span);
                    self.put(filling, key, value, *span);
                }
                BodyEntryKind::Remove { key } => {
                    if let Some(key) = self.entry_key(key)
                        && filling.rest.shift_remove(&key).is_none()
                    {
                        self.nothing_to_remove(&key, *span);
                    }
                }
                BodyEntryKind::If { .. } => {
                    if let Some(chosen) = self.chosen_entries(kind) {
                        self.fill(filling, chosen, mode);
                    }
                }
            }
        }
    }

    fn slot_in(&mut self, filling: &Filling, key: &'m BodyKey, span: Span) -> Option<u32> {
        match key {
            BodyKey::Field(slot) => Some(*slot),
            BodyKey::Named(name) => {
                let slot = self.program().interfaces.record(filling.record).field(*name).map(|(slot, _)| slot);
                if slot.is_none() {
                    self.no_such_field(filling.record, *name, span);
                }
                slot
            }
            BodyKey::Entry(_) | BodyKey::Computed(_) => None,
        }
    }

    fn put(&mut self, filling: &mut Filling, key: &'m BodyKey, mut value: Value, span: Span) {
        value.defaulted = false;
        match key {
            BodyKey::Field(_) | BodyKey::Named(_) => {
                if let Some(slot) = self.slot_in(filling, key, span) {
                    filling.fields[slot as usize] = value;
                }
            }
            BodyKey::Entry(_) | BodyKey::Computed(_) => {
                if let Some(key) = self.entry_key(key) {
                    put_entry(&mut filling.rest, key, value);
                }
            }
        }
    }

    /// What is at a key; it is put there again.
    fn taken(&mut self, filling: &mut Filling, key: &'m BodyKey) -> Value {
        match key {
            BodyKey::Field(slot) => std::mem::replace(&mut filling.fields[*slot as usize], Value::absent()),
            BodyKey::Named(name) => match self.program().interfaces.record(filling.record).field(*name) {
                Some((slot, _)) => std::mem::replace(&mut filling.fields[slot as usize], Value::absent()),
                None => Value::absent(),
            },
            BodyKey::Entry(_) | BodyKey::Computed(_) => match self.entry_key(key) {
                Some(key) => filling.rest.get(&key).cloned().unwrap_or_else(Value::absent),
                None => Value::absent(),
            },
        }
    }

    // ── maps ─────────────────────────────────────────────────────────────────────────────────────────────────────────

    fn filled_map(&mut self, mut map: MapValue, body: &'m Body, span: Span, mode: Mode) -> Value {
        let mut computed = vec![];
        self.fill_map(&mut map, body, mode, &mut computed);
        Value::new(Data::Map(Arc::new(map)), span.origin())
    }

    fn fill_map(&mut self, map: &mut MapValue, body: &'m Body, mode: Mode, computed: &mut Vec<Text>) {
        for entry in &body.entries {
            let BodyEntry { kind, span } = entry;
            match kind {
                BodyEntryKind::Set { key, value } => {
                    if !self.step(*span) {
                        return;
                    }
                    let Some(key) = self.new_key(key, body, computed) else { continue };
                    let value = self.eval_whole(value);
                    put_entry(map, key, value);
                }
                BodyEntryKind::Merge { key, shape, body: inside } => {
                    let Some(key) = self.new_key(key, body, computed) else { continue };
                    let base = map.get(&key).cloned().unwrap_or_else(Value::absent);
                    let value = self.on_top(base, shape, inside, *span, inner(mode));
                    put_entry(map, key, value);
                }
                BodyEntryKind::Add { key, shape, value } => {
                    let Some(key) = self.new_key(key, body, computed) else { continue };
                    let base = map.get(&key).cloned().unwrap_or_else(Value::absent);
                    let value = self.added(base, shape.as_ref(), value, *span);
                    put_entry(map, key, value);
                }
                BodyEntryKind::Remove { key } => {
                    if let Some(key) = self.entry_key(key)
                        && map.shift_remove(&key).is_none()
                    {
                        self.nothing_to_remove(&key, *span);
                    }
                }
                BodyEntryKind::If { .. } => {
                    if let Some(chosen) = self.chosen_entries(kind) {
                        self.fill_map(map, chosen, mode, computed);
                    }
                }
            }
        }
    }

    /// The key of an entry; a computed one may not come twice in one body, nor beside the same key written out.
    fn new_key(&mut self, key: &'m BodyKey, body: &Body, computed: &mut Vec<Text>) -> Option<Text> {
        let text = self.entry_key(key)?;
        if let BodyKey::Computed(expr) = key {
            if computed.contains(&text) || writes(body, &text) {
                self.twice(&text, expr.span);
                return None;
            }
            computed.push(text.clone());
        }
        Some(text)
    }

    pub fn entry_key(&mut self, key: &'m BodyKey) -> Option<Text> {
        match key {
            BodyKey::Entry(text) => Some(text.clone()),
            BodyKey::Named(name) => Some((*name).into()),
            BodyKey::Computed(expr) => self.key(expr),
            BodyKey::Field(_) => None,
        }
    }

    // ── additions ────────────────────────────────────────────────────────────────────────────────────────────────────

    fn added(&mut self, base: Value, shape: Option<&'m Shape>, value: &'m Expr, span: Span) -> Value {
        let more = self.eval_whole(value);
        match (base.data, more.data, shape) {
            (Data::Error, ..) | (_, Data::Error, _) => error(span),
            (Data::Map(map), Data::Map(more), _) => {
                let mut map = super::access::own(map);
                map.extend(more.iter().map(|(key, value)| (key.clone(), value.clone())));
                Value::new(Data::Map(Arc::new(map)), base.origin)
            }
            (Data::List(list), Data::List(more), Some(Shape::Keyed { keys, .. })) => {
                let mut list = Arc::unwrap_or_clone(list);
                for element in more.iter() {
                    let key = super::access::element_key(element, keys);
                    let known = list.iter_mut().find(|known| super::access::element_key(known, keys) == key);
                    match known {
                        Some(known) => *known = element.clone(),
                        None => list.push(element.clone()),
                    }
                }
                Value::new(Data::List(Arc::new(list)), base.origin)
            }
            (base_data, more, _) => {
                let base = Value::new(base_data, base.origin);
                self.appended(base, Value::new(more, span.origin()), span)
            }
        }
    }

    // ── mistakes ─────────────────────────────────────────────────────────────────────────────────────────────────────

    #[cold]
    pub fn twice(&mut self, key: &str, span: Span) {
        let error = Diagnostic::error(Code::E0506, span, format!("the key `{key}` comes twice"));
        self.tell(error.help("each key may come once: make them differ, or gather the values under one key with `groupBy`"));
    }

    #[cold]
    fn nothing_to_remove(&mut self, key: &str, span: Span) {
        self.tell(Diagnostic::error(Code::E0404, span, format!("there is no `{key}` to remove")));
    }

    #[cold]
    fn tell_unset(&mut self, record: RecordId, slot: u32, span: Span) {
        let record = self.program().interfaces.record(record);
        let field = &record.fields[slot as usize];
        let message = format!("`{}` is missing: {} requires it", field.name, record.name);
        self.tell(Diagnostic::error(Code::E0303, span, message).label(field.span, "declared here, with no default"));
    }
}

/// What stands inside a record that another layer is laid on is laid on with it, or replaced.
fn inner(mode: Mode) -> Mode {
    match mode {
        Mode::Final => Mode::Final,
        Mode::Stated | Mode::Beneath => Mode::Stated,
    }
}

/// A body has an entry whose key is written out so.
pub(crate) fn writes(body: &Body, text: &str) -> bool {
    body.entries.iter().any(|entry| match &entry.kind {
        BodyEntryKind::Set { key, .. } | BodyEntryKind::Merge { key, .. } | BodyEntryKind::Add { key, .. } => {
            matches!(key, BodyKey::Entry(known) if **known == *text)
        }
        BodyEntryKind::Remove { .. } | BodyEntryKind::If { .. } => false,
    })
}

/// An entry that is given nothing is left out.
fn put_entry(map: &mut MapValue, key: Text, value: Value) {
    if value.is_absent() {
        map.shift_remove(&key);
    } else {
        map.insert(key, value);
    }
}
