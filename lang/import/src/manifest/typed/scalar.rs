//! Single values against the primitives that a place takes. The first that takes the value as it stands wins; else the first that
//! can say the same, with a warning.

use jke_model::quantity::QuantityKind;
use jke_model::ty::{Literal, Ty};

use super::super::amount;
use super::super::body::Written;
use super::super::yaml::scalar::{Resolved, resolve};
use super::super::yaml::{Node, Scalar, Yaml};
use super::any::float;
use super::{Made, Typed, otherwise, what, words};

/// How well a value fits a type.
enum Fit {
    /// As it stands.
    Exact(Written),
    /// The same, written in another way, and why the API would not take it as it stands, or would take it for something else.
    Otherwise(Written, String),
    None(Option<String>),
}

impl Typed<'_> {
    pub(super) fn scalar(&mut self, node: &Node, alternatives: &[Ty]) -> Made {
        let Yaml::Scalar(scalar) = &node.value else {
            return self.refuse(node.span, format!("{} is expected, and this is {}: it is left out", words(alternatives), what(node)));
        };
        if alternatives.iter().any(|ty| matches!(ty, Ty::Secret)) && !alternatives.iter().any(|ty| matches!(ty, Ty::String(_))) {
            self.secret.get_or_insert(node.span);
        }
        let mut second = None;
        let mut reasons = vec![];
        for ty in alternatives {
            match fit(scalar, ty) {
                Fit::Exact(written) => return Some(written),
                Fit::Otherwise(written, reason) if second.is_none() => second = Some((written, reason)),
                Fit::Otherwise(..) => {}
                Fit::None(reason) => reasons.extend(reason),
            }
        }
        if alternatives.iter().any(|ty| matches!(ty, Ty::Any)) {
            return self.any(node);
        }
        if let Some((written, reason)) = second {
            self.told.push(otherwise(node.span, reason));
            return Some(written);
        }
        let reason = reasons.pop().unwrap_or_else(|| format!("{} is expected, not `{}`", words(alternatives), shown(&scalar.text)));
        self.refuse(node.span, format!("{reason}: it is left out"))
    }
}

/// The beginning of a text, for a message.
fn shown(text: &str) -> String {
    let line = text.lines().next().unwrap_or("");
    let short: String = line.chars().take(40).collect();
    if short.len() < text.len() { format!("{short}…") } else { short }
}

fn fit(scalar: &Scalar, ty: &Ty) -> Fit {
    match ty {
        Ty::Bool => bool(scalar),
        Ty::Int(_) => int(scalar),
        Ty::Float(_) => number(scalar),
        Ty::String(_) | Ty::Secret => text(scalar),
        Ty::Quantity(kind, _) => quantity(scalar, *kind),
        Ty::Literal(literal) => self::literal(scalar, *literal),
        Ty::Optional(inner) => fit(scalar, inner),
        Ty::Error | Ty::None | Ty::Never | Ty::Any | Ty::List(_) | Ty::Map(_) | Ty::Record(_) | Ty::Union(_) => Fit::None(None),
    }
}

fn written(text: impl ToString) -> Written {
    Written::Literal(text.to_string())
}

fn bool(scalar: &Scalar) -> Fit {
    match (resolve(scalar), &*scalar.text) {
        (Resolved::Bool(value), _) => Fit::Exact(written(value)),
        (Resolved::OldBool(value), text) => {
            Fit::Otherwise(written(value), format!("`{text}` is written as `{value}`, as kubectl reads it"))
        }
        (_, text @ ("true" | "false")) => {
            Fit::Otherwise(written(text), format!("the text \"{text}\" is written as `{text}`, which is expected here"))
        }
        _ => Fit::None(None),
    }
}

fn int(scalar: &Scalar) -> Fit {
    let whole = |number: i128| i64::try_from(number).ok();
    match resolve(scalar) {
        Resolved::Int(number) => match whole(number) {
            Some(number) => Fit::Exact(written(number)),
            None => Fit::None(Some(format!("`{}` is too large for an Int (64 bits)", scalar.text))),
        },
        Resolved::OddInt(number) => match whole(number) {
            Some(number) => Fit::Otherwise(written(number), format!("`{}` is written as `{number}`, as kubectl reads it", scalar.text)),
            None => Fit::None(None),
        },
        Resolved::Float(number) if number.fract() == 0.0 && number.abs() < 9e15 => Fit::Exact(written(number as i64)),
        // Of `"0644"` nobody knows whether it is octal.
        Resolved::Text => match scalar.text.parse::<i64>() {
            Ok(number) if number.to_string() == *scalar.text => Fit::Otherwise(
                written(number),
                format!("the text \"{number}\" is written as the number `{number}`, which is expected here"),
            ),
            Ok(_) | Err(_) => Fit::None(None),
        },
        Resolved::Null | Resolved::Bool(_) | Resolved::OldBool(_) | Resolved::Float(_) => Fit::None(None),
    }
}

fn number(scalar: &Scalar) -> Fit {
    match resolve(scalar) {
        Resolved::Int(number) | Resolved::OddInt(number) => {
            i64::try_from(number).map_or(Fit::None(None), |number| Fit::Exact(written(number)))
        }
        Resolved::Float(number) => float(number).map_or(Fit::None(None), |text| Fit::Exact(Written::Literal(text))),
        Resolved::Null | Resolved::Bool(_) | Resolved::OldBool(_) | Resolved::Text => Fit::None(None),
    }
}

fn text(scalar: &Scalar) -> Fit {
    let text = Written::Text(scalar.text.to_string());
    match resolve(scalar) {
        Resolved::Text => Fit::Exact(text),
        Resolved::Null => Fit::None(Some("a text is expected, not null".to_owned())),
        Resolved::Bool(_) | Resolved::OldBool(_) => {
            Fit::Otherwise(text, format!("`{}` is written as a text; unquoted, kubectl reads a Bool and the API refuses it", scalar.text))
        }
        Resolved::Int(_) | Resolved::OddInt(_) | Resolved::Float(_) => {
            Fit::Otherwise(text, format!("`{}` is written as a text; unquoted it is a number, which the API refuses here", scalar.text))
        }
    }
}

fn quantity(scalar: &Scalar, kind: QuantityKind) -> Fit {
    if matches!(resolve(scalar), Resolved::Null | Resolved::Bool(_)) {
        return Fit::None(None);
    }
    match amount::literal(&scalar.text, kind) {
        Ok(literal) => Fit::Exact(Written::Literal(literal)),
        Err(reason) => Fit::None(Some(reason)),
    }
}

fn literal(scalar: &Scalar, literal: Literal) -> Fit {
    match (literal, resolve(scalar)) {
        (Literal::Text(text), Resolved::Text) if *text.as_str() == *scalar.text => Fit::Exact(Written::Text(text.to_string())),
        // A word such as `Off` is meant where one of the texts is it.
        (Literal::Text(text), Resolved::OldBool(_) | Resolved::Bool(_) | Resolved::Int(_)) if *text.as_str() == *scalar.text => {
            Fit::Otherwise(Written::Text(text.to_string()), format!("`{text}` is written as a text, which is expected here"))
        }
        (Literal::Int(number), Resolved::Int(found)) if i128::from(number) == found => Fit::Exact(written(number)),
        (Literal::Bool(value), Resolved::Bool(found)) if value == found => Fit::Exact(written(value)),
        (Literal::Text(_) | Literal::Int(_) | Literal::Bool(_), _) => Fit::None(None),
    }
}
