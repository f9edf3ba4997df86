//! `containers.nginx = { image = "…" }`: an element that is set whole has its key from the path.

use std::borrow::Cow;

use jke_model::ir::{KeyField, KeyKind, Shape};
use jke_model::ty::Ty;
use jke_syntax::tree::{Body, Entry, EntryKind, Expr, ExprKind, FieldPath, Key, StringLiteral, StringPart};
use jke_text::{Code, Diagnostic, Name, Span};

use super::body::{Place, Reading};
use crate::expr::shape;
use crate::keys;
use crate::step::StepKind;

/// A field of an element and what the path sets it to.
struct Given {
    field: Name,
    value: Expr,
}

impl Reading<'_> {
    /// The value with the fields that the path sets, where it is written out; `None` where it sets one of them otherwise.
    pub(super) fn element<'v>(&mut self, place: &Place, value: &'v Expr) -> Option<Cow<'v, Expr>> {
        let ExprKind::Body { path, body } = &value.kind else { return Some(Cow::Borrowed(value)) };
        let given = self.given(place, value.span);
        let mut entries = vec![];
        for Given { field, value } in given {
            match set_in(body, field) {
                None => entries.push(entry(field, value)),
                Some(written) if literal(written).is_none_or(|written| Some(written) == literal(&value)) => {}
                Some(written) => {
                    let error = Diagnostic::error(Code::E0409, written.span, format!("the path sets `{field}`, to another value"));
                    self.refuse(error.help(format!("leave this out; an entry with another `{field}` is another entry")));
                    return None;
                }
            }
        }
        if entries.is_empty() {
            return Some(Cow::Borrowed(value));
        }
        entries.extend(body.entries.iter().cloned());
        let body = Body { entries, span: body.span };
        Some(Cow::Owned(Expr { kind: ExprKind::Body { path: path.clone(), body }, span: value.span }))
    }

    /// What the last key of a path sets in the element that it names.
    fn given(&self, place: &Place, span: Span) -> Vec<Given> {
        let (StepKind::Element(list), Some(key)) = (&place.last, place.path.last()) else { return vec![] };
        let Some(Shape::Keyed { element, keys: fields }) = shape(self.cx.interfaces, &Ty::List(list.clone())) else { return vec![] };
        let record = self.cx.interfaces.record(element);
        let parts = keys::parts(key.name().as_str(), fields.len()).unwrap_or_default();
        let left = keys::left_to_api(self.cx.interfaces, list, key.name());
        let given = fields.iter().zip(parts).map(|(KeyField { slot, kind, default: _, by_api: _ }, part)| {
            let field = record.fields[*slot as usize].name;
            let number = match kind {
                KeyKind::Text => None,
                KeyKind::Int | KeyKind::IntOrText => part.parse().ok(),
            };
            let kind = match number {
                Some(number) => ExprKind::Int(number),
                None => ExprKind::String(StringLiteral { parts: vec![StringPart::Text(part.into())], span }),
            };
            Given { field, value: Expr { kind, span } }
        });
        given.filter(|given| left.iter().all(|(name, _)| *name != given.field)).collect()
    }
}

fn entry(field: Name, value: Expr) -> Entry {
    let span = value.span;
    let key = Key { kind: jke_syntax::tree::KeyKind::Name(field), span };
    Entry { kind: EntryKind::Set { path: FieldPath { keys: vec![key], span }, value }, span }
}

/// The value that a body sets a field to, as it is written.
fn set_in(body: &Body, field: Name) -> Option<&Expr> {
    body.entries.iter().find_map(|entry| match &entry.kind {
        EntryKind::Set { path, value } if path.keys.len() == 1 && path.keys[0].name() == Some(field) => Some(value),
        EntryKind::Set { .. }
        | EntryKind::Add { .. }
        | EntryKind::Merge { .. }
        | EntryKind::Remove { .. }
        | EntryKind::Reset { .. }
        | EntryKind::Seal { .. }
        | EntryKind::On { .. }
        | EntryKind::Patch { .. }
        | EntryKind::If { .. }
        | EntryKind::Error => None,
    })
}

fn literal(value: &Expr) -> Option<String> {
    match &value.kind {
        ExprKind::Int(number) => Some(number.to_string()),
        ExprKind::String(text) => text.text().map(|text| text.to_string()),
        _ => None,
    }
}
