//! Refinements: `Int(1..65535)`, `String(1..63, "[a-z]+")`, `List<T>(1..)`. Their bounds are constants.

use std::sync::Arc;

use jke_model::pattern::Pattern;
use jke_model::quantity::{Quantity, QuantityError, QuantityKind};
use jke_model::ty::{Bounds, ListType, MapType, TextRefinement, Ty};
use jke_resolve::{FileIndex, Found};
use jke_syntax::tree::{Expr, ExprKind, ItemKind, LetValue, Refinement, UnaryOp};
use jke_text::{Code, Diagnostic, SourceKind, Span};

use super::known::{Known, refuse};

/// How many `let`s a bound may go through.
const LONGEST_WAY: u32 = 16;

/// What a bound comes to.
#[derive(Clone, Debug)]
enum Constant {
    Int(i64),
    Float(f64),
    /// As written; its kind follows from the type.
    Quantity {
        text: &'static str,
        negative: bool,
    },
    Text(String),
}

/// A wrong bound, told.
struct Told;

/// `base` with refinements, on top of those that it has.
pub(crate) fn refine<'a>(known: &mut impl Known<'a>, file: FileIndex, base: Ty, refinements: &[Refinement], name: Span) -> Ty {
    refinements.iter().fold(base, |ty, refinement| {
        let span = span_of(refinement);
        match ty {
            Ty::Error => Ty::Error,
            Ty::Int(old) => bounded(known, file, refinement, old, int).map_or(Ty::Error, Ty::Int),
            Ty::Float(old) => bounded(known, file, refinement, old, float).map_or(Ty::Error, Ty::Float),
            Ty::Quantity(kind, old) => {
                let read = |constant: &Constant, span| quantity(constant, kind, span);
                bounded(known, file, refinement, old, read).map_or(Ty::Error, |bounds| Ty::Quantity(kind, bounds))
            }
            Ty::String(old) => text(known, file, refinement, old.as_deref().cloned().unwrap_or_default()),
            Ty::List(old) => match bounded(known, file, refinement, old.length, length) {
                Ok(length) => Ty::List(Arc::new(ListType { length, ..ListType::clone(&old) })),
                Err(Told) => Ty::Error,
            },
            Ty::Map(old) => match bounded(known, file, refinement, old.length, length) {
                Ok(length) => Ty::Map(Arc::new(MapType { length, ..MapType::clone(&old) })),
                Err(Told) => Ty::Error,
            },
            Ty::None | Ty::Never | Ty::Bool | Ty::Literal(_) | Ty::Secret | Ty::Any | Ty::Record(_) | Ty::Optional(_) | Ty::Union(_) => {
                let error = Diagnostic::error(Code::E0310, span, "this type takes nothing in `( )`").label(name, "");
                refuse(
                    known,
                    error.help("numbers and quantities take a range, `String`, `List` and `Map` a range of lengths, `String` a pattern"),
                )
            }
        }
    })
}

fn span_of(refinement: &Refinement) -> Span {
    match refinement {
        Refinement::Range { span, .. } => *span,
        Refinement::Value(value) => value.span,
    }
}

fn text<'a>(known: &mut impl Known<'a>, file: FileIndex, refinement: &Refinement, old: TextRefinement) -> Ty {
    if let Refinement::Value(value) = refinement {
        match constant(known, file, value, 0) {
            Ok(Constant::Text(text)) => {
                let is_proven = known.resolved().file(file).source.kind == SourceKind::Library;
                return pattern(known, &text, value.span, old, is_proven);
            }
            Ok(Constant::Int(_) | Constant::Float(_) | Constant::Quantity { .. }) => {}
            Err(Told) => return Ty::Error,
        }
    }
    match bounded(known, file, refinement, old.length, length) {
        Ok(length) => Ty::String(Some(Arc::new(TextRefinement { length, ..old }))),
        Err(Told) => Ty::Error,
    }
}

/// Those of the library are compiled by its tests; here only once a text is held against one.
fn pattern<'a>(known: &mut impl Known<'a>, text: &str, span: Span, old: TextRefinement, is_proven: bool) -> Ty {
    if let Some(problem) = Some(text).filter(|_| !is_proven).and_then(Pattern::problem) {
        let error = Diagnostic::error(Code::E0316, span, "this pattern can't be read").here(problem);
        return refuse(
            known,
            error.help("patterns have RE2's syntax and match the whole text; raw strings `#\"…\"#` need no double backslash"),
        );
    }
    if old.pattern.is_some() {
        return refuse(known, Diagnostic::error(Code::E0310, span, "a text has one pattern, and this type has one already"));
    }
    Ty::String(Some(Arc::new(TextRefinement { pattern: Some(Arc::new(Pattern::new(text))), ..old })))
}

/// The range that a refinement gives, within the one that the type has.
fn bounded<'a, T: PartialOrd + Copy>(
    known: &mut impl Known<'a>,
    file: FileIndex,
    refinement: &Refinement,
    old: Bounds<T>,
    read: impl Fn(&Constant, Span) -> Result<T, Box<Diagnostic>>,
) -> Result<Bounds<T>, Told> {
    let mut end = |expr: Option<&Expr>| match expr {
        None => Ok(None),
        Some(expr) => {
            let constant = constant(known, file, expr, 0)?;
            read(&constant, expr.span).map(Some).map_err(|error| {
                known.report(*error);
                Told
            })
        }
    };
    let (from, to) = match refinement {
        Refinement::Range { from, to, .. } => (end(from.as_ref())?, end(to.as_ref())?),
        Refinement::Value(value) => {
            let only = end(Some(value))?;
            (only, only)
        }
    };
    let within = Bounds { from: tighter(old.from, from, |one, other| one > other), to: tighter(old.to, to, |one, other| one < other) };
    if let (Some(from), Some(to)) = (&within.from, &within.to)
        && from > to
    {
        known.report(
            Diagnostic::error(Code::E0310, span_of(refinement), "no value lies in this range").help("the lower end comes first: `1..10`"),
        );
        return Err(Told);
    }
    Ok(within)
}

fn tighter<T: Copy>(old: Option<T>, new: Option<T>, is_tighter: impl Fn(&T, &T) -> bool) -> Option<T> {
    match (old, new) {
        (Some(old), Some(new)) => Some(if is_tighter(&old, &new) { old } else { new }),
        (one, other) => one.or(other),
    }
}

// ── constants ────────────────────────────────────────────────────────────────────────────────────────────────────────

fn constant<'a>(known: &mut impl Known<'a>, file: FileIndex, expr: &Expr, way: u32) -> Result<Constant, Told> {
    let value = match &expr.kind {
        ExprKind::Error => return Err(Told),
        ExprKind::Int(magnitude) => i64::try_from(*magnitude).ok().map(Constant::Int),
        ExprKind::Float(value) => Some(Constant::Float(value.value())),
        ExprKind::Quantity(text) => Some(Constant::Quantity { text: text.as_str(), negative: false }),
        ExprKind::String(text) => text.text().map(|text| Constant::Text(text.to_owned())),
        ExprKind::Paren(inner) => return constant(known, file, inner, way),
        ExprKind::Unary { op: UnaryOp::Negate, operand } => match &operand.kind {
            ExprKind::Int(magnitude) => 0i64.checked_sub_unsigned(*magnitude).map(Constant::Int),
            ExprKind::Float(value) => Some(Constant::Float(-value.value())),
            ExprKind::Quantity(text) => Some(Constant::Quantity { text: text.as_str(), negative: true }),
            _ => None,
        },
        ExprKind::Name(name) => match known.resolved().lookup(file, *name) {
            Found::Definition(id) if way < LONGEST_WAY => {
                let definition = known.resolved().definition(id);
                match &known.resolved().item(definition.file, definition.item).kind {
                    ItemKind::Let(item) => match &item.value {
                        LetValue::Expr(value) => return constant(known, definition.file, value, way + 1),
                        LetValue::Include(_) => None,
                    },
                    _ => None,
                }
            }
            Found::Broken => return Err(Told),
            Found::Definition(_) | Found::Module(_) | Found::Ambiguous(..) | Found::Nothing => None,
        },
        _ => None,
    };
    value.ok_or_else(|| {
        let error = Diagnostic::error(Code::E0310, expr.span, "the bounds of a type are constants");
        known.report(error.help("write a number, a quantity or a text, or the name of a `let` of a file that is one"));
        Told
    })
}

fn int(constant: &Constant, span: Span) -> Result<i64, Box<Diagnostic>> {
    match constant {
        Constant::Int(value) => Ok(*value),
        Constant::Float(_) | Constant::Quantity { .. } | Constant::Text(_) => Err(wrong_bound(span, "a whole number")),
    }
}

fn length(constant: &Constant, span: Span) -> Result<i64, Box<Diagnostic>> {
    match constant {
        Constant::Int(value) if *value >= 0 => Ok(*value),
        Constant::Int(_) | Constant::Float(_) | Constant::Quantity { .. } | Constant::Text(_) => {
            Err(wrong_bound(span, "a length, which is a whole number from 0 up,"))
        }
    }
}

fn float(constant: &Constant, span: Span) -> Result<f64, Box<Diagnostic>> {
    match constant {
        Constant::Int(value) => Ok(*value as f64),
        Constant::Float(value) => Ok(*value),
        Constant::Quantity { .. } | Constant::Text(_) => Err(wrong_bound(span, "a number")),
    }
}

fn wrong_bound(span: Span, expected: &str) -> Box<Diagnostic> {
    Box::new(Diagnostic::error(Code::E0310, span, format!("{expected} is expected as the bound of this type")))
}

fn quantity(constant: &Constant, kind: QuantityKind, span: Span) -> Result<Quantity, Box<Diagnostic>> {
    let plain = matches!(kind, QuantityKind::Cpu | QuantityKind::General);
    let (text, negative) = match constant {
        Constant::Quantity { text, negative } => ((*text).to_owned(), *negative),
        Constant::Int(value) if plain => (value.unsigned_abs().to_string(), *value < 0),
        Constant::Float(value) if plain => (value.abs().to_string(), *value < 0.0),
        Constant::Int(_) | Constant::Float(_) => return Err(wrong_unit(span, "a unit is missing".to_owned(), None)),
        Constant::Text(_) => return Err(wrong_bound(span, "a quantity")),
    };
    match Quantity::parse(&text, kind) {
        Ok(parsed) if negative => Ok(Quantity { amount: parsed.amount.saturating_neg(), ..parsed }),
        Ok(parsed) => Ok(parsed),
        Err(QuantityError::Unit { reason, meant }) => Err(wrong_unit(span, reason, meant)),
        Err(QuantityError::TooFine(reason)) => Err(wrong_unit(span, reason, None)),
        Err(QuantityError::TooLarge) => Err(wrong_unit(span, "too large".to_owned(), None)),
        Err(QuantityError::Malformed) => Err(wrong_unit(span, "no number with a unit".to_owned(), None)),
    }
}

fn wrong_unit(span: Span, reason: String, meant: Option<String>) -> Box<Diagnostic> {
    let error = Diagnostic::error(Code::E0305, span, "this is no quantity of the type that it bounds").here(reason);
    Box::new(match meant {
        Some(meant) => error.help(format!("write `{meant}`")).replace(meant),
        None => error,
    })
}
