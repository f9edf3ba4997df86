//! Section 5 of the language as a table: small sources with the values that each target gets, and with everything that is told.
//!
//! The cases stand in `*.jke-cases` beside this file, one file for each group of rules; `cases.rs` says how they are written.
//! `UPDATE_EXPECTED=1 cargo test --test overlay` writes anew what is told; values are written by hand.

mod cases;
mod turned;

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use jke_model::target::Target;
use jke_session::{Built, Form, Request, Session, Snapshot};
use jke_testing::place;
use jke_text::{Diagnostic, MemoryLoader, Severity};
use serde_json::Value;

use cases::{Case, Expected};

const SHARED: [(&str, &str); 2] = [("project.jke", include_str!("project.jke")), ("modules.jke", include_str!("modules.jke"))];
const LEAST: usize = 300;

/// The files of cases, by name.
fn files() -> Vec<(PathBuf, String)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/overlay");
    let found = fs::read_dir(&folder).expect("the folder of the cases is there").flatten().map(|entry| entry.path());
    let mut paths: Vec<PathBuf> = found.filter(|path| path.extension().is_some_and(|ending| ending == "jke-cases")).collect();
    paths.sort();
    paths.into_iter().map(|path| (path.clone(), fs::read_to_string(&path).expect("cases are text"))).collect()
}

fn snapshot(session: &mut Session, files: &BTreeMap<String, String>) -> Snapshot {
    let mut all: BTreeMap<String, String> = SHARED.map(|(path, text)| (path.to_owned(), text.to_owned())).into();
    all.extend(files.clone());
    session.snapshot(Arc::new(MemoryLoader { files: all }))
}

/// Everything that checking the whole project for every target says.
fn told(snapshot: &Snapshot) -> Vec<Diagnostic> {
    let request = Request { targets: snapshot.project().targets.clone(), ..Request::default() };
    snapshot.check(&request, &AtomicBool::new(false))
}

/// As it stands in a case.
fn shown(diagnostic: &Diagnostic, snapshot: &Snapshot) -> String {
    let Diagnostic { code, severity, message, primary, labels, help, fix, targets } = diagnostic;
    let at = |position| place(position, snapshot.sources()).replace("case.jke:", "");
    let severity = if *severity == Severity::Error { "error" } else { "warning" };
    let targets = if targets.is_empty() { String::new() } else { format!(" for {}", targets.join(" and ")) };
    let mut text = format!("{severity} {code} {}{targets}: {message}\n", at(primary.span.start));
    if !primary.message.is_empty() {
        text += &format!("  here: {}\n", primary.message);
    }
    labels.iter().for_each(|label| text += &format!("  {} {}\n", at(label.span.start), label.message));
    help.iter().for_each(|help| text += &format!("  help: {help}\n"));
    fix.iter().for_each(|edit| text += &format!("  fix: {} -> {}\n", snapshot.sources().slice(edit.span), edit.text));
    text
}

/// The objects of one target by name, or what keeps them from being built.
fn objects(snapshot: &Snapshot, target: &Target) -> Result<BTreeMap<String, Value>, String> {
    let request = Request { targets: vec![target.clone()], output: Form::Ndjson, ..Request::default() };
    let Built { diagnostics, targets } = snapshot.build(&request);
    let errors: Vec<_> = diagnostics.iter().filter(|each| each.is_error()).map(|each| each.message.clone()).collect();
    if !errors.is_empty() {
        return Err(errors.join("; "));
    }
    let documents = targets.iter().flat_map(|target| &target.documents);
    Ok(documents.map(|each| (each.name.to_string(), serde_json::from_slice(&each.bytes).expect("it is JSON"))).collect())
}

/// What a path names: fields and entries by name, elements of lists by their `name` or by number.
fn find<'v>(objects: &'v BTreeMap<String, Value>, path: &str) -> Option<&'v Value> {
    let mut keys = path.split('.');
    let mut value = objects.get(keys.next()?)?;
    for key in keys {
        value = match value {
            Value::Array(elements) => match key.parse::<usize>() {
                Ok(index) => elements.get(index)?,
                Err(_) => elements.iter().find(|element| element["name"] == key)?,
            },
            other => other.get(key)?,
        };
    }
    Some(value)
}

/// `env=prod zone!=tokyo` over the name of a target; `*` is all.
fn matches(selector: &str, target: &str) -> bool {
    let has = |clause: &str| target.split(' ').any(|part| part == clause);
    let admits = |clause: &str| match clause.split_once("!=") {
        Some((axis, value)) => !has(&format!("{axis}={value}")),
        None => has(clause),
    };
    selector == "*" || selector.split(' ').all(admits)
}

/// How a case differs from what it expects.
fn complaints(case: &Case, snapshot: &Snapshot) -> Vec<String> {
    let project = snapshot.project();
    let mut complaints = vec![];
    for target in &project.targets {
        let name = project.describe(target);
        let mine: Vec<&Expected> = case.values.iter().filter(|each| matches(&each.targets, &name)).collect();
        if mine.is_empty() {
            continue;
        }
        match objects(snapshot, target) {
            Err(why) => complaints.push(format!("for {name} it is not built: {why}")),
            Ok(objects) => {
                for Expected { path, value, targets: _ } in mine {
                    let found = find(&objects, path);
                    if found != value.as_ref() {
                        complaints.push(format!("for {name} `{path}` is {}", found.map_or("absent".to_owned(), Value::to_string)));
                    }
                }
            }
        }
    }
    for Expected { targets, .. } in &case.values {
        if !project.targets.iter().any(|target| matches(targets, &project.describe(target))) {
            complaints.push(format!("`{targets}` matches no target"));
        }
    }
    complaints
}

/// Judges the cases on all cores, each thread with a session of its own.
fn each<R: Send>(cases: &[Case], judge: impl Fn(&mut Session, &Case) -> R + Sync) -> Vec<R> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let of_chunk = |chunk: &[Case]| {
        let mut session = Session::with_jobs(1);
        chunk.iter().map(|case| judge(&mut session, case)).collect::<Vec<R>>()
    };
    std::thread::scope(|scope| {
        let chunks = cases.chunks(cases.len().div_ceil(cores).max(1));
        let threads: Vec<_> = chunks.map(|chunk| scope.spawn(|| of_chunk(chunk))).collect();
        threads.into_iter().flat_map(|thread| thread.join().expect("a case that panics fails the test")).collect()
    })
}

#[test]
fn each_case_gives_its_values_and_tells_what_it_tells() {
    let update = std::env::var_os("UPDATE_EXPECTED").is_some();
    let (mut complaints_of_all, mut count) = (vec![], 0);
    for (path, text) in files() {
        let cases = cases::cases(&text);
        count += cases.len();
        let results: Vec<(String, Vec<String>)> = each(&cases, |session, case| {
            let snapshot = snapshot(session, &case.files);
            let told: String = told(&snapshot).iter().map(|each| shown(each, &snapshot)).collect();
            let mut complaints = complaints(case, &snapshot);
            if told != case.told && !update {
                complaints.push(format!("it tells\n{told}and should tell\n{}", case.told));
            }
            (told, complaints)
        });
        for (case, (_, complaints)) in cases.iter().zip(&results) {
            complaints_of_all.extend(complaints.iter().map(|each| format!("{}: {}: {each}", path.display(), case.title)));
        }
        if update {
            let told: Vec<String> = results.into_iter().map(|(told, _)| told).collect();
            fs::write(&path, cases::rewritten(&text, &told)).expect("the file of the cases can be written");
        }
    }
    assert!(complaints_of_all.is_empty(), "{}", complaints_of_all.join("\n\n"));
    assert!(count >= LEAST, "there are {count} cases");
}

/// All that a project gives and tells, but places.
fn outcome(snapshot: &Snapshot) -> String {
    let mut told: Vec<String> = told(snapshot).iter().map(|each| format!("{} for {:?}", each.code, each.targets)).collect();
    told.sort();
    let objects = snapshot.project().targets.iter().map(|target| format!("{:?}", objects(snapshot, target).ok()));
    format!("{told:?} {}", objects.collect::<Vec<_>>().join("\n"))
}

#[test]
fn neither_order_nor_names_of_files_change_a_result() {
    let cases: Vec<Case> = files().iter().flat_map(|(_, text)| cases::cases(text)).collect();
    let changed = each(&cases, |session, case| {
        let turned = turned::turned(&case.files);
        let [one, two] = [&case.files, &turned].map(|files| outcome(&snapshot(session, files)));
        (one != two).then(|| format!("{}:\n{one}\n{turned:?}\n{two}", case.title))
    });
    let changed: Vec<String> = changed.into_iter().flatten().collect();
    assert!(changed.is_empty(), "{}", changed.join("\n\n"));
}
