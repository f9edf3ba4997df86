//! Expressions: operators, choices, comprehensions, conversions, every built-in method, functions and constants.

mod support;

use support::check;

/// The value of an expression of this type, with more declarations beside it.
fn value_beside(more: &str, ty: &str, expr: &str) -> String {
    let text = format!(
        "project p {{ axis env = dev | prod }}\napp a: M {{}}\n{more}\nmodule M {{ five: Int = 5, words: List<String> = [\"b\", \"a\", \"b\"], ports: Map<String, Int> = {{ http = 80, \"x/y\" = 2 }}, half: Float = 0.5, cpu: Cpu = 500m, mem: Memory = 1536Mi, none_: String?, there: String? = \"t\"\n output value: {ty} = {expr} }}"
    );
    let shown = check(&text, "a", "env=prod");
    assert_eq!(shown.mistakes, [""; 0], "{expr}");
    shown.fields.iter().find_map(|field| field.strip_prefix("value = ").map(str::to_owned)).unwrap_or_else(|| "none".to_owned())
}

fn value(ty: &str, expr: &str) -> String {
    value_beside("", ty, expr)
}

fn mistake(ty: &str, expr: &str) -> String {
    let text = format!(
        "app a: M {{}}\nproject p {{}}\nmodule M {{ zero: Int = 0, big: Int = 9223372036854775807, words: List<String> = [\"a\"], m: Map<String, Int> = {{ http = 1 }}, text: String = \"x\"\noutput v: {ty} = {expr} }}"
    );
    let shown = check(&text, "a", "");
    assert_eq!(shown.mistakes.len(), 1, "{expr}: {:?}", shown.mistakes);
    shown.mistakes[0].clone()
}

#[test]
fn numbers_are_calculated_exactly_and_divided_to_floats() {
    assert_eq!(value("Int", "five * 2 - 3 + 7 % 4"), "10");
    assert_eq!(value("Int", "-five % 3"), "-2");
    assert_eq!(value("Float", "five / 2"), "2.5");
    assert_eq!(value("Float", "five * 0.5 + half"), "3.0");
    assert_eq!(value("Int", "(five / 2).floor() * 100 + (five / 2).ceil() * 10 + (five / 2).round()"), "233");
    assert_eq!(value("Int", "(-five / 2).round() * 10 + (-five / 2).floor()"), "-33");
}

#[test]
fn quantities_are_calculated_in_their_kind() {
    assert_eq!(value("Cpu", "cpu + 250m"), "750m");
    assert_eq!(value("Cpu", "cpu * 1.1"), "550m");
    assert_eq!(value("Cpu", "cpu * 33%"), "165m");
    assert_eq!(value("Cpu", "cpu / 3"), "167m");
    assert_eq!(value("Float", "mem / 512Mi"), "3.0");
    assert_eq!(value("Int", "cpu.millis + mem.bytes"), "1610613236");
    assert_eq!(value("Float", "cpu.cores"), "0.5");
    assert_eq!(value("Bool", "mem == 1.5Gi and cpu < 1"), "true");
    assert_eq!(value_beside("let d: Duration = 1m30s\nlet p: Percent = 12.5%", "Float", "d.seconds + p.value"), "102.5");
    assert_eq!(value_beside("let d: Duration = 1m30s", "Int", "d.millis"), "90000");
}

#[test]
fn texts_and_lists_are_joined_and_compared_by_value() {
    assert_eq!(value("String", r#""a" + name"#), "aa");
    assert_eq!(value("List<String>", r#"words + ["c"]"#), "[b, a, b, c]");
    assert_eq!(value("Bool", r#"words == ["b", "a", "b"] and "a" < "b" and "Z" < "a""#), "true");
    assert_eq!(value("Bool", r#"ports == { "x/y" = 2, http = 80 }"#), "true");
    assert_eq!(value("Bool", r#""a" in words and "http" in ports and not ("z" in words)"#), "true");
}

#[test]
fn choices_take_the_branch_that_applies() {
    assert_eq!(value("String", r#"if five > 5 then "a" else if five == 5 then "b" else "c""#), "b");
    assert_eq!(value("String", r#"match five { 1 | 5 => "one or five", _ => "other" }"#), "one or five");
    assert_eq!(value("String", r#"none_ ?? there ?? "x""#), "t");
    assert_eq!(value("Int", r#"ports["http"] ?? 1"#), "80");
    assert_eq!(value("Int", r#"ports["none"] ?? 1"#), "1");
    assert_eq!(value("Bool", "false and [true][9] or true"), "true");
    assert_eq!(value("Bool", "none_ == none and there != none"), "true");
    let types = "type A { x: Int = 1 }\ntype B { y: Int = 2 }\ntype C extends A { z: Int = 3 }\nfn f(v: A | B | Int) -> Int = match v { C as c => c.z, A as a => a.x, B as b => b.y, Int => 9 }";
    assert_eq!(value_beside(types, "List<Int>", "[f(A {}), f(B {}), f(C {}), f(7)]"), "[1, 2, 3, 9]");
    assert_eq!(value_beside(types, "List<Bool>", "[for v in [1, 2]: v is Int]"), "[true, true]");
}

#[test]
fn optional_chains_end_in_none() {
    let types = "type In { n: Int? }\ntype Out { inner: In?, m: Map<String, Int>? }\nlet empty = Out {}\nlet full = Out { inner { n = 3 }, m = { k = 4 } }";
    assert_eq!(value_beside(types, "Int?", "empty.inner?.n"), "none");
    assert_eq!(value_beside(types, "Int?", "full.inner?.n"), "3");
    assert_eq!(value_beside(types, "Int?", "full.m?[\"k\"]"), "4");
    assert_eq!(value_beside(types, "Int?", "empty.m?[\"k\"]"), "none");
}

#[test]
fn comprehensions_walk_lists_maps_and_keyed_lists() {
    assert_eq!(value("List<String>", r#"[for w in words if w != "a" for n in [1, 2] if n > 1: "\(w)\(n)"]"#), "[b2, b2]");
    assert_eq!(value("Map<String, Int>", "{for k, v in ports if v > 2: \"p-\\(k)\" => v + 1}"), "{p-http: 81}");
    assert_eq!(value("List<String>", "[for k in ports: k]"), "[http, x/y]");
    assert_eq!(value("Map<String, String>", "{for w in [\"x\", \"y\"]: w => if w == \"x\" then none else w}"), "{y: y}");
    let types = "type P { port: Int, protocol: String = \"TCP\", note: String? }\nlet keyed: List<P by (port, protocol)> = [P { port = 80 }, P { port = 53, protocol = \"UDP\", note = \"dns\" }]";
    assert_eq!(value_beside(types, "List<String>", "[for k, p in keyed: \"\\(k)=\\(p.port)\"]"), "[80/TCP=80, 53/UDP=53]");
    assert_eq!(value_beside(types, "String?", "keyed[\"53/UDP\"]?.note"), "dns");
    assert_eq!(value_beside(types, "Bool", "\"80/TCP\" in keyed"), "true");
}

#[test]
fn methods_of_texts() {
    let list = |expr: &str| value("List<String>", expr);
    assert_eq!(value("Int", r#""añ😀".length()"#), "3");
    assert_eq!(value("String", r#""aB".lower() + "aß".upper() + " x ".trim()"#), "abASSx");
    assert_eq!(list(r#""a\r\nb\n\nc\n".lines()"#), "[a, b, , c]");
    assert_eq!(list(r#""a,b,,c".split(",")"#), "[a, b, , c]");
    assert_eq!(list(r#""añ".split("")"#), "[a, ñ]");
    assert_eq!(value("String", r#""a.b.c".replace(".", "--")"#), "a--b--c");
    assert_eq!(value("String", r#""ab".replace("", "-")"#), "ab");
    assert_eq!(
        value("String", r#""añ😀d".slice(1, 3) + "|" + "ab".slice(1, 99) + "|" + "ab".slice(-5, 1) + "|" + "ab".slice(2, 1)"#),
        "ñ😀|b|a|"
    );
    assert_eq!(value("Bool", r#""abc".contains("b") and "abc".startsWith("ab") and "abc".endsWith("bc")"#), "true");
    assert_eq!(value("List<Bool>", r##"["abc".matches(#"[a-c]+"#), "abcd".matches(#"[a-c]+"#)]"##), "[true, false]");
    assert_eq!(value("String", r#""a\n\nb\n".indent(2)"#), "  a\n\n  b\n");
    assert_eq!(value("String", r#""abc".sha256().slice(0, 8)"#), "ba7816bf");
    assert_eq!(value("String", r#""hello?".base64()"#), "aGVsbG8/");
    assert_eq!(
        value(
            "List<Int>",
            r#"["12".toInt() ?? 0, "-3".toInt() ?? 0, "1.5".toInt() ?? 7, "".toInt() ?? 7, "99999999999999999999".toInt() ?? 7]"#
        ),
        "[12, -3, 7, 7, 7]"
    );
}

#[test]
fn methods_of_lists() {
    let list = |expr: &str| value("List<String>", expr);
    assert_eq!(value("Int", "words.length()"), "3");
    assert_eq!(list(r#"words.map(w => w + "!")"#), "[b!, a!, b!]");
    assert_eq!(list(r#"words.filter(w => w == "b")"#), "[b, b]");
    assert_eq!(value("List<Bool>", r#"[words.any(w => w == "a"), words.all(w => w == "a"), words.contains("z")]"#), "[true, false, false]");
    assert_eq!(value("String", r#"words.join("-") + [1, 2].map(n => "\(n)").join("")"#), "b-a-b12");
    assert_eq!(list("words.sorted() + words.distinct()"), "[a, b, b, b, a]");
    assert_eq!(value("List<Int>", "[3, 1, 3, 2].distinct() + [10, 9].sorted()"), "[3, 1, 2, 9, 10]");
    assert_eq!(value("Map<String, List<String>>", "words.groupBy(w => \"g\\(w)\")"), "{gb: [b, b], ga: [a]}");
    assert_eq!(value("List<String>", "[words.first() ?? \"\", words.last() ?? \"\"]"), "[b, b]");
    assert_eq!(value("Int", "[1, 2, 3].sum() + ([4, 9, 2].min() ?? 0) * 10 + ([4, 9, 2].max() ?? 0) * 100"), "926");
    assert_eq!(value_beside("let c: List<Cpu> = [100m, 1, 250m]", "Cpu", "c.sum()"), "1350m");
    assert_eq!(value_beside("let c: List<Cpu> = [100m, 1, 250m]", "Cpu?", "c.max()"), "1");
    assert_eq!(value_beside("let e: List<Int> = []", "Int?", "e.min() ?? e.first() ?? e.orNone()?[0]"), "none");
    assert_eq!(value("List<String>?", "words.orNone()"), "[b, a, b]");
}

#[test]
fn methods_of_maps() {
    assert_eq!(value("Int", "ports.length()"), "2");
    assert_eq!(value("List<String>", "ports.keys()"), "[http, x/y]");
    assert_eq!(value("List<Int>", "ports.values()"), "[80, 2]");
    assert_eq!(value("Bool", "ports.contains(\"http\")"), "true");
    assert_eq!(value("Map<String, Int>", "ports.merge({ http = 1, new = 3 })"), "{http: 1, x/y: 2, new: 3}");
    assert_eq!(value("Map<String, Int>?", "{for k, v in ports if v > 99: k => v}.orNone()"), "none");
}

#[test]
fn texts_interpolate_what_has_a_text() {
    let expr = r#""\(five) \(half) \(1.0) \(cpu) \(mem) \(true) \(name)""#;
    assert_eq!(value("String", expr), "5 0.5 1.0 500m 1536Mi true a");
    assert_eq!(value_beside("let d: Duration = 7d", "String", r#""\(d)""#), "168h");
}

#[test]
fn encoders_write_values() {
    assert_eq!(value("String", r#"json(ports)"#), r#"{"http":80,"x/y":2}"#);
    assert_eq!(value("String", r#"yaml(words)"#), "- b\n- a\n- b");
    assert_eq!(value("String", r#"toml(ports)"#), "http = 80\n\"x/y\" = 2\n");
}

#[test]
fn secrets_stay_secret_through_texts_and_encoders() {
    let secret = "type S { s: Secret, n: Int = 1 }\nfn hide(t: String) -> Secret = t\nlet box = S { s = \"hidden\" }";
    assert_eq!(value_beside(secret, "Secret", r#""a \(hide("x"))""#), "<secret>");
    assert_eq!(value_beside(secret, "Secret", "json(box)"), "<secret>");
    assert_eq!(value_beside(secret, "Bool", "box.s is Secret"), "true");
    assert_eq!(value_beside(secret, "Int", "box.s.fingerprint().length()"), "16");
}

#[test]
fn with_is_a_copy_with_one_more_layer() {
    let types = "type In { a: Int = 1, b: Int = a + 1 }\ntype Out { inner: In = {}, m: Map<String, Int> = { k = 1 }, xs: List<Int> = [1], twice: Int = inner.a * 2 }\nlet out = Out {}";
    assert_eq!(
        value_beside(types, "Out", "out with { inner { a = 5 }, m { l = 2 }, xs += [2] }"),
        "{inner: {a: 5, b: 6}, m: {k: 1, l: 2}, xs: [1, 2], twice: 10}"
    );
    assert_eq!(value_beside(types, "Out", "out with { inner = In { b = 9 }, m = {} }"), "{inner: {a: 1, b: 9}, m: {}, xs: [1], twice: 2}");
    assert_eq!(value_beside(types, "Map<String, Int>", "ports with { remove http, new = 1 }"), "{x/y: 2, new: 1}");
    let keyed = "type C { name: String, n: Int = 1, m: Int = n * 2 }\nlet cs: List<C by name> = [C { name = \"x\" }, C { name = \"y\" }]";
    assert_eq!(
        value_beside(keyed, "List<C by name>", "cs with { x { n = 4 }, remove y, z { n = 3 } }"),
        "[{name: x, n: 4, m: 8}, {name: z, n: 3, m: 6}]"
    );
}

#[test]
fn bodies_choose_entries_and_compute_keys() {
    let types = "type T { a: Int?, b: Int = 2, m: Map<String, Int> = {} }";
    assert_eq!(
        value_beside(types, "T", "T { if five > 3 { a = 1, m { y = 1 } } else { a = 2 }, m { \"k-\\(five)\" = 3 } }"),
        "{a: 1, b: 2, m: {y: 1, k-5: 3}}"
    );
    assert_eq!(value("Map<String, String>", r#"{ a = none_, b = there, "x\(name)" = "n" }"#), "{b: t, xa: n}");
    assert_eq!(
        value_beside("type R { a: Int?, _: String | Int }", "R", "R { a = 1, \"x.y/z\" = 4, other = \"o\" }"),
        "{a: 1, x.y/z: 4, other: o}"
    );
}

#[test]
fn a_further_field_is_read_by_its_key_and_absent_where_nobody_set_it() {
    let types = "type R { a: Int?, _: Int }\nlet r = R { \"x.y/z\" = 4 }";
    assert_eq!(value_beside(types, "List<Int>", r#"[r["x.y/z"] ?? 0, r["x.y/w"] ?? 9, r.b ?? 8]"#), "[4, 9, 8]");
}

#[test]
fn functions_take_defaults_that_use_earlier_parameters() {
    let functions = "fn f(a: Int, b: Int = a * 2, c: Int = a + b) -> Int = a * 100 + b * 10 + c\nlet k = f(1)";
    assert_eq!(value_beside(functions, "List<Int>", "[f(1), f(1, 3), f(1, c = 7), k]"), "[123, 134, 127, 123]");
}

#[test]
fn the_target_is_read_in_layers() {
    let text = "project p { axis env = dev | prod }\napp a: M { x = \"\\(target.env)-\\(target.label)\" }\nmodule M { x: String }";
    assert_eq!(check(text, "a", "env=dev").fields, ["x = dev-"]);
}

#[test]
fn computed_values_are_judged_by_the_types_they_must_have() {
    let cases = [
        ("Int(1..4)", "words.length() + 4", "5 is out of range: it must be 1 to 4"),
        ("String(1..3)", "text + \"long\"", "\"xlong\" has 5 characters, and must have 1 to 3"),
        ("String(\"[a-z]\")", "text + \"X\"", "\"xX\" does not match `[a-z]`"),
        ("List<Int>(2..)", "words.map(w => 1)", "this has 1 elements, and must have 2 or more"),
    ];
    for (ty, expr, expected) in cases {
        let found = mistake(ty, expr);
        assert!(found.contains("E0304") && found.contains(expected), "{found}");
    }
}

#[test]
fn what_has_no_value_is_an_error_at_its_expression() {
    let cases = [
        ("Int", "big + 1", "E0504 `big + 1`: the result is larger"),
        ("Float", "1 / zero", "E0503 `1 / zero`: division by zero | 4:23 this is 0"),
        ("Int", "big % zero", "E0503 `big % zero`"),
        ("String", "words[zero + 1]", "E0505 `words[zero + 1]`: there is no element 1: the list has 1"),
        ("Int", "m.htp", "E0505 `m.htp`: there is no entry `htp` | help: did you mean `http`?"),
        ("Map<String, Int>", "{for w in words + words: w => 1}", "E0506 `w`: the key `a` comes twice"),
        ("Map<String, Int>", "{ \"\\(words[0])\" = 2, a = 1 }", "the key `a` comes twice"),
        ("Map<String, Int>", "{ a = 1, \"\\(words[0])\" = 2 }", "the key `a` comes twice"),
        ("Int", "(big * 1.0).ceil()", "E0504"),
        ("Map<String, Int>", "{ \"k\\(text)\" = 1, \"kx\\(\"\")\" = 2 }", "E0506"),
    ];
    for (ty, expr, expected) in cases {
        let found = mistake(ty, expr);
        assert!(found.contains(expected), "{expr}: {found}");
    }
}

#[test]
fn a_list_whose_elements_share_a_key_is_no_keyed_list() {
    let text = "project p {}\napp a: M {}\ntype C { name: String }\nmodule M { cs: List<C> = [C { name = \"x\" }, C { name = \"x\" }]\n output v: List<C by name> = cs }";
    let shown = check(text, "a", "");
    assert_eq!(shown.mistakes.len(), 1);
    assert!(shown.mistakes[0].contains("E0506 `cs`: two elements of this list have the key `x`"), "{:?}", shown.mistakes);
}

#[test]
fn a_computed_value_out_of_range_names_where_its_field_is_declared() {
    let text = "project p {}\nmodule M {\n  n: Int = 5\n  port: Int(1..10) = 1\n}\napp a: M { port = self.n * 7 }";
    assert_eq!(check(text, "a", "").mistakes, ["6:19 E0304 `self.n * 7`: 35 is out of range: it must be 1 to 10 | 4:3 declared here"]);
}
