//! Schemas of custom resources to declarations of their types: one file for each kind in each version.
//!
//! What a type can't say stands in the documentation, or is told in a notice; nothing is dropped in silence.

mod constraints;
mod definition;
mod fields;
mod names;
mod pattern;
mod scalars;
mod schema;
mod shapes;

use std::collections::HashMap;

use jke_text::Span;

use crate::types::{Body, Declaration, File, Import, Kind};
pub use definition::{Definition, Document, NoKind, Read, bare, read};
use fields::of_kind;
use shapes::Writer;

/// A kind in one version, as declarations.
#[derive(Debug)]
pub struct Imported {
    /// Where the document begins from which it is.
    pub place: Span,
    /// Where its file belongs: `gateway/v1/http_route.jke`.
    pub path: String,
    pub file: File,
    pub notices: Vec<Notice>,
}

/// What the declarations don't hold of the schema.
#[derive(Debug, PartialEq, Eq)]
pub struct Notice {
    /// `HTTPRoute.spec.rules[].matches`
    pub path: String,
    pub message: String,
}

/// All of them, each with a path of its own: where two would share one, the later bears its whole group. Of one kind in one version that
/// comes twice the first is taken, and that is told.
pub fn import_all(definitions: &[Definition]) -> Vec<Imported> {
    let mut all: Vec<Imported> = vec![];
    let mut known: HashMap<(&str, &str, &str), usize> = HashMap::new();
    for definition in definitions {
        let Definition { group, version, kind, .. } = definition;
        if let Some(first) = known.get(&(group, version, kind)) {
            all[*first].notices.push(Notice { path: kind.clone(), message: "it comes twice, and the first is taken".to_owned() });
            continue;
        }
        known.insert((group, version, kind), all.len());
        let mut imported = import(definition);
        if all.iter().any(|other| other.path == imported.path) {
            imported.path = names::file_path(&group.replace('.', "-"), version, kind);
        }
        all.push(imported);
    }
    all
}

pub fn import(definition: &Definition) -> Imported {
    let Definition { place, group, version, kind, cluster_wide, structural, schema } = definition;
    let api_version = if group.is_empty() { version.clone() } else { format!("{group}/{version}") };
    let mut writer = Writer::new(kind, schema, *structural);
    let record = of_kind(&mut writer);
    let Writer { mut declarations, mut notices, imports, rules, .. } = writer;
    let identity = Kind { api_version: api_version.clone(), kind: kind.clone(), cluster_wide: *cluster_wide, name_rule: None };
    let docs = constraints::description(schema);
    declarations.insert(
        0,
        Declaration { name: names::type_name(kind), docs, kind: Some(identity), since: None, until: None, body: Body::Record(record) },
    );
    if rules > 0 {
        let (count, stand, them) =
            if rules == 1 { ("a rule".to_owned(), "stands", "it") } else { (format!("{rules} rules"), "stand", "them") };
        let message = format!("{count} of validation {stand} in the documentation, and only the cluster checks {them}");
        notices.push(Notice { path: kind.clone(), message });
    }
    let imports = vec![Import { path: "k8s.meta.v1".to_owned(), names: imports.into_iter().map(str::to_owned).collect() }];
    let file = File { docs: format!("The kind {kind} of {api_version}, from its schema."), imports, declarations };
    Imported { place: *place, path: names::file_path(group, version, kind), file, notices }
}
