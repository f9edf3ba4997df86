//! Section 2 of the language: strings, numbers, names, newlines and commas.

mod support;

use jke_syntax::tree::{ExprKind, ItemKind};
use support::{app, entries, file, let_value, mistakes, value};

/// The text of a string literal.
#[track_caller]
fn text(literal: &str) -> String {
    let file = file(&format!("let x = {literal}\n"));
    let ExprKind::String(found) = &let_value(&file).kind else { panic!("no string: {literal}") };
    found.text().unwrap_or_else(|| panic!("it interpolates: {literal}")).to_owned()
}

// ── strings ──────────────────────────────────────────────────────────────────────────────────────────────────────────

#[test]
fn escapes_are_undone() {
    assert_eq!(text(r#""a\n\t\r\"\\\u{1F600}b""#), "a\n\t\r\"\\\u{1F600}b");
    assert_eq!(text(r#""""#), "");
    assert_eq!(text(r#""\\(x)""#), "\\(x)");
}

#[test]
fn a_wrong_escape_is_told_at_its_string() {
    assert_eq!(mistakes("let x = \"a\\qb\"\n"), ["1 E0103"]);
    assert_eq!(mistakes("let x = \"\\u{110000}\"\n"), ["1 E0103"]);
    assert_eq!(mistakes("let x = \"\\u{}\"\n"), ["1 E0103"]);
    assert_eq!(mistakes("let x = \"\\u12\"\n"), ["1 E0103"]);
}

#[test]
fn strings_nest_in_interpolations() {
    assert_eq!(value(r#""a \(b) c""#), r#""a \(b) c""#);
    assert_eq!(value(r#""\(a)\(b)""#), r#""\(a)\(b)""#);
    assert_eq!(value(r#""a \("b \("c \(d)") e") f""#), r#""a \("b \("c \(d)") e") f""#);
    assert_eq!(value(r#""a \(f(b, (c))) d""#), r#""a \(f(b, c)) d""#);
    assert_eq!(value(r#""a \([for b in c: { d = b }].length())""#), r#""a \([for b in c: {d = b}].length())""#);
}

#[test]
fn a_newline_ends_an_interpolation() {
    assert_eq!(mistakes("let x = \"a \\(b\n  c) d\"\nlet y = 1\n").first().map(String::as_str), Some("1 E0103"));
}

#[test]
fn raw_strings_have_no_escapes_and_interpolate_their_own_way() {
    assert_eq!(text(r##"#"a\n\(b) "c" \\"#"##), r#"a\n\(b) "c" \\"#);
    assert_eq!(value(r##"#"a \#(b) c"#"##), r#""a \(b) c""#);
    assert_eq!(text(r##"#""#"##), "");
    assert_eq!(text(r###"#""a""#"###), "\"a\"");
    assert_eq!(text("#\"\"\"\n  a \"quoted\" \\n\n  \"\"\"#"), "a \"quoted\" \\n");
}

#[test]
fn lines_lose_the_indentation_of_the_closing_quotes() {
    assert_eq!(text("\"\"\"\n    a\n      b\n\n    c\n    \"\"\""), "a\n  b\n\nc");
    assert_eq!(text("\"\"\"\n    a\n\n    \"\"\""), "a\n");
    assert_eq!(text("\"\"\"\na\n\"\"\""), "a");
    assert_eq!(text("\"\"\"\n  a\n\"\"\""), "  a");
    assert_eq!(text("\"\"\"\n\ta\n\t\"\"\""), "a");
    assert_eq!(text("\"\"\"\n    \"\"\""), "");
    assert_eq!(text("\"\"\"\n  say \"hi\" and \"\"\n  \"\"\""), "say \"hi\" and \"\"");
    assert_eq!(text("\"\"\"\n  a\\tb\n  \"\"\""), "a\tb");
}

#[test]
fn lines_with_interpolation_lose_their_indentation_too() {
    assert_eq!(value("\"\"\"\n    a \\(b)\n      c \\(d) e\n    \\(f)\n    \"\"\""), r#""a \(b)\n  c \(d) e\n\(f)""#);
    assert_eq!(value("#\"\"\"\n  a \\#(b) \\(c)\n  \"\"\"#"), r#""a \(b) \\(c)""#);
}

#[test]
fn line_ends_in_strings_are_newlines_however_the_file_is_saved() {
    assert_eq!(text("\"\"\"\r\n    a\r\n      b\r\n    \"\"\""), "a\n  b");
    assert_eq!(text("#\"\"\"\r\n    a\r\n\r\n    \"\"\"#"), "a\n");
    assert_eq!(value("\"\"\"\r\n  a \\(b)\r\n  c\r\n  \"\"\""), r#""a \(b)\nc""#);
    let windows = "app a: App {\r\n  x = 1\r\n  y = [1,\r\n    2]\r\n}\r\n";
    assert_eq!(mistakes(windows), [] as [&str; 0]);
    assert_eq!(entries(windows), ["x = 1", "y = [1, 2]"]);
    assert_eq!(mistakes("let x = \"a\r\nlet y = 1\r\n"), ["1 E0103"]);
}

#[test]
fn an_unclosed_block_of_text_is_told_where_it_opens() {
    assert_eq!(mistakes("app a: App {\n  x = 1\n  y = \"\"\"\n    b\n}\n").first().map(String::as_str), Some("3 E0103"));
}

// ── numbers and quantities ───────────────────────────────────────────────────────────────────────────────────────────

#[test]
fn numbers_and_quantities_are_what_they_look_like() {
    assert_eq!(value("42"), "42");
    assert_eq!(value("1_000"), "1000");
    assert_eq!(value("0x1F"), "31");
    assert_eq!(value("1.5"), "1.5");
    assert_eq!(value("-3"), "-3");
    for quantity in ["70%", "500m", "256Mi", "1.5Gi", "100M", "30s", "1h30m", "7d", "250ms", "1k"] {
        assert_eq!(value(quantity), format!("q:{quantity}"));
    }
    assert_eq!(value("18446744073709551615"), "18446744073709551615");
}

#[test]
fn a_number_that_is_none_is_told() {
    for number in ["18446744073709551616", "0xZZ", "1.2.3", "0x"] {
        assert_eq!(mistakes(&format!("let x = {number}\n")), ["1 E0104"], "{number}");
    }
}

#[test]
fn a_range_is_no_number_with_a_point() {
    assert_eq!(mistakes("type T = Int(1..63)\ntype U = Memory(64Mi..)\ntype V = Float(..1.5)\n"), [] as [&str; 0]);
}

// ── names ────────────────────────────────────────────────────────────────────────────────────────────────────────────

#[test]
fn a_hyphen_without_spaces_belongs_to_the_name() {
    assert_eq!(value("my-application"), "my-application");
    assert_eq!(value("a - b"), "(a Subtract b)");
    assert_eq!(value("us-east-1"), "us-east-1");
    assert_eq!(value("a -b"), "(a Subtract b)");
    assert_eq!(value("_x9"), "_x9");
}

#[test]
fn words_of_constructs_are_fields_where_an_operator_or_a_body_follows() {
    let text = app(
        "  for = 5m\n  secret { a = 1 }\n  not { b = 2 }\n  on { c = 3 }\n  if = 1\n  match.a = 2\n  let += 3\n  self = 4\n  remove = 5\n  patch { d = 6 }\n  \"with\" = 1\n  true = 2",
    );
    let found = entries(&text);
    assert_eq!(found[..6], ["for = q:5m", "secret {a = 1}", "not {b = 2}", "on {c = 3}", "if = 1", "match.a = 2"]);
    assert_eq!(found[6..], ["let += 3", "self = 4", "remove = 5", "patch {d = 6}", "with = 1", "true = 2"]);
    assert_eq!(mistakes(&text), [] as [&str; 0]);
}

#[test]
fn every_word_is_a_name_behind_a_point_and_in_selectors() {
    assert_eq!(value("self.for"), "self.for");
    assert_eq!(value("a.if.then?.else.none"), "a.if.then?.else.none");
    assert_eq!(
        entries(&app("  a.for.if = 1\n  on env=test { x = 1 }\n  on for=in if!=[true, none] { x = 1 }")),
        ["a.for.if = 1", "on env=test {x = 1}", "on for=in if!=true|none {x = 1}"]
    );
}

#[test]
fn every_word_is_a_field_of_a_type() {
    let words =
        "if then else for in match is and or not with let self none true false app on type test emit secret output check include import";
    for word in words.split(' ') {
        let file = file(&format!("type T {{\n  {word}: Int = 1\n}}\n"));
        let Some(ItemKind::Type(found)) = file.items.first().map(|item| &item.kind) else { panic!("{word}") };
        let jke_syntax::tree::TypeKind::Record { members, .. } = &found.kind else { panic!("{word}") };
        let jke_syntax::tree::Member::Field(field) = &members[0] else { panic!("{word}") };
        assert_eq!(field.key.name().map(|name| name.as_str()), Some(word));
    }
}

#[test]
fn words_that_open_nothing_here_are_plain_names() {
    assert_eq!(value("file"), "file");
    assert_eq!(value("file \"a.conf\""), "file \"a.conf\"");
    assert_eq!(value("secret"), "secret");
    assert_eq!(value("secret \"a/b\""), "secret \"a/b\"");
    assert_eq!(value("at + on + because"), "((at Add on) Add because)");
    assert_eq!(value("include"), "include");
}

// ── newlines and commas ──────────────────────────────────────────────────────────────────────────────────────────────

#[test]
fn newlines_or_commas_separate_and_a_comma_may_trail() {
    assert_eq!(
        entries(&app("  a = 1, b = 2,\n  c = [1\n2, 3,\n]\n  d { e = 1\n f = 2, }")),
        ["a = 1", "b = 2", "c = [1, 2, 3]", "d {e = 1, f = 2}"]
    );
    assert_eq!(value("f(1, 2,)"), "f(1, 2)");
    assert_eq!(value("f(\n  1,\n  a\n    = 2,\n)"), "f(1, a = 2)");
    assert_eq!(mistakes("import a { B, C as D, }\nfn f(a: Int, b: Int = 1,) -> Int = a\n"), [] as [&str; 0]);
}

#[test]
fn a_line_goes_on_by_how_it_begins() {
    assert_eq!(value("a\n  .b\n  ?.c"), "a.b?.c");
    assert_eq!(value("1\n  + 2\n  * 3"), "(1 Add (2 Multiply 3))");
    assert_eq!(value("a\n  - b"), "(a Subtract b)");
    assert_eq!(value("if a\n  then 1\n  else 2"), "(if a then 1 else 2)");
    assert_eq!(value("a\n  and b\n  or c"), "((a And b) Or c)");
    assert_eq!(value("a\n  in b"), "(a In b)");
    assert_eq!(value("a\n  is B"), "(a is B)");
    assert_eq!(value("a\n  with { b = 1 }"), "(a with {b = 1})");
    assert_eq!(value("a\n  ?? b"), "(a Coalesce b)");
    assert_eq!(mistakes("type T = \"a\"\n  | \"b\"\n  | \"c\"\n"), [] as [&str; 0]);
    assert_eq!(mistakes("defaults A { seal a.b\n  because \"c\" }\nexcept p\n  because \"q\"\n"), [] as [&str; 0]);
}

#[test]
fn a_line_never_goes_on_by_how_the_one_before_ends() {
    for open in ["x = 1 +", "x = a and", "x = if a then", "x =", "x = a."] {
        let text = app(&format!("  {open}\n  y = 1"));
        assert_eq!(mistakes(&text), ["2 E0101"], "{open}");
        assert_eq!(entries(&text).last().map(String::as_str), Some("y = 1"), "{open}");
    }
}

#[test]
fn a_bracket_belongs_to_what_it_touches() {
    assert_eq!(entries(&app("  a = b\n  [1].length().x { c = 1 }\n")).first().map(String::as_str), Some("a = b"));
    assert_eq!(value("a[1](2)"), "a[1](2)");
    assert_eq!(value("[a, (b)]"), "[a, b]");
}

#[test]
fn in_a_list_and_in_a_match_a_line_with_a_minus_is_new() {
    assert_eq!(value("[\n  1\n  -2\n  - 3\n]"), "[1, -2, -3]");
    assert_eq!(value("match a {\n  1 => 2\n  -1 => 3\n}"), "match a {1 => 2, -1 => 3}");
    assert_eq!(value("[(\n  1\n  - 2\n)]"), "[(1 Subtract 2)]");
}

#[test]
fn newlines_are_free_in_parentheses_and_comprehensions() {
    assert_eq!(value("(\n  1 +\n  2\n)"), "(1 Add 2)");
    assert_eq!(value("f(\n  a,\n  b +\n  c\n)"), "f(a, (b Add c))");
    assert_eq!(value("[\n  for a in b\n  if\n  c:\n  a\n]"), "[for a in b if c: a]");
    assert_eq!(value("{\n  for a,\n  b in c\n  :\n  a =>\n  b\n}"), "{for a, b in c: a => b}");
}

#[test]
fn newlines_separate_again_in_a_body_inside_parentheses() {
    assert_eq!(value("f({\n  a = 1\n  b = 2\n})"), "f({a = 1, b = 2})");
    assert_eq!(value("([\n  1\n  2\n])"), "[1, 2]");
}

#[test]
fn a_comparison_has_spaces_around_it() {
    assert_eq!(value("a < b"), "(a Less b)");
    assert_eq!(mistakes("let x = a<b\n"), ["1 E0101"]);
    assert_eq!(mistakes("type T { a: List<Int>= [] }\n"), [] as [&str; 0]);
    assert_eq!(mistakes("type T { a: Map<String, List<Map<String, Int>>> = {} }\n"), [] as [&str; 0]);
}

// ── comments and documentation ───────────────────────────────────────────────────────────────────────────────────────

#[test]
fn documentation_goes_to_the_declaration_that_follows() {
    let text = "//! The file.\n//! Two lines.\n\n/// An app.\n///\n///   Indented.\napp a: App { // a comment\n  x = 1 // another\n}\n/// With a mark.\n@deprecated(\"b\")\napp b: App {}\n//// no documentation\napp c: App {}\n";
    let file = file(text);
    let docs: Vec<Option<&str>> = file.items.iter().map(|item| item.head.docs.as_deref()).collect();
    assert_eq!(file.docs.as_deref(), Some("The file.\nTwo lines."));
    assert_eq!(docs, [Some("An app.\n\n  Indented."), Some("With a mark."), None]);
    assert_eq!(file.items[1].head.annotations[0].name.name.as_str(), "deprecated");
}

#[test]
fn a_byte_order_mark_is_no_token() {
    assert_eq!(mistakes("\u{feff}app a: App { x = 1 }\n"), [] as [&str; 0]);
}
