//! What a schema says beside types, to documentation: descriptions, defaults, rules, and choices among fields.

use serde_json::Value;

use super::scalars::length;
use super::schema::{Object, is, schemas, text, texts};

/// The longest value or rule that is shown as it is.
const LONGEST: usize = 300;

pub fn description(schema: &Value) -> String {
    schema.as_object().and_then(|schema| text(schema, "description").or(text(schema, "title"))).map(tidy).unwrap_or_default()
}

/// Lines without what is no text.
pub fn tidy(text: &str) -> String {
    let lines = text.trim().lines().map(|line| line.trim_end().replace('\t', "  "));
    lines.collect::<Vec<_>>().join("\n").replace(|character: char| character.is_control() && character != '\n', " ")
}

/// The sentences that a schema's constraints come to, and the number of rules among them that only the cluster checks.
pub fn sentences(schema: &Object) -> (Vec<String>, usize) {
    let mut found: Vec<String> = vec![];
    if let Some(default) = schema.get("default").filter(|default| !default.is_null()) {
        found.extend(shown(default).map(|default| format!("By default {default}.")));
    }
    if let Some(format) = text(schema, "format").filter(|format| !matches!(*format, "int32" | "int64" | "double" | "float" | "date-time")) {
        found.push(format!("Format: {format}."));
    }
    if let Some(step) = schema.get("multipleOf") {
        found.push(format!("A multiple of {step}."));
    }
    if is(schema, "uniqueItems") || text(schema, "x-kubernetes-list-type") == Some("set") {
        found.push("No element comes twice.".to_owned());
    }
    found.extend(how_many(schema));
    if is(schema, "deprecated") {
        found.push("Deprecated.".to_owned());
    }
    found.extend(choices(schema));
    let rules: Vec<String> = rules(schema);
    let count = rules.len();
    if count > 0 {
        let list: Vec<String> = rules.into_iter().map(|rule| format!("- {rule}")).collect();
        found.push(format!("The cluster checks:\n{}", list.join("\n")));
    }
    (found, count)
}

/// How many of an object's fields may be set; of a map the type says it.
fn how_many(schema: &Object) -> Option<String> {
    let has_fields = schema.get("properties").and_then(Value::as_object).is_some_and(|properties| !properties.is_empty());
    let bound = |keyword| length(schema, keyword).filter(|_| has_fields);
    match (bound("minProperties"), bound("maxProperties")) {
        (Some(least), Some(most)) if least == most => Some(format!("Exactly {least} of its fields is set.")),
        (Some(least), Some(most)) => Some(format!("From {least} to {most} of its fields are set.")),
        (Some(least), None) => Some(format!("At least {least} of its fields is set.")),
        (None, Some(most)) => Some(format!("At most {most} of its fields is set.")),
        (None, None) => None,
    }
}

/// The messages of the rules of validation, or the rules themselves.
fn rules(schema: &Object) -> Vec<String> {
    let rules = schemas(schema, "x-kubernetes-validations").into_iter();
    let shown = rules.filter_map(|rule| match text(rule, "message") {
        Some(message) => Some(tidy(message).replace('\n', " ")),
        None => text(rule, "rule").map(|rule| format!("`{}`", tidy(rule).replace('\n', " "))),
    });
    shown.collect()
}

/// Alternatives that only say which fields are set.
fn choices(schema: &Object) -> Vec<String> {
    let one = |keyword: &str, how_many: &str| {
        let alternatives = schemas(schema, keyword);
        if alternatives.is_empty() {
            return None;
        }
        let required: Option<Vec<String>> = alternatives.iter().map(|each| required_alone(each)).collect();
        Some(match required {
            Some(fields) => format!("{how_many} of these is set: {}.", fields.join(", ")),
            None if keyword != "allOf" && alternatives.iter().all(|each| is_type_alone(each)) => return None,
            None => {
                let shown = schema.get(keyword).and_then(shown);
                format!("`{keyword}`: {}.", shown.unwrap_or_else(|| "alternatives that are too long to show".to_owned()))
            }
        })
    };
    let not = schema.get("not").and_then(Value::as_object).map(|not| match required_alone(not) {
        Some(fields) => format!("Not together: {fields}."),
        None => schema.get("not").and_then(shown).map(|not| format!("Not: {not}.")).unwrap_or_default(),
    });
    [one("oneOf", "Exactly one"), one("anyOf", "At least one"), one("allOf", "Each")].into_iter().flatten().chain(not).collect()
}

/// `` `a` and `b` `` of an alternative that only asks for fields.
fn required_alone(schema: &Object) -> Option<String> {
    let fields = texts(schema.get("required"));
    let alone = schema.keys().all(|keyword| keyword == "required");
    (alone && !fields.is_empty()).then(|| fields.iter().map(|field| format!("`{field}`")).collect::<Vec<_>>().join(" and "))
}

/// An alternative of `anyOf` that is part of the type.
fn is_type_alone(schema: &Object) -> bool {
    schema.contains_key("type")
}

/// A value in one line of code; `None` where it is long.
pub fn shown(value: &Value) -> Option<String> {
    let text = value.to_string();
    let quotable = text.len() <= LONGEST && !text.contains('`') && !text.chars().any(char::is_control);
    quotable.then(|| format!("`{text}`"))
}
