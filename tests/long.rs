//! What is long builds like anything else: rows of operands and of `else if`s, lists, maps, lines and apps.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use jke_session::{Request, Session};
use jke_text::MemoryLoader;

const LONG: usize = 30_000;

#[track_caller]
fn is_right(module: &str, app: &str) {
    let text = format!("module M {{\n{module}\n}}\napp m: M {{\n{app}\n}}\n");
    let project = "project p { edition = 1, axis env = dev | prod, prelude = [] }\n";
    let begun = Instant::now();
    let snapshot = Session::new().snapshot(Arc::new(MemoryLoader::new([("project.jke", project), ("a.jke", text.as_str())])));
    let request = Request { targets: snapshot.project().targets.clone(), ..Request::default() };
    let found = snapshot.check(&request, &AtomicBool::new(false));
    let messages: Vec<&str> = found.iter().map(|diagnostic| diagnostic.message.as_str()).collect();
    assert_eq!(messages, [] as [&str; 0]);
    // Seconds where time grows with the length, minutes where it grows with its square.
    assert!(begun.elapsed() < Duration::from_secs(60), "it took {:?}", begun.elapsed());
}

fn numbered(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn rows_of_operands() {
    is_right(&format!("a: Int = 1\nb: Int = a{}", " + a".repeat(LONG)), "");
    is_right(&format!("a: Bool = true\nb: Bool = a{}\ncheck a{}", " and a".repeat(LONG), " and a".repeat(LONG)), "");
    is_right(&format!("a: Int?\nb: Int = a{} ?? 1\noutput c: Int? = a{}", " ?? a".repeat(LONG), " ?? a".repeat(LONG)), "");
    is_right(&format!("a: String = \"x\"\nb: String = \"{}\"", "\\(a) ".repeat(LONG)), "");
}

#[test]
fn rows_of_else_ifs() {
    is_right(&format!("a: Bool = false\nb: Int = {}0", "if a then 1 else ".repeat(LONG)), "");
    is_right(&format!("a: Bool = false\nif a {{ check a }}{}", " else if a { check a }".repeat(LONG)), "");
}

#[test]
fn arms() {
    let arms = numbered(LONG, |at| format!("\"k{at}\" => {at}"));
    is_right(&format!("x: String = \"k7\"\noutput y: Int = match x {{\n{arms}\n_ => 0\n}}"), "");
}

#[test]
fn lists_maps_and_lines() {
    is_right("l: List<Int> = []", &format!("l = [{}]", "1, ".repeat(LONG)));
    is_right("m: Map<String, Int> = {}", &format!("m {{\n{}\n}}", numbered(LONG, |at| format!("k{at} = {at}"))));
    is_right("m: Map<String, Int> = {}", &numbered(LONG, |at| format!("m.k{at} = {at}")));
    is_right("m: Map<String, Int> = {}", &format!("on env=prod {{\n{}\n}}", numbered(LONG, |at| format!("m.k{at} = {at}"))));
}
