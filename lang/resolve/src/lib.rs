//! Files to one project: which files there are, what each declares and imports, what each name means, and what the project's axes and
//! targets are.
//!
//! Nothing here looks into types or expressions; `check` does, with the scopes made here.

use std::sync::Arc;

use jke_model::target::Project;
use jke_syntax::Parsed;
use jke_text::{Diagnostic, Name, Source, Sources, Span};
use rustc_hash::FxHashMap;

/// All files of a project and of the libraries that it reaches, with their names resolved.
#[derive(Debug, Default)]
pub struct Resolved {
    pub sources: Sources,
    pub files: Vec<ResolvedFile>,
    pub definitions: Vec<Definition>,
    pub project: Project,
    /// The platform first, if there is one, then the apps by name. Of two apps of one name only the first is here.
    pub instances: Vec<InstanceItem>,
    pub diagnostics: Vec<Diagnostic>,
}

/// Index into [`Resolved::files`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct FileIndex(pub u32);

/// Index into [`Resolved::definitions`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct DefinitionId(pub u32);

#[derive(Debug)]
pub struct ResolvedFile {
    pub source: Arc<Source>,
    pub parsed: Arc<Parsed>,
    /// The path by which others import it: `shop.lib.labels`, `std.app.application`, `k8s.apps.v1`.
    pub module: Vec<Name>,
    /// A file of the project's root folder itself, where the project's and the platform's items may stand.
    pub in_root_folder: bool,
    /// What the names of this file's scope mean: its folder's declarations and its imports.
    pub scope: FxHashMap<Name, Binding>,
}

/// What a name of a file's scope stands for.
#[derive(Clone, Debug, PartialEq)]
pub enum Binding {
    Definition(DefinitionId),
    /// `import acme.web as web`: what the module exports.
    Module(Arc<FxHashMap<Name, DefinitionId>>),
}

/// A declaration at the top of a file.
#[derive(Debug, Clone)]
pub struct Definition {
    /// As declared, with its dots (`Deployment.Spec`).
    pub name: Name,
    pub kind: DefinitionKind,
    pub file: FileIndex,
    /// Index into the file's items.
    pub item: u32,
    /// The place of the name.
    pub span: Span,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DefinitionKind {
    /// `type X = …`
    Alias,
    /// `type X { … }`
    Record,
    Module,
    Function,
    Constant,
}

/// The platform or an app, and the overlay items that name it.
#[derive(Debug, Clone)]
pub struct InstanceItem {
    /// `platform` for the platform.
    pub name: Name,
    pub span: Span,
    pub is_platform: bool,
    pub file: FileIndex,
    pub item: u32,
    /// `on … for my-application { … }` items, in any file.
    pub overlays: Vec<(FileIndex, u32)>,
}

/// What looking a name up gives.
#[derive(Debug, Clone, PartialEq)]
pub enum Found {
    Definition(DefinitionId),
    Module(Arc<FxHashMap<Name, DefinitionId>>),
    /// Two modules of the prelude export it.
    Ambiguous(DefinitionId, DefinitionId),
    Nothing,
}

impl Resolved {
    pub fn file(&self, index: FileIndex) -> &ResolvedFile {
        &self.files[index.0 as usize]
    }

    pub fn definition(&self, id: DefinitionId) -> &Definition {
        &self.definitions[id.0 as usize]
    }

    pub fn item(&self, file: FileIndex, item: u32) -> &jke_syntax::tree::Item {
        &self.file(file).parsed.file.items[item as usize]
    }
}
