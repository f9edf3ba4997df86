//! What checking needs to know: the resolved files and what their declarations mean.

use std::sync::Arc;

use jke_model::declaration::{ConstantId, FunctionId, Interfaces, RecordId};
use jke_model::ty::Ty;
use jke_resolve::{DefinitionId, Resolved};
use jke_text::Loader;

/// The read-only context of one check. It is shared between threads.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    pub resolved: &'a Resolved,
    pub interfaces: &'a Arc<Interfaces>,
    /// By definition: what it declares.
    pub meanings: &'a [Meaning],
    /// Gives the texts of `file "…"`.
    pub loader: &'a dyn Loader,
}

/// What a definition declares.
#[derive(Clone, Debug, PartialEq)]
pub enum Meaning {
    Alias(Ty),
    Record(RecordId),
    Function(FunctionId),
    Constant(ConstantId),
}

impl Context<'_> {
    pub fn meaning(&self, id: DefinitionId) -> &Meaning {
        &self.meanings[id.0 as usize]
    }

    /// The type of a module's `let`, inferred where none is written.
    pub fn let_type(&self, record: RecordId, slot: u32) -> Ty {
        self.interfaces.record(record).fields[slot as usize].ty.clone()
    }

    /// The type of a file's `let`, inferred where none is written.
    pub fn constant_type(&self, id: ConstantId) -> Ty {
        self.interfaces.constant(id).ty.clone().unwrap_or_default()
    }
}
