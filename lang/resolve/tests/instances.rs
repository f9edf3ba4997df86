//! The platform, the apps, what configures them, and where items may stand.

mod support;

use support::{MemoryLibrary, mistakes, project};

const PROJECT: (&str, &str) =
    ("project.jke", "project shop { axis env = dev | prod }\nmodule Application {}\nmodule Platform {}\ntype T { x: Int }");

fn own(files: &[(&str, &str)]) -> Vec<String> {
    let all: Vec<(&str, &str)> = files.iter().copied().chain([PROJECT]).collect();
    mistakes(&all, &mut MemoryLibrary::default())
}

#[test]
fn instances_are_the_platform_and_the_apps_by_name_with_their_overlays() {
    let files = [
        ("apps/b.jke", "app b: Application {}\non env=prod for a { x = 1 }"),
        ("apps/a.jke", "app a: Application {}"),
        (
            "platform.jke",
            "platform: Platform {}\non env=dev for platform {}\non env=dev for Application {}\ndefaults Application {}\non env=dev for a {}",
        ),
        PROJECT,
    ];
    let resolved = project(&files, &mut MemoryLibrary::default());
    assert_eq!(resolved.diagnostics, []);
    let shown: Vec<String> = resolved
        .instances
        .iter()
        .map(|instance| format!("{} {} {}", instance.name, instance.is_platform, instance.overlays.len()))
        .collect();
    assert_eq!(shown, ["platform true 1", "a false 2", "b false 0"]);
    assert_eq!((resolved.module_overlays.len(), resolved.defaults.len()), (1, 1));
}

#[test]
fn names_of_apps_are_unique_and_the_platform_comes_once() {
    assert_eq!(
        own(&[
            ("a.jke", "app a: Application {}\napp platform: Application {}\nplatform: Platform {}"),
            ("b.jke", "app a: Application {}\nplatform: Platform {}")
        ]),
        [
            "a.jke:2:5 E0202 `platform`: an app can't be called `platform`: that is the project's platform | help: choose another name",
            "b.jke:1:5 E0202 `a`: the app `a` is declared twice | a.jke:1:5 here first | help: names of apps are unique in a project; two apps of one `name` in two namespaces have two identifiers",
            "b.jke:2:1 E0903 `platform`: a second platform: a project has one | a.jke:3:1 the first | help: what differs between targets goes into `on` blocks of the one platform",
        ]
    );
}

#[test]
fn an_overlay_is_for_an_app_the_platform_or_a_module() {
    assert_eq!(
        own(&[(
            "a.jke",
            "app orders: Application {}\non env=dev for order {}\non env=dev for Aplication {}\non env=dev for T {}\non env=dev for platform {}"
        )]),
        [
            "a.jke:2:16 E0406 `order`: `order` is neither an app nor a module | did you mean `orders`? | help: an overlay names an app of this project (`for my-application`), `platform`, or a module that the file sees | fix: order -> orders",
            "a.jke:3:16 E0406 `Aplication`: `Aplication` is neither an app nor a module | did you mean `Application`? | help: an overlay names an app of this project (`for my-application`), `platform`, or a module that the file sees | fix: Aplication -> Application",
            "a.jke:4:16 E0406 `T`: `T` is a type: an overlay is for an app or a module | project.jke:4:6 declared here",
            "a.jke:5:16 E0903 `platform`: this project has no platform | help: declare one in a root file: `platform: Platform {}`",
        ]
    );
}

#[test]
fn an_overlay_of_a_module_of_another_folder_says_how_to_import_it() {
    assert_eq!(
        own(&[("lib/base.jke", "module Base {}"), ("a.jke", "on env=dev for Base {}")]),
        ["a.jke:1:16 E0406 `Base`: `Base` is neither an app nor a module | help: import the module: `import shop.lib.base { Base }`"]
    );
}

#[test]
fn what_separates_the_roles_stands_in_root_files_only() {
    let lines = own(&[(
        "apps/a.jke",
        "import shop { Application, Platform }\napp a: Application {}\nplatform: Platform {}\ndefaults Application {}\non env=dev for a {}\non env=dev for Application {}\non env=dev for platform {}",
    )]);
    let places: Vec<&str> = lines.iter().map(|line| &line[..line.find(": ").unwrap_or(0)]).collect();
    assert_eq!(
        places,
        [
            "apps/a.jke:3:1 E0407 `platform`",
            "apps/a.jke:4:10 E0407 `Application`",
            "apps/a.jke:6:16 E0407 `Application`",
            "apps/a.jke:7:16 E0407 `platform`"
        ]
    );
}

#[test]
fn a_platform_in_a_lower_folder_is_misplaced_and_no_second_one() {
    let lower = ("apps/a.jke", "import shop { Platform }\nplatform: Platform {}");
    let lines = own(&[lower, ("platform.jke", "platform: Platform {}")]);
    assert_eq!(lines.iter().map(|line| line.contains("E0407")).collect::<Vec<_>>(), [true], "{lines:?}");
}

#[test]
fn what_is_read_but_not_built_says_so() {
    let text = "policy p for T as t { check t.x == 1 }\nexcept p for a because \"b\"\ntest \"t\" { check true }\napp a: Application {}";
    let places: Vec<String> = own(&[("a.jke", text)]).iter().map(|line| line[..line.find(" | ").unwrap_or(0)].to_owned()).collect();
    assert_eq!(
        places,
        [
            "a.jke:1:8 E0107 `p`: a policy is not built yet",
            "a.jke:2:8 E0107 `p`: an exception from a policy is not built yet",
            "a.jke:3:6 E0107 `\"t\"`: a test is not built yet",
        ]
    );
}

#[test]
fn what_a_file_emits_belongs_to_the_instance_of_its_name() {
    let emit = "emit T { x = 1 }";
    let files = [
        ("apps/orders.jke", "app orders: Application {}\nemit T { x = 1 }\nemit T { x = 2 }"),
        ("more/orders.jke", emit),
        ("apps/01-names.jke", emit),
        ("platform.jke", "platform: Platform {}\nemit T { x = 1 }"),
        ("z.jke", "app z: Application {}"),
        PROJECT,
    ];
    let resolved = project(&files, &mut MemoryLibrary::default());
    assert_eq!(resolved.diagnostics, []);
    let shown: Vec<String> =
        resolved.instances.iter().map(|instance| format!("{} {} {}", instance.name, instance.item.is_some(), instance.raw.len())).collect();
    assert_eq!(shown, ["platform true 1", "01-names false 1", "orders true 3", "z true 0"]);
}

#[test]
fn the_platform_emits_in_root_files_only_and_a_files_name_is_a_name() {
    let emit = "import shop { T }\nemit T { x = 1 }";
    assert_eq!(
        own(&[("apps/a b.jke", emit), ("apps/platform.jke", emit)]),
        [
            "apps/a b.jke:2:6 E0108 `T`: manifests belong to the instance that is named as their file, and `a b` is no name | help: name the file with letters, digits, `-`, `_` and `.` only: `orders.jke`",
            "apps/platform.jke:2:6 E0903 `T`: what `platform.jke` emits belongs to the platform, and this project has none | help: declare one in a root file, `platform: Platform {}`, or move this into a file of another name",
        ]
    );
    let lines = own(&[("platform.jke", "platform: Platform {}"), ("apps/platform.jke", emit)]);
    assert_eq!(
        lines,
        [
            "apps/platform.jke:2:6 E0407 `T`: an `emit` of the platform may stand only in a file of the project's root folder | help: move it into a file beside `project.jke`, such as `platform.jke`: so the owners of files separate the roles"
        ]
    );
}
