//! Nothing makes the parser panic, hang or point outside of the file; rows may be long, nesting may not be deep.

mod support;

use std::time::{Duration, Instant};

use jke_syntax::tree::Expr;
use proptest::prelude::*;
use support::{file, let_value, mistakes, source};

/// Parses and drops, and looks at where the mistakes stand.
fn survives(text: &str) {
    let file = source(text);
    for diagnostic in jke_syntax::parse(&file).diagnostics {
        let spans = std::iter::once(&diagnostic.primary).chain(&diagnostic.labels).map(|label| label.span);
        for span in spans.chain(diagnostic.fix.iter().map(|edit| edit.span)) {
            assert!(span.start <= span.end && span.start >= 1 && span.end as usize <= text.len() + 1, "{diagnostic:?}\n{text}");
            assert!(
                text.is_char_boundary(span.start as usize - 1) && text.is_char_boundary(span.end as usize - 1),
                "{diagnostic:?}\n{text}"
            );
        }
    }
}

#[test]
fn a_row_of_operands_is_as_long_as_it_likes() {
    for operator in ["+", "-", "*", "and", "or", "??"] {
        let text = format!("let x = 1{}\n", format!(" {operator} 1").repeat(100_000));
        let file = file(&text);
        let mut operands = 1;
        let mut now: &Expr = let_value(&file);
        while let jke_syntax::tree::ExprKind::Binary { left, .. } = &now.kind {
            operands += 1;
            now = left;
        }
        assert_eq!(operands, 100_001);
    }
}

#[test]
fn a_row_of_else_ifs_is_as_long_as_it_likes() {
    let expression = format!("let x = {}0\n", "if a then 1 else ".repeat(100_000));
    let statement = format!("module M {{ if a {{ }}{} }}\n", " else if a { check b }".repeat(100_000));
    let entry = format!("let x = A {{ if a {{ b = 1 }}{} }}\n", " else if a { b = 2 }".repeat(100_000));
    for text in [expression, statement, entry] {
        assert_eq!(mistakes(&text), [] as [&str; 0]);
    }
}

#[test]
fn a_list_and_a_body_are_as_long_as_they_like() {
    assert_eq!(mistakes(&format!("let x = [{}]\n", "1, ".repeat(100_000))), [] as [&str; 0]);
    assert_eq!(mistakes(&format!("let x = \"{}\"\n", "\\(a) ".repeat(100_000))), [] as [&str; 0]);
    assert_eq!(mistakes(&format!("app a: A {{\n{}}}\n", "x.y = f(1).z\n".repeat(100_000))), [] as [&str; 0]);
}

#[test]
fn nesting_is_bounded_whatever_nests() {
    let pairs = [
        ("(", ")"),
        ("[", "]"),
        ("{ a = ", " }"),
        ("f(", ")"),
        ("not ", ""),
        ("\"\\(", ")\""),
        ("match a { _ => ", " }"),
        ("A { b { c = ", " } }"),
    ];
    for (open, close) in pairs {
        let nest = |levels: usize| format!("let x = {}1{}\n", open.repeat(levels), close.repeat(levels));
        assert_eq!(mistakes(&nest(60)), [] as [&str; 0], "{open}");
        assert!(mistakes(&nest(10_000)).contains(&"1 E0106".to_owned()), "{open}");
    }
    for (open, close) in [("(", ")"), ("[", "]"), ("{ a = ", " }"), ("f(", ")")] {
        let text = format!("let x = {}1{}\n", open.repeat(255), close.repeat(255));
        assert_eq!(mistakes(&text), [] as [&str; 0], "{open}");
    }
    for part in [".a", "?.a", "(1)", "[1]", "?[1]", " with {}"] {
        assert_eq!(mistakes(&format!("let x = a{}\n", part.repeat(200))), [] as [&str; 0], "{part}");
        assert_eq!(mistakes(&format!("let x = a{}\n", part.repeat(100_000))), ["1 E0106"], "{part}");
    }
    assert_eq!(mistakes(&format!("app a: A {{ {}b = 1 }}\n", "a.".repeat(100_000))), ["1 E0106"]);
    assert_eq!(mistakes(&format!("type T = {}Int{}\n", "List<".repeat(10_000), ">".repeat(10_000))), ["1 E0106"]);
}

#[test]
fn accesses_and_nesting_add_up() {
    let text = (0..100).fold("a".to_owned(), |inner, _| format!("({inner}{})", ".b".repeat(100)));
    assert_eq!(mistakes(&format!("let x = {text}\n")), ["1 E0106"]);
}

#[test]
fn unclosed_brackets_without_end_are_survived() {
    for bracket in ["(", "[", "{", "f(", "a {", "\"\\(", "#\"\"\"", "\"\"\"", ")", "}", "]", "{)", "[}", "(]", "<", "a<"] {
        survives(&bracket.repeat(10_000));
        survives(&format!("{bracket}\n").repeat(10_000));
        survives(&format!("let x = {}", bracket.repeat(10_000)));
    }
}

#[test]
fn time_grows_with_the_text_and_not_with_its_square() {
    let pieces = [
        "\"\\(a)",
        "#\"\"\" ",
        "#\"\"\"a\"# ",
        "(",
        "x x ",
        "[1 2, ",
        "'",
        "a.",
        "\n",
        "@a ",
        "/// a\n",
        "if a { ",
        "\\(",
        "x = (\n",
        "1 ?? ",
        "}\n{ ",
        "on a=[ ",
    ];
    for piece in pieces {
        let text = piece.repeat(100_000 / piece.len());
        let start = Instant::now();
        survives(&text);
        survives(&format!("app a: A {{ x = [{text}"));
        assert!(start.elapsed() < Duration::from_secs(10), "{piece:?} took {:?}", start.elapsed());
    }
}

const SAMPLE: &str = include_str!("sample.jke");

#[test]
fn the_sample_is_without_a_mistake() {
    assert_eq!(mistakes(SAMPLE), [] as [&str; 0]);
}

#[test]
fn every_truncation_is_survived() {
    for end in (0..SAMPLE.len()).filter(|end| SAMPLE.is_char_boundary(*end)) {
        survives(&SAMPLE[..end]);
        survives(&SAMPLE[end..]);
    }
}

/// Pieces of source: all tokens, and what makes trouble.
fn piece() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "a", "b-c", "_", "if", "then", "else", "for", "in", "match", "is", "and", "or", "not", "with", "let", "self", "none", "true",
        "app", "on", "type", "module", "emit", "check", "output", "include", "patch", "remove", "reset", "seal", "because", "project",
        "axis", "policy", "except", "test", "fn", "defaults", "platform", "import", "file", "secret", "at", "by", "as", "1", "1.5", "70%",
        "256Mi", "0x", "1_0", "\"s\"", "\"", "\"\"\"", "#\"", "\"#", "#\"\"\"", "\"\"\"#", "\\(", "\\#(", "\\", "(", ")", "{", "}", "[",
        "]", "<", ">", "=", "+=", "==", "!=", "<=", ">=", "+", "-", "*", "/", "%", "??", "?", ".", "?.", "..", "=>", "->", "|", ":", ",",
        "@", "&&", "'", "“", "é", "😀", "\u{feff}", "\0", "\n", "\r\n", "\n\n", "\t", " ", "// c\n", "/// d\n", "//! e\n",
    ])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn token_soup_is_survived(pieces in prop::collection::vec((piece(), prop::bool::ANY), 0..200)) {
        let text: String = pieces.iter().map(|(piece, spaced)| format!("{piece}{}", if *spaced { " " } else { "" })).collect();
        survives(&text);
    }

    #[test]
    fn any_text_is_survived(text in "\\PC{0,200}") {
        survives(&text);
    }

    #[test]
    fn a_piece_put_into_a_good_source_is_survived(at in 0..SAMPLE.len(), piece in piece(), remove in 0..20usize) {
        let from = (0..=at).rev().find(|at| SAMPLE.is_char_boundary(*at)).unwrap_or(0);
        let to = (at + remove..SAMPLE.len()).find(|at| SAMPLE.is_char_boundary(*at)).unwrap_or(SAMPLE.len());
        survives(&format!("{}{piece}{}", &SAMPLE[..from], &SAMPLE[to.max(from)..]));
    }
}

#[test]
fn of_many_brackets_that_are_left_open_at_one_place_a_few_are_told() {
    let open = mistakes(&format!("app a: Web {}\n", "{".repeat(10_000)));
    assert_eq!(open.iter().filter(|mistake| mistake.ends_with("E0102")).count(), 4);
}
