//! The two sides of `--set app.path=value`: a path and a value that stand alone, each in a source of its own.

use jke_text::{Code, Diagnostic, Source};

use super::{Parse, Parser, parser};
use crate::tokens::Kind;
use crate::tree::{Expr, FieldPath};

/// `orders.scale.max`; what is wrong with it where it is none.
pub(crate) fn parse_path(source: &Source) -> Result<FieldPath, Vec<Diagnostic>> {
    alone(source, |parser| parser.field_path())
}

pub(crate) fn parse_value(source: &Source) -> Result<Expr, Vec<Diagnostic>> {
    alone(source, |parser| parser.expr())
}

fn alone<T>(source: &Source, read: impl FnOnce(&mut Parser) -> Parse<T>) -> Result<T, Vec<Diagnostic>> {
    let mut parser = parser(source);
    // It goes on with the line that it stands in.
    if let Some(first) = parser.lexed.tokens.first_mut() {
        first.newline = false;
    }
    match read(&mut parser) {
        Ok(found) if parser.diagnostics.is_empty() && parser.kind() == Kind::End => Ok(found),
        Ok(_) if parser.diagnostics.is_empty() => Err(vec![Diagnostic::error(Code::E0101, parser.here(), "nothing more belongs here")]),
        Ok(_) | Err(_) => Err(parser.diagnostics),
    }
}
