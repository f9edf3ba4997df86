//! Keyed lists: elements by their keys, `containers.nginx { … }`, where each has one of its own; else the list as it is.

use jke_model::declaration::{Record, RecordId};
use jke_model::ty::{ListType, Literal, Ty};
use jke_text::Span;
use rustc_hash::FxHashMap;

use super::super::body::{self, Item, Written};
use super::super::yaml::scalar::{Resolved, resolve};
use super::super::yaml::{Comments, Entry, Node, Scalar};
use super::{Typed, left_out};

impl Typed<'_> {
    /// `None` where an element can't be addressed.
    pub(super) fn keyed(&mut self, elements: &[Node], list: &ListType) -> Option<Vec<Item>> {
        let Ty::Record(id) = list.element else { return None };
        if list.keys.is_empty() || elements.is_empty() {
            return None;
        }
        let record = self.interfaces.record(id);
        let keys: Vec<&str> = list.keys.iter().map(|key| key.as_str()).collect();
        let addressed: Vec<Address> = elements.iter().map(|element| address(element, record, &keys)).collect::<Option<_>>()?;
        let last: FxHashMap<&str, usize> = addressed.iter().enumerate().map(|(at, address)| (address.whole.as_str(), at)).collect();
        let mut items = vec![];
        for (at, (element, address)) in elements.iter().zip(&addressed).enumerate() {
            let later = last[address.whole.as_str()];
            self.element(element, address, (later != at).then(|| elements[later].span), id, &mut items);
        }
        Some(items)
    }

    fn element(&mut self, element: &Node, address: &Address, later: Option<Span>, id: RecordId, items: &mut Vec<Item>) {
        let Address { whole: _, written: key, sets } = address;
        let reason = self.refused.get(&element.span).cloned();
        if let Some(later) = later {
            let place = super::first_line(self.source, element.span);
            let message = format!("`{key}` comes twice in this list: the later one counts, this one is left out");
            self.told.push(left_out(place, message).label(super::first_line(self.source, later), "the later one"));
        }
        if let Some(reason) = &reason {
            self.tell(element.span, format!("`{key}` is left out: {reason}"), None);
        }
        for entry in element.entries().iter().filter(|entry| sets.contains(&&*entry.key)) {
            self.key_is_text(entry, id);
        }
        let body = if later.is_none() && reason.is_none() { self.record(element, id, sets) } else { None };
        let Some(body) = body else {
            self.left_out.push(element.span);
            let mut lines: Vec<String> = element.comments.before.iter().map(|line| line.to_string()).collect();
            lines.extend(self.foreign_lines(element.span));
            items.push(Item::Note(lines));
            return;
        };
        items.push(Item::Entry(body::Entry {
            path: vec![key.clone()],
            value: Written::Merge(body),
            comments: with_those_of_keys(element, sets),
            origin: element.span,
        }));
    }
}

impl Typed<'_> {
    /// A key that looks like a number or a Bool is written as the text that it is meant to be.
    fn key_is_text(&mut self, entry: &Entry, id: RecordId) {
        let field = self.interfaces.record(id).field(jke_text::Name::new(&entry.key)).map(|(_, field)| field.ty.required().clone());
        let is_text = field.is_some_and(|ty| matches!(ty, Ty::String(_)));
        if is_text && entry.value.scalar().is_some_and(|scalar| resolve(scalar) != Resolved::Text) {
            // The warning is that of any text.
            self.value(&entry.value, &Ty::STRING);
        }
    }
}

/// The comments at an element, and those at the fields that become its address.
fn with_those_of_keys(element: &Node, keys: &[&str]) -> Comments {
    let of_keys = element.entries().iter().filter(|entry| keys.contains(&&*entry.key));
    of_keys.fold(element.comments.clone(), |comments, entry| comments.joined(entry.comments.clone()))
}

/// By what the language addresses an element.
pub(crate) struct Address<'k> {
    /// The texts of all key fields with `/` between: no two elements have the same.
    pub whole: String,
    /// The same as people write it: what the API takes by itself may be left out at its end.
    pub written: String,
    /// The key fields that the address sets. One that says what the API takes by itself is set in the body.
    pub sets: Vec<&'k str>,
}

pub(crate) fn address<'k>(element: &Node, record: &Record, keys: &[&'k str]) -> Option<Address<'k>> {
    let mut parts = vec![];
    let mut sets = vec![];
    let mut needed = 0;
    for (at, key) in keys.iter().enumerate() {
        let (_, field) = record.field(jke_text::Name::new(key))?;
        let by_api = field.api_default().map(Literal::text);
        let part = match element.get(key) {
            None => by_api.clone()?.into_owned(),
            Some(node) => part(node.scalar()?, field.ty.required())?,
        };
        // Only the last part may hold what parts are joined by.
        if part.is_empty() || at + 1 < keys.len() && part.contains('/') {
            return None;
        }
        let is_left_to_api = by_api.is_some_and(|default| default == part);
        if !is_left_to_api {
            needed = at + 1;
            sets.push(*key);
        }
        parts.push(part);
    }
    Some(Address { whole: parts.join("/"), written: parts[..needed.max(1)].join("/"), sets })
}

/// A key field's text, where reading it back gives the same value.
fn part(scalar: &Scalar, ty: &Ty) -> Option<String> {
    let is_text = resolve(scalar) == Resolved::Text;
    let takes = |wanted: fn(&Ty) -> bool| ty.alternatives().iter().any(wanted);
    let takes_text = takes(|ty| matches!(ty, Ty::String(_) | Ty::Literal(_)));
    let takes_int = takes(|ty| matches!(ty, Ty::Int(_)));
    match resolve(scalar) {
        Resolved::Int(number) if takes_int => Some(number.to_string()),
        Resolved::Null => None,
        _ if takes_text && !(takes_int && (!is_text || scalar.text.parse::<i64>().is_ok())) => Some(scalar.text.to_string()),
        _ => None,
    }
}
