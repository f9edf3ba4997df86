//! `file "default.conf"`: its text, read when the expression is checked.

use jke_model::ir::Expr;
use jke_model::ty::Ty;
use jke_model::value::{Data, Text};
use jke_syntax::tree::StringLiteral;
use jke_text::{Code, Diagnostic, LoadError, Span};

use super::{Checker, constant};

impl Checker<'_> {
    pub(super) fn file(&mut self, path: &StringLiteral, span: Span) -> (Expr, Ty) {
        let Some(written) = path.text() else {
            let error = Diagnostic::error(Code::E1001, path.span, "the path of a file is constant: nothing is interpolated in it");
            return self.refuse(error.help("choose between files: `if … then file \"a\" else file \"b\"`"), span);
        };
        let here = &self.cx.resolved.file(self.file).source.path;
        let read = match beside(here, written) {
            Some(whole) => self.cx.read(self.file, &whole).map_err(|problem| (whole, problem)),
            None => Err((written.to_owned(), LoadError::Outside)),
        };
        match read {
            Ok(text) => (constant(Data::Text(Text::from(text)), span), Ty::STRING),
            Err((whole, problem)) => self.refuse(unreadable(written, &whole, problem, path.span), span),
        }
    }
}

/// The path of a file that another names; `None` where it leaves the project.
fn beside(here: &str, written: &str) -> Option<String> {
    if written.starts_with('/') || written.is_empty() {
        return None;
    }
    let mut parts: Vec<&str> = here.split('/').collect();
    parts.pop();
    for part in written.split('/') {
        match part {
            "." | "" => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

fn unreadable(written: &str, whole: &str, problem: LoadError, span: Span) -> Diagnostic {
    match problem {
        LoadError::Missing => Diagnostic::error(Code::E1001, span, format!("there is no file `{whole}`"))
            .help("the path is relative to the file that it is written in"),
        LoadError::Outside => Diagnostic::error(Code::E1001, span, format!("`{written}` is outside of the project"))
            .help("a project reads its own files only: copy it into the project, and name it relative to this file"),
        LoadError::NotUtf8(before) => {
            let message = format!("`{whole}` is no UTF-8 text");
            Diagnostic::error(Code::E1002, span, message).here(format!("byte {} begins no character", before.len()))
        }
        LoadError::TooLarge => Diagnostic::error(Code::E1002, span, format!("`{whole}` is too large")),
        LoadError::Failed(reason) => Diagnostic::error(Code::E1001, span, format!("`{whole}` can't be read")).here(reason),
    }
}
