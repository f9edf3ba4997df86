//! Bodies of declarations: defaults and how children change them, statements, functions.

mod support;

use jke_check::{Selection, program};
use jke_model::ir::{ExprKind, RecordBody, Stmt};
use jke_model::program::Program;
use support::Project;

const PROJECT: (&str, &str) =
    ("z.jke", "project p {}\n@kind(\"v1\", \"Thing\")\ntype Thing { metadata: Meta = {}, size: Int? }\ntype Meta { name: String? }");

fn mistakes(text: &str) -> Vec<String> {
    Project::new(&[("a.jke", text), PROJECT]).mistakes()
}

/// The whole program, which has no mistakes.
fn checked(text: &str) -> Program {
    let project = Project::new(&[("a.jke", text), PROJECT]);
    let (program, diagnostics) = program(project.context(), Selection::Everything);
    let shown: Vec<String> = diagnostics.iter().map(|diagnostic| project.shown(diagnostic)).collect();
    assert_eq!(shown, [""; 0]);
    program
}

fn body<'p>(program: &'p Program, name: &str) -> &'p RecordBody {
    let at = program.interfaces.records.iter().position(|record| record.name.as_str() == name).expect("a record of that name");
    program.bodies[at].as_ref().expect("its body")
}

/// The kind of a default's code, by the field's name.
fn default<'p>(program: &'p Program, record: &str, field: &str) -> &'p ExprKind {
    let declared = program.interfaces.records.iter().find(|each| each.name.as_str() == record).expect("a record of that name");
    let slot = declared.fields.iter().position(|each| each.name.as_str() == field).expect("a field of that name");
    &body(program, record).defaults[slot].as_ref().expect("a default").expr.kind
}

#[test]
fn a_child_keeps_its_parents_defaults_checks_and_statements_and_adds_its_own() {
    let program = checked(
        "module A {\n  x: Int = 1\n  y: Int = 2\n  check x < y\n  emit Thing { size = x }\n}\nmodule B extends A {\n  x = 5\n  check x != 4\n  emit Thing { size = y }\n}",
    );
    let (parent, child) = (body(&program, "A"), body(&program, "B"));
    assert_eq!((parent.checks.len(), parent.statements.len()), (1, 1));
    assert_eq!((child.checks.len(), child.statements.len()), (2, 2));
    assert_eq!(child.defaults[4], parent.defaults[4]);
    assert_ne!(child.defaults[3], parent.defaults[3]);
}

#[test]
fn new_defaults_are_built_on_the_inherited_ones() {
    let program = checked(
        "type Scale { min: Int = 1, max: Int = 2 }\ntype A { scale: Scale = {}, deep: Scale?, hosts: List<String> = [\"a\"], labels: Map<String, String> = {}, needed: Scale }\ntype B extends A {\n  scale { min = 3 }\n  deep.min = 4\n  hosts += [\"b\"]\n  labels.team = \"x\"\n  labels.tier = \"y\"\n  needed.max = 3\n}\ntype C extends B { scale.max = 9 }",
    );
    assert!(matches!(default(&program, "B", "scale"), ExprKind::With { base, .. } if matches!(base.kind, ExprKind::Build { .. })));
    assert!(matches!(default(&program, "C", "scale"), ExprKind::With { base, .. } if matches!(base.kind, ExprKind::With { .. })));
    assert!(matches!(default(&program, "B", "needed"), ExprKind::Build { .. }));
    for added in ["hosts", "labels"] {
        assert!(matches!(default(&program, "B", added), ExprKind::Entry { base, .. } if matches!(base.kind, ExprKind::With { .. })));
    }
    assert!(matches!(default(&program, "B", "deep"), ExprKind::Build { .. }));
}

#[test]
fn new_defaults_are_checked_like_any_value() {
    assert_eq!(
        mistakes(
            "type A { size: Int = 1, labels: Map<String, String> = {}, kind: \"a\" | \"b\" = \"a\" }\ntype B extends A {\n  sise = 2\n  size = \"x\"\n  labels.a = 1\n  kind: \"b\"\n}"
        ),
        [
            "a.jke:3:3 E0301 `sise`: `sise` is not a field of B | did you mean `size`? | help: fields of B: kind, labels, size | fix: sise -> size",
            "a.jke:4:10 E0302 `\"x\"`: `size` takes Int, and this is the String \"x\" | a.jke:1:10 declared here",
            "a.jke:5:14 E0302 `1`: `labels.a` takes String, and this is the Int 1 | a.jke:1:25 declared here | help: a text stands in quotes: `\"1\"` | fix: 1 -> \"1\"",
            "a.jke:6:3 E0315 `kind`: the default that `kind` inherits does not fit its new type | a.jke:1:77 the inherited default | help: give it another default: `kind: … = …`",
        ]
    );
}

#[test]
fn emit_takes_kubernetes_kinds_only() {
    assert_eq!(
        mistakes(
            "type Plain { x: Int = 1 }\nmodule N {}\nmodule M {\n  thing: Thing?\n  things: List<Thing> = []\n  emit Plain {}\n  emit N {}\n  emit thing\n  emit things\n  emit 1\n  if thing != none { emit thing }\n  for each in things { emit each }\n}"
        ),
        [
            "a.jke:6:8 E0302 `Plain`: `Plain` is no Kubernetes kind, and `emit` takes nothing else | a.jke:1:6 declared here | help: a kind is a type with `@kind(…)`: import one of the library's, or declare it",
            "a.jke:7:8 E0302 `N`: `N` is a module, and `emit` takes a Kubernetes kind | a.jke:2:8 declared here | help: write `include N { … }`",
            "a.jke:8:8 E0307 `thing`: this may be `none`, and `emit` takes a manifest that is there | help: ask first: `if x != none { emit x }`",
            "a.jke:9:8 E0302 `things`: `emit` takes one manifest, and this is a list | help: emit each: `for x in xs { emit x }`",
            "a.jke:10:8 E0302 `1`: `emit` takes a value of a Kubernetes kind, and this is 1 | help: a kind is a type with `@kind(…)`: import one of the library's, or declare it",
        ]
    );
}

#[test]
fn include_takes_modules_that_the_platform_admits() {
    assert_eq!(
        mistakes(
            "module P {}\nmodule Part for P { size: Int }\nmodule Free {}\nmodule M for P {\n  include Free {}\n  let part = include Part { size = 1 }\n  output size: Int = part.size\n  include P {}\n}\nmodule N {\n  include Part { size = 1 }\n  include Thing {}\n  let free: Part = include Free {}\n}"
        ),
        [
            "a.jke:8:11 E0903 `P`: `P` is the platform, of which a project has one: it can't be included | a.jke:1:8 declared here | help: its fields are read as `platform.…`",
            "a.jke:11:11 E0903 `Part`: `Part` is a module for P, and the one that includes it is not | a.jke:2:8 `for P` | help: declare this module `for P` too",
            "a.jke:12:11 E0208 `Thing`: `Thing` is a type, and a module is needed here | help: only a module has instances and manifests: it is declared with `module` instead of `type`",
            "a.jke:13:28 E0302 `Free`: this is an instance of Free, and Part is expected | help: leave the type of the `let` out",
        ]
    );
}

#[test]
fn a_let_of_a_module_that_includes_emits_what_it_includes() {
    let program = checked(
        "module Part { size: Int = 1 }\nmodule M {\n  let part = include Part {}\n  if part.size > 1 {\n    let inner = include Part { size = part.size - 1 }\n    check inner.size > 0\n  }\n}",
    );
    assert!(matches!(default(&program, "M", "part"), ExprKind::Include(_)));
    let block = &body(&program, "M").statements[0].block;
    assert!(matches!(&block[0], Stmt::Include { instance, .. } if matches!(instance.kind, ExprKind::Field { slot: 3, .. })));
    let Stmt::If { then, .. } = &block[1] else { panic!("an `if`") };
    assert!(
        matches!(&then[..], [Stmt::Let { .. }, Stmt::Include { instance, .. }, Stmt::Check(_)] if matches!(instance.kind, ExprKind::Local(_)))
    );
}

#[test]
fn a_default_of_a_parameter_sees_those_before_it() {
    assert_eq!(
        mistakes(
            "fn f(a: Int, b: Int = a + 1, c: List<Int> = [for x in [b]: x]) -> Int = b\nfn g(a: Int = b, b: Int = 1) -> Int = a\nlet h = include M {}\nmodule M {}"
        ),
        [
            "a.jke:2:15 E0201 `b`: the default of `a` uses `b`, which is not known before it | a.jke:2:18 the parameter | help: a default may use the parameters before its own",
            "a.jke:3:17 E0108 `M`: `include` may stand in a module, but not at the top of a file",
        ]
    );
}

#[test]
fn long_rows_and_deep_nesting_are_checked() {
    let row = "if enabled { emit Thing {} } else ".repeat(20_000);
    assert_eq!(mistakes(&format!("module M {{\n  {row} {{ emit Thing {{}} }}\n}}")), [""; 0]);
    let row = "[1] + ".repeat(20_000);
    assert_eq!(mistakes(&format!("type A {{ xs: List<Int> = {row}[1] }}\ntype B extends A {{ xs += [2] }}")), [""; 0]);
    let (open, close) = ("if enabled { ".repeat(200), "}".repeat(200));
    assert_eq!(mistakes(&format!("module M {{\n  {open} emit Thing {{}} {close}\n}}")), [""; 0]);
    let (open, close) = ("(".repeat(200), ")".repeat(200));
    assert_eq!(mistakes(&format!("module M {{\n  let x = {open}1{close}\n  output y: Int = x\n}}")), [""; 0]);
}
