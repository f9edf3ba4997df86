//! Files to one project: which files there are, what each declares and imports, what each name means, and what the project's axes and
//! targets are.
//!
//! Nothing here looks into types or expressions; `check` does, with the scopes made here. The mistakes that parsing found stay with
//! each file ([`Parsed::diagnostics`]) and are not repeated here.

mod cycles;
mod definitions;
mod exports;
mod imports;
mod instances;
mod library;
mod loading;
mod lookup;
mod modules;
mod placement;
mod project;
mod raw;
mod reach;
mod selector;

use std::sync::Arc;

use jke_model::target::Project;
use jke_model::version::Version;
use jke_syntax::Parsed;
use jke_table::Table;
use jke_text::{Diagnostic, Name, Source, SourceKind, Sources, Span};
use rustc_hash::FxHashMap;

pub use exports::Exports;
pub use library::{Library, NoLibrary, SourceFile};
pub use lookup::FoundPath;

/// All files of a project and of the libraries that it reaches, with their names resolved.
#[derive(Debug, Default)]
pub struct Resolved {
    pub sources: Sources,
    /// The project's files first, in the order given, then the libraries' as they were reached.
    pub files: Vec<ResolvedFile>,
    pub folders: Vec<Folder>,
    pub definitions: Vec<Definition>,
    pub project: Project,
    /// The versions of Kubernetes that the library knows, the oldest first.
    pub kubernetes: Vec<Version>,
    /// The project's axes are all in `project`. Where they aren't (no project item, or one that extends another) that is told once, and
    /// nothing is said of selectors.
    pub axes_known: bool,
    /// What each module of the prelude exports, in the order of the setting.
    pub prelude: Vec<Arc<Exports>>,
    /// All its modules were found.
    pub prelude_known: bool,
    /// The platform first, if there is one, then the apps by name, with what files of no app's name `emit`. Of two apps of one name only the first is here.
    pub instances: Vec<InstanceItem>,
    /// `defaults` items, in the order of files.
    pub defaults: Vec<(FileIndex, u32)>,
    /// `on … for MODULE` items, in the order of files.
    pub module_overlays: Vec<(FileIndex, u32)>,
    /// The library's types, read or not.
    pub table: Option<&'static Table>,
    pub diagnostics: Vec<Diagnostic>,
}

/// Index into [`Resolved::files`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct FileIndex(pub u32);

/// Index into [`Resolved::folders`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct FolderIndex(pub u32);

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
    pub folder: FolderIndex,
    /// The names that only this file sees: its imports, and its declarations that begin with `_`.
    pub scope: FxHashMap<Name, Binding>,
}

/// The files directly in one folder. They see each other's declarations.
#[derive(Debug)]
pub struct Folder {
    /// As the files' paths begin: `lib`, `std/app`; empty for the root.
    pub path: String,
    pub kind: SourceKind,
    pub files: Vec<FileIndex>,
    /// What the files declare, but names that begin with `_`.
    pub exports: Arc<Exports>,
}

/// What a name of a file's own scope stands for.
#[derive(Clone, Debug, PartialEq)]
pub enum Binding {
    Definition(DefinitionId),
    /// `import acme.web as web`: what the module exports.
    Module(Arc<Exports>),
    /// An import that failed and was told; its uses are passed over in silence.
    Broken,
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

/// The platform, an app, or what the `emit`s of files of one name make; with the items that belong to it.
#[derive(Debug, Clone)]
pub struct InstanceItem {
    /// `platform` for the platform.
    pub name: Name,
    /// The place of the name; the first `emit` where nothing declares the instance.
    pub span: Span,
    pub is_platform: bool,
    pub file: FileIndex,
    /// What declares it; `None` where only files of its name `emit`.
    pub item: Option<u32>,
    /// `emit` items of the files that are named as it.
    pub raw: Vec<(FileIndex, u32)>,
    /// `on … for my-application { … }` items, in any file.
    pub overlays: Vec<(FileIndex, u32)>,
}

/// What looking a name up gives.
#[derive(Debug, Clone, PartialEq)]
pub enum Found {
    Definition(DefinitionId),
    Module(Arc<Exports>),
    /// Two modules of the prelude export it.
    Ambiguous(DefinitionId, DefinitionId),
    /// Its import failed, which was told there.
    Broken,
    Nothing,
}

impl InstanceItem {
    /// The items that it is made of: its own, the overlays that name it, the `emit`s of its files.
    pub fn items(&self) -> impl Iterator<Item = (FileIndex, u32)> {
        let own = self.item.map(|item| (self.file, item));
        own.into_iter().chain(self.overlays.iter().copied()).chain(self.raw.iter().copied())
    }
}

impl Resolved {
    pub fn file(&self, index: FileIndex) -> &ResolvedFile {
        &self.files[index.0 as usize]
    }

    pub fn folder(&self, index: FolderIndex) -> &Folder {
        &self.folders[index.0 as usize]
    }

    pub fn definition(&self, id: DefinitionId) -> &Definition {
        &self.definitions[id.0 as usize]
    }

    pub fn item(&self, file: FileIndex, item: u32) -> &jke_syntax::tree::Item {
        &self.file(file).parsed.file.items[item as usize]
    }

    /// What declares an instance.
    pub fn instance_item(&self, instance: &InstanceItem) -> Option<&jke_syntax::tree::Item> {
        instance.item.map(|item| self.item(instance.file, item))
    }

    /// The indices of all files, in order.
    pub fn file_indices(&self) -> impl Iterator<Item = FileIndex> + use<> {
        (0..self.files.len() as u32).map(FileIndex)
    }
}

/// Resolves a project. `project` are its own files, parsed, sorted by path; library files are asked for as they are imported.
pub fn resolve(sources: Sources, project: Vec<SourceFile>, library: &mut dyn Library) -> Resolved {
    let mut resolved = Resolved { sources, table: library.table(), kubernetes: library.kubernetes(), ..Resolved::default() };
    let paths = library.paths();
    let project = project::without_other_projects(project);
    let settings = project::read_project(&project, &paths, &mut resolved);
    loading::load(project, &settings, &paths, library, &mut resolved);
    definitions::define(&mut resolved);
    let edges = imports::bind(&settings, &paths, &mut resolved);
    cycles::report(&edges, &mut resolved);
    instances::collect(&mut resolved);
    placement::report(&mut resolved);
    resolved
}
