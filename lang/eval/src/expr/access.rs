//! Reading: `self`, fields, entries, indices, other instances, constants of files.

use std::sync::Arc;

use jke_model::declaration::ConstantId;
use jke_model::ir::{Expr, KeyField};
use jke_model::program::InstanceId;
use jke_model::value::{Data, MapValue, Text, Value};
use jke_text::{Code, Diagnostic, nearest};

use crate::keyed;
use crate::lazy::{LazyKind, NO_SELF, Place};
use crate::machine::{Machine, error, made};
use crate::trace::Tracer;
use crate::world::Known;

/// A container as it is found.
enum Found {
    Place(Place),
    Absent,
    Whole,
}

impl<'m, 'p, T: Tracer> Machine<'m, 'p, T> {
    pub(super) fn self_value(&mut self, expr: &Expr) -> Value {
        match self.scope.this {
            NO_SELF => error(expr.span),
            this => made(Data::Deferred(this), expr),
        }
    }

    pub(super) fn field(&mut self, base: &'m Expr, slot: u32, expr: &'m Expr) -> Value {
        let base = self.eval(base);
        match &base.data {
            Data::Deferred(id) => self.field_of(*id, slot, expr.span),
            Data::Record(record) => match record.fields.get(slot as usize) {
                Some(value) => value.clone(),
                None => error(expr.span),
            },
            _ => error(expr.span),
        }
    }

    pub(super) fn rest_field(&mut self, base: &'m Expr, key: &Text, expr: &'m Expr) -> Value {
        let base = self.eval(base);
        match &base.data {
            Data::Deferred(id) => {
                let found = self.lazies.table[*id as usize].record().and_then(|record| record.rest.get_index_of(key));
                match found {
                    Some(at) => self.read(*id, Place::Rest(at), expr.span),
                    None => Value::absent(),
                }
            }
            Data::Record(record) => record.rest.get(key).cloned().unwrap_or_else(Value::absent),
            _ => error(expr.span),
        }
    }

    /// `m.k`, which must be there.
    pub(super) fn entry(&mut self, base: &'m Expr, key: &Text, keys: &[KeyField], expr: &'m Expr) -> Value {
        let base = self.eval(base);
        let value = self.entry_of(&base, key, keys, expr);
        if value.is_absent() { self.no_entry(base, key, keys, expr) } else { value }
    }

    #[cold]
    fn no_entry(&mut self, base: Value, key: &str, keys: &[KeyField], expr: &'m Expr) -> Value {
        let base = self.settle(base, expr.span);
        let known: Vec<Text> = match &base.data {
            Data::Map(map) => map.keys().cloned().collect(),
            Data::List(elements) => elements.iter().filter_map(|element| element_key(element, keys)).collect(),
            _ => return error(expr.span),
        };
        let mut error = Diagnostic::error(Code::E0505, expr.span, format!("there is no entry `{key}`"));
        error = match nearest(key, known.iter().map(Text::as_str)) {
            Some(near) => error.help(format!("did you mean `{near}`?")),
            None if known.is_empty() => error.help("there are no entries here"),
            None => error.help(format!("entries: {}", known.iter().map(Text::as_str).collect::<Vec<_>>().join(", "))),
        };
        self.fail_with(error)
    }

    /// The entry of a map or keyed list; absent where there is none.
    fn entry_of(&mut self, base: &Value, key: &str, keys: &[KeyField], expr: &'m Expr) -> Value {
        match &base.data {
            Data::Deferred(id) => {
                let found = match &self.lazies.table[*id as usize].kind {
                    LazyKind::Map(entries) | LazyKind::Keyed { entries, .. } => match entries.get_index_of(key) {
                        Some(at) => Found::Place(Place::Entry(at)),
                        None => Found::Absent,
                    },
                    LazyKind::Record(_) => Found::Whole,
                };
                match found {
                    Found::Place(place) => self.read(*id, place, expr.span),
                    Found::Absent => Value::absent(),
                    Found::Whole => error(expr.span),
                }
            }
            Data::Map(map) => map.get(key).cloned().unwrap_or_else(Value::absent),
            Data::List(elements) => keyed::find(elements, keys, key).cloned().unwrap_or_else(Value::absent),
            Data::None => Value::absent(),
            _ => error(expr.span),
        }
    }

    /// `m["k"]`, which may be there.
    pub(super) fn map_index(&mut self, base: &'m Expr, index: &'m Expr, keys: &[KeyField], expr: &'m Expr) -> Value {
        let base = self.eval(base);
        match self.key(index) {
            Some(key) => self.entry_of(&base, &key, keys, expr),
            None => error(expr.span),
        }
    }

    pub(super) fn list_index(&mut self, base: &'m Expr, index: &'m Expr, expr: &'m Expr) -> Value {
        let base = self.eval_whole(base);
        let index = self.eval(index);
        let (Data::List(elements), Data::Int(index)) = (&base.data, &index.data) else { return error(expr.span) };
        match usize::try_from(*index).ok().and_then(|index| elements.get(index)) {
            Some(value) => value.clone(),
            None => self.no_element(elements.len(), *index, expr),
        }
    }

    #[cold]
    fn no_element(&mut self, length: usize, index: i64, expr: &'m Expr) -> Value {
        let message = match length {
            0 => format!("there is no element {index}: the list is empty"),
            _ => format!("there is no element {index}: the list has {length}, counted from 0"),
        };
        let error = Diagnostic::error(Code::E0505, expr.span, message);
        self.fail_with(error.help("`first()` and `last()` give `none` where a list is empty"))
    }

    // ── instances and constants ──────────────────────────────────────────────────────────────────────────────────────

    pub(super) fn platform(&mut self, expr: &'m Expr) -> Value {
        match self.program().platform {
            Some(platform) => self.instance_value(platform, expr),
            None => error(expr.span),
        }
    }

    pub(super) fn instance_value(&mut self, id: InstanceId, expr: &'m Expr) -> Value {
        if self.program().instance(id).broken {
            return error(expr.span);
        }
        let root = self.root(id);
        made(Data::Deferred(root), expr)
    }

    pub(super) fn file_constant(&mut self, id: ConstantId, expr: &'m Expr) -> Value {
        if let Some(known) = self.world.known_constant(id) {
            self.meter.charge(known.cost);
            return if self.within_bounds(expr.span) { known.value.clone() } else { error(expr.span) };
        }
        let Some(Some(code)) = self.program().constants.get(id.0 as usize) else { return error(expr.span) };
        let said = self.diagnostics.len();
        let (value, mark) = self.deeper(|machine| {
            if !machine.within_bounds(expr.span) {
                return error(expr.span);
            }
            let value = machine.code(code, NO_SELF);
            let value = machine.settle(value, expr.span);
            machine.not_too_deep(value, expr.span)
        });
        let cost = self.meter.ascend(mark);
        if self.diagnostics.len() == said
            && !self.meter.stopped
            && let Some(known) = Known::of(&value, cost)
        {
            self.world.leave_constant(id, known);
        }
        value
    }

    /// The value of a constant, for what is wrong with it.
    pub fn prove_constant(&mut self, id: ConstantId) {
        let Some(Some(code)) = self.program().constants.get(id.0 as usize) else { return };
        let value = self.code(code, NO_SELF);
        self.settle(value, code.expr.span);
    }
}

pub(super) fn element_key(element: &Value, keys: &[KeyField]) -> Option<Text> {
    match &element.data {
        Data::Record(record) => keyed::key_text(record, keys),
        _ => None,
    }
}

/// A map of its own, for changing.
pub(super) fn own(map: Arc<MapValue>) -> MapValue {
    Arc::unwrap_or_clone(map)
}
