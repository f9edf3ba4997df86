//! The standard library as a whole: every file of it is sound, whether an example reaches it or not.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use jke_session::{Request, Session};
use jke_text::MemoryLoader;

/// The folders of the library as module paths: `k8s.core.v1`.
fn modules() -> BTreeSet<String> {
    let paths = jke_stdlib::files().iter().map(|file| file.path).filter(|path| path.ends_with(".jke"));
    paths.filter_map(|path| path.rsplit_once('/')).map(|(folder, _)| folder.replace('/', ".")).collect()
}

#[test]
fn every_module_of_the_library_is_sound() {
    let mut text = String::new();
    for module in modules() {
        writeln!(text, "import {module} as {}", module.replace('.', "-")).expect("writing to a string never fails");
    }
    let loader = MemoryLoader::new([("project.jke", format!("{text}\nproject everything {{}}\n").as_str())]);
    let snapshot = Session::new().snapshot(Arc::new(loader));
    let request = Request { targets: snapshot.project().targets.clone(), ..Request::default() };
    let told: Vec<String> = snapshot
        .check(&request, &AtomicBool::new(false))
        .iter()
        .map(|diagnostic| {
            let place = snapshot.sources().file_at(diagnostic.primary.span.start).map(|file| {
                let at = file.line_column(diagnostic.primary.span.start);
                format!("{}:{}:{}", file.path, at.line, at.column)
            });
            format!("{} {}: {}", place.unwrap_or_default(), diagnostic.code, diagnostic.message)
        })
        .collect();
    assert_eq!(told, Vec::<String>::new());
}
