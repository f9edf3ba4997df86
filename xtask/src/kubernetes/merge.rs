//! Several versions to one library: each definition that a kind reaches, with the versions that have it and its fields.
//!
//! What a field is, the newest version tells. It is required if every version that has it requires it; an enumeration holds the
//! values of all.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::release::Release;
use super::schema::{Definition, Property, Shape};

#[derive(Debug)]
pub struct Library {
    /// Oldest first.
    pub versions: Vec<String>,
    /// By name: `io.k8s.api.apps.v1.Deployment`.
    pub definitions: BTreeMap<String, Merged>,
}

#[derive(Debug)]
pub struct Merged {
    pub life: Life,
    pub kind: Option<Kind>,
    pub shape: Shape,
    pub fields: BTreeMap<String, Field>,
}

#[derive(Debug)]
pub struct Kind {
    /// `apps/v1`
    pub api_version: String,
    pub cluster_wide: bool,
    /// The versions that serve it.
    pub life: Life,
}

#[derive(Debug)]
pub struct Field {
    pub life: Life,
    pub shape: Shape,
    pub required: bool,
    pub default: Option<Value>,
    pub enumeration: BTreeSet<String>,
}

/// The first and the last version that have something, as indices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Life {
    pub first: usize,
    pub last: usize,
}

pub fn merge(releases: &[Release]) -> Result<Library, String> {
    let mut kinds = kinds(releases)?;
    let mut definitions = BTreeMap::new();
    let mut waiting: Vec<String> = kinds.keys().cloned().collect();
    while let Some(name) = waiting.pop() {
        if definitions.contains_key(&name) {
            continue;
        }
        let merged = merged(&name, releases, kinds.remove(&name))?;
        waiting.extend(merged.fields.values().filter_map(|field| target(&field.shape)).map(str::to_owned));
        definitions.insert(name, merged);
    }
    let versions = releases.iter().map(|release| release.version.clone()).collect();
    Ok(Library { versions, definitions })
}

/// The kinds that some version serves, by the names of their definitions.
fn kinds(releases: &[Release]) -> Result<BTreeMap<String, Kind>, String> {
    let mut found: BTreeMap<String, (String, bool, Vec<usize>)> = BTreeMap::new();
    for (at, release) in releases.iter().enumerate() {
        for (identity, cluster_wide) in &release.scopes {
            let mut definitions = release.definitions.iter().filter(|(_, definition)| definition.kinds.contains(identity));
            let (Some((name, _)), None) = (definitions.next(), definitions.next()) else {
                return Err(format!("{}: {identity} has no definition of its own", release.version));
            };
            let (api_version, _) = identity.split_once(' ').ok_or_else(|| format!("{identity} is no kind"))?;
            let entry = found.entry(name.clone()).or_insert_with(|| (api_version.to_owned(), *cluster_wide, vec![]));
            entry.2.push(at);
        }
    }
    let kind = |(name, (api_version, cluster_wide, versions)): (String, (String, bool, Vec<usize>))| {
        let life = life(&name, &versions)?;
        Ok((name, Kind { api_version, cluster_wide, life }))
    };
    found.into_iter().map(kind).collect()
}

fn merged(name: &str, releases: &[Release], kind: Option<Kind>) -> Result<Merged, String> {
    let found = releases.iter().enumerate().filter_map(|(at, release)| Some((at, release.definitions.get(name)?)));
    let versions: Vec<(usize, &Definition)> = found.collect();
    let names: BTreeSet<&String> = versions.iter().flat_map(|(_, definition)| definition.properties.keys()).collect();
    let fields = names.into_iter().map(|field| Ok((field.clone(), merged_field(name, field, &versions)?)));
    let fields = fields.collect::<Result<_, String>>()?;
    let life = life(name, &versions.iter().map(|(at, _)| *at).collect::<Vec<_>>())?;
    let (_, newest) = versions.last().ok_or_else(|| format!("{name} is in no version"))?;
    Ok(Merged { life, kind, shape: newest.shape.clone(), fields })
}

fn merged_field(definition: &str, name: &str, versions: &[(usize, &Definition)]) -> Result<Field, String> {
    let found = versions.iter().filter_map(|(at, definition)| Some((*at, *definition, definition.properties.get(name)?)));
    let found: Vec<(usize, &Definition, &Property)> = found.collect();
    let life = life(&format!("{definition}.{name}"), &found.iter().map(|(at, ..)| *at).collect::<Vec<_>>())?;
    let (_, _, newest) = found.last().ok_or_else(|| format!("{definition}.{name} is in no version"))?;
    let required = found.iter().all(|(_, definition, _)| definition.required.contains(name));
    let enumeration = found.iter().flat_map(|(_, _, property)| property.enumeration.iter().cloned()).collect();
    Ok(Field { life, shape: newest.shape.clone(), required, default: newest.default.clone(), enumeration })
}

/// What is gone in a version is gone in all later ones.
fn life(name: &str, versions: &[usize]) -> Result<Life, String> {
    match versions {
        [first, .., last] if last - first + 1 == versions.len() => Ok(Life { first: *first, last: *last }),
        [only] => Ok(Life { first: *only, last: *only }),
        _ => Err(format!("{name} is not in a row of versions")),
    }
}

/// The definition that a shape refers to, itself or in a list or a map.
pub fn target(shape: &Shape) -> Option<&str> {
    match shape {
        Shape::Reference(name) => Some(name),
        Shape::List { element, keys: _ } => target(element),
        Shape::Map(value) => target(value),
        Shape::Bool
        | Shape::Int32
        | Shape::Int64
        | Shape::Float
        | Shape::Text
        | Shape::Bytes
        | Shape::DateTime
        | Shape::Object
        | Shape::Anything => None,
    }
}
