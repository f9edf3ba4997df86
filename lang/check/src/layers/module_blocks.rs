//! `defaults Application { … }` and `on env=dev for Application { … }`: layers 1 and 3a.

use jke_model::layer::LayerKind;
use jke_model::target::TargetSet;
use jke_syntax::tree::ItemKind;

use super::{Blocks, selector, source};
use crate::Context;
use crate::declare::module_of_path;

/// The blocks for all instances of a module and of its children. They are few, and every instance depends on them.
pub fn module_blocks(cx: Context) -> Blocks {
    let mut found = Blocks::default();
    for (file, at) in &cx.resolved.defaults {
        let ItemKind::Defaults(defaults) = &cx.resolved.item(*file, *at).kind else { continue };
        match module_of_path(&cx, *file, &defaults.module, &mut found.diagnostics) {
            Some(module) => {
                let all = TargetSet::all(&cx.resolved.project.axes);
                found.read(cx, source(&cx, *file, LayerKind::Defaults, module, None), &defaults.layer, all, defaults.layer.span);
            }
            None => found.broken = true,
        }
    }
    for (file, at) in &cx.resolved.module_overlays {
        let ItemKind::Overlay(overlay) = &cx.resolved.item(*file, *at).kind else { continue };
        match module_of_path(&cx, *file, &overlay.of, &mut found.diagnostics) {
            Some(module) => found.read_overlay(cx, source(&cx, *file, LayerKind::ModuleOverlay, module, None), overlay),
            None => {
                selector(cx.resolved, &overlay.selector, &mut found.diagnostics);
                found.broken = true;
            }
        }
    }
    found
}
