//! Text to tokens: words, numbers, operators and brackets by logos, strings by [`crate::strings`].
//!
//! White space and comments leave no token. A token knows whether a line break or documentation stands before it. The lines
//! of `///` go to a side table. Characters that belong to no token become `Strange` ones, with their diagnostic.

use jke_text::{Code, Diagnostic, Span};
use logos::Logos;

use crate::strings::{Mode, Style};

/// What a token is. Words come first, so that a glance at the order tells them from all else.
#[derive(Logos, Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[logos(skip r"[ \t\r\x0c]+")]
#[repr(u8)]
pub enum Kind {
    #[regex(r"[A-Za-z_][A-Za-z0-9_]*(-[A-Za-z0-9_]+)*")]
    Word,
    #[token("because")]
    Because,
    #[token("file")]
    File,
    #[token("secret")]
    Secret,
    #[token("at")]
    At,
    // From here on words are reserved.
    #[token("if")]
    If,
    #[token("then")]
    Then,
    #[token("else")]
    Else,
    #[token("for")]
    For,
    #[token("in")]
    In,
    #[token("match")]
    Match,
    #[token("is")]
    Is,
    #[token("and")]
    And,
    #[token("or")]
    Or,
    #[token("not")]
    Not,
    #[token("with")]
    With,
    #[token("let")]
    Let,
    #[token("self")]
    SelfWord,
    #[token("none")]
    None,
    #[token("true")]
    True,
    #[token("false")]
    False,
    // From here on there are no words.
    #[regex(r"[0-9][0-9A-Za-z_]*(\.[0-9][0-9A-Za-z_]*)*%?")]
    Number,
    /// A whole string without interpolation, quotes and all.
    Str,
    /// The opening quotes of a string that interpolates; its partner is the `StrClose`.
    StrOpen,
    StrText,
    StrClose,
    /// `\(` or `\#(`
    InterpolationOpen,
    InterpolationClose,
    #[token("(")]
    ParenOpen,
    #[token(")")]
    ParenClose,
    #[token("{")]
    BraceOpen,
    #[token("}")]
    BraceClose,
    #[token("[")]
    BracketOpen,
    #[token("]")]
    BracketClose,
    /// A `<` directly after a name.
    AngleOpen,
    AngleClose,
    #[token("=")]
    Assign,
    #[token("+=")]
    AddAssign,
    #[token("==")]
    Equal,
    #[token("!=")]
    NotEqual,
    #[token("<")]
    Less,
    #[token("<=")]
    LessEqual,
    #[token(">")]
    Greater,
    #[token(">=")]
    GreaterEqual,
    #[token("+")]
    Plus,
    #[token("-")]
    Minus,
    #[token("*")]
    Star,
    #[token("/")]
    Slash,
    #[token("%")]
    Percent,
    #[token("??")]
    Coalesce,
    #[token("?")]
    Question,
    #[token(".")]
    Dot,
    #[token("?.")]
    QuestionDot,
    #[token("..")]
    DotDot,
    #[token("=>")]
    FatArrow,
    #[token("->")]
    ThinArrow,
    #[token("|")]
    Pipe,
    #[token(":")]
    Colon,
    #[token(",")]
    Comma,
    #[token("@")]
    AtSign,
    /// What belongs to no token, or a group that is nested too deep; its diagnostic is already made.
    #[token("&&")]
    #[token("||")]
    #[regex(r"'[^'\n]*'?")]
    #[regex(r"“[^”\n]*”?")]
    Strange,
    /// The end of a row of nodes.
    End,
    // From here on the lexer's own: none of these reaches the block tree.
    #[regex(r"\n[ \t\r\n]*")]
    Newline,
    #[regex(r"//[^\n]*", allow_greedy = true)]
    Comment,
    #[token("\"")]
    #[token("\"\"\"")]
    #[token("#\"")]
    #[token("#\"\"\"")]
    Quote,
}

impl Kind {
    /// Any word, reserved or not.
    pub fn is_word(self) -> bool {
        self <= Kind::False
    }

    /// A word that may name something.
    pub fn is_name(self) -> bool {
        self <= Kind::At
    }

    pub fn is_string(self) -> bool {
        matches!(self, Kind::Str | Kind::StrOpen)
    }

    /// What closes this bracket.
    pub fn closer(self) -> Option<Kind> {
        match self {
            Kind::ParenOpen => Some(Kind::ParenClose),
            Kind::BraceOpen => Some(Kind::BraceClose),
            Kind::BracketOpen => Some(Kind::BracketClose),
            Kind::AngleOpen => Some(Kind::AngleClose),
            Kind::StrOpen => Some(Kind::StrClose),
            Kind::InterpolationOpen => Some(Kind::InterpolationClose),
            _ => None,
        }
    }

    pub fn is_closer(self) -> bool {
        use Kind::{AngleClose, BraceClose, BracketClose, InterpolationClose, ParenClose, StrClose};
        matches!(self, ParenClose | BraceClose | BracketClose | AngleClose | StrClose | InterpolationClose)
    }
}

/// A token with its place in the file (without the file's base).
#[derive(Clone, Copy, Debug)]
pub struct Token {
    pub start: u32,
    pub end: u32,
    pub kind: Kind,
    /// A line break stands before it.
    pub newline: bool,
    /// A string that its line ended.
    pub unclosed: bool,
}

/// What the lexer makes of a file.
#[derive(Debug, Default)]
pub(crate) struct Lexed {
    pub tokens: Vec<Token>,
    /// The texts of the lines of `///`, without the mark, in order.
    pub docs: Vec<(u32, u32)>,
    /// Likewise of `//!`, where they stand before all else.
    pub file_docs: Vec<(u32, u32)>,
    pub diagnostics: Vec<Diagnostic>,
}

pub(crate) struct Lexer<'s> {
    pub text: &'s str,
    pub base: u32,
    pub tokens: logos::Lexer<'s, Kind>,
    pub out: Lexed,
    /// The strings in whose interpolations we are, from the outermost.
    pub modes: Vec<Mode>,
    newline: bool,
}

/// Splits a file into tokens.
pub(crate) fn lex(text: &str, base: u32) -> Lexed {
    let mut lexer = Lexer {
        text,
        base,
        tokens: Kind::lexer(text),
        out: Lexed { tokens: Vec::with_capacity(text.len() / 4), ..Lexed::default() },
        modes: vec![],
        newline: true,
    };
    if text.starts_with('\u{feff}') {
        lexer.tokens.bump('\u{feff}'.len_utf8());
    }
    while let Some(kind) = lexer.tokens.next() {
        let at = lexer.tokens.span();
        lexer.token(kind.unwrap_or(Kind::Strange), at.start as u32, at.end as u32);
    }
    lexer.close_interpolations(text.len() as u32);
    lexer.out
}

impl Lexer<'_> {
    pub(crate) fn push(&mut self, kind: Kind, start: u32, end: u32) {
        self.out.tokens.push(Token { start, end, kind, newline: self.newline, unclosed: false });
        self.newline = false;
    }

    pub(crate) fn span(&self, start: u32, end: u32) -> Span {
        Span::new(self.base + start, self.base + end)
    }

    fn token(&mut self, kind: Kind, start: u32, end: u32) {
        match kind {
            Kind::Newline => {
                self.close_interpolations(start);
                self.newline = true;
            }
            Kind::Comment => self.comment(start, end),
            Kind::Quote => self.string(Style::of(self.tokens.slice()), start, end),
            Kind::Strange => self.strange(start, end),
            Kind::Less => self.less(start, end),
            Kind::ParenOpen => {
                if let Some(mode) = self.modes.last_mut() {
                    mode.parens += 1;
                }
                self.push(kind, start, end);
            }
            Kind::ParenClose => self.paren_close(start, end),
            _ => self.push(kind, start, end),
        }
    }

    fn paren_close(&mut self, start: u32, end: u32) {
        match self.modes.last_mut() {
            Some(mode) if mode.parens == 0 => {
                let (style, open) = (mode.style, mode.open);
                self.modes.pop();
                self.push(Kind::InterpolationClose, start, end);
                self.string_rest(style, open, end);
            }
            Some(mode) => {
                mode.parens -= 1;
                self.push(Kind::ParenClose, start, end);
            }
            None => self.push(Kind::ParenClose, start, end),
        }
    }

    /// Directly after a name `<` is a bracket.
    fn less(&mut self, start: u32, end: u32) {
        let after_name = self.out.tokens.last().is_some_and(|last| last.end == start && last.kind.is_name());
        self.push(if after_name { Kind::AngleOpen } else { Kind::Less }, start, end);
    }

    fn comment(&mut self, start: u32, end: u32) {
        let text = self.text[start as usize..end as usize].trim_end_matches('\r');
        let end = start + text.len() as u32;
        if text.starts_with("//!") {
            if self.out.tokens.is_empty() {
                self.out.file_docs.push((start + 3, end));
            }
        } else if text.starts_with("///") && !text.starts_with("////") {
            self.out.docs.push((start + 3, end));
        }
    }

    fn strange(&mut self, start: u32, end: u32) {
        let text = &self.text[start as usize..end as usize];
        let follows = self.out.tokens.last().is_some_and(|last| last.kind == Kind::Strange && last.end == start);
        if !follows {
            let span = self.span(start, end);
            self.out.diagnostics.push(strange_text(text, span));
        }
        self.push(Kind::Strange, start, end);
    }
}

fn strange_text(text: &str, span: Span) -> Diagnostic {
    let error = |message: String| Diagnostic::error(Code::E0105, span, message);
    match text {
        "&&" => error("`&&` is written `and`".to_owned()).replace("and"),
        "||" => error("`||` is written `or`".to_owned()).replace("or"),
        "!" => error("`!` is written `not`".to_owned()).replace("not "),
        ";" => error("`;` has no meaning here".to_owned()).help("a newline or a comma ends an entry"),
        "#" => error("`#` has no meaning here".to_owned()).help("a comment begins with `//`, a raw string with `#\"`"),
        "$" => error("`$` has no meaning here".to_owned()).help("a name is written bare, and in a string as `\\(name)`"),
        _ if text.starts_with(['\'', '“']) => {
            let inner = text.trim_matches(['\'', '“', '”']);
            let fixed = format!("\"{}\"", inner.replace('\\', "\\\\").replace('"', "\\\""));
            error("a string stands in straight double quotes".to_owned()).replace(fixed)
        }
        _ => {
            let character = text.chars().next().unwrap_or('\u{fffd}');
            let visible = if character.is_control() || character.is_whitespace() || character == '\u{feff}' {
                format!("the character U+{:04X}", character as u32)
            } else {
                format!("`{character}`")
            };
            let found = error(format!("{visible} has no meaning here"));
            match character {
                '”' | '„' | '«' | '»' => found.help("a string stands in straight double quotes: `\"…\"`"),
                _ if character.is_alphanumeric() => {
                    found.help("names are made of ASCII letters, digits, `_` and `-`; any text may stand in quotes")
                }
                _ => found,
            }
        }
    }
}
