//! What is offered at a position: `|` in a source stands where somebody types.

use std::sync::Arc;

use jke_ide::{Completion, complete};
use jke_session::{Session, Snapshot};
use jke_text::{MemoryLoader, SourceKind};

const TYPES: &str = "\
/// Bounds.
type Scale {
  /// Replicas that always run.
  min: Int = 1
  max: Int = min * 5
}

type Log { level: \"info\" | \"debug\" }
type S3 extends Log { bucket: String }
type File extends Log { path: String }

module Base {
  domain: String = \"example.com\"
  output zone: String = \"z\"
}

/// A web server.
module Web for Base {
  image: String
  level: \"debug\" | \"info\" | \"warn\" = \"info\"
  log: (S3 | File)?
  ports: Map<String, Int> = {}
  containers: List<Container by name> = []
  scale: Scale = {}
  public: Bool = false
  @deprecated(\"use scale\")
  replicas: Int?
  let upper = image.upper()
  output url: String = label(platform.domain)
}

type Container { name: String, memory: Memory = 1Gi, scale: Scale?, with: Int? }

/// What is seen outside.
fn label(text: String, level: \"low\" | \"high\" = \"low\") -> String = text

let fallback = \"none\"
";

const APP: &str = "app a: Web {\n  image = \"x\"\n  containers.nginx.memory = 1Gi\n  ports { http = 80 }\n}\n";

fn project(path: &str, marked: &str) -> (Snapshot, u32) {
    let text = marked.replacen('|', "", 1);
    let mut files = vec![
        ("project.jke", "project shop {\n  prelude = [shop.lib]\n  axis env = dev | prod\n  axis cluster = tokyo | osaka\n}\n"),
        ("platform.jke", "platform: Base { domain = \"x\" }\n"),
        ("lib/types.jke", TYPES),
        ("apps/a.jke", APP),
    ];
    files.retain(|(known, _)| *known != path);
    files.push((path, &text));
    let snapshot = Session::new().snapshot(Arc::new(MemoryLoader::new(files)));
    let source = snapshot.sources().iter().find(|source| source.path == path && source.kind == SourceKind::Project);
    let at = source.expect("the file was loaded").base + marked.find('|').expect("a mark") as u32;
    (snapshot, at)
}

fn completion(path: &str, marked: &str) -> Completion {
    let (snapshot, at) = project(path, marked);
    snapshot.ask(|cx| complete(cx, at))
}

fn offered(path: &str, marked: &str) -> Vec<String> {
    completion(path, marked).candidates.into_iter().map(|candidate| candidate.label).collect()
}

fn in_app(marked: &str) -> Vec<String> {
    offered("apps/b.jke", marked)
}

/// What is offered begins so.
#[track_caller]
fn begins(found: &[String], expected: &[&str]) {
    let first: Vec<&str> = found.iter().take(expected.len()).map(String::as_str).collect();
    assert_eq!(first, expected, "of {found:?}");
}

#[track_caller]
fn lacks(found: &[String], names: &[&str]) {
    assert!(names.iter().all(|name| !found.iter().any(|label| label == name)), "{names:?} among {found:?}");
}

#[test]
fn a_layer_offers_its_fields_with_those_first_that_must_be_set_and_without_those_that_are() {
    let fields = ["level", "log", "ports", "containers", "scale", "public", "name", "enabled", "namespace", "replicas"];
    let found = in_app("app b: Web {\n  |\n}\n");
    begins(&found, &[&["image"], &fields[..]].concat());
    begins(&found[11..], &["on", "remove", "reset", "patch"]);
    lacks(&found, &["url", "upper"]);
    lacks(&in_app("app b: Web {\n  image = \"x\"\n  scale { }\n  le|\n}\n"), &["image", "scale"]);
    begins(&in_app("app b: Web {\n  scale.min = 2\n  scale.|\n}\n"), &["max"]);
    begins(&in_app("app b: Web {\n  scale {\n    m|\n  }\n}\n"), &["min", "max", "on"]);
    begins(&in_app("app b: Web {\n  on env=prod {\n    scale { max = 2, | }\n  }\n}\n"), &["min"]);
    begins(&in_app("app b: Web {\n  scale = {\n |\n  }\n}\n"), &["min", "max", "if"]);
    begins(&in_app("app b: Web {\n  containers.nginx {\n    |\n  }\n}\n"), &["memory", "scale", "with", "on"]);
    begins(&in_app("app b: Web {\n  containers = [{ | }]\n}\n"), &["name", "memory"]);
}

#[test]
fn what_must_be_set_is_asked_of_no_overlay() {
    let detail = |marked: &str| {
        let found = completion("apps/b.jke", marked).candidates;
        found.into_iter().find(|candidate| candidate.label == "image").map(|candidate| candidate.detail)
    };
    assert_eq!(detail("app b: Web {\n  |\n}\n").as_deref(), Some("String, required"));
    assert_eq!(detail("app b: Web {\n  on env=prod { | }\n}\n").as_deref(), Some("String"));
    assert_eq!(detail("on env=prod for a { | }\n").as_deref(), Some("String"));
}

#[test]
fn half_written_text_is_no_obstacle() {
    begins(&in_app("app b: Web {\n  scale {\n    |"), &["min", "max"]);
    begins(&in_app("app b: Web {\n  scale {\n    mi|\n\napp c: Web { image = \"x\" }\n"), &["min", "max"]);
    begins(&in_app("app b: Web {\n  image =\n  scale.|\n"), &["min", "max"]);
    begins(&in_app("app b: Web {\n  on env=prod { sc|\n"), &["image", "level", "log"]);
    assert_eq!(in_app("app b: Web {\n  // a comment |\n}\n"), Vec::<String>::new());
    assert_eq!(in_app("app b: Web {\n  image = \"some te|xt\"\n}\n"), Vec::<String>::new());
    assert_eq!(in_app("app b: Web {\n  scale.min = 1|\n}\n"), Vec::<String>::new());
}

#[test]
fn what_is_written_fits_what_stands_behind() {
    let text = |marked: &str, label: &str| {
        let found = completion("apps/b.jke", marked).candidates;
        found.into_iter().find(|candidate| candidate.label == label).map(|candidate| candidate.text)
    };
    assert_eq!(text("app b: Web {\n  im|\n}\n", "image").as_deref(), Some("image = "));
    assert_eq!(text("app b: Web {\n  im| = \"x\"\n}\n", "image").as_deref(), Some("image"));
    assert_eq!(text("app b: Web {\n  sc|\n}\n", "scale").as_deref(), Some("scale"));
    assert_eq!(text("app b: Web {\n  containers.x.|\n}\n", "with").as_deref(), Some("\"with\" = "));
    let (snapshot, at) = project("apps/b.jke", "app b: Web {\n  im|ag = \"x\"\n}\n");
    let found = snapshot.ask(|cx| complete(cx, at));
    assert_eq!(snapshot.sources().slice(found.replaced), "imag");
}

#[test]
fn values_are_those_that_the_type_admits() {
    begins(&in_app("app b: Web { level = | }"), &["\"debug\"", "\"info\"", "\"warn\""]);
    begins(&in_app("app b: Web { level = \"d|\" }"), &["\"debug\"", "\"info\"", "\"warn\""]);
    assert_eq!(in_app("app b: Web { level = \"d| }").len(), 3);
    begins(&in_app("app b: Web { public = | }"), &["true", "false"]);
    begins(&in_app("app b: Web { log = | }"), &["S3", "File", "none"]);
    begins(&in_app("app b: Web { log = S3 {\n | } }"), &["level", "bucket"]);
    begins(&in_app("app b: Web { level = if target.env == | }"), &["\"dev\"", "\"prod\""]);
    begins(&in_app("app b: Web { level = if target.env == \"dev\" then | }"), &["\"debug\"", "\"info\"", "\"warn\""]);
    begins(&in_app("app b: Web { level = match target.env { | } }"), &["\"dev\"", "\"prod\"", "_"]);
    begins(&in_app("app b: Web { level = match target.env { \"dev\" => | } }"), &["\"debug\"", "\"info\"", "\"warn\""]);
}

#[test]
fn behind_a_dot_stand_fields_and_methods() {
    begins(&in_app("app b: Web { scale.min = self.scale.| }"), &["min", "max"]);
    begins(&in_app("app b: Web { image = target.| }"), &["env", "cluster", "label"]);
    begins(&in_app("app b: Web { image = apps.| }"), &["a", "b"]);
    let url = in_app("app b: Web { image = apps.a.| }");
    assert!(url.contains(&"url".to_owned()) && url.contains(&"scale".to_owned()), "{url:?}");
    lacks(&url, &["upper"]);
    let platform = in_app("app b: Web { image = platform.| }");
    assert!(platform.contains(&"domain".to_owned()) && platform.contains(&"zone".to_owned()), "{platform:?}");
    begins(&in_app("app b: Web { image = self.image.| }"), &["length", "lower"]);
}

#[test]
fn entries_that_layers_name_are_offered_to_overlays() {
    begins(&offered("more.jke", "on env=prod for a {\n  containers.|\n}\n"), &["nginx"]);
    begins(&offered("more.jke", "on env=prod for a {\n  ports { | }\n}\n"), &["http"]);
    begins(&offered("more.jke", "on env=prod for a {\n  remove ports.|\n}\n"), &["http"]);
    begins(&offered("more.jke", "defaults Web {\n  ports.admin = 1\n}\non env=prod for a {\n  ports.|\n}\n"), &["http", "admin"]);
}

#[test]
fn selectors_offer_axes_and_their_values() {
    begins(&in_app("app b: Web {\n  on |\n}\n"), &["env", "cluster"]);
    begins(&in_app("app b: Web {\n  on env=| { }\n}\n"), &["dev", "prod"]);
    begins(&in_app("app b: Web {\n  on env=prod c| { }\n}\n"), &["cluster"]);
    lacks(&in_app("app b: Web {\n  on env=prod c| { }\n}\n"), &["env"]);
    begins(&in_app("app b: Web {\n  on cluster!=[tokyo, |] { }\n}\n"), &["tokyo", "osaka"]);
    begins(&offered("more.jke", "on env=prod |"), &["cluster", "for"]);
    begins(&offered("more.jke", "on env=prod for |"), &["platform", "a"]);
    begins(
        &offered("project.jke", "project shop {\n  axis env = dev | prod\n  target |\n}\n".replacen("dev | prod", "dev", 1).as_str()),
        &["env"],
    );
}

#[test]
fn modules_offer_what_is_in_scope() {
    let module = |body: &str| offered("lib/more.jke", &format!("module More extends Web {{\n  {body}\n}}\n"));
    let value = module("output x: String = |");
    for name in ["image", "scale", "upper", "self", "platform", "label", "fallback"] {
        assert!(value.contains(&name.to_owned()), "{name} is not among {value:?}");
    }
    lacks(&value, &["target", "apps"]);
    begins(&module("let xs = [for c in containers: c.|]"), &["name", "memory", "scale", "with"]);
    begins(&module("for c in containers {\n    check c.|\n  }"), &["name", "memory", "scale", "with"]);
    begins(&module("let all = containers.filter(c => c.|)"), &["name", "memory", "scale", "with"]);
    begins(&module("if public {\n    let s = scale\n    check s.|\n  }"), &["min", "max"]);
    begins(&module("match log {\n    S3 as s { check s.| }\n  }"), &["level", "bucket"]);
    begins(&module("let x = label(image, level = |)"), &["\"low\"", "\"high\""]);
    begins(&module("let x = label(image, |)"), &["\"low\"", "\"high\""]);
    begins(&module("scale { | }"), &["min", "max"]);
    begins(&module("include |"), &["More", "Base", "Web"]);
    begins(&module("|"), &["image"]);
    let types = module("x: |");
    assert!(types.contains(&"Scale".to_owned()) && types.contains(&"Map".to_owned()), "{types:?}");
    assert!(module("x: Map<String, |").contains(&"Scale".to_owned()));
}

#[test]
fn kinds_are_offered_with_their_imports_and_filled_by_their_types() {
    let found = completion("m.jke", "module M {\n  emit Deplo|\n}\n").candidates;
    let deployment = found.iter().find(|candidate| candidate.label == "Deployment").expect("all kinds are offered");
    let (_, import) = deployment.import.as_ref().expect("it is not imported yet");
    assert_eq!(import, "import k8s.apps.v1 { Deployment }\n\n");
    assert!(deployment.docs.as_ref().is_some_and(|docs| docs.contains("declarative updates")), "{deployment:?}");
    let import = "import k8s.apps.v1 { Deployment }\n";
    let module = |body: &str| offered("m.jke", &format!("{import}module M {{\n  {body}\n}}\n"));
    begins(&module("emit |"), &["Deployment"]);
    begins(&module("emit Deployment {\n    spec {\n      |\n    }\n  }"), &["selector", "template"]);
    let strategy = module("emit Deployment {\n    spec.strategy.type = |\n  }");
    assert!(strategy.contains(&"\"RollingUpdate\"".to_owned()) && strategy.contains(&"\"Recreate\"".to_owned()), "{strategy:?}");
    let container = module("emit Deployment {\n    spec.template.spec.containers.web.|\n  }");
    begins(&container, &["image"]);
    let raw = offered("apps/raw.jke", &format!("{import}emit Deployment {{\n  spec {{ | }}\n}}\n"));
    begins(&raw, &["selector", "template"]);
}

#[test]
fn a_quoted_name_is_what_it_says_and_not_how_it_is_written() {
    let of = |written: &str, read: &str| {
        let module = "module N { nested: Map<String, Map<String, Int>> = {} }\n";
        offered("m.jke", &format!("{module}app n: N {{ nested.{written}.one = 1 }}\non env=prod for n {{ nested.{read}.| }}\n"))
    };
    begins(&of(r##""#x""##, r##""#x""##), &["one"]);
    begins(&of(r#""a\"b""#, r#""a\"b""#), &["one"]);
    begins(&of(r#""\u{e9}""#, "\"\u{e9}\""), &["one"]);
    begins(&of("x", r#""x""#), &["one"]);
    lacks(&of("x", r##""#x""##), &["one"]);
    lacks(&of("b", r#""\"b\"""#), &["one"]);
}

#[test]
fn patches_offer_what_the_module_emits() {
    let module = "import k8s.core.v1 { Service }\nimport k8s.apps.v1 { Deployment }\nmodule M {\n  emit Deployment { metadata.name = name }\n  if enabled { emit Service { metadata.name = name } }\n}\n";
    let app = |body: &str| offered("m.jke", &format!("{module}app m: M {{\n  {body}\n}}\n"));
    assert_eq!(app("patch |"), ["Deployment", "Service"]);
    let raw = "import k8s.core.v1 { ConfigMap }\nemit ConfigMap { metadata.name = \"x\" }\n";
    let both = |marked: &str| offered("apps/m.jke", &format!("{raw}module M {{}}\napp m: M {{\n  {marked}\n}}\n"));
    assert_eq!(both("patch |"), ["ConfigMap"]);
    let spec = app("patch Deployment {\n    spec {\n      |\n    }\n  }");
    begins(&spec, &["replicas", "selector", "strategy"]);
    lacks(&spec, &["patch"]);
}

#[test]
fn imports_offer_paths_and_names() {
    let of = |text: &str| offered("m.jke", text);
    begins(&of("import |"), &["crd", "k8s", "shop", "std"]);
    begins(&of("import k8s.|"), &["admissionregistration"]);
    begins(&of("import k8s.apps.| { Deployment }"), &["v1"]);
    begins(&of("import shop.|"), &["apps", "lib"]);
    let names = of("import k8s.apps.v1 { De|, StatefulSet }");
    begins(&names, &["ControllerRevision", "DaemonSet", "Deployment", "ReplicaSet"]);
    lacks(&names, &["StatefulSet"]);
    begins(&of("import shop.lib.types { | }"), &["Base", "Web"]);
    let application = of("import std.app { | }");
    assert!(application.contains(&"Application".to_owned()), "{application:?}");
    begins(&of("import k8s.core.v1 as core\nmodule M { emit core.| }"), &["AWSElasticBlockStoreVolumeSource"]);
}

#[test]
fn the_top_of_a_file_offers_items_and_modules() {
    let found = in_app("|");
    begins(&found, &["import", "app", "on"]);
    lacks(&found, &["platform"]);
    assert!(offered("more.jke", "|").contains(&"defaults".to_owned()));
    begins(&in_app("app b: |"), &["Base", "Web"]);
    begins(&offered("more.jke", "defaults |"), &["Base", "Web"]);
    assert_eq!(in_app("app |"), Vec::<String>::new());
    let annotations = offered("lib/more.jke", "type T {\n  @|\n  x: Int?\n}\n");
    assert!(["since", "immutable", "deprecated"].iter().all(|name| annotations.contains(&(*name).to_owned())), "{annotations:?}");
}

#[test]
fn any_position_of_any_text_is_answered() {
    let text = "app b: Web {\n  scale { min = self.sc }\n  on env= { ports.\n  x = [for a in b: {c \"\\(d.e)\" => f(g, h => ";
    for deep in ["(", "[", "{ a ", "f(", "-", "1 + ", "a.", "\"\\("] {
        let _ = offered("apps/b.jke", &format!("app b: Web {{ level = {}|", deep.repeat(20_000)));
        let _ = offered("apps/b.jke", &format!("app b: Web {{ level = {}{}.|", "(".repeat(20_000), ")".repeat(20_000)));
    }
    for at in 0..=text.len() {
        let _ = offered("apps/b.jke", &format!("{}|{}", &text[..at], &text[at..]));
        let _ = offered("apps/b.jke", &format!("{}|", &text[..at]));
    }
}
