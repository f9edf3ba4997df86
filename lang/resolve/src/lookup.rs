//! Names and paths to what they mean in a file.

use jke_syntax::tree::Path;
use jke_text::{Name, SourceKind};

use crate::{Binding, DefinitionId, DefinitionKind, Exports, FileIndex, Found, Resolved};

/// What looking a path up gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FoundPath {
    /// The first `segments` segments name it; those that remain follow the fields of a type (`Deployment.Spec.Strategy`).
    Definition {
        id: DefinitionId,
        segments: usize,
    },
    /// The whole path names an imported module.
    Module,
    Ambiguous(DefinitionId, DefinitionId),
    /// Its import failed, which was told there.
    Broken,
    /// Nothing is called by this segment.
    Unknown {
        segment: usize,
    },
}

impl Resolved {
    /// A name at the top of a file: its own declarations and imports, its folder's, then the prelude's. Built-in names are the caller's.
    pub fn lookup(&self, file: FileIndex, name: Name) -> Found {
        let file = self.file(file);
        if let Some(binding) = file.scope.get(&name) {
            return match binding {
                Binding::Definition(id) => Found::Definition(*id),
                Binding::Module(exports) => Found::Module(exports.clone()),
                Binding::Broken => Found::Broken,
            };
        }
        if let Some(id) = self.folder(file.folder).exports.get(name) {
            return Found::Definition(id);
        }
        if file.source.kind == SourceKind::Library { Found::Nothing } else { self.lookup_prelude(name) }
    }

    fn lookup_prelude(&self, name: Name) -> Found {
        let mut found = Found::Nothing;
        for id in self.prelude.iter().filter_map(|exports| exports.get(name)) {
            match found {
                Found::Definition(first) if first != id => return Found::Ambiguous(first, id),
                _ => found = Found::Definition(id),
            }
        }
        found
    }

    /// A path of a type or a module: `Application`, `web.Route`, `Deployment.Spec`.
    pub fn lookup_path(&self, file: FileIndex, path: &Path) -> FoundPath {
        let Some(first) = path.segments.first() else { return FoundPath::Broken };
        match self.lookup(file, first.name) {
            Found::Definition(id) => self.lookup_dotted(id, path, 1),
            Found::Module(exports) => match path.segments.get(1) {
                None => FoundPath::Module,
                Some(second) => match exports.get(second.name) {
                    Some(id) => self.lookup_dotted(id, path, 2),
                    None => self.lookup_whole(&exports, path, 1).unwrap_or(FoundPath::Unknown { segment: 1 }),
                },
            },
            Found::Ambiguous(one, other) => FoundPath::Ambiguous(one, other),
            Found::Broken => FoundPath::Broken,
            Found::Nothing => {
                let exports = &self.folder(self.file(file).folder).exports;
                // It may be what a module of the prelude would have exported.
                let unknown = if self.prelude_known { FoundPath::Unknown { segment: 0 } } else { FoundPath::Broken };
                self.lookup_whole(exports, path, 0).unwrap_or(unknown)
            }
        }
    }

    /// The longest declaration with dots that begins with `id`, which the segments before `from` name.
    fn lookup_dotted(&self, id: DefinitionId, path: &Path, from: usize) -> FoundPath {
        let definition = self.definition(id);
        let exports = &self.folder(self.file(definition.file).folder).exports;
        let longer = (from + 1..=path.segments.len()).rev().find_map(|end| {
            let name = dotted(definition.name, path, from, end);
            let id = exports.get(name)?;
            Some(FoundPath::Definition { id, segments: end })
        });
        longer.unwrap_or(FoundPath::Definition { id, segments: from })
    }

    /// A declaration with dots of whose first part nothing is declared (`type Deployment.Spec` without a `Deployment`).
    fn lookup_whole(&self, exports: &Exports, path: &Path, from: usize) -> Option<FoundPath> {
        let first = path.segments.get(from)?.name;
        (from + 2..=path.segments.len()).rev().find_map(|end| {
            let id = exports.get(dotted(first, path, from + 1, end))?;
            Some(FoundPath::Definition { id, segments: end })
        })
    }

    /// All names that a file sees, with what they are: what "did you mean" chooses from.
    pub fn visible(&self, file: FileIndex) -> Vec<(Name, DefinitionKind)> {
        let file = self.file(file);
        let own = file.scope.iter().filter_map(|(name, binding)| match binding {
            Binding::Definition(id) => Some((*name, *id)),
            Binding::Module(_) | Binding::Broken => None,
        });
        let folder = self.folder(file.folder).exports.iter();
        let is_library = file.source.kind == SourceKind::Library;
        let prelude = self.prelude.iter().filter(|_| !is_library).flat_map(|exports| exports.iter());
        own.chain(folder).chain(prelude).map(|(name, id)| (name, self.definition(id).kind)).collect()
    }
}

fn dotted(first: Name, path: &Path, from: usize, end: usize) -> Name {
    let rest = path.segments[from..end].iter().map(|segment| segment.name.as_str());
    Name::new(&[first.as_str()].into_iter().chain(rest).collect::<Vec<_>>().join("."))
}
