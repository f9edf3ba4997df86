//! How a value that is not there begins when something is set inside it, by its type.

use jke_model::declaration::{Field, Interfaces, Record};
use jke_model::ir::{KeyField, KeyKind, Shape};
use jke_model::ty::{ListType, Literal, Ty};

/// `None` for what nothing can be set inside of.
pub(crate) fn shape(interfaces: &Interfaces, ty: &Ty) -> Option<Shape> {
    match ty.required() {
        Ty::Error => Some(Shape::Error),
        Ty::Record(id) => Some(Shape::Record(*id)),
        Ty::Map(_) => Some(Shape::Map),
        Ty::Any => Some(Shape::Any),
        Ty::List(list) => match list.element {
            Ty::Record(element) if !list.keys.is_empty() => Some(Shape::Keyed { element, keys: key_fields(interfaces, list).into() }),
            _ => None,
        },
        Ty::Union(alternatives) => {
            let records: Vec<_> = alternatives.iter().filter_map(|each| if let Ty::Record(id) = each { Some(*id) } else { None }).collect();
            match records.as_slice() {
                [] => alternatives.iter().find_map(|each| shape(interfaces, each)),
                [only] => Some(Shape::Record(*only)),
                _ => Some(Shape::Union(records.into())),
            }
        }
        Ty::None
        | Ty::Never
        | Ty::Bool
        | Ty::Int(_)
        | Ty::Float(_)
        | Ty::String(_)
        | Ty::Quantity(..)
        | Ty::Literal(_)
        | Ty::Secret
        | Ty::Optional(_) => None,
    }
}

/// The fields by which a list's elements are addressed; none of a plain list.
pub(crate) fn key_fields(interfaces: &Interfaces, list: &ListType) -> Vec<KeyField> {
    let Ty::Record(element) = list.element else { return vec![] };
    let record: &Record = interfaces.record(element);
    list.keys.iter().filter_map(|key| record.field(*key)).map(|(slot, field)| key_field(slot, field)).collect()
}

fn key_field(slot: u32, field: &Field) -> KeyField {
    let alternatives = field.ty.required().alternatives();
    let numbers = alternatives.iter().filter(|each| matches!(each, Ty::Int(_) | Ty::Literal(Literal::Int(_)))).count();
    let kind = match numbers {
        0 => KeyKind::Text,
        all if all == alternatives.len() => KeyKind::Int,
        _ => KeyKind::IntOrText,
    };
    KeyField { slot, kind, default: field.literal_default, by_api: field.api_default().is_some() }
}
