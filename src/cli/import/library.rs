//! Which kinds of Kubernetes have types, and these types: found in the library's table of types.

use std::collections::BTreeMap;
use std::sync::Arc;

use jke_import::manifest::objects::Object;
use jke_import::manifest::{Kinds, KnownKind, is_refused};
use jke_model::declaration::{Interfaces, Record, RecordId};
use jke_session::Session;
use jke_text::MemoryLoader;
use rustc_hash::{FxHashMap, FxHashSet};

use super::proof::PROJECT;

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

const METADATA: Module = Module { folder: "k8s.meta.v1", name: "ObjectMeta" };

type KindName = (String, String);

impl Library {
    /// Of what the objects are; nothing else is loaded.
    pub fn of(session: &mut Session, objects: &[Object], module: Option<Module>) -> Library {
        let wanted: FxHashSet<KindName> = objects.iter().map(|object| (object.api_version.clone(), object.kind.clone())).collect();
        let declared: Vec<(KindName, String, String)> = declared(session).filter(|(kind, ..)| wanted.contains(kind)).collect();
        let mut modules: BTreeMap<&str, Vec<&str>> = BTreeMap::from([(METADATA.folder, vec![METADATA.name])]);
        if let Some(Module { folder, name }) = &module {
            modules.insert(folder, vec![name]);
        }
        for (_, module, name) in &declared {
            modules.entry(module).or_default().push(name);
        }
        let imports: String = modules.iter().map(|(module, names)| import(module, names)).collect();
        let snapshot = session.snapshot(Arc::new(MemoryLoader::new([("project.jke", PROJECT), ("kinds.jke", &imports)])));
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
        // Other folders may have records of the same name.
        let of_folder = |Module { folder, name }: &Module| {
            let path = folder.replace('.', "/");
            let stands_there = |record: &Record| {
                let file = snapshot.sources().file_at(record.span.start);
                file.and_then(|file| file.path.rsplit_once('/')).is_some_and(|(of_file, _)| of_file == path)
            };
            interfaces.records.iter().find(|record| record.name.as_str() == *name && stands_there(record)).map(|record| record.id)
        };
        let metadata = of_folder(&METADATA);
        let module = module.as_ref().and_then(of_folder).filter(|module| interfaces.record(*module).is_module());
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
fn declared(session: &mut Session) -> impl Iterator<Item = (KindName, String, String)> + use<> {
    let table = session.snapshot(Arc::new(MemoryLoader::new([("project.jke", PROJECT)]))).resolved().table;
    table.into_iter().flat_map(|table| {
        let named = |ty| (table.import_path(ty), table.type_name(ty).to_owned());
        table.kinds().map(move |(version, kind, ty)| {
            let (module, name) = named(ty);
            ((version.to_owned(), kind.to_owned()), module, name)
        })
    })
}
