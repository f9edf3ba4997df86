//! Which fields must be set.
//!
//! A field is required where the schema says so and names no value for its absence. Beyond that, `default: {}` means that the server
//! reads an absent object as an empty one: where an empty one lacks required fields itself, as the `spec` of a Deployment does, the
//! object must be there. A kind's `status` is the server's, and its `metadata` has the name, without which nothing is emitted.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::merge::{Field, Library};
use super::schema::Shape;

/// Whether fields are required, by definition and field.
pub struct Required<'a> {
    library: &'a Library,
    /// By definition: whether it has a required field. `None` while that is asked.
    known: BTreeMap<&'a str, Option<bool>>,
}

impl<'a> Required<'a> {
    pub fn new(library: &'a Library) -> Self {
        Required { library, known: BTreeMap::new() }
    }

    pub fn is_required(&mut self, definition: &'a str, name: &str) -> bool {
        let Some(merged) = self.library.definitions.get(definition) else { return false };
        let Some(field) = merged.fields.get(name) else { return false };
        match (&merged.kind, name) {
            (Some(_), "metadata") => true,
            (_, "status") if is_object(field) => false,
            _ if field.required => field.default.as_ref().is_none_or(is_zero),
            _ => self.is_empty_incomplete(field),
        }
    }

    fn is_empty_incomplete(&mut self, field: &'a Field) -> bool {
        match &field.shape {
            Shape::Reference(target) if field.default == Some(json!({})) => self.has_required(target),
            _ => false,
        }
    }

    fn has_required(&mut self, definition: &'a str) -> bool {
        if let Some(known) = self.known.get(definition) {
            return known.unwrap_or(false);
        }
        self.known.insert(definition, None);
        let library = self.library;
        let names = library.definitions.get(definition).into_iter().flat_map(|merged| merged.fields.keys());
        let has = names.into_iter().any(|name| self.is_required(definition, name));
        self.known.insert(definition, Some(has));
        has
    }
}

fn is_object(field: &Field) -> bool {
    matches!(field.shape, Shape::Reference(_))
}

/// What Go has where nothing is set. The schema gives it for every field that Go always writes, so it says nothing of the API.
fn is_zero(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(value) => !value,
        Value::Number(value) => value.as_f64() == Some(0.0),
        Value::String(text) => text.is_empty(),
        Value::Array(elements) => elements.is_empty(),
        Value::Object(fields) => fields.is_empty(),
    }
}
