//! Whether a value of one type is accepted as another, and what becomes of it on the way: a conversion, a refinement that is asked
//! when the value is known, or, of a constant, another constant at once.

use std::sync::Arc;

use jke_model::ir::{Clause, Conversion, Expr, ExprKind, For};
use jke_model::quantity::{Quantity, QuantityError, QuantityKind};
use jke_model::ty::{Bounds, ListType, Literal, MapType, TextRefinement, Ty};
use jke_model::value::Data;

use super::shape::key_fields;
use super::{Checker, broken, constant};
use crate::declare::is_narrower;

/// What a value needs to be of the expected type. Nothing, where it is by itself.
#[derive(Default)]
pub(super) struct Fit {
    /// A constant that is another one there.
    becomes: Option<Data>,
    /// The elements, or the entries' values, must be converted from one type to the other.
    each: Option<(Ty, Ty)>,
    convert: Option<Conversion>,
    /// The value is asked when it is known.
    refine: bool,
}

/// Why a value is not of the expected type.
pub(super) enum Mismatch {
    Type,
    /// `none` itself.
    None,
    /// It may be `none`.
    Optional,
    Secret,
    /// An Any.
    Unknown,
    /// A constant that is not within the refinement of this type.
    Outside(Ty),
    /// A literal that is none of those that the type names.
    NoneOf,
    /// A number that is no quantity of the kind.
    Unit(QuantityKind, Option<QuantityError>),
    /// The length of a list that is written out.
    Length(Bounds<i64>),
}

type Fits = Result<Fit, Mismatch>;

fn as_it_is() -> Fits {
    Ok(Fit::default())
}

fn refined(within: bool) -> Fits {
    Ok(Fit { refine: !within, ..Fit::default() })
}

fn converted(to: Conversion, refine: bool) -> Fits {
    Ok(Fit { convert: Some(to), refine, ..Fit::default() })
}

fn becomes(data: Data) -> Fits {
    Ok(Fit { becomes: Some(data), ..Fit::default() })
}

impl Fit {
    fn is_conversion(&self) -> bool {
        self.convert.is_some() || self.each.is_some() || self.becomes.is_some()
    }
}

impl Checker<'_> {
    /// The value, which has the type `found`, as one of the type `expected`; told where it can't be.
    pub(super) fn fit(&mut self, value: Expr, found: &Ty, expected: &Ty) -> Expr {
        if found == expected || matches!(value.kind, ExprKind::Error) {
            return value;
        }
        let data = if let ExprKind::Constant(data) = &value.kind { Some(data) } else { None };
        match self.fits(found, expected, data) {
            Ok(fit) => self.apply(fit, value, found, expected),
            Err(mismatch) => {
                let span = value.span;
                let told = self.mismatch(mismatch, &value, found, expected);
                self.tell(told);
                broken(span).0
            }
        }
    }

    fn apply(&mut self, fit: Fit, mut value: Expr, found: &Ty, expected: &Ty) -> Expr {
        let Fit { becomes, each, convert, refine } = fit;
        let span = value.span;
        if let Some(data) = becomes {
            value = constant(data, span);
        }
        if let Some((from, to)) = each {
            let is_map = matches!(expected.required(), Ty::Map(_));
            value = match found.is_optional() {
                true => {
                    let local = self.fresh_local();
                    let then = self.each(Expr { kind: ExprKind::Local(local), span }, &from, &to, is_map);
                    Expr { kind: ExprKind::IfPresent { value: Box::new(value), local, then: Box::new(then) }, span }
                }
                false => self.each(value, &from, &to, is_map),
            };
        }
        if let Some(to) = convert {
            value = Expr { kind: ExprKind::Convert { to, value: Box::new(value) }, span };
        }
        if refine {
            let declared = self.wanted.map(|wanted| wanted.span);
            value = Expr { kind: ExprKind::Refine { value: Box::new(value), ty: Arc::new(expected.clone()), declared }, span };
        }
        value
    }

    /// A list or map whose elements are converted one by one.
    fn each(&mut self, value: Expr, from: &Ty, to: &Ty, is_map: bool) -> Expr {
        let span = value.span;
        let (first, second) = (self.fresh_local(), is_map.then(|| self.fresh_local()));
        let element = Expr { kind: ExprKind::Local(second.unwrap_or(first)), span };
        let element = Box::new(self.fit(element, from, to));
        let clauses = vec![Clause::For(For { first, second, source: value, over_map: is_map, keys: [].into() })];
        let kind = match is_map {
            true => ExprKind::MapFor { clauses, key: Box::new(Expr { kind: ExprKind::Local(first), span }), value: element },
            false => ExprKind::ListFor { clauses, element },
        };
        Expr { kind, span }
    }

    /// `data` is the value, where it is a constant.
    pub(super) fn fits(&self, found: &Ty, expected: &Ty, data: Option<&Data>) -> Fits {
        match (found, expected) {
            (Ty::Error | Ty::Never, _) | (_, Ty::Error) | (Ty::None, Ty::Optional(_) | Ty::None) => as_it_is(),
            (Ty::None, _) => Err(Mismatch::None),
            (Ty::Optional(found), Ty::Optional(expected)) => self.fits(found, expected, None),
            (Ty::Optional(found), _) => match self.fits(found, expected, None) {
                Err(Mismatch::Type) => Err(Mismatch::Type),
                Err(Mismatch::Secret) => Err(Mismatch::Secret),
                Ok(_) | Err(_) => Err(Mismatch::Optional),
            },
            (_, Ty::Optional(expected)) => self.fits(found, expected, data),
            (_, Ty::Any) => {
                if self.holds_secret(found) {
                    Err(Mismatch::Secret)
                } else {
                    as_it_is()
                }
            }
            (Ty::Union(alternatives), _) => self.all_fit(alternatives, expected),
            (_, Ty::Union(alternatives)) => self.one_fits(found, alternatives, data),
            (Ty::Any, _) => Err(Mismatch::Unknown),
            (Ty::Literal(literal), _) => literal_fits(*literal, expected, data),
            (Ty::Bool, Ty::Bool) | (Ty::Secret, Ty::Secret) => as_it_is(),
            (Ty::Secret, _) => Err(Mismatch::Secret),
            (Ty::Int(found), Ty::Int(expected)) => refined(within(found, expected)),
            (Ty::Int(_), Ty::Float(bounds)) => converted(Conversion::IntToFloat, !bounds.is_open()),
            (Ty::Float(found), Ty::Float(expected)) => match data {
                Some(Data::Float(value)) if !expected.contains(value) => Err(Mismatch::Outside(Ty::Float(*expected))),
                Some(_) => as_it_is(),
                None => refined(within(found, expected)),
            },
            (Ty::Int(_) | Ty::Float(_), Ty::Quantity(kind, bounds)) => number_fits(*kind, bounds, data),
            (Ty::Quantity(kind, found), Ty::Quantity(asked, expected)) => quantity_fits((*kind, found), (*asked, expected), data),
            (Ty::String(found), Ty::String(expected)) => match (data, expected) {
                (Some(Data::Text(text)), Some(refinement)) => text_fits(text, refinement),
                (_, None) => as_it_is(),
                (_, Some(_)) => refined(is_narrower(&Ty::String(found.clone()), &Ty::String(expected.clone()), &|_, _| false)),
            },
            (Ty::String(_), Ty::Secret) => converted(Conversion::TextToSecret, false),
            (Ty::List(found), Ty::List(expected)) => self.list_fits(found, expected),
            (Ty::Map(found), Ty::Map(expected)) => self.map_fits(found, expected),
            (Ty::Record(found), Ty::Record(expected)) if self.interfaces().extends(*found, *expected) => as_it_is(),
            (Ty::Bool | Ty::Int(_) | Ty::Float(_) | Ty::String(_) | Ty::Quantity(..) | Ty::List(_) | Ty::Map(_) | Ty::Record(_), _) => {
                Err(Mismatch::Type)
            }
        }
    }

    /// A value that is of any of the alternatives: all must fit, and none may need what another does not bear.
    fn all_fit(&self, alternatives: &[Ty], expected: &Ty) -> Fits {
        let mut whole = Fit::default();
        for alternative in alternatives {
            let fit = match self.fits(alternative, expected, None) {
                Ok(fit) => fit,
                // Which of them the value is, is asked when it is known.
                Err(Mismatch::Outside(_)) => Fit { refine: true, ..Fit::default() },
                Err(mismatch) => return Err(mismatch),
            };
            let Fit { becomes, each, convert, refine } = fit;
            if becomes.is_some() || each.is_some() {
                return Err(Mismatch::Type);
            }
            whole.refine |= refine;
            match (&whole.convert, convert) {
                (_, None) => {}
                (None, Some(to)) => whole.convert = Some(to),
                (Some(before), Some(to)) if *before == to => {}
                (Some(_), Some(_)) => return Err(Mismatch::Type),
            }
        }
        Ok(whole)
    }

    /// The alternative that takes the value as it is, else with a question, else with a conversion.
    fn one_fits(&self, found: &Ty, alternatives: &[Ty], data: Option<&Data>) -> Fits {
        let mut best: Option<Fits> = None;
        for alternative in alternatives {
            let fits = self.fits(found, alternative, data);
            if best.as_ref().is_none_or(|best| rank(&fits) < rank(best)) {
                best = Some(fits);
            }
        }
        let all_literals = alternatives.iter().all(|each| matches!(each, Ty::Literal(_)));
        match best {
            Some(Err(Mismatch::Type)) if all_literals && matches!(found, Ty::Literal(_)) => Err(Mismatch::NoneOf),
            Some(best) => best,
            None => Err(Mismatch::Type),
        }
    }

    fn list_fits(&self, found: &ListType, expected: &ListType) -> Fits {
        let element = self.fits(&found.element, &expected.element, None).map_err(inside)?;
        if disjoint(&found.length, &expected.length) {
            return Err(Mismatch::Length(expected.length));
        }
        let keyed = !expected.keys.is_empty() && found.keys != expected.keys;
        Ok(Fit {
            becomes: None,
            each: element.is_conversion().then(|| (found.element.clone(), expected.element.clone())),
            convert: keyed.then(|| Conversion::ListToKeyed(key_fields(self.interfaces(), expected).into())),
            refine: element.refine && !element.is_conversion() || !within(&found.length, &expected.length),
        })
    }

    fn map_fits(&self, found: &MapType, expected: &MapType) -> Fits {
        let key = self.fits(&found.key, &expected.key, None).map_err(inside)?;
        let value = self.fits(&found.value, &expected.value, None).map_err(inside)?;
        if key.is_conversion() {
            return Err(Mismatch::Type);
        }
        if disjoint(&found.length, &expected.length) {
            return Err(Mismatch::Length(expected.length));
        }
        Ok(Fit {
            becomes: None,
            each: value.is_conversion().then(|| (found.value.clone(), expected.value.clone())),
            convert: None,
            refine: key.refine || value.refine && !value.is_conversion() || !within(&found.length, &expected.length),
        })
    }
}

/// What is wrong with elements is wrong with the type of the whole, but for what has its own message.
fn inside(mismatch: Mismatch) -> Mismatch {
    match mismatch {
        Mismatch::Secret => Mismatch::Secret,
        Mismatch::Type
        | Mismatch::None
        | Mismatch::Optional
        | Mismatch::Unknown
        | Mismatch::Outside(_)
        | Mismatch::NoneOf
        | Mismatch::Unit(..)
        | Mismatch::Length(_) => Mismatch::Type,
    }
}

/// How well an alternative takes a value; of what does not fit, how much there is to say.
fn rank(fits: &Fits) -> u32 {
    match fits {
        Ok(fit) if !fit.is_conversion() && !fit.refine => 0,
        Ok(fit) if !fit.is_conversion() => 1,
        Ok(_) => 2,
        Err(Mismatch::Outside(_) | Mismatch::Length(_)) => 3,
        Err(Mismatch::Unit(..)) => 4,
        Err(Mismatch::NoneOf) => 5,
        Err(Mismatch::Secret | Mismatch::Optional | Mismatch::None | Mismatch::Unknown) => 6,
        Err(Mismatch::Type) => 7,
    }
}

// ── constants and scalars ────────────────────────────────────────────────────────────────────────────────────────────

fn literal_fits(literal: Literal, expected: &Ty, data: Option<&Data>) -> Fits {
    match (literal, expected) {
        (_, Ty::Literal(asked)) if literal == *asked => as_it_is(),
        (Literal::Text(_), Ty::Literal(Literal::Text(_)))
        | (Literal::Int(_), Ty::Literal(Literal::Int(_)))
        | (Literal::Bool(_), Ty::Literal(Literal::Bool(_))) => Err(Mismatch::NoneOf),
        (Literal::Bool(_), Ty::Bool) | (Literal::Text(_), Ty::String(None)) => as_it_is(),
        (Literal::Text(text), Ty::String(Some(refinement))) => text_fits(text.as_str(), refinement),
        (Literal::Text(_), Ty::Secret) => converted(Conversion::TextToSecret, false),
        (Literal::Int(value), Ty::Int(bounds)) if bounds.contains(&value) => as_it_is(),
        (Literal::Int(_), Ty::Int(bounds)) => Err(Mismatch::Outside(Ty::Int(*bounds))),
        (Literal::Int(value), Ty::Float(bounds)) => match bounds.contains(&(value as f64)) {
            true if data.is_some() => becomes(Data::Float(value as f64)),
            true => converted(Conversion::IntToFloat, false),
            false => Err(Mismatch::Outside(Ty::Float(*bounds))),
        },
        (Literal::Int(value), Ty::Quantity(kind, bounds)) => {
            let fits = number_fits(*kind, bounds, Some(&Data::Int(value)));
            match (data, fits) {
                (Some(_), fits) => fits,
                // A `let` that is a literal stays what it is: it is converted where it is read.
                (None, Ok(_)) => number_fits(*kind, bounds, None),
                (None, Err(Mismatch::Unit(kind, _))) => Err(Mismatch::Unit(kind, None)),
                (None, Err(mismatch)) => Err(mismatch),
            }
        }
        (Literal::Text(_) | Literal::Int(_) | Literal::Bool(_), _) => Err(Mismatch::Type),
    }
}

fn text_fits(text: &str, refinement: &TextRefinement) -> Fits {
    let length = refinement.length.is_open() || refinement.length.contains(&(text.chars().count() as i64));
    let matches = refinement.pattern.as_ref().is_none_or(|pattern| pattern.matches(text));
    if length && matches { as_it_is() } else { Err(Mismatch::Outside(Ty::String(Some(Arc::new(refinement.clone()))))) }
}

/// A plain number where a quantity is expected.
fn number_fits(kind: QuantityKind, bounds: &Bounds<Quantity>, data: Option<&Data>) -> Fits {
    let conversion = match kind {
        QuantityKind::Cpu => Conversion::NumberToCpu,
        QuantityKind::General => Conversion::ToQuantity,
        QuantityKind::Memory | QuantityKind::Duration | QuantityKind::Percent => {
            let read = match data {
                Some(Data::Int(value)) => Quantity::from_int(*value, kind).err(),
                Some(Data::Float(value)) => Quantity::from_number(*value, kind).err(),
                _ => None,
            };
            return Err(Mismatch::Unit(kind, read));
        }
    };
    let read = match data {
        Some(Data::Int(value)) => Quantity::from_int(*value, kind),
        Some(Data::Float(value)) => Quantity::from_number(*value, kind),
        _ => return converted(conversion, !bounds.is_open()),
    };
    match read {
        Ok(quantity) if bounds.contains(&quantity) => becomes(Data::Quantity(quantity)),
        Ok(_) => Err(Mismatch::Outside(Ty::Quantity(kind, *bounds))),
        Err(problem) => Err(Mismatch::Unit(kind, Some(problem))),
    }
}

fn quantity_fits(found: (QuantityKind, &Bounds<Quantity>), expected: (QuantityKind, &Bounds<Quantity>), data: Option<&Data>) -> Fits {
    let ((kind, found), (asked, expected)) = (found, expected);
    let outside = || Err(Mismatch::Outside(Ty::Quantity(asked, *expected)));
    if kind == asked {
        return match data {
            Some(Data::Quantity(quantity)) if !expected.contains(quantity) => outside(),
            Some(_) => as_it_is(),
            None => refined(within(found, expected)),
        };
    }
    match (kind, asked, data) {
        (QuantityKind::Cpu | QuantityKind::Memory, QuantityKind::General, Some(Data::Quantity(quantity))) => match quantity.to_general() {
            Some(general) if expected.contains(&general) => becomes(Data::Quantity(general)),
            Some(_) | None => outside(),
        },
        (QuantityKind::Cpu | QuantityKind::Memory, QuantityKind::General, _) => converted(Conversion::ToQuantity, !expected.is_open()),
        (_, _, _) => Err(Mismatch::Type),
    }
}

fn within<T: PartialOrd>(narrow: &Bounds<T>, wide: &Bounds<T>) -> bool {
    let from = wide.from.as_ref().is_none_or(|wide| narrow.from.as_ref().is_some_and(|narrow| narrow >= wide));
    let to = wide.to.as_ref().is_none_or(|wide| narrow.to.as_ref().is_some_and(|narrow| narrow <= wide));
    from && to
}

fn disjoint(one: &Bounds<i64>, other: &Bounds<i64>) -> bool {
    let above = |from: Option<i64>, to: Option<i64>| from.zip(to).is_some_and(|(from, to)| from > to);
    above(one.from, other.to) || above(other.from, one.to)
}
