//! Quantity literals: which kind a unit means where it stands.

use jke_model::ir::Expr;
use jke_model::quantity::{Quantity, QuantityError, QuantityKind, possible_kinds};
use jke_model::ty::Ty;
use jke_model::value::Data;
use jke_text::{Code, Diagnostic, Name, Span};

use super::show::listed;
use super::{Checker, broken, constant};

/// The kinds of quantities among the alternatives of a type.
fn kinds(ty: &Ty) -> Vec<QuantityKind> {
    let kinds = ty.required().alternatives().iter().filter_map(|each| if let Ty::Quantity(kind, _) = each { Some(*kind) } else { None });
    kinds.collect()
}

/// A type that tells a quantity literal its kind.
pub(super) fn tells_kind(ty: &Ty) -> bool {
    !kinds(ty).is_empty()
}

fn signed(text: Name, negative: bool) -> String {
    format!("{}{text}", if negative { "-" } else { "" })
}

impl Checker<'_> {
    /// A quantity literal where a type is demanded.
    pub(super) fn check_quantity(&mut self, text: Name, negative: bool, expected: &Ty, span: Span) -> Expr {
        let written = signed(text, negative);
        let kinds = kinds(expected);
        let read: Vec<Quantity> = kinds.iter().filter_map(|kind| Quantity::parse(&written, *kind).ok()).collect();
        match (read.as_slice(), kinds.as_slice()) {
            ([only], _) => {
                let value = constant(Data::Quantity(*only), span);
                self.fit(value, &Ty::quantity(only.kind), expected)
            }
            ([_, _, ..], _) => {
                let kinds: Vec<QuantityKind> = read.iter().map(|quantity| quantity.kind).collect();
                self.refuse(several_kinds(&written, &kinds, span), span).0
            }
            ([], [kind, ..]) => {
                let error = self.wrong_unit(&written, *kind, span);
                self.refuse(error, span).0
            }
            ([], []) => {
                let wanted = self.wanted.take();
                let (value, ty) = self.quantity_of_kinds(&written, expected, span);
                self.wanted = wanted;
                self.fit(value, &ty, expected)
            }
        }
    }

    /// Where no quantity is expected: what the literal is by itself, for the message that says so.
    fn quantity_of_kinds(&mut self, written: &str, expected: &Ty, span: Span) -> (Expr, Ty) {
        let takes_any = expected.required().alternatives().iter().any(|each| matches!(each, Ty::Any | Ty::Error));
        match possible_kinds(written).as_slice() {
            [several @ .., kind] if several.is_empty() || !takes_any => match Quantity::parse(written, *kind) {
                Ok(quantity) => (constant(Data::Quantity(quantity), span), Ty::quantity(*kind)),
                Err(_) => broken(span),
            },
            kinds => self.by_itself(written, kinds, span),
        }
    }

    /// A quantity literal beside something of the type `like`, or beside nothing that tells its kind.
    pub(super) fn quantity(&mut self, text: Name, negative: bool, like: Option<&Ty>, span: Span) -> (Expr, Ty) {
        let written = signed(text, negative);
        let asked = like.map(kinds).unwrap_or_default();
        let read: Vec<Quantity> = asked.iter().filter_map(|kind| Quantity::parse(&written, *kind).ok()).collect();
        if let [only] = read.as_slice() {
            return (constant(Data::Quantity(*only), span), Ty::quantity(only.kind));
        }
        match (possible_kinds(&written).as_slice(), asked.as_slice()) {
            ([kind], _) if read.is_empty() => match Quantity::parse(&written, *kind) {
                Ok(quantity) => (constant(Data::Quantity(quantity), span), Ty::quantity(*kind)),
                Err(_) => broken(span),
            },
            (_, [kind]) => {
                let error = self.wrong_unit(&written, *kind, span);
                self.refuse(error, span)
            }
            (kinds, _) => self.by_itself(&written, kinds, span),
        }
    }

    fn by_itself(&mut self, written: &str, kinds: &[QuantityKind], span: Span) -> (Expr, Ty) {
        match kinds {
            [] => {
                let error = match unfit_number(written) {
                    Some((kind, problem)) => self.no_quantity(written, kind, problem, span),
                    None => Diagnostic::error(Code::E0305, span, format!("`{written}` has a unit that no quantity knows"))
                        .help("units: `m` (CPU), `Ki Mi Gi Ti` and `k M G T` (memory), `ms s m h d` (time), `%`"),
                };
                self.refuse(error, span)
            }
            kinds => self.refuse(several_kinds(written, kinds, span), span),
        }
    }

    /// A unit that the expected kind does not have.
    fn wrong_unit(&mut self, written: &str, kind: QuantityKind, span: Span) -> Diagnostic {
        match Quantity::parse(written, kind) {
            Ok(_) => Diagnostic::error(Code::E0305, span, format!("`{written}` is no {}", kind.name())),
            Err(problem) => self.no_quantity(written, kind, problem, span),
        }
    }

    /// Why a text is no quantity of the kind that is expected, and what was meant.
    pub(super) fn no_quantity(&self, written: &str, kind: QuantityKind, problem: QuantityError, span: Span) -> Diagnostic {
        let subject = match self.wanted {
            Some(wanted) => format!("`{written}` is no {}, which `{}` takes", kind.name(), wanted.name),
            None => format!("`{written}` is no {}", kind.name()),
        };
        let error = Diagnostic::error(Code::E0305, span, subject);
        let error = match problem {
            QuantityError::Unit { reason, meant: Some(meant) } => {
                let unit = meant.trim_start_matches(|each: char| each.is_ascii_digit() || matches!(each, '.' | '-'));
                let help = if reason.starts_with('`') { format!("write `{unit}`: `{meant}`") } else { format!("write `{meant}`") };
                error.here(reason).help(help).replace(meant)
            }
            QuantityError::Unit { reason, meant: None } => {
                let units: Vec<&str> = Quantity::units(kind).filter(|unit| !unit.is_empty()).collect();
                error.here(reason).help(format!("units of {}: {}", kind.name(), units.join(", ")))
            }
            QuantityError::TooFine(reason) => error.here(reason),
            QuantityError::TooLarge => error.here("too large"),
            QuantityError::Malformed => error.here("not a number followed by a unit"),
        };
        match self.wanted {
            Some(wanted) => error.label(wanted.span, "declared here"),
            None => error,
        }
    }
}

/// The kind that has the unit, where only the number is what it can't take.
fn unfit_number(written: &str) -> Option<(QuantityKind, QuantityError)> {
    QuantityKind::ALL.into_iter().find_map(|kind| match Quantity::parse(written, kind) {
        Err(problem @ (QuantityError::TooLarge | QuantityError::TooFine(_))) => Some((kind, problem)),
        Ok(_) | Err(QuantityError::Unit { .. } | QuantityError::Malformed) => None,
    })
}

fn several_kinds(written: &str, kinds: &[QuantityKind], span: Span) -> Diagnostic {
    let names: Vec<&str> = kinds.iter().map(|kind| kind.name()).collect();
    Diagnostic::error(Code::E0305, span, format!("nothing tells whether `{written}` is {}", listed(&names, "or")))
        .help(format!("say it with a type: `let x: {} = {written}`", names.first().copied().unwrap_or("Cpu")))
}
