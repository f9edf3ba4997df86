//! `== != < <= > >=` and `in`: both sides must be able to share a value, or to have an order.

use jke_model::declaration::Interfaces;
use jke_model::ir::{Comparison, Expr, ExprKind};
use jke_model::ty::{Literal, Ty};
use jke_model::value::Data;
use jke_syntax::tree::{self, BinaryOp};
use jke_text::{Code, Diagnostic, Name, Span, nearest};

use super::arithmetic::{is_number, is_open};
use super::join::{plain, widen};
use super::method::as_float;
use super::narrow::{self, Facts, present};
use super::quantity::tells_kind;
use super::secret::is_secret;
use super::shape::key_fields;
use super::show::show_literal;
use super::{Checker, broken};
use crate::declare::is_narrower;

impl Checker<'_> {
    /// Both operands, each telling the other's literals their kind.
    fn operands(&mut self, left: &tree::Expr, right: &tree::Expr) -> ((Expr, Ty), (Expr, Ty)) {
        if is_open(left) && !is_open(right) {
            let right = self.infer(right);
            return (self.infer_like(left, Some(&right.1)), right);
        }
        let left = self.infer(left);
        let right = self.infer_like(right, Some(&left.1));
        (left, right)
    }

    /// `==` and `!=`; against `none` it proves something.
    pub(super) fn equal(&mut self, op: BinaryOp, op_span: Span, left: &tree::Expr, right: &tree::Expr, span: Span) -> (Expr, Facts, Facts) {
        let (left_side, right_side) = (is_none(left), is_none(right));
        let (left, right) = self.operands(left, right);
        let op = if op == BinaryOp::Equal { Comparison::Equal } else { Comparison::NotEqual };
        if left.1.is_error() || right.1.is_error() {
            return (broken(span).0, Facts::default(), Facts::default());
        }
        if left_side || right_side {
            return self.against_none(op, left, right, left_side, span);
        }
        let (left, right) = match self.comparable(left, right, op_span) {
            Some((left, right)) => (left, right),
            None => return (broken(span).0, Facts::default(), Facts::default()),
        };
        let kind = ExprKind::Compare { op, left: Box::new(left), right: Box::new(right) };
        (Expr { kind, span }, Facts::default(), Facts::default())
    }

    fn against_none(&mut self, op: Comparison, left: (Expr, Ty), right: (Expr, Ty), none_first: bool, span: Span) -> (Expr, Facts, Facts) {
        let (asked, ty) = if none_first { (&right.0, &right.1) } else { (&left.0, &left.1) };
        if !ty.is_optional() && !self.is_narrowed(asked) {
            let shown = self.show(ty);
            let error = Diagnostic::error(Code::E0308, asked.span, format!("this is never `none`: it is {shown}"));
            self.tell(error.help("leave the comparison out"));
        }
        let there = present(asked, ty);
        let absent = Facts::one(narrow::place(asked), Ty::None);
        let kind = ExprKind::Compare { op, left: Box::new(left.0), right: Box::new(right.0) };
        let (holds, fails) = if op == Comparison::NotEqual { (there, absent) } else { (absent, there) };
        (Expr { kind, span }, holds, fails)
    }

    /// A value beside one of the type `other`, with which it must be able to be equal.
    pub(super) fn infer_comparable(&mut self, expr: &tree::Expr, other: &Ty) -> (Expr, Ty) {
        let (value, ty) = self.infer_like(expr, Some(other));
        if ty.is_error() || other.is_error() {
            return (value, ty);
        }
        let value = self.as_kind(value, &ty, other);
        let ty = kind_now(&value, ty);
        if !self.shares(&value, &ty, (expr.span, other), expr.span) {
            return broken(expr.span);
        }
        (as_number_of(value, &ty, other), ty)
    }

    /// Both sides, if they can be equal; the numbers among them as one kind.
    fn comparable(&mut self, left: (Expr, Ty), right: (Expr, Ty), op_span: Span) -> Option<(Expr, Expr)> {
        let (one, other) = (self.as_kind(left.0, &left.1, &right.1), self.as_kind(right.0, &right.1, &left.1));
        let (one_type, other_type) = (kind_now(&one, left.1), kind_now(&other, right.1));
        // The literal among the two is what is wrong.
        let right_is_literal = matches!(other.kind, ExprKind::Constant(_));
        let (value, ty, beside) =
            if right_is_literal { (&other, &other_type, (one.span, &one_type)) } else { (&one, &one_type, (other.span, &other_type)) };
        let place = if matches!(value.kind, ExprKind::Constant(_)) { value.span } else { op_span };
        if !self.shares(value, ty, beside, place) {
            return None;
        }
        Some(self.one_number_kind(one, &one_type, other, &other_type))
    }

    /// A plain number beside a quantity becomes one.
    pub(super) fn as_kind(&mut self, value: Expr, ty: &Ty, beside: &Ty) -> Expr {
        let kind = beside.required().alternatives().iter().find_map(|each| match each {
            Ty::Quantity(kind, _) => Some(*kind),
            _ => None,
        });
        let number_beside = beside.required().alternatives().iter().any(|each| matches!(plain(each), Ty::Int(_) | Ty::Float(_)));
        match kind {
            Some(kind) if is_number(&value) && !number_beside && !tells_kind(ty) => match self.number_as(kind, &value) {
                Some(number) => number,
                None => broken(value.span).0,
            },
            _ => value,
        }
    }

    fn one_number_kind(&self, left: Expr, left_type: &Ty, right: Expr, right_type: &Ty) -> (Expr, Expr) {
        let kind = |ty: &Ty| plain(ty.required());
        match (kind(left_type), kind(right_type)) {
            (Ty::Int(_), Ty::Float(_)) => (as_float(left), right),
            (Ty::Float(_), Ty::Int(_)) => (left, as_float(right)),
            _ => (left, right),
        }
    }

    /// Whether a value can be equal to what stands beside it; told where it can't.
    fn shares(&mut self, value: &Expr, ty: &Ty, (beside_span, beside): (Span, &Ty), place: Span) -> bool {
        if ty.is_error() || beside.is_error() || matches!(value.kind, ExprKind::Error) {
            return true;
        }
        if !is_empty(ty) && !is_empty(beside) && (self.holds_secret(ty) || self.holds_secret(beside)) {
            let secret = if self.holds_secret(ty) { value.span } else { beside_span };
            let error = self.secret_used(secret, "a comparison");
            self.tell(error);
            return false;
        }
        if overlap(self.interfaces(), ty, beside) {
            return true;
        }
        let error = self.never_equal(ty, beside, place);
        self.tell(error);
        false
    }

    fn never_equal(&self, ty: &Ty, beside: &Ty, place: Span) -> Diagnostic {
        let (one, other) = (self.show(ty), self.show(beside));
        let error = Diagnostic::error(Code::E0308, place, format!("{one} and {other} are never equal"));
        let known = literals(beside).filter(|known| known.iter().any(|each| matches!(each, Literal::Text(_))));
        match (ty, known) {
            (Ty::Literal(literal @ Literal::Text(text)), Some(known)) => {
                let names = known.iter().filter_map(|each| if let Literal::Text(name) = each { Some(name.as_str()) } else { None });
                let error = Diagnostic::error(Code::E0308, place, format!("this is never {}", show_literal(*literal)));
                let error = match nearest(text.as_str(), names) {
                    Some(near) => error.here(format!("did you mean {near:?}?")).replace(format!("{near:?}")),
                    None => error,
                };
                let values: Vec<String> = known.iter().map(|each| show_literal(*each)).collect();
                error.help(format!("it is one of {}", values.join(", ")))
            }
            (Ty::Literal(Literal::Int(value)), _) => match out_of_range(*value, beside) {
                Some(range) => Diagnostic::error(Code::E0308, place, format!("this is never {value}")).help(format!("it is {range}")),
                None => error,
            },
            (_, _) => error,
        }
    }

    /// `< <= > >=`
    pub(super) fn ordered(&mut self, op: BinaryOp, op_span: Span, left: &tree::Expr, right: &tree::Expr, span: Span) -> (Expr, Ty) {
        let ((one, one_type), (other, other_type)) = self.operands(left, right);
        let failed = (Expr { kind: ExprKind::Error, span }, Ty::Bool);
        if one_type.is_error() || other_type.is_error() {
            return failed;
        }
        for (value, ty) in [(&one, &one_type), (&other, &other_type)] {
            if ty.is_optional() {
                let error = self.maybe_none(ty, value.span, "a value to compare");
                self.tell(error);
                return failed;
            }
        }
        let (one, other) = (self.as_kind(one, &one_type, &other_type), self.as_kind(other, &other_type, &one_type));
        if matches!(one.kind, ExprKind::Error) || matches!(other.kind, ExprKind::Error) {
            return failed;
        }
        let (one_type, other_type) = (kind_now(&one, one_type), kind_now(&other, other_type));
        let ordered = match (plain(&one_type), plain(&other_type)) {
            (Ty::Int(_) | Ty::Float(_), Ty::Int(_) | Ty::Float(_)) | (Ty::String(_), Ty::String(_)) => true,
            (Ty::Quantity(kind, _), Ty::Quantity(beside, _)) => kind == beside,
            (Ty::Never, _) | (_, Ty::Never) => true,
            (_, _) => false,
        };
        if !ordered {
            let error = self.no_order(&one_type, &other_type, op_span);
            self.tell(error);
            return failed;
        }
        let (one, other) = self.one_number_kind(one, &one_type, other, &other_type);
        let op = match op {
            BinaryOp::Less => Comparison::Less,
            BinaryOp::LessEqual => Comparison::LessEqual,
            BinaryOp::Greater => Comparison::Greater,
            _ => Comparison::GreaterEqual,
        };
        (Expr { kind: ExprKind::Compare { op, left: Box::new(one), right: Box::new(other) }, span }, Ty::Bool)
    }

    fn no_order(&self, one: &Ty, other: &Ty, op_span: Span) -> Diagnostic {
        if is_secret(one) || is_secret(other) {
            return self.secret_used(op_span, "a comparison");
        }
        let message = format!("{} and {} have no order", self.show(one), self.show(other));
        let error = Diagnostic::error(Code::E0308, op_span, message);
        match (plain(one), plain(other)) {
            (Ty::Quantity(kind, _), Ty::Int(_) | Ty::Float(_)) | (Ty::Int(_) | Ty::Float(_), Ty::Quantity(kind, _)) => {
                error.help(format!("compare {} with {}", kind.name(), kind.name()))
            }
            (_, _) => error.help("numbers, quantities of one kind, and texts are ordered"),
        }
    }

    /// `x in xs`
    pub(super) fn contained(&mut self, op_span: Span, item: &tree::Expr, container: &tree::Expr, span: Span) -> (Expr, Ty) {
        let failed = (Expr { kind: ExprKind::Error, span }, Ty::Bool);
        let first = if is_open(item) { None } else { Some(self.infer(item)) };
        let like = first.as_ref().map(|(_, ty)| Ty::list(ty.clone()));
        let (container, container_type) = self.infer_like(container, like.as_ref());
        let (element, keys) = match &container_type {
            Ty::List(list) => (list.element.clone(), [].into()),
            Ty::Map(map) => (map.key.clone(), [].into()),
            Ty::Error | Ty::Never => return failed,
            Ty::Optional(_) | Ty::None => {
                let error = self.maybe_none(&container_type, container.span, "a list or a map");
                self.tell(error);
                return failed;
            }
            other => {
                let shown = self.show(other);
                let error = Diagnostic::error(Code::E0302, container.span, format!("`in` asks a list or a map, and this is {shown}"));
                let is_text = matches!(plain(other), Ty::String(_));
                self.tell(if is_text { error.help("whether a text occurs in another: `x.contains(part)`") } else { error });
                return failed;
            }
        };
        let (element, keys) = match &container_type {
            Ty::List(list) if !list.keys.is_empty() => (Ty::STRING, key_fields(self.interfaces(), list).into()),
            _ => (element, keys),
        };
        let item = match first {
            Some((item, ty)) => {
                let item = self.as_kind(item, &ty, &element);
                let ty = kind_now(&item, ty);
                let place = if matches!(item.kind, ExprKind::Constant(_)) { item.span } else { op_span };
                if !self.shares(&item, &ty, (container.span, &element), place) {
                    return failed;
                }
                self.elements_never_equal(&container, &ty);
                as_number_of(item, &ty, &element)
            }
            None => self.infer_comparable(item, &element).0,
        };
        (Expr { kind: ExprKind::In { item: Box::new(item), container: Box::new(container), keys }, span }, Ty::Bool)
    }
}

impl Checker<'_> {
    /// Tells of the literals of a list that is written out which the value can never be.
    fn elements_never_equal(&mut self, container: &Expr, ty: &Ty) {
        let ExprKind::List(elements) = &container.kind else { return };
        for element in elements {
            let literal = match &element.kind {
                ExprKind::Constant(Data::Text(text)) => Literal::Text(Name::new(text)),
                ExprKind::Constant(Data::Int(number)) => Literal::Int(*number),
                _ => continue,
            };
            let literal = Ty::Literal(literal);
            if literals(ty).is_some() && !overlap(self.interfaces(), &literal, ty) {
                let error = self.never_equal(&literal, ty, element.span);
                self.tell(error);
            }
        }
    }
}

fn is_none(expr: &tree::Expr) -> bool {
    match &expr.kind {
        tree::ExprKind::None => true,
        tree::ExprKind::Paren(inner) => is_none(inner),
        _ => false,
    }
}

/// A whole number among those with a fraction.
fn as_number_of(value: Expr, ty: &Ty, beside: &Ty) -> Expr {
    match (plain(ty), plain(beside.required())) {
        (Ty::Int(_), Ty::Float(_)) => as_float(value),
        _ => value,
    }
}

/// The type of a number that has become a quantity.
pub(super) fn kind_now(value: &Expr, ty: Ty) -> Ty {
    match &value.kind {
        ExprKind::Constant(Data::Quantity(quantity)) => Ty::quantity(quantity.kind),
        ExprKind::Error => Ty::Error,
        _ => ty,
    }
}

/// Some value is of both types.
fn overlap(interfaces: &Interfaces, one: &Ty, other: &Ty) -> bool {
    if one.is_optional() && other.is_optional() {
        return true;
    }
    // A literal beside a literal compares as its primitive.
    if let (Ty::Literal(_), Ty::Literal(_)) = (one, other) {
        return widen(one) == widen(other);
    }
    let alternatives = |ty: &Ty| ty.required().alternatives().to_vec();
    alternatives(one).iter().any(|one| alternatives(other).iter().any(|other| overlap_alone(interfaces, one, other)))
}

fn overlap_alone(interfaces: &Interfaces, one: &Ty, other: &Ty) -> bool {
    match (one, other) {
        (Ty::Error | Ty::Never | Ty::Any, _) | (_, Ty::Error | Ty::Never | Ty::Any) => true,
        (Ty::Literal(_), Ty::Literal(_)) => one == other,
        (Ty::Literal(Literal::Text(_)), Ty::String(_)) | (Ty::String(_), Ty::Literal(Literal::Text(_))) => true,
        (Ty::Literal(_), _) => is_narrower(one, other, &|_, _| false) || number(one) && matches!(other, Ty::Float(_)),
        (_, Ty::Literal(_)) => is_narrower(other, one, &|_, _| false) || number(other) && matches!(one, Ty::Float(_)),
        (Ty::Int(one), Ty::Int(other)) => {
            let below = |from: Option<i64>, to: Option<i64>| from.zip(to).is_none_or(|(from, to)| from <= to);
            below(one.from, other.to) && below(other.from, one.to)
        }
        (Ty::Int(_) | Ty::Float(_), Ty::Int(_) | Ty::Float(_)) => true,
        (Ty::String(_), Ty::String(_)) | (Ty::Bool, Ty::Bool) => true,
        (Ty::Quantity(one, _), Ty::Quantity(other, _)) => one == other,
        (Ty::List(one), Ty::List(other)) => overlap(interfaces, &widen(&one.element), &widen(&other.element)),
        (Ty::Map(one), Ty::Map(other)) => {
            overlap(interfaces, &widen(&one.key), &widen(&other.key)) && overlap(interfaces, &widen(&one.value), &widen(&other.value))
        }
        (Ty::Record(one), Ty::Record(other)) => interfaces.extends(*one, *other) || interfaces.extends(*other, *one),
        (_, _) => false,
    }
}

/// Of `[]` and `{ }`: to be equal to it tells nothing of what a list or map would hold.
fn is_empty(ty: &Ty) -> bool {
    match ty {
        Ty::List(list) => list.element == Ty::Never,
        Ty::Map(map) => map.value == Ty::Never,
        _ => false,
    }
}

fn number(ty: &Ty) -> bool {
    matches!(ty, Ty::Literal(Literal::Int(_)))
}

/// The literals of a type that has nothing else.
fn literals(ty: &Ty) -> Option<Vec<Literal>> {
    ty.required().alternatives().iter().map(|each| if let Ty::Literal(literal) = each { Some(*literal) } else { None }).collect()
}

fn out_of_range(value: i64, ty: &Ty) -> Option<String> {
    match ty.required() {
        Ty::Int(bounds) if !bounds.contains(&value) => Some(super::show::in_words(bounds)),
        _ => None,
    }
}
