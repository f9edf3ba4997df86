//! Section 11 of the language, one test for each production.

mod support;

use jke_syntax::tree::{
    EmitKind, ImportKind, Item, ItemKind, LetValue, Member, ProjectEntry, Refinement, Stmt, TypeExpr, TypeExprKind, TypeKind,
};
use support::{app, bodies, entries, file, value};

#[track_caller]
fn item(text: &str) -> Item {
    let mut items = file(text).items;
    assert_eq!(items.len(), 1, "{text}");
    items.remove(0)
}

#[test]
fn file_and_import() {
    let file = file("//! Docs.\nimport std.app\nimport acme.web as web\nimport k8s.core.v1 { Secret as S, Service }\nlet x = 1\n");
    let shown: Vec<String> = file
        .imports
        .iter()
        .map(|import| match &import.kind {
            ImportKind::Module(local) => format!("{} as {}", import.path, local.name),
            ImportKind::Names(names) => {
                let names: Vec<String> = names.iter().map(|alias| format!("{}={}", alias.name.name, alias.local.name)).collect();
                format!("{} {}", import.path, names.join(" "))
            }
        })
        .collect();
    assert_eq!(shown, ["std.app as app", "acme.web as web", "k8s.core.v1 Secret=S Service=Service"]);
    assert_eq!(file.items.len(), 1);
}

#[test]
fn item_with_documentation_and_annotations() {
    let found = item("/// Docs.\n@deprecated(\"use b\")\n@since(\"1.33\") @example({ a = 1 })\nlet x = 1\n");
    let names: Vec<&str> = found.head.annotations.iter().map(|annotation| annotation.name.name.as_str()).collect();
    assert_eq!(names, ["deprecated", "since", "example"]);
    assert_eq!(found.head.docs.as_deref(), Some("Docs."));
}

#[test]
fn project_axis_target_use_and_setting() {
    let text = "project orders extends shop {\n  edition = 1\n  axis env = dev | staging\n    | preview*\n  target env=dev cluster=[a, b]\n  use acme = \"path:../acme\"\n  prelude = [std.app]\n}\n";
    let ItemKind::Project(project) = item(text).kind else { panic!() };
    assert_eq!((project.name.name.as_str(), project.extends.map(|name| name.name.as_str())), ("orders", Some("shop")));
    let shown: Vec<String> = project
        .entries
        .iter()
        .map(|entry| match entry {
            ProjectEntry::Axis { name, values, span: _ } => {
                let values: Vec<String> =
                    values.iter().map(|value| format!("{}{}", value.name.name, if value.starred { "*" } else { "" })).collect();
                format!("axis {} {}", name.name, values.join(" "))
            }
            ProjectEntry::Target { selector, span: _ } => format!("target {}", selector.clauses.len()),
            ProjectEntry::Use { name, source, span: _ } => format!("use {} {}", name.name, source.text().unwrap_or("?")),
            ProjectEntry::Setting { name, value, span: _ } => format!("{} {}", name.name, support::expr(value)),
            ProjectEntry::Error => "error".to_owned(),
        })
        .collect();
    assert_eq!(shown, ["edition 1", "axis env dev staging preview*", "target 2", "use acme path:../acme", "prelude [std.app]"]);
}

#[test]
fn platform_app_overlay_and_defaults() {
    let file = file(
        "platform: std.Platform { domain = \"a\" }\napp my-app: web.App { image = \"b\" }\non env=prod for my-app { x = 1 }\ndefaults std.App { y = 2 }\n",
    );
    let shown: Vec<String> = file
        .items
        .iter()
        .map(|item| match &item.kind {
            ItemKind::Platform(platform) => format!("platform {} {:?}", platform.module, bodies(&platform.layer)),
            ItemKind::App(app) => format!("app {} {} {:?}", app.name.name, app.module, bodies(&app.layer)),
            ItemKind::Overlay(overlay) => format!("on {} {:?}", overlay.of, bodies(&overlay.layer)),
            ItemKind::Defaults(defaults) => format!("defaults {} {:?}", defaults.module, bodies(&defaults.layer)),
            _ => "other".to_owned(),
        })
        .collect();
    let expected = [
        "platform std.Platform [\"domain = \\\"a\\\"\"]",
        "app my-app web.App [\"image = \\\"b\\\"\"]",
        "on my-app [\"x = 1\"]",
        "defaults std.App [\"y = 2\"]",
    ];
    assert_eq!(shown, expected);
}

#[test]
fn raw_emit() {
    let ItemKind::Raw(emit) = item("emit core.ConfigMap as \"a\" {\n  data { x = \"1\" }\n  on env=prod { data { x = \"2\" } }\n}\n").kind
    else {
        panic!()
    };
    let EmitKind::Body { kind, handle, body } = emit.kind else { panic!() };
    assert_eq!((kind.to_string(), handle.is_some(), body.entries.len()), ("core.ConfigMap".to_owned(), true, 2));
}

fn members(text: &str) -> Vec<String> {
    let members = match item(text).kind {
        ItemKind::Module(module) => module.members,
        ItemKind::Type(found) => match found.kind {
            TypeKind::Record { members, .. } => members,
            TypeKind::Alias(_) => panic!("an alias: {text}"),
        },
        _ => panic!("{text}"),
    };
    members.iter().map(member).collect()
}

fn member(member: &Member) -> String {
    match member {
        Member::Field(field) => {
            let default = field.default.as_ref().map(|value| format!(" = {}", support::expr(value))).unwrap_or_default();
            format!("{}: {}{default}", field.key.name().map_or("?", |name| name.as_str()), ty(&field.ty))
        }
        Member::Inherited(entry) => support::entry(entry),
        Member::Output(output) => format!("output {}: {} = {}", output.name.name, ty(&output.ty), support::expr(&output.value)),
        Member::Rest { ty: of, span: _ } => format!("_: {}", ty(of)),
        Member::Stmt(of) => stmt(of),
        Member::Error => "<error>".to_owned(),
    }
}

fn block(block: &[Stmt]) -> String {
    format!("{{{}}}", block.iter().map(stmt).collect::<Vec<_>>().join(", "))
}

fn stmt(of: &Stmt) -> String {
    match of {
        Stmt::Let(of) => {
            let value = match &of.value {
                LetValue::Expr(value) => support::expr(value),
                LetValue::Include(include) => format!("include {} {:?}", include.module, bodies(&include.body)),
            };
            format!("let {}{} = {value}", of.name.name, of.ty.as_ref().map(|of| format!(": {}", ty(of))).unwrap_or_default())
        }
        Stmt::Check(check) => format!("check {}{}", support::expr(&check.condition), if check.message.is_some() { " else" } else { "" }),
        Stmt::Emit(emit) => match &emit.kind {
            EmitKind::Body { kind, handle, body } => format!("emit {kind}{} {:?}", if handle.is_some() { " as" } else { "" }, bodies(body)),
            EmitKind::Value(value) => format!("emit {}", support::expr(value)),
        },
        Stmt::Include(include) => format!("include {} {:?}", include.module, bodies(&include.body)),
        Stmt::If { condition, then, otherwise, span: _ } => {
            let rest = otherwise.as_ref().map(|of| format!(" else {}", block(of))).unwrap_or_default();
            format!("if {} {}{rest}", support::expr(condition), block(then))
        }
        Stmt::For { clause, block: of, span: _ } => format!("for {} in {} {}", clause.first.name, support::expr(&clause.source), block(of)),
        Stmt::Match { subject, arms, span: _ } => {
            let arms: Vec<String> = arms.iter().map(|(pattern, of)| format!("{} {}", support::pattern(pattern), block(of))).collect();
            format!("match {} {{{}}}", support::expr(subject), arms.join(", "))
        }
        Stmt::Error => "<error>".to_owned(),
    }
}

fn ty(of: &TypeExpr) -> String {
    let join = |types: &[TypeExpr], by: &str| types.iter().map(ty).collect::<Vec<_>>().join(by);
    match &of.kind {
        TypeExprKind::Error => "<error>".to_owned(),
        TypeExprKind::Path { path, arguments, by, refinements } => {
            let keys = by.as_ref().map(|keys| format!(" by {}", keys.iter().map(|key| key.name.as_str()).collect::<Vec<_>>().join("+")));
            let arguments =
                if arguments.is_empty() { String::new() } else { format!("<{}{}>", join(arguments, ", "), keys.unwrap_or_default()) };
            let refinements: Vec<String> = refinements.iter().map(refinement).collect();
            let refinements = if refinements.is_empty() { String::new() } else { format!("({})", refinements.join(", ")) };
            format!("{path}{arguments}{refinements}")
        }
        TypeExprKind::Literal(literal) => support::expr(literal),
        TypeExprKind::Optional(inner) => format!("{}?", ty(inner)),
        TypeExprKind::Union(alternatives) => join(alternatives, " | "),
        TypeExprKind::Paren(inner) => format!("({})", ty(inner)),
    }
}

fn refinement(of: &Refinement) -> String {
    let bound = |bound: &Option<jke_syntax::tree::Expr>| bound.as_ref().map(support::expr).unwrap_or_default();
    match of {
        Refinement::Range { from, to, span: _ } => format!("{}..{}", bound(from), bound(to)),
        Refinement::Value(value) => support::expr(value),
    }
}

#[test]
fn type_alias_record_and_name_with_points() {
    let ItemKind::Type(alias) = item("type Port = Int(1..65535)\n").kind else { panic!() };
    let TypeKind::Alias(of) = alias.kind else { panic!() };
    assert_eq!(ty(&of), "Int(1..65535)");
    let ItemKind::Type(record) = item("type Deployment.Spec extends a.Base {}\n").kind else { panic!() };
    assert_eq!(record.name.to_string(), "Deployment.Spec");
    assert!(matches!(record.kind, TypeKind::Record { extends: Some(_), .. }));
    let text = "type T {\n  a: Int = 1\n  \"b/c\": String?\n  scale { min = 3 }\n  labels.team = \"x\"\n  xs += [1]\n  check a > 0 else \"no\"\n  _: Memory | Int\n}\n";
    let expected = [
        "a: Int = 1",
        "b/c: String?",
        "scale {min = 3}",
        "labels.team = \"x\"",
        "xs += [1]",
        "check (a Greater 0) else",
        "_: Memory | Int",
    ];
    assert_eq!(members(text), expected);
}

#[test]
fn module_field_inherited_and_output() {
    let ItemKind::Module(module) = item("module Web extends a.Base for Platform {}\n").kind else { panic!() };
    assert_eq!(module.extends.map(|path| path.to_string()).as_deref(), Some("a.Base"));
    assert_eq!(module.platform.map(|path| path.to_string()).as_deref(), Some("Platform"));
    let text = "module M {\n  /// Docs.\n  @example(1)\n  a: Int\n  scale.min = 3\n  output url: String? = none\n}\n";
    assert_eq!(members(text), ["a: Int", "scale.min = 3", "output url: String? = none"]);
}

#[test]
fn statements() {
    let text = "module M {
  let a: Int = 1
  let r = include Routes { x = 1 }
  check a > 0
  emit Service { spec { x = 1 } }
  emit core.ConfigMap as \"f-\\(a)\" { x = 1 }
  emit build(a)
  include Routes { y = 2 }
  if a == 1 { check true } else if a == 2 { check false } else { emit b }
  for x in xs { for k, v in m { check x } }
  match p { A as a { check a }, \"b\" | none { }, _ { check true } }
}
";
    let expected = [
        "let a: Int = 1",
        "let r = include Routes [\"x = 1\"]",
        "check (a Greater 0)",
        "emit Service [\"spec {x = 1}\"]",
        "emit core.ConfigMap as [\"x = 1\"]",
        "emit build(a)",
        "include Routes [\"y = 2\"]",
        "if (a Equal 1) {check true} else {if (a Equal 2) {check false} else {emit b}}",
        "for x in xs {for k in m {check x}}",
        "match p {A as a {check a}, \"b\" | none {}, _ {check true}}",
    ];
    assert_eq!(members(text), expected);
}

#[test]
fn fn_and_param() {
    let ItemKind::Fn(found) = item("fn f(a: Int, b: Map<String, String> = {}) -> List<Int> = [a]\n").kind else { panic!() };
    let params: Vec<String> =
        found.params.iter().map(|param| format!("{}: {} {}", param.name.name, ty(&param.ty), param.default.is_some())).collect();
    assert_eq!(params, ["a: Int false", "b: Map<String, String> true"]);
    assert_eq!((ty(&found.result), support::expr(&found.body)), ("List<Int>".to_owned(), "[a]".to_owned()));
}

#[test]
fn policy_except_and_test() {
    let file = file(
        "policy p for a.Deployment as d on env=prod { check d.x }\npolicy q { let a = 1 }\nexcept memory for legacy on env=dev because \"old\"\ntest \"t\" on env=prod { check true }\n",
    );
    let kinds: Vec<String> = file
        .items
        .iter()
        .map(|item| match &item.kind {
            ItemKind::Policy(policy) => format!("policy {} {} {}", policy.name.name, policy.kind.is_some(), policy.selector.is_some()),
            ItemKind::Except(except) => {
                format!("except {} {:?} {}", except.policy, except.of.map(|of| of.name), except.because.text().unwrap_or("?"))
            }
            ItemKind::Test(test) => format!("test {} {}", test.name.text().unwrap_or("?"), test.selector.is_some()),
            _ => "other".to_owned(),
        })
        .collect();
    assert_eq!(kinds, ["policy p true true", "policy q false false", "except memory Some(legacy) old", "test t true"]);
}

#[test]
fn layer_and_change() {
    let text = app(
        "  a.b = 1\n  c += [2]\n  d.e { f = 3 }\n  remove g.\"h/i\"\n  reset j\n  seal k because \"l\"\n  seal m\n  on env=prod cluster!=[a, b] { n = 4 }\n  patch Deployment \"x\" { o = 5 }\n  patch Service { q = 6 }",
    );
    let found = entries(&text);
    assert_eq!(found[..5], ["a.b = 1", "c += [2]", "d.e {f = 3}", "remove g.h/i", "reset j"]);
    assert_eq!(
        found[5..],
        ["seal k because \"l\"", "seal m", "on env=prod cluster!=a|b {n = 4}", "patch Deployment \"x\" {o = 5}", "patch Service {q = 6}"]
    );
}

#[test]
fn body_and_entry() {
    assert_eq!(value("{ a = 1, b.c { d = 2 }, \"e/\\(f)\" = 3 }"), "{a = 1, b.c {d = 2}, \"e/\\(f)\" = 3}");
    assert_eq!(value("a.B { if c { d = 1 } else if e { d = 2 } else { d = 3 } }"), "a.B {if c {d = 1} else {if e {d = 2} else {d = 3}}}");
    assert_eq!(value("a with { b += [1], remove c }"), "(a with {b += [1], remove c})");
}

#[test]
fn expressions_bind_as_written_in_the_grammar() {
    assert_eq!(value("a or b and not c == d"), "(a Or (b And (not (c Equal d))))");
    assert_eq!(value("a + b * c - d / e % f"), "((a Add (b Multiply c)) Subtract ((d Divide e) Remainder f))");
    assert_eq!(value("a ?? b ?? c"), "((a Coalesce b) Coalesce c)");
    assert_eq!(value("a ?? b + c == d"), "((a Coalesce (b Add c)) Equal d)");
    assert_eq!(value("a in b and c is d.E"), "((a In b) And (c is d.E))");
    assert_eq!(value("-a.b * -1"), "(-a.b Multiply -1)");
    assert_eq!(
        value("a <= b or c >= d or e != f or g > h"),
        "((((a LessEqual b) Or (c GreaterEqual d)) Or (e NotEqual f)) Or (g Greater h))"
    );
    assert_eq!(value("if a then b else if c then d else e + f"), "(if a then b else (if c then d else (e Add f)))");
    assert_eq!(value("a - b - c"), "((a Subtract b) Subtract c)");
}

#[test]
fn comparisons_do_not_chain() {
    for text in ["a < b < c", "a == b == c", "a is B is C", "a is B == c", "a in b in c"] {
        assert_eq!(support::mistakes(&format!("let x = {text}\n")), ["1 E0101"], "{text}");
    }
}

#[test]
fn postfix_and_arguments() {
    assert_eq!(value("a.b?.c(1, d = 2, e => e + 1)[0]?[\"k\"]"), "a.b?.c(1, d = 2, e => (e Add 1))[0]?[\"k\"]");
    assert_eq!(value("f()"), "f()");
    assert_eq!(value("a with { b = 1 } with { c = 2 }"), "((a with {b = 1}) with {c = 2})");
}

#[test]
fn primaries() {
    assert_eq!(value("self"), "self");
    assert_eq!(value("[true, false, none]"), "[true, false, none]");
    assert_eq!(value("(apps.orders at env=prod cluster=[a, b]).x"), "(apps.orders at env=prod cluster=a|b).x");
    assert_eq!(
        value("match x { \"dev\" | -1 => 1, a.S3 as s => s.b, none => 0, 70% => 2, true => 3, _ => 4 }"),
        "match x {\"dev\" | -1 => 1, a.S3 as s => s.b, none => 0, q:70% => 2, true => 3, _ => 4}"
    );
    assert_eq!(value("[for a in b for k, v in a if v != none if k: k]"), "[for a in b for k, v in a if (v NotEqual none) if k: k]");
    assert_eq!(value("{for k, v in m if v != none: k => v}"), "{for k, v in m if (v NotEqual none): k => v}");
    assert_eq!(value("{ for = 5m }"), "{for = q:5m}");
}

#[test]
fn a_brace_after_a_complete_operand_in_a_head_opens_the_block() {
    let text = "module M {\n  if ports != {} { check a }\n  if a.b { check b }\n  for x in f(A { y = 1 }) { check x }\n  match (A { y = 1 }) { _ { check c } }\n  if (a with { b = 1 }).c { check d }\n}\n";
    let expected = [
        "if (ports NotEqual {}) {check a}",
        "if a.b {check b}",
        "for x in f(A {y = 1}) {check x}",
        "match A {y = 1} {_ {check c}}",
        "if (a with {b = 1}).c {check d}",
    ];
    assert_eq!(members(text), expected);
}

#[test]
fn type_expressions() {
    let types = [
        "Map<String(1..63, \"[a-z]+\"), List<Container by name>>(1..)?",
        "List<Port by port+protocol>",
        "\"Always\" | \"Never\" | 80 | -1 | true",
        "(A | B)?",
        "Int(..5)",
        "Memory(q:64Mi..)",
        "a.b.C",
        "String?",
    ];
    for shown in types {
        let written = shown.replace("port+protocol", "(port, protocol)").replace("q:", "");
        let ItemKind::Type(found) = item(&format!("type T = {written}\n")).kind else { panic!() };
        let TypeKind::Alias(of) = found.kind else { panic!() };
        assert_eq!(ty(&of), shown);
    }
}
