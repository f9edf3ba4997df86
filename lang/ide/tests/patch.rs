//! Behind `patch` an editor offers what `check` takes: `|` in a source stands where a kind is to be named.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use jke_ide::{complete, hover};
use jke_session::{Request, Session, Snapshot};
use jke_text::{Code, MemoryLoader};

const PROJECT: &str = "project shop {\n  prelude = []\n  axis env = dev | prod\n}\n";

/// Modules with parents, children, includes, two versions of one kind, and a kind whose type is called otherwise.
const MODULES: &str = "\
import k8s.autoscaling.v1 as one
import k8s.autoscaling.v2 as two
import k8s.core.v1 { Secret, Service, ServiceAccount }
import k8s.meta.v1 { ObjectMeta }

@kind(\"example.com/v1\", \"Thing\")
type OwnThing { metadata: ObjectMeta }

module Base { if enabled { emit Service { metadata.name = name } } }
module Web extends Base {
  emit ServiceAccount { metadata.name = name }
  emit OwnThing { metadata.name = name }
  let part = include Part { }
}
module Part {
  emit one.HorizontalPodAutoscaler { metadata.name = \"one\", spec { maxReplicas = 1, scaleTargetRef { kind = \"Thing\", name = \"a\" } } }
  emit two.HorizontalPodAutoscaler { metadata.name = \"two\", spec { maxReplicas = 1, scaleTargetRef { kind = \"Thing\", name = \"a\" } } }
  for each in [\"a\"] { emit Secret { metadata.name = each } }
}
";

const RAW: &str = "import k8s.core.v1 { ConfigMap }\nemit ConfigMap { metadata.name = \"raw\" }\n";

fn snapshot(modules: &str, rest: &str) -> Snapshot {
    let files = [("project.jke", PROJECT), ("m.jke", &format!("{modules}{rest}")), ("raw/web.jke", RAW)];
    Session::new().snapshot(Arc::new(MemoryLoader::new(files)))
}

fn position(snapshot: &Snapshot, modules: &str, marked: &str) -> u32 {
    let source = snapshot.sources().iter().find(|source| source.path == "m.jke").expect("the file was loaded");
    source.base + (modules.len() + marked.find('|').expect("a mark")) as u32
}

fn offered(modules: &str, marked: &str) -> Vec<String> {
    let snapshot = snapshot(modules, &marked.replacen('|', "", 1));
    let at = position(&snapshot, modules, marked);
    snapshot.ask(|cx| complete(cx, at)).candidates.into_iter().map(|candidate| candidate.label).collect()
}

/// Whether `check` knows what this patch is for.
fn is_taken(marked: &str, kind: &str) -> bool {
    let snapshot = snapshot(MODULES, &marked.replacen('|', &format!("{kind} {{ }}"), 1));
    let told = snapshot.check(&Request::default(), &AtomicBool::new(false));
    let errors: Vec<Code> = told.iter().filter(|mistake| mistake.is_error()).map(|mistake| mistake.code).collect();
    assert!(matches!(errors.as_slice(), [] | [Code::E0413]), "{told:?}");
    errors.is_empty()
}

#[test]
fn every_kind_that_is_offered_is_taken_and_every_other_is_refused() {
    const ALL: [&str; 8] = ["ConfigMap", "Deployment", "HorizontalPodAutoscaler", "Pod", "Secret", "Service", "ServiceAccount", "Thing"];
    let of_web = ["ConfigMap", "Secret", "Service", "ServiceAccount", "Thing"];
    let of_module = ["Secret", "Service", "ServiceAccount", "Thing"];
    let places = [
        ("app web: Web { patch | }\n", &of_web[..]),
        ("app web: Web { on env=prod { patch | } }\n", &of_web),
        ("app web: Web { }\non env=prod for web { patch | }\n", &of_web),
        ("app web: Web { }\ndefaults Web { patch | }\n", &of_module),
        ("app web: Web { }\ndefaults Base { patch | }\n", &of_module),
        ("app web: Web { }\non env=prod for Part { patch | }\n", &["Secret"]),
    ];
    for (marked, expected) in places {
        assert_eq!(offered(MODULES, marked), expected, "{marked}");
        let taken: Vec<&str> = ALL.into_iter().filter(|kind| is_taken(marked, kind)).collect();
        assert_eq!(taken, expected, "{marked}");
    }
    assert!(is_taken("app web: Web { | }\n", "patch one.HorizontalPodAutoscaler"), "what the file itself names is meant");
}

#[test]
fn a_module_with_as_long_a_row_of_else_if_as_anybody_writes_is_looked_through() {
    let row: String = (0..20_000).map(|at| format!(" else if name == \"{at}\" {{ }}")).collect();
    let module = format!(
        "import k8s.core.v1 {{ Secret }}\nmodule M {{\n  if enabled {{ }}{row} else {{ emit Secret {{ metadata.name = name }} }}\n}}\n"
    );
    assert_eq!(offered(&module, "app web: M { patch | }\n"), ["ConfigMap", "Secret"]);
    let marked = "app web: M { patch |Secret { } }\n";
    let snapshot = snapshot(&module, &marked.replacen('|', "", 1));
    let at = position(&snapshot, &module, marked);
    assert!(snapshot.ask(|cx| hover(cx, at)).is_some_and(|found| found.text.contains("the kind `Secret` of `v1`")));
}
