//! The `project` item: axes, targets and settings.

mod support;

use support::{MemoryLibrary, mistakes, project};

fn targets(text: &str) -> Vec<String> {
    let resolved = project(&[("project.jke", text)], &mut MemoryLibrary::default());
    assert_eq!(resolved.diagnostics, []);
    resolved.project.targets.iter().map(|target| resolved.project.describe(target)).collect()
}

fn mistakes_of(text: &str) -> Vec<String> {
    mistakes(&[("project.jke", text)], &mut MemoryLibrary::default())
}

#[test]
fn without_target_lines_the_targets_are_the_product_of_the_axes() {
    assert_eq!(
        targets("project p {\n  axis env = dev | prod\n  axis cluster = a | b\n}"),
        ["env=dev cluster=a", "env=dev cluster=b", "env=prod cluster=a", "env=prod cluster=b"]
    );
    assert_eq!(targets("project p {}"), [""]);
}

#[test]
fn target_lines_name_the_targets_in_the_order_of_the_axes_and_each_once() {
    let text = "project p {
  edition = 1
  target env=prod cluster=[osaka, tokyo]
  target env=dev cluster=office
  target env!=dev cluster=tokyo
  axis env = dev | staging | prod
  axis cluster = office | tokyo | osaka
}";
    assert_eq!(targets(text), ["env=dev cluster=office", "env=staging cluster=tokyo", "env=prod cluster=tokyo", "env=prod cluster=osaka"]);
}

#[test]
fn a_file_below_the_root_with_a_project_of_its_own_is_another_project() {
    let other = "project demo { axis size = small | large }\nlet broken: Nowhere = 1";
    assert_eq!(mistakes(&[("project.jke", "project a {}"), ("docs/demo.jke", other)], &mut MemoryLibrary::default()), [""; 0]);
}

#[test]
fn there_is_exactly_one_project() {
    assert_eq!(
        mistakes(&[("a.jke", "let x = 1")], &mut MemoryLibrary::default()),
        ["a.jke:1:1 E0901 ``: there is no `project` here | help: write one into `project.jke`: `project shop { axis env = dev | prod }`"]
    );
    assert_eq!(
        mistakes(&[("a.jke", "project a {}"), ("b.jke", "project b {}")], &mut MemoryLibrary::default()),
        ["b.jke:1:9 E0901 `b`: a second project, `b`: a folder holds one | a.jke:1:9 the first | help: keep one of them, or move the \
          other with its files into a folder of its own"]
    );
}

#[test]
fn without_a_project_nothing_is_said_of_axes() {
    let files = [("a.jke", "app x: M {}\nmodule M {}\n")];
    assert_eq!(mistakes(&files, &mut MemoryLibrary::default()).len(), 1);
}

#[test]
fn axes_and_values_are_named_once_and_never_platform() {
    assert_eq!(
        mistakes_of("project p {\n  axis env = dev | dev\n  axis env = prod\n  axis cluster = platform\n}"),
        [
            "project.jke:2:20 E0902 `dev`: `dev` stands twice in the axis `env` | project.jke:2:14 here first",
            "project.jke:3:8 E0902 `env`: the axis `env` is declared twice | project.jke:2:8 here first",
            "project.jke:4:18 E0902 `platform`: `platform` can't be a value of an axis | help: trees of manifests keep the platform's own \
             under that word; choose another",
        ]
    );
}

#[test]
fn targets_name_known_axes_and_values() {
    assert_eq!(
        mistakes_of(
            "project p {\n  axis env = dev | prod\n  target env=prd\n  target enb=dev\n  target env=dev env=prod\n  target env!=[dev, prod]\n}"
        ),
        [
            "project.jke:3:14 E0402 `prd`: `prd` is not a value of the axis `env` | did you mean `prod`? | project.jke:2:8 the axis | help: values of env: dev, prod | fix: prd -> prod",
            "project.jke:4:10 E0401 `enb`: `enb` is not an axis of the project | did you mean `env`? | project.jke:1:9  | help: axes of p: env | fix: enb -> env",
            "project.jke:5:18 E0411 `env`: `env` stands twice in this selector | project.jke:5:10 here first | help: to name several values write `env=[dev, prod]`",
            "project.jke:6:10 E0902 `env!=[dev, prod]`: this line names no target | help: it excludes every value of an axis",
        ]
    );
}

#[test]
fn a_product_beyond_all_bounds_is_refused_before_it_is_made() {
    let values: Vec<String> = (0..100).map(|value| format!("v{value}")).collect();
    let axes: String = (0..12).map(|axis| format!("  axis a{axis} = {}\n", values.join(" | "))).collect();
    assert_eq!(
        mistakes_of(&format!("project p {{\n{axes}}}")),
        ["project.jke:1:9 E0902 `p`: the axes make more than 10000 targets | help: name those that exist with `target` lines, as \
          `target env=prod cluster=[tokyo, osaka]`"]
    );
}

#[test]
fn settings_are_known_and_set_once() {
    assert_eq!(
        mistakes_of("project p {\n  edition = 2\n  preludes = []\n  prelude = 1\n  policies = []\n  policies = []\n}"),
        [
            "project.jke:2:13 E0902 `2`: the language has one edition so far | help: write `edition = 1` | fix: 2 -> 1",
            "project.jke:3:3 E0902 `preludes`: a project has no setting `preludes` | did you mean `prelude`? | help: settings: edition, policies, prelude | fix: preludes -> prelude",
            "project.jke:4:13 E0902 `1`: a list of module paths is expected | help: as in `prelude = [std.app, std.platform]`",
            "project.jke:6:3 E0902 `policies`: `policies` is set twice | project.jke:5:3 here first",
        ]
    );
}

#[test]
fn what_is_not_built_yet_is_told_once_each() {
    let text = "project p {\n  axis env = dev | preview\n  use acme = \"path:../acme\"\n}";
    let files = [("project.jke", text), ("x.jke", "import acme.web { Route }\nlet a: Route = 1")];
    assert_eq!(
        mistakes(&files, &mut MemoryLibrary::default()),
        [
            "project.jke:3:7 E0107 `acme`: `use` of a package is not built yet | help: this jkec reads it, but can do nothing with it; take it out",
        ]
    );
    assert_eq!(mistakes_of("project p extends q {\n  target env=dev\n}").len(), 1);
}

#[test]
fn a_project_is_not_called_as_a_package() {
    let mut library = MemoryLibrary { files: vec![("std/app/a.jke", "")], ..MemoryLibrary::default() };
    let lines = mistakes(&[("project.jke", "project std {}")], &mut library);
    assert!(lines[0].starts_with("project.jke:1:9 E0902 `std`: a project can't be called `std`"), "{lines:?}");
}

#[test]
fn starred_values_are_targets_of_one_label_and_stand_on_one_axis() {
    let text = "project p {\n  axis env = dev | preview*\n}";
    assert_eq!(targets(text), ["env=dev", "env=preview:x"]);
    assert_eq!(
        mistakes_of("project p {\n  axis env = dev | preview*\n  axis zone = a | b*\n  axis label = c\n}"),
        [
            "project.jke:3:8 E0902 `zone`: two axes have starred values, and a target has one label | project.jke:2:8 the other one | help: leave the stars of one of them out",
            "project.jke:4:8 E0902 `label`: an axis can't be called `label` | help: `target.label` tells the targets of a starred value apart; choose another name",
        ]
    );
}
