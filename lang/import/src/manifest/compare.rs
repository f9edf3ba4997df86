//! An object as it was and as it is built: where they differ as data, judged by the types of the fields.
//!
//! `500m` and `0.5` are one Cpu, null is as good as absent, and what was left out, which was told, is no difference.

use jke_model::declaration::{Interfaces, RecordId};
use jke_model::ty::Ty;
use jke_text::Span;
use rustc_hash::FxHashSet;

use super::amount;
use super::typed::mapping;
use super::yaml::scalar::{Resolved, resolve};
use super::yaml::{Entry, Node, Scalar, Yaml};

/// A leaf or a branch that is not the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// In the foreign file.
    pub place: Span,
    pub path: String,
    pub message: String,
}

pub struct Comparison<'a> {
    pub interfaces: &'a Interfaces,
    pub left_out: &'a FxHashSet<Span>,
    pub found: Vec<Difference>,
}

impl Comparison<'_> {
    /// An object of a known kind, or of one that nobody knows.
    pub fn objects(&mut self, was: &Node, is: &Node, record: Option<RecordId>, metadata: Option<RecordId>) {
        match record {
            Some(record) => self.record(was, is, record, "", true),
            None => self.entries(was, is, "", true, |key| if key == "metadata" { metadata.map_or(Ty::Any, Ty::Record) } else { Ty::Any }),
        }
    }

    fn record(&mut self, was: &Node, is: &Node, record: RecordId, path: &str, is_object: bool) {
        let record = self.interfaces.record(record);
        self.entries(was, is, path, is_object, |key| match record.field(jke_text::Name::new(key)) {
            Some((_, field)) => field.ty.clone(),
            None => record.rest.clone().unwrap_or(Ty::Any),
        });
    }

    fn entries(&mut self, was: &Node, is: &Node, path: &str, is_object: bool, ty: impl Fn(&str) -> Ty) {
        let built = is.by_key();
        for Entry { key, key_span, value, comments: _ } in was.entries() {
            // What it is was asked before.
            let is_head = is_object && matches!(&**key, "apiVersion" | "kind");
            if is_head || self.left_out.contains(key_span) {
                continue;
            }
            let inner = join(path, key);
            match built.get(&**key).copied() {
                Some(_) if value.is_null() && inner == "metadata.namespace" => {}
                Some(built) => self.value(value, built, &ty(key), &inner),
                None if value.is_null() => {}
                None => self.tell(*key_span, inner, "it is missing in what is built".to_owned()),
            }
        }
        let asked = was.by_key();
        for added in is.entries().iter().filter(|entry| !asked.contains_key(&*entry.key)) {
            // The namespace of an instance goes to its objects.
            let is_namespace = path == "metadata" && &*added.key == "namespace";
            let is_head = is_object && matches!(&*added.key, "apiVersion" | "kind");
            if !is_namespace && !is_head {
                self.tell(was.span, join(path, &added.key), "what is built has it in addition".to_owned());
            }
        }
    }

    fn tell(&mut self, place: Span, path: String, message: String) {
        self.found.push(Difference { place, path, message });
    }

    pub(crate) fn value(&mut self, was: &Node, is: &Node, ty: &Ty, path: &str) {
        match (&was.value, &is.value) {
            (Yaml::Scalar(one), Yaml::Scalar(other)) => {
                if !same(one, other, ty.required()) {
                    let message = format!("`{}` is built as `{}`", shown(&one.text), shown(&other.text));
                    self.tell(was.span, path.to_owned(), message);
                }
            }
            (Yaml::Map(_), Yaml::Map(_)) => match mapping(ty.required().alternatives(), was, self.interfaces) {
                Some(Ty::Record(record)) => self.record(was, is, *record, path, false),
                Some(Ty::Map(map)) => self.entries(was, is, path, false, |_| map.value.clone()),
                Some(_) | None => self.entries(was, is, path, false, |_| Ty::Any),
            },
            (Yaml::List(one), Yaml::List(other)) => {
                let lists = ty.required().alternatives().iter().filter_map(|ty| if let Ty::List(list) = ty { Some(list) } else { None });
                let element = lists.map(|list| list.element.clone()).next().unwrap_or(Ty::Any);
                let kept: Vec<&Node> = one.iter().filter(|node| !self.left_out.contains(&node.span)).collect();
                if kept.len() != other.len() {
                    self.tell(was.span, path.to_owned(), format!("{} elements are built as {}", kept.len(), other.len()));
                    return;
                }
                for (at, (one, other)) in kept.into_iter().zip(other).enumerate() {
                    self.value(one, other, &element, &format!("{path}[{at}]"));
                }
            }
            _ if was.is_null() && matches!(&is.value, Yaml::Scalar(scalar) if scalar.text.is_empty()) => {}
            _ => self.tell(was.span, path.to_owned(), "it is built as another kind of value".to_owned()),
        }
    }
}

fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

fn shown(text: &str) -> String {
    let short: String = text.chars().take(60).collect();
    if short.len() < text.len() { format!("{short}…") } else { short }
}

/// Two scalars are one value of the type.
fn same(one: &Scalar, other: &Scalar, ty: &Ty) -> bool {
    match ty {
        Ty::Union(alternatives) => {
            resolved_same(one, other) || alternatives.iter().any(|ty| matches!(ty, Ty::Quantity(..)) && same(one, other, ty))
        }
        Ty::Quantity(kind, _) => amount::equal(&one.text, &other.text, *kind),
        Ty::Bool => one.text == other.text || bool(one).is_some_and(|value| bool(other) == Some(value)),
        // A text that looks like a number, or a null, was told of where it was written as what the type takes.
        Ty::String(_) | Ty::Secret | Ty::Literal(_) => one.text == other.text || resolve(one) == Resolved::Null && other.text.is_empty(),
        Ty::Int(_) | Ty::Float(_) => one.text == other.text || resolved_same(one, other),
        Ty::Optional(inner) => same(one, other, inner),
        Ty::Any | Ty::Error | Ty::None | Ty::Never | Ty::List(_) | Ty::Map(_) | Ty::Record(_) => resolved_same(one, other),
    }
}

fn bool(scalar: &Scalar) -> Option<bool> {
    match resolve(scalar) {
        Resolved::Bool(value) | Resolved::OldBool(value) => Some(value),
        Resolved::Null | Resolved::Int(_) | Resolved::OddInt(_) | Resolved::Float(_) | Resolved::Text => None,
    }
}

fn resolved_same(one: &Scalar, other: &Scalar) -> bool {
    match (resolve(one), resolve(other)) {
        (Resolved::Text | Resolved::OldBool(_), Resolved::Text | Resolved::OldBool(_)) => one.text == other.text,
        (Resolved::OldBool(one), Resolved::Bool(other)) => one == other,
        (one, other) => match (number(one), number(other)) {
            (Some(one), Some(other)) => one == other,
            _ => one == other,
        },
    }
}

/// Whole numbers exactly, others as they are.
fn number(value: Resolved) -> Option<(i128, u64)> {
    match value {
        Resolved::Int(number) | Resolved::OddInt(number) => Some((number, 0)),
        Resolved::Float(number) if number.fract() == 0.0 && number.abs() < 1e30 => Some((number as i128, 0)),
        Resolved::Float(number) => Some((0, number.to_bits())),
        Resolved::Null | Resolved::Bool(_) | Resolved::OldBool(_) | Resolved::Text => None,
    }
}
