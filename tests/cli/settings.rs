//! `--set`: the layer above all others, whose mistakes are the command line's.

use crate::project::{Outcome, Project};

/// What building orders for production gives where these are set.
fn set(settings: &[&str]) -> Outcome {
    let flags = settings.iter().flat_map(|setting| ["--set", setting]);
    let words: Vec<&str> = ["build", "env=prod", "orders"].into_iter().chain(flags).collect();
    Project::shop().run(&words)
}

#[track_caller]
fn gives(settings: &[&str], line: &str) {
    let run = set(settings);
    assert_eq!((run.status, run.stderr.as_str()), (Some(0), ""), "{settings:?}");
    assert!(run.stdout.contains(&format!("  {line}\n")), "{settings:?} gives\n{}", run.stdout);
}

#[track_caller]
fn is_refused(settings: &[&str], mistake: &str) {
    let run = set(settings);
    assert_eq!((run.status, run.stdout.as_str()), (Some(2), ""), "{settings:?}");
    assert!(run.stderr.contains(mistake), "{settings:?} tells\n{}", run.stderr);
}

#[test]
fn what_is_set_beats_body_and_overlays_and_what_is_computed_follows() {
    gives(&["orders.image=orders:2"], "image: orders:2");
    gives(&["orders.port=9090"], "port: \"9090\"");
    gives(&["orders.scale.min=4"], "max: \"20\"");
    gives(&["orders.scale.min=4", "orders.scale.max=6"], "max: \"6\"");
    gives(&["orders.scale={ min = 3 }"], "max: \"15\"");
}

#[test]
fn a_value_is_text_for_a_string_and_a_literal_elsewhere() {
    gives(&["orders.image=8080"], "image: \"8080\"");
    gives(&["orders.image=a=b"], "image: a=b");
    gives(&["orders.image=none"], "image: none");
    gives(&["orders.memory=1Gi"], "memory: \"1Gi\"");
    gives(&["orders.labels.\"a.b/c\"=x y"], "  a.b/c: x y");
    gives(&["orders.labels={ \"k=v\" = \"w\" }"], "  k=v: w");
    is_refused(&["orders.port=many"], "1:46: error[E0302]: `port` takes Int(1..65535), and `many` is no literal of it");
    is_refused(&["orders.port=40 + 2"], "`40 + 2` is no literal of it");
    is_refused(&["orders.port="], "`` is no literal of it");
    is_refused(&["orders.port=0"], "`port` must be 1 to 65535, and this is 0");
    is_refused(&["orders.port=80 90"], "nothing more belongs here");
}

#[test]
fn what_it_names_is_judged_on_the_command_line() {
    is_refused(&["ordres.port=80"], "1:34: error[E1003]: `ordres` is not an app of shop (did you mean `orders`?)");
    is_refused(&["orders.prot=80"], "1:41: error[E0301]: `prot` is not a field of Web (did you mean `port`?)");
    is_refused(&["cart.prot=80"], "`prot` is not a field of Web");
    is_refused(&["orders=80"], "`orders` names an app, and no field of it");
    is_refused(&["orders.port"], "`orders.port` sets nothing");
    is_refused(&["=80"], "a field is missing here");
    is_refused(&["orders.port=80", "orders.port=81"], "`port` is set twice on the command line");
}

#[test]
fn a_seal_binds_the_command_line_too() {
    let project = Project::shop();
    project.write("platform.jke", "platform: Base {}\ndefaults Web { seal scale.max because \"node quota\" }\n");
    let run = project.run(&["build", "env=prod", "orders", "--set", "orders.scale.max=100"]);
    assert_eq!(run.status, Some(2));
    assert!(run.stderr.contains("`scale.max` is sealed: node quota"), "{}", run.stderr);
}

#[test]
fn what_it_breaks_in_the_sources_is_told_there() {
    let project = Project::shop();
    project.write("apps/orders.jke", "app orders: Web {\n  image = apps.cart.image\n}\n");
    let run = project.run(&["check", "--set", "cart.enabled=false"]);
    assert_eq!(run.status, Some(1));
    assert!(run.stderr.contains("apps/orders.jke:2:11: error[E0508]: `cart` is disabled here"), "{}", run.stderr);
    assert_eq!(project.run(&["check", "--set", "platform.namespace=other"]).status, Some(0));
}
