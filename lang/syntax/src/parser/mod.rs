//! Tokens to tree, by recursive descent. A mistake is told once and costs no more than the entry or item that it stands in: what
//! is left of it is skipped up to the next line or comma at the same depth of brackets.

mod body;
mod expr;
mod item;
mod member;
mod pattern;
mod setting;
mod string;
mod types;

use jke_text::{Code, Diagnostic, Name, Source, Span};

use crate::brackets::balance;
use crate::tokens::{Kind, Lexed, Token, lex};
use crate::tree::{File, Ident, Path};

/// How deep a source may nest.
pub(crate) const MAX_DEPTH: u32 = 256;

/// How many levels are read before it is looked whether the stack is deep enough for as many more.
const LEVELS: u32 = 16;
/// Where less than this is left of a thread's stack, nesting takes more.
const RED_ZONE: usize = 256 << 10;
const MORE_STACK: usize = 1 << 20;

/// The mistake was told; the caller skips to the end of the entry.
pub(crate) struct Told;

pub(crate) type Parse<T> = Result<T, Told>;

pub(crate) struct Parser<'s> {
    text: &'s str,
    base: u32,
    lexed: Lexed,
    at: usize,
    /// Inside `( )` and comprehensions newlines mean nothing.
    free: bool,
    /// In the head of `if`, `for` and `match`, `{` after an operand opens the block.
    head: bool,
    /// In a list or a `match` a line that begins with `-` is a new element.
    minus_ends: bool,
    /// What is read is the key of a `{for …: key => value}`, which `=>` follows.
    before_arrow: bool,
    depth: u32,
    /// How deep the deepest piece nests that was read at this depth.
    height: u32,
    next_doc: usize,
    diagnostics: Vec<Diagnostic>,
}

pub(crate) use setting::{parse_path, parse_value};

/// Parses a file.
pub(crate) fn parse(source: &Source) -> (File, Vec<Diagnostic>) {
    let mut parser = parser(source);
    let file = parser.file();
    (file, parser.diagnostics)
}

/// At the beginning of a source.
fn parser(source: &Source) -> Parser<'_> {
    let mut lexed = lex(&source.text, source.base);
    balance(&mut lexed, &source.text, source.base);
    let diagnostics = std::mem::take(&mut lexed.diagnostics);
    Parser {
        text: &source.text,
        base: source.base,
        lexed,
        at: 0,
        free: false,
        head: false,
        minus_ends: false,
        before_arrow: false,
        depth: 0,
        height: 0,
        next_doc: 0,
        diagnostics,
    }
}

impl Parser<'_> {
    fn token(&self) -> Token {
        self.ahead(0)
    }

    fn ahead(&self, n: usize) -> Token {
        let end = self.text.len() as u32;
        let past = Token { start: end, end, kind: Kind::End, newline: true, unclosed: false };
        self.lexed.tokens.get(self.at + n).copied().unwrap_or(past)
    }

    fn kind(&self) -> Kind {
        self.token().kind
    }

    fn bump(&mut self) -> Token {
        let token = self.token();
        self.at += 1;
        token
    }

    fn slice(&self, token: Token) -> &str {
        &self.text[token.start as usize..token.end as usize]
    }

    fn span_of(&self, token: Token) -> Span {
        Span::new(self.base + token.start, self.base + token.end)
    }

    fn here(&self) -> Span {
        self.span_of(self.token())
    }

    /// The end of what was read last.
    fn last_span(&self) -> Span {
        self.at
            .checked_sub(1)
            .and_then(|at| self.lexed.tokens.get(at))
            .map_or(Span::new(self.base, self.base), |token| self.span_of(*token))
    }

    /// From `start` to the end of what was read last.
    fn since(&self, start: Span) -> Span {
        start.to(self.last_span())
    }

    /// The next token goes on with what was begun: it stands on the same line, or newlines mean nothing here.
    fn same_line(&self) -> bool {
        self.free || !self.token().newline
    }

    /// The next token is of this kind and on this line.
    fn sees(&self, kind: Kind) -> bool {
        self.kind() == kind && self.same_line()
    }

    fn eat(&mut self, kind: Kind) -> bool {
        let found = self.sees(kind);
        if found {
            self.at += 1;
        }
        found
    }

    fn is_word(&self, word: &str) -> bool {
        let token = self.token();
        token.kind.is_word() && self.slice(token) == word
    }

    fn eat_word(&mut self, word: &str) -> bool {
        let found = self.is_word(word) && self.same_line();
        if found {
            self.at += 1;
        }
        found
    }

    fn expect(&mut self, kind: Kind, what: &str) -> Parse<Span> {
        if self.sees(kind) { Ok(self.bump()).map(|token| self.span_of(token)) } else { self.missing(what) }
    }

    fn expect_word(&mut self, word: &str) -> Parse<()> {
        if self.eat_word(word) { Ok(()) } else { self.missing(&format!("`{word}`")) }
    }

    /// Tells that something else was expected here; nothing, where it was already told what is wrong with the token or the one before.
    fn missing<T>(&mut self, what: &str) -> Parse<T> {
        let token = self.token();
        let follows_unclosed = self.at.checked_sub(1).is_some_and(|at| self.lexed.tokens[at].unclosed);
        if token.kind == Kind::Strange || token.unclosed || follows_unclosed {
            return Err(Told);
        }
        let diagnostic = if token.kind == Kind::End || !self.same_line() || token.kind.is_closer() {
            Diagnostic::error(Code::E0101, self.last_span().after(), format!("{what} is missing here"))
        } else {
            Diagnostic::error(Code::E0101, self.span_of(token), format!("expected {what}, found `{}`", self.slice(token)))
        };
        self.diagnostics.push(diagnostic);
        if token.kind == Kind::AngleOpen {
            self.hint("only `List` and `Map` take types in `< >`");
        }
        // At the beginning of a line `/` divides what stands before it.
        let divides = self.at.checked_sub(1).is_some_and(|at| self.lexed.tokens[at].kind == Kind::Slash);
        if token.kind == Kind::Slash && self.ahead(1).kind == Kind::Star || token.kind == Kind::Star && divides {
            self.hint("a comment begins with `//`, and ends with its line");
        }
        Err(Told)
    }

    /// Likewise, with what to do.
    fn missing_with<T>(&mut self, what: &str, help: &str) -> Parse<T> {
        let before = self.diagnostics.len();
        let told = self.missing(what);
        if self.diagnostics.len() > before {
            self.hint(help);
        }
        told
    }

    fn error(&mut self, code: Code, span: Span, message: impl Into<String>) {
        self.diagnostics.push(Diagnostic::error(code, span, message));
    }

    /// What to do about the mistake that was told last.
    fn hint(&mut self, help: &str) {
        if let Some(last) = self.diagnostics.last_mut() {
            last.help = Some(help.to_owned());
        }
    }

    /// One level deeper, unless the source nests too deep.
    fn nested<T>(&mut self, parse: impl FnOnce(&mut Self) -> Parse<T>) -> Parse<T> {
        self.deeper(1, parse)
    }

    /// Some levels deeper: the keys of a path are levels too.
    fn deeper<T>(&mut self, levels: u32, parse: impl FnOnce(&mut Self) -> Parse<T>) -> Parse<T> {
        if self.depth + levels > MAX_DEPTH {
            return self.too_deep();
        }
        let outer = std::mem::take(&mut self.height);
        self.depth += levels;
        let looks = self.depth.is_multiple_of(LEVELS);
        let result = if looks { stacker::maybe_grow(RED_ZONE, MORE_STACK, || parse(self)) } else { parse(self) };
        self.depth -= levels;
        self.height = outer.max(self.height + levels);
        result
    }

    fn too_deep<T>(&mut self) -> Parse<T> {
        let span = self.here();
        self.error(Code::E0106, span, format!("this is nested deeper than {MAX_DEPTH} levels"));
        Err(Told)
    }

    /// Reads with other rules for newlines and heads, and puts the old ones back.
    fn within<T>(&mut self, free: bool, minus_ends: bool, parse: impl FnOnce(&mut Self) -> T) -> T {
        let old = (self.free, self.head, self.minus_ends, self.before_arrow);
        (self.free, self.head, self.minus_ends, self.before_arrow) = (free, false, minus_ends, false);
        let result = parse(self);
        (self.free, self.head, self.minus_ends, self.before_arrow) = old;
        result
    }

    /// A `{` after a complete operand opens the block.
    fn in_head<T>(&mut self, parse: impl FnOnce(&mut Self) -> Parse<T>) -> Parse<T> {
        let old = std::mem::replace(&mut self.head, true);
        let result = parse(self);
        self.head = old;
        result
    }

    /// `{ entry, entry }` with `{` here: reads entries until its `}`. Gives the span with the braces.
    fn braces<T>(&mut self, entries: &mut Vec<T>, entry: impl FnMut(&mut Self) -> Parse<T>) -> Parse<Span> {
        self.allow_brace_below();
        let open = self.expect(Kind::BraceOpen, "`{`")?;
        self.nested(|parser| parser.rest_of_braces(open, entries, entry))
    }

    /// The same in an expression, which is a level of its own.
    fn braces_of_expr<T>(&mut self, entries: &mut Vec<T>, entry: impl FnMut(&mut Self) -> Parse<T>) -> Parse<Span> {
        self.allow_brace_below();
        let open = self.expect(Kind::BraceOpen, "`{`")?;
        self.rest_of_braces(open, entries, entry)
    }

    fn rest_of_braces<T>(&mut self, open: Span, entries: &mut Vec<T>, entry: impl FnMut(&mut Self) -> Parse<T>) -> Parse<Span> {
        self.within(false, false, |parser| parser.entries(Kind::BraceClose, entries, entry));
        Ok(self.since(open))
    }

    /// Tells of a `{` that stands on the next line, and reads it as if it stood on this one.
    fn allow_brace_below(&mut self) {
        if self.kind() == Kind::BraceOpen && !self.same_line() {
            let span = self.here();
            self.error(Code::E0101, span, "`{` stands on the line of what it opens");
            self.hint("put it at the end of the line before");
            self.begin_entry();
        }
    }

    /// Entries that newlines or commas separate, up to the closing bracket, which is read too.
    fn entries<T>(&mut self, close: Kind, entries: &mut Vec<T>, mut entry: impl FnMut(&mut Self) -> Parse<T>) {
        loop {
            while self.kind() == Kind::Comma {
                self.at += 1;
            }
            if self.kind() == close || self.kind() == Kind::End {
                self.at += 1;
                return;
            }
            let from = self.at;
            self.begin_entry();
            match entry(self) {
                Ok(read) => {
                    entries.push(read);
                    if !self.ends_entry(close) {
                        let _: Parse<()> = self.missing("a new line or `,`");
                        self.skip(from, |token| token.newline || token.kind == Kind::Comma);
                    }
                }
                Err(Told) => self.skip(from, |token| token.newline || token.kind == Kind::Comma),
            }
        }
    }

    /// The line break before an entry's first token has done its work.
    fn begin_entry(&mut self) {
        if let Some(token) = self.lexed.tokens.get_mut(self.at) {
            token.newline = false;
        }
    }

    fn ends_entry(&self, close: Kind) -> bool {
        let token = self.token();
        token.newline || token.kind == Kind::Comma || token.kind == close || token.kind == Kind::End
    }

    /// Skips what is left of the entry that begins at the token `from`: up to what ends it at its depth of brackets, or before the
    /// bracket that closes the group in which it stands.
    fn skip(&mut self, from: usize, ends: impl Fn(Token) -> bool) {
        let reached = self.at.max(from + 1);
        let mut depth = 0u32;
        self.at = from;
        loop {
            let token = self.token();
            if token.kind == Kind::End || depth == 0 && (token.kind.is_closer() || self.at >= reached && ends(token)) {
                return;
            }
            if token.kind.is_closer() {
                depth -= 1;
            } else if token.kind != Kind::AngleOpen && token.kind.closer().is_some() {
                depth += 1;
            }
            self.at += 1;
        }
    }

    /// Any word, reserved ones too.
    fn any_word(&mut self, what: &str) -> Parse<Ident> {
        if self.kind().is_word() && self.same_line() { Ok(self.take_ident()) } else { self.missing(what) }
    }

    /// A word that may name something.
    fn name(&mut self, what: &str) -> Parse<Ident> {
        if self.kind().is_name() && self.same_line() {
            return Ok(self.take_ident());
        }
        if self.kind().is_word() && self.same_line() {
            let word = self.slice(self.token()).to_owned();
            return self
                .missing_with(what, &format!("`{word}` is a word of the language and names nothing; `{word}-1` or `{word}_` could"));
        }
        self.missing(what)
    }

    fn take_ident(&mut self) -> Ident {
        let token = self.bump();
        Ident { name: Name::new(self.slice(token)), span: self.span_of(token) }
    }

    fn path(&mut self, what: &str) -> Parse<Path> {
        let mut segments = vec![self.any_word(what)?];
        while self.eat(Kind::Dot) {
            segments.push(self.any_word("a name")?);
        }
        Ok(Path { segments })
    }
}
