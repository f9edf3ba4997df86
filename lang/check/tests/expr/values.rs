//! Literals, quantities and conversions against the types that are expected.

use super::{mistakes, sound};

#[test]
fn a_constant_is_checked_where_it_stands() {
    assert_eq!(
        mistakes(
            r##"
type Port = Int(1..65535)
type Name = String(1..8, #"[a-z]+"#)
let a: Port = 70000
let b: Name = "Web"
let c: Name = "muchtoolong"
let d: Float(0..1) = 1.5
let e: Memory(4Mi..) = 1Mi
let f: List<Port>(2..) = [1]
let g: Float(0..1) = 2
let h: Cpu(..1) = 1500m
let i: Port | Percent = 0
let j: Int = 9999999999999999999
"##
        ),
        [
            "a.jke:4:15 E0304 `70000`: 70000 is out of range: 1 to 65535 is expected",
            r#"a.jke:5:15 E0304 `"Web"`: this text does not match the pattern that is expected | did you mean "web"? | help: the whole text must match `[a-z]+` | fix: "Web" -> "web""#,
            r#"a.jke:6:15 E0304 `"muchtoolong"`: 1 to 8 characters are expected, and this text has 11"#,
            "a.jke:7:22 E0304 `1.5`: 1.5 is out of range: 0 to 1 is expected",
            "a.jke:8:24 E0304 `1Mi`: 1Mi is out of range: 4Mi or more is expected",
            "a.jke:9:26 E0304 `[1]`: a list here has 2 or more elements",
            "a.jke:10:22 E0304 `2`: 2 is out of range: 0 to 1 is expected",
            "a.jke:11:19 E0304 `1500m`: 1500m is out of range: at most 1 is expected",
            "a.jke:12:25 E0304 `0`: 0 is out of range: 1 to 65535 is expected",
            "a.jke:13:14 E0304 `9999999999999999999`: this number is too large: an Int has 64 bits | help: numbers go from -9223372036854775808 to 9223372036854775807",
        ]
    );
}

#[test]
fn a_quantity_takes_its_kind_from_what_is_expected() {
    sound(
        r"
let a: Cpu = 500m
let b: Duration = 500m
let c: Cpu = 2
let d: Cpu = 0.5
let e: Quantity = 2
let f: Cpu | Percent = 50%
let g: Memory = -1Gi
let h = 1Gi
let i = a + 500m
let j = 500m + a
let k = a < 1
let l: Cpu = 500m * 2
let m = if h == 1024Mi then 1 else 2
let n: Cpu = a * 50%
let o: Quantity = h
let p: Float = h / 1Mi
let q: Cpu? = none
let r: Cpu = q ?? 100m
",
    );
}

#[test]
fn a_unit_of_another_kind_says_what_was_meant() {
    assert_eq!(
        mistakes(
            r"
type T { memory: Memory = 64Mi, wait: Duration = 30s, share: Percent = 50%, cpu: Cpu = 1 }
let a: Memory = 500m
let b: Memory = 512
let c = T { memory = 512MB, wait = 30, share = 50, cpu = 1Gi }
let d: Memory = 0.5
let e = 500m
let f: Cpu | Duration = 500m
let g = c.memory < 500m
let h = c.memory + 1
let i: Memory = c.share
let j: Any = 500m
let k: Int = 500m
let n = 3
let l: Memory = n
let m: Duration = 5min
let o: Cpu = 0.0001
"
        ),
        [
            "a.jke:3:17 E0305 `500m`: `500m` is no Memory | `m` is milli-bytes here | help: write `Mi`: `500Mi` | fix: 500m -> 500Mi",
            "a.jke:4:17 E0305 `512`: `512` is no Memory | memory needs a unit | help: write `512Mi` | fix: 512 -> 512Mi",
            "a.jke:5:22 E0305 `512MB`: `512MB` is no Memory, which `memory` takes | `MB` is no unit of Memory | a.jke:2:10 declared here | help: write `M`: `512M` | fix: 512MB -> 512M",
            "a.jke:5:36 E0305 `30`: `30` is no Duration, which `wait` takes | a duration needs a unit | a.jke:2:33 declared here | help: write `30s` | fix: 30 -> 30s",
            "a.jke:5:48 E0305 `50`: `50` is no Percent, which `share` takes | a percentage ends with `%` | a.jke:2:55 declared here | help: write `50%` | fix: 50 -> 50%",
            "a.jke:5:58 E0305 `1Gi`: `1Gi` is no Cpu, which `cpu` takes | `Gi` is no unit of Cpu | a.jke:2:77 declared here | help: units of Cpu: m",
            "a.jke:6:17 E0305 `0.5`: `0.5` is no Memory | memory needs a unit | help: write `0.5Mi` | fix: 0.5 -> 0.5Mi",
            "a.jke:7:9 E0305 `500m`: nothing tells whether `500m` is `Cpu` or `Duration` | help: say it with a type: `let x: Cpu = 500m`",
            "a.jke:8:25 E0305 `500m`: nothing tells whether `500m` is `Cpu` or `Duration` | help: say it with a type: `let x: Cpu = 500m`",
            "a.jke:9:20 E0305 `500m`: `500m` is no Memory | `m` is milli-bytes here | help: write `Mi`: `500Mi` | fix: 500m -> 500Mi",
            "a.jke:10:20 E0305 `1`: `1` is no Memory | memory needs a unit | help: write `1Mi` | fix: 1 -> 1Mi",
            "a.jke:11:17 E0302 `c.share`: Memory is expected, and this is Percent",
            "a.jke:12:14 E0305 `500m`: nothing tells whether `500m` is `Cpu` or `Duration` | help: say it with a type: `let x: Cpu = 500m`",
            "a.jke:13:14 E0302 `500m`: Int is expected, and this is the quantity 500m",
            "a.jke:15:17 E0305 `n`: a Memory is expected, and this is 3 | help: a number has no unit: multiply it by one, as in `n * 1Mi`",
            "a.jke:16:19 E0305 `5min`: `5min` is no Duration | `min` is no unit of Duration | help: write `m`: `5m` | fix: 5min -> 5m",
            "a.jke:17:14 E0305 `0.0001`: `0.0001` is no Cpu | `0.0001` is finer than a milli-core",
        ]
    );
}

#[test]
fn a_number_that_is_too_large_for_its_unit_is_told_as_that() {
    assert_eq!(
        mistakes("let a = 9Ei\nlet b = 1Gi + 100000000000000000000000Gi\nlet c = 3parsec"),
        [
            "a.jke:1:9 E0305 `9Ei`: `9Ei` is no Memory | too large",
            "a.jke:2:15 E0305 `100000000000000000000000Gi`: `100000000000000000000000Gi` is no Memory | too large",
            "a.jke:3:9 E0305 `3parsec`: `3parsec` has a unit that no quantity knows | help: units: `m` (CPU), `Ki Mi Gi Ti` and `k M G T` (memory), `ms s m h d` (time), `%`",
        ]
    );
}

#[test]
fn values_are_converted_where_that_loses_nothing() {
    sound(
        r#"
type P { a: Int }
type C extends P { b: Int }
let a: Float = 3
let b: List<Float> = [1, 2.5]
let c: Secret = "x"
let d: List<P> = [C { a = 1, b = 2 }]
let e: Map<String, Float> = { x = 1 }
let f = [1, 2]
let g: List<Float> = f
let h: Int? = 1
let i: "a" | "b" = if h == 1 then "a" else "b"
let j: String = i
let k: List<String>(1..) = j.split(",")
let l: Int | String = if j == "x" then 1 else "x"
let m: Any = [{ a = [1, "x", true] }, 1, P { a = 1 }]
let n: List<P by a> = d
let o: Bool | Int = 80
"#,
    );
}

#[test]
fn a_wrong_type_says_what_is_expected_and_how_to_mend_it() {
    assert_eq!(
        mistakes(
            r#"
type T { port: Int = 1, name: String = "", on: Bool = true, level: "low" | "high" = "low", tags: List<String> = [], wait: Duration = 1s }
let a = T { port = "80", name = 5, on = "yes", level = "hihg", tags = "a", wait = "30s" }
let b: Int = 1.5
let c: String = a.port
let d: Int = a.wait.seconds
let e: Int = a.name
let f: String = a.tags
let g: List<String> = { a = "x" }
let h: Map<String, String> = []
let i: String = { }
let j: Int = [1]
let k: "a" | "b" = a.name
let l: T = none
let m: Map<String, Int> = { a = "x" }
let n: String? = 5
let o: 80 | 443 = 8080
let p: Bool = 1
"#
        ),
        [
            r#"a.jke:3:20 E0302 `"80"`: `port` takes Int, and this is the String "80" | a.jke:2:10 declared here | help: write it without quotes: `80` | fix: "80" -> 80"#,
            r#"a.jke:3:33 E0302 `5`: `name` takes String, and this is the Int 5 | a.jke:2:25 declared here | help: a text stands in quotes: `"5"` | fix: 5 -> "5""#,
            r#"a.jke:3:41 E0302 `"yes"`: `on` takes Bool, and this is the String "yes" | a.jke:2:44 declared here | help: write `true`, without quotes | fix: "yes" -> true"#,
            r#"a.jke:3:56 E0302 `"hihg"`: "hihg" is no value of `level` | did you mean "high"? | a.jke:2:61 declared here | help: values: "low", "high" | fix: "hihg" -> "high""#,
            r#"a.jke:3:71 E0302 `"a"`: `tags` takes List<String>, and this is the String "a" | a.jke:2:92 declared here | help: put it into a list: `["a"]` | fix: "a" -> ["a"]"#,
            r#"a.jke:3:83 E0302 `"30s"`: `wait` takes Duration, and this is the String "30s" | a.jke:2:117 declared here | help: a quantity stands without quotes: `30s` | fix: "30s" -> 30s"#,
            "a.jke:4:14 E0302 `1.5`: Int is expected, and this is the Float 1.5",
            r#"a.jke:5:17 E0302 `a.port`: String is expected, and this is Int | help: make a text of it: `"\(x)"`"#,
            "a.jke:6:14 E0302 `a.wait.seconds`: Int is expected, and this is Float | help: make it whole: `x.floor()`, `x.ceil()` or `x.round()`",
            "a.jke:7:14 E0302 `a.name`: Int is expected, and this is String | help: read it: `x.toInt()`, which is `none` where it is no number",
            "a.jke:8:17 E0302 `a.tags`: String is expected, and this is List<String> | help: take one element, `xs[0]`, or make it the list that is expected",
            r#"a.jke:9:23 E0302 `{ a = "x" }`: List<String> is expected, and `{ … }` is a record or a map | help: elements of a list stand in brackets: `[{ … }]`"#,
            "a.jke:10:30 E0302 `[]`: Map<String, String> is expected, and this is a list | help: an empty map is `{ }` | fix: [] -> {}",
            "a.jke:11:17 E0302 `{ }`: String is expected, and `{ … }` is a record or a map",
            "a.jke:12:14 E0302 `[1]`: Int is expected, and this is a list | help: leave the brackets out",
            r#"a.jke:13:20 E0302 `a.name`: "a" | "b" is expected, and this is String | help: a text that is computed could be anything: choose with `if` or `match` among "a" | "b""#,
            "a.jke:14:12 E0302 `none`: T is expected, and this is `none` | help: only what is declared with `?` can be absent",
            r#"a.jke:15:33 E0302 `"x"`: `a` takes Int, and this is the String "x""#,
            r#"a.jke:16:18 E0302 `5`: String is expected, and this is the Int 5 | help: a text stands in quotes: `"5"` | fix: 5 -> "5""#,
            "a.jke:17:19 E0302 `8080`: 8080 is none of the values that are expected | help: values: 80, 443",
            "a.jke:18:15 E0302 `1`: Bool is expected, and this is the Int 1",
        ]
    );
}

#[test]
fn nothing_tells_the_type_of_an_empty_literal() {
    assert_eq!(
        mistakes(
            r#"
let a = []
let b = {}
let c = { x = 1 }
let d: List<String> = []
let e = d == []
let f = if e then [] else d
let g = if e then d else []
let h: Map<String, Int>? = {}
let i = h ?? {}
let j = i != {}
let k = [[], [1]]
let l = [1, "a", 1Gi]
let m = [1, 2.5]
let n = [1, d]
"#
        ),
        [
            "a.jke:2:9 E0309 `[]`: nothing tells the type of this `[]` | help: say it: `let xs: List<String> = []`",
            "a.jke:3:9 E0309 `{}`: nothing tells the type of this `{ … }` | help: name it: `Container { … }` for a record, `let x: Map<String, String> = { … }` for a map",
            "a.jke:4:9 E0309 `{ x = 1 }`: nothing tells the type of this `{ … }` | help: name it: `Container { … }` for a record, `let x: Map<String, String> = { … }` for a map",
            "a.jke:12:10 E0309 `[]`: nothing tells the type of this `[]` | help: say it: `let xs: List<String> = []`",
        ]
    );
}

#[test]
fn arithmetic_takes_what_fits_together() {
    assert_eq!(
        mistakes(
            r#"
let a = 1 + 2 * 3 - 4 % 3
let b = a / 2
let c: Float = b + 1
let d = "a" + "b"
let e = [1] + [2]
let f = true + 1
let g = "a" + 1
let h = 1Gi - 30s
let i = 1Gi * 1Gi
let j = 2 * 1Gi
let k = 10% * 1Gi
let l = { x = 1 } + 1
let m = -"a"
let n = 1Gi % 2
let o = e + 3
let p: Map<String, Int> = { a = 1 }
let q = p + p
let r = -a
let s = 1Gi + a
"#
        ),
        [
            "a.jke:7:14 E0302 `+`: true and 1 can't be added",
            r#"a.jke:8:13 E0302 `+`: "a" and 1 can't be added | help: a value is put into a text by `"\(x)"`"#,
            "a.jke:9:13 E0302 `-`: Duration can't be subtracted from Memory",
            "a.jke:10:13 E0302 `*`: Memory and Memory can't be multiplied",
            "a.jke:13:9 E0309 `{ x = 1 }`: nothing tells the type of this `{ … }` | help: name it: `Container { … }` for a record, `let x: Map<String, String> = { … }` for a map",
            r#"a.jke:14:10 E0302 `"a"`: `-` takes a number or a quantity, and this is "a""#,
            "a.jke:15:13 E0302 `%`: Memory can't be divided by 2",
            "a.jke:16:11 E0302 `+`: List<Int> and 3 can't be added | help: one element is added as a list: `xs + [x]`",
            "a.jke:18:11 E0302 `+`: Map<String, Int> and Map<String, Int> can't be added | help: maps are put together by `a.merge(b)`",
            "a.jke:20:13 E0302 `+`: Memory and Int can't be added | help: a number has no unit: multiply it by one, as in `n * 1Mi`",
        ]
    );
}

#[test]
fn comparisons_need_a_value_or_an_order_in_common() {
    assert_eq!(
        mistakes(
            r#"
type T { level: "low" | "high", port: Int(1..100), name: String?, cpu: Cpu = 1 }
let t = T { level = "low", port = 1 }
let a = t.level == "hihg"
let b = t.port == 200
let c = t.name == "x"
let d = 1 == "a"
let e = 1 < "a"
let f = true < false
let g = t.name < "a"
let h = "x" in "xyz"
let i = "x" in ["x"]
let j = 1 in ["x"]
let k = t == t
let l = t.cpu > 2 and t.cpu == 500m
let m = t.level != none
let n = 1 == 1.0
let o = "a" == "b"
let p = t.level in ["low"]
let q = 2 in t
"#
        ),
        [
            r#"a.jke:4:20 E0308 `"hihg"`: this is never "hihg" | did you mean "high"? | help: it is one of "low", "high" | fix: "hihg" -> "high""#,
            "a.jke:5:19 E0308 `200`: this is never 200 | help: it is 1 to 100",
            r#"a.jke:7:14 E0308 `"a"`: "a" and 1 are never equal"#,
            r#"a.jke:8:11 E0308 `<`: 1 and "a" have no order | help: numbers, quantities of one kind, and texts are ordered"#,
            "a.jke:9:14 E0308 `<`: true and false have no order | help: numbers, quantities of one kind, and texts are ordered",
            "a.jke:10:9 E0307 `t.name`: this may be `none`, and a value to compare is expected | help: give a default, `t.name ?? …`, or check it before: `if t.name != none`",
            r#"a.jke:11:16 E0302 `"xyz"`: `in` asks a list or a map, and this is "xyz" | help: whether a text occurs in another: `x.contains(part)`"#,
            "a.jke:13:9 E0308 `1`: 1 and String are never equal",
            r#"a.jke:16:9 E0308 `t.level`: this is never `none`: it is "low" | "high" | help: leave the comparison out"#,
            "a.jke:20:14 E0302 `t`: `in` asks a list or a map, and this is T",
        ]
    );
}

#[test]
fn a_text_in_quotes_is_a_quantity_only_where_it_reads_as_one() {
    assert_eq!(
        mistakes(
            "type T { cpu: Cpu, memory: Memory }\nlet a = T { cpu = \"500m\", memory = \"x\" }\nlet b = T { cpu = \"1Gi\", memory = \"1Gi\" }"
        ),
        [
            r#"a.jke:2:19 E0302 `"500m"`: `cpu` takes Cpu, and this is the String "500m" | a.jke:1:10 declared here | help: a quantity stands without quotes: `500m` | fix: "500m" -> 500m"#,
            r#"a.jke:2:36 E0302 `"x"`: `memory` takes Memory, and this is the String "x" | a.jke:1:20 declared here"#,
            r#"a.jke:3:19 E0302 `"1Gi"`: `cpu` takes Cpu, and this is the String "1Gi" | a.jke:1:10 declared here"#,
            r#"a.jke:3:35 E0302 `"1Gi"`: `memory` takes Memory, and this is the String "1Gi" | a.jke:1:20 declared here | help: a quantity stands without quotes: `1Gi` | fix: "1Gi" -> 1Gi"#,
        ]
    );
}

#[test]
fn an_entry_is_named_by_its_path() {
    assert_eq!(
        mistakes(
            "type T { labels: Map<String, String> = {}, n: Map<String, Int | Bool> = {} }\nlet a = T { labels.x = 1, labels { \"a/b\" = 2 }, n.a = [1] }"
        ),
        [
            r#"a.jke:2:24 E0302 `1`: `labels.x` takes String, and this is the Int 1 | a.jke:1:10 declared here | help: a text stands in quotes: `"1"` | fix: 1 -> "1""#,
            r#"a.jke:2:44 E0302 `2`: `labels."a/b"` takes String, and this is the Int 2 | a.jke:1:10 declared here | help: a text stands in quotes: `"2"` | fix: 2 -> "2""#,
            "a.jke:2:55 E0302 `[1]`: `n.a` takes Int | Bool, and this is a list | a.jke:1:44 declared here | help: leave the brackets out",
        ]
    );
}

#[test]
fn a_number_that_is_a_version_or_a_port_is_told_how_it_is_written() {
    assert_eq!(
        mistakes(
            r#"
type Int32 = Int(-2147483648..2147483647)
type T { version: ("1.33" | "1.34")?, port: Int32?, cpu: Cpu?, size: Memory? }
let a: T = { version = 1.34 }
let b: T = { version = 1.9, port = "http", cpu = ".5" }
let c: T = { size = 134217728 }
"#
        ),
        [
            r#"a.jke:4:24 E0302 `1.34`: `version` takes "1.33" | "1.34", and this is the Float 1.34 | a.jke:3:10 declared here | help: a text stands in quotes: `"1.34"` | fix: 1.34 -> "1.34""#,
            r#"a.jke:5:24 E0302 `1.9`: `version` takes "1.33" | "1.34", and this is the Float 1.9 | a.jke:3:10 declared here"#,
            r#"a.jke:5:36 E0302 `"http"`: `port` takes Int, and this is the String "http" | a.jke:3:39 declared here"#,
            r#"a.jke:5:50 E0302 `".5"`: `cpu` takes Cpu, and this is the String ".5" | a.jke:3:53 declared here | help: a quantity stands without quotes: `0.5` | fix: ".5" -> 0.5"#,
            "a.jke:6:21 E0305 `134217728`: `134217728` is no Memory, which `size` takes | memory needs a unit | a.jke:3:64 declared here | help: write `128Mi` | fix: 134217728 -> 128Mi",
        ]
    );
}
