//! Which fields must be set.
//!
//! A field is required where the schema says so and names no value for its absence. Beyond that, `default: {}` means that the server
//! reads an absent object as an empty one: where an empty one lacks required fields itself, as the `spec` of a Deployment does, the
//! object must be there. That is not asked of what stands in a `status` alone: it is the server's. A kind's `metadata` has the name,
//! without which nothing is emitted.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::merge::{Field, Library, target};
use super::schema::Shape;

/// Whether fields are required, by definition and field.
pub struct Required<'a> {
    library: &'a Library,
    /// By definition: whether it has a required field. `None` while that is asked.
    known: BTreeMap<&'a str, Option<bool>>,
    /// The definitions that a kind reaches otherwise than by its `status`.
    written: BTreeSet<&'a str>,
}

impl<'a> Required<'a> {
    pub fn new(library: &'a Library) -> Self {
        let kinds = library.definitions.iter().filter(|(_, merged)| merged.kind.is_some());
        let mut waiting: Vec<&str> = kinds.map(|(name, _)| name.as_str()).collect();
        let mut written = BTreeSet::new();
        while let Some(name) = waiting.pop() {
            let fields = library.definitions.get(name).into_iter().flat_map(|merged| &merged.fields);
            if written.insert(name) {
                waiting.extend(fields.filter(|(name, _)| *name != "status").filter_map(|(_, field)| target(&field.shape)));
            }
        }
        Required { library, known: BTreeMap::new(), written }
    }

    pub fn is_required(&mut self, definition: &'a str, name: &str) -> bool {
        let Some(merged) = self.library.definitions.get(definition) else { return false };
        let Some(field) = merged.fields.get(name) else { return false };
        match (&merged.kind, name) {
            (Some(_), "metadata") => true,
            (Some(_), "status") => false,
            // What a version lacks can't be asked of those who write for it.
            _ if field.life != merged.life => false,
            _ if field.required => field.default.as_ref().is_none_or(is_zero),
            _ => self.written.contains(definition) && self.is_empty_incomplete(field),
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
