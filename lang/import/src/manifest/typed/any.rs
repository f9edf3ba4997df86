//! Values of no type: what a custom resource holds, each as what it is by itself.

use super::super::body::{Element, Entry, Item, Written};
use super::super::yaml::scalar::{Resolved, resolve};
use super::super::yaml::{self, Node, Yaml};
use super::{Made, Typed, closing, closing_of_list, is_noise, otherwise};

impl Typed<'_> {
    pub(super) fn any(&mut self, node: &Node) -> Made {
        if let Some(tag) = &node.foreign_tag {
            return self.refuse(node.span, format!("no value of the tag `{tag}` can be written: it is left out"));
        }
        match &node.value {
            Yaml::Scalar(scalar) => self.any_scalar(node, scalar),
            Yaml::List(elements) => {
                let mut written = vec![];
                for element in elements {
                    let reason = self.refused.get(&element.span).cloned();
                    let value = match reason {
                        Some(reason) => self.refuse(element.span, format!("this element is left out: {reason}")),
                        None if element.is_null() => self.refuse(element.span, "jke has no null: this element is left out"),
                        None => self.any(element),
                    };
                    written.push(match value {
                        Some(value) => Element::Value { value, comments: element.comments.clone(), origin: element.span },
                        None => self.leave_element_out(element),
                    });
                }
                written.extend(closing_of_list(node));
                Some(Written::List(written))
            }
            Yaml::Map(entries) => {
                let mut items = self.any_entries(entries);
                items.extend(closing(node));
                Some(Written::Body(items))
            }
        }
    }

    fn any_entries(&mut self, entries: &[yaml::Entry]) -> Vec<Item> {
        let mut items = vec![];
        for entry in entries {
            self.any_entry(entry, merged, &mut items);
        }
        items
    }

    /// A field of an object whose type nobody knows: a value of its own, since nothing is known to merge into.
    pub fn untyped_entry(&mut self, entry: &yaml::Entry, items: &mut Vec<Item>) {
        self.any_entry(entry, |value| value, items);
    }

    fn any_entry(&mut self, entry: &yaml::Entry, form: fn(Written) -> Written, items: &mut Vec<Item>) {
        if is_noise(entry) || self.is_refused(entry, items) {
            return;
        }
        let value = if entry.value.is_null() {
            self.refuse(entry.key_span, format!("`{}` is null, and jke has none: it is left out", entry.key))
        } else {
            self.any(&entry.value).map(form)
        };
        match value {
            Some(value) => items.push(Item::Entry(Entry {
                path: vec![entry.key.to_string()],
                value,
                comments: entry.comments.clone(),
                origin: entry.key_span,
            })),
            None => self.leave_out(entry, items),
        }
    }

    fn any_scalar(&mut self, node: &Node, scalar: &yaml::Scalar) -> Made {
        let literal = |text: String| Some(Written::Literal(text));
        match resolve(scalar) {
            Resolved::Null => self.refuse(node.span, "jke has no null: it is left out"),
            Resolved::Bool(value) => literal(value.to_string()),
            Resolved::OldBool(value) => {
                self.told.push(otherwise(node.span, format!("`{}` is written as `{value}`, as kubectl reads it", scalar.text)));
                literal(value.to_string())
            }
            Resolved::Int(number) | Resolved::OddInt(number) => match i64::try_from(number) {
                Ok(number) => literal(number.to_string()),
                Err(_) => self.refuse(node.span, format!("`{}` is too large for an Int (64 bits): it is left out", scalar.text)),
            },
            Resolved::Float(number) => match float(number) {
                Some(text) => literal(text),
                None => self.refuse(node.span, format!("`{}` is no number that jke can write: it is left out", scalar.text)),
            },
            Resolved::Text => Some(Written::Text(scalar.text.to_string())),
        }
    }
}

/// Inside a body of no type `key { … }` and `key = { … }` are the same.
fn merged(value: Written) -> Written {
    match value {
        Written::Body(items) => Written::Merge(items),
        other @ (Written::Literal(_) | Written::Text(_) | Written::Merge(_) | Written::List(_)) => other,
    }
}

/// A Float's literal, which has no exponent; whole ones keep their point.
pub(super) fn float(number: f64) -> Option<String> {
    if !number.is_finite() {
        return None;
    }
    let text = number.to_string();
    let text = if text.contains('.') { text } else { format!("{text}.0") };
    (text.len() <= 64).then_some(text)
}
