//! Instances as they are written: the platform and the apps with the module that each names, and what files emit.

use jke_model::declaration::RecordId;
use jke_model::program::InstanceId;
use jke_resolve::InstanceItem;
use jke_syntax::tree::{Body, ItemKind, Path};

use crate::Context;
use crate::declare::module_of_path;

/// The module that an instance names; `None` where it is wrong, which is told where its layers are read.
pub(crate) fn instance_module(cx: &Context, id: InstanceId) -> Option<RecordId> {
    let item = &cx.resolved.instances[id.0 as usize];
    let Some((path, _)) = instance_parts(cx, item) else { return cx.interfaces.of_files };
    module_of_path(cx, item.file, path, &mut vec![])
}

/// The path of an instance's module and its body; `None` of one that only files make.
pub(crate) fn instance_parts<'a>(cx: &Context<'a>, item: &InstanceItem) -> Option<(&'a Path, &'a Body)> {
    match &cx.resolved.instance_item(item)?.kind {
        ItemKind::Platform(platform) => Some((&platform.module, &platform.layer)),
        ItemKind::App(app) => Some((&app.module, &app.layer)),
        ItemKind::Project(_)
        | ItemKind::Overlay(_)
        | ItemKind::Defaults(_)
        | ItemKind::Module(_)
        | ItemKind::Type(_)
        | ItemKind::Fn(_)
        | ItemKind::Let(_)
        | ItemKind::Policy(_)
        | ItemKind::Except(_)
        | ItemKind::Test(_)
        | ItemKind::Raw(_)
        | ItemKind::Error => None,
    }
}
