//! What people get wrong: each mistake is told once, at the word, with what to do, and nothing is built.

use std::path::Path;
use std::process::{Command, Output};

const PROJECT: &str = "project shop {\n  edition = 1\n  axis env = dev | staging | prod\n}\n";
const PLATFORM: &str = "platform: Platform {}\n";

/// Files on top of a project of three environments, and the words behind `jkec`.
fn run(files: &[(&str, &str)], words: &str) -> Output {
    let folder = tempfile::tempdir().expect("there is room for a project");
    for (path, text) in [("project.jke", PROJECT), ("platform.jke", PLATFORM)].iter().chain(files) {
        write(folder.path(), path, text.as_bytes());
    }
    jkec(folder.path(), words)
}

fn write(folder: &Path, path: &str, bytes: &[u8]) {
    let path = folder.join(path);
    std::fs::create_dir_all(path.parent().expect("a file stands in a folder")).expect("folders can be made");
    std::fs::write(path, bytes).expect("files can be written");
}

fn jkec(folder: &Path, words: &str) -> Output {
    let words = words.split(' ');
    Command::new(env!("CARGO_BIN_EXE_jkec")).current_dir(folder).args(words).args(["--format", "short"]).output().expect("jkec runs")
}

fn lines(output: &Output) -> Vec<String> {
    String::from_utf8_lossy(&output.stderr)
        .lines()
        .filter(|line| line.contains("error[") || line.contains("warning["))
        .map(str::to_owned)
        .collect()
}

/// One mistake, which begins so and says each of these.
#[track_caller]
fn told(output: &Output, status: i32, begins: &str, says: &[&str]) {
    let lines = lines(output);
    assert_eq!(lines.len(), 1, "{lines:#?}");
    assert!(lines[0].starts_with(begins), "{} does not begin with {begins}", lines[0]);
    for part in says {
        assert!(lines[0].contains(part), "{} does not say {part}", lines[0]);
    }
    assert_eq!(output.status.code(), Some(status));
    assert!(output.stdout.is_empty(), "something was built");
}

/// The mistake of an app `web` with these lines behind its image, which stands in line 2; its first own line is line 3.
#[track_caller]
fn in_app(entries: &str, begins: &str, says: &[&str]) {
    let app = format!("app web: Application {{\n  image = \"nginx:1.14\"\n{entries}\n}}\n");
    told(&run(&[("apps/web.jke", &app)], "build env=prod"), 1, &format!("apps/web.jke:{begins}"), says);
}

#[test]
fn a_misspelt_field() {
    in_app(
        "  imgae = \"nginx:1.15\"",
        "3:3: error[E0301]: `imgae` is not a field of Application",
        &["did you mean `image`?", "fields of Application"],
    );
    in_app("  scale { mim = 1 }", "3:11: error[E0301]: `mim` is not a field of Scale", &["did you mean `min`?"]);
    in_app("  on env=prod { scale.mxa = 3 }", "3:23: error[E0301]: `mxa` is not a field of Scale", &["did you mean `max`?"]);
}

#[test]
fn a_wrong_type() {
    in_app("  scale.min = \"2\"", "3:15: error[E0302]", &["min", "Int"]);
    in_app("  enabled = 1", "3:13: error[E0302]", &["Bool"]);
}

#[test]
fn a_missing_required_field() {
    let app = "app web: Application {\n  scale.min = 1\n}\n";
    told(&run(&[("web.jke", app)], "build env=prod"), 1, "web.jke:1:5: error[E0412]: `image` is missing", &["image"]);
    let app = "app web: Application {\n  on env=prod { image = \"nginx:1.14\" }\n}\n";
    told(&run(&[("web.jke", app)], "check"), 1, "web.jke:1:5: error[E0412]: `image` is missing", &["env=[dev, staging]"]);
}

#[test]
fn a_port_out_of_range() {
    in_app("  ports.http = 70000", "3:16: error[E0304]", &["65535"]);
    in_app("  ports.http = 0", "3:16: error[E0304]", &["1"]);
}

#[test]
fn an_unknown_environment_or_axis_in_an_overlay() {
    in_app(
        "  on env=prd { scale.min = 3 }",
        "3:10: error[E0402]: `prd` is not a value of the axis `env`",
        &["did you mean `prod`?", "dev, staging, prod"],
    );
    in_app("  on evn=prod { scale.min = 3 }", "3:6: error[E0401]: `evn` is not an axis", &["did you mean `env`?"]);
}

#[test]
fn an_unknown_environment_axis_app_or_flag_on_the_command_line() {
    let app = ("web.jke", "app web: Application { image = \"nginx:1.14\" }\n");
    told(&run(&[app], "build env=prd"), 2, "command line:1:16: error[E0402]", &["did you mean `prod`?"]);
    told(&run(&[app], "build evn=prod"), 2, "command line:1:12: error[E0401]", &["did you mean `env`?"]);
    told(&run(&[app], "build env=prod wbe"), 2, "command line:1:21: error[E1003]: `wbe` is not an app", &["did you mean `web`?"]);
}

#[test]
fn an_assignment_that_comes_twice_in_one_layer() {
    in_app("  scale.min = 1\n  scale.min = 2", "4:3: error[E0403]", &["scale.min"]);
    in_app("  scale = { min = 1 }\n  scale.min = 2", "4:3: error[E0403]", &["scale"]);
    let app = ("apps/web.jke", "app web: Application {\n  image = \"nginx:1.14\"\n  on env=prod { scale.min = 3 }\n}\n");
    let overlay = ("overlays/prod.jke", "on env=prod for web {\n  scale.min = 4\n}\n");
    told(&run(&[app, overlay], "build env=prod"), 1, "overlays/prod.jke:2:3: error[E0403]", &["scale.min"]);
    told(&run(&[app, overlay], "check"), 1, "overlays/prod.jke:2:3: error[E0403]", &["scale.min"]);
}

#[test]
fn circles() {
    in_app("  env.A = self.env.B\n  env.B = self.env.A", "4:11: error[E0501]", &["env.A → env.B → env.A"]);
    let functions = ("lib/f.jke", "fn up(n: Int) -> Int = down(n)\nfn down(n: Int) -> Int = up(n)\n");
    told(&run(&[functions], "check"), 1, "lib/f.jke:1:4: error[E0206]", &["up → down → up"]);
    let one = ("one/a.jke", "import shop.two.b { second }\nlet first = second\n");
    let two = ("two/b.jke", "import shop.one.a { first }\nlet second = 1\n");
    told(&run(&[one, two], "check"), 1, "one/a.jke:1", &["E0205", "one/a.jke → two/b.jke → one/a.jke"]);
}

#[test]
fn an_unclosed_brace() {
    let app = "app web: Application {\n  image = \"nginx:1.14\"\n  scale {\n    min = 1\n}\n";
    told(&run(&[("web.jke", app)], "build env=prod"), 1, "web.jke:3:9: error[E0102]", &["never closed"]);
    let app = "app web: Application {\n  image = \"nginx:1.14\"\n";
    told(&run(&[("web.jke", app)], "build env=prod"), 1, "web.jke:1:22: error[E0102]", &["never closed"]);
}

#[test]
fn a_match_that_is_not_exhaustive() {
    in_app("  scale.min = match target.env { \"dev\" => 1, \"prod\" => 4 }", "3:21: error[E0306]", &["staging"]);
}

#[test]
fn milli_bytes() {
    in_app("  resources.memory = 500m", "3:22: error[E0305]", &["500Mi"]);
    in_app("  resources.memory = 512", "3:22: error[E0305]", &["512Mi"]);
}

#[test]
fn a_file_that_is_no_text() {
    let folder = tempfile::tempdir().expect("there is room for a project");
    write(folder.path(), "project.jke", PROJECT.as_bytes());
    write(folder.path(), "web.jke", b"let a = \"\xff\"\n");
    told(&jkec(folder.path(), "check"), 1, "web.jke:1:", &["E1002", "UTF-8"]);
}

#[test]
fn a_folder_without_a_project() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let output = jkec(folder.path(), "check");
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(told.contains("error[E0901]") && told.contains("jkec init"), "{told}");
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
}

#[test]
fn several_mistakes_in_one_file_are_all_told() {
    let app = "app web: Application {\n  imgae = \"nginx:1.14\"\n  scale.min = \"2\"\n  ports.http = 70000\n  on env=prd { scale.min = 3 }\n  env.A =\n  resources.memory = 500m\n}\n";
    let output = run(&[("web.jke", app)], "check");
    let codes: Vec<String> = lines(&output).iter().map(|line| line.split(": ").nth(1).unwrap_or_default().to_owned()).collect();
    for code in ["E0301", "E0302", "E0304", "E0402", "E0101", "E0305"] {
        assert_eq!(codes.iter().filter(|found| found.contains(code)).count(), 1, "{code} in {codes:?}");
    }
}
