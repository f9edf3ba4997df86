//! Clashes in the author's words: both places, and what settles it.

use jke_model::layer::{Block, LayerKind, Operation, OperationKind, Patched};
use jke_model::program::Program;
use jke_text::{Code, Diagnostic, Name, words};

use super::clash::{At, Clash};
use super::seal::sealed;
use super::standing::same_selector;
use crate::plan::Rival;

/// A path as the author writes it: `containers.nginx.env."a/b"`.
pub(super) fn shown(path: impl IntoIterator<Item = Name>) -> String {
    let mut text = String::new();
    for name in path {
        if !text.is_empty() {
            text.push('.');
        }
        match words::is_word(name.as_str()) {
            true => text.push_str(name.as_str()),
            false => text.push_str(&words::text(name.as_str())),
        }
    }
    text
}

/// The diagnostic of two operations of one layer that clash.
pub(super) fn clash(program: &Program, blocks: &[&Block], clash: &Clash) -> Diagnostic {
    let (first, second) = match clash.one.operation.span <= clash.two.operation.span {
        true => (clash.one, clash.two),
        false => (clash.two, clash.one),
    };
    let (one, two) = (blocks[first.block], blocks[second.block]);
    let path = shown(clash.path.iter().copied());
    let what = two_operations(first.operation, second.operation);
    let label = "the other one";
    let (message, help) = if one.layer == LayerKind::CommandLine {
        (format!("{what} on the command line"), mend(first, second))
    } else if first.block == second.block {
        (format!("{what} in one body"), mend(first, second))
    } else if same_selector(one, two) {
        (format!("{what} {}", together(program, one)), mend(first, second))
    } else {
        let (here, there) = (selector(program, one), selector(program, two));
        let both = one.targets.intersect(&two.targets);
        let (body, module) = (program.project.describe_set(&both), narrower_module(program, one, two));
        let message = format!("{what}, for {here} and for {there}, and neither is narrower: for {body} both hold");
        let settled = within(program, one, &format!("{path} = …"));
        (message, format!("settle it where both hold: `on {body}{module} {{ {settled} }}`"))
    };
    Diagnostic::error(Code::E0403, second.operation.span, message).label(first.operation.span, label).help(help)
}

/// The diagnostic of a `+=` that turned out to bring an entry which a rival sets, or which is sealed.
pub fn brought_twice(add: &Operation, rival: &Rival, entry: Name) -> Diagnostic {
    if let OperationKind::Seal { .. } = &rival.operation.kind {
        return sealed(add, rival.operation);
    }
    let path = shown(add.path.iter().map(|key| key.name()).chain([entry]));
    let what = written(rival.operation);
    Diagnostic::error(Code::E0403, add.span, format!("this `+=` brings `{path}`, and so does {what}, which is of equal standing"))
        .label(rival.operation.span, "the other one")
        .help(format!(
            "take it out of one of them; if they stand under different `on`s, `{path} = …` under one that is narrower settles it"
        ))
}

/// An operation in the patch that its block is of.
fn within(program: &Program, block: &Block, operation: &str) -> String {
    match &block.patch {
        None => operation.to_owned(),
        Some(patched) => format!("patch {} {{ {operation} }}", named(program, patched)),
    }
}

/// An object as a patch names it: `ConfigMap "files"`.
pub(crate) fn named(program: &Program, patched: &Patched) -> String {
    let Patched { record, handle, span: _ } = patched;
    let record = program.interfaces.record(*record);
    let kind = record.kind_identity().map_or(record.name, |identity| identity.kind);
    handle.map_or_else(|| kind.to_string(), |handle| format!("{kind} {:?}", handle.as_str()))
}

/// What two operations are together.
fn two_operations(first: &Operation, second: &Operation) -> String {
    let path = || shown(second.path.iter().map(|key| key.name()));
    let same_path = first.path.len() == second.path.len();
    match (&first.kind, &second.kind) {
        (OperationKind::Set(_), OperationKind::Set(_)) if same_path => format!("`{}` is set twice", path()),
        (OperationKind::Append(_), OperationKind::Append(_)) => format!("`{}` is added to twice", path()),
        (OperationKind::Remove, OperationKind::Remove) if same_path => format!("`{}` is removed twice", path()),
        (OperationKind::Reset, OperationKind::Reset) if same_path => format!("`{}` is reset twice", path()),
        _ => format!("{} and {} clash", written(first), written(second)),
    }
}

/// An operation as it is written, without its value.
fn written(operation: &Operation) -> String {
    let path = shown(operation.path.iter().map(|key| key.name()));
    match &operation.kind {
        OperationKind::Set(_) => format!("`{path} = …`"),
        OperationKind::Merge => format!("`{path} {{ … }}`"),
        OperationKind::Append(_) | OperationKind::AddEntries(_) => format!("`{path} += …`"),
        OperationKind::Remove => format!("`remove {path}`"),
        OperationKind::Reset => format!("`reset {path}`"),
        OperationKind::Seal { .. } => format!("`seal {path}`"),
    }
}

/// What to do about two operations that hold for the same targets.
fn mend(first: At, second: At) -> String {
    let (upper, lower) = match first.operation.path.len() <= second.operation.path.len() {
        true => (first.operation, second.operation),
        false => (second.operation, first.operation),
    };
    let path = shown(upper.path.iter().map(|key| key.name()));
    let is_inside = upper.path.len() < lower.path.len();
    let adds = |each: &Operation| adds(&each.kind);
    let is_merged = |each: &Operation| matches!(each.kind, OperationKind::Merge);
    let replaces = |each: &Operation| matches!(each.kind, OperationKind::Set(_));
    if adds(upper) && adds(lower) {
        "write all in one `+=`".to_owned()
    } else if replaces(upper) && (is_inside || is_merged(lower)) || replaces(lower) && !is_inside && is_merged(upper) {
        format!("`{path} = …` replaces the whole: set the rest inside it, or write `{path} {{ … }}` to merge")
    } else if !is_inside && (replaces(upper) && adds(lower) || replaces(lower) && adds(upper)) {
        format!("`{path} = …` replaces the whole: write all of it there, or all in one `{path} += …`")
    } else if matches!(upper.kind, OperationKind::Reset) && (is_inside || is_merged(lower)) {
        format!("`{path} = {{ … }}` drops what lower layers set as well")
    } else {
        "keep one of them: the order of lines and files never decides".to_owned()
    }
}

/// `+=`
fn adds(kind: &OperationKind) -> bool {
    match kind {
        OperationKind::Append(_) | OperationKind::AddEntries(_) => true,
        OperationKind::Set(_) | OperationKind::Merge | OperationKind::Remove | OperationKind::Reset | OperationKind::Seal { .. } => false,
    }
}

/// Where two blocks of one layer and selector meet.
fn together(program: &Program, block: &Block) -> String {
    match block.layer {
        LayerKind::Defaults => format!("in {}", selector(program, block)),
        LayerKind::Body | LayerKind::CommandLine => "in one layer".to_owned(),
        LayerKind::ModuleOverlay | LayerKind::Overlay => format!("for {}", selector(program, block)),
    }
}

/// `env=prod`, `env=prod for Application`, `defaults of Application`.
fn selector(program: &Program, block: &Block) -> String {
    let targets = program.project.describe_set(&block.targets);
    let targets = if targets.is_empty() { "every target".to_owned() } else { targets };
    let module = block.module.map(|module| program.interfaces.record(module).name);
    match (block.layer, module) {
        (LayerKind::Defaults, Some(module)) => format!("the defaults of {module}"),
        (_, Some(module)) => format!("{targets} of {module}"),
        (_, None) => targets,
    }
}

/// The module of an overlay of modules that is narrower than both.
fn narrower_module(program: &Program, one: &Block, two: &Block) -> String {
    let (Some(first), Some(second)) = (one.module, two.module) else { return String::new() };
    let narrow = if program.interfaces.extends(first, second) { first } else { second };
    format!(" for {}", program.interfaces.record(narrow).name)
}
