//! Keys of maps and keyed lists, as a path writes them, against the types that they must fit.

use std::borrow::Cow;

use jke_model::declaration::{Field, Interfaces};
use jke_model::ty::{Bounds, ListType, Literal, MapType, TextRefinement, Ty};
use jke_text::{Code, Diagnostic, Name, Span, nearest};

/// What is wrong with a key of a map.
pub(crate) fn map_key(map: &MapType, key: Name, span: Span) -> Option<Diagnostic> {
    problem(&map.key, key.as_str()).map(|problem| problem.diagnostic(key.as_str(), span))
}

/// The key of an entry of a keyed list in full: `nginx`, `80/TCP`. What stands last may be left to the API, where it has a default.
pub(crate) fn entry_key(interfaces: &Interfaces, list: &ListType, written: Name, span: Span) -> Result<Name, Box<Diagnostic>> {
    let fields = fields(interfaces, list);
    if fields.is_empty() {
        return Ok(written);
    }
    let Some(key) = complete(written, &fields) else { return Err(Box::new(wrong_parts(list, written, span))) };
    let problems = fields.iter().zip(key.as_str().splitn(fields.len(), '/')).filter_map(|(field, part)| {
        let problem = problem(field.ty.required(), part)?;
        let help = problem.help.clone().or_else(|| how_addressed(list));
        let error = problem.diagnostic(part, span).label(field.span, "the key");
        Some(match help {
            Some(help) => error.help(help),
            None => error,
        })
    });
    problems.into_iter().next().map_or(Ok(key), |problem| Err(Box::new(problem)))
}

fn fields<'i>(interfaces: &'i Interfaces, list: &ListType) -> Vec<&'i Field> {
    let Ty::Record(element) = list.element else { return vec![] };
    let record = interfaces.record(element);
    list.keys.iter().filter_map(|name| record.field(*name)).map(|(_, field)| field).collect()
}

fn complete(written: Name, fields: &[&Field]) -> Option<Name> {
    let count = written.as_str().splitn(fields.len(), '/').count();
    let left_out: Option<Vec<Cow<str>>> = fields[count..].iter().map(|field| field.api_default().map(Literal::text)).collect();
    let key = match left_out?.as_slice() {
        [] => written,
        rest => Name::new(&format!("{written}/{}", rest.join("/"))),
    };
    parts(key.as_str(), fields.len()).map(|_| key)
}

/// The fields that the key of an entry leaves to the API: absent, or set to the very default.
pub(crate) fn left_to_api(interfaces: &Interfaces, list: &ListType, key: Name) -> Vec<(Name, Literal)> {
    let fields = fields(interfaces, list);
    let parts = key.as_str().splitn(fields.len().max(1), '/');
    let default = |(field, part): (&&Field, &str)| Some((field.name, field.api_default().filter(|default| default.text() == part)?));
    fields.iter().zip(parts).filter_map(default).collect()
}

/// The parts of a key, one for each field by which elements are addressed. The first fields take no `/`.
pub(crate) fn parts(key: &str, count: usize) -> Option<Vec<&str>> {
    let parts: Vec<&str> = key.splitn(count.max(1), '/').collect();
    (parts.len() == count && parts.iter().all(|part| !part.is_empty())).then_some(parts)
}

/// Said to those who call an element by a name that it has elsewhere: `ports.http`.
fn how_addressed(list: &ListType) -> Option<String> {
    let names: Vec<&str> = list.keys.iter().map(|name| name.as_str()).collect();
    (names.len() > 1).then(|| format!("entries of this list are addressed by {}: `\"{}\"`", names.join(" and "), names.join("/")))
}

fn wrong_parts(list: &ListType, key: Name, span: Span) -> Diagnostic {
    let names: Vec<&str> = list.keys.iter().map(|name| name.as_str()).collect();
    let message = match names.as_slice() {
        [only] => format!("the key of an entry is its `{only}`, which can't be empty"),
        several => format!("`{key}` is no key of this list: its entries are addressed by {}", several.join(" and ")),
    };
    Diagnostic::error(Code::E0304, span, message).help(format!("write them with a `/` between: `\"{}\"`", names.join("/")))
}

/// Why a text is no value of a key's type.
struct Problem {
    message: String,
    meant: Option<String>,
    help: Option<String>,
}

impl Problem {
    fn new(message: impl Into<String>) -> Problem {
        Problem { message: message.into(), meant: None, help: None }
    }

    fn diagnostic(self, key: &str, span: Span) -> Diagnostic {
        let mut error = Diagnostic::error(Code::E0304, span, format!("`{key}` is no key here: {}", self.message));
        if let Some(meant) = &self.meant {
            error = error.here(format!("did you mean `{meant}`?"));
        }
        error.help = self.help;
        error
    }
}

fn problem(ty: &Ty, key: &str) -> Option<Problem> {
    match ty {
        Ty::String(Some(refinement)) => text_problem(refinement, key),
        Ty::Int(bounds) => int_problem(bounds, key),
        Ty::Literal(literal) => (literal.text() != key).then(|| literals_problem(std::slice::from_ref(ty), key)),
        Ty::Union(alternatives) => union_problem(alternatives, key),
        Ty::Error
        | Ty::None
        | Ty::Never
        | Ty::Bool
        | Ty::Float(_)
        | Ty::String(None)
        | Ty::Quantity(..)
        | Ty::Secret
        | Ty::Any
        | Ty::List(_)
        | Ty::Map(_)
        | Ty::Record(_)
        | Ty::Optional(_) => None,
    }
}

fn text_problem(refinement: &TextRefinement, key: &str) -> Option<Problem> {
    let TextRefinement { length, pattern } = refinement;
    if !length.contains(&(key.chars().count() as i64)) {
        return Some(Problem::new(format!("it must have {} characters", range(length))));
    }
    let pattern = pattern.as_ref().filter(|pattern| !pattern.matches(key))?;
    Some(Problem::new(format!("it does not match `{}`", pattern.text)))
}

fn int_problem(bounds: &Bounds<i64>, key: &str) -> Option<Problem> {
    let Some(number) = key.parse::<i64>().ok() else { return Some(Problem::new("it must be a whole number")) };
    if number.to_string() != key {
        return Some(Problem { meant: Some(number.to_string()), ..Problem::new("a number is written with its digits only") });
    }
    (!bounds.contains(&number)).then(|| Problem::new(format!("it must be {}", range(bounds))))
}

fn union_problem(alternatives: &[Ty], key: &str) -> Option<Problem> {
    if alternatives.iter().all(|each| matches!(each, Ty::Literal(_))) {
        let known = alternatives.iter().any(|each| problem(each, key).is_none());
        return (!known).then(|| literals_problem(alternatives, key));
    }
    let mut problems: Vec<Problem> = vec![];
    for alternative in alternatives {
        problems.push(problem(alternative, key)?);
    }
    problems.pop()
}

fn literals_problem(alternatives: &[Ty], key: &str) -> Problem {
    let known: Vec<Cow<str>> =
        alternatives.iter().filter_map(|each| if let Ty::Literal(literal) = each { Some(literal.text()) } else { None }).collect();
    Problem {
        message: "it is none of those that the type names".to_owned(),
        meant: nearest(key, known.iter().map(|each| &**each)).map(str::to_owned),
        help: Some(format!("keys: {}", known.join(", "))),
    }
}

fn range(bounds: &Bounds<i64>) -> String {
    match (bounds.from, bounds.to) {
        (Some(from), Some(to)) if from == to => from.to_string(),
        (Some(from), Some(to)) => format!("{from} to {to}"),
        (Some(from), None) => format!("{from} or more"),
        (None, Some(to)) => format!("at most {to}"),
        (None, None) => "any number of".to_owned(),
    }
}
