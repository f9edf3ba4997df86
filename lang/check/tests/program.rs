//! Whole programs: which instances and declarations are looked into, and that the platform is what modules ask for.

mod support;

use jke_check::{Selection, program};
use jke_model::program::{InstanceId, Program};
use jke_text::Diagnostic;
use support::Project;

const FILES: [(&str, &str); 3] = [
    (
        "apps.jke",
        "app a: M { text = apps.b.text }\napp b: M { text = \"b\" }\napp c: M { wrong = 1 }\nmodule Unused { let x: Int = \"a\" }",
    ),
    ("project.jke", "project p {}\nplatform: P {}"),
    ("types.jke", "module P {}\nmodule M for P { text: String, size: Size = {} }\ntype Size { width: Int = 1 }\ntype Other { x: Int = 1 }"),
];

fn check(project: &Project, selection: Selection) -> (Program, Vec<String>) {
    let (program, diagnostics) = program(project.context(), selection);
    let shown = |diagnostic: &Diagnostic| project.shown(diagnostic);
    (program, diagnostics.iter().map(shown).collect())
}

fn bodies(program: &Program) -> Vec<&'static str> {
    let records = program.interfaces.records.iter().zip(&program.bodies);
    records.filter(|(_, body)| body.is_some()).map(|(record, _)| record.name.as_str()).collect()
}

#[test]
fn only_chosen_instances_and_what_they_read_are_checked() {
    let project = Project::new(&FILES);
    let (program, told) = check(&project, Selection::Instances(&[InstanceId(1)]));
    assert_eq!(told, [""; 0]);
    let read: Vec<(&str, usize)> = program.instances.iter().map(|instance| (instance.name.as_str(), instance.blocks.len())).collect();
    assert_eq!(read, [("platform", 0), ("a", 1), ("b", 1), ("c", 0)]);
    assert_eq!(bodies(&program), ["P", "M", "Size"]);
}

#[test]
fn a_whole_project_is_checked_with_what_nobody_uses() {
    let project = Project::new(&FILES);
    let (program, told) = check(&project, Selection::Everything);
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].starts_with("apps.jke:3:12 E0301 `wrong`") && told[1].starts_with("apps.jke:4:30 E0302"), "{told:?}");
    let broken: Vec<&str> = program.instances.iter().filter(|instance| instance.broken).map(|instance| instance.name.as_str()).collect();
    assert_eq!(broken, ["c"]);
    assert_eq!(bodies(&program), ["Unused", "P", "M", "Size", "Other"]);
}

#[test]
fn a_module_for_another_platform_is_told_once() {
    let project = Project::new(&[
        ("apps.jke", "app a: M {}\napp b: M {}"),
        ("project.jke", "project p {}\nplatform: Q {}"),
        ("types.jke", "module P {}\nmodule Q {}\nmodule M for P {}"),
    ]);
    let (program, told) = check(&project, Selection::Everything);
    assert_eq!(
        told,
        [
            "apps.jke:1:8 E0903 `M`: M is a module for P, and this project's platform is no such module | project.jke:2:11 the platform is Q | types.jke:3:8 `for P` | help: a platform that fits is P or a module that extends it",
        ]
    );
    assert!(program.instances.iter().all(|instance| instance.broken != instance.is_platform));
}
