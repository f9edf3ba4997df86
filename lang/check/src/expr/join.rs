//! The type of a value that is one of several: branches, elements, alternatives.

use jke_model::declaration::Interfaces;
use jke_model::quantity::QuantityKind;
use jke_model::ty::{Bounds, ListType, Literal, MapType, Ty};

/// The type that holds the values of both; `None` where a value of it could not tell which it is.
pub(crate) fn join(interfaces: &Interfaces, one: &Ty, other: &Ty) -> Option<Ty> {
    match (one, other) {
        (Ty::Error, _) | (_, Ty::Error) => Some(Ty::Error),
        (Ty::Never, ty) | (ty, Ty::Never) => Some(ty.clone()),
        (Ty::None, ty) | (ty, Ty::None) => Some(ty.clone().optional()),
        (Ty::Optional(_), _) | (_, Ty::Optional(_)) => Some(join(interfaces, one.required(), other.required())?.optional()),
        _ if one == other => Some(one.clone()),
        _ => join_all(interfaces, one.alternatives().iter().chain(other.alternatives())),
    }
}

/// The same of any number of types, none of which is optional.
fn join_all<'t>(interfaces: &Interfaces, types: impl Iterator<Item = &'t Ty>) -> Option<Ty> {
    let mut alternatives: Vec<Ty> = vec![];
    for ty in types {
        let mut ty = ty.clone();
        let mut at = 0;
        while at < alternatives.len() {
            match pair(interfaces, &alternatives[at], &ty) {
                Pair::One(joined) => {
                    alternatives.remove(at);
                    ty = joined;
                    at = 0;
                }
                Pair::Apart => at += 1,
                Pair::Ambiguous => return None,
            }
        }
        alternatives.push(ty);
    }
    Some(union_of(alternatives))
}

/// A union of these, or the only one.
pub(crate) fn union_of(mut alternatives: Vec<Ty>) -> Ty {
    match alternatives.len() {
        0 => Ty::Never,
        1 => alternatives.pop().expect("the vector has one element"),
        _ => Ty::Union(alternatives.into()),
    }
}

/// How two types that are no unions go together.
enum Pair {
    One(Ty),
    Apart,
    Ambiguous,
}

fn pair(interfaces: &Interfaces, one: &Ty, other: &Ty) -> Pair {
    match (one, other) {
        _ if one == other => Pair::One(one.clone()),
        (Ty::Any, _) | (_, Ty::Any) => Pair::One(Ty::Any),
        (Ty::Secret, Ty::String(_) | Ty::Literal(Literal::Text(_))) | (Ty::String(_) | Ty::Literal(Literal::Text(_)), Ty::Secret) => {
            Pair::One(Ty::Secret)
        }
        (Ty::Bool, Ty::Literal(Literal::Bool(_))) | (Ty::Literal(Literal::Bool(_)), Ty::Bool) => Pair::One(Ty::Bool),
        (Ty::Literal(Literal::Bool(_)), Ty::Literal(Literal::Bool(_))) => Pair::One(Ty::Bool),
        (Ty::String(_), Ty::String(_) | Ty::Literal(Literal::Text(_))) | (Ty::Literal(Literal::Text(_)), Ty::String(_)) => {
            Pair::One(Ty::STRING)
        }
        (Ty::Int(one), Ty::Int(other)) => Pair::One(Ty::Int(hull(one, other))),
        (Ty::Int(bounds), Ty::Literal(Literal::Int(value))) | (Ty::Literal(Literal::Int(value)), Ty::Int(bounds)) => {
            Pair::One(Ty::Int(hull(bounds, &Bounds { from: Some(*value), to: Some(*value) })))
        }
        (Ty::Float(_), Ty::Float(_) | Ty::Int(_) | Ty::Literal(Literal::Int(_)))
        | (Ty::Int(_) | Ty::Literal(Literal::Int(_)), Ty::Float(_)) => Pair::One(Ty::FLOAT),
        (Ty::Quantity(QuantityKind::Cpu, _), Ty::Int(_) | Ty::Float(_) | Ty::Literal(Literal::Int(_)))
        | (Ty::Int(_) | Ty::Float(_) | Ty::Literal(Literal::Int(_)), Ty::Quantity(QuantityKind::Cpu, _)) => Pair::Ambiguous,
        (Ty::Quantity(kind, one), Ty::Quantity(other_kind, other)) if kind == other_kind => {
            Pair::One(Ty::Quantity(*kind, hull(one, other)))
        }
        (Ty::List(one), Ty::List(other)) => lists(interfaces, one, other),
        (Ty::Map(one), Ty::Map(other)) => maps(interfaces, one, other),
        (Ty::Record(one), Ty::Record(other)) if interfaces.extends(*one, *other) => Pair::One(Ty::Record(*other)),
        (Ty::Record(one), Ty::Record(other)) if interfaces.extends(*other, *one) => Pair::One(Ty::Record(*one)),
        _ => Pair::Apart,
    }
}

fn lists(interfaces: &Interfaces, one: &ListType, other: &ListType) -> Pair {
    let Some(element) = join(interfaces, &one.element, &other.element) else { return Pair::Ambiguous };
    let keys = if one.keys == other.keys { one.keys.clone() } else { vec![] };
    Pair::One(Ty::List(ListType { element, length: hull(&one.length, &other.length), keys }.into()))
}

fn maps(interfaces: &Interfaces, one: &MapType, other: &MapType) -> Pair {
    match (join(interfaces, &one.key, &other.key), join(interfaces, &one.value, &other.value)) {
        (Some(key), Some(value)) => Pair::One(Ty::Map(MapType { key, value, length: hull(&one.length, &other.length) }.into())),
        _ => Pair::Ambiguous,
    }
}

/// The smallest range that holds both.
fn hull<T: PartialOrd + Copy>(one: &Bounds<T>, other: &Bounds<T>) -> Bounds<T> {
    let end = |one: Option<T>, other: Option<T>, first: fn(&T, &T) -> bool| match (one, other) {
        (Some(one), Some(other)) => Some(if first(&one, &other) { one } else { other }),
        (None, _) | (_, None) => None,
    };
    Bounds { from: end(one.from, other.from, |one, other| one < other), to: end(one.to, other.to, |one, other| one > other) }
}

/// A literal as its primitive, which is what it is inside an inferred list or map.
pub(crate) fn widen(ty: &Ty) -> Ty {
    match ty {
        Ty::Literal(Literal::Text(_)) => Ty::STRING,
        Ty::Literal(Literal::Int(_)) => Ty::INT,
        Ty::Literal(Literal::Bool(_)) => Ty::Bool,
        Ty::Optional(inner) => widen(inner).optional(),
        Ty::Union(alternatives) => {
            let mut wide: Vec<Ty> = vec![];
            for alternative in alternatives.iter().map(widen) {
                if !wide.contains(&alternative) {
                    wide.push(alternative);
                }
            }
            union_of(wide)
        }
        Ty::Error
        | Ty::None
        | Ty::Never
        | Ty::Bool
        | Ty::Int(_)
        | Ty::Float(_)
        | Ty::String(_)
        | Ty::Quantity(..)
        | Ty::Secret
        | Ty::Any
        | Ty::List(_)
        | Ty::Map(_)
        | Ty::Record(_) => ty.clone(),
    }
}

/// The primitive without refinements: what an operator works on.
pub(crate) fn plain(ty: &Ty) -> Ty {
    match ty {
        Ty::Int(_) => Ty::INT,
        Ty::Float(_) => Ty::FLOAT,
        Ty::String(_) => Ty::STRING,
        Ty::Quantity(kind, _) => Ty::quantity(*kind),
        Ty::Literal(_) => widen(ty),
        Ty::Union(alternatives) => {
            let mut plain_ones: Vec<Ty> = vec![];
            for alternative in alternatives.iter().map(plain) {
                if !plain_ones.contains(&alternative) {
                    plain_ones.push(alternative);
                }
            }
            union_of(plain_ones)
        }
        Ty::Error | Ty::None | Ty::Never | Ty::Bool | Ty::Secret | Ty::Any | Ty::List(_) | Ty::Map(_) | Ty::Record(_) | Ty::Optional(_) => {
            ty.clone()
        }
    }
}
