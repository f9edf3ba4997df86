//! Words, flags, exit statuses, formats, and the commands that begin things.

use crate::project::{ORDERS, Project, command, outcome};

/// The command line is wrong at `word`, which is counted in code points of `jkec …` as it was typed.
fn refused(project: &Project, words: &[&str], code: &str, word: &str, parts: &[&str]) {
    let run = project.run(words);
    assert_eq!((run.status, run.stdout.as_str()), (Some(2), ""), "{}", run.stderr);
    let line = format!("jkec {}", words.join(" "));
    let column = line.find(word).expect("the word was typed") + 1;
    let place = format!("command line:1:{column}: error[{code}]: ");
    assert!(run.stderr.starts_with(&place), "{place} is not how this begins:\n{}", run.stderr);
    assert_eq!(run.stderr.lines().count(), 1, "{}", run.stderr);
    for part in parts {
        assert!(run.stderr.contains(part), "`{part}` is not said:\n{}", run.stderr);
    }
}

#[test]
fn a_wrong_word_is_shown_on_the_command_line_with_the_nearest_right_one() {
    let project = Project::shop();
    for command in ["build", "check"] {
        refused(&project, &[command, "env=prd"], "E0402", "prd", &["did you mean `prod`?", "dev, staging, prod"]);
        refused(&project, &[command, "evn=prod"], "E0401", "evn", &["did you mean `env`?"]);
        refused(&project, &[command, "env=prod", "ordres"], "E1003", "ordres", &["did you mean `orders`?", "cart, orders"]);
        refused(&project, &[command, "orders", "prod"], "E1003", "prod", &["write `env=prod`"]);
        refused(&project, &[command, "env=prod", "env=dev"], "E0411", "env=dev", &["env=[prod, dev]"]);
        refused(&project, &[command, "env=dev,prod"], "E1003", "env=dev,prod", &["env=[dev, prod]"]);
        refused(&project, &[command, "env="], "E1003", "env=", &["env=VALUE"]);
    }
}

#[test]
fn a_target_that_the_project_leaves_out_is_told_with_those_that_it_has() {
    let settings = "project shop {\n  prelude = [shop.lib]\n  axis env = dev | prod\n  axis cluster = tokyo | osaka\n  target env=dev cluster=tokyo\n  target env=prod\n}\n";
    let project = Project::new(&[("project.jke", settings), ("apps/a.jke", ORDERS)]);
    refused(&project, &["build", "env=dev", "cluster=osaka"], "E0411", "env=dev", &["`env=dev cluster=tokyo`", "`env=prod cluster=osaka`"]);
}

#[test]
fn a_wrong_flag_or_command_gets_the_nearest_right_one() {
    let project = Project::shop();
    for (words, part) in [(["build", "--ouput"], "--output"), (["biuld", "env=dev"], "build"), (["check", "--max-error"], "--max-errors")] {
        let run = project.run(&words);
        assert_eq!((run.status, run.stdout.as_str()), (Some(2), ""), "{}", run.stderr);
        assert!(run.stderr.contains(part), "{}", run.stderr);
    }
}

#[test]
fn the_help_lists_what_works_and_the_version_is_the_packages() {
    let project = Project::empty();
    let help = project.run(&["--help"]);
    assert_eq!((help.status, help.stderr.as_str()), (Some(0), ""));
    for command in ["build", "check", "init", "new", "import", "lsp", "explain"] {
        assert!(help.stdout.contains(&format!("\n  {command} ")), "{}", help.stdout);
    }
    let version = project.run(&["--version"]);
    assert_eq!((version.status, version.stdout), (Some(0), format!("jkec {}\n", env!("CARGO_PKG_VERSION"))));
    let nothing = project.run(&[]);
    assert_eq!((nothing.status, nothing.stdout.as_str()), (Some(2), ""));
}

#[test]
fn a_folder_without_a_project_says_where_it_looked_and_offers_init() {
    let project = Project::empty();
    for words in [&["build", "env=prod"][..], &["check"], &["new", "orders"]] {
        let run = project.run(words);
        assert_eq!((run.status, run.stdout.as_str()), (Some(2), ""));
        for part in ["error[E0901]", &project.path().display().to_string(), "`jkec init`"] {
            assert!(run.stderr.contains(part), "{}", run.stderr);
        }
    }
    let run = project.run(&["check", "-C", "nowhere"]);
    assert_eq!(run.status, Some(2));
    assert!(run.stderr.contains("no folder `nowhere`"), "{}", run.stderr);
}

#[test]
fn the_project_is_found_upwards_and_by_its_folder() {
    let project = Project::shop();
    let elsewhere = Project::empty();
    let inside = outcome(command(&project.path().join("apps"), &["check"]).output().expect("jkec runs"));
    assert_eq!(inside.status, Some(0), "{}", inside.stderr);
    let folder = project.path().display().to_string();
    let named = elsewhere.run(&["-C", &folder, "check"]);
    assert_eq!((named.status, named.stderr), (Some(0), "no mistakes in 2 apps for 3 targets\n".to_owned()));
}

#[test]
fn a_check_says_what_it_checked_and_json_goes_to_stdout() {
    let project = Project::new(&[("apps/a.jke", &ORDERS.replace("image", "imgae"))]);
    let run = project.run(&["check", "orders", "env=[dev, prod]"]);
    assert_eq!((run.status, run.stdout.as_str()), (Some(1), ""));
    assert!(run.stderr.contains("apps/a.jke:2:3: error[E0301]"), "{}", run.stderr);
    assert!(run.stderr.ends_with(" in orders for 2 targets\n"), "{}", run.stderr);
    let json = project.run(&["check", "--format", "json"]);
    assert_eq!((json.status, json.stderr.as_str()), (Some(1), ""));
    assert!(json.stdout.starts_with("{\"code\":\"E0301\""), "{}", json.stdout);
    let build = project.run(&["build", "env=dev", "--format", "json"]);
    assert_eq!((build.status, build.stdout.as_str()), (Some(1), ""));
    assert!(build.stderr.starts_with("{\"code\":\"E0301\""), "{}", build.stderr);
}

#[test]
fn colours_come_when_asked_for_only() {
    let project = Project::new(&[("apps/a.jke", &ORDERS.replace("image", "imgae"))]);
    let plain = project.run(&["check", "--format", "human"]);
    assert!(!plain.stderr.contains('\u{1b}'), "{}", plain.stderr);
    let always = project.run(&["check", "--format", "human", "--color", "always"]);
    assert!(always.stderr.starts_with("\u{1b}[1;31merror[E0301]"), "{}", always.stderr);
}

#[test]
fn a_page_explains_each_code() {
    let project = Project::empty();
    let page = project.run(&["explain", "e0301"]);
    assert_eq!((page.status, page.stderr.as_str()), (Some(0), ""));
    assert!(page.stdout.starts_with("# E0301"), "{}", page.stdout);
    assert!(project.run(&["explain", "shadowed-name"]).stdout.starts_with("# shadowed-name"));
    refused(&project, &["explain", "E0310x"], "E1003", "E0310x", &["did you mean `E0310`?"]);
}

#[test]
fn a_new_project_builds_at_once_and_is_never_overwritten() {
    let project = Project::empty();
    let begun = project.run(&["init", "--name", "shop", "--env", "dev,prod", "--app", "web"]);
    assert_eq!((begun.status, begun.stdout.as_str()), (Some(0), ""), "{}", begun.stderr);
    let check = project.run(&["check"]);
    assert_eq!((check.status, check.stderr.as_str()), (Some(0), "no mistakes in 1 app for 2 targets\n"));
    let build = project.run(&["build", "env=prod"]);
    assert!(build.stdout.contains("kind: Deployment"), "{}", build.stderr);
    let before = project.read("apps/web.jke");
    let again = project.run(&["init", "--app", "other"]);
    assert_eq!((again.status, again.stdout.as_str()), (Some(2), ""));
    assert!(again.stderr.contains("project.jke exists already"), "{}", again.stderr);
    assert_eq!((project.read("apps/web.jke"), project.read("apps/other.jke")), (before, None));
}

#[test]
fn a_new_app_joins_the_project_under_a_name_of_its_own() {
    let project = Project::empty();
    project.run(&["init", "--name", "shop"]);
    let added = project.run(&["new", "orders", "--image", "registry.example.com/orders:1", "--port", "9000"]);
    assert_eq!((added.status, added.stderr.as_str()), (Some(0), "wrote apps/orders.jke\n"));
    let text = project.read("apps/orders.jke").expect("the file was written");
    assert_eq!(text, "app orders: Application {\n  image = \"registry.example.com/orders:1\"\n  ports.http = 9000\n}\n");
    let check = project.run(&["check"]);
    assert_eq!(check.stderr, "no mistakes in 2 apps for 3 targets\n");
    refused(&project, &["new", "orders"], "E1003", "orders", &["already"]);
    for name in ["platform", "if", "a b", "9x", "-x", "a/b"] {
        let run = project.run(&["new", "--", name]);
        assert_eq!((run.status, run.stdout.as_str()), (Some(2), ""), "{name}: {}", run.stderr);
    }
    project.write("apps/cart.jke", "// mine\n");
    assert_eq!(project.run(&["new", "cart"]).status, Some(2));
    assert_eq!(project.read("apps/cart.jke").as_deref(), Some("// mine\n"));
}
