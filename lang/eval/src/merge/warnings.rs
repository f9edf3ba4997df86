//! What in the layers of an instance is right, and most likely not meant: lines that no target's result keeps, overlays that change
//! nothing, entries that nearly have the name of others, and a `=` that drops entries.
//!
//! Only what is written counts, and no value is computed: where it is not certain that a line has no effect, nothing is said. The owner's
//! layers are what others are held against; they are for many instances, and are not judged by one. Nor is what the command line sets.

use std::cmp::Ordering;
use std::sync::Arc;

use jke_model::ir::ExprKind;
use jke_model::layer::{Block, LayerKind, Operation, OperationKind, Patched, PathKey};
use jke_model::program::{InstanceId, Program};
use jke_model::value::Data;
use jke_text::{Code, Diagnostic, Name};

use super::clash::{brought, keys_of};
use super::near::is_slip_of;
use super::standing::within;
use super::words::shown;

/// More operations than this around one path, or entries of one map, are not compared with each other.
const MANY: usize = 256;

#[derive(Clone, Copy)]
struct At<'p> {
    operation: &'p Operation,
    block: &'p Block,
}

/// What was found of one operation.
#[derive(Clone, Default)]
struct Found {
    /// The operations of overlays that drop it, if it stands in a body.
    droppers: Vec<usize>,
    /// The operations on its path, above it and inside it, of lower layers and of wider blocks.
    beneath: Vec<usize>,
    /// The entries of lower layers and wider blocks that it drops, each with an operation that gives it.
    dropped: Vec<(Name, usize)>,
}

/// The warnings of an instance for the project's targets, all of them together.
pub fn warnings(program: &Program, instance: InstanceId) -> Vec<Diagnostic> {
    let instance = program.instance(instance);
    if instance.broken {
        return vec![];
    }
    let ancestors = &program.interfaces.record(instance.module).ancestors;
    let reaches = |block: &&Block| block.module.is_some_and(|module| module == instance.module || ancestors.contains(&module));
    let all = program.module_blocks.iter().map(Arc::as_ref).filter(reaches).chain(instance.blocks.iter().map(Arc::as_ref));
    let (mut patches, own): (Vec<&Block>, Vec<&Block>) = all.partition(|block| block.patch.is_some());
    let mut told = of_blocks(program, &own);
    // Patches of one object are layers of their own.
    while let Some(first) = patches.first().and_then(|block| block.patch.as_ref()) {
        let is_same = |other: &Patched| (other.record, other.handle) == (first.record, first.handle);
        let (same, others): (Vec<&Block>, Vec<&Block>) = patches.iter().partition(|block| block.patch.as_ref().is_some_and(is_same));
        told.extend(of_blocks(program, &same));
        patches = others;
    }
    for raw in &instance.raw {
        told.extend(of_blocks(program, &raw.blocks.iter().map(Arc::as_ref).collect::<Vec<_>>()));
    }
    told
}

fn of_blocks(program: &Program, blocks: &[&Block]) -> Vec<Diagnostic> {
    let judged = blocks.iter().filter(|block| block.layer != LayerKind::CommandLine);
    let mut all: Vec<At> = judged.flat_map(|block| block.operations.iter().map(|operation| At { operation, block })).collect();
    if blocks.len() < 2 {
        return vec![];
    }
    all.sort_by(At::compare);
    let found = sweep(program, &all);
    let drops: Vec<Option<Diagnostic>> = (0..all.len()).map(|at| drops_entries(&all, &found, at)).collect();
    let mut told: Vec<Diagnostic> = (0..all.len()).filter_map(|at| never_kept(program, &all, &found[at], at, &drops)).collect();
    told.extend(drops.into_iter().flatten());
    told.extend(blocks.iter().filter_map(|block| changes_nothing(program, &all, &found, block)));
    told.extend(near_entries(&all));
    told
}

impl At<'_> {
    fn names(&self) -> impl Iterator<Item = Name> {
        self.operation.path.iter().map(|key| key.name())
    }

    fn compare(&self, other: &At) -> Ordering {
        self.names().cmp(other.names()).then_with(|| self.operation.span.cmp(&other.operation.span))
    }

    fn path(&self) -> &[PathKey] {
        &self.operation.path
    }

    /// The other's path lies on this one or under it.
    fn holds(&self, other: &At) -> bool {
        let depth = self.path().len();
        depth <= other.path().len() && self.names().eq(other.names().take(depth))
    }

    fn shown(&self) -> String {
        shown(self.names())
    }
}

/// One pass over the operations in the order of their paths, with those above at hand.
fn sweep(program: &Program, all: &[At]) -> Vec<Found> {
    let mut found = vec![Found::default(); all.len()];
    let mut above: Vec<usize> = vec![];
    for lower in 0..all.len() {
        above.truncate(above.iter().take_while(|upper| all[**upper].holds(&all[lower])).count());
        for upper in &above {
            meet(program, all, *upper, lower, &mut found);
            if all[*upper].path().len() == all[lower].path().len() {
                meet(program, all, lower, *upper, &mut found);
            }
        }
        if above.len() < MANY {
            above.push(lower);
        }
    }
    found
}

fn meet(program: &Program, all: &[At], upper: usize, lower: usize, found: &mut [Found]) {
    let (one, two) = (all[upper], all[lower]);
    if one.block.targets.intersect(&two.block.targets).is_empty() {
        return;
    }
    if beats(program, one.block, two.block) {
        found[upper].beneath.push(lower);
        if matches!(one.operation.kind, OperationKind::Set(_)) {
            let given = entries_given(&two, one.path().len());
            found[upper].dropped.extend(given.into_iter().map(|name| (name, lower)));
        }
        if drops(one.operation) {
            found[lower].droppers.push(upper);
        }
    } else if beats(program, two.block, one.block) {
        found[lower].beneath.push(upper);
    }
}

/// What stands in the first is laid on what stands in the second.
fn beats(program: &Program, one: &Block, two: &Block) -> bool {
    let narrower = || within(&program.interfaces, one, two) && !within(&program.interfaces, two, one);
    one.layer > two.layer || one.layer == two.layer && narrower()
}

fn drops(operation: &Operation) -> bool {
    match operation.kind {
        OperationKind::Set(_) | OperationKind::Remove | OperationKind::Reset => true,
        OperationKind::Merge | OperationKind::Append(_) | OperationKind::AddEntries(_) | OperationKind::Seal { .. } => false,
    }
}

/// The entries of a map or keyed list at this depth that an operation makes.
fn entries_given(at: &At, depth: usize) -> Vec<Name> {
    match (&at.operation.kind, at.path().get(depth)) {
        (OperationKind::Remove | OperationKind::Reset | OperationKind::Seal { .. }, _) => vec![],
        (_, Some(PathKey::Entry(name))) => vec![*name],
        (_, Some(PathKey::Field { .. } | PathKey::Named(_))) => vec![],
        (OperationKind::AddEntries(_), None) => brought(at.operation).unwrap_or_default(),
        (OperationKind::Set(_) | OperationKind::Merge | OperationKind::Append(_), None) => written(at.operation).unwrap_or_default(),
    }
}

/// The keys of a map that `=` sets; `None` where they are not written out.
fn written(operation: &Operation) -> Option<Vec<Name>> {
    let OperationKind::Set(code) = &operation.kind else { return None };
    keys_of(&code.expr)
}

// ── what is told ─────────────────────────────────────────────────────────────────────────────────────────────────────

/// A line of a body that is dropped for every target.
fn never_kept(program: &Program, all: &[At], found: &Found, at: usize, drops: &[Option<Diagnostic>]) -> Option<Diagnostic> {
    let At { operation, block } = all[at];
    let is_value = matches!(operation.kind, OperationKind::Set(_) | OperationKind::Append(_) | OperationKind::AddEntries(_));
    if block.layer != LayerKind::Body || !is_value || found.droppers.iter().any(|dropper| drops[*dropper].is_some()) {
        return None;
    }
    let targets = &program.project.targets;
    let dropped = |target| found.droppers.iter().any(|dropper| all[*dropper].block.targets.contains(target));
    let last = found.droppers.last().filter(|_| !targets.is_empty() && targets.iter().all(dropped))?;
    let message = format!("no target keeps `{}`: overlays replace it for all of them", all[at].shown());
    let warning = Diagnostic::warning(Code::NeverKept, operation.span, message);
    Some(warning.label(all[*last].operation.span, "replaced here").help("take this line out, or one of the overlays"))
}

/// A `=` on a map or keyed list that takes entries of lower layers away.
fn drops_entries(all: &[At], found: &[Found], at: usize) -> Option<Diagnostic> {
    let At { operation, block } = all[at];
    let kept = written(operation)?;
    let is_meant = |other: &Operation| matches!(other.kind, OperationKind::Reset) && other.path == operation.path;
    if !matches!(block.layer, LayerKind::Body | LayerKind::Overlay) || block.operations.iter().any(is_meant) {
        return None;
    }
    let mut lost: Vec<(Name, usize)> = found[at].dropped.iter().filter(|(name, _)| !kept.contains(name)).copied().collect();
    lost.sort_by_key(|(name, by)| (name.as_str(), *by));
    lost.dedup_by_key(|(name, _)| *name);
    let (_, first) = *lost.first()?;
    let (path, names) = (all[at].shown(), lost.iter().map(|(name, _)| format!("`{name}`")).collect::<Vec<_>>().join(", "));
    let warning = Diagnostic::warning(Code::DropsEntries, operation.span, format!("`{path} = …` drops {names}, which lower layers gave"));
    let help = format!("write `{path} {{ … }}` to add to what is there; `reset {path}` beside it says that this is meant");
    Some(warning.label(all[first].operation.span, "given here").help(help))
}

/// An overlay of which every line sets what the layers beneath give already.
fn changes_nothing(program: &Program, all: &[At], found: &[Found], block: &Block) -> Option<Diagnostic> {
    if block.layer != LayerKind::Overlay {
        return None;
    }
    let mine: Vec<usize> = (0..all.len()).filter(|at| std::ptr::eq(all[*at].block, block)).collect();
    let targets: Vec<_> = program.project.targets.iter().filter(|target| block.targets.contains(target)).collect();
    let repeats = |at: usize| targets.iter().map(|target| repeated(program, all, found, at, target)).collect::<Option<Vec<usize>>>();
    let beneath: Vec<usize> = mine.iter().map(|at| repeats(*at)).collect::<Option<Vec<_>>>()?.into_iter().flatten().collect();
    let warning = Diagnostic::warning(Code::ChangesNothing, block.span, "this overlay changes nothing: it sets what is set already");
    let first = all[*beneath.first()?].operation.span;
    Some(warning.label(first, "the same value").help("take it out, or the other one"))
}

/// What an operation only says again for a target.
fn repeated(program: &Program, all: &[At], found: &[Found], at: usize, target: &jke_model::target::Target) -> Option<usize> {
    let value = constant(all[at].operation)?;
    let here = || found[at].beneath.iter().copied().filter(|other| all[*other].block.targets.contains(target));
    let wins = |one: &usize| here().all(|other| other == *one || beats(program, all[*one].block, all[other].block));
    let highest = here().find(wins)?;
    let same_path = all[highest].path().len() == all[at].path().len();
    (same_path && constant(all[highest].operation) == Some(value)).then_some(highest)
}

fn constant(operation: &Operation) -> Option<&Data> {
    let OperationKind::Set(code) = &operation.kind else { return None };
    let ExprKind::Constant(value) = &code.expr.kind else { return None };
    Some(value)
}

/// Entries that only one overlay names, and that others nearly name.
fn near_entries(all: &[At]) -> Vec<Diagnostic> {
    let mut told: Vec<(&Block, Vec<Name>)> = vec![];
    let mut diagnostics = vec![];
    for at in all.iter().filter(|at| at.block.layer == LayerKind::Overlay) {
        for depth in (0..at.path().len()).filter(|depth| matches!(at.path()[*depth], PathKey::Entry(_))) {
            let path: Vec<Name> = at.names().take(depth + 1).collect();
            if !drops_only(at.operation) && !told.iter().any(|(block, other)| std::ptr::eq(*block, at.block) && *other == path) {
                diagnostics.extend(near_entry(all, at, depth));
                told.push((at.block, path));
            }
        }
    }
    diagnostics
}

fn drops_only(operation: &Operation) -> bool {
    matches!(operation.kind, OperationKind::Remove | OperationKind::Reset | OperationKind::Seal { .. })
}

fn near_entry(all: &[At], at: &At, depth: usize) -> Option<Diagnostic> {
    let container: Vec<Name> = at.names().take(depth).collect();
    let name = at.path()[depth].name();
    let from = all.partition_point(|other| other.names().lt(container.iter().copied()));
    let inside = all[from..].iter().take_while(|other| other.names().take(depth).eq(container.iter().copied()));
    let siblings: Vec<(Name, &At)> = inside
        .filter(|other| !std::ptr::eq(other.block, at.block))
        .take(MANY)
        .flat_map(|other| entries_given(other, depth).into_iter().map(move |name| (name, other)))
        .collect();
    if siblings.iter().any(|(known, _)| *known == name) {
        return None;
    }
    let (near, other) = siblings.into_iter().find(|(known, _)| is_slip_of(name.as_str(), known.as_str()))?;
    let path = shown(at.names().take(depth + 1));
    let meant = shown(at.names().take(depth).chain([near]));
    let warning =
        Diagnostic::warning(Code::NearEntry, at.operation.span, format!("`{path}` is a new entry, and `{meant}` is there already"));
    Some(warning.label(other.operation.span, "this one").help(format!("if it is meant, write `{meant}`")))
}
