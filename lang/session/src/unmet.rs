//! Patches in `defaults` and in overlays of modules that no instance needs: that is seen only when all of a target's were evaluated.

use jke_eval::emitted_nowhere;
use jke_model::declaration::RecordId;
use jke_model::layer::Patched;
use jke_text::Diagnostic;

use crate::evaluate::{OfInstance, Outcome, Work};

/// A patch for one target.
struct Wanted<'a> {
    patched: &'a Patched,
    module: RecordId,
    /// The index of the target.
    target: usize,
}

/// What is told of them, with the index of the target. Where not all instances were evaluated, or something else is wrong, nothing is.
pub(crate) fn patches(work: &Work, instances: &[OfInstance]) -> Vec<(usize, Diagnostic)> {
    let program = &work.ready.program;
    let told = wanted(work).into_iter().filter(|Wanted { patched, module, target }| {
        let outcomes = || instances.iter().map(|instance| (instance.id, &*instance.outcomes[*target]));
        let is_whole = instances.len() == program.instances.len() && outcomes().all(|(_, outcome)| is_right(outcome));
        // A module of which nothing is there may have defaults that nobody needs.
        let mut of_module = outcomes().filter(|(id, _)| program.interfaces.extends(program.instance(*id).module, *module));
        let is_there = of_module.any(|(_, outcome)| !outcome.manifests.is_empty());
        is_whole && is_there && !outcomes().any(|(_, outcome)| outcome.met.contains(&patched.span))
    });
    told.map(|Wanted { patched, module, target }| (target, emitted_nowhere(program, patched, module))).collect()
}

/// Each patch of a module once for each target that it is for.
fn wanted<'a>(work: &'a Work) -> Vec<Wanted<'a>> {
    let mut all: Vec<Wanted> = vec![];
    for block in &work.ready.program.module_blocks {
        let (Some(patched), Some(module)) = (&block.patch, block.module) else { continue };
        for (target, _) in work.targets.iter().enumerate().filter(|(_, target)| block.targets.contains(target)) {
            if !all.iter().any(|each| each.target == target && each.patched.span == patched.span) {
                all.push(Wanted { patched, module, target });
            }
        }
    }
    all
}

fn is_right(outcome: &Outcome) -> bool {
    !outcome.diagnostics.iter().any(Diagnostic::is_error)
}
