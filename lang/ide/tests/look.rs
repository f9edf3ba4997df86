//! Words under a cursor: `|` in a source stands before the word that is asked about.

use std::sync::Arc;

use jke_ide::{definition, hover};
use jke_session::{Session, Snapshot};
use jke_text::{MemoryLoader, SourceKind};

const TYPES: &str = "\
/// A port that a container listens on.
type Port = Int(1..65535)

/// Bounds.
type Scale {
  /// Replicas that always run.
  min: Int = 1 // at least
  max: Int = min * 5
}

module Base {
  domain: String = \"example.com\"
}

/// A web server.
module Web for Base {
  ports: Map<String, Port> = {}
  containers: List<Container by name> = []
  scale: Scale = {}
  output url: String = label(platform.domain)
}

type Container { name: String, memory: Int = 1, scale: Scale? }

/// What is seen outside.
fn label(text: String) -> String = if text == \"\" then fallback else text

let fallback = \"none\"
";

/// The snapshot of a project with this file, and the position of the mark in it.
fn project(path: &str, marked: &str) -> (Snapshot, u32) {
    let text = marked.replacen('|', "", 1);
    let mut files = vec![
        ("project.jke", "project shop {\n  prelude = [shop.lib]\n  axis env = dev | prod\n}\n"),
        ("platform.jke", "platform: Base { domain = \"x\" }\n"),
        ("lib/types.jke", TYPES),
    ];
    files.retain(|(known, _)| *known != path);
    files.push((path, &text));
    let snapshot = Session::new().snapshot(Arc::new(MemoryLoader::new(files)));
    let source = snapshot.sources().iter().find(|source| source.path == path && source.kind == SourceKind::Project);
    let at = source.expect("the file was loaded").base + marked.find('|').expect("a mark") as u32;
    (snapshot, at)
}

/// What the word is declared as: the text from its declaration to the end of that line.
fn declared(path: &str, marked: &str) -> Option<String> {
    let (snapshot, at) = project(path, marked);
    let span = snapshot.ask(|cx| definition(cx, at))?;
    let source = snapshot.sources().file_at(span.start)?;
    Some(source.text[source.range(span).start..].lines().next()?.to_owned())
}

fn in_app(marked: &str) -> Option<String> {
    declared("apps/a.jke", marked)
}

#[test]
fn keys_of_layers_lead_to_fields_through_records_maps_and_keyed_lists() {
    assert_eq!(in_app("app a: Web { scale.|min = 2 }").as_deref(), Some("min: Int = 1 // at least"));
    assert_eq!(in_app("app a: Web { |scale { min = 2 } }").as_deref(), Some("scale: Scale = {}"));
    assert_eq!(in_app("app a: Web { on env=prod { scale { |max = 2 } } }").as_deref(), Some("max: Int = min * 5"));
    assert_eq!(in_app("app a: Web { containers.nginx.|memory = 2 }").as_deref(), Some("memory: Int = 1, scale: Scale? }"));
    assert_eq!(in_app("app a: Web { containers.nginx { scale.m|in = 2 } }").as_deref(), Some("min: Int = 1 // at least"));
    assert_eq!(in_app("app a: Web { scale = Scale { min| = 2 } }").as_deref(), Some("min: Int = 1 // at least"));
    assert_eq!(in_app("app a: Web { ports.|http = 80 }"), None);
    assert_eq!(in_app("app a: Web { |nonsense = 80 }"), None);
}

#[test]
fn overlays_know_what_they_are_for() {
    let app = "app a: Web {}\n";
    assert_eq!(in_app(&format!("{app}on env=prod for a {{ scale.|min = 2 }}")).as_deref(), Some("min: Int = 1 // at least"));
    assert_eq!(in_app(&format!("{app}on env=prod for |a {{}}")).as_deref(), Some("a: Web {}"));
    assert_eq!(in_app(&format!("{app}on |env=prod for a {{}}")).as_deref(), Some("env = dev | prod"));
    assert_eq!(declared("more.jke", "defaults |Web { scale.min = 2 }").as_deref(), Some("Web for Base {"));
    assert_eq!(declared("more.jke", "on env=prod for Web { scale.|max = 2 }").as_deref(), Some("max: Int = min * 5"));
    assert_eq!(declared("platform.jke", "platform: Base { |domain = \"y\" }").as_deref(), Some("domain: String = \"example.com\""));
}

#[test]
fn manifests_at_the_top_of_a_file_know_their_kind_and_their_instance() {
    let kinds = "@kind(\"v1\", \"Pod\")\ntype Pod { scale: Scale?, containers: List<Container by name>? }\n";
    let of = |marked: &str| in_app(&format!("{kinds}{marked}"));
    assert_eq!(of("emit Pod { containers.web { |memory = 2 } }").as_deref(), Some("memory: Int = 1, scale: Scale? }"));
    assert_eq!(of("emit Pod { on env=prod { scale.|min = 2 } }").as_deref(), Some("min: Int = 1 // at least"));
    assert_eq!(of("emit |Pod {}").as_deref(), Some("Pod { scale: Scale?, containers: List<Container by name>? }"));
    assert_eq!(of("app a: Web {}\nemit Pod { scale.min = self.scale.|max }").as_deref(), Some("max: Int = min * 5"));
}

#[test]
fn expressions_lead_to_fields_of_self_the_platform_and_other_apps() {
    assert_eq!(in_app("app a: Web { scale.max = self.scale.|min * 2 }").as_deref(), Some("min: Int = 1 // at least"));
    assert_eq!(in_app("app a: Web { ports.x = apps.b.scale.|max }\napp b: Web {}").as_deref(), Some("max: Int = min * 5"));
    assert_eq!(in_app("app a: Web { ports.x = apps.|b.scale.max }\napp b: Web {}").as_deref(), Some("b: Web {}"));
    let modules = |from: &str, to: &str| declared("lib/types.jke", &TYPES.replacen(from, to, 1));
    assert_eq!(modules("max: Int = min", "max: Int = |min").as_deref(), Some("min: Int = 1 // at least"));
    assert_eq!(modules("platform.domain", "platform.|domain").as_deref(), Some("domain: String = \"example.com\""));
    assert_eq!(
        modules("= label(", "= |label(").as_deref(),
        Some("label(text: String) -> String = if text == \"\" then fallback else text")
    );
    assert_eq!(modules("then fallback", "then |fallback").as_deref(), Some("fallback = \"none\""));
    assert_eq!(modules("String, Port>", "String, |Port>").as_deref(), Some("Port = Int(1..65535)"));
}

#[test]
fn a_hover_shows_the_declaration_as_written_and_its_documentation() {
    let (snapshot, at) = project("apps/a.jke", "app a: Web { scale.|min = 2 }");
    let found = snapshot.ask(|cx| hover(cx, at)).expect("a field is there");
    assert_eq!(found.text, "```jke\nmin: Int = 1\n```\n\na field of `Scale`\n\nReplicas that always run.");
    assert_eq!(snapshot.sources().slice(found.span), "min");
    let (snapshot, at) = project("apps/a.jke", "app a: |Web {}");
    let found = snapshot.ask(|cx| hover(cx, at)).expect("a module is there");
    assert_eq!(found.text, "```jke\nmodule Web for Base\n```\n\nA web server.");
}

#[test]
fn a_long_row_is_no_deep_stack() {
    let row = "1 + ".repeat(100_000);
    assert_eq!(in_app(&format!("app a: Web {{ scale.max = self.scale.|min + {row}1 }}")).as_deref(), Some("min: Int = 1 // at least"));
}

#[test]
fn any_position_of_half_written_text_is_answered() {
    let text = "app a: Web {\n  scale { min = self.sc }\n  on env= { ports.";
    for at in 0..=text.len() {
        let (snapshot, at) = project("apps/a.jke", &format!("{}|{}", &text[..at], &text[at..]));
        let _ = snapshot.ask(|cx| hover(cx, at));
    }
}

fn hovered(marked: &str) -> String {
    let (snapshot, at) = project("apps/a.jke", marked);
    snapshot.ask(|cx| hover(cx, at)).map(|found| found.text).unwrap_or_default()
}

const KINDS: &str = "import k8s.apps.v1 { Deployment }\n";

#[test]
fn a_hover_over_what_kubernetes_declares_shows_its_own_words() {
    let module = |body: &str| hovered(&format!("{KINDS}module M {{\n  emit {body}\n}}\n"));
    let spec = module("Deployment { |spec { replicas = 1 } }");
    assert!(spec.contains("spec: DeploymentSpec"), "{spec}");
    assert!(spec.contains("Specification of the desired behavior of the Deployment."), "{spec}");
    let deep = module("Deployment { spec.template.spec.containers.web.|image = \"x\" }");
    assert!(deep.contains("a field of `Container`") && deep.contains("Container image name."), "{deep}");
    let kind = module("|Deployment { }");
    assert!(kind.contains("the kind `Deployment` of `apps/v1`, in a namespace"), "{kind}");
    assert!(kind.contains("Deployment enables declarative updates"), "{kind}");
}

#[test]
fn raw_manifests_are_looked_into_as_those_of_modules() {
    let raw = |body: &str| hovered(&format!("{KINDS}emit {body}\n"));
    assert!(raw("Deployment { spec { template.spec { |containers { } } } }").contains("List of containers belonging to the pod."));
    assert!(raw("Deployment { on env=prod { spec.|replicas = 3 } }").contains("Number of desired pods."));
}

#[test]
fn a_patch_is_looked_into_by_the_kind_that_the_module_emits() {
    let library = "import k8s.apps.v1 { Deployment }\nmodule M {\n  emit Deployment { metadata.name = name }\n}\nmodule N extends M {}\n";
    let app = |marked: &str| {
        let file = format!("{library}app n: N {{ patch {marked} }}\n");
        let (snapshot, at) = project("n.jke", &file);
        snapshot.ask(|cx| hover(cx, at)).map(|found| found.text).unwrap_or_default()
    };
    assert!(app("Deployment { spec.|replicas = 3 }").contains("Number of desired pods."));
    assert!(app("|Deployment { }").contains("the kind `Deployment` of `apps/v1`"));
}

#[test]
fn a_hover_tells_what_the_api_says_of_versions_changes_and_absence() {
    let import = "import k8s.apps.v1 { Deployment }\nimport k8s.core.v1 { Pod, Service }\n";
    let raw = |body: &str| hovered(&format!("{import}emit {body}\n"));
    let key = raw("Service { spec.ports.\"80/TCP\" { |protocol = \"TCP\" } }");
    assert!(key.contains("\"TCP\" where it is absent"), "{key}");
    let fixed = raw("Deployment { spec { |selector { } } }");
    assert!(fixed.contains("required · can't be changed once the object is there"), "{fixed}");
    let young = raw("Pod { spec { |evictionResponders = [] } }");
    assert!(young.contains("since Kubernetes 1.3"), "{young}");
}

#[test]
fn bound_names_and_their_fields_are_followed() {
    let module = |body: &str| {
        let (snapshot, at) = project("m.jke", &format!("module M extends Web {{\n  {body}\n}}\n"));
        let span = snapshot.ask(|cx| definition(cx, at)).unwrap_or_default();
        let text = snapshot.ask(|cx| hover(cx, at)).map(|found| found.text).unwrap_or_default();
        (snapshot.sources().slice(span).to_owned(), text)
    };
    let (field, text) = module("for c in containers { check c.|memory > 1 }");
    assert_eq!(field, "memory");
    assert!(text.contains("a field of `Container`"), "{text}");
    let (name, text) = module("for c in containers { check |c.memory > 1 }");
    assert_eq!(name, "c");
    assert!(text.contains("a name for `Container`"), "{text}");
    assert_eq!(module("let s = [for c in containers: c.scale?.|min]").0, "min");
    assert_eq!(module("if true {\n    let one = scale\n    check |one.min > 1\n  }").0, "one");
    assert_eq!(module("let s = containers.map(each => |each.name)").0, "each");
    assert_eq!(module("let s = containers.map(each => each.|nonsense)").0, "");
}

#[test]
fn a_name_that_an_import_brings_is_what_is_declared_there() {
    let port = Some("Port = Int(1..65535)");
    for import in ["{ Po|rt }", "{ label, Port| as P }", "{ label, Port as |P }"] {
        assert_eq!(declared("a.jke", &format!("import shop.lib {import}\n")).as_deref(), port, "{import}");
    }
    assert_eq!(declared("a.jke", "import shop.l|ib { Port }\n"), None);
    assert!(hovered("import shop.lib { lab|el }\n").contains("What is seen outside"));
}
