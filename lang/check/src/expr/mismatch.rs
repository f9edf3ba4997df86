//! What is said of a value that is not of the expected type.

use jke_model::declaration::RecordId;
use jke_model::ir::{Expr, ExprKind};
use jke_model::quantity::Quantity;
use jke_model::ty::{Literal, TextRefinement, Ty};
use jke_model::value::Data;
use jke_text::{Code, Diagnostic, Span, nearest};

use super::arithmetic::unit_of;
use super::assign::Mismatch;
use super::join::plain;
use super::list::list_element;
use super::show::{in_words, show_literal};
use super::{Checker, Wanted};

/// How many values of a type are listed.
const LISTED: usize = 12;

impl Checker<'_> {
    pub(super) fn mismatch(&self, mismatch: Mismatch, value: &Expr, found: &Ty, expected: &Ty) -> Diagnostic {
        let span = value.span;
        let error = match mismatch {
            Mismatch::Type => return self.wrong_type(value, found, expected),
            Mismatch::None => {
                let message = match self.wanted {
                    Some(wanted) => format!("`{}` can't be `none`: it is {}", wanted.name, self.show(expected)),
                    None => format!("{} is expected, and this is `none`", self.show(expected)),
                };
                Diagnostic::error(Code::E0302, span, message).help("only what is declared with `?` can be absent")
            }
            Mismatch::Optional => {
                let what = match self.wanted {
                    Some(wanted) => format!("`{}` takes {}", wanted.name, self.show(expected)),
                    None => format!("{} is expected", self.show(expected)),
                };
                let error = Diagnostic::error(Code::E0307, span, format!("this may be `none`, and {what}"));
                error.help(self.how_to_check(span))
            }
            Mismatch::Secret => {
                let what = match self.wanted {
                    Some(wanted) => format!("`{}`, which is {}", wanted.name, self.show(expected.required())),
                    None => self.show(expected.required()),
                };
                let error = Diagnostic::error(Code::E0801, span, format!("a Secret can't flow into {what}"));
                error.help("only fields of type Secret take it; `x.fingerprint()` is a text that changes with it")
            }
            Mismatch::Unknown => {
                let shown = self.show(expected);
                let error = Diagnostic::error(Code::E0302, span, format!("{shown} is expected, and what this Any holds is not known"));
                error.help(format!("ask before: `if x is {shown} then x else …`"))
            }
            Mismatch::Outside(ty) => self.outside(value, found, &ty),
            Mismatch::NoneOf => return self.none_of(found, expected, span),
            Mismatch::Unit(kind, Some(problem)) => return self.no_quantity(self.source(span), kind, problem, span),
            Mismatch::Unit(kind, None) => {
                let message = match self.wanted {
                    Some(wanted) => format!("`{}` takes a {}, and this is {}", wanted.name, kind.name(), self.show(found)),
                    None => format!("a {} is expected, and this is {}", kind.name(), self.show(found)),
                };
                let error = Diagnostic::error(Code::E0305, span, message);
                error.help(format!("a number has no unit: multiply it by one, as in `n * 1{}`", unit_of(kind)))
            }
            Mismatch::Length(bounds) => {
                let what = self.wanted.map_or_else(|| "a list here".to_owned(), |wanted| format!("`{}`", wanted.name));
                Diagnostic::error(Code::E0304, span, format!("{what} has {} elements", in_words(&bounds)))
            }
        };
        self.declared(error)
    }

    /// With the place where the field is declared.
    pub(super) fn declared(&self, error: Diagnostic) -> Diagnostic {
        match self.wanted {
            Some(Wanted { span, .. }) => error.label(span, "declared here"),
            None => error,
        }
    }

    /// An optional where a value is needed; `what` names that value.
    pub(super) fn maybe_none(&self, ty: &Ty, span: Span, what: &str) -> Diagnostic {
        match ty {
            Ty::None => Diagnostic::error(Code::E0307, span, format!("this is `none`, and {what} is expected")),
            _ => Diagnostic::error(Code::E0307, span, format!("this may be `none`, and {what} is expected")).help(self.how_to_check(span)),
        }
    }

    /// A value as it is written, where that is short; else `x`.
    pub(super) fn short(&self, span: Span) -> &str {
        let source = self.source(span);
        if source.len() <= 24 && !source.contains(['\n', ' ', '"']) { source } else { "x" }
    }

    fn how_to_check(&self, span: Span) -> String {
        let name = self.short(span);
        format!("give a default, `{name} ?? …`, or check it before: `if {name} != none`")
    }

    // ── types ────────────────────────────────────────────────────────────────────────────────────────────────────────

    fn wrong_type(&self, value: &Expr, found: &Ty, expected: &Ty) -> Diagnostic {
        let span = value.span;
        let wanted = if found.is_optional() { self.show(expected) } else { self.show(expected.required()) };
        let shown = self.show(found);
        let shown = match (found, &value.kind) {
            (Ty::Literal(literal), _) => format!("{} {}", kind_of(*literal), show_literal(*literal)),
            (_, ExprKind::Constant(Data::Quantity(_))) => format!("the quantity {}", self.source(span)),
            (_, ExprKind::Constant(Data::Float(_))) => format!("the Float {}", self.source(span)),
            (_, _) => shown,
        };
        let message = match self.wanted {
            Some(field) => format!("`{}` takes {wanted}, and this is {shown}", field.name),
            None => format!("{wanted} is expected, and this is {shown}"),
        };
        let error = Diagnostic::error(Code::E0302, span, message);
        let error = self.mend(error, value, found, expected);
        let error = if wanted == shown { self.name_alike(error, found, expected) } else { error };
        self.declared(error)
    }

    /// Says where the two types stand that bear one name.
    fn name_alike(&self, error: Diagnostic, found: &Ty, expected: &Ty) -> Diagnostic {
        let (Some(one), Some(other)) = (innermost(found), innermost(expected)) else { return error };
        let module = |record: RecordId| {
            let definition = self.cx.resolved.definition(self.cx.places.records[record.0 as usize]);
            let parts: Vec<&str> = self.cx.resolved.file(definition.file).module.iter().map(|part| part.as_str()).collect();
            parts.join(".")
        };
        let name = self.cx.interfaces.record(one).name;
        error.help(format!("two types are called `{name}`: this is of {}, and that of {} is expected", module(one), module(other)))
    }

    /// What mends a value of a wrong type.
    fn mend(&self, error: Diagnostic, value: &Expr, found: &Ty, expected: &Ty) -> Diagnostic {
        let constant = if let ExprKind::Constant(data) = &value.kind { Some(data) } else { None };
        let takes = |test: fn(&Ty) -> bool| expected.required().alternatives().iter().any(test);
        match (constant, plain(found.required())) {
            (Some(Data::Text(text)), _)
                if takes(|ty| matches!(ty, Ty::Int(_) | Ty::Literal(Literal::Int(_)))) && text.parse::<i64>().is_ok() =>
            {
                error.help(format!("write it without quotes: `{text}`")).replace(text.as_str())
            }
            (Some(Data::Text(text)), _)
                if takes(|ty| *ty == Ty::Bool) && matches!(text.as_str(), "true" | "false" | "yes" | "no" | "on" | "off") =>
            {
                let mend = if matches!(text.as_str(), "true" | "yes" | "on") { "true" } else { "false" };
                error.help(format!("write `{mend}`, without quotes")).replace(mend)
            }
            (Some(Data::Text(text)), _) if reads_as_quantity(text, expected) => {
                error.help(format!("a quantity stands without quotes: `{text}`")).replace(text.as_str())
            }
            (Some(Data::Text(text)), _) if text.starts_with('.') && reads_as_quantity(&format!("0{text}"), expected) => {
                error.help(format!("a quantity stands without quotes: `0{text}`")).replace(format!("0{text}"))
            }
            (Some(Data::Int(_) | Data::Float(_) | Data::Bool(_) | Data::Quantity(_)), _)
                if takes(|ty| matches!(ty, Ty::String(_))) || names(expected, self.source(value.span)) =>
            {
                let mend = format!("\"{}\"", self.source(value.span));
                error.help(format!("a text stands in quotes: `{mend}`")).replace(mend)
            }
            (None, Ty::Int(_) | Ty::Float(_) | Ty::Bool | Ty::Quantity(..)) if takes(|ty| matches!(ty, Ty::String(_))) => {
                error.help("make a text of it: `\"\\(x)\"`")
            }
            (None, Ty::Float(_)) if takes(|ty| matches!(ty, Ty::Int(_))) => {
                error.help("make it whole: `x.floor()`, `x.ceil()` or `x.round()`")
            }
            (None, Ty::String(_)) if takes(|ty| matches!(ty, Ty::Int(_))) => {
                error.help("read it: `x.toInt()`, which is `none` where it is no number")
            }
            (_, _) if list_element(expected).is_some_and(|element| self.fits(found, element, constant).is_ok()) => {
                let source = self.source(value.span);
                match source.len() <= 40 && !source.contains('\n') {
                    true => error.help(format!("put it into a list: `[{source}]`")).replace(format!("[{source}]")),
                    false => error.help("put it into a list: `[x]`"),
                }
            }
            (_, Ty::List(list)) if self.fits(&list.element, expected, None).is_ok() => {
                error.help("take one element, `xs[0]`, or make it the list that is expected")
            }
            (_, Ty::String(_)) if takes(|ty| matches!(ty, Ty::Literal(Literal::Text(_)))) => error.help(format!(
                "a text that is computed could be anything: choose with `if` or `match` among {}",
                self.show(expected.required())
            )),
            (_, _) => error,
        }
    }

    /// A literal that is none of those which the type names.
    fn none_of(&self, found: &Ty, expected: &Ty, span: Span) -> Diagnostic {
        let Ty::Literal(literal) = found else {
            return Diagnostic::error(Code::E0302, span, "this is none of the values that are expected");
        };
        let known: Vec<Literal> = expected
            .required()
            .alternatives()
            .iter()
            .filter_map(|each| if let Ty::Literal(literal) = each { Some(*literal) } else { None })
            .collect();
        let message = match self.wanted {
            Some(wanted) => format!("{} is no value of `{}`", show_literal(*literal), wanted.name),
            None => format!("{} is none of the values that are expected", show_literal(*literal)),
        };
        let error = Diagnostic::error(Code::E0302, span, message);
        if let ([only], Some(wanted)) = (known.as_slice(), self.wanted)
            && let Some(other) = other_key(wanted, *only, *literal)
        {
            let (name, set) = (wanted.name, only.text());
            return self
                .declared(error.help(format!("the path makes it `{set}`: an entry with another `{name}` is another one, `\"{other}\"`")));
        }
        let names = known.iter().filter_map(|each| if let Literal::Text(text) = each { Some(text.as_str()) } else { None });
        let near = if let Literal::Text(text) = literal { nearest(text.as_str(), names) } else { None };
        let error = match near {
            Some(near) => error.here(format!("did you mean {near:?}?")).replace(format!("{near:?}")),
            None => error,
        };
        let shown: Vec<String> = known.iter().take(LISTED).map(|each| show_literal(*each)).collect();
        let more = if known.len() > LISTED { format!(", and {} more", known.len() - LISTED) } else { String::new() };
        self.declared(error.help(format!("values: {}{more}", shown.join(", "))))
    }

    /// A constant outside of the range or the pattern of its type.
    fn outside(&self, value: &Expr, found: &Ty, ty: &Ty) -> Diagnostic {
        let span = value.span;
        let written = match (found, &value.kind) {
            (Ty::Literal(literal), _) => show_literal(*literal),
            (_, ExprKind::Constant(Data::Quantity(quantity))) => quantity.to_string(),
            _ => self.source(span).to_owned(),
        };
        let range = match ty {
            Ty::Int(bounds) => in_words(bounds),
            Ty::Float(bounds) => in_words(bounds),
            Ty::Quantity(_, bounds) => in_words(bounds),
            Ty::String(Some(refinement)) => return self.text_outside(refinement, found, value),
            _ => self.show(ty),
        };
        let message = match self.wanted {
            Some(wanted) => format!("`{}` must be {range}, and this is {written}", wanted.name),
            None => format!("{written} is out of range: {range} is expected"),
        };
        Diagnostic::error(Code::E0304, span, message)
    }

    fn text_outside(&self, refinement: &TextRefinement, found: &Ty, value: &Expr) -> Diagnostic {
        let text = match (found, &value.kind) {
            (Ty::Literal(Literal::Text(text)), _) => text.as_str(),
            (_, ExprKind::Constant(Data::Text(text))) => text.as_str(),
            _ => "",
        };
        let length = text.chars().count();
        if !refinement.length.contains(&(length as i64)) {
            let range = in_words(&refinement.length);
            let message = match self.wanted {
                Some(wanted) => format!("`{}` must have {range} characters, and this has {length}", wanted.name),
                None => format!("{range} characters are expected, and this text has {length}"),
            };
            return Diagnostic::error(Code::E0304, value.span, message);
        }
        let pattern = refinement.pattern.as_ref().map_or("", |pattern| pattern.text.as_str());
        let of = self.wanted.map_or_else(|| "that is expected".to_owned(), |wanted| format!("of `{}`", wanted.name));
        let error = Diagnostic::error(Code::E0304, value.span, format!("this text does not match the pattern {of}"));
        match refinement.like(text) {
            Some(like) => error.here(format!("did you mean {like:?}?")).replace(format!("{like:?}")),
            None => error,
        }
        .help(format!("the whole text must match `{pattern}`"))
    }
}

/// The key of an entry as it would be with another value of a field, of which the key left out or wrote the one that is `set`.
fn other_key(wanted: Wanted, set: Literal, other: Literal) -> Option<String> {
    let (key, set, other) = (wanted.within?, set.text(), other.text());
    let is_in_key = key.as_str().split('/').any(|part| part == set);
    is_in_key.then(|| key.as_str().split('/').map(|part| if part == set { &other } else { part }).collect::<Vec<_>>().join("/"))
}

/// The text is a quantity of a kind that the type takes.
fn reads_as_quantity(text: &str, ty: &Ty) -> bool {
    let takes = |each: &Ty| matches!(each, Ty::Quantity(kind, _) if Quantity::parse(text, *kind).is_ok());
    ty.required().alternatives().iter().any(takes)
}

/// The text is one that the type names, so that a number only lacks quotes.
fn names(ty: &Ty, text: &str) -> bool {
    ty.required().alternatives().iter().any(|each| matches!(each, Ty::Literal(Literal::Text(name)) if name.as_str() == text))
}

fn kind_of(literal: Literal) -> &'static str {
    match literal {
        Literal::Text(_) => "the String",
        Literal::Int(_) => "the Int",
        Literal::Bool(_) => "the Bool",
    }
}

/// The record in a list, a map or an optional.
fn innermost(ty: &Ty) -> Option<RecordId> {
    match ty {
        Ty::Record(record) => Some(*record),
        Ty::List(list) => innermost(&list.element),
        Ty::Map(map) => innermost(&map.value),
        Ty::Optional(inner) => innermost(inner),
        Ty::Error
        | Ty::None
        | Ty::Never
        | Ty::Bool
        | Ty::Int(_)
        | Ty::Float(_)
        | Ty::String(_)
        | Ty::Quantity(..)
        | Ty::Literal(_)
        | Ty::Secret
        | Ty::Any
        | Ty::Union(_) => None,
    }
}
