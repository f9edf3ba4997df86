//! Outcomes of all instances to what is told and, where nothing is wrong, to documents.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use jke_eval::merge::module_clashes;
use jke_manifest::{Clash, Manifest, OfTarget, Place, clashes, differs, tell, twice};
use jke_model::program::{Instance, InstanceId, Program};
use jke_model::target::Target;
use jke_model::value::Text;
use jke_text::{Diagnostic, SourceKind, Sources, Span};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::check::Ready;
use crate::evaluate::{OfInstance, Outcome, Work};
use crate::{BuiltTarget, Document, unmet};

/// All outcomes, and what is a repetition of what another target of its cluster emits.
pub(crate) struct Results {
    pub diagnostics: Vec<Diagnostic>,
    clusters: Vec<Text>,
    instances: Vec<OfInstance>,
    repeated: FxHashSet<Place>,
}

/// Evaluates instances for targets and holds their manifests against each other.
pub(crate) fn results(work: &Work, sources: &Sources, instances: &[InstanceId], stop: &AtomicBool) -> Results {
    let Work { ready: Ready { program, .. }, targets, clusters, .. } = work;
    let mut instances = work.run(instances, stop);
    instances.retain(|instance| instance.outcomes.len() == targets.len());
    let by_target = by_target(clusters, &instances);
    let (clashes, repeated) = clashes(&by_target);
    let mut found = of_outcomes(&instances);
    found.extend(unmet::patches(work, &instances));
    let mut differing = vec![];
    for clash in clashes {
        match clash {
            Clash::Twice(one, two) => {
                let [first, second] = [one, two].map(|place| emitted(program, &by_target, place));
                found.push((one.target, twice(&|span| is_own(sources, span), first, second)));
            }
            // What is wrong in one of the two may be why they differ, and was told.
            Clash::Differs(one, two) if [one, two].iter().all(|place| is_right(&instances, place)) => differing.push((one, two)),
            Clash::Differs(..) => {}
        }
    }
    let mut diagnostics = tell(&program.project, targets, found);
    diagnostics.append(&mut module_clashes(program));
    diagnostics.append(&mut leaves(work, sources, &by_target, &differing));
    Results { diagnostics, clusters: clusters.clone(), instances, repeated: repeated.into_iter().collect() }
}

fn is_right(instances: &[OfInstance], place: &Place) -> bool {
    !instances[place.instance].outcomes[place.target].diagnostics.iter().any(Diagnostic::is_error)
}

fn by_target<'a>(clusters: &'a [Text], instances: &'a [OfInstance]) -> Vec<OfTarget<'a>> {
    let of_target = |(at, cluster): (usize, &'a Text)| {
        let manifests = instances.iter().map(|instance| (instance.id, instance.outcomes[at].manifests.as_slice()));
        OfTarget { cluster, instances: manifests.collect() }
    };
    clusters.iter().enumerate().map(of_target).collect()
}

fn of_outcomes(instances: &[OfInstance]) -> Vec<(usize, Diagnostic)> {
    let each = |instance: &OfInstance| {
        let outcomes = instance.outcomes.iter().enumerate();
        outcomes
            .flat_map(|(target, outcome)| outcome.diagnostics.iter().map(move |diagnostic| (target, diagnostic.clone())))
            .collect::<Vec<_>>()
    };
    instances.iter().flat_map(each).collect()
}

fn emitted<'a>(program: &'a Program, targets: &[OfTarget<'a>], place: Place) -> (&'a Instance, &'a Manifest) {
    let (id, manifests) = targets[place.target].instances[place.instance];
    (program.instance(id), &manifests[place.manifest])
}

/// Names the leaves in which targets of one cluster differ: for that the instances are evaluated once more.
fn leaves(work: &Work, sources: &Sources, targets: &[OfTarget], differing: &[(Place, Place)]) -> Vec<Diagnostic> {
    let emitter = |place: &Place| (place.target, targets[place.target].instances[place.instance].0);
    let emitters: FxHashSet<(usize, InstanceId)> = differing.iter().flat_map(|(one, two)| [emitter(one), emitter(two)]).collect();
    let objects: FxHashMap<_, _> = emitters.into_par_iter().map(|(target, id)| ((target, id), work.objects(target, id))).collect();
    let object = |place: &Place| {
        let manifest = &targets[place.target].instances[place.instance].1[place.manifest];
        let all = objects.get(&emitter(place))?;
        all.iter().find(|object| object.identity == manifest.identity && object.handle == manifest.handle)
    };
    let is_own = |span: Span| is_own(sources, span);
    let told = differing.iter().filter_map(|(one, two)| {
        let project = &work.ready.program.project;
        let names = [one, two].map(|place| project.describe(&work.targets[place.target]));
        Some(differs(&work.ready.program, &is_own, targets[one.target].cluster, names, object(one)?, object(two)?))
    });
    told.collect()
}

/// The place stands in a file of the project.
pub(crate) fn is_own(sources: &Sources, span: Span) -> bool {
    sources.file_at(span.start).is_some_and(|file| file.kind == SourceKind::Project)
}

impl Results {
    /// The documents of each target. What two targets of one cluster emit alike is with the first of them.
    pub fn documents(self, program: &Program, targets: &[Target]) -> Vec<BuiltTarget> {
        let Results { diagnostics: _, clusters, instances, repeated } = self;
        let built =
            targets.iter().zip(clusters).map(|(target, cluster)| BuiltTarget { target: target.clone(), cluster, documents: vec![] });
        let mut built: Vec<BuiltTarget> = built.collect();
        for (at, OfInstance { id, outcomes }) in instances.into_iter().enumerate() {
            let instance = program.instance(id);
            for (target, outcome) in outcomes.into_iter().enumerate() {
                let Ok(Outcome { manifests, met: _, diagnostics: _ }) = Arc::try_unwrap(outcome) else { continue };
                let kept = |manifest: usize| !repeated.contains(&Place { target, instance: at, manifest });
                let written = manifests.into_iter().enumerate().filter(|(manifest, _)| kept(*manifest));
                built[target].documents.extend(written.map(|(_, manifest)| document(instance, manifest)));
            }
        }
        built
    }
}

fn document(instance: &Instance, manifest: Manifest) -> Document {
    let Manifest { identity, namespace, name, bytes, holds_secrets, .. } = manifest;
    Document {
        instance: instance.name,
        is_platform: instance.is_platform,
        kind: identity.kind,
        api_version: identity.api_version,
        namespace,
        name,
        bytes,
        holds_secrets,
    }
}
