//! How text reaches the language: through a trait that the program, the editor and the tests implement.

use std::collections::BTreeMap;

/// Why a file could not be had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LoadError {
    Missing,
    /// The path leaves the project, by `..` or by a link.
    Outside,
    /// Bytes that are no UTF-8; the text is what stands before the first wrong one.
    NotUtf8(String),
    /// The file is larger than a source may be.
    TooLarge,
    /// What the outside said.
    Failed(String),
}

/// The files of one project. Paths are relative to its root, with `/` between their parts and no `.` or `..` in them.
pub trait Loader: Sync {
    /// The paths of all `.jke` files that belong to the project, sorted.
    fn list(&self) -> Result<Vec<String>, LoadError>;

    /// The bytes of one file as text.
    fn read(&self, path: &str) -> Result<String, LoadError>;
}

/// A project in memory: what tests use, and what lies over the disk for open buffers.
#[derive(Default, Clone, Debug)]
pub struct MemoryLoader {
    pub files: BTreeMap<String, String>,
}

impl MemoryLoader {
    pub fn new<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> MemoryLoader {
        MemoryLoader { files: files.into_iter().map(|(path, text)| (path.to_owned(), text.to_owned())).collect() }
    }
}

impl Loader for MemoryLoader {
    fn list(&self) -> Result<Vec<String>, LoadError> {
        Ok(self.files.keys().filter(|path| path.ends_with(".jke")).cloned().collect())
    }

    fn read(&self, path: &str) -> Result<String, LoadError> {
        self.files.get(path).cloned().ok_or(LoadError::Missing)
    }
}
