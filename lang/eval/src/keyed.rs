//! The keys of keyed lists: elements are addressed by some of their fields, `80/TCP` by two.

use std::borrow::Cow;

use jke_model::ir::{KeyField, KeyKind};
use jke_model::value::{Data, RecordValue, Text, Value};

/// The fields that a key sets: those that it doesn't leave to the API.
pub(crate) fn key_data<'k>(keys: &'k [KeyField], key: &'k str) -> impl Iterator<Item = (u32, Data)> + 'k {
    let parts = keys.iter().zip(key.splitn(keys.len().max(1), '/'));
    let set = parts.filter(|(field, part)| !field.by_api || field.default.is_none_or(|default| default.text() != *part));
    set.map(|(field, part)| (field.slot, part_data(field.kind, part)))
}

fn part_data(kind: KeyKind, part: &str) -> Data {
    match (kind, part.parse::<i64>()) {
        (KeyKind::Int | KeyKind::IntOrText, Ok(number)) => Data::Int(number),
        (KeyKind::Text, _) | (KeyKind::Int | KeyKind::IntOrText, Err(_)) => Data::text(part),
    }
}

/// By what an element is addressed; `None` where a key field is absent and has no default.
pub(crate) fn key_text(element: &RecordValue, keys: &[KeyField]) -> Option<Text> {
    if let [only] = keys
        && let Data::Text(text) = &element.fields[only.slot as usize].data
    {
        return Some(text.clone());
    }
    let parts: Option<Vec<Cow<str>>> = keys.iter().map(|key| part_text(element, key)).collect();
    Some(Text::from(parts?.join("/")))
}

fn part_text<'e>(element: &'e RecordValue, key: &KeyField) -> Option<Cow<'e, str>> {
    match &element.fields[key.slot as usize].data {
        Data::Text(text) => Some(Cow::Borrowed(text)),
        Data::Int(number) => Some(Cow::Owned(number.to_string())),
        Data::Bool(value) => Some(Cow::Owned(value.to_string())),
        Data::None => Some(key.default?.text()),
        Data::Float(_)
        | Data::Quantity(_)
        | Data::List(_)
        | Data::Map(_)
        | Data::Record(_)
        | Data::Secret(_)
        | Data::Deferred(_)
        | Data::Error => None,
    }
}

/// The element that a key addresses.
pub(crate) fn find<'l>(elements: &'l [Value], keys: &[KeyField], key: &str) -> Option<&'l Value> {
    elements.iter().find(|element| match &element.data {
        Data::Record(record) => key_text(record, keys).as_deref() == Some(key),
        _ => false,
    })
}
