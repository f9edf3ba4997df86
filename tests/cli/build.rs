//! What a build writes: streams, trees, and nothing where anything is wrong.

use std::process::Stdio;

use serde_json::Value;

use crate::project::{CART, ORDERS, Project, outcome};

const PROD: &str = "\
---
apiVersion: v1
kind: Namespace
metadata:
  name: shop
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: cart
  namespace: shop
data:
  image: cart:1
  port: \"80\"
  memory: \"64Mi\"
  max: \"10\"
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: orders
  namespace: shop
data:
  image: orders:1
  port: \"8080\"
  memory: \"64Mi\"
  max: \"10\"
";

#[test]
fn a_stream_holds_the_platform_first_and_then_the_apps_by_name() {
    let project = Project::shop();
    let run = project.run(&["build", "env=prod"]);
    assert_eq!((run.status, run.stderr.as_str()), (Some(0), ""));
    assert_eq!(run.stdout.replace("  labels: {}\n", ""), PROD);
    let one = project.run(&["build", "env=prod", "orders"]);
    assert_eq!(one.stdout.matches("---\n").count(), 1, "{}", one.stdout);
    let platform = project.run(&["build", "env=prod", "platform"]);
    assert!(platform.stdout.contains("kind: Namespace"), "{}", platform.stdout);
    assert_eq!(project.run(&["build", "env=prod", "--jobs", "1"]).stdout, run.stdout);
}

#[test]
fn json_is_one_list_or_one_object_a_line() {
    let project = Project::shop();
    let list: Value = serde_json::from_str(&project.run(&["build", "env=prod", "--output", "json"]).stdout).expect("one JSON value");
    assert_eq!((&list["kind"], list["items"].as_array().map(Vec::len)), (&"List".into(), Some(3)));
    let lines = project.run(&["build", "env=prod", "--output", "ndjson"]).stdout;
    let objects: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).expect("one JSON value a line")).collect();
    assert_eq!(&Value::from(objects), &list["items"]);
}

#[test]
fn stdout_takes_one_target_or_names_each() {
    let project = Project::shop();
    let several = project.run(&["build"]);
    assert_eq!((several.status, several.stdout.as_str()), (Some(2), ""));
    for part in ["error[E1003]", "`jkec build env=dev`", "`-o DIR`", "`--each`"] {
        assert!(several.stderr.contains(part), "{}", several.stderr);
    }
    let each = project.run(&["build", "--each", "env!=dev"]);
    let names: Vec<&str> = each.stdout.lines().filter(|line| line.starts_with('#')).collect();
    assert_eq!((each.status, names), (Some(0), vec!["# env=staging", "# env=prod"]));
    assert_eq!(each.stdout.matches("---\n").count(), 6);
}

#[test]
fn a_tree_holds_a_folder_for_each_target_and_app_and_the_platform_once() {
    let project = Project::shop();
    let run = project.run(&["build", "-o", "out"]);
    assert_eq!((run.status, run.stdout.as_str(), run.stderr.as_str()), (Some(0), "", ""));
    let apps = ["dev", "prod", "staging"].iter().flat_map(|env| ["cart", "orders"].map(|app| format!("{env}/{app}/configmap-{app}.yaml")));
    let mut expected: Vec<String> = apps.collect();
    let tree = project.tree("out");
    expected.extend(tree.iter().filter(|path| path.starts_with("platform/")).cloned());
    expected.sort();
    assert_eq!(tree, expected);
    assert!(tree.iter().any(|path| path.starts_with("platform/") && path.ends_with("/namespace-shop.yaml")), "{tree:#?}");
    let file = project.read("out/prod/orders/configmap-orders.yaml").expect("the file is there");
    assert!(file.starts_with("apiVersion: v1\nkind: ConfigMap\n"), "{file}");
}

#[test]
fn a_tree_loses_what_is_stale_in_what_was_built_and_nothing_else() {
    let project = Project::shop();
    project.run(&["build", "-o", "out"]);
    project.write("out/prod/cart/notes.txt", "mine");
    std::fs::remove_file(project.path().join("apps/cart.jke")).expect("the app can go");
    let run = project.run(&["build", "env=prod", "orders", "-o", "out"]);
    assert_eq!(run.status, Some(0), "{}", run.stderr);
    assert!(project.read("out/prod/cart/configmap-cart.yaml").is_some());
    project.run(&["build", "env=dev", "-o", "out"]);
    assert_eq!(project.read("out/dev/cart/configmap-cart.yaml"), None);
    assert!(project.read("out/prod/cart/configmap-cart.yaml").is_some());
    project.run(&["build", "-o", "out"]);
    assert_eq!(project.read("out/prod/cart/configmap-cart.yaml"), None);
    assert_eq!(project.read("out/prod/cart/notes.txt").as_deref(), Some("mine"));
}

#[test]
fn a_tree_is_untouched_by_an_error_and_by_files_that_others_wrote() {
    let project = Project::shop();
    project.write("out/prod/orders/configmap-orders.yaml", "mine");
    let run = project.run(&["build", "-o", "out"]);
    assert_eq!(run.status, Some(3));
    assert!(run.stderr.contains("prod/orders/configmap-orders.yaml"), "{}", run.stderr);
    assert_eq!(project.tree("out"), ["prod/orders/configmap-orders.yaml"]);
    project.write("apps/cart.jke", CART.replace("image", "imgae"));
    assert_eq!(project.run(&["build", "-o", "fresh"]).status, Some(1));
    assert!(!project.path().join("fresh").exists());
}

#[test]
fn a_reader_that_goes_away_is_no_mistake() {
    let mut apps: Vec<(String, String)> = vec![];
    for number in 0..400 {
        let text = format!("app app-{number}: Web {{ image = \"{}\" }}\n", "x".repeat(500));
        apps.push((format!("apps/app-{number}.jke"), text));
    }
    let files: Vec<(&str, &str)> = apps.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let project = Project::new(&files);
    let mut run = project.command(&["build", "env=prod"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("jkec runs");
    drop(run.stdout.take());
    let run = outcome(run.wait_with_output().expect("jkec ends"));
    assert_eq!((run.status, run.stderr.as_str()), (Some(0), ""));
}

#[test]
fn an_output_that_cannot_be_written_is_the_outsides_fault() {
    let project = Project::shop();
    project.write("taken", "a file");
    let run = project.run(&["build", "-o", "taken"]);
    assert_eq!((run.status, run.stdout.as_str()), (Some(3), ""));
    assert!(run.stderr.contains("taken"), "{}", run.stderr);
}

#[test]
fn the_order_of_files_and_the_number_of_threads_change_no_byte() {
    let one = Project::new(&[("apps/a.jke", &format!("{ORDERS}{CART}"))]);
    let two = Project::new(&[("z/b.jke", ORDERS), ("y/c.jke", CART)]);
    let first = one.run(&["build", "env=prod"]).stdout;
    assert!(!first.is_empty());
    assert_eq!(first, two.run(&["build", "env=prod", "--jobs", "3"]).stdout);
}

#[test]
fn values_of_secrets_reach_no_tree_that_git_tracks_unless_that_is_said() {
    let project = Project::shop();
    let secret = "@kind(\"v1\", \"Secret\")\ntype SecretManifest {\n  metadata: ObjectMeta\n  stringData: Map<String, Secret> = {}\n}\n\
                  module Keeper for Base {\n  password: Secret\n  emit SecretManifest {\n    metadata { name = name }\n    stringData { password = password }\n  }\n}\n";
    project.write("lib/keeper.jke", secret);
    project.write("apps/keeper.jke", "app keeper: Keeper { password = \"hunter2\" }\n");
    project.write(".git/HEAD", "");
    let refused = project.run(&["build", "-o", "out"]);
    assert_eq!((refused.status, refused.stdout.as_str()), (Some(2), ""));
    assert!(refused.stderr.contains("`--secrets=omit`") && !refused.stderr.contains("hunter2"), "{}", refused.stderr);
    assert!(!project.path().join("out").exists());
    let file = "out/prod/keeper/secret-keeper.yaml";
    for (flag, expected) in [("--secrets=omit", None), ("--secrets=mask", Some("<secret>")), ("--secrets=plain", Some("hunter2"))] {
        assert_eq!(project.run(&["build", "-o", "out", flag]).status, Some(0));
        let text = project.read(file).expect("the manifest was written");
        assert_eq!(text.contains("password"), expected.is_some(), "{text}");
        assert!(expected.is_none_or(|expected| text.contains(expected)), "{text}");
    }
    project.write(".gitignore", "hidden/\n");
    assert_eq!(project.run(&["build", "-o", "hidden"]).status, Some(0));
    // A program that reads stdout gets what it needs.
    assert!(project.run(&["build", "env=prod", "keeper"]).stdout.contains("hunter2"));
}
