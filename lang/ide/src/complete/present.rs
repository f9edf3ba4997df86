//! The entries of maps and keyed lists that layers of an instance name: what an overlay will want to change.

use jke_resolve::{FileIndex, InstanceItem};
use jke_syntax::tree::{Body as Tree, EntryKind, FieldPath, ItemKind};
use jke_text::Name;

use crate::position::Body;
use crate::position::Scope;

impl Scope<'_> {
    /// What the layers of the instance around name behind these keys of a body, in the order in which they do. In a layer of a module
    /// what its other layers name.
    pub(super) fn entries(&self, body: &Body, behind: &[Name]) -> Vec<Name> {
        let Some(path) = &body.path else { return vec![] };
        let path: Vec<Name> = path.iter().chain(behind).copied().collect();
        let mut found = vec![];
        for layer in self.layers() {
            collect(layer, &path, &mut found);
        }
        found
    }

    /// Of the instance around and of its module.
    fn layers(&self) -> Vec<&Tree> {
        let resolved = self.known.resolved;
        let instance = self.instance.map(|index| &resolved.instances[index]);
        let own = instance.into_iter().flat_map(InstanceItem::items);
        let of_modules = resolved.defaults.iter().chain(&resolved.module_overlays).copied().filter(|at| self.is_for_own(*at));
        own.chain(of_modules).filter_map(|(file, item)| layer_of(&resolved.item(file, item).kind)).collect()
    }

    /// The item is a layer of the module around or of a parent of it.
    fn is_for_own(&self, (file, item): (FileIndex, u32)) -> bool {
        let module = match &self.known.resolved.item(file, item).kind {
            ItemKind::Defaults(defaults) => &defaults.module,
            ItemKind::Overlay(overlay) => &overlay.of,
            _ => return false,
        };
        let of = self.known.record(file, module);
        self.own.zip(of).is_some_and(|(own, of)| self.known.interfaces.extends(own, of))
    }
}

fn layer_of(item: &ItemKind) -> Option<&Tree> {
    match item {
        ItemKind::App(app) => Some(&app.layer),
        ItemKind::Platform(platform) => Some(&platform.layer),
        ItemKind::Overlay(overlay) => Some(&overlay.layer),
        ItemKind::Defaults(defaults) => Some(&defaults.layer),
        _ => None,
    }
}

/// Adds the keys that a body names behind a path, its `on` blocks included.
fn collect(body: &Tree, path: &[Name], found: &mut Vec<Name>) {
    for entry in &body.entries {
        match &entry.kind {
            EntryKind::Set { path: keys, value: _ } | EntryKind::Add { path: keys, value: _ } => along(keys, None, path, found),
            EntryKind::Merge { path: keys, body } => along(keys, Some(body), path, found),
            EntryKind::On { selector: _, body } => collect(body, path, found),
            EntryKind::Remove { .. }
            | EntryKind::Reset { .. }
            | EntryKind::Seal { .. }
            | EntryKind::Patch { .. }
            | EntryKind::If { .. }
            | EntryKind::Error => {}
        }
    }
}

fn along(keys: &FieldPath, body: Option<&Tree>, path: &[Name], found: &mut Vec<Name>) {
    let keys: Vec<Name> = keys.keys.iter().map_while(|key| key.name()).collect();
    if keys.len() > path.len() && keys.starts_with(path) {
        let name = keys[path.len()];
        if !found.contains(&name) && !name.is_empty() {
            found.push(name);
        }
    } else if let (Some(rest), Some(body)) = (path.strip_prefix(keys.as_slice()), body) {
        collect(body, rest, found);
    }
}
