//! A file of cases to the cases in it.
//!
//! ```text
//! # What the cases of the file are about.
//!
//! ==== what the case shows
//! app a: App { scale.min = 3 }
//! ----
//! *: a.scale.min = 3
//! env=prod: a.owner absent
//! error E0403 1:14 for env=prod: what is wrong
//!   1:3 a label
//!   help: what to do
//! ```
//!
//! A source is `case.jke` in the project's root folder; a line `//// path` begins another file. Behind `----` stand the values of
//! objects for the targets of a selector, as JSON, and everything that checking the project for every target says, to the letter.

use std::collections::BTreeMap;

pub struct Case {
    pub title: String,
    pub files: BTreeMap<String, String>,
    pub values: Vec<Expected>,
    /// The lines of what is told, as one text.
    pub told: String,
}

/// `env=prod: a.scale.min = 3`
pub struct Expected {
    /// `*`, or a selector.
    pub targets: String,
    /// The handle of an object, or its name, and the way down from there.
    pub path: String,
    /// `None`: there is no such thing.
    pub value: Option<serde_json::Value>,
}

pub fn cases(text: &str) -> Vec<Case> {
    let parts = text.split("\n==== ").skip(1);
    parts.map(case).collect()
}

fn case(text: &str) -> Case {
    let (title, rest) = text.split_once('\n').expect("a title stands on a line of its own");
    let (source, expected) = rest.split_once("\n----\n").unwrap_or_else(|| panic!("`{title}` expects nothing"));
    let (mut values, mut told) = (vec![], String::new());
    for line in expected.lines().filter(|line| !line.trim().is_empty()) {
        match is_told(line) {
            true => told += &format!("{line}\n"),
            false => values.push(value(line).unwrap_or_else(|| panic!("`{title}`: what does `{line}` expect?"))),
        }
    }
    Case { title: title.to_owned(), files: files(source), values, told }
}

pub fn is_told(line: &str) -> bool {
    line.starts_with("error ") || line.starts_with("warning ") || line.starts_with("  ")
}

fn value(line: &str) -> Option<Expected> {
    let (targets, rest) = line.split_once(": ")?;
    let (path, value) = match rest.strip_suffix(" absent") {
        Some(path) => (path, None),
        None => {
            let (path, value) = rest.split_once(" = ")?;
            (path, Some(serde_json::from_str(value).ok()?))
        }
    };
    Some(Expected { targets: targets.to_owned(), path: path.to_owned(), value })
}

fn files(source: &str) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let whole = if source.starts_with("//// ") { source.to_owned() } else { format!("//// case.jke\n{source}") };
    for part in format!("\n{whole}").split("\n//// ").skip(1) {
        let (path, text) = part.split_once('\n').unwrap_or((part, ""));
        files.insert(path.trim().to_owned(), format!("{text}\n"));
    }
    files
}

/// The file with what is told in each case replaced. Values are the law, and nobody writes them but a person.
pub fn rewritten(text: &str, told: &[String]) -> String {
    let mut parts = text.split("\n==== ");
    let mut written = parts.next().unwrap_or_default().to_owned();
    for (part, told) in parts.zip(told) {
        let (source, expected) = part.split_once("\n----\n").unwrap_or((part, ""));
        let values = expected.lines().filter(|line| !line.trim().is_empty() && !is_told(line)).map(|line| format!("{line}\n"));
        written += &format!("\n==== {source}\n----\n{}{told}", values.collect::<String>());
    }
    written
}
