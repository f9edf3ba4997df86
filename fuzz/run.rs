//! What the fuzz targets do with their bytes; `tests/fuzz_corpus.rs` does the same with the committed corpus.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use jke_session::{Request, Secrets, Session};
use jke_text::{Diagnostic, MemoryLoader, SourceKind, Sources};

/// Parses a text: no panic, and every place that is spoken of lies in it.
pub fn parse(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let mut sources = Sources::default();
    let source = sources.add("project.jke", SourceKind::Project, text);
    let parsed = jke_syntax::parse(&source);
    inside(&sources, &parsed.diagnostics);
}

/// Checks a project for every target, and builds it where nothing is wrong.
pub fn pipeline(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    project(files(text));
}

/// The same for the files of a project.
pub fn project(files: MemoryLoader) {
    let snapshot = Session::new().snapshot(Arc::new(files));
    let request = Request { targets: snapshot.project().targets.clone(), secrets: Secrets::Mask, ..Request::default() };
    let diagnostics = snapshot.check(&request, &AtomicBool::new(false));
    inside(snapshot.sources(), &diagnostics);
    if !diagnostics.iter().any(Diagnostic::is_error) {
        inside(snapshot.sources(), &snapshot.build(&request).diagnostics);
    }
}

/// A text as files: a line `//// apps/web.jke` begins the file of that path; what stands before the first is `project.jke`.
fn files(text: &str) -> MemoryLoader {
    let mut loader = MemoryLoader::default();
    let mut path = "project.jke".to_owned();
    for line in text.split_inclusive('\n') {
        match line.strip_prefix("//// ") {
            Some(next) => path = next.trim_end().to_owned(),
            None => loader.files.entry(path.clone()).or_default().push_str(line),
        }
    }
    loader
}

/// Every place that a diagnostic names lies in one file, between characters.
fn inside(sources: &Sources, diagnostics: &[Diagnostic]) {
    for diagnostic in diagnostics {
        let places = diagnostic.labels.iter().map(|label| label.span).chain([diagnostic.primary.span]);
        for span in places.chain(diagnostic.fix.iter().map(|edit| edit.span)).filter(|span| !span.is_none()) {
            let source = sources.file_at(span.start).unwrap_or_else(|| panic!("{span:?} is in no file: {diagnostic:?}"));
            let range = source.range(span);
            let exact = range.start as u32 + source.base == span.start && range.end as u32 + source.base == span.end;
            assert!(exact, "{span:?} is cut in {}: {diagnostic:?}", source.path);
        }
    }
}
