//! The phases of a build, each alone, on generated projects: `cargo bench --bench phases`.

#[path = "generate/mod.rs"]
mod generate;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use jke_session::{Form, Request, Secrets, Session, Snapshot};
use jke_text::{MemoryLoader, SourceKind, Sources};

const APPS: &[usize] = &[100, 1_000];

fn main() {
    divan::main();
}

fn loader(apps: usize) -> Arc<MemoryLoader> {
    Arc::new(MemoryLoader { files: generate::project(apps) })
}

fn snapshot(apps: usize) -> Snapshot {
    Session::new().snapshot(loader(apps))
}

/// For the first so many targets.
fn request(snapshot: &Snapshot, targets: usize) -> Request {
    let targets = snapshot.project().targets[..targets].to_vec();
    Request { targets, secrets: Secrets::Mask, output: Form::Yaml, ..Request::default() }
}

/// Text to trees, on one thread.
#[divan::bench(args = APPS)]
fn parse(bencher: Bencher, apps: usize) {
    let mut sources = Sources::default();
    for (path, text) in generate::project(apps) {
        sources.add(path, SourceKind::Project, text);
    }
    let bytes = sources.iter().map(|source| source.text.len()).sum::<usize>();
    bencher.counter(BytesCount::new(bytes)).bench(|| sources.iter().map(|source| jke_syntax::parse(source)).collect::<Vec<_>>());
}

/// Reading, parsing, names and declarations.
#[divan::bench(args = APPS)]
fn read(bencher: Bencher, apps: usize) {
    let loader = loader(apps);
    bencher.counter(ItemsCount::new(apps)).bench(|| Session::new().snapshot(loader.clone()));
}

/// All that is checked and evaluated for one target, nothing written.
#[divan::bench(args = APPS)]
fn check_one_target(bencher: Bencher, apps: usize) {
    check(bencher, apps, 1);
}

#[divan::bench(args = APPS)]
fn check_six_targets(bencher: Bencher, apps: usize) {
    check(bencher, apps, 6);
}

fn check(bencher: Bencher, apps: usize, targets: usize) {
    let inputs = || snapshot(apps);
    bencher.counter(ItemsCount::new(apps)).with_inputs(inputs).bench_values(|snapshot| {
        let request = request(&snapshot, targets);
        snapshot.check(&request, &AtomicBool::new(false))
    });
}

/// The same, with the bytes of its manifests.
#[divan::bench(args = APPS)]
fn build_one_target(bencher: Bencher, apps: usize) {
    let inputs = || snapshot(apps);
    bencher.counter(ItemsCount::new(apps)).with_inputs(inputs).bench_values(|snapshot| snapshot.build(&request(&snapshot, 1)));
}

/// What an editor waits for: a letter typed in one app's file, and all that may follow it.
#[divan::bench(args = APPS)]
fn keystroke_to_completion(bencher: Bencher, apps: usize) {
    const APP: &str = "apps/000/service-00000.jke";
    let mut files = generate::project(apps);
    let before = files[APP].clone();
    let at = before.rfind('}').expect("the app has a body");
    let mut session = Session::new();
    let _ = session.snapshot(Arc::new(MemoryLoader { files: files.clone() }));
    let mut letters = 0;
    bencher.bench_local(|| {
        letters = letters % 8 + 1;
        files.insert(APP.to_owned(), format!("{}  {}{}", &before[..at], &"resource"[..letters], &before[at..]));
        let snapshot = session.snapshot(Arc::new(MemoryLoader { files: files.clone() }));
        let source = snapshot.sources().iter().find(|source| source.path == APP).expect("the file was loaded");
        let position = source.base + (at + 2 + letters) as u32;
        let found = snapshot.ask(|cx| jke_ide::complete(cx, position));
        assert!(!found.candidates.is_empty());
        found
    });
}
