//! What conditions prove: places whose value is known to be of a narrower type.
//!
//! A place is what can be asked twice with the same answer: a variable and the fields and entries that lead on from it. All values
//! are immutable, so a fact holds wherever the condition does.

use jke_model::declaration::{ConstantId, Interfaces};
use jke_model::ir::{Expr, ExprKind, Local};
use jke_model::program::InstanceId;
use jke_model::ty::Ty;
use jke_model::value::{Data, Text};

use super::Checker;
use super::join::join;

#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Place {
    root: Root,
    path: Vec<Step>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Root {
    Local(Local),
    SelfValue,
    Platform,
    Instance(InstanceId),
    TargetAxis(u32),
    Constant(ConstantId),
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Step {
    Field(u32),
    Entry(Text),
}

/// What is known of a place.
#[derive(Clone, Debug)]
enum Known {
    /// It is not `none`.
    Present,
    Is(Ty),
}

/// What is known of places where the facts hold. A later fact beats earlier ones of the same place.
#[derive(Clone, Default, Debug)]
pub(crate) struct Facts {
    known: Vec<(Place, Known)>,
}

impl Facts {
    pub fn one(place: Option<Place>, ty: Ty) -> Facts {
        Facts { known: place.map(|place| (place, Known::Is(ty))).into_iter().collect() }
    }

    pub fn len(&self) -> usize {
        self.known.len()
    }

    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    pub fn truncate(&mut self, length: usize) {
        self.known.truncate(length);
    }

    pub fn extend(&mut self, other: &Facts) {
        self.known.extend(other.known.iter().cloned());
    }

    fn get(&self, place: &Place) -> Option<&Known> {
        self.known.iter().rev().find(|(known, _)| known == place).map(|(_, known)| known)
    }

    /// What holds where the one or the other does.
    pub fn either(&self, other: &Facts, interfaces: &Interfaces) -> Facts {
        let both = self.known.iter().filter_map(|(place, known)| {
            let joined = match (known, other.get(place)?) {
                (Known::Is(one), Known::Is(other)) => Known::Is(join(interfaces, one, other)?),
                (Known::Present, Known::Present) => Known::Present,
                (Known::Present, Known::Is(ty)) | (Known::Is(ty), Known::Present) if !ty.is_optional() => Known::Present,
                (Known::Present, Known::Is(_)) | (Known::Is(_), Known::Present) => return None,
            };
            Some((place.clone(), joined))
        });
        Facts { known: both.collect() }
    }
}

/// The place that an expression reads, if it reads one.
pub(super) fn place(expr: &Expr) -> Option<Place> {
    let root = |root| Some(Place { root, path: vec![] });
    match &expr.kind {
        ExprKind::Local(local) => root(Root::Local(*local)),
        ExprKind::SelfValue => root(Root::SelfValue),
        ExprKind::Platform => root(Root::Platform),
        ExprKind::Instance(id) => root(Root::Instance(*id)),
        ExprKind::TargetAxis(axis) => root(Root::TargetAxis(*axis)),
        ExprKind::FileConstant(id) => root(Root::Constant(*id)),
        ExprKind::Field { base, slot } => beneath(base, Step::Field(*slot)),
        ExprKind::RestField { base, key } | ExprKind::Entry { base, key, keys: _ } => beneath(base, Step::Entry(key.clone())),
        ExprKind::MapIndex { base, index, keys: _ } => match &index.kind {
            ExprKind::Constant(Data::Text(key)) => beneath(base, Step::Entry(key.clone())),
            _ => None,
        },
        ExprKind::IfPresent { value, local, then } => {
            let inner = place(then).filter(|inner| inner.root == Root::Local(*local))?;
            let mut outer = place(value)?;
            outer.path.extend(inner.path);
            Some(outer)
        }
        _ => None,
    }
}

fn beneath(base: &Expr, step: Step) -> Option<Place> {
    let mut place = place(base)?;
    place.path.push(step);
    Some(place)
}

/// What is proved by an expression that is not `none`: it is there, and all that `?.` asks on the way to it.
pub(super) fn present(expr: &Expr, ty: &Ty) -> Facts {
    let mut facts = Facts::one(place(expr), ty.required().clone());
    let mut asked: Option<(Local, Place)> = None;
    let mut at = expr;
    while let ExprKind::IfPresent { value, local, then } = &at.kind {
        let Some(inner) = place(value) else { break };
        let whole = match &asked {
            Some((local, outer)) if inner.root == Root::Local(*local) => {
                Place { root: outer.root, path: outer.path.iter().chain(&inner.path).cloned().collect() }
            }
            _ => inner,
        };
        facts.known.push((whole.clone(), Known::Present));
        asked = Some((*local, whole));
        at = then;
    }
    facts
}

impl Checker<'_> {
    /// The type that facts give to the place which an expression reads, else its own.
    pub(super) fn narrowed(&self, expr: &Expr, ty: Ty) -> Ty {
        if self.facts.is_empty() || ty.is_error() {
            return ty;
        }
        match place(expr).and_then(|place| self.facts.get(&place)) {
            Some(Known::Present) => ty.required().clone(),
            Some(Known::Is(known)) => known.clone(),
            None => ty,
        }
    }

    /// A fact speaks of what the expression reads.
    pub(super) fn is_narrowed(&self, expr: &Expr) -> bool {
        place(expr).is_some_and(|place| self.facts.get(&place).is_some())
    }
}
