//! Numbers, `true`, `false`, and what a minus makes of a number.

use jke_model::ir::{Expr, ExprKind};
use jke_model::ty::{Literal, Ty};
use jke_model::value::Data;
use jke_syntax::tree;
use jke_text::{Code, Diagnostic, Span};

use super::join::plain;
use super::{Checker, broken, constant};

pub(super) fn float(value: f64, span: Span) -> (Expr, Ty) {
    (constant(Data::Float(value), span), Ty::FLOAT)
}

pub(super) fn bool(value: bool, span: Span) -> (Expr, Ty) {
    (constant(Data::Bool(value), span), Ty::Literal(Literal::Bool(value)))
}

fn whole(value: i64, span: Span) -> (Expr, Ty) {
    (constant(Data::Int(value), span), Ty::Literal(Literal::Int(value)))
}

impl Checker<'_> {
    pub(super) fn int(&mut self, magnitude: u64, negative: bool, span: Span) -> (Expr, Ty) {
        let value = if negative { 0i64.checked_sub_unsigned(magnitude) } else { i64::try_from(magnitude).ok() };
        match value {
            Some(value) => whole(value, span),
            None => {
                let error = Diagnostic::error(Code::E0304, span, "this number is too large: an Int has 64 bits");
                self.refuse(error.help("numbers go from -9223372036854775808 to 9223372036854775807"), span)
            }
        }
    }

    /// `-x` as a value of the expected type.
    pub(super) fn check_negated(&mut self, operand: &tree::Expr, expected: &Ty, span: Span) -> Expr {
        match &operand.kind {
            tree::ExprKind::Quantity(text) => self.check_quantity(*text, true, expected, span),
            _ => {
                let wanted = self.wanted.take();
                let (value, ty) = self.negated(operand, Some(expected), span);
                self.wanted = wanted;
                self.fit(value, &ty, expected)
            }
        }
    }

    pub(super) fn negated(&mut self, operand: &tree::Expr, like: Option<&Ty>, span: Span) -> (Expr, Ty) {
        match &operand.kind {
            tree::ExprKind::Int(magnitude) => return self.int(*magnitude, true, span),
            tree::ExprKind::Float(value) => return float(-value.value(), span),
            tree::ExprKind::Quantity(text) => return self.quantity(*text, true, like, span),
            _ => {}
        }
        let (value, ty) = self.infer_like(operand, like);
        let result = plain(&ty);
        match &result {
            Ty::Int(_) | Ty::Float(_) | Ty::Quantity(..) => (Expr { kind: ExprKind::Negate(Box::new(value)), span }, result),
            Ty::Error | Ty::Never => broken(span),
            Ty::Optional(_) | Ty::None => {
                let error = self.maybe_none(&ty, operand.span, "a number");
                self.refuse(error, span)
            }
            Ty::Secret => {
                let error = self.secret_used(operand.span, "`-`");
                self.refuse(error, span)
            }
            Ty::Bool | Ty::String(_) | Ty::Literal(_) | Ty::Any | Ty::List(_) | Ty::Map(_) | Ty::Record(_) | Ty::Union(_) => {
                let shown = self.show(&ty);
                let error = Diagnostic::error(Code::E0302, operand.span, format!("`-` takes a number or a quantity, and this is {shown}"));
                self.refuse(error, span)
            }
        }
    }
}
