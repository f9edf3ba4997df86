//! What a table holds of its files, and what it can't hold.

use std::sync::Arc;

use jke_syntax::{Parsed, parse};
use jke_table::{Module, Problem, Reached, Table, TypeId, write};
use jke_text::{Source, SourceKind, Sources};

/// Of files sorted by path.
fn parsed(files: &[(&str, &str)]) -> (Sources, Vec<(Arc<Source>, Parsed)>) {
    let mut sources = Sources::default();
    let files = files.iter().map(|(path, text)| {
        let source = sources.add(*path, SourceKind::Library, *text);
        let parsed = parse(&source);
        (source, parsed)
    });
    let files = files.collect();
    (sources, files)
}

fn table(files: &[(&str, &str)]) -> Table {
    let bytes = write(&parsed(files).1).expect("files of types only");
    Table::new(Box::leak(bytes.into_boxed_slice()))
}

/// Each problem with the text at its place.
fn problems(files: &[(&str, &str)]) -> Vec<String> {
    let (sources, files) = parsed(files);
    let problems = write(&files).expect_err("files that the table can't hold");
    problems.iter().map(|Problem { span, message }| format!("{} | {message}", sources.slice(*span))).collect()
}

fn names(table: &Table, types: impl Iterator<Item = TypeId>) -> Vec<&'static str> {
    types.map(|ty| table.type_name(ty)).collect()
}

#[test]
fn each_kind_of_tree_comes_back_with_its_places_wherever_the_text_stands() {
    let text = "//! What it is.\n\nimport k8s.b { B as C }\nimport k8s.b as b\n\n/// Docs.\n/// More.\n@kind(\"a/v1\", \"Pod\")\n@since(\"1.34\")\ntype Pod \
                extends C {\n  /// Of the field.\n  @default(\"TCP\")\n  a: (\"TCP\" | 80 | -1 | true)?\n  \"b c\": List<Map<String, \
                Pod> by (a, d)>(1..) = []\n  c: b.B?\n  d: Int(-2..3) = 4\n  e: String(..5, \"[a-z]\\\\.\") = \"\"\n  f: Cpu(0.5..) = 500m\n  \
                g: Float(1.5) = (none)\n  h: List<Bool> = [true, false]\n  _: Memory(1Gi) | Int\n}\n\ntype Short = String(\"é\")\ntype Pod.Inner \
                { }\n";
    let files = [("k8s/a/one.jke", text), ("k8s/b/two.jke", "type B { }\n")];
    let table = table(&files);
    let mut all = Reached::default();
    table.files().flat_map(|file| table.types_of(file)).for_each(|ty| all.add(&table, ty));
    let file = table.file("k8s/a/one.jke").expect("the first file");
    for base in [1, 1_000_000] {
        let source = Source::new("k8s/a/one.jke", SourceKind::Library, text, base);
        let expected = parse(&source);
        assert_eq!(expected.diagnostics, []);
        assert_eq!(format!("{:#?}", table.read(file, &all, base)), format!("{:#?}", expected.file));
    }
}

#[test]
fn a_type_reaches_what_it_names_and_what_is_declared_inside_it_and_no_more() {
    let table = table(&[
        ("k8s/a/one.jke", "import k8s.b { B, Unused }\ntype A { b: B? }\ntype A.Inner { }\ntype Lone { }\ntype AB { u: Unused }\n"),
        ("k8s/b/two.jke", "type B { c: Name }\ntype Name = String\ntype Unused { }\n"),
    ]);
    let folder = table.module("k8s/a").expect("the folder");
    let mut reached = Reached::default();
    table.named(folder, "A").for_each(|ty| reached.add(&table, ty));
    let all = table.files().flat_map(|file| table.types_of(file)).filter(|ty| reached.contains(*ty));
    assert_eq!(names(&table, all), ["A", "A.Inner", "B", "Name"]);
    let read = table.read(table.file("k8s/a/one.jke").expect("the first file"), &reached, 1);
    assert_eq!((read.items.len(), read.imports.len()), (2, 1));
    assert!(!format!("{read:?}").contains("Unused"), "an import of what is not read is none");
}

#[test]
fn modules_are_folders_and_files_and_show_what_is_not_private() {
    let table = table(&[
        ("k8s/a/one.jke", "type B { }\ntype A { p: _P }\ntype _P { }\n"),
        ("k8s/a/one/deep.jke", "type D { }\n"),
        ("k8s/a/two.jke", "type C { }\n"),
    ]);
    let exports = |path: &str| table.module(path).map(|module| names(&table, table.exports(module)));
    assert_eq!(exports("k8s/a"), Some(vec!["A", "B", "C"]));
    assert_eq!(exports("k8s/a/one"), Some(vec!["A", "B"]));
    assert_eq!(exports("k8s/a/one/deep"), Some(vec!["D"]));
    assert_eq!(exports("k8s"), None);
    assert!(matches!(table.module("k8s/a/two"), Some(Module::File(_))));
}

#[test]
fn what_is_no_type_or_no_constant_or_unknown_is_told_at_its_place() {
    let told = problems(&[(
        "k8s/a.jke",
        "import k8s.no { X }\nlet x = 1\ntype A { b: Missing, c: Int = x + 1 }\ntype A { check true }\ntype B = String(1..limit)\n",
    )]);
    assert_eq!(
        told,
        [
            "k8s.no | `k8s.no` is not a module that holds types only",
            "let x = 1 | what is no type can't stand in a file of types only",
            "Missing | `Missing` is not a type of this folder, of an import or of the language",
            "x + 1 | a value that is no constant can't stand in a file of types only",
            " | a statement in the type that begins or goes on here can't stand in a file of types only",
            "A | `A` is declared twice in this folder",
        ]
    );
}
