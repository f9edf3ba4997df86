//! Text to tree: tokens, the block tree that groups them, and the parser. See `tree` for the result.
//!
//! `parse` never fails: a mistake becomes a diagnostic and an `Error` node, and costs no more than the entry it stands in.

mod brackets;
mod parser;
mod rows;
mod strings;
mod tokens;
pub mod tree;

pub use tokens::{Kind as TokenKind, Token};

use jke_text::{Diagnostic, Source};

/// One parsed file.
#[derive(Debug, Default)]
pub struct Parsed {
    pub file: tree::File,
    pub diagnostics: Vec<Diagnostic>,
}

/// Parses a file. Spans are positions in the sources' address space (they begin at `source.base`).
pub fn parse(source: &Source) -> Parsed {
    let (file, diagnostics) = parser::parse(source);
    Parsed { file, diagnostics }
}

/// The tokens of a file, each bracket with its partner: what is written where the tree has nothing yet, such as before a cursor.
pub fn tokens(source: &Source) -> Vec<Token> {
    let mut lexed = tokens::lex(&source.text, source.base);
    brackets::balance(&mut lexed, &source.text, source.base);
    lexed.tokens
}

/// Parses a path that stands alone, as in `--set orders.scale.max=8`; what is wrong with it where it is none.
pub fn parse_path(source: &Source) -> Result<tree::FieldPath, Vec<Diagnostic>> {
    parser::parse_path(source)
}

/// Parses a value that stands alone; what is wrong with it where it is none.
pub fn parse_value(source: &Source) -> Result<tree::Expr, Vec<Diagnostic>> {
    parser::parse_value(source)
}
