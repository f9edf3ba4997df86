//! Functions, methods, fields, indices and comprehensions.

use super::{mistakes, sound};

#[test]
fn arguments_are_given_by_place_or_by_name() {
    assert_eq!(
        mistakes(
            r#"
fn f(a: Int, b: String = "x", c: List<Int> = []) -> Int = a
let a = f(1)
let b = f(1, c = [2])
let c = f(a = 1, b = "y")
let d = f()
let e = f("x")
let g = f(1, bb = "y")
let h = f(1, "x", [], 4)
let i = f(1, a = 2)
let j = f(x => x)
let k = f(1, c = [x])
let l = f(1, 2)
"#
        ),
        [
            "a.jke:6:9 E0311 `f`: `a` is missing in this call | a.jke:2:4 declared here | help: call it as `f(a: Int, b: String = …, c: List<Int> = …)`",
            r#"a.jke:7:11 E0302 `"x"`: `a` takes Int, and this is the String "x" | a.jke:2:6 declared here"#,
            "a.jke:8:14 E0311 `bb`: `f` has no parameter `bb` | did you mean `b`? | a.jke:2:4 declared here | help: call it as `f(a: Int, b: String = …, c: List<Int> = …)` | fix: bb -> b",
            "a.jke:9:23 E0311 `4`: `f` takes 3 arguments | a.jke:2:4 declared here | help: call it as `f(a: Int, b: String = …, c: List<Int> = …)`",
            "a.jke:10:14 E0311 `a`: `a` is given twice | a.jke:10:11 here first",
            "a.jke:11:11 E0311 `x => x`: a function takes values: `x => …` is an argument of built-in methods only | help: apply a built-in method such as `map` or `filter` first",
            "a.jke:12:19 E0201 `x`: there is no `x` here",
            r#"a.jke:13:14 E0302 `2`: `b` takes String, and this is the Int 2 | a.jke:2:14 declared here | help: a text stands in quotes: `"2"` | fix: 2 -> "2""#,
        ]
    );
}

#[test]
fn methods_have_their_types() {
    sound(
        r##"
let s = "a,b"
let xs = [3, 1, 2]
let m = { for x in xs: "k\(x)" => x }
let a: Int = s.length() + s.lines().length()
let b: List<String> = s.split(",").map(x => x.upper())
let c: Int? = s.toInt()
let d: Bool = s.contains("a") and s.startsWith("a") and s.matches(#"[a-z,]+"#)
let e: Int = xs.sum() + (xs.first() ?? 0) + (xs.max() ?? 0)
let f: List<Int> = xs.filter(x => x > 1).sorted().distinct()
let g: Map<String, List<Int>> = xs.groupBy(x => "k\(x)")
let h: String = b.join(", ") + s.slice(0, 1).indent(2).replace("a", "b")
let i: List<String> = m.keys()
let j: Map<String, Int> = m.merge({ z = 1 })
let k: Map<String, Int>? = m.orNone()
let l: Int = (7 / 2).floor() + 1.5.round()
let n: Int = 500ms.millis + 1Gi.bytes
let o: Float = 30s.seconds + 50%.value
let p: Bool = xs.any(x => x > 1) and xs.all(x => x < 5) and xs.contains(3) and m.contains("k1")
let q: String = yaml({ a = [1, 2] }) + json(m) + toml(m) + s.sha256() + s.base64().trim().lower()
let r: List<Int>? = [for x in xs: x].orNone()
"##,
    );
}

#[test]
fn a_method_that_is_not_there_or_is_called_wrongly_is_told() {
    assert_eq!(
        mistakes(
            r#"
type T { f: Int = 1 }
let t = T { }
let s = "a"
let xs = [t]
let a = s.lenght()
let b = s.length
let c = 1Gi.bytes()
let d = t.f()
let e = s.split()
let f = s.split(1)
let g = xs.map(1)
let h = xs.sorted()
let i = xs.sum()
let j = xs.join(",")
let k = s.matches("[")
let l = s.matches("\(s)")
let m = true.length()
let n = s.replace(from = "a", to = "b")
let o = xs.contains(1)
let p = toml([1])
let q = json(1, 2)
let r = xs.map(x => x.g)
"#
        ),
        [
            r#"a.jke:6:11 E0312 `lenght`: "a" has no method `lenght` | did you mean `length`? | help: methods of String: length, lower, upper, trim, lines, split, replace, slice, contains, startsWith, endsWith, matches, indent, sha256, base64, toInt | fix: lenght -> length"#,
            "a.jke:7:11 E0301 `length`: `length` is a method: a call has parentheses | help: `length() -> Int` | fix: length -> length()",
            "a.jke:8:13 E0312 `bytes`: `bytes` is a field of Memory: it has no parentheses | help: write `x.bytes`",
            "a.jke:9:11 E0312 `f`: T has no method `f` | help: a field is read without parentheses: `x.f`",
            "a.jke:10:11 E0311 `split`: these are not the arguments of `split` | help: call it as `x.split(separator: String) -> List<String>`: The parts between the separators.",
            r#"a.jke:11:17 E0302 `1`: String is expected, and this is the Int 1 | help: a text stands in quotes: `"1"` | fix: 1 -> "1""#,
            "a.jke:12:12 E0311 `map`: these are not the arguments of `map` | help: call it as `x.map(x => R) -> List<R>`: What the function makes of each element.",
            "a.jke:13:12 E0308 `sorted`: `sorted` takes numbers, quantities of one kind or texts, and these elements are T",
            "a.jke:14:12 E0302 `sum`: `sum` takes numbers or quantities of one kind, and these elements are T",
            r#"a.jke:15:12 E0302 `join`: `join` takes texts, and these elements are T | help: make texts of them: `[for x in xs: "\(x)"]`"#,
            r##"a.jke:16:19 E0316 `"["`: this pattern can't be read | unclosed character class | help: patterns have RE2's syntax and match the whole text; raw strings `#"…"#` need no double backslash"##,
            r##"a.jke:17:19 E0316 `"\(s)"`: this pattern can't be read | a pattern is a constant: nothing is interpolated in it | help: patterns have RE2's syntax and match the whole text; raw strings `#"…"#` need no double backslash"##,
            "a.jke:18:14 E0312 `length`: true has no method `length`",
            "a.jke:19:11 E0311 `replace`: arguments of `replace` stand in their order, without names | help: call it as `x.replace(from: String, to: String) -> String`",
            "a.jke:20:21 E0308 `1`: 1 and T are never equal",
            "a.jke:21:14 E0302 `[1]`: TOML is a table: a map or a record is expected, and this is List<Int>",
            "a.jke:22:9 E0311 `json`: `json` takes one value | help: call it as `json(x)`",
            "a.jke:23:23 E0301 `g`: `g` is not a field of T | help: fields of T: f",
        ]
    );
}

#[test]
fn fields_and_entries_are_read_where_they_are() {
    assert_eq!(
        mistakes(
            r#"
type Item { key: String, value: Int = 1 }
type T { items: List<Item by key> = [], map: Map<"a" | "b", Int> = {}, list: List<Int> = [], s: String = "", _: Int }
let t = T { }
let a: Int = t.items.web.value
let b: Int? = t.items["web"]?.value
let c: Int = t.items[0].value
let d: Int = t.map.a
let e: Int? = t.map["b"]
let f: Int = t.list[0]
let g: Int? = t.other
let h = t.map.c
let i = t.map["c"]
let j = t.list["a"]
let k = t.list.x
let l = t.s.x
let m = t.s[0]
let n = t.items.web[0]
let o = t.items.web.vlaue
let p = 1Gi.x
"#
        ),
        [
            "a.jke:12:15 E0304 `c`: `c` is no key here: it is none of those that the type names | help: keys: a, b",
            r#"a.jke:13:15 E0304 `"c"`: `c` is no key here: it is none of those that the type names | help: keys: a, b"#,
            r#"a.jke:14:16 E0302 `"a"`: Int is expected, and this is the String "a""#,
            "a.jke:15:16 E0301 `x`: List<Int> has no field `x` | help: elements of a list are read by place, `xs[0]`, or one after another: `[for x in xs: x.…]`",
            "a.jke:16:13 E0301 `x`: String has no field `x`",
            "a.jke:17:9 E0302 `t.s`: `[ ]` reads lists and maps, and this is String | help: parts of a text: `x.slice(from, to)`",
            "a.jke:18:9 E0302 `t.items.web`: `[ ]` reads lists and maps, and this is Item | help: fields of a record are read by name: `x.field`",
            "a.jke:19:21 E0301 `vlaue`: `vlaue` is not a field of Item | did you mean `value`? | help: fields of Item: key, value | fix: vlaue -> value",
            "a.jke:20:13 E0301 `x`: Memory has no field `x` | help: fields of Memory: bytes",
        ]
    );
}

#[test]
fn a_further_field_that_is_no_name_is_read_by_its_key() {
    assert_eq!(
        mistakes(
            r#"
type Limits { cpu: Cpu?, _: Int }
let t = Limits { "nvidia.com/gpu" = 2 }
let key = "nvidia.com/gpu"
let a: Int? = t["nvidia.com/gpu"]
let b: Int = if t["nvidia.com/gpu"] != none then t["nvidia.com/gpu"] else 0
fn c(t: Limits?) -> Int = t?["nvidia.com/gpu"] ?? 0
let d: Int = t["nvidia.com/gpu"]
let e = t["cpu"]
let f = t[key]
let g = t[0]
"#
        ),
        [
            r#"a.jke:8:14 E0307 `t["nvidia.com/gpu"]`: this may be `none`, and Int is expected | help: give a default, `x ?? …`, or check it before: `if x != none`"#,
            r#"a.jke:9:11 E0302 `"cpu"`: `cpu` is a field of Limits, which is read by its name | help: write `.cpu` | fix: ["cpu"] -> .cpu"#,
            "a.jke:10:11 E0302 `key`: the name of a field of Limits is written out | help: keys that are computed are read in maps",
            r#"a.jke:11:11 E0302 `0`: String is expected, and this is the Int 0 | help: a text stands in quotes: `"0"` | fix: 0 -> "0""#,
        ]
    );
}

#[test]
fn comprehensions_walk_lists_maps_and_keyed_lists() {
    assert_eq!(
        mistakes(
            r#"
type Item { key: String, value: Int = 1, on: Bool? }
let items: List<Item by key> = [{ key = "a" }]
let map = { for i in items: i.key => i.value }
let a: List<Int> = [for i in items if i.on != none and i.on: i.value]
let b: List<String> = [for k, i in items: "\(k)\(i.value)"]
let c: List<String> = [for k in map: k]
let d: Map<String, Int> = { for k, v in map if v > 1: k => v }
let e: Map<String, Bool> = { for i in items: i.key => i.on }
let f = [for k, v in a: v]
let g = [for x in "abc": x]
let h = [for x in 5: x]
let i = { for x in a: x => x }
let j: List<String> = [for x in a: x]
let k: Int = [for x in a: x]
"#
        ),
        [
            "a.jke:10:17 E0302 `v`: a list is walked with one name: its elements have no keys | help: two names walk a map or a keyed list",
            r#"a.jke:11:19 E0302 `"abc"`: `for` walks a list or a map, and this is "abc" | help: the lines of a text: `x.lines()`"#,
            "a.jke:12:19 E0302 `5`: `for` walks a list or a map, and this is 5",
            r#"a.jke:13:23 E0302 `x`: String is expected, and this is Int | help: make a text of it: `"\(x)"`"#,
            r#"a.jke:14:36 E0302 `x`: String is expected, and this is Int | help: make a text of it: `"\(x)"`"#,
            "a.jke:15:14 E0302 `[for x in a: x]`: Int is expected, and this is List<Int> | help: take one element, `xs[0]`, or make it the list that is expected",
        ]
    );
}

#[test]
fn a_text_takes_what_has_a_text() {
    assert_eq!(
        mistakes(
            r#"
type T { n: Int = 1, o: String?, xs: List<Int> = [], m: Map<String, Int> = {}, u: Int | Percent = 1 }
let t = T { }
let a = "\(t.n) \(1.5) \(true) \(500ms) \(t.u) \("x")"
let b = "\(t.o)"
let c = "\(t.xs)"
let d = "\(t.m)"
let e = "\(t)"
let f = "\(nope)"
"#
        ),
        [
            r#"a.jke:5:12 E0313 `t.o`: this may be `none`, which has no text | help: give a default: `\(t.o ?? "")`"#,
            r#"a.jke:6:12 E0313 `t.xs`: a list has no text of its own | help: write `json(t.xs)`, or join it: `t.xs.join(", ")`"#,
            "a.jke:7:12 E0313 `t.m`: a map has no text of its own | help: write `json(t.m)`",
            "a.jke:8:12 E0313 `t`: T has no text of its own | help: write `json(t)`",
            "a.jke:9:12 E0201 `nope`: there is no `nope` here",
        ]
    );
}
