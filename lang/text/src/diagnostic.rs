//! Diagnostics as plain data; the terminal, JSON and the editor render the same ones.

use crate::{Code, Span};

#[derive(Clone, Copy, PartialEq, Eq, Debug, PartialOrd, Ord, Hash)]
pub enum Severity {
    Error,
    Warning,
}

/// A place and what is to be said about it.
#[derive(Clone, PartialEq, Eq, Debug, Hash)]
pub struct Label {
    pub span: Span,
    pub message: String,
}

/// A change to a source that mends it.
#[derive(Clone, PartialEq, Eq, Debug, Hash)]
pub struct Edit {
    pub span: Span,
    pub text: String,
}

/// One mistake, told once, at its cause.
#[derive(Clone, PartialEq, Eq, Debug, Hash)]
pub struct Diagnostic {
    pub code: Code,
    pub severity: Severity,
    /// One sentence in the author's words: what is wrong.
    pub message: String,
    /// The author's place. Its message may be empty.
    pub primary: Label,
    /// Other places: the declaration, the earlier assignment, the overlay.
    pub labels: Vec<Label>,
    /// What to do.
    pub help: Option<String>,
    /// A machine-applicable mend.
    pub fix: Vec<Edit>,
    /// The selectors (`env=dev`, `cluster=[osaka, tokyo]`) of the targets where it holds; empty where it holds for all.
    pub targets: Vec<String>,
}

impl Diagnostic {
    pub fn error(code: Code, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(Severity::Error, code, span, message)
    }

    pub fn warning(code: Code, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(Severity::Warning, code, span, message)
    }

    fn new(severity: Severity, code: Code, span: Span, message: impl Into<String>) -> Diagnostic {
        let primary = Label { span, message: String::new() };
        Diagnostic { code, severity, message: message.into(), primary, labels: vec![], help: None, fix: vec![], targets: vec![] }
    }

    /// What stands under the primary place.
    pub fn here(mut self, message: impl Into<String>) -> Diagnostic {
        self.primary.message = message.into();
        self
    }

    pub fn label(mut self, span: Span, message: impl Into<String>) -> Diagnostic {
        if !span.is_none() {
            self.labels.push(Label { span, message: message.into() });
        }
        self
    }

    pub fn help(mut self, help: impl Into<String>) -> Diagnostic {
        self.help = Some(help.into());
        self
    }

    /// Offers to replace the primary place by `text`.
    pub fn replace(self, text: impl Into<String>) -> Diagnostic {
        let span = self.primary.span;
        self.edit(span, text)
    }

    pub fn edit(mut self, span: Span, text: impl Into<String>) -> Diagnostic {
        self.fix.push(Edit { span, text: text.into() });
        self
    }

    /// "did you mean `x`?" under the primary place with the fix that replaces it, where something near is known.
    pub fn did_you_mean(self, nearest: Option<&str>) -> Diagnostic {
        match nearest {
            Some(word) => self.here(format!("did you mean `{word}`?")).replace(word),
            None => self,
        }
    }

    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}
