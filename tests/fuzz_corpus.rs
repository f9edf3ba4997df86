//! The committed corpus of the fuzz targets, through the same functions, on stable.

#[path = "../fuzz/run.rs"]
mod run;

use std::fs;
use std::path::{Path, PathBuf};

/// The files of a target's corpus, sorted; there are some.
fn corpus(target: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("the corpus can be listed").path()).collect();
    files.sort();
    assert!(!files.is_empty(), "{} is empty", folder.display());
    files
}

fn each(target: &str, run: impl Fn(&[u8])) {
    for file in corpus(target) {
        let bytes = fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        // A panic is told with the file that it comes from.
        println!("{}", file.display());
        run(&bytes);
    }
}

#[test]
fn the_corpus_of_the_parser_panics_nowhere() {
    each("parse", run::parse);
}

#[test]
fn the_corpus_of_the_parser_panics_nowhere_as_a_project() {
    each("parse", run::pipeline);
}

#[test]
fn the_corpus_of_the_pipeline_panics_nowhere() {
    each("pipeline", run::pipeline);
}
