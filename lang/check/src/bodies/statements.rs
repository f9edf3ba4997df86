//! Statements of modules: `let`, `check`, `emit`, `include`, and the `if`, `for` and `match` that hold them.

use jke_model::ir::{Check, Expr, ExprKind, Stmt};
use jke_model::ty::Ty;
use jke_syntax::tree::{self, Let, LetValue};

use super::{Place, emit, include};
use crate::declare::type_expr;
use crate::expr::{Checker, Facts};

fn block(at: Place, checker: &mut Checker, stmts: &[tree::Stmt]) -> Vec<Stmt> {
    let mut block = vec![];
    for each in stmts {
        stmt(at, checker, each, &mut block);
    }
    block
}

/// Adds the statement to its block.
pub(super) fn stmt(at: Place, checker: &mut Checker, stmt: &tree::Stmt, to: &mut Vec<Stmt>) {
    match stmt {
        tree::Stmt::Let(item) => local(at, checker, item, to),
        tree::Stmt::Check(written) => to.push(Stmt::Check(check(checker, written))),
        tree::Stmt::Emit(written) => to.extend(emit::check(at, checker, written).map(Stmt::Emit)),
        tree::Stmt::Include(written) => {
            let (instance, _) = include::check(at, checker, written, None);
            to.push(Stmt::Include { instance, span: written.module.span() });
        }
        tree::Stmt::If { .. } => to.extend(choice(at, checker, stmt)),
        tree::Stmt::For { clause, block: inner, span: _ } => to.push(checker.within(&Facts::default(), |checker| {
            let clause = checker.for_clause(clause);
            Stmt::For { clause, block: block(at, checker, inner) }
        })),
        tree::Stmt::Match { subject, arms, span } => {
            let (subject, arms) = checker.arms(subject, arms, *span, |checker, inner: &tree::Block| block(at, checker, inner));
            to.push(Stmt::Match { subject, arms });
        }
        tree::Stmt::Error => {}
    }
}

/// A row of `if … else if … else …`, walked with a loop.
fn choice(at: Place, checker: &mut Checker, row: &tree::Stmt) -> Vec<Stmt> {
    checker.within(&Facts::default(), |checker| {
        let (mut branches, mut last, mut next) = (vec![], [].as_slice(), Some(row));
        while let Some(tree::Stmt::If { condition, then, otherwise, span: _ }) = next.take() {
            let (condition, holds, fails) = checker.condition(condition);
            let then = checker.within(&holds, |checker| block(at, checker, then));
            checker.assume(&fails);
            branches.push((condition, then));
            match otherwise.as_deref() {
                Some([only @ tree::Stmt::If { .. }]) => next = Some(only),
                Some(block) => last = block,
                None => {}
            }
        }
        let last = block(at, checker, last);
        branches.into_iter().rev().fold(last, |otherwise, (condition, then)| vec![Stmt::If { condition, then, otherwise }])
    })
}

/// A `let` inside an `if`, a `for` or a `match`.
fn local(at: Place, checker: &mut Checker, item: &Let, to: &mut Vec<Stmt>) {
    let mut diagnostics = vec![];
    let stated = item.ty.as_ref().map(|ty| type_expr(at.cx, at.file, ty, &mut diagnostics));
    diagnostics.into_iter().for_each(|diagnostic| checker.tell(diagnostic));
    let (value, ty) = match &item.value {
        LetValue::Expr(value) => valued(checker, value, stated),
        LetValue::Include(written) => include::check(at, checker, written, stated.as_ref()),
    };
    let span = value.span;
    let local = checker.bind(item.name, ty);
    to.push(Stmt::Let { local, value });
    if let LetValue::Include(_) = &item.value {
        to.push(Stmt::Include { instance: Expr { kind: ExprKind::Local(local), span }, span });
    }
}

fn valued(checker: &mut Checker, value: &tree::Expr, stated: Option<Ty>) -> (Expr, Ty) {
    match stated {
        Some(ty) => (checker.check(value, &ty), ty),
        None => checker.infer(value),
    }
}

/// A check; its locals are those of the code that holds it.
pub(super) fn check(checker: &mut Checker, check: &tree::Check) -> Check {
    let (condition, _, fails) = checker.condition(&check.condition);
    let message = check.message.as_ref().map(|message| checker.within(&fails, |checker| checker.text(message)));
    Check { condition, message, locals: 0, span: check.span }
}
