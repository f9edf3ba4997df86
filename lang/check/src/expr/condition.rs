//! Conditions: `and`, `or`, `not`, `is`, comparisons with `none`, and what each proves. Rows of `and` and `or` are walked with a loop.

use jke_model::ir::{Expr, ExprKind};
use jke_model::ty::Ty;
use jke_syntax::tree::{self, BinaryOp, Path};
use jke_text::{Code, Diagnostic, Span};

use super::narrow::{Facts, place, present};
use super::split::Left;
use super::{Checker, broken};
use crate::declare::{BuiltIn, built_in_type, type_of_path};

impl Checker<'_> {
    /// A Bool, with what it proves where it holds and where it doesn't.
    pub fn condition(&mut self, expr: &tree::Expr) -> (Expr, Facts, Facts) {
        match &expr.kind {
            tree::ExprKind::Paren(inner) => self.condition(inner),
            tree::ExprKind::Unary { op: tree::UnaryOp::Not, operand } => {
                let (value, holds, fails) = self.condition(operand);
                (Expr { kind: ExprKind::Not(Box::new(value)), span: expr.span }, fails, holds)
            }
            tree::ExprKind::Binary { op: op @ (BinaryOp::And | BinaryOp::Or), .. } => self.row(expr, *op),
            tree::ExprKind::Binary { op: op @ (BinaryOp::Equal | BinaryOp::NotEqual), op_span, left, right } => {
                self.equal(*op, *op_span, left, right, expr.span)
            }
            tree::ExprKind::Is { operand, ty } => self.is(operand, ty, expr.span),
            _ => (self.check(expr, &Ty::Bool), Facts::default(), Facts::default()),
        }
    }

    /// A condition as a value.
    pub(super) fn truth(&mut self, expr: &tree::Expr) -> (Expr, Ty) {
        (self.condition(expr).0, Ty::Bool)
    }

    /// `a and b and c`: each operand is checked where those before it hold (of `or`: fail).
    fn row(&mut self, expr: &tree::Expr, op: BinaryOp) -> (Expr, Facts, Facts) {
        let (mut at, mut operands) = (expr, vec![]);
        while let tree::ExprKind::Binary { op: each, left, right, .. } = &at.kind
            && *each == op
        {
            operands.push((&**right, at.span));
            at = left;
        }
        let is_and = op == BinaryOp::And;
        let known = self.facts.len();
        // What holds where all operands so far went the way that leads on, and what holds where some did not.
        let (mut value, holds, fails) = self.condition(at);
        let (mut on, mut off) = if is_and { (holds, fails) } else { (fails, holds) };
        self.facts.extend(&on);
        for (operand, span) in operands.into_iter().rev() {
            let (right, holds, fails) = self.condition(operand);
            let (right_on, right_off) = if is_and { (holds, fails) } else { (fails, holds) };
            if !off.is_empty() {
                let mut beyond = on.clone();
                beyond.extend(&right_off);
                off = off.either(&beyond, self.interfaces());
            }
            self.facts.extend(&right_on);
            on.extend(&right_on);
            let (left, right) = (Box::new(value), Box::new(right));
            value = Expr { kind: if is_and { ExprKind::And(left, right) } else { ExprKind::Or(left, right) }, span };
        }
        self.facts.truncate(known);
        if is_and { (value, on, off) } else { (value, off, on) }
    }

    /// `x is T`
    fn is(&mut self, operand: &tree::Expr, path: &Path, span: Span) -> (Expr, Facts, Facts) {
        let (value, ty) = self.infer(operand);
        let Some(asked) = self.asked_type(path) else { return (broken(span).0, Facts::default(), Facts::default()) };
        if ty.is_error() {
            return (broken(span).0, Facts::default(), Facts::default());
        }
        let mut left = Left::of(&ty);
        let taken = left.take(self.interfaces(), &asked);
        let Some(taken_type) = taken.ty else {
            let error = self.never_is(&ty, &asked, path);
            self.tell(error);
            return (broken(span).0, Facts::default(), Facts::default());
        };
        let [test] = taken.tests.as_slice() else {
            let error = Diagnostic::error(Code::E0308, path.span(), format!("`is` asks for one type, and `{path}` is a union"));
            self.tell(error.help("ask with `match`"));
            return (broken(span).0, Facts::default(), Facts::default());
        };
        let mut holds = present(&value, &taken_type);
        if place(&value).is_none() {
            holds = Facts::default();
        }
        let fails = Facts::one(place(&value), left.ty());
        let kind = ExprKind::Is { operand: Box::new(value), test: test.clone() };
        (Expr { kind, span }, holds, fails)
    }

    /// The type that an `is` or a pattern names. `List` and `Map` stand for all of their kind.
    pub(super) fn asked_type(&mut self, path: &Path) -> Option<Ty> {
        let ty = match built_in_type(&self.cx, self.file, path) {
            Some(BuiltIn::List) => Ty::list(Ty::Any),
            Some(BuiltIn::Map) => Ty::map(Ty::STRING, Ty::Any),
            Some(BuiltIn::Bool) => Ty::Bool,
            Some(BuiltIn::Int) => Ty::INT,
            Some(BuiltIn::Float) => Ty::FLOAT,
            Some(BuiltIn::String) => Ty::STRING,
            Some(BuiltIn::Quantity(kind)) => Ty::quantity(kind),
            Some(BuiltIn::Secret) => Ty::Secret,
            Some(BuiltIn::Any) => Ty::Any,
            None => type_of_path(&self.cx, self.file, path, &mut self.diagnostics),
        };
        (!ty.is_error()).then_some(ty)
    }

    pub(super) fn never_is(&self, ty: &Ty, asked: &Ty, path: &Path) -> Diagnostic {
        let shown = self.show(ty);
        let same_kind = ty.required().alternatives().iter().any(|each| super::join::plain(each) == super::join::plain(asked));
        if same_kind {
            let kind = self.show(&super::join::plain(asked));
            let error =
                Diagnostic::error(Code::E0308, path.span(), format!("a value can't be asked for the range or the pattern of `{path}`"));
            return error.help(format!("ask for its kind, `{kind}`, or compare it"));
        }
        Diagnostic::error(Code::E0308, path.span(), format!("this is never {}: it is {shown}", self.show(asked)))
    }
}
