//! Bodies of layers to operations: their paths, shapes, targets and layers.

mod support;

use jke_check::{Blocks, instance_blocks, module_blocks};
use jke_model::ir::Shape;
use jke_model::layer::{Block, LayerKind, Operation, OperationKind, PathKey};
use jke_model::program::InstanceId;
use support::Project;

const MODULES: &str = r##"
project p {
  axis env = dev | staging | prod
  axis cluster = tokyo | osaka
}
type Scale { min: Int(1..) = 2, max: Int(1..) = 10, window: Window? }
type Window { seconds: Int = 1 }
type Container { name: String(1..9, #"[a-z]+"#), image: String?, env: Map<String, String> = {}, args: List<String> = [] }
type Port { port: Int(1..65535), protocol: "TCP" | "UDP" = "TCP", name: String? }
type Resources { cpu: Cpu?, _: Int }
type S3 { bucket: String, athena: Bool = false }
type BigQuery { dataset: String, bucket: Int? }
module Application {
  image: String
  scale: Scale = {}
  window: Window?
  containers: List<Container by name> = []
  ports: List<Port by (port, protocol)> = []
  labels: Map<String, String> = {}
  hosts: List<String> = []
  resources: Resources = {}
  logs: (S3 | BigQuery)?
  data: Any?
}
"##;

/// The operations of the only app, or of the modules where there is none, a line for each block and each operation in it.
fn operations(text: &str) -> Vec<String> {
    let project = Project::new(&[("app.jke", text), ("project.jke", MODULES)]);
    let cx = project.context();
    let Blocks { blocks, diagnostics, broken, .. } =
        if cx.resolved.instances.is_empty() { module_blocks(cx) } else { instance_blocks(cx, InstanceId(0)) };
    let mistakes: Vec<String> = diagnostics.iter().map(|diagnostic| project.shown(diagnostic)).collect();
    assert_eq!((mistakes, broken), (vec![], false));
    blocks.iter().flat_map(|block| lines(&project, block)).collect()
}

fn lines(project: &Project, block: &Block) -> Vec<String> {
    let targets = project.resolved.project.describe_set(&block.targets);
    let module = block.module.map(|id| format!(" of {}", project.declared.interfaces.record(id).name));
    let layer = match block.layer {
        LayerKind::Defaults => "defaults",
        LayerKind::Body => "body",
        LayerKind::ModuleOverlay => "module overlay",
        LayerKind::Overlay => "overlay",
        LayerKind::CommandLine => "command line",
    };
    let patched = block.patch.as_ref().map(|patched| {
        let handle = patched.handle.map(|handle| format!(" {:?}", handle.as_str())).unwrap_or_default();
        format!(", {}{handle}", project.declared.interfaces.record(patched.record).name)
    });
    let head = format!("{layer}{} for {targets}{}", module.unwrap_or_default(), patched.unwrap_or_default());
    std::iter::once(head).chain(block.operations.iter().map(|operation| line(project, operation))).collect()
}

/// `scale:Scale .max set`: fields as they are, what is in unions with `?`, entries in brackets, each with its shape.
fn line(project: &Project, operation: &Operation) -> String {
    let name = |id| project.declared.interfaces.record(id).name;
    let shape = |shape: &Option<Shape>| match shape {
        None => String::new(),
        Some(Shape::Record(id)) => format!(":{}", name(*id)),
        Some(Shape::Map) => ":map".to_owned(),
        Some(Shape::Keyed { element, .. }) => format!(":{} by key", name(*element)),
        Some(Shape::Union(ids)) => format!(":{}", ids.iter().map(|id| name(*id).to_string()).collect::<Vec<_>>().join("|")),
        Some(Shape::Any) => ":any".to_owned(),
        Some(Shape::Error) => ":error".to_owned(),
    };
    assert_eq!(operation.path.len(), operation.shapes.len());
    let steps = operation.path.iter().zip(&operation.shapes).map(|(key, of)| match key {
        PathKey::Field { name, .. } => format!("{name}{}", shape(of)),
        PathKey::Named(name) => format!("?{name}{}", shape(of)),
        PathKey::Entry(name) => format!("[{name}]{}", shape(of)),
    });
    let kind = match &operation.kind {
        OperationKind::Set(_) => "set",
        OperationKind::Merge => "merge",
        OperationKind::Append(_) => "append",
        OperationKind::AddEntries(_) => "add",
        OperationKind::Remove => "remove",
        OperationKind::Reset => "reset",
        OperationKind::Seal { because: None } => "seal",
        OperationKind::Seal { because: Some(reason) } => return format!("{} seal because {reason}", steps.collect::<Vec<_>>().join(" ")),
    };
    format!("{} {kind}", steps.collect::<Vec<_>>().join(" "))
}

#[test]
fn fields_are_set_merged_and_reset_by_their_paths() {
    let text = "app a: Application {\n  image = \"x\"\n  scale { min = 3, max = 4 }\n  scale.window.seconds = 5\n  window { }\n  reset hosts\n  name = \"b\"\n  enabled = false\n}";
    assert_eq!(
        operations(text),
        [
            "body for ",
            "image set",
            "scale:Scale merge",
            "scale:Scale min set",
            "scale:Scale max set",
            "scale:Scale window:Window seconds set",
            "window:Window merge",
            "hosts reset",
            "name set",
            "enabled set",
        ]
    );
}

#[test]
fn entries_of_maps_keyed_lists_open_records_and_plain_data_are_addressed_by_key() {
    let text = r#"app a: Application {
  labels.team = "shop"
  labels { "a/b" = "c" }
  remove labels.old
  containers.nginx { image = "x", env.A = "b" }
  ports."80/TCP".name = "http"
  resources { cpu = 500m, "nvidia.com/gpu" = 1 }
  data.a.b = 1
  hosts += ["x"]
  labels += { x = "y" }
}"#;
    assert_eq!(
        operations(text),
        [
            "body for ",
            "labels:map [team] set",
            "labels:map merge",
            "labels:map [a/b] set",
            "labels:map [old] remove",
            "containers:Container by key [nginx]:Container merge",
            "containers:Container by key [nginx]:Container image set",
            "containers:Container by key [nginx]:Container env:map [A] set",
            "ports:Port by key [80/TCP]:Port name set",
            "resources:Resources merge",
            "resources:Resources cpu set",
            "resources:Resources [nvidia.com/gpu] set",
            "data:any [a]:any [b] set",
            "hosts append",
            "labels:map add",
        ]
    );
}

#[test]
fn a_union_is_entered_by_the_names_of_its_fields() {
    let text = "app a: Application {\n  logs { bucket = \"x\", athena = true }\n  on env=dev { logs.bucket = 1 }\n}";
    assert_eq!(
        operations(text),
        [
            "body for ",
            "logs:S3|BigQuery merge",
            "logs:S3|BigQuery ?bucket set",
            "logs:S3|BigQuery ?athena set",
            "overlay for env=dev",
            "logs:S3|BigQuery ?bucket set",
        ]
    );
}

#[test]
fn each_on_is_a_block_of_its_own_with_full_paths_within_the_targets_around_it() {
    let text = r#"app a: Application {
  on env=[staging, prod] {
    image = "x"
    on env!=staging cluster=tokyo { image = "y" }
  }
  scale {
    min = 1
    on env=dev { max = 2 }
  }
}
on env=prod for a {
  image = "z"
}"#;
    assert_eq!(
        operations(text),
        [
            "body for ",
            "scale:Scale merge",
            "scale:Scale min set",
            "overlay for env=[staging, prod]",
            "image set",
            "overlay for env=prod cluster=tokyo",
            "image set",
            "overlay for env=dev",
            "scale:Scale max set",
            "overlay for env=prod",
            "image set",
        ]
    );
}

#[test]
fn defaults_and_overlays_of_modules_are_blocks_of_the_module_and_may_seal() {
    let text = r#"defaults Application {
  labels.team = "shop"
  seal scale.max because "node quota"
  seal labels
}
on env=dev for Application {
  scale.min = 1
  scale { on cluster=tokyo { max = 2 } }
}"#;
    assert_eq!(
        operations(text),
        [
            "defaults of Application for ",
            "labels:map [team] set",
            "scale:Scale max seal because node quota",
            "labels seal",
            "module overlay of Application for env=dev",
            "scale:Scale min set",
            "scale:Scale merge",
            "module overlay of Application for env=dev cluster=tokyo",
            "scale:Scale max set",
        ]
    );
}

// ── mistakes ─────────────────────────────────────────────────────────────────────────────────────────────────────────

fn mistakes(text: &str) -> Vec<String> {
    Project::new(&[("app.jke", text), ("project.jke", MODULES)]).mistakes()
}

#[test]
fn a_path_that_leads_nowhere_is_told_with_what_is_near() {
    let text = "app a: Application {\n  imgae = \"x\"\n  scale { mn = 1 }\n  hosts.a = \"x\"\n  image.x = 1\n  logs { dataset = \"d\", athena = true }\n}";
    assert_eq!(
        mistakes(text),
        [
            "app.jke:2:3 E0301 `imgae`: `imgae` is not a field of Application | did you mean `image`? | help: fields of Application: containers, data, enabled, hosts, and 9 more | fix: imgae -> image",
            "app.jke:3:11 E0301 `mn`: `mn` is not a field of Scale | did you mean `min`? | help: fields of Scale: max, min, window | fix: mn -> min",
            "app.jke:4:9 E0409 `a`: `hosts` is a list, and its elements have no names: `a` leads nowhere | help: `hosts = […]` replaces the list, `hosts += […]` adds to it",
            "app.jke:5:9 E0302 `x`: `image` has no fields, so there is no `x` inside it | help: `image = …` sets it whole",
        ]
    );
}

#[test]
fn an_operation_that_does_not_fit_its_path_says_what_does() {
    let text = r#"app a: Application {
  image += "x"
  remove scale.max
  remove window
  reset labels.team
  hosts { }
  seal scale
  if self.enabled { image = "x" }
  labels."\(self.name)" = "y"
  containers.web { name = "web" }
}"#;
    assert_eq!(
        mistakes(text),
        [
            "app.jke:2:3 E0409 `image`: `+=` adds to lists and maps, and `image` is neither | help: `image = …` sets it",
            "app.jke:3:10 E0409 `scale.max`: `scale.max` is a field, and `remove` takes an entry of a map or keyed list | help: `reset scale.max` returns to the declaration's default | fix: remove scale.max -> reset scale.max",
            "app.jke:4:10 E0409 `window`: `window` is a field, and `remove` takes an entry of a map or keyed list | help: `window = none` makes the field absent | fix: remove window -> window = none",
            "app.jke:5:9 E0409 `labels.team`: `labels.team` is an entry, which has no default to return to | help: `remove labels.team` takes it out | fix: reset labels.team -> remove labels.team",
            "app.jke:6:9 E0409 `{ }`: `hosts` is a list: there is nothing to merge by name | help: `hosts = […]` replaces the list, `hosts += […]` adds to it",
            "app.jke:7:8 E0108 `scale`: `seal` forbids higher layers to set a path, and this is the highest | help: it stands in `defaults MODULE { … }` and in `on … for MODULE { … }`, in a root file",
            "app.jke:8:6 E0108 `self.enabled`: a layer has no `if`: what is set never depends on a value | help: choose by target with `on env=prod { … }`, or choose the value: `a = if … then … else …`",
            "app.jke:9:10 E0108 `\"\\(self.name)\"`: a key in a layer is constant: it can't be computed | help: a map that is computed is set whole, `env = {for …: … => …}`, or added, `env += …`",
            "app.jke:10:20 E0409 `name`: the path sets `name` here: it is `web` | help: leave this out; an entry with another `name` is another entry",
        ]
    );
}

#[test]
fn a_wrong_selector_is_told_and_its_body_is_still_read() {
    let text = "app a: Application {\n  on env=prd { imgae = \"x\" }\n  on envi=dev { }\n  on env!=[dev, staging, prod] { }\n  on env=dev env=prod { }\n}";
    assert_eq!(
        mistakes(text),
        [
            "app.jke:2:10 E0402 `prd`: `prd` is not a value of the axis `env` | did you mean `prod`? | project.jke:3:8 the axis | help: values of env: dev, staging, prod | fix: prd -> prod",
            "app.jke:2:16 E0301 `imgae`: `imgae` is not a field of Application | did you mean `image`? | help: fields of Application: containers, data, enabled, hosts, and 9 more | fix: imgae -> image",
            "app.jke:3:6 E0401 `envi`: `envi` is not an axis of the project | did you mean `env`? | project.jke:2:9  | help: axes of p: env, cluster | fix: envi -> env",
            "app.jke:4:6 E0411 `env!=[dev, staging, prod]`: this selector leaves no value of `env` | project.jke:3:8 the axis | help: name the values that it shall match",
            "app.jke:5:14 E0411 `env`: `env` stands twice in this selector | app.jke:5:6 here first | help: to name several values write `env=[dev, prod]`",
        ]
    );
}

#[test]
fn what_stands_under_a_wrong_selector_is_in_no_block() {
    let text = "app a: Application {\n  image = \"x\"\n  on env=prd { image = \"y\", on cluster=tokyo { image = \"z\" } }\n}\non env=dve for a { image = \"v\" }";
    let project = Project::new(&[("app.jke", text), ("project.jke", MODULES)]);
    let Blocks { blocks, broken, .. } = instance_blocks(project.context(), InstanceId(0));
    let lines: Vec<String> = blocks.iter().flat_map(|block| lines(&project, block)).collect();
    assert_eq!((lines, broken), (vec!["body for ".to_owned(), "image set".to_owned()], true));
}

#[test]
fn defaults_hold_no_on() {
    let text = "defaults Application {\n  on env=dev { image = \"x\" }\n}";
    assert_eq!(
        mistakes(text),
        [
            "app.jke:2:6 E0108 `env=dev`: `defaults` hold for all targets: there is no `on` in them | help: write an overlay of the module beside them: `on env=dev for Application { … }`",
        ]
    );
}

#[test]
fn an_element_that_is_set_whole_has_its_key_from_the_path() {
    assert_eq!(
        mistakes(
            "app a: Application {\n  image = \"x\"\n  containers.web = { image = \"x\" }\n  containers.api = Container { name = \"api\" }\n  ports.\"80/TCP\" = { name = \"http\" }\n  containers.proxy = { name = \"other\" }\n  ports.\"81/TCP\" = { port = 82 }\n}"
        ),
        [
            "app.jke:6:31 E0409 `\"other\"`: the path sets `name`, to another value | help: leave this out; an entry with another `name` is another entry",
            "app.jke:7:29 E0409 `82`: the path sets `port`, to another value | help: leave this out; an entry with another `port` is another entry",
        ]
    );
}

#[test]
fn a_type_of_another_folder_is_named_with_its_import() {
    let files = [("project.jke", "project p {}"), ("lib/base.jke", "module Base {}"), ("a.jke", "app a: Base {}\ndefaults a {}")];
    assert_eq!(
        Project::new(&files).mistakes(),
        [
            "a.jke:1:8 E0201 `Base`: there is no type `Base` | help: another file declares it: `import p.lib.base { Base }`",
            "a.jke:2:10 E0201 `a`: there is no type `a` | help: `a` is an app: its own body, and `on … for a`, say what it is",
        ]
    );
}

#[test]
fn a_key_that_the_api_completes_is_the_same_key_and_admits_no_other_value() {
    let types = "\ntype Api { port: Int, @default(\"TCP\") protocol: (\"TCP\" | \"UDP\")?, name: String? }\nmodule Web { ports: List<Api by (port, protocol)> = [], named: List<Api by (port, name)> = [] }";
    let text = |body: &str| format!("app a: Web {{\n  {body}\n}}{types}");
    assert_eq!(operations(&text("ports.\"80\".protocol = \"TCP\"")), ["body for ", "ports:Api by key [80/TCP]:Api protocol set"]);
    let told =
        |body: &str| mistakes(&text(body)).iter().map(|line| line.split(" | ").next().unwrap_or_default().to_owned()).collect::<Vec<_>>();
    let no_value = |place: &str| vec![format!("app.jke:2:{place} E0302 `\"UDP\"`: \"UDP\" is no value of `protocol`")];
    assert_eq!(told("ports.\"80\".protocol = \"UDP\""), no_value("25"));
    assert_eq!(told("ports.\"80/TCP\" { protocol = \"UDP\" }"), no_value("31"));
    assert_eq!(told("ports = self.ports with { \"80\" { protocol = \"UDP\" } }"), no_value("47"));
    assert_eq!(told("ports = self.ports with { \"80\" { protocol = \"TCP\" } }"), [""; 0]);
    for body in ["ports.\"80\".protocol = \"UDP\"", "ports = self.ports with { \"80\" { protocol = \"UDP\" } }"] {
        let help = "help: the path makes it `TCP`: an entry with another `protocol` is another one, `\"80/UDP\"`";
        assert!(mistakes(&text(body))[0].ends_with(help), "{:?}", mistakes(&text(body)));
    }
    assert_eq!(
        told("named.\"80\" {}"),
        ["app.jke:2:9 E0304 `\"80\"`: `80` is no key of this list: its entries are addressed by port and name"]
    );
}

#[test]
fn a_manifest_at_the_top_of_a_file_is_a_layer_against_its_kind() {
    let kinds = "type Meta { name: String? }\n@kind(\"v1\", \"Pod\")\ntype Pod { metadata: Meta, containers: List<Container by name>? }\n";
    let text = "emit Pod as \"x-\\(nope)\" {\n  metadata.nam = \"a\"\n  containers.web { image = 3, name = \"b\" }\n  on env=prd { metadata.name = \"x\" }\n}\nemit Scale { min = 1 }\nemit Application { image = \"x\" }\nemit pod()\nemit Pod { metadata.name = self.x, seal metadata.name }\nfn pod() -> Pod = Pod { metadata { name = \"x\" } }\n";
    assert_eq!(
        mistakes(&format!("{text}{kinds}")),
        [
            r#"app.jke:1:18 E0201 `nope`: there is no `nope` here"#,
            r#"app.jke:2:12 E0301 `nam`: `nam` is not a field of Meta | did you mean `name`? | help: fields of Meta: name | fix: nam -> name"#,
            r#"app.jke:3:28 E0302 `3`: `image` takes String, and this is the Int 3 | project.jke:8:50 declared here | help: a text stands in quotes: `"3"` | fix: 3 -> "3""#,
            r#"app.jke:3:31 E0409 `name`: the path sets `name` here: it is `web` | help: leave this out; an entry with another `name` is another entry"#,
            r#"app.jke:4:10 E0402 `prd`: `prd` is not a value of the axis `env` | did you mean `prod`? | project.jke:3:8 the axis | help: values of env: dev, staging, prod | fix: prd -> prod"#,
            r#"app.jke:6:6 E0302 `Scale`: `Scale` is no Kubernetes kind, and `emit` takes nothing else | project.jke:6:6 declared here | help: a kind is a type with `@kind(…)`: import one of the library's, or declare it"#,
            r#"app.jke:7:6 E0302 `Application`: `Application` is a module, and `emit` takes a Kubernetes kind | project.jke:13:8 declared here | help: an instance of it is an app: `app NAME: Application { … }`"#,
            r#"app.jke:8:1 E0108 `emit pod()`: at the top of a file `emit` takes a kind and a body | help: write `emit ConfigMap { … }`; a value that is computed is emitted by a module"#,
            r#"app.jke:9:33 E0301 `x`: `x` is not a field of Manifests | help: fields of Manifests: enabled, name, namespace"#,
            r#"app.jke:9:41 E0108 `metadata.name`: `seal` forbids higher layers to set a path, and this is the highest | help: it stands in `defaults MODULE { … }` and in `on … for MODULE { … }`, in a root file"#,
        ]
    );
}

const KINDS: &str = r#"
type Meta { name: String?, annotations: Map<String, String>? }
@kind("v1", "Pod")
type Pod { metadata: Meta?, containers: List<Container by name>? }
@kind("a/v1", "Scaler")
type ScalerOne { metadata: Meta?, min: Int? }
@kind("a/v2", "Scaler")
type ScalerTwo { metadata: Meta?, max: Int? }
@kind("v1", "Secret")
type SecretManifest { metadata: Meta? }
module Inner { emit scaler(name) }
module Parent { emit Pod { metadata.name = name } }
module Child extends Parent {
  both: Bool = false
  let inner = include Inner {}
  if both { emit ScalerTwo { metadata.name = name } } else if name == "x" { for i in [1] { emit SecretManifest { metadata.name = name } } }
}
fn scaler(name: String) -> ScalerOne = ScalerOne { metadata { name = name } }
"#;

#[test]
fn a_patch_is_a_block_of_its_own_and_finds_its_kind_in_what_is_emitted_by_whatever_means() {
    let of = |text: &str| operations(&format!("{text}{KINDS}"));
    assert_eq!(
        of(
            "app a: Child {\n  patch Pod { containers.web.image = \"x\", on env=dev { metadata.name = \"y\" } }\n  patch Pod { remove containers.log }\n  patch Secret \"s\" { metadata.annotations.a = \"b\" }\n}"
        ),
        [
            "body for , Pod",
            "containers:Container by key [web]:Container image set",
            "containers:Container by key [log] remove",
            "overlay for env=dev, Pod",
            "metadata:Meta name set",
            "body for , SecretManifest \"s\"",
            "metadata:Meta annotations:map [a] set",
        ]
    );
    assert_eq!(
        of("defaults Parent { patch Secret { metadata.name = \"x\" } }"),
        ["defaults of Parent for , SecretManifest", "metadata:Meta name set"]
    );
    assert_eq!(
        of("emit ScalerTwo { metadata.name = \"x\" }\napp app: Parent { patch Scaler { max = 1 } }"),
        ["body for , ScalerTwo", "max set"]
    );
    assert_eq!(of("app a: Child { patch ScalerTwo { max = 1 } }"), ["body for , ScalerTwo", "max set"]);
}

#[test]
fn a_patch_that_finds_no_kind_or_several_and_one_that_stands_elsewhere_is_told() {
    let of = |text: &str| mistakes(&format!("{text}{KINDS}"));
    let text = "app a: Child {\n  patch Prod { x = 1 }\n  patch Scaler { min = 1 }\n  patch Meta { name = \"x\" }\n  patch nope.Pod { }\n  patch Pod \"\\(self.name)\" { }\n  patch Pod { metadat.name = \"x\", patch Pod { }, seal metadata.name }\n}";
    assert_eq!(
        of(text),
        [
            r#"app.jke:2:9 E0413 `Prod`: `a` emits no `Prod` | did you mean `Pod`? | help: kinds that it can emit: Pod, Scaler, Secret | fix: Prod -> Pod"#,
            r#"app.jke:3:9 E0413 `Scaler`: several kinds called `Scaler` are emitted here, of a/v1 and a/v2 | help: name the type of the one that is meant: `import p.app { ScalerTwo }`, then `patch ScalerTwo { … }`"#,
            r#"app.jke:4:9 E0413 `Meta`: `a` emits no `Meta` | help: kinds that it can emit: Pod, Scaler, Secret"#,
            r#"app.jke:5:9 E0201 `nope`: there is no type `nope`"#,
            r#"app.jke:6:13 E0108 `"\(self.name)"`: the handle that a patch names is constant: nothing is interpolated in it | help: write it out"#,
            r#"app.jke:7:15 E0301 `metadat`: `metadat` is not a field of Pod | did you mean `metadata`? | help: fields of Pod: containers, metadata | fix: metadat -> metadata"#,
            r#"app.jke:7:41 E0108 `Pod`: `patch` stands in the body of an instance, and not in what that sets | help: move it out: the body of an app, `defaults`, an overlay, or an `on` directly in one of these"#,
            r#"app.jke:7:55 E0108 `metadata.name`: `seal` forbids higher layers to set a path, and this is the highest | help: it stands in `defaults MODULE { … }` and in `on … for MODULE { … }`, in a root file"#,
        ]
    );
    assert_eq!(
        of("defaults Parent { patch Meta { }, patch Pod { on env=dev { } } }\nemit Pod { patch Pod { } }"),
        [
            "app.jke:1:25 E0413 `Meta`: Parent emits no `Meta` | help: kinds that it can emit: Pod, Scaler, Secret",
            "app.jke:1:50 E0108 `env=dev`: `defaults` hold for all targets: there is no `on` in them | help: write an overlay of the module beside them: `on env=dev for Parent { … }`",
            "app.jke:2:18 E0108 `Pod`: `patch` stands in the body of an instance, and not in what that sets | help: move it out: the body of an app, `defaults`, an overlay, or an `on` directly in one of these",
        ]
    );
}

#[test]
fn a_key_of_several_parts_that_is_none_is_told_how_elements_are_addressed() {
    assert_eq!(
        mistakes("app a: Application {\n  image = \"x\"\n  ports.http { name = \"x\" }\n}"),
        [
            "app.jke:3:9 E0304 `http`: `http` is no key of this list: its entries are addressed by port and protocol | help: write them with a `/` between: `\"port/protocol\"`",
        ]
    );
    let found = mistakes("app a: Application {\n  image = \"x\"\n  ports.\"http/TCP\" { name = \"x\" }\n}");
    assert!(found.len() == 1 && found[0].contains("`http` is no key here: it must be a whole number"), "{found:?}");
    assert!(found[0].ends_with("help: entries of this list are addressed by port and protocol: `\"port/protocol\"`"), "{found:?}");
}

#[test]
fn what_the_writer_of_manifests_writes_is_no_field() {
    let help = "it is written into every manifest | help: leave it out: the kind behind `emit` tells it";
    assert_eq!(
        mistakes("@kind(\"v1\", \"X\")\ntype X { a: Int? }\nemit X {\n  apiVersion = \"v1\"\n  kind = \"X\"\n}"),
        [
            format!("app.jke:4:3 E0301 `apiVersion`: `apiVersion` is not a field of X: {help}"),
            format!("app.jke:5:3 E0301 `kind`: `kind` is not a field of X: {help}"),
        ]
    );
}
