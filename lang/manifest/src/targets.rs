//! What was found for each target to what is told: each mistake once, with the selectors of its targets where it isn't all.

use jke_model::target::{Project, Target, TargetSet, ValueSet};
use jke_text::Diagnostic;
use rustc_hash::FxHashMap;

/// Where a project has more axes than this, fewer ways to name a set of targets are tried.
const MOST_AXES: usize = 8;

/// Diagnostics with the index of the target for which each was found (among `targets`) to each of them once.
pub fn tell(project: &Project, targets: &[Target], found: Vec<(usize, Diagnostic)>) -> Vec<Diagnostic> {
    let mut order: Vec<(Diagnostic, Vec<usize>)> = vec![];
    let mut known: FxHashMap<Diagnostic, usize> = FxHashMap::default();
    for (target, diagnostic) in found {
        let at = *known.entry(diagnostic).or_insert_with_key(|diagnostic| {
            order.push((diagnostic.clone(), vec![]));
            order.len() - 1
        });
        order[at].1.push(target);
    }
    let told = order.into_iter().map(|(mut diagnostic, mut held)| {
        held.sort_unstable();
        held.dedup();
        if held.len() < targets.len() {
            diagnostic.targets = selectors(project, targets, &held);
        }
        diagnostic
    });
    told.collect()
}

/// The fewest and shortest selectors that, among `targets`, name those of `held` (ascending indices) and no other.
pub fn selectors(project: &Project, targets: &[Target], held: &[usize]) -> Vec<String> {
    let mut left: Vec<usize> = held.to_vec();
    let mut boxes: Vec<TargetSet> = vec![];
    while let Some(seed) = left.first().copied() {
        let candidates = kept_axes(project.axes.len()).map(|kept| widest(project, targets, held, &targets[seed], kept));
        let covered = |set: &TargetSet| left.iter().filter(|at| set.contains(&targets[**at])).count();
        let rated = candidates.filter(|set| only_held(set, targets, held));
        let best = rated.max_by_key(|set| (covered(set), std::cmp::Reverse(project.describe_set(set).len())));
        let best = best.unwrap_or_else(|| point(project, &targets[seed]));
        left.retain(|at| !best.contains(&targets[*at]) && *at != seed);
        boxes.push(best);
    }
    boxes.iter().map(|set| project.describe_set(set)).filter(|selector| !selector.is_empty()).collect()
}

/// The sets of axes that a selector may name, as bits.
fn kept_axes(count: usize) -> impl Iterator<Item = u32> {
    // Later axes are dropped first: of two selectors as good, the one that names the first axis is taken.
    let all = if count > MOST_AXES { vec![u32::MAX] } else { (0..1u32 << count).rev().collect() };
    all.into_iter()
}

/// A box around one target that names these axes, each with as many values as there may be.
fn widest(project: &Project, targets: &[Target], held: &[usize], seed: &Target, kept: u32) -> TargetSet {
    let mut set = point(project, seed);
    let named = |axis: usize| kept >> axis.min(31) & 1 == 1;
    for (at, axis) in project.axes.iter().enumerate().filter(|(at, _)| !named(*at)) {
        set.axes[at] = ValueSet::all(axis.values.len());
    }
    for at in (0..project.axes.len()).filter(|at| named(*at)) {
        for value in held.iter().map(|held| targets[*held].values[at]) {
            let mut wider = set.clone();
            wider.axes[at].insert(value);
            if only_held(&wider, targets, held) {
                set = wider;
            }
        }
    }
    set
}

fn point(project: &Project, target: &Target) -> TargetSet {
    let one = |(axis, value): (&jke_model::target::Axis, &u32)| {
        let mut set = ValueSet::none(axis.values.len());
        set.insert(*value);
        set
    };
    TargetSet { axes: project.axes.iter().zip(&target.values).map(one).collect() }
}

fn only_held(set: &TargetSet, targets: &[Target], held: &[usize]) -> bool {
    targets.iter().enumerate().all(|(at, target)| !set.contains(target) || held.binary_search(&at).is_ok())
}

#[cfg(test)]
mod tests {
    use jke_model::target::Axis;
    use jke_text::{Code, Name, Span};

    use super::*;

    /// dev on office, staging on tokyo, prod on tokyo and osaka.
    fn shop() -> Project {
        let axis = |name, values: &[&str]| Axis {
            name: Name::new(name),
            values: values.iter().map(|value| Name::new(value)).collect(),
            starred: vec![],
            span: Span::NONE,
        };
        let axes = vec![axis("env", &["dev", "staging", "prod"]), axis("cluster", &["office", "tokyo", "osaka"])];
        let targets = [[0, 0], [1, 1], [2, 1], [2, 2]].map(|values| Target::new(values.to_vec()));
        Project { axes, targets: targets.to_vec(), ..Project::default() }
    }

    fn named(held: &[usize]) -> String {
        let project = shop();
        selectors(&project, &project.targets, held).join(" and ")
    }

    #[test]
    fn a_set_of_targets_has_the_shortest_selector() {
        assert_eq!(named(&[0]), "env=dev");
        assert_eq!(named(&[2, 3]), "env=prod");
        assert_eq!(named(&[2]), "env=prod cluster=tokyo");
        assert_eq!(named(&[3]), "cluster=osaka");
        assert_eq!(named(&[0, 1]), "env=[dev, staging]");
        assert_eq!(named(&[1, 2]), "cluster=tokyo");
        assert_eq!(named(&[1, 2, 3]), "env=[staging, prod]");
        assert_eq!(named(&[0, 3]), "cluster=[office, osaka]");
        assert_eq!(named(&[0, 2]), "env=[dev, prod] cluster=[office, tokyo]");
    }

    #[test]
    fn a_mistake_is_told_once_and_names_its_targets_only_where_it_is_not_all() {
        let project = shop();
        let error = |message: &str| Diagnostic::error(Code::E0303, Span::NONE, message);
        let everywhere = (0..4).map(|at| (at, error("everywhere")));
        let found: Vec<_> = everywhere.chain([(2, error("prod")), (3, error("prod")), (3, error("prod"))]).collect();
        let told = tell(&project, &project.targets, found);
        let shown: Vec<_> = told.iter().map(|each| (each.message.as_str(), each.targets.join(", "))).collect();
        assert_eq!(shown, [("everywhere", String::new()), ("prod", "env=prod".to_owned())]);
    }
}
