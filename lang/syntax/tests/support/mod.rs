//! Source text to what a test compares: mistakes by line and code, entries as they would be written.
//!
//! The printer writes expressions with all parentheses that their structure implies, so that a test sees how a row leans.

// Each suite uses its own part of this.
#![allow(dead_code, unused_imports)]

mod print;

use jke_syntax::tree::{Body, Expr, File, ItemKind, LetValue};
use jke_syntax::{Parsed, parse};
use jke_text::{Source, SourceKind};

pub use print::{entry, expr, pattern};

pub fn source(text: &str) -> Source {
    Source::new("a.jke", SourceKind::Project, text, 1)
}

pub fn parsed(text: &str) -> Parsed {
    parse(&source(text))
}

/// Line and code of each mistake, in the order of the lines.
pub fn mistakes(text: &str) -> Vec<String> {
    let file = source(text);
    let mut found: Vec<(u32, String)> = parse(&file)
        .diagnostics
        .iter()
        .map(|diagnostic| (file.line_column(diagnostic.primary.span.start).line, diagnostic.code.to_string()))
        .collect();
    found.sort();
    found.into_iter().map(|(line, code)| format!("{line} {code}")).collect()
}

/// The file, which must be without a mistake.
pub fn file(text: &str) -> File {
    let parsed = parsed(text);
    let messages: Vec<&str> = parsed.diagnostics.iter().map(|diagnostic| diagnostic.message.as_str()).collect();
    assert_eq!(messages, [] as [&str; 0], "{text}");
    parsed.file
}

/// The entries of the body of the app in the file.
pub fn entries(text: &str) -> Vec<String> {
    let parsed = parsed(text);
    let Some(ItemKind::App(app)) = parsed.file.items.first().map(|item| &item.kind) else { panic!("the app is lost: {text}") };
    bodies(&app.layer)
}

pub fn bodies(body: &Body) -> Vec<String> {
    body.entries.iter().map(entry).collect()
}

/// An app around these entries.
pub fn app(entries: &str) -> String {
    format!("app a: App {{\n{entries}\n}}\n")
}

/// The expression, printed, behind `let x = `.
pub fn value(text: &str) -> String {
    let file = file(&format!("let x = {text}\n"));
    expr(let_value(&file))
}

pub fn let_value(file: &File) -> &Expr {
    match file.items.first().map(|item| &item.kind) {
        Some(ItemKind::Let(found)) => match &found.value {
            LetValue::Expr(expr) => expr,
            LetValue::Include(_) => panic!("an include"),
        },
        _ => panic!("no `let`"),
    }
}
