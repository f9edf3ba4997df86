//! `emit` at the top of a file: a layer of its own, from the defaults of its kind on.

use std::sync::Arc;

use jke_model::ir;
use jke_model::layer::RawEmit;
use jke_model::target::TargetSet;
use jke_syntax::tree::{Emit, EmitKind, Path, StringLiteral};
use jke_text::{Code, Diagnostic};

use super::Blocks;
use super::body::{Layer, Place};
use crate::Context;
use crate::bodies::kind;
use crate::expr::{Checker, Scene};

impl Blocks {
    pub(super) fn read_raw(&mut self, cx: Context, layer: Layer, emit: &Emit) {
        let EmitKind::Body { kind: path, handle, body } = &emit.kind else { return self.refuse_value(emit) };
        let place_module = |path: &Path| format!("an instance of it is an app: `app NAME: {path} {{ … }}`");
        let Some(record) = kind(&cx, layer.index, path, place_module, &mut self.diagnostics) else {
            self.broken = true;
            return;
        };
        let handle = handle.as_ref().map(|handle| self.handle(cx, layer, handle));
        let all = TargetSet::all(&cx.resolved.project.axes);
        let blocks = self.blocks_of(cx, layer, Place::of(record), body, all, body.span);
        self.needs.records.insert(record);
        self.raw.push(Arc::new(RawEmit { record, handle, blocks, span: path.span() }));
    }

    fn handle(&mut self, cx: Context, layer: Layer, handle: &StringLiteral) -> Arc<ir::Code> {
        let mut checker = Checker::new(cx, layer.index, Scene::Layer { module: layer.of });
        let expr = checker.text(handle);
        let (locals, diagnostics) = checker.finish();
        self.broken |= diagnostics.iter().any(Diagnostic::is_error);
        self.diagnostics.extend(diagnostics);
        let code = ir::Code { expr, locals };
        self.needs.add_code(&code);
        Arc::new(code)
    }

    fn refuse_value(&mut self, emit: &Emit) {
        let error = Diagnostic::error(Code::E0108, emit.span, "at the top of a file `emit` takes a kind and a body");
        self.diagnostics.push(error.help("write `emit ConfigMap { … }`; a value that is computed is emitted by a module"));
        self.broken = true;
    }
}
