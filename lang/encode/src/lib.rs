//! Data to text: YAML in blocks, compact JSON, TOML.
//!
//! Records are written by slot with their fields' names, those of a Kubernetes kind after its `apiVersion` and `kind`. What is
//! absent, outputs and `let`s are left out, a written `{}` is kept. Deliberately absent: reading any of these forms, and the
//! order of documents, which is `manifest`'s.

mod json;
mod members;
mod number;
mod scalar;
mod toml;
mod yaml;

use std::cell::Cell;

use jke_model::declaration::Interfaces;
use jke_model::object::Object;
use jke_model::value::Data;

pub use crate::toml::TomlError;
pub use members::Secrets;
use members::Writing;

/// What `yaml(x)` gives: block style, without a newline at its end (but where the last text's own newlines end it).
pub fn yaml(data: &Data, interfaces: &Interfaces) -> String {
    let mut out = vec![];
    yaml::value_alone(&mut out, data, Writing::new(interfaces, Secrets::Plain, &Cell::new(false)));
    text(out)
}

/// What `json(x)` gives: one line, no spaces between tokens.
pub fn json(data: &Data, interfaces: &Interfaces) -> String {
    let mut out = vec![];
    json::value(&mut out, data, Writing::new(interfaces, Secrets::Plain, &Cell::new(false)));
    text(out)
}

/// What `toml(x)` gives; it ends in a newline, as the files of that form do. TOML has no form for data that is no table.
pub fn toml(data: &Data, interfaces: &Interfaces) -> Result<String, TomlError> {
    toml::document(data, Writing::new(interfaces, Secrets::Plain, &Cell::new(false)))
}

/// One YAML document, without `---` and with a newline at its end: `apiVersion` and `kind`, then the fields by slot. Says whether the
/// object holds secrets.
pub fn yaml_document(out: &mut Vec<u8>, object: &Object, interfaces: &Interfaces, secrets: Secrets) -> bool {
    let met = Cell::new(false);
    yaml::document(out, &object.value.data, Writing::new(interfaces, secrets, &met));
    met.get()
}

/// The same object as one line of JSON, without a newline.
pub fn json_document(out: &mut Vec<u8>, object: &Object, interfaces: &Interfaces, secrets: Secrets) -> bool {
    let met = Cell::new(false);
    json::value(out, &object.value.data, Writing::new(interfaces, secrets, &met));
    met.get()
}

fn text(out: Vec<u8>) -> String {
    String::from_utf8(out).expect("the writers put out whole characters")
}
