//! Texts and what is interpolated in them.

use jke_model::ir::{Expr, ExprKind, Part};
use jke_model::ty::{Literal, Ty};
use jke_model::value::{Data, Text};
use jke_syntax::tree::{self, StringLiteral, StringPart};
use jke_text::{Code, Diagnostic, Name};

use super::join::plain;
use super::name::text_constant;
use super::{Checker, constant};

/// The longest text that is a type of its own. What is longer is nobody's alternative.
const LONGEST_LITERAL: usize = 128;

impl Checker<'_> {
    pub(super) fn string(&mut self, literal: &StringLiteral) -> (Expr, Ty) {
        let span = literal.span;
        match literal.text() {
            Some(text) if text.len() <= LONGEST_LITERAL => {
                let name = Name::new(text);
                (text_constant(name, span), Ty::Literal(Literal::Text(name)))
            }
            Some(text) => (constant(Data::Text(Text::from(text)), span), Ty::STRING),
            None => self.interpolated(literal),
        }
    }

    /// A `check`'s message or a handle: a text with interpolation, in which a Secret is an error.
    pub fn text(&mut self, literal: &StringLiteral) -> Expr {
        let (value, ty) = self.string(literal);
        if ty != Ty::Secret {
            return value;
        }
        let error = Diagnostic::error(Code::E0801, literal.span, "a Secret can't flow into this text")
            .help("where it must be told apart, `x.fingerprint()` is a text that changes with it");
        self.refuse(error, literal.span).0
    }

    fn interpolated(&mut self, literal: &StringLiteral) -> (Expr, Ty) {
        let (mut parts, mut secret) = (vec![], false);
        for part in &literal.parts {
            match part {
                StringPart::Text(text) => parts.push(Part::Text(Text::from(&**text))),
                StringPart::Expr(expr) => {
                    let (value, ty) = self.infer(expr);
                    secret |= plain(&ty).alternatives().contains(&Ty::Secret);
                    if let Some(problem) = self.no_text(expr, &ty) {
                        self.tell(problem);
                    }
                    parts.push(Part::Expr(value));
                }
            }
        }
        let ty = if secret { Ty::Secret } else { Ty::STRING };
        (Expr { kind: ExprKind::Interpolate { parts, secret }, span: literal.span }, ty)
    }

    /// Why a value can't be put into a text.
    fn no_text(&self, expr: &tree::Expr, ty: &Ty) -> Option<Diagnostic> {
        let error = |message: String| Diagnostic::error(Code::E0313, expr.span, message);
        match ty {
            Ty::Error
            | Ty::Never
            | Ty::Bool
            | Ty::Int(_)
            | Ty::Float(_)
            | Ty::String(_)
            | Ty::Quantity(..)
            | Ty::Literal(_)
            | Ty::Secret => None,
            Ty::Union(alternatives) => alternatives.iter().find_map(|each| self.no_text(expr, each)),
            Ty::Optional(_) | Ty::None => Some(
                error("this may be `none`, which has no text".to_owned())
                    .help(format!("give a default: `\\({} ?? \"\")`", self.short(expr.span))),
            ),
            Ty::List(_) | Ty::Map(_) | Ty::Record(_) | Ty::Any => {
                let what = match ty {
                    Ty::List(_) => "a list".to_owned(),
                    Ty::Map(_) => "a map".to_owned(),
                    other => self.show(other),
                };
                let error = error(format!("{what} has no text of its own"));
                let inner = self.short(expr.span);
                match ty {
                    Ty::List(_) => Some(error.help(format!("write `json({inner})`, or join it: `{inner}.join(\", \")`"))),
                    _ => Some(error.help(format!("write `json({inner})`"))),
                }
            }
        }
    }
}
