//! Each example, built for each of its targets: compared to the byte with `examples/<name>/expected/<target>.yaml`, and each
//! manifest read into its Kubernetes type, written again, and equal as data.
//!
//! `UPDATE_EXPECTED=1 cargo test --test examples` writes the files anew; what changed is read before it is committed.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{env, fs};

use jke_model::target::{Project, Target};
use jke_session::{Built, BuiltTarget, Document, Request, Session, Snapshot};
use jke_text::MemoryLoader;
use k8s_openapi::api::{apps, autoscaling, core, networking, policy};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Kinds that `k8s-openapi` has no type for; the schemas of their custom resources are checked elsewhere.
const CUSTOM: &[&str] = &["HTTPRoute"];

/// Where the expected output stands in an example.
const EXPECTED: &str = "expected";

#[test]
fn my_application_builds_what_is_expected() {
    check("my-application");
}

#[test]
fn the_shop_builds_what_is_expected() {
    check("shop");
}

#[test]
fn every_example_is_tested() {
    let found: Vec<String> = entries(&examples()).iter().map(|path| name_of(path)).collect();
    assert_eq!(found, ["my-application", "shop"]);
}

fn check(example: &str) {
    let folder = examples().join(example);
    let mut files = BTreeMap::new();
    collect(&folder, &folder, &mut files);
    let snapshot = Session::new().snapshot(Arc::new(MemoryLoader { files }));
    let request = Request { targets: snapshot.project().targets.clone(), ..Request::default() };
    let Built { diagnostics, targets } = snapshot.build(&request);
    assert_eq!(shown(&diagnostics, &snapshot), Vec::<String>::new());
    assert_eq!(targets.len(), snapshot.project().targets.len());
    let streams = targets.iter().map(|built| (file_name(&built.target, snapshot.project()), stream(built)));
    compare(&folder.join(EXPECTED), &streams.collect());
    targets.iter().flat_map(|built| &built.documents).for_each(read_and_written_again);
}

/// As `jkec build` prints it.
fn stream(built: &BuiltTarget) -> String {
    built.documents.iter().map(|document| format!("---\n{}", text(document))).collect()
}

fn text(document: &Document) -> &str {
    str::from_utf8(&document.bytes).expect("manifests are text")
}

/// `prod-tokyo.yaml`
fn file_name(target: &Target, project: &Project) -> String {
    let values = project.axes.iter().zip(&target.values).map(|(axis, value)| axis.values[*value as usize].as_str());
    format!("{}.yaml", values.collect::<Vec<_>>().join("-"))
}

// ── expected output ──────────────────────────────────────────────────────────────────────────────────────────────────

fn compare(folder: &Path, streams: &BTreeMap<String, String>) {
    if env::var_os("UPDATE_EXPECTED").is_some() {
        update(folder, streams);
    }
    let expected: BTreeMap<String, String> = entries(folder).iter().map(|path| (name_of(path), read(path))).collect();
    assert_eq!(
        expected.keys().collect::<Vec<_>>(),
        streams.keys().collect::<Vec<_>>(),
        "one file for each target, in {}",
        folder.display()
    );
    for (file, stream) in streams {
        if let Some((line, (expected, found))) = first_difference(&expected[file], stream) {
            panic!("{}:{line}: expected `{expected}`, found `{found}`; UPDATE_EXPECTED=1 writes it anew", folder.join(file).display());
        }
    }
}

fn update(folder: &Path, streams: &BTreeMap<String, String>) {
    if folder.exists() {
        fs::remove_dir_all(folder).expect("the folder of expected output can be written");
    }
    fs::create_dir_all(folder).expect("the folder of expected output can be written");
    for (file, stream) in streams {
        fs::write(folder.join(file), stream).expect("the folder of expected output can be written");
    }
}

/// The number of the first line that differs, and both.
fn first_difference<'a>(expected: &'a str, found: &'a str) -> Option<(usize, (&'a str, &'a str))> {
    if expected == found {
        return None;
    }
    let (mut one, mut other) = (expected.split('\n'), found.split('\n'));
    (1..).find_map(|line| match (one.next(), other.next()) {
        (Some(expected), Some(found)) if expected == found => None,
        (expected, found) => Some((line, (expected.unwrap_or("the end"), found.unwrap_or("the end")))),
    })
}

// ── manifests as their types ─────────────────────────────────────────────────────────────────────────────────────────

fn read_and_written_again(document: &Document) {
    let value: Value = serde_yaml::from_str(text(document)).expect("manifests are YAML");
    match (document.api_version.as_str(), document.kind.as_str()) {
        ("apps/v1", "Deployment") => same::<apps::v1::Deployment>(value),
        ("autoscaling/v2", "HorizontalPodAutoscaler") => same::<autoscaling::v2::HorizontalPodAutoscaler>(value),
        ("networking.k8s.io/v1", "Ingress") => same::<networking::v1::Ingress>(value),
        ("policy/v1", "PodDisruptionBudget") => same::<policy::v1::PodDisruptionBudget>(value),
        ("v1", "ConfigMap") => same::<core::v1::ConfigMap>(value),
        ("v1", "Namespace") => same::<core::v1::Namespace>(value),
        ("v1", "Secret") => same::<core::v1::Secret>(value),
        ("v1", "Service") => same::<core::v1::Service>(value),
        ("v1", "ServiceAccount") => same::<core::v1::ServiceAccount>(value),
        (_, kind) => assert!(CUSTOM.contains(&kind), "{kind} is read into no type"),
    }
}

fn same<T: DeserializeOwned + Serialize + Debug>(value: Value) {
    let read: T = serde_json::from_value(value.clone()).unwrap_or_else(|error| panic!("{error} in {value}"));
    let written = serde_json::to_value(&read).expect("what was read can be written");
    assert_eq!(written, value);
}

// ── files ────────────────────────────────────────────────────────────────────────────────────────────────────────────

fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples")
}

/// The files of a project by their paths in it, without the expected output.
fn collect(root: &Path, folder: &Path, files: &mut BTreeMap<String, String>) {
    for path in entries(folder) {
        if path.is_file() {
            let inside = path.strip_prefix(root).expect("it lies inside").to_string_lossy().replace('\\', "/");
            files.insert(inside, read(&path));
        } else if path != root.join(EXPECTED) {
            collect(root, &path, files);
        }
    }
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let listed = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> = listed.map(|entry| entry.expect("the folder can be read").path()).collect();
    paths.sort();
    paths
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn name_of(path: &Path) -> String {
    path.file_name().expect("entries have names").to_string_lossy().into_owned()
}

fn shown(diagnostics: &[jke_text::Diagnostic], snapshot: &Snapshot) -> Vec<String> {
    diagnostics.iter().map(|diagnostic| jke_testing::shown(diagnostic, snapshot.sources())).collect()
}
