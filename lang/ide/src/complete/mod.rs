//! A position to what may be written there: names with their types and documentation.
//!
//! Where it is tells [`crate::position`], what may come there the entry before it ([`next`]). Nothing is computed that isn't offered, and
//! nothing is evaluated.

mod candidates;
mod fields;
mod names;
mod next;
mod present;
mod values;

use jke_check::Context;
use jke_text::Span;

use crate::known::Known;
use crate::position::{Scope, cursor, place};

/// What an editor offers at a position.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Completion {
    /// What the chosen candidate replaces.
    pub replaced: Span,
    /// The best first.
    pub candidates: Vec<Candidate>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    pub label: String,
    pub kind: CandidateKind,
    /// A type, or a few words.
    pub detail: String,
    /// What is written, where it is more than the label.
    pub text: String,
    /// Markdown.
    pub docs: Option<String>,
    pub is_deprecated: bool,
    /// Text to be put in elsewhere: the import of the name.
    pub import: Option<(Span, String)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CandidateKind {
    Field,
    Entry,
    Value,
    Variable,
    Record,
    Module,
    Kind,
    Alias,
    Function,
    Constant,
    Instance,
    Axis,
    Path,
    Method,
    Word,
}

pub fn complete(cx: Context, position: u32) -> Completion {
    let known = Known::of(cx);
    let Some((file, cursor)) = cursor(known, position) else { return Completion::default() };
    let (scope, place) = place(known, &cursor, file);
    let next = scope.next(&place);
    let candidates = scope.candidates(next);
    Completion { replaced: cursor.replaced, candidates }
}

impl Scope<'_> {
    /// How an unquoted position is kept free of texts and a quoted one of all else.
    fn fits(&self, candidate: &Candidate) -> bool {
        !self.cursor.is_quoted || candidate.text.starts_with('"')
    }
}
