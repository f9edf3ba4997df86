//! The standard library's sources, as they stand in this crate's folders `std`, `k8s` and `crd`, and what Kubernetes says of its types.
//!
//! Texts, each parsed where it is imported, and beside them the table of all types of `k8s` and `crd`, whose files are parsed only when
//! this crate is built.

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

/// The table of the files below `k8s` and `crd`, as `jke-table` reads it.
pub static TYPES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/types.table"));

/// All files, sorted by path: those in jke, and those that a `file "…"` in them may name.
pub fn files() -> &'static [LibraryFile] {
    FILES
}

/// The file of a path.
pub fn file(path: &str) -> Option<LibraryFile> {
    FILES.binary_search_by(|file| file.path.cmp(path)).ok().map(|at| FILES[at])
}

/// The versions of Kubernetes whose kinds the library has, the oldest first, as the type `k8s.meta.v1.KubernetesVersion` names them.
pub fn kubernetes() -> impl Iterator<Item = &'static str> {
    let text = file("k8s/meta/v1/kubernetes_version.jke").map_or("", |file| file.text);
    text.split('"').skip(1).step_by(2)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use jke_syntax::parse;
    use jke_table::{Reached, Table};
    use jke_text::{Source, SourceKind};

    use super::{TYPES, file, files, kubernetes};

    #[test]
    fn the_versions_of_kubernetes_are_those_that_the_library_names() {
        let found: Vec<_> = kubernetes().collect();
        assert!(found.len() > 1 && found.iter().all(|version| version.starts_with("1.")), "{found:?}");
    }

    #[test]
    fn files_are_sorted_and_found_by_their_path() {
        assert!(files().windows(2).all(|pair| pair[0].path < pair[1].path));
        assert!(files().iter().all(|known| file(known.path) == Some(*known)));
        assert_eq!(file("std/no-such-file.jke"), None);
    }

    #[test]
    fn the_tree_of_each_type_in_the_table_is_the_one_that_parsing_its_file_gives() {
        let table = Table::new(TYPES);
        let mut all = Reached::default();
        let types = || table.files().flat_map(|file| table.types_of(file));
        types().for_each(|ty| all.add(&table, ty));
        assert!(types().count() > 100);
        for file in table.files() {
            let text = super::file(table.path(file)).map(|file| file.text).expect("a file of the table is one of the library");
            let source = Arc::new(Source::new(table.path(file), SourceKind::Library, text, 7));
            let parsed = parse(&source).file;
            let read = table.read(file, &all, 7);
            assert_eq!(format!("{:#?}", read.items), format!("{:#?}", parsed.items), "{}", source.path);
            assert_eq!(read.docs, parsed.docs);
        }
    }
}
