//! `if`, `match` and `??`: one of several values. Where a type is demanded each of them must be of it, else theirs are joined.

use jke_model::ir::{Arm, Expr, ExprKind};
use jke_model::ty::Ty;
use jke_syntax::tree::{self, Pattern};
use jke_text::{Code, Diagnostic, Span};

use super::arithmetic::is_open;
use super::compare::kind_now;
use super::join::join;
use super::{Checker, Facts, broken};

impl Checker<'_> {
    // ── if ───────────────────────────────────────────────────────────────────────────────────────────────────────────

    /// A row of `else if`s may be of any length and is walked with a loop: each branch knows that the conditions before it fail.
    pub(super) fn check_if(&mut self, whole: &tree::Expr, expected: &Ty) -> Expr {
        let wanted = self.wanted.take();
        let (mut branches, mut at) = (vec![], whole);
        let last = self.within(&Facts::default(), |checker| {
            while let tree::ExprKind::If { condition, then, otherwise } = &at.kind {
                checker.wanted = None;
                let (condition, holds, fails) = checker.condition(condition);
                checker.wanted = wanted;
                let then = checker.within(&holds, |checker| checker.check(then, expected));
                branches.push((condition, then, at.span));
                checker.assume(&fails);
                at = otherwise;
            }
            checker.wanted = wanted;
            checker.check(at, expected)
        });
        branches.into_iter().rev().fold(last, |otherwise, (condition, then, span)| conditional(condition, then, otherwise, span))
    }

    /// Likewise. What tells no type by itself, as in `if c then [] else xs`, takes that of the branches beside it.
    pub(super) fn infer_if(&mut self, whole: &tree::Expr, like: Option<&Ty>) -> (Expr, Ty) {
        let (mut heads, mut values, mut open) = (vec![], vec![], vec![]);
        let (mut beside, mut at) = (like.cloned(), whole);
        self.within(&Facts::default(), |checker| {
            while let tree::ExprKind::If { condition, then, otherwise } = &at.kind {
                let (condition, holds, fails) = checker.condition(condition);
                heads.push((condition, at.span));
                if beside.is_none() && is_open(then) {
                    open.push((values.len(), &**then, checker.facts.clone(), holds));
                    values.push(broken(then.span));
                } else {
                    let value = checker.within(&holds, |checker| checker.infer_like(then, beside.as_ref()));
                    beside = beside.take().or_else(|| Some(value.1.clone()));
                    values.push(value);
                }
                checker.assume(&fails);
                at = otherwise;
            }
            values.push(checker.infer_like(at, beside.as_ref()));
        });
        let beside = beside.or_else(|| values.last().map(|(_, ty)| ty.clone()));
        for (place, then, facts, holds) in open {
            let outer = std::mem::replace(&mut self.facts, facts);
            values[place] = self.within(&holds, |checker| checker.infer_like(then, beside.as_ref()));
            self.facts = outer;
        }
        let Some((mut values, ty)) = self.joined(values) else { return broken(whole.span) };
        let last = values.pop().unwrap_or_else(|| broken(whole.span).0);
        let branches = heads.into_iter().zip(values).rev();
        (branches.fold(last, |otherwise, ((condition, span), then)| conditional(condition, then, otherwise, span)), ty)
    }

    /// Values of which one is chosen, each as a value of the joined type.
    fn joined(&mut self, values: Vec<(Expr, Ty)>) -> Option<(Vec<Expr>, Ty)> {
        let mut all = Ty::Never;
        let mut told = false;
        for (value, ty) in &values {
            match join(self.interfaces(), &all, ty) {
                Some(joined) => all = joined,
                None if !told => {
                    told = true;
                    let (one, other) = (self.show(&all), self.show(ty));
                    let message = format!("this is {other}, and the value before it is {one}: one could not tell which it is");
                    self.tell(Diagnostic::error(Code::E0302, value.span, message).help("make them of one type"));
                }
                None => {}
            }
        }
        if told {
            return None;
        }
        let values = values.into_iter().map(|(value, ty)| self.fit(value, &ty, &all)).collect();
        Some((values, all))
    }

    // ── match ────────────────────────────────────────────────────────────────────────────────────────────────────────

    pub(super) fn check_match(&mut self, subject: &tree::Expr, arms: &[(Pattern, tree::Expr)], expected: &Ty, span: Span) -> Expr {
        let wanted = self.wanted.take();
        let (subject, arms) = self.arms(subject, arms, span, |checker, body| {
            checker.wanted = wanted;
            checker.check(body, expected)
        });
        self.wanted = wanted;
        Expr { kind: ExprKind::Match { subject: Box::new(subject), arms }, span }
    }

    pub(super) fn infer_match(
        &mut self,
        subject: &tree::Expr,
        arms: &[(Pattern, tree::Expr)],
        like: Option<&Ty>,
        span: Span,
    ) -> (Expr, Ty) {
        let mut beside = like.cloned();
        let (subject, inferred) = self.arms(subject, arms, span, |checker, body| {
            let (value, ty) = checker.infer_like(body, beside.as_ref());
            if beside.is_none() && !ty.is_error() && ty != Ty::None {
                beside = Some(ty.clone());
            }
            (value, ty)
        });
        let (heads, bodies): (Vec<_>, Vec<_>) = inferred.into_iter().map(|Arm { tests, binding, body }| ((tests, binding), body)).unzip();
        match self.joined(bodies) {
            Some((bodies, ty)) => {
                let arms = heads.into_iter().zip(bodies).map(|((tests, binding), body)| Arm { tests, binding, body }).collect();
                (Expr { kind: ExprKind::Match { subject: Box::new(subject), arms }, span }, ty)
            }
            None => broken(span),
        }
    }

    // ── ?? ───────────────────────────────────────────────────────────────────────────────────────────────────────────

    /// A row of defaults is walked with a loop: all before the last may be `none`.
    pub(super) fn check_coalesce(&mut self, whole: &tree::Expr, expected: &Ty) -> Expr {
        let wanted = self.wanted;
        let optional = expected.clone().optional();
        let (first, mut defaults) = row_of_defaults(whole);
        let last = defaults.pop();
        let mut value = self.check(first, &optional);
        for (right, span, expected) in
            defaults.into_iter().map(|(right, span)| (right, span, &optional)).chain(last.map(|(right, span)| (right, span, expected)))
        {
            self.wanted = wanted;
            let right = self.check(right, expected);
            value = Expr { kind: ExprKind::Coalesce(Box::new(value), Box::new(right)), span };
        }
        value
    }

    pub(super) fn infer_coalesce(&mut self, whole: &tree::Expr, like: Option<&Ty>) -> (Expr, Ty) {
        let (first, defaults) = row_of_defaults(whole);
        let first = self.infer_like(first, like);
        defaults.into_iter().fold(first, |value, (right, span)| self.or_default(value, right, like, span))
    }

    fn or_default(&mut self, (left, left_type): (Expr, Ty), right: &tree::Expr, like: Option<&Ty>, span: Span) -> (Expr, Ty) {
        let there = left_type.required().clone();
        let beside = if there == Ty::None { like.cloned() } else { Some(there.clone()) };
        let (right, right_type) = self.infer_like(right, beside.as_ref());
        let right = self.as_kind(right, &right_type, &there);
        let right_type = kind_now(&right, right_type);
        if left_type.is_error() || right_type.is_error() {
            return broken(span);
        }
        if left_type == Ty::None {
            return (right, right_type);
        }
        let Some(ty) = join(self.interfaces(), &there, &right_type) else {
            let (one, other) = (self.show(&there), self.show(&right_type));
            let error = Diagnostic::error(Code::E0302, right.span, format!("the default is {other}, and the value before `??` is {one}"));
            return self.refuse(error.help("make them of one type"), span);
        };
        let left = self.fit(left, &left_type, &ty.clone().optional());
        let right = self.fit(right, &right_type, &ty);
        (Expr { kind: ExprKind::Coalesce(Box::new(left), Box::new(right)), span }, ty)
    }
}

/// The first value of a row of `??`, and the defaults that follow it, each with the span of the whole up to it.
fn row_of_defaults(whole: &tree::Expr) -> (&tree::Expr, Vec<(&tree::Expr, Span)>) {
    let (mut at, mut defaults) = (whole, vec![]);
    while let tree::ExprKind::Binary { op: tree::BinaryOp::Coalesce, left, right, .. } = &at.kind {
        defaults.push((&**right, at.span));
        at = left;
    }
    defaults.reverse();
    (at, defaults)
}

fn conditional(condition: Expr, then: Expr, otherwise: Expr, span: Span) -> Expr {
    let kind = ExprKind::If { condition: Box::new(condition), then: Box::new(then), otherwise: Box::new(otherwise) };
    Expr { kind, span }
}
