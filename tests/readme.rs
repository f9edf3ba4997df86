//! The README tells the truth: what it shows is what the example holds and what comes out of it.

use std::fs;
use std::path::PathBuf;

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
    for path in ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"] {
        for link in text(path).split("](").skip(1).filter_map(|rest| rest.split(')').next()).filter(|link| !link.starts_with("http")) {
            assert!(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(link).exists(), "{path} names {link}");
        }
    }
}
