//! `[for x in xs if c: e]` and `{for k, v in m: k => v}`.

use jke_model::ir::{Clause, Expr, ExprKind, For, KeyField};
use jke_model::ty::{MapType, Ty};
use jke_syntax::tree::{self, ComprehensionClause, ForClause};
use jke_text::{Code, Diagnostic, Span};

use super::join::{plain, widen};
use super::list::list_element;
use super::shape::key_fields;
use super::{Checker, Facts};

impl Checker<'_> {
    /// Binds its names in the present scope.
    pub fn for_clause(&mut self, clause: &ForClause) -> For {
        let (source, ty) = self.infer(&clause.source);
        let (key, element, keys) = self.walked(&ty, clause, source.span);
        let over_map = matches!(ty, Ty::Map(_)) || !keys.is_empty() && clause.second.is_some();
        let (first, second) = match (clause.second, over_map) {
            (Some(second), _) => (self.bind(clause.first, key), Some(self.bind(second, element))),
            (None, true) => (self.bind(clause.first, key), None),
            (None, false) => (self.bind(clause.first, element), None),
        };
        For { first, second, source, over_map, keys: keys.into() }
    }

    /// The types of a key and of a value of what a `for` walks, and how elements of a keyed list are addressed.
    fn walked(&mut self, ty: &Ty, clause: &ForClause, source: Span) -> (Ty, Ty, Vec<KeyField>) {
        match ty {
            Ty::Map(map) => (map.key.clone(), map.value.clone(), vec![]),
            Ty::List(list) if !list.keys.is_empty() => (Ty::STRING, list.element.clone(), key_fields(self.interfaces(), list)),
            Ty::List(list) => {
                if let Some(second) = clause.second {
                    let error = Diagnostic::error(Code::E0302, second.span, "a list is walked with one name: its elements have no keys");
                    self.tell(error.help("two names walk a map or a keyed list"));
                }
                (Ty::Error, list.element.clone(), vec![])
            }
            Ty::Optional(_) | Ty::None => {
                let error = self.maybe_none(ty, source, "a list or a map");
                self.tell(error);
                (Ty::Error, Ty::Error, vec![])
            }
            Ty::Error | Ty::Never => (Ty::Error, Ty::Error, vec![]),
            Ty::Bool
            | Ty::Int(_)
            | Ty::Float(_)
            | Ty::String(_)
            | Ty::Quantity(..)
            | Ty::Literal(_)
            | Ty::Secret
            | Ty::Any
            | Ty::Record(_)
            | Ty::Union(_) => {
                let shown = self.show(ty);
                let error = Diagnostic::error(Code::E0302, source, format!("`for` walks a list or a map, and this is {shown}"));
                let error = match plain(ty) {
                    Ty::String(_) => error.help("the lines of a text: `x.lines()`"),
                    Ty::Any => error.help("an Any is read only after `is`: `if x is List …`"),
                    _ => error,
                };
                self.tell(error);
                (Ty::Error, Ty::Error, vec![])
            }
        }
    }

    /// The clauses, and `inside` with their names and what their conditions prove.
    fn clauses<R>(&mut self, clauses: &[ComprehensionClause], inside: impl FnOnce(&mut Self) -> R) -> (Vec<Clause>, R) {
        self.wanted = None;
        self.within(&Facts::default(), |checker| {
            let mut read = vec![];
            for clause in clauses {
                match clause {
                    ComprehensionClause::For(clause) => read.push(Clause::For(checker.for_clause(clause))),
                    ComprehensionClause::If(condition) => {
                        let (condition, holds, _) = checker.condition(condition);
                        checker.facts.extend(&holds);
                        read.push(Clause::If(condition));
                    }
                }
            }
            (read, inside(checker))
        })
    }

    // ── lists ────────────────────────────────────────────────────────────────────────────────────────────────────────

    pub(super) fn check_list_for(&mut self, clauses: &[ComprehensionClause], element: &tree::Expr, expected: &Ty, span: Span) -> Expr {
        let wanted = self.wanted;
        let element_type = match list_element(expected) {
            Some(ty) => ty.clone(),
            None if expected.required().alternatives().contains(&Ty::Any) => Ty::Any,
            None => {
                let (value, ty) = self.infer_list_for(clauses, element, None, span);
                self.wanted = wanted;
                return self.fit(value, &ty, expected);
            }
        };
        let (clauses, element) = self.clauses(clauses, |checker| checker.check(element, &element_type));
        self.wanted = wanted;
        let value = Expr { kind: ExprKind::ListFor { clauses, element: Box::new(element) }, span };
        self.fit(value, &Ty::list(element_type), expected)
    }

    pub(super) fn infer_list_for(
        &mut self,
        clauses: &[ComprehensionClause],
        element: &tree::Expr,
        like: Option<&Ty>,
        span: Span,
    ) -> (Expr, Ty) {
        let like = like.and_then(list_element);
        let (clauses, (element, ty)) = self.clauses(clauses, |checker| checker.infer_like(element, like));
        (Expr { kind: ExprKind::ListFor { clauses, element: Box::new(element) }, span }, Ty::list(widen(&ty)))
    }

    // ── maps ─────────────────────────────────────────────────────────────────────────────────────────────────────────

    pub(super) fn check_map_for(
        &mut self,
        clauses: &[ComprehensionClause],
        key: &tree::Expr,
        value: &tree::Expr,
        expected: &Ty,
        span: Span,
    ) -> Expr {
        let wanted = self.wanted;
        let (key_type, value_type) = match map_of(expected) {
            Some(map) => (map.key.clone(), map.value.clone()),
            None if expected.required().alternatives().contains(&Ty::Any) => (Ty::STRING, Ty::Any),
            None => {
                let (value, ty) = self.infer_map_for(clauses, key, value, None, span);
                self.wanted = wanted;
                return self.fit(value, &ty, expected);
            }
        };
        // An absent value is left out.
        let absent = value_type.clone().optional();
        let (clauses, (key, value)) = self.clauses(clauses, |checker| (checker.check(key, &key_type), checker.check(value, &absent)));
        self.wanted = wanted;
        let kind = ExprKind::MapFor { clauses, key: Box::new(key), value: Box::new(value) };
        self.fit(Expr { kind, span }, &Ty::map(key_type, value_type), expected)
    }

    pub(super) fn infer_map_for(
        &mut self,
        clauses: &[ComprehensionClause],
        key: &tree::Expr,
        value: &tree::Expr,
        like: Option<&Ty>,
        span: Span,
    ) -> (Expr, Ty) {
        let like = like.and_then(map_of).map(|map| &map.value);
        let key_span = key.span;
        let (clauses, ((key, key_type), (value, value_type))) =
            self.clauses(clauses, |checker| (checker.infer(key), checker.infer_like(value, like)));
        let is_text = |ty: &Ty| matches!(plain(ty), Ty::String(_) | Ty::Error | Ty::Never);
        let (key, key_type) =
            if is_text(&key_type) { (key, widen(&key_type)) } else { (self.text_key(key, &key_type, key_span), Ty::STRING) };
        let ty = Ty::map(key_type, widen(value_type.required()));
        (Expr { kind: ExprKind::MapFor { clauses, key: Box::new(key), value: Box::new(value) }, span }, ty)
    }

    /// A key that is no text.
    fn text_key(&mut self, key: Expr, ty: &Ty, span: Span) -> Expr {
        if self.holds_secret(ty) {
            let error = self.secret_used(span, "a key");
            return self.refuse(error, span).0;
        }
        self.fit(key, ty, &Ty::STRING)
    }
}

/// The map among the alternatives of a type.
pub(super) fn map_of(ty: &Ty) -> Option<&MapType> {
    ty.required().alternatives().iter().find_map(|each| if let Ty::Map(map) = each { Some(&**map) } else { None })
}
