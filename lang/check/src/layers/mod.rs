//! Bodies of layers to blocks of operations: those of an instance, and those that `defaults` and overlays of modules hold.
//!
//! Blocks are not merged here and their clashes are not looked for: that needs a target, and is `eval`'s.

mod body;
mod element;
mod module_blocks;
mod operations;
mod patch;
mod platform;
mod raw;
mod selectors;
mod setting;

use std::sync::Arc;

use jke_model::declaration::RecordId;
use jke_model::layer::{Block, LayerKind, RawEmit};
use jke_model::program::InstanceId;
use jke_model::target::TargetSet;
use jke_resolve::FileIndex;
use jke_syntax::tree::{Body, ItemKind, Overlay};
use jke_text::{Diagnostic, Name, Span};

use crate::Context;
use crate::declare::module_of_path;
use crate::instance::instance_parts;
use crate::needs::Needs;
use body::{Layer, Place, Reading};
use selectors::without_effect;

pub use module_blocks::module_blocks;
pub(crate) use platform::misfits;
pub use selectors::selector;
pub use setting::{Setting, command_line_blocks};

/// What the layers of one instance hold, or those of all modules.
#[derive(Debug, Default)]
pub struct Blocks {
    /// Of an instance: `None` where its module is not known, which was told.
    pub module: Option<RecordId>,
    pub blocks: Vec<Arc<Block>>,
    /// What files that are named as the instance emit.
    pub raw: Vec<Arc<RawEmit>>,
    /// What their code and their shapes use.
    pub needs: Needs,
    pub diagnostics: Vec<Diagnostic>,
    /// Something in them is wrong and was told.
    pub broken: bool,
}

/// Layers 2 and 3b of one instance: its body and the overlays for it; and the manifests that files of its name emit. It depends on the items of the instance alone, and on
/// what they use.
pub fn instance_blocks(cx: Context, id: InstanceId) -> Blocks {
    let item = &cx.resolved.instances[id.0 as usize];
    let mut found = Blocks::default();
    let parts = instance_parts(&cx, item);
    found.module = match parts {
        Some((path, _)) => module_of_path(&cx, item.file, path, &mut found.diagnostics),
        None => cx.interfaces.of_files,
    };
    let Some(module) = found.module else { return Blocks { broken: true, ..found } };
    if let Some((_, body)) = parts {
        let all = TargetSet::all(&cx.resolved.project.axes);
        found.read(cx, source(&cx, item.file, LayerKind::Body, module, Some(id)), body, all, body.span);
    }
    for (file, at) in &item.overlays {
        let ItemKind::Overlay(overlay) = &cx.resolved.item(*file, *at).kind else { continue };
        found.read_overlay(cx, source(&cx, *file, LayerKind::Overlay, module, Some(id)), overlay);
    }
    for (file, at) in &item.raw {
        let ItemKind::Raw(emit) = &cx.resolved.item(*file, *at).kind else { continue };
        found.read_raw(cx, source(&cx, *file, LayerKind::Body, module, Some(id)), emit);
    }
    found
}

/// A layer that stands in a file.
fn source(cx: &Context, file: FileIndex, kind: LayerKind, of: RecordId, instance: Option<InstanceId>) -> Layer {
    let path = Name::new(&cx.resolved.file(file).source.path);
    Layer { kind, of, instance, index: file, file: path }
}

impl Blocks {
    /// The blocks of an overlay. Where its selector is wrong nobody knows for which targets they are: its body is checked, and left out.
    fn read_overlay(&mut self, cx: Context, layer: Layer, overlay: &Overlay) {
        match selector(cx.resolved, &overlay.selector, &mut self.diagnostics) {
            Some(targets) => {
                self.diagnostics.extend(without_effect(cx.resolved, &targets, &overlay.layer, overlay.selector.span));
                self.read(cx, layer, &overlay.layer, targets, overlay.selector.span);
            }
            None => {
                let all = TargetSet::all(&cx.resolved.project.axes);
                self.blocks_of(cx, layer, Place::of(layer.of), &overlay.layer, all, overlay.selector.span);
                self.broken = true;
            }
        }
    }

    fn read(&mut self, cx: Context, layer: Layer, body: &Body, targets: TargetSet, span: Span) {
        let blocks = self.blocks_of(cx, layer, Place::of(layer.of), body, targets, span);
        self.blocks.extend(blocks);
    }

    /// The blocks of a body whose paths begin in a record, those that do nothing left out. Tells what is wrong in it.
    fn blocks_of(&mut self, cx: Context, layer: Layer, at: Place, body: &Body, targets: TargetSet, span: Span) -> Vec<Arc<Block>> {
        let mut reading = Reading::new(cx, layer);
        reading.read(body, &at, targets, span);
        let Reading { blocks, mut diagnostics, broken, cx: _, layer: _, patches: _ } = reading;
        self.broken |= broken || diagnostics.iter().any(Diagnostic::is_error);
        self.diagnostics.append(&mut diagnostics);
        let blocks: Vec<_> = blocks.into_iter().filter(|block| !block.operations.is_empty()).map(Arc::new).collect();
        blocks.iter().for_each(|block| self.needs.add_block(block));
        blocks
    }
}
