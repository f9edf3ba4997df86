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
        let Place::Field(slot) = place else { return value };
        let Some(record) = self.lazies.table[container as usize].record().map(|record| record.record) else { return value };
        if !self.world.record_plan(record).narrowed.contains(&slot) {
            return value;
        }
        let interfaces = self.world.interfaces();
        let field = &interfaces.record(record).fields[slot as usize];
        let Some(Misfit { message, help }) = self.misfit_of(&field.ty, &value) else { return value };
        let span = origin_span(&value);
        let name = interfaces.record(record).name;
        let mut told = Diagnostic::error(Code::E0304, span, format!("`{}` of {name}: {message}", field.name));
        told.help = help;
        self.fail_with(told.label(field.span, "its type here is narrower than in what it extends"));
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
