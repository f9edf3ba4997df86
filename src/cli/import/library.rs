//! Which kinds of Kubernetes have types, and these types: found in the library's own sources by their `@kind`.

use std::collections::BTreeMap;
use std::sync::Arc;

use jke_import::manifest::objects::Object;
use jke_import::manifest::{Kinds, KnownKind, is_refused};
use jke_model::declaration::{Interfaces, Record, RecordId};
use jke_session::Session;
use jke_text::MemoryLoader;
use rustc_hash::{FxHashMap, FxHashSet};

/// The types of the kinds that some objects have.
pub struct Library {
    interfaces: Arc<Interfaces>,
    known: FxHashMap<(String, String), KnownKind>,
    partial: FxHashMap<(String, String), bool>,
    metadata: Option<RecordId>,
    /// The module into whose apps objects are made.
    module: Option<RecordId>,
}

/// A module by where it is declared: `std.app`, `Application`.
pub struct Module<'m> {
    pub folder: &'m str,
    pub name: &'m str,
}

type KindName = (String, String);

impl Library {
    /// Of what the objects are; nothing else is loaded.
    pub fn of(session: &mut Session, objects: &[Object], module: Option<Module>) -> Library {
        let wanted: FxHashSet<KindName> = objects.iter().map(|object| (object.api_version.clone(), object.kind.clone())).collect();
        let declared: Vec<(KindName, String, String)> = declared().filter(|(kind, ..)| wanted.contains(kind)).collect();
        let mut modules: BTreeMap<&str, Vec<&str>> = BTreeMap::from([("k8s.meta.v1", vec!["ObjectMeta"])]);
        if let Some(Module { folder, name }) = &module {
            modules.insert(folder, vec![name]);
        }
        for (_, module, name) in &declared {
            modules.entry(module).or_default().push(name);
        }
        let imports: String = modules.iter().map(|(module, names)| import(module, names)).collect();
        let files = [("project.jke", "project import {\n  edition = 1\n}\n"), ("kinds.jke", &imports)];
        let snapshot = session.snapshot(Arc::new(MemoryLoader::new(files)));
        let interfaces = snapshot.interfaces().clone();
        let of_kind = |(version, kind): &KindName| {
            let is_it = |record: &&Record| {
                record.kind_identity().is_some_and(|identity| identity.api_version.as_str() == version && identity.kind.as_str() == kind)
            };
            interfaces.records.iter().find(is_it).map(|record| record.id)
        };
        let known = declared.into_iter().filter_map(|(kind, module, name)| {
            let record = of_kind(&kind)?;
            Some((kind, KnownKind { module, name, record }))
        });
        let mut known: FxHashMap<KindName, KnownKind> = known.collect();
        let partial = partial(objects, &known, &interfaces);
        known.retain(|kind, _| !partial.contains_key(kind));
        let metadata = interfaces.records.iter().find(|record| record.name.as_str() == "ObjectMeta").map(|record| record.id);
        let is_it = |record: &&Record| record.is_module() && module.as_ref().is_some_and(|module| record.name.as_str() == module.name);
        let module = interfaces.records.iter().find(is_it).map(|record| record.id);
        Library { interfaces, known, partial, metadata, module }
    }

    pub fn module(&self) -> Option<RecordId> {
        self.module
    }

    pub fn kinds(&self) -> Kinds<'_> {
        let Library { interfaces, known, partial, metadata, module: _ } = self;
        Kinds { interfaces, known, partial, metadata: *metadata }
    }
}

/// The library's custom resources hold what matters of them: one whose type lacks something that stands in an object is better written
/// without its type than without what it lacks.
fn partial(objects: &[Object], known: &FxHashMap<KindName, KnownKind>, interfaces: &Interfaces) -> FxHashMap<KindName, bool> {
    let lacking = objects.iter().filter_map(|object| {
        let kind = (object.api_version.clone(), object.kind.clone());
        let found = known.get(&kind).filter(|known| known.module.starts_with(CUSTOM))?;
        let is_cluster_wide = interfaces.record(found.record).kind_identity().is_some_and(|identity| identity.cluster_wide);
        is_refused(object, found, interfaces).then_some((kind, is_cluster_wide))
    });
    lacking.collect()
}

/// The library's package of custom resources.
const CUSTOM: &str = "crd.";

/// Under names of their own, since two modules may declare one name.
fn import(module: &str, names: &[&str]) -> String {
    let prefix = module.replace('.', "_");
    let names: Vec<String> = names.iter().map(|name| format!("{name} as {prefix}_{name}")).collect();
    format!("import {module} {{ {} }}\n", names.join(", "))
}

/// Each kind that the library declares, with its module and its name there.
fn declared() -> impl Iterator<Item = (KindName, String, String)> {
    jke_stdlib::files().iter().filter(|file| file.path.ends_with(".jke")).flat_map(|file| {
        let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder).replace('/', ".");
        file.text.split("\n@kind(").skip(1).filter_map(move |text| {
            let (arguments, rest) = text.split_once(")\n")?;
            let mut quoted = arguments.split('"').skip(1).step_by(2);
            let kind = (quoted.next()?.to_owned(), quoted.next()?.to_owned());
            let line = rest.lines().find(|line| line.starts_with("type "))?;
            let name = line.trim_start_matches("type ").split([' ', '=']).next()?;
            Some((kind, folder.clone(), name.to_owned()))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::declared;

    #[test]
    fn the_kinds_of_the_library_are_found_with_their_modules() {
        let deployment = declared().find(|(kind, ..)| *kind == ("apps/v1".to_owned(), "Deployment".to_owned()));
        let expected = (("apps/v1".to_owned(), "Deployment".to_owned()), "k8s.apps.v1".to_owned(), "Deployment".to_owned());
        assert_eq!(deployment, Some(expected));
    }
}
