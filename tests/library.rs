//! The standard library as a whole: every declaration of it is sound, whether an example reaches it or not.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use jke_session::{Request, Session};
use jke_testing::shown;
use jke_text::MemoryLoader;

/// The library as the files of a project, since what nobody needs is checked only there.
fn as_project() -> MemoryLoader {
    let files = jke_stdlib::files().iter().map(|file| (file.path.to_owned(), own_imports(file.text)));
    let project = ("project.jke".to_owned(), "project library { prelude = [] }\n".to_owned());
    MemoryLoader { files: files.chain([project]).collect() }
}

/// `import std.labels` is `import library.std.labels` there.
fn own_imports(text: &str) -> String {
    let lines = text.lines().map(|line| match line.strip_prefix("import ") {
        Some(path) => format!("import library.{path}\n"),
        None => format!("{line}\n"),
    });
    lines.collect()
}

#[test]
fn every_declaration_of_the_library_is_sound() {
    let snapshot = Session::new().snapshot(Arc::new(as_project()));
    let request = Request { targets: snapshot.project().targets.clone(), ..Request::default() };
    let diagnostics = snapshot.check(&request, &AtomicBool::new(false));
    let told = diagnostics.iter().map(|diagnostic| shown(diagnostic, snapshot.sources()));
    assert_eq!(told.collect::<Vec<_>>(), Vec::<String>::new());
}
