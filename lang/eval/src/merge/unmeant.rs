//! What a patch does to what was emitted, and most likely doesn't mean: an entry that nearly has the name of one that is there, and a `=`
//! that drops entries.
//!
//! What layers of patches do to each other is seen in what is written, and told by `warnings`; here only what a value shows is told. The
//! owner's patches are for many instances, and are not judged by one.

use jke_model::declaration::Interfaces;
use jke_model::ir::Shape;
use jke_model::layer::{Block, Operation, OperationKind, PathKey};
use jke_model::value::{Data, Value};
use jke_text::{Code, Diagnostic, Name};

use super::Patch;
use super::clash::keys_of;
use super::near::is_slip_of;
use super::words::shown;
use crate::open::{element_key, origin_span};
use crate::patch::inside;
use crate::plan::{Base, Node, Step};

impl Patch<'_> {
    /// The warnings about what is laid on an object that was emitted so.
    pub fn unmeant(&self, interfaces: &Interfaces, emitted: &Value) -> Vec<Diagnostic> {
        let mut told = vec![];
        self.look(interfaces, (&self.plan, 0), emitted, &mut told);
        told
    }

    fn look(&self, interfaces: &Interfaces, (node, depth): (&Node, usize), emitted: &Value, told: &mut Vec<Diagnostic>) {
        for step in &node.steps {
            let Step::Inside { key, node: inner } = step else { continue };
            let Some(first) = inner.first else { continue };
            let shape = depth.checked_sub(1).and_then(|outer| first.shapes.get(outer)).and_then(Option::as_ref);
            match (inside(interfaces, emitted, *key, shape), inner.base) {
                (Some(value), Base::Beneath) => self.look(interfaces, (inner, depth + 1), &value, told),
                (Some(value), Base::Set(operation)) => told.extend(self.drops_entries(operation, depth, &value)),
                (None, Base::Beneath | Base::Set(_)) => told.extend(self.near_entry((node, depth), *key, first, &entries(emitted, shape))),
                (_, Base::Default(_) | Base::Emitted(_)) => {}
            }
        }
    }

    /// The block of the instance itself that says this.
    fn own_block(&self, operation: &Operation) -> Option<&Block> {
        let own = self.blocks.iter().copied().filter(|block| block.module.is_none());
        own.into_iter().find(|block| block.operations.iter().any(|each| std::ptr::eq(each, operation)))
    }

    fn near_entry(&self, (node, depth): (&Node, usize), key: PathKey, first: &Operation, entries: &[(Name, &Value)]) -> Option<Diagnostic> {
        let PathKey::Entry(name) = key else { return None };
        // Whoever speaks of both means both.
        let is_named = |known: Name| node.steps.iter().any(|step| key_of(step) == Some(known));
        let is_near = |known: Name| is_slip_of(name.as_str(), known.as_str()) && !is_named(known);
        let (near, there) = entries.iter().find(|(known, _)| is_near(*known))?;
        self.own_block(first)?;
        let path = |last: Name| shown(first.path[..depth].iter().map(|key| key.name()).chain([last]));
        let message = format!("`{}` is a new entry, and `{}` is emitted already", path(name), path(*near));
        let warning = Diagnostic::warning(Code::NearEntry, first.span, message);
        Some(warning.label(origin_span(there), "this one").help(format!("if it is meant, write `{}`", path(*near))))
    }

    fn drops_entries(&self, operation: &Operation, depth: usize, value: &Value) -> Option<Diagnostic> {
        let OperationKind::Set(code) = &operation.kind else { return None };
        let kept = keys_of(&code.expr)?;
        let own = self.own_block(operation)?;
        let is_meant = |other: &Operation| matches!(other.kind, OperationKind::Reset) && other.path == operation.path;
        // Where other patches give entries, it is told of those.
        let gives = |other: &Operation| other.path.starts_with(&operation.path) && !std::ptr::eq(other, operation);
        let mut others = self.blocks.iter().flat_map(|block| &block.operations);
        if own.operations.iter().any(is_meant) || others.any(gives) {
            return None;
        }
        let there = entries(value, operation.shapes.get(depth).and_then(Option::as_ref));
        let lost: Vec<_> = there.iter().filter(|(name, _)| !kept.contains(name)).collect();
        let (_, given) = lost.first()?;
        let names = lost.iter().map(|(name, _)| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        let path = shown(operation.path.iter().map(|key| key.name()));
        let message = format!("`{path} = …` drops {names}, which the module emits");
        let warning = Diagnostic::warning(Code::DropsEntries, operation.span, message).label(origin_span(given), "given here");
        Some(warning.help(format!("write `{path} {{ … }}` to add to what is there; `reset {path}` beside it says that this is meant")))
    }
}

fn key_of(step: &Step) -> Option<Name> {
    match step {
        Step::Inside { key, .. } | Step::Remove { key, .. } => Some(key.name()),
        Step::Begin(_) | Step::Append(_) | Step::AddEntries { .. } | Step::Together | Step::Sort => None,
    }
}

/// The entries of a map, an open record or a keyed list.
fn entries<'v>(value: &'v Value, shape: Option<&Shape>) -> Vec<(Name, &'v Value)> {
    match (&value.data, shape) {
        (Data::Map(map), _) => map.iter().map(|(name, value)| (Name::new(name), value)).collect(),
        (Data::Record(record), _) => record.rest.iter().map(|(name, value)| (Name::new(name), value)).collect(),
        (Data::List(list), Some(Shape::Keyed { element: _, keys })) => {
            list.iter().filter_map(|element| Some((Name::new(&element_key(element, keys)?), element))).collect()
        }
        _ => vec![],
    }
}
