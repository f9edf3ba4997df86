//! How TOML looks.

mod support;

use jke_encode::{TomlError, toml};
use jke_model::value::Data;
use support::{interfaces, list, map, record, text};

#[test]
fn entries_keep_their_order_and_tables_follow_what_is_none() {
    let data = map([
        ("z", map([("y", Data::Int(1))])),
        ("b", text("x")),
        ("a", list([map([("n", Data::Int(1))]), map([("n", Data::Int(2))])])),
        ("r", record(1, [text("web"), Data::None], Default::default())),
    ]);
    let expected = "b = \"x\"\n\n[z]\ny = 1\n\n[[a]]\nn = 1\n\n[[a]]\nn = 2\n\n[r]\nname = \"web\"\n";
    assert_eq!(toml(&data, &interfaces()).as_deref(), Ok(expected));
}

#[test]
fn what_is_no_table_has_no_form() {
    assert_eq!(toml(&list([]), &interfaces()), Err(TomlError::NoTable));
    assert_eq!(toml(&text("a"), &interfaces()), Err(TomlError::NoTable));
}
