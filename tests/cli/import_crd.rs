//! `jkec import crd`: where types go, and what is told of what can't be read.

use crate::project::Project;

const THING: &str = "apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: things.example.com }
spec:
  group: example.com
  scope: Namespaced
  names: { kind: Thing, plural: things }
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties: { spec: { type: object, properties: { size: { type: integer }, free: { oneOf: [{ pattern: x }] } } } }
";

const SCHEMA: &str =
    r#"{ "type": "object", "properties": { "spec": { "type": "object", "properties": { "smile": { "enum": ["\ud83d\ude00"] } } } } }"#;

#[test]
fn one_kind_goes_to_stdout_and_what_its_types_do_not_hold_to_stderr() {
    let project = Project::empty();
    project.write("thing.yaml", THING);
    let found = project.run(&["import", "crd", "thing.yaml"]);
    assert_eq!(found.status, Some(0));
    assert!(found.stdout.contains("@kind(\"example.com/v1\", \"Thing\")\ntype Thing {"), "{}", found.stdout);
    assert!(found.stderr.starts_with("thing.yaml:1:1: warning[imported-otherwise]: Thing.spec.free: it is `Any`: "), "{}", found.stderr);
}

#[test]
fn several_kinds_go_to_a_folder_where_they_check() {
    let project = Project::empty();
    project.write("thing.yaml", format!("{THING}---\n{}", THING.replace("Thing", "Other")));
    let refused = project.run(&["import", "crd", "thing.yaml"]);
    assert_eq!((refused.status, refused.stdout.as_str()), (Some(2), ""));
    assert!(refused.stderr.contains("`-o crd`"), "{}", refused.stderr);
    project.write("project.jke", "project shop { prelude = [] }\n");
    project.write("use.jke", "import shop.crd.example.v1 { Other, Thing }\n\nemit Thing { metadata.name = \"x\", spec.size = 3 }\nemit Other { metadata.name = \"x\" }\n");
    assert_eq!(project.run(&["import", "crd", "thing.yaml", "-o", "crd"]).status, Some(0));
    assert_eq!(project.tree("crd"), ["example/v1/other.jke", "example/v1/thing.jke"]);
    let built = project.run(&["build"]);
    assert_eq!((built.status, built.stderr.as_str()), (Some(0), ""));
    assert!(built.stdout.contains("kind: Thing") && built.stdout.contains("size: 3"), "{}", built.stdout);
    let again = project.run(&["import", "crd", "thing.yaml", "-o", "crd"]);
    assert!(again.status == Some(2) && again.stderr.contains("exists already"), "{}", again.stderr);
}

#[test]
fn a_schema_by_itself_needs_its_kind() {
    let project = Project::empty();
    project.write("thing.json", SCHEMA);
    let refused = project.run(&["import", "crd", "thing.json"]);
    assert!(refused.status == Some(2) && refused.stderr.contains("give --kind"), "{}", refused.stderr);
    let told = ["import", "crd", "thing.json", "--kind", "Thing", "--api-version", "e.com/v1", "--cluster-wide"];
    let found = project.run(&told);
    assert!(found.status == Some(0) && found.stdout.contains("@kind(\"e.com/v1\", \"Thing\", \"cluster\")"), "{}", found.stderr);
    assert!(found.stdout.contains("smile: \"😀\"?"), "{}", found.stdout);
}

#[test]
fn what_can_not_be_read_is_told_with_its_place() {
    let project = Project::empty();
    project.write("wrong.yaml", "a: [1\nb: 2\n");
    project.write("other.yaml", "apiVersion: v1\nkind: ConfigMap\n");
    let wrong = project.run(&["import", "crd", "wrong.yaml"]);
    assert!(
        wrong.status == Some(1) && wrong.stderr.contains("error[E1011]") && wrong.stderr.starts_with("wrong.yaml:2:"),
        "{}",
        wrong.stderr
    );
    let other = project.run(&["import", "crd", "other.yaml"]);
    assert_eq!(other.status, Some(1));
    assert!(
        other
            .stderr
            .contains("other.yaml:1:1: warning[imported-otherwise]: this ConfigMap is no CustomResourceDefinition: it is passed over"),
        "{}",
        other.stderr
    );
    let near = project.run(&["import", "crd", "othr.yaml"]);
    assert!(near.status == Some(2) && near.stderr.contains("did you mean `other.yaml`?"), "{}", near.stderr);
    let json = project.run(&["--format", "json", "import", "crd", "wrong.yaml"]);
    assert!(json.stderr.lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()), "{}", json.stderr);
}

#[test]
fn a_version_that_leads_out_of_the_folder_writes_nothing() {
    let project = Project::empty();
    project.write("thing.yaml", THING.replace("name: v1\n", "name: ../../../escaped\n"));
    let found = project.run(&["import", "crd", "thing.yaml", "-o", "a/b"]);
    assert!(found.status == Some(1) && found.stderr.contains("the version `../../../escaped`"), "{}", found.stderr);
    assert!(project.tree(".") == ["thing.yaml"]);
}
