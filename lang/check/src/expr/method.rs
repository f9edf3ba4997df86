//! Built-in methods: which there are for a value, what they take and what they give.

use std::sync::Arc;

use jke_model::builtin::{Builtin, Receiver, Signature, methods};
use jke_model::ir::{Conversion, Expr, ExprKind, MethodArgument};
use jke_model::pattern::Pattern;
use jke_model::quantity::QuantityKind;
use jke_model::ty::Ty;
use jke_syntax::tree::{self, Argument, ArgumentValue, Ident};
use jke_text::{Code, Diagnostic, Span, nearest};

use super::call::{expression, positional};
use super::join::plain;
use super::{Checker, Facts, broken};

/// What a type's methods are listed under.
pub(super) fn receiver(ty: &Ty) -> Option<Receiver> {
    match ty {
        Ty::String(_) => Some(Receiver::Text),
        Ty::List(_) => Some(Receiver::List),
        Ty::Map(_) => Some(Receiver::Map),
        Ty::Int(_) | Ty::Float(_) => Some(Receiver::Float),
        Ty::Quantity(QuantityKind::Cpu, _) => Some(Receiver::Cpu),
        Ty::Quantity(QuantityKind::Memory, _) => Some(Receiver::Memory),
        Ty::Quantity(QuantityKind::Duration, _) => Some(Receiver::Duration),
        Ty::Quantity(QuantityKind::Percent, _) => Some(Receiver::Percent),
        Ty::Secret => Some(Receiver::Secret),
        Ty::Quantity(QuantityKind::General, _)
        | Ty::Error
        | Ty::None
        | Ty::Never
        | Ty::Bool
        | Ty::Literal(_)
        | Ty::Any
        | Ty::Record(_)
        | Ty::Optional(_)
        | Ty::Union(_) => None,
    }
}

/// A call of a method, as far as it is understood.
pub(super) struct Called<'t> {
    pub row: &'static Signature,
    pub arguments: Vec<&'t ArgumentValue>,
    pub name: Ident,
    /// The type that is expected of the whole.
    pub like: Option<&'t Ty>,
    pub span: Span,
}

impl Checker<'_> {
    pub(super) fn method(&mut self, value: Expr, ty: Ty, name: Ident, arguments: &[Argument], like: Option<&Ty>, span: Span) -> (Expr, Ty) {
        if ty.is_error() || ty == Ty::Never || name.name.is_empty() {
            return self.broken_call(arguments, span);
        }
        if ty.is_optional() {
            let error = Diagnostic::error(Code::E0307, value.span, format!("this may be `none`, and then it has no `{}()`", name.name));
            let short = self.short(value.span).to_owned();
            let help = format!("`{short}?.{}(…)` gives `none` where it is; or check it before: `if {short} != none`", name.name);
            self.tell(error.help(help));
            return self.broken_call(arguments, span);
        }
        let kind = plain(&ty);
        let row = receiver(&kind).and_then(|receiver| methods(receiver).find(|row| row.name == name.name.as_str()));
        let Some(row) = row.filter(|row| !row.is_field) else {
            let error = self.no_method(&ty, &kind, name, row);
            self.tell(error);
            return self.broken_call(arguments, span);
        };
        let Some(arguments) = positional(arguments) else {
            let error =
                Diagnostic::error(Code::E0311, name.span, format!("arguments of `{}` stand in their order, without names", row.name));
            self.tell(error.help(format!("call it as `x.{}`", row.shown)));
            return self.broken_call(arguments, span);
        };
        let called = Called { row, arguments, name, like, span };
        match kind {
            Ty::List(_) => self.list_method(value, &ty, called),
            Ty::Map(map) => self.map_method(value, &map, called),
            _ => self.scalar_method(value, &ty, called),
        }
    }

    fn no_method(&self, ty: &Ty, kind: &Ty, name: Ident, field: Option<&Signature>) -> Diagnostic {
        let shown = self.show(ty);
        if field.is_some() {
            let error = Diagnostic::error(Code::E0312, name.span, format!("`{}` is a field of {shown}: it has no parentheses", name.name));
            return error.help(format!("write `x.{}`", name.name));
        }
        if *kind == Ty::Secret {
            return self.secret_used(name.span, "a method");
        }
        let error = Diagnostic::error(Code::E0312, name.span, format!("{shown} has no method `{}`", name.name));
        match (receiver(kind), kind) {
            (Some(receiver), _) => {
                let names: Vec<&str> = methods(receiver).filter(|row| !row.is_field).map(|row| row.name).collect();
                let error = error.did_you_mean(nearest(name.name.as_str(), names.iter().copied()));
                if names.is_empty() { error } else { error.help(format!("methods of {}: {}", self.show(kind), names.join(", "))) }
            }
            (None, Ty::Record(record)) if self.interfaces().record(*record).field(name.name).is_some() => {
                error.help(format!("a field is read without parentheses: `x.{}`", name.name))
            }
            (None, Ty::Union(_)) => error.help("ask first which alternative it is, with `match` or `is`"),
            (None, Ty::Any) => error.help("an Any is read only after `is`"),
            (None, _) => error,
        }
    }

    // ── arguments ────────────────────────────────────────────────────────────────────────────────────────────────────

    /// The arguments as values of these types; told where they are others or of another number.
    pub(super) fn values(&mut self, called: &Called, types: &[Ty]) -> Option<Vec<MethodArgument>> {
        let values: Option<Vec<&tree::Expr>> = called.arguments.iter().map(|argument| expression(argument)).collect();
        match values.filter(|values| values.len() == types.len()) {
            Some(values) => Some(values.iter().zip(types).map(|(value, ty)| MethodArgument::Expr(self.check(value, ty))).collect()),
            None => {
                self.wrong_arguments(called);
                None
            }
        }
    }

    pub(super) fn wrong_arguments(&mut self, called: &Called) {
        let error = Diagnostic::error(Code::E0311, called.name.span, format!("these are not the arguments of `{}`", called.row.name));
        self.tell(error.help(format!("call it as `x.{}`: {}", called.row.shown, called.row.docs)));
    }

    /// The only argument, `x => …`, its body checked by `inside` with `x` bound to an element.
    pub(super) fn lambda<R>(
        &mut self,
        called: &Called,
        element: &Ty,
        inside: impl FnOnce(&mut Self, &tree::Expr) -> (Expr, R),
    ) -> Option<(MethodArgument, R)> {
        let [ArgumentValue::Lambda { param, body, span: _ }] = called.arguments.as_slice() else {
            self.wrong_arguments(called);
            return None;
        };
        Some(self.within(&Facts::default(), |checker| {
            let param = checker.bind(*param, element.clone());
            let (body, result) = inside(checker, body);
            (MethodArgument::Lambda { param, body }, result)
        }))
    }

    // ── texts, numbers, secrets ──────────────────────────────────────────────────────────────────────────────────────

    fn scalar_method(&mut self, value: Expr, ty: &Ty, called: Called) -> (Expr, Ty) {
        let (types, result): (Vec<Ty>, Ty) = match called.row.builtin {
            Builtin::TextLength => (vec![], Ty::INT),
            Builtin::Lower | Builtin::Upper | Builtin::Trim | Builtin::Sha256 | Builtin::Base64 | Builtin::Fingerprint => {
                (vec![], Ty::STRING)
            }
            Builtin::Lines => (vec![], Ty::list(Ty::STRING)),
            Builtin::Split => (vec![Ty::STRING], Ty::list(Ty::STRING)),
            Builtin::Replace => (vec![Ty::STRING, Ty::STRING], Ty::STRING),
            Builtin::Slice => (vec![Ty::INT, Ty::INT], Ty::STRING),
            Builtin::TextContains | Builtin::StartsWith | Builtin::EndsWith => (vec![Ty::STRING], Ty::Bool),
            Builtin::Indent => (vec![Ty::INT], Ty::STRING),
            Builtin::ToInt => (vec![], Ty::INT.optional()),
            Builtin::Floor | Builtin::Ceil | Builtin::Round => (vec![], Ty::INT),
            Builtin::Matches => return self.matches(value, called),
            Builtin::ListLength
            | Builtin::ListMap
            | Builtin::Filter
            | Builtin::Any
            | Builtin::All
            | Builtin::ListContains
            | Builtin::Join
            | Builtin::Sorted
            | Builtin::Distinct
            | Builtin::GroupBy
            | Builtin::First
            | Builtin::Last
            | Builtin::Sum
            | Builtin::Min
            | Builtin::Max
            | Builtin::MapLength
            | Builtin::Keys
            | Builtin::Values
            | Builtin::MapContains
            | Builtin::Merge
            | Builtin::OrNone
            | Builtin::CpuMillis
            | Builtin::CpuCores
            | Builtin::MemoryBytes
            | Builtin::DurationMillis
            | Builtin::DurationSeconds
            | Builtin::PercentValue => return broken(called.span),
        };
        let value = match plain(ty) {
            Ty::Int(_) => self.fit(value, ty, &Ty::FLOAT),
            _ => value,
        };
        match self.values(&called, &types) {
            Some(arguments) => (make(called.row.builtin, value, arguments, called.span), result),
            None => (Expr { kind: ExprKind::Error, span: called.span }, result),
        }
    }

    /// `x.matches(#"…"#)`: the pattern is a constant and is read here.
    fn matches(&mut self, value: Expr, called: Called) -> (Expr, Ty) {
        let literal = match called.arguments.as_slice() {
            [ArgumentValue::Expr(tree::Expr { kind: tree::ExprKind::String(literal), .. })] => literal,
            [ArgumentValue::Expr(other)] => {
                let error = Diagnostic::error(Code::E0316, other.span, "a pattern is a constant: a text without `\\( )`, written here");
                self.tell(error.help("for a text that is computed there are `contains`, `startsWith` and `endsWith`"));
                return (Expr { kind: ExprKind::Error, span: called.span }, Ty::Bool);
            }
            _ => {
                self.wrong_arguments(&called);
                return (Expr { kind: ExprKind::Error, span: called.span }, Ty::Bool);
            }
        };
        let problem = match literal.text() {
            None => Some("a pattern is a constant: nothing is interpolated in it".to_owned()),
            Some(text) => Pattern::problem(text),
        };
        if let Some(problem) = problem {
            let error = Diagnostic::error(Code::E0316, literal.span, "this pattern can't be read").here(problem);
            self.tell(error.help("patterns have RE2's syntax and match the whole text; raw strings `#\"…\"#` need no double backslash"));
            return (Expr { kind: ExprKind::Error, span: called.span }, Ty::Bool);
        }
        let pattern = MethodArgument::Pattern(Arc::new(Pattern::new(literal.text().unwrap_or_default())));
        (make(Builtin::Matches, value, vec![pattern], called.span), Ty::Bool)
    }
}

pub(super) fn make(method: Builtin, receiver: Expr, arguments: Vec<MethodArgument>, span: Span) -> Expr {
    Expr { kind: ExprKind::Method { method, receiver: Box::new(receiver), arguments }, span }
}

/// A whole number where one with a fraction is needed.
pub(super) fn as_float(value: Expr) -> Expr {
    let span = value.span;
    Expr { kind: ExprKind::Convert { to: Conversion::IntToFloat, value: Box::new(value) }, span }
}
