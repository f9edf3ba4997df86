//! The standard library's files: each parsed once in a process, when a project first reaches it.
//!
//! They have places of their own at the beginning of the address space, so that they are the same for all snapshots.

use std::sync::{Arc, LazyLock, OnceLock};

use jke_resolve::{Library, SourceFile};
use jke_text::{LoadError, Loader, Source, SourceKind, Sources};
use rayon::prelude::*;

struct Known {
    text: &'static str,
    base: u32,
    parsed: OnceLock<SourceFile>,
}

struct Files {
    /// Of the files in jke, sorted.
    paths: Arc<[String]>,
    known: Vec<Known>,
    end: u32,
}

static FILES: LazyLock<Files> = LazyLock::new(|| {
    let sources = jke_stdlib::files().iter().filter(|file| file.path.ends_with(".jke"));
    let (mut paths, mut known, mut end) = (vec![], vec![], 1);
    for file in sources {
        paths.push(file.path.to_owned());
        known.push(Known { text: file.text, base: end, parsed: OnceLock::new() });
        end += file.text.len() as u32 + 1;
    }
    Files { paths: paths.into(), known, end }
});

/// The first position behind all files of the library.
pub(crate) fn end() -> u32 {
    FILES.end
}

pub(crate) struct StandardLibrary;

impl Library for StandardLibrary {
    fn paths(&self) -> Arc<[String]> {
        FILES.paths.clone()
    }

    fn load(&mut self, sources: &mut Sources, paths: &[&str]) -> Vec<SourceFile> {
        let files: Vec<SourceFile> = paths.par_iter().filter_map(|path| file(path)).collect();
        files.iter().for_each(|file| sources.insert(file.source.clone()));
        files
    }
}

fn file(path: &str) -> Option<SourceFile> {
    let at = FILES.paths.binary_search_by(|known| known.as_str().cmp(path)).ok()?;
    let Known { text, base, parsed } = &FILES.known[at];
    let file = parsed.get_or_init(|| {
        let source = Arc::new(Source::new(path, SourceKind::Library, *text, *base));
        let parsed = Arc::new(jke_syntax::parse(&source));
        SourceFile { source, parsed }
    });
    Some(file.clone())
}

/// The files that `file "…"` names in files of the library.
pub(crate) struct LibraryTexts;

impl Loader for LibraryTexts {
    fn list(&self) -> Result<Vec<String>, LoadError> {
        Ok(FILES.paths.to_vec())
    }

    fn read(&self, path: &str) -> Result<String, LoadError> {
        jke_stdlib::file(path).map(|file| file.text.to_owned()).ok_or(LoadError::Missing)
    }
}
