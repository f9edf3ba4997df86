//! Functions, `let`s and modules that come back to themselves: each circle is told once, with the way.

mod support;

use support::Project;

fn mistakes(text: &str) -> Vec<String> {
    Project::new(&[("a.jke", text), ("project.jke", "project p {}")]).mistakes()
}

#[test]
fn a_module_that_includes_itself_by_any_way_is_told() {
    assert_eq!(
        mistakes(
            "module A { include B {} }\nmodule B {\n  let x = 1\n  if enabled { include C {} }\n}\nmodule C { let a = include A {} }\nmodule D { include D {} }"
        ),
        [
            "a.jke:1:8 E0206 `A`: `A` includes itself | A → B → C → A | a.jke:2:8 through `B` | a.jke:6:8 through `C` | help: a module can't hold an instance of itself: include another module in one of them",
            "a.jke:7:8 E0206 `D`: `D` includes itself | D → D | help: a module can't hold an instance of itself: include another module in one of them",
        ]
    );
}

#[test]
fn a_child_includes_what_its_parent_does() {
    assert_eq!(
        mistakes(
            "module A { include B {} }\nmodule B extends C { }\nmodule C { for x in [1] { include D {} } }\nmodule D extends E {}\nmodule E { include B {} }"
        ),
        [
            "a.jke:2:8 E0206 `B`: `B` includes itself | B → D → B | a.jke:4:8 through `D` | help: a module can't hold an instance of itself: include another module in one of them",
        ]
    );
}

#[test]
fn functions_that_call_each_other_in_a_circle_are_told() {
    assert_eq!(
        mistakes(
            "fn f(n: Int) -> Int = g(n)\nfn g(n: Int) -> Int = if n > 0 then f(n - 1) else x\nlet x: Int = 1 + f(1)\nfn h(n: Int = h()) -> Int = n"
        ),
        [
            "a.jke:1:4 E0206 `f`: `f` refers to itself | f → g → f | a.jke:2:4 through `g` | help: there is no recursion: what a function or a `let` uses must not lead back to it",
            "a.jke:4:4 E0206 `h`: `h` refers to itself | h → h | help: there is no recursion: what a function or a `let` uses must not lead back to it",
        ]
    );
}

#[test]
fn a_way_may_lead_through_the_default_of_a_type() {
    assert_eq!(
        mistakes("type T { n: Int, next: T? = if n > 0 then f(n - 1) else none }\nfn f(n: Int) -> T = T { n = n }"),
        [
            "a.jke:2:4 E0206 `f`: `f` refers to itself | f → T → f | a.jke:1:6 through `T` | help: there is no recursion: what a function or a `let` uses must not lead back to it",
        ]
    );
}

#[test]
fn lets_that_wait_for_themselves_are_told_whether_their_types_are_stated_or_not() {
    let text = "let a = b + 1\nlet b = c\nlet c: Int = a\nlet d = [e]\nlet e = d\nlet f: Int = f\nmodule M {\n  let x = y\n  let y = z\n  let z = x\n  let p: Int = q\n  let q: Int = p + 1\n}";
    let help = "help: there is no recursion: what a function or a `let` uses must not lead back to it";
    assert_eq!(
        mistakes(text),
        [
            format!("a.jke:1:5 E0206 `a`: `a` refers to itself | a → b → c → a | a.jke:2:5 through `b` | a.jke:3:5 through `c` | {help}"),
            format!("a.jke:4:5 E0206 `d`: `d` refers to itself | d → e → d | a.jke:5:5 through `e` | {help}"),
            format!("a.jke:6:5 E0206 `f`: `f` refers to itself | f → f | {help}"),
            format!("a.jke:8:7 E0206 `x`: `x` refers to itself | x → y → z → x | a.jke:9:7 through `y` | a.jke:10:7 through `z` | {help}"),
            format!("a.jke:11:7 E0206 `p`: `p` refers to itself | p → q → p | a.jke:12:7 through `q` | {help}"),
        ]
    );
}

#[test]
fn no_let_of_a_knot_has_a_type_whichever_is_asked_for_first() {
    // `c` is a text where `b` is known before it; the use of it as a number would be a second mistake then.
    let lets = ["let a = [b, c]", "let b = a", "let c = \"x\\(b)\"", "let d: Int = c"];
    let last = "let e = d";
    for order in [[0, 1, 2, 3], [0, 2, 1, 3], [1, 0, 2, 3], [1, 2, 0, 3], [2, 0, 1, 3], [2, 1, 0, 3], [3, 2, 1, 0], [3, 1, 2, 0]] {
        let text = order.map(|at: usize| lets[at]).join("\n");
        let told = mistakes(&format!("{text}\n{last}"));
        assert_eq!(told.len(), 1, "{text}\n{told:?}");
        assert!(told[0].contains("E0206"), "{told:?}");
    }
}

#[test]
fn a_knot_deeper_than_what_may_wait_is_one() {
    let row: Vec<String> = (0..40).map(|at| format!("let a{at} = [a{}, a{}]", at + 1, (at * 7) % 40)).collect();
    let told = mistakes(&format!("{}\nlet a40 = [a0]\nlet t = \"\\(a3)\"\nlet n: Int = t", row.join("\n")));
    assert_eq!(told.iter().filter(|line| line.contains("E0206")).count(), 1, "{told:?}");
    assert_eq!(told.len(), 2, "only `n` is wrong beside the knot: {told:?}");
}

#[test]
fn a_circle_of_outputs_is_told_in_the_declaration_whether_an_instance_has_it_or_not() {
    let help = "help: give one of them a value that needs none of the others";
    let text = "module M {\n  input: Int = 1\n  let x = b + input\n  output a: Int = x * 2\n  output b: Int = a ?? 1\n  output c: Int = c\n}\nmodule N extends M { output d: Int = a }";
    assert_eq!(
        mistakes(text),
        [
            format!(
                "a.jke:4:19 E0501 `x`: fields in a circle: a → x → b → a | reads `x` | a.jke:3:11 reads `b` | a.jke:5:19 reads `a` | {help}"
            ),
            format!("a.jke:6:19 E0501 `c`: `c` is computed from itself | reads `c` | {help}"),
        ]
    );
}

#[test]
fn a_circle_that_the_values_may_break_is_none_in_the_declaration() {
    for fields in [
        "i: Int = o\n  output o: Int = i",
        "output a: Int = if enabled then b else 1\n  output b: Int = if enabled then 1 else a",
        "output a: T = T { x = b }\n  output b: Int = a.y",
        "i: Int?\n  output a: Int = i ?? b\n  output b: Int = a",
    ] {
        assert_eq!(mistakes(&format!("type T {{ x: Int = 1, y: Int = 2 }}\nmodule M {{\n  {fields}\n}}")), [] as [&str; 0], "{fields}");
    }
}

#[test]
fn a_long_row_of_lets_is_inferred_from_its_end() {
    let row = |length: usize, last: &str| {
        let lets: Vec<String> = (0..length).map(|at| format!("let a{at} = a{}", at + 1)).collect();
        format!("{}\nlet a{length} = {last}", lets.join("\n"))
    };
    assert_eq!(mistakes(&row(20_000, "1")), [""; 0]);
    let told = mistakes(&row(1_000, "a30"));
    assert_eq!(told.len(), 1);
    assert!(told[0].starts_with("a.jke:31:5 E0206") && told[0].contains("a30 → a31 → a32"), "{told:?}");
}
