//! The items of all files to definitions, and those of each folder to what it exports.

use std::sync::Arc;

use jke_syntax::tree::{Item, ItemKind, Path, TypeKind};
use jke_text::{Code, Diagnostic, Name, SourceKind, Span};

use crate::{Binding, Definition, DefinitionId, DefinitionKind, Exports, FileIndex, Resolved};

pub(crate) fn define(resolved: &mut Resolved) {
    for at in 0..resolved.folders.len() {
        let mut exports = match (resolved.folders[at].kind, resolved.table) {
            (SourceKind::Library, Some(table)) => {
                let module = table.folder(&resolved.folders[at].path);
                module.map_or_else(Exports::default, |module| Exports::of_table(table, module))
            }
            (SourceKind::Library | SourceKind::Project | SourceKind::CommandLine, _) => Exports::default(),
        };
        for file in resolved.folders[at].files.clone() {
            define_file(file, &mut exports, resolved);
        }
        resolved.folders[at].exports = Arc::new(exports);
    }
}

fn define_file(file: FileIndex, exports: &mut Exports, resolved: &mut Resolved) {
    let parsed = resolved.file(file).parsed.clone();
    let mut private = Exports::default();
    for (at, item) in parsed.file.items.iter().enumerate() {
        let Some((name, span, kind)) = declared(item) else { continue };
        let id = DefinitionId(resolved.definitions.len() as u32);
        resolved.definitions.push(Definition { name, kind, file, item: at as u32, span });
        let is_private = name.as_str().starts_with('_');
        let scope: &mut Exports = if is_private { &mut private } else { exports };
        match scope.get(name) {
            Some(first) => {
                let first = resolved.definition(first);
                resolved.diagnostics.push(twice(name, span, first.span, first.file != file));
            }
            None => {
                scope.insert(name, id);
            }
        }
    }
    let own = &mut resolved.files[file.0 as usize].scope;
    own.extend(private.iter().map(|(name, id)| (name, Binding::Definition(id))));
}

/// The name that an item declares in its folder, with its place.
fn declared(item: &Item) -> Option<(Name, Span, DefinitionKind)> {
    let (name, span, kind) = match &item.kind {
        ItemKind::Module(module) => (module.name.name, module.name.span, DefinitionKind::Module),
        ItemKind::Fn(function) => (function.name.name, function.name.span, DefinitionKind::Function),
        ItemKind::Let(constant) => (constant.name.name, constant.name.span, DefinitionKind::Constant),
        ItemKind::Type(ty) => {
            let kind = match ty.kind {
                TypeKind::Alias(_) => DefinitionKind::Alias,
                TypeKind::Record { .. } => DefinitionKind::Record,
            };
            (dotted(&ty.name), ty.name.span(), kind)
        }
        ItemKind::Project(_)
        | ItemKind::Platform(_)
        | ItemKind::App(_)
        | ItemKind::Overlay(_)
        | ItemKind::Defaults(_)
        | ItemKind::Policy(_)
        | ItemKind::Except(_)
        | ItemKind::Test(_)
        | ItemKind::Raw(_)
        | ItemKind::Error => return None,
    };
    (!name.is_empty()).then_some((name, span, kind))
}

fn dotted(path: &Path) -> Name {
    path.single().map_or_else(|| Name::new(&path.to_string()), |only| only.name)
}

fn twice(name: Name, span: Span, first: Span, in_other_file: bool) -> Diagnostic {
    let error = Diagnostic::error(Code::E0202, span, format!("`{name}` is declared twice")).label(first, "here first");
    if in_other_file {
        error.help("files of one folder share their names: rename one, or begin it with `_` to keep it to its file")
    } else {
        error.help("types and values share one space: rename one")
    }
}
