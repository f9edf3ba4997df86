//! The project's files and, from their imports and the prelude, the library's files that they reach.
//!
//! The files of a folder see each other, so a library is loaded by the folder; what nobody imports is never read.

use jke_syntax::tree::Ident;
use jke_text::{Name, SourceKind};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::project::{Settings, in_root_folder};
use crate::{Folder, FolderIndex, Library, Resolved, ResolvedFile, SourceFile};

pub(crate) fn load(project: Vec<SourceFile>, settings: &Settings, paths: &[String], library: &mut dyn Library, resolved: &mut Resolved) {
    let mut folders = FxHashMap::default();
    let mut asked: FxHashSet<&str> = FxHashSet::default();
    let mut wanted: Vec<&str> = settings.prelude.iter().filter_map(|module| ask(&module.path, paths, &mut asked)).collect();
    let mut scanned = 0;
    project.into_iter().for_each(|file| add(file, &mut folders, resolved));
    loop {
        let name = resolved.project.name;
        for file in &resolved.files[scanned..] {
            let imports = file.parsed.file.imports.iter().map(|import| import.path.segments.as_slice());
            wanted.extend(
                imports.filter(|path| path.first().is_some_and(|root| root.name != name)).filter_map(|path| ask(path, paths, &mut asked)),
            );
        }
        scanned = resolved.files.len();
        if wanted.is_empty() {
            return;
        }
        let batch: Vec<&str> = wanted.drain(..).flat_map(|folder| files_in(folder, paths)).map(String::as_str).collect();
        library.load(&mut resolved.sources, &batch).into_iter().for_each(|file| add(file, &mut folders, resolved));
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

fn add(file: SourceFile, folders: &mut FxHashMap<(SourceKind, String), FolderIndex>, resolved: &mut Resolved) {
    let SourceFile { source, parsed } = file;
    let index = crate::FileIndex(resolved.files.len() as u32);
    let path = folder_of(&source.path);
    // Files come sorted, so the folder is most often the last file's.
    let same = resolved.files.last().filter(|last| last.source.kind == source.kind && folder_of(&last.source.path) == path);
    let folder = match same {
        Some(last) => last.folder,
        None => *folders.entry((source.kind, path.to_owned())).or_insert_with(|| {
            resolved.folders.push(Folder { path: path.to_owned(), files: vec![], exports: Default::default() });
            FolderIndex(resolved.folders.len() as u32 - 1)
        }),
    };
    resolved.folders[folder.0 as usize].files.push(index);
    let is_library = source.kind == SourceKind::Library;
    let stem = source.path.strip_suffix(".jke").unwrap_or(&source.path);
    let root = (!is_library).then_some(resolved.project.name);
    let module = root.into_iter().chain(stem.split('/').map(Name::new)).collect();
    let in_root_folder = !is_library && in_root_folder(&source);
    resolved.files.push(ResolvedFile { source, parsed, module, in_root_folder, folder, scope: FxHashMap::default() });
}
