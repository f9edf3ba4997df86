//! Types whose parts must fit together: unions whose values tell which alternative they are, keyed lists whose keys are fields.

use jke_model::declaration::{FieldKind, Interfaces, RecordId};
use jke_model::quantity::QuantityKind;
use jke_model::ty::{Literal, Ty};
use jke_syntax::tree::Ident;
use jke_text::{Code, Diagnostic, Span, nearest};
use rustc_hash::FxHashMap;

/// What is judged when all records are known.
pub(crate) enum Form {
    Union {
        alternatives: Vec<(Ty, Span)>,
        span: Span,
    },
    /// `List<T by key>`; the span is `T`'s.
    Keys {
        element: Ty,
        keys: Vec<Ident>,
        span: Span,
    },
}

pub(crate) fn problem(form: &Form, interfaces: &Interfaces) -> Option<Diagnostic> {
    match form {
        Form::Union { alternatives, span } => union(alternatives, *span, interfaces),
        Form::Keys { element, keys, span } => self::keys(element, keys, *span, interfaces),
    }
}

// ── unions ───────────────────────────────────────────────────────────────────────────────────────────────────────────

/// A kind of written value. Two alternatives of one family can't be told apart.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Family {
    Bool,
    /// `Int`, `Float` and `Cpu`, all written as plain numbers.
    Number,
    Text,
    Quantity(QuantityKind),
    Secret,
    List,
    /// `{ … }` without a type's name.
    Map,
    Any,
    One(Literal),
    Record(RecordId),
}

fn families(ty: &Ty) -> Vec<Family> {
    match ty {
        Ty::Bool => vec![Family::Bool],
        Ty::Int(_) | Ty::Float(_) => vec![Family::Number],
        Ty::String(_) => vec![Family::Text],
        Ty::Quantity(QuantityKind::Cpu, _) => vec![Family::Number, Family::Quantity(QuantityKind::Cpu)],
        Ty::Quantity(kind, _) => vec![Family::Quantity(*kind)],
        Ty::Literal(literal) => vec![Family::One(*literal)],
        Ty::Secret => vec![Family::Secret],
        Ty::Any => vec![Family::Any],
        Ty::List(_) => vec![Family::List],
        Ty::Map(_) => vec![Family::Map],
        Ty::Record(record) => vec![Family::Record(*record)],
        Ty::Error | Ty::None | Ty::Never | Ty::Optional(_) | Ty::Union(_) => vec![],
    }
}

fn union(alternatives: &[(Ty, Span)], span: Span, interfaces: &Interfaces) -> Option<Diagnostic> {
    let mut taken: FxHashMap<Family, Span> = FxHashMap::default();
    for (ty, place) in alternatives {
        for family in families(ty) {
            if let Some(first) = taken.insert(family, *place) {
                return Some(ambiguous(*place, first, span, repeated(family)));
            }
        }
    }
    alternatives.iter().find_map(|(ty, place)| {
        let (wider, reason) = wider(ty, *place, &taken, interfaces)?;
        Some(ambiguous(*place, wider, span, reason))
    })
}

fn repeated(family: Family) -> &'static str {
    match family {
        Family::Number => "a plain number is a value of both",
        Family::One(_) => "it stands twice",
        Family::Bool
        | Family::Text
        | Family::Quantity(_)
        | Family::Secret
        | Family::List
        | Family::Map
        | Family::Any
        | Family::Record(_) => "both are of one kind",
    }
}

/// The alternative that holds the values of this one too.
fn wider(ty: &Ty, place: Span, taken: &FxHashMap<Family, Span>, interfaces: &Interfaces) -> Option<(Span, &'static str)> {
    let by_family = |family: Family, reason| Some((*taken.get(&family)?, reason));
    let own = match ty {
        Ty::Literal(Literal::Text(_)) => by_family(Family::Text, "the text is a `String` too"),
        Ty::Literal(Literal::Int(_)) => by_family(Family::Number, "the number is a value of both"),
        Ty::Literal(Literal::Bool(_)) => by_family(Family::Bool, "it is a `Bool` too"),
        Ty::Record(record) => {
            let ancestors = &interfaces.record(*record).ancestors;
            let parent = ancestors.iter().find_map(|ancestor| taken.get(&Family::Record(*ancestor)));
            let parent = parent.map(|span| (*span, "one extends the other"));
            parent.or_else(|| by_family(Family::Map, "`{ … }` is a value of both"))
        }
        _ => None,
    };
    own.or_else(|| by_family(Family::Any, "`Any` holds everything").filter(|(any, _)| *any != place || !matches!(ty, Ty::Any)))
}

fn ambiguous(place: Span, other: Span, whole: Span, reason: &str) -> Diagnostic {
    // An alias that stands for several alternatives may clash with itself.
    let place = if place == other { whole } else { place };
    let error = Diagnostic::error(Code::E0310, place, "a value could not tell which alternative of this union it is").here(reason);
    let error = if place == whole { error } else { error.label(other, "the other alternative") };
    error.help("leave one of them out, or give each a record type of its own")
}

// ── keyed lists ──────────────────────────────────────────────────────────────────────────────────────────────────────

fn keys(element: &Ty, keys: &[Ident], span: Span, interfaces: &Interfaces) -> Option<Diagnostic> {
    let record = match element {
        Ty::Record(record) => interfaces.record(*record),
        Ty::Error => return None,
        Ty::None
        | Ty::Never
        | Ty::Bool
        | Ty::Int(_)
        | Ty::Float(_)
        | Ty::String(_)
        | Ty::Quantity(..)
        | Ty::Literal(_)
        | Ty::Secret
        | Ty::Any
        | Ty::List(_)
        | Ty::Map(_)
        | Ty::Optional(_)
        | Ty::Union(_) => {
            let error = Diagnostic::error(Code::E0310, span, "only records can be addressed by one of their fields");
            return Some(error.help("a list of other values has no `by`"));
        }
    };
    for (at, key) in keys.iter().enumerate() {
        if keys[..at].iter().any(|earlier| earlier.name == key.name) {
            return Some(Diagnostic::error(Code::E0310, key.span, format!("`{}` stands twice in the key", key.name)));
        }
        let Some((_, field)) = record.field(key.name).filter(|(_, field)| field.kind == FieldKind::Input) else {
            let names = record.fields.iter().filter(|field| field.kind == FieldKind::Input).map(|field| field.name.as_str());
            let error = Diagnostic::error(Code::E0310, key.span, format!("`{}` is not a field of {}", key.name, record.name));
            return Some(error.did_you_mean(nearest(key.name.as_str(), names)).label(record.span, "the record"));
        };
        if !is_key(field.ty.required()) {
            let error =
                Diagnostic::error(Code::E0310, key.span, format!("`{}` can't be a key", key.name)).label(field.span, "declared here");
            return Some(error.help("a key is a text or an `Int`"));
        }
    }
    None
}

fn is_key(ty: &Ty) -> bool {
    ty.alternatives().iter().all(|ty| match ty {
        Ty::String(_) | Ty::Int(_) | Ty::Literal(Literal::Text(_) | Literal::Int(_)) | Ty::Error => true,
        Ty::None
        | Ty::Never
        | Ty::Bool
        | Ty::Float(_)
        | Ty::Quantity(..)
        | Ty::Literal(Literal::Bool(_))
        | Ty::Secret
        | Ty::Any
        | Ty::List(_)
        | Ty::Map(_)
        | Ty::Record(_)
        | Ty::Optional(_)
        | Ty::Union(_) => false,
    })
}
