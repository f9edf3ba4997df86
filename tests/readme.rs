//! The README and the tour tell the truth: what they show compiles, and comes out.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use jke_session::{Request, Session};
use jke_text::MemoryLoader;

fn text(path: &str) -> String {
    fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path)).expect("the repository holds it")
}

/// The fenced blocks of this kind.
fn blocks(text: &str, kind: &str) -> Vec<String> {
    let fence = format!("```{kind}\n");
    text.split(&fence).skip(1).filter_map(|rest| rest.split("```").next()).map(str::to_owned).collect()
}

#[test]
fn the_app_that_it_shows_is_the_examples() {
    let example = text("examples/my-application/apps/my-application.jke");
    let shown = blocks(&text("README.md"), "jke");
    assert_eq!(shown.len(), 1);
    assert!(example.ends_with(&shown[0]), "{example}\nis not\n{}", shown[0]);
}

#[test]
fn the_manifests_that_it_shows_come_out() {
    let expected = text("examples/my-application/expected/prod.yaml");
    let shown = blocks(&text("README.md"), "yaml");
    let manifests: Vec<&String> = shown.iter().filter(|block| !block.starts_with("repos:")).collect();
    assert!(!manifests.is_empty());
    manifests.iter().for_each(|block| assert!(expected.contains(block.as_str()), "{block}\nis not in\n{expected}"));
}

#[test]
fn the_paths_that_it_names_are_there() {
    for path in ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"] {
        for link in text(path).split("](").skip(1).filter_map(|rest| rest.split(')').next()).filter(|link| !link.starts_with("http")) {
            assert!(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(link).exists(), "{path} names {link}");
        }
    }
}

#[test]
fn the_examples_of_the_tour_compile() {
    let examples = blocks(&text("docs/tour.md"), "jke");
    assert!(examples.len() > 3);
    for example in examples {
        let snapshot = Session::new().snapshot(Arc::new(MemoryLoader { files: files(&example) }));
        let request = Request { targets: snapshot.project().targets.clone(), ..Request::default() };
        let found = snapshot.check(&request, &AtomicBool::new(false));
        let messages: Vec<&str> = found.iter().map(|diagnostic| diagnostic.message.as_str()).collect();
        assert_eq!(messages, [] as [&str; 0], "{example}");
    }
}

/// The files of an example; without a line `//// path` it is a file of a small project.
fn files(example: &str) -> BTreeMap<String, String> {
    let Some(named) = example.strip_prefix("//// ") else {
        let own = [("project.jke", "project example { edition = 1 }\n"), ("example.jke", example)];
        return own.map(|(path, text)| (path.to_owned(), text.to_owned())).into();
    };
    named.split("\n//// ").filter_map(|part| part.split_once('\n')).map(|(path, text)| (path.to_owned(), format!("{text}\n"))).collect()
}
