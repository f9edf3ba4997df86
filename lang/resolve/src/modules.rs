//! Module paths to files and folders: `shop.lib.labels`, `std.app`.

use std::cell::RefCell;
use std::sync::Arc;

use jke_syntax::tree::Ident;
use jke_table::Module;
use jke_text::{Code, Diagnostic, Name, SourceKind, Span, nearest};
use rustc_hash::FxHashMap;

use crate::loading::joined;
use crate::project::Settings;
use crate::{Exports, FileIndex, FolderIndex, Resolved};

/// What a module path names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Place {
    File(FileIndex),
    Folder(FolderIndex),
}

/// All modules of the loaded files.
pub(crate) struct Modules<'a> {
    resolved: &'a Resolved,
    /// By the path without `.jke`.
    files: FxHashMap<(SourceKind, &'a str), FileIndex>,
    folders: FxHashMap<(SourceKind, &'a str), FolderIndex>,
    packages: &'a [Name],
    library: &'a [String],
    /// What single files export, for those that are imported whole.
    exports: RefCell<FxHashMap<FileIndex, Arc<Exports>>>,
}

impl<'a> Modules<'a> {
    pub fn new(resolved: &'a Resolved, settings: &'a Settings, library: &'a [String]) -> Modules<'a> {
        let stem = |path: &'a str| path.strip_suffix(".jke").unwrap_or(path);
        let files = resolved.file_indices().map(|index| {
            let source = &resolved.file(index).source;
            ((source.kind, stem(&source.path)), index)
        });
        let folders = resolved.folders.iter().enumerate();
        let folders = folders.map(|(at, folder)| ((folder.kind, folder.path.as_str()), FolderIndex(at as u32)));
        Modules {
            resolved,
            files: files.collect(),
            folders: folders.collect(),
            packages: &settings.packages,
            library,
            exports: RefCell::default(),
        }
    }

    /// A file of this path, else a folder that directly holds files.
    pub fn find(&self, path: &[Ident]) -> Option<Place> {
        let (kind, below) = match path {
            [root, below @ ..] if root.name == self.resolved.project.name => (SourceKind::Project, below),
            whole => (SourceKind::Library, whole),
        };
        let path = joined(below);
        let key = (kind, path.as_str());
        let file = self.files.get(&key).map(|index| Place::File(*index));
        file.or_else(|| self.folders.get(&key).map(|index| Place::Folder(*index)))
    }

    /// The path leads into a package that a `use` line names, which was told there.
    pub fn is_unbuilt_package(&self, path: &[Ident]) -> bool {
        path.first().is_some_and(|root| self.packages.contains(&root.name))
    }

    pub fn export(&self, place: Place, name: Name) -> Option<crate::DefinitionId> {
        let id = self.folder(place).exports.get(name)?;
        let here = match place {
            Place::File(file) => self.resolved.definition(id).file == file,
            Place::Folder(_) => true,
        };
        here.then_some(id)
    }

    pub fn exports(&self, place: Place) -> Arc<Exports> {
        match place {
            Place::Folder(_) => self.folder(place).exports.clone(),
            Place::File(file) => self.exports.borrow_mut().entry(file).or_insert_with(|| self.exports_of_file(file)).clone(),
        }
    }

    fn exports_of_file(&self, file: FileIndex) -> Arc<Exports> {
        let module = self.resolved.table.and_then(|table| table.file(&self.resolved.file(file).source.path)).map(Module::File);
        let is_in = |id| self.resolved.definition(id).file == file;
        Arc::new(self.folder(Place::File(file)).exports.part(is_in, module))
    }

    fn folder(&self, place: Place) -> &crate::Folder {
        match place {
            Place::File(file) => self.resolved.folder(self.resolved.file(file).folder),
            Place::Folder(folder) => self.resolved.folder(folder),
        }
    }

    /// An item of the place could not be read, so that a name may be missing for that reason.
    pub fn is_damaged(&self, place: Place) -> bool {
        let damaged = |file: &FileIndex| {
            let items = &self.resolved.file(*file).parsed.file.items;
            items.iter().any(|item| matches!(item.kind, jke_syntax::tree::ItemKind::Error))
        };
        match place {
            Place::File(file) => damaged(&file),
            Place::Folder(folder) => self.resolved.folder(folder).files.iter().any(damaged),
        }
    }

    pub fn unknown(&self, path: &[Ident]) -> Diagnostic {
        let written = path.iter().map(|segment| segment.name.as_str()).collect::<Vec<_>>().join(".");
        let span = path.first().map_or(Span::NONE, |first| path.last().map_or(first.span, |last| first.span.to(last.span)));
        let error = Diagnostic::error(Code::E0203, span, format!("there is no module `{written}`"));
        let project = self.resolved.project.name;
        if !project.is_empty() && self.is_own(&joined(path)) {
            let whole = format!("{project}.{written}");
            return error.did_you_mean(Some(&whole)).help(format!("paths of the project's own modules begin with its name, `{project}`"));
        }
        let names = self.names();
        error.did_you_mean(nearest(&written, names.iter().map(String::as_str))).help(inside(path, &names).unwrap_or_else(|| self.roots()))
    }

    /// The project has a file or a folder of this path.
    fn is_own(&self, path: &str) -> bool {
        let key = (SourceKind::Project, path);
        self.files.contains_key(&key) || self.folders.contains_key(&key)
    }

    /// All module paths that an import may name.
    fn names(&self) -> Vec<String> {
        let project = self.resolved.project.name;
        let own = self.files.keys().chain(self.folders.keys()).filter(|(kind, path)| *kind == SourceKind::Project && !path.is_empty());
        let mut names: Vec<String> = own.map(|(_, path)| format!("{project}.{}", path.replace('/', "."))).collect();
        for path in self.library {
            let stem = path.strip_suffix(".jke").unwrap_or(path);
            let folder = crate::loading::folder_of(path);
            names.extend([stem, folder].iter().filter(|path| !path.is_empty()).map(|path| path.replace('/', ".")));
        }
        names.sort_unstable();
        names.dedup();
        names
    }

    fn roots(&self) -> String {
        let mut roots: Vec<&str> = self.library.iter().filter_map(|path| path.split('/').next()).collect();
        roots.sort_unstable();
        roots.dedup();
        roots.insert(0, self.resolved.project.name.as_str());
        roots.retain(|root| !root.is_empty());
        format!("paths begin with one of: {}", roots.join(", "))
    }
}

/// What the longest part of a path holds that leads somewhere: `` `k8s.apps` holds: v1 ``.
fn inside(path: &[Ident], names: &[String]) -> Option<String> {
    (1..path.len()).rev().find_map(|length| {
        let start = joined(&path[..length]).replace('/', ".");
        let below = names.iter().filter_map(|name| name.strip_prefix(&start)?.strip_prefix('.')?.split('.').next());
        let mut below: Vec<&str> = below.collect();
        below.dedup();
        (!below.is_empty()).then(|| format!("`{start}` holds: {}", below.join(", ")))
    })
}
