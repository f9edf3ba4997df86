//! What the printer of declarations writes, and that it reads back.

use jke_import::types::{Body, Declaration, Field, File, Import, Kind, Literal, Record, Refinement, TypeExpr, print};
use jke_syntax::parse;
use jke_syntax::tree::{ImportKind, ItemKind, KeyKind, Member, TypeKind};
use jke_text::{Source, SourceKind, words};

fn declaration(name: &str, body: Body) -> Declaration {
    Declaration { name: name.to_owned(), docs: String::new(), kind: None, since: None, until: None, body }
}

fn text(text: &str) -> TypeExpr {
    TypeExpr::Literal(Literal::Text(text.to_owned()))
}

fn record(fields: Vec<Field>) -> Body {
    Body::Record(Record { fields, rest: None })
}

/// Prints one declaration and proves that nothing of it is refused.
#[track_caller]
fn printed(declaration: Declaration) -> String {
    let source = print(&File { docs: String::new(), imports: vec![], declarations: vec![declaration] });
    reads(&source);
    source
}

#[track_caller]
fn reads(source: &str) -> jke_syntax::tree::File {
    let parsed = parse(&Source::new("types.jke", SourceKind::Project, source, 1));
    assert!(parsed.diagnostics.is_empty(), "{source}\n{:?}", parsed.diagnostics);
    parsed.file
}

#[test]
fn a_file_opens_with_its_documentation_and_imports() {
    let meta = Import { path: "k8s.meta.v1".to_owned(), names: vec!["LabelSelector".to_owned(), "ObjectMeta".to_owned()] };
    let file = File {
        docs: "Deployment.".to_owned(),
        imports: vec![meta],
        declarations: vec![declaration("A", record(vec![])), declaration("B", Body::Alias(TypeExpr::named("Int")))],
    };
    assert_eq!(print(&file), "//! Deployment.\n\nimport k8s.meta.v1 { LabelSelector, ObjectMeta }\n\ntype A {}\n\ntype B = Int\n");
    reads(&print(&file));
}

#[test]
fn a_long_import_goes_on_in_further_lines_that_read_back() {
    let names = (0..30).map(|at| format!("Declaration{at}")).collect();
    let source = print(&File { imports: vec![Import { path: "k8s.core.v1".to_owned(), names }], ..File::default() });
    assert!(source.lines().count() > 3 && source.lines().all(|line| line.len() <= 120), "{source}");
    let imports = reads(&source).imports;
    assert!(matches!(&imports[0].kind, ImportKind::Names(names) if names.len() == 30), "{source}");
}

#[test]
fn a_kind_tells_its_identity_its_name_and_its_versions() {
    let kind =
        Kind { api_version: "v1".to_owned(), kind: "Namespace".to_owned(), cluster_wide: true, name_rule: Some("DnsLabel".to_owned()) };
    let metadata = Field::new("metadata", TypeExpr::named("ObjectMeta"), false);
    let namespace = Declaration {
        docs: "A fence.".to_owned(),
        kind: Some(kind),
        since: Some("1.34".to_owned()),
        until: Some("1.36".to_owned()),
        ..declaration("Namespace", record(vec![metadata]))
    };
    let head = "/// A fence.\n@kind(\"v1\", \"Namespace\", \"cluster\")\n@name(DnsLabel)\n@since(\"1.34\")\n@until(\"1.36\")\n";
    assert_eq!(printed(namespace), format!("{head}type Namespace {{\n  metadata: ObjectMeta\n}}\n"));
}

#[test]
fn fields_carry_what_is_known_of_them() {
    let protocol = TypeExpr::Union(vec![text("TCP"), text("UDP")]);
    let fields = vec![
        Field { default: Some(Literal::Text("TCP".to_owned())), ..Field::new("protocol", protocol.clone(), true) },
        Field { immutable: true, since: Some("1.35".to_owned()), ..Field::new("selector", TypeExpr::named("LabelSelector"), false) },
        Field { until: Some("1.36".to_owned()), ..Field::new("old", TypeExpr::map(protocol), true) },
    ];
    let rest = Some(TypeExpr::named("Any"));
    let lines = [
        "type Port {",
        "  @default(\"TCP\") protocol: (\"TCP\" | \"UDP\")?",
        "  @since(\"1.35\") @immutable selector: LabelSelector",
        "  @until(\"1.36\") old: Map<String, \"TCP\" | \"UDP\">?",
        "  _: Any",
        "}\n",
    ];
    assert_eq!(printed(declaration("Port", Body::Record(Record { fields, rest }))), lines.join("\n"));
}

#[test]
fn types_are_written_as_the_language_has_them() {
    let range = |from: i64, to: i64| Refinement::Range { from: Some(Literal::Int(from)), to: Some(Literal::Int(to)) };
    let refined = |base: &str, refinements| TypeExpr::Refined { base: Box::new(TypeExpr::named(base)), refinements };
    let keyed = |keys: &[&str]| TypeExpr::List {
        element: Box::new(TypeExpr::named("Port")),
        keys: keys.iter().map(|key| (*key).to_owned()).collect(),
    };
    let open = Refinement::Range { from: Some(Literal::Quantity("64Mi".to_owned())), to: None };
    let cases = [
        (keyed(&[]), "List<Port>"),
        (keyed(&["name"]), "List<Port by name>"),
        (keyed(&["port", "protocol"]), "List<Port by (port, protocol)>"),
        (refined("Int", vec![range(1, 65535)]), "Int(1..65535)"),
        (refined("Memory", vec![open]), "Memory(64Mi..)"),
        (refined("String", vec![range(1, 63), Refinement::Pattern("[a-z\\d]+".to_owned())]), "String(1..63, #\"[a-z\\d]+\"#)"),
        (TypeExpr::Union(vec![TypeExpr::named("Int"), TypeExpr::Union(vec![text("a"), text("b")])]), "Int | (\"a\" | \"b\")"),
        (TypeExpr::Literal(Literal::Float(0.5)), "0.5"),
    ];
    for (ty, expected) in cases {
        assert_eq!(printed(declaration("T", Body::Alias(ty))), format!("type T = {expected}\n"));
    }
}

#[test]
fn a_long_union_goes_on_in_further_lines_that_read_back() {
    let alternatives: Vec<TypeExpr> = (0..30).map(|at| text(&format!("Alternative{at}"))).collect();
    let union = TypeExpr::Union(alternatives);
    let fields = vec![Field::new("required", union.clone(), false), Field::new("optional", union.clone(), true)];
    for body in [record(fields), Body::Alias(union)] {
        let source = printed(declaration("T", body));
        assert!(source.lines().all(|line| line.len() <= 120), "{source}");
        assert!(source.contains("\n    | \"") || source.contains("\n  | \""), "{source}");
    }
}

#[test]
fn documentation_is_broken_between_words() {
    let sentence = "word ".repeat(60);
    let docs = format!("{sentence}\n\n- {sentence}\n  {sentence}");
    let field = Field { docs: docs.clone(), ..Field::new("a", TypeExpr::named("Int"), true) };
    let source = printed(Declaration { docs, ..declaration("T", record(vec![field.clone(), field])) });
    assert!(source.lines().all(|line| line.len() <= 120 && !line.ends_with(' ')), "{source}");
    let words = |text: &str| text.split_whitespace().filter(|word| *word == "word").count();
    assert_eq!(words(&source), 3 * 3 * 60);
}

#[test]
fn every_name_of_a_field_is_read_back_as_it_is() {
    let reserved = "if then else for in match is and or not with let self none true false";
    let special =
        "app on type test emit secret check include output patch because at file _ x-kubernetes-map-type $ref a.b 1st a--b ümlaut";
    let names: Vec<&str> = reserved.split(' ').chain(special.split(' ')).collect();
    let fields = names.iter().map(|name| Field::new(name, TypeExpr::named("Int"), true)).collect();
    let file = print(&File { declarations: vec![declaration("T", record(fields))], ..File::default() });
    let ItemKind::Type(item) = &reads(&file).items[0].kind else { panic!("{file}") };
    let TypeKind::Record { members, .. } = &item.kind else { panic!("{file}") };
    let found: Vec<&str> = members
        .iter()
        .map(|member| match member {
            Member::Field(field) => match &field.key.kind {
                KeyKind::Name(name) => name.as_str(),
                KeyKind::Computed(_) => panic!("{file}"),
            },
            _ => panic!("{file}"),
        })
        .collect();
    assert_eq!(found, names);
}

#[test]
fn texts_escape_what_a_source_would_read_otherwise() {
    assert_eq!(words::text("a \"b\" \\(c)\n\t\u{1}"), "\"a \\\"b\\\" \\\\(c)\\n\\t\\u{1}\"");
    assert_eq!(words::raw_text("a\"b\\."), "#\"a\"b\\.\"#");
    assert_eq!(words::raw_text("a\"#b"), "\"a\\\"#b\"");
    assert_eq!(words::raw_text("a\\#(b)"), "\"a\\\\#(b)\"");
}
