//! Manifests of all instances for several targets held against each other: an object that comes twice.
//!
//! In one target two instances may not emit one object. Two targets of one cluster may, if its content is the same: then it is
//! written once, for the first of them.

use std::collections::hash_map::Entry;
use std::hash::{Hash, Hasher};

use jke_model::program::InstanceId;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::Manifest;

/// All manifests of one target.
#[derive(Debug)]
pub struct OfTarget<'a> {
    pub cluster: &'a str,
    /// In the order in which they are written.
    pub instances: Vec<(InstanceId, &'a [Manifest])>,
}

/// A manifest among those of all targets, by the indices that lead to it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Place {
    pub target: usize,
    pub instance: usize,
    pub manifest: usize,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Clash {
    /// Both emit one object for one target.
    Twice(Place, Place),
    /// Two targets of one cluster emit it with different contents. It is told of the first such two.
    Differs(Place, Place),
}

/// A manifest by the object that it is.
struct Key<'a>(&'a Manifest);

impl PartialEq for Key<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.0.key == other.0.key && self.0.same() == other.0.same()
    }
}

impl Eq for Key<'_> {}

impl Hash for Key<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.key.hash(state);
    }
}

struct First {
    place: Place,
    differs: bool,
}

/// What clashes, and what is a repetition of what another target of its cluster emits.
pub fn clashes(targets: &[OfTarget]) -> (Vec<Clash>, Vec<Place>) {
    let first_of_cluster = |at: usize| targets.iter().position(|other| other.cluster == targets[at].cluster);
    let clusters: Vec<usize> = (0..targets.len()).filter(|at| first_of_cluster(*at) == Some(*at)).collect();
    let of_clusters: Vec<(Vec<Clash>, Vec<Place>)> = clusters.par_iter().map(|at| of_cluster(targets, targets[*at].cluster)).collect();
    let (clashes, repeated): (Vec<_>, Vec<_>) = of_clusters.into_iter().unzip();
    (clashes.concat(), repeated.concat())
}

fn of_cluster(targets: &[OfTarget], cluster: &str) -> (Vec<Clash>, Vec<Place>) {
    let of_cluster = || targets.iter().enumerate().filter(|(_, target)| target.cluster == cluster);
    let count = of_cluster().flat_map(|(_, target)| &target.instances).map(|(_, manifests)| manifests.len()).sum();
    let mut first: FxHashMap<Key, First> = FxHashMap::with_capacity_and_hasher(count, Default::default());
    let (mut clashes, mut repeated) = (vec![], vec![]);
    for (at, target) in of_cluster() {
        for (instance, (_, manifests)) in target.instances.iter().enumerate() {
            for (manifest, found) in manifests.iter().enumerate() {
                let place = Place { target: at, instance, manifest };
                let known = match first.entry(Key(found)) {
                    Entry::Vacant(entry) => {
                        entry.insert(First { place, differs: false });
                        continue;
                    }
                    Entry::Occupied(entry) => entry.into_mut(),
                };
                let other = &targets[known.place.target].instances[known.place.instance].1[known.place.manifest];
                if known.place.target == at {
                    clashes.push(Clash::Twice(known.place, place));
                } else if other.is_alike(found) {
                    repeated.push(place);
                } else if !std::mem::replace(&mut known.differs, true) {
                    clashes.push(Clash::Differs(known.place, place));
                }
            }
        }
    }
    (clashes, repeated)
}
