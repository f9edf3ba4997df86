//! The plan of one instance for one target: its layers merged into one tree, before anything is evaluated.
//!
//! `layers` makes it and `instance` evaluates it, lazily, node by node. What a node's value is follows from what lies *beneath* it
//! (the declaration's default for a field of a module; the same path inside the value beneath its parent otherwise) and
//! from the steps on top. Trees of several targets share the nodes in which they don't differ.

use std::sync::Arc;

use jke_model::layer::{Operation, PathKey};
use jke_text::Name;
use rustc_hash::FxHashMap;

/// What the layers say about one path.
#[derive(Debug, Clone)]
pub struct Node<'p> {
    pub base: Base<'p>,
    /// Applied in order on top of the base.
    pub steps: Vec<Step<'p>>,
    /// The operation that first made this node, or, where that one set a leaf, that first set something inside it: its shape
    /// at this depth is the node's. `None` at the root.
    pub first: Option<&'p Operation>,
    /// Of a node with many steps.
    pub(crate) index: Option<Box<Index>>,
}

/// Where the steps of a node stand, as far as it was looked.
#[derive(Debug, Clone, Default)]
pub(crate) struct Index {
    /// The last step of each key.
    pub last: FxHashMap<Name, usize>,
    /// The steps that add entries, in order.
    pub additions: Vec<usize>,
    /// How many steps were looked at.
    pub upto: usize,
}

/// Where a node's value begins.
#[derive(Debug, Clone, Copy)]
pub enum Base<'p> {
    /// What lies beneath; where that is absent and the node has steps, or is a merge, what its shape begins with.
    Beneath,
    /// `=`: this value, whatever lies beneath.
    Set(&'p Operation),
    /// `reset`: the declaration's default.
    Default(&'p Operation),
    /// `reset` in a patch: what the object was emitted with.
    Emitted(&'p Operation),
}

#[derive(Debug, Clone)]
pub enum Step<'p> {
    /// What stands inside: a field of a record, an entry of a map or keyed list. A key has one such step, but where an
    /// [`Step::AddEntries`] or a [`Step::Remove`] of it came since: then a new one, whose node lies on what those left.
    Inside { key: PathKey, node: Arc<Node<'p>> },
    /// `a { }` on what a base that is not beneath gives: where that is absent, the node begins with its shape.
    Begin(&'p Operation),
    /// `+=` on a plain list.
    Append(&'p Operation),
    /// `+=` on a map or keyed list.
    AddEntries {
        operation: &'p Operation,
        /// What this clashes with if the entry is among those that it brings: empty where its keys stand in the source, for
        /// then the clash was told.
        rivals: Vec<Rival<'p>>,
    },
    /// An entry goes; it must be there.
    Remove { key: PathKey, operation: &'p Operation },
    /// From here to the next [`Step::Sort`] several blocks speak, of which none is narrower than another.
    Together,
    /// The entries that are new since the last [`Step::Together`] stand sorted by key, behind those that were there.
    Sort,
}

/// Another operation that concerns entries of the map or keyed list to which a `+=` adds, and over which it does not win.
#[derive(Debug, Clone)]
pub struct Rival<'p> {
    /// The entry; `None`: a `+=` of its own, of each entry that it brings.
    pub key: Option<Name>,
    /// A [`jke_model::layer::OperationKind::Seal`] where the entry is sealed.
    pub operation: &'p Operation,
    /// With `key: None`: the entries which a block narrower than both sets, so that they are no clash.
    pub settled: Vec<Name>,
}

impl Node<'_> {
    pub fn beneath() -> Self {
        Node { base: Base::Beneath, steps: vec![], first: None, index: None }
    }
}
