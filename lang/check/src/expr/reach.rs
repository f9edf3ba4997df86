//! Paths in bodies: where each key leads, how what is not there begins, and the nest of bodies that a path becomes.

use jke_model::ir::{self, BodyEntry, BodyEntryKind, BodyKey, Shape};
use jke_model::layer::PathKey;
use jke_model::ty::{Literal, Ty};
use jke_model::value::Text;
use jke_syntax::tree::{FieldPath, Key, KeyKind, StringLiteral};
use jke_text::{Code, Diagnostic, Name, Span};

use super::{BodyKind, Checker};
use crate::keys::left_to_api;
use crate::step::{self, NoStep, StepKind, shown, step};

/// A place inside a value, whose entries are read.
#[derive(Clone)]
pub(super) struct At {
    pub ty: Ty,
    pub path: Vec<PathKey>,
    pub kind: BodyKind,
    /// Nothing is there but what the type's own defaults give.
    pub fresh: bool,
    /// Of an entry of a keyed list: the fields that its key sets.
    pub given: Vec<Name>,
    /// Of such an entry too: the fields that its key leaves to the API, which may be set to the API's default only.
    pub left_to_api: Vec<(Name, Literal)>,
    /// Where the field, or the one that holds the entry, is declared.
    pub declared: Span,
}

/// Where one key of a path leads.
pub(super) struct Reached {
    pub key: BodyKey,
    /// `None` where the key is computed.
    pub name: Option<Name>,
    pub span: Span,
    pub at: At,
    pub kind: StepKind,
}

impl Checker<'_> {
    /// Where each key of a path leads. `None` where one is wrong, which is told.
    pub(super) fn reach(&mut self, path: &FieldPath, at: &At) -> Option<Vec<Reached>> {
        let mut reached: Vec<Reached> = vec![];
        for (index, key) in path.keys.iter().enumerate() {
            let from = match reached.last_mut() {
                None => at.clone(),
                Some(_) => {
                    let names: Vec<Name> = key.name().into_iter().collect();
                    let (_, inner) = self.open(&reached[index - 1], &names, path.keys[index - 1].span)?;
                    reached[index - 1].at.ty = inner.ty.clone();
                    inner
                }
            };
            reached.push(self.follow(&from, key)?);
        }
        Some(reached)
    }

    pub(super) fn follow(&mut self, from: &At, key: &Key) -> Option<Reached> {
        let name = match &key.kind {
            KeyKind::Name(name) if name.is_empty() => return None,
            KeyKind::Name(name) => *name,
            KeyKind::Computed(text) => return self.computed_key(from, text, key.span),
        };
        let found = step(self.interfaces(), &from.ty, step::Written { name, span: key.span, before: &from.path });
        let step::Step { key: step_key, ty, kind, declared, has_default, warning } = match found {
            Ok(step) => step,
            Err(NoStep::Silent) => return None,
            Err(NoStep::Wrong(diagnostic)) => {
                self.tell(*diagnostic);
                return None;
            }
        };
        self.diagnostics.extend(warning);
        let left = from.left_to_api.iter().find(|(field, _)| *field == step_key.name());
        let ty = left.map_or(ty, |(_, default)| Ty::Literal(*default).optional());
        if from.given.contains(&step_key.name()) && left.is_none() {
            let error = Diagnostic::error(Code::E0409, key.span, format!("the path sets `{name}` here"));
            self.tell(error.help(format!("leave this out; an entry with another `{name}` is another entry")));
            return None;
        }
        let mut path = from.path.clone();
        path.push(step_key);
        let body_key = match step_key {
            PathKey::Field { slot, .. } => BodyKey::Field(slot),
            PathKey::Named(name) => BodyKey::Named(name),
            PathKey::Entry(name) => BodyKey::Entry(Text::from(name)),
        };
        let declared = if declared.is_none() { from.declared } else { declared };
        let (given, left_to_api) = match &kind {
            StepKind::Element(list) => (list.keys.clone(), left_to_api(self.interfaces(), list, step_key.name())),
            StepKind::Field | StepKind::Entry => (vec![], vec![]),
        };
        let at = At { ty, path, kind: from.kind, fresh: from.fresh && !has_default, given, left_to_api, declared };
        Some(Reached { key: body_key, name: Some(step_key.name()), span: key.span, at, kind })
    }

    /// `"ad.datadoghq.com/\(c.name).checks"`
    fn computed_key(&mut self, from: &At, text: &StringLiteral, span: Span) -> Option<Reached> {
        let (key, ty) = self.string(text);
        if ty == Ty::Secret {
            let error = self.secret_used(span, "a key");
            self.tell(error);
            return None;
        }
        let (key, ty, kind) = match from.ty.required() {
            Ty::Map(map) => (self.fit(key, &ty, &map.key), map.value.clone(), StepKind::Entry),
            Ty::Any => (key, Ty::Any, StepKind::Entry),
            Ty::List(list) if !list.keys.is_empty() => (key, list.element.clone(), StepKind::Element(list.clone())),
            Ty::Record(record) => match &self.interfaces().record(*record).rest {
                Some(rest) => (key, rest.clone(), StepKind::Entry),
                None => {
                    let name = self.interfaces().record(*record).name;
                    let error = Diagnostic::error(Code::E0301, span, format!("the name of a field of {name} can't be computed"));
                    self.tell(error.help("keys that are computed belong to maps; choose a field with `if`"));
                    return None;
                }
            },
            Ty::Error => return None,
            other => {
                let shown = self.show(other);
                self.tell(Diagnostic::error(Code::E0302, span, format!("{shown} has no entries")));
                return None;
            }
        };
        let mut path = from.path.clone();
        path.push(PathKey::Entry(Name::new("…")));
        let given = if let StepKind::Element(list) = &kind { list.keys.clone() } else { vec![] };
        let (kind_of_body, fresh, declared) = (from.kind, from.fresh, from.declared);
        let at = At { ty, path, kind: kind_of_body, fresh, given, left_to_api: vec![], declared };
        Some(Reached { key: BodyKey::Computed(key), name: None, span, at, kind })
    }

    /// What is inside a place into which something is merged: a union is the record that has the fields which are set.
    pub(super) fn open(&mut self, reached: &Reached, names: &[Name], span: Span) -> Option<(Shape, At)> {
        let whole = &reached.at.ty;
        if let Ty::List(list) = whole.required()
            && list.keys.is_empty()
        {
            let shown = shown(&reached.at.path);
            let error = Diagnostic::error(Code::E0409, span, format!("`{shown}` is a list: there is nothing to merge by name"));
            self.tell(error.help(format!("`{shown} = […]` sets the list")));
            return None;
        }
        let Some(shape) = self.shape(whole) else {
            let shown = shown(&reached.at.path);
            let error = Diagnostic::error(Code::E0302, span, format!("`{shown}` has no fields that `{{ … }}` could set"));
            self.tell(error.help(format!("`{shown} = …` sets it whole")));
            return None;
        };
        let inner = step::with_fields(self.interfaces(), whole, names).required().clone();
        // Where nothing is there yet, the only record that fits is the one that is made.
        let inner = match inner {
            Ty::Union(alternatives) if reached.at.fresh && alternatives.len() == 1 => alternatives[0].clone(),
            other => other,
        };
        let shape = match (&inner, reached.at.fresh) {
            (Ty::Record(id), true) => Shape::Record(*id),
            (Ty::Union(records), true) if matches!(shape, Shape::Union(_)) => {
                let (of, first, shown) = (self.show(&inner), self.show(&records[0]), shown(&reached.at.path));
                let error = Diagnostic::error(Code::E0309, reached.span, format!("nothing tells which of {of} `{shown}` is"));
                self.tell(error.help(format!("name it, as in `{shown} = {first} {{ … }}`")));
                return None;
            }
            (_, _) => shape,
        };
        Some((shape, At { ty: inner, ..reached.at.clone() }))
    }

    /// The entry that a path makes: a nest of bodies, of which the innermost holds what stands at its end.
    pub(super) fn nest(&self, reached: Vec<Reached>, span: Span, last: impl FnOnce(BodyKey) -> BodyEntryKind) -> BodyEntry {
        let mut keys = reached.into_iter().rev();
        let end = keys.next().expect("a path has a key");
        let mut entry = BodyEntry { kind: last(end.key), span };
        for Reached { key, at, .. } in keys {
            let shape = self.shape(&at.ty).unwrap_or(Shape::Error);
            entry = BodyEntry { kind: BodyEntryKind::Merge { key, shape, body: ir::Body { entries: vec![entry] } }, span };
        }
        entry
    }
}
