//! Expressions as source text: what is right and says nothing, and each mistake with its place, its message and its help.

mod bodies;
mod calls;
mod names;
mod narrowing;
mod secrets;
#[path = "../support/mod.rs"]
mod support;
mod values;

use support::Project;

/// The mistakes in a file of a project with the axis `env = dev | prod` and the file `a.txt`.
fn mistakes(text: &str) -> Vec<String> {
    let mut project = Project::new(&[("a.jke", text), ("project.jke", "project p {\n  axis env = dev | prod\n}")]);
    project.loader.files.insert("a.txt".to_owned(), "text".to_owned());
    project.mistakes()
}

fn sound(text: &str) {
    assert_eq!(mistakes(text), [""; 0], "in {text}");
}

/// The deepest that the parser lets through.
#[test]
fn what_nests_deep_is_checked() {
    let texts = [
        format!("let a = {}1{}", "(".repeat(120), ")".repeat(120)),
        format!("let a = {}1{}", "[".repeat(120), "]".repeat(120)),
        format!("let a: Any = {}{{ }}{}", "{ a ".repeat(120), "}".repeat(120)),
        format!("let a = \"x\"{}", ".trim()".repeat(120)),
        format!("let a = {}[1]{}", "if true then [] else (".repeat(60), ")".repeat(60)),
        format!("let a = {}1{}", "[for _ in [1]: ".repeat(120), "]".repeat(120)),
    ];
    texts.iter().for_each(|text| sound(text));
}
