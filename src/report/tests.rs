//! What people see: pictures beside the sources that they are of.

use jke_text::{Code, Diagnostic, SourceKind, Sources, Span};

use super::{Format, Style, render};

fn sources(files: &[(&str, &str)]) -> Sources {
    let mut sources = Sources::default();
    for (path, text) in files {
        sources.add(*path, SourceKind::Project, *text);
    }
    sources
}

/// The place of the first `word` in the file of this index.
fn span(sources: &Sources, file: usize, word: &str) -> Span {
    let source = sources.iter().nth(file).expect("the file was added");
    let at = source.base + source.text.find(word).expect("the word stands in it") as u32;
    Span::new(at, at + word.len() as u32)
}

fn show(diagnostic: Diagnostic, sources: &Sources, format: Format) -> String {
    let report = render(&[diagnostic], sources, Style { format, color: false, max_errors: None });
    String::from_utf8(report.text).expect("reports are text")
}

fn misspelt(sources: &Sources) -> Diagnostic {
    Diagnostic::error(Code::E0301, span(sources, 0, "imgae"), "`imgae` is not a field of Application")
        .did_you_mean(Some("image"))
        .help("fields of Application: image, scale")
}

#[test]
fn a_picture_shows_the_line_the_cause_and_the_mend() {
    let sources = sources(&[("apps/a.jke", "app a: Application {\n  imgae = \"nginx\"\n}\n")]);
    let expected = "\
error[E0301]: `imgae` is not a field of Application
   ╭─[ apps/a.jke:2:3 ]
   │
 2 │   imgae = \"nginx\"
   │   ──┬──
   │     ╰──── did you mean `image`?
   │ help: fields of Application: image, scale
───╯

";
    assert_eq!(show(misspelt(&sources), &sources, Format::Human), expected);
}

#[test]
fn labels_in_several_files_make_one_frame_each_and_targets_are_named() {
    let sources = sources(&[("apps/a.jke", "on env=prod { x = 1 }\nx = 2\n"), ("lib/b.jke", "\n\ntype T { x: String }\n")]);
    let diagnostic = Diagnostic::error(Code::E0302, span(&sources, 0, "2"), "an Int where a String is expected")
        .label(span(&sources, 1, "x: String"), "declared here")
        .label(span(&sources, 0, "x = 1"), "and here")
        .help("write \"2\"");
    let diagnostic = Diagnostic { targets: vec!["env=dev".into(), "env=staging".into()], ..diagnostic };
    let text = show(diagnostic, &sources, Format::Human);
    for part in
        ["apps/a.jke:2:5", "lib/b.jke:3:10", "declared here", "and here", "only for env=dev and env=staging\n", "help: write \"2\"\n"]
    {
        assert!(text.contains(part), "{part} is missing in\n{text}");
    }
    assert_eq!(text.matches("apps/a.jke").count(), 1, "{text}");
}

#[test]
fn places_are_right_beside_wide_characters_tabs_line_ends_and_marks() {
    let texts = [
        "// 名前 😀\n  imgae = 1\n",
        "\u{feff}  imgae = 1\n",
        "a = 1\r\n\r\n  imgae = 1\r\n",
        "a = \"x\u{2028}y\u{85}z\u{c}\"\n  imgae = 1\n",
        "\u{feff}// x\r\n  imgae = 1",
    ];
    for text in texts {
        let sources = sources(&[("a.jke", text)]);
        let line = text[..text.find("imgae").expect("it is there")].matches('\n').count() + 1;
        let shown = show(misspelt(&sources), &sources, Format::Human);
        assert!(shown.contains(&format!("[ a.jke:{line}:3 ]")), "{text:?}\n{shown}");
        assert!(shown.contains(&format!(" {line} │   imgae = 1\n   │   ──┬──\n")), "{text:?}\n{shown}");
        assert!(show(misspelt(&sources), &sources, Format::Short).starts_with(&format!("a.jke:{line}:3: error[E0301]: ")));
    }
}

#[test]
fn wide_characters_and_tabs_before_a_place_on_its_line_keep_the_mark_below_it() {
    let sources = sources(&[("a.jke", "\tx = \"名前😀\", imgae = 1\n")]);
    let shown = show(misspelt(&sources), &sources, Format::Human);
    let lines: Vec<&str> = shown.lines().collect();
    let before = lines[3].split("imgae").next().expect("the line is drawn");
    let wide = before.chars().filter(|character| *character > '\u{3000}').count();
    let mark = lines[4].find('─').map(|at| lines[4][..at].chars().count());
    assert_eq!(mark, Some(before.chars().count() + wide), "{shown}");
}

#[test]
fn any_span_of_any_text_is_drawn() {
    let text = "é\u{feff}名\r\n\r\n\t😀 x\u{2028}y\rz\u{b}\n";
    let sources = sources(&[("a.jke", text), ("empty.jke", "")]);
    for start in 0..=sources.end() + 1 {
        for end in start..=sources.end() + 1 {
            let diagnostic =
                Diagnostic::error(Code::E0101, Span::new(start, end), "wrong").here("here").label(Span::new(end, end), "there");
            for format in [Format::Human, Format::Short, Format::Json] {
                assert!(show(diagnostic.clone(), &sources, format).contains("E0101"));
            }
        }
    }
}

#[test]
fn text_of_others_cannot_steer_the_terminal() {
    let sources = sources(&[("a.jke", "imgae = \"\u{1b}[2J\u{202e}\"\n")]);
    let diagnostic = misspelt(&sources).label(span(&sources, 0, "[2J"), "a\u{1b}b");
    for format in [Format::Human, Format::Short, Format::Json] {
        let shown = show(diagnostic.clone(), &sources, format);
        assert!(!shown.contains(['\u{1b}', '\u{202e}']), "{shown:?}");
    }
}

#[test]
fn a_short_line_holds_the_message_the_targets_and_the_help() {
    let sources = sources(&[("apps/a.jke", "app a: Application {\n  imgae = \"nginx\"\n}\n")]);
    let diagnostic = Diagnostic { targets: vec!["env=dev".into()], ..misspelt(&sources) };
    let expected = "apps/a.jke:2:3: error[E0301]: `imgae` is not a field of Application (did you mean `image`?), only for env=dev; help: fields of Application: image, scale\n";
    assert_eq!(show(diagnostic, &sources, Format::Short), expected);
}

#[test]
fn a_json_line_holds_everything() {
    let sources = sources(&[("apps/a.jke", "app a: Application {\n  imgae = \"nginx\"\n}\n")]);
    let shown = show(misspelt(&sources), &sources, Format::Json);
    let expected = "{\"code\":\"E0301\",\"severity\":\"error\",\"message\":\"`imgae` is not a field of Application\",\
\"file\":\"apps/a.jke\",\"line\":2,\"column\":3,\"endLine\":2,\"endColumn\":8,\
\"labels\":[{\"file\":\"apps/a.jke\",\"line\":2,\"column\":3,\"endLine\":2,\"endColumn\":8,\"message\":\"did you mean `image`?\"}],\
\"help\":\"fields of Application: image, scale\",\"targets\":[],\
\"fix\":[{\"file\":\"apps/a.jke\",\"line\":2,\"column\":3,\"endLine\":2,\"endColumn\":8,\"text\":\"image\"}]}\n";
    assert_eq!(shown, expected);
}

#[test]
fn errors_beyond_the_wished_number_are_counted() {
    let sources = sources(&[("a.jke", "imgae imgae")]);
    let many = [misspelt(&sources), misspelt(&sources), Diagnostic::warning(Code::Shadowed, span(&sources, 0, "imgae"), "w")];
    let report = render(&many, &sources, Style { format: Format::Short, color: false, max_errors: Some(1) });
    assert_eq!(report.summary(), "2 errors, 1 warning (1 of them not shown)");
    assert_eq!(report.text.iter().filter(|byte| **byte == b'\n').count(), 2);
}
