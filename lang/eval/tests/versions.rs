//! Objects against the version of Kubernetes that the platform names for the target, and against the names that their kinds take.

mod support;

use support::check;

const KINDS: &str = r##"
project shop { axis env = dev | prod }
type Meta { name: String?, namespace: String? }
type Label = String(..63, #"[a-z0-9-]+"#)
@kind("v1", "Pod") @name(Label)
type Pod {
  metadata: Meta
  containers: List<Container by name>?
  @until("1.9") gitRepo: String?
  volumes: List<Disk | Share>?
  extra: Map<String, Container>?
  old: Plain?
  base: Base?
}
type Container { name: String, @since("1.10") sleep: Int?, @since("1.9") @until("1.10") brief: Int? }
type Disk { size: Int }
type Share { server: Server? }
@since("1.10")
type Server { host: String }
type Plain { x: Int? }
type Base { x: Int? }
type Child extends Base { @since("1.10") y: Int? }
@kind("v1", "Gate") @since("1.10")
type Gate { metadata: Meta }
module Cluster {}
module Web {
  sleep: Int?, brief: Int?, repo: String?, host: String?, y: Int?, gate: Bool = false
  emit Pod {
    metadata.name = name
    containers = [Container { name = "c", sleep = sleep }]
    extra = { a = { name = "d", brief = brief } }
    gitRepo = repo
    volumes = [Share { server = if host != none then Server { host = host } else none }]
    base = Child { y = y }
  }
  if gate { emit Gate { metadata.name = "gate" } }
}
platform: Cluster {
  on env=dev { kubernetes = "1.10" }
  on env=prod { kubernetes = "1.9" }
}
"##;

/// What is wrong with `app a: Web` of this body, without labels: the place, the code, the text and the message.
fn told(body: &str, env: &str) -> Vec<String> {
    let text = format!("app a: Web {{ {body} }}\n{KINDS}");
    let mistakes = check(&text, "a", &format!("env={env}")).mistakes;
    mistakes.iter().map(|line| line.split(" | ").next().unwrap_or_default().to_owned()).collect()
}

#[test]
fn a_field_that_the_targets_version_lacks_is_told_at_the_authors_line_and_for_that_target() {
    let sleep = "1:22 E0606 `5`: Kubernetes 1.9 has no field `sleep` in Container: it came with 1.10";
    assert_eq!((told("sleep = 5", "prod"), told("sleep = 5", "dev")), (vec![sleep.to_owned()], vec![]));
    let repo = "1:21 E0606 `\"u\"`: Kubernetes 1.10 has no field `gitRepo` in Pod: 1.9 was the last that had it";
    assert_eq!((told("repo = \"u\"", "prod"), told("repo = \"u\"", "dev")), (vec![], vec![repo.to_owned()]));
    assert_eq!((told("brief = 1", "prod"), told("brief = 1", "dev")), (vec![], vec![]));
    assert_eq!(told("on env=dev { sleep = 5 }, on env=prod { repo = \"u\" }", "prod"), [""; 0]);
}

#[test]
fn versions_are_told_with_the_platforms_line_and_the_declaration() {
    let found = check(&format!("app a: Web {{ sleep = 5 }}\n{KINDS}"), "a", "env=prod").mistakes;
    let expected = "1:22 E0606 `5`: Kubernetes 1.9 has no field `sleep` in Container: it came with 1.10 | 16:47 declared here | 41:30 the cluster's version | help: set it only where the platform's `kubernetes` is 1.10 or later: under an `on`";
    assert_eq!(found, [expected]);
}

#[test]
fn what_is_inside_maps_unions_and_children_is_looked_at_too() {
    let one = |body: &str, what: &str| {
        let found = told(body, "prod");
        assert!(found.len() == 1 && found[0].contains(what), "{body}: {found:?}");
        assert_eq!(told(body, "dev"), [""; 0]);
    };
    one("host = \"h\"", "Kubernetes 1.9 has no Server");
    one("y = 1", "field `y` in Child");
    let kinds = KINDS.replace("@since(\"1.9\") @until(\"1.10\") brief", "@since(\"1.10\") brief");
    let found = check(&format!("app a: Web {{ brief = 1 }}\n{kinds}"), "a", "env=prod").mistakes;
    assert!(found.len() == 1 && found[0].contains("field `brief` in Container"), "{found:?}");
}

#[test]
fn a_kind_that_the_targets_version_lacks_is_told_at_its_emit() {
    let found = told("gate = true", "prod");
    assert!(found.len() == 1 && found[0].contains("E0606 `Gate`"), "{found:?}");
    assert!(found[0].ends_with("Kubernetes 1.9 has no kind Gate: it came with 1.10"), "{found:?}");
    let whole = check(&format!("app a: Web {{ gate = true }}\n{KINDS}"), "a", "env=prod").mistakes;
    assert!(whole[0].ends_with("is 1.10 or later: elsewhere `enabled = false` switches its instance off"), "{whole:?}");
    assert_eq!(told("gate = true", "dev"), [""; 0]);
}

#[test]
fn where_no_version_is_known_nothing_is_said() {
    let named = "  on env=dev { kubernetes = \"1.10\" }\n  on env=prod { kubernetes = \"1.9\" }\n";
    let (nowhere, no_platform) = (KINDS.replace(named, ""), KINDS.replace(&format!("platform: Cluster {{\n{named}}}\n"), ""));
    for kinds in [nowhere, no_platform] {
        assert!(!kinds.contains("1.9\" }"), "the test takes the versions out");
        assert_eq!(check(&format!("app a: Web {{ sleep = 5, gate = true }}\n{kinds}"), "a", "env=prod").mistakes, [""; 0]);
    }
}

#[test]
fn a_name_that_the_kind_does_not_take_is_told_where_it_comes_from() {
    let text = format!("app a: Web {{ name = \"Not_this\" }}\n{KINDS}");
    let found = check(&text, "a", "env=prod").mistakes;
    assert!(found.len() == 1 && found[0].starts_with("1:21 E0605 `\"Not_this\"`"), "{found:?}");
    assert!(found[0].contains("no Pod can have this name: \"Not_this\" does not match `[a-z0-9-]+`"), "{found:?}");
    assert!(found[0].contains("help: `not-this` would do: an object is named by `metadata.name`"), "{found:?}");
}

#[test]
fn it_is_what_patches_leave_that_is_held_against_the_version() {
    assert_eq!(
        told("patch Pod { containers.c.sleep = 5 }", "prod"),
        ["1:47 E0606 `5`: Kubernetes 1.9 has no field `sleep` in Container: it came with 1.10"]
    );
    assert_eq!(told("sleep = 5, on env=prod { patch Pod { containers.c.sleep = none } }", "prod"), [""; 0]);
}
