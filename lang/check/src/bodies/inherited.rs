//! `scale { min = 3 }`, `labels.team = "shop"`, `hosts += […]` in a child: new defaults, made of the inherited ones.

use std::sync::Arc;

use jke_model::declaration::{Record, RecordId};
use jke_model::ir::{Body, BodyEntry, BodyEntryKind, BodyKey, Code, Expr, ExprKind, RecordBody, Shape};
use jke_model::ty::Ty;
use jke_model::value::Text;
use jke_resolve::FileIndex;
use jke_syntax::tree::{self, Entry, EntryKind, Ident, Member};
use jke_text::{Code as DiagnosticCode, Diagnostic, Name, Span};

use super::record::default;
use crate::Context;
use crate::declare::members;
use crate::expr::{Checker, Scene};

/// The one entry of the map in which a default is changed.
const IT: Text = Text::Static("it");

pub(super) struct Inherited {
    /// By slot.
    pub defaults: Vec<(u32, Arc<Code>)>,
    pub diagnostics: Vec<Diagnostic>,
}

/// The defaults that entries give to inherited fields; `so_far` holds the inherited ones.
pub(super) fn defaults(cx: &Context, file: FileIndex, record: &Record, entries: &[&Entry], so_far: &RecordBody) -> Inherited {
    let mut checker = Checker::new(*cx, file, Scene::Declaration { record: record.id });
    let entries: Vec<&Entry> = entries.iter().copied().filter(|entry| is_inherited(&mut checker, record, entry)).collect();
    // The code of an inherited default runs in the frame of the new one.
    for _ in 0..so_far.defaults.iter().flatten().map(|code| code.locals).max().unwrap_or(0) {
        checker.bind(Ident { name: Name::default(), span: Span::NONE }, Ty::Error);
    }
    let mut body = checker.inherited(&entries, &Ty::Record(record.id));
    let mut by_slot: Vec<(u32, Vec<BodyEntry>)> = vec![];
    for entry in std::mem::take(&mut body.entries) {
        let Some(slot) = field(&entry.kind) else { continue };
        match by_slot.iter_mut().find(|(known, _)| *known == slot) {
            Some((_, entries)) => entries.push(entry),
            None => by_slot.push((slot, vec![entry])),
        }
    }
    let (locals, diagnostics) = checker.finish();
    let made = by_slot.into_iter().map(|(slot, entries)| {
        let base = default(so_far, slot).map(|code| code.expr.clone());
        let is_optional = record.fields[slot as usize].ty.is_optional();
        (slot, Arc::new(Code { expr: changed(base, is_optional, entries), locals }))
    });
    Inherited { defaults: made.collect(), diagnostics }
}

/// Whether an entry is a new default; it may be something else, or of a field that this declaration declares, which was told.
fn is_inherited(checker: &mut Checker, record: &Record, entry: &Entry) -> bool {
    match &entry.kind {
        EntryKind::Set { path, .. } | EntryKind::Add { path, .. } | EntryKind::Merge { path, .. } => {
            let field = path.keys.first().and_then(|key| key.name()).and_then(|name| record.field(name));
            field.is_none_or(|(_, field)| field.owner != record.id || field.span.is_none())
        }
        EntryKind::Error => false,
        EntryKind::Remove { .. }
        | EntryKind::Reset { .. }
        | EntryKind::Seal { .. }
        | EntryKind::On { .. }
        | EntryKind::Patch { .. }
        | EntryKind::If { .. } => {
            let error =
                Diagnostic::error(DiagnosticCode::E0108, entry.span, "a declaration gives new defaults by `=`, `{ }` and `+=` only");
            checker.tell(error);
            false
        }
    }
}

fn field(kind: &BodyEntryKind) -> Option<u32> {
    match kind {
        BodyEntryKind::Set { key, .. } | BodyEntryKind::Merge { key, .. } | BodyEntryKind::Add { key, .. } => match key {
            BodyKey::Field(slot) => Some(*slot),
            BodyKey::Named(_) | BodyKey::Entry(_) | BodyKey::Computed(_) => None,
        },
        BodyEntryKind::Remove { .. } | BodyEntryKind::If { .. } => None,
    }
}

/// The default after the entries, which all speak of the one field.
fn changed(base: Option<Expr>, is_optional: bool, mut entries: Vec<BodyEntry>) -> Expr {
    let set = entries.iter_mut().find(|entry| matches!(entry.kind, BodyEntryKind::Set { .. }));
    if let Some(BodyEntryKind::Set { value, .. }) = set.map(take) {
        return value;
    }
    if let [only] = entries.as_mut_slice()
        && matches!(only.kind, BodyEntryKind::Merge { .. })
        && (base.is_none() || !is_optional)
        && let BodyEntryKind::Merge { key: _, shape, body } = take(only)
    {
        let kind = match base {
            Some(base) => ExprKind::With { base: Box::new(base), shape, body },
            None => ExprKind::Build { shape, body },
        };
        return Expr { kind, span: only.span };
    }
    in_map(base, entries)
}

fn take(entry: &mut BodyEntry) -> BodyEntryKind {
    std::mem::replace(&mut entry.kind, BodyEntryKind::Remove { key: BodyKey::Entry(IT) })
}

/// The default as the one entry of a map, which the entries change by the law of `with`: they begin what is not there, and add.
fn in_map(base: Option<Expr>, mut entries: Vec<BodyEntry>) -> Expr {
    let span = entries.first().map_or(Span::NONE, |entry| entry.span);
    let inherited = base.map(|value| BodyEntry { span: value.span, kind: BodyEntryKind::Set { key: BodyKey::Entry(IT), value } });
    let before = Expr { kind: ExprKind::Build { shape: Shape::Map, body: Body { entries: inherited.into_iter().collect() } }, span };
    entries.iter_mut().for_each(rename);
    let after = Expr { kind: ExprKind::With { base: Box::new(before), shape: Shape::Map, body: Body { entries } }, span };
    Expr { kind: ExprKind::Entry { base: Box::new(after), key: IT, keys: [].into() }, span }
}

fn rename(entry: &mut BodyEntry) {
    match &mut entry.kind {
        BodyEntryKind::Set { key, .. }
        | BodyEntryKind::Merge { key, .. }
        | BodyEntryKind::Add { key, .. }
        | BodyEntryKind::Remove { key } => {
            *key = BodyKey::Entry(IT);
        }
        BodyEntryKind::If { .. } => {}
    }
}

/// The nearest default above the record that stands whole at the field: its file, the declaration that holds it, and the value. `None`
/// where there is none, or where one is made of several.
pub(super) fn default_written<'a>(cx: &Context<'a>, record: &Record, slot: u32) -> Option<(FileIndex, RecordId, &'a tree::Expr)> {
    let name = record.fields[slot as usize].name;
    for ancestor in &record.ancestors {
        let definition = cx.resolved.definition(cx.places.records[ancestor.0 as usize]);
        for member in members::of(cx.resolved, definition) {
            let value = match member {
                Member::Field(tree::Field { key, default: Some(value), .. }) if key.name() == Some(name) => value,
                Member::Inherited(Entry { kind: EntryKind::Set { path, value }, .. })
                    if path.keys.len() == 1 && path.keys[0].name() == Some(name) =>
                {
                    value
                }
                Member::Inherited(Entry {
                    kind: EntryKind::Set { path, .. } | EntryKind::Add { path, .. } | EntryKind::Merge { path, .. },
                    ..
                }) if path.keys[0].name() == Some(name) => return None,
                Member::Field(_) | Member::Inherited(_) | Member::Output(_) | Member::Rest { .. } | Member::Stmt(_) | Member::Error => {
                    continue;
                }
            };
            return Some((definition.file, *ancestor, value));
        }
    }
    None
}
