//! The library as files: one for each kind, with the types that it is the first to reach among the kinds of its folder, by name.
//!
//! Types that no kind of their own folder reaches have files of their own.

use std::collections::{BTreeMap, BTreeSet};

use jke_import::snake;
use jke_import::types::{Declaration, File, Import, Literal, TypeExpr, print};

use super::declare::{Facts, declare};
use super::express::{Writer, plain};
use super::merge::{Library, target};
use super::place::Places;
use super::tables;

const MADE: &str = "Made by `cargo xtask generate kubernetes`.";

/// Paths in the library (`apps/v1/deployment.jke`) to texts.
pub fn files(library: &Library) -> Result<BTreeMap<String, String>, String> {
    let places = Places::of(library)?;
    tables::check::all_rows_are_used(library, &places)?;
    let mut facts = Facts::of(library);
    let mut files = own_files(library);
    for (folder, roots) in roots(library, &places)? {
        let mut taken = BTreeSet::new();
        for root in roots {
            let definitions = reached(library, &places, &folder, root, &mut taken)?;
            if definitions.is_empty() {
                continue;
            }
            let (path, text) = file(&mut facts, &places, &folder, &definitions)?;
            if files.insert(path.clone(), text).is_some() {
                return Err(format!("{path} would be written twice"));
            }
        }
    }
    Ok(files)
}

/// The definitions of each folder that is a record: kinds first, both by name.
fn roots<'a>(library: &'a Library, places: &Places) -> Result<BTreeMap<String, Vec<&'a str>>, String> {
    let mut roots: BTreeMap<String, Vec<(bool, &str, &str)>> = BTreeMap::new();
    for (definition, merged) in library.definitions.iter().filter(|(definition, _)| plain(definition).is_none()) {
        let folder = places.place(definition)?.folder.to_owned();
        let name = definition.rsplit('.').next().unwrap_or_default();
        roots.entry(folder).or_default().push((merged.kind.is_none(), name, definition));
    }
    let sorted = |mut roots: Vec<(bool, &'a str, &'a str)>| {
        roots.sort_unstable();
        roots.into_iter().map(|(.., definition)| definition).collect()
    };
    Ok(roots.into_iter().map(|(folder, roots)| (folder, sorted(roots))).collect())
}

/// What a definition reaches in its folder and is not taken yet, in the order of the fields, depth first.
fn reached<'a>(
    library: &'a Library,
    places: &Places,
    folder: &str,
    root: &'a str,
    taken: &mut BTreeSet<&'a str>,
) -> Result<Vec<&'a str>, String> {
    let mut found = vec![];
    let mut waiting = vec![root];
    while let Some(definition) = waiting.pop() {
        if plain(definition).is_some() || places.place(definition)?.folder != folder || !taken.insert(definition) {
            continue;
        }
        found.push(definition);
        let Some(merged) = library.definitions.get(definition) else { continue };
        let mut fields: Vec<_> = merged.fields.iter().collect();
        fields.sort_by_key(|(name, _)| super::order::rank(name));
        waiting.extend(fields.iter().rev().filter_map(|(_, field)| target(&field.shape)));
    }
    Ok(found)
}

fn file<'a>(facts: &mut Facts<'a>, places: &Places, folder: &str, definitions: &[&'a str]) -> Result<(String, String), String> {
    let mut writer = Writer { library: facts.library, places, folder, imports: BTreeMap::new() };
    let mut declarations = vec![];
    for definition in definitions {
        declarations.extend(declare(facts, &mut writer, definition)?);
    }
    let name = declarations.first().map(|declaration| declaration.name.clone()).ok_or("a file holds something")?;
    let docs = format!("{name} of {}. {MADE}", folder.replace('/', "."));
    let imports = imports(&writer.imports);
    Ok((format!("{folder}/{}.jke", snake(&name)), print(&File { docs, imports, declarations })))
}

fn imports(names: &BTreeMap<String, BTreeSet<String>>) -> Vec<Import> {
    let import = |(folder, names): (&String, &BTreeSet<String>)| Import {
        path: format!("k8s.{}", folder.replace('/', ".")),
        names: names.iter().cloned().collect(),
    };
    names.iter().map(import).collect()
}

/// The files of types that the schema has no definition of.
fn own_files(library: &Library) -> BTreeMap<String, String> {
    let versions = library.versions.iter().cloned().map(Literal::Text).map(TypeExpr::Literal).collect();
    let versions = tables::names::alias("KubernetesVersion", TypeExpr::union(versions));
    let files: [(&str, &str, Vec<Declaration>); 4] = [
        ("core/v1/resource_list.jke", "Resources by name", tables::types::resource_lists()),
        ("meta/v1/formats.jke", "Formats of numbers and texts", tables::names::formats()),
        ("meta/v1/kubernetes_version.jke", "The versions of Kubernetes that the library knows", vec![versions]),
        ("meta/v1/names.jke", "Rules of names", tables::names::rules()),
    ];
    let written = |(path, docs, declarations): (&str, &str, Vec<Declaration>)| {
        (path.to_owned(), print(&File { docs: format!("{docs}. {MADE}"), imports: vec![], declarations }))
    };
    files.into_iter().map(written).collect()
}
