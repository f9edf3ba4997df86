//! Modules, imports, scopes and the prelude.

mod support;

use jke_resolve::{FileIndex, Found, FoundPath, Resolved};
use jke_syntax::tree::{Ident, Path};
use jke_text::{Name, Span};
use support::{MemoryLibrary, mistakes, project, shown};

const PROJECT: (&str, &str) = ("project.jke", "project shop { prelude = [] }");

fn own(files: &[(&str, &str)]) -> Vec<String> {
    let all: Vec<(&str, &str)> = files.iter().copied().chain([PROJECT]).collect();
    mistakes(&all, &mut MemoryLibrary::default())
}

/// Where the definition that a name has in a file stands.
fn home(resolved: &Resolved, file: u32, name: &str) -> String {
    match resolved.lookup(FileIndex(file), Name::new(name)) {
        Found::Definition(id) => resolved.file(resolved.definition(id).file).source.path.clone(),
        other => format!("{other:?}"),
    }
}

fn path(text: &str) -> Path {
    Path { segments: text.split('.').map(|name| Ident { name: Name::new(name), span: Span::NONE }).collect() }
}

#[test]
fn files_of_one_folder_see_each_other_and_import_from_others() {
    let files = [
        ("lib/labels.jke", "fn labels() -> Int = base\nlet _own = 1"),
        ("lib/more.jke", "let base = 1\nlet _own = 2"),
        ("main.jke", "import shop.lib { labels as l }\nimport shop.lib.more as more\nimport shop.lib.labels { labels }"),
        PROJECT,
    ];
    let resolved = project(&files, &mut MemoryLibrary::default());
    assert_eq!(resolved.diagnostics, []);
    assert_eq!(home(&resolved, 0, "base"), "lib/more.jke");
    assert_eq!(home(&resolved, 0, "_own"), "lib/labels.jke");
    assert_eq!(home(&resolved, 1, "_own"), "lib/more.jke");
    assert_eq!(home(&resolved, 2, "l"), "lib/labels.jke");
    assert_eq!(home(&resolved, 2, "base"), "Nothing");
    assert!(matches!(resolved.lookup_path(FileIndex(2), &path("more.base")), FoundPath::Definition { segments: 2, .. }));
    assert_eq!(resolved.lookup_path(FileIndex(2), &path("more.labels")), FoundPath::Unknown { segment: 1 });
    assert_eq!(resolved.lookup_path(FileIndex(2), &path("more")), FoundPath::Module);
    assert_eq!(resolved.file(FileIndex(0)).module.iter().map(|name| name.as_str()).collect::<Vec<_>>(), ["shop", "lib", "labels"]);
}

#[test]
fn a_declaration_with_dots_is_found_by_its_whole_name_wherever_its_first_part_is() {
    let files = [
        ("k/v1.jke", "type Pod { spec: Int }\ntype Pod.Spec { x: Int }\ntype Pod.Spec.Deep { y: Int }"),
        ("main.jke", "import shop.k.v1 { Pod as P }"),
        PROJECT,
    ];
    let resolved = project(&files, &mut MemoryLibrary::default());
    assert_eq!(resolved.diagnostics, []);
    let found = |text| match resolved.lookup_path(FileIndex(1), &path(text)) {
        FoundPath::Definition { id, segments } => format!("{} {segments}", resolved.definition(id).name),
        other => format!("{other:?}"),
    };
    assert_eq!([found("P.Spec"), found("P.Spec.Deep.More"), found("P.Status")], ["Pod.Spec 2", "Pod.Spec.Deep 3", "Pod 1"]);
}

#[test]
fn unknown_modules_and_names_offer_the_nearest() {
    assert_eq!(
        own(&[
            ("a.jke", "import shop.lib.lables { x }\nimport lib.labels { labels }\nimport shop.lib { label, _own, labels }"),
            ("lib/labels.jke", "let labels = 1\nlet _own = 2"),
        ]),
        [
            "a.jke:1:8 E0203 `shop.lib.lables`: there is no module `shop.lib.lables` | did you mean `shop.lib.labels`? | help: `shop.lib` holds: labels | fix: shop.lib.lables -> shop.lib.labels",
            "a.jke:2:8 E0203 `lib.labels`: there is no module `lib.labels` | did you mean `shop.lib.labels`? | help: paths of the project's own modules begin with its name, `shop` | fix: lib.labels -> shop.lib.labels",
            "a.jke:3:19 E0204 `label`: `shop.lib` declares no `label` | did you mean `labels`? | help: it declares: labels | fix: label -> labels",
            "a.jke:3:26 E0204 `_own`: `shop.lib` declares no `_own` | help: a name that begins with `_` is seen only in its own file",
        ]
    );
}

#[test]
fn a_name_is_declared_once_in_a_folder_and_once_in_a_file() {
    assert_eq!(
        own(&[
            ("a.jke", "import shop.lib { Port }\ntype Port = Int\nlet x = 1\nfn x() -> Int = 1"),
            ("b.jke", "type x = Int"),
            ("lib/p.jke", "type Port = Int"),
        ]),
        [
            "a.jke:4:4 E0202 `x`: `x` is declared twice | a.jke:3:5 here first | help: types and values share one space: rename one",
            "b.jke:1:6 E0202 `x`: `x` is declared twice | a.jke:3:5 here first | help: files of one folder share their names: rename one, or \
             begin it with `_` to keep it to its file",
            "a.jke:1:19 E0202 `Port`: `Port` is declared twice | a.jke:2:6 here too | help: import it under another name: `Port as …`",
        ]
    );
}

#[test]
fn imports_in_a_circle_are_told_once_with_their_way() {
    assert_eq!(
        own(&[
            ("a/x.jke", "import shop.b.y { B }\nlet A = 1"),
            ("b/y.jke", "import shop.c as c\nlet B = 1"),
            ("c/z.jke", "import shop.a { A }\nlet C = 1"),
            ("d.jke", "import shop.a { A }"),
        ]),
        ["a/x.jke:1:8 E0205 `shop.b.y`: imports go in a circle: a/x.jke → b/y.jke → c/z.jke → a/x.jke | b/y.jke:1:8 and on from here | \
          c/z.jke:1:8 and on from here | help: move what both need into a third file that imports neither"]
    );
    assert_eq!(own(&[("a.jke", "import shop.b { B }\nlet A = 1"), ("b.jke", "import shop.a { A }\nlet B = 1")]).len(), 1);
    assert_eq!(own(&[("a.jke", "import shop.a as a")]).len(), 1);
}

#[test]
fn two_files_of_a_folder_may_use_another_folder_in_both_directions_where_no_file_comes_back() {
    let files = [
        ("a/one.jke", "import shop.b { two }\nlet one = 1"),
        ("a/zero.jke", "let zero = 1"),
        ("b/two.jke", "import shop.a { zero }\nlet two = 1"),
    ];
    assert_eq!(own(&files), Vec::<String>::new());
}

#[test]
fn a_chain_of_ten_thousand_imports_needs_no_deep_stack() {
    let texts: Vec<(String, String)> =
        (0..10_000).map(|at| (format!("f{at:05}.jke"), format!("import shop.f{:05} as next", (at + 1) % 10_000))).collect();
    let files: Vec<(&str, &str)> = texts.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    assert_eq!(own(&files).len(), 1);
}

// ── libraries ────────────────────────────────────────────────────────────────────────────────────────────────────────

fn library() -> MemoryLibrary {
    MemoryLibrary {
        files: vec![
            ("k8s/apps/v1.jke", "type Deployment { x: Int }"),
            ("k8s/core/v1.jke", "type Service { x: Int }"),
            ("std/app/application.jke", "import k8s.apps.v1 { Deployment }\nmodule Application {}\nmodule Shared {}"),
            ("std/app/worker.jke", "module Worker {}"),
            ("std/platform/platform.jke", "module Platform {}\nmodule Shared {}"),
            ("std/unused/unused.jke", "module Unused {}"),
        ],
        loaded: vec![],
        table: None,
    }
}

#[test]
fn library_files_are_loaded_by_the_folder_and_only_where_something_reaches_them() {
    let mut all = library();
    let resolved = project(&[("project.jke", "project shop {}")], &mut all);
    assert_eq!(resolved.diagnostics, []);
    assert_eq!(all.loaded, ["std/app/application.jke", "std/app/worker.jke", "std/platform/platform.jke", "k8s/apps/v1.jke"]);
    let mut none = library();
    project(&[("project.jke", "project shop { prelude = [] }")], &mut none);
    assert_eq!(none.loaded, Vec::<String>::new());
    let mut one = library();
    project(&[("project.jke", "import std.app.worker { Worker }\nproject shop { prelude = [] }")], &mut one);
    assert_eq!(one.loaded.len(), 3);
}

#[test]
fn the_prelude_comes_last_and_is_ambiguous_only_where_it_is_used() {
    let resolved = project(&[("project.jke", "project shop {}"), ("w.jke", "module Worker {}")], &mut library());
    assert_eq!(resolved.diagnostics, []);
    assert_eq!(home(&resolved, 0, "Application"), "std/app/application.jke");
    assert_eq!(home(&resolved, 0, "Worker"), "w.jke");
    assert_eq!(home(&resolved, 0, "Unused"), "Nothing");
    let Found::Ambiguous(one, other) = resolved.lookup(FileIndex(0), Name::new("Shared")) else { panic!("`Shared` is in two modules") };
    let span = Span::new(resolved.sources.iter().next().expect("there is a file").base, 0);
    assert!(shown(&resolved.ambiguous(span, one, other), &resolved.sources).ends_with(
        "two modules of the prelude export `Shared` | std/app/application.jke:3:8 one | std/platform/platform.jke:2:8 the other | \
         help: import the one that is meant: `import std.app.application { Shared }`"
    ));
}

#[test]
fn the_prelude_is_seen_by_the_project_and_not_by_libraries() {
    let resolved = project(&[("project.jke", "project shop {}")], &mut library());
    let library_file = resolved.file_indices().find(|file| resolved.file(*file).source.path == "std/app/worker.jke").expect("it is loaded");
    assert_eq!(home(&resolved, library_file.0, "Platform"), "Nothing");
    assert_eq!(home(&resolved, library_file.0, "Application"), "std/app/application.jke");
}

#[test]
fn a_module_of_the_prelude_must_exist() {
    let lines = mistakes(&[("project.jke", "project shop { prelude = [std.ap] }")], &mut library());
    assert_eq!(
        lines,
        [
            "project.jke:1:27 E0203 `std.ap`: there is no module `std.ap` | did you mean `std.app`? | help: `std` holds: app, platform, unused | fix: std.ap -> std.app"
        ]
    );
}

#[test]
fn what_a_failed_import_would_have_given_is_known_to_be_broken() {
    let resolved = project(&[("project.jke", "import std.no { X }\nimport std.nope as n\nproject shop {}")], &mut library());
    assert_eq!(resolved.diagnostics.len(), 2);
    assert_eq!(home(&resolved, 0, "X"), "Broken");
    assert_eq!(resolved.lookup_path(FileIndex(0), &path("n.Y")), FoundPath::Broken);
}
