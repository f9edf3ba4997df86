//! Starred values of an axis: one build for each label, one proof for all.

use crate::project::{Outcome, Project};

const PROJECT: &str = "project shop {\n  prelude = [shop.lib]\n  axis env = dev | prod | preview*\n}\n";
const WEB: &str = r#"app web: Web {
  image = "web:1"
  namespace = if target.label == "" then "shop" else "shop-\(target.label)"
  labels.env = target.env
  on env=preview { scale.max = 2 }
}
"#;

fn project() -> Project {
    let project = Project::new(&[("apps/web.jke", WEB)]);
    project.write("project.jke", PROJECT);
    project
}

fn build(words: &[&str]) -> Outcome {
    let command: Vec<&str> = ["build"].iter().chain(words).copied().collect();
    project().run(&command)
}

#[track_caller]
fn is_refused(words: &[&str], mistake: &str) {
    let run = build(words);
    assert_eq!((run.status, run.stdout.as_str()), (Some(2), ""), "{words:?}");
    assert!(run.stderr.contains(mistake), "{words:?} tells\n{}", run.stderr);
}

#[test]
fn a_label_is_seen_by_the_sources_and_selectors_see_the_value() {
    let run = build(&["env=preview:pr-123", "web"]);
    assert_eq!((run.status, run.stderr.as_str()), (Some(0), ""));
    for line in ["namespace: shop-pr-123\n", "env: preview\n", "max: \"2\"\n"] {
        assert!(run.stdout.contains(line), "{line} is not in\n{}", run.stdout);
    }
    let prod = build(&["env=prod", "web"]);
    assert!(prod.stdout.contains("namespace: shop\n") && prod.stdout.contains("max: \"10\"\n"), "{}", prod.stdout);
}

#[test]
fn several_labels_are_several_targets_each_in_a_folder_of_its_own() {
    let run = build(&["env=[preview:b, dev, preview:a]", "web", "--each"]);
    let names: Vec<&str> = run.stdout.lines().filter(|line| line.starts_with('#')).collect();
    assert_eq!(names, ["# env=dev", "# env=preview:a", "# env=preview:b"]);
    let project = project();
    assert_eq!(project.run(&["build", "env=preview:a", "-o", "out"]).status, Some(0));
    assert!(project.read("out/preview/a/web/configmap-web.yaml").is_some());
}

#[test]
fn a_build_of_everything_leaves_labels_out_and_what_was_built_of_them_alone() {
    let project = project();
    for words in [&["build", "env=preview:a", "-o", "out"][..], &["build", "-o", "out"]] {
        assert_eq!(project.run(words).status, Some(0), "{words:?}");
    }
    assert!(project.read("out/prod/web/configmap-web.yaml").is_some());
    assert!(project.read("out/preview/a/web/configmap-web.yaml").is_some());
    assert!(project.read("out/preview/x/web/configmap-web.yaml").is_none());
}

#[test]
fn a_starred_value_is_proved_once_for_all_its_labels() {
    let project = project();
    let run = project.run(&["check"]);
    assert!(run.stderr.ends_with("no mistakes in 1 app for 3 targets\n"), "{}", run.stderr);
    project.write("apps/web.jke", "app web: Web {\n  image = \"web:1\"\n  on env=preview { port = target.label.length() - 1 }\n}\n");
    let run = project.run(&["--format", "json", "check"]);
    assert!(run.stdout.contains("\"targets\":[\"env=preview\"]") && run.stdout.lines().count() == 1, "{}", run.stdout);
    assert_eq!(project.run(&["check", "env=preview:pr-1"]).status, Some(0));
}

#[test]
fn what_is_no_label_or_has_none_is_refused() {
    is_refused(&["env=preview"], "1:16: error[E1003]: `preview` stands for many targets, and none is named");
    is_refused(&["env=preview:"], "`` is no label");
    is_refused(&["env=preview:PR-1"], "1:24: error[E1003]: `PR-1` is no label");
    is_refused(&["env=prod:x"], "`prod` takes no label here");
    is_refused(&["env!=preview:x"], "`preview` takes no label here");
    is_refused(&["env=preveiw:x"], "`preveiw` is not a value of the axis `env` (did you mean `preview`?)");
}

#[test]
fn a_project_of_starred_values_alone_asks_for_a_label() {
    let project = project();
    project.write("project.jke", "project shop {\n  prelude = [shop.lib]\n  axis env = preview*\n}\n");
    let run = project.run(&["build"]);
    assert_eq!(run.status, Some(2));
    assert!(run.stderr.contains("`preview` stands for many targets"), "{}", run.stderr);
}
