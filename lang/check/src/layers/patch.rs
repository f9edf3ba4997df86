//! `patch Deployment { … }`: operations on a manifest that the instance emits, whose kind is looked up among what it can emit.

use jke_model::layer::Patched;
use jke_model::ty::Ty;
use jke_syntax::tree::{Body, Path, StringLiteral};
use jke_text::{Code, Diagnostic, Name};

use super::body::{Place, Reading, operations};
use crate::Patchable;

impl Reading<'_> {
    pub(super) fn patch(&mut self, kind: &Path, handle: Option<&StringLiteral>, body: &Body, at: &Place, block: usize) {
        if !at.path.is_empty() || at.ty != Ty::Record(self.layer.of) {
            let error = Diagnostic::error(Code::E0108, kind.span(), "`patch` stands in the body of an instance, and not in what that sets");
            return self.refuse(error.help("move it out: the body of an app, `defaults`, an overlay, or an `on` directly in one of these"));
        }
        let of = Patchable { cx: self.cx, module: self.layer.of, instance: self.layer.instance, file: self.layer.index };
        let Some(record) = of.kind(kind, &mut self.diagnostics) else {
            self.broken = true;
            return;
        };
        let name = match handle.map(|handle| (handle.text(), handle.span)) {
            None => None,
            Some((Some(text), _)) => Some(Name::new(text)),
            Some((None, span)) => {
                let error =
                    Diagnostic::error(Code::E0108, span, "the handle that a patch names is constant: nothing is interpolated in it");
                return self.refuse(error.help("write it out"));
            }
        };
        let span = handle.map_or(kind.span(), |handle| kind.span().to(handle.span));
        let inner = self.patch_block(block, Patched { record, handle: name, span }, body);
        self.body(body, &Place::of(record), inner);
    }

    /// The block of a patch in another block: what that says of one object is one block.
    fn patch_block(&mut self, around: usize, patched: Patched, body: &Body) -> usize {
        let is_same = |block: usize| {
            let known = self.blocks[block].patch.as_ref();
            known.is_some_and(|known| (known.record, known.handle) == (patched.record, patched.handle))
        };
        if let Some((_, block)) = self.patches.iter().find(|(outer, block)| *outer == around && is_same(*block)) {
            return *block;
        }
        let (layer, targets) = (self.blocks[around].layer, self.blocks[around].targets.clone());
        let block = self.open(layer, targets, Some(patched), body.span, operations(body));
        self.patches.push((around, block));
        block
    }
}
