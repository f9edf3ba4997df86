//! The standard library's files: each parsed once in a process, when a project first reaches it; of those of types what is reached of
//! them is read from the table, and kept as long as that is the same.
//!
//! They have places of their own at the beginning of the address space, so that they are the same for all snapshots.

use std::sync::{Arc, LazyLock, Mutex, OnceLock};

use jke_model::version::Version;
use jke_resolve::{Library, SourceFile};
use jke_syntax::Parsed;
use jke_table::{FileId, Reached, Table, TypeId};
use jke_text::{LoadError, Loader, Source, SourceKind, SourceText, Sources};
use rayon::prelude::*;

static TABLE: LazyLock<Table> = LazyLock::new(|| Table::new(jke_stdlib::TYPES));

struct Known {
    text: &'static str,
    base: u32,
    source: OnceLock<Arc<Source>>,
    parsed: OnceLock<SourceFile>,
    /// Of a file of the table: the types that were last read of it.
    read: Mutex<Option<(Vec<TypeId>, SourceFile)>>,
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
        known.push(Known::new(file.text, end));
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

    fn kubernetes(&self) -> Vec<Version> {
        jke_stdlib::kubernetes().filter_map(|version| version.parse().ok()).collect()
    }

    fn load(&mut self, sources: &mut Sources, paths: &[&str]) -> Vec<SourceFile> {
        let files: Vec<SourceFile> = paths.par_iter().filter_map(|path| file(path)).collect();
        files.iter().for_each(|file| sources.insert(file.source.clone()));
        files
    }

    fn table(&self) -> Option<&'static Table> {
        Some(&TABLE)
    }

    fn read(&mut self, sources: &mut Sources, files: &[FileId], reached: &Reached) -> Vec<SourceFile> {
        let files: Vec<SourceFile> = files.iter().filter_map(|file| read(*file, reached)).collect();
        files.iter().for_each(|file| sources.insert(file.source.clone()));
        files
    }
}

impl Known {
    fn new(text: &'static str, base: u32) -> Known {
        Known { text, base, source: OnceLock::new(), parsed: OnceLock::new(), read: Mutex::new(None) }
    }

    fn source(&self, path: &str) -> Arc<Source> {
        let new = || Arc::new(Source::new(path, SourceKind::Library, SourceText::Program(self.text), self.base));
        self.source.get_or_init(new).clone()
    }
}

fn known(path: &str) -> Option<&'static Known> {
    let at = FILES.paths.binary_search_by(|known| known.as_str().cmp(path)).ok()?;
    FILES.known.get(at)
}

fn file(path: &str) -> Option<SourceFile> {
    let known = known(path)?;
    let file = known.parsed.get_or_init(|| {
        let source = known.source(path);
        let parsed = Arc::new(jke_syntax::parse(&source));
        SourceFile { source, parsed }
    });
    Some(file.clone())
}

/// A file of the table, with what is reached of it: what is kept, where that is the same.
fn read(file: FileId, reached: &Reached) -> Option<SourceFile> {
    let path = TABLE.path(file);
    let known = known(path)?;
    let types: Vec<TypeId> = TABLE.types_of(file).filter(|ty| reached.contains(*ty)).collect();
    let mut kept = known.read.lock().expect("nothing panics while it reads from the table");
    match &*kept {
        Some((of, file)) if *of == types => Some(file.clone()),
        _ => {
            let parsed = Parsed { file: TABLE.read(file, reached, known.base), diagnostics: vec![] };
            let file = SourceFile { source: known.source(path), parsed: Arc::new(parsed) };
            *kept = Some((types, file.clone()));
            Some(file)
        }
    }
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use jke_check::{Meaning, declare};
    use jke_resolve::{Resolved, resolve};

    use super::*;

    /// The library as if there was no table: all its files are parsed.
    struct Parsing;

    impl Library for Parsing {
        fn paths(&self) -> Arc<[String]> {
            StandardLibrary.paths()
        }

        fn load(&mut self, sources: &mut Sources, paths: &[&str]) -> Vec<SourceFile> {
            StandardLibrary.load(sources, paths)
        }
    }

    /// What each declaration of the table's files means, as text, by its file and name.
    fn meanings(imports: &str, library: &mut dyn Library) -> (Resolved, BTreeMap<(String, &'static str), String>) {
        let text = format!("project all {{\n  prelude = []\n}}\n{imports}");
        let source = Arc::new(Source::new("project.jke", SourceKind::Project, text, end()));
        let parsed = Arc::new(jke_syntax::parse(&source));
        let mut sources = Sources::default();
        sources.insert(source.clone());
        let imports = imports.replace('\n', " ");
        let project = SourceFile { source, parsed };
        assert_eq!(project.parsed.diagnostics, [], "{imports}");
        let resolved = resolve(sources, vec![project], library);
        assert_eq!(resolved.diagnostics, [], "{imports}");
        let declared = declare(&resolved);
        assert_eq!(declared.diagnostics, [], "{imports}");
        let definitions = resolved.definitions.iter().zip(&declared.meanings);
        let shown = definitions.map(|(definition, meaning)| {
            let meaning = match meaning {
                Meaning::Record(id) => format!("{:?}", declared.interfaces.record(*id)),
                other => format!("{other:?}"),
            };
            let place = (resolved.file(definition.file).source.path.clone(), definition.name.as_str());
            (place, named(&meaning, |id| declared.interfaces.records[id].name.as_str()))
        });
        let shown = shown.collect();
        (resolved, shown)
    }

    /// The text with the names of records in the place of their numbers; the order of slots in their map means nothing.
    fn named(text: &str, name: impl Fn(usize) -> &'static str) -> String {
        let mut out = String::new();
        let mut parts = text.split("RecordId(");
        out.push_str(parts.next().unwrap_or_default());
        for part in parts {
            let (number, rest) = part.split_once(')').expect("a number in parentheses");
            out.push_str(name(number.parse().expect("a number")));
            out.push_str(rest);
        }
        match out.split_once(", slots: {") {
            Some((before, rest)) => {
                let (slots, behind) = rest.split_once('}').expect("a map ends");
                let mut slots: Vec<&str> = slots.split(", ").collect();
                slots.sort_unstable();
                format!("{before}{slots:?}{behind}")
            }
            None => out,
        }
    }

    fn import(ty: TypeId) -> String {
        let name = TABLE.type_name(ty);
        let first = name.split('.').next().unwrap_or(name);
        format!("import {} {{ {first} as T{} }}\n", TABLE.import_path(ty), ty.0)
    }

    fn types() -> impl Iterator<Item = TypeId> {
        let types = TABLE.files().flat_map(|file| TABLE.types_of(file));
        types.filter(|ty| !TABLE.type_name(*ty).starts_with('_') && !TABLE.type_name(*ty).contains('.'))
    }

    #[test]
    fn each_type_of_the_table_means_what_its_source_means_by_itself_and_with_all_others() {
        let all: String = types().map(import).collect();
        let (_, of_sources) = meanings(&all, &mut Parsing);
        let (_, of_table) = meanings(&all, &mut StandardLibrary);
        assert!(of_table.len() > 100);
        assert_eq!(of_table, of_sources);
        let roots: Vec<TypeId> = types().collect();
        roots.par_iter().for_each(|root| {
            let (resolved, reached) = meanings(&import(*root), &mut StandardLibrary);
            assert!(resolved.definitions.iter().any(|definition| definition.name.as_str() == TABLE.type_name(*root)));
            reached.iter().for_each(|(place, meaning)| assert_eq!(Some(meaning), of_sources.get(place), "{place:?}"));
        });
    }
}
