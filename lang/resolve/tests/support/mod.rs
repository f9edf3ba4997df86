//! Projects as source text, and their mistakes as lines that a test can read.

use std::sync::Arc;

use jke_resolve::{Library, Resolved, SourceFile, resolve};
use jke_syntax::{Parsed, parse};
use jke_table::{FileId, Reached, Table};
pub use jke_testing::shown;
use jke_text::{SourceKind, Sources};

/// A library in memory that remembers which files were asked for.
#[derive(Default)]
pub struct MemoryLibrary {
    pub files: Vec<(&'static str, &'static str)>,
    pub loaded: Vec<String>,
    /// Of those of the files that stand in it.
    pub table: Option<&'static Table>,
}

#[allow(dead_code)] // Each suite uses some of it.
impl MemoryLibrary {
    /// A library whose files below `k8s` stand in a table.
    pub fn with_table(files: &[(&'static str, &'static str)]) -> MemoryLibrary {
        let mut sources = Sources::default();
        let of_table = files.iter().filter(|(path, _)| path.starts_with("k8s/")).map(|(path, text)| {
            let source = sources.add(*path, SourceKind::Library, *text);
            let parsed = parse(&source);
            (source, parsed)
        });
        let bytes = jke_table::write(&of_table.collect::<Vec<_>>()).expect("files of types only");
        let table = Box::leak(Box::new(Table::new(Box::leak(bytes.into_boxed_slice()))));
        MemoryLibrary { files: files.to_vec(), loaded: vec![], table: Some(table) }
    }
}

impl Library for MemoryLibrary {
    fn paths(&self) -> Arc<[String]> {
        let mut paths: Vec<String> = self.files.iter().map(|(path, _)| (*path).to_owned()).collect();
        paths.sort();
        paths.into()
    }

    fn load(&mut self, sources: &mut Sources, paths: &[&str]) -> Vec<SourceFile> {
        let text = |path: &str| self.files.iter().find(|(known, _)| *known == path).map_or("", |(_, text)| text);
        let files = paths.iter().map(|path| source_file(sources, path, SourceKind::Library, text(path))).collect();
        self.loaded.extend(paths.iter().map(|path| (*path).to_owned()));
        files
    }

    fn table(&self) -> Option<&'static Table> {
        self.table
    }

    fn read(&mut self, sources: &mut Sources, files: &[FileId], reached: &Reached) -> Vec<SourceFile> {
        let table = self.table.expect("only a library with a table is asked for its files");
        let read = |file: &FileId| {
            let path = table.path(*file);
            let text = self.files.iter().find(|(known, _)| *known == path).map_or("", |(_, text)| text);
            let source = sources.add(path, SourceKind::Library, text);
            let parsed = Parsed { file: table.read(*file, reached, source.base), diagnostics: vec![] };
            SourceFile { source, parsed: Arc::new(parsed) }
        };
        files.iter().map(read).collect()
    }
}

pub fn source_file(sources: &mut Sources, path: &str, kind: SourceKind, text: &str) -> SourceFile {
    let source = sources.add(path, kind, text);
    let parsed = Arc::new(parse(&source));
    assert_eq!(parsed.diagnostics, [], "{path} has mistakes of syntax");
    SourceFile { source, parsed }
}

/// Resolves a project whose files are given with their paths, sorted.
pub fn project(files: &[(&str, &str)], library: &mut MemoryLibrary) -> Resolved {
    let mut sources = Sources::default();
    let files = files.iter().map(|(path, text)| source_file(&mut sources, path, SourceKind::Project, text)).collect();
    resolve(sources, files, library)
}

/// The mistakes of a project, each as [`shown`].
pub fn mistakes(files: &[(&str, &str)], library: &mut MemoryLibrary) -> Vec<String> {
    let resolved = project(files, library);
    resolved.diagnostics.iter().map(|diagnostic| shown(diagnostic, &resolved.sources)).collect()
}
