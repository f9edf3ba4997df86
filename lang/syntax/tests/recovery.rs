//! Half-written sources: a mistake is told once, and costs no more than the entry in which it stands.

mod support;

use jke_syntax::tree::ItemKind;
use support::{app, entries, mistakes, parsed};

/// `broken` between two good lines: the good ones stay, and there is one mistake, of this code, on the broken line.
#[track_caller]
fn costs_at_most_itself(broken: &str, code: &str) {
    let text = app(&format!("  before = 1\n{broken}\n  after = 2"));
    let found = mistakes(&text);
    assert_eq!(found.len(), 1, "{found:?}\n{text}");
    assert!(found[0].ends_with(code), "{found:?}\n{text}");
    let kept = entries(&text);
    assert_eq!(kept.first().map(String::as_str), Some("before = 1"), "{kept:?}\n{text}");
    assert_eq!(kept.last().map(String::as_str), Some("after = 2"), "{kept:?}\n{text}");
    let items = parsed(&format!("{text}app b: App {{ x = 1 }}\n")).file.items;
    assert!(
        matches!(items.last().map(|item| &item.kind), Some(ItemKind::App(app)) if app.name.name.as_str() == "b"),
        "the next item is lost"
    );
}

#[test]
fn a_half_written_path_costs_itself() {
    costs_at_most_itself("  cfg.", "E0101");
    costs_at_most_itself("  cfg", "E0101");
    costs_at_most_itself("  cfg.a.", "E0101");
    costs_at_most_itself("  cfg =", "E0101");
    costs_at_most_itself("  cfg +=", "E0101");
    costs_at_most_itself("  cfg. = 1", "E0101");
}

/// Everything behind the parser takes an empty name for what was not written yet, and is silent.
#[test]
fn an_empty_key_is_told() {
    costs_at_most_itself("  \"\" = 1", "E0108");
    costs_at_most_itself("  labels.\"\" = 1", "E0108");
    costs_at_most_itself("  labels { \"\" = 1 }", "E0108");
    costs_at_most_itself("  labels = { \"\" = 1 }", "E0108");
}

#[test]
fn a_missing_name_behind_a_point_is_a_node_with_an_empty_name() {
    costs_at_most_itself("  x = cfg.", "E0101");
    assert_eq!(entries(&app("  x = cfg.\n  y = 1")), ["x = cfg.", "y = 1"]);
    assert_eq!(entries(&app("  x = f(cfg.)\n  y = 1")), ["x = f(cfg.)", "y = 1"]);
    assert_eq!(entries(&app("  x = cfg?.\n  y = 1")), ["x = cfg?.", "y = 1"]);
    assert_eq!(entries(&app("  x = \"a \\(cfg.) b\"\n  y = 1")), ["x = \"a \\(cfg.) b\"", "y = 1"]);
}

#[test]
fn a_value_below_its_assignment_is_read_and_told_once() {
    for value in ["\"nginx\"", "1", "-1", "settings.image", "f(1)", "[1, 2]", "if c then 1 else 2", "\"a \\(b)\"", "none", "other"] {
        let text = app(&format!("  before = 1\n  image =\n    {value}\n  after = 2"));
        let found = mistakes(&text);
        assert!(matches!(found.as_slice(), [only] if *only == "4 E0101"), "{found:?}\n{text}");
        let kept = entries(&text);
        assert!(matches!(kept.as_slice(), [_, image, _] if image.starts_with("image = ")), "{kept:?}");
    }
    for entry in ["after = 2", "a.b = 2", "\"a/b\" = 2", "s { a = 1 }", "remove a", "on env=prod { a = 1 }", "if c { a = 1 }", "xs += [1]"]
    {
        costs_at_most_itself(&format!("  image =\n  {entry}"), "E0101");
    }
}

#[test]
fn a_missing_comma_costs_one_element_or_one_entry() {
    assert_eq!(entries(&app("  xs = [1 2, 3]\n  y = 1")), ["xs = [1, 3]", "y = 1"]);
    assert_eq!(entries(&app("  s { a = 1 b = 2, c = 3 }\n  y = 1")), ["s {a = 1, c = 3}", "y = 1"]);
    costs_at_most_itself("  xs = [1 2, 3]", "E0101");
    costs_at_most_itself("  x = f(a b)", "E0101");
    costs_at_most_itself("  x = f(a, g(b c), d)", "E0101");
}

#[test]
fn an_unclosed_call_ends_with_its_line() {
    costs_at_most_itself("  x = f(1", "E0102");
    costs_at_most_itself("  x = f(1,", "E0102");
    costs_at_most_itself("  x = f(", "E0102");
    costs_at_most_itself("  x = f(g(1), h(2)", "E0102");
    costs_at_most_itself("  x = (1 + 2", "E0102");
    costs_at_most_itself("  x = m[\"k\"", "E0102");
}

#[test]
fn an_unclosed_list_or_body_ends_where_the_indentation_says() {
    costs_at_most_itself("  xs = [1, 2", "E0102");
    costs_at_most_itself("  xs = [\n    1\n    2", "E0102");
    costs_at_most_itself("  scale { min = 1", "E0102");
    costs_at_most_itself("  scale {\n    min = 1", "E0102");
    costs_at_most_itself("  on env=prod {\n    scale { min = 1 }", "E0102");
    assert_eq!(entries(&app("  scale {\n    min = 1\n  y = 1")), ["scale {min = 1}", "y = 1"]);
    assert_eq!(entries(&app("  xs = [\n    1\n    2\n  y = 1")), ["xs = [1, 2]", "y = 1"]);
}

#[test]
fn an_unclosed_item_leaves_the_next_one_alone() {
    let text = "app a: App {\n  x = 1\n\napp b: App {\n  y = 2\n}\n";
    assert_eq!(mistakes(text), ["1 E0102"]);
    assert_eq!(parsed(text).file.items.len(), 2);
}

#[test]
fn an_unclosed_brace_at_the_end_is_told_where_it_opens() {
    assert_eq!(mistakes("app a: App {\n  x = 1\n"), ["1 E0102"]);
    assert_eq!(mistakes("app a: App {\n  scale {\n    x = 1\n}\n"), ["2 E0102"]);
}

#[test]
fn a_bracket_that_nothing_opened_is_told_there() {
    costs_at_most_itself("  x = 1)", "E0102");
    costs_at_most_itself("  x = [1]]", "E0102");
    assert_eq!(mistakes("app a: App { x = 1 }\n}\napp b: App {}\n"), ["2 E0102"]);
}

#[test]
fn indentation_means_nothing_where_brackets_match() {
    let text = "app a: App {\nscale {\nmin = [\n1\n]\n}\ny = f(\n1,\n2\n)\n}\n";
    assert_eq!(mistakes(text), [] as [&str; 0]);
    assert_eq!(entries(text), ["scale {min = [1]}", "y = f(1, 2)"]);
}

#[test]
fn an_unfinished_if_costs_itself() {
    costs_at_most_itself("  x = if a", "E0101");
    costs_at_most_itself("  x = if a then", "E0101");
    costs_at_most_itself("  x = if a then 1", "E0101");
    costs_at_most_itself("  x = if a then 1 else", "E0101");
    costs_at_most_itself("  x = if", "E0101");
    costs_at_most_itself("  if a", "E0101");
}

#[test]
fn an_unfinished_operator_costs_itself() {
    costs_at_most_itself("  x = 1 +", "E0101");
    costs_at_most_itself("  x = not", "E0101");
    costs_at_most_itself("  x = a ??", "E0101");
    costs_at_most_itself("  x = a is", "E0101");
    costs_at_most_itself("  x = a with", "E0101");
    costs_at_most_itself("  x = -", "E0101");
}

#[test]
fn an_unfinished_comprehension_or_match_costs_itself() {
    costs_at_most_itself("  x = [for a]", "E0101");
    costs_at_most_itself("  x = [for a in b]", "E0101");
    costs_at_most_itself("  x = {for k, v in m: k}", "E0101");
    costs_at_most_itself("  x = match a", "E0101");
    costs_at_most_itself("  x = match a { 1 => }", "E0101");
    costs_at_most_itself("  x = match a { 1 }", "E0101");
    costs_at_most_itself("  x = match a { 1 => 2, => 3 }", "E0101");
}

#[test]
fn an_unclosed_string_ends_with_its_line() {
    costs_at_most_itself("  x = \"a", "E0103");
    costs_at_most_itself("  x = \"a \\(b", "E0103");
    costs_at_most_itself("  x = \"a \\(b) c", "E0103");
    costs_at_most_itself("  x = \"a \\(f(", "E0103");
    costs_at_most_itself("  x = #\"a\"", "E0103");
    costs_at_most_itself("  x = f(\"a", "E0103");
    costs_at_most_itself("  x = 'a'", "E0105");
}

#[test]
fn a_half_written_selector_costs_its_block() {
    costs_at_most_itself("  on env { a = 1 }", "E0101");
    costs_at_most_itself("  on env= { a = 1 }", "E0101");
    costs_at_most_itself("  on env=[prod { a = 1 }", "E0102");
    costs_at_most_itself("  on env=prod cluster= { a = 1 }", "E0101");
    costs_at_most_itself("  on env=prod", "E0101");
    costs_at_most_itself("  on env==prod { a = 1 }", "E0101");
    costs_at_most_itself("  on env=[prod, staging]", "E0101");
    costs_at_most_itself("  on env=[] { a = 1 }", "E0101");
    costs_at_most_itself("  on env!=[] { a = 1 }", "E0101");
}

#[test]
fn a_half_written_operation_costs_itself() {
    costs_at_most_itself("  remove", "E0101");
    costs_at_most_itself("  remove a.", "E0101");
    costs_at_most_itself("  reset", "E0101");
    costs_at_most_itself("  seal a because", "E0101");
    costs_at_most_itself("  patch", "E0101");
    costs_at_most_itself("  patch Deployment", "E0101");
}

#[test]
fn a_half_written_member_costs_itself() {
    let broken = [
        "x:",
        "x: Int(",
        "x: List<",
        "x: List<Int",
        "x: Int =",
        "x: A |",
        "x: List<A by",
        "output",
        "output u",
        "output u:",
        "output u: String =",
        "let",
        "let a",
        "let a =",
        "check",
        "check a else",
        "emit",
        "emit Service as",
        "include",
        "include Routes",
        "if a",
        "for",
        "for a",
        "for a in",
        "for a in b",
        "match a",
        "match a { 1 }",
        "@",
        "@deprecated(",
        "_:",
    ];
    for piece in broken {
        let text = format!("module M {{\n  before: Int\n  {piece}\n  after: Int\n}}\n");
        let found = mistakes(&text);
        assert_eq!(found.len(), 1, "{found:?}\n{text}");
        let parsed = parsed(&text);
        let Some(ItemKind::Module(module)) = parsed.file.items.first().map(|item| &item.kind) else { panic!("the module is lost\n{text}") };
        let fields = module.members.iter().filter(|member| matches!(member, jke_syntax::tree::Member::Field(_))).count();
        assert!(fields >= 2, "{fields} fields are left of\n{text}");
    }
}

#[test]
fn a_half_written_item_leaves_the_next_one_alone() {
    let broken = [
        "app",
        "app a",
        "app a:",
        "app a: App",
        "on",
        "on env=prod",
        "on env=prod for",
        "on env=prod for a",
        "defaults",
        "defaults App",
        "platform",
        "platform:",
        "module",
        "module M extends",
        "module M for",
        "type",
        "type T",
        "type T =",
        "type T extends",
        "fn",
        "fn f",
        "fn f(",
        "fn f(a",
        "fn f(a:",
        "fn f()",
        "fn f() ->",
        "fn f() -> Int",
        "fn f() -> Int =",
        "let",
        "let x =",
        "policy",
        "policy p for",
        "policy p for D as",
        "except",
        "except p",
        "except p because",
        "test",
        "test \"t\"",
        "project",
        "project p",
        "emit",
        "import",
        "import a.",
        "import a as",
        "import a {",
        "@",
        "hello",
        "hello world { }",
        "= 1",
        ",",
    ];
    for piece in broken {
        let text = format!("app before: App {{ x = 1 }}\n\n{piece}\n\napp after: App {{ x = 1 }}\n");
        let found = mistakes(&text);
        assert_eq!(found.len(), 1, "{found:?}\n{text}");
        let parsed = parsed(&text);
        let apps = parsed.file.items.iter().filter(|item| matches!(item.kind, ItemKind::App(_))).count();
        assert!(apps >= 2, "{apps} apps are left of\n{text}");
    }
}

#[test]
fn several_mistakes_in_one_file_are_all_told() {
    let text = "app a: App {\n  x = \n  y y\n  z = \"a\n  w = f(1\n  v = 'b'\n}\ntype\n";
    assert_eq!(mistakes(text), ["2 E0101", "3 E0101", "4 E0103", "5 E0102", "6 E0105", "8 E0101"]);
}

#[test]
fn a_character_of_no_token_is_told_once() {
    costs_at_most_itself("  x = a && b", "E0105");
    costs_at_most_itself("  x = $name", "E0105");
    costs_at_most_itself("  x = 1;", "E0105");
    costs_at_most_itself("  größe = 1", "E0105");
    costs_at_most_itself("  x = “a”", "E0105");
}

/// The help of the first mistake.
fn help(text: &str) -> String {
    parsed(text).diagnostics.first().and_then(|diagnostic| diagnostic.help.clone()).unwrap_or_default()
}

#[test]
fn what_other_languages_write_gets_the_help_it_needs() {
    assert!(help("app a: App { image: \"x\" }\n").contains("a value is set with `=`"));
    assert!(help("aap a: App { }\n").contains("did you mean `app`?"));
    assert!(help("let in = 1\n").contains("`in` is a word of the language"));
    assert!(help("let x = a<b\n").contains("a comparison has spaces around it"));
    assert!(help("let x = a == b == c\n").contains("`and`"));
}

/// What the only mistake in a body says to do.
#[track_caller]
fn help_for(entry: &str) -> String {
    let found = parsed(&app(&format!("  before = 1\n{entry}"))).diagnostics;
    assert_eq!(found.len(), 1, "{found:?}");
    found[0].help.clone().unwrap_or_default()
}

#[test]
fn a_key_in_quotes_is_written_in_paths_and_read_with_brackets() {
    costs_at_most_itself("  x = ports.\"80/TCP\"", "E0101");
    assert_eq!(help_for("  x = ports.\"80/TCP\""), "an entry whose key is no name is read with `[ ]`: `[\"80/TCP\"]`, which may be `none`");
}

#[test]
fn a_selector_that_is_written_otherwise_says_how() {
    assert_eq!(help_for("  on prod { x = 1 }"), "a selector names an axis and its value: `env=prod`, `env=[staging, prod]`, `env!=dev`");
    assert_eq!(help_for("  on env==prod { x = 1 }"), "a selector is written as behind `jkec build`: `env=prod`, with one `=`");
    assert_eq!(help_for("  on env=\"prod\" { x = 1 }"), "values of axes stand without quotes: `env=prod`");
    assert_eq!(help_for("  on env=prod|dev { x = 1 }"), "several values stand in brackets: `env=[staging, prod]`");
    assert_eq!(help_for("  on env=prod, cluster=tokyo { x = 1 }"), "write them side by side: `on env=prod cluster=tokyo`");
}

#[test]
fn what_no_body_holds_is_told_with_what_to_write() {
    assert_eq!(help_for("  image == 1"), "`==` compares, and `=` sets");
    assert_eq!(help_for("  let x = 1"), "a body holds fields; names for values stand in modules, and at the top of a file: `let x = …`");
    assert!(help_for("  for x in xs { y = 1 }").starts_with("a body holds fields; a map or list"));
    assert_eq!(help_for("  emit Deployment { }"), "a body holds fields; statements stand in modules");
    assert_eq!(help_for("  with = 1"), "`with` goes on with the line before; a field of this name is quoted: `\"with\" = …`");
}

#[test]
fn a_text_of_several_lines_begins_on_the_next_line_and_stands_no_further_left_than_its_quotes() {
    assert!(help_for("  x = \"\"\"abc\n    \"\"\"").starts_with("break the line here"));
    assert!(help_for("  x = \"\"\"\\(y)\n    \"\"\"").starts_with("break the line here"));
    assert!(help_for("  x = \"\"\"\n    a\n  b\n    \"\"\"").starts_with("the indentation of the closing quotes"));
    assert!(help_for("  x = \"\"\"\n    a\n  \\(b)\n    \"\"\"").starts_with("the indentation of the closing quotes"));
    assert_eq!(mistakes(&app("  x = \"\"\"\n    a\n\n      \\(b) c\n    \"\"\"\n  y = #\"\"\"  \r\n    a\r\n    \"\"\"#")), [""; 0]);
}

#[test]
fn a_function_that_is_no_argument_is_told_once() {
    costs_at_most_itself("  f = x => x + 1", "E0101");
    costs_at_most_itself("  f = xs.map(x => y => x)", "E0101");
    costs_at_most_itself("  f = [x => 1]", "E0101");
    assert_eq!(
        mistakes(&app("  f = {for k, v in m: k => v}\n  g = {for x in xs: f(xs.map(x => x)) + x => v}\n  h = match x { a => b, _ => c }")),
        [""; 0]
    );
}

#[test]
fn a_brace_on_the_next_line_is_told_once() {
    costs_at_most_itself("  scale\n  {\n    min = 1\n  }", "E0101");
    let found = parsed("app a: App\n{\n  x = 1\n}\napp b: App { x = 1 }\n");
    assert_eq!(found.diagnostics.len(), 1, "{:?}", found.diagnostics);
    assert_eq!(found.file.items.len(), 2);
}

#[test]
fn what_is_spaced_otherwise_is_told_once() {
    assert_eq!(help_for("  x = a<b and c"), "a comparison has spaces around it: `a < b`");
    assert_eq!(help_for("  /* x */"), "a comment begins with `//`, and ends with its line");
    costs_at_most_itself("  x = 128 Mi", "E0104");
    costs_at_most_itself("  x = [1, 5 m]", "E0104");
    costs_at_most_itself("  x = 1e3", "E0104");
    for (number, plain) in [("1e3", "1000"), ("1.25E1", "12.5"), ("0.5e2", "50"), ("0e0", "0"), ("2.5e1", "25")] {
        assert_eq!(help_for(&format!("  x = {number}")), format!("numbers have no exponents: write `{plain}`"));
    }
    costs_at_most_itself("  x = \"\\u{ZZ} \\n\"", "E0103");
}

#[test]
fn a_key_that_is_a_number_is_told_once() {
    costs_at_most_itself("  ports.80 { name = \"http\" }", "E0101");
    assert_eq!(help_for("  ports.80.name = \"http\""), "a key that is no name stands in quotes: `\"80\"`");
}
