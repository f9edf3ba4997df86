//! Dropping checked code: rows of operands and of `else if`s may be far longer than a stack is deep, so they are taken apart by a loop.
//!
//! All else in code nests no deeper than the parser allows, and is dropped as Rust does it.

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
        ExprKind::Arithmetic { left: rest, .. } | ExprKind::And(rest, _) | ExprKind::Or(rest, _) => rest,
        ExprKind::If { otherwise: rest, .. } | ExprKind::Convert { value: rest, .. } | ExprKind::Refine { value: rest, .. } => rest,
        _ => return None,
    };
    Some(std::mem::replace(rest, Expr { kind: ExprKind::Error, span: Span::NONE }))
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
