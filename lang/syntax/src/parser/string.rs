//! String tokens to literals: escapes undone, indentation taken away, interpolations parsed.

use jke_text::Code;

use super::{Parse, Parser};
use crate::strings::Style;
use crate::tokens::{Kind, Token};
use crate::tree::{StringLiteral, StringPart};

/// A piece of a string before its escapes are undone.
enum Piece {
    Text { raw: String, start: u32 },
    Part(StringPart),
}

impl Parser<'_> {
    pub(super) fn string(&mut self, what: &str) -> Parse<StringLiteral> {
        if !self.kind().is_string() || !self.same_line() {
            return self.missing(what);
        }
        let open = self.bump();
        let (style, mut pieces) = match open.kind {
            Kind::Str => self.whole(open),
            _ => (Style::of(self.slice(open)), self.pieces()?),
        };
        if !style.raw {
            pieces.iter().for_each(|piece| self.escapes(piece));
        }
        if style.multi {
            if !open.unclosed {
                self.layout(open, style, &pieces);
            }
            unindent(&mut pieces);
        }
        let parts = pieces.into_iter().filter_map(|piece| part(piece, style)).collect();
        let start = self.span_of(open);
        Ok(StringLiteral { parts, span: self.since(start) })
    }

    /// Tells where a multi-line string does not begin on a line of its own, or a line stands further left than the closing quotes.
    fn layout(&mut self, open: Token, style: Style, pieces: &[Piece]) {
        let is_blank = |text: &str| text.trim_matches([' ', '\t', '\r']).is_empty();
        let begins = match pieces.first() {
            Some(Piece::Text { raw, .. }) => raw.split_once('\n').is_some_and(|(first, _)| is_blank(first)),
            Some(Piece::Part(_)) | None => false,
        };
        if !begins {
            let span = jke_text::Span::new(self.base + open.start, self.base + open.start + style.open().len() as u32);
            self.error(Code::E0103, span, format!("the text of `{}` begins on the line behind it", style.open()));
            self.hint("break the line here; on one line a string stands in single quotes: `\"…\"` or `#\"…\"#`");
            return;
        }
        let margin = indentation(pieces);
        for (index, piece) in pieces.iter().enumerate() {
            let Piece::Text { raw, start } = piece else { continue };
            let is_last = index + 1 == pieces.len();
            let lines = raw.match_indices('\n').map(|(at, _)| at + 1);
            for at in lines {
                let line = raw[at..].split('\n').next().unwrap_or("");
                let ends_here = at + line.len() == raw.len();
                let is_text = !is_blank(line) || ends_here && !is_last;
                if is_text && !line.starts_with(&margin) {
                    let span = jke_text::Span::new(self.base + start + at as u32, self.base + start + (at + line.trim_end().len()) as u32);
                    self.error(Code::E0103, span, "this line stands further left than the closing quotes");
                    self.hint("the indentation of the closing quotes is taken from every line: move them, or the line");
                    return;
                }
            }
        }
    }

    fn whole(&self, token: Token) -> (Style, Vec<Piece>) {
        let text = self.slice(token);
        let raw = text.starts_with('#');
        let multi = text.trim_start_matches('#').starts_with("\"\"\"") && (!raw || text.ends_with("\"\"\"#") || token.unclosed);
        let style = Style { raw, multi };
        let from = style.open().len().min(text.len());
        let inner = if token.unclosed { &text[from..] } else { text[from..].strip_suffix(style.close()).unwrap_or("") };
        (style, vec![Piece::Text { raw: inner.to_owned(), start: token.start + from as u32 }])
    }

    /// The pieces up to the closing quotes, which are read too.
    fn pieces(&mut self) -> Parse<Vec<Piece>> {
        let mut pieces = vec![];
        loop {
            let token = self.bump();
            match token.kind {
                Kind::StrText => pieces.push(Piece::Text { raw: self.slice(token).to_owned(), start: token.start }),
                Kind::InterpolationOpen => {
                    let value = self.nested(|parser| parser.within(true, false, Self::expr))?;
                    self.expect(Kind::InterpolationClose, "`)`")?;
                    pieces.push(Piece::Part(StringPart::Expr(value)));
                }
                Kind::StrClose => return Ok(pieces),
                _ => {
                    self.at -= 1;
                    return self.missing("the end of the string");
                }
            }
        }
    }

    /// Tells of the escapes that are none. The text is still as it stands in the source.
    fn escapes(&mut self, piece: &Piece) {
        let Piece::Text { raw, start } = piece else { return };
        let mut at = 0;
        while let Some(backslash) = raw[at..].find('\\') {
            let from = at + backslash;
            let (character, used) = escape(&raw[from + 1..]);
            at = from + 1 + used;
            if character.is_none() {
                let span = jke_text::Span::new(self.base + start + from as u32, self.base + start + at as u32);
                self.error(Code::E0103, span, format!("`{}` is no escape", &raw[from..at]));
                self.hint("the escapes are \\n \\t \\r \\\" \\\\ \\u{1F600}; in a raw string `#\"…\"#` there are none");
            }
        }
    }
}

fn part(piece: Piece, style: Style) -> Option<StringPart> {
    match piece {
        Piece::Part(part) => Some(part),
        Piece::Text { raw, .. } if raw.is_empty() => None,
        Piece::Text { raw, .. } if style.raw => Some(StringPart::Text(raw.into())),
        Piece::Text { raw, .. } => Some(StringPart::Text(unescape(&raw).into())),
    }
}

fn unescape(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find('\\') {
        text.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let (character, used) = escape(rest);
        text.extend(character);
        rest = &rest[used..];
    }
    text.push_str(rest);
    text
}

/// The character that an escape writes, and the bytes behind the backslash that it takes.
fn escape(rest: &str) -> (Option<char>, usize) {
    match rest.chars().next() {
        Some('n') => (Some('\n'), 1),
        Some('t') => (Some('\t'), 1),
        Some('r') => (Some('\r'), 1),
        Some('"') => (Some('"'), 1),
        Some('\\') => (Some('\\'), 1),
        Some('u') => {
            let digits = rest.strip_prefix("u{").and_then(|digits| digits.split_once('}')).map(|(digits, _)| digits);
            let character = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok()).and_then(char::from_u32);
            (character, digits.filter(|digits| digits.len() <= 8).map_or(1, |digits| digits.len() + 3))
        }
        Some(other) => (None, other.len_utf8()),
        None => (None, 0),
    }
}

/// Takes away the newline behind the opening quotes, the one before the closing ones, and the closing quotes' indentation from each line.
fn unindent(pieces: &mut [Piece]) {
    for piece in pieces.iter_mut() {
        if let Piece::Text { raw, .. } = piece {
            *raw = raw.replace("\r\n", "\n");
        }
    }
    let indentation = indentation(pieces);
    let margin = format!("\n{indentation}");
    let end = pieces.len().saturating_sub(1);
    for (index, piece) in pieces.iter_mut().enumerate() {
        let Piece::Text { raw, .. } = piece else { continue };
        let mut text = raw.replace(&margin, "\n");
        if index == end && text.ends_with('\n') {
            text.pop();
        }
        *raw = if index == 0 { text.strip_prefix('\n').map(str::to_owned).unwrap_or(text) } else { text };
    }
}

/// What stands before the closing quotes on their line, where that is nothing but space.
fn indentation(pieces: &[Piece]) -> String {
    match pieces.last() {
        Some(Piece::Text { raw, .. }) => {
            let last = raw.rsplit('\n').next().unwrap_or("");
            if last.trim_matches([' ', '\t']).is_empty() { last.to_owned() } else { String::new() }
        }
        Some(Piece::Part(_)) | None => String::new(),
    }
}
