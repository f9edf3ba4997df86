//! `jkec import`: manifests become sources that build to the same, and what can't be said is told and kept as a comment.

use crate::project::{Outcome, Project};

const WEB: &str = "\
# The shop's front.
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
  labels: {app: web}
spec:
  replicas: 2 # enough
  strategy: {rollingUpdate: {maxSurge: 25%, maxUnavailable: 0}}
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      # Serves pages.
      - name: nginx
        image: nginx:1.29
        ports:
        - {containerPort: 8080, name: http}
        - {containerPort: 53, protocol: UDP}
        - {containerPort: 8443, protocol: TCP}
        resources: {requests: {cpu: 0.5, memory: 1.5Gi}, limits: {cpu: 1e3, memory: 134217728}}
        env:
        - {name: MODE, value: \"on\"}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: web, namespace: shop}
data:
  nginx.conf: |
    location ~ \\.php$ { return 404; }
  empty: \"\"
";

/// Imports one file of this text into a folder.
fn imported(text: &str) -> (Project, Outcome) {
    let project = Project::empty();
    project.write("in/web.yaml", text);
    let run = project.run(&["import", "in/web.yaml", "-o", "out", "--format", "short"]);
    (project, run)
}

/// What is told of the input, without the counts.
fn told(text: &str) -> (Option<i32>, Vec<String>) {
    let (_, run) = imported(text);
    let lines = run.stderr.lines().filter(|line| line.starts_with("in/web.yaml:"));
    (run.status, lines.map(|line| line.trim_start_matches("in/web.yaml:").to_owned()).collect())
}

#[test]
fn a_file_whose_objects_have_no_namespace_is_told_once_where_they_will_go() {
    let config = "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n";
    let cluster = "---\napiVersion: v1\nkind: Namespace\nmetadata: {name: all}\n";
    let (status, lines) = told(&format!("{OBJECT}{config}{cluster}"));
    let expected = "1:1: warning[imported-otherwise]: 2 objects of this file have no namespace, and will be built with the project's; \
                    help: it is the platform's `namespace`, else the project's name; set `metadata.namespace` where it is another";
    assert_eq!((status, lines), (Some(0), vec![expected.to_owned()]));
    assert_eq!(told(&OBJECT.replace("{name: web}", "{name: web, namespace: shop}")), (Some(0), vec![]));
}

const OBJECT: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n  - name: nginx\n    image: nginx:1\n";

#[test]
fn manifests_become_emits_that_build_to_the_same() {
    let (project, run) = imported(WEB);
    assert_eq!((run.status, run.stderr.as_str()), (Some(0), "wrote web.jke\nwrote project.jke\n2 of 2 objects are built as they were\n"));
    let source = project.read("out/web.jke").expect("the source was written");
    let expected = "\
//! Imported from in/web.yaml.

import k8s.apps.v1 { Deployment }
import k8s.core.v1 { ConfigMap }

// The shop's front.
emit Deployment {
  metadata { name = \"web\", namespace = \"shop\", labels.app = \"web\" }
  spec {
    replicas = 2  // enough
    strategy.rollingUpdate { maxSurge = 25%, maxUnavailable = 0 }
    selector.matchLabels.app = \"web\"
    template {
      metadata.labels.app = \"web\"
      // Serves pages.
      spec.containers.nginx {
        image = \"nginx:1.29\"
        ports { \"8080\".name = \"http\", \"53/UDP\" {}, \"8443\".protocol = \"TCP\" }
        resources {
          requests { cpu = 0.5, memory = 1.5Gi }
          limits { cpu = 1000, memory = 128Mi }
        }
        env.MODE.value = \"on\"
      }
    }
  }
}

emit ConfigMap {
  metadata { name = \"web\", namespace = \"shop\" }
  data { \"nginx.conf\" = \"location ~ \\\\.php$ { return 404; }\\n\", empty = \"\" }
}
";
    assert_eq!(source, expected);
    let built = project.run(&["-C", "out", "build"]);
    assert_eq!((built.status, built.stderr.as_str()), (Some(0), ""));
    assert!(built.stdout.contains("cpu: \"1000\"") && built.stdout.contains("protocol: TCP"), "{}", built.stdout);
    assert_eq!(built.stdout.matches("protocol:").count(), 2, "only what was written is built\n{}", built.stdout);
}

#[test]
fn without_a_place_the_source_goes_to_stdout_and_reads_from_stdin() {
    let project = Project::empty();
    project.write("a.yaml", OBJECT);
    let run = project.run(&["import", "a.yaml"]);
    assert!(run.stdout.starts_with("//! Imported from a.yaml.\n") && run.stdout.ends_with("}\n"), "{}", run.stdout);
    let mut child = project
        .command(&["import", "-"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("jkec runs");
    std::io::Write::write_all(&mut child.stdin.take().expect("a pipe"), OBJECT.as_bytes()).expect("jkec reads");
    let piped = crate::project::outcome(child.wait_with_output().expect("jkec ends"));
    assert_eq!(piped.stdout, run.stdout.replace("a.yaml", "stdin"));
}

#[test]
fn a_folder_gives_a_file_for_each_and_kinds_that_nobody_knows_one_more() {
    let project = Project::empty();
    project.write("in/a.yaml", OBJECT);
    project.write(
        "in/b/monitor.yml",
        "apiVersion: example.com/v1\nkind: Monitor\nmetadata: {name: m}\nspec: {on: [1, {a: 0.5}], \"then\": x}\n",
    );
    project.write("in/b/other.json", "{\"apiVersion\": \"example.com/v1\", \"kind\": \"Monitor\", \"metadata\": {\"name\": \"n\"}}");
    project.write("in/broken.yaml", "a: [");
    let run = project.run(&["import", "in", "-o", "out", "--format", "short"]);
    assert_eq!(run.status, Some(1), "{}", run.stderr);
    assert_eq!(project.tree("out"), ["a.jke", "kinds.jke", "monitor.jke", "other.jke", "project.jke"]);
    assert!(run.stderr.contains("in/broken.yaml:1:") && run.stderr.contains("3 of 3 objects are built as they were"), "{}", run.stderr);
    assert!(
        run.stderr.contains("monitor.yml:1:1: warning[imported-otherwise]: no type is known of example.com/v1 Monitor"),
        "{}",
        run.stderr
    );
    let built = project.run(&["-C", "out", "build", "--output", "ndjson"]);
    assert!(built.stdout.contains(r#""spec":{"on":[1,{"a":0.5}],"then":"x"}"#), "{}{}", built.stdout, built.stderr);
    let again = project.run(&["import", "in", "-o", "out", "--format", "short"]);
    assert_eq!(again.status, Some(2), "{}", again.stderr);
    assert!(again.stderr.contains("exists already"), "{}", again.stderr);
}

#[test]
fn a_list_is_its_items() {
    let list = "apiVersion: v1\nkind: List\nitems:\n# first\n- apiVersion: v1\n  kind: Namespace\n  metadata: {name: shop}\n- apiVersion: v1\n  \
                kind: ConfigMap\n  metadata: {name: a, namespace: shop}\n- apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: a, namespace: other}\n";
    let (project, run) = imported(list);
    assert!(run.stderr.contains("3 of 3 objects are built as they were"), "{}", run.stderr);
    let source = project.read("out/web.jke").unwrap_or_default();
    assert!(source.contains("// first\nemit Namespace {") && source.contains("emit ConfigMap as \"a-other\" {"), "{source}");
}

#[test]
fn what_a_type_refuses_is_told_and_kept_as_a_comment() {
    let text = OBJECT.replace("    image: nginx:1\n", "    imaeg: nginx:1 # pinned\n    imagePullPolicy: always\n    tty: yes\n    env:\n    - {name: A, value: 1}\n    - {name: A, value: \"2\"}\n");
    let (project, run) = imported(&text);
    assert_eq!(run.status, Some(1));
    for line in [
        "7:5: error[E1012]: `imaeg` is not a field of Container: it is left out (did you mean `image`?)",
        "8:22: error[E1012]: \"Always\", \"IfNotPresent\" or \"Never\" is expected, not `always`: it is left out",
        "9:10: warning[imported-otherwise]: `yes` is written as `true`, as kubectl reads it",
        "11:7: error[E1012]: `A` comes twice in this list: the later one counts, this one is left out",
        "0 of 1 objects are built as they were",
    ] {
        assert!(run.stderr.contains(line), "{line}\n{}", run.stderr);
    }
    let source = project.read("out/web.jke").unwrap_or_default();
    assert!(source.contains("// left out, from in/web.yaml:7:\n    //   imaeg: nginx:1"), "{source}");
    assert_eq!(project.run(&["-C", "out", "build"]).status, Some(0));
}

#[test]
fn what_the_compiler_refuses_is_told_at_the_line_of_the_input() {
    let (status, told) = told(&OBJECT.replace("name: web", "name: Web_1"));
    assert_eq!((status, told.len()), (Some(1), 1), "{told:?}");
    assert!(told[0].starts_with("3:12: error[E1012]: Pod \"Web_1\" is left out:"), "{told:?}");
}

#[test]
fn the_namespace_of_what_belongs_to_the_whole_cluster_is_dropped_as_the_api_does() {
    let (project, run) = imported("apiVersion: v1\nkind: Namespace\nmetadata:\n  name: a\n  namespace: b # there\n  labels: {c: d}\n");
    assert_eq!(run.status, Some(0), "{}", run.stderr);
    assert!(run.stderr.contains("5:3: warning[imported-otherwise]: a Namespace belongs to the whole cluster"), "{}", run.stderr);
    let source = project.read("out/web.jke").unwrap_or_default();
    assert!(!source.contains("namespace") && source.contains("// there"), "{source}");
}

#[test]
fn where_no_type_is_known_a_word_is_what_kubectl_takes_it_for() {
    let text = "apiVersion: a.b/v1\nkind: K\nmetadata: {name: a}\nspec:\n  on: yes\n  0644: \"yes\"\n  v: ! no\n  f: !Ref no\n";
    let (project, run) = imported(text);
    for line in [
        "5:3: warning[imported-otherwise]: the key `on` is written as it stands; kubectl reads `true` where it is not quoted",
        "5:7: warning[imported-otherwise]: `yes` is written as `true`, as kubectl reads it",
        "6:3: warning[imported-otherwise]: the key `0644` is written as it stands; kubectl reads `420` where it is not quoted",
        "8:6: error[E1012]: no value of the tag `!Ref` can be written: it is left out",
    ] {
        assert!(run.stderr.contains(line), "{line}\n{}", run.stderr);
    }
    let source = project.read("out/web.jke").unwrap_or_default();
    for line in ["    on = true\n", "    \"0644\" = \"yes\"\n", "    v = \"no\"\n"] {
        assert!(source.contains(line), "{line}\n{source}");
    }
}

#[test]
fn a_comment_at_the_end_of_a_block_stays_in_it() {
    let pod = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  # namespace: b\nspec:\n  containers:\n  - name: c\n    image: d\n    # tty: true\n  # - name: e\n  \
               volumes: []\n  # restartPolicy: Never\n# the end\n";
    let (project, run) = imported(pod);
    assert_eq!(run.status, Some(0), "{}", run.stderr);
    let source = project.read("out/web.jke").unwrap_or_default();
    let body = source.split_once("emit Pod ").map_or("", |(_, body)| body);
    assert_eq!(
        body,
        "{\n  metadata {\n    name = \"a\"\n    // namespace: b\n  }\n  spec {\n    containers.c {\n      image = \"d\"\n      // tty: true\n    }\n    \
         // - name: e\n    volumes = []\n    // restartPolicy: Never\n  }\n}\n\n// the end\n"
    );
}

#[test]
fn a_null_that_says_nothing_is_not_told_and_others_keep_their_comments() {
    let text = "apiVersion: a.b/v1\nkind: K\nmetadata: {name: a, namespace: b, creationTimestamp: null}\nspec:\n  t: {metadata: {creationTimestamp: null}}\n";
    let (status, told) = told(text);
    assert_eq!((status, told.len()), (Some(0), 1), "{told:?}");
    let (project, run) = imported(&text.replace("  t:", "  u: null # unset\n  t:"));
    assert_eq!(run.status, Some(1));
    let source = project.read("out/web.jke").unwrap_or_default();
    assert!(source.contains("//   u: null\n    //   # unset\n"), "{source}");
}

#[test]
fn an_object_without_what_its_kind_must_have_is_left_out() {
    let (status, told) = told("apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\n");
    assert_eq!(
        (status, told.as_slice()),
        (Some(1), ["1:1: error[E1012]: `spec` is missing, which a Deployment must have: it is left out".to_owned()].as_slice())
    );
}

#[test]
fn what_is_no_object_says_what_it_is() {
    let message = |text: &str| {
        let (status, told) = told(text);
        assert_eq!((status, told.len()), (Some(1), 1), "{told:?}");
        told.into_iter().next().unwrap_or_default()
    };
    assert!(message("- a\n").contains("no mapping"));
    assert!(message("image: {tag: x}\n").contains("--as application"));
    assert!(message("apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: []\n").contains("kubectl kustomize"));
    assert!(message("apiVersion: v1\nkind: Pod\nmetadata: {generateName: a-}\n").contains("generateName"));
    assert!(message("a: {{ .b }}\n").contains("template"));
    assert!(message("").contains("there is no document"));
}

#[test]
fn of_two_that_are_one_object_the_later_counts() {
    let object = |value: &str| format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a}}\ndata: {{a: {value}}}\n");
    let (status, same) = told(&format!("{}---\n{}", object("x"), object("x")));
    assert_eq!(status, Some(0));
    assert!(same[0].starts_with("1:1: warning[imported-otherwise]: ConfigMap \"a\" comes twice with the same content"), "{same:?}");
    let (status, differing) = told(&format!("{}---\n{}", object("x"), object("z")));
    assert_eq!(status, Some(1));
    assert!(differing[0].starts_with("1:1: error[E1012]: ConfigMap \"a\" comes twice: the later one counts"), "{differing:?}");
}

#[test]
fn files_that_are_not_there_and_no_text_have_their_own_status() {
    let project = Project::empty();
    project.write("web.yaml", OBJECT);
    project.write("wide.yaml", [0xff, 0xfe, b'a', 0]);
    let run = project.run(&["import", "wbe.yaml", "--format", "short"]);
    assert_eq!(run.status, Some(2));
    assert!(run.stderr.contains("there is no file `wbe.yaml`; help: did you mean `web.yaml`?"), "{}", run.stderr);
    let run = project.run(&["import", "wide.yaml", "--format", "short"]);
    assert_eq!(run.status, Some(1));
    assert!(run.stderr.contains("wide.yaml:1:1: error[E1002]"), "{}", run.stderr);
    std::fs::create_dir(project.path().join("empty")).expect("a folder can be made");
    assert_eq!(project.run(&["import", "empty"]).status, Some(2));
}

#[test]
fn a_custom_resource_whose_type_lacks_a_field_keeps_it() {
    let monitor = "apiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\nmetadata: {name: a, namespace: shop}\nspec:\n  selector: {matchLabels: {a: b}}\n  \
                   endpoints:\n  - {port: http, notYetKnown: {x: 1}}\n";
    let (project, run) = imported(monitor);
    assert_eq!(run.status, Some(0), "{}", run.stderr);
    assert!(
        run.stderr.contains("lacks a field that stands here") && run.stderr.contains("1 of 1 objects are built as they were"),
        "{}",
        run.stderr
    );
    assert!(project.run(&["-C", "out", "build"]).stdout.contains("notYetKnown:"));
    let (project, run) = imported(&monitor.replace(", notYetKnown: {x: 1}", ""));
    assert!(run.stderr.contains("1 of 1 objects"), "{}", run.stderr);
    assert!(project.read("out/web.jke").unwrap_or_default().contains("import crd.monitoring.v1 { ServiceMonitor }"));
}
