//! Names in scope, and what is said of those that are not.

use super::mistakes;

#[test]
fn an_unknown_name_says_what_is_near_or_what_was_meant() {
    assert_eq!(
        mistakes(
            r#"
let most = 10
let least = 1
let a = mots
let b = most-least
let c: "dev" | "prod" = dev
let d: String = hello
let e = lenght("x")
let f = length("x")
let g = Strin
type Box { x: Int }
let h = Box
let i = twice
fn twice(x: Int) -> Int = x * 2
let j = Box(1)
let k = most(1)
"#
        ),
        [
            "a.jke:4:9 E0201 `mots`: there is no `mots` here | did you mean `most`? | fix: mots -> most",
            "a.jke:5:9 E0201 `most-least`: there is no `most-least` here | help: `most-least` is one name; a subtraction has spaces: `most - least` | fix: most-least -> most - least",
            r#"a.jke:6:25 E0201 `dev`: there is no `dev` here | help: a text stands in quotes: `"dev"` | fix: dev -> "dev""#,
            r#"a.jke:7:17 E0201 `hello`: there is no `hello` here | help: if it is a text, it stands in quotes: `"hello"`"#,
            "a.jke:8:9 E0201 `lenght`: there is no function `lenght`",
            "a.jke:9:9 E0201 `length`: there is no function `length` | help: `length` is a method: write `x.length()`",
            "a.jke:10:9 E0201 `Strin`: there is no `Strin` here",
            "a.jke:12:9 E0208 `Box`: `Box` is a type, and a value is needed here | a.jke:11:6 declared here | help: build one: `Box { … }`",
            "a.jke:13:9 E0208 `twice`: `twice` is a function, and a value is needed here | help: call it: `twice(x: Int)`",
            "a.jke:15:9 E0311 `Box`: `Box` is a type, and only functions are called | a.jke:11:6 declared here | help: a record is built with braces: `Box { … }`",
            "a.jke:16:9 E0311 `most`: `most` is a constant, and only functions are called | a.jke:2:5 declared here",
        ]
    );
}

#[test]
fn what_layers_alone_see_is_explained_elsewhere() {
    assert_eq!(
        mistakes(
            r"
fn f(x: Int) -> String = target.env
let a = target.env
let b = self.x
module M {
  n: Int = 1
  output a: String = target.env
  output b: String = platform.name
  output c: Int = n + self.n
}
type T { x: Int = 1, y: Int = x + self.x, z: String = apps.a.name }
"
        ),
        [
            "a.jke:2:26 E0201 `target`: `target` is not in scope here | help: functions take what they need as arguments",
            "a.jke:3:9 E0201 `target`: `target` is not in scope here | help: a `let` of a file is a constant: apps and platforms read their target in their own bodies",
            "a.jke:4:9 E0201 `self`: there is no `self` here | help: `self` is the value of the `type` or `module` around it, or the instance whose body this is",
            "a.jke:7:22 E0201 `target`: `target` is not in scope here | help: a module fits every project: it takes what it needs as fields, which apps set with `target.…`",
            "a.jke:8:22 E0201 `platform`: M is for no platform, so it sees none | a.jke:5:8 declared here | help: declare it so: `module X for Platform { … }`",
            "a.jke:11:55 E0201 `apps`: `apps` is not in scope here | help: a module fits every project: it takes what it needs as fields, which apps set with `target.…`",
        ]
    );
}

#[test]
fn a_layer_sees_targets_apps_the_platform_and_itself() {
    assert_eq!(
        mistakes(
            r#"
module Plat { domain: String = "x" }
platform: Plat { domain = "y" }
module App for Plat {
  n: Int = 1
  tags: List<String> = []
  let hidden = 1
  output url: String = "http://\(name).\(platform.domain)"
}
app one: App { n = self.n + apps.two.n, tags = [target.env, platform.domain, apps.two.url, self.name, target.label] }
app two: App { n = n, tags = [target.evn, apps.tow.url, apps.one.hidden, platform.nope, one.url, two] }
app three: App { n = apps.one, tags = target }
app four: App { tags = apps }
"#
        ),
        [
            "a.jke:11:20 E0201 `n`: there is no `n` here | help: fields of the instance are read as `self.n` | fix: n -> self.n",
            "a.jke:11:38 E0401 `evn`: `evn` is not an axis of the project | did you mean `env`? | project.jke:1:9  | help: axes of p: env | fix: evn -> env",
            "a.jke:11:48 E0201 `tow`: there is no app `tow` | did you mean `two`? | fix: tow -> two",
            "a.jke:11:66 E0301 `hidden`: `hidden` is a `let` of App, which is seen only inside it | a.jke:7:7 declared here | help: what others may read is declared as `output`",
            "a.jke:11:83 E0301 `nope`: `nope` is not a field of Plat | did you mean `name`? | help: fields of Plat: cluster, domain, enabled, kubernetes, name, namespace | fix: nope -> name",
            "a.jke:11:89 E0201 `one`: there is no `one` here | help: other apps are read as `apps.one.…` | fix: one -> apps.one",
            "a.jke:11:98 E0201 `two`: there is no `two` here | help: other apps are read as `apps.two.…` | fix: two -> apps.two",
            "a.jke:12:22 E0302 `apps.one`: `apps.one` is an app and no value itself | help: read one of its fields: `apps.one.name`, or an output of its module",
            "a.jke:12:39 E0302 `target`: `target` has axes and is no value itself | help: read one of its axes, such as `target.env`",
            "a.jke:13:24 E0302 `apps`: `apps` has the project's apps and is no value itself | help: name an app and one of its fields: `apps.orders.url`",
        ]
    );
}

#[test]
fn a_name_that_hides_another_is_a_warning() {
    assert_eq!(
        mistakes(
            r"
module M {
  port: Int = 1
  xs: List<Int> = []
  let a = [for port in xs: port]
  let b = [for x in xs for x in [x]: x]
  let c = xs.map(x => xs.map(x => x))
  let d = [for _ in xs for _ in xs: 1]
}
"
        ),
        [
            "a.jke:5:16 shadowed-name `port`: `port` hides the field of that name | a.jke:3:3 hidden here | help: choose another name, so that a reader can't mistake one for the other",
            "a.jke:6:28 shadowed-name `x`: `x` hides an outer value of that name | a.jke:6:16 hidden here | help: choose another name, so that a reader can't mistake one for the other",
            "a.jke:7:30 shadowed-name `x`: `x` hides an outer value of that name | a.jke:7:18 hidden here | help: choose another name, so that a reader can't mistake one for the other",
        ]
    );
}

#[test]
fn a_file_is_read_beside_the_file_that_names_it() {
    assert_eq!(
        mistakes(
            r#"
let a = file "a.txt"
let b = file "b/c.txt"
let c = file "../up.txt"
let d = file "/etc/passwd"
let e = file "a\(a).txt"
"#
        ),
        [
            r#"a.jke:3:14 E1001 `"b/c.txt"`: there is no file `b/c.txt` | help: the path is relative to the file that it is written in"#,
            r#"a.jke:4:14 E1001 `"../up.txt"`: `../up.txt` is outside of the project | help: a project reads its own files only: copy it into the project, and name it relative to this file"#,
            r#"a.jke:5:14 E1001 `"/etc/passwd"`: `/etc/passwd` is outside of the project | help: a project reads its own files only: copy it into the project, and name it relative to this file"#,
            r#"a.jke:6:14 E1001 `"a\(a).txt"`: the path of a file is constant: nothing is interpolated in it | help: choose between files: `if … then file "a" else file "b"`"#,
        ]
    );
}

#[test]
fn what_is_not_built_yet_says_so_once() {
    assert_eq!(
        mistakes(
            r#"
module M { x: Int = 1 }
app one: M { x = (apps.one at env=prod).x }
let a = secret "db/password"
app two: M { x = apps.one.manifests.Deployment.spec }
app three: M { x = target.manifests.Service }
"#
        ),
        [
            "a.jke:3:18 E0107 `(apps.one at env=prod)`: an instance at another target can be read but not built yet",
            r#"a.jke:4:9 E0107 `secret "db/password"`: `secret` can be read but not built yet"#,
            "a.jke:5:27 E0107 `manifests`: `manifests` can be read but not built yet",
            "a.jke:6:27 E0107 `manifests`: `manifests` can be read but not built yet",
        ]
    );
}

#[test]
fn words_of_other_languages_are_told_by_their_own() {
    assert_eq!(
        mistakes("let a: String? = null\nlet b: Bool = True"),
        [
            "a.jke:1:18 E0201 `null`: there is no `null` here | help: a value that is not there is written `none` | fix: null -> none",
            "a.jke:2:15 E0201 `True`: there is no `True` here | did you mean `true`? | fix: True -> true",
        ]
    );
}
