//! The order of the entries that several blocks bring, of which none is narrower than another: by key.

use std::sync::Arc;

use jke_model::layer::{Operation, PathKey};
use jke_text::Name;

use super::apply::find;
use crate::plan::{Node, Step};

/// An entry that a block of the present rank names or removes, or a `+=` that brings some.
pub(super) struct Brought<'p> {
    /// Of the map or keyed list.
    pub path: &'p [PathKey],
    /// Its step there.
    pub step: usize,
    pub block: usize,
    pub what: What,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// The step was not there before.
    New,
    Known,
    /// A removal, which is a step of its own.
    Gone,
}

/// Sorts what several blocks of one rank brought to one map or keyed list; what one block alone brought stays as written.
pub(super) fn sort<'p>(root: &mut Arc<Node<'p>>, brought: &mut Vec<Brought<'p>>, added: &[&'p Operation]) {
    let names = |path: &'p [PathKey]| path.iter().map(|key| key.name());
    brought.sort_by(|one, two| names(one.path).cmp(names(two.path)));
    for together in brought.chunk_by(|one, two| names(one.path).eq(names(two.path))) {
        let from = together.iter().filter(|each| each.what != What::Known).map(|each| each.step).min();
        let Some((from, node)) = from.zip(node_at(root, together[0].path, added)) else { continue };
        node.index = None;
        let gone = removed(&node.steps, from);
        let stays = |each: &&Brought| node.steps.get(each.step).is_none_or(|step| !is_inside(step, &gone));
        let mut naming = together.iter().filter(|each| each.what != What::Gone && each.step >= from).filter(stays).map(|each| each.block);
        let first = naming.next();
        if naming.any(|block| Some(block) != first) {
            sort_steps(&mut node.steps, from);
        } else if !gone.is_empty() {
            node.steps[from..].sort_by_key(|step| !matches!(step, Step::Remove { .. }));
        }
        leave_out(&mut node.steps, from, &gone);
    }
    brought.clear();
}

/// The entries that a block of the rank removes.
fn removed(steps: &[Step], from: usize) -> Vec<Name> {
    let gone = steps.iter().skip(from).filter_map(|step| if let Step::Remove { key, .. } = step { Some(key.name()) } else { None });
    gone.collect()
}

fn is_inside(step: &Step, keys: &[Name]) -> bool {
    matches!(step, Step::Inside { key, .. } if keys.contains(&key.name()))
}

/// What one block removes and another makes anew, a narrower one says in full: nothing of it stays, whichever came first.
fn leave_out(steps: &mut Vec<Step>, from: usize, gone: &[Name]) {
    if !gone.is_empty() {
        let mut at = 0;
        steps.retain(|step| {
            at += 1;
            at <= from || !is_inside(step, gone)
        });
    }
}

/// `None` where the way there was dropped by a block that settles a clash.
fn node_at<'t, 'p>(root: &'t mut Arc<Node<'p>>, path: &[PathKey], added: &[&'p Operation]) -> Option<&'t mut Node<'p>> {
    let mut node = root;
    for key in path {
        let at = find(node, *key, added)?;
        let Step::Inside { node: inside, .. } = &mut Arc::make_mut(node).steps[at] else { return None };
        node = inside;
    }
    Some(Arc::make_mut(node))
}

fn sort_steps(steps: &mut Vec<Step>, from: usize) {
    if from >= steps.len() {
        return;
    }
    steps[from..].sort_by(|one, two| place(one).cmp(&place(two)));
    if steps[from..].iter().any(|step| matches!(step, Step::AddEntries { .. })) {
        let removed = steps[from..].iter().take_while(|step| matches!(step, Step::Remove { .. })).count();
        steps.insert(from + removed, Step::Together);
        steps.push(Step::Sort);
    }
}

/// What goes, goes first; what a `+=` brings is sorted in when it is known.
fn place(step: &Step) -> (u8, &'static str, u32) {
    match step {
        Step::Remove { key, .. } => (0, key.name().as_str(), 0),
        Step::Begin(_) | Step::Together | Step::Sort => (1, "", 0),
        Step::Inside { key, .. } => (2, key.name().as_str(), 0),
        Step::Append(operation) | Step::AddEntries { operation, .. } => (3, "", operation.span.start),
    }
}
