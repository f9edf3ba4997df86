//! Values of layers: expressions against the types at their paths, and how what is not there begins.

use std::sync::Arc;

use jke_model::ir::{Code, Expr, ExprKind, Shape};
use jke_model::ty::Ty;
use jke_syntax::tree;
use jke_text::Diagnostic;

use super::body::Layer;
use crate::Context;
use crate::expr::shape;

pub(super) struct Values<'a> {
    cx: Context<'a>,
    diagnostics: Vec<Diagnostic>,
}

impl<'a> Values<'a> {
    pub fn new(cx: Context<'a>, _layer: Layer) -> Values<'a> {
        Values { cx, diagnostics: vec![] }
    }

    pub fn code(&mut self, expr: &tree::Expr, _ty: &Ty) -> Arc<Code> {
        Arc::new(Code { expr: Expr { kind: ExprKind::Error, span: expr.span }, locals: 0 })
    }

    /// `None` for what nothing can be set inside of.
    pub fn shape(&self, ty: &Ty) -> Option<Shape> {
        shape(self.cx.interfaces, ty)
    }

    pub fn finish(self) -> Vec<Diagnostic> {
        self.diagnostics
    }
}
