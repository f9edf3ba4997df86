//! Expressions to values. A construct has its own file; this one tells them apart.
//!
//! An error was told where it arose; from there on it is a value that everything passes on in silence.

mod access;
mod build;
mod call;
mod choose;
mod comprehension;
mod convert;
mod interpolate;
mod method;
mod method_collection;
mod method_text;
mod operator;

pub(crate) use build::writes;

use jke_model::ir::{Expr, ExprKind};
use jke_model::value::{Data, Text, Value};

use crate::lazy::Standing;
use crate::machine::{Machine, error, made, with_stack};
use crate::trace::Tracer;

pub(crate) use operator::equal;

/// What a record that is built will be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// A value in its own right, which is checked; whether it is complete only shows now.
    Final,
    /// The same, and the checker has proved it complete or told what is missing.
    Stated,
    /// What another layer is laid on: judged with that.
    Beneath,
}

impl From<Mode> for Standing {
    fn from(mode: Mode) -> Standing {
        match mode {
            Mode::Final => Standing::Final,
            Mode::Stated => Standing::Stated,
            Mode::Beneath => Standing::Beneath,
        }
    }
}

impl Mode {
    fn stated(self) -> Mode {
        match self {
            Mode::Final | Mode::Stated => Mode::Stated,
            Mode::Beneath => Mode::Beneath,
        }
    }
}

impl<'m, 'p, T: Tracer> Machine<'m, 'p, T> {
    /// The value of an expression; a record, map or keyed list may come lazy.
    #[inline]
    pub fn eval(&mut self, expr: &'m Expr) -> Value {
        match &expr.kind {
            ExprKind::Constant(data) => made(data.clone(), expr),
            ExprKind::Local(local) => self.local(*local),
            _ => with_stack(|| self.eval_in(expr, Mode::Final)),
        }
    }

    /// A value on which something is laid.
    pub fn eval_beneath(&mut self, expr: &'m Expr) -> Value {
        with_stack(|| self.eval_in(expr, Mode::Beneath))
    }

    /// With nothing lazy in it.
    #[inline]
    pub fn eval_whole(&mut self, expr: &'m Expr) -> Value {
        let value = self.eval(expr);
        self.settle(value, expr.span)
    }

    pub(super) fn eval_in(&mut self, expr: &'m Expr, mode: Mode) -> Value {
        if self.meter.stopped {
            return error(expr.span);
        }
        match &expr.kind {
            ExprKind::Error => error(expr.span),
            ExprKind::Constant(data) => made(data.clone(), expr),
            ExprKind::Local(local) => self.local(*local),
            ExprKind::SelfValue => self.self_value(expr),
            ExprKind::Field { base, slot } => self.field(base, *slot, expr),
            ExprKind::RestField { base, key } => self.rest_field(base, key, expr),
            ExprKind::Entry { base, key, keys } => self.entry(base, key, keys, expr),
            ExprKind::ListIndex { base, index } => self.list_index(base, index, expr),
            ExprKind::MapIndex { base, index, keys } => self.map_index(base, index, keys, expr),
            ExprKind::Platform => self.platform(expr),
            ExprKind::TargetAxis(axis) => {
                let name = self.program().project.value(self.world.target, *axis as usize);
                made(Data::text(name), expr)
            }
            ExprKind::TargetLabel => made(self.world.target.label.map_or(Data::Text(Text::Static("")), Data::text), expr),
            ExprKind::Instance(id) => self.instance_value(*id, expr),
            ExprKind::FileConstant(id) => self.file_constant(*id, expr),
            ExprKind::Call { function, arguments } => self.call(*function, arguments, expr, mode),
            ExprKind::Method { method, receiver, arguments } => self.method(*method, receiver, arguments, expr),
            ExprKind::Encode { encoding, value } => self.encode(*encoding, value, expr),
            ExprKind::Build { shape, body } => self.build(shape, body, expr.span, mode.stated()),
            ExprKind::With { base, shape, body } => self.with(base, shape, body, expr.span, mode),
            ExprKind::Not(operand) => self.not(operand, expr),
            ExprKind::And(..) | ExprKind::Or(..) => self.logic(expr),
            ExprKind::Coalesce(value, otherwise) => self.coalesce(value, otherwise, mode),
            ExprKind::IfPresent { value, local, then } => self.if_present(value, *local, then, expr, mode),
            ExprKind::Negate(operand) => self.negate(operand, expr),
            ExprKind::Arithmetic { .. } => self.arithmetic_row(expr),
            ExprKind::Compare { op, left, right } => self.compare(*op, left, right, expr),
            ExprKind::In { item, container, keys } => self.is_in(item, container, keys, expr),
            ExprKind::Is { operand, test } => self.is(operand, test, expr),
            ExprKind::If { .. } => self.if_chain(expr, mode),
            ExprKind::Match { subject, arms } => self.match_expr(subject, arms, expr, mode),
            ExprKind::List(elements) => self.list(elements, expr),
            ExprKind::ListFor { clauses, element } => self.list_for(clauses, element, expr),
            ExprKind::MapFor { clauses, key, value } => self.map_for(clauses, key, value, expr),
            ExprKind::Interpolate { parts, secret } => self.interpolate(parts, *secret, expr),
            ExprKind::Refine { value, ty, declared } => self.refine(value, ty, *declared, expr),
            ExprKind::Convert { to, value } => self.convert(to, value, expr),
            ExprKind::Include(include) => self.include(include),
        }
    }

    /// A condition; `None` where it is an error.
    pub fn holds(&mut self, condition: &'m Expr) -> Option<bool> {
        match self.eval(condition).data {
            Data::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// A computed key.
    pub fn key(&mut self, expr: &'m Expr) -> Option<Text> {
        match self.eval(expr).data {
            Data::Text(text) => Some(text),
            Data::Int(number) => Some(number.to_string().into()),
            _ => None,
        }
    }
}
