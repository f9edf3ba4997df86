//! Data to TOML, through the `toml` crate: only the shapes are turned here.

use jke_model::value::Data;
use toml::{Table, Value};

use crate::members::{Member, Writing, unfinished};

/// Why data has no form in TOML.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TomlError {
    /// A TOML document is a table: a record or a map.
    NoTable,
}

impl std::fmt::Display for TomlError {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            TomlError::NoTable => out.write_str("a TOML document is a table: a record or a map"),
        }
    }
}

pub(crate) fn document(data: &Data, writing: Writing) -> Result<String, TomlError> {
    match value(data, writing) {
        Value::Table(table) => Ok(table.to_string()),
        _ => Err(TomlError::NoTable),
    }
}

fn value(data: &Data, writing: Writing) -> Value {
    match data {
        Data::Bool(value) => Value::Boolean(*value),
        Data::Int(value) => Value::Integer(*value),
        Data::Float(value) => Value::Float(*value),
        Data::Text(text) => Value::String(text.to_string()),
        Data::Quantity(quantity) => Value::String(quantity.to_string()),
        Data::List(list) => Value::Array(writing.of_list(list).map(|element| value(element, writing)).collect()),
        Data::Map(map) => Value::Table(table(writing.of_map(map), writing)),
        Data::Record(record) => Value::Table(table(writing.of_record(record), writing)),
        Data::Secret(secret) => Value::String(writing.secret(&secret.text).to_owned()),
        // TOML has no null: an element that is absent reads as an empty text would be a lie, and lists hold none.
        Data::None | Data::Deferred(_) | Data::Error => unfinished(),
    }
}

fn table<'a>(members: impl Iterator<Item = (&'a str, Member<'a>)>, writing: Writing) -> Table {
    let pairs = members.map(|(key, member)| match member {
        Member::Value(data) => (key.to_owned(), value(data, writing)),
        Member::Text(text) => (key.to_owned(), Value::String(text.to_owned())),
    });
    pairs.collect()
}
