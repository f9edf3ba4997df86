//! Documents in YAML or JSON to the schemas in them: of CustomResourceDefinitions, a kind for each version, or a schema by itself.

use jke_text::{Diagnostic, Source, Span};
use serde_json::Value;

use super::constraints::tidy;
use super::schema::{Object, text, texts};
use crate::manifest::typed::left_out;
use crate::manifest::yaml::{self, Stream};

/// A kind in one version, and the schema of its objects.
#[derive(Clone, Debug, PartialEq)]
pub struct Definition {
    /// Where its document begins.
    pub place: Span,
    /// `gateway.networking.k8s.io`; empty for the API's own first group.
    pub group: String,
    pub version: String,
    pub kind: String,
    pub cluster_wide: bool,
    /// The cluster drops what the schema doesn't name.
    pub structural: bool,
    pub schema: Value,
}

/// What a document of a stream is.
#[derive(Debug)]
pub enum Document {
    Definitions(Vec<Definition>),
    /// Another object, by its kind.
    Other(String),
    /// No object of Kubernetes: it may be a schema by itself.
    Schema(Value),
}

/// What a file holds, each with its place.
#[derive(Debug, Default)]
pub struct Read {
    pub documents: Vec<(Span, Document)>,
    pub diagnostics: Vec<Diagnostic>,
}

/// Why a schema by itself is of no kind.
#[derive(Debug, PartialEq, Eq)]
pub enum NoKind {
    /// The option that would tell it.
    Missing(&'static str),
    Wrong(String),
}

/// The documents of a file, YAML or JSON; a list of objects is as many documents.
pub fn read(source: &Source) -> Read {
    let mut read = Read::default();
    // YAML lacks some of JSON's escapes.
    if let Ok(value) = serde_json::from_str::<Value>(&source.text) {
        read.add(Span::new(source.base, source.base), value);
        return read;
    }
    let Stream { documents, diagnostics } = yaml::read(source);
    read.diagnostics = diagnostics;
    for document in documents {
        let start = document.root.span.start;
        read.add(Span::new(start, start), yaml::plain(&document.root));
    }
    read
}

impl Read {
    fn add(&mut self, place: Span, value: Value) {
        if value.is_null() {
            return;
        }
        let is_list = |object: &Object| text(object, "kind").is_some_and(|kind| kind.ends_with("List"));
        match value.as_object().filter(|object| is_list(object)).and_then(|object| object.get("items")?.as_array()) {
            Some(items) => items.iter().for_each(|item| self.add(place, item.clone())),
            None => match document(place, value) {
                Ok(document) => self.documents.push((place, document)),
                Err(message) => self.diagnostics.push(left_out(place, message)),
            },
        }
    }
}

fn document(place: Span, value: Value) -> Result<Document, String> {
    let Some(object) = value.as_object() else { return Ok(Document::Schema(value)) };
    match (text(object, "apiVersion"), text(object, "kind")) {
        (Some(version), Some("CustomResourceDefinition")) if version.starts_with("apiextensions.k8s.io/") => {
            definitions(place, &value).map(Document::Definitions)
        }
        (Some(_), Some(kind)) => Ok(Document::Other(kind.to_owned())),
        (None, _) | (_, None) => Ok(Document::Schema(value)),
    }
}

/// A kind for each version that is served.
fn definitions(place: Span, value: &Value) -> Result<Vec<Definition>, String> {
    let of = value.pointer("/metadata/name").and_then(Value::as_str).unwrap_or("without a name");
    let missing = |what: &str| format!("the CustomResourceDefinition {of} has no `{what}`: it is left out");
    let at = |path: &str| value.pointer(path).and_then(Value::as_str).map(str::to_owned);
    let group = at("/spec/group").ok_or_else(|| missing("spec.group"))?;
    let kind = at("/spec/names/kind").ok_or_else(|| missing("spec.names.kind"))?;
    let cluster_wide = at("/spec/scope").is_some_and(|scope| scope == "Cluster");
    let versions = value.pointer("/spec/versions").and_then(Value::as_array).ok_or_else(|| missing("spec.versions"))?;
    let served = versions.iter().filter(|version| version.get("served") != Some(&Value::Bool(false)));
    let found = served.map(|version| {
        let name = version.get("name").and_then(Value::as_str).ok_or_else(|| missing("spec.versions[].name"))?;
        let schema = version.pointer("/schema/openAPIV3Schema").cloned().unwrap_or_else(|| Value::Object(Default::default()));
        let (group, kind) = (group.clone(), kind.clone());
        if let Some(wrong) = wrong_name(&group, name, &kind) {
            return Err(format!("the CustomResourceDefinition {of} has {wrong}: it is left out"));
        }
        Ok(Definition { place, group, version: name.to_owned(), kind, cluster_wide, structural: true, schema })
    });
    found.collect()
}

/// A schema by itself; what it doesn't say of its kind must be given.
pub fn bare(place: Span, schema: Value, kind: Option<&str>, api_version: Option<&str>, cluster_wide: bool) -> Result<Definition, NoKind> {
    let own = schema.get("x-kubernetes-group-version-kind").and_then(|known| known.get(0)).and_then(Value::as_object).cloned();
    let own = own.unwrap_or_default();
    let stated = |name: &str| {
        let values = texts(schema.pointer(&format!("/properties/{name}/enum")));
        if let [only] = values.as_slice() { Some((*only).to_owned()) } else { None }
    };
    let kind = kind.map(str::to_owned).or_else(|| text(&own, "kind").map(str::to_owned)).or_else(|| stated("kind"));
    let known = text(&own, "version").map(|version| match text(&own, "group") {
        Some(group) if !group.is_empty() => format!("{group}/{version}"),
        Some(_) | None => version.to_owned(),
    });
    let api_version = api_version.map(str::to_owned).or(known).or_else(|| stated("apiVersion"));
    let (kind, api_version) = (kind.ok_or(NoKind::Missing("--kind"))?, api_version.ok_or(NoKind::Missing("--api-version"))?);
    let (group, version) = api_version.rsplit_once('/').unwrap_or(("", &api_version));
    if let Some(wrong) = wrong_name(group, version, &kind) {
        return Err(NoKind::Wrong(format!("the schema has {wrong}")));
    }
    Ok(Definition { place, group: group.to_owned(), version: version.to_owned(), kind, cluster_wide, structural: false, schema })
}

/// The first of the three that the API server would not take. Folders, files and types are called by them, so nothing else may pass.
fn wrong_name(group: &str, version: &str, kind: &str) -> Option<String> {
    let is_inner = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    let is_label = |label: &str| {
        let ends = label.starts_with('-') || label.ends_with('-');
        !label.is_empty() && label.len() <= 63 && !ends && label.bytes().all(is_inner)
    };
    let is_lower = |name: &str| !name.bytes().any(|byte| byte.is_ascii_uppercase());
    let begins = |name: &str| name.starts_with(|first: char| first.is_ascii_alphabetic());
    let is_group = group.is_empty() || group.len() <= 253 && is_lower(group) && group.split('.').all(is_label);
    let is_version = is_lower(version) && begins(version) && is_label(version);
    if !is_group {
        return Some(format!("the group `{}`, which is no DNS name", tidy(group)));
    }
    if !is_version {
        return Some(format!("the version `{}`, which is no label as `v1beta1` is", tidy(version)));
    }
    let is_kind = begins(kind) && is_label(kind);
    (!is_kind).then(|| format!("the kind `{}`, which is no word as `Certificate` is", tidy(kind)))
}
