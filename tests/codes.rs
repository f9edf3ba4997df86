//! The pages of the codes: each failing example fails with its code and no other, each mended one is without a mistake.
//!
//! An example is a small project. It may hold several files, each begun by a line `//// path`; where it names none, it is a file of
//! a project with the axis `env` of dev, staging and prod. Pages of the command line have a `console` block instead.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use jke_session::{Request, Session};
use jke_text::{Code, Diagnostic, MemoryLoader, Sources};

const DEFAULT_PROJECT: &str = "project example {\n  edition = 1\n  axis env = dev | staging | prod\n}\n";

/// The text of the fenced blocks of a page that begin with this word and kind.
fn blocks<'p>(page: &'p str, opening: &str) -> Vec<&'p str> {
    let fence = format!("```{opening}\n");
    page.split(&fence).skip(1).filter_map(|rest| rest.split("\n```").next()).collect()
}

/// The files of an example.
fn files(example: &str) -> BTreeMap<String, String> {
    if !example.starts_with("//// ") {
        let own = [("project.jke", DEFAULT_PROJECT), ("example.jke", example)];
        return own.map(|(path, text)| (path.to_owned(), text.to_owned())).into();
    }
    let parts = example.strip_prefix("//// ").unwrap_or(example).split("\n//// ");
    parts.filter_map(|part| part.split_once('\n')).map(|(path, text)| (path.to_owned(), format!("{text}\n"))).collect()
}

/// What checking the whole project for every target says.
fn mistakes(example: &str) -> Vec<(Code, String)> {
    let snapshot = Session::new().snapshot(Arc::new(MemoryLoader { files: files(example) }));
    let request = Request { targets: snapshot.project().targets.clone(), ..Request::default() };
    let found = snapshot.check(&request, &AtomicBool::new(false));
    found.iter().map(|diagnostic| (diagnostic.code, shown(diagnostic, snapshot.sources()))).collect()
}

fn shown(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let start = diagnostic.primary.span.start;
    let place = sources.file_at(start).map(|file| format!("{}:{}", file.path, file.line_column(start).line));
    format!("{}: {}: {}", place.unwrap_or_default(), diagnostic.code, diagnostic.message)
}

/// What is wrong with the page of a code.
fn complaints(code: Code) -> Vec<String> {
    let page = code.page();
    let mut complaints = vec![];
    if !page.starts_with(&format!("# {code}: ")) {
        complaints.push(format!("it begins with `# {code}: …`"));
    }
    let (failing, mended) = (blocks(page, "jke fail"), blocks(page, "jke mended"));
    if failing.len() != mended.len() || failing.is_empty() && blocks(page, "console").is_empty() {
        complaints.push("it has a failing example and the mended one, or a `console` block".to_owned());
    }
    for example in failing {
        let found = mistakes(example);
        if found.is_empty() || found.iter().any(|(other, _)| *other != code) {
            complaints.push(format!("the failing example gives {found:#?}"));
        }
    }
    for example in mended {
        let found = mistakes(example);
        if !found.is_empty() {
            complaints.push(format!("the mended example gives {found:#?}"));
        }
    }
    complaints
}

#[test]
fn each_page_has_an_example_that_fails_with_its_code_and_one_that_is_mended() {
    let all: Vec<String> =
        Code::ALL.iter().flat_map(|code| complaints(*code).into_iter().map(move |text| format!("{code}: {text}"))).collect();
    assert!(all.is_empty(), "{}", all.join("\n\n"));
}
