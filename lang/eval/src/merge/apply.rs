//! One layer's operations onto the tree of the layers below.
//!
//! A tree is shared between targets: only the nodes on the way to what changes are copied. Nothing is judged here; the
//! blocks are taken in an order that the law allows.

use std::sync::Arc;

use jke_model::layer::{Block, Operation, OperationKind, PathKey};

use super::order::{self, Brought, What};
use super::standing::Standings;
use crate::plan::{Base, Index, Node, Rival, Step};

/// From so many steps on a node has an index.
const MANY: usize = 64;

/// The blocks of one layer that hold, from wide to narrow.
pub(super) fn apply<'p>(root: &mut Arc<Node<'p>>, blocks: &[&'p Block], standings: &Standings, rivals: &[(&'p Operation, Rival<'p>)]) {
    let mut layer = Layer { blocks, standings, rivals, brought: vec![], added: vec![] };
    match blocks {
        [] => {}
        [_] => layer.block(root, 0),
        _ => {
            for rank in standings.ranks() {
                rank.iter().for_each(|block| layer.block(root, *block));
                order::sort(root, &mut layer.brought, &layer.added);
                layer.added.clear();
            }
        }
    }
}

struct Layer<'a, 'p> {
    blocks: &'a [&'p Block],
    standings: &'a Standings,
    rivals: &'a [(&'p Operation, Rival<'p>)],
    /// The entries that the blocks of the present rank bring.
    brought: Vec<Brought<'p>>,
    /// The `+=`s of the present rank. They bring nothing in which its blocks set something: that is a clash.
    added: Vec<&'p Operation>,
}

impl<'p> Layer<'_, 'p> {
    fn block(&mut self, root: &mut Arc<Node<'p>>, block: usize) {
        for operation in &self.blocks[block].operations {
            match &operation.kind {
                OperationKind::Set(_) => *self.leaf(root, operation, block) = replaced(Base::Set(operation), operation),
                OperationKind::Reset if self.is_set_beside(operation, block) => {}
                OperationKind::Reset => *self.leaf(root, operation, block) = replaced(self.before(operation, block), operation),
                OperationKind::Merge => merge(Arc::make_mut(self.leaf(root, operation, block)), operation),
                OperationKind::Append(_) => Arc::make_mut(self.leaf(root, operation, block)).steps.push(Step::Append(operation)),
                OperationKind::AddEntries(_) => self.add_entries(root, operation, block),
                OperationKind::Remove => self.remove(root, operation, block),
                OperationKind::Seal { .. } => {}
            }
        }
    }

    /// What a `reset` returns to.
    fn before(&self, reset: &'p Operation, block: usize) -> Base<'p> {
        match self.blocks[block].patch {
            None => Base::Default(reset),
            Some(_) => Base::Emitted(reset),
        }
    }

    /// `reset p` beside `p = v` means the latter, whichever block is applied first.
    fn is_set_beside(&self, reset: &Operation, block: usize) -> bool {
        let competitors = (0..self.blocks.len()).filter(|other| self.standings.compete(block, *other));
        let mut operations = competitors.flat_map(|other| &self.blocks[other].operations);
        operations.any(|other| matches!(other.kind, OperationKind::Set(_)) && other.path == reset.path)
    }

    fn add_entries(&mut self, root: &mut Arc<Node<'p>>, operation: &'p Operation, block: usize) {
        let rivals = self.rivals.iter().filter(|(of, _)| std::ptr::eq(*of, operation)).map(|(_, rival)| rival.clone());
        let step = Step::AddEntries { operation, rivals: rivals.collect() };
        let node = Arc::make_mut(self.leaf(root, operation, block));
        let step_index = node.steps.len();
        node.steps.push(step);
        self.added.push(operation);
        self.note(Brought { path: &operation.path, step: step_index, block, what: What::New });
    }

    /// A block alone brings its entries as written: there is nothing to remember.
    fn note(&mut self, brought: Brought<'p>) {
        if self.blocks.len() > 1 {
            self.brought.push(brought);
        }
    }

    fn remove(&mut self, root: &mut Arc<Node<'p>>, operation: &'p Operation, block: usize) {
        let (last, holder) = operation.path.split_last().expect("an operation has a path of at least one key");
        let node = Arc::make_mut(self.reach(root, operation, holder, block));
        let step = node.steps.len();
        node.steps.push(Step::Remove { key: *last, operation });
        self.note(Brought { path: holder, step, block, what: What::Gone });
    }

    fn leaf<'t>(&mut self, root: &'t mut Arc<Node<'p>>, operation: &'p Operation, block: usize) -> &'t mut Arc<Node<'p>> {
        self.reach(root, operation, &operation.path, block)
    }

    /// The node at a path that is the operation's or one above it; those that are not there are made.
    fn reach<'t>(
        &mut self,
        root: &'t mut Arc<Node<'p>>,
        operation: &'p Operation,
        path: &'p [PathKey],
        block: usize,
    ) -> &'t mut Arc<Node<'p>> {
        let mut node = root;
        for (depth, key) in path.iter().enumerate() {
            let holder = Arc::make_mut(node);
            let known = if holder.steps.len() < MANY { find(holder, *key, &self.added) } else { find_by_index(holder, *key, &self.added) };
            let at = known.unwrap_or_else(|| {
                let node = Arc::new(Node { first: Some(operation), ..Node::beneath() });
                holder.steps.push(Step::Inside { key: *key, node });
                holder.steps.len() - 1
            });
            if let PathKey::Entry(_) = key {
                let what = if known.is_none() { What::New } else { What::Known };
                self.note(Brought { path: &path[..depth], step: at, block, what });
            }
            let Step::Inside { node: inside, .. } = &mut holder.steps[at] else { unreachable!("`find` finds what stands inside") };
            if shapeless(inside, depth) && operation.shapes[depth].is_some() {
                Arc::make_mut(inside).first = Some(operation);
            }
            node = inside;
        }
        node
    }
}

/// The operation that made a node set a leaf: it does not say how the node begins where something is set inside it.
fn shapeless(node: &Node, depth: usize) -> bool {
    node.first.is_none_or(|first| first.shapes[depth].is_none())
}

/// The step in which what stands at a key can still be changed. `added` are the `+=`s that bring no such key.
pub(super) fn find(node: &Node, key: PathKey, added: &[&Operation]) -> Option<usize> {
    let name = key.name();
    for (at, step) in node.steps.iter().enumerate().rev() {
        match step {
            Step::Inside { key, .. } if key.name() == name => return Some(at),
            Step::Remove { key, .. } if key.name() == name => return None,
            Step::AddEntries { operation, .. } if !added.iter().any(|each| std::ptr::eq(*each, *operation)) => return None,
            Step::Inside { .. }
            | Step::Remove { .. }
            | Step::AddEntries { .. }
            | Step::Append(_)
            | Step::Begin(_)
            | Step::Together
            | Step::Sort => {}
        }
    }
    None
}

/// The same for a node with many steps: what was pushed since is read into its index first.
fn find_by_index(node: &mut Node, key: PathKey, added: &[&Operation]) -> Option<usize> {
    let Node { steps, index, .. } = node;
    let Index { last, additions, upto } = &mut **index.get_or_insert_default();
    for (at, step) in steps.iter().enumerate().skip(*upto) {
        match step {
            Step::Inside { key, .. } | Step::Remove { key, .. } => drop(last.insert(key.name(), at)),
            Step::AddEntries { .. } => additions.push(at),
            Step::Append(_) | Step::Begin(_) | Step::Together | Step::Sort => {}
        }
    }
    *upto = steps.len();
    let at = *last.get(&key.name())?;
    let is_foreign = |add: &usize| match &steps[*add] {
        Step::AddEntries { operation, .. } => !added.iter().any(|each| std::ptr::eq(*each, *operation)),
        _ => false,
    };
    let hidden = additions.iter().rev().take_while(|add| **add > at).any(is_foreign);
    (!hidden && matches!(steps[at], Step::Inside { .. })).then_some(at)
}

fn replaced<'p>(base: Base<'p>, operation: &'p Operation) -> Arc<Node<'p>> {
    Arc::new(Node { base, steps: vec![], first: Some(operation), index: None })
}

/// `a { }` where the value set by a lower layer may be absent.
fn merge<'p>(node: &mut Node<'p>, operation: &'p Operation) {
    match node.base {
        Base::Beneath => {}
        Base::Set(_) | Base::Default(_) | Base::Emitted(_) if node.steps.is_empty() => node.steps.push(Step::Begin(operation)),
        Base::Set(_) | Base::Default(_) | Base::Emitted(_) => {}
    }
}
