//! What maintainers run beside cargo: `cargo xtask COMMAND`.

#[path = "../../benches/generate/mod.rs"]
mod generate;
mod kubernetes;
mod reference;

use std::path::Path;
use std::process::ExitCode;

const USAGE: &str = "\
cargo xtask generate                  writes the pages of docs/reference from the tables of the language
cargo xtask generate --check          says whether they are fresh
cargo xtask generate kubernetes       writes stdlib/k8s from the API's schemas in ../shared/schemas/openapi
cargo xtask generate kubernetes --check
cargo xtask generate kubernetes --from DIR [--check]
                                      the same from another such folder, or from a checkout of Kubernetes with its tags
cargo xtask bench-project DIR APPS    writes the project that the benchmarks build, with so many apps";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["generate"] => reference::generate(root(), false),
        ["generate", "--check"] => reference::generate(root(), true),
        ["generate", "kubernetes"] => kubernetes::generate(root(), None, false),
        ["generate", "kubernetes", "--check"] => kubernetes::generate(root(), None, true),
        ["generate", "kubernetes", "--from", from] => kubernetes::generate(root(), Some(Path::new(from)), false),
        ["generate", "kubernetes", "--from", from, "--check"] => kubernetes::generate(root(), Some(Path::new(from)), true),
        ["bench-project", folder, apps] => match apps.parse() {
            Ok(apps) => bench_project(Path::new(folder), apps),
            Err(_) => Err(format!("`{apps}` is no number of apps")),
        },
        _ => Err(USAGE.to_owned()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

fn bench_project(folder: &Path, apps: usize) -> Result<(), String> {
    generate::write(folder, apps).map_err(|error| format!("{}: {error}", folder.display()))
}
