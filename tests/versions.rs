//! The platform's `kubernetes` decides which kinds and fields of the library there are, for each target.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use jke_session::{Request, Session};
use jke_testing::shown;
use jke_text::{Diagnostic, MemoryLoader};

const PROJECT: &str = "project shop {\n  axis env = dev | prod\n}\n";

const WEB: &str = "import k8s.core.v1 { Pod }

module Web {
  hostname: String?
  emit Pod {
    metadata.name = name
    spec {
      hostnameOverride = hostname
      containers.web.image = \"acme/web:1.0\"
    }
  }
}

app web: Web { hostname = \"web\" }
";

/// What `check` tells of a project with this platform: the place, the code, the message, the targets.
fn told(platform: &str) -> Vec<String> {
    told_of(platform, WEB)
}

fn told_of(platform: &str, web: &str) -> Vec<String> {
    let loader = MemoryLoader::new([("project.jke", PROJECT), ("platform.jke", platform), ("web.jke", web)]);
    let snapshot = Session::new().snapshot(Arc::new(loader));
    let request = Request { targets: snapshot.project().targets.clone(), ..Request::default() };
    let diagnostics = snapshot.check(&request, &AtomicBool::new(false));
    let line = |diagnostic: &Diagnostic| format!("{} | for {}", shown(diagnostic, snapshot.sources()), diagnostic.targets.join(" and "));
    diagnostics.iter().map(line).collect()
}

#[test]
fn a_field_is_refused_for_the_targets_whose_version_lacks_it() {
    assert_eq!(told("platform: Platform { kubernetes = \"1.34\" }"), [""; 0]);
    let found = told("platform: Platform {\n  kubernetes = \"1.37\"\n  on env=prod { kubernetes = \"1.33\" }\n}");
    assert!(found.len() == 1 && found[0].starts_with("web.jke:14:27 E0606 `\"web\"`"), "{found:?}");
    let parts = ["Kubernetes 1.33 has no field `hostnameOverride` in PodSpec: it came with 1.34", "| for env=prod", "platform.jke:3:30"];
    assert!(parts.iter().all(|part| found[0].contains(part)), "{found:?}");
}

#[test]
fn an_overlay_of_a_manifest_by_itself_is_refused_where_the_version_lacks_its_field() {
    let web = "import k8s.core.v1 { Pod }\n\nemit Pod {\n  metadata.name = \"web\"\n  spec.containers.web.image = \"acme/web:1.0\"\n  on env=prod { spec.hostnameOverride = \"web\" }\n}\n";
    assert_eq!(told_of("platform: Platform { on env=prod { kubernetes = \"1.34\" } }", web), [""; 0]);
    let found = told_of("platform: Platform { on env=dev { kubernetes = \"1.34\" } }", web);
    assert!(found.len() == 1 && found[0].starts_with("web.jke:6:41 E0606 `\"web\"`") && found[0].ends_with("for env=prod"), "{found:?}");
}

#[test]
fn a_version_that_the_library_does_not_know_is_refused_with_those_that_it_does() {
    let list = "\"1.33\", \"1.34\", \"1.35\", \"1.36\", \"1.37\"";
    for platform in ["Platform", "Own"] {
        let found = told(&format!("module Own {{}}\n\nplatform: {platform} {{ kubernetes = \"1.99\" }}\n"));
        let column = 27 + platform.len();
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].starts_with(&format!("platform.jke:3:{column} E0302 `\"1.99\"`")) && found[0].contains(list), "{found:?}");
    }
    let found = told("module Own { minor: Int = 99, kubernetes = \"1.\\(minor)\" }\n\nplatform: Own {}\n");
    assert!(found.len() == 1 && found[0].contains("a text that is computed could be anything") && found[0].contains("1.37"), "{found:?}");
}

#[test]
fn a_platform_that_lets_any_text_be_the_version_is_told_what_to_write() {
    let found = told("module Own { kubernetes: String = \"1.34\" }\n\nplatform: Own {}\n");
    assert!(found.len() == 1 && found[0].starts_with("platform.jke:1:14 E0315 `kubernetes`"), "{found:?}");
    assert!(found[0].contains("\"1.33\" | \"1.34\""), "{found:?}");
}

#[test]
fn a_kind_that_a_module_may_not_emit_is_told_once_for_all_its_instances() {
    let web = "import k8s.networking.v1beta1 { IPAddress }\n\nmodule Web {\n  emit IPAddress { metadata.name = name, spec.parentRef { name = name, resource = \"services\" } }\n}\n\napp one: Web {}\napp two: Web {}\n";
    let found = told_of("platform: Platform { on env=prod { kubernetes = \"1.37\" } }", web);
    assert!(found.len() == 1 && found[0].starts_with("web.jke:4:8 E0606 `IPAddress`") && found[0].ends_with("for env=prod"), "{found:?}");
}
