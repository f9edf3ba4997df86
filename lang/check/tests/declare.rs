//! Types of declarations: what they come to, and each mistake once.

use std::fmt::Write;
use std::sync::Arc;

use jke_check::{Declared, declare};
use jke_model::declaration::{FieldKind, Interfaces, Record, RecordKind};
use jke_model::ty::{Literal, Ty};
use jke_resolve::{NoLibrary, Resolved, SourceFile, resolve};
use jke_text::{SourceKind, Sources};

fn declared(text: &str) -> (Resolved, Declared) {
    let mut sources = Sources::default();
    let mut file = |path: &str, text: &str| {
        let source = sources.add(path, SourceKind::Project, text);
        let parsed = Arc::new(jke_syntax::parse(&source));
        assert_eq!(parsed.diagnostics, [], "the test has mistakes of syntax");
        SourceFile { source, parsed }
    };
    let files = vec![file("a.jke", text), file("project.jke", "project p {}")];
    let resolved = resolve(sources, files, &mut NoLibrary);
    assert_eq!(resolved.diagnostics, []);
    let declared = declare(&resolved);
    (resolved, declared)
}

/// `2:3 E0310 text: what is wrong | under it | 1:2 other place | help: what to do`
fn mistakes(text: &str) -> Vec<String> {
    let (resolved, declared) = declared(text);
    let place = |start| {
        let at = resolved.sources.file_at(start).map(|file| file.line_column(start));
        at.map_or_else(|| "nowhere".to_owned(), |at| format!("{}:{}", at.line, at.column))
    };
    let lines = declared.diagnostics.iter().map(|diagnostic| {
        let span = diagnostic.primary.span;
        let mut line = format!("{} {} `{}`: {}", place(span.start), diagnostic.code, resolved.sources.slice(span), diagnostic.message);
        for part in [&diagnostic.primary.message].into_iter().filter(|part| !part.is_empty()) {
            write!(line, " | {part}").expect("writing to a string never fails");
        }
        for label in &diagnostic.labels {
            write!(line, " | {} {}", place(label.span.start), label.message).expect("writing to a string never fails");
        }
        line
    });
    lines.collect()
}

/// The mistakes without labels and help.
fn brief(text: &str) -> Vec<String> {
    mistakes(text).iter().map(|line| line.split(" | ").next().unwrap_or_default().to_owned()).collect()
}

fn sound(text: &str) -> Arc<Interfaces> {
    assert_eq!(mistakes(text), Vec::<String>::new(), "in {text}");
    declared(text).1.interfaces
}

fn record<'a>(interfaces: &'a Interfaces, name: &str) -> &'a Record {
    interfaces.records.iter().find(|record| record.name.as_str() == name).expect("the test declares it")
}

/// `slot:name kind default`, by slot.
fn fields(record: &Record) -> Vec<String> {
    let lines = record.fields.iter().enumerate().map(|(slot, field)| {
        let kind = match field.kind {
            FieldKind::Input => "",
            FieldKind::Output => " output",
            FieldKind::Let => " let",
        };
        format!("{slot}:{}{kind}{}", field.name, if field.has_default { " =" } else { "" })
    });
    lines.collect()
}

// ── type expressions ─────────────────────────────────────────────────────────────────────────────────────────────────

#[test]
fn refinements_of_aliases_and_of_types_are_computed() {
    let interfaces = sound(
        "type Port = Int(1..65535)\nlet most = 10\ntype T {\n  a: Port(..1024)\n  b: Int(-5..most)\n  c: Float(0..1.5)\n  d: String(1..63, #\"[a-z]+\"#)\n  e: List<Port>(1..)?\n  f: Int(7)\n}",
    );
    let t = record(&interfaces, "T");
    let shown: Vec<String> = t.fields.iter().map(|field| short(&field.ty)).collect();
    assert_eq!(shown, ["Int(1..1024)", "Int(-5..10)", "Float(0..1.5)", "String(1..63, [a-z]+)", "List<Int(1..65535)>(1..)?", "Int(7..7)"]);
}

#[test]
fn quantities_bound_types_of_their_kind() {
    let interfaces = sound("type T {\n  a: Cpu(1m..2)\n  b: Memory(64Mi..)\n  c: Duration(0s..1h)\n  d: Percent(0%..100%)\n}");
    let bounded = record(&interfaces, "T").fields.iter().all(|field| match &field.ty {
        Ty::Quantity(kind, bounds) => bounds.from.is_some_and(|from| from.kind == *kind),
        _ => false,
    });
    assert!(bounded);
    assert_eq!(brief("type M = Memory(500m..)").len(), 1);
    assert!(brief("type M = Memory(500m..)")[0].starts_with("1:17 E0305 `500m`"));
    assert!(brief("type M = Memory(5..)")[0].starts_with("1:17 E0305 `5`"));
}

#[test]
fn a_type_that_is_not_well_formed_says_why() {
    let table = [
        ("type T = Int(5..1)", "1:14 E0310 `5..1`: no value lies in this range"),
        ("type T = Int(1..\"a\")", "1:17 E0310 `\"a\"`: a whole number is expected as the bound of this type"),
        ("fn f() -> Int = 1\ntype T = Int(1..f())", "2:17 E0310 `f()`: the bounds of a type are constants"),
        ("type T = String(-1..)", "1:17 E0310 `-1`: a length, which is a whole number from 0 up, is expected as the bound of this type"),
        ("type T = Bool(1..)", "1:15 E0310 `1..`: this type takes nothing in `( )`"),
        ("type T = String(\"[a-\")", "1:17 E0316 `\"[a-\"`: this pattern can't be read"),
        ("type T = List", "1:10 E0310 `List`: one type expected in `< >`, 0 found"),
        ("type T = Map<String>", "1:10 E0310 `Map<String>`: two types expected in `< >`, 1 found"),
        ("type T = Int<String>", "1:14 E0310 `String`: only `List` and `Map` take types in `< >`"),
        ("type T = Map<Int, Int>", "1:14 E0310 `Int`: the keys of a `Map` are texts"),
        ("type T = 1.5 | Bool", "1:10 E0310 `1.5`: this value can't be a type"),
        ("type T = (Int?)?", "1:16 E0310 `?`: one `?` is enough: there is only one `none`"),
        ("type T = Int? | String", "1:10 E0310 `Int?`: an alternative of a union can't be optional"),
        ("type T = Prot\ntype Port = Int", "1:10 E0201 `Prot`: there is no type `Prot`"),
        ("let x = 1\ntype T = x", "2:10 E0208 `x`: `x` is a constant, and a type is needed here"),
        ("type R { x: Int }\ntype T = R.Y", "2:12 E0201 `Y`: there is no type `Y` in `R.Y`"),
        ("type T = List<T>", "1:6 E0310 `T`: the type `T` stands for itself"),
        ("type T = U\ntype U = T | Int", "1:6 E0310 `T`: the type `T` stands for itself"),
        ("type T = List<Int by name>", "1:15 E0310 `Int`: only records can be addressed by one of their fields"),
        ("type R { name: String }\ntype T = List<R by nam>", "2:20 E0310 `nam`: `nam` is not a field of R"),
        ("type R { on: Bool }\ntype T = List<R by on>", "2:20 E0310 `on`: `on` can't be a key"),
        ("type R { a: Int }\ntype T = List<R by (a, a)>", "2:24 E0310 `a`: `a` stands twice in the key"),
    ];
    for (text, expected) in table {
        assert_eq!(brief(text), [expected], "in {text}");
    }
}

#[test]
fn a_value_of_a_union_tells_which_alternative_it_is() {
    let clashing = [
        "Int | Float",
        "Int | Cpu",
        "Float | Cpu",
        "String | \"a\"",
        "\"a\" | \"a\"",
        "1 | Int",
        "true | Bool",
        "List<Int> | List<String>",
        "Map<String, Int> | A",
        "A | B",
        "A | A",
        "Any | Int",
        "Duration | Duration(1s..)",
        "Name | Other",
    ];
    let declarations = "type A { x: Int }\ntype B extends A { y: Int }\ntype C { z: Int }\ntype Name = String(1..)\ntype Other = String(..5)\ntype Way = \"a\" | \"b\"\n";
    for union in clashing {
        let lines = brief(&format!("{declarations}type T = {union}"));
        assert_eq!(lines.len(), 1, "{union}: {lines:?}");
        assert!(lines[0].contains("E0310") && lines[0].contains("could not tell"), "{union}: {lines:?}");
    }
    for union in [
        "Int | Percent",
        "Memory | Int",
        "String | Secret",
        "String | Int | Bool | Secret",
        "A | C",
        "Way | \"c\" | 1",
        "A | List<A> | \"x\"",
        "Cpu | Memory",
    ] {
        sound(&format!("{declarations}type T = {union}"));
    }
}

#[test]
fn a_path_follows_fields_to_the_record_in_them() {
    let interfaces = sound(
        "type D { spec: D.Spec?, template: Template }\ntype D.Spec { strategy: Strategy, containers: List<Container by name> }\ntype Strategy { x: Int }\n\
         type Container { name: String }\ntype Template { pods: Map<String, Container> }\ntype T {\n  a: D.Spec.Strategy\n  b: D.Spec.Containers\n  c: D.Template.Pods\n}",
    );
    let shown: Vec<String> = record(&interfaces, "T").fields.iter().map(|field| name_of(&interfaces, &field.ty)).collect();
    assert_eq!(shown, ["Strategy", "Container", "Container"]);
    sound("type A { b: B, a: List<Int> }\ntype B { x: A.B? }");
    assert_eq!(brief("type A { x: B.Y }\ntype B { y: A.X }").len(), 2);
}

// ── records ──────────────────────────────────────────────────────────────────────────────────────────────────────────

#[test]
fn a_child_has_its_parents_fields_in_the_same_slots() {
    let interfaces = sound(
        "module A {\n  x: Int\n  let l = 1\n  output o: Int = x\n}\nmodule B extends A {\n  y: Int = 1\n  let l = 2\n  x: Int(1..)\n  x2: Bool?\n}\nmodule C extends B {\n  x = 5\n}",
    );
    assert_eq!(fields(record(&interfaces, "A")), ["0:name =", "1:enabled =", "2:namespace =", "3:x", "4:l let =", "5:o output ="]);
    let b = record(&interfaces, "B");
    assert_eq!(fields(b)[3..], ["3:x", "4:l let =", "5:o output =", "6:y =", "7:l let =", "8:x2"]);
    assert_eq!(b.slots.get(&"l".into()), Some(&7));
    assert_eq!(b.fields[3].owner, record(&interfaces, "A").id);
    let c = record(&interfaces, "C");
    assert_eq!((c.ancestors.len(), c.slots.get(&"l".into()), c.fields[3].has_default), (2, None, true));
    assert!(b.is_module());
}

#[test]
fn kinds_carry_their_identity() {
    let interfaces = sound(
        "type Meta { name: String }\n@kind(\"apps/v1\", \"Deployment\")\ntype Deployment { spec: Int, metadata: Meta? }\n@kind(\"v1\", \"Namespace\", \"cluster\")\ntype Namespace { x: Int }",
    );
    let identity = |name| record(&interfaces, name).kind_identity().expect("it is a kind").clone();
    let deployment = identity("Deployment");
    assert_eq!((deployment.api_version.as_str(), deployment.kind.as_str()), ("apps/v1", "Deployment"));
    assert_eq!((deployment.cluster_wide, deployment.metadata), (false, Some(1)));
    assert_eq!((identity("Namespace").cluster_wide, identity("Namespace").metadata), (true, None));
    assert_eq!(record(&interfaces, "Meta").kind, RecordKind::Type);
}

#[test]
fn annotations_become_notes_and_old_names_answer() {
    let interfaces = sound(
        "type T {\n  @renamed(\"replicas\") @since(\"1.33\")\n  min: Int\n  @deprecated(\"use min\") @immutable @until(\"1.40\") @example(1) @example(2)\n  /// Old.\n  old: Int?\n}",
    );
    let t = record(&interfaces, "T");
    assert_eq!(t.slots.get(&"replicas".into()), Some(&0));
    assert_eq!(t.fields[0].notes.lifetime.since.map(|since| since.to_string()).as_deref(), Some("1.33"));
    assert!(t.fields[1].notes.immutable && t.fields[1].notes.deprecated.as_deref() == Some("use min"));
    assert_eq!(t.fields[1].docs.as_deref(), Some("Old."));
}

#[test]
fn annotations_of_kinds_and_of_fields_of_the_api_are_facts_of_the_declaration() {
    let interfaces = sound(
        "type Label = String(..63)\n@kind(\"v1\", \"X\") @since(\"1.34\") @until(\"1.36\") @name(Label)\ntype X {\n  @default(\"TCP\")\n  protocol: (\"TCP\" | \"UDP\")?\n  ports: List<Port by (port, secure)>?\n}\ntype Port { port: Int(1..), @default(443) secure: Int? }\n@until(\"1.35\")\ntype Y extends X { protocol: \"TCP\"? }",
    );
    let (x, y) = (record(&interfaces, "X"), record(&interfaces, "Y"));
    let shown = |record: &Record| [record.lifetime.since, record.lifetime.until].map(|version| version.map(|version| version.to_string()));
    assert_eq!(shown(x), [Some("1.34".to_owned()), Some("1.36".to_owned())]);
    assert_eq!(shown(y), [Some("1.34".to_owned()), Some("1.35".to_owned())]);
    assert_eq!(x.name_rule.as_ref().map(short).as_deref(), Some("String(..63)"));
    assert_eq!(x.name_rule, y.name_rule);
    let default = |record: &Record| (record.fields[0].literal_default, record.fields[0].has_default);
    assert_eq!((default(x), default(y)), ((Some(Literal::Text("TCP".into())), false), (Some(Literal::Text("TCP".into())), false)));
}

#[test]
fn wrong_annotations_are_told() {
    let table = [
        ("type T {\n  @deprecate\n  x: Int\n}", "2:4 E0317 `deprecate`: there is no annotation `@deprecate`"),
        ("type T {\n  @kind(\"v1\", \"X\")\n  x: Int\n}", "2:4 E0317 `kind`: `@kind` has no meaning here"),
        ("@immutable\ntype T { x: Int }", "1:2 E0317 `immutable`: `@immutable` has no meaning here"),
        ("@kind(\"v1\")\ntype T { x: Int }", "1:1 E0317 `@kind(\"v1\")`: `@kind` is written otherwise"),
        ("type T {\n  @since(\"new\")\n  x: Int\n}", "2:3 E0317 `@since(\"new\")`: `@since` is written otherwise"),
        ("type T {\n  @since(\"1.x\")\n  x: Int\n}", "2:3 E0317 `@since(\"1.x\")`: `@since` is written otherwise"),
        ("type T {\n  @default(1 + 1)\n  x: Int?\n}", "2:3 E0317 `@default(1 + 1)`: `@default` is written otherwise"),
        ("type T {\n  @default(1)\n  x: Int\n}", "2:3 E0317 `@default(1)`: this field is required, and never left out"),
        ("type T {\n  @default(1)\n  x: Int? = 2\n}", "2:3 E0317 `@default(1)`: this field has a default of its own"),
        ("type T {\n  @default(\"C\")\n  x: (\"A\" | \"B\")?\n}", "2:3 E0317 `@default(\"C\")`: this is no value of the field's type"),
        ("@name(Label)\ntype T { x: Int }\ntype Label = String(..63)", "1:2 E0317 `name`: `@name` has no meaning here"),
        ("@kind(\"v1\", \"X\") @name(\"a\")\ntype T { x: Int }", "1:18 E0317 `@name(\"a\")`: `@name` is written otherwise"),
        ("@kind(\"v1\", \"X\") @name(Int)\ntype T { x: Int }", "1:24 E0317 `Int`: `Int` is no type of texts"),
        ("@kind(\"v1\", \"X\") @name(Lable)\ntype T { x: Int }\ntype Label = String", "1:24 E0201 `Lable`: there is no type `Lable`"),
        ("type T {\n  @renamed(\"y\")\n  x: Int\n  y: Int\n}", "3:3 E0317 `x`: the old name `y` is that of another field"),
    ];
    for (text, expected) in table {
        assert_eq!(brief(text), [expected], "in {text}");
    }
}

#[test]
fn declarations_that_clash_or_widen_are_told() {
    let table = [
        ("type T {\n  x: Int\n  x: String\n}", "3:3 E0314 `x`: `x` is declared twice here"),
        ("type P { x: Int(1..5) }\ntype C extends P { x: Int }", "2:20 E0315 `x`: `x` is inherited, and its new type is no narrower"),
        ("type P { x: Int }\ntype C extends P { x: Int? }", "2:20 E0315 `x`: `x` is inherited, and its new type is no narrower"),
        ("type P { x: \"a\" | \"b\" }\ntype C extends P { x: \"c\" }", "2:20 E0315 `x`: `x` is inherited, and its new type is no narrower"),
        ("module M { name: String(1..) }", "1:12 E0315 `name`: every module has `name`: it can't be declared anew"),
        ("module P { output o: Int = 1 }\nmodule C extends P { o: Int }", "2:22 E0315 `o`: `o` is an output that is inherited"),
        ("type T { x: Int, x = 5 }", "1:18 E0314 `x`: `x` is declared in this very declaration"),
        (
            "type P { x: Int, _: Int }\ntype C extends P { y: Int, _: String }",
            "2:28 E0315 `_: String`: the type that is extended admits further fields, of a narrower type",
        ),
        ("type A extends B { x: Int }\ntype B extends A { y: Int }", "1:16 E0206 `B`: `A` extends itself"),
        ("type A extends A { x: Int }", "1:16 E0206 `A`: `A` extends itself"),
        ("module M {}\ntype T extends M { x: Int }", "2:16 E0208 `M`: a type can't extend a module"),
        ("type T extends Int { x: Int }", "1:16 E0208 `Int`: `Int` has no fields: a record type is needed here"),
        ("type P { x: Int }\nmodule M for P {}", "2:14 E0208 `P`: `P` is a type, and a module is needed here"),
        ("type A { b: B }\ntype B { a: A | Int }", "1:10 E0310 `b`: `A` contains itself"),
        ("type A { a: A }", "1:10 E0310 `a`: `A` contains itself"),
        ("fn f(a: Int, a: Int) -> Int = 1", "1:14 E0202 `a`: `a` is a parameter twice"),
    ];
    for (text, expected) in table {
        assert_eq!(brief(text), [expected], "in {text}");
    }
}

#[test]
fn narrower_types_of_inherited_fields_are_accepted() {
    sound(
        "type P { a: Int?, b: String, c: Int | Percent, d: List<Int>, e: Q, f: \"x\" | \"y\", g: Map<String, Int | String>?, h: Any }\ntype Q { x: Int }\ntype R extends Q { y: Int }\n\
         type C extends P { a: Int(1..) = 1, b: \"tokyo\", c: Percent, d: List<Int(1..)>(1..), e: R, f: \"x\", g: Map<\"k\", Int>?, h: Int }",
    );
    sound("type A { a: A?, b: List<A>, c: Map<String, A>, d: (A | Int)? }");
}

#[test]
fn long_lines_and_deep_aliases_are_bounded() {
    let aliases: String = (1..2000).map(|at| format!("type A{at} = List<A{}>\n", at - 1)).collect();
    let lines = brief(&format!("type A0 = Int\n{aliases}"));
    assert!(!lines.is_empty() && lines.iter().all(|line| line.contains("E0310")), "{lines:?}");
    let backwards: String = (0..2000).map(|at| format!("type A{at} = List<A{}>\n", at + 1)).collect();
    assert!(!brief(&format!("{backwards}type A2000 = Int\n")).is_empty());
    let records: String = (1..2000).map(|at| format!("type R{at} extends R{} {{ f{at}: Int }}\n", at - 1)).collect();
    assert!(!brief(&format!("type R0 {{ x: Int }}\n{records}")).is_empty());
    let held: String = (0..20_000).map(|at| format!("type R{at} {{ f: R{} }}\n", (at + 1) % 20_000)).collect();
    assert_eq!(brief(&held).len(), 1);
}

// ── showing ──────────────────────────────────────────────────────────────────────────────────────────────────────────

fn name_of(interfaces: &Interfaces, ty: &Ty) -> String {
    match ty {
        Ty::Record(record) => interfaces.record(*record).name.to_string(),
        other => format!("{other:?}"),
    }
}

fn short(ty: &Ty) -> String {
    fn range<T: std::fmt::Display>(bounds: &jke_model::ty::Bounds<T>) -> String {
        let end = |end: &Option<T>| end.as_ref().map_or_else(String::new, T::to_string);
        if bounds.from.is_none() && bounds.to.is_none() { String::new() } else { format!("{}..{}", end(&bounds.from), end(&bounds.to)) }
    }
    let wrap = |name: &str, inside: String| if inside.is_empty() { name.to_owned() } else { format!("{name}({inside})") };
    match ty {
        Ty::Int(bounds) => wrap("Int", range(bounds)),
        Ty::Float(bounds) => wrap("Float", range(bounds)),
        Ty::String(Some(refinement)) => {
            let pattern = refinement.pattern.as_ref().map_or_else(String::new, |pattern| format!(", {}", pattern.text));
            wrap("String", range(&refinement.length) + &pattern)
        }
        Ty::List(list) => wrap(&format!("List<{}>", short(&list.element)), range(&list.length)),
        Ty::Optional(inner) => short(inner) + "?",
        other => format!("{other:?}"),
    }
}
