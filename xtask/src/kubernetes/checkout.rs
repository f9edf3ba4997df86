//! A checkout of Kubernetes to what each version has: of each the newest tag, or else its release branch, is read by `git`, so that
//! nothing is checked out.
//!
//! Schemas and paths stand in `api/openapi-spec/v3`. The published schemas have no enumerations; those stand in the Go file from which
//! the server makes its own schemas.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use serde_json::{Map, Value, json};

use super::release::{Release, VERSIONS, add_definitions, add_enumerations};
use super::schema;

const SCHEMAS: &str = "api/openapi-spec/v3";
const GENERATED: &str = "pkg/generated/openapi/zz_generated.openapi.go";

pub fn is_checkout(folder: &Path) -> bool {
    folder.join(SCHEMAS).is_dir()
}

pub fn releases(checkout: &Path) -> Result<Vec<Release>, String> {
    let git = Git { checkout };
    VERSIONS.iter().map(|version| git.release(version)).collect()
}

struct Git<'a> {
    checkout: &'a Path,
}

impl Git<'_> {
    fn run(&self, words: &[&str]) -> Result<String, String> {
        let output = Command::new("git").arg("-C").arg(self.checkout).args(words).output();
        let output = output.map_err(|error| format!("git: {error}"))?;
        if !output.status.success() {
            return Err(format!("git {}: {}", words.join(" "), String::from_utf8_lossy(&output.stderr).trim()));
        }
        String::from_utf8(output.stdout).map_err(|error| format!("git {}: {error}", words.join(" ")))
    }

    fn release(&self, version: &str) -> Result<Release, String> {
        let commit = self.commit(version)?;
        let names = self.run(&["ls-tree", "--name-only", &commit, &format!("{SCHEMAS}/")])?;
        let (mut definitions, mut scopes) = (BTreeMap::new(), BTreeMap::new());
        for name in names.lines().filter(|name| name.starts_with(&format!("{SCHEMAS}/api"))) {
            let text = self.run(&["show", &format!("{commit}:{name}")])?;
            let document: Value = serde_json::from_str(&text).map_err(|error| format!("{commit}:{name}: {error}"))?;
            add_definitions(&mut definitions, &document["components"]["schemas"]).map_err(|error| format!("{commit}:{name}: {error}"))?;
            scopes.extend(document["paths"].as_object().into_iter().flatten().filter_map(|(path, item)| scope(path, item)));
        }
        let generated = self.run(&["show", &format!("{commit}:{GENERATED}")])?;
        add_enumerations(&mut definitions, &enumerations(&generated));
        Ok(Release { version: version.to_owned(), definitions, scopes })
    }

    /// `v1.34.3`, or `release-1.34` here or of the remote.
    fn commit(&self, version: &str) -> Result<String, String> {
        let tags = self.run(&["tag", "--list", &format!("v{version}.*")])?;
        let prefix = format!("v{version}.");
        let patch = |tag: &str| tag.strip_prefix(&prefix)?.parse::<u32>().ok();
        if let Some(newest) = tags.lines().filter(|tag| patch(tag).is_some()).max_by_key(|tag| patch(tag)) {
            return Ok(newest.to_owned());
        }
        let branches = [format!("release-{version}"), format!("origin/release-{version}")];
        let known = branches.into_iter().find(|branch| self.run(&["rev-parse", "--verify", "--quiet", branch]).is_ok());
        let folder = self.checkout.display();
        known.ok_or_else(|| format!("{folder}: there is neither a tag v{version}.* nor a branch release-{version}; `git fetch --tags`"))
    }
}

/// The kind that is created under a path, and whether it is of the whole cluster: `/apis/apps/v1/namespaces/{namespace}/deployments`.
fn scope(path: &str, item: &Value) -> Option<(String, bool)> {
    let kind = schema::kind(&item["post"]["x-kubernetes-group-version-kind"])?;
    let segments: Vec<&str> = path.trim_matches('/').split('/').collect();
    match segments.as_slice() {
        ["api", _, _] | ["apis", _, _, _] => Some((kind, true)),
        ["api", _, "namespaces", "{namespace}", _] | ["apis", _, _, "namespaces", "{namespace}", _] => Some((kind, false)),
        _ => None,
    }
}

/// The enumerations in Go that gofmt has laid out: by function (`schema_k8sio_api_apps_v1_DeploymentStrategy`) and property.
fn enumerations(generated: &str) -> Value {
    let mut found: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
    let (mut definition, mut property) = ("", "");
    for line in generated.lines() {
        if let Some(rest) = line.strip_prefix("func schema_") {
            definition = rest.split('(').next().unwrap_or_default();
        } else if let Some(name) = line.strip_prefix("\t\t\t\t\t\"").and_then(|rest| rest.strip_suffix("\": {")) {
            property = name;
        } else if let Some(values) = values(line) {
            found.entry(definition).or_default().insert(property.to_owned(), values);
        }
    }
    json!(found)
}

/// `Enum: []interface{}{"Always", "Never"},`
fn values(line: &str) -> Option<Value> {
    let list = line.trim().strip_prefix("Enum:")?.trim().strip_prefix("[]interface{}{")?.strip_suffix("},")?;
    serde_json::from_str(&format!("[{list}]")).ok()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn git(folder: &Path, words: &[&str]) {
        let identity = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
        let done = Command::new("git").arg("-C").arg(folder).args(identity).args(words).output().expect("git runs");
        assert!(done.status.success(), "{words:?}: {}", String::from_utf8_lossy(&done.stderr));
    }

    fn write(folder: &Path, path: &str, text: &str) {
        let target = folder.join(path);
        fs::create_dir_all(target.parent().expect("it has a folder")).expect("the folder can be written");
        fs::write(target, text).expect("the folder can be written");
    }

    fn document(fields: &[&str]) -> String {
        let kind = json!({ "group": "", "version": "v1", "kind": "ConfigMap" });
        let properties: Map<String, Value> = fields.iter().map(|field| ((*field).to_owned(), json!({ "type": "string" }))).collect();
        let schema = json!({ "type": "object", "properties": properties, "x-kubernetes-group-version-kind": [kind] });
        let post = json!({ "post": { "x-kubernetes-group-version-kind": kind } });
        let paths =
            json!({ "/api/v1/namespaces/{namespace}/configmaps": post, "/api/v1/namespaces/{namespace}/configmaps/{name}/x": post });
        json!({ "components": { "schemas": { "io.k8s.api.core.v1.ConfigMap": schema } }, "paths": paths }).to_string()
    }

    #[test]
    fn the_newest_tag_of_each_version_is_read_or_its_branch() {
        let folder = tempfile::tempdir().expect("there is room for temporary files");
        let folder = folder.path();
        git(folder, &["init", "--quiet"]);
        let enumeration =
            "func schema_k8sio_api_core_v1_ConfigMap(ref) {\n\t\t\t\t\t\"old\": {\n\t\t\t\t\t\t\tEnum:   []interface{}{\"A\", \"B\"},\n";
        write(folder, GENERATED, enumeration);
        let states =
            [("v1.33.9", "old"), ("v1.33.10", "new"), ("v1.34.0", "new"), ("v1.34.1-rc.0", "none"), ("v1.35.0", "new"), ("v1.36.0", "new")];
        for (tag, field) in states {
            write(folder, &format!("{SCHEMAS}/api__v1_openapi.json"), &document(&["old", field]));
            git(folder, &["add", "."]);
            git(folder, &["commit", "--quiet", "--allow-empty", "-m", tag]);
            git(folder, &["tag", tag]);
        }
        assert!(releases(folder).expect_err("a version is missing").contains("1.37"));
        git(folder, &["branch", "release-1.37"]);
        assert!(is_checkout(folder));
        let releases = releases(folder).expect("all versions are there");
        for release in &releases {
            let found = &release.definitions["io.k8s.api.core.v1.ConfigMap"];
            assert_eq!(found.properties.keys().collect::<Vec<_>>(), ["new", "old"], "{}", release.version);
            assert_eq!(found.properties["old"].enumeration, ["A", "B"]);
            assert_eq!(release.scopes, BTreeMap::from([("v1 ConfigMap".to_owned(), false)]));
        }
        assert_eq!(releases.len(), VERSIONS.len());
    }
}
