//! A type asked what it is: which of its values an `is` or a pattern takes, and which remain.

use std::sync::Arc;

use jke_model::declaration::{Interfaces, RecordId};
use jke_model::ir::Test;
use jke_model::ty::{ListType, Literal, MapType, Ty};

use super::join::union_of;
use crate::declare::is_narrower;

/// The alternatives that remain to be told apart; `none` is one.
#[derive(Clone, Debug)]
pub(super) struct Left {
    pub alternatives: Vec<Ty>,
    pub none: bool,
}

/// What a pattern's type takes.
pub(super) struct Taken {
    /// The type of what it takes; `None` where it takes nothing.
    pub ty: Option<Ty>,
    pub tests: Vec<Test>,
}

impl Left {
    pub fn of(ty: &Ty) -> Left {
        let alternatives = ty.required().alternatives().iter().flat_map(|each| match each {
            Ty::Bool => vec![Ty::Literal(Literal::Bool(true)), Ty::Literal(Literal::Bool(false))],
            Ty::None | Ty::Never => vec![],
            other => vec![other.clone()],
        });
        Left { alternatives: alternatives.collect(), none: ty.is_optional() }
    }

    pub fn is_empty(&self) -> bool {
        self.alternatives.is_empty() && !self.none
    }

    /// What remains, as a type.
    pub fn ty(&self) -> Ty {
        let is_whole_bool = [true, false].iter().all(|value| self.alternatives.contains(&Ty::Literal(Literal::Bool(*value))));
        let mut alternatives = self.alternatives.clone();
        if is_whole_bool {
            alternatives.retain(|each| !matches!(each, Ty::Literal(Literal::Bool(_))));
            alternatives.push(Ty::Bool);
        }
        match (alternatives.is_empty(), self.none) {
            (true, true) => Ty::None,
            (_, none) => {
                let ty = union_of(alternatives);
                if none { ty.optional() } else { ty }
            }
        }
    }

    /// Takes what a literal of a pattern takes.
    pub fn take_literal(&mut self, literal: Literal) -> bool {
        let before = self.alternatives.len();
        self.alternatives.retain(|each| *each != Ty::Literal(literal));
        before > self.alternatives.len() || self.alternatives.iter().any(|each| is_narrower(&Ty::Literal(literal), each, &|_, _| false))
    }

    /// Takes the values of a type.
    pub fn take(&mut self, interfaces: &Interfaces, pattern: &Ty) -> Taken {
        let extends = |child: RecordId, parent: RecordId| interfaces.extends(child, parent);
        let mut taken = Taken { ty: None, tests: vec![] };
        let mut found = vec![];
        for pattern in pattern.alternatives() {
            let mut test = None;
            let mut left = vec![];
            for alternative in self.alternatives.drain(..) {
                if covers(pattern, &alternative, &extends) {
                    test = test.or_else(|| test_of(&alternative, pattern));
                    found.push(alternative);
                } else if let Some(part) = part_of(pattern, &alternative, &extends) {
                    test = test.or_else(|| test_of(&part, pattern));
                    found.push(part);
                    left.push(alternative);
                } else {
                    left.push(alternative);
                }
            }
            self.alternatives = left;
            taken.tests.extend(test);
        }
        if !found.is_empty() {
            taken.ty = Some(Left { alternatives: found, none: false }.ty());
        }
        taken
    }
}

/// Every value of the alternative is one of the pattern, by its kind alone.
fn covers(pattern: &Ty, alternative: &Ty, extends: &dyn Fn(RecordId, RecordId) -> bool) -> bool {
    match (pattern, alternative) {
        (Ty::List(_), Ty::List(_)) | (Ty::Map(_), Ty::Map(_)) => true,
        _ => is_narrower(alternative, pattern, extends),
    }
}

/// What of the alternative is of the pattern, where that is not all of it.
fn part_of(pattern: &Ty, alternative: &Ty, extends: &dyn Fn(RecordId, RecordId) -> bool) -> Option<Ty> {
    match (pattern, alternative) {
        (Ty::Record(child), Ty::Record(parent)) if extends(*child, *parent) => Some(pattern.clone()),
        (Ty::List(list), Ty::Any) => Some(Ty::List(Arc::new(ListType { element: Ty::Any, length: list.length, keys: vec![] }))),
        (Ty::Map(map), Ty::Any) => Some(Ty::Map(Arc::new(MapType { key: Ty::STRING, value: Ty::Any, length: map.length }))),
        (Ty::Bool | Ty::Int(_) | Ty::Float(_) | Ty::String(_) | Ty::Quantity(..) | Ty::Record(_), Ty::Any) => Some(pattern.clone()),
        (Ty::Literal(_), _) if is_narrower(pattern, alternative, extends) => Some(pattern.clone()),
        _ => None,
    }
}

/// How a value is asked whether it is of a type. A record is asked for the pattern's, all else for its kind.
fn test_of(taken: &Ty, pattern: &Ty) -> Option<Test> {
    match pattern {
        Ty::Record(record) => Some(Test::Record(*record)),
        Ty::Literal(literal) => Some(Test::Literal(*literal)),
        Ty::Bool => Some(Test::Bool),
        Ty::Int(_) => Some(Test::Int),
        Ty::Float(_) => Some(Test::Float),
        Ty::String(_) => Some(Test::Text),
        Ty::Quantity(kind, _) => Some(Test::Quantity(*kind)),
        Ty::Secret => Some(Test::Secret),
        Ty::List(_) => Some(Test::List),
        Ty::Map(_) => Some(Test::Map),
        Ty::Any => Some(Test::Always),
        Ty::Error | Ty::None | Ty::Never | Ty::Optional(_) | Ty::Union(_) => {
            debug_assert!(!matches!(taken, Ty::Optional(_) | Ty::Union(_)), "alternatives are flat");
            None
        }
    }
}
