//! Patterns of `match`, and the literals that they share with types.

use super::{Parse, Parser};
use crate::tokens::Kind;
use crate::tree::{Expr, ExprKind, Pattern, PatternAlternative, PatternKind, UnaryOp};

impl Parser<'_> {
    pub(super) fn pattern(&mut self) -> Parse<Pattern> {
        let start = self.here();
        let mut alternatives = vec![self.alternative()?];
        while self.kind() == Kind::Pipe {
            self.at += 1;
            alternatives.push(self.alternative()?);
        }
        Ok(Pattern { alternatives, span: self.since(start) })
    }

    fn alternative(&mut self) -> Parse<PatternAlternative> {
        let start = self.here();
        let kind = match self.kind() {
            Kind::None => {
                self.at += 1;
                PatternKind::None
            }
            Kind::Word if self.is_word("_") => {
                self.at += 1;
                PatternKind::Wildcard
            }
            kind if kind.is_name() => {
                let path = self.path("a type")?;
                let binding = if self.eat_word("as") { Some(self.name("a name")?) } else { None };
                PatternKind::Type { path, binding }
            }
            _ => PatternKind::Literal(Box::new(self.literal()?)),
        };
        Ok(PatternAlternative { kind, span: self.since(start) })
    }

    /// A number with its sign, a quantity, a text, `true` or `false`.
    pub(super) fn literal(&mut self) -> Parse<Expr> {
        let start = self.here();
        let negative = self.kind() == Kind::Minus;
        if negative {
            self.at += 1;
        }
        let value = match self.kind() {
            Kind::Number => self.number()?,
            Kind::Str | Kind::StrOpen if !negative => {
                let text = self.string("a text")?;
                Expr { span: text.span, kind: ExprKind::String(text) }
            }
            Kind::True | Kind::False if !negative => {
                let span = self.here();
                Expr { kind: ExprKind::Bool(self.bump().kind == Kind::True), span }
            }
            _ => return self.missing("a pattern"),
        };
        if !negative {
            return Ok(value);
        }
        Ok(Expr { kind: ExprKind::Unary { op: UnaryOp::Negate, operand: Box::new(value) }, span: self.since(start) })
    }
}
