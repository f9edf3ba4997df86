//! What stands in the bodies of `type` and `module`, and statements.

use super::{Parse, Parser};
use crate::tokens::Kind;
use crate::tree::{Block, Check, Emit, EmitKind, Field, Head, Include, Let, LetValue, Member, Output, Stmt};

impl Parser<'_> {
    pub(super) fn members(&mut self) -> Parse<Vec<Member>> {
        let mut members = vec![];
        self.braces(&mut members, Self::member)?;
        Ok(members)
    }

    fn member(&mut self) -> Parse<Member> {
        let head = self.item_head()?;
        let start = self.here();
        if self.is_word("_") && self.ahead(1).kind == Kind::Colon {
            self.at += 2;
            let ty = self.type_expr()?;
            return Ok(Member::Rest { ty, span: self.since(start) });
        }
        if self.is_field() {
            let colon = self.ahead(1).kind == Kind::Colon;
            return if colon { self.field(head) } else { Ok(Member::Inherited(self.entry()?)) };
        }
        if self.is_word("output") {
            return self.output(head);
        }
        Ok(Member::Stmt(self.stmt()?))
    }

    fn field(&mut self, head: Head) -> Parse<Member> {
        let start = self.here();
        let key = self.key()?;
        self.expect(Kind::Colon, "`:`")?;
        let ty = self.type_expr()?;
        let default = if self.eat(Kind::Assign) { Some(self.expr()?) } else { None };
        Ok(Member::Field(Field { head, key, ty, default, span: self.since(start) }))
    }

    fn output(&mut self, head: Head) -> Parse<Member> {
        let start = self.here();
        self.at += 1;
        let name = self.any_word("a name")?;
        self.expect(Kind::Colon, "`:`")?;
        let ty = self.type_expr()?;
        self.expect(Kind::Assign, "`=`")?;
        let value = self.expr()?;
        Ok(Member::Output(Output { head, name, ty, value, span: self.since(start) }))
    }

    pub(super) fn block(&mut self) -> Parse<Block> {
        let mut block = vec![];
        self.braces(&mut block, Self::stmt)?;
        Ok(block)
    }

    pub(super) fn stmt(&mut self) -> Parse<Stmt> {
        let start = self.here();
        let word = self.slice(self.token()).to_owned();
        match word.as_str() {
            "let" => Ok(Stmt::Let(self.let_item()?)),
            "check" => self.check(),
            "emit" => Ok(Stmt::Emit(self.emit()?)),
            "include" => Ok(Stmt::Include(self.include()?)),
            "if" => self.if_stmt(),
            "for" => {
                let clause = self.in_head(Self::for_clause)?;
                let block = self.block()?;
                Ok(Stmt::For { clause, block, span: self.since(start) })
            }
            "match" => self.match_stmt(),
            "patch" => {
                let help = "a patch stands in an app, in `defaults MODULE { … }` or in `on … for MODULE { … }`, not in a module";
                self.missing_with("a declaration or a statement", help)
            }
            _ => self.missing("a declaration or a statement"),
        }
    }

    pub(super) fn let_item(&mut self) -> Parse<Let> {
        let start = self.here();
        self.at += 1;
        let name = self.name("a name")?;
        let ty = if self.eat(Kind::Colon) { Some(self.type_expr()?) } else { None };
        self.expect(Kind::Assign, "`=`")?;
        let includes = self.is_word("include") && self.ahead(1).kind.is_name() && !self.ahead(1).newline;
        let value = if includes { LetValue::Include(self.include()?) } else { LetValue::Expr(self.expr()?) };
        Ok(Let { name, ty, value, span: self.since(start) })
    }

    fn check(&mut self) -> Parse<Stmt> {
        let start = self.here();
        self.at += 1;
        let condition = self.expr()?;
        let message = if self.eat_continuing("else") { Some(self.string("a message")?) } else { None };
        Ok(Stmt::Check(Check { condition, message, span: self.since(start) }))
    }

    /// `emit Kind as "handle" { … }`, or `emit value`.
    pub(super) fn emit(&mut self) -> Parse<Emit> {
        let start = self.here();
        self.at += 1;
        let mut length = 1;
        while self.ahead(length).kind == Kind::Dot {
            length += 2;
        }
        let next = self.ahead(length);
        let is_handle = next.kind == Kind::Word && self.slice(next) == "as";
        let kind = if self.kind().is_name() && (next.kind == Kind::BraceOpen || is_handle) && !next.newline {
            let kind = self.path("a kind")?;
            let handle = if self.eat_word("as") { Some(self.string("a handle")?) } else { None };
            EmitKind::Body { kind, handle, body: self.body()? }
        } else {
            EmitKind::Value(self.expr()?)
        };
        Ok(Emit { kind, span: self.since(start) })
    }

    fn include(&mut self) -> Parse<Include> {
        let start = self.here();
        self.at += 1;
        let module = self.path("a module")?;
        let body = self.body()?;
        Ok(Include { module, body, span: self.since(start) })
    }

    /// A row of `else if`s is as long as it likes: it is read by a loop and folded from its end.
    fn if_stmt(&mut self) -> Parse<Stmt> {
        let start = self.here();
        self.at += 1;
        let (condition, then) = (self.in_head(Self::expr)?, self.block()?);
        let (mut others, mut otherwise) = (vec![], None);
        while self.eat_continuing("else") {
            let start = self.here();
            if !self.eat(Kind::If) {
                otherwise = Some(self.block()?);
                break;
            }
            others.push((start, self.in_head(Self::expr)?, self.block()?));
        }
        for (start, condition, then) in others.into_iter().rev() {
            otherwise = Some(vec![Stmt::If { condition, then, otherwise, span: self.since(start) }]);
        }
        Ok(Stmt::If { condition, then, otherwise, span: self.since(start) })
    }

    fn match_stmt(&mut self) -> Parse<Stmt> {
        let start = self.here();
        self.at += 1;
        let subject = self.in_head(Self::expr)?;
        let mut arms = vec![];
        self.braces(&mut arms, |parser| Ok((parser.pattern()?, parser.block()?)))?;
        Ok(Stmt::Match { subject, arms, span: self.since(start) })
    }
}
