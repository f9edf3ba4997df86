//! `emit`: a value of a Kubernetes kind, written out as a body or given by an expression.

use jke_model::declaration::{Interfaces, RecordId};
use jke_model::ir::{Emit, Expr, ExprKind, Shape};
use jke_model::ty::Ty;
use jke_resolve::FileIndex;
use jke_syntax::tree::{self, EmitKind, Path};
use jke_text::{Code, Diagnostic, Span};

use super::Place;
use crate::Context;
use crate::declare::record_of_path;
use crate::expr::{BodyKind, Checker, show_type};

const A_KIND: &str = "a kind is a type with `@kind(…)`: import one of the library's, or declare it";

/// `None` where nothing can be emitted, which is told.
pub(super) fn check(at: Place, checker: &mut Checker, emit: &tree::Emit) -> Option<Emit> {
    match &emit.kind {
        EmitKind::Body { kind: path, handle, body } => {
            let mut diagnostics = vec![];
            let record = kind(at.cx, at.file, path, |path| format!("write `include {path} {{ … }}`"), &mut diagnostics);
            diagnostics.into_iter().for_each(|diagnostic| checker.tell(diagnostic));
            let record = record?;
            let span = path.span();
            let body = checker.body(body, &Ty::Record(record), BodyKind::Build);
            let value = Expr { kind: ExprKind::Build { shape: Shape::Record(record), body }, span };
            let handle = handle.as_ref().map(|handle| checker.text(handle));
            Some(Emit { value, kinds: vec![record], handle, span })
        }
        EmitKind::Value(written) => {
            let (value, ty) = checker.infer(written);
            if let Some(problem) = problem(at.cx.interfaces, &ty, written.span) {
                checker.tell(problem);
                return None;
            }
            Some(Emit { value, kinds: records(&ty), handle: None, span: written.span })
        }
    }
}

/// The Kubernetes kind that a path names; `None` where it names none, which is told. `place_module` says what is done with a module.
pub(crate) fn kind(
    cx: &Context,
    file: FileIndex,
    path: &Path,
    place_module: impl FnOnce(&Path) -> String,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<RecordId> {
    let record = record_of_path(cx, file, path, diagnostics)?;
    let declared = cx.interfaces.record(record);
    if declared.kind_identity().is_some() {
        return Some(record);
    }
    let message = match declared.is_module() {
        true => format!("`{path}` is a module, and `emit` takes a Kubernetes kind"),
        false => format!("`{path}` is no Kubernetes kind, and `emit` takes nothing else"),
    };
    let error = Diagnostic::error(Code::E0302, path.span(), message).label(declared.span, "declared here");
    let error = match declared.is_module() {
        true => error.help(place_module(path)),
        false => error.help(A_KIND),
    };
    diagnostics.push(error);
    None
}

/// The kinds that a value of this type may be of.
fn records(ty: &Ty) -> Vec<RecordId> {
    ty.alternatives().iter().filter_map(|each| if let Ty::Record(record) = each { Some(*record) } else { None }).collect()
}

/// Why a value of this type can't be emitted.
fn problem(interfaces: &Interfaces, ty: &Ty, span: Span) -> Option<Diagnostic> {
    let error = |message: String| Diagnostic::error(Code::E0302, span, message);
    match ty {
        Ty::Error | Ty::Never => None,
        Ty::Record(record) if interfaces.record(*record).kind_identity().is_some() => None,
        Ty::Union(alternatives) if alternatives.iter().all(|each| problem(interfaces, each, span).is_none()) => None,
        Ty::Optional(_) | Ty::None => {
            let error = Diagnostic::error(Code::E0307, span, "this may be `none`, and `emit` takes a manifest that is there");
            Some(error.help("ask first: `if x != none { emit x }`"))
        }
        Ty::List(_) => Some(error("`emit` takes one manifest, and this is a list".to_owned()).help("emit each: `for x in xs { emit x }`")),
        Ty::Bool
        | Ty::Int(_)
        | Ty::Float(_)
        | Ty::String(_)
        | Ty::Quantity(..)
        | Ty::Literal(_)
        | Ty::Secret
        | Ty::Any
        | Ty::Map(_)
        | Ty::Record(_)
        | Ty::Union(_) => {
            let error = error(format!("`emit` takes a value of a Kubernetes kind, and this is {}", show_type(interfaces, ty)));
            Some(error.help(A_KIND))
        }
    }
}
