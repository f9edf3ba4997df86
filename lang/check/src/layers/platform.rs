//! `module … for AcmePlatform`: whether the project's platform is what the modules of its instances ask for.

use jke_model::declaration::{RecordId, RecordKind};
use jke_model::program::InstanceId;
use jke_resolve::InstanceItem;
use jke_text::{Code, Diagnostic, Span};
use rustc_hash::FxHashSet;

use crate::Context;
use crate::instance::instance_parts;

/// The project's platform and what it is.
struct Platform {
    module: RecordId,
    /// The place where it names its module.
    span: Span,
}

/// What is wrong with the platform for these instances: told once for each module, at the first instance of it. Where the platform's
/// own module is not known, nothing is said.
pub(crate) fn misfits(cx: &Context, instances: &[(InstanceId, Option<RecordId>)]) -> (Vec<Diagnostic>, FxHashSet<InstanceId>) {
    let items = &cx.resolved.instances;
    let item = |id: InstanceId| &items[id.0 as usize];
    let declared = items.iter().any(|item| item.is_platform);
    let known = instances.iter().find(|(id, _)| item(*id).is_platform);
    let platform = known.and_then(|(id, module)| Some(Platform { module: (*module)?, span: module_span(cx, item(*id)) }));
    let (mut diagnostics, mut broken, mut told) = (vec![], FxHashSet::default(), FxHashSet::default());
    if declared && platform.is_none() {
        return (diagnostics, broken);
    }
    for (id, module) in instances {
        let Some(module) = module else { continue };
        let RecordKind::Module { platform: Some(asked) } = cx.interfaces.record(*module).kind else { continue };
        if platform.as_ref().is_some_and(|platform| cx.interfaces.extends(platform.module, asked)) {
            continue;
        }
        broken.insert(*id);
        if told.insert(*module) {
            diagnostics.push(misfit(cx, item(*id), *module, asked, platform.as_ref()));
        }
    }
    (diagnostics, broken)
}

fn misfit(cx: &Context, item: &InstanceItem, module: RecordId, asked: RecordId, platform: Option<&Platform>) -> Diagnostic {
    let (module, asked) = (cx.interfaces.record(module), cx.interfaces.record(asked));
    let at = module_span(cx, item);
    match platform {
        None => {
            Diagnostic::error(Code::E0903, at, format!("{} is a module for {}, and this project has no platform", module.name, asked.name))
                .label(module.span, format!("`for {}`", asked.name))
                .help(format!("declare one in a root file: `platform: {} {{ }}`", asked.name))
        }
        Some(platform) => {
            let found = cx.interfaces.record(platform.module).name;
            Diagnostic::error(
                Code::E0903,
                at,
                format!("{} is a module for {}, and this project's platform is no such module", module.name, asked.name),
            )
            .label(platform.span, format!("the platform is {found}"))
            .label(module.span, format!("`for {}`", asked.name))
            .help(format!("a platform that fits is {} or a module that extends it", asked.name))
        }
    }
}

fn module_span(cx: &Context, item: &InstanceItem) -> Span {
    instance_parts(cx, item).map_or(item.span, |(path, _)| path.span())
}
