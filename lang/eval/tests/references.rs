//! Fields that read each other: across instances and the platform, in circles, in long chains; unions in layers; the bounds.

mod support;

use std::fmt::Write;

use support::{check, checked, instance_of, target_of};

fn mistakes(text: &str, instance: &str) -> Vec<String> {
    check(text, instance, "").mistakes
}

#[test]
fn a_field_of_another_instance_is_that_of_the_same_target() {
    let text = "project p { axis env = dev | prod }\nplatform: P { domain = \"d\"\n on env=prod { domain = \"p\" } }\nmodule P { domain: String, zone: Zone = {} }\ntype Zone { size: Int = 1, twice: Int = size * 2 }
module M for P { x: String = \"\", boxes: Map<String, String> = {}, output url: String = \"http://\\(name).\\(platform.domain)/\\(platform.zone.twice)\" }
app a: M { x = apps.b.url, boxes.k = apps.b.boxes.k }\napp b: M { boxes { k = \"b's \\(apps.a.name)\" }\n on env=prod { name = \"bb\" } }";
    assert_eq!(check(text, "a", "env=dev").fields, ["x = http://b.d/2", "boxes = {k: b's a}", "url = http://a.d/2"]);
    assert_eq!(check(text, "a", "env=prod").fields, ["x = http://bb.p/2", "boxes = {k: b's a}", "url = http://a.p/2"]);
}

#[test]
fn two_apps_may_read_each_other_and_only_a_circle_of_fields_is_an_error() {
    let module = "project p {}\nmodule M { x: Int = 1, y: Int = 2 }";
    let text = format!("app a: M {{ x = apps.b.y }}\napp b: M {{ x = apps.a.y }}\n{module}");
    assert_eq!(check(&text, "a", "").fields, ["x = 2", "y = 2"]);
    let text = format!("app a: M {{ x = apps.b.y }}\napp b: M {{ y = apps.a.x }}\n{module}");
    let expected = "2:16 E0501 `apps.a.x`: fields in a circle: apps.a.x → apps.b.y → apps.a.x | reads `apps.a.x` | 1:16 reads `apps.b.y` | help: give one of them a value that needs none of the others";
    assert_eq!(mistakes(&text, "a"), [expected]);
    assert_eq!(mistakes(&text, "b"), [expected]);
}

#[test]
fn every_platform_has_a_cluster_and_a_kubernetes_version() {
    let text = |platform: &str| {
        format!(
            "project p {{ axis env = dev | prod\n axis cluster = office | tokyo }}\n{platform}\nmodule M for P {{ at: String = platform.cluster, version: String = platform.kubernetes ?? \"\" }}\napp a: M {{}}"
        )
    };
    let plain = text("platform: P { on env=prod { cluster = \"big\", kubernetes = \"1.34\" } }\nmodule P {}");
    assert_eq!(check(&plain, "a", "env=dev cluster=tokyo").fields, ["at = tokyo", "version = "]);
    assert_eq!(check(&plain, "a", "env=prod cluster=tokyo").fields, ["at = big", "version = 1.34"]);
    let narrower = text("platform: P {}\nmodule P { cluster: String(1..63), kubernetes: String = \"1.33\" }");
    assert_eq!(check(&narrower, "a", "env=dev cluster=office").fields, ["at = office", "version = 1.33"]);
    let other = "project p {}\nmodule M { cluster: Int = 1, kubernetes: Bool = true }\napp a: M {}";
    assert_eq!(check(other, "a", "").fields, ["cluster = 1", "kubernetes = true"]);
    let no_axis =
        "project p { axis env = dev | prod }\nplatform: P {}\nmodule P {}\nmodule M for P { at: String = platform.cluster }\napp a: M {}";
    assert_eq!(check(no_axis, "a", "env=prod").fields, ["at = env=prod"]);
}

#[test]
fn a_circle_of_defaults_is_an_error_for_the_instance_whose_values_make_it() {
    let types = "project p {}\nmodule M { a: Int = b + 1, b: Int = if on then a else 1, on: Bool = false }";
    assert_eq!(check(&format!("app a: M {{}}\n{types}"), "a", "").fields, ["a = 2", "b = 1", "on = false"]);
    assert_eq!(
        mistakes(&format!("app a: M {{ on = true }}\n{types}"), "a"),
        [
            "3:48 E0501 `a`: fields in a circle: a → b → a | reads `a` | 3:21 reads `b` | help: give one of them a value that needs none of the others"
        ]
    );
}

#[test]
fn a_field_that_reads_itself_is_an_error() {
    let text = "app a: M { x = self.x + 1 }\nproject p {}\nmodule M { x: Int = 1 }";
    assert_eq!(mistakes(text, "a").len(), 1);
    assert!(mistakes(text, "a")[0].starts_with("1:16 E0501 `self.x`: `x` is computed from itself"), "{:?}", mistakes(text, "a"));
}

#[test]
fn of_a_disabled_instance_only_enabled_is_read() {
    let module = "project p {}\nmodule M { x: String = \"\" }\napp b: M { enabled = false, x = \"b\" }";
    assert_eq!(
        mistakes(&format!("app a: M {{ x = apps.b.x }}\n{module}"), "a"),
        [
            "1:16 E0508 `apps.b.x`: `b` is disabled here, and only its `enabled` can be read | 4:5 its `enabled` is false | help: ask first: `if apps.b.enabled then … else …`"
        ]
    );
    assert_eq!(check(&format!("app a: M {{ x = if apps.b.enabled then apps.b.x else \"off\" }}\n{module}"), "a", "").fields, ["x = off"]);
}

#[test]
fn what_is_wrong_with_an_instance_is_told_in_the_same_words_where_another_one_reads_it() {
    let text = "app a: M { x = apps.b.boxes.k.size }\napp b: M { boxes.k {} }\nproject p {}\nmodule M { x: Int = 1, boxes: Map<String, Box> = {} }\ntype Box { size: Int }";
    let expected = "2:12 E0303 `boxes.k`: `boxes.k.size` is missing: Box requires it | 5:12 declared here, with no default | help: set it here: `size = …`";
    assert_eq!(mistakes(text, "a"), [expected]);
    assert_eq!(mistakes(text, "b"), [expected]);
}

#[test]
fn a_disabled_platform_still_tells_apps_where_they_run() {
    let text = "platform: P { enabled = false, region = \"eu\" }\nmodule P { region: String }\napp a: M { x = \"\\(self.namespace) in \\(platform.region)\" }\nmodule M for P { x: String }\nproject p {}";
    let shown = check(text, "a", "");
    assert_eq!((shown.fields, shown.mistakes), (vec!["x = p in eu".to_owned()], vec![]));
}

#[test]
fn a_merge_into_what_is_no_record_is_an_error_and_not_lost() {
    let types = "project p { axis env = dev | prod }\ntype Box { size: Int = 1 }\nmodule M { box: Int | Box = 1, any: Any?, map: Int | Map<String, Int> = 2 }";
    let told = |body: &str| check(&format!("app a: M {{ {body} }}\n{types}"), "a", "env=prod").mistakes;
    assert_eq!(
        told("box = 7, on env=prod { box { size = 5 } }"),
        ["1:35 E0408 `box`: `box` is 7 here, and nothing can be set inside it | 1:18 chosen here | help: `box = …` replaces it"]
    );
    assert_eq!(
        told("any = [3], on env=prod { any { a = 5 } }"),
        [
            "1:37 E0408 `any`: `any` is a list with 1 element here, and nothing can be set inside it | 1:18 chosen here | help: `any = …` replaces it"
        ]
    );
    assert!(told("map = 3, on env=prod { map.a = 1 }")[0].starts_with("1:35 E0408 `map.a`: `map` is 3 here"));
    assert!(told("any = 3, on env=dev { any { a = 5 } }").is_empty());
}

#[test]
fn what_is_set_in_a_union_fits_the_record_that_was_chosen() {
    let types = "project p { axis env = dev | prod }\ntype A { size: Int(1..9) = 1 }\ntype B { size: String = \"\", _: Int }\nmodule M { x: A | B = A {} }";
    let shown = |body: &str| check(&format!("app a: M {{ {body} }}\n{types}"), "a", "env=prod");
    let told = |body: &str| shown(body).mistakes;
    assert_eq!(
        told("on env=prod { x { size = \"s\" } }"),
        ["1:37 E0304 `\"`: `size` of A: this is \"s\", which does not fit here | 3:10 its type in the record that was chosen"]
    );
    assert_eq!(told("x = B {}, on env=prod { x.size = 5 }").len(), 1);
    assert_eq!(shown("x = B {}, on env=prod { x.more = 5, x.size = \"s\" }").fields, ["x = {size: s, more: 5}"]);
    assert_eq!(shown("x = B {}, on env=prod { x { size = \"s\" } }").fields, ["x = {size: s}"]);
}

#[test]
fn a_reference_in_a_value_that_is_replaced_is_no_error() {
    let text = "project p { axis env = dev | prod }\nmodule M { x: String = \"\" }\napp b: M { enabled = false }\napp a: M { x = apps.b.x\n on env=prod { x = \"own\" } }";
    assert_eq!(check(text, "a", "env=prod").mistakes, [""; 0]);
    assert_eq!(check(text, "a", "env=dev").mistakes.len(), 1);
}

#[test]
fn a_merge_into_a_union_goes_into_the_record_that_was_chosen() {
    let types = "project p { axis env = dev | prod }\ntype S3 { bucket: String = \"b\", athena: Bool = false }\ntype Gcs { bucket: String = \"g\", project: String? }\nmodule M { logs: S3 | Gcs = S3 {}, other: (S3 | Gcs)? }";
    let shown = check(&format!("app a: M {{ on env=prod {{ logs.bucket = \"prod\" }} }}\n{types}"), "a", "env=prod");
    assert_eq!((shown.fields, shown.mistakes), (vec!["logs = {bucket: prod, athena: false}".to_owned()], vec![]));
    let text = format!("app a: M {{ logs = Gcs {{}}\n on env=prod {{ logs {{ athena = true }} }} }}\n{types}");
    let shown = check(&text, "a", "env=prod");
    assert_eq!(shown.mistakes.len(), 1, "{:?}", shown.mistakes);
    assert!(
        shown.mistakes[0].starts_with("2:23 E0408 `athena`: `athena` is not a field of Gcs, which is chosen here"),
        "{:?}",
        shown.mistakes
    );
    let text = format!("app a: M {{ on env=prod {{ other.bucket = \"x\" }} }}\n{types}");
    let shown = check(&text, "a", "env=prod");
    assert!(shown.mistakes.len() == 1 && shown.mistakes[0].contains("E0507"), "{:?}", shown.mistakes);
}

// ── bounds ───────────────────────────────────────────────────────────────────────────────────────────────────────────

/// A module whose fields each read the one before.
fn chain(length: usize) -> String {
    let mut text = "project p {}\napp a: M {}\nmodule M { f0: Int = 1".to_owned();
    for at in 1..length {
        write!(text, ", f{at}: Int = f{} + 1", at - 1).expect("a String takes any text");
    }
    text + " }"
}

#[test]
fn a_chain_of_fields_may_be_as_long_as_the_bound_and_no_longer() {
    let shown = check(&chain(1000), "a", "");
    assert_eq!((shown.mistakes.as_slice(), shown.fields.last().map(String::as_str)), (&[] as &[String], Some("f999 = 1000")));
    // Read from its end, nothing of it being remembered.
    let text = chain(1200).replace("f0: Int = 1", "first: Int = f1199, f0: Int = 1");
    let found = mistakes(&text, "a");
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("E0502") && found[0].contains("more than 1000 calls"), "{found:?}");
}

#[test]
fn depth_is_counted_as_if_nothing_were_remembered() {
    // From its beginning each field finds the one before it remembered, and is as deep all the same.
    let found = mistakes(&chain(1002), "a");
    assert!(found.len() == 1 && found[0].contains("E0502"), "{found:?}");
}

#[test]
fn nesting_in_each_of_many_calls_does_not_exhaust_the_threads_stack() {
    let mut text = "project p {}\napp a: M {}\nmodule M { x: Int = f0(1) }\n".to_owned();
    for at in 0..900 {
        let (open, close) = ("(1 + ".repeat(60), ")".repeat(60));
        writeln!(text, "fn f{at}(n: Int) -> Int = {open}f{}(n){close}", at + 1).expect("a String takes any text");
    }
    text.push_str("fn f900(n: Int) -> Int = n\n");
    let (_, program) = std::thread::Builder::new()
        .stack_size(64 << 20)
        .spawn(move || checked(&text))
        .expect("a thread")
        .join()
        .expect("the checker walks it");
    let evaluate = std::thread::Builder::new().stack_size(1 << 20).spawn(move || {
        let target = target_of(&program, "");
        let world = jke_eval::World::new(&program, &target);
        let id = instance_of(&program, "a");
        let layers = jke_eval::merge::layers(&program, id);
        jke_eval::evaluate(&world, &layers, id, &mut jke_eval::NoTrace).diagnostics.len()
    });
    assert_eq!(evaluate.expect("a thread").join().expect("evaluation ends"), 0);
}

#[test]
fn a_value_that_many_fields_nest_ends_at_the_bound() {
    let mut text = "project p {}\napp a: M {}\nmodule M { f0: Any = 1".to_owned();
    for at in 1..900 {
        let (open, close) = ("[".repeat(200), "]".repeat(200));
        write!(text, ", f{at}: Any = {open}f{}{close}", at - 1).expect("a String takes any text");
    }
    let found = mistakes(&(text + " }"), "a");
    assert!(found.len() == 1 && found[0].contains("E0502") && found[0].contains("nested deeper than 1000"), "{found:?}");
}

#[test]
fn a_value_as_deep_as_the_bound_can_be_walked() {
    let mut text = "project p {}\napp a: M {}\nmodule M { f0: Any = 1".to_owned();
    for at in 1..6 {
        let (open, close) = ("[".repeat(195), "]".repeat(195));
        write!(text, ", f{at}: Any = {open}f{}{close}", at - 1).expect("a String takes any text");
    }
    text.push_str(
        "\n output length: Int = json(f5).length()\n output same: Bool = f5 == f5\n output lines: Int = yaml(f5).lines().length() }",
    );
    let shown = check(&text, "a", "");
    assert_eq!(shown.mistakes, [""; 0]);
    assert_eq!(shown.fields[6..], ["length = 1951", "same = true", "lines = 1"]);
}

#[test]
fn comparing_what_shares_its_parts_without_end_is_bounded() {
    let (dup, close) = ("dup(".repeat(40), ")".repeat(40));
    let text = format!(
        "project p {{}}\napp a: M {{}}\nfn dup(x: Any) -> Any = [x, x]\nmodule M {{ output same: Bool = {dup}1{close} == {dup}1{close} }}"
    );
    let found = mistakes(&text, "a");
    assert!(found.len() == 1 && found[0].contains("E0502"), "{found:?}");
}

#[test]
fn steps_are_counted_as_if_nothing_were_remembered() {
    let mut text = "project p {}\napp a: M {}\nmodule M { f0: List<Int> = [1, 2]".to_owned();
    for at in 1..30 {
        write!(text, ", f{at}: List<Int> = f{} + f{}", at - 1, at - 1).expect("a String takes any text");
    }
    let found = mistakes(&(text + " }"), "a");
    assert!(found.len() == 1 && found[0].contains("E0502"), "{found:?}");
}

#[test]
fn repetition_ends_at_the_bound_of_steps() {
    let text = "project p {}\napp a: M {}\nmodule M { xs: List<Int> = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]\n output n: Int = [for a in xs for b in xs for c in xs for d in xs for e in xs for f in xs for g in xs for h in xs: 1].length() }";
    let found = mistakes(text, "a");
    assert!(found.len() == 1 && found[0].contains("E0502") && found[0].contains("10000000 steps"), "{found:?}");
}

#[test]
fn a_text_ends_at_the_bound_of_a_value() {
    let twenty_two = format!("{}\"0123456789abcdef\"{}", "twice(".repeat(22), ")".repeat(22));
    let text = format!("project p {{}}\napp a: M {{}}\nfn twice(s: String) -> String = s + s\nmodule M {{ x: String = {twenty_two} }}");
    let found = mistakes(&text, "a");
    assert!(found.len() == 1 && found[0].starts_with("3:33 E0502 `s + s`") && found[0].contains("16 MiB"), "{found:?}");
}

#[test]
fn rows_are_neither_depth_nor_nesting() {
    let row = format!("{}1", "1 + ".repeat(20_000));
    let choice = format!("{}0", (0..5_000).map(|at| format!("if x == {at} then {at} else ")).collect::<String>());
    let text = format!(
        "project p {{}}\napp a: M {{ x = 4999 }}\nmodule M {{ x: Int = 0\n output sum: Int = {row}\n output choice: Int = {choice} }}"
    );
    assert_eq!(check(&text, "a", "").fields[1..], ["sum = 20001", "choice = 4999"]);
}
