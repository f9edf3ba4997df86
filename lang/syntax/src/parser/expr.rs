//! Expressions, by precedence climbing: a row of operators is a loop, only brackets nest.

use jke_text::{Code, Diagnostic, Name, Span};

use super::{MAX_DEPTH, Parse, Parser};
use crate::tokens::Kind;
use crate::tree::{Argument, ArgumentValue, BinaryOp, ComprehensionClause, Decimal, Expr, ExprKind, ForClause, Ident, UnaryOp};

/// How tightly each binary operator binds; `not` stands between `and` and the comparisons.
fn binary(kind: Kind) -> Option<(u8, BinaryOp)> {
    Some(match kind {
        Kind::Or => (1, BinaryOp::Or),
        Kind::And => (2, BinaryOp::And),
        Kind::Equal => (3, BinaryOp::Equal),
        Kind::NotEqual => (3, BinaryOp::NotEqual),
        Kind::Less => (3, BinaryOp::Less),
        Kind::LessEqual => (3, BinaryOp::LessEqual),
        Kind::Greater => (3, BinaryOp::Greater),
        Kind::GreaterEqual => (3, BinaryOp::GreaterEqual),
        Kind::In => (3, BinaryOp::In),
        Kind::Coalesce => (4, BinaryOp::Coalesce),
        Kind::Plus => (5, BinaryOp::Add),
        Kind::Minus => (5, BinaryOp::Subtract),
        Kind::Star => (6, BinaryOp::Multiply),
        Kind::Slash => (6, BinaryOp::Divide),
        Kind::Percent => (6, BinaryOp::Remainder),
        _ => return None,
    })
}

/// No unit has more letters; a longer word behind a number is something else.
const LONGEST_UNIT: usize = 3;

const COMPARISON: u8 = 3;

/// What may follow an operand.
enum Part {
    Access,
    Call,
    Index,
    With,
}

impl Parser<'_> {
    pub(super) fn expr(&mut self) -> Parse<Expr> {
        self.allow_value_below();
        self.nested(|parser| if parser.sees(Kind::If) { parser.conditional() } else { parser.row(1) })
    }

    /// Tells of a value that stands on the line below its `=`, and reads it as if it stood behind it.
    fn allow_value_below(&mut self) {
        if !self.same_line() && self.follows_assign() && self.line_is_value() {
            let span = self.here();
            self.error(Code::E0101, span, "a value begins on the line of its `=`");
            self.hint(
                "put it behind the `=`: a line goes on with the one before only if it begins with an operator, `.`, `then` or `else`",
            );
            self.begin_entry();
        }
    }

    fn follows_assign(&self) -> bool {
        let before = self.at.checked_sub(1).map(|at| self.lexed.tokens[at].kind);
        matches!(before, Some(Kind::Assign | Kind::AddAssign))
    }

    /// The line that begins here can be no entry or statement of its own.
    fn line_is_value(&self) -> bool {
        let (first, next) = (self.kind(), self.ahead(1));
        let line = || (1..).map(|n| self.ahead(n)).take_while(|token| !token.newline).map(|token| token.kind);
        match first {
            Kind::Number | Kind::Minus | Kind::True | Kind::False | Kind::BracketOpen | Kind::BraceOpen | Kind::ParenOpen => true,
            Kind::If => line().any(|kind| kind == Kind::Then),
            first if first.is_word() && next.kind.is_word() && !next.newline => false,
            first if first.is_word() || first.is_string() => {
                !line().any(|kind| matches!(kind, Kind::Assign | Kind::AddAssign | Kind::Colon | Kind::BraceOpen))
            }
            _ => false,
        }
    }

    fn make(&self, kind: ExprKind, start: Span) -> Expr {
        Expr { kind, span: self.since(start) }
    }

    /// A line goes on with the one before if it begins with an operator or a word that continues.
    fn continues(&self) -> bool {
        let token = self.token();
        !token.newline || self.free || !(token.kind == Kind::Minus && self.minus_ends)
    }

    /// A row of `else if`s is as long as it likes: it is read by a loop and folded from its end.
    fn conditional(&mut self) -> Parse<Expr> {
        let mut branches = vec![];
        while self.sees(Kind::If) {
            let start = self.here();
            self.at += 1;
            let condition = Box::new(self.expr()?);
            self.continuation(Kind::Then, "`then`")?;
            let then = Box::new(self.expr()?);
            self.continuation(Kind::Else, "`else`")?;
            branches.push((start, condition, then));
        }
        let mut chosen = self.expr()?;
        for (start, condition, then) in branches.into_iter().rev() {
            chosen = self.make(ExprKind::If { condition, then, otherwise: Box::new(chosen) }, start);
        }
        Ok(chosen)
    }

    /// A word that continues a line, wherever it stands.
    fn continuation(&mut self, kind: Kind, what: &str) -> Parse<()> {
        if self.kind() == kind {
            self.at += 1;
            return Ok(());
        }
        self.missing(what)
    }

    fn row(&mut self, least: u8) -> Parse<Expr> {
        let start = self.here();
        let mut left = if least <= COMPARISON && self.sees(Kind::Not) {
            self.at += 1;
            let operand = Box::new(self.nested(|parser| parser.row(COMPARISON))?);
            self.make(ExprKind::Unary { op: UnaryOp::Not, operand }, start)
        } else {
            self.unary()?
        };
        loop {
            if self.sees(Kind::AngleOpen) {
                left = self.tight_comparison(start)?;
                continue;
            }
            let compares = self.kind() == Kind::Is || binary(self.kind()).is_some_and(|(strength, _)| strength == COMPARISON);
            if compares && least <= COMPARISON && is_comparison(&left.kind) && self.continues() {
                let span = self.here();
                self.error(Code::E0101, span, "comparisons do not chain");
                self.hint("join two comparisons by `and`");
                return Err(super::Told);
            }
            if self.kind() == Kind::Is && least <= COMPARISON {
                self.at += 1;
                let ty = self.path("a type")?;
                left = self.make(ExprKind::Is { operand: Box::new(left), ty }, start);
                continue;
            }
            let Some((strength, op)) = binary(self.kind()).filter(|(strength, _)| *strength >= least && self.continues()) else {
                return Ok(left);
            };
            let op_span = self.here();
            self.at += 1;
            let right = self.row(strength + 1)?;
            left = self.make(ExprKind::Binary { op, op_span, left: Box::new(left), right: Box::new(right) }, start);
        }
    }

    /// `a<b`, whose `<` opens type arguments.
    fn tight_comparison(&mut self, start: Span) -> Parse<Expr> {
        let span = self.here();
        self.error(Code::E0101, span, "directly after a name `<` opens type arguments");
        self.hint("a comparison has spaces around it: `a < b`");
        self.at += 1;
        self.nested(|parser| parser.row(COMPARISON + 1))?;
        Ok(self.make(ExprKind::Error, start))
    }

    fn unary(&mut self) -> Parse<Expr> {
        let start = self.here();
        if !self.sees(Kind::Minus) {
            return self.postfix();
        }
        self.at += 1;
        let operand = Box::new(self.postfix()?);
        Ok(self.make(ExprKind::Unary { op: UnaryOp::Negate, operand }, start))
    }

    /// Accesses, calls and indexes: each is a level above what it reads.
    fn postfix(&mut self) -> Parse<Expr> {
        let outer = std::mem::take(&mut self.height);
        let start = self.here();
        let mut value = self.primary()?;
        while let Some(part) = self.part_kind() {
            if self.depth + self.height >= MAX_DEPTH {
                return self.too_deep();
            }
            value = match part {
                Part::Access => self.access(value, start),
                Part::Call => self.call(value, start)?,
                Part::Index => self.index(value, start)?,
                Part::With => {
                    self.at += 1;
                    if self.sees(Kind::Assign) {
                        return self
                            .missing_with("`{`", "`with` goes on with the line before; a field of this name is quoted: `\"with\" = …`");
                    }
                    let body = self.body_of_expr()?;
                    self.make(ExprKind::With { base: Box::new(value), body }, start)
                }
            };
            self.height += 1;
        }
        self.height = outer.max(self.height);
        Ok(value)
    }

    /// Which part follows an operand; the brackets of calls and indexes touch it.
    fn part_kind(&self) -> Option<Part> {
        let touches = self.same_line() && self.token().start == self.ahead_end();
        match self.kind() {
            Kind::Dot | Kind::QuestionDot => Some(Part::Access),
            Kind::ParenOpen if touches => Some(Part::Call),
            Kind::BracketOpen if touches => Some(Part::Index),
            Kind::Question if self.same_line() && self.ahead(1).kind == Kind::BracketOpen => Some(Part::Index),
            Kind::With if !self.head => Some(Part::With),
            _ => None,
        }
    }

    /// Where the token before ends.
    fn ahead_end(&self) -> u32 {
        self.last_span().end - self.base
    }

    /// `.name`; the name is empty where it is missing, which is told, and the expression stands.
    fn access(&mut self, base: Expr, start: Span) -> Expr {
        let optional = self.bump().kind == Kind::QuestionDot;
        let name = if self.kind().is_word() && self.same_line() {
            self.take_ident()
        } else if self.kind().is_string() && self.same_line() {
            return self.quoted_access(start);
        } else {
            let _: Parse<()> = self.missing("a name");
            Ident { name: Name::EMPTY, span: self.last_span().after() }
        };
        self.make(ExprKind::Field { base: Box::new(base), optional, name }, start)
    }

    /// `ports."80/TCP"`, which is how paths are written, and not how entries are read.
    fn quoted_access(&mut self, start: Span) -> Expr {
        let span = self.here();
        if self.string("a key").is_ok() {
            let key = self.text[(span.start - self.base) as usize..(self.last_span().end - self.base) as usize].to_owned();
            self.error(Code::E0101, self.since(span), "expected a name, found a text");
            self.hint(&format!("an entry whose key is no name is read with `[ ]`: `[{key}]`, which may be `none`"));
        }
        self.make(ExprKind::Error, start)
    }

    fn call(&mut self, callee: Expr, start: Span) -> Parse<Expr> {
        self.at += 1;
        let mut arguments = vec![];
        self.within(true, false, |parser| parser.entries_free(Kind::ParenClose, &mut arguments, Self::argument))?;
        Ok(self.make(ExprKind::Call { callee: Box::new(callee), arguments }, start))
    }

    /// Entries between brackets in which newlines mean nothing: commas alone separate them.
    pub(super) fn entries_free<T>(&mut self, close: Kind, entries: &mut Vec<T>, mut entry: impl FnMut(&mut Self) -> Parse<T>) -> Parse<()> {
        let is_unclosed = self.at.checked_sub(1).is_some_and(|at| self.lexed.tokens[at].unclosed);
        while !self.eat(close) {
            entries.push(entry(self)?);
            if !self.eat(Kind::Comma) && self.kind() != close {
                if is_unclosed {
                    return Err(super::Told);
                }
                return self.missing("`,` or the closing bracket");
            }
        }
        Ok(())
    }

    fn argument(&mut self) -> Parse<Argument> {
        let next = self.ahead(1).kind;
        if self.kind().is_name() && next == Kind::FatArrow {
            let param = self.take_ident();
            self.at += 1;
            let body = self.expr()?;
            let span = self.since(param.span);
            return Ok(Argument { name: None, value: ArgumentValue::Lambda { param, body, span } });
        }
        let name = (self.kind().is_word() && next == Kind::Assign).then(|| {
            let name = self.take_ident();
            self.at += 1;
            name
        });
        Ok(Argument { name, value: ArgumentValue::Expr(self.expr()?) })
    }

    fn index(&mut self, base: Expr, start: Span) -> Parse<Expr> {
        let optional = self.eat(Kind::Question);
        self.at += 1;
        let index = Box::new(self.within(true, false, Self::expr)?);
        self.within(true, false, |parser| parser.expect(Kind::BracketClose, "`]`"))?;
        Ok(self.make(ExprKind::Index { base: Box::new(base), optional, index }, start))
    }

    fn primary(&mut self) -> Parse<Expr> {
        let start = self.here();
        if !self.same_line() {
            return self.missing("a value");
        }
        let kind = match self.kind() {
            Kind::Number => return self.number(),
            Kind::Str | Kind::StrOpen => ExprKind::String(self.string("a text")?),
            Kind::True | Kind::False => ExprKind::Bool(self.bump().kind == Kind::True),
            Kind::None => self.just(ExprKind::None),
            Kind::SelfWord => self.just(ExprKind::SelfValue),
            Kind::If => return self.conditional(),
            Kind::Match => return self.match_expr(),
            Kind::File if self.ahead(1).kind.is_string() => {
                self.at += 1;
                ExprKind::File(self.string("a path")?)
            }
            Kind::Secret if self.ahead(1).kind.is_string() => {
                self.at += 1;
                ExprKind::Secret(self.string("the entry's name")?)
            }
            Kind::BracketOpen => return self.list(),
            Kind::BraceOpen if self.ahead(1).kind == Kind::For && self.ahead(2).kind.is_name() => return self.map_for(),
            Kind::BraceOpen => ExprKind::Body { path: None, body: self.body_of_expr()? },
            Kind::ParenOpen => return self.paren(),
            kind if kind.is_name() => return self.name_or_record(),
            _ => return self.missing("a value"),
        };
        Ok(self.make(kind, start))
    }

    fn just(&mut self, kind: ExprKind) -> ExprKind {
        self.at += 1;
        kind
    }

    /// `name`, or `a.B { … }` where a path and a body make a record.
    fn name_or_record(&mut self) -> Parse<Expr> {
        let start = self.here();
        if !self.before_arrow && self.ahead(1).kind == Kind::FatArrow {
            return self.stray_function();
        }
        let mut length = 1;
        while self.ahead(length).kind == Kind::Dot && !self.ahead(length).newline && self.ahead(length + 1).kind.is_word() {
            length += 2;
        }
        let brace = self.ahead(length);
        if brace.kind == Kind::BraceOpen && !brace.newline && !self.head {
            let path = Some(self.path("a type")?);
            let body = self.body_of_expr()?;
            return Ok(self.make(ExprKind::Body { path, body }, start));
        }
        let name = self.take_ident().name;
        Ok(self.make(ExprKind::Name(name), start))
    }

    /// `x => …` where it is no argument.
    fn stray_function(&mut self) -> Parse<Expr> {
        let start = self.here();
        self.at += 2;
        let head = self.since(start);
        self.error(Code::E0101, head, "`x => …` is no value: it stands only as an argument of a built-in method");
        self.hint("as in `xs.map(x => x + 1)`; a function that is used twice is declared: `fn f(x: Int) -> Int = …`");
        self.expr()?;
        Ok(self.make(ExprKind::Error, start))
    }

    pub(super) fn number(&mut self) -> Parse<Expr> {
        let token = self.bump();
        let span = self.span_of(token);
        let text = self.slice(token).to_owned();
        let kind = number_kind(&text);
        if kind == ExprKind::Error {
            self.diagnostics.push(no_number(&text, span));
        }
        if self.kind().is_name() && self.same_line() && !self.is_field() && self.slice(self.token()).len() <= LONGEST_UNIT {
            let unit = self.slice(self.token()).to_owned();
            self.at += 1;
            let whole = self.since(span);
            self.error(Code::E0104, whole, format!("between a number and its unit stands no space: `{text}{unit}`"));
            return Ok(Expr { kind: ExprKind::Error, span: whole });
        }
        Ok(Expr { kind, span })
    }

    fn paren(&mut self) -> Parse<Expr> {
        let start = self.here();
        self.at += 1;
        let kind = self.within(true, false, |parser| {
            let inner = parser.expr()?;
            if parser.kind() == Kind::At
                && let Some(path) = as_path(&inner)
            {
                parser.at += 1;
                return Ok(ExprKind::At { path, selector: parser.selector()? });
            }
            Ok(ExprKind::Paren(Box::new(inner)))
        })?;
        self.within(true, false, |parser| parser.expect(Kind::ParenClose, "`)`"))?;
        Ok(self.make(kind, start))
    }

    fn list(&mut self) -> Parse<Expr> {
        let start = self.here();
        self.at += 1;
        if self.kind() == Kind::For {
            let kind = self.within(true, false, |parser| {
                let clauses = parser.clauses()?;
                let element = Box::new(parser.expr()?);
                parser.eat(Kind::Comma);
                parser.expect(Kind::BracketClose, "`]`")?;
                Ok(ExprKind::ListFor { clauses, element })
            })?;
            return Ok(self.make(kind, start));
        }
        let mut elements = vec![];
        self.within(false, true, |parser| parser.entries(Kind::BracketClose, &mut elements, Self::expr));
        Ok(self.make(ExprKind::List(elements), start))
    }

    fn map_for(&mut self) -> Parse<Expr> {
        let start = self.here();
        self.at += 1;
        let kind = self.within(true, false, |parser| {
            let clauses = parser.clauses()?;
            parser.before_arrow = true;
            let key = Box::new(parser.expr()?);
            parser.before_arrow = false;
            parser.expect(Kind::FatArrow, "`=>`")?;
            let value = Box::new(parser.expr()?);
            parser.eat(Kind::Comma);
            parser.expect(Kind::BraceClose, "`}`")?;
            Ok(ExprKind::MapFor { clauses, key, value })
        })?;
        Ok(self.make(kind, start))
    }

    /// `for x in xs if c:`
    fn clauses(&mut self) -> Parse<Vec<ComprehensionClause>> {
        let mut clauses = vec![];
        loop {
            match self.kind() {
                Kind::For => clauses.push(ComprehensionClause::For(self.for_clause()?)),
                Kind::If => {
                    self.at += 1;
                    clauses.push(ComprehensionClause::If(self.expr()?));
                }
                _ => break,
            }
        }
        self.expect(Kind::Colon, "`:`")?;
        Ok(clauses)
    }

    pub(super) fn for_clause(&mut self) -> Parse<ForClause> {
        let start = self.here();
        self.at += 1;
        let first = self.name("a name")?;
        let second = if self.eat(Kind::Comma) { Some(self.name("a name")?) } else { None };
        self.expect(Kind::In, "`in`")?;
        let source = Box::new(self.expr()?);
        Ok(ForClause { first, second, source, span: self.since(start) })
    }

    fn match_expr(&mut self) -> Parse<Expr> {
        let start = self.here();
        self.at += 1;
        let subject = Box::new(self.in_head(Self::expr)?);
        let mut arms = vec![];
        self.braces_of_expr(&mut arms, |parser| {
            parser.minus_ends = true;
            let pattern = parser.pattern()?;
            parser.expect(Kind::FatArrow, "`=>`")?;
            Ok((pattern, parser.expr()?))
        })?;
        Ok(self.make(ExprKind::Match { subject, arms }, start))
    }
}

/// A whole number, one with a point, or a quantity.
fn number_kind(text: &str) -> ExprKind {
    let digits = text.replace('_', "");
    if let Some(hexadecimal) = digits.strip_prefix("0x") {
        return u64::from_str_radix(hexadecimal, 16).map_or(ExprKind::Error, ExprKind::Int);
    }
    if digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return digits.parse().map_or(ExprKind::Error, ExprKind::Int);
    }
    if digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        let value = digits.parse().ok().filter(|value: &f64| value.is_finite());
        return value.map_or(ExprKind::Error, |value| ExprKind::Float(Decimal::new(value)));
    }
    let units = digits.bytes().last().is_some_and(|last| last.is_ascii_alphabetic() || last == b'%');
    if units { ExprKind::Quantity(Name::new(&digits)) } else { ExprKind::Error }
}

fn no_number(text: &str, span: Span) -> Diagnostic {
    let error = Diagnostic::error(Code::E0104, span, format!("`{text}` is no number"));
    match without_exponent(text) {
        Some(plain) => error.help(format!("numbers have no exponents: write `{plain}`")).replace(plain),
        None => error,
    }
}

/// What `1e3` says, as far as its digits are few.
fn without_exponent(text: &str) -> Option<String> {
    const MOST: usize = 18;
    let (number, exponent) = text.split_once(['e', 'E'])?;
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let exponent: usize = exponent.parse().ok().filter(|exponent| *exponent <= MOST && is_digits(whole) && is_digits(fraction))?;
    let (before, behind) = fraction.split_at(exponent.min(fraction.len()));
    let whole = format!("{whole}{before}{}", "0".repeat(exponent - before.len()));
    let whole = if whole.bytes().all(|byte| byte == b'0') { "0" } else { whole.trim_start_matches('0') };
    Some(if behind.is_empty() { whole.to_owned() } else { format!("{whole}.{behind}") })
}

fn is_comparison(kind: &ExprKind) -> bool {
    use BinaryOp::{Equal, Greater, GreaterEqual, In, Less, LessEqual, NotEqual};
    match kind {
        ExprKind::Is { .. } => true,
        ExprKind::Binary { op, .. } => matches!(op, Equal | NotEqual | Less | LessEqual | Greater | GreaterEqual | In),
        _ => false,
    }
}

fn as_path(expr: &Expr) -> Option<crate::tree::Path> {
    let mut segments = vec![];
    let mut now = expr;
    loop {
        match &now.kind {
            ExprKind::Field { base, optional: false, name } => {
                segments.push(*name);
                now = base;
            }
            ExprKind::Name(name) => {
                segments.push(Ident { name: *name, span: now.span });
                segments.reverse();
                return Some(crate::tree::Path { segments });
            }
            _ => return None,
        }
    }
}
