//! What checking needs to know: the resolved files and what their declarations mean.

use std::sync::Arc;

use jke_model::declaration::{ConstantId, FunctionId, Interfaces, RecordId};
use jke_model::ty::Ty;
use jke_resolve::{DefinitionId, FileIndex, Resolved};
use jke_text::{LoadError, Loader, SourceKind};

use crate::inferred::{LetId, Lets, Waiting, inferred};
use crate::{Declared, Emitted};

/// The read-only context of one check. It is shared between threads.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    pub resolved: &'a Resolved,
    pub interfaces: &'a Arc<Interfaces>,
    /// By definition: what it declares.
    pub meanings: &'a [Meaning],
    /// Where each declaration stands.
    pub places: &'a Places,
    /// The types of `let`s that state none.
    pub lets: &'a Lets,
    /// What modules emit, as far as it was asked.
    pub emitted: &'a Emitted,
    /// Gives the texts of `file "…"` in the project's files.
    pub loader: &'a dyn Loader,
    /// The same in the library's files.
    pub(crate) library: &'a dyn Loader,
    /// The `let`s whose types are being inferred.
    pub(crate) waiting: Option<&'a Waiting<'a>>,
}

/// The definitions of records, functions and constants, by their numbers.
#[derive(Debug, Default)]
pub struct Places {
    pub records: Vec<DefinitionId>,
    pub functions: Vec<DefinitionId>,
    pub constants: Vec<DefinitionId>,
}

/// What a definition declares.
#[derive(Clone, Debug, PartialEq)]
pub enum Meaning {
    Alias(Ty),
    Record(RecordId),
    Function(FunctionId),
    Constant(ConstantId),
}

impl Declared {
    /// What checking needs to know, of the files that were declared.
    pub fn context<'a>(&'a self, resolved: &'a Resolved, loader: &'a dyn Loader) -> Context<'a> {
        let Declared { interfaces, meanings, places, lets, emitted, diagnostics: _ } = self;
        Context { resolved, interfaces, meanings, places, lets, emitted, loader, library: loader, waiting: None }
    }
}

impl<'a> Context<'a> {
    /// The same, with the texts that the library's files name from here.
    pub fn with_library(self, library: &'a dyn Loader) -> Context<'a> {
        Context { library, ..self }
    }

    /// The same, with the texts that the project's files name from elsewhere.
    pub fn with_loader(self, loader: &'a dyn Loader) -> Context<'a> {
        Context { loader, ..self }
    }
}

impl Context<'_> {
    /// What `file "…"` in this file names: a path of the file's own package.
    pub(crate) fn read(&self, file: FileIndex, path: &str) -> Result<String, LoadError> {
        match self.resolved.file(file).source.kind {
            SourceKind::Library => self.library.read(path),
            SourceKind::Project | SourceKind::CommandLine => self.loader.read(path),
        }
    }

    pub fn meaning(&self, id: DefinitionId) -> &Meaning {
        &self.meanings[id.0 as usize]
    }

    /// The type of a module's `let`, inferred where none is written; an error where it waits for itself, which is told with the bodies.
    pub fn let_type(&self, record: RecordId, slot: u32) -> Ty {
        let field = &self.interfaces.record(record).fields[slot as usize];
        inferred(self, LetId::Module(field.owner, slot)).map_or_else(|| field.ty.clone(), |found| found.ty.clone())
    }

    /// The type of a file's `let`, inferred where none is written; an error where it waits for itself.
    pub fn constant_type(&self, id: ConstantId) -> Ty {
        let stated = || self.interfaces.constant(id).ty.clone().unwrap_or_default();
        inferred(self, LetId::File(id)).map_or_else(stated, |found| found.ty.clone())
    }
}
