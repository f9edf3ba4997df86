//! Modules of the library's table: of them only what is named is read, and all that is told knows them whole.

mod support;

use jke_resolve::Resolved;
use support::{MemoryLibrary, mistakes, project};

const LIBRARY: &[(&str, &str)] = &[
    ("k8s/a/v1/pod.jke", "import k8s.m { Meta }\ntype Pod { meta: Meta, spec: Pod.Spec }\ntype Pod.Spec { }\ntype Port = Int\n"),
    ("k8s/a/v1/service.jke", "import k8s.m as m\n@kind(\"v1\", \"Service\")\ntype Service { meta: m.Meta, port: Port }\n"),
    ("k8s/a/v2/service.jke", "@kind(\"a/v2\", \"Service\")\ntype Service { }\n"),
    ("k8s/a/v3beta1/service.jke", "@kind(\"a/v3beta1\", \"Service\")\ntype Service { }\n"),
    ("k8s/m/meta.jke", "type Meta { name: String }\ntype Other { }\n"),
    ("std/app.jke", "import k8s.a.v1 { Service }\ntype App { service: Service }\n"),
];

const PROJECT: (&str, &str) = ("project.jke", "project shop { prelude = [] }");

fn resolved(text: &str) -> Resolved {
    let resolved = project(&[("main.jke", text), PROJECT], &mut MemoryLibrary::with_table(LIBRARY));
    assert_eq!(resolved.diagnostics, [], "{text}");
    resolved
}

/// What is read of the library, for these imports.
fn read(text: &str) -> Vec<String> {
    let resolved = resolved(text);
    let library = resolved.definitions.iter().filter(|definition| !resolved.file(definition.file).source.path.starts_with("main"));
    library.map(|definition| format!("{} {}", resolved.file(definition.file).source.path, definition.name)).collect()
}

fn told(text: &str) -> Vec<String> {
    mistakes(&[("main.jke", text), PROJECT], &mut MemoryLibrary::with_table(LIBRARY))
}

#[test]
fn what_is_named_is_read_with_what_it_reaches_whichever_way_it_is_named() {
    let service = ["k8s/a/v1/pod.jke Port", "k8s/a/v1/service.jke Service", "k8s/m/meta.jke Meta"];
    assert_eq!(read("import k8s.a.v1 { Service as S }"), service);
    assert_eq!(read("import k8s.a.v1.service { Service }"), service);
    assert_eq!(read("import k8s.a.v1 as a\ntype X { s: a.Service }"), service);
    assert_eq!(read("import k8s.a.v1.service\ntype X { s: service.Service }"), service);
    assert_eq!(read("import k8s.a.v1 { Pod }"), ["k8s/a/v1/pod.jke Pod", "k8s/a/v1/pod.jke Pod.Spec", "k8s/m/meta.jke Meta"]);
    assert_eq!(read("import std.app { App }").len(), 4);
    assert_eq!(read("import k8s.a.v1 as a"), Vec::<String>::new());
}

#[test]
fn what_the_prelude_holds_is_read_whole() {
    let files = [("project.jke", "project shop { prelude = [k8s.m] }")];
    let resolved = project(&files, &mut MemoryLibrary::with_table(LIBRARY));
    assert_eq!(resolved.diagnostics, []);
    assert_eq!(resolved.definitions.iter().map(|definition| definition.name.as_str()).collect::<Vec<_>>(), ["Meta", "Other"]);
}

#[test]
fn files_of_the_table_are_never_loaded_as_text() {
    let mut library = MemoryLibrary::with_table(LIBRARY);
    project(&[("main.jke", "import std.app { App }\nimport k8s.a.v2 { Service }"), PROJECT], &mut library);
    assert_eq!(library.loaded, ["std/app.jke"]);
}

#[test]
fn what_is_told_knows_the_types_that_are_not_read() {
    assert_eq!(
        told("import k8s.a.v1 { Pods, Servise }\nimport k8s.a.v1.pod { Service }\nimport k8s.a.v9 { Service }\nimport k8s.m { X }"),
        [
            "main.jke:1:19 E0204 `Pods`: `k8s.a.v1` declares no `Pods` | did you mean `Pod`? | help: it declares: Pod, Port, Service | \
             fix: Pods -> Pod",
            "main.jke:1:25 E0204 `Servise`: `k8s.a.v1` declares no `Servise` | did you mean `Service`? | help: it declares: Pod, Port, \
             Service | fix: Servise -> Service",
            "main.jke:2:23 E0204 `Service`: `k8s.a.v1.pod` declares no `Service` | help: it declares: Pod, Port",
            "main.jke:3:8 E0203 `k8s.a.v9`: there is no module `k8s.a.v9` | did you mean `k8s.a.v1`? | help: `k8s.a` holds: v1, v2, v3beta1 | \
             fix: k8s.a.v9 -> k8s.a.v1",
            "main.jke:4:16 E0204 `X`: `k8s.m` declares no `X` | help: it declares: Meta, Other",
        ]
    );
}

#[test]
fn a_kind_that_nobody_imports_is_offered_from_its_last_version_that_is_no_trial() {
    let resolved = resolved("let x = 1");
    assert_eq!(resolved.import_of("Service", |_| true).as_deref(), Some("import k8s.a.v2 { Service }"));
    assert_eq!(resolved.import_of("Pod", |_| true), None, "a type that is no kind may mean anything");
}
