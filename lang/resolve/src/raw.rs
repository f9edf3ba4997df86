//! `emit` at the top of a file: the manifest belongs to the instance that is named as the file, be it an app or not.

use jke_syntax::tree::{Emit, EmitKind, ItemKind};
use jke_text::{Code, Diagnostic, Name, Span};
use rustc_hash::FxHashMap;

use crate::instances::{PLATFORM, Place};
use crate::loading::stem;
use crate::{InstanceItem, Resolved};

/// Gives each `emit` to its instance. Where none is called so, the files of that name make one, which stands among the apps by name.
pub(crate) fn assign(resolved: &Resolved, raw: &[Place], instances: &mut Vec<InstanceItem>, diagnostics: &mut Vec<Diagnostic>) {
    if raw.is_empty() {
        return;
    }
    let mut known: FxHashMap<Name, usize> = instances.iter().enumerate().map(|(at, instance)| (instance.name, at)).collect();
    for (file, item) in raw {
        let ItemKind::Raw(emit) = &resolved.item(*file, *item).kind else { continue };
        let span = place(emit);
        match owner(&resolved.file(*file).source.path, span) {
            Ok(name) if name.as_str() == PLATFORM && !known.contains_key(&name) => diagnostics.push(no_platform(span)),
            Ok(name) => {
                let at = *known.entry(name).or_insert_with(|| {
                    instances.push(InstanceItem { name, span, is_platform: false, file: *file, item: None, raw: vec![], overlays: vec![] });
                    instances.len() - 1
                });
                instances[at].raw.push((*file, *item));
            }
            Err(diagnostic) => diagnostics.push(*diagnostic),
        }
    }
    let platform = instances.iter().take_while(|instance| instance.is_platform).count();
    instances[platform..].sort_by(|one, other| one.name.as_str().cmp(other.name.as_str()));
}

/// The kind that is emitted, or the value.
pub(crate) fn place(emit: &Emit) -> Span {
    match &emit.kind {
        EmitKind::Body { kind, handle: _, body: _ } => kind.span(),
        EmitKind::Value(value) => value.span,
    }
}

/// The name of the instance that a file's manifests belong to.
fn owner(path: &str, span: Span) -> Result<Name, Box<Diagnostic>> {
    let name = stem(path);
    let plain = |each: char| each.is_ascii_alphanumeric() || matches!(each, '-' | '_' | '.');
    if !name.is_empty() && name.chars().all(plain) {
        return Ok(Name::new(name));
    }
    let error = Diagnostic::error(
        Code::E0108,
        span,
        format!("manifests belong to the instance that is named as their file, and `{name}` is no name"),
    );
    Err(Box::new(error.help("name the file with letters, digits, `-`, `_` and `.` only: `orders.jke`")))
}

fn no_platform(span: Span) -> Diagnostic {
    let error = Diagnostic::error(Code::E0903, span, "what `platform.jke` emits belongs to the platform, and this project has none");
    error.help("declare one in a root file, `platform: Platform {}`, or move this into a file of another name")
}
