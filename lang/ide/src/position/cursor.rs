//! A position in half-written text to the brackets around it and to what stands before it in its entry.
//!
//! It goes by tokens, since the tree has nothing where something is still to be written. Where no word stands at the position one is put
//! in, so that the position is always at a token, and brackets that nobody has closed yet end behind it as the indentation says.

use std::ops::Range;

use jke_syntax::tree::{ExprKind, Ident, Path};
use jke_syntax::{Token, TokenKind};
use jke_text::{Name, Source, SourceKind, Span};

/// Deeper than a source may nest nothing is said.
const MAX_DEPTH: usize = 256;
/// What is put in; any word would do.
const WORD: &str = "x";

pub(crate) struct Cursor {
    source: Source,
    tokens: Vec<Token>,
    /// The token at the position.
    pub at: usize,
    /// The brackets around it, from the outermost.
    pub open: Vec<usize>,
    /// What a completion replaces.
    pub replaced: Span,
    /// The position is in quotes.
    pub is_quoted: bool,
    /// What stands behind the word on its line, without white space.
    pub behind: String,
}

impl Cursor {
    /// `None` in comments, numbers and texts that interpolate.
    pub fn new(source: &Source, position: u32) -> Option<Cursor> {
        let text: &str = &source.text;
        let offset = source.range(Span::new(position, position)).start;
        let is_part = |character: char| character.is_ascii_alphanumeric() || matches!(character, '_' | '-');
        let start =
            text[..offset].rfind(|character| !is_part(character)).map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
        let end = offset + text[offset..].find(|character| !is_part(character)).unwrap_or(text.len() - offset);
        let behind = text[end..].lines().next().unwrap_or_default().trim().to_owned();
        let whole = if start == end { [&text[..start], WORD, &text[end..]].concat() } else { text.to_owned() };
        let read = Source::new(source.path.as_str(), source.kind, whole, source.base);
        let tokens = jke_syntax::tokens(&read);
        let at = tokens.partition_point(|token| (token.end as usize) <= start);
        let token = *tokens.get(at)?;
        let is_quoted = token.kind == TokenKind::Str && (token.start as usize) < offset;
        if is_quoted && is_raw(&read.text[token.start as usize..]) {
            return None;
        }
        if !is_quoted && (!token.kind.is_word() || token.start as usize != start) {
            return None;
        }
        let replaced = match is_quoted {
            // What nobody has closed yet goes up to the end of its line.
            true if token.unclosed => token.start as usize..offset,
            true => token.start as usize..token.end as usize,
            false => start..end,
        };
        let replaced = Span::new(source.base + replaced.start as u32, source.base + replaced.end as u32);
        let mut cursor = Cursor { source: read, tokens, at, open: vec![], replaced, is_quoted, behind };
        cursor.open = cursor.brackets();
        (cursor.open.len() <= MAX_DEPTH).then_some(cursor)
    }

    fn brackets(&self) -> Vec<usize> {
        let mut open = vec![];
        for at in 0..self.at {
            match self.kind(at) {
                // A `<` may be no bracket at all.
                TokenKind::AngleOpen | TokenKind::AngleClose => {}
                kind if kind.closer().is_some() => open.push(at),
                kind if kind.is_closer() => drop(open.pop()),
                _ => {}
            }
        }
        open
    }

    pub fn kind(&self, at: usize) -> TokenKind {
        self.tokens.get(at).map_or(TokenKind::End, |token| token.kind)
    }

    pub fn text(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| &self.source.text[token.start as usize..token.end as usize])
    }

    pub fn span(&self, at: usize) -> Span {
        let of = |token: &Token| Span::new(self.source.base + token.start, self.source.base + token.end);
        self.tokens.get(at).map_or(Span::NONE, of)
    }

    /// The word at a token, or what a quoted one says.
    pub fn name(&self, at: usize) -> Option<Name> {
        match self.kind(at) {
            kind if kind.is_word() => Some(Name::new(self.text(at))),
            TokenKind::Str => said(self.text(at)),
            _ => None,
        }
    }

    /// A word that opens a construct: one that is not the first of a field.
    pub fn opens(&self, at: usize, word: &str) -> bool {
        use TokenKind::{AddAssign, Assign, BraceOpen, Colon, Dot};
        let next = self.kind(at + 1);
        self.text(at) == word && self.kind(at).is_word() && !(matches!(next, Assign | AddAssign | Dot | Colon | BraceOpen))
    }

    /// Where the entry begins that holds the token `to`, in the brackets that open at `open`, or at the top of the file.
    pub fn entry(&self, open: Option<usize>, to: usize) -> usize {
        self.split(open, to).last().map_or(to, |last| last.start)
    }

    /// The entries in the brackets that open at `open` up to the token `to`, which the last of them holds or is behind.
    pub fn split(&self, open: Option<usize>, to: usize) -> Vec<Range<usize>> {
        let first = open.map_or(0, |open| open + 1);
        let is_round = matches!(open.map(|open| self.kind(open)), Some(TokenKind::ParenOpen | TokenKind::InterpolationOpen));
        let is_comprehension = open.is_some() && self.kind(first) == TokenKind::For && self.kind(first + 1).is_word();
        if is_comprehension {
            return std::iter::once(first..to).collect();
        }
        let (mut entries, mut start, mut depth, mut angle) = (vec![], first, 0, 0);
        for at in first..=to {
            let (kind, newline) = (self.kind(at), self.tokens.get(at).is_some_and(|token| token.newline));
            if depth == 0 && newline && !is_round && start < at && !continues(kind) {
                entries.push(start..at);
                (start, angle) = (at, 0);
            }
            match kind {
                TokenKind::AngleOpen => angle += 1,
                TokenKind::Greater => angle = (angle - 1).max(0),
                TokenKind::Comma if depth == 0 && angle == 0 && at < to => {
                    entries.push(start..at);
                    start = at + 1;
                }
                kind if kind.closer().is_some() && at < to => depth += 1,
                kind if kind.is_closer() && at < to => depth -= 1,
                _ => {}
            }
        }
        entries.push(start..to);
        entries
    }

    /// The bracket that closes what opens at `open`.
    pub fn closing(&self, open: usize) -> usize {
        let mut depth = 0;
        for at in open..self.tokens.len() {
            let kind = self.kind(at);
            if kind != TokenKind::AngleOpen && kind.closer().is_some() {
                depth += 1;
            } else if kind != TokenKind::AngleClose && kind.is_closer() {
                depth -= 1;
            }
            if depth == 0 {
                return at;
            }
        }
        self.tokens.len()
    }

    /// The bracket that opens what closes at `close`.
    pub fn opening(&self, close: usize) -> usize {
        let mut depth = 0;
        for at in (0..=close).rev() {
            let kind = self.kind(at);
            if kind.is_closer() {
                depth += 1;
            } else if kind != TokenKind::AngleOpen && kind.closer().is_some() {
                depth -= 1;
            }
            if depth == 0 {
                return at;
            }
        }
        0
    }

    /// The first token of these that is `wanted`, outside of inner brackets.
    pub fn find(&self, mut range: Range<usize>, wanted: impl Fn(TokenKind) -> bool) -> Option<usize> {
        while let Some(at) = range.next() {
            let kind = self.kind(at);
            if wanted(kind) {
                return Some(at);
            }
            if kind != TokenKind::AngleOpen && kind.closer().is_some() {
                range.start = self.closing(at) + 1;
            }
        }
        None
    }

    /// `a.b."c"`; `None` where these tokens are anything else.
    pub fn keys(&self, range: Range<usize>) -> Option<Vec<Name>> {
        let is_dot = |at: usize| self.kind(at) == TokenKind::Dot;
        let names = range.clone().step_by(2).map(|at| self.name(at)).collect::<Option<Vec<Name>>>()?;
        range.skip(1).step_by(2).all(is_dot).then_some(names)
    }

    /// The path that stands at the beginning of these tokens, and the token behind it.
    pub fn path(&self, range: Range<usize>) -> Option<(Path, usize)> {
        let mut segments = vec![];
        let mut at = range.start;
        while at < range.end && self.kind(at).is_name() {
            segments.push(Ident { name: Name::new(self.text(at)), span: self.span(at) });
            at += 1;
            if !(at + 1 < range.end && self.kind(at) == TokenKind::Dot) {
                break;
            }
            at += 1;
        }
        (!segments.is_empty()).then_some((Path { segments }, at))
    }
}

/// What a quoted name says. One that is wrong, or that nobody has closed yet, says what stands in its quotes.
fn said(quoted: &str) -> Option<Name> {
    let source = Source::new("", SourceKind::Project, quoted, 0);
    match jke_syntax::parse_value(&source).as_ref().map(|value| &value.kind) {
        Ok(ExprKind::String(literal)) => literal.text().map(Name::new),
        Ok(_) | Err(_) => Some(Name::new(quoted.trim_matches(['#', '"']))),
    }
}

/// A text of several lines, or one without escapes: none that a key or one of a few values is written as.
fn is_raw(text: &str) -> bool {
    text.starts_with("\"\"\"") || text.starts_with('#')
}

/// A line that begins so goes on with the one before.
fn continues(kind: TokenKind) -> bool {
    use TokenKind::*;
    matches!(
        kind,
        Dot | QuestionDot
            | Pipe
            | Then
            | Else
            | And
            | Or
            | In
            | Is
            | With
            | Because
            | Equal
            | NotEqual
            | Less
            | LessEqual
            | Greater
            | GreaterEqual
            | Plus
            | Star
            | Slash
            | Percent
            | Coalesce
    )
}
