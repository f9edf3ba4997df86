//! Schemas of custom resources to files of types: what becomes a type, what becomes documentation, and what is told.

use std::sync::Arc;

use jke_import::crd::{self, Definition, Document, Imported, NoKind};
use jke_import::types::print;
use jke_text::{Source, SourceKind, Span};

/// A CustomResourceDefinition whose `spec` has these properties, in YAML, indented by two.
fn definition(properties: &str) -> String {
    let inner: String = properties.lines().map(|line| format!("                {line}\n")).collect();
    format!(
        "apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {{ name: things.example.com }}
spec:
  group: example.com
  scope: Namespaced
  names: {{ kind: Thing, plural: things }}
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              properties:
{inner}"
    )
}

fn source(text: &str) -> Source {
    Source::new("crd.yaml", SourceKind::Project, text.to_owned(), 1)
}

/// The documents of a text with which nothing is wrong.
fn documents(text: &str) -> Vec<Document> {
    let crd::Read { documents, diagnostics } = crd::read(&source(text));
    assert_eq!(diagnostics, [], "{text}");
    documents.into_iter().map(|(_, document)| document).collect()
}

/// The only thing that is wrong with a text, and the line at which it is told.
fn wrong(text: &str) -> (String, usize) {
    let source = source(text);
    let read = crd::read(&source);
    assert_eq!((read.documents.len(), read.diagnostics.len()), (0, 1), "{read:?}");
    let only = &read.diagnostics[0];
    let before = &source.text[..(only.primary.span.start - source.base) as usize];
    (only.message.clone(), before.matches('\n').count() + 1)
}

fn read(text: &str) -> Vec<Definition> {
    let documents = documents(text);
    let definitions = documents.into_iter().flat_map(|document| match document {
        Document::Definitions(definitions) => definitions,
        Document::Other(_) | Document::Schema(_) => vec![],
    });
    definitions.collect()
}

fn only(text: &str) -> Imported {
    let mut all = crd::import_all(&read(text));
    assert_eq!(all.len(), 1);
    let imported = all.remove(0);
    let text = print(&imported.file);
    let source = Arc::new(Source::new("t.jke", SourceKind::Project, text.clone(), 1));
    assert_eq!(jke_syntax::parse(&source).diagnostics, [], "{text}");
    imported
}

/// The lines of the types below the kind, without those that are empty; and the notices.
fn types(properties: &str) -> (Vec<String>, Vec<String>) {
    let imported = only(&definition(properties));
    let text = print(&imported.file);
    let from = text.find("type Thing.Spec {").expect("there is a spec");
    let lines = text[from..].lines().map(str::trim).filter(|line| !line.is_empty() && *line != "}");
    let notices = imported.notices.iter().map(|notice| format!("{}: {}", notice.path, notice.message));
    (lines.skip(1).map(str::to_owned).collect(), notices.collect())
}

/// The lines of a spec about which nothing is told.
fn lines(properties: &str) -> Vec<String> {
    let (lines, notices) = types(properties);
    assert_eq!(notices, [""; 0]);
    lines
}

#[test]
fn a_kind_has_its_identity_its_metadata_and_its_status_last() {
    let text = definition("a: { type: string }").replace("Namespaced", "Cluster");
    let text = text.replace("          properties:\n            spec:", "          properties:\n            apiVersion: { type: string }\n            kind: { type: string }\n            metadata: { type: object }\n            alpha: { type: boolean }\n            status: { type: object, x-kubernetes-preserve-unknown-fields: true }\n            spec:");
    let imported = only(&text);
    assert_eq!((imported.path.as_str(), imported.notices.len()), ("example/v1/thing.jke", 0));
    let expected = "//! The kind Thing of example.com/v1, from its schema.

import k8s.meta.v1 { ObjectMeta }

@kind(\"example.com/v1\", \"Thing\", \"cluster\")
type Thing {
  metadata: ObjectMeta
  alpha: Bool?
  spec: Thing.Spec?
  status: Any?
}

type Thing.Spec {
  a: String?
}
";
    assert_eq!(print(&imported.file), expected);
}

#[test]
fn texts_and_numbers_keep_the_bounds_that_a_type_can_have() {
    let found = lines(
        "a: { type: string, minLength: 1, maxLength: 63, pattern: '^[a-z]+$' }
b: { type: string, pattern: 'a|b' }
c: { type: integer, format: int32, minimum: 0, maximum: 9 }
d: { type: integer, minimum: 0, exclusiveMinimum: true }
e: { type: number, maximum: 1.5 }
f: { type: string, format: date-time }
g: { type: string, minLength: 0 }
h: { type: string, pattern: '^(?!x).*$' }",
    );
    let expected = [
        r##"a: String(1..63, #"[a-z]+"#)?"##,
        r##"b: String(#"(?s:.*)(?:a|b)(?s:.*)"#)?"##,
        "c: Int(0..9)?",
        "d: Int(1..)?",
        "e: Float(..1.5)?",
        "f: Time?",
        "g: String?",
        "/// Pattern: `^(?!x).*$`.",
        "h: String?",
    ];
    assert_eq!(found, expected);
}

#[test]
fn enumerations_are_unions_of_literals() {
    let found = lines(
        "a: { type: string, enum: [A, B, '=', A] }
b: { type: integer, enum: [301, 302] }
c: { type: string, enum: [only] }
d: { type: string, enum: [x, 'y', null], nullable: true }
e: { type: boolean, enum: [true, false] }",
    );
    assert_eq!(found, ["a: (\"A\" | \"B\" | \"=\")?", "b: (301 | 302)?", "c: \"only\"?", "d: (\"x\" | \"y\")?", "e: Bool?"]);
}

#[test]
fn a_plain_scalar_that_some_readers_take_for_something_else_is_a_text() {
    assert_eq!(lines("a:\n  type: string\n  enum:\n  - =\n  - =~\n  - '!='"), ["a: (\"=\" | \"=~\" | \"!=\")?"]);
}

#[test]
fn a_number_or_a_text_is_a_union_and_an_amount_a_quantity() {
    let amount = r"'^(\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))(([KMGTPE]i)|[numkMGTPE])?$'";
    let found = lines(&format!(
        "a: {{ x-kubernetes-int-or-string: true, anyOf: [{{ type: integer }}, {{ type: string }}] }}
b: {{ x-kubernetes-int-or-string: true, pattern: {amount} }}
c: {{ anyOf: [{{ type: integer }}, {{ type: string }}] }}
d: {{ type: object, additionalProperties: {{ x-kubernetes-int-or-string: true, pattern: {amount} }} }}"
    ));
    assert_eq!(found, ["a: (Int | String)?", "b: Quantity?", "c: (Int | String)?", "d: Map<String, Quantity>?"]);
}

#[test]
fn objects_are_records_maps_or_any_data() {
    let found = lines(
        "a: { type: object, properties: { x-y: { type: string }, $z: { type: object, properties: { 'n': { type: integer } } } } }
b: { type: object, additionalProperties: { type: string }, maxProperties: 3 }
c: { type: object, x-kubernetes-preserve-unknown-fields: true }
d: { type: object, properties: { 'n': { type: integer } }, x-kubernetes-preserve-unknown-fields: true }
e: { type: object }
f: { x-kubernetes-preserve-unknown-fields: true }
g: { type: object, x-kubernetes-embedded-resource: true, x-kubernetes-preserve-unknown-fields: true }
h: { type: object, additionalProperties: true }",
    );
    let expected = [
        "a: Thing.Spec.A?",
        "b: Map<String, String>(..3)?",
        "c: Any?",
        "d: Thing.Spec.D?",
        "e: Thing.Spec.E?",
        "f: Any?",
        "g: Any?",
        "h: Map<String, Any>?",
        "type Thing.Spec.A {",
        "\"$z\": Thing.Spec.A.X_z?",
        "x-y: String?",
        "type Thing.Spec.A.X_z {",
        "n: Int?",
        "type Thing.Spec.D {",
        "n: Int?",
        "_: Any",
        "type Thing.Spec.E {}",
    ];
    assert_eq!(found, expected);
}

#[test]
fn lists_are_addressed_by_the_keys_that_are_always_there() {
    let element = "type: object, required: [name], properties: { name: { type: string }, zone: { type: string, default: all }, x: { type: integer } }";
    let found = types(&format!(
        "a: {{ type: array, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [name, zone], items: {{ {element} }}, minItems: 1 }}
b: {{ type: array, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [x], items: {{ {element} }} }}
c: {{ type: array, x-kubernetes-list-type: set, items: {{ type: string }} }}"
    ));
    let expected = [
        "a: List<Thing.Spec.A by (name, zone)>(1..)?",
        "b: List<Thing.Spec.B>?",
        "/// No element comes twice.",
        "c: List<String>?",
        "type Thing.Spec.A {",
        "name: String",
        "x: Int?",
        "/// By default `\"all\"`.",
        "@default(\"all\") zone: String?",
        "type Thing.Spec.B {",
        "name: String",
        "x: Int?",
        "/// By default `\"all\"`.",
        "zone: String?",
    ];
    assert_eq!(found.0, expected);
    assert_eq!(found.1, ["Thing.spec.b: its elements can't be addressed: fields of their key may be missing"]);
}

#[test]
fn what_no_type_says_is_documentation() {
    let (found, told) = types(
        "a:
  type: object
  description: \"First line.\\n\\nSecond paragraph.\"
  nullable: true
  maxProperties: 1
  oneOf: [{ required: [x] }, { required: ['y'] }]
  not: { required: [x, 'y'] }
  x-kubernetes-validations:
    - { rule: 'self.x > 1', message: 'x must be above 1' }
    - { rule: 'self.y > 1' }
  properties: { x: { type: integer, default: 5 }, 'y': { type: string, format: ipv4 } }",
    );
    let expected = [
        "/// First line.",
        "///",
        "/// Second paragraph.",
        "///",
        "/// At most 1 of its fields is set.",
        "///",
        "/// Exactly one of these is set: `x`, `y`.",
        "///",
        "/// Not together: `x` and `y`.",
        "///",
        "/// The cluster checks:",
        "/// - x must be above 1",
        "/// - `self.y > 1`",
        "a: Thing.Spec.A?",
        "type Thing.Spec.A {",
        "/// By default `5`.",
        "x: Int?",
        "/// Format: ipv4.",
        "y: String?",
    ];
    assert_eq!(found, expected);
    assert_eq!(told, ["Thing: 2 rules of validation stand in the documentation, and only the cluster checks them"]);
}

#[test]
fn alternatives_are_a_union_where_a_value_tells_which_it_is_and_else_any_data_which_is_told() {
    let (found, told) = types(
        "a: { oneOf: [{ type: string }, { type: object, properties: { 'n': { type: integer } } }] }
b: { anyOf: [{ type: string, maxLength: 3 }, { type: string, pattern: x }] }
c: { type: [string, integer, 'null'] }
d: { foo: bar, type: string }
e: {}",
    );
    let expected =
        ["a: (String | Thing.Spec.A)?", "b: Any?", "c: (String | Int)?", "d: String?", "e: Any?", "type Thing.Spec.A {", "n: Int?"];
    assert_eq!(found, expected);
    let expected = [
        "Thing.spec.b: it is `Any`: a value could not tell which of the schema's alternatives it is",
        "Thing.spec.d: `foo` is left out: jkec does not know it",
        "Thing.spec.e: it is `Any`: the schema names no type",
    ];
    assert_eq!(told, expected);
}

#[test]
fn each_version_that_is_served_is_a_file_and_a_kind_that_comes_twice_is_told() {
    let one = definition("a: { type: string }");
    let two = one.replace(
        "  versions:\n",
        "  versions:\n    - { name: v1alpha1, served: false, storage: false, schema: { openAPIV3Schema: { type: object } } }\n    - { name: v1beta1, served: true, storage: false, schema: { openAPIV3Schema: { type: object } } }\n",
    );
    let other = one.replace("group: example.com", "group: example.org");
    let all = crd::import_all(&read(&format!("{two}---\n{one}---\n---\n{other}")));
    let paths: Vec<&str> = all.iter().map(|imported| imported.path.as_str()).collect();
    assert_eq!(paths, ["example/v1beta1/thing.jke", "example/v1/thing.jke", "example-org/v1/thing.jke"]);
    let told: Vec<&str> = all.iter().flat_map(|imported| &imported.notices).map(|notice| notice.message.as_str()).collect();
    assert_eq!(told, ["it comes twice, and the first is taken"]);
}

#[test]
fn a_list_of_objects_and_json_are_read_and_other_objects_are_passed_over() {
    let one = definition("a: { type: string }");
    let inner: String = one.lines().map(|line| format!("    {line}\n")).collect();
    let text = format!("apiVersion: v1\nkind: List\nitems:\n  -\n{inner}  - {{ apiVersion: v1, kind: ConfigMap }}\n");
    let documents = documents(&text);
    assert!(
        matches!(documents.as_slice(), [Document::Definitions(found), Document::Other(kind)] if found.len() == 1 && kind == "ConfigMap")
    );
    let json = serde_json::to_string(&serde_yaml::from_str::<serde_json::Value>(&one).expect("it is YAML")).expect("it is JSON");
    let (from_json, from_yaml) = (read(&json).remove(0), read(&one).remove(0));
    assert_eq!((from_json.schema, from_json.kind), (from_yaml.schema, from_yaml.kind));
}

#[test]
fn a_schema_by_itself_says_its_kind_or_is_told_it() {
    let schema = |text: &str| match documents(text).remove(0) {
        Document::Schema(schema) => schema,
        other => panic!("{other:?}"),
    };
    let plain = r##"{"type": "object", "properties": {"spec": {"$ref": "#/definitions/Node"}},
        "definitions": {"Node": {"type": "object", "properties": {"next": {"$ref": "#/definitions/Node"}, "free": {"type": "object"}}}}}"##;
    assert_eq!(crd::bare(Span::NONE, schema(plain), None, Some("e.com/v1"), false), Err(NoKind::Missing("--kind")));
    assert_eq!(crd::bare(Span::NONE, schema(plain), Some("Tree"), None, false), Err(NoKind::Missing("--api-version")));
    let definition = crd::bare(Span::NONE, schema(plain), Some("Tree"), Some("e.com/v1"), true).expect("all is told");
    let text = print(&crd::import(&definition).file);
    assert!(text.contains("@kind(\"e.com/v1\", \"Tree\", \"cluster\")") && text.contains("spec: Tree.Node?"), "{text}");
    assert!(text.contains("type Tree.Node {\n  free: Map<String, Any>?\n  next: Tree.Node?\n}"), "{text}");
    let own = r#"{"x-kubernetes-group-version-kind": [{"group": "", "version": "v1", "kind": "Own"}], "type": "object"}"#;
    let definition = crd::bare(Span::NONE, schema(own), None, None, false).expect("it says it itself");
    assert_eq!((definition.kind.as_str(), definition.version.as_str(), definition.group.as_str()), ("Own", "v1", ""));
}

#[test]
fn what_is_no_yaml_is_told_with_its_place_and_a_definition_without_its_parts_by_name() {
    assert_eq!(wrong("a: [1\nb: 2\n").1, 2);
    let text = definition("a: { type: string }").replace("  group: example.com\n", "");
    let second = format!("apiVersion: v1\nkind: List\nitems: []\n---\n{text}");
    let (message, line) = wrong(&second);
    assert_eq!(message, "the CustomResourceDefinition things.example.com has no `spec.group`: it is left out");
    assert_eq!(line, 5);
}

#[test]
fn a_group_a_version_or_a_kind_that_no_cluster_takes_is_refused_since_files_are_called_by_them() {
    let text = definition("a: { type: string }");
    let names = [
        ("group: example.com", "group: /etc", "group `/etc`"),
        ("group: example.com", "group: 'a } import x'", "group `a } import x`"),
        ("group: example.com", "group: ..", "group `..`"),
        ("name: v1\n", "name: ../../../escaped\n", "version `../../../escaped`"),
        ("name: v1\n", "name: v1.2\n", "version `v1.2`"),
        ("kind: Thing,", "kind: 'Thing Foo {',", "kind `Thing Foo {`"),
        ("kind: Thing,", "kind: ../Thing,", "kind `../Thing`"),
    ];
    for (right, wrong, named) in names {
        assert!(text.contains(right), "{right}");
        let (message, _) = self::wrong(&text.replace(right, wrong));
        assert!(message.contains(&format!("things.example.com has the {named}")), "{message}");
    }
    let schema = serde_json::json!({ "type": "object" });
    let told = |kind, version| crd::bare(Span::NONE, schema.clone(), Some(kind), Some(version), false);
    assert!(matches!(told("../Thing", "e.com/v1"), Err(NoKind::Wrong(message)) if message.contains("kind `../Thing`")));
    assert!(matches!(told("Thing", "../e.com/v1"), Err(NoKind::Wrong(message)) if message.contains("group `../e.com`")));
    assert!(matches!(told("Thing", "e.com/"), Err(NoKind::Wrong(message)) if message.contains("version ``")));
}

/// The file of a schema by itself, of the kind `Tree`, with what is told of it.
fn tree(schema: &str) -> (String, Vec<String>) {
    let schema = serde_json::from_str(schema).expect("it is JSON");
    let definition = crd::bare(Span::NONE, schema, Some("Tree"), Some("e.com/v1"), false).expect("all is told");
    let imported = crd::import(&definition);
    let notices = imported.notices.iter().map(|notice| format!("{}: {}", notice.path, notice.message));
    (print(&imported.file), notices.collect())
}

#[test]
fn a_definition_that_is_no_record_and_holds_itself_ends_where_it_is_met_again() {
    let (text, told) = tree(
        r##"{"properties": {"spec": {"$ref": "#/definitions/Node"}}, "definitions": {"Node": {
        "type": ["array", "object"], "items": {"$ref": "#/definitions/Node"}, "additionalProperties": {"$ref": "#/definitions/Node"}}}}"##,
    );
    assert!(text.contains("spec: (List<Any> | Map<String, Any>)?"), "{text}");
    assert_eq!(told, ["Tree.spec[][][]: it is `Any`: `#/definitions/Node` holds itself"; 2]);
}

#[test]
fn a_record_that_holds_itself_is_declared_whatever_else_bears_its_name() {
    let (text, _) = tree(
        r##"{"properties": {"node": {"type": "object", "properties": {"a": {"$ref": "#/definitions/node"}, "b": {"$ref": "#/definitions/list"}}}},
        "definitions": {"node": {"type": "object", "properties": {"x": {"$ref": "#/definitions/node"}, "y": {"$ref": "#/definitions/node"}}},
        "list": {"type": "array", "properties": {"x": {"type": "string"}}, "items": {"$ref": "#/definitions/list"}}}}"##,
    );
    assert!(text.contains("type Tree.Node2 {\n  x: Tree.Node2?\n  y: Tree.Node2?\n}"), "{text}");
    assert!(text.contains("a: Tree.Node2?") && text.contains("b: List<Any>?"), "{text}");
}

#[test]
fn definitions_that_double_each_other_come_to_any_data_before_their_type_fills_the_memory() {
    let reference = |number: usize| format!(r##"{{"$ref": "#/definitions/d{number}"}}"##);
    let doubling = |number: usize| {
        let next = reference(number + 1);
        format!(r#""d{number}": {{"type": ["array", "object"], "items": {next}, "additionalProperties": {next}}}"#)
    };
    let definitions: Vec<String> = (0..60).map(doubling).chain([r#""d60": {"type": "string"}"#.to_owned()]).collect();
    let (text, told) = tree(&format!(r#"{{"properties": {{"spec": {}}}, "definitions": {{{}}}}}"#, reference(0), definitions.join(", ")));
    assert!(text.len() < 100_000, "{} bytes", text.len());
    assert!(told.iter().any(|notice| notice.contains("too large")), "{told:?}");
}

#[test]
fn bounds_at_the_end_of_what_a_number_can_be_stay_there() {
    let found = lines(
        "a: { type: integer, minimum: 9223372036854775807, exclusiveMinimum: true }
b: { type: integer, maximum: -9223372036854775808, exclusiveMaximum: true }
c: { type: integer, exclusiveMinimum: 9223372036854775807 }",
    );
    assert_eq!(found, ["a: Int(9223372036854775807..)?", "b: Int(..-9223372036854775808)?", "c: Int(9223372036854775807..)?"]);
}

#[test]
fn what_is_wider_than_the_schema_is_documentation_or_told() {
    let (found, told) = types(
        "a: { type: number, enum: [0.5, 1.5] }
b: { type: integer, enum: [1.5, 2] }
c: { type: object, additionalProperties: { type: string }, enum: [{ x: 'y' }] }
d: { type: number, exclusiveMinimum: 0.5, exclusiveMaximum: 2 }
e: { type: number, minimum: 0, exclusiveMinimum: true, maximum: 9 }
f: { type: object, propertyNames: { pattern: '^(?!x).*$' }, additionalProperties: { type: string, pattern: '^(?!y).*$' } }
g: { type: object, properties: { 'n': { type: string } }, additionalProperties: { type: string, pattern: '^(?!z).*$' } }
h: { type: integer, minimum: 0.5, maximum: 18446744073709551615 }
i: { type: boolean, enum: [true] }
j: { type: object, propertyNames: { enum: [x, 'y'] }, additionalProperties: true }",
    );
    let expected = [
        "/// One of: `[0.5,1.5]`.",
        "a: Float?",
        "/// One of: `[1.5,2]`.",
        "b: Int?",
        "/// One of: `[{\"x\":\"y\"}]`.",
        "c: Map<String, String>?",
        "/// Above `0.5`.",
        "///",
        "/// Below `2`.",
        "d: Float(0.5..2)?",
        "/// Above `0`.",
        "e: Float(0..9)?",
        "/// Pattern: `^(?!y).*$`.",
        "///",
        "/// Of its keys: Pattern: `^(?!x).*$`.",
        "f: Map<String, String>?",
        "g: Thing.Spec.G?",
        "/// At least `0.5`.",
        "///",
        "/// At most `18446744073709551615`.",
        "h: Int?",
        "/// One of: `[true]`.",
        "i: Bool?",
        "j: Map<\"x\" | \"y\", Any>?",
        "type Thing.Spec.G {",
        "n: String?",
        "_: String",
    ];
    assert_eq!(found, expected);
    assert_eq!(told, ["Thing.spec.g[]: Pattern: `^(?!z).*$`."]);
}
