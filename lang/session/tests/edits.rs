//! A session that has seen other states of a project says what a fresh one says.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use jke_session::{Request, Session, Snapshot};
use jke_text::{MemoryLoader, Span};

const PROJECT: &str = "project shop {\n  prelude = []\n  axis env = dev | prod\n  axis cluster = one | two\n}\n";
const PLATFORM: &str = "import shop.web { Platform }\nplatform: Platform {\n}\n";
const WEB: &str = r#"module Platform {
  domain: String = "example.com"
}

@kind("v1", "ConfigMap")
type ConfigMap {
  metadata: Metadata = {}
  data: Map<String, String>?
}

type Metadata {
  name: String?
  namespace: String?
}

module Web for Platform {
  port: Int(1..65535) = 80
  text: String = file "web.txt"
  check port != 81 else "\(name) may not use 81 on \(platform.domain)"
  emit ConfigMap { metadata { name = "c-\(port)" }, data { text = text } }
}
"#;

fn start() -> MemoryLoader {
    let apps = [("apps/a.jke", app("a", "port = 1000")), ("apps/b.jke", app("b", "port = apps.a.port + 1"))];
    let own = [("platform.jke", PLATFORM), ("project.jke", PROJECT), ("web.jke", WEB), ("web.txt", "hello")];
    let mut loader = MemoryLoader::new(own);
    loader.files.extend(apps.map(|(path, text)| (path.to_owned(), text)));
    loader
}

fn app(name: &str, body: &str) -> String {
    format!("import shop.web {{ Web }}\napp {name}: Web {{\n  {body}\n}}\n")
}

fn raw(body: &str) -> String {
    format!("import shop.web {{ ConfigMap }}\nemit ConfigMap {{\n  metadata.name = \"raw\", {body}\n}}\n")
}

/// An object of a kind of the library: each import reads other types of it.
fn kind(import: &str, body: &str) -> String {
    format!("{import}\nemit Kind {{\n  metadata.name = \"kind\", {body}\n}}\n")
}

/// Everything that is told, with its places.
fn told(snapshot: &Snapshot) -> Vec<String> {
    let place = |span: Span| {
        let file = snapshot.sources().file_at(span.start);
        file.map_or("nowhere".to_owned(), |file| {
            format!("{}:{:?}-{:?}", file.path, file.line_column(span.start), file.line_column(span.end))
        })
    };
    let request = Request { targets: snapshot.project().targets.clone(), ..Request::default() };
    let diagnostics = snapshot.check(&request, &AtomicBool::new(false));
    let shown = diagnostics.iter().map(|each| {
        let labels: Vec<_> = each.labels.iter().map(|label| (place(label.span), &label.message)).collect();
        format!("{} {} {} {:?} {labels:?} {:?}", place(each.primary.span), each.code, each.message, each.primary.message, each.targets)
    });
    shown.collect()
}

#[test]
fn after_any_edit_a_session_says_what_a_fresh_one_says() {
    let edits: Vec<(&str, Option<String>)> = vec![
        ("apps/a.jke", Some(app("a", "port = 0"))),
        ("apps/a.jke", Some(app("a", "port = 80"))),
        ("apps/a.jke", Some(app("a", "// a longer file\n  port = \"80\""))),
        ("apps/a.jke", Some(app("a", "port = 81"))),
        ("apps/b.jke", Some(app("b", "port = apps.a.port"))),
        ("platform.jke", Some(PLATFORM.replace("{\n}", "{\n  domain = \"else.example\"\n}"))),
        ("apps/a.jke", Some(app("a", "on env=dev { port = 81 }"))),
        ("apps/a.jke", Some(app("a", "on env=dev { port = "))),
        ("apps/c.jke", Some(app("c", "port = 81"))),
        ("web.jke", Some(WEB.replace("81", "82"))),
        ("apps/a.jke", Some(app("a", "on cluster=two { port = 82 }"))),
        ("web.txt", None),
        ("web.txt", Some("again".to_owned())),
        ("defaults.jke", Some("import shop.web { Web }\non env=prod for Web {\n  port = 82\n}\n".to_owned())),
        ("defaults.jke", Some("on env=dev for c {\n  prot = 82\n}\n".to_owned())),
        ("project.jke", Some(PROJECT.replace("dev", "stage"))),
        ("defaults.jke", Some("import shop.web { Web }\ndefaults Web {\n  patch ConfigMap { data.X = \"x\" }\n}\n".to_owned())),
        ("defaults.jke", Some("import shop.web { Web }\ndefaults Web {\n  patch ConfigMap \"x\" { data.X = \"x\" }\n}\n".to_owned())),
        ("apps/a.jke", Some(app("a", "patch ConfigMap \"c-80\" { metadata.name = \"x\" }"))),
        ("apps/a.jke", Some(app("a", "patch Config { metadata.name = \"x\" }"))),
        ("web.jke", Some(WEB.replace("ConfigMap", "Config"))),
        ("web.jke", Some(WEB.to_owned())),
        ("defaults.jke", None),
        ("apps/raw.jke", Some(raw("data.A = target.env"))),
        ("apps/raw.jke", Some(raw("data.A = 1"))),
        ("apps/raw.jke", Some(raw("data.A = apps.a.text, metadata.name = \"c-82\""))),
        ("apps/a.jke", Some(app("a", "").replace("Web", "Platform"))),
        ("apps/a.jke", Some(raw("data.A = platform.domain, on env=dev { data = {}, data.B = \"b\" }"))),
        ("apps/raw.jke", Some(kind("import k8s.core.v1 { ConfigMap as Kind }", "dta = {}"))),
        ("apps/raw.jke", Some(kind("import k8s.core.v1 { Secret as Kind }", "dta = {}"))),
        ("apps/a.jke", Some(kind("import k8s.core.v1 { ConfigMap as Kind, Sercet }", "data = 1"))),
        ("apps/raw.jke", Some(kind("import k8s.core.v1 as core\ntype Kind extends core.Pod { }", "spec.containers.a.imag = \"a\""))),
        ("apps/raw.jke", None),
        ("apps/c.jke", None),
        ("project.jke", None),
        ("project.jke", Some(PROJECT.to_owned())),
        ("platform.jke", None),
    ];
    let mut files = start();
    let mut session = Session::with_jobs(2);
    assert_eq!(told(&session.snapshot(Arc::new(files.clone()))), Vec::<String>::new());
    let mut silent = 0;
    for (at, (path, text)) in edits.into_iter().enumerate() {
        match text {
            Some(text) => files.files.insert(path.to_owned(), text),
            None => files.files.remove(path),
        };
        let edited = told(&session.snapshot(Arc::new(files.clone())));
        let fresh = told(&Session::with_jobs(1).snapshot(Arc::new(files.clone())));
        assert_eq!(edited, fresh, "after edit {at} of {path}");
        silent += usize::from(edited.is_empty());
    }
    assert!(silent < 8, "most of these edits are mistakes, and {silent} said nothing");
}
