//! YAML to trees: comments where they stand, keys that come twice, aliases, and what is no YAML.

use jke_import::manifest::yaml::{self, Node, Yaml};
use jke_text::{Source, SourceKind};

fn source(text: &str) -> Source {
    Source::new("a.yaml", SourceKind::Project, text, 1)
}

/// A tree on one line: `{a: 1 #behind, b: [x]}`, comments before as `#text `.
fn shown(node: &Node) -> String {
    let comment = |comments: &yaml::Comments, inner: String| {
        let before: String = comments.before.iter().map(|line| format!("#{line}; ")).collect();
        let behind: String = comments.behind.iter().map(|line| format!(" #{line}")).collect();
        format!("{before}{inner}{behind}")
    };
    match &node.value {
        Yaml::Scalar(scalar) if scalar.quoted => format!("{:?}", scalar.text),
        Yaml::Scalar(scalar) => scalar.text.to_string(),
        Yaml::List(elements) => {
            let elements: Vec<String> = elements.iter().map(|element| comment(&element.comments, shown(element))).collect();
            format!("[{}]", elements.join(", "))
        }
        Yaml::Map(entries) => {
            let entry = |entry: &yaml::Entry| comment(&entry.comments, format!("{}: {}", entry.key, shown(&entry.value)));
            format!("{{{}}}", entries.iter().map(entry).collect::<Vec<_>>().join(", "))
        }
    }
}

/// All documents, and what is told, with lines.
fn read(text: &str) -> (Vec<String>, Vec<String>) {
    let source = source(text);
    let stream = yaml::read(&source);
    let told = stream.diagnostics.iter().map(|told| format!("{}: {}", source.line_column(told.primary.span.start).line, told.message));
    (stream.documents.iter().map(|document| shown(&document.root)).collect(), told.collect())
}

fn documents(text: &str) -> Vec<String> {
    let (documents, told) = read(text);
    assert_eq!(told, Vec::<String>::new());
    documents
}

fn mistake(text: &str) -> String {
    let (documents, told) = read(text);
    assert_eq!((documents.len(), told.len()), (0, 1), "{told:?}");
    told.into_iter().next().expect("one mistake")
}

#[test]
fn comments_stand_at_the_field_that_they_stand_before_or_behind() {
    let text = "# top\na: 1 # one\n# of b\nb: # at b\n  # first\n  - x # of x\n  - name: y # of name\n    # of z\n    z: \"#no\"\nc: [1, 2] # of c\n";
    assert_eq!(
        documents(text),
        ["{#top; a: 1 #one, #of b; b: [#first; x #of x, {name: y #of name, #of z; z: \"#no\"}] #at b, c: [1, 2] #of c}"]
    );
}

#[test]
fn what_looks_like_a_comment_in_a_text_is_text() {
    let text = "a: |\n  # no\n    x # no\n# yes\nb: x#no\nc: 'a\n  # no'\nd: >-\n  a\n\n  # no\n\n# last\n";
    assert_eq!(documents(text), ["{a: \"# no\\n  x # no\\n\", #yes; b: x#no, c: \"a # no\", d: \"a\\n# no\"}"]);
    let stream = yaml::read(&source(text));
    assert_eq!(stream.documents[0].closing, [Box::from("last")]);
}

#[test]
fn a_block_that_ends_with_the_file_has_the_newline_that_the_file_has() {
    for (text, expected) in
        [("a: |\n  x\n   y", "{a: \"x\\n y\"}"), ("a: |\n  x\n   y\n", "{a: \"x\\n y\\n\"}"), ("a: |-\n  x", "{a: \"x\"}")]
    {
        assert_eq!(documents(text), [expected]);
    }
}

#[test]
fn documents_line_ends_and_marks_are_what_yaml_says() {
    assert_eq!(
        documents("%YAML 1.2\n--- # first\na: 1\n...\n---\n---\r\nb:\r\n- |\r\n  x\r\n  y\r\n"),
        ["{#first; a: 1}", "{b: [\"x\\ny\\n\"]}"]
    );
    assert_eq!(documents("\u{feff}é: \"ü\" # ñ\nb: 1\n"), ["{é: \"ü\" #ñ, b: 1}"]);
    assert_eq!(documents("# nothing\n---\n"), Vec::<String>::new());
    assert_eq!(documents("{\n\t\"a\": \"\\ud83d\\ude00 \\\\ud83d\",\n\t\"b\": [1,\t2]\n}"), ["{a: \"😀 \\\\ud83d\", b: [1, 2]}"]);
}

#[test]
fn aliases_and_merge_keys_are_resolved_as_kubectl_does() {
    let text = "a: &a {x: 1, w: 2}\nb: *a\nc: {<<: *a, w: 3}\nd:\n  <<: [{x: 9}, *a]\n  z: 4\n";
    assert_eq!(documents(text), ["{a: {x: 1, w: 2}, b: {x: 1, w: 2}, c: {x: 1, w: 3}, d: {x: 9, w: 2, z: 4}}"]);
    let (_, told) = read("a: {<<: 1, b: 2}\n");
    assert_eq!(told, ["1: `<<` takes a mapping, or a list of mappings: it is left out"]);
}

#[test]
fn of_a_key_that_comes_twice_the_later_counts() {
    let (documents, told) = read("a: 1\nb: 2\na: 3\n");
    assert_eq!(documents, ["{b: 2, a: 3}"]);
    assert_eq!(told, ["1: `a` stands twice in one mapping: the later one counts, this one is left out"]);
    let (documents, told) = read("a: 1\na: 2\na: {b: 4, b: 5}\n");
    assert_eq!((documents, told.len()), (vec!["{a: {b: 5}}".to_owned()], 3), "{told:?}");
}

#[test]
fn what_only_the_parser_refuses_is_read_as_kubectl_does() {
    let (found, told) = read("a:\n  b: 'it''s a\n  long text' # c\n  d: \"é\n  x\" # e\n  d: 1\n");
    assert_eq!(found, ["{a: {b: \"it's a long text\" #c, d: 1}}"]);
    assert_eq!(told, ["4: `d` stands twice in one mapping: the later one counts, this one is left out"]);
    assert_eq!(documents("{\"a\": \"}{\\\"{\"}{\"b\": [[], {}]}\n[{}]\n"), ["{a: \"}{\\\"{\"}", "{b: [[], {}]}", "[{}]"]);
}

#[test]
fn what_is_no_yaml_is_told_where_it_is() {
    assert!(mistake("a: 1\nb:\n\tc: 2\n").starts_with("3: this is no YAML"));
    assert_eq!(mistake("a: 1\nb: {{ .Values.b }}\n"), "2: this is a template and no YAML: `{{` begins a placeholder");
    assert_eq!(mistake("{{- if x }}\na: 1\n{{- end }}\n"), "1: this is a template and no YAML: `{{` begins a placeholder");
    assert_eq!(mistake("a: &a [*a]\n"), "1: this alias stands inside what its anchor names");
    assert_eq!(mistake("? [a]\n: b\n"), "1: a key of a mapping is a text here, and no list or mapping");
    assert!(mistake("a: *nobody\n").starts_with("1: this is no YAML"));
    assert!(mistake("a: [1, 2\nb: 3\n").contains("this is no YAML"));
}

#[test]
fn no_nesting_and_no_aliases_are_too_much() {
    assert!(mistake(&format!("a: {}", "[".repeat(20_000))).starts_with("1: this "));
    let blocks: String = (0..300).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
    assert!(mistake(&blocks).contains("nests deeper than"), "{}", mistake(&blocks));
    let bomb: String = (1..40).map(|at| format!("a{at}: &a{at} [*a{0}, *a{0}, *a{0}]\n", at - 1)).collect();
    assert!(mistake(&format!("a0: &a0 [x]\n{bomb}")).contains("aliases counted"));
}
