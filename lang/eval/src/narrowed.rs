//! Fields whose types a child made narrower: what was written for the parent (a default, `defaults Parent { … }`) must fit the child's.

use jke_model::declaration::{Interfaces, RecordId};
use jke_model::ir::Shape;
use jke_model::ty::Ty;
use jke_model::value::{Data, Value};
use jke_text::{Code, Diagnostic};

use crate::lazy::{LazyId, Place};
use crate::machine::{Machine, error};
use crate::open::origin_span;
use crate::refine::{Misfit, misfit};
use crate::trace::Tracer;

/// The slots of a record whose types are narrower than those which they were declared with.
pub(crate) fn narrowed(interfaces: &Interfaces, id: RecordId) -> Vec<u32> {
    let record = interfaces.record(id);
    let Some(parent) = record.parent.map(|parent| interfaces.record(parent)) else { return vec![] };
    let own = record.fields.iter().zip(&parent.fields).enumerate().filter(|(_, (mine, inherited))| mine.ty != inherited.ty);
    let mut slots: Vec<u32> = own.map(|(slot, _)| slot as u32).collect();
    slots.extend(narrowed(interfaces, parent.id));
    slots
}

impl<'m, 'p, T: Tracer> Machine<'m, 'p, T> {
    /// The value of a field, if it fits the type that the record itself gives to it.
    pub fn fitting(&mut self, value: Value, container: LazyId, place: Place) -> Value {
        let Some(record) = self.lazies.table[container as usize].record() else { return value };
        let (id, by_name) = (record.record, !record.by_name.is_empty() && record.by_name.contains(&place));
        let narrowed = matches!(place, Place::Field(slot) if self.world.record_plan(id).narrowed.contains(&slot));
        if !narrowed && !by_name {
            return value;
        }
        let declaration = self.world.interfaces().record(id);
        let (ty, declared) = match place {
            Place::Field(slot) => (&declaration.fields[slot as usize].ty, declaration.fields[slot as usize].span),
            Place::Rest(_) | Place::Entry(_) => match &declaration.rest {
                Some(ty) => (ty, declaration.span),
                None => return value,
            },
        };
        let Some(Misfit { message, help }) = self.misfit_of(ty, &value) else { return value };
        let span = origin_span(&value);
        let field = self.name_of(container, place);
        let mut told = Diagnostic::error(Code::E0304, span, format!("`{field}` of {}: {message}", declaration.name));
        told.help = help;
        let why = if narrowed { "its type here is narrower than in what it extends" } else { "its type in the record that was chosen" };
        self.fail_with(told.label(declared, why));
        error(span)
    }

    fn misfit_of(&mut self, ty: &Ty, value: &Value) -> Option<Misfit> {
        let interfaces = self.world.interfaces();
        let Data::Deferred(id) = &value.data else { return misfit(interfaces, ty, value) };
        match self.lazies.table[*id as usize].record().map(|record| record.record) {
            Some(found) => {
                let fits = |each: &Ty| matches!(each, Ty::Record(expected) if interfaces.extends(found, *expected));
                let expected = ty.required().alternatives();
                (!expected.iter().any(fits)).then(|| Misfit::of_record(interfaces, found, expected))
            }
            None => {
                let whole = self.settle(value.clone(), origin_span(value));
                misfit(interfaces, ty, &whole)
            }
        }
    }

    /// The record with which a field begins that a child made narrower than its parent's layers know.
    pub fn narrower_record(&self, shape: &Shape, container: LazyId, place: Place) -> Option<RecordId> {
        match (shape, self.ty_of(container, place)?.required()) {
            (Shape::Record(wide), Ty::Record(narrow)) => (wide != narrow).then_some(*narrow),
            (Shape::Union(_), Ty::Record(narrow)) => Some(*narrow),
            _ => None,
        }
    }
}
