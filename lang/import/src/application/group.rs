//! Objects to groups, each of which becomes one app, and those that belong to none.

use super::rows::{Join, Mapping, Relation};
use super::select::{Bindings, select};
use crate::manifest::objects::Object;
use crate::manifest::yaml::Node;

/// The first object, of the kind of which each makes an app, and what belongs to it; by their places among all objects.
#[derive(Debug, PartialEq, Eq)]
pub struct Group {
    pub members: Vec<usize>,
}

/// The groups, and the objects that are in none. An object belongs to the first group that claims it.
pub fn groups(objects: &[Object], mapping: &Mapping) -> (Vec<Group>, Vec<usize>) {
    let mut taken = vec![false; objects.len()];
    let mut groups = vec![];
    let is_first = |object: &Object| mapping.each.as_ref().is_some_and(|kind| *kind == object.kind);
    for (at, first) in objects.iter().enumerate().filter(|(_, object)| is_first(object)) {
        taken[at] = true;
        let mut members = vec![at];
        for (other_at, other) in objects.iter().enumerate() {
            let claims = !taken[other_at] && !is_first(other) && first.namespace == other.namespace;
            if claims && mapping.joins.iter().any(|join| join.kind == other.kind && related(first, other, join)) {
                taken[other_at] = true;
                members.push(other_at);
            }
        }
        groups.push(Group { members });
    }
    let rest = taken.iter().enumerate().filter(|(_, taken)| !**taken).map(|(at, _)| at).collect();
    (groups, rest)
}

fn related(first: &Object, other: &Object, join: &Join) -> bool {
    let nothing = Bindings::new();
    let firsts = select(&first.node, &join.of_first, &nothing);
    let others = select(&other.node, &join.of_other, &nothing);
    others.iter().any(|other| {
        firsts.iter().any(|first| match join.relation {
            Relation::Is => text(first.node).is_some_and(|value| text(other.node) == Some(value)),
            Relation::Within => {
                let entries = other.node.entries();
                let is_there = |key: &str, value: &Node| first.node.get(key).and_then(text).is_some_and(|known| text(value) == Some(known));
                !entries.is_empty() && entries.iter().all(|entry| is_there(&entry.key, &entry.value))
            }
        })
    })
}

fn text(node: &Node) -> Option<&str> {
    node.scalar().map(|scalar| &*scalar.text)
}
