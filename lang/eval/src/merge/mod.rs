//! The overlay law: the blocks of an instance's layers to its plan for a target, and what in them clashes or is sealed.
//!
//! Layers 0 to 2 are merged once for all targets, overlays on top for each; targets share what they don't change. Values
//! are not looked at: what depends on one (a computed `+=`, a `remove`) is left to evaluation, with what it needs to judge.

mod apply;
mod clash;
#[cfg(test)]
mod law;
mod near;
mod order;
mod patches;
mod seal;
mod standing;
#[cfg(test)]
mod tests;
mod unmeant;
mod warnings;
mod words;

use std::sync::Arc;

use jke_model::declaration::RecordId;
use jke_model::layer::{Block, LayerKind, Operation, OperationKind};
use jke_model::program::{InstanceId, Program};
use jke_model::target::Target;
use jke_text::Diagnostic;

use crate::plan::Node;
use patches::Patches;
use standing::{Standings, same_selector};

pub(crate) use patches::meets;
pub use patches::{Patch, PatchPlans, patch_plans};
pub use warnings::warnings;
pub use words::brought_twice;
pub(crate) use words::named;

/// The layers of one instance, and of the manifests that files of its name emit.
pub struct Layers<'p> {
    program: &'p Program,
    own: Stack<'p>,
    /// In the order of [`jke_model::program::Instance::raw`].
    raw: Vec<Stack<'p>>,
    patches: Patches<'p>,
    diagnostics: Vec<Diagnostic>,
}

/// The layers of one tree: those for all targets merged, and the overlays.
struct Stack<'p> {
    shared: Arc<Node<'p>>,
    /// Layers 3a, 3b and 4, from low to high.
    overlays: [Vec<&'p Block>; 3],
    /// Of `defaults`.
    seals: Vec<&'p Operation>,
}

impl Layers<'_> {
    /// What is wrong for whatever target; [`plan`] tells the rest, and [`module_clashes`] what no instance is to blame for.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }
}

/// Merges what holds for all targets.
pub fn layers<'p>(program: &'p Program, instance: InstanceId) -> Layers<'p> {
    let instance = program.instance(instance);
    let ancestors = &program.interfaces.record(instance.module).ancestors;
    let reaches = |block: &Block| block.module.is_some_and(|module| module == instance.module || ancestors.contains(&module));
    let of_modules = || program.module_blocks.iter().map(Arc::as_ref).filter(|block| reaches(block));
    let own = || instance.blocks.iter().map(Arc::as_ref);
    let mut diagnostics = vec![];
    let blocks = || of_modules().chain(own());
    let own = stack(program, blocks().filter(|block| block.patch.is_none()), &mut diagnostics);
    let patches = patches::patches(program, blocks(), &mut diagnostics);
    let raw = instance.raw.iter().map(|raw| stack(program, raw.blocks.iter().map(Arc::as_ref), &mut diagnostics)).collect();
    Layers { program, own, raw, patches, diagnostics }
}

/// The layers of one tree, and what in them is wrong for whatever target.
fn stack<'p>(program: &'p Program, blocks: impl Iterator<Item = &'p Block> + Clone, diagnostics: &mut Vec<Diagnostic>) -> Stack<'p> {
    let of_kind = |kind| blocks.clone().filter(move |block: &&Block| block.layer == kind).collect::<Vec<&Block>>();
    let (defaults, body) = (of_kind(LayerKind::Defaults), of_kind(LayerKind::Body));
    let overlays = [LayerKind::ModuleOverlay, LayerKind::Overlay, LayerKind::CommandLine].map(of_kind);
    let mut stack = Stack { shared: Arc::new(Node::beneath()), overlays, seals: seal::seals(&defaults) };
    lay(program, &mut stack.shared, &defaults, &[]);
    lay(program, &mut stack.shared, &body, &stack.seals);
    diagnostics.extend(clashes_of_one_selector(program, &body));
    for overlays in &stack.overlays[1..] {
        diagnostics.extend(clashes_of_one_selector(program, overlays));
    }
    for block in stack.overlays.iter().flatten().chain(&body) {
        seal::broken_by(block, &stack.seals, diagnostics);
    }
    stack
}

/// The plan for a target, and what clashes or is sealed there.
pub fn plan<'p>(layers: &Layers<'p>, target: &Target) -> (Arc<Node<'p>>, Vec<Diagnostic>) {
    plan_of(layers.program, &layers.own, target)
}

/// The plans of what the files of an instance's name emit, and what clashes there.
pub fn raw_plans<'p>(layers: &Layers<'p>, target: &Target) -> (Vec<Arc<Node<'p>>>, Vec<Diagnostic>) {
    let (plans, found): (Vec<_>, Vec<_>) = layers.raw.iter().map(|stack| plan_of(layers.program, stack, target)).unzip();
    (plans, found.into_iter().flatten().collect())
}

fn plan_of<'p>(program: &'p Program, stack: &Stack<'p>, target: &Target) -> (Arc<Node<'p>>, Vec<Diagnostic>) {
    let mut root = stack.shared.clone();
    let mut diagnostics = vec![];
    let mut seals = vec![];
    for overlays in &stack.overlays {
        let blocks: Vec<&Block> = overlays.iter().copied().filter(|block| block.targets.contains(target)).collect();
        if blocks.is_empty() {
            continue;
        }
        blocks.iter().for_each(|block| seal::broken_by(block, &seals, &mut diagnostics));
        let sealed: Vec<&Operation> = stack.seals.iter().chain(&seals).copied().collect();
        diagnostics.extend(lay(program, &mut root, &blocks, &sealed));
        if blocks[0].layer == LayerKind::ModuleOverlay {
            seals = seal::seals(&blocks);
        }
    }
    (root, diagnostics)
}

/// What holds for the instances of a module that are included in others.
pub struct ModulePlans<'p> {
    /// Beneath the body that places one.
    pub beneath: Arc<Node<'p>>,
    /// Above it.
    pub above: Arc<Node<'p>>,
    /// On what one emits.
    pub patches: PatchPlans<'p>,
    /// What clashes and what is sealed.
    pub diagnostics: Vec<Diagnostic>,
}

pub fn module_plans<'p>(program: &'p Program, module: RecordId, target: &Target) -> ModulePlans<'p> {
    let ancestors = &program.interfaces.record(module).ancestors;
    let reaches = |block: &&Block| block.module.is_some_and(|of| of == module || ancestors.contains(&of));
    let blocks = || program.module_blocks.iter().map(Arc::as_ref).filter(reaches);
    let of_kind = |kind| {
        let own = blocks().filter(|block| block.patch.is_none() && block.layer == kind);
        own.filter(|block| block.targets.contains(target)).collect::<Vec<&Block>>()
    };
    let (defaults, overlays) = (of_kind(LayerKind::Defaults), of_kind(LayerKind::ModuleOverlay));
    let seals = seal::seals(&defaults);
    let (mut beneath, mut above) = (Arc::new(Node::beneath()), Arc::new(Node::beneath()));
    let mut diagnostics = lay(program, &mut beneath, &defaults, &[]);
    diagnostics.extend(lay(program, &mut above, &overlays, &seals));
    overlays.iter().for_each(|block| seal::broken_by(block, &seals, &mut diagnostics));
    let patches = patches::patches(program, blocks(), &mut diagnostics);
    ModulePlans { beneath, above, patches: patches::plans(program, &patches, target), diagnostics }
}

/// The clashes of `defaults` and of overlays of modules that depend on no target and on no instance.
pub fn module_clashes(program: &Program) -> Vec<Diagnostic> {
    let mut diagnostics = vec![];
    for layer in [LayerKind::Defaults, LayerKind::ModuleOverlay] {
        let mut left: Vec<&Block> = program.module_blocks.iter().map(Arc::as_ref).filter(|block| block.layer == layer).collect();
        while let Some(first) = left.first().copied() {
            let (one_tree, others) = left.into_iter().partition(|block| patches::same_object(first, block));
            left = others;
            diagnostics.extend(clashes_of_one_selector(program, &one_tree));
        }
    }
    diagnostics
}

/// The blocks of one layer onto the layers below; gives what clashes in blocks of which neither is narrower.
fn lay<'p>(program: &Program, root: &mut Arc<Node<'p>>, blocks: &[&'p Block], seals: &[&'p Operation]) -> Vec<Diagnostic> {
    let standings = Standings::new(&program.interfaces, blocks);
    let computed = blocks.iter().flat_map(|block| &block.operations).any(|each| matches!(each.kind, OperationKind::AddEntries(_)));
    if blocks.len() < 2 && !computed {
        apply::apply(root, blocks, &standings, &[]);
        return vec![];
    }
    let clash::Found { clashes, mut rivals } = clash::find(blocks, &standings);
    seal::rivals(blocks, seals, &mut rivals);
    apply::apply(root, blocks, &standings, &rivals);
    let crossing = clashes.iter().filter(|each| !same_selector(blocks[each.one.block], blocks[each.two.block]));
    in_order(crossing.map(|each| words::clash(program, blocks, each)).collect())
}

/// What clashes within a block or between blocks of one layer and selector.
fn clashes_of_one_selector(program: &Program, blocks: &[&Block]) -> Vec<Diagnostic> {
    clashes_between(program, blocks, |_, _| true)
}

/// The same, of pairs of blocks that are to be told.
fn clashes_between(program: &Program, blocks: &[&Block], is_told: impl Fn(&Block, &Block) -> bool) -> Vec<Diagnostic> {
    let mut diagnostics = vec![];
    let mut left: Vec<&Block> = blocks.to_vec();
    while let Some(first) = left.first().copied() {
        let (group, others): (Vec<&Block>, Vec<&Block>) = left.into_iter().partition(|block| same_selector(first, block));
        left = others;
        let standings = Standings::new(&program.interfaces, &group);
        let found = clash::find(&group, &standings);
        let told = found.clashes.iter().filter(|each| is_told(group[each.one.block], group[each.two.block]));
        diagnostics.extend(told.map(|each| words::clash(program, &group, each)));
    }
    in_order(diagnostics)
}

fn in_order(mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    diagnostics.sort_by_key(|each| each.primary.span);
    diagnostics
}
