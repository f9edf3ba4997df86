//! Whole projects to documents: which come out, in which order, and that nothing but what is written decides a byte.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use jke_session::{Built, Form, Request, Secrets, Session, Snapshot};
use jke_text::{Diagnostic, MemoryLoader, Name};

const PROJECT: &str = "project shop {
  prelude = []
  axis env = dev | staging | prod
  axis cluster = office | tokyo | osaka
  target env=dev cluster=office
  target env=staging cluster=tokyo
  target env=prod cluster=[tokyo, osaka]
}
";

const KINDS: &str = r#"
type Metadata {
  name: String?
  namespace: String?
  labels: Map<String, String>?
}

@kind("v1", "Namespace", "cluster")
type Namespace { metadata: Metadata = {} }

@kind("v1", "ConfigMap")
type ConfigMap {
  metadata: Metadata = {}
  data: Map<String, String>?
}

@kind("v1", "Secret")
type Secrets {
  metadata: Metadata = {}
  stringData: Map<String, Secret>?
}

@kind("v1", "Service")
type Service {
  metadata: Metadata = {}
  port: Int(1..65535)
}
"#;

const MODULES: &str = r#"
module Platform {
  cluster: String
  domain: String = "example.com"
  emit Namespace { metadata { name = namespace } }
}

module App for Platform {
  port: Int = 8080
  settings: Map<String, String> = {}
  shared: String?
  password: Secret?
  emit Service as "main" { metadata { name = name }, port = port }
  if settings != {} {
    emit ConfigMap { metadata { name = "\(name)-settings" }, data = settings }
  }
  if shared != none {
    emit ConfigMap { metadata { name = shared ?? "" }, data { domain = platform.domain } }
  }
  if password != none {
    emit Secrets { metadata { name = name }, stringData { password = password } }
  }
  output url: String = "http://\(name).\(namespace).svc:\(port)"
}
"#;

const PLATFORM: &str = "platform: Platform {\n}\n";

/// The project with these files besides.
fn project(files: &[(&str, &str)]) -> MemoryLoader {
    let own = [("kinds.jke", KINDS), ("modules.jke", MODULES), ("platform.jke", PLATFORM), ("project.jke", PROJECT)];
    MemoryLoader::new(own.into_iter().chain(files.iter().copied()))
}

fn snapshot(files: &MemoryLoader) -> Snapshot {
    Session::with_jobs(2).snapshot(Arc::new(files.clone()))
}

/// `env=prod`, or nothing for all targets.
fn request(snapshot: &Snapshot, env: &str) -> Request {
    let project = snapshot.project();
    let wanted = |target: &&jke_model::target::Target| env.is_empty() || project.describe(target).contains(env);
    let targets = project.targets.iter().filter(wanted).cloned().collect();
    Request { targets, ..Request::default() }
}

fn build(files: &[(&str, &str)], env: &str) -> Built {
    let snapshot = snapshot(&project(files));
    snapshot.build(&request(&snapshot, env))
}

/// `orders Service/orders`, target by target.
fn documents(built: &Built) -> Vec<Vec<String>> {
    assert_eq!(built.diagnostics, []);
    let shown = |document: &jke_session::Document| format!("{} {}/{}", document.instance, document.kind, document.name);
    built.targets.iter().map(|target| target.documents.iter().map(shown).collect()).collect()
}

fn bytes(built: &Built) -> String {
    assert_eq!(built.diagnostics, []);
    let documents = built.targets.iter().flat_map(|target| &target.documents);
    documents.map(|document| format!("---\n{}", String::from_utf8_lossy(&document.bytes))).collect()
}

/// `apps/a.jke:1 E0601 what is wrong (env=prod)`, and where nothing else is said of it.
fn mistakes(snapshot: &Snapshot, diagnostics: &[Diagnostic]) -> Vec<String> {
    let shown = |diagnostic: &Diagnostic| {
        let start = diagnostic.primary.span.start;
        let file = snapshot.sources().file_at(start);
        let place = file.map_or(String::new(), |file| format!("{}:{}", file.path, file.line_column(start).line));
        let targets = if diagnostic.targets.is_empty() { String::new() } else { format!(" ({})", diagnostic.targets.join("; ")) };
        format!("{place} {} {}{targets}", diagnostic.code, diagnostic.message)
    };
    diagnostics.iter().map(shown).collect()
}

fn checked(files: &[(&str, &str)]) -> Vec<String> {
    let snapshot = snapshot(&project(files));
    mistakes(&snapshot, &snapshot.check(&request(&snapshot, ""), &AtomicBool::new(false)))
}

#[test]
fn the_platform_comes_first_then_apps_by_name_in_the_order_in_which_they_are_applied() {
    let zebra = "import shop.modules { App }\napp zebra: App {\n  settings.a = \"1\"\n  shared = \"any\"\n}\n";
    let ant = "import shop.modules { App }\napp ant: App {\n}\n";
    let built = build(&[("apps/ant.jke", ant), ("apps/zebra.jke", zebra)], "env=dev");
    let expected =
        ["platform Namespace/shop", "ant Service/ant", "zebra ConfigMap/any", "zebra ConfigMap/zebra-settings", "zebra Service/zebra"];
    assert_eq!(documents(&built), [expected]);
    assert_eq!(built.targets[0].cluster.as_str(), "office");
}

#[test]
fn a_document_has_its_kind_first_and_its_namespace_filled_in() {
    let app = "import shop.modules { App }\napp web: App {\n  on env=prod { port = 80 }\n}\n";
    let built = build(&[("web.jke", app)], "cluster=osaka");
    let service = "---\napiVersion: v1\nkind: Service\nmetadata:\n  name: web\n  namespace: shop\nport: 80\n";
    assert_eq!(bytes(&built), format!("---\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n{service}"));
}

#[test]
fn what_two_targets_of_a_cluster_emit_alike_is_written_once_for_the_first() {
    let app = "import shop.modules { App }\napp web: App {\n}\n";
    let built = build(&[("web.jke", app)], "cluster=tokyo");
    assert_eq!(documents(&built), [vec!["platform Namespace/shop", "web Service/web"], vec![]]);
    let all = build(&[("web.jke", app)], "");
    assert_eq!(documents(&all).iter().map(Vec::len).collect::<Vec<_>>(), [2, 2, 0, 2]);
}

#[test]
fn what_two_targets_of_a_cluster_emit_differently_is_an_error_that_names_the_leaf() {
    let app = "import shop.modules { App }\napp web: App {\n  port = 80\n  on env=staging { port = 81 }\n}\n";
    let expected = "web.jke:3 E0604 the Service `web` of cluster `tokyo` differs between env=staging cluster=tokyo and env=prod cluster=tokyo: `port` is `81` and `80`";
    assert_eq!(checked(&[("web.jke", app)]), [expected]);
    assert_eq!(build(&[("web.jke", app)], "env=prod").targets.len(), 2);
    assert_eq!(build(&[("web.jke", app)], "").targets.len(), 0);
}

#[test]
fn what_differs_between_targets_is_not_told_of_an_app_that_is_wrong_for_one_of_them() {
    let app = "import shop.modules { App }\napp web: App {\n  port = 80\n  on env=staging { port = 81 }\n}\non env=staging for web {\n  port = 82\n}\n";
    let told = checked(&[("web.jke", app)]);
    assert!(told.len() == 1 && told[0].starts_with("web.jke:7 E0403"), "{told:?}");
}

#[test]
fn two_apps_that_emit_one_object_are_both_shown() {
    let one = "import shop.modules { App }\napp one: App {\n  on cluster=osaka { shared = \"all\" }\n}\n";
    let two = "import shop.modules { App }\napp two: App {\n  shared = \"all\"\n}\n";
    let told = checked(&[("one.jke", one), ("two.jke", two)]);
    assert_eq!(told, ["two.jke:2 E0601 `one` and `two` both emit the ConfigMap `all` of namespace `shop` (cluster=osaka)"]);
}

#[test]
fn a_missing_field_names_its_targets_in_the_shortest_form() {
    let module = "module Need {\n  image: String\n}\n";
    let app = "import shop.need { Need }\napp web: Need {\n  on env=prod { image = \"nginx\" }\n}\n";
    let told = checked(&[("need.jke", module), ("web.jke", app)]);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].starts_with("web.jke:2 E0412 ") && told[0].ends_with(" (env=[dev, staging])"), "{told:?}");
}

#[test]
fn a_build_of_one_app_knows_only_that_app_and_what_it_reads() {
    let one = "import shop.modules { App }\napp one: App {\n  settings.url = apps.two.url\n}\n";
    let two = "import shop.modules { App }\napp two: App {\n}\n";
    let wrong = "import shop.modules { App }\napp wrong: App {\n  prot = 1\n  port = \n}\n";
    let files = project(&[("one.jke", one), ("two.jke", two), ("wrong.jke", wrong)]);
    let snapshot = snapshot(&files);
    let only = |name: &str| Request { instances: Some(vec![Name::new(name)]), ..request(&snapshot, "env=dev") };
    assert_eq!(documents(&snapshot.build(&only("one"))), [["one ConfigMap/one-settings", "one Service/one"]]);
    assert_ne!(snapshot.build(&only("wrong")).diagnostics, []);
    assert_ne!(snapshot.build(&request(&snapshot, "env=dev")).diagnostics, []);
}

#[test]
fn a_disabled_app_gives_nothing() {
    let app = "import shop.modules { App }\napp web: App {\n  enabled = target.env != \"dev\"\n}\n";
    assert_eq!(documents(&build(&[("web.jke", app)], "env=dev")), [["platform Namespace/shop"]]);
}

#[test]
fn secrets_are_written_as_they_are_only_where_that_is_asked() {
    let app = "import shop.modules { App }\napp web: App {\n  password = \"hunter2\"\n}\n";
    let snapshot = snapshot(&project(&[("web.jke", app)]));
    let shown = |secrets| bytes(&snapshot.build(&Request { secrets, ..request(&snapshot, "env=dev") }));
    assert!(shown(Secrets::Plain).contains("\nstringData:\n  password: hunter2\n"));
    assert!(shown(Secrets::Mask).contains("\nstringData:\n  password: \"<secret>\"\n"));
    assert!(!shown(Secrets::Omit).contains("password"));
}

#[test]
fn json_is_one_line_for_each_document() {
    let app = "import shop.modules { App }\napp web: App {\n}\n";
    let snapshot = snapshot(&project(&[("web.jke", app)]));
    let built = snapshot.build(&Request { output: Form::Ndjson, ..request(&snapshot, "env=dev") });
    let namespace = r#"{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"shop"}}"#;
    let service = r#"{"apiVersion":"v1","kind":"Service","metadata":{"name":"web","namespace":"shop"},"port":8080}"#;
    assert_eq!(bytes(&built), format!("---\n{namespace}---\n{service}"));
}

/// Several apps that read each other, with overlays in their bodies and beside them, written in this order.
fn written(order: [usize; 4], split: bool) -> MemoryLoader {
    let blocks = [
        "  on env=prod {\n    port = 80\n    settings { z = \"prod\", a = \"prod\" }\n  }\n",
        "  on cluster=tokyo {\n    settings.city = \"Tokyo\"\n  }\n",
        "  on env=prod cluster=tokyo {\n    settings.both = \"\\(self.port)\"\n  }\n",
        "  on env=[dev, staging] {\n    settings.url = apps.other.url\n  }\n",
    ];
    let body: String = order.iter().map(|at| blocks[*at]).collect();
    let web = format!("import shop.modules {{ App }}\napp web: App {{\n{body}}}\n");
    let other = "import shop.modules { App }\napp other: App {\n  settings.web = apps.web.url\n  settings.own = \"x\"\n}\n";
    let overlays = ["on env=dev for other {\n  settings.one = \"1\"\n}\n", "on env=dev for other {\n  settings.two = \"2\"\n}\n"];
    let (first, second) = if order[0] > order[1] { (0, 1) } else { (1, 0) };
    let overlays = [overlays[first], overlays[second]];
    let mut loader = project(&[]);
    let mut add = |path: &str, text: &str| loader.files.insert(path.to_owned(), text.to_owned());
    if split {
        add("z/web.jke", &web);
        add("a/other.jke", other);
        add("b/one.jke", overlays[0]);
        add("c/two.jke", overlays[1]);
    } else {
        let all = format!("{other}{}{}{}", overlays[0], overlays[1], web.strip_prefix("import shop.modules { App }\n").unwrap_or(&web));
        add("all.jke", &all);
    }
    loader
}

#[test]
fn neither_the_order_of_files_and_blocks_nor_the_number_of_threads_changes_a_byte() {
    let built = |loader: MemoryLoader, jobs| {
        let snapshot = Session::with_jobs(jobs).snapshot(Arc::new(loader));
        let mut everything = String::new();
        for env in ["env=dev", "env=staging", "cluster=osaka", "env=prod"] {
            everything += &bytes(&snapshot.build(&request(&snapshot, env)));
        }
        everything
    };
    let first = built(written([0, 1, 2, 3], true), 1);
    assert!(first.contains("url: http://other.shop.svc:8080") || first.contains("url: \"http://other.shop.svc:8080\""), "{first}");
    for (order, split, jobs) in [([0, 1, 2, 3], true, 2), ([3, 2, 1, 0], true, 1), ([2, 0, 3, 1], false, 2), ([1, 3, 0, 2], false, 1)] {
        assert_eq!(built(written(order, split), jobs), first, "{order:?} {split} {jobs}");
    }
}

#[test]
fn secrets_that_differ_between_targets_of_a_cluster_are_told_and_never_shown() {
    let app = "import shop.modules { App }\napp web: App {\n  password = \"hunter2\"\n  on env=staging { password = \"hunter3\" }\n}\n";
    let snapshot = snapshot(&project(&[("web.jke", app)]));
    for secrets in [Secrets::Plain, Secrets::Mask, Secrets::Omit] {
        let built = snapshot.build(&Request { secrets, ..request(&snapshot, "cluster=tokyo") });
        let told = mistakes(&snapshot, &built.diagnostics);
        assert!(told.len() == 1 && told[0].contains("E0604") && !told[0].contains("hunter"), "{told:?}");
        assert!(built.targets.is_empty());
    }
}
