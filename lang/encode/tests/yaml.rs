//! How YAML looks, and that a reader of YAML 1.2 gets back what was written.

mod support;

use std::sync::Arc;

use jke_encode::{Secrets, yaml, yaml_document};
use jke_model::declaration::{Interfaces, RecordKind};
use jke_model::object::Object;
use jke_model::program::InstanceId;
use jke_model::quantity::{Quantity, QuantityKind};
use jke_model::value::{Data, Text};
use jke_text::{Name, Origin, Span};
use support::{expected, interfaces, list, map, nasty, record, secret, text, value};

fn shown(data: Data) -> String {
    yaml(&data, &interfaces())
}

fn read(yaml: &str) -> serde_json::Value {
    serde_yaml::from_str(yaml).unwrap_or_else(|error| panic!("{error} in\n{yaml}"))
}

fn reads_back(data: &Data) {
    let yaml = yaml(data, &Interfaces::default());
    assert_eq!(read(&yaml), expected(data), "\n{yaml}");
}

#[test]
fn lists_stand_at_their_key_and_maps_below_it() {
    let containers = list([
        map([("name", text("web")), ("args", list([text("-c"), text("x")]))]),
        map([("ports", list([map([("port", Data::Int(80))])]))]),
    ]);
    let data = map([
        ("spec", map([("containers", containers), ("empty", map([])), ("none", list([]))])),
        ("nested", list([list([text("a"), list([])]), map([])])),
    ]);
    let expected = "spec:\n  containers:\n  - name: web\n    args:\n    - \"-c\"\n    - x\n  - ports:\n    - port: 80\n  empty: {}\n  none: []\nnested:\n- - a\n  - []\n- {}";
    assert_eq!(shown(data), expected);
}

#[test]
fn lines_of_text_are_blocks_that_keep_every_newline() {
    let data = map([
        ("one", text("a\nb\n")),
        ("none", text("a\nb")),
        ("two", text("a\n\n")),
        ("indented", text("  a\nb\n")),
        ("in", list([text("a\n\nb\n"), map([("c", text("d\ne"))])])),
    ]);
    let expected =
        "one: |\n  a\n  b\nnone: |-\n  a\n  b\ntwo: |+\n  a\n\nindented: |2\n    a\n  b\nin:\n- |\n  a\n\n  b\n- c: |-\n    d\n    e";
    assert_eq!(shown(data), expected);
}

#[test]
fn a_value_ends_in_a_newline_only_where_its_last_text_does() {
    assert_eq!(shown(map([("a", text("b\nc"))])), "a: |-\n  b\n  c");
    assert_eq!(shown(map([("a", text("b\nc\n"))])), "a: |\n  b\n  c\n");
    assert_eq!(shown(list([text("b\n"), Data::Int(1)])), "- |\n  b\n- 1");
    assert_eq!(shown(text("a\nb\n")), "\"a\\nb\\n\"");
    assert_eq!(shown(Data::Bool(true)), "true");
    assert_eq!(shown(map([])), "{}");
}

#[test]
fn quantities_are_bare_only_with_a_unit_that_makes_no_number() {
    let quantity = |kind, amount| Data::Quantity(Quantity::new(kind, amount));
    let data = list([
        quantity(QuantityKind::Cpu, 500),
        quantity(QuantityKind::Cpu, 2000),
        quantity(QuantityKind::Memory, 1 << 30),
        quantity(QuantityKind::Memory, 1 << 60),
        quantity(QuantityKind::Memory, 0),
        quantity(QuantityKind::Duration, 90_000),
        quantity(QuantityKind::Duration, 250),
        quantity(QuantityKind::Percent, 125_000),
        quantity(QuantityKind::Percent, -10_000),
    ]);
    assert_eq!(shown(data), "- 500m\n- \"2\"\n- 1Gi\n- \"1Ei\"\n- \"0\"\n- 1m30s\n- 250ms\n- 12.5%\n- \"-1%\"");
}

#[test]
fn floats_have_a_point_and_no_exponent() {
    let floats = [1.0, -0.0, 0.1, 1e21, 1.5e-7, f64::MAX];
    let shown = shown(list(floats.map(Data::Float)));
    assert_eq!(shown.lines().take(5).collect::<Vec<_>>(), ["- 1.0", "- -0.0", "- 0.1", "- 1000000000000000000000.0", "- 0.00000015"]);
    assert_eq!(serde_yaml::from_str::<Vec<f64>>(&shown).expect("a list of floats"), floats);
}

#[test]
fn a_kind_begins_with_its_version_and_shows_inputs_only() {
    let metadata = map([("name", text("shop"))]);
    let data = record(
        0,
        [metadata, Data::None, text("http://shop"), text("hidden")],
        [(Text::from("z"), value(Data::Int(1)))].into_iter().collect(),
    );
    assert_eq!(shown(data), "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nz: 1");
    assert_eq!(shown(map([("r", record(1, [Data::None, Data::None], Default::default()))])), "r: {}");
    assert_eq!(shown(record(1, [text("on"), Data::Bool(true)], Default::default())), "name: \"on\"\n\"on\": true");
}

#[test]
fn secrets_are_shown_masked_or_left_out() {
    let interfaces = interfaces();
    let RecordKind::Kind(identity) = &interfaces.records[0].kind else { panic!("record 0 is a kind") };
    let spec = map([("a", secret("hidden")), ("b", list([secret("hidden")])), ("c", text("seen"))]);
    let object = Object {
        identity: identity.clone(),
        namespace: None,
        name: Text::from("x"),
        handle: Text::from("x"),
        instance: InstanceId(0),
        value: value(record(0, [Data::None, spec, Data::None, Data::None], Default::default())),
        span: Span::NONE,
        origin: Origin::NONE,
    };
    let shown = |secrets| {
        let mut out = vec![];
        yaml_document(&mut out, &object, &interfaces, secrets);
        String::from_utf8(out).expect("texts")
    };
    let head = "apiVersion: apps/v1\nkind: Deployment\nspec:\n";
    assert_eq!(shown(Secrets::Plain), format!("{head}  a: hidden\n  b:\n  - hidden\n  c: seen\n"));
    assert_eq!(shown(Secrets::Mask), format!("{head}  a: \"<secret>\"\n  b:\n  - \"<secret>\"\n  c: seen\n"));
    assert_eq!(shown(Secrets::Omit), format!("{head}  b: []\n  c: seen\n"));
    assert_eq!(Name::new("Deployment"), identity.kind);
}

#[test]
fn nasty_texts_read_back_as_values_and_as_keys() {
    for nasty in nasty() {
        reads_back(&text(&nasty));
        reads_back(&list([text(&nasty), text(&nasty)]));
        reads_back(&map([("a", text(&nasty)), ("b", list([list([text(&nasty)]), map([("c", text(&nasty))])]))]));
        reads_back(&map([(nasty.as_str(), text(&nasty)), ("other", list([map([(nasty.as_str(), list([Data::Int(1)]))])]))]));
        reads_back(&map([(nasty.as_str(), map([("deep", Arc::new(text(&nasty)).as_ref().clone())]))]));
    }
}
