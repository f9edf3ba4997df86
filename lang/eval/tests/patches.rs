//! `patch`: layers on top of what an instance emits.

mod support;

use support::{Shown, check, checked, instance_of, line};

const MODULES: &str = r##"
project shop { axis env = dev | prod, axis cluster = tokyo | osaka }
type Meta { name: String?, namespace: String?, labels: Map<String, String>? }
@kind("v1", "ConfigMap")
type ConfigMap { metadata: Meta?, data: Map<String, String>? }
@kind("apps/v1", "Deployment")
type Deployment { metadata: Meta?, spec: Spec }
type Spec { replicas: Int(1..9)?, surge: Int = (self.replicas ?? 1) * 2, containers: List<Container by name>, strategy: (Rolling | Once)?, check surge < 9 else "surge \(surge)" }
type Rolling { max: Int = 1, slow: Bool? }
type Once { at: String }
type Container { name: String, image: String, args: List<String> = [], ports: List<Int>? }
module Web {
  image: String = "nginx"
  files: List<String> = ["a"]
  emit Deployment {
    metadata { name = name, labels = { app = name } }
    spec { replicas = 2, containers.web { image = image }, containers.log { image = "log" }, strategy = Rolling { max = 3 } }
  }
  for f in files { emit ConfigMap as "\(f)" { metadata.name = "\(name)-\(f)", data { TEXT = f } } }
}
module Outer { let r = include Web { name = "inner", image = "inner" }, emit ConfigMap as "own" { metadata.name = name } }
"##;

fn at(text: &str, target: &str) -> Shown {
    check(&format!("{text}\n{MODULES}"), "a", target)
}

fn spec_of(text: &str, target: &str) -> String {
    let Shown { objects, mistakes, .. } = at(text, target);
    assert_eq!(mistakes, [""; 0]);
    let deployment = objects.iter().find(|object| object.starts_with("Deployment")).expect("a Deployment is emitted");
    deployment.split("spec: ").nth(1).expect("it has a spec").trim_end_matches('}').to_owned()
}

fn objects(text: &str) -> Vec<String> {
    let Shown { objects, mistakes, .. } = at(text, "env=prod cluster=tokyo");
    assert_eq!(mistakes, [""; 0]);
    objects
}

/// For `env=prod cluster=tokyo`.
fn mistakes(text: &str) -> Vec<String> {
    at(text, "env=prod cluster=tokyo").mistakes
}

#[test]
fn a_patch_sets_merges_adds_and_removes_and_the_defaults_that_use_it_follow() {
    let text = "app a: Web { patch Deployment { spec { replicas = 4, containers.web { args += [\"-v\"], ports = [80] }, remove containers.log, containers.side.image = self.image } } }";
    assert_eq!(
        spec_of(text, "env=dev cluster=tokyo"),
        "{replicas: 4, surge: 8, containers: [{name: web, image: nginx, args: [-v], ports: [80]}, {name: side, image: nginx, args: []}], strategy: {max: 3"
    );
    let text = "app a: Web { patch Deployment { spec.strategy = Once { at = \"x\" }, metadata.labels += { team = \"t\" }, metadata { name = \"b\", namespace = \"n\" } } }";
    assert_eq!(
        objects(text)[0],
        "Deployment a n/b: {metadata: {name: b, namespace: n, labels: {app: a, team: t}}, spec: {replicas: 2, surge: 4, containers: [{name: web, image: nginx, args: []}, {name: log, image: log, args: []}], strategy: {at: x}}}"
    );
}

#[test]
fn the_layers_of_patches_are_those_of_fields() {
    let text = r#"
defaults Web { patch Deployment { spec { surge = 1, replicas = 1, containers.web.args += ["defaults"] } } }
on env=prod for Web { patch Deployment { spec { replicas = 5, containers.web.args += ["module"] } } }
app a: Web {
  patch Deployment { spec { replicas = 3, containers.web.args += ["body"] } }
  on env=prod { patch Deployment "a" { spec.containers.web.args += ["prod"] } }
  on env=prod cluster=osaka { patch Deployment { spec.containers.web.args += ["osaka"] } }
}
on cluster=osaka for a { patch Deployment { spec.replicas = 7 } }"#;
    let of = |args: &str, replicas: u32| {
        format!(
            "{{replicas: {replicas}, surge: 1, containers: [{{name: web, image: nginx, args: [{args}]}}, {{name: log, image: log, args: []}}], strategy: {{max: 3"
        )
    };
    assert_eq!(spec_of(text, "env=dev cluster=tokyo"), of("defaults, body", 3));
    assert_eq!(spec_of(text, "env=prod cluster=tokyo"), of("defaults, body, module, prod", 5));
    assert_eq!(spec_of(text, "env=prod cluster=osaka"), of("defaults, body, module, prod, osaka", 7));
}

#[test]
fn reset_returns_to_what_is_emitted() {
    let defaults = "defaults Web { patch Deployment { spec { replicas = 4, surge = 8, strategy { max = 9, slow = true }, containers.web = { image = \"x\" }, containers.new.image = \"y\" } } }\n";
    let with =
        |body: &str| spec_of(&format!("{defaults}app a: Web {{ patch Deployment {{ spec {{ {body} }} }} }}"), "env=dev cluster=tokyo");
    assert_eq!(
        with("reset replicas, reset surge, reset strategy.max, reset containers.web.image"),
        "{replicas: 2, surge: 4, containers: [{name: web, image: nginx, args: []}, {name: log, image: log, args: []}, {name: new, image: y, args: []}], strategy: {max: 3, slow: true"
    );
    assert_eq!(
        with("reset strategy, reset containers"),
        "{replicas: 4, surge: 8, containers: [{name: web, image: nginx, args: []}, {name: log, image: log, args: []}], strategy: {max: 3"
    );
    assert_eq!(
        with("reset containers.new.image, reset strategy.slow, containers.new.image = \"z\""),
        "{replicas: 4, surge: 8, containers: [{name: web, image: x, args: []}, {name: log, image: log, args: []}, {name: new, image: z, args: []}], strategy: {max: 9"
    );
}

#[test]
fn manifests_that_files_emit_and_those_of_included_instances_are_patched_by_their_handles() {
    let text = r#"
app a: Outer {
  patch ConfigMap "inner-a" { data.TEXT = "outer" }
  patch ConfigMap "own" { data.X = "\(self.name)" }
  patch Deployment { spec.replicas = 1 }
}
defaults Web { patch ConfigMap "a" { data { TEXT = "beneath", SELF = self.image } }, patch Deployment { spec.surge = 3 } }"#;
    assert_eq!(
        objects(text),
        [
            "Deployment inner-inner shop/inner: {metadata: {name: inner, namespace: shop, labels: {app: inner}}, spec: {replicas: 1, surge: 3, containers: [{name: web, image: inner, args: []}, {name: log, image: log, args: []}], strategy: {max: 3}}}",
            "ConfigMap inner-a shop/inner-a: {metadata: {name: inner-a, namespace: shop}, data: {TEXT: outer, SELF: inner}}",
            "ConfigMap own shop/a: {metadata: {name: a, namespace: shop}, data: {X: a}}",
        ]
    );
    let text =
        "emit ConfigMap { metadata.name = \"c\", data.A = \"a\" }\non env=prod for p { patch ConfigMap { data { B = target.env } } }";
    let shown = check(&format!("{text}\n{MODULES}"), "p", "env=prod cluster=tokyo");
    assert_eq!(shown.mistakes, [""; 0]);
    assert_eq!(shown.objects, ["ConfigMap c shop/c: {metadata: {name: c, namespace: shop}, data: {A: a, B: prod}}"]);
}

#[test]
fn what_is_not_emitted_or_comes_several_times_is_told_with_what_there_is() {
    assert_eq!(
        mistakes("app a: Web { files = [\"x\", \"y\"], patch ConfigMap \"z\" { data.A = \"a\" }, patch ConfigMap { data.A = \"a\" } }"),
        [
            "1:40 E0413 `ConfigMap \"z\"`: `a` emits no ConfigMap \"z\" | help: it emits Deployment \"a\", ConfigMap \"x\", ConfigMap \"y\"",
            "1:78 E0413 `ConfigMap`: `a` emits 2 manifests of ConfigMap, and this does not say which is meant | help: name it by its handle: ConfigMap \"x\", ConfigMap \"y\"",
        ]
    );
    assert_eq!(
        mistakes("app a: Web { files = [], on env=prod { patch ConfigMap { data.A = \"a\" } } }"),
        ["1:46 E0413 `ConfigMap`: `a` emits no ConfigMap | help: it emits Deployment \"a\""]
    );
    assert_eq!(
        mistakes("app a: Web { files = [\"files\"], patch ConfigMap \"fils\" { data.A = \"a\" } }")[0],
        "1:39 E0413 `ConfigMap \"fils\"`: `a` emits no ConfigMap \"fils\" | did you mean `ConfigMap \"files\"`? | help: it emits Deployment \"a\", ConfigMap \"files\" | fix: ConfigMap \"fils\" -> ConfigMap \"files\""
    );
    assert_eq!(mistakes("app a: Web { files = [] }\ndefaults Web { patch ConfigMap { data.A = \"a\" } }"), [""; 0]);
    assert_eq!(mistakes("app a: Web { enabled = false, patch ConfigMap \"z\" { data.A = \"a\" } }"), [""; 0]);
}

#[test]
fn what_a_patch_leaves_wrong_is_told_at_its_line() {
    assert_eq!(
        mistakes("app a: Web { patch Deployment { spec { replicas = 5, containers.side { args = [] }, remove containers.none } } }"),
        [
            "1:92 E0404 `containers.none`: there is no `none` to remove | help: what no lower layer or wider block made needs no `remove`",
            "1:54 E0303 `containers.side`: `spec.containers.side.image` is missing: Container requires it | 12:32 declared here, with no default | help: set it here: `image = …`",
        ]
    );
    assert_eq!(
        mistakes("app a: Web { patch Deployment { spec.replicas = 5 } }"),
        ["1:49 E0701 `5`: surge 10 | 9:140 the check that fails"]
    );
    assert_eq!(
        mistakes("app a: Web { patch Deployment { spec.strategy { at = \"x\" } } }"),
        [
            "1:49 E0408 `at`: `at` is not a field of Rolling, which is chosen here | 10:6 the chosen record | help: `=` replaces the whole and chooses anew"
        ]
    );
    assert_eq!(
        mistakes("app a: Web { patch Deployment { metadata.name = none } }"),
        [
            "1:20 E0602 `Deployment`: this Deployment has no name | help: set `metadata.name`; in a module `metadata.name = name` takes the instance's"
        ]
    );
}

#[test]
fn patches_clash_and_seal_by_the_law_of_layers() {
    let clashes = |text: &str| {
        let (sources, program) = checked(&format!("{text}\n{MODULES}"));
        let layers = jke_eval::merge::layers(&program, instance_of(&program, "a"));
        let told = layers.diagnostics().iter().map(|each| line(&sources, each)).collect::<Vec<_>>();
        (told, mistakes(text))
    };
    assert_eq!(
        clashes("app a: Web { patch Deployment { spec.replicas = 1 }, patch Deployment { spec.replicas = 2 } }"),
        (
            vec![
                "1:73 E0403 `spec.replicas`: `spec.replicas` is set twice in one body | 1:33 the other one | help: keep one of them: the order of lines and files never decides".to_owned()
            ],
            vec![]
        )
    );
    // Two names of one object.
    assert_eq!(
        clashes("app a: Web { patch Deployment { spec.replicas = 1 }, patch Deployment \"a\" { spec { replicas = 2 } } }"),
        (
            vec![],
            vec![
                "1:84 E0403 `replicas`: `spec.replicas` is set twice in one layer | 1:33 the other one | help: keep one of them: the order of lines and files never decides".to_owned()
            ]
        )
    );
    assert_eq!(
        clashes(
            "app a: Web { on env=prod { patch Deployment { spec.replicas = 1 } }, on cluster=tokyo { patch Deployment { spec.replicas = 2 } } }"
        )
        .1,
        [
            "1:108 E0403 `spec.replicas`: `spec.replicas` is set twice, for env=prod and for cluster=tokyo, and neither is narrower: for env=prod cluster=tokyo both hold | 1:47 the other one | help: settle it where both hold: `on env=prod cluster=tokyo { patch Deployment { spec.replicas = … } }`"
        ]
    );
    let sealed =
        "defaults Web { patch Deployment { seal spec.replicas because \"quota\" } }\napp a: Web { patch Deployment { spec.replicas = 1 } }";
    let told = "2:33 E0405 `spec.replicas`: `spec.replicas` is sealed: quota | 1:40 sealed here: quota | help: leave it out, or have the seal changed where it stands";
    assert_eq!(clashes(sealed), (vec![told.to_owned()], vec![]));
    assert_eq!(
        clashes(&sealed.replace("app a: Web { patch Deployment", "app a: Web { patch Deployment \"a\"")).1,
        [told.replace("2:33", "2:37")]
    );
}

#[test]
fn kinds_that_keep_unknown_data_are_patched_at_any_depth() {
    let kinds = "@kind(\"x/v1\", \"Thing\")\ntype Thing { metadata: Meta, _: Any }\nmodule Things { emit Thing { metadata.name = name, spec { a { b = 1, c = [1] }, d = \"d\" }, other = 1 } }\n";
    let of = |patch: &str| objects(&format!("app a: Things {{ patch Thing {{ {patch} }} }}\n{kinds}")).swap_remove(0);
    let head = "Thing a shop/a: {metadata: {name: a, namespace: shop}";
    assert_eq!(
        of("spec.a.b = 2, spec.e.f = \"new\", remove spec.d, remove other, status = {}"),
        format!("{head}, spec: {{a: {{b: 2, c: [1]}}, e: {{f: new}}}}, status: {{}}}}")
    );
    assert_eq!(of("spec.a { c = [2] }, spec.d = none"), format!("{head}, spec: {{a: {{b: 1, c: [2]}}}}, other: 1}}"));
}

#[test]
fn the_platform_is_patched_like_any_instance() {
    let modules = "@kind(\"v1\", \"Namespace\", \"cluster\")\ntype Namespace { metadata: Meta? }\nmodule Base { emit Namespace { metadata.name = namespace } }\n";
    let text = "platform: Base { on env=prod { patch Namespace { metadata.labels.env = target.env } } }\ndefaults Base { patch Namespace { metadata.labels { team = \"t\" } } }\n";
    let shown = check(&format!("{text}{modules}{MODULES}"), "platform", "env=prod cluster=tokyo");
    assert_eq!(shown.mistakes, [""; 0]);
    assert_eq!(shown.objects, ["Namespace shop shop: {metadata: {name: shop, labels: {team: t, env: prod}}}"]);
    let shown = check(
        &format!("{}{modules}{MODULES}", text.replace("metadata.labels.env = target.env", "metadata.namespace = \"x\"")),
        "platform",
        "env=prod cluster=tokyo",
    );
    let told = shown.mistakes.first().map(|line| line.split(" | ").next().unwrap_or_default().to_owned());
    assert_eq!(told.as_deref(), Some("1:71 E0602 `\"`: a Namespace belongs to the whole cluster and has no namespace"));
}
