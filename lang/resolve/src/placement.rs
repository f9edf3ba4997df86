//! Items where they may not stand, and items that are read but not built yet.

use jke_syntax::tree::{Item, ItemKind};
use jke_text::{Code, Diagnostic, SourceKind, Span};
use rustc_hash::FxHashSet;

use crate::project::not_built;
use crate::{FileIndex, Resolved, raw};

pub(crate) fn report(resolved: &mut Resolved) {
    // What is an app's may stand anywhere; an overlay of a module, and what is the platform's, only in a root file.
    let platform = resolved.instances.iter().filter(|instance| instance.is_platform);
    let of_platform = platform.flat_map(|platform| platform.overlays.iter().chain(&platform.raw));
    let root_only: FxHashSet<(FileIndex, u32)> = resolved.module_overlays.iter().chain(of_platform).copied().collect();
    let mut diagnostics = vec![];
    for index in resolved.file_indices() {
        let file = resolved.file(index);
        for (at, item) in file.parsed.file.items.iter().enumerate() {
            let is_root_only = root_only.contains(&(index, at as u32));
            let misplaced = || belongs_to_root(item, is_root_only, file.source.kind).filter(|_| !file.in_root_folder);
            diagnostics.extend(unbuilt(item).or_else(|| misplaced().map(|(span, what)| outside_root(span, what))));
        }
    }
    resolved.diagnostics.append(&mut diagnostics);
}

/// The place and the name of what only files of the root folder may hold.
fn belongs_to_root(item: &Item, is_root_only: bool, kind: SourceKind) -> Option<(Span, &'static str)> {
    match &item.kind {
        ItemKind::Project(project) => Some((project.name.span, "`project`")),
        ItemKind::Platform(platform) => Some((platform.span, "`platform`")),
        ItemKind::Defaults(defaults) => Some((defaults.module.span(), "`defaults`")),
        ItemKind::Except(except) => Some((except.policy.span(), "`except`")),
        ItemKind::Overlay(overlay) if is_root_only => Some((overlay.of.span(), "an overlay of the platform or of a module")),
        ItemKind::Raw(emit) if is_root_only => Some((raw::place(emit), "an `emit` of the platform")),
        ItemKind::App(app) if kind == SourceKind::Library => Some((app.name.span, "an app")),
        ItemKind::Overlay(_)
        | ItemKind::App(_)
        | ItemKind::Module(_)
        | ItemKind::Type(_)
        | ItemKind::Fn(_)
        | ItemKind::Let(_)
        | ItemKind::Policy(_)
        | ItemKind::Test(_)
        | ItemKind::Raw(_)
        | ItemKind::Error => None,
    }
}

fn outside_root(span: Span, what: &str) -> Diagnostic {
    Diagnostic::error(Code::E0407, span, format!("{what} may stand only in a file of the project's root folder"))
        .help("move it into a file beside `project.jke`, such as `platform.jke`: so the owners of files separate the roles")
}

fn unbuilt(item: &Item) -> Option<Diagnostic> {
    let (span, what) = match &item.kind {
        ItemKind::Policy(policy) => (policy.name.span, "a policy"),
        ItemKind::Except(except) => (except.policy.span(), "an exception from a policy"),
        ItemKind::Test(test) => (test.name.span, "a test"),
        ItemKind::Project(_)
        | ItemKind::Platform(_)
        | ItemKind::App(_)
        | ItemKind::Overlay(_)
        | ItemKind::Defaults(_)
        | ItemKind::Module(_)
        | ItemKind::Type(_)
        | ItemKind::Fn(_)
        | ItemKind::Let(_)
        | ItemKind::Raw(_)
        | ItemKind::Error => return None,
    };
    Some(not_built(span, what))
}
