//! Every instance for every target, side by side: what is emitted and what is wrong.
//!
//! The layers of an instance are merged once for all targets. Its values go as soon as its manifests are made, so that of a large
//! build only bytes wait in memory.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use jke_check::Blocks;
use jke_encode::Secrets;
use jke_eval::merge::{Layers, layers, warnings};
use jke_eval::{Evaluated, NoTrace, World, cluster, evaluate};
use jke_manifest::{Form, Manifest, manifests};
use jke_model::object::Object;
use jke_model::program::InstanceId;
use jke_model::target::Target;
use jke_model::value::Text;
use jke_text::{Diagnostic, Span};
use rayon::prelude::*;
use rustc_hash::FxHashSet;

use crate::check::Ready;
use crate::memo::{Basis, Memo};

/// What an instance gives for one target.
#[derive(Default)]
pub(crate) struct Outcome {
    pub manifests: Vec<Manifest>,
    /// The patches of modules that found what they are laid on.
    pub met: Vec<Span>,
    pub diagnostics: Vec<Diagnostic>,
}

/// The outcomes of one instance, by target. Empty where the work was stopped.
pub(crate) struct OfInstance {
    pub id: InstanceId,
    pub outcomes: Vec<Arc<Outcome>>,
}

/// What is wanted beside what is wrong.
#[derive(Clone, Copy)]
pub(crate) struct Wanted {
    /// `None`: no bytes.
    pub form: Option<Form>,
    pub secrets: Secrets,
}

/// What is evaluated, and with what.
pub(crate) struct Work<'a> {
    pub ready: &'a Ready,
    pub worlds: Vec<World<'a>>,
    pub targets: &'a [Target],
    /// Of each target.
    pub clusters: Vec<Text>,
    wanted: jke_manifest::Wanted,
    /// Keeps and gives what was evaluated before; where no bytes are wanted.
    memo: Option<&'a Memo>,
}

impl<'a> Work<'a> {
    pub fn new(ready: &'a Ready, targets: &'a [Target], wanted: Wanted, memo: Option<&'a Memo>) -> Work<'a> {
        let Wanted { form, secrets } = wanted;
        let worlds: Vec<World> = targets.iter().map(|target| World::new(&ready.program, target)).collect();
        let clusters: Vec<Text> = worlds.iter().map(cluster).collect();
        let different: FxHashSet<&Text> = clusters.iter().collect();
        let compared = different.len() < clusters.len();
        Work { ready, worlds, targets, clusters, wanted: jke_manifest::Wanted { form, secrets, compared }, memo }
    }

    /// The platform goes first, since all others read it.
    pub fn run(&self, instances: &[InstanceId], stop: &AtomicBool) -> Vec<OfInstance> {
        let program = &self.ready.program;
        let (broken, whole): (Vec<_>, Vec<_>) = instances.iter().copied().partition(|id| program.instance(*id).broken);
        let (first, others): (Vec<_>, Vec<_>) = whole.into_iter().partition(|id| program.platform == Some(*id));
        let of_instance = |id: &InstanceId| OfInstance { id: *id, outcomes: self.outcomes(*id, stop) };
        let mut all: Vec<OfInstance> = first.iter().map(of_instance).collect();
        all.extend(others.par_iter().map(of_instance).collect::<Vec<_>>());
        all.extend(broken.into_iter().map(|id| OfInstance { id, outcomes: self.of_broken(id) }));
        all
    }

    /// Layers of which a part is wrong, which was told, are not evaluated. What else clashes in them is no consequence of that.
    fn of_broken(&self, id: InstanceId) -> Vec<Arc<Outcome>> {
        let program = &self.ready.program;
        if program.instance(id).blocks.is_empty() && program.instance(id).raw.is_empty() {
            return vec![];
        }
        let diagnostics = layers(program, id).diagnostics().to_vec();
        let outcome = Arc::new(Outcome { manifests: vec![], met: vec![], diagnostics });
        self.targets.iter().map(|_| outcome.clone()).collect()
    }

    fn outcomes(&self, id: InstanceId, stop: &AtomicBool) -> Vec<Arc<Outcome>> {
        let basis = self.memo.map(|memo| (memo, self.basis(id)));
        let name = self.ready.program.instance(id).name;
        if let Some((memo, basis)) = &basis {
            let kept: Option<Vec<_>> = self.targets.iter().map(|target| memo.outcome(name, target, basis)).collect();
            if let Some(kept) = kept {
                return kept;
            }
        }
        let layers = layers(&self.ready.program, id);
        let mut outcomes = vec![];
        for (world, target) in self.worlds.iter().zip(self.targets) {
            if stop.load(Ordering::Relaxed) {
                return vec![];
            }
            let outcome = Arc::new(self.outcome(world, &layers, id));
            if let Some((memo, basis)) = &basis {
                memo.keep_outcome(name, target, basis, &outcome);
            }
            outcomes.push(outcome);
        }
        outcomes
    }

    fn outcome(&self, world: &World<'a>, layers: &Layers<'a>, id: InstanceId) -> Outcome {
        let Evaluated { enabled: _, objects, met, diagnostics } = evaluate(world, layers, id, &mut NoTrace);
        let manifests = manifests(&objects, &self.ready.program.interfaces, self.wanted);
        Outcome { manifests, met, diagnostics: layers.diagnostics().iter().cloned().chain(diagnostics).collect() }
    }

    /// What in the layers of instances is most likely not meant.
    pub fn warnings(&self, instances: &[InstanceId]) -> Vec<Diagnostic> {
        instances.par_iter().flat_map_iter(|id| warnings(&self.ready.program, *id)).collect()
    }

    /// The objects of an instance again, with their values.
    pub fn objects(&self, target: usize, id: InstanceId) -> Vec<Object> {
        let layers = layers(&self.ready.program, id);
        evaluate(&self.worlds[target], &layers, id, &mut NoTrace).objects
    }

    /// What the outcomes of an instance rest on.
    fn basis(&self, id: InstanceId) -> Basis {
        let Ready { program, blocks, shared, .. } = self.ready;
        let mut seen: FxHashSet<InstanceId> = FxHashSet::default();
        let mut next: Vec<InstanceId> = std::iter::once(id).chain(program.platform).collect();
        let mut found: Vec<(InstanceId, &Arc<Blocks>)> = vec![];
        while let Some(id) = next.pop() {
            if let Some(blocks) = blocks.get(&id).filter(|_| seen.insert(id)) {
                next.extend(&blocks.needs.instances);
                found.push((id, blocks));
            }
        }
        found.sort_unstable_by_key(|(id, _)| *id);
        Basis {
            shared: shared.clone(),
            compared: self.wanted.compared,
            blocks: found.into_iter().map(|(_, blocks)| blocks.clone()).collect(),
        }
    }
}
