//! For each version: an object of every kind, with every field that the version has, comes out as it was written.
//!
//! What is built stands in the build's folder for temporary files, where `.ci/run` finds it and checks it by the schemas of each version.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use jke_session::{Built, Request, Secrets, Session};
use jke_text::MemoryLoader;
use serde_json::Value;

use crate::kinds;
use crate::openapi;
use crate::sample::Sampler;

#[test]
fn an_object_of_each_kind_with_every_field_of_each_version_is_built() {
    every_field("k8s", "kinds", &kinds::versions(), |version, data| {
        if version == openapi::VERSION {
            openapi::read_and_written_again(data);
        }
    });
}

#[test]
fn an_object_of_each_custom_resource_of_the_library_with_every_field_is_built() {
    let newest = kinds::versions().pop().expect("the library has versions");
    every_field("crd", "custom_resources", &[newest], |_, _| {});
}

/// Builds all kinds of a package into a folder for each version, and judges each manifest.
fn every_field(package: &str, folder: &str, versions: &[&str], judge: impl Fn(&str, &Value)) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(folder);
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("the build's folder can be written");
    }
    let (snapshot, kinds) = kinds::all(package);
    assert!(kinds.len() > 30, "{}", kinds.len());
    for version in versions {
        let sampler = Sampler::new(snapshot.interfaces(), version);
        let mut files = BTreeMap::from([
            ("project.jke".to_owned(), "project kinds { prelude = [] }\n".to_owned()),
            ("platform.jke".to_owned(), format!("module Cluster {{}}\n\nplatform: Cluster {{ kubernetes = \"{version}\" }}\n")),
        ]);
        let mut expected = BTreeMap::new();
        for (at, kind) in kinds.iter().enumerate().filter(|(_, kind)| kind.is_in(snapshot.interfaces(), version)) {
            let object = sampler.object(kind.record, &format!("m{at}"));
            let emit = format!("emit kinds.{} {}", kind.name, object.source);
            files.insert(format!("m{at}.jke"), format!("{}\nmodule M{at} {{\n{emit}\n}}\n\napp m{at}: M{at} {{}}\n", kind.import()));
            expected.insert(format!("m{at}"), object.data);
        }
        let built = build(files);
        assert_eq!(built.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>());
        let folder = folder.join(version);
        fs::create_dir_all(&folder).expect("the build's folder can be written");
        for (name, (text, data)) in built {
            assert_eq!(data, expected[&name], "{text}");
            judge(version, &data);
            fs::write(folder.join(format!("{name}.yaml")), text).expect("the build's folder can be written");
        }
    }
}

/// The manifests of a project by their names, as text and as data.
fn build(files: BTreeMap<String, String>) -> BTreeMap<String, (String, Value)> {
    let snapshot = Session::new().snapshot(Arc::new(MemoryLoader { files }));
    let request = Request { targets: snapshot.project().targets.clone(), secrets: Secrets::Plain, ..Request::default() };
    let Built { diagnostics, targets } = snapshot.build(&request);
    let told: Vec<String> = diagnostics.iter().map(|diagnostic| jke_testing::shown(diagnostic, snapshot.sources())).collect();
    assert_eq!(told, Vec::<String>::new());
    let documents = targets.into_iter().flat_map(|target| target.documents).map(|document| {
        let text = String::from_utf8(document.bytes.to_vec()).expect("manifests are text");
        let data: Value = serde_yaml::from_str(&text).expect("manifests are YAML");
        (data["metadata"]["name"].as_str().unwrap_or_default().to_owned(), (text, data))
    });
    documents.collect()
}
