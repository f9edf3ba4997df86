//! Choices: `if`, `match`, `is`, `??`, `?.`.

use jke_model::ir::{Arm, Body, BodyEntry, BodyEntryKind, Expr, ExprKind, Local, Test};
use jke_model::value::{Data, Value};

use super::Mode;
use crate::lazy::LazyKind;
use crate::machine::{Machine, error, made};
use crate::refine::is_literal;
use crate::trace::Tracer;

impl<'m, 'p, T: Tracer> Machine<'m, 'p, T> {
    /// A chain of `else if`s is walked by a loop: it may be long.
    pub(super) fn if_chain(&mut self, expr: &'m Expr, mode: Mode) -> Value {
        let mut at = expr;
        while let ExprKind::If { condition, then, otherwise } = &at.kind {
            match self.holds(condition) {
                Some(true) => return self.eval_in(then, mode),
                Some(false) => at = otherwise,
                None => return error(expr.span),
            }
        }
        self.eval_in(at, mode)
    }

    /// The entries that hold of `if … else if … else …` in a body, likewise by a loop. `None` where a condition fails to tell.
    pub fn chosen_entries(&mut self, row: &'m BodyEntryKind) -> Option<&'m Body> {
        let mut at = row;
        while let BodyEntryKind::If { condition, then, otherwise } = at {
            match (self.holds(condition)?, otherwise.entries.as_slice()) {
                (true, _) => return Some(then),
                (false, [BodyEntry { kind: next @ BodyEntryKind::If { .. }, span: _ }]) => at = next,
                (false, _) => return Some(otherwise),
            }
        }
        None
    }

    pub(super) fn match_expr(&mut self, subject: &'m Expr, arms: &'m [Arm<Expr>], expr: &'m Expr, mode: Mode) -> Value {
        let subject = self.eval(subject);
        match self.chosen(subject, arms) {
            Some(body) => self.eval_in(body, mode),
            None => error(expr.span),
        }
    }

    /// The body of the arm that applies, with its binding made.
    pub fn chosen<B>(&mut self, subject: Value, arms: &'m [Arm<B>]) -> Option<&'m B> {
        if let Data::Error = subject.data {
            return None;
        }
        let arm = arms.iter().find(|arm| arm.tests.iter().any(|test| self.passes(&subject, test)))?;
        if let Some(local) = arm.binding {
            self.bind(local, subject);
        }
        Some(&arm.body)
    }

    pub(super) fn is(&mut self, operand: &'m Expr, test: &'m Test, expr: &'m Expr) -> Value {
        let operand = self.eval(operand);
        match operand.data {
            Data::Error => error(expr.span),
            _ => made(Data::Bool(self.passes(&operand, test)), expr),
        }
    }

    fn passes(&self, value: &Value, test: &Test) -> bool {
        let lazy = match value.data {
            Data::Deferred(id) => Some(&self.lazies.table[id as usize].kind),
            _ => None,
        };
        match (test, &value.data) {
            (Test::Always, _) => true,
            (Test::None, data) => matches!(data, Data::None),
            (Test::Bool, data) => matches!(data, Data::Bool(_)),
            (Test::Int, data) => matches!(data, Data::Int(_)),
            (Test::Float, data) => matches!(data, Data::Float(_)),
            (Test::Text, data) => matches!(data, Data::Text(_)),
            (Test::Secret, data) => matches!(data, Data::Secret(_)),
            (Test::List, Data::Deferred(_)) => matches!(lazy, Some(LazyKind::Keyed { .. })),
            (Test::List, data) => matches!(data, Data::List(_)),
            (Test::Map, Data::Deferred(_)) => matches!(lazy, Some(LazyKind::Map(_))),
            (Test::Map, data) => matches!(data, Data::Map(_)),
            (Test::Quantity(kind), data) => matches!(data, Data::Quantity(quantity) if quantity.kind == *kind),
            (Test::Literal(literal), data) => is_literal(*literal, data),
            (Test::Exactly(exact), data) => super::equal(exact, data, &mut 0),
            (Test::Record(id), data) => {
                let record = match (data, lazy) {
                    (Data::Record(record), _) => record.record,
                    (_, Some(LazyKind::Record(record))) => record.record,
                    _ => return false,
                };
                self.program().interfaces.extends(record, *id)
            }
        }
    }

    /// A row of defaults leans left and is walked by a loop.
    pub(super) fn coalesce(&mut self, value: &'m Expr, otherwise: &'m Expr, mode: Mode) -> Value {
        let (mut first, mut defaults) = (value, vec![]);
        while let ExprKind::Coalesce(value, otherwise) = &first.kind {
            defaults.push(&**otherwise);
            first = value;
        }
        let mut value = self.eval_in(first, mode);
        for default in defaults.into_iter().rev().chain([otherwise]) {
            if !value.is_absent() {
                break;
            }
            value = self.eval_in(default, mode);
        }
        value
    }

    pub(super) fn if_present(&mut self, value: &'m Expr, local: Local, then: &'m Expr, expr: &'m Expr, mode: Mode) -> Value {
        let value = self.eval(value);
        match value.data {
            Data::None => value,
            Data::Error => error(expr.span),
            _ => {
                self.bind(local, value);
                self.eval_in(then, mode)
            }
        }
    }
}
