//! What may stand at a position to the candidates for it.

use jke_model::ty::{Literal, Ty};
use jke_text::Name;

use super::next::{Follows, Next, Word};
use super::{Candidate, CandidateKind};
use crate::position::Scope;

impl Candidate {
    pub(super) fn new(label: impl Into<String>, kind: CandidateKind, detail: impl Into<String>) -> Candidate {
        let label = label.into();
        Candidate { text: label.clone(), label, kind, detail: detail.into(), docs: None, is_deprecated: false, import: None }
    }

    pub(super) fn written(self, text: impl Into<String>) -> Candidate {
        Candidate { text: text.into(), ..self }
    }

    pub(super) fn documented(self, docs: Option<String>) -> Candidate {
        Candidate { docs, ..self }
    }

    pub(super) fn word((word, docs): Word) -> Candidate {
        Candidate::new(word, CandidateKind::Word, "").documented(Some(docs.to_owned()))
    }
}

impl Scope<'_> {
    pub(super) fn candidates(&self, next: Next) -> Vec<Candidate> {
        let mut found = match next {
            Next::Key(body, keys) => self.keys(&body, &keys),
            Next::Present(body, keys) => self.present_keys(&body, &keys),
            Next::Value(expected) => self.values(expected.as_ref()),
            Next::Member(value) => self.members_of(value),
            Next::Pattern(subject) => self.patterns(subject.as_ref()),
            Next::Words(words) => words.into_iter().map(Candidate::word).collect(),
            Next::Declared => self.declared(),
            Next::Type => self.types(),
            Next::Module => self.modules(),
            Next::Kind => self.kinds(),
            Next::Emitted => self.emitted(),
            Next::Clause(entry, follows) => self.clauses(entry, follows),
            Next::AxisValue(axis) => self.axis_values(axis),
            Next::Overlaid => self.overlaid(),
            Next::Path(segments) => self.paths(&segments),
            Next::Export(path) => self.exports(&path),
            Next::Nothing => vec![],
        };
        found.retain(|candidate| self.fits(candidate));
        found
    }

    // ── selectors ────────────────────────────────────────────────────────────────────────────────────────────────────

    fn clauses(&self, entry: std::ops::Range<usize>, follows: Follows) -> Vec<Candidate> {
        let used = |name: Name| entry.clone().any(|at| self.cursor.name(at) == Some(name));
        let axes = self.known.resolved.project.axes.iter().filter(|axis| !used(axis.name));
        let axes = axes.map(|axis| {
            let values: Vec<&str> = axis.values.iter().map(|value| value.as_str()).collect();
            let text = if self.cursor.behind.starts_with(['=', '!']) { axis.name.to_string() } else { format!("{}=", axis.name) };
            Candidate::new(axis.name.as_str(), CandidateKind::Axis, values.join(" | ")).written(text)
        });
        let of =
            (follows == Follows::For && entry.len() > 2).then(|| Candidate::word(("for", "the app or the module that the overlay is of")));
        axes.chain(of).collect()
    }

    fn axis_values(&self, axis: usize) -> Vec<Candidate> {
        let axis = &self.known.resolved.project.axes[axis];
        axis.values.iter().map(|value| Candidate::new(value.as_str(), CandidateKind::Value, axis.name.as_str())).collect()
    }

    // ── patterns ─────────────────────────────────────────────────────────────────────────────────────────────────────

    fn patterns(&self, subject: Option<&Ty>) -> Vec<Candidate> {
        let Some(subject) = subject else { return vec![] };
        let literals = super::next::literals(subject).map(|literal| self.literal_candidate(literal));
        let records = self.known.records(subject).map(|id| self.record_candidate(id));
        let none = subject.is_optional().then(|| Candidate::new("none", CandidateKind::Value, "where there is no value"));
        let rest = Candidate::new("_", CandidateKind::Word, "whatever else it is");
        literals.chain(records).chain(none).chain([rest]).collect()
    }

    pub(super) fn literal_candidate(&self, literal: Literal) -> Candidate {
        let shown = jke_check::show_literal(literal);
        Candidate::new(shown, CandidateKind::Value, "")
    }
}
