//! Types as people write them, kept short: long patterns and long unions are cut.

use std::fmt::Display;

use jke_model::declaration::Interfaces;
use jke_model::ty::{Bounds, Literal, TextRefinement, Ty};

/// How many alternatives of a union are named.
const ALTERNATIVES: usize = 6;
/// The longest pattern that is shown.
const PATTERN: usize = 32;
/// What fills 32 bits: of those who read the type hardly anyone wants to know its ends.
const INT32: Bounds<i64> = Bounds { from: Some(i32::MIN as i64), to: Some(i32::MAX as i64) };

pub fn show_type(interfaces: &Interfaces, ty: &Ty) -> String {
    match ty {
        Ty::Error => "…".to_owned(),
        Ty::None => "none".to_owned(),
        Ty::Never => "nothing".to_owned(),
        Ty::Bool => "Bool".to_owned(),
        Ty::Int(bounds) if *bounds == INT32 => "Int".to_owned(),
        Ty::Int(bounds) => format!("Int{}", range(bounds)),
        Ty::Float(bounds) => format!("Float{}", range(bounds)),
        Ty::String(None) => "String".to_owned(),
        Ty::String(Some(refinement)) => format!("String{}", text_refinement(refinement)),
        Ty::Quantity(kind, bounds) => format!("{}{}", kind.name(), range(bounds)),
        Ty::Literal(literal) => show_literal(*literal),
        Ty::Secret => "Secret".to_owned(),
        Ty::Any => "Any".to_owned(),
        Ty::List(list) => {
            let element = show_type(interfaces, &list.element);
            let keys: Vec<&str> = list.keys.iter().map(|key| key.as_str()).collect();
            let by = match keys.as_slice() {
                [] => String::new(),
                [only] => format!(" by {only}"),
                several => format!(" by ({})", several.join(", ")),
            };
            format!("List<{element}{by}>{}", range(&list.length))
        }
        Ty::Map(map) => {
            let (key, value) = (show_type(interfaces, &map.key), show_type(interfaces, &map.value));
            format!("Map<{key}, {value}>{}", range(&map.length))
        }
        Ty::Record(record) => interfaces.record(*record).name.to_string(),
        Ty::Optional(inner) => match **inner {
            Ty::Union(_) => format!("({})?", show_type(interfaces, inner)),
            _ => format!("{}?", show_type(interfaces, inner)),
        },
        Ty::Union(alternatives) => {
            let mut shown: Vec<String> = alternatives.iter().take(ALTERNATIVES).map(|each| show_type(interfaces, each)).collect();
            if alternatives.len() > ALTERNATIVES {
                shown.push("…".to_owned());
            }
            shown.join(" | ")
        }
    }
}

pub fn show_literal(literal: Literal) -> String {
    match literal {
        Literal::Text(text) => format!("{:?}", text.as_str()),
        Literal::Int(value) => value.to_string(),
        Literal::Bool(value) => value.to_string(),
    }
}

/// `(1..65535)`; nothing where both ends are open.
fn range<T: Display + PartialOrd>(bounds: &Bounds<T>) -> String {
    if bounds.is_open() { String::new() } else { format!("({})", ends(bounds)) }
}

fn ends<T: Display>(bounds: &Bounds<T>) -> String {
    let end = |end: &Option<T>| end.as_ref().map_or_else(String::new, ToString::to_string);
    format!("{}..{}", end(&bounds.from), end(&bounds.to))
}

fn text_refinement(refinement: &TextRefinement) -> String {
    let TextRefinement { length, pattern } = refinement;
    let mut parts = vec![];
    if !length.is_open() {
        parts.push(ends(length));
    }
    if let Some(pattern) = pattern {
        parts.push(if pattern.text.chars().count() <= PATTERN { format!("{:?}", pattern.text) } else { "…".to_owned() });
    }
    if parts.is_empty() { String::new() } else { format!("({})", parts.join(", ")) }
}

/// `1 to 65535`, as sentences say it.
pub(crate) fn in_words<T: Display + PartialEq>(bounds: &Bounds<T>) -> String {
    match (&bounds.from, &bounds.to) {
        (Some(from), Some(to)) if from == to => from.to_string(),
        (Some(from), Some(to)) => format!("{from} to {to}"),
        (Some(from), None) => format!("{from} or more"),
        (None, Some(to)) => format!("at most {to}"),
        (None, None) => "any".to_owned(),
    }
}

/// `a`, `b` and `c`.
pub(crate) fn listed<T: AsRef<str>>(names: &[T], last: &str) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{}`", name.as_ref())).collect();
    match quoted.as_slice() {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., end] => format!("{} {last} {end}", first.join(", ")),
    }
}
