//! Unbalanced tokens to balanced ones: after this each bracket has its partner, so that the parser can skip what it can't read.
//!
//! What closes nothing becomes `Strange`. What is never closed is told at its place and gets an empty closing bracket. Where that
//! stands is read from the indentation, from the first bracket on that has no partner: the group ends before the line that is
//! indented no deeper than the line where it began. Balanced files are left as they are, however they are indented.

use jke_text::{Code, Diagnostic, Span};

use crate::tokens::{Kind, Lexed, Token};

/// How many brackets are told of where all of them end: who left more open than that will find the others by these.
const TOLD_AT_ONE_PLACE: u32 = 4;

/// Balances the tokens of a file.
pub(crate) fn balance(lexed: &mut Lexed, text: &str, base: u32) {
    if is_balanced(&lexed.tokens) {
        return;
    }
    let mut balanced = Balancer::run(&lexed.tokens, text, base, usize::MAX);
    if let Some(first) = balanced.first_unclosed {
        balanced = Balancer::run(&lexed.tokens, text, base, first);
    }
    lexed.tokens = balanced.out;
    lexed.diagnostics.append(&mut balanced.diagnostics);
}

/// What closes this bracket, of the kinds that are balanced here: a `<` is one only where the parser expects a type.
fn partner(kind: Kind) -> Option<Kind> {
    kind.closer().filter(|closer| *closer != Kind::AngleClose)
}

fn is_balanced(tokens: &[Token]) -> bool {
    let mut open = vec![];
    for token in tokens {
        if let Some(closer) = partner(token.kind) {
            open.push(closer);
        } else if token.kind.is_closer() && open.pop() != Some(token.kind) {
            return false;
        }
    }
    open.is_empty()
}

/// A bracket that waits for its partner.
struct Open {
    /// Its index among the tokens as they were, and among those as they will be.
    index: usize,
    place: usize,
    token: Token,
    closer: Kind,
    /// The indentation of the line where it stands.
    indent: usize,
    /// How many of each kind wait outside of the interpolation that it opens; zero for other brackets.
    outside: [usize; 3],
}

struct Balancer<'t> {
    text: &'t str,
    base: u32,
    /// From which token on the indentation is trusted.
    trusted: usize,
    out: Vec<Token>,
    open: Vec<Open>,
    /// How many `(`, `{` and `[` wait in the present interpolation.
    waiting: [usize; 3],
    indent: usize,
    /// How many more brackets that end here are told of: none behind a string that its line cut off, which was told.
    to_tell: u32,
    first_unclosed: Option<usize>,
    diagnostics: Vec<Diagnostic>,
}

impl<'t> Balancer<'t> {
    fn run(tokens: &[Token], text: &'t str, base: u32, trusted: usize) -> Balancer<'t> {
        let out = Vec::with_capacity(tokens.len() + 8);
        let (open, diagnostics) = (vec![], vec![]);
        let mut balancer = Balancer {
            text,
            base,
            trusted,
            out,
            open,
            waiting: [0; 3],
            indent: 0,
            to_tell: TOLD_AT_ONE_PLACE,
            first_unclosed: None,
            diagnostics,
        };
        for (index, token) in tokens.iter().enumerate() {
            balancer.token(index, *token);
        }
        while !balancer.open.is_empty() {
            balancer.close_unclosed();
        }
        balancer
    }

    fn token(&mut self, index: usize, mut token: Token) {
        if token.newline {
            self.begin_line(token);
        }
        if let Some(closer) = partner(token.kind) {
            let interpolates = token.kind == Kind::InterpolationOpen;
            let outside = if interpolates { std::mem::take(&mut self.waiting) } else { [0; 3] };
            self.count(token.kind).into_iter().for_each(|place| self.waiting[place] += 1);
            self.open.push(Open { index, place: self.out.len(), token, closer, indent: self.indent, outside });
        } else if token.kind.is_closer() {
            if self.is_awaited(token.kind) {
                while self.open.last().is_some_and(|top| top.closer != token.kind) {
                    self.close_unclosed();
                }
                self.pop();
            } else {
                let span = self.span(token);
                self.diagnostics.push(Diagnostic::error(Code::E0102, span, "nothing opened this bracket"));
                token.kind = Kind::Strange;
            }
        }
        let is_cut = token.kind == Kind::Str && token.unclosed || token.kind == Kind::StrClose && token.start == token.end;
        self.to_tell = if is_cut { 0 } else { TOLD_AT_ONE_PLACE };
        self.out.push(token);
    }

    /// Ends the groups that should have ended before this line.
    fn begin_line(&mut self, token: Token) {
        let start = token.start as usize;
        let line = self.text[..start].rfind('\n').map_or(0, |at| at + 1);
        let indent = start - line;
        while let Some(top) = self.open.last().filter(|top| top.index >= self.trusted) {
            let shallow = if token.kind.is_closer() { indent < top.indent } else { indent <= top.indent };
            if !shallow || matches!(top.token.kind, Kind::InterpolationOpen | Kind::StrOpen) {
                break;
            }
            self.close_unclosed();
        }
        self.indent = indent;
    }

    /// Whether a bracket of this kind waits for its partner, in this interpolation.
    fn is_awaited(&self, closer: Kind) -> bool {
        match closer {
            Kind::ParenClose => self.waiting[0] > 0,
            Kind::BraceClose => self.waiting[1] > 0,
            Kind::BracketClose => self.waiting[2] > 0,
            _ => self.open.iter().any(|open| open.closer == closer),
        }
    }

    /// The place of a kind of brackets in `waiting`.
    fn count(&self, kind: Kind) -> Option<usize> {
        [Kind::ParenOpen, Kind::BraceOpen, Kind::BracketOpen].iter().position(|counted| *counted == kind)
    }

    fn pop(&mut self) -> Option<Open> {
        let open = self.open.pop()?;
        self.count(open.token.kind).into_iter().for_each(|place| self.waiting[place] -= 1);
        if open.token.kind == Kind::InterpolationOpen {
            self.waiting = open.outside;
        }
        Some(open)
    }

    /// Puts an empty closing bracket behind what was read last.
    fn close_unclosed(&mut self) {
        let Some(open) = self.pop() else { return };
        let end = self.out.last().map_or(0, |last| last.end);
        self.out.push(Token { start: end, end, kind: open.closer, newline: false, unclosed: true });
        self.first_unclosed = Some(self.first_unclosed.map_or(open.index, |first| first.min(open.index)));
        self.out[open.place].unclosed = true;
        if self.to_tell == 0 {
            return;
        }
        self.to_tell -= 1;
        let span = self.span(open.token);
        let text = &self.text[open.token.start as usize..open.token.end as usize];
        let noticed = Span::new(self.base + end, self.base + end).after();
        self.diagnostics
            .push(Diagnostic::error(Code::E0102, span, format!("this `{text}` is never closed")).label(noticed, "it may end here"));
    }

    fn span(&self, token: Token) -> Span {
        Span::new(self.base + token.start, self.base + token.end)
    }
}
