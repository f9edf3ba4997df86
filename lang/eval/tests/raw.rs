//! `emit` at the top of a file: layers from the defaults of a kind on, for the instance that is named as the file.

mod support;

use support::{Shown, check};

const KINDS: &str = r##"
project shop { axis env = dev | prod }
type Meta { name: String?, namespace: String?, labels: Map<String, String>? }
@kind("v1", "ConfigMap")
type ConfigMap { metadata: Meta?, data: Map<String, String>?, size: Int = 1, twice: Int = size * 2 }
@kind("apps/v1", "Deployment")
type Deployment { metadata: Meta?, spec: Spec }
type Spec { replicas: Int(1..9)?, containers: List<Container by name> }
type Container { name: String, image: String, args: List<String> = [] }
"##;

/// The instance `p`, as which the file is named.
fn raw(text: &str, target: &str) -> Shown {
    check(&format!("{text}\n{KINDS}"), "p", target)
}

fn objects(text: &str, target: &str) -> Vec<String> {
    let Shown { objects, mistakes, .. } = raw(text, target);
    assert_eq!(mistakes, [""; 0]);
    objects
}

#[test]
fn a_file_emits_for_an_instance_of_its_name_with_the_layers_of_a_body() {
    let text = r#"
emit ConfigMap as "settings" {
  metadata.name = "\(self.name)-settings"
  data { A = target.env, B = "b" }
  size = 3
  on env=prod { data { A = "changed", C = "c" }, remove data.B, size = 4 }
}"#;
    assert_eq!(
        objects(text, "env=dev"),
        ["ConfigMap settings shop/p-settings: {metadata: {name: p-settings, namespace: shop}, data: {A: dev, B: b}, size: 3, twice: 6}"]
    );
    assert_eq!(
        objects(text, "env=prod"),
        [
            "ConfigMap settings shop/p-settings: {metadata: {name: p-settings, namespace: shop}, data: {A: changed, C: c}, size: 4, twice: 8}"
        ]
    );
}

#[test]
fn elements_are_addressed_by_name_at_any_depth_and_overlays_may_stand_inside() {
    let text = r#"
emit Deployment {
  metadata.name = "web"
  spec {
    containers.nginx { image = "nginx", args += ["-g"] }
    on env=prod { replicas = 3, containers.nginx { image = "nginx:1.29", args += ["-v"] }, containers.log { image = "log" } }
  }
}"#;
    assert_eq!(
        objects(text, "env=prod"),
        [
            "Deployment web shop/web: {metadata: {name: web, namespace: shop}, spec: {replicas: 3, containers: [{name: nginx, image: nginx:1.29, args: [-g, -v]}, {name: log, image: log, args: []}]}}"
        ]
    );
}

#[test]
fn an_app_of_the_files_name_has_them_beside_its_own() {
    let text = r#"
module M { size: Int = 1, emit ConfigMap { metadata { name = name }, size = size } }
app p: M { size = 5, namespace = "own", on env=prod { enabled = false } }
emit ConfigMap as "more" { metadata.name = "\(self.name)-more", size = self.size + 1 }"#;
    assert_eq!(
        objects(text, "env=dev"),
        [
            "ConfigMap p own/p: {metadata: {name: p, namespace: own}, size: 5, twice: 10}",
            "ConfigMap more own/p-more: {metadata: {name: p-more, namespace: own}, size: 6, twice: 12}"
        ]
    );
    assert_eq!(objects(text, "env=prod"), [""; 0]);
}

#[test]
fn an_overlay_of_the_instance_gives_it_a_namespace_and_switches_it_off() {
    let text = "emit ConfigMap { metadata.name = \"c\" }\non env=dev for p { namespace = \"dev\" }\non env=prod for p { enabled = false }";
    assert_eq!(objects(text, "env=dev"), ["ConfigMap c dev/c: {metadata: {name: c, namespace: dev}, size: 1, twice: 2}"]);
    assert_eq!(objects(text, "env=prod"), [""; 0]);
}

#[test]
fn what_is_missing_is_told_at_the_body_that_lacks_it() {
    let text = r#"emit Deployment { metadata.name = "d", spec { replicas = 1 } }
emit Deployment as "d" { metadata.name = "e", spec.containers.c { } }"#;
    assert_eq!(
        raw(text, "env=prod").mistakes,
        [
            "1:40 E0303 `spec`: `spec.containers` is missing: Spec requires it | 10:35 declared here, with no default | help: set it here: `containers = …`",
            "2:47 E0303 `spec.containers.c`: `spec.containers.c.image` is missing: Container requires it | 11:32 declared here, with no default | help: set it here: `image = …`",
        ]
    );
}

#[test]
fn two_of_one_handle_are_told() {
    let text = "emit ConfigMap { metadata.name = \"c\" }\nemit ConfigMap as \"c\" { metadata.name = \"d\" }";
    assert_eq!(
        raw(text, "env=dev").mistakes,
        [
            "2:6 E0603 `ConfigMap`: two manifests of kind ConfigMap have the handle `c` in this instance | 1:6 the other one | help: give one of them a handle of its own: `emit ConfigMap as \"…\" { … }`"
        ]
    );
}
