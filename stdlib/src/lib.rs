//! The standard library's sources, as they stand in this crate's folders `std`, `k8s` and `crd`, and what Kubernetes says of its types.
//! Text only: it is parsed where it is imported.

mod docs;

pub use docs::documentation;

/// A file of the library.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LibraryFile {
    /// `std/app/application.jke`
    pub path: &'static str,
    pub text: &'static str,
}

static FILES: &[LibraryFile] = include!(concat!(env!("OUT_DIR"), "/files.rs"));

/// All files, sorted by path: those in jke, and those that a `file "…"` in them may name.
pub fn files() -> &'static [LibraryFile] {
    FILES
}

/// The file of a path.
pub fn file(path: &str) -> Option<LibraryFile> {
    FILES.binary_search_by(|file| file.path.cmp(path)).ok().map(|at| FILES[at])
}

#[cfg(test)]
mod tests {
    use super::{file, files};

    #[test]
    fn files_are_sorted_and_found_by_their_path() {
        assert!(files().windows(2).all(|pair| pair[0].path < pair[1].path));
        assert!(files().iter().all(|known| file(known.path) == Some(*known)));
        assert_eq!(file("std/no-such-file.jke"), None);
    }
}
