//! Values: what the expected type admits first, then the names in scope; and what follows a dot.

use jke_model::declaration::{FieldKind, RecordId};
use jke_model::ty::{Literal, Ty};

use super::{Candidate, CandidateKind};
use crate::Meaning;
use crate::position::{Scope, Value, methods_of};

impl Scope<'_> {
    pub(super) fn values(&self, expected: Option<&Ty>) -> Vec<Candidate> {
        let mut found = expected.map_or_else(Vec::new, |ty| self.of_type(ty));
        let is_chosen = expected.is_some_and(|ty| self.is_chosen_from(ty));
        found.extend(self.locals.iter().rev().map(|local| {
            let detail = local.ty.as_ref().map_or_else(String::new, |ty| jke_check::show_type(self.known.interfaces, ty));
            Candidate::new(local.name.as_str(), CandidateKind::Variable, detail)
        }));
        if let Some(own) = self.own_fields() {
            let fields = self.known.interfaces.record(own).fields.iter().enumerate();
            found.extend(fields.map(|(slot, _)| self.read_field(own, slot as u32)));
        }
        found.extend(self.roots());
        if !is_chosen {
            let wanted = |kind: CandidateKind| match kind {
                CandidateKind::Function | CandidateKind::Constant => true,
                CandidateKind::Record => expected.is_none(),
                CandidateKind::Field
                | CandidateKind::Entry
                | CandidateKind::Value
                | CandidateKind::Variable
                | CandidateKind::Module
                | CandidateKind::Kind
                | CandidateKind::Alias
                | CandidateKind::Instance
                | CandidateKind::Axis
                | CandidateKind::Path
                | CandidateKind::Method
                | CandidateKind::Word => false,
            };
            found.extend(self.visible(wanted));
        }
        found
    }

    /// One of a few values is all that fits.
    fn is_chosen_from(&self, ty: &Ty) -> bool {
        ty.required().alternatives().iter().all(|ty| matches!(ty, Ty::Literal(_) | Ty::Bool))
    }

    /// Values of a type that can be named.
    fn of_type(&self, ty: &Ty) -> Vec<Candidate> {
        let mut found = vec![];
        for alternative in ty.required().alternatives() {
            match alternative {
                Ty::Bool => found.extend([true, false].map(|value| self.literal_candidate(Literal::Bool(value)))),
                Ty::Literal(literal) => found.push(self.literal_candidate(*literal)),
                Ty::Record(id) => found.extend(self.records_of(*id)),
                Ty::Error
                | Ty::None
                | Ty::Never
                | Ty::Int(_)
                | Ty::Float(_)
                | Ty::String(_)
                | Ty::Quantity(..)
                | Ty::Secret
                | Ty::Any
                | Ty::List(_)
                | Ty::Map(_)
                | Ty::Optional(_)
                | Ty::Union(_) => {}
            }
        }
        if ty.is_optional() {
            found.push(Candidate::new("none", CandidateKind::Value, "no value"));
        }
        found
    }

    /// A record and its children, as far as the file can name them.
    fn records_of(&self, id: RecordId) -> Vec<Candidate> {
        let is_fitting = |candidate: &Candidate| {
            let path = jke_syntax::tree::Path {
                segments: vec![jke_syntax::tree::Ident { name: jke_text::Name::new(&candidate.label), span: jke_text::Span::NONE }],
            };
            self.known.record(self.file, &path).is_some_and(|found| self.known.interfaces.extends(found, id))
        };
        let named = self.visible(|kind| matches!(kind, CandidateKind::Record | CandidateKind::Module | CandidateKind::Kind));
        let fitting = named.into_iter().filter(is_fitting).map(|candidate| {
            let text = format!("{} {{ ", candidate.label);
            if self.cursor.behind.is_empty() { candidate.written(text.trim_end()) } else { candidate }
        });
        fitting.collect()
    }

    /// What chains begin with besides names of declarations.
    fn roots(&self) -> Vec<Candidate> {
        let word = |word, docs: &str| Candidate::new(word, CandidateKind::Word, "").documented(Some(docs.to_owned()));
        let own = self.own.map(|own| {
            let name = self.known.interfaces.record(own).name;
            Candidate::new("self", CandidateKind::Variable, name.as_str())
        });
        let platform =
            self.platform().map(|id| Candidate::new("platform", CandidateKind::Variable, self.known.interfaces.record(id).name.as_str()));
        let of_target = [word("target", "the target: `target.env`"), word("apps", "other apps: `apps.orders.url`")];
        let of_target = of_target.into_iter().filter(|_| self.sees_targets);
        let keywords = [("if", "`if c then a else b`"), ("match", "one of several cases")].map(|(name, docs)| word(name, docs));
        own.into_iter().chain(platform).chain(of_target).chain(keywords).collect()
    }

    fn read_field(&self, record: RecordId, slot: u32) -> Candidate {
        let field = &self.known.interfaces.record(record).fields[slot as usize];
        let docs = crate::hover::docs(self.known.resolved, self.known.interfaces, Meaning::Field(record, slot));
        let shown = jke_check::show_type(self.known.interfaces, &field.ty);
        let mut candidate = Candidate::new(field.name.as_str(), CandidateKind::Field, shown).documented(docs);
        candidate.is_deprecated = field.notes.deprecated.is_some();
        candidate
    }

    // ── behind a dot ─────────────────────────────────────────────────────────────────────────────────────────────────

    pub(super) fn members_of(&self, value: Value) -> Vec<Candidate> {
        match value {
            Value::Of(ty) => self.members_of_type(&ty),
            Value::Target => {
                let project = &self.known.resolved.project;
                let axes = project.axes.iter().map(|axis| {
                    let values: Vec<String> = axis.values.iter().map(|value| format!("{:?}", value.as_str())).collect();
                    Candidate::new(axis.name.as_str(), CandidateKind::Axis, values.join(" | "))
                });
                axes.chain([Candidate::new("label", CandidateKind::Field, "String")]).collect()
            }
            Value::Apps => {
                let apps = self.known.resolved.instances.iter().filter(|instance| !instance.is_platform);
                apps.map(|app| Candidate::new(app.name.as_str(), CandidateKind::Instance, "an app")).collect()
            }
            Value::Module(exports) => {
                let mut names = exports.names();
                names.retain(|name| !name.contains('.') && !name.starts_with('_'));
                names.sort_unstable();
                let candidates = names.into_iter().map(|name| {
                    let known = exports.get(jke_text::Name::new(name)).and_then(|id| self.definition(name, id));
                    known.unwrap_or_else(|| Candidate::new(name, CandidateKind::Record, ""))
                });
                candidates.collect()
            }
        }
    }

    fn members_of_type(&self, ty: &Ty) -> Vec<Candidate> {
        let mut found = vec![];
        for id in self.known.records(ty) {
            let fields = self.known.interfaces.record(id).fields.iter().enumerate();
            // A `let` is seen in its own declaration only.
            let seen = fields.filter(|(_, field)| field.kind != FieldKind::Let || self.own == Some(id) && !self.is_layer);
            found.extend(seen.map(|(slot, _)| self.read_field(id, slot as u32)));
        }
        found.extend(methods_of(ty).map(|method| {
            let text = if method.is_field { method.name.to_owned() } else { format!("{}(", method.name) };
            let text = if self.cursor.behind.starts_with('(') { method.name.to_owned() } else { text };
            Candidate::new(method.name, CandidateKind::Method, method.shown).documented(Some(method.docs.to_owned())).written(text)
        }));
        found
    }
}
