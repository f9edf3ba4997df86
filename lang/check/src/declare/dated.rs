//! Records whose values may hold what not every version of Kubernetes has: all others need no look when they are emitted.

use jke_model::declaration::{Record, RecordId};
use jke_model::ty::Ty;

/// By record. Empty where there is none.
pub(crate) fn dated(records: &[Record]) -> Vec<bool> {
    let own = |record: &Record| !record.lifetime.is_always() || record.fields.iter().any(|field| !field.notes.lifetime.is_always());
    let mut next: Vec<usize> = (0..records.len()).filter(|at| own(&records[*at])).collect();
    if next.is_empty() {
        return vec![];
    }
    let mut dated = vec![false; records.len()];
    let holders = holders(records);
    while let Some(at) = next.pop() {
        if !std::mem::replace(&mut dated[at], true) {
            next.extend(holders[at].iter().map(|holder| holder.0 as usize));
        }
    }
    dated
}

/// By record: those that may hold a value of it, and its parent, as which it may be held.
fn holders(records: &[Record]) -> Vec<Vec<RecordId>> {
    let mut holders = vec![vec![]; records.len()];
    for record in records {
        let types = record.fields.iter().map(|field| &field.ty).chain(&record.rest);
        types.for_each(|ty| for_each_record(ty, &mut |held| holders[held.0 as usize].push(record.id)));
        holders[record.id.0 as usize].extend(record.parent);
    }
    holders
}

fn for_each_record(ty: &Ty, found: &mut impl FnMut(RecordId)) {
    match ty {
        Ty::Record(record) => found(*record),
        Ty::Optional(inner) => for_each_record(inner, found),
        Ty::List(list) => for_each_record(&list.element, found),
        Ty::Map(map) => for_each_record(&map.value, found),
        Ty::Union(alternatives) => alternatives.iter().for_each(|each| for_each_record(each, found)),
        Ty::Error
        | Ty::None
        | Ty::Never
        | Ty::Bool
        | Ty::Int(_)
        | Ty::Float(_)
        | Ty::String(_)
        | Ty::Quantity(..)
        | Ty::Literal(_)
        | Ty::Secret
        | Ty::Any => {}
    }
}
