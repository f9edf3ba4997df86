//! Methods of lists.

use jke_model::builtin::Builtin;
use jke_model::ir::{Expr, ExprKind, MethodArgument};
use jke_model::ty::{Bounds, ListType, Ty};
use jke_syntax::tree::{self, ArgumentValue};
use jke_text::{Code, Diagnostic, Span};

use super::join::{plain, widen};
use super::list::list_element;
use super::method::{Called, make};
use super::secret::is_secret;
use super::{Checker, broken};

impl Checker<'_> {
    pub(super) fn list_method(&mut self, value: Expr, ty: &Ty, called: Called) -> (Expr, Ty) {
        let Ty::List(list) = plain(ty) else { return broken(called.span) };
        let element = list.element.clone();
        let builtin = called.row.builtin;
        let some = |element: Ty| Ty::List(ListType { element, length: Bounds::default(), keys: list.keys.clone() }.into());
        let plain_result = match builtin {
            Builtin::ListLength => Some(Ty::INT),
            Builtin::First | Builtin::Last => Some(element.clone().optional()),
            Builtin::OrNone => Some(ty.clone().optional()),
            Builtin::Distinct if self.holds_secret(&element) => {
                let error = self.secret_used(called.name.span, "`distinct`");
                self.tell(error);
                None
            }
            Builtin::Distinct => Some(some(element.clone())),
            Builtin::Sorted => self.ordered_elements(&element, &called).then(|| Ty::list(element.clone())),
            Builtin::Min | Builtin::Max => self.ordered_elements(&element, &called).then(|| element.clone().optional()),
            Builtin::Sum => self.summed(&element, &called),
            _ => None,
        };
        match builtin {
            Builtin::ListMap => {
                let like = called.like.and_then(list_element);
                match self.lambda(&called, &element, |checker, body| checker.infer_like(body, like)) {
                    Some((argument, result)) => (make(builtin, value, vec![argument], called.span), Ty::list(widen(&result))),
                    None => broken(called.span),
                }
            }
            Builtin::Filter | Builtin::Any | Builtin::All => self.tested(value, &element, some, called),
            Builtin::GroupBy => {
                let key = |checker: &mut Self, body: &tree::Expr| (checker.check(body, &Ty::STRING), ());
                match self.lambda(&called, &element, key) {
                    Some((argument, ())) => (make(builtin, value, vec![argument], called.span), Ty::map(Ty::STRING, Ty::list(element))),
                    None => broken(called.span),
                }
            }
            Builtin::ListContains => self.has_element(value, &element, called),
            Builtin::Join => self.joined_texts(value, &element, called),
            _ => match plain_result {
                Some(result) => match self.values(&called, &[]) {
                    Some(arguments) => (make(builtin, value, arguments, called.span), result),
                    None => (Expr { kind: ExprKind::Error, span: called.span }, result),
                },
                None => broken(called.span),
            },
        }
    }

    /// `filter`, which narrows its elements by what the condition proves, `any` and `all`.
    fn tested(&mut self, value: Expr, element: &Ty, list: impl Fn(Ty) -> Ty, called: Called) -> (Expr, Ty) {
        let condition = |checker: &mut Self, body: &tree::Expr| {
            let (body, holds, _) = checker.condition(body);
            let param = checker.bound.last().map(|bound| (bound.local, bound.ty.clone()));
            let kept = checker.within(&holds, |checker| {
                param.map(|(local, ty)| checker.narrowed(&Expr { kind: ExprKind::Local(local), span: Span::NONE }, ty))
            });
            (body, kept)
        };
        let Some((argument, kept)) = self.lambda(&called, element, condition) else { return broken(called.span) };
        let result = if called.row.builtin == Builtin::Filter { list(kept.unwrap_or_default()) } else { Ty::Bool };
        (make(called.row.builtin, value, vec![argument], called.span), result)
    }

    fn has_element(&mut self, value: Expr, element: &Ty, called: Called) -> (Expr, Ty) {
        let [ArgumentValue::Expr(item)] = called.arguments.as_slice() else {
            self.wrong_arguments(&called);
            return (Expr { kind: ExprKind::Error, span: called.span }, Ty::Bool);
        };
        let (item, _) = self.infer_comparable(item, element);
        (make(called.row.builtin, value, vec![MethodArgument::Expr(item)], called.span), Ty::Bool)
    }

    fn joined_texts(&mut self, value: Expr, element: &Ty, called: Called) -> (Expr, Ty) {
        let kind = plain(element);
        let is_text = |ty: &Ty| matches!(ty, Ty::String(_) | Ty::Secret | Ty::Never | Ty::Error);
        if !kind.alternatives().iter().all(is_text) {
            let shown = self.show(element);
            let error = Diagnostic::error(Code::E0302, called.name.span, format!("`join` takes texts, and these elements are {shown}"));
            let help = if kind.is_optional() {
                "leave out what is `none`: `[for x in xs if x != none: x]`"
            } else {
                "make texts of them: `[for x in xs: \"\\(x)\"]`"
            };
            return self.refuse(error.help(help), called.span);
        }
        let result = if kind.alternatives().contains(&Ty::Secret) { Ty::Secret } else { Ty::STRING };
        match self.values(&called, &[Ty::STRING]) {
            Some(arguments) => (make(called.row.builtin, value, arguments, called.span), result),
            None => (Expr { kind: ExprKind::Error, span: called.span }, result),
        }
    }

    fn ordered_elements(&mut self, element: &Ty, called: &Called) -> bool {
        let ordered = match plain(element) {
            Ty::Int(_) | Ty::Float(_) | Ty::String(_) | Ty::Quantity(..) | Ty::Error | Ty::Never => true,
            Ty::None
            | Ty::Bool
            | Ty::Literal(_)
            | Ty::Secret
            | Ty::Any
            | Ty::List(_)
            | Ty::Map(_)
            | Ty::Record(_)
            | Ty::Optional(_)
            | Ty::Union(_) => false,
        };
        if !ordered {
            let shown = self.show(element);
            let message = format!("`{}` takes numbers, quantities of one kind or texts, and these elements are {shown}", called.row.name);
            let error = if is_secret(element) {
                self.secret_used(called.name.span, &format!("`{}`", called.row.name))
            } else {
                Diagnostic::error(Code::E0308, called.name.span, message)
            };
            self.tell(error);
        }
        ordered
    }

    fn summed(&mut self, element: &Ty, called: &Called) -> Option<Ty> {
        match plain(element) {
            sum @ (Ty::Int(_) | Ty::Float(_) | Ty::Quantity(..)) => Some(sum),
            Ty::Error | Ty::Never => Some(Ty::Error),
            Ty::None
            | Ty::Bool
            | Ty::String(_)
            | Ty::Literal(_)
            | Ty::Secret
            | Ty::Any
            | Ty::List(_)
            | Ty::Map(_)
            | Ty::Record(_)
            | Ty::Optional(_)
            | Ty::Union(_) => {
                let shown = self.show(element);
                let message = format!("`sum` takes numbers or quantities of one kind, and these elements are {shown}");
                self.tell(Diagnostic::error(Code::E0302, called.name.span, message));
                None
            }
        }
    }
}
