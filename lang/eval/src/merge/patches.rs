//! Patches: for each object that an instance's patches speak of, the plan of what they say, laid on what is emitted.
//!
//! An object is named by its kind, alone or with its handle. Who bears which handle is seen only when it is emitted, so that for each
//! handle that is named what is said of the kind alone is merged with it: the plan of the most that an object fits is the whole of
//! what is said of it.

use std::sync::Arc;

use jke_model::declaration::{Interfaces, RecordId};
use jke_model::layer::{Block, LayerKind, Patched};
use jke_model::program::Program;
use jke_model::target::Target;
use jke_text::{Diagnostic, Name, Span};

use super::{Stack, clashes_between, plan_of, stack};
use crate::plan::Node;

/// What the patches of an instance say.
pub(super) struct Patches<'p> {
    objects: Vec<OfObject<'p>>,
    blocks: Vec<&'p Block>,
}

/// What is said of one object.
struct OfObject<'p> {
    record: RecordId,
    handle: Option<Name>,
    stack: Stack<'p>,
    /// What in it clashes if there is such an object.
    diagnostics: Vec<Diagnostic>,
    blocks: Vec<&'p Block>,
}

/// What the patches of an instance say for one target.
pub struct PatchPlans<'p> {
    objects: Vec<Patch<'p>>,
    /// What they are laid on, with the module of `defaults` and of overlays of modules; some may come twice.
    pub wanted: Vec<(&'p Patched, Option<RecordId>)>,
}

/// What is laid on one object.
pub struct Patch<'p> {
    record: RecordId,
    handle: Option<Name>,
    pub plan: Arc<Node<'p>>,
    /// Where the first of the patches names it.
    pub span: Span,
    /// What clashes and what is sealed.
    pub diagnostics: Vec<Diagnostic>,
    /// Those that hold for the target.
    pub(super) blocks: Vec<&'p Block>,
}

/// Gathers what blocks of patches say. What is wrong whatever is emitted is told.
pub(super) fn patches<'p>(program: &'p Program, blocks: impl Iterator<Item = &'p Block>, diagnostics: &mut Vec<Diagnostic>) -> Patches<'p> {
    let blocks: Vec<&Block> = blocks.filter(|block| block.patch.is_some()).collect();
    let named = names(&program.interfaces, &blocks);
    let objects = named.into_iter().map(|(record, handle)| of_object(program, record, handle, &blocks, diagnostics)).collect();
    Patches { objects, blocks }
}

fn of_object<'p>(
    program: &'p Program,
    record: RecordId,
    handle: Option<Name>,
    blocks: &[&'p Block],
    diagnostics: &mut Vec<Diagnostic>,
) -> OfObject<'p> {
    let speaks = |patched: &Patched| fits(&program.interfaces, patched, record, |named| Some(named) == handle);
    let blocks: Vec<&Block> = blocks.iter().copied().filter(|block| block.patch.as_ref().is_some_and(speaks)).collect();
    let mut found = vec![];
    let stack = stack(program, blocks.iter().copied(), &mut found);
    if blocks.iter().all(|block| same_object(blocks[0], block)) {
        diagnostics.append(&mut found);
    }
    for layer in [LayerKind::Defaults, LayerKind::ModuleOverlay] {
        let of_layer: Vec<&Block> = blocks.iter().copied().filter(|block| block.layer == layer).collect();
        found.extend(clashes_between(program, &of_layer, |one, two| !same_object(one, two)));
    }
    OfObject { record, handle, stack, diagnostics: found, blocks }
}

/// The objects that are named, and for each kind the handles that its parents are named with.
fn names(interfaces: &Interfaces, blocks: &[&Block]) -> Vec<(RecordId, Option<Name>)> {
    let named = || blocks.iter().filter_map(|block| block.patch.as_ref());
    let mut names = vec![];
    for Patched { record, .. } in named() {
        let handles = named().filter(|each| interfaces.extends(*record, each.record)).map(|each| each.handle);
        names.extend([None].into_iter().chain(handles).map(|handle| (*record, handle)));
    }
    names.sort_unstable_by_key(|(record, handle)| (*record, handle.map(|handle| handle.as_str())));
    names.dedup();
    names.retain(|(record, handle)| named().any(|each| fits(interfaces, each, *record, |named| Some(named) == *handle)));
    names
}

/// The patch speaks of an object of this record, if that has the handle that is named.
fn fits(interfaces: &Interfaces, patched: &Patched, record: RecordId, is_called: impl FnOnce(Name) -> bool) -> bool {
    interfaces.extends(record, patched.record) && patched.handle.is_none_or(is_called)
}

/// Both are of the instance itself, or both of objects that are named alike.
pub(super) fn same_object(one: &Block, other: &Block) -> bool {
    let named = |block: &Block| block.patch.as_ref().map(|patched| (patched.record, patched.handle));
    named(one) == named(other)
}

/// What the patches of an instance say for a target.
pub fn patch_plans<'p>(layers: &super::Layers<'p>, target: &Target) -> PatchPlans<'p> {
    plans(layers.program, &layers.patches, target)
}

pub(super) fn plans<'p>(program: &'p Program, patches: &Patches<'p>, target: &Target) -> PatchPlans<'p> {
    let holds = |block: &&Block| block.targets.contains(target);
    let objects = patches.objects.iter().filter_map(|object| {
        let OfObject { record, handle, stack, diagnostics, blocks } = object;
        let span = blocks.iter().copied().find(holds)?.patch.as_ref()?.span;
        let (plan, found) = plan_of(program, stack, target);
        let diagnostics = diagnostics.iter().cloned().chain(found).collect();
        let blocks = blocks.iter().copied().filter(holds).collect();
        Some(Patch { record: *record, handle: *handle, plan, span, diagnostics, blocks })
    });
    let wanted = patches.blocks.iter().copied().filter(holds).filter_map(|block| Some((block.patch.as_ref()?, block.module)));
    PatchPlans { objects: objects.collect(), wanted: wanted.collect() }
}

impl<'p> PatchPlans<'p> {
    pub fn is_empty(&self) -> bool {
        self.objects.is_empty()
    }

    /// Something in them clashes or is sealed.
    pub fn clash(&self) -> bool {
        self.objects.iter().any(|patch| !patch.diagnostics.is_empty())
    }

    /// All that is laid on an object.
    pub fn of(&self, interfaces: &Interfaces, record: RecordId, handle: &str) -> Option<&Patch<'p>> {
        let fits = |patch: &&Patch| interfaces.extends(record, patch.record) && patch.handle.is_none_or(|named| named.as_str() == handle);
        self.objects.iter().filter(fits).max_by_key(|patch| (interfaces.record(patch.record).ancestors.len(), patch.handle.is_some()))
    }
}

/// The patch is of this object.
pub(crate) fn meets(interfaces: &Interfaces, patched: &Patched, record: RecordId, handle: &str) -> bool {
    fits(interfaces, patched, record, |named| named.as_str() == handle)
}
