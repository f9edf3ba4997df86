//! Properties of objects to fields of records, with their documentation.

use serde_json::Value;

use super::constraints::{description, sentences};
use super::scalars::literal;
use super::schema::{Object, is, is_nullable, text, texts, unknown};
use super::shapes::{Place, Writer};
use crate::types::{Field, Record, TypeExpr};
use jke_text::words;

/// The record of the kind: `metadata` is every object's, `apiVersion` and `kind` are no fields.
pub fn of_kind(writer: &mut Writer) -> Record {
    let nothing = Object::new();
    let schema = writer.schema.as_object().unwrap_or(&nothing);
    let place = Place::of_kind(writer.kind);
    writer.tell_unknown(schema, &place);
    writer.imports.insert("ObjectMeta");
    let mut record = Record { fields: vec![], rest: rest(writer, schema, &place) };
    record.fields.push(Field::new("metadata", TypeExpr::named("ObjectMeta"), false));
    let is_own = |name: &str| !matches!(name, "apiVersion" | "kind" | "metadata");
    let own = properties(schema).into_iter().filter(|(name, _)| is_own(name));
    let (status, others): (Vec<_>, Vec<_>) = own.partition(|(name, _)| *name == "status");
    for (name, property) in others.into_iter().chain(status) {
        let required = texts(schema.get("required"));
        record.fields.push(field(writer, name, property, &required, &[], &place));
    }
    if let Some(metadata) = schema.get("properties").and_then(|properties| properties.get("metadata")).and_then(Value::as_object)
        && metadata.contains_key("properties")
    {
        writer.tell(&place.inside("metadata"), "only the cluster checks what the schema asks of it");
    }
    let (sentences, rules) = sentences(schema);
    writer.rules += rules;
    if !sentences.is_empty() {
        writer.tell(&place, &sentences.join(" ").replace('\n', " "));
    }
    record
}

/// The record of an object; `keys` are the fields by which a list addresses it.
pub fn record(writer: &mut Writer, schema: &Object, keys: &[&str], place: &Place) -> Record {
    let required = texts(schema.get("required"));
    let mut fields = vec![];
    for (name, property) in first_those_that_name(properties(schema)) {
        fields.push(field(writer, name, property, &required, keys, place));
    }
    let rest = rest(writer, schema, place);
    Record { fields, rest }
}

pub fn properties(schema: &Object) -> Vec<(&str, &Value)> {
    let properties = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
    properties.map(|(name, property)| (name.as_str(), property)).collect()
}

/// What an element is called is read first.
fn first_those_that_name<'s>(properties: Vec<(&'s str, &'s Value)>) -> Vec<(&'s str, &'s Value)> {
    let (names, others): (Vec<_>, Vec<_>) = properties.into_iter().partition(|(name, _)| *name == "name");
    names.into_iter().chain(others).collect()
}

/// The type of further fields, at which no documentation can stand.
fn rest(writer: &mut Writer, schema: &Object, place: &Place) -> Option<TypeExpr> {
    if schema.contains_key("propertyNames") {
        writer.tell(place, "`propertyNames` is left out: a record has names of its own");
    }
    if is(schema, "x-kubernetes-preserve-unknown-fields") || is(schema, "x-kubernetes-embedded-resource") {
        return Some(TypeExpr::named("Any"));
    }
    match schema.get("additionalProperties") {
        Some(Value::Bool(true)) => Some(TypeExpr::named("Any")),
        Some(further @ Value::Object(_)) => {
            let (place, mut left) = (place.element(), vec![]);
            let ty = writer.typed(further, &place, &mut left);
            left.iter().for_each(|sentence| writer.tell(&place, sentence));
            Some(ty)
        }
        _ => None,
    }
}

fn field(writer: &mut Writer, name: &str, property: &Value, required: &[&str], keys: &[&str], place: &Place) -> Field {
    let place = place.field(name);
    let mut left = vec![];
    let ty = writer.typed(property, &place, &mut left);
    let nothing = Object::new();
    let schema = property.as_object().unwrap_or(&nothing);
    let (sentences, rules) = sentences(schema);
    writer.rules += rules;
    let default = schema.get("default").filter(|default| !default.is_null());
    let optional = !required.contains(&name) || default.is_some() || is_nullable(schema);
    let mut field = Field::new(name, ty, optional);
    if keys.contains(&name) {
        field.default = default.and_then(literal);
    }
    let paragraphs = [description(property)].into_iter().chain(sentences).chain(left);
    field.docs = paragraphs.filter(|paragraph| !paragraph.is_empty()).collect::<Vec<_>>().join("\n\n");
    field
}

/// The fields by which a list's elements can be addressed; none where some of them may be missing.
pub fn keys<'s>(list: &'s Object, element: &Object) -> Option<Vec<&'s str>> {
    let keys = texts(list.get("x-kubernetes-list-map-keys"));
    if text(list, "x-kubernetes-list-type") != Some("map") || keys.is_empty() {
        return Some(vec![]);
    }
    let required = texts(element.get("required"));
    let can_be = |key: &&str| {
        let property = element.get("properties").and_then(|properties| properties.get(*key)).and_then(Value::as_object);
        let Some(property) = property else { return false };
        let plain = is(property, "x-kubernetes-int-or-string") || matches!(text(property, "type"), Some("string" | "integer"));
        let there = required.contains(key) || property.get("default").and_then(literal).is_some();
        plain && there && words::is_word(key)
    };
    keys.iter().all(can_be).then_some(keys)
}

impl Writer<'_> {
    pub fn tell_unknown(&mut self, schema: &Object, place: &Place) {
        for keyword in unknown(schema) {
            self.tell(place, &format!("`{keyword}` is left out: jkec does not know it"));
        }
    }
}
