//! `{ … }` and `Name { … }` as values: which type they build.

use jke_model::ir::{Expr, ExprKind, Shape};
use jke_model::ty::{Bounds, ListType, Ty};
use jke_syntax::tree;
use jke_text::{Code, Diagnostic, Name, Span};

use super::body::first_name;
use super::join::plain;
use super::{BodyKind, Checker, broken};
use crate::declare::type_of_path;
use crate::step;

impl Checker<'_> {
    /// `{ … }` where a type is demanded.
    pub(super) fn check_literal_body(&mut self, body: &tree::Body, expected: &Ty) -> Expr {
        match self.chosen(body, expected) {
            Some(ty) => {
                let (value, ty) = self.build(body, ty, Span::new(body.span.start, body.span.start + 1));
                self.fit(value, &ty, expected)
            }
            None => broken(body.span).0,
        }
    }

    /// `{ … }` beside something of the type `like`, or beside nothing that tells its type.
    pub(super) fn infer_literal_body(&mut self, body: &tree::Body, like: Option<&Ty>) -> (Expr, Ty) {
        match like.filter(|like| self.shape(like).is_some()) {
            Some(like) => match self.chosen(body, like) {
                Some(ty) => self.build(body, ty, Span::new(body.span.start, body.span.start + 1)),
                None => broken(body.span),
            },
            None if like.is_some_and(Ty::is_error) => broken(body.span),
            None => {
                let mistake = Diagnostic::error(Code::E0309, body.span, "nothing tells the type of this `{ … }`");
                self.refuse(
                    mistake.help("name it: `Container { … }` for a record, `let x: Map<String, String> = { … }` for a map"),
                    body.span,
                )
            }
        }
    }

    /// `Name { … }`
    pub(super) fn named_body(&mut self, path: &tree::Path, body: &tree::Body) -> (Expr, Ty) {
        let span = path.span().to(body.span);
        let ty = type_of_path(&self.cx, self.file, path, &mut self.diagnostics);
        match &ty {
            Ty::Error => return broken(span),
            Ty::Record(id) if self.interfaces().record(*id).is_module() => {
                let mistake =
                    Diagnostic::error(Code::E0208, path.span(), format!("`{path}` is a module, and only tests build one as a value"));
                return self.refuse(mistake.help(format!("inside a module, place an instance of it: `include {path} {{ … }}`")), span);
            }
            _ => {}
        }
        match self.chosen(body, &ty) {
            Some(ty) => {
                let (mut value, ty) = self.build(body, ty, path.span());
                value.span = span;
                (value, ty)
            }
            None => broken(span),
        }
    }

    fn build(&mut self, body: &tree::Body, ty: Ty, place: Span) -> (Expr, Ty) {
        let shape = self.shape(&ty).unwrap_or(Shape::Error);
        let read = self.body_at(body, &ty, BodyKind::Build, place);
        let value = Expr { kind: ExprKind::Build { shape, body: read }, span: body.span };
        let ty = match (ty, body.entries.is_empty()) {
            (Ty::Map(map), true) => Ty::map(map.key.clone(), Ty::Never),
            (Ty::Map(map), false) => Ty::map(map.key.clone(), map.value.clone()),
            (Ty::List(list), _) => Ty::List(ListType { length: Bounds::default(), ..ListType::clone(&list) }.into()),
            (other, _) => other,
        };
        (value, ty)
    }

    /// The alternative of a type that `{ … }` builds; told where there is none, or several.
    fn chosen(&mut self, body: &tree::Body, expected: &Ty) -> Option<Ty> {
        let alternatives = expected.required().alternatives();
        let records: Vec<&Ty> = alternatives.iter().filter(|each| matches!(each, Ty::Record(_))).collect();
        let others = alternatives.iter().find(|each| match each {
            Ty::Map(_) | Ty::Any => true,
            Ty::List(list) => !list.keys.is_empty(),
            _ => false,
        });
        match (records.as_slice(), others) {
            (_, _) if expected.is_error() => None,
            ([only], _) => self.no_module((*only).clone(), body.span),
            ([], Some(other)) => Some(other.clone()),
            ([], None) => {
                let mistake = self.no_body(body, expected);
                self.tell(mistake);
                None
            }
            ([_, _, ..], _) => {
                let mistake = self.several_records(body, expected);
                self.tell(mistake);
                None
            }
        }
    }

    fn no_module(&mut self, ty: Ty, span: Span) -> Option<Ty> {
        let Ty::Record(id) = ty else { return Some(ty) };
        let record = self.interfaces().record(id);
        if record.is_module() {
            self.tell(Diagnostic::error(
                Code::E0208,
                span,
                format!("an instance of {} is no value that could be written here", record.name),
            ));
            return None;
        }
        Some(ty)
    }

    fn no_body(&self, body: &tree::Body, expected: &Ty) -> Diagnostic {
        let shown = self.show(expected.required());
        let message = match self.wanted {
            Some(wanted) => format!("`{}` takes {shown}, and `{{ … }}` is a record or a map", wanted.name),
            None => format!("{shown} is expected, and `{{ … }}` is a record or a map"),
        };
        let error = Diagnostic::error(Code::E0302, body.span, message);
        let error = self.declared(error);
        match plain(expected.required()) {
            Ty::List(_) if body.entries.is_empty() => error.help("an empty list is `[]`").replace("[]"),
            Ty::List(_) => error.help("elements of a list stand in brackets: `[{ … }]`"),
            _ => error,
        }
    }

    fn several_records(&self, body: &tree::Body, expected: &Ty) -> Diagnostic {
        let names: Vec<Name> = body.entries.iter().filter_map(first_name).collect();
        let fitting = step::with_fields(self.interfaces(), expected, &names);
        let error = Diagnostic::error(Code::E0309, body.span, format!("nothing tells which of {} this `{{ … }}` is", self.show(expected)));
        match fitting.required() {
            Ty::Union(only) if only.len() == 1 => {
                let name = self.show(&only[0]);
                let before = Span::new(body.span.start, body.span.start);
                error.help(format!("name it: `{name} {{ … }}`")).edit(before, format!("{name} "))
            }
            _ => error.help("name it: `Name { … }`"),
        }
    }
}
