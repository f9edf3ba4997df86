//! What a child makes of what it inherits: new defaults on top of its parent's, and narrower types.

mod support;

use support::check;

const TYPES: &str = r##"
project p {}
type Scale { min: Int = 1, max: Int = min * 5, window: Window? }
type Window { seconds: Int = 3 }
type Container { name: String, image: String = "none", env: Map<String, String> = {} }
type S3 { bucket: String, deep: Deep = {} }
type Deep { on: Bool = false }
type BigQuery { dataset: String }
module A {
  scale: Scale = {}
  second: Scale?
  hosts: List<String> = ["a"]
  labels: Map<String, String> = { base = "1" }
  containers: List<Container by name> = [Container { name = "x", image = "base" }]
  store: S3 | BigQuery = S3 { bucket = "b" }
  sum: Int = scale.min + scale.max
}
module B extends A {
  scale { min = 3 }
  second.window.seconds = 7
  hosts += ["b"]
  labels.team = "x"
  labels { tier = "y" }
  containers.y { image = "new" }
  containers.x.env.A = "e"
  store { deep { on = true } }
}
module C extends B {
  scale.max = 4
  hosts += ["c"]
  labels += { base = "2" }
  containers = []
}
"##;

fn fields(app: &str) -> Vec<String> {
    let shown = check(&format!("{app}\n{TYPES}"), "a", "");
    assert_eq!(shown.mistakes, [""; 0]);
    shown.fields
}

#[test]
fn new_defaults_are_laid_over_the_inherited_ones() {
    assert_eq!(
        fields("app a: B {}"),
        [
            "scale = {min: 3, max: 15}",
            "second = {min: 1, max: 5, window: {seconds: 7}}",
            "hosts = [a, b]",
            "labels = {base: 1, team: x, tier: y}",
            "containers = [{name: x, image: base, env: {A: e}}, {name: y, image: new, env: {}}]",
            "store = {bucket: b, deep: {on: true}}",
            "sum = 18",
        ]
    );
}

#[test]
fn a_grandchild_goes_on_where_its_parent_ends_and_an_app_on_top() {
    assert_eq!(
        fields("app a: C { scale { min = 2 }, second.min = 9, labels.own = \"z\" }"),
        [
            "scale = {min: 2, max: 4}",
            "second = {min: 9, max: 45, window: {seconds: 7}}",
            "hosts = [a, b, c]",
            "labels = {base: 2, team: x, tier: y, own: z}",
            "containers = []",
            "store = {bucket: b, deep: {on: true}}",
            "sum = 6",
        ]
    );
}

const NARROW: &str = r#"
project p {}
type Base { x: Int = 1 }
type More extends Base { y: Int = 2 }
module A { base: Base = {}, region: String = "tokyo", copy: String = region }
module B extends A { base: More = {}, region: "tokyo" | "osaka" }
module C extends A { base: More, y: Int = base.y }
"#;

#[test]
fn what_is_written_for_a_parent_must_fit_the_narrower_type_of_its_child() {
    let told = |layers: &str| check(&format!("{layers}\n{NARROW}"), "a", "").mistakes;
    assert_eq!(told("defaults A { base = More { x = 4 }, region = \"osaka\" }\napp a: B {}"), [""; 0]);
    assert_eq!(
        told("defaults A { base = Base { x = 4 } }\napp a: B {}"),
        ["1:21 E0304 `B`: `base` of B: this is a Base, and must be a More | 8:22 its type here is narrower than in what it extends"]
    );
    assert_eq!(
        told("defaults A { region = \"ber\" + \"lin\" }\napp a: B {}"),
        ["1:23 E0304 `\"`: `region` of B: \"berlin\" is none of tokyo, osaka | 8:39 its type here is narrower than in what it extends"]
    );
}

#[test]
fn a_merge_for_a_parent_begins_with_the_narrower_record_of_its_child() {
    let shown = check(&format!("defaults A {{ base.x = 4 }}\napp a: C {{}}\n{NARROW}"), "a", "");
    assert_eq!(
        (shown.mistakes, shown.fields.as_slice()),
        (vec![], &["base = {x: 4, y: 2}", "region = tokyo", "copy = tokyo", "y = 2"].map(str::to_owned)[..])
    );
}
