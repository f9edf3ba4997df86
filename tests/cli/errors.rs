//! Mistakes: each is one diagnostic, at the right place, with the right help, and nothing on stdout.

use serde_json::Value;

use crate::project::{ORDERS, Project};

/// A project with one mistake at the word between `«` and `»` in one of its files.
fn one(files: &[(&str, &str)], code: &str, parts: &[&str]) {
    let (path, marked) = files.iter().find(|(_, text)| text.contains('«')).expect("a mistake is marked");
    let before = &marked[..marked.find('«').expect("it is marked")];
    let (line, column) = (before.matches('\n').count() + 1, before.rsplit('\n').next().map_or(0, |rest| rest.chars().count()) + 1);
    let plain: Vec<(&str, String)> = files.iter().map(|(path, text)| (*path, text.replace(['«', '»'], ""))).collect();
    let plain: Vec<(&str, &str)> = plain.iter().map(|(path, text)| (*path, text.as_str())).collect();
    let project = Project::new(&plain);
    let found = project.diagnostics();
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0]["code"], code, "{found:#?}");
    assert_eq!(
        (found[0]["file"].as_str(), &found[0]["line"], &found[0]["column"]),
        (Some(*path), &line.into(), &column.into()),
        "{found:#?}"
    );
    said(&found[0], parts);
    let build = project.run(&["build", "env=dev"]);
    assert_eq!((build.status, build.stdout.as_str()), (Some(1), ""), "{}", build.stderr);
    assert!(build.stderr.contains(&format!("{path}:{line}:{column}: error[{code}]: ")), "{}", build.stderr);
    assert!(build.stderr.ends_with("1 error\n"), "{}", build.stderr);
}

/// All parts stand somewhere in the message, the labels or the help.
fn said(diagnostic: &Value, parts: &[&str]) {
    let all = diagnostic.to_string();
    let all = all.replace("\\\"", "\"");
    for part in parts {
        assert!(all.contains(part), "`{part}` is not said:\n{diagnostic:#?}");
    }
}

fn app(body: &str) -> String {
    format!("app orders: Web {{\n  image = \"orders:1\"\n{body}}}\n")
}

#[test]
fn a_misspelt_field() {
    one(&[("apps/a.jke", "app orders: Web {\n  «imgae» = \"x\"\n  image = \"y\"\n}\n")], "E0301", &["did you mean `image`?"]);
}

#[test]
fn a_wrong_type() {
    one(&[("apps/a.jke", &app("  port = «\"http\"»\n"))], "E0302", &["port", "Int", "String"]);
}

#[test]
fn a_missing_required_field() {
    one(
        &[("apps/a.jke", "app «orders»: Web {\n  port = 80\n}\n")],
        "E0412",
        &["`image` is missing", "set it in the body", "declared here"],
    );
}

#[test]
fn a_field_that_only_one_target_sets() {
    let text = "app «orders»: Web {\n  on env=prod { image = \"x\" }\n}\n";
    one(&[("apps/a.jke", text)], "E0412", &["image", "it is set only under `on env=prod`", "env=[dev, staging]"]);
}

#[test]
fn a_port_out_of_range() {
    one(&[("apps/a.jke", &app("  port = «70000»\n"))], "E0304", &["70000", "65535"]);
}

#[test]
fn an_unknown_environment_in_an_overlay() {
    one(&[("apps/a.jke", &app("  on env=«prd» { port = 81 }\n"))], "E0402", &["did you mean `prod`?", "dev, staging, prod"]);
}

#[test]
fn a_misspelt_axis() {
    one(&[("apps/a.jke", &app("  on «evn»=prod { port = 81 }\n"))], "E0401", &["did you mean `env`?"]);
}

#[test]
fn a_duplicate_assignment_in_one_layer_of_one_file() {
    one(&[("apps/a.jke", &app("  port = 80\n  «port» = 81\n"))], "E0403", &["port"]);
}

#[test]
fn a_duplicate_assignment_in_one_layer_of_two_files() {
    let first = "on env=prod for orders { port = 81 }\n";
    let second = "on env=prod for orders { «port» = 82 }\n";
    one(&[("apps/a.jke", &app("")), ("apps/b.jke", first), ("apps/c.jke", second)], "E0403", &["port", "apps/b.jke"]);
}

#[test]
fn a_cycle_between_fields() {
    let text = "app orders: Web {\n  image = «self.labels.x»\n  labels { x = self.image }\n}\n";
    let project = Project::new(&[("apps/a.jke", &text.replace(['«', '»'], ""))]);
    let found = project.diagnostics();
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0]["code"], "E0501", "{found:#?}");
    said(&found[0], &["image", "labels"]);
    let build = project.run(&["build", "env=dev"]);
    assert_eq!((build.status, build.stdout.as_str()), (Some(1), ""));
}

#[test]
fn a_cycle_between_functions() {
    let text = "fn «a»(x: Int) -> Int = b(x)\nfn b(x: Int) -> Int = a(x)\n";
    one(&[("lib/functions.jke", text), ("apps/a.jke", &app("  port = a(80)\n"))], "E0206", &["`a`", "`b`"]);
}

#[test]
fn a_cycle_between_imports() {
    let one = "import shop.two.b { B }\ntype A { b: B? }\n";
    let two = "import shop.one.a { A }\ntype B { a: A? }\n";
    let project = Project::new(&[("one/a.jke", one), ("two/b.jke", two), ("apps/a.jke", ORDERS)]);
    let found = project.diagnostics();
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!((&found[0]["code"], &found[0]["line"], &found[0]["column"]), (&"E0205".into(), &1.into(), &8.into()), "{found:#?}");
    said(&found[0], &["one", "two"]);
}

#[test]
fn an_unclosed_brace() {
    let text = "app orders: Web «{»\n  image = \"x\"\n  scale { min = 3 }\n";
    one(&[("apps/a.jke", text)], "E0102", &[]);
}

#[test]
fn a_match_that_forgets_a_value() {
    let text = app("  port = match «target.env» { \"dev\" => 80, \"prod\" => 81 }\n");
    one(&[("apps/a.jke", &text)], "E0306", &["staging"]);
}

#[test]
fn milli_bytes_of_memory() {
    one(&[("apps/a.jke", &app("  memory = «500m»\n"))], "E0305", &["Mi"]);
}

#[test]
fn a_file_that_is_no_utf8() {
    let project = Project::new(&[("apps/b.jke", ORDERS)]);
    project.write("apps/a.jke", b"app a: Web {\n  image = \"\xff\"\n}\n");
    let found = project.diagnostics();
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!((&found[0]["code"], &found[0]["file"]), (&"E1002".into(), &"apps/a.jke".into()));
    assert_eq!((&found[0]["line"], &found[0]["column"]), (&2.into(), &12.into()));
    said(&found[0], &["UTF-8"]);
    let build = project.run(&["build", "env=dev"]);
    assert_eq!((build.status, build.stdout.as_str()), (Some(1), ""));
}

#[test]
fn several_mistakes_in_one_file_are_all_told_in_their_order() {
    let text = "app orders: Web {\n  imgae = \"x\"\n  image = 1\n  scale.min = 1\n  scale.min = 2\n  port = 70000\n  on env=prd { port = 1 }\n}\n\napp cart: Wbe { image = \"x\" }\n";
    let project = Project::new(&[("apps/a.jke", text)]);
    let found = project.diagnostics();
    let places: Vec<(&str, u64)> =
        found.iter().map(|each| (each["code"].as_str().unwrap_or_default(), each["line"].as_u64().unwrap_or_default())).collect();
    assert_eq!(places, [("E0301", 2), ("E0302", 3), ("E0403", 5), ("E0304", 6), ("E0402", 7), ("E0201", 10)], "{found:#?}");
    let cut = project.run(&["check", "--max-errors", "2"]);
    assert_eq!(cut.stderr.lines().count(), 3, "{}", cut.stderr);
    assert!(cut.stderr.contains("6 errors (4 of them not shown)"), "{}", cut.stderr);
}

#[test]
fn a_syntax_error_hides_nothing_of_other_declarations() {
    let text = "app orders: Web {\n  image = = \"x\"\n}\n\napp cart: Web {\n  image = \"x\"\n  prot = 1\n}\n";
    let found = Project::new(&[("apps/a.jke", text)]).diagnostics();
    let lines: Vec<u64> = found.iter().filter_map(|each| each["line"].as_u64()).collect();
    assert_eq!(lines, [2, 7], "{found:#?}");
}

#[test]
fn what_two_targets_of_a_cluster_make_differ_is_told_at_the_app_and_not_in_the_library() {
    let project = Project::empty();
    project.write("project.jke", "project shop {\n  axis env = dev | prod\n  axis cluster = tokyo\n}\n");
    project.write("platform.jke", "platform: Platform {}\n");
    project.write("web.jke", "app web: Application {\n  image = if target.env == \"dev\" then \"nginx:1\" else \"nginx:2\"\n}\n");
    let found = project.diagnostics();
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!((&found[0]["code"], &found[0]["file"], &found[0]["line"]), (&"E0604".into(), &"web.jke".into(), &1.into()));
    said(&found[0], &["the Deployment `web` of cluster `tokyo` differs", "nginx:1", "nginx:2"]);
}

#[test]
fn a_constant_is_proved_whether_anybody_reads_it_or_not() {
    let orders = ("apps/orders.jke", ORDERS);
    let check = |text: &str| Project::new(&[orders, ("lib/a.jke", text)]).diagnostics();
    let places = |text: &str| check(text).iter().map(|each| (each["code"].to_string(), each["line"].to_string())).collect::<Vec<_>>();
    let at = |code: &str, line: &str| (format!("{code:?}"), line.to_owned());
    assert_eq!(places("let a = 1 / 0\nlet b = [1, 2][5]\nlet c = a\n"), [at("E0503", "1"), at("E0505", "2")]);
    assert_eq!(places("type S { min: Int = 1, check min < 5 else \"\\(min) is too many\" }\nlet a = S { min = 5 }\n"), [at("E0701", "2")]);
    let read = "let image: String = [\"a\"][5]\napp cart: Web { on env=dev { image = image }, on env!=dev { image = \"b\" } }\n";
    let found = check(read);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!((&found[0]["line"], &found[0]["targets"]), (&1.into(), &serde_json::json!([])), "{found:#?}");
}

#[test]
fn a_constant_is_proved_in_a_project_of_libraries_alone() {
    let project = Project::empty();
    project.write("project.jke", "project shared {\n  prelude = []\n}\n");
    project.write(
        "lib/a.jke",
        "type S { min: Int = 1, check min < 5 }\nlet a: Int(1..10) = 2 * 8\nlet b = a + 1 / 0\nlet c = S { min = 5 }\n",
    );
    let found = project.diagnostics();
    let places: Vec<_> = found.iter().map(|each| (each["code"].to_string(), each["line"].to_string())).collect();
    assert_eq!(places, [("E0304", 2), ("E0503", 3), ("E0701", 4)].map(|(code, line)| (format!("{code:?}"), line.to_string())));
}

#[test]
fn a_circle_of_outputs_is_told_once_and_in_its_declaration() {
    let looping = "module Looping {\n  output a: Int = «b»\n  output b: Int = a\n}\n";
    one(&[("lib/a.jke", &format!("{looping}app x: Looping {{}}\napp y: Looping {{}}\n"))], "E0501", &["a → b → a"]);
    let found = Project::new(&[("lib/a.jke", &looping.replace(['«', '»'], ""))]).diagnostics();
    assert_eq!((found.len(), &found[0]["code"], &found[0]["targets"]), (1, &"E0501".into(), &serde_json::json!([])), "{found:#?}");
}

#[test]
fn a_prelude_that_is_not_there_is_told_once() {
    let project = ("project.jke", "project shop {\n  prelude = [«shop.lbi»]\n  axis env = dev | staging | prod\n}\n");
    let project_platform = ("platform.jke", "import shop.lib { Base }\nplatform: Base {}\n");
    let modules = ("apps/a.jke", "app a: Web { image = \"a:1\" }\non env=dev for Web2 { image = \"a:2\" }\n");
    let kinds = ("lib/kinds.jke", "");
    let lib = ("lib/modules.jke", "module Base {}\n");
    one(&[project, project_platform, modules, kinds, lib], "E0203", &["there is no module `shop.lbi`", "did you mean `shop.lib`?"]);
}

#[test]
fn what_stands_inside_a_merge_that_clashes_is_no_clash_of_its_own() {
    let app = app("  scale { min = 1, max = 3 }\n  «scale» = { min = 2 }\n");
    one(&[("apps/a.jke", &app)], "E0403", &["`scale { … }` and `scale = …` clash in one body"]);
}
