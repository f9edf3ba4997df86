//! Manifests that nobody of this project wrote, imported and built: the same as data, judged by a reader of YAML that has nothing to do
//! with the importer. Files of which something is left out stand here, with what is told of them.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use rayon::prelude::*;
use serde::Deserialize;
use serde_json::Value;

/// The end of a file's path, and a part of what is told of it.
const TOLD: [(&str, &str); 22] = [
    ("helm/deployment.yaml", "`{{` begins a placeholder"),
    ("helm/development-values.yaml", "`--as application`"),
    ("helm/production-values.yaml", "`--as application`"),
    ("jke-article/values.yaml", "`--as application`"),
    ("newrelic/newrelic-config-template.yaml", "`{{` begins a placeholder"),
    ("newrelic-infrastructure/newrelic-config-template.yaml", "`{{` begins a placeholder"),
    ("newrelic/newrelic-config.yaml", "there is no document in this file"),
    ("openshift-origin/etcd-controller.yaml", "`selector` stands twice in one mapping"),
    ("openshift-origin/etcd-discovery-controller.yaml", "`selector` stands twice in one mapping"),
    ("openshift-origin/openshift-controller.yaml", "`selector` stands twice in one mapping"),
    ("openshift-origin/secret.json", "there is no document in this file"),
    ("quobyte/quobyte-admin-secret.yaml", "`type` stands twice in one mapping"),
    ("scheduler-policy/scheduler-policy-config.json", "has no `metadata.name`"),
    ("scheduler-policy/scheduler-policy-config-with-extender.json", "has no `metadata.name`"),
    ("vitess/etcd-controller-template.yaml", "`{{` begins a placeholder"),
    ("vitess/etcd-service-template.yaml", "`{{` begins a placeholder"),
    ("vitess/vtgate-controller-template.yaml", "`{{` begins a placeholder"),
    ("vitess/vttablet-pod-template.yaml", "no Pod can have this name"),
    ("cassandra/image/files/cassandra.yaml", "it is no object"),
    ("resources/cassandra.yaml", "it is no object"),
    ("delete-loadgenerator.patch.yaml", "`$patch` is not a field of Deployment"),
    // All that kustomize reads.
    ("/kustomization.yaml", "is read by kustomize"),
];

fn shared() -> PathBuf {
    std::env::var_os("SHARED").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from)
}

#[test]
fn every_manifest_of_the_corpus_is_built_as_it_was_or_told() {
    let mut files = vec![];
    gather(&shared().join("corpus"), &mut files);
    if files.is_empty() {
        eprintln!("skipped: there is no {}", shared().join("corpus").display());
        return;
    }
    let results: Vec<Result<usize, String>> = files.par_iter().map(|file| tried(file)).collect();
    let complaints: Vec<&String> = results.iter().filter_map(|result| result.as_ref().err()).collect();
    assert!(complaints.is_empty(), "{complaints:#?}");
    let equal: usize = results.iter().filter_map(|result| result.as_ref().ok()).sum();
    assert!(equal > 1000, "only {equal} objects were compared");
}

#[test]
fn every_deployment_of_the_corpus_is_an_app_that_is_built_as_it_was() {
    let mut files = vec![];
    gather(&shared().join("corpus"), &mut files);
    if files.is_empty() {
        eprintln!("skipped: there is no {}", shared().join("corpus").display());
        return;
    }
    let is_told = |file: &&PathBuf| TOLD.iter().any(|(end, _)| file.to_string_lossy().ends_with(end));
    let holds_one = |file: &&PathBuf| std::fs::read_to_string(file).is_ok_and(|text| text.contains("kind: Deployment\n"));
    // What kustomize makes of single components differs little from what it makes of all.
    let is_variant = |file: &&PathBuf| file.to_string_lossy().contains("_rendered/component_");
    let files: Vec<&PathBuf> = files.iter().filter(holds_one).filter(|file| !is_told(file) && !is_variant(file)).collect();
    let results: Vec<Result<usize, String>> = files.par_iter().map(|file| as_apps(file)).collect();
    let complaints: Vec<&String> = results.iter().filter_map(|result| result.as_ref().err()).collect();
    assert!(complaints.is_empty(), "{complaints:#?}");
    let equal: usize = results.iter().filter_map(|result| result.as_ref().ok()).sum();
    assert!(equal > 300, "only {equal} objects belong to files with Deployments");
}

/// How many objects of a file are built as they were, once they belong to apps.
fn as_apps(file: &Path) -> Result<usize, String> {
    let name = file.to_str().expect("the corpus has plain names");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let out = folder.path().join("out");
    let out = out.to_str().expect("a plain name");
    let run = jkec(&["import", "--as", "application", name, "-o", out, "--format", "short"]);
    if run.status.code() != Some(0) {
        return Err(format!("{name}: {}", String::from_utf8_lossy(&run.stderr)));
    }
    held_against_the_build(file, out)
}

fn gather(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            gather(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "yaml" || extension == "json") {
            files.push(path);
        }
    }
}

fn jkec(words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_jkec")).args(words).output().expect("jkec runs")
}

/// How many objects of a file are built as they were, or what is wrong.
fn tried(file: &Path) -> Result<usize, String> {
    let name = file.to_str().expect("the corpus has plain names");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let out = folder.path().join("out");
    let out = out.to_str().expect("a plain name");
    let run = jkec(&["import", name, "-o", out, "--format", "short"]);
    let said = String::from_utf8_lossy(&run.stderr).into_owned();
    if let Some((_, part)) = TOLD.iter().find(|(end, _)| name.ends_with(end)) {
        let is_told = run.status.code() == Some(1) && said.contains(part);
        return if is_told { Ok(0) } else { Err(format!("{name}: expected to be told of {part}: {said}")) };
    }
    if run.status.code() != Some(0) {
        return Err(format!("{name}: {said}"));
    }
    held_against_the_build(file, out)
}

/// Every object of the file is among what is built.
fn held_against_the_build(file: &Path, out: &str) -> Result<usize, String> {
    let name = file.display();
    let built = jkec(&["-C", out, "build", "--output", "ndjson", "--secrets", "plain"]);
    let built = String::from_utf8_lossy(&built.stdout).into_owned();
    let built: Vec<Value> = built.lines().map(|line| serde_json::from_str(line).expect("an object a line")).collect();
    let objects = objects(file)?;
    for object in &objects {
        let same = |other: &&Value| ["/apiVersion", "/kind", "/metadata/name"].iter().all(|at| object.pointer(at) == other.pointer(at));
        let candidates: Vec<&Value> = built.iter().filter(same).collect();
        if !candidates.iter().any(|other| equal(object, other, "")) {
            return Err(format!("{name}: {object} is built as {candidates:?}"));
        }
    }
    Ok(objects.len())
}

/// The objects of a file, lists expanded.
fn objects(file: &Path) -> Result<Vec<Value>, String> {
    let text = std::fs::read_to_string(file).map_err(|error| error.to_string())?;
    let documents = serde_yaml::Deserializer::from_str(&text).map(Value::deserialize);
    let documents: Vec<Value> = documents.collect::<Result<_, _>>().map_err(|error| format!("{}: {error}", file.display()))?;
    let items = |document: Value| match document.get("items").and_then(Value::as_array) {
        Some(items) if document["kind"].as_str().is_some_and(|kind| kind.ends_with("List")) => items.clone(),
        Some(_) | None => vec![document],
    };
    Ok(documents.into_iter().filter(|document| !document.is_null()).flat_map(items).collect())
}

/// Equal as data: null is as good as absent, quantities are equal by value, and a build adds a namespace.
fn equal(was: &Value, is: &Value, path: &str) -> bool {
    match (was, is) {
        (Value::Object(was), Value::Object(is)) => {
            let kept = was.iter().filter(|(_, value)| !value.is_null());
            let added = is.keys().filter(|key| !was.contains_key(*key)).all(|key| path == "/metadata" && key == "namespace");
            added && kept.into_iter().all(|(key, value)| is.get(key).is_some_and(|other| equal(value, other, &format!("{path}/{key}"))))
        }
        (Value::Array(was), Value::Array(is)) => was.len() == is.len() && was.iter().zip(is).all(|(was, is)| equal(was, is, path)),
        (Value::Number(_) | Value::String(_), Value::Number(_) | Value::String(_)) if was != is => {
            let holds_quantities = ["/requests/", "/limits/", "/capacity/", "/averageValue", "/sizeLimit"];
            let is_quantity = holds_quantities.iter().any(|part| path.contains(part));
            is_quantity && nanos(was).is_some_and(|amount| nanos(is) == Some(amount)) || was.is_f64() && was.as_f64() == is.as_f64()
        }
        _ => was == is,
    }
}

/// A quantity in billionths.
fn nanos(value: &Value) -> Option<i128> {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let end = text.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let units: [(&str, i128); 9] = [
        ("", 1_000_000_000),
        ("m", 1_000_000),
        ("k", 1_000_000_000_000),
        ("M", 10i128.pow(15)),
        ("G", 10i128.pow(18)),
        ("Ki", 1_000_000_000 << 10),
        ("Mi", 1_000_000_000 << 20),
        ("Gi", 1_000_000_000 << 30),
        ("Ti", 1_000_000_000 << 40),
    ];
    let (_, size) = units.into_iter().find(|(name, _)| *name == unit)?;
    let digits: i128 = format!("0{whole}{fraction}").parse().ok()?;
    Some(digits * size / 10i128.pow(fraction.len() as u32))
}
