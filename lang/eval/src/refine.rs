//! Whether a value is of a type that refines what it is known to be: ranges, lengths, patterns, literals, keys.

use std::fmt::Display;

use jke_model::declaration::{Interfaces, RecordId};
use jke_model::ty::{Bounds, Literal, TextRefinement, Ty};
use jke_model::value::{Data, Value};
use jke_text::nearest;

/// What is wrong with the first value that does not fit, and its value: `None` where all fit.
pub(crate) struct Misfit {
    pub message: String,
    pub help: Option<String>,
}

impl Misfit {
    fn new(message: String) -> Misfit {
        Misfit { message, help: None }
    }

    /// Of a record that is none of those that are expected.
    pub(crate) fn of_record(interfaces: &Interfaces, found: RecordId, expected: &[Ty]) -> Misfit {
        let names =
            expected.iter().filter_map(|each| if let Ty::Record(id) = each { Some(interfaces.record(*id).name.as_str()) } else { None });
        let names = names.collect::<Vec<_>>().join(" or a ");
        Misfit::new(format!("this is a {}, and must be a {names}", interfaces.record(found).name))
    }
}

/// Judges a value all through. Errors and what is absent fit everything.
pub(crate) fn misfit(interfaces: &Interfaces, ty: &Ty, value: &Value) -> Option<Misfit> {
    match (ty, &value.data) {
        (_, Data::Error | Data::None | Data::Deferred(_)) => None,
        (Ty::Error | Ty::None | Ty::Never | Ty::Any | Ty::Secret | Ty::Bool, _) => None,
        (Ty::Optional(inner), _) => misfit(interfaces, inner, value),
        (Ty::Int(bounds), Data::Int(number)) => out_of_range(bounds, number, &number.to_string()),
        (Ty::Float(bounds), Data::Float(number)) => out_of_range(bounds, number, &crate::show::float(*number)),
        (Ty::Quantity(kind, bounds), Data::Quantity(quantity)) if *kind == quantity.kind => {
            out_of_range(bounds, quantity, &quantity.to_string())
        }
        (Ty::String(None), Data::Text(_)) => None,
        (Ty::String(Some(refinement)), Data::Text(text)) => text_misfit(refinement, text),
        (Ty::Literal(literal), data) => (!is_literal(*literal, data)).then(|| literal_misfit(std::slice::from_ref(ty), data)),
        (Ty::Union(alternatives), _) => union_misfit(interfaces, alternatives, value),
        (Ty::List(list), Data::List(values)) => length_misfit(&list.length, values.len(), "elements")
            .or_else(|| values.iter().find_map(|value| misfit(interfaces, &list.element, value))),
        (Ty::Map(map), Data::Map(values)) => length_misfit(&map.length, values.len(), "entries").or_else(|| {
            values.iter().find_map(|(key, value)| {
                let key = Value::new(Data::Text(key.clone()), value.origin);
                misfit(interfaces, &map.key, &key).or_else(|| misfit(interfaces, &map.value, value))
            })
        }),
        (Ty::Record(id), Data::Record(record)) => {
            (!interfaces.extends(record.record, *id)).then(|| Misfit::of_record(interfaces, record.record, std::slice::from_ref(ty)))
        }
        (Ty::Int(_), _)
        | (Ty::Float(_), _)
        | (Ty::String(_), _)
        | (Ty::Quantity(..), _)
        | (Ty::List(_), _)
        | (Ty::Map(_), _)
        | (Ty::Record(_), _) => Some(Misfit::new(format!("this is {}, which does not fit here", crate::show::brief(&value.data)))),
    }
}

fn out_of_range<N: PartialOrd + Display>(bounds: &Bounds<N>, number: &N, shown: &str) -> Option<Misfit> {
    (!bounds.contains(number)).then(|| Misfit::new(format!("{shown} is out of range: it must be {}", range(bounds))))
}

fn length_misfit(bounds: &Bounds<i64>, length: usize, what: &str) -> Option<Misfit> {
    (!bounds.contains(&(length as i64))).then(|| Misfit::new(format!("this has {length} {what}, and must have {}", range(bounds))))
}

fn text_misfit(refinement: &TextRefinement, text: &str) -> Option<Misfit> {
    let TextRefinement { length, pattern } = refinement;
    let count = if length.is_open() { 0 } else { text.chars().count() as i64 };
    if !length.is_open() && !length.contains(&count) {
        let shown = crate::show::quoted(text);
        return Some(Misfit::new(format!("{shown} has {count} characters, and must have {}", range(length))));
    }
    let pattern = pattern.as_ref().filter(|pattern| !pattern.matches(text))?;
    let message = format!("{} does not match `{}`", crate::show::quoted(text), pattern.text);
    Some(Misfit { message, help: refinement.like(text).map(|like| format!("`{like}` would do")) })
}

fn union_misfit(interfaces: &Interfaces, alternatives: &[Ty], value: &Value) -> Option<Misfit> {
    let mut nearest_misfit = None;
    for alternative in alternatives {
        let misfit = misfit(interfaces, alternative, value)?;
        if same_sort(alternative, &value.data) {
            nearest_misfit = Some(misfit);
        }
    }
    if alternatives.iter().any(|each| matches!(each, Ty::Literal(_))) {
        return Some(literal_misfit(alternatives, &value.data));
    }
    nearest_misfit.or_else(|| Some(Misfit::new(format!("this is {}, which is none of the alternatives", crate::show::brief(&value.data)))))
}

/// The alternative is of the value's own sort: what it says is the most to the point.
fn same_sort(ty: &Ty, data: &Data) -> bool {
    matches!(
        (ty, data),
        (Ty::Int(_), Data::Int(_))
            | (Ty::Float(_), Data::Float(_))
            | (Ty::String(_), Data::Text(_))
            | (Ty::List(_), Data::List(_))
            | (Ty::Map(_), Data::Map(_))
    ) || matches!((ty, data), (Ty::Quantity(kind, _), Data::Quantity(quantity)) if *kind == quantity.kind)
}

pub(crate) fn is_literal(literal: Literal, data: &Data) -> bool {
    match (literal, data) {
        (Literal::Text(expected), Data::Text(text)) => expected.as_str() == text.as_str(),
        (Literal::Int(expected), Data::Int(number)) => expected == *number,
        (Literal::Bool(expected), Data::Bool(value)) => expected == *value,
        (Literal::Text(_) | Literal::Int(_) | Literal::Bool(_), _) => false,
    }
}

fn literal_misfit(alternatives: &[Ty], data: &Data) -> Misfit {
    let literals = alternatives.iter().filter_map(|each| match each {
        Ty::Literal(Literal::Text(text)) => Some(text.to_string()),
        Ty::Literal(Literal::Int(number)) => Some(number.to_string()),
        Ty::Literal(Literal::Bool(value)) => Some(value.to_string()),
        _ => None,
    });
    let literals: Vec<String> = literals.collect();
    let help = match data {
        Data::Text(text) => nearest(text, literals.iter().map(String::as_str)).map(|near| format!("did you mean \"{near}\"?")),
        _ => None,
    };
    Misfit { message: format!("{} is none of {}", crate::show::brief(data), literals.join(", ")), help }
}

/// A range in words: `1 to 5`, `1 or more`.
pub(crate) fn range<N: Display + PartialEq>(bounds: &Bounds<N>) -> String {
    match (&bounds.from, &bounds.to) {
        (Some(from), Some(to)) if from == to => from.to_string(),
        (Some(from), Some(to)) => format!("{from} to {to}"),
        (Some(from), None) => format!("{from} or more"),
        (None, Some(to)) => format!("{to} or less"),
        (None, None) => "anything".to_owned(),
    }
}
