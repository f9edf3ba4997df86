//! `+ - * / %`: a row of operands is walked with a loop, from left to right.

use jke_model::ir::{Arithmetic, Expr, ExprKind};
use jke_model::quantity::{Quantity, QuantityKind};
use jke_model::ty::{Literal, Ty};
use jke_model::value::Data;
use jke_syntax::tree::{self, BinaryOp};
use jke_text::{Code, Diagnostic, Span};

use super::join::{join, plain, widen};
use super::list::needs_type;
use super::method::as_float;
use super::quantity::tells_kind;
use super::secret::is_secret;
use super::{Checker, broken, constant};

/// An operator with what stands right of it.
struct Operand<'t> {
    op: Arithmetic,
    op_span: Span,
    right: &'t tree::Expr,
    /// Of the whole up to here.
    span: Span,
}

fn operator(op: BinaryOp) -> Option<Arithmetic> {
    match op {
        BinaryOp::Add => Some(Arithmetic::Add),
        BinaryOp::Subtract => Some(Arithmetic::Subtract),
        BinaryOp::Multiply => Some(Arithmetic::Multiply),
        BinaryOp::Divide => Some(Arithmetic::Divide),
        BinaryOp::Remainder => Some(Arithmetic::Remainder),
        BinaryOp::Or
        | BinaryOp::And
        | BinaryOp::Equal
        | BinaryOp::NotEqual
        | BinaryOp::Less
        | BinaryOp::LessEqual
        | BinaryOp::Greater
        | BinaryOp::GreaterEqual
        | BinaryOp::In
        | BinaryOp::Coalesce => None,
    }
}

fn sign(op: Arithmetic) -> &'static str {
    match op {
        Arithmetic::Add => "+",
        Arithmetic::Subtract => "-",
        Arithmetic::Multiply => "*",
        Arithmetic::Divide => "/",
        Arithmetic::Remainder => "%",
    }
}

/// The first operand of a row, and those that follow it.
fn row(expr: &tree::Expr) -> (&tree::Expr, Vec<Operand<'_>>) {
    let (mut at, mut operands) = (expr, vec![]);
    while let tree::ExprKind::Binary { op, op_span, left, right } = &at.kind
        && let Some(op) = operator(*op)
    {
        operands.push(Operand { op, op_span: *op_span, right, span: at.span });
        at = left;
    }
    operands.reverse();
    (at, operands)
}

/// What takes its kind from what stands beside it.
pub(super) fn is_open(expr: &tree::Expr) -> bool {
    match &expr.kind {
        tree::ExprKind::Quantity(_) => true,
        tree::ExprKind::Paren(inner) => is_open(inner),
        tree::ExprKind::Unary { op: tree::UnaryOp::Negate, operand } => is_open(operand),
        _ => needs_type(expr),
    }
}

/// A plain number as it is written.
pub(super) fn is_number(expr: &Expr) -> bool {
    matches!(&expr.kind, ExprKind::Constant(Data::Int(_) | Data::Float(_)))
}

impl Checker<'_> {
    pub(super) fn arithmetic(&mut self, expr: &tree::Expr, like: Option<&Ty>) -> (Expr, Ty) {
        let (first, operands) = row(expr);
        let mut operands = operands.into_iter().peekable();
        let (mut value, mut ty) = match operands.peek() {
            Some(next) if is_open(first) && joins(next.op) && !is_open(next.right) => {
                let next = operands.next().expect("it was peeked at");
                let (right, right_type) = self.infer_like(next.right, like);
                let (left, left_type) = self.infer_like(first, Some(&right_type));
                self.combine(next.op, next.op_span, (left, left_type), (right, right_type), next.span)
            }
            _ => self.infer_like(first, like),
        };
        for Operand { op, op_span, right, span } in operands {
            let beside = if joins(op) || tells_kind(&ty) { Some(&ty) } else { like };
            let beside = beside.cloned();
            let (right, right_type) = self.infer_like(right, beside.as_ref());
            (value, ty) = self.combine(op, op_span, (value, ty), (right, right_type), span);
        }
        (value, ty)
    }

    fn combine(&mut self, op: Arithmetic, op_span: Span, left: (Expr, Ty), right: (Expr, Ty), span: Span) -> (Expr, Ty) {
        let ((left, left_type), (right, right_type)) = (left, right);
        if left_type.is_error() || right_type.is_error() {
            return broken(span);
        }
        for (value, ty) in [(&left, &left_type), (&right, &right_type)] {
            if ty.is_optional() {
                let error = self.maybe_none(ty, value.span, &format!("an operand of `{}`", sign(op)));
                return self.refuse(error, span);
            }
        }
        let (one, other) = (plain(&left_type), plain(&right_type));
        let make = |left: Expr, right: Expr, ty: Ty| {
            (Expr { kind: ExprKind::Arithmetic { op, left: Box::new(left), right: Box::new(right) }, span }, ty)
        };
        match (op, &one, &other) {
            (_, Ty::Never, _) | (_, _, Ty::Never) => broken(span),
            (Arithmetic::Divide, Ty::Int(_) | Ty::Float(_), Ty::Int(_) | Ty::Float(_)) => {
                make(float(left, &one), float(right, &other), Ty::FLOAT)
            }
            (_, Ty::Int(_), Ty::Int(_)) => make(left, right, Ty::INT),
            (_, Ty::Float(_), Ty::Int(_)) | (_, Ty::Int(_), Ty::Float(_)) | (_, Ty::Float(_), Ty::Float(_)) => {
                make(float(left, &one), float(right, &other), Ty::FLOAT)
            }
            (Arithmetic::Add, Ty::String(_), Ty::String(_)) => make(left, right, Ty::STRING),
            (Arithmetic::Add, Ty::Secret, Ty::String(_) | Ty::Secret) | (Arithmetic::Add, Ty::String(_), Ty::Secret) => {
                make(left, right, Ty::Secret)
            }
            (Arithmetic::Add, Ty::List(_), Ty::List(_)) => self.add_lists((left, &left_type), (right, &right_type), op_span, span),
            (Arithmetic::Add | Arithmetic::Subtract, Ty::Quantity(kind, _), Ty::Quantity(beside, _)) if kind == beside => {
                make(left, right, one.clone())
            }
            (Arithmetic::Add | Arithmetic::Subtract, Ty::Quantity(kind, _), Ty::Int(_) | Ty::Float(_)) if is_number(&right) => {
                match self.number_as(*kind, &right) {
                    Some(number) => make(left, number, one.clone()),
                    None => broken(span),
                }
            }
            (Arithmetic::Add | Arithmetic::Subtract, Ty::Int(_) | Ty::Float(_), Ty::Quantity(kind, _)) if is_number(&left) => {
                match self.number_as(*kind, &left) {
                    Some(number) => make(number, right, other.clone()),
                    None => broken(span),
                }
            }
            (Arithmetic::Divide, Ty::Quantity(kind, _), Ty::Quantity(beside, _)) if kind == beside => make(left, right, Ty::FLOAT),
            (Arithmetic::Multiply | Arithmetic::Divide, Ty::Quantity(..), Ty::Int(_) | Ty::Float(_)) => make(left, right, one.clone()),
            (Arithmetic::Multiply, Ty::Int(_) | Ty::Float(_), Ty::Quantity(..)) => make(left, right, other.clone()),
            (Arithmetic::Multiply, Ty::Quantity(..), Ty::Quantity(QuantityKind::Percent, _)) => make(left, right, one.clone()),
            (Arithmetic::Multiply, Ty::Quantity(QuantityKind::Percent, _), Ty::Quantity(..)) => make(left, right, other.clone()),
            (_, _, _) => {
                let error = self.no_arithmetic(op, op_span, &left_type, &right_type);
                self.refuse(error, span)
            }
        }
    }

    /// A plain number beside a quantity, which tells it its kind.
    pub(super) fn number_as(&mut self, kind: QuantityKind, number: &Expr) -> Option<Expr> {
        let read = match &number.kind {
            ExprKind::Constant(Data::Int(value)) => Quantity::from_int(*value, kind),
            ExprKind::Constant(Data::Float(value)) => Quantity::from_number(*value, kind),
            _ => return None,
        };
        match read {
            Ok(quantity) => Some(constant(Data::Quantity(quantity), number.span)),
            Err(problem) => {
                let error = self.no_quantity(self.source(number.span), kind, problem, number.span);
                self.tell(error);
                None
            }
        }
    }

    fn add_lists(&mut self, left: (Expr, &Ty), right: (Expr, &Ty), op_span: Span, span: Span) -> (Expr, Ty) {
        let element = |ty: &Ty| if let Ty::List(list) = ty { widen(&list.element) } else { Ty::Error };
        let Some(joined) = join(self.interfaces(), &element(left.1), &element(right.1)) else {
            let error = self.no_arithmetic(Arithmetic::Add, op_span, left.1, right.1);
            return self.refuse(error, span);
        };
        let ty = Ty::list(joined);
        let (left, right) = (self.fit(left.0, left.1, &ty), self.fit(right.0, right.1, &ty));
        (Expr { kind: ExprKind::Arithmetic { op: Arithmetic::Add, left: Box::new(left), right: Box::new(right) }, span }, ty)
    }

    fn no_arithmetic(&self, op: Arithmetic, op_span: Span, left: &Ty, right: &Ty) -> Diagnostic {
        if is_secret(left) || is_secret(right) {
            return self.secret_used(op_span, &format!("`{}`", sign(op)));
        }
        let (one, other) = (self.show(left), self.show(right));
        let message = match op {
            Arithmetic::Add => format!("{one} and {other} can't be added"),
            Arithmetic::Subtract => format!("{other} can't be subtracted from {one}"),
            Arithmetic::Multiply => format!("{one} and {other} can't be multiplied"),
            Arithmetic::Divide | Arithmetic::Remainder => format!("{one} can't be divided by {other}"),
        };
        let error = Diagnostic::error(Code::E0302, op_span, message);
        let scalar = |ty: &Ty| matches!(plain(ty), Ty::Int(_) | Ty::Float(_) | Ty::Bool | Ty::Quantity(..));
        let text = |ty: &Ty| matches!(plain(ty), Ty::String(_));
        match (op, plain(left), plain(right)) {
            (Arithmetic::Add, _, _) if text(left) && scalar(right) || scalar(left) && text(right) => {
                error.help("a value is put into a text by `\"\\(x)\"`")
            }
            (Arithmetic::Add, Ty::Map(_), _) => error.help("maps are put together by `a.merge(b)`"),
            (Arithmetic::Add, Ty::List(_), _) => error.help("one element is added as a list: `xs + [x]`"),
            (Arithmetic::Add, Ty::Record(_), _) => error.help("a changed copy of a record is `x with { … }`"),
            (Arithmetic::Add | Arithmetic::Subtract, Ty::Quantity(kind, _), Ty::Int(_) | Ty::Float(_)) => {
                let unit = unit_of(kind);
                error.help(format!("a number has no unit: multiply it by one, as in `n * 1{unit}`"))
            }
            (_, Ty::Union(_), _) | (_, _, Ty::Union(_)) => error.help("ask first which alternative it is, with `match` or `is`"),
            (_, _, _) => error,
        }
    }
}

/// Operators whose operands are of one kind.
fn joins(op: Arithmetic) -> bool {
    match op {
        Arithmetic::Add | Arithmetic::Subtract => true,
        Arithmetic::Multiply | Arithmetic::Divide | Arithmetic::Remainder => false,
    }
}

/// A unit that people know of a kind.
pub(super) fn unit_of(kind: QuantityKind) -> &'static str {
    match kind {
        QuantityKind::Cpu => "m",
        QuantityKind::Memory => "Mi",
        QuantityKind::Duration => "s",
        QuantityKind::Percent => "%",
        QuantityKind::General => "",
    }
}

fn float(value: Expr, ty: &Ty) -> Expr {
    match (ty, &value.kind) {
        (Ty::Int(_), ExprKind::Constant(Data::Int(number))) => constant(Data::Float(*number as f64), value.span),
        (Ty::Int(_) | Ty::Literal(Literal::Int(_)), _) => as_float(value),
        _ => value,
    }
}
