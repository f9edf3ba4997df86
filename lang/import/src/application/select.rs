//! A path of a mapping to the places of a document that it leads to, each with what it bound on its way.

use jke_text::Span;

use super::rows::{Condition, Key, Step};
use crate::manifest::yaml::scalar::{Resolved, resolve};
use crate::manifest::yaml::{Comments, Entry, Node, Yaml};

/// What `$x` stands for.
pub(super) type Bindings = Vec<(String, String)>;

/// A place that a path leads to.
#[derive(Clone, Debug)]
pub(super) struct Found<'d> {
    pub node: &'d Node,
    /// The key before it; of an element, that of its list.
    pub key: Span,
    pub bindings: Bindings,
    /// The keys of what chose it.
    pub keys: Vec<Span>,
    pub comments: Comments,
}

pub(super) fn bound<'b>(bindings: &'b Bindings, name: &str) -> Option<&'b str> {
    bindings.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

/// All places of a document.
pub(super) fn select<'d>(document: &'d Node, path: &[Step], bindings: &Bindings) -> Vec<Found<'d>> {
    let start = Found { node: document, key: document.span, bindings: bindings.clone(), keys: vec![], comments: Comments::default() };
    path.iter().fold(vec![start], |found, step| found.iter().flat_map(|found| follow(found, step)).collect())
}

fn follow<'d>(from: &Found<'d>, step: &Step) -> Vec<Found<'d>> {
    let found: Vec<Found> = match (&from.node.value, &step.key) {
        (Yaml::Map(entries), Key::Name(name)) => {
            entries.iter().filter(|entry| *entry.key == **name).map(|entry| into(from, entry, None)).collect()
        }
        (Yaml::Map(entries), Key::Any) => entries.iter().map(|entry| into(from, entry, None)).collect(),
        (Yaml::Map(entries), Key::Bound(name)) => match bound(&from.bindings, name) {
            Some(key) => entries.iter().filter(|entry| *entry.key == *key).map(|entry| into(from, entry, None)).collect(),
            None => entries.iter().map(|entry| into(from, entry, Some(name))).collect(),
        },
        (Yaml::List(elements), Key::Any) => elements.iter().map(|element| Found { node: element, ..from.clone() }).collect(),
        (Yaml::List(_), Key::Name(_) | Key::Bound(_)) | (Yaml::Scalar(_), _) => vec![],
    };
    let found = found.into_iter().filter(|found| !found.node.is_null());
    if step.conditions.is_empty() { found.collect() } else { found.flat_map(|found| chosen(found, &step.conditions)).collect() }
}

fn into<'d>(from: &Found<'d>, entry: &'d Entry, binds: Option<&String>) -> Found<'d> {
    let mut bindings = from.bindings.clone();
    bindings.extend(binds.map(|name| (name.clone(), entry.key.to_string())));
    Found { node: &entry.value, key: entry.key_span, bindings, keys: from.keys.clone(), comments: entry.comments.clone() }
}

/// The elements of a list, or the mapping itself, for which all conditions hold.
fn chosen<'d>(found: Found<'d>, conditions: &[Condition]) -> Vec<Found<'d>> {
    let Yaml::List(elements) = &found.node.value else {
        return holds(found, conditions).into_iter().collect();
    };
    let wants_only = conditions.iter().any(|condition| matches!(condition, Condition::Only));
    if wants_only && elements.len() != 1 {
        return vec![];
    }
    elements
        .iter()
        .filter_map(|element| holds(Found { node: element, comments: element.comments.clone(), ..found.clone() }, conditions))
        .collect()
}

fn holds<'d>(mut found: Found<'d>, conditions: &[Condition]) -> Option<Found<'d>> {
    for condition in conditions {
        match condition {
            Condition::Only => {}
            Condition::Absent(key) => {
                if found.node.get(key).is_some_and(|node| !node.is_null()) {
                    return None;
                }
            }
            Condition::Is { key, value, or_absent } => match (text(found.node, key), or_absent) {
                (Some((text, place)), _) if text == *value => found.keys.push(place),
                (None, true) => {}
                (Some(_) | None, _) => return None,
            },
            Condition::Binds { key, prefix, name } => {
                let (whole, place) = text(found.node, key)?;
                let rest = match prefix {
                    Some(prefix) => whole.strip_prefix(bound(&found.bindings, prefix)?)?.strip_prefix('-')?.to_owned(),
                    None => whole,
                };
                match bound(&found.bindings, name) {
                    Some(known) if *known != rest => return None,
                    Some(_) => {}
                    None => found.bindings.push((name.clone(), rest)),
                }
                found.keys.push(place);
            }
        }
    }
    Some(found)
}

/// The text of an entry that is a single value, and the place of its key.
fn text(node: &Node, key: &str) -> Option<(String, Span)> {
    let entry = node.entries().iter().find(|entry| *entry.key == *key)?;
    let scalar = entry.value.scalar()?;
    (resolve(scalar) != Resolved::Null).then(|| (scalar.text.to_string(), entry.key_span))
}
