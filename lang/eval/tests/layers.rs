//! Layers end to end: what each operation of section 5 does to a value, and that values follow what they are computed from.

mod support;

use support::check;

const TYPES: &str = r##"
project p {
  axis env = dev | prod
  axis cluster = tokyo | osaka
}
type Scale {
  min: Int(1..) = 2
  max: Int(1..) = min * 5
  check min <= max else "min (\(min)) is above max (\(max))"
}
type Container {
  name: String
  image: String?
  ports: Map<String, Int> = {}
  label: String = "c-\(name)"
}
module App {
  image: String = "none:1"
  scale: Scale = {}
  env: Map<String, String> = {}
  xs: List<Int> = [1]
  containers: List<Container by name> = []
  tag: String? = "t"
  url: String = "http://\(name)/\(scale.max)"
}
defaults App { env.TEAM = "shop" }
"##;

fn fields(body: &str, target: &str) -> Vec<String> {
    let shown = check(&format!("{body}\n{TYPES}"), "a", target);
    assert_eq!(shown.mistakes, [""; 0]);
    shown.fields
}

/// The fields of `app a` with this body in `env=prod cluster=tokyo`, those that are as the module has them left out.
fn changed(body: &str) -> Vec<String> {
    let untouched = fields("app a: App {}", "env=prod cluster=tokyo");
    fields(body, "env=prod cluster=tokyo").into_iter().filter(|field| !untouched.contains(field)).collect()
}

fn mistakes(body: &str, target: &str) -> Vec<String> {
    check(&format!("{body}\n{TYPES}"), "a", target).mistakes
}

#[test]
fn an_element_that_leaves_its_key_to_the_api_is_addressed_by_it_and_stays_without() {
    let types = "type Port { number: Int, @default(\"TCP\") protocol: (\"TCP\" | \"UDP\")?, name: String? }
module Web { ports: List<Port by (number, protocol)> = [{ number = 80 }, { number = 53, protocol = \"UDP\" }] }";
    let ports = |body: &str| {
        let shown = check(&format!("app a: Web {{ {body} }}\n{types}\n{TYPES}"), "a", "env=prod cluster=tokyo");
        assert_eq!(shown.mistakes, [""; 0]);
        shown.fields[0].clone()
    };
    assert_eq!(ports(""), "ports = [{number: 80}, {number: 53, protocol: UDP}]");
    assert_eq!(ports("ports.\"80/TCP\".name = \"web\""), "ports = [{number: 80, name: web}, {number: 53, protocol: UDP}]");
    assert_eq!(ports("ports.\"80\" { name = \"web\" }"), "ports = [{number: 80, name: web}, {number: 53, protocol: UDP}]");
    assert_eq!(ports("ports.\"80\" = { name = \"web\" }"), "ports = [{number: 80, name: web}, {number: 53, protocol: UDP}]");
    assert_eq!(
        ports("ports.\"443\" {}, ports.\"53\".protocol = \"TCP\", remove ports.\"80/TCP\""),
        "ports = [{number: 53, protocol: UDP}, {number: 443}, {number: 53, protocol: TCP}]"
    );
}

#[test]
fn an_instance_that_says_nothing_has_the_defaults() {
    assert_eq!(
        fields("app a: App {}", "env=dev cluster=tokyo"),
        [
            "image = none:1",
            "scale = {min: 2, max: 10}",
            "env = {TEAM: shop}",
            "xs = [1]",
            "containers = []",
            "tag = t",
            "url = http://a/10"
        ]
    );
}

#[test]
fn a_default_follows_the_override_of_what_it_reads() {
    assert_eq!(changed("app a: App { scale.min = 3 }"), ["scale = {min: 3, max: 15}", "url = http://a/15"]);
    assert_eq!(changed("app a: App { scale { min = 3, max = 4 } }"), ["scale = {min: 3, max: 4}", "url = http://a/4"]);
    assert_eq!(changed("app a: App { name = \"b\" }"), ["url = http://b/10"]);
}

#[test]
fn a_value_drops_what_lower_layers_put_there() {
    let body = "app a: App { scale.min = 3\n on env=prod { scale = { max = 7 } } }";
    assert_eq!(changed(body), ["scale = {min: 2, max: 7}", "url = http://a/7"]);
    assert_eq!(changed("app a: App { env = { A = \"1\" } }"), ["env = {A: 1}"]);
}

#[test]
fn a_merge_keeps_what_it_does_not_set() {
    let body = "app a: App { scale.max = 8, env.A = \"1\"\n on env=prod { scale { min = 3 }, env { B = \"2\" } } }";
    assert_eq!(changed(body), ["scale = {min: 3, max: 8}", "env = {TEAM: shop, A: 1, B: 2}", "url = http://a/8"]);
}

#[test]
fn a_merge_over_a_computed_value_recomputes_the_defaults_in_it() {
    let body = "fn big() -> Scale = { min = 4 }\napp a: App { scale = big()\n on env=prod { scale.min = 6 } }";
    assert_eq!(changed(body), ["scale = {min: 6, max: 30}", "url = http://a/30"]);
}

#[test]
fn an_empty_merge_makes_the_entry_and_the_path_sets_its_key() {
    assert_eq!(changed("app a: App { containers.web {} }"), ["containers = [{name: web, ports: {}, label: c-web}]"]);
    assert_eq!(
        changed("app a: App { containers.web { ports.http = 80 }, containers.log = { image = \"i\" } }"),
        ["containers = [{name: web, ports: {http: 80}, label: c-web}, {name: log, image: i, ports: {}, label: c-log}]"]
    );
}

#[test]
fn adding_appends_to_a_list_and_sets_entries_at_their_place() {
    assert_eq!(changed("app a: App { xs += [2] \n on env=prod { xs += [3] } }"), ["xs = [1, 2, 3]"]);
    assert_eq!(
        changed("let more: Map<String, String> = { TEAM = \"x\", B = \"2\" }\napp a: App { env.A = \"1\"\n on env=prod { env += more } }"),
        ["env = {TEAM: x, A: 1, B: 2}"]
    );
    assert_eq!(
        changed(
            "app a: App { containers.web {}\n on env=prod { containers += [Container { name = \"db\" }, Container { name = \"web\", image = \"i\" }] } }"
        ),
        ["containers = [{name: web, image: i, ports: {}, label: c-web}, {name: db, ports: {}, label: c-db}]"]
    );
}

#[test]
fn what_is_removed_goes_and_what_is_set_again_stands_last() {
    assert_eq!(changed("app a: App { env.A = \"1\"\n on env=prod { remove env.TEAM } }"), ["env = {A: 1}"]);
    let body = "app a: App { env.A = \"1\"\n on env=prod { remove env.TEAM }\n on env=prod cluster=tokyo { env.TEAM = \"new\" } }";
    assert_eq!(changed(body), ["env = {A: 1, TEAM: new}"]);
}

#[test]
fn removing_what_is_not_there_is_an_error_with_the_nearest_name() {
    assert_eq!(
        mistakes("app a: App {\n on env=prod { remove env.TEMA } }", "env=prod cluster=tokyo"),
        ["2:23 E0404 `env.TEMA`: there is no `TEMA` to remove | help: did you mean `TEAM`?"]
    );
    assert_eq!(mistakes("app a: App {\n on env=prod { remove env.TEMA } }", "env=dev cluster=tokyo"), [""; 0]);
}

#[test]
fn reset_returns_to_the_default_of_the_declaration() {
    assert_eq!(
        changed("app a: App { scale { min = 3, max = 4 }\n on env=prod { reset scale.max } }"),
        ["scale = {min: 3, max: 15}", "url = http://a/15"]
    );
    assert_eq!(changed("app a: App { env.A = \"1\"\n on env=prod { reset env } }"), ["env = {}"]);
}

#[test]
fn none_makes_an_optional_field_absent_whatever_its_default() {
    let untouched = fields("app a: App {}", "env=prod cluster=tokyo");
    let without = fields("app a: App { tag = none }", "env=prod cluster=tokyo");
    assert!(untouched.contains(&"tag = t".to_owned()) && !without.iter().any(|field| field.starts_with("tag")), "{without:?}");
}

#[test]
fn an_entry_that_is_given_nothing_is_left_out_with_what_lower_layers_gave() {
    assert_eq!(changed("app a: App { env.A = \"1\"\n on env=prod { env.A = if self.tag == \"t\" then none else \"2\" } }"), [""; 0]);
}

#[test]
fn layers_beat_each_other_in_their_order() {
    let body =
        "app a: App { image = \"body\" }\non env=prod for App { image = \"module\", xs = [9] }\non cluster=tokyo for a { image = \"own\" }";
    assert_eq!(changed(body), ["image = own", "xs = [9]"]);
}

#[test]
fn a_value_reads_final_values_of_its_instance() {
    let body = "app a: App { image = \"i:\\(self.scale.max)\", env.MAX = \"\\(self.scale.max)\", env.COPY = self.env.MAX\n on env=prod { scale.max = 7 } }";
    assert_eq!(changed(body), ["image = i:7", "scale = {min: 2, max: 7}", "env = {TEAM: shop, MAX: 7, COPY: 7}", "url = http://a/7"]);
}

#[test]
fn a_field_of_a_record_may_read_another_field_of_the_same_record_through_the_instance() {
    assert_eq!(changed("app a: App { scale = { min = 3, max = self.scale.min * 2 } }"), ["scale = {min: 3, max: 6}", "url = http://a/6"]);
    assert_eq!(changed("app a: App { env = { A = \"1\", B = self.env.A } }"), ["env = {A: 1, B: 1}"]);
}

#[test]
fn only_the_value_that_wins_is_evaluated() {
    assert_eq!(changed("app a: App { xs = [[1][9]]\n on env=prod { xs = [5] } }"), ["xs = [5]"]);
    assert_eq!(
        changed("app a: App { scale = { min = [1][9] }\n on env=prod { scale.min = 5 } }"),
        ["scale = {min: 5, max: 25}", "url = http://a/25"]
    );
}

#[test]
fn a_check_judges_the_final_value_only() {
    assert_eq!(
        changed("app a: App { scale.min = 20, scale.max = 10\n on env=prod { scale.max = 30 } }"),
        ["scale = {min: 20, max: 30}", "url = http://a/30"]
    );
    assert_eq!(
        mistakes("app a: App { scale.min = 20, scale.max = 10\n on env=prod { scale.max = 30 } }", "env=dev cluster=tokyo"),
        ["1:5 E0701 `a`: min (20) is above max (10) | 1:26 a value that it reads | 1:42 a value that it reads | 11:3 the check that fails"]
    );
    assert_eq!(
        mistakes("app a: App { scale.max = 1 }", "env=dev cluster=tokyo"),
        ["1:26 E0701 `1`: min (2) is above max (1) | 10:3 the check that fails"]
    );
}
