//! How library files reach the resolver: only those that are imported, each added to the sources once. Of files of types, which stand
//! in a table, only the types that are named and what these need.

use std::sync::Arc;

use jke_model::version::Version;
use jke_syntax::Parsed;
use jke_table::{FileId, Reached, Table};
use jke_text::{Source, Sources};

/// A file that was read and parsed.
#[derive(Clone, Debug)]
pub struct SourceFile {
    pub source: Arc<Source>,
    pub parsed: Arc<Parsed>,
}

/// The packages that projects import from. The caller keeps what was parsed, from one edit to the next.
pub trait Library {
    /// The paths of all files, sorted: `std/app/application.jke`.
    fn paths(&self) -> Arc<[String]>;

    /// The versions of Kubernetes whose kinds it has, the oldest first. None: it says nothing of that.
    fn kubernetes(&self) -> Vec<Version> {
        vec![]
    }

    /// The files of these paths, in their order. What isn't yet in `sources` is added there.
    fn load(&mut self, sources: &mut Sources, paths: &[&str]) -> Vec<SourceFile>;

    /// The files of types. They are among `paths`, and are never loaded, but read. A folder holds such files only, or none.
    fn table(&self) -> Option<&'static Table> {
        None
    }

    /// These files of the table, with the types that are reached. What isn't yet in `sources` is added there.
    fn read(&mut self, _sources: &mut Sources, _files: &[FileId], _reached: &Reached) -> Vec<SourceFile> {
        vec![]
    }
}

/// No packages at all.
pub struct NoLibrary;

impl Library for NoLibrary {
    fn paths(&self) -> Arc<[String]> {
        Arc::new([])
    }

    fn load(&mut self, _sources: &mut Sources, _paths: &[&str]) -> Vec<SourceFile> {
        vec![]
    }
}
