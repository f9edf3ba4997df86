//! Imports to the scopes of their files, and the prelude to what it exports.

use std::sync::Arc;

use jke_syntax::tree::{Alias, Ident, Import, ImportKind};
use jke_text::{Code, Diagnostic, Name, Span, nearest};
use rustc_hash::FxHashMap;

use crate::modules::{Modules, Place};
use crate::project::Settings;
use crate::{Binding, Exports, FileIndex, Resolved};

/// An import as a step from its file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Edge {
    pub to: Place,
    pub span: Span,
}

/// What one file's imports come to.
#[derive(Default)]
struct Bound {
    scope: FxHashMap<Name, (Binding, Span)>,
    edges: Vec<Edge>,
    diagnostics: Vec<Diagnostic>,
}

/// Fills the scopes of all files and the prelude; gives each file's imports.
pub(crate) fn bind(settings: &Settings, library: &[String], resolved: &mut Resolved) -> Vec<Vec<Edge>> {
    let modules = Modules::new(resolved, settings, library);
    let bound: Vec<Bound> = resolved.file_indices().map(|file| bind_file(file, resolved, &modules)).collect();
    let mut diagnostics = vec![];
    let prelude = open_prelude(settings, &modules, &mut diagnostics);
    resolved.prelude_known = diagnostics.is_empty();
    resolved.prelude = prelude;
    resolved.diagnostics.append(&mut diagnostics);
    let mut edges = Vec::with_capacity(bound.len());
    for (file, bound) in resolved.files.iter_mut().zip(bound) {
        file.scope.extend(bound.scope.into_iter().map(|(name, (binding, _))| (name, binding)));
        resolved.diagnostics.extend(bound.diagnostics);
        edges.push(bound.edges);
    }
    edges
}

fn open_prelude(settings: &Settings, modules: &Modules, diagnostics: &mut Vec<Diagnostic>) -> Vec<Arc<Exports>> {
    let mut prelude = vec![];
    for module in &settings.prelude {
        match modules.find(&module.path) {
            Some(place) => prelude.push(modules.exports(place)),
            None if module.by_default || modules.is_unbuilt_package(&module.path) => {}
            None => diagnostics.push(modules.unknown(&module.path)),
        }
    }
    prelude
}

fn bind_file(file: FileIndex, resolved: &Resolved, modules: &Modules) -> Bound {
    let mut bound = Bound::default();
    for import in &resolved.file(file).parsed.file.imports {
        let path = &import.path.segments;
        if path.iter().any(|segment| segment.name.is_empty()) {
            bind_broken(import, &mut bound);
            continue;
        }
        match modules.find(path) {
            Some(place) => bind_import(file, import, place, resolved, modules, &mut bound),
            None => {
                if !modules.is_unbuilt_package(path) {
                    bound.diagnostics.push(modules.unknown(path));
                }
                bind_broken(import, &mut bound);
            }
        }
    }
    bound
}

/// The names that the import would have given are known to be broken.
fn bind_broken(import: &Import, bound: &mut Bound) {
    let locals: Vec<Ident> = match &import.kind {
        ImportKind::Names(aliases) => aliases.iter().map(|alias| alias.local).collect(),
        ImportKind::Module(local) => vec![*local],
    };
    bound.scope.extend(locals.iter().map(|local| (local.name, (Binding::Broken, local.span))));
}

fn bind_import(file: FileIndex, import: &Import, place: Place, resolved: &Resolved, modules: &Modules, bound: &mut Bound) {
    match &import.kind {
        ImportKind::Module(local) => {
            bound.edges.push(Edge { to: place, span: import.path.span() });
            insert(file, *local, Binding::Module(modules.exports(place)), resolved, bound);
        }
        ImportKind::Names(aliases) => {
            for alias in aliases.iter().filter(|alias| !alias.name.name.is_empty()) {
                let binding = bind_name(import, alias, place, resolved, modules, bound);
                insert(file, alias.local, binding, resolved, bound);
            }
        }
    }
}

fn bind_name(import: &Import, alias: &Alias, place: Place, resolved: &Resolved, modules: &Modules, bound: &mut Bound) -> Binding {
    match modules.export(place, alias.name.name) {
        Some(id) => {
            bound.edges.push(Edge { to: Place::File(resolved.definition(id).file), span: import.path.span() });
            Binding::Definition(id)
        }
        None => {
            if !modules.is_damaged(place) {
                bound.diagnostics.push(not_exported(import, alias, place, modules));
            }
            Binding::Broken
        }
    }
}

fn not_exported(import: &Import, alias: &Alias, place: Place, modules: &Modules) -> Diagnostic {
    let name = alias.name.name;
    let error = Diagnostic::error(Code::E0204, alias.name.span, format!("`{}` declares no `{name}`", import.path));
    if name.as_str().starts_with('_') {
        return error.help("a name that begins with `_` is seen only in its own file");
    }
    let exports = modules.exports(place);
    let mut names: Vec<&str> = exports.names();
    names.retain(|name| !name.contains('.'));
    names.sort_unstable();
    let error = error.did_you_mean(nearest(name.as_str(), names.iter().copied()));
    match names.as_slice() {
        [] => error.help("it declares nothing"),
        few if few.len() <= 8 => error.help(format!("it declares: {}", few.join(", "))),
        many => error.help(format!("it declares: {}, and {} more", many[..8].join(", "), many.len() - 8)),
    }
}

/// Adds a name to a file's scope, unless it already means something else there.
fn insert(file: FileIndex, local: Ident, binding: Binding, resolved: &Resolved, bound: &mut Bound) {
    if local.name.is_empty() {
        return;
    }
    let earlier = bound.scope.get(&local.name).cloned().or_else(|| declared_nearby(file, local.name, resolved));
    match earlier {
        None => {
            bound.scope.insert(local.name, (binding, local.span));
        }
        Some((known, first)) => {
            if known != binding && known != Binding::Broken && binding != Binding::Broken {
                bound.diagnostics.push(
                    Diagnostic::error(Code::E0202, local.span, format!("`{}` is declared twice", local.name))
                        .label(first, "here too")
                        .help(format!("import it under another name: `{} as …`", local.name)),
                );
            }
        }
    }
}

/// What the file itself or its folder declares under a name.
fn declared_nearby(file: FileIndex, name: Name, resolved: &Resolved) -> Option<(Binding, Span)> {
    let file = resolved.file(file);
    let own = file.scope.get(&name).cloned();
    let binding = own.or_else(|| resolved.folder(file.folder).exports.get(name).map(Binding::Definition))?;
    let span = match &binding {
        Binding::Definition(id) => resolved.definition(*id).span,
        Binding::Module(_) | Binding::Broken => Span::NONE,
    };
    Some((binding, span))
}
