//! The plan of one instance for one target: its layers merged into one tree, before anything is evaluated.
//!
//! `layers` makes it and `instance` evaluates it, lazily, node by node. What a node's value is follows from what lies *beneath* it
//! (the declaration's default for a field of a module; the same path inside the value beneath its parent otherwise) and
//! from the steps on top.

use jke_model::layer::{Operation, PathKey};

/// What the layers say about one path.
#[derive(Debug)]
pub struct Node<'p> {
    pub base: Base<'p>,
    /// Applied in order on top of the base.
    pub steps: Vec<Step<'p>>,
    /// The operation that first made this node, for diagnostics; `None` at the root.
    pub first: Option<&'p Operation>,
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
}

#[derive(Debug)]
pub enum Step<'p> {
    /// What stands inside: a field of a record, an entry of a map or keyed list. A key has one such step, but where an
    /// [`Step::AddEntries`] or a [`Step::Remove`] of it came since: then a new one, whose node lies on what those left.
    Inside { key: PathKey, node: Node<'p> },
    /// `+=` on a plain list.
    Append(&'p Operation),
    /// `+=` on a map or keyed list.
    AddEntries(&'p Operation),
    /// An entry goes; it must be there.
    Remove { key: PathKey, operation: &'p Operation },
}

impl Node<'_> {
    pub fn beneath() -> Self {
        Node { base: Base::Beneath, steps: vec![], first: None }
    }
}
