//! What all instances of a project share: the meaning of its declarations. An edit that touches only bodies of apps leaves it as it is.

use std::sync::Arc;

use jke_check::{Declared, declare, instance_definition};
use jke_resolve::{DefinitionId, FileIndex, InstanceItem, Resolved};
use jke_syntax::Parsed;
use jke_syntax::tree::ItemKind;
use jke_text::Name;
use rustc_hash::FxHashSet;

/// The declarations, with what they were read from. Two snapshots that share one number records, functions, constants and instances
/// alike, and so may share whatever speaks of these.
pub(crate) struct Common {
    key: Key,
    pub declared: Declared,
}

/// Its path, and its tree where that counts. A file has a new one with each new text, and one of the library's types with each new
/// choice of these.
type File = (String, Option<Arc<Parsed>>);

/// The name of an instance, whether anything declares it, and what it is an instance of.
type OfWhat = (Name, bool, Option<DefinitionId>);

/// What the declarations, and the numbers of everything, follow from.
struct Key {
    /// All files, with the tree of those that hold more than instances and what is laid over these.
    files: Vec<File>,
    instances: Vec<OfWhat>,
}

impl Common {
    /// The same as before where nothing of it has changed.
    pub fn of(resolved: &Resolved, before: Option<&Arc<Common>>) -> Arc<Common> {
        let key = key(resolved);
        match before {
            Some(before) if before.key.equals(&key) => before.clone(),
            _ => Arc::new(Common { key, declared: declare(resolved) }),
        }
    }
}

impl Key {
    fn equals(&self, other: &Key) -> bool {
        let same_tree = |one: &Option<Arc<Parsed>>, two: &Option<Arc<Parsed>>| match (one, two) {
            (Some(one), Some(two)) => Arc::ptr_eq(one, two),
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => false,
        };
        let same_file = |(one, two): (&File, &File)| one.0 == two.0 && same_tree(&one.1, &two.1);
        let Key { files, instances } = self;
        *instances == other.instances && files.len() == other.files.len() && files.iter().zip(&other.files).all(same_file)
    }
}

fn key(resolved: &Resolved) -> Key {
    let of_instances: FxHashSet<(FileIndex, u32)> =
        resolved.instances.iter().flat_map(|instance| instance.overlays.iter().copied()).collect();
    let files = resolved.file_indices().map(|index| {
        let file = resolved.file(index);
        let mut items = file.parsed.file.items.iter().enumerate();
        let only_apps = items.all(|(at, item)| match item.kind {
            ItemKind::App(_) | ItemKind::Platform(_) | ItemKind::Raw(_) => true,
            ItemKind::Overlay(_) => of_instances.contains(&(index, at as u32)),
            ItemKind::Project(_)
            | ItemKind::Defaults(_)
            | ItemKind::Module(_)
            | ItemKind::Type(_)
            | ItemKind::Fn(_)
            | ItemKind::Let(_)
            | ItemKind::Policy(_)
            | ItemKind::Except(_)
            | ItemKind::Test(_)
            | ItemKind::Error => false,
        });
        (file.source.path.clone(), (!only_apps).then(|| file.parsed.clone()))
    });
    let of_what = |instance: &InstanceItem| (instance.name, instance.item.is_some(), instance_definition(resolved, instance));
    let instances = resolved.instances.iter().map(of_what).collect();
    Key { files: files.collect(), instances }
}
