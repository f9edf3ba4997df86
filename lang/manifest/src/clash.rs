//! Manifests of all instances for several targets held against each other: an object that comes twice.
//!
//! In one target two instances may not emit one object. Two targets of one cluster may, if its content is the same: then it is
//! written once, for the first of them.

use jke_model::program::InstanceId;
use jke_model::value::Text;
use jke_text::Name;
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

/// Which object of a cluster it is. Versions of a group's kind are the same objects.
#[derive(PartialEq, Eq, Hash)]
struct Key<'a> {
    /// The first target of the cluster.
    cluster: usize,
    group: &'a str,
    kind: Name,
    namespace: Option<&'a str>,
    name: &'a str,
}

struct First {
    place: Place,
    differs: bool,
}

/// What clashes, and what is a repetition of what another target of its cluster emits.
pub fn clashes(targets: &[OfTarget]) -> (Vec<Clash>, Vec<Place>) {
    let count = targets.iter().flat_map(|target| &target.instances).map(|(_, manifests)| manifests.len()).sum();
    let mut first: FxHashMap<Key, First> = FxHashMap::with_capacity_and_hasher(count, Default::default());
    let (mut clashes, mut repeated) = (vec![], vec![]);
    for (at, target) in targets.iter().enumerate() {
        let cluster = targets.iter().position(|other| other.cluster == target.cluster).unwrap_or(at);
        for (instance, (_, manifests)) in target.instances.iter().enumerate() {
            for (manifest, found) in manifests.iter().enumerate() {
                let place = Place { target: at, instance, manifest };
                let known = first.entry(key(cluster, found)).or_insert(First { place, differs: false });
                if known.place == place {
                    continue;
                }
                let other = &targets[known.place.target].instances[known.place.instance].1[known.place.manifest];
                if known.place.target == at {
                    clashes.push(Clash::Twice(known.place, place));
                } else if other.fingerprint == found.fingerprint {
                    repeated.push(place);
                } else if !std::mem::replace(&mut known.differs, true) {
                    clashes.push(Clash::Differs(known.place, place));
                }
            }
        }
    }
    (clashes, repeated)
}

fn key(cluster: usize, manifest: &Manifest) -> Key<'_> {
    let api_version = manifest.identity.api_version.as_str();
    let group = api_version.split_once('/').map_or("", |(group, _)| group);
    let namespace = manifest.namespace.as_ref().map(Text::as_str);
    Key { cluster, group, kind: manifest.identity.kind, namespace, name: &manifest.name }
}
