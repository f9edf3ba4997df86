//! `[a, b]`

use jke_model::ir::{Expr, ExprKind};
use jke_model::ty::{Bounds, ListType, Ty};
use jke_syntax::tree;
use jke_text::{Code, Diagnostic, Span};

use super::join::{join, widen};
use super::{Checker, broken};

/// A literal that has no type of its own: `[]`, `{ … }`.
pub(super) fn needs_type(expr: &tree::Expr) -> bool {
    match &expr.kind {
        tree::ExprKind::List(elements) => elements.is_empty(),
        tree::ExprKind::Body { path: None, .. } => true,
        tree::ExprKind::Paren(inner) => needs_type(inner),
        _ => false,
    }
}

/// The list among the alternatives of a type.
pub(super) fn list_of(ty: &Ty) -> Option<&ListType> {
    ty.required().alternatives().iter().find_map(|each| if let Ty::List(list) = each { Some(&**list) } else { None })
}

pub(super) fn list_element(ty: &Ty) -> Option<&Ty> {
    list_of(ty).map(|list| &list.element)
}

impl Checker<'_> {
    pub(super) fn check_list(&mut self, elements: &[tree::Expr], expected: &Ty, span: Span) -> Expr {
        let takes_any = expected.required().alternatives().contains(&Ty::Any);
        let element = match list_element(expected) {
            Some(element) => element.clone(),
            None if takes_any => Ty::Any,
            None if expected.is_error() => Ty::Error,
            None => {
                let mistake = self.no_list(elements, expected, span);
                return self.refuse(mistake, span).0;
            }
        };
        self.wanted = None;
        let values = elements.iter().map(|each| self.check(each, &element)).collect();
        let count = elements.len() as i64;
        let ty = Ty::List(ListType { element, length: Bounds { from: Some(count), to: Some(count) }, keys: vec![] }.into());
        self.fit(Expr { kind: ExprKind::List(values), span }, &ty, expected)
    }

    /// A list where something else is expected.
    fn no_list(&mut self, elements: &[tree::Expr], expected: &Ty, span: Span) -> Diagnostic {
        let shown = self.show(expected.required());
        let message = match self.wanted {
            Some(wanted) => format!("`{}` takes {shown}, and this is a list", wanted.name),
            None => format!("{shown} is expected, and this is a list"),
        };
        let error = self.declared(Diagnostic::error(Code::E0302, span, message));
        match (expected.required(), elements) {
            (Ty::Map(_), []) => error.help("an empty map is `{ }`").replace("{}"),
            (Ty::Map(_), _) => error.help("a map is written with its keys: `{ a = 1 }`"),
            (_, [_]) => error.help("leave the brackets out"),
            (_, _) => error,
        }
    }

    pub(super) fn infer_list(&mut self, elements: &[tree::Expr], like: Option<&Ty>, span: Span) -> (Expr, Ty) {
        let beside = like.and_then(list_element).cloned();
        if elements.is_empty() {
            if like.is_some_and(Ty::is_error) {
                return broken(span);
            }
            return match like.and_then(list_of) {
                Some(_) => (Expr { kind: ExprKind::List(vec![]), span }, Ty::list(Ty::Never)),
                None => {
                    let error = Diagnostic::error(Code::E0309, span, "nothing tells the type of this `[]`");
                    self.refuse(error.help("say it: `let xs: List<String> = []`"), span)
                }
            };
        }
        let mut values = vec![];
        let mut all = Ty::Never;
        for each in elements {
            let beside = beside.clone().or_else(|| (all != Ty::Never).then(|| all.clone()));
            let (value, ty) = self.infer_like(each, beside.as_ref());
            let ty = match beside {
                Some(_) if like.is_some() => ty,
                _ => widen(&ty),
            };
            match join(self.interfaces(), &all, &ty) {
                Some(joined) => all = joined,
                None => {
                    let (one, other) = (self.show(&all), self.show(&ty));
                    let message = format!("this element is {other}, and those before it are {one}: one could not tell which it is");
                    return self.refuse(Diagnostic::error(Code::E0302, each.span, message), span);
                }
            }
            values.push((value, ty));
        }
        let all = widen(&all);
        let values = values.into_iter().map(|(value, ty)| self.fit(value, &ty, &all)).collect();
        (Expr { kind: ExprKind::List(values), span }, Ty::list(all))
    }
}
