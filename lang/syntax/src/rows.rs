//! Dropping trees: rows of operands and of `else if`s may be far longer than a stack is deep, so they are taken apart by a loop.
//!
//! All else in a tree nests no deeper than the parser allows, and is dropped as Rust does it.

use crate::tree::{Entry, EntryKind, Expr, ExprKind, Stmt};

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
    let (ExprKind::Binary { left: rest, .. } | ExprKind::If { otherwise: rest, .. }) = kind else { return None };
    if !matches!(rest.kind, ExprKind::Binary { .. } | ExprKind::If { .. }) {
        return None;
    }
    let nothing = Expr { kind: ExprKind::Error, span: rest.span };
    Some(std::mem::replace(rest, nothing))
}

impl Drop for Entry {
    fn drop(&mut self) {
        let mut next = else_of_entry(self);
        while let Some(mut body) = next {
            next = body.entries.first_mut().and_then(else_of_entry);
        }
    }
}

fn else_of_entry(entry: &mut Entry) -> Option<crate::tree::Body> {
    if let EntryKind::If { otherwise, .. } = &mut entry.kind { otherwise.take() } else { None }
}

impl Drop for Stmt {
    fn drop(&mut self) {
        let mut next = else_of_stmt(self);
        while let Some(mut block) = next {
            next = block.first_mut().and_then(else_of_stmt);
        }
    }
}

fn else_of_stmt(stmt: &mut Stmt) -> Option<crate::tree::Block> {
    if let Stmt::If { otherwise, .. } = stmt { otherwise.take() } else { None }
}
