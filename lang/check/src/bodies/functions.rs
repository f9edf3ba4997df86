//! Functions and the `let`s of files to checked code.

use std::sync::Arc;

use jke_model::declaration::{ConstantId, FunctionId, Parameter};
use jke_model::ir::{Code, Expr, ExprKind, FunctionBody, Local};
use jke_syntax::tree::{FnItem, ItemKind, Let, LetValue};
use jke_text::{Code as DiagnosticCode, Diagnostic};

use super::Checked;
use crate::Context;
use crate::expr::{Checker, Scene};
use crate::inferred::{LetId, inferred};
use crate::needs::{Needs, locals};

pub(super) fn function(cx: &Context, id: FunctionId) -> Checked<FunctionBody> {
    let definition = cx.resolved.definition(cx.places.functions[id.0 as usize]);
    let ItemKind::Fn(FnItem { params, body, .. }) = &cx.resolved.item(definition.file, definition.item).kind else {
        unreachable!("the place of a function holds a function");
    };
    let declared = cx.interfaces.function(id);
    let mut checker = Checker::new(*cx, definition.file, Scene::Function);
    for (param, Parameter { ty, .. }) in params.iter().zip(&declared.params) {
        checker.bind(param.name, ty.clone());
    }
    let defaults = params.iter().zip(&declared.params).enumerate().map(|(at, (param, Parameter { ty, .. }))| {
        let value = checker.check(param.default.as_ref()?, ty);
        let later = locals(&value).map(|Local(local)| local as usize).filter(|local| (at..params.len()).contains(local)).min();
        match later {
            None => Some(value),
            Some(later) => {
                let later = &params[later];
                let message = format!("the default of `{}` uses `{}`, which is not known before it", param.name.name, later.name.name);
                let error = Diagnostic::error(DiagnosticCode::E0201, value.span, message).label(later.name.span, "the parameter");
                checker.tell(error.help("a default may use the parameters before its own"));
                Some(Expr { kind: ExprKind::Error, span: value.span })
            }
        }
    });
    let defaults: Vec<Option<Expr>> = defaults.collect();
    let expr = checker.check(body, &declared.result);
    let (locals, diagnostics) = checker.finish();
    let mut needs = Needs::default();
    defaults.iter().flatten().for_each(|default| needs.add_expr(default));
    needs.add_expr(&expr);
    let body = FunctionBody { code: Code { expr, locals }, defaults };
    Checked { body: Arc::new(body), needs, diagnostics, circles: vec![] }
}

pub(super) fn constant(cx: &Context, id: ConstantId) -> Checked<Code> {
    let (body, diagnostics) = value(cx, id);
    let mut needs = Needs::default();
    needs.add_code(&body);
    Checked { body, needs, diagnostics, circles: vec![] }
}

fn value(cx: &Context, id: ConstantId) -> (Arc<Code>, Vec<Diagnostic>) {
    if let Some(found) = inferred(cx, LetId::File(id)) {
        return (found.code.clone(), found.diagnostics.clone());
    }
    let definition = cx.resolved.definition(cx.places.constants[id.0 as usize]);
    let ItemKind::Let(Let { value, .. }) = &cx.resolved.item(definition.file, definition.item).kind else {
        unreachable!("the place of a constant holds a `let`");
    };
    match value {
        LetValue::Expr(value) => {
            let mut checker = Checker::new(*cx, definition.file, Scene::Constant);
            let expr = checker.check(value, &cx.constant_type(id));
            let (locals, diagnostics) = checker.finish();
            (Arc::new(Code { expr, locals }), diagnostics)
        }
        LetValue::Include(include) => {
            let span = include.module.span();
            let error = Diagnostic::error(DiagnosticCode::E0108, span, "`include` may stand in a module, but not at the top of a file");
            (Arc::new(Code { expr: Expr { kind: ExprKind::Error, span }, locals: 0 }), vec![error])
        }
    }
}
