//! What cargo can't check of the house style: sizes, names, what may not be named where, and the one-way order of the crates.

use std::fs;
use std::path::{Path, PathBuf};

/// The crates under `lang/` in order: each may use only those before it.
const ORDER: [&str; 13] =
    ["text", "testing", "syntax", "table", "model", "resolve", "check", "encode", "eval", "manifest", "session", "ide", "import"];
/// The outside world, of which the language knows nothing.
const OUTSIDE: [&str; 8] = ["std::fs", "std::net", "std::env", "clap", "ariadne", "tower_lsp", "tower-lsp", "tokio"];
const MOST_LINES: usize = 800;
const MOST_LINES_OF_A_FUNCTION: usize = 100;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The files of the repository with one of these endings, by their path from its root.
fn files(endings: &[&str]) -> Vec<(String, String)> {
    let mut found = vec![];
    gather(&root(), &mut found);
    let relative = |path: PathBuf| path.strip_prefix(root()).expect("it was found below the root").to_string_lossy().into_owned();
    let mut files: Vec<(String, String)> = found
        .into_iter()
        .filter(|path| endings.iter().any(|ending| path.to_string_lossy().ends_with(ending)))
        .filter_map(|path| fs::read_to_string(&path).ok().map(|text| (relative(path), text)))
        .collect();
    files.sort();
    files
}

fn gather(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the repository can be read").flatten() {
        let (path, name) = (entry.path(), entry.file_name());
        if !path.is_dir() {
            found.push(path);
        } else if !["target", ".git", "node_modules", "corpus", "artifacts"].contains(&name.to_string_lossy().as_ref()) {
            gather(&path, found);
        }
    }
}

#[track_caller]
fn none(complaints: Vec<String>) {
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

#[test]
fn every_rust_file_says_what_it_is_about() {
    let silent = files(&[".rs"]).into_iter().filter(|(_, text)| !text.starts_with("//! "));
    none(silent.map(|(path, _)| format!("{path} does not open with `//!`")).collect());
}

#[test]
fn no_file_is_too_long() {
    // What is made from the API's schema is as long as that.
    let written = files(&[".rs", ".jke"]).into_iter().filter(|(path, _)| !path.starts_with("stdlib/k8s/"));
    let long = written.filter(|(_, text)| text.lines().count() > MOST_LINES);
    none(long.map(|(path, text)| format!("{path} has {} lines; at {MOST_LINES} it is split by question", text.lines().count())).collect());
}

#[test]
fn no_function_is_too_long() {
    let mut complaints = vec![];
    for (path, text) in files(&[".rs"]) {
        for (name, length) in functions(&text).into_iter().filter(|(_, length)| *length > MOST_LINES_OF_A_FUNCTION) {
            complaints.push(format!("{path}: `{name}` has {length} lines; at {MOST_LINES_OF_A_FUNCTION} a function ends"));
        }
    }
    none(complaints);
}

/// The names and lengths of functions. A function ends at the first `}` with its own indentation, as rustfmt writes it.
fn functions(text: &str) -> Vec<(String, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = vec![];
    for (start, line) in lines.iter().enumerate() {
        let inner = line.trim_start();
        let words: Vec<&str> = inner.split_whitespace().take_while(|word| *word != "=").take(5).collect();
        let Some(at) = words.iter().position(|word| *word == "fn") else { continue };
        if inner.starts_with("//") || line.ends_with('}') || line.ends_with(';') {
            continue;
        }
        let end = format!("{}}}", &line[..line.len() - inner.len()]);
        let length = lines[start..].iter().position(|line| *line == end).map_or(0, |length| length + 1);
        found.push((words.get(at + 1).copied().unwrap_or_default().to_owned(), length));
    }
    found
}

#[test]
fn no_file_is_named_after_nothing() {
    let vague = ["util", "utils", "helper", "helpers", "common", "misc"];
    let is_vague =
        |path: &str| Path::new(path).components().any(|part| vague.contains(&part.as_os_str().to_string_lossy().trim_end_matches(".rs")));
    none(
        files(&[".rs", ".jke"])
            .into_iter()
            .filter(|(path, _)| is_vague(path))
            .map(|(path, _)| format!("{path}: name what it holds"))
            .collect(),
    );
}

#[test]
fn the_language_knows_nothing_of_the_outside() {
    let mut complaints = vec![];
    for (path, text) in files(&[".rs", "Cargo.toml"]) {
        let is_language = path.starts_with("lang/") && !path.contains("/tests/") && !path.contains("/benches/");
        let mentions = |word: &str| text.lines().any(|line| !line.trim_start().starts_with("//") && has_word(line, word));
        complaints.extend(OUTSIDE.iter().filter(|word| is_language && mentions(word)).map(|word| format!("{path} names `{word}`")));
    }
    none(complaints);
}

fn has_word(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let is_part = |character: char| character.is_alphanumeric() || character == '_';
        !line[..at].ends_with(is_part) && !line[at + word.len()..].starts_with(is_part)
    })
}

#[test]
fn crates_use_only_those_before_them() {
    let mut complaints = vec![];
    let folders: Vec<String> = files(&["Cargo.toml"]).into_iter().map(|(path, _)| path).filter(|path| path.starts_with("lang/")).collect();
    assert_eq!(folders.len(), ORDER.len(), "{folders:?} and {ORDER:?}");
    for (place, name) in ORDER.iter().enumerate() {
        let manifest =
            fs::read_to_string(root().join("lang").join(name).join("Cargo.toml")).expect("each crate of the order has its folder");
        for line in manifest.lines().filter(|line| line.starts_with("jke-")) {
            let used = line["jke-".len()..].split(['.', ' ', '=']).next().unwrap_or_default();
            if ORDER[place..].contains(&used) {
                complaints.push(format!("jke-{name} uses jke-{used}, which comes after it"));
            }
        }
    }
    none(complaints);
}

#[test]
fn every_crate_takes_the_lints_of_the_workspace() {
    let lax =
        files(&["Cargo.toml"]).into_iter().filter(|(path, text)| !path.starts_with("fuzz") && !text.contains("[lints]\nworkspace = true"));
    none(lax.map(|(path, _)| format!("{path} has no `[lints] workspace = true`: unsafe code would pass")).collect());
}

#[test]
fn every_code_is_given_by_some_phase_and_has_its_page() {
    let catalogue = fs::read_to_string(root().join("lang/text/src/codes.rs")).expect("the catalogue is there");
    let sources: Vec<(String, String)> =
        files(&[".rs"]).into_iter().filter(|(path, _)| path.contains("src/") && !path.ends_with("codes.rs")).collect();
    let mut complaints = vec![];
    for (name, code) in catalogue.lines().filter_map(row) {
        if !root().join(format!("lang/text/codes/{code}.md")).exists() {
            complaints.push(format!("{code} has no page"));
        }
        if !sources.iter().any(|(_, text)| names(text, name)) {
            complaints.push(format!("{code}: no phase gives it; a code comes with its first use"));
        }
    }
    let pages = files(&[".md"]).into_iter().filter_map(|(path, _)| path.strip_prefix("lang/text/codes/").map(str::to_owned));
    let known: Vec<&str> = catalogue.lines().filter_map(row).map(|(_, code)| code).collect();
    complaints
        .extend(pages.filter(|page| !known.contains(&page.trim_end_matches(".md"))).map(|page| format!("{page} is the page of no code")));
    none(complaints);
}

/// Whether the text names this code, as `Code::E0101` or by another name of the enum.
fn names(text: &str, name: &str) -> bool {
    let code = format!("Code::{name}");
    text.match_indices(&code).any(|(at, _)| !text[at + code.len()..].starts_with(char::is_alphanumeric))
}

/// `E0101 "E0101", // …`
fn row(line: &str) -> Option<(&str, &str)> {
    let (name, rest) = line.strip_prefix("    ")?.split_once(" \"")?;
    let (code, _) = rest.split_once("\",")?;
    name.chars().all(char::is_alphanumeric).then_some((name, code))
}

#[test]
fn no_line_ends_in_white_space_and_no_work_is_left_lying() {
    let marks = [["TO", "DO"].concat(), ["FIX", "ME"].concat(), ["XX", "X"].concat()];
    let mut complaints = vec![];
    for (path, text) in files(&[".rs", ".md", ".toml", ".jke", ".yaml", ".json", ".lua", ".ts"]) {
        let made = path.contains("/expected/") || path == "Cargo.lock";
        for (number, line) in text.lines().enumerate().filter(|_| !made) {
            if line.ends_with([' ', '\t']) {
                complaints.push(format!("{path}:{}: white space ends the line", number + 1));
            }
            complaints.extend(marks.iter().filter(|mark| has_word(line, mark)).map(|mark| format!("{path}:{}: {mark}", number + 1)));
        }
        if !made && !text.is_empty() && !text.ends_with('\n') {
            complaints.push(format!("{path}: the last line has no end"));
        }
    }
    none(complaints);
}
