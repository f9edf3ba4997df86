//! Type expressions.

use super::{Parse, Parser};
use crate::tokens::Kind;
use crate::tree::{Ident, Refinement, TypeExpr, TypeExprKind};

impl Parser<'_> {
    pub(super) fn type_expr(&mut self) -> Parse<TypeExpr> {
        let start = self.here();
        let mut alternatives = vec![self.type_primary()?];
        while self.kind() == Kind::Pipe {
            self.at += 1;
            alternatives.push(self.type_primary()?);
        }
        if alternatives.len() == 1 {
            return Ok(alternatives.swap_remove(0));
        }
        Ok(TypeExpr { kind: TypeExprKind::Union(alternatives), span: self.since(start) })
    }

    fn type_primary(&mut self) -> Parse<TypeExpr> {
        let start = self.here();
        let kind = match self.kind() {
            Kind::ParenOpen => {
                self.at += 1;
                let inner = self.nested(|parser| parser.within(true, false, Self::type_expr))?;
                self.within(true, false, |parser| parser.expect(Kind::ParenClose, "`)`"))?;
                TypeExprKind::Paren(Box::new(inner))
            }
            Kind::Str | Kind::StrOpen | Kind::Number | Kind::Minus | Kind::True | Kind::False if self.same_line() => {
                TypeExprKind::Literal(Box::new(self.literal()?))
            }
            _ => self.named_type()?,
        };
        let plain = TypeExpr { kind, span: self.since(start) };
        if !self.eat(Kind::Question) {
            return Ok(plain);
        }
        Ok(TypeExpr { kind: TypeExprKind::Optional(Box::new(plain)), span: self.since(start) })
    }

    fn named_type(&mut self) -> Parse<TypeExprKind> {
        let path = self.path("a type")?;
        let (mut arguments, mut by, mut refinements) = (vec![], None, vec![]);
        if self.eat(Kind::AngleOpen) {
            (arguments, by) = self.nested(Self::type_arguments)?;
        }
        if self.sees(Kind::ParenOpen) && self.token().start == self.last_span().end - self.base {
            self.at += 1;
            self.within(true, false, |parser| parser.entries_free(Kind::ParenClose, &mut refinements, Self::refinement))?;
        }
        Ok(TypeExprKind::Path { path, arguments, by, refinements })
    }

    fn type_arguments(&mut self) -> Parse<(Vec<TypeExpr>, Option<Vec<Ident>>)> {
        let mut arguments = vec![self.type_expr()?];
        let mut by = None;
        if self.eat_word("by") {
            by = Some(self.key_names()?);
        } else if self.eat(Kind::Comma) {
            arguments.push(self.type_expr()?);
        }
        if !self.ends_before_assign() {
            self.expect(Kind::Greater, "`>`")?;
        }
        Ok((arguments, by))
    }

    /// `xs: List<Int>= []`: the token `>=` is a bracket and an `=` here.
    fn ends_before_assign(&mut self) -> bool {
        let found = self.sees(Kind::GreaterEqual);
        if let Some(token) = self.lexed.tokens.get_mut(self.at).filter(|_| found) {
            (token.kind, token.start) = (Kind::Assign, token.start + 1);
        }
        found
    }

    fn key_names(&mut self) -> Parse<Vec<Ident>> {
        if !self.sees(Kind::ParenOpen) {
            return Ok(vec![self.any_word("a field")?]);
        }
        self.at += 1;
        let mut names = vec![];
        self.entries_free(Kind::ParenClose, &mut names, |parser| parser.any_word("a field"))?;
        Ok(names)
    }

    /// `1..63`, `..5`, `64Mi..`, or a single value.
    fn refinement(&mut self) -> Parse<Refinement> {
        let start = self.here();
        let from = if self.kind() == Kind::DotDot { None } else { Some(self.expr()?) };
        if !self.eat(Kind::DotDot) {
            return match from {
                Some(value) => Ok(Refinement::Value(value)),
                None => self.missing("a bound"),
            };
        }
        let open_end = matches!(self.kind(), Kind::ParenClose | Kind::Comma);
        let to = if open_end { None } else { Some(self.expr()?) };
        Ok(Refinement::Range { from, to, span: self.since(start) })
    }
}
