//! Strings in the lexer: where they end, and where they interpolate.
//!
//! A string without interpolation is one token. One with `\( )` becomes `StrOpen`, texts, interpolations with the tokens of
//! their expressions, and `StrClose`. What is opened on a line and not closed on it ends there, with one diagnostic.

use jke_text::{Code, Diagnostic};

use crate::tokens::{Kind, Lexer};

/// How a string is quoted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Style {
    /// `#"…"#`: no escapes, interpolation by `\#( )`.
    pub raw: bool,
    /// `"""`
    pub multi: bool,
}

/// An interpolation that the lexer is in.
#[derive(Debug)]
pub(crate) struct Mode {
    pub style: Style,
    /// Open parentheses inside it.
    pub parens: u32,
    /// Where its `\(` stands.
    start: u32,
    /// The index of the `StrOpen`.
    pub open: usize,
}

/// What ends a run of a string's text.
enum Stop {
    /// The closing quotes begin here.
    Close(usize),
    /// `\(` begins here.
    Interpolation(usize),
    /// The line or the file ends here.
    End(usize),
}

impl Style {
    /// The style that these opening quotes announce.
    pub(crate) fn of(quotes: &str) -> Style {
        Style { raw: quotes.starts_with('#'), multi: quotes.ends_with("\"\"\"") }
    }

    pub(crate) fn open(self) -> &'static str {
        match (self.raw, self.multi) {
            (false, false) => "\"",
            (false, true) => "\"\"\"",
            (true, false) => "#\"",
            (true, true) => "#\"\"\"",
        }
    }

    pub(crate) fn close(self) -> &'static str {
        match (self.raw, self.multi) {
            (false, false) => "\"",
            (false, true) => "\"\"\"",
            (true, false) => "\"#",
            (true, true) => "\"\"\"#",
        }
    }

    fn interpolation(self) -> &'static str {
        if self.raw { "\\#(" } else { "\\(" }
    }

    fn stop(self, text: &str, from: usize) -> Stop {
        let bytes = text.as_bytes();
        let mut at = from;
        while let Some(byte) = bytes.get(at) {
            match byte {
                b'"' if bytes[at..].starts_with(self.close().as_bytes()) => return Stop::Close(at),
                b'\\' if bytes[at..].starts_with(self.interpolation().as_bytes()) => return Stop::Interpolation(at),
                b'\\' if !self.raw && bytes.get(at + 1).is_some_and(|next| matches!(next, b'"' | b'\\')) => at += 2,
                b'\n' if !self.multi => return Stop::End(at),
                _ => at += 1,
            }
        }
        Stop::End(at)
    }
}

impl Lexer<'_> {
    /// Reads a string whose opening quotes are `start..end`.
    pub(crate) fn string(&mut self, style: Style, start: u32, end: u32) {
        let (style, end) = self.settle(style, start, end);
        match style.stop(self.text, end as usize) {
            Stop::Close(at) => {
                let close = (at + style.close().len()) as u32;
                self.push(Kind::Str, start, close);
                self.go_to(close);
            }
            Stop::Interpolation(at) => {
                self.push(Kind::StrOpen, start, end);
                let open = self.out.tokens.len() - 1;
                self.interpolation(style, open, end, at as u32);
            }
            Stop::End(at) => {
                let at = self.line_end(at);
                self.push(Kind::Str, start, at);
                self.mark_unclosed(self.out.tokens.len() - 1);
                self.go_to(at);
                if self.modes.is_empty() {
                    self.unclosed_string(style, start, end);
                }
            }
        }
    }

    /// Goes on with a string behind one of its interpolations.
    pub(crate) fn string_rest(&mut self, style: Style, open: usize, from: u32) {
        match style.stop(self.text, from as usize) {
            Stop::Close(at) => {
                let at = at as u32;
                self.text_piece(from, at);
                let close = at + style.close().len() as u32;
                self.push(Kind::StrClose, at, close);
                self.go_to(close);
            }
            Stop::Interpolation(at) => self.interpolation(style, open, from, at as u32),
            Stop::End(at) => {
                let at = self.line_end(at);
                self.text_piece(from, at);
                self.push(Kind::StrClose, at, at);
                self.mark_unclosed(open);
                self.go_to(at);
                if self.modes.is_empty() {
                    let token = self.out.tokens[open];
                    self.unclosed_string(style, token.start, token.end);
                }
            }
        }
    }

    /// Closes what a newline or the file's end leaves open; a multi-line string goes on behind it.
    pub(crate) fn close_interpolations(&mut self, at: u32) {
        if let Some(mode) = self.modes.last() {
            let span = self.span(mode.start, mode.start + mode.style.interpolation().len() as u32);
            let message = format!("`{}` is not closed on its line", mode.style.interpolation());
            self.out
                .diagnostics
                .push(Diagnostic::error(Code::E0103, span, message).help("an interpolation ends with `)` on the line where it begins"));
        }
        let at = self.line_end(at as usize);
        while let Some(mode) = self.modes.pop() {
            (0..mode.parens).for_each(|_| self.push(Kind::ParenClose, at, at));
            self.push(Kind::InterpolationClose, at, at);
            if mode.style.multi {
                self.rewind_to(at);
                self.string_rest(mode.style, mode.open, at);
                return;
            }
            self.push(Kind::StrClose, at, at);
            self.mark_unclosed(mode.open);
        }
    }

    /// `#"""` opens several lines, unless the string ends on the line where it begins.
    fn settle(&self, style: Style, start: u32, end: u32) -> (Style, u32) {
        if !(style.raw && style.multi) {
            return (style, end);
        }
        let line = self.text[end as usize..].split('\n').next().unwrap_or("");
        match line.find("\"#").map(|close| &line[..close]) {
            Some(inner) if !inner.ends_with("\"\"") => (Style { raw: true, multi: false }, start + 2),
            Some(_) | None => (style, end),
        }
    }

    fn interpolation(&mut self, style: Style, open: usize, text_from: u32, at: u32) {
        self.text_piece(text_from, at);
        let end = at + style.interpolation().len() as u32;
        self.push(Kind::InterpolationOpen, at, end);
        self.modes.push(Mode { style, parens: 0, start: at, open });
        self.go_to(end);
    }

    fn text_piece(&mut self, from: u32, to: u32) {
        if from < to {
            self.push(Kind::StrText, from, to);
        }
    }

    fn unclosed_string(&mut self, style: Style, start: u32, end: u32) {
        let span = self.span(start, end);
        let place = if style.multi { "before the file ends" } else { "on its line" };
        let message = format!("this string is not closed {place}");
        let help = format!("it ends with `{}`", style.close());
        self.out.diagnostics.push(Diagnostic::error(Code::E0103, span, message).help(help));
    }

    fn mark_unclosed(&mut self, index: usize) {
        if let Some(token) = self.out.tokens.get_mut(index) {
            token.unclosed = true;
        }
    }

    /// Before the `\r` of a line end.
    fn line_end(&self, at: usize) -> u32 {
        let before = &self.text[..at];
        before.strip_suffix('\r').unwrap_or(before).len() as u32
    }

    fn go_to(&mut self, position: u32) {
        let now = self.tokens.span().end;
        self.tokens.bump((position as usize).saturating_sub(now));
    }

    /// A string goes on where the lexer has already taken the newline: begin again there.
    fn rewind_to(&mut self, position: u32) {
        let mut tokens = logos::Lexer::new(self.text);
        tokens.bump(position as usize);
        self.tokens = tokens;
    }
}
