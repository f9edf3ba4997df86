//! For each kind, at each depth: an unknown field, a value of another type and a missing field are told once, in the author's file, with
//! what to do.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use jke_model::declaration::{Field, FieldKind, Interfaces, RecordId};
use jke_model::ty::{Literal, Ty};
use jke_session::{Request, Session};
use jke_text::{Code, Diagnostic, MemoryLoader, Sources, words};

use crate::kinds;
use crate::sample;

/// The way from a kind to a record in it: the field to take in each record.
type Way<'a> = Vec<&'a Field>;

/// A file with one mistake, and what must be told of it.
struct Case {
    source: String,
    code: Code,
    /// The line of the mistake; a missing field has none.
    line: Option<u32>,
    /// A text that the message or what stands under the place has.
    says: String,
}

#[test]
fn what_is_wrong_in_a_kind_is_told_once_at_its_line_with_what_to_do() {
    let (library, kinds) = kinds::all("k8s");
    let interfaces = library.interfaces();
    let mut cases = vec![];
    for kind in &kinds {
        let head = format!("{}\nmodule M{{}} {{\nemit kinds.{} ", kind.import(), kind.name);
        for (way, record) in records(interfaces, kind.record) {
            cases.extend(
                wrong(interfaces, kind.record, &way, record).into_iter().map(|case| Case { source: head.clone() + &case.source, ..case }),
            );
        }
    }
    let count = |code: Code| cases.iter().filter(|case| case.code == code).count();
    assert!(count(Code::E0301) > 300 && count(Code::E0302) > 300 && count(Code::E0303) > 100, "{}", cases.len());
    let told = check(&cases);
    for (at, case) in cases.iter().enumerate() {
        judge(case, told.get(&path(at)).map_or(&[], Vec::as_slice));
    }
}

fn path(at: usize) -> String {
    format!("m{at}.jke")
}

/// Of each depth the record that is reached first and the one that is reached last, with the ways to them.
fn records(interfaces: &Interfaces, kind: RecordId) -> Vec<(Way<'_>, RecordId)> {
    let (mut found, mut seen) = (vec![], vec![kind]);
    let mut level: Vec<(Way, RecordId)> = vec![(vec![], kind)];
    while let (Some(first), Some(last)) = (level.first().cloned(), level.last().cloned()) {
        found.push(first);
        found.extend((level.len() > 1).then_some(last));
        let mut next = vec![];
        for (way, record) in level {
            for field in inputs(interfaces, record) {
                let Some(inner) = inner(&field.ty).filter(|inner| !seen.contains(inner)) else { continue };
                seen.push(inner);
                next.push((way.iter().copied().chain([field]).collect(), inner));
            }
        }
        level = next;
    }
    found
}

fn inputs(interfaces: &Interfaces, record: RecordId) -> impl Iterator<Item = &Field> {
    interfaces.record(record).fields.iter().filter(|field| field.kind == FieldKind::Input)
}

/// The record that a type holds.
fn inner(ty: &Ty) -> Option<RecordId> {
    match ty.required() {
        Ty::Record(id) => Some(*id),
        Ty::List(list) => inner(&list.element),
        Ty::Map(map) => inner(&map.value),
        _ => None,
    }
}

// ── mistakes ─────────────────────────────────────────────────────────────────────────────────────────────────────────

fn wrong(interfaces: &Interfaces, kind: RecordId, way: &[&Field], record: RecordId) -> Vec<Case> {
    let target = interfaces.record(record);
    let case = |without: &str, entry: Option<String>, code, says: String| {
        let (source, line) = source(interfaces, kind, way, without, entry.as_deref());
        Case { source, code, line, says }
    };
    let mut cases = vec![];
    let longest = inputs(interfaces, record).map(|field| field.name.as_str()).max_by_key(|name| name.len()).filter(|name| name.len() > 3);
    if let Some(name) = longest.filter(|_| target.rest.is_none()) {
        cases.push(case("", Some(format!("{} = true", words::key(&format!("{name}x")))), Code::E0301, format!("did you mean `{name}`?")));
    }
    for field in inputs(interfaces, record).filter(|field| !matches!(field.ty.required(), Ty::Any)).take(2) {
        let entry = format!("{} = {}", words::key(field.name.as_str()), other(&field.ty));
        cases.push(case(field.name.as_str(), Some(entry), Code::E0302, String::new()));
    }
    if let Some(field) = inputs(interfaces, record).find(|field| field.is_required()) {
        cases.push(case(field.name.as_str(), None, Code::E0303, format!("`{}` is missing", words::key(field.name.as_str()))));
    }
    cases
}

/// A value that the type does not take.
fn other(ty: &Ty) -> &'static str {
    match ty.required() {
        Ty::String(_) | Ty::Literal(Literal::Text(_)) | Ty::Secret | Ty::Quantity(..) | Ty::Union(_) => "true",
        _ => "\"sample\"",
    }
}

/// The smallest object of a kind that has the record at the end of the way, which lacks a field or has one more; and the line of that.
fn source(interfaces: &Interfaces, kind: RecordId, way: &[&Field], without: &str, entry: Option<&str>) -> (String, Option<u32>) {
    let mut text = String::from("{\n");
    let mut close = String::new();
    let mut record = kind;
    for step in way {
        text += &required(interfaces, record, step.name.as_str());
        let (before, after) = around(&step.ty);
        text += &format!("{} = {before}{{\n", words::key(step.name.as_str()));
        close = format!("}}{after}\n{close}");
        record = inner(&step.ty).expect("the way leads through records");
    }
    text += &required(interfaces, record, without);
    // Behind the three lines before the object's own.
    let line = entry.map(|entry| {
        text += &format!("{entry}\n");
        text.lines().count() as u32 + 3
    });
    (format!("{text}{close}}}\n}}\n"), line)
}

/// What must be set in a record, but for one field.
fn required(interfaces: &Interfaces, record: RecordId, without: &str) -> String {
    let fields = inputs(interfaces, record).filter(|field| field.is_required() && field.name.as_str() != without);
    fields.map(|field| format!("{} = {}\n", words::key(field.name.as_str()), smallest(interfaces, &field.ty))).collect()
}

fn smallest(interfaces: &Interfaces, ty: &Ty) -> String {
    match ty {
        Ty::Record(id) => format!("{{\n{}}}", required(interfaces, *id, "")),
        Ty::List(_) => "[]".to_owned(),
        Ty::Map(_) | Ty::Any => "{}".to_owned(),
        Ty::String(refinement) => words::text(sample::of(refinement.as_deref())),
        Ty::Literal(Literal::Text(text)) => words::text(text.as_str()),
        Ty::Quantity(kind, _) => sample::quantity(*kind).to_owned(),
        Ty::Union(alternatives) => smallest(interfaces, &alternatives[0]),
        Ty::Bool => "true".to_owned(),
        Ty::Int(_) | Ty::Float(_) => "1".to_owned(),
        Ty::Secret | Ty::Optional(_) | Ty::Literal(_) | Ty::Error | Ty::None | Ty::Never => panic!("{ty:?} is not required anywhere"),
    }
}

/// What stands around a record in a list or a map.
fn around(ty: &Ty) -> (String, String) {
    match ty.required() {
        Ty::List(list) => {
            let (before, after) = around(&list.element);
            (format!("[{before}"), format!("{after}]"))
        }
        Ty::Map(map) => {
            let (before, after) = around(&map.value);
            (format!("{{ sample = {before}"), format!("{after} }}"))
        }
        _ => (String::new(), String::new()),
    }
}

// ── what is told ─────────────────────────────────────────────────────────────────────────────────────────────────────

/// What is told of each file.
fn check(cases: &[Case]) -> BTreeMap<String, Vec<Told>> {
    let files = cases.iter().enumerate().map(|(at, case)| (path(at), case.source.replacen("M{}", &format!("M{at}"), 1)));
    let project = ("project.jke".to_owned(), "project refused { prelude = [] }\n".to_owned());
    let snapshot = Session::new().snapshot(Arc::new(MemoryLoader { files: files.chain([project]).collect() }));
    let request = Request { targets: snapshot.project().targets.clone(), ..Request::default() };
    let mut told: BTreeMap<String, Vec<Told>> = BTreeMap::new();
    for diagnostic in snapshot.check(&request, &AtomicBool::new(false)) {
        let told_now = Told::of(diagnostic, snapshot.sources());
        told.entry(told_now.path.clone()).or_default().push(told_now);
    }
    told
}

struct Told {
    path: String,
    line: u32,
    diagnostic: Diagnostic,
    shown: String,
}

impl Told {
    fn of(diagnostic: Diagnostic, sources: &Sources) -> Told {
        let start = diagnostic.primary.span.start;
        let file = sources.file_at(start).expect("what is told has a place");
        let shown = jke_testing::shown(&diagnostic, sources);
        Told { path: file.path.clone(), line: file.line_column(start).line, diagnostic, shown }
    }
}

#[track_caller]
fn judge(case: &Case, told: &[Told]) {
    let shown = || told.iter().map(|told| told.shown.as_str()).collect::<Vec<_>>();
    let [only] = told else { panic!("told once: {:?}\n{}", shown(), case.source) };
    assert_eq!(only.diagnostic.code, case.code, "{:?}\n{}", shown(), case.source);
    assert!(case.line.is_none_or(|line| line == only.line), "line {:?}: {:?}\n{}", case.line, shown(), case.source);
    assert!(only.shown.contains(&case.says), "{}: {:?}\n{}", case.says, shown(), case.source);
    let Diagnostic { primary, labels, help, fix, .. } = &only.diagnostic;
    assert!(help.is_some() || !fix.is_empty() || !labels.is_empty() || !primary.message.is_empty(), "{:?}", shown());
}
