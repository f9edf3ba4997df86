//! What a schema says, keyword by keyword.

use serde_json::{Map, Value};

pub type Object = Map<String, Value>;

/// Keywords that are read somewhere, or that say nothing of which values are right.
const KNOWN: &[&str] = &[
    "$comment",
    "$defs",
    "$id",
    "$ref",
    "$schema",
    "additionalProperties",
    "allOf",
    "anyOf",
    "const",
    "default",
    "definitions",
    "deprecated",
    "description",
    "enum",
    "example",
    "examples",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "externalDocs",
    "format",
    "id",
    "items",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "not",
    "nullable",
    "oneOf",
    "pattern",
    "properties",
    "propertyNames",
    "readOnly",
    "required",
    "title",
    "type",
    "uniqueItems",
    "writeOnly",
    "x-kubernetes-embedded-resource",
    "x-kubernetes-group-version-kind",
    "x-kubernetes-int-or-string",
    "x-kubernetes-list-map-keys",
    "x-kubernetes-list-type",
    "x-kubernetes-map-type",
    "x-kubernetes-patch-merge-key",
    "x-kubernetes-patch-strategy",
    "x-kubernetes-preserve-unknown-fields",
    "x-kubernetes-selectable-fields",
    "x-kubernetes-unions",
    "x-kubernetes-validations",
];

/// The keywords that nothing here understands.
pub fn unknown(schema: &Object) -> Vec<&str> {
    schema.keys().map(String::as_str).filter(|keyword| !KNOWN.contains(keyword)).collect()
}

pub fn text<'s>(schema: &'s Object, keyword: &str) -> Option<&'s str> {
    schema.get(keyword)?.as_str()
}

pub fn is(schema: &Object, keyword: &str) -> bool {
    schema.get(keyword) == Some(&Value::Bool(true))
}

/// The texts of a list.
pub fn texts(value: Option<&Value>) -> Vec<&str> {
    value.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
}

/// `{"type": ["string", "null"]}` has one type and may be null.
pub fn types(schema: &Object) -> Vec<&str> {
    match schema.get("type") {
        Some(Value::String(only)) => vec![only.as_str()],
        several => texts(several).into_iter().filter(|ty| *ty != "null").collect(),
    }
}

pub fn is_nullable(schema: &Object) -> bool {
    let null_type = texts(schema.get("type")).contains(&"null");
    let null_value = schema.get("enum").and_then(Value::as_array).is_some_and(|values| values.contains(&Value::Null));
    is(schema, "nullable") || null_type || null_value
}

/// The schemas of a list of them.
pub fn schemas<'s>(schema: &'s Object, keyword: &str) -> Vec<&'s Object> {
    schema.get(keyword).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object).collect()
}

/// A whole number that fits, however it is written.
pub fn whole(value: Option<&Value>) -> Option<i64> {
    let value = value?;
    value.as_i64().or_else(|| value.as_f64().filter(|number| number.fract() == 0.0 && number.abs() < 9e15).map(|number| number as i64))
}
