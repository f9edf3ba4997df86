//! What a session keeps from one snapshot to the next, and what it says of files that can't be read.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use jke_session::{Request, Session, Snapshot};
use jke_text::{Code, LineColumn, LoadError, Loader, MemoryLoader};

/// A project in which one file is no UTF-8.
struct Broken(MemoryLoader);

impl Loader for Broken {
    fn list(&self) -> Result<Vec<String>, LoadError> {
        self.0.list()
    }

    fn read(&self, path: &str) -> Result<String, LoadError> {
        if path == "apps/b.jke" { Err(LoadError::NotUtf8("let a = 1\nlet b = \"".to_owned())) } else { self.0.read(path) }
    }
}

fn mistakes(snapshot: &Snapshot) -> Vec<(Code, String)> {
    let found = snapshot.check(&Request::default(), &AtomicBool::new(false));
    let place = |start| snapshot.sources().file_at(start).map_or(String::new(), |file| file.path.clone());
    found.iter().map(|diagnostic| (diagnostic.code, place(diagnostic.primary.span.start))).collect()
}

#[test]
fn a_file_that_is_not_utf8_is_told_at_its_first_wrong_byte() {
    let files = MemoryLoader::new([("project.jke", "project shop {\n  prelude = []\n}\n"), ("apps/b.jke", "")]);
    let snapshot = Session::new().snapshot(Arc::new(Broken(files)));
    assert_eq!(mistakes(&snapshot), [(Code::E1002, "apps/b.jke".to_owned())]);
    let found = snapshot.check(&Request::default(), &AtomicBool::new(false));
    let file = snapshot.sources().file_at(found[0].primary.span.start).expect("the place is in a file");
    assert_eq!(file.line_column(found[0].primary.span.start), LineColumn { line: 2, column: 10 });
}

#[test]
fn what_has_the_same_text_keeps_its_parse_and_its_place() {
    let mut session = Session::new();
    let first = MemoryLoader::new([("a.jke", "let a = 1\n"), ("b.jke", "let b = 2\n"), ("project.jke", "project shop {\n}\n")]);
    let mut second = first.clone();
    second.files.insert("a.jke".to_owned(), "let a = 1 +\n".to_owned());
    let before = session.snapshot(Arc::new(first));
    let after = session.snapshot(Arc::new(second));
    let same = |at: usize| Arc::ptr_eq(&before.resolved().files[at].parsed, &after.resolved().files[at].parsed);
    assert_eq!([same(0), same(1), same(2)], [false, true, true]);
    assert_eq!(mistakes(&before), []);
    assert_eq!(mistakes(&after), [(Code::E0101, "a.jke".to_owned())]);
}
