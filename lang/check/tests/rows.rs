//! Rows of any length are checked without running out of stack.

mod support;

use support::Project;

const LONG: usize = 100_000;

fn mistakes(text: &str) -> Vec<String> {
    Project::new(&[("project.jke", "project p { edition = 1, axis env = dev | prod, prelude = [] }\n"), ("a.jke", text)]).mistakes()
}

#[test]
fn rows_of_operands() {
    for (operator, operand) in [("+", "1"), ("and", "true"), ("or", "false"), ("*", "1"), ("+", "\"a\"")] {
        let text = format!("let x = {operand}{}\n", format!(" {operator} {operand}").repeat(LONG));
        assert_eq!(mistakes(&text), [] as [&str; 0], "{operator}");
    }
}

#[test]
fn rows_of_defaults() {
    for head in ["fn f(a: Int?) -> Int = ", "fn f(a: Int?) -> Int = 1 + ("] {
        let close = if head.ends_with('(') { ")" } else { "" };
        let text = format!("{head}a{} ?? 0{close}\n", " ?? a".repeat(LONG));
        assert_eq!(mistakes(&text), [] as [&str; 0]);
    }
}

#[test]
fn rows_of_else_ifs_in_an_expression() {
    let text = format!("fn f(a: Bool) -> Int = {}0\n", "if a then 1 else ".repeat(LONG));
    assert_eq!(mistakes(&text), [] as [&str; 0]);
}

#[test]
fn rows_of_else_ifs_in_a_body_and_a_module() {
    let text = format!("type T {{ b: Int = 1 }}\nfn f(a: Bool) -> T = T {{ if a {{ b = 1 }}{} }}\n", " else if a { b = 2 }".repeat(LONG));
    assert_eq!(mistakes(&text), [] as [&str; 0]);
    let text = format!("module M {{ a: Bool = true\n if a {{ }}{} }}\napp m: M {{ }}\n", " else if a { check a }".repeat(LONG));
    assert_eq!(mistakes(&text), [] as [&str; 0]);
}

#[test]
fn a_long_row_in_an_inferred_let() {
    let text = format!("let a = 1\nlet b = a{}\n", " + a".repeat(LONG));
    assert_eq!(mistakes(&text), [] as [&str; 0]);
}
