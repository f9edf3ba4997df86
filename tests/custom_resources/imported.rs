//! Every real schema becomes a file of types that checks. Skips with a notice where there are none.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::{env, fs};

use jke_import::crd::{self, Definition, Document};
use jke_import::types::print;
use jke_session::{Request, Session};
use jke_text::{MemoryLoader, Source, SourceKind, Span};

fn schemas(folder: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = env::var_os("SHARED").map_or_else(|| root.join("../shared"), PathBuf::from).join("schemas").join(folder);
    let groups: Vec<PathBuf> = fs::read_dir(&folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    let mut files: Vec<PathBuf> =
        groups.iter().filter_map(|group| fs::read_dir(group).ok()).flatten().flatten().map(|entry| entry.path()).collect();
    files.sort();
    if files.is_empty() {
        eprintln!("skipped: there is no {}", folder.display());
    }
    files
}

fn read(path: &Path) -> Vec<Document> {
    let text = fs::read_to_string(path).expect("a file that is listed can be read");
    let crd::Read { documents, diagnostics } = crd::read(&Source::new("crd.yaml", SourceKind::Project, text, 1));
    assert_eq!(diagnostics, [], "{}", path.display());
    documents.into_iter().map(|(_, document)| document).collect()
}

/// The types of all definitions in one project, without a mistake; the number of kinds.
fn check(definitions: &[Definition]) -> usize {
    let mut files = BTreeMap::from([("project.jke".to_owned(), "project all { prelude = [] }\n".to_owned())]);
    for imported in crd::import_all(definitions) {
        let before = files.insert(imported.path.clone(), print(&imported.file));
        assert_eq!(before, None, "two kinds share {}", imported.path);
    }
    let snapshot = Session::new().snapshot(Arc::new(MemoryLoader { files }));
    let diagnostics =
        snapshot.check(&Request { targets: snapshot.project().targets.clone(), ..Request::default() }, &AtomicBool::new(false));
    let told: Vec<String> = diagnostics.iter().map(|diagnostic| jke_testing::shown(diagnostic, snapshot.sources())).collect();
    assert_eq!(told, Vec::<String>::new());
    snapshot.interfaces().records.iter().filter(|record| record.kind_identity().is_some()).count()
}

#[test]
fn every_custom_resource_definition_becomes_types_that_check() {
    let files = schemas("crd-manifests");
    let documents = files.iter().flat_map(|path| read(path));
    let definitions: Vec<Definition> = documents
        .flat_map(|document| match document {
            Document::Definitions(definitions) => definitions,
            Document::Other(kind) => {
                assert!(kind.starts_with("ValidatingAdmissionPolicy"), "{kind}");
                vec![]
            }
            Document::Schema(schema) => panic!("{schema} is no definition"),
        })
        .collect();
    let kinds = check(&definitions);
    assert!(files.is_empty() || kinds >= 30 && kinds == definitions.len(), "{kinds} of {}", definitions.len());
}

#[test]
fn every_json_schema_becomes_types_that_check() {
    let files = schemas("crds");
    let mut definitions = vec![];
    for path in &files {
        let group = path.parent().and_then(Path::file_name).expect("schemas stand in folders").to_string_lossy();
        let name = path.file_stem().expect("a file has a name").to_string_lossy();
        let (kind, version) = name.rsplit_once('_').expect("a file is named by its kind and version");
        let kind = kind[..1].to_uppercase() + &kind[1..];
        for document in read(path) {
            let Document::Schema(schema) = document else { panic!("{document:?} is no schema") };
            let definition = crd::bare(Span::NONE, schema, Some(&kind), Some(&format!("{group}/{version}")), false);
            definitions.push(definition.expect("all is told"));
        }
    }
    let kinds = check(&definitions);
    assert!(files.is_empty() || kinds >= 100 && kinds == files.len(), "{kinds} of {}", files.len());
}
