//! Whether an inherited field's new type holds no value that its old one doesn't.

use jke_model::declaration::RecordId;
use jke_model::ty::{Bounds, Literal, TextRefinement, Ty};

/// How far types are compared; what nests deeper was refused before.
const DEEPEST: u32 = 512;

/// `extends(child, parent)` tells the relation of records.
pub(crate) fn is_narrower(narrow: &Ty, wide: &Ty, extends: &dyn Fn(RecordId, RecordId) -> bool) -> bool {
    fits(narrow, wide, extends, 0)
}

fn fits(narrow: &Ty, wide: &Ty, extends: &dyn Fn(RecordId, RecordId) -> bool, depth: u32) -> bool {
    if depth > DEEPEST {
        return false;
    }
    let inner = |narrow: &Ty, wide: &Ty| fits(narrow, wide, extends, depth + 1);
    match (narrow, wide) {
        (Ty::Error | Ty::Never, _) | (_, Ty::Error) => true,
        (Ty::Optional(narrow), Ty::Optional(wide)) => inner(narrow, wide),
        (_, Ty::Optional(wide)) => *narrow == Ty::None || inner(narrow, wide),
        (Ty::Union(alternatives), _) => alternatives.iter().all(|narrow| inner(narrow, wide)),
        (_, Ty::Union(alternatives)) => alternatives.iter().any(|wide| inner(narrow, wide)),
        (Ty::Secret, Ty::Any) => false,
        (_, Ty::Any) => !narrow.is_optional(),
        (Ty::Int(narrow), Ty::Int(wide)) => within(narrow, wide),
        (Ty::Float(narrow), Ty::Float(wide)) => within(narrow, wide),
        (Ty::Quantity(one, narrow), Ty::Quantity(other, wide)) => one == other && within(narrow, wide),
        (Ty::String(narrow), Ty::String(wide)) => text_within(narrow.as_deref(), wide.as_deref()),
        (Ty::Literal(literal), _) => literal_within(*literal, wide),
        (Ty::List(narrow), Ty::List(wide)) => {
            let keys = wide.keys.is_empty() || narrow.keys == wide.keys;
            keys && within(&narrow.length, &wide.length) && inner(&narrow.element, &wide.element)
        }
        (Ty::Map(narrow), Ty::Map(wide)) => {
            within(&narrow.length, &wide.length) && inner(&narrow.key, &wide.key) && inner(&narrow.value, &wide.value)
        }
        (Ty::Record(narrow), Ty::Record(wide)) => extends(*narrow, *wide),
        (Ty::Bool, Ty::Bool) | (Ty::Secret, Ty::Secret) => true,
        (
            Ty::None
            | Ty::Bool
            | Ty::Int(_)
            | Ty::Float(_)
            | Ty::String(_)
            | Ty::Quantity(..)
            | Ty::Secret
            | Ty::Any
            | Ty::List(_)
            | Ty::Map(_)
            | Ty::Record(_)
            | Ty::Optional(_),
            _,
        ) => false,
    }
}

fn within<T: PartialOrd>(narrow: &Bounds<T>, wide: &Bounds<T>) -> bool {
    let from = wide.from.as_ref().is_none_or(|wide| narrow.from.as_ref().is_some_and(|narrow| narrow >= wide));
    let to = wide.to.as_ref().is_none_or(|wide| narrow.to.as_ref().is_some_and(|narrow| narrow <= wide));
    from && to
}

fn text_within(narrow: Option<&TextRefinement>, wide: Option<&TextRefinement>) -> bool {
    let Some(wide) = wide else { return true };
    let Some(narrow) = narrow else { return wide.pattern.is_none() && wide.length.is_open() };
    within(&narrow.length, &wide.length) && (wide.pattern.is_none() || narrow.pattern == wide.pattern)
}

fn literal_within(literal: Literal, wide: &Ty) -> bool {
    match (literal, wide) {
        (_, Ty::Literal(wide)) => literal == *wide,
        (Literal::Bool(_), Ty::Bool) => true,
        (Literal::Int(value), Ty::Int(bounds)) => bounds.contains(&value),
        (Literal::Text(_), Ty::String(None)) => true,
        (Literal::Text(text), Ty::String(Some(refinement))) => {
            let length = text.as_str().chars().count() as i64;
            let matches = refinement.pattern.as_ref().is_none_or(|pattern| pattern.matches(text.as_str()));
            matches && refinement.length.contains(&length)
        }
        (Literal::Text(_) | Literal::Int(_) | Literal::Bool(_), _) => false,
    }
}
