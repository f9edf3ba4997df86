//! How library files reach the resolver: by path, only those that are imported, each added to the sources once.

use std::sync::Arc;

use jke_syntax::Parsed;
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

    /// The files of these paths, in their order. What isn't yet in `sources` is added there.
    fn load(&mut self, sources: &mut Sources, paths: &[&str]) -> Vec<SourceFile>;
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
