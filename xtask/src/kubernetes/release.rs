//! The files of a folder to what each version of Kubernetes has.
//!
//! A folder holds a folder for each version, with the schemas by group, `enumerations.json` and `scopes.json`; how a checkout of
//! Kubernetes is read stands in [`super::checkout`].

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

use super::schema::{self, Definition};

/// One version.
#[derive(Debug)]
pub struct Release {
    pub version: String,
    /// By name: `io.k8s.api.apps.v1.Deployment`.
    pub definitions: BTreeMap<String, Definition>,
    /// By `apps/v1 Deployment`: whether it is of the whole cluster.
    pub scopes: BTreeMap<String, bool>,
}

/// Go types that others embed: the schema has the fields in those, the enumerations stand with the embedded one.
const EMBEDDED: &[(&str, &str, &[&str])] = &[
    ("io.k8s.api.admissionregistration.v1.Rule", "io.k8s.api.admissionregistration", &["RuleWithOperations", "NamedRuleWithOperations"]),
    ("io.k8s.api.core.v1.EphemeralContainerCommon", "io.k8s.api.core.v1", &["EphemeralContainer"]),
];

/// The versions that the library supports, oldest first.
pub const VERSIONS: [&str; 5] = ["1.33", "1.34", "1.35", "1.36", "1.37"];

/// All versions of a folder.
pub fn releases(folder: &Path) -> Result<Vec<Release>, String> {
    VERSIONS.iter().map(|version| release(folder, version)).collect()
}

fn release(folder: &Path, version: &str) -> Result<Release, String> {
    let folder = folder.join(version);
    let mut definitions = BTreeMap::new();
    for name in entries(&folder)?.iter().filter(|name| name.starts_with("api")) {
        add_definitions(&mut definitions, &json(&folder.join(name))?).map_err(|error| format!("{version}/{name}: {error}"))?;
    }
    let scopes = json(&folder.join("scopes.json"))?;
    let scopes = scopes.as_object().into_iter().flatten().map(|(kind, scope)| (kind.clone(), scope == "cluster")).collect();
    add_enumerations(&mut definitions, &json(&folder.join("enumerations.json"))?);
    Ok(Release { version: version.to_owned(), definitions, scopes })
}

/// The definitions of a document; one that several documents hold is the same in each.
pub fn add_definitions(definitions: &mut BTreeMap<String, Definition>, schemas: &Value) -> Result<(), String> {
    for (name, schema) in schemas.as_object().into_iter().flatten() {
        let definition = schema::definition(schema).map_err(|error| format!("{name}: {error}"))?;
        definitions.insert(name.clone(), definition);
    }
    Ok(())
}

/// Gives the enumerations, by Go type and property, to the properties of the definitions.
pub fn add_enumerations(definitions: &mut BTreeMap<String, Definition>, enumerations: &Value) {
    for (go_name, fields) in enumerations.as_object().into_iter().flatten() {
        for (_, definition) in definitions.iter_mut().filter(|(name, _)| stands_for(go_name, name)) {
            for (field, values) in fields.as_object().into_iter().flatten() {
                let Some(property) = definition.properties.get_mut(field) else { continue };
                property.enumeration = values.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect();
            }
        }
    }
}

/// Whether the Go type is the definition's, or one that it embeds. There are some that no definition has: of versions that the
/// server keeps for conversion only.
fn stands_for(go_name: &str, definition: &str) -> bool {
    let (package, name) = definition.rsplit_once('.').unwrap_or_default();
    let embeds = |(inner, outer_package, outer): &(&str, &str, &[&str])| {
        is_go_name(go_name, inner) && package.starts_with(outer_package) && outer.contains(&name)
    };
    is_go_name(go_name, definition) || EMBEDDED.iter().any(embeds)
}

/// `k8sio_api_apps_v1_Deployment` is `io.k8s.api.apps.v1.Deployment`; types of other repositories begin with `pkg`.
fn is_go_name(go_name: &str, definition: &str) -> bool {
    let repositories = ["io.k8s.apiextensions-apiserver.", "io.k8s.kube-aggregator.", "io.k8s.apimachinery."];
    let rest = match go_name.strip_prefix("k8sio_") {
        Some(go_name) => definition.strip_prefix("io.k8s.").map(|rest| (go_name, rest)),
        None => repositories.iter().find_map(|prefix| definition.strip_prefix(prefix)).map(|rest| (go_name, rest)),
    };
    rest.is_some_and(|(go_name, rest)| go_name.split('_').eq(rest.split('.')))
}

fn entries(folder: &Path) -> Result<Vec<String>, String> {
    let listed = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut names: Vec<String> = listed.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    Ok(names)
}

fn json(path: &Path) -> Result<Value, String> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))
}
