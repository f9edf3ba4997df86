//! `include`: an instance of another module inside this one, under the platform that both are for.

use jke_model::declaration::{Record, RecordId, RecordKind};
use jke_model::ir::{Expr, ExprKind, Include};
use jke_model::ty::Ty;
use jke_syntax::tree;
use jke_text::{Code, Diagnostic, Span};

use super::Place;
use crate::declare::module_of_path;
use crate::expr::{BodyKind, Checker, show_type};

/// The included instance, and the module that it is of. `stated` is the type that a `let` gives it.
pub(super) fn check(at: Place, checker: &mut Checker, include: &tree::Include, stated: Option<&Ty>) -> (Expr, Ty) {
    let span = include.module.span();
    let mut diagnostics = vec![];
    let module = module_of_path(at.cx, at.file, &include.module, &mut diagnostics);
    diagnostics.into_iter().for_each(|diagnostic| checker.tell(diagnostic));
    let Some(module) = module else { return (Expr { kind: ExprKind::Error, span }, Ty::Error) };
    let ty = Ty::Record(module);
    let body = checker.body(&include.body, &ty, BodyKind::Include);
    let problem = problem(at, module, span).or_else(|| stated.and_then(|stated| misfit(at, module, stated, span)));
    if let Some(problem) = problem {
        checker.tell(problem);
        return (Expr { kind: ExprKind::Error, span }, ty);
    }
    (Expr { kind: ExprKind::Include(Box::new(Include { module, body, span })), span }, ty)
}

/// The instance that a `let` of the module holds.
pub(super) fn of_self(slot: u32, span: Span) -> Expr {
    let base = Box::new(Expr { kind: ExprKind::SelfValue, span });
    Expr { kind: ExprKind::Field { base, slot }, span }
}

/// Why an included instance is none of the type that its `let` states.
fn misfit(at: Place, module: RecordId, stated: &Ty, span: Span) -> Option<Diagnostic> {
    let interfaces = at.cx.interfaces;
    let fits = |ty: &Ty| match ty {
        Ty::Error => true,
        Ty::Record(record) => interfaces.extends(module, *record),
        _ => false,
    };
    if stated.required().alternatives().iter().any(fits) {
        return None;
    }
    let message = format!("this is an instance of {}, and {} is expected", interfaces.record(module).name, show_type(interfaces, stated));
    Some(Diagnostic::error(Code::E0302, span, message).help("leave the type of the `let` out"))
}

/// Why a module can't be included here.
fn problem(at: Place, module: RecordId, span: Span) -> Option<Diagnostic> {
    let interfaces = at.cx.interfaces;
    let own = platform(at.record);
    let included = interfaces.record(module);
    let name = included.name;
    if let Some(platform) = own.filter(|platform| interfaces.extends(module, *platform) || interfaces.extends(*platform, module)) {
        let error =
            Diagnostic::error(Code::E0903, span, format!("`{name}` is the platform, of which a project has one: it can't be included"));
        return Some(error.label(interfaces.record(platform).span, "declared here").help("its fields are read as `platform.…`"));
    }
    let asked = platform(included)?;
    if own.is_some_and(|own| interfaces.extends(own, asked)) {
        return None;
    }
    let asked = interfaces.record(asked).name;
    let error = Diagnostic::error(Code::E0903, span, format!("`{name}` is a module for {asked}, and the one that includes it is not"));
    Some(error.label(included.span, format!("`for {asked}`")).help(format!("declare this module `for {asked}` too")))
}

/// What a module is `for`.
fn platform(record: &Record) -> Option<RecordId> {
    match record.kind {
        RecordKind::Module { platform } => platform,
        RecordKind::Type | RecordKind::Kind(_) => None,
    }
}
