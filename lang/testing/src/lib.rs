//! Diagnostics to lines that a test can read and compare. Only tests use it: what users read is written by the program.

use jke_text::{Diagnostic, Sources};

/// `a.jke:1:2 E0201 `text`: what is wrong | under it | a.jke:3:1 other place | help: what to do | fix: text -> mended`
pub fn shown(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let span = diagnostic.primary.span;
    let start = place(span.start, sources);
    let mut line = format!("{start} {} `{}`: {}", diagnostic.code, sources.slice(span), diagnostic.message);
    if !diagnostic.primary.message.is_empty() {
        line += &format!(" | {}", diagnostic.primary.message);
    }
    for label in &diagnostic.labels {
        line += &format!(" | {} {}", place(label.span.start, sources), label.message);
    }
    if let Some(help) = &diagnostic.help {
        line += &format!(" | help: {help}");
    }
    for edit in &diagnostic.fix {
        line += &format!(" | fix: {} -> {}", sources.slice(edit.span), edit.text);
    }
    line
}

/// `a.jke:1:2`
pub fn place(position: u32, sources: &Sources) -> String {
    match sources.file_at(position) {
        Some(file) => {
            let at = file.line_column(position);
            format!("{}:{}:{}", file.path, at.line, at.column)
        }
        None => "nowhere".to_owned(),
    }
}
