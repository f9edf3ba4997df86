//! Where Secrets flow.

use super::{mistakes, sound};

#[test]
fn a_secret_flows_into_what_is_declared_as_one() {
    sound(
        r#"
type T { token: Secret?, env: Map<String, String | Secret> = {}, s: Secret = "x" }
let t = T { }
let a: Secret = "pre-\(t.s)"
let b: Secret = t.s + "x"
let c = T { token = t.s, env.A = t.s, env.B = "x" }
let d: Secret = json(t.env)
let e: String = t.s.fingerprint()
let f = t.token != none
let g = { for k, v in t.env if v is Secret: k => v }
let h: Secret = ["a", t.s].join(",")
let i = t.env == {}
"#,
    );
}

#[test]
fn a_secret_flows_nowhere_else() {
    assert_eq!(
        mistakes(
            r#"
type T { token: Secret?, env: Map<String, String | Secret> = {}, s: Secret = "x", name: String = "" }
let t = T { }
let a: String = t.s
let b = T { name = "x\(t.s)" }
let c = t.s == "x"
let d = t.s.length()
let e = match t.s { _ => 1 }
let f: Any = t.s
let g: Any = t
let h = { for x in [1]: t.s => 1 }
let i = t.env.A == "x"
let j = t.s < "a"
let k: String = json(t)
let l: Map<String, String> = t.env
let m = t.s * 2
type U { n: Int = 1, s: Secret = "x", check n > 0 else "\(s)" }
let n = t.s[0]
let o = [t.s].contains("x")
let p: Map<String, Int> = { "k\(t.s)" = 1 }
"#
        ),
        [
            "a.jke:4:17 E0801 `t.s`: a Secret can't flow into String | help: only fields of type Secret take it; `x.fingerprint()` is a text that changes with it",
            r#"a.jke:5:20 E0801 `"x\(t.s)"`: a Secret can't flow into `name`, which is String | a.jke:2:83 declared here | help: only fields of type Secret take it; `x.fingerprint()` is a text that changes with it"#,
            "a.jke:6:9 E0801 `t.s`: a Secret takes no part in a comparison: nothing that is computed depends on its value | help: it can be passed on, asked by `is Secret` and `!= none`, and told apart by `x.fingerprint()`",
            "a.jke:7:13 E0801 `length`: a Secret takes no part in a method: nothing that is computed depends on its value | help: it can be passed on, asked by `is Secret` and `!= none`, and told apart by `x.fingerprint()`",
            "a.jke:8:15 E0801 `t.s`: a Secret takes no part in `match`: nothing that is computed depends on its value | help: it can be passed on, asked by `is Secret` and `!= none`, and told apart by `x.fingerprint()`",
            "a.jke:9:14 E0801 `t.s`: a Secret can't flow into Any | help: only fields of type Secret take it; `x.fingerprint()` is a text that changes with it",
            "a.jke:10:14 E0801 `t`: a Secret can't flow into Any | help: only fields of type Secret take it; `x.fingerprint()` is a text that changes with it",
            "a.jke:11:25 E0801 `t.s`: a Secret takes no part in a key: nothing that is computed depends on its value | help: it can be passed on, asked by `is Secret` and `!= none`, and told apart by `x.fingerprint()`",
            "a.jke:12:9 E0801 `t.env.A`: a Secret takes no part in a comparison: nothing that is computed depends on its value | help: it can be passed on, asked by `is Secret` and `!= none`, and told apart by `x.fingerprint()`",
            "a.jke:13:13 E0801 `<`: a Secret takes no part in a comparison: nothing that is computed depends on its value | help: it can be passed on, asked by `is Secret` and `!= none`, and told apart by `x.fingerprint()`",
            "a.jke:14:17 E0801 `json(t)`: a Secret can't flow into String | help: only fields of type Secret take it; `x.fingerprint()` is a text that changes with it",
            "a.jke:15:30 E0801 `t.env`: a Secret can't flow into Map<String, String> | help: only fields of type Secret take it; `x.fingerprint()` is a text that changes with it",
            "a.jke:16:13 E0801 `*`: a Secret takes no part in `*`: nothing that is computed depends on its value | help: it can be passed on, asked by `is Secret` and `!= none`, and told apart by `x.fingerprint()`",
            r#"a.jke:17:56 E0801 `"\(s)"`: a Secret can't flow into this text | help: where it must be told apart, `x.fingerprint()` is a text that changes with it"#,
            "a.jke:18:9 E0801 `t.s`: a Secret takes no part in `[ ]`: nothing that is computed depends on its value | help: it can be passed on, asked by `is Secret` and `!= none`, and told apart by `x.fingerprint()`",
            r#"a.jke:19:24 E0801 `"x"`: a Secret takes no part in a comparison: nothing that is computed depends on its value | help: it can be passed on, asked by `is Secret` and `!= none`, and told apart by `x.fingerprint()`"#,
            r#"a.jke:20:29 E0801 `"k\(t.s)"`: a Secret takes no part in a key: nothing that is computed depends on its value | help: it can be passed on, asked by `is Secret` and `!= none`, and told apart by `x.fingerprint()`"#,
        ]
    );
}
