//! Seals: what an owner's layer forbids those above it.

use jke_model::layer::{Block, Operation, OperationKind, PathKey};
use jke_text::{Code, Diagnostic};

use super::clash::brought;
use super::words::shown;
use crate::plan::Rival;

/// The seals that blocks hold.
pub(super) fn seals<'p>(blocks: &[&'p Block]) -> Vec<&'p Operation> {
    let operations = blocks.iter().flat_map(|block| &block.operations);
    operations.filter(|operation| matches!(operation.kind, OperationKind::Seal { .. })).collect()
}

/// What a block of a higher layer sets though it is sealed.
pub(super) fn broken_by(block: &Block, seals: &[&Operation], diagnostics: &mut Vec<Diagnostic>) {
    for seal in seals {
        let operations = block.operations.iter().enumerate();
        let broken = operations.filter(|(at, operation)| breaks(operation, seal) && !leads(operation, block.operations.get(at + 1)));
        diagnostics.extend(broken.map(|(_, operation)| sealed(operation, seal)));
    }
}

/// The sealed entries of which it is seen only when a `+=` is evaluated whether it brings them.
pub(super) fn rivals<'p>(blocks: &[&'p Block], seals: &[&'p Operation], rivals: &mut Vec<(&'p Operation, Rival<'p>)>) {
    for seal in seals {
        for operation in blocks.iter().flat_map(|block| &block.operations) {
            let depth = operation.path.len();
            let unknown = matches!(operation.kind, OperationKind::AddEntries(_)) && brought(operation).is_none();
            if unknown && depth < seal.path.len() && holds(&operation.path, &seal.path) {
                rivals.push((operation, Rival { key: Some(seal.path[depth].name()), operation: seal, settled: vec![] }));
            }
        }
    }
}

/// The diagnostic of an operation that sets what is sealed.
pub(super) fn sealed(operation: &Operation, seal: &Operation) -> Diagnostic {
    let reason = match &seal.kind {
        OperationKind::Seal { because: Some(reason) } => format!(": {reason}"),
        OperationKind::Seal { because: None }
        | OperationKind::Set(_)
        | OperationKind::Merge
        | OperationKind::Append(_)
        | OperationKind::AddEntries(_)
        | OperationKind::Remove
        | OperationKind::Reset => String::new(),
    };
    let path = shown(seal.path.iter().map(|key| key.name()));
    Diagnostic::error(Code::E0405, operation.span, format!("`{path}` is sealed{reason}"))
        .label(seal.span, format!("sealed here{reason}"))
        .help("leave it out, or have the seal changed where it stands")
}

/// It sets the sealed path, something inside it or something that holds it. A merge of what holds it leaves it alone.
fn breaks(operation: &Operation, seal: &Operation) -> bool {
    let (path, sealed) = (&operation.path, &seal.path);
    if holds(sealed, path) {
        return !matches!(operation.kind, OperationKind::Seal { .. });
    }
    match operation.kind {
        OperationKind::Set(_) | OperationKind::Remove | OperationKind::Reset => holds(path, sealed),
        OperationKind::AddEntries(_) => {
            let next = sealed.get(path.len()).map(|key| key.name());
            holds(path, sealed) && brought(operation).is_some_and(|keys| keys.iter().any(|key| Some(*key) == next))
        }
        OperationKind::Merge | OperationKind::Append(_) | OperationKind::Seal { .. } => false,
    }
}

/// `a { b = 1 }` is told at `b`.
fn leads(operation: &Operation, next: Option<&Operation>) -> bool {
    matches!(operation.kind, OperationKind::Merge)
        && next.is_some_and(|next| next.path.len() > operation.path.len() && holds(&operation.path, &next.path))
}

fn holds(outer: &[PathKey], inner: &[PathKey]) -> bool {
    outer.len() <= inner.len() && outer.iter().zip(inner).all(|(one, two)| one.name() == two.name())
}
