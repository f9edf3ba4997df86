//! Dropping and copying checked code: rows of operands and of `else if`s may be far longer than a stack is deep, so they are walked by
//! loops.
//!
//! All else in code nests no deeper than the parser allows, and is dropped and copied as Rust does it.

use jke_text::Span;

use crate::ir::{Body, BodyEntry, BodyEntryKind, Expr, ExprKind, Stmt};

impl Drop for Expr {
    fn drop(&mut self) {
        let mut next = rest_of_row(&mut self.kind);
        while let Some(mut expr) = next {
            next = rest_of_row(&mut expr.kind);
        }
    }
}

/// What a row goes on with, taken out of it.
fn rest_of_row(kind: &mut ExprKind) -> Option<Expr> {
    let rest = match kind {
        ExprKind::Arithmetic { left: rest, .. } | ExprKind::And(rest, _) | ExprKind::Or(rest, _) | ExprKind::Coalesce(rest, _) => rest,
        ExprKind::If { otherwise: rest, .. } | ExprKind::Convert { value: rest, .. } | ExprKind::Refine { value: rest, .. } => rest,
        _ => return None,
    };
    Some(std::mem::replace(rest, Expr { kind: ExprKind::Error, span: Span::NONE }))
}

impl Clone for Expr {
    fn clone(&self) -> Expr {
        let (mut row, mut end) = (vec![], self);
        while let Some(rest) = rest_in_row(&end.kind) {
            row.push(end);
            end = rest;
        }
        let last = Expr { kind: end.kind.clone(), span: end.span };
        row.into_iter().rev().fold(last, |rest, each| Expr { kind: with_rest(&each.kind, Box::new(rest)), span: each.span })
    }
}

fn rest_in_row(kind: &ExprKind) -> Option<&Expr> {
    match kind {
        ExprKind::Arithmetic { left: rest, .. } | ExprKind::And(rest, _) | ExprKind::Or(rest, _) | ExprKind::Coalesce(rest, _) => {
            Some(rest)
        }
        ExprKind::If { otherwise: rest, .. } | ExprKind::Convert { value: rest, .. } | ExprKind::Refine { value: rest, .. } => Some(rest),
        _ => None,
    }
}

/// A copy of what [`rest_in_row`] goes on in, going on with another rest.
fn with_rest(kind: &ExprKind, rest: Box<Expr>) -> ExprKind {
    match kind {
        ExprKind::Arithmetic { op, left: _, right } => ExprKind::Arithmetic { op: *op, left: rest, right: right.clone() },
        ExprKind::And(_, right) => ExprKind::And(rest, right.clone()),
        ExprKind::Or(_, right) => ExprKind::Or(rest, right.clone()),
        ExprKind::Coalesce(_, right) => ExprKind::Coalesce(rest, right.clone()),
        ExprKind::If { condition, then, otherwise: _ } => {
            ExprKind::If { condition: condition.clone(), then: then.clone(), otherwise: rest }
        }
        ExprKind::Convert { to, value: _ } => ExprKind::Convert { to: to.clone(), value: rest },
        ExprKind::Refine { value: _, ty, declared } => ExprKind::Refine { value: rest, ty: ty.clone(), declared: *declared },
        other => other.clone(),
    }
}

impl Drop for Body {
    fn drop(&mut self) {
        let mut left: Vec<Body> = self.entries.iter_mut().filter_map(else_of_entry).collect();
        while let Some(mut body) = left.pop() {
            left.extend(body.entries.iter_mut().filter_map(else_of_entry));
        }
    }
}

fn else_of_entry(entry: &mut BodyEntry) -> Option<Body> {
    if let BodyEntryKind::If { otherwise, .. } = &mut entry.kind { Some(std::mem::take(otherwise)) } else { None }
}

impl Drop for Stmt {
    fn drop(&mut self) {
        let mut next = else_of_stmt(self);
        while let Some(mut block) = next {
            next = block.first_mut().and_then(else_of_stmt);
        }
    }
}

fn else_of_stmt(stmt: &mut Stmt) -> Option<Vec<Stmt>> {
    if let Stmt::If { otherwise, .. } = stmt { Some(std::mem::take(otherwise)) } else { None }
}
