//! The files of a case to others that must mean the same: items and `on`s in reverse, files under other names.

use std::collections::BTreeMap;

use jke_syntax::tree::{Body, Entry, EntryKind, File, Item, ItemKind};
use jke_text::{SourceKind, Sources, Span};

pub fn turned(files: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let count = files.len();
    let turned = files.iter().enumerate().map(|(at, (path, text))| {
        let text = reversed(&reversed(text, overlays), items);
        // What a file emits belongs to the instance of the file's name.
        let path = if emits(&text) { path.clone() } else { renamed(path, count - at) };
        (path, text)
    });
    turned.collect()
}

/// The project's own file keeps its name, and every file its folder.
fn renamed(path: &str, number: usize) -> String {
    match path.rsplit_once('/') {
        _ if path == "project.jke" || !path.ends_with(".jke") => path.to_owned(),
        Some((folder, _)) => format!("{folder}/file-{number}.jke"),
        None => format!("file-{number}.jke"),
    }
}

fn emits(text: &str) -> bool {
    let mut sources = Sources::default();
    let source = sources.add("case.jke", SourceKind::Project, text);
    jke_syntax::parse(&source).file.items.iter().any(|item| matches!(item.kind, ItemKind::Raw(_)))
}

/// The text in which what stands in each row of places stands in reverse.
fn reversed(text: &str, rows: fn(&File) -> Vec<Vec<Span>>) -> String {
    let mut sources = Sources::default();
    let source = sources.add("case.jke", SourceKind::Project, text);
    let rows = rows(&jke_syntax::parse(&source).file);
    let range = |span: &Span| (span.start - source.base) as usize..(span.end - source.base) as usize;
    let mut changes: Vec<_> = rows
        .iter()
        .flat_map(|row| row.iter().zip(row.iter().rev()))
        .map(|(place, content)| (range(place), &text[range(content)]))
        .collect();
    changes.sort_by_key(|(place, _)| place.start);
    let mut turned = text.to_owned();
    for (place, content) in changes.into_iter().rev() {
        turned.replace_range(place, content);
    }
    turned
}

/// What stands before an item belongs to it, and is no part of its place: such files stay as they are.
fn items(file: &File) -> Vec<Vec<Span>> {
    let bare = file.items.iter().all(|item| item.head.docs.is_none() && item.head.annotations.is_empty());
    if bare { vec![file.items.iter().map(|item| item.span).collect()] } else { vec![] }
}

/// The `on`s of each body.
fn overlays(file: &File) -> Vec<Vec<Span>> {
    file.items.iter().filter_map(layer).map(of_body).collect()
}

fn layer(item: &Item) -> Option<&Body> {
    match &item.kind {
        ItemKind::Platform(platform) => Some(&platform.layer),
        ItemKind::App(app) => Some(&app.layer),
        ItemKind::Overlay(overlay) => Some(&overlay.layer),
        ItemKind::Defaults(defaults) => Some(&defaults.layer),
        ItemKind::Project(_)
        | ItemKind::Module(_)
        | ItemKind::Type(_)
        | ItemKind::Fn(_)
        | ItemKind::Let(_)
        | ItemKind::Policy(_)
        | ItemKind::Except(_)
        | ItemKind::Test(_)
        | ItemKind::Raw(_)
        | ItemKind::Error => None,
    }
}

fn of_body(body: &Body) -> Vec<Span> {
    let is_overlay = |entry: &&Entry| matches!(entry.kind, EntryKind::On { .. });
    body.entries.iter().filter(is_overlay).map(|entry| entry.span).collect()
}
