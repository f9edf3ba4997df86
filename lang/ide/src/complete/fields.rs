//! Keys: fields of records by their types, those that must be set first, without those that are set already; entries that are known.

use jke_model::declaration::{Field, FieldKind, RecordId};
use jke_model::ty::Ty;
use jke_text::{Name, words};

use super::next::Word;
use super::{Candidate, CandidateKind};
use crate::Meaning;
use crate::position::Scope;
use crate::position::{Body, Extent};

const CHANGES: &[Word] = &[
    ("on", "for some targets only: `on env=prod { … }`"),
    ("remove", "an entry that a lower layer gave"),
    ("reset", "back to the declaration's default"),
    ("patch", "what the module does not expose: `patch Deployment { … }`"),
];
const STATEMENTS: &[Word] = &[
    ("emit", "a manifest: `emit Deployment { … }`"),
    ("include", "an instance of another module inside this one"),
    ("let", "a value with a name"),
    ("check", "what must hold, else an error"),
    ("if", "statements for some values only"),
    ("for", "statements for each element"),
    ("match", "statements for each case"),
];

impl Scope<'_> {
    /// What may be set behind these keys of a body.
    pub(super) fn keys(&self, body: &Body, behind: &[Name]) -> Vec<Candidate> {
        let Some(ty) = self.along(body.ty.clone(), behind) else { return vec![] };
        let mut set = self.set_keys(behind);
        set.extend(self.addressed(body, behind));
        let mut found = self.fields_of(&ty, &set, body.extent);
        let entries = self.entries(body, behind).into_iter().filter(|name| !set.contains(name) && !has(&found, *name));
        let entries: Vec<Candidate> = entries.map(|name| self.entry(name, &ty)).collect();
        found.extend(entries);
        if behind.is_empty() && body.extent != Extent::Literal {
            let is_instance = body.path.as_ref().is_some_and(Vec::is_empty);
            let changes = CHANGES.iter().copied().filter(|(word, _)| is_instance || *word != "patch");
            found.extend(changes.map(Candidate::word));
        } else if behind.is_empty() {
            found.push(Candidate::word(("if", "fields that are set for some values only")));
        }
        found
    }

    /// What is there behind these keys.
    pub(super) fn present_keys(&self, body: &Body, behind: &[Name]) -> Vec<Candidate> {
        let Some(ty) = self.along(body.ty.clone(), behind) else { return vec![] };
        let mut found = self.fields_of(&ty, &[], Extent::Overlay);
        found.iter_mut().for_each(|candidate| candidate.text = words::key(&candidate.label).into_owned());
        let entries = self.entries(body, behind).into_iter().filter(|name| !has(&found, *name)).collect::<Vec<_>>();
        found.extend(entries.into_iter().map(|name| self.entry(name, &ty)));
        found
    }

    /// Statements of a module, and fields that are inherited.
    pub(super) fn declared(&self) -> Vec<Candidate> {
        let own = self.own.map(|own| self.known.interfaces.record(own));
        let inherited =
            own.and_then(|record| record.parent).map(|parent| self.fields_of(&Ty::Record(parent), &self.set_keys(&[]), Extent::Overlay));
        let is_module = own.is_none_or(|record| record.is_module());
        let words = STATEMENTS.iter().copied().filter(|(word, _)| is_module || *word == "check").map(Candidate::word);
        let output = is_module.then(|| Candidate::word(("output", "a computed field that others read")));
        inherited.unwrap_or_default().into_iter().chain(words).chain(output).collect()
    }

    fn fields_of(&self, ty: &Ty, set: &[Name], extent: Extent) -> Vec<Candidate> {
        let mut found: Vec<(u8, Candidate)> = vec![];
        for id in self.known.records(ty) {
            for (slot, field) in self.known.interfaces.record(id).fields.iter().enumerate() {
                if field.kind == FieldKind::Input
                    && !set.contains(&field.name)
                    && !found.iter().any(|(_, known)| known.label == field.name.as_str())
                {
                    let is_missing = field.is_required() && extent != Extent::Overlay;
                    found.push((rank(field, is_missing), self.field(id, slot as u32, is_missing)));
                }
            }
        }
        if let Ty::Map(map) = ty.required() {
            let keys = super::next::literals(&map.key).map(|key| self.literal_candidate(key));
            found.extend(keys.map(|candidate| (1, candidate.written_as(CandidateKind::Entry))));
        }
        found.sort_by_key(|(rank, _)| *rank);
        found.into_iter().map(|(_, candidate)| candidate).collect()
    }

    fn field(&self, record: RecordId, slot: u32, is_missing: bool) -> Candidate {
        let field = &self.known.interfaces.record(record).fields[slot as usize];
        let shown = jke_check::show_type(self.known.interfaces, &field.ty);
        let detail = if is_missing { format!("{shown}, required") } else { shown };
        let docs = crate::hover::docs(self.known.resolved, self.known.interfaces, Meaning::Field(record, slot));
        let mut candidate = Candidate::new(field.name.as_str(), CandidateKind::Field, detail).documented(docs);
        candidate.is_deprecated = field.notes.deprecated.is_some();
        let text = self.key_text(field.name, &field.ty);
        candidate.written(text)
    }

    fn entry(&self, name: Name, ty: &Ty) -> Candidate {
        let inner = self.known.element(ty).unwrap_or(Ty::Any);
        let detail = jke_check::show_type(self.known.interfaces, &inner);
        let text = self.key_text(name, &inner);
        Candidate::new(name.as_str(), CandidateKind::Entry, detail).written(text)
    }

    /// The key as it is written, with ` = ` where only a value can follow and none does yet.
    fn key_text(&self, name: Name, ty: &Ty) -> String {
        let key = words::key(name.as_str());
        let has_inside = |ty: &Ty| match ty {
            Ty::Record(_) | Ty::Map(_) | Ty::Any | Ty::Error => true,
            Ty::List(list) => !list.keys.is_empty(),
            _ => false,
        };
        let is_followed = !self.cursor.behind.is_empty() && !self.cursor.behind.starts_with(['}', '/']);
        if is_followed || ty.required().alternatives().iter().any(has_inside) { key.into_owned() } else { format!("{key} = ") }
    }

    /// The keys that the innermost brackets set already behind these: those whose value is whole (`a = …`, `a { … }`).
    fn set_keys(&self, behind: &[Name]) -> Vec<Name> {
        let Some(open) = self.cursor.open.last().copied() else { return vec![] };
        let entries = self.cursor.split(Some(open), self.cursor.closing(open));
        let others = entries.into_iter().filter(|entry| !entry.contains(&self.cursor.at));
        let keys = others.filter_map(|entry| {
            use jke_syntax::TokenKind::{Assign, BraceOpen, Colon};
            let end = self.cursor.find(entry.clone(), |kind| matches!(kind, Assign | BraceOpen | Colon))?;
            let keys = self.cursor.keys(entry.start..end)?;
            let (last, before) = keys.split_last()?;
            (before == behind).then_some(*last)
        });
        keys.collect()
    }
}

impl Candidate {
    fn written_as(self, kind: CandidateKind) -> Candidate {
        Candidate { kind, ..self }
    }
}

/// What must be set comes first, what every instance has comes last.
fn rank(field: &Field, is_missing: bool) -> u8 {
    match () {
        () if is_missing => 0,
        () if field.notes.deprecated.is_some() => 3,
        () if field.span.is_none() => 2,
        () => 1,
    }
}

fn has(found: &[Candidate], name: Name) -> bool {
    found.iter().any(|candidate| candidate.label == name.as_str())
}
