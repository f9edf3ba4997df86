//! The project's files and, from their imports and the prelude, the library's files that they reach.
//!
//! The files of a folder see each other, so a library is loaded by the folder, but for its table, of which only types are read; what
//! nobody imports is never read.

use jke_syntax::tree::Ident;
use jke_text::{Name, SourceKind};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::project::{Settings, in_root_folder};
use crate::reach::OfTable;
use crate::{Folder, FolderIndex, Library, Resolved, ResolvedFile, SourceFile};

pub(crate) fn load(project: Vec<SourceFile>, settings: &Settings, paths: &[String], library: &mut dyn Library, resolved: &mut Resolved) {
    let mut folders = Folders::default();
    let mut of_table = OfTable::default();
    let mut asked: FxHashSet<&str> = FxHashSet::default();
    let table = resolved.table;
    let mut prelude = settings.prelude.iter().filter(|module| !table.is_some_and(|table| of_table.prelude(table, module)));
    let mut wanted: Vec<&str> = prelude.by_ref().filter_map(|module| ask(&module.path, paths, &mut asked)).collect();
    let mut scanned = 0;
    project.into_iter().for_each(|file| folders.add(file, resolved));
    loop {
        let name = resolved.project.name;
        for file in &resolved.files[scanned..] {
            let imports = file.parsed.file.imports.iter();
            let imports = imports.filter(|import| import.path.segments.first().is_some_and(|root| root.name != name));
            for import in imports {
                if !table.is_some_and(|table| of_table.import(table, import, &file.source.text)) {
                    wanted.extend(ask(&import.path.segments, paths, &mut asked));
                }
            }
        }
        scanned = resolved.files.len();
        if wanted.is_empty() {
            break;
        }
        let batch: Vec<&str> = wanted.drain(..).flat_map(|folder| files_in(folder, paths)).map(String::as_str).collect();
        library.load(&mut resolved.sources, &batch).into_iter().for_each(|file| folders.add(file, resolved));
    }
    if let Some(table) = table {
        of_table.folders.iter().for_each(|folder| {
            folders.find(SourceKind::Library, folder, resolved);
        });
        let files = of_table.files(table);
        library.read(&mut resolved.sources, &files, &of_table.reached).into_iter().for_each(|file| folders.add(file, resolved));
    }
}

/// The library's folder that an import needs, unless it was asked for before.
fn ask<'a>(path: &[Ident], paths: &'a [String], asked: &mut FxHashSet<&'a str>) -> Option<&'a str> {
    let folder = library_folder(&joined(path), paths)?;
    asked.insert(folder).then_some(folder)
}

/// `std/app` for `std.app`.
pub(crate) fn joined(path: &[Ident]) -> String {
    path.iter().map(|segment| segment.name.as_str()).collect::<Vec<_>>().join("/")
}

/// The folder that holds the file of this module, or is the module itself.
fn library_folder<'a>(module: &str, paths: &'a [String]) -> Option<&'a str> {
    let file = format!("{module}.jke");
    if let Ok(at) = paths.binary_search(&file) {
        return Some(folder_of(&paths[at]));
    }
    files_in(module, paths).next().map(|path| folder_of(path))
}

/// The files directly in a folder. `paths` are sorted.
fn files_in<'a>(folder: &str, paths: &'a [String]) -> impl Iterator<Item = &'a String> + use<'a> {
    let inside = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    let first = paths.partition_point(|path| path.as_str() < inside.as_str());
    let length = inside.len();
    paths[first..].iter().take_while(move |path| path.starts_with(&inside)).filter(move |path| !path[length..].contains('/'))
}

pub(crate) fn folder_of(path: &str) -> &str {
    path.rfind('/').map_or("", |slash| &path[..slash])
}

/// `orders` of `apps/orders.jke`.
pub(crate) fn stem(path: &str) -> &str {
    let file = path.rfind('/').map_or(path, |slash| &path[slash + 1..]);
    file.strip_suffix(".jke").unwrap_or(file)
}

/// Folders by whose they are and by path.
#[derive(Default)]
struct Folders {
    known: FxHashMap<(SourceKind, String), FolderIndex>,
}

impl Folders {
    fn find(&mut self, kind: SourceKind, path: &str, resolved: &mut Resolved) -> FolderIndex {
        *self.known.entry((kind, path.to_owned())).or_insert_with(|| {
            resolved.folders.push(Folder { path: path.to_owned(), kind, files: vec![], exports: Default::default() });
            FolderIndex(resolved.folders.len() as u32 - 1)
        })
    }

    fn add(&mut self, file: SourceFile, resolved: &mut Resolved) {
        let SourceFile { source, parsed } = file;
        let index = crate::FileIndex(resolved.files.len() as u32);
        let path = folder_of(&source.path);
        // Files come sorted, so the folder is most often the last file's.
        let same = resolved.files.last().filter(|last| last.source.kind == source.kind && folder_of(&last.source.path) == path);
        let folder = match same {
            Some(last) => last.folder,
            None => self.find(source.kind, path, resolved),
        };
        resolved.folders[folder.0 as usize].files.push(index);
        let is_library = source.kind == SourceKind::Library;
        let module_path = source.path.strip_suffix(".jke").unwrap_or(&source.path);
        let root = (!is_library).then_some(resolved.project.name);
        let module = root.into_iter().chain(module_path.split('/').map(Name::new)).collect();
        let in_root_folder = !is_library && in_root_folder(&source);
        resolved.files.push(ResolvedFile { source, parsed, module, in_root_folder, folder, scope: FxHashMap::default() });
    }
}
