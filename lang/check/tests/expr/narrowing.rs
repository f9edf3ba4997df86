//! What conditions and patterns prove, and that every value has its arm.

use super::{mistakes, sound};

#[test]
fn an_optional_is_used_after_a_check() {
    sound(
        r#"
type Inner { x: Int?, y: Int = 1 }
module M {
  a: String?
  i: Inner?
  m: Map<String, Int> = {}
  xs: List<Inner> = []
  let b = if a != none then a.length() else 0
  let c = a != none and a.length() > 1
  let d = a == none or a.length() > 1
  let e = if not (a == none) then a else ""
  let f = if a == none then "" else a
  let g = i?.y ?? 0
  let h = if i?.x != none then i.x + i.y else 0
  let j = [for x in xs if x.x != none: x.x + 1]
  let k = if m["a"] != none then m["a"] + 1 else 0
  let l = xs.filter(x => x.x != none).map(x => x.y)
  let n = a?.upper()?.lower() ?? "x"
  let o = match a { none => 0, _ => a.length() }
  let p = if a == none or i == none then 0 else a.length() + i.y
  let q = if a != none or i != none then "" else "none of both"
}
"#,
    );
}

#[test]
fn an_optional_that_is_not_checked_is_told() {
    assert_eq!(
        mistakes(
            r#"
type T { a: String?, i: T?, n: Int = 1, s: String = "" }
let t = T { n = 1 }
let a = t.a.length()
let b = t.i.n
let c: String = t.a
let d = t.a + "x"
let e = [for x in t.a: x]
let f = t.a < "b"
let g = "\(t.a)"
let h = if t.a != none or t.i != none then t.a.length() else 0
let i = T { s = t.a }
let j = t.i?.n + 1
let k = t.i with { n = 2 }
let l = -t.i?.n
let m = json(t.i)
let n = t.n != none
"#
        ),
        [
            "a.jke:4:9 E0307 `t.a`: this may be `none`, and then it has no `length()` | help: `t.a?.length(…)` gives `none` where it is; or check it before: `if t.a != none`",
            "a.jke:5:9 E0307 `t.i`: this may be `none`, and then it has no `n` | help: `t.i?.n` gives `none` where it is; or check it before: `if t.i != none`",
            "a.jke:6:17 E0307 `t.a`: this may be `none`, and String is expected | help: give a default, `t.a ?? …`, or check it before: `if t.a != none`",
            "a.jke:7:9 E0307 `t.a`: this may be `none`, and an operand of `+` is expected | help: give a default, `t.a ?? …`, or check it before: `if t.a != none`",
            "a.jke:8:19 E0307 `t.a`: this may be `none`, and a list or a map is expected | help: give a default, `t.a ?? …`, or check it before: `if t.a != none`",
            "a.jke:9:9 E0307 `t.a`: this may be `none`, and a value to compare is expected | help: give a default, `t.a ?? …`, or check it before: `if t.a != none`",
            r#"a.jke:10:12 E0313 `t.a`: this may be `none`, which has no text | help: give a default: `\(t.a ?? "")`"#,
            "a.jke:11:44 E0307 `t.a`: this may be `none`, and then it has no `length()` | help: `t.a?.length(…)` gives `none` where it is; or check it before: `if t.a != none`",
            "a.jke:12:17 E0307 `t.a`: this may be `none`, and `s` takes String | a.jke:2:41 declared here | help: give a default, `t.a ?? …`, or check it before: `if t.a != none`",
            "a.jke:13:9 E0307 `t.i?.n`: this may be `none`, and an operand of `+` is expected | help: give a default, `t.i?.n ?? …`, or check it before: `if t.i?.n != none`",
            "a.jke:14:9 E0307 `t.i`: this may be `none`, and a value is expected | help: give a default, `t.i ?? …`, or check it before: `if t.i != none`",
            "a.jke:15:10 E0307 `t.i?.n`: this may be `none`, and a number is expected | help: give a default, `t.i?.n ?? …`, or check it before: `if t.i?.n != none`",
            "a.jke:16:14 E0307 `t.i`: this may be `none`, and a value is expected | help: give a default, `t.i ?? …`, or check it before: `if t.i != none`",
            "a.jke:17:9 E0308 `t.n`: this is never `none`: it is Int | help: leave the comparison out",
        ]
    );
}

#[test]
fn a_union_is_told_apart_by_is_and_by_match() {
    assert_eq!(
        mistakes(
            r"
type S3 { bucket: String, region: String? }
type Gcs { bucket: String, project: String }
module M {
  store: S3 | Gcs
  port: Int | Percent = 1
  any: Any?
  env: Map<String, String | Int | Secret> = {}
  let a = if store is S3 then store.region else store.project
  let b = match store { S3 as s => s.bucket, Gcs as g => g.project }
  let c = match port { Int as n => n, Percent as p => p.value.ceil() }
  let d = store.bucket
  let e = if any is Map then any.x else 1
  let f = if any is String then any.length() else 0
  let g: Map<String, String> = {for k, v in env if v is String: k => v}
  let h = if not (store is S3) then store.project else store.bucket
  let i = store is Int
  let j = any.x
  let k = match store { S3 | Gcs => 1 }
  let l = match store { S3 as x | Gcs as x => 1 }
  let m = match store { S3 as x | Gcs as y => 1 }
}
"
        ),
        [
            "a.jke:10:53 shadowed-name `g`: `g` hides the field of that name | a.jke:15:7 hidden here | help: choose another name, so that a reader can't mistake one for the other",
            "a.jke:12:17 E0301 `bucket`: `bucket` can't be read of S3 | Gcs before it is known which it is | help: ask before: `if store is S3`, or `match store { S3 as x => x.bucket, … }`",
            "a.jke:15:37 shadowed-name `k`: `k` hides the field of that name | a.jke:19:7 hidden here | help: choose another name, so that a reader can't mistake one for the other",
            "a.jke:17:20 E0308 `Int`: this is never Int: it is S3 | Gcs",
            "a.jke:18:11 E0307 `any`: this may be `none`, and then it has no `x` | help: `any?.x` gives `none` where it is; or check it before: `if any != none`",
            "a.jke:21:42 E0302 `y`: all alternatives of an arm must bind the same name, or none | help: write an arm for each of them",
        ]
    );
}

#[test]
fn a_match_must_take_every_value_and_each_arm_some() {
    assert_eq!(
        mistakes(
            r#"
module M {
  level: "low" | "mid" | "high"
  on: Bool
  n: Int
  port: Int | Percent
  a: String?
  let b = match level { "low" => 1 }
  let c = match on { true => 1 }
  let d = match n { 1 => 1, 2 => 2 }
  let e = match port { Int => 1 }
  let f = match a { none => 1 }
  let g = match level { "low" => 1, "mid" => 2, "high" => 3, _ => 4 }
  let h = match level { "low" => 1, "low" => 2, _ => 3 }
  let i = match level { "lwo" => 1, _ => 2 }
  let j = match level { low => 1, _ => 2 }
  let k = match n { _ => 1, 2 => 2 }
  let l = match port { 25% => 1, 25% => 2, _ => 3 }
  let m = match n { none => 1, _ => 2 }
  let o = match port { String => 1, _ => 2 }
  let p = match n { 1.5 => 1, _ => 2 }
  let q = match level { "\(level)" => 1, _ => 2 }
}
"#
        ),
        [
            r#"a.jke:8:17 E0306 `level`: this `match` has no arm for `"mid"` and `"high"` | help: add an arm for each, as `"mid" => …`, or `_ => …` for all that are left"#,
            "a.jke:9:17 E0306 `on`: this `match` has no arm for `false` | help: add an arm for each, as `false => …`, or `_ => …` for all that are left",
            "a.jke:10:17 E0306 `n`: this `match` has no arm for other values of `Int` | help: add `_ => …` for all values that are left",
            "a.jke:11:17 E0306 `port`: this `match` has no arm for `Percent` | help: add an arm for each, as `Percent => …`, or `_ => …` for all that are left",
            "a.jke:12:17 E0306 `a`: this `match` has no arm for `String` | help: add an arm for each, as `String => …`, or `_ => …` for all that are left",
            "a.jke:13:62 E0306 `_`: nothing reaches this arm | the arms before it take every value | help: take it out, or move it up",
            r#"a.jke:14:37 E0306 `"low"`: nothing reaches this arm | this value has an arm already | a.jke:14:25 here | help: take it out, or move it up"#,
            r#"a.jke:15:25 E0308 `"lwo"`: this is never "lwo": it is "low" | "mid" | "high" | did you mean "low"? | fix: "lwo" -> "low""#,
            r#"a.jke:16:25 E0201 `low`: there is no type `low` | help: a text stands in quotes: `"low"` | fix: low -> "low""#,
            "a.jke:17:29 E0306 `2`: nothing reaches this arm | the arms before it take this value | help: take it out, or move it up",
            "a.jke:18:34 E0306 `25%`: nothing reaches this arm | this value has an arm already | a.jke:18:24 here | help: take it out, or move it up",
            "a.jke:19:21 E0308 `none`: this is never `none`: it is Int",
            "a.jke:20:24 E0308 `String`: this is never String: it is Int | Percent",
            "a.jke:21:21 E0302 `1.5`: a pattern is no Float: those are compared with `<`, and not for equality | help: choose with `if`",
            r#"a.jke:22:25 E0302 `"\(level)"`: a pattern is a constant: nothing is interpolated in it"#,
        ]
    );
}

#[test]
fn branches_of_different_types_are_joined_where_a_value_tells_which_it_is() {
    assert_eq!(
        mistakes(
            r#"
type P { a: Int }
type C extends P { b: Int }
module M {
  on: Bool
  p: P
  c: C
  let a = if on then 1 else 2.5
  let b: Float = a
  let d: P = if on then p else c
  let e = if on then 1 else 500m
  let f = if on then "a" else 1
  let g: Int | String = f
  let h = if on then none else 1
  let i: Int? = h
  let j: Int = h
  let k = match on { true => 1, false => [1] }
  let l = if p then 1 else 2
  let m: Int = if on then "a" else 2
}
"#
        ),
        [
            "a.jke:11:29 E0305 `500m`: nothing tells whether `500m` is `Cpu` or `Duration` | help: say it with a type: `let x: Cpu = 500m`",
            "a.jke:16:16 E0307 `h`: this may be `none`, and Int is expected | help: give a default, `h ?? …`, or check it before: `if h != none`",
            "a.jke:18:14 E0302 `p`: Bool is expected, and this is P",
            r#"a.jke:19:27 E0302 `"a"`: Int is expected, and this is the String "a""#,
        ]
    );
}

#[test]
fn each_literal_of_a_list_that_is_asked_can_be_the_value() {
    assert_eq!(
        mistakes(
            "type T { env: \"dev\" | \"prod\", n: 80 | 443 = 80 }\nfn f(t: T) -> Bool = t.env in [\"prod\", \"dve\"] or t.n in [80, 81]\nfn g(t: T, s: String) -> Bool = s in [\"a\", \"b\"] or t.env in [s]"
        ),
        [
            r#"a.jke:2:40 E0308 `"dve"`: this is never "dve" | did you mean "dev"? | help: it is one of "dev", "prod" | fix: "dve" -> "dev""#,
            "a.jke:2:62 E0308 `81`: 81 and 80 | 443 are never equal",
        ]
    );
}

#[test]
fn of_a_match_on_what_is_wrong_no_pattern_is_told() {
    assert_eq!(mistakes("let a = match 5m { 5m => 1, _ => 2 }").len(), 1);
}
