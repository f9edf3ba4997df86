//! Records, maps and keyed lists that are written out, and copies of them.

use super::{mistakes, sound};

#[test]
fn fields_are_set_merged_and_left_to_their_defaults() {
    sound(
        r#"
type Spec { port: Int, protocol: "TCP" | "UDP" = "TCP" }
type Item { key: String, value: Int = 1, env: Map<String, String> = {} }
type Box { name: String, spec: Spec = { port = 1 }, more: Spec?, items: List<Item by key> = [], ports: Map<String, Int | Spec> = {}, data: Any? }
let a = Box { name = "x" }
let b: Box = { name = "x", spec.port = 2, spec { protocol = "UDP" } }
let c = Box { name = "x", more { port = 1 }, items.web.value = 2, items.web.env.A = "a", items.db { } }
let d = Box { name = "x", ports.http = 80, ports.https { port = 443 } }
let e = Box { name = "x", data { a = 1, "b c" = [1, "x"], d { e = true } } }
let f = Box { name = "x", items = [{ key = "a" }, { key = "b", value = 2 }] }
let g = a with { name = "y", spec.port = 3, items.web { value = 1 }, ports += { x = 1 } }
let h = { for i in c.items: i.key => i.value }
let i: Map<String, Int> = { "a-\(a.name)" = 1, b = 2 }
let j = c with { remove items.web }
let k = Box { name = "x", if a.name == "x" { spec.port = 2 } else { spec.port = 3 } }
"#,
    );
}

#[test]
fn what_a_new_record_requires_must_be_set() {
    assert_eq!(
        mistakes(
            r#"
type Spec { port: Int, protocol: "TCP" | "UDP" = "TCP" }
type Box { name: String, spec: Spec, more: Spec?, map: Map<String, Spec> = {}, list: List<Spec by protocol> = [] }
let a = Box {}
let b = Box { name = "x" }
let c: Box = { name = "x", spec { protocol = "UDP" } }
let d = Box { name = "x", spec.port = 1, more { protocol = "UDP" } }
let e = Box { name = "x", spec.port = 1, map.a.protocol = "UDP" }
let f = Box { name = "x", spec.port = 1, list.TCP { } }
let on = true
let g = Box { name = "x", if on { spec.port = 1 } }
let h = Box { name = "x", if on { spec.port = 1 } else { spec { port = 2 } } }
let i = Box { nmae = "x", spec.port = 1 }
let j = [Spec { }, { port = 1 }]
let k: List<Spec> = [{ protocol = "UDP" }]
"#
        ),
        [
            "a.jke:4:9 E0303 `Box`: `name` and `spec` are missing in this Box | a.jke:3:12 needs `name: String` | a.jke:3:26 needs `spec: Spec` | help: set them here: `name = …`",
            "a.jke:5:9 E0303 `Box`: `spec` is missing in this Box | a.jke:3:26 needs `spec: Spec` | help: set it here: `spec = …`",
            "a.jke:6:28 E0303 `spec`: `port` is missing in this Spec | a.jke:2:13 needs `port: Int` | help: set it here: `port = …`",
            "a.jke:7:42 E0303 `more`: `port` is missing in this Spec | a.jke:2:13 needs `port: Int` | help: set it here: `port = …`",
            "a.jke:11:9 E0303 `Box`: `spec` is missing in this Box | a.jke:3:26 needs `spec: Spec` | a.jke:11:35 set only where the `if` holds | help: set it here: `spec = …`",
            "a.jke:13:15 E0301 `nmae`: `nmae` is not a field of Box | did you mean `name`? | help: fields of Box: list, map, more, name, spec | fix: nmae -> name",
            "a.jke:14:10 E0303 `Spec`: `port` is missing in this Spec | a.jke:2:13 needs `port: Int` | help: set it here: `port = …`",
            "a.jke:15:22 E0303 `{`: `port` is missing in this Spec | a.jke:2:13 needs `port: Int` | help: set it here: `port = …`",
        ]
    );
}

#[test]
fn a_wrong_key_is_told_with_what_is_near() {
    assert_eq!(
        mistakes(
            r#"
type Spec { port: Int, protocol: "TCP" | "UDP" = "TCP" }
type Item { key: String, value: Int = 1 }
type Box { spec: Spec = { port = 1 }, n: Int = 1, tags: List<String> = [], items: List<Item by key> = [], env: Map<String("[A-Z]+"), String> = {}, @renamed("old") new: Int = 1, @deprecated("use new") gone: Int = 1 }
let a = Box { spce.port = 1 }
let b = Box { spec { prot = 1 } }
let c = Box { n.x = 1 }
let d = Box { tags.x = "a" }
let e = Box { items.a { key = "b" } }
let f = Box { env.lower = "x" }
let g = Box { old = 2, gone = 3 }
let h = Box { spec = 1 }
let i = Box { "x\(a.n)" = 1 }
let j = a with { nn = 2, tags += "x", n += 1, remove n }
let k = Box { tags += ["x"] }
let l = Box { reset n }
"#
        ),
        [
            "a.jke:5:15 E0301 `spce`: `spce` is not a field of Box | did you mean `spec`? | help: fields of Box: env, gone, items, n, and 3 more | fix: spce -> spec",
            "a.jke:6:22 E0301 `prot`: `prot` is not a field of Spec | did you mean `port`? | help: fields of Spec: port, protocol | fix: prot -> port",
            "a.jke:7:15 E0302 `n`: `n` has no fields that `{ … }` could set | help: `n = …` sets it whole",
            "a.jke:8:15 E0409 `tags`: `tags` is a list: there is nothing to merge by name | help: `tags = […]` sets the list",
            "a.jke:9:25 E0409 `key`: the path sets `key` here | help: leave this out; an entry with another `key` is another entry",
            "a.jke:10:19 E0304 `lower`: `lower` is no key here: it does not match `[A-Z]+`",
            "a.jke:11:15 renamed `old`: `old` is now called `new` | write `new` | a.jke:4:164 declared here | fix: old -> new",
            "a.jke:11:24 deprecated `gone`: `gone` is deprecated | a.jke:4:201 declared here | help: use new",
            "a.jke:12:22 E0302 `1`: `spec` takes Spec, and this is the Int 1 | a.jke:4:12 declared here",
            r#"a.jke:13:15 E0301 `"x\(a.n)"`: the name of a field of Box can't be computed | help: keys that are computed belong to maps; choose a field with `if`"#,
            "a.jke:14:18 E0301 `nn`: `nn` is not a field of Box | did you mean `n`? | help: fields of Box: env, gone, items, n, and 3 more | fix: nn -> n",
            r#"a.jke:14:34 E0302 `"x"`: `tags` takes List<String>, and this is the String "x" | a.jke:4:51 declared here | help: put it into a list: `["x"]` | fix: "x" -> ["x"]"#,
            "a.jke:14:39 E0409 `n`: `+=` adds to lists and maps, and `n` is neither | help: `n = …` sets it",
            "a.jke:14:54 E0409 `n`: `n` is a field, and `remove` takes an entry of a map or keyed list",
            "a.jke:15:15 E0108 `tags`: `+=` adds to a value that is there, and this one is new | help: write `=`; `+=` may stand in layers and in `x with { … }`",
            "a.jke:16:21 E0108 `n`: `reset` may stand in a layer, but not in a value",
        ]
    );
}

#[test]
fn nothing_is_set_twice_in_one_body() {
    assert_eq!(
        mistakes(
            r#"
type Spec { port: Int, protocol: "TCP" | "UDP" = "TCP" }
type Box { spec: Spec?, n: Int = 1 }
let on = true
let a = Box { n = 1, n = 2 }
let b = Box { spec { port = 1 }, spec.port = 2 }
let c = Box { spec = { port = 1 }, spec.protocol = "UDP" }
let d = Box { spec.port = 1, spec = { port = 2 } }
let e = Box { if on { n = 1 }, n = 2 }
let f = Box { n = 1, if on { n = 2 } else { n = 3 } }
let g = Box { if on { n = 1 } else if not on { n = 2 } else { n = 3 } }
let h: Map<String, Int> = { a = 1, a = 2 }
"#
        ),
        [
            "a.jke:5:22 E0314 `n`: `n` is set twice here | a.jke:5:15 here first | help: inside one body nothing is set twice: leave one out, or put both into one `{ … }`",
            "a.jke:6:34 E0314 `spec.port`: `spec.port` is set twice here | a.jke:6:22 here first | help: inside one body nothing is set twice: leave one out, or put both into one `{ … }`",
            "a.jke:7:36 E0314 `spec.protocol`: `spec` is set twice here | a.jke:7:15 here first | help: inside one body nothing is set twice: leave one out, or put both into one `{ … }`",
            "a.jke:8:30 E0314 `spec`: `spec` is set twice here | a.jke:8:15 here first | help: inside one body nothing is set twice: leave one out, or put both into one `{ … }`",
            "a.jke:9:32 E0314 `n`: `n` is set twice here | a.jke:9:23 here first | help: inside one body nothing is set twice: leave one out, or put both into one `{ … }`",
            "a.jke:10:30 E0314 `n`: `n` is set twice here | a.jke:10:15 here first | help: inside one body nothing is set twice: leave one out, or put both into one `{ … }`",
            "a.jke:10:45 E0314 `n`: `n` is set twice here | a.jke:10:15 here first | help: inside one body nothing is set twice: leave one out, or put both into one `{ … }`",
            "a.jke:12:36 E0314 `a`: `a` is set twice here | a.jke:12:29 here first | help: inside one body nothing is set twice: leave one out, or put both into one `{ … }`",
        ]
    );
}

#[test]
fn a_union_of_records_is_built_by_name() {
    assert_eq!(
        mistakes(
            r#"
type S3 { bucket: String, region: String? }
type Gcs { bucket: String, project: String }
type Box { store: S3 | Gcs, old: S3 | Gcs = S3 { bucket = "x" }, port: Int | S3 = 1 }
let a = Box { store = S3 { bucket = "x" } }
let b = Box { store = { bucket = "x" } }
let c = Box { store = { bucket = "x", project = "y" } }
let d = Box { store { bucket = "x" } }
let e = Box { store { bucket = "x", project = "y" } }
let f = Box { store.project = "y" }
let g = a with { store.bucket = "y", old { region = "z" } }
let h = a with { store.nope = 1 }
let i = Box { store = Gcs { bucket = "x", project = "y" }, port { bucket = "x" } }
module M { }
let j = M { }
let k: S3 = Gcs { bucket = "x", project = "y" }
"#
        ),
        [
            r#"a.jke:6:23 E0309 `{ bucket = "x" }`: nothing tells which of S3 | Gcs this `{ … }` is | help: name it: `Name { … }`"#,
            r#"a.jke:7:23 E0309 `{ bucket = "x", project = "y" }`: nothing tells which of S3 | Gcs this `{ … }` is | help: name it: `Gcs { … }` | fix:  -> Gcs "#,
            "a.jke:8:15 E0309 `store`: nothing tells which of S3 | Gcs `store` is | help: name it, as in `store = S3 { … }`",
            "a.jke:10:15 E0303 `store`: `bucket` is missing in this Gcs | a.jke:3:12 needs `bucket: String` | help: set it here: `bucket = …`",
            "a.jke:12:24 E0301 `nope`: `nope` is not a field of S3 | Gcs | help: fields of S3 | Gcs: bucket, project, region",
            "a.jke:15:9 E0208 `M`: `M` is a module, and only tests build one as a value | help: inside a module, place an instance of it: `include M { … }`",
            r#"a.jke:16:13 E0302 `Gcs { bucket = "x", project = "y" }`: S3 is expected, and this is Gcs"#,
        ]
    );
}

#[test]
fn a_body_holds_no_overlays() {
    assert_eq!(
        mistakes(
            r"
type Box { n: Int = 1 }
let a = Box { on env=prod { n = 2 } }
let b = Box { seal n }
let c = 1 with { n = 2 }
let d = Box { n = 1, if 1 { n = 2 } }
"
        ),
        [
            "a.jke:3:18 E0108 `env=prod`: `on` may not stand inside a value | help: `on` stands in the body of an app or the platform; inside a value choose with `if` or `match`",
            "a.jke:4:20 E0108 `n`: `seal` may stand in a layer, but not in a value",
            "a.jke:5:9 E0302 `1`: `with` takes a record, a map or a keyed list, and this is 1",
            "a.jke:6:25 E0302 `1`: Bool is expected, and this is the Int 1",
            "a.jke:6:29 E0314 `n`: `n` is set twice here | a.jke:6:15 here first | help: inside one body nothing is set twice: leave one out, or put both into one `{ … }`",
        ]
    );
}
