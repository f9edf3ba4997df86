//! What Kubernetes itself says of its types and fields, from the sources of the crate `k8s-openapi`, to one compressed text.
//!
//! Not a sentence of it is kept in this repository. The crate holds several versions of the API; an item's documentation is that of the
//! newest version that has it. The text, before it is compressed, is a row of types, each a [`TYPE`] with `group/version/Name`, then
//! [`TEXT`] with what is said of it, then for each field [`FIELD`] with its name in JSON and [`TEXT`] with what is said of that.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs, io};

const TYPE: char = '\u{1}';
const FIELD: char = '\u{2}';
const TEXT: char = '\u{3}';

/// By `group/version/Name`.
type Types = BTreeMap<String, Documented>;

#[derive(Default)]
struct Documented {
    text: String,
    /// By their names in JSON.
    fields: BTreeMap<String, String>,
}

/// Writes `docs.deflate`.
pub fn write(out: &Path) -> io::Result<()> {
    println!("cargo::rerun-if-changed=../Cargo.lock");
    let mut types = Types::new();
    for version in versions(&sources()?.join("src"))? {
        read(&version, &mut types)?;
    }
    fs::write(out.join("docs.deflate"), miniz_oxide::deflate::compress_to_vec(joined(&types).as_bytes(), LEVEL))
}

/// The best that still takes no time to speak of.
const LEVEL: u8 = 9;

/// The folder of the crate: cargo knows where it has put it, be that its registry or a vendored copy. Other platforms' packages need not
/// be there.
fn sources() -> io::Result<PathBuf> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let target = env::var("TARGET").unwrap_or_default();
    let arguments = ["metadata", "--locked", "--format-version", "1", "--filter-platform", &target];
    let answer = Command::new(cargo).args(arguments).output()?;
    if !answer.status.success() {
        return Err(io::Error::other(format!("cargo metadata: {}", String::from_utf8_lossy(&answer.stderr))));
    }
    let metadata: serde_json::Value = serde_json::from_slice(&answer.stdout)?;
    let packages = metadata["packages"].as_array().into_iter().flatten();
    let manifest = packages.filter(|package| package["name"] == "k8s-openapi").find_map(|package| package["manifest_path"].as_str());
    let folder = manifest.and_then(|path| Path::new(path).parent()).map(Path::to_owned);
    folder.ok_or_else(|| io::Error::other("the packages that cargo knows hold no `k8s-openapi`"))
}

/// The folders `v1_36`, `v1_35` …, the newest first.
fn versions(sources: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = vec![];
    for entry in fs::read_dir(sources)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if let Some(minor) = name.strip_prefix("v1_").and_then(|minor| minor.parse::<u32>().ok()) {
            found.push((minor, path));
        }
    }
    found.sort();
    Ok(found.into_iter().rev().map(|(_, path)| path).collect())
}

fn read(folder: &Path, types: &mut Types) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            read(&path, types)?;
        } else if let Some((name, documented)) = of_file(&fs::read_to_string(&path)?) {
            let known = types.entry(name).or_default();
            if known.text.is_empty() {
                known.text = documented.text;
            }
            for (field, text) in documented.fields {
                known.fields.entry(field).or_insert(text);
            }
        }
    }
    Ok(())
}

/// The type that a generated file declares: the documentation before its `pub struct` and the fields in that, whose names in JSON its own
/// reader tells (`"hostIP" => Field::Key_host_ip`).
fn of_file(source: &str) -> Option<(String, Documented)> {
    let definition = source.lines().next()?.strip_prefix("// Generated from definition io.k8s.")?;
    let mut segments = definition.rsplit('.');
    let (name, version, group) = (segments.next()?, segments.next()?, segments.next()?);
    let mut documented = Documented::default();
    let mut by_word: BTreeMap<&str, String> = BTreeMap::new();
    let mut docs = String::new();
    for line in source.lines().skip(1) {
        let inner = line.trim_start();
        if let Some(text) = inner.strip_prefix("///") {
            docs.push_str(text.strip_prefix(' ').unwrap_or(text));
            docs.push('\n');
        } else if inner.starts_with("pub struct ") || inner.starts_with("pub enum ") {
            documented.text = taken(&mut docs);
        } else if let Some((word, _)) = inner.strip_prefix("pub ").and_then(|field| field.split_once(": ")) {
            by_word.insert(word, taken(&mut docs));
        } else if let Some((json, word)) = inner.split_once(" => Field::Key_") {
            let word = word.trim_end_matches(',');
            if let Some(text) = by_word.remove(word).filter(|text| !text.is_empty()) {
                documented.fields.insert(json.trim_matches('"').to_owned(), text);
            }
        }
    }
    Some((format!("{}/{version}/{name}", folder_of(group)), documented))
}

fn taken(docs: &mut String) -> String {
    std::mem::take(docs).trim_end().to_owned()
}

/// The library's folder of an API group, which is called by the group's first label (`internal.apiserver.k8s.io`).
fn folder_of(group: &str) -> &str {
    match group {
        "apiserverinternal" => "internal",
        group => group,
    }
}

fn joined(types: &Types) -> String {
    let mut text = String::new();
    let mut add = |mark: char, part: &str| {
        text.push(mark);
        text.push_str(part);
    };
    for (name, Documented { text, fields }) in types {
        add(TYPE, name);
        add(TEXT, text);
        for (name, text) in fields {
            add(FIELD, name);
            add(TEXT, text);
        }
    }
    text
}
