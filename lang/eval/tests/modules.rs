//! Statements of modules to objects: identity, namespaces, handles, included instances, what is disabled.

mod support;

use support::check;

const KINDS: &str = r##"
project shop { axis env = dev | prod }
type Meta { name: String?, namespace: String?, labels: Map<String, String>? }
@kind("v1", "ConfigMap")
type ConfigMap { metadata: Meta?, data: Map<String, String>? }
@kind("v1", "Namespace", "cluster")
type Namespace { metadata: Meta? }
"##;

fn objects(text: &str) -> Vec<String> {
    let shown = check(&format!("{text}\n{KINDS}"), "a", "env=prod");
    assert_eq!(shown.mistakes, [""; 0]);
    shown.objects
}

fn mistakes(text: &str) -> Vec<String> {
    check(&format!("{text}\n{KINDS}"), "a", "env=prod").mistakes
}

#[test]
fn a_namespaced_object_that_sets_no_namespace_gets_its_instances() {
    let text = "app a: M {}\nmodule M { emit ConfigMap { metadata { name = name } }, emit Namespace { metadata { name = namespace } } }";
    assert_eq!(
        objects(text),
        ["ConfigMap a shop/a: {metadata: {name: a, namespace: shop}}", "Namespace shop shop: {metadata: {name: shop}}"]
    );
    let text = "app a: M {}\nplatform: P { namespace = \"apps\" }\nmodule P {}\nmodule M { emit ConfigMap { metadata { name = name } } }";
    assert_eq!(objects(text), ["ConfigMap a apps/a: {metadata: {name: a, namespace: apps}}"]);
    let text = "app a: M { namespace = \"own\" }\nmodule M { emit ConfigMap { metadata { name = name, namespace = \"x\" } } }";
    assert_eq!(objects(text), ["ConfigMap a x/a: {metadata: {name: a, namespace: x}}"]);
}

#[test]
fn statements_choose_and_repeat_what_is_emitted() {
    let text = r#"
app a: M { on env=prod { files.web = "w", files.db = "d" } }
module M {
  files: Map<String, String> = {}
  kind: "one" | "two" = "two"
  if files == {} { emit ConfigMap as "none" { metadata.name = "none" } }
  else if files.length() == 2 {
    let count = files.length()
    emit ConfigMap as "two" { metadata.name = "two-\(count)" }
  }
  for key, text in files { emit ConfigMap as "\(key)-file" { metadata { name = "\(name)-\(key)" }, data = { text = text } } }
  match kind { "one" { emit ConfigMap { metadata.name = "one" } }, "two" { emit ConfigMap { metadata.name = "second" } } }
}"#;
    assert_eq!(
        objects(text),
        [
            "ConfigMap two shop/two-2: {metadata: {name: two-2, namespace: shop}}",
            "ConfigMap web-file shop/a-web: {metadata: {name: a-web, namespace: shop}, data: {text: w}}",
            "ConfigMap db-file shop/a-db: {metadata: {name: a-db, namespace: shop}, data: {text: d}}",
            "ConfigMap second shop/second: {metadata: {name: second, namespace: shop}}",
        ]
    );
}

#[test]
fn an_included_instance_takes_name_and_namespace_and_emits_here() {
    let text = r#"
app a: M { namespace = "ns" }
module M {
  let r = include Part { text = "t-\(name)" }
  output url: String = r.url
  emit ConfigMap as "outer" { metadata.name = r.url }
}
module Part { text: String, extra: String = "none", output url: String = "\(name)/\(text)/\(extra)", emit ConfigMap as "inner" { metadata.name = "part" } }
defaults Part { extra = "from defaults" }
"#;
    assert_eq!(
        objects(text),
        [
            "ConfigMap inner ns/part: {metadata: {name: part, namespace: ns}}",
            "ConfigMap outer ns/a/t-a/from defaults: {metadata: {name: a/t-a/from defaults, namespace: ns}}"
        ]
    );
}

#[test]
fn handles_of_an_included_instance_begin_with_its_name_where_that_differs() {
    let text = r#"
app a: M {}
module M {
  for each in ["x", "y"] { include Part { name = "\(name)-\(each)" } }
}
module Part { emit ConfigMap as "files" { metadata.name = name }, emit Namespace { metadata.name = name } }
on env=prod for Part { namespace = "over" }
"#;
    assert_eq!(
        objects(text),
        [
            "ConfigMap a-x-files over/a-x: {metadata: {name: a-x, namespace: over}}",
            "Namespace a-x-a-x a-x: {metadata: {name: a-x}}",
            "ConfigMap a-y-files over/a-y: {metadata: {name: a-y, namespace: over}}",
            "Namespace a-y-a-y a-y: {metadata: {name: a-y}}",
        ]
    );
}

#[test]
fn a_disabled_instance_is_asked_for_nothing_else() {
    let text = "app a: M { enabled = target.env == \"dev\" }\nmodule M { required: String, x: Int = [1][9], emit ConfigMap { metadata.name = required } }";
    let text = format!("{text}\n{KINDS}");
    let shown = check(&text, "a", "env=prod");
    assert!(!shown.enabled && shown.objects.is_empty());
    assert_eq!(shown.mistakes, [""; 0]);
    assert_eq!(check(&text, "a", "env=dev").mistakes.len(), 2);
}

#[test]
fn objects_need_a_name_and_cluster_wide_ones_have_no_namespace() {
    assert_eq!(
        mistakes("app a: M {}\nmodule M { emit ConfigMap { data = {} }, emit Namespace { metadata { name = \"n\", namespace = \"x\" } } }"),
        [
            "2:17 E0602 `ConfigMap`: this ConfigMap has no name | help: set `metadata.name`; in a module `metadata.name = name` takes the instance's",
            "2:94 E0602 `\"`: a Namespace belongs to the whole cluster and has no namespace | 2:47 emitted here | help: leave `metadata.namespace` out",
        ]
    );
}

#[test]
fn a_handle_comes_once_for_each_kind() {
    let text = "app a: M {}\nmodule M { for x in [\"p\", \"q\"] { emit ConfigMap as \"same\" { metadata.name = x } }, emit Namespace { metadata.name = \"same\" } }";
    assert_eq!(
        mistakes(text),
        [
            "2:39 E0603 `ConfigMap`: two manifests of kind ConfigMap have the handle `same` in this instance | 2:39 the other one | help: give one of them a handle of its own: `emit ConfigMap as \"…\" { … }`"
        ]
    );
}

#[test]
fn a_required_field_is_missing_for_the_targets_that_set_it_nowhere() {
    let text = "app a: M {\n on env=dev { image = \"i\" }\n}\nmodule M { image: String, emit ConfigMap { metadata.name = image } }";
    assert_eq!(
        mistakes(text),
        [
            "1:5 E0412 `a`: `image` is missing in `a` | it is set only under `on env=dev` | 2:15 set here | 4:12 declared here, with no default | help: set `image` in the body too, or for these targets in an `on` block of their own"
        ]
    );
    let text = "app a: M {\n image = \"i\"\n on env=prod { reset image }\n}\nmodule M { image: String }";
    assert_eq!(
        mistakes(text),
        [
            "1:5 E0412 `a`: `image` is missing in `a` | 3:22 what lower layers gave is dropped here | 5:12 declared here, with no default | help: set it in the body: `image = …`"
        ]
    );
    let text = "app a: M { boxes.x { size = 1 } }\nmodule M { boxes: Map<String, Box> = {} }\ntype Box { size: Int, color: String }";
    assert_eq!(
        mistakes(text),
        [
            "1:12 E0303 `boxes.x`: `boxes.x.color` is missing: Box requires it | 3:23 declared here, with no default | help: set it here: `color = …`"
        ]
    );
    let text = "app a: M { boxes.x { size = 1 } }\non env=dev for M { boxes.x.color = \"c\" }\nmodule M { boxes: Map<String, Box> = {} }\ntype Box { size: Int, color: String }";
    assert_eq!(
        mistakes(text),
        [
            "1:12 E0303 `boxes.x`: `boxes.x.color` is missing: Box requires it | it is set only under `on env=dev for M` | 2:20 set here | 4:23 declared here, with no default | help: set `color` in the body too, or for these targets in an `on` block of their own"
        ]
    );
}

#[test]
fn a_check_of_a_module_names_the_line_that_set_the_value_or_the_instance() {
    let module = "module M { low: Int = 1, high: Int = 9, let span = high - low, check span > 0 else \"no span\", check low >= 0 }";
    assert_eq!(mistakes(&format!("app a: M {{ low = 10 }}\n{module}")), ["1:18 E0701 `10`: no span | 2:64 the check that fails"]);
    assert_eq!(
        mistakes(&format!("app a: M {{ low = 10, high = 3 }}\n{module}")),
        ["1:5 E0701 `a`: no span | 1:29 a value that it reads | 1:18 a value that it reads | 2:64 the check that fails"]
    );
    assert_eq!(
        mistakes(&format!("app a: M {{ low = -2 }}\n{module}")),
        ["1:18 E0701 `-2`: a check fails: expected -2 to be at least 0 | 2:95 the check that fails"]
    );
}

#[test]
fn a_check_of_each_element_names_the_line_that_set_the_one() {
    let module = "module M { ports: Map<String, Int> = { low = 1 }, for key, port in ports { check port < 9 else \"\\(key) is high\" } }";
    assert_eq!(
        mistakes(&format!("app a: M {{ ports.x = 5, ports.y = 12 }}\n{module}")),
        ["1:35 E0701 `12`: y is high | 2:76 the check that fails"]
    );
    let module = module.replace("low = 1", "low = 10");
    assert_eq!(mistakes(&format!("app a: M {{ ports.x = 5 }}\n{module}")), ["1:5 E0701 `a`: low is high | 2:77 the check that fails"]);
}

#[test]
fn a_platform_names_its_cluster_by_the_axis_the_target_or_the_project() {
    let text = "platform: P {}\nmodule P { cluster: String }\napp a: M {}\nmodule M for P { output at: String = platform.cluster }";
    let shown = check(&format!("{text}\n{KINDS}"), "a", "env=prod");
    assert_eq!((shown.fields, shown.mistakes), (vec!["at = env=prod".to_owned()], vec![]));
    let shown = check(&format!("{text}\nproject p {{ axis cluster = x | y }}"), "a", "cluster=y");
    assert_eq!((shown.fields, shown.mistakes), (vec!["at = y".to_owned()], vec![]));
    let shown = check(&format!("{text}\nproject shop {{}}"), "a", "");
    assert_eq!((shown.fields, shown.mistakes), (vec!["at = shop".to_owned()], vec![]));
}

#[test]
fn what_clashes_and_what_is_sealed_for_included_modules_is_told() {
    let modules = "project p { axis env = dev | prod\n axis size = s | l }\nmodule N { x: Int = 1 }\nmodule M { let n = include N { x = 2 }, output x: Int = n.x }\napp a: M {}";
    let told = |layers: &str| check(&format!("{modules}\n{layers}"), "a", "env=prod size=l").mistakes;
    let clash = told("on env=prod for N { x = 3 }\non size=l for N { x = 4 }");
    assert!(clash.len() == 1 && clash[0].contains("E0403 `x`: `x` is set twice, for env=prod of N and for size=l of N"), "{clash:?}");
    let sealed = told("defaults N { seal x because \"quota\" }\non env=prod for N { x = 3 }");
    assert!(sealed.len() == 1 && sealed[0].contains("E0405 `x`: `x` is sealed: quota"), "{sealed:?}");
}
