//! Blocks of one layer to the operations in them that clash, and to those that may, once it is known what a `+=` brings.
//!
//! Every operation is laid down at the paths that it reaches; sorted, what lies on one path stands together, and one sweep
//! with the paths above at hand finds each pair of which one lies on or under the other.

use std::cmp::Ordering;

use jke_model::ir::{BodyEntryKind, BodyKey, Expr, ExprKind};
use jke_model::layer::{Block, Operation, OperationKind, PathKey};
use jke_text::Name;

use super::standing::Standings;
use crate::plan::Rival;

/// Two operations of which neither may win.
pub(super) struct Clash<'p> {
    pub one: At<'p>,
    pub two: At<'p>,
    /// The deeper of their paths.
    pub path: Vec<Name>,
}

/// An operation and the index of its block.
#[derive(Clone, Copy)]
pub(super) struct At<'p> {
    pub operation: &'p Operation,
    pub block: usize,
}

#[derive(Default)]
pub(super) struct Found<'p> {
    pub clashes: Vec<Clash<'p>>,
    /// Of each `+=` whose keys are computed.
    pub rivals: Vec<(&'p Operation, Rival<'p>)>,
}

/// A path that an operation drops, writes or adds to.
#[derive(Clone, Copy)]
struct Reach<'p> {
    path: &'p [PathKey],
    /// The entry that a `+=` is known to bring.
    entry: Option<Name>,
    at: At<'p>,
}

/// What an operation does where it reaches.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Effect {
    Set,
    Reset,
    Remove,
    Merge,
    Append,
    /// One entry that a `+=` brings.
    Bring,
    /// The map or keyed list to which a `+=` adds what is not known before it is evaluated.
    AddUnknown,
    /// The same where it brings nothing.
    AddNothing,
}

enum Verdict {
    Fine,
    Clash,
    /// It depends on what a `+=` brings.
    Unknown,
}

/// A clash that was found, and the upper of its operations.
struct Told<'p> {
    lower: Reach<'p>,
    upper: &'p Operation,
}

impl Told<'_> {
    /// The lower one lies in the same block, under what clashed with the same operation.
    fn covers(&self, upper: &Reach, lower: &Reach) -> bool {
        std::ptr::eq(self.upper, upper.at.operation) && self.lower.at.block == lower.at.block
    }
}

/// What clashes in the blocks, whose standing to each other is given.
pub(super) fn find<'p>(blocks: &[&'p Block], standings: &Standings) -> Found<'p> {
    let mut reaches = vec![];
    for (block, each) in blocks.iter().enumerate() {
        each.operations.iter().for_each(|operation| lay(At { operation, block }, &mut reaches));
    }
    // What is told does not depend on the order of blocks either.
    let wide_first = |one: &Reach, two: &Reach| blocks[two.at.block].targets.cmp(&blocks[one.at.block].targets);
    reaches.sort_by(|one, two| one.compare(two).then_with(|| wide_first(one, two)));
    let mut found = Found::default();
    let (mut above, mut told_above): (Vec<Reach>, Vec<Told>) = (vec![], vec![]);
    for reach in reaches {
        above.truncate(above.iter().take_while(|upper| upper.holds(&reach)).count());
        told_above.truncate(told_above.iter().take_while(|told| told.lower.holds(&reach)).count());
        let told = meet(&reach, &above, &mut told_above, blocks, standings, &mut found);
        if !told && !above.iter().rev().any(|upper| repeats(upper, &reach)) {
            above.push(reach);
        }
    }
    found
}

/// Judges a path and those on and above it; true where a clash was found.
fn meet<'p>(
    lower: &Reach<'p>,
    above: &[Reach<'p>],
    told_above: &mut Vec<Told<'p>>,
    blocks: &[&'p Block],
    standings: &Standings,
    found: &mut Found<'p>,
) -> bool {
    for upper in above.iter().filter(|upper| standings.compete(upper.at.block, lower.at.block)) {
        match judge(upper, lower) {
            Verdict::Fine => {}
            Verdict::Clash => {
                // What stands inside a merge that clashes follows from that.
                if told_above.iter().any(|told| told.covers(upper, lower)) {
                    return true;
                }
                if !settled(blocks, standings, upper, lower, lower) {
                    told_above.push(Told { lower: *lower, upper: upper.at.operation });
                    found.clashes.push(Clash { one: upper.at, two: lower.at, path: lower.names().collect() });
                    return true;
                }
            }
            Verdict::Unknown => rivals(upper, lower, blocks, standings, found),
        }
    }
    false
}

/// The operation's reaches.
fn lay<'p>(at: At<'p>, reaches: &mut Vec<Reach<'p>>) {
    let whole = Reach { path: &at.operation.path, entry: None, at };
    match &at.operation.kind {
        OperationKind::Seal { .. } => {}
        OperationKind::AddEntries(_) => match brought(at.operation) {
            Some(keys) if !keys.is_empty() => reaches.extend(keys.into_iter().map(|key| Reach { entry: Some(key), ..whole })),
            Some(_) | None => reaches.push(whole),
        },
        OperationKind::Set(_) | OperationKind::Merge | OperationKind::Append(_) | OperationKind::Remove | OperationKind::Reset => {
            reaches.push(whole);
        }
    }
}

/// The entries that a `+=` brings, where its value is written out as a map; `None` where it must be evaluated.
pub(super) fn brought(operation: &Operation) -> Option<Vec<Name>> {
    let OperationKind::AddEntries(code) = &operation.kind else { return None };
    keys_of(&code.expr)
}

/// The keys of a map that is written out; `None` of what is none, and where one must be evaluated.
pub(super) fn keys_of(value: &Expr) -> Option<Vec<Name>> {
    let ExprKind::Build { body, .. } = &value.kind else { return None };
    let keys = body.entries.iter().map(|entry| match &entry.kind {
        BodyEntryKind::Set { key: BodyKey::Entry(text), .. } | BodyEntryKind::Merge { key: BodyKey::Entry(text), .. } => {
            Some(Name::new(text))
        }
        BodyEntryKind::Set { .. }
        | BodyEntryKind::Merge { .. }
        | BodyEntryKind::Add { .. }
        | BodyEntryKind::Remove { .. }
        | BodyEntryKind::If { .. } => None,
    });
    keys.collect()
}

impl<'p> Reach<'p> {
    fn names(&self) -> impl Iterator<Item = Name> + 'p {
        self.path.iter().map(|key| key.name()).chain(self.entry)
    }

    fn length(&self) -> usize {
        self.path.len() + usize::from(self.entry.is_some())
    }

    fn name(&self, depth: usize) -> Option<Name> {
        self.path.get(depth).map_or(self.entry.filter(|_| depth == self.path.len()), |key| Some(key.name()))
    }

    /// Paths that lie on or under each other come together, the upper first. Most differ in their first names.
    fn compare(&self, other: &Reach) -> Ordering {
        let mut depth = 0;
        loop {
            match (self.name(depth), other.name(depth)) {
                (None, None) => return Ordering::Equal,
                (one, two) if one == two => depth += 1,
                (one, two) => return one.cmp(&two),
            }
        }
    }

    /// The other lies on this path or under it.
    fn holds(&self, other: &Reach) -> bool {
        let length = self.length();
        length <= other.length() && (0..length).all(|depth| self.name(depth) == other.name(depth))
    }

    fn effect(&self) -> Effect {
        match &self.at.operation.kind {
            OperationKind::Set(_) => Effect::Set,
            OperationKind::Reset => Effect::Reset,
            OperationKind::Remove => Effect::Remove,
            OperationKind::Merge | OperationKind::Seal { .. } => Effect::Merge,
            OperationKind::Append(_) => Effect::Append,
            OperationKind::AddEntries(_) if self.entry.is_some() => Effect::Bring,
            OperationKind::AddEntries(_) if brought(self.at.operation).is_some() => Effect::AddNothing,
            OperationKind::AddEntries(_) => Effect::AddUnknown,
        }
    }
}

/// A merge of a path that the same block merges already says nothing new.
fn repeats(upper: &Reach, reach: &Reach) -> bool {
    reach.effect() == Effect::Merge
        && upper.effect() == Effect::Merge
        && upper.at.block == reach.at.block
        && upper.length() == reach.length()
}

/// Of two reaches that compete and of which the second lies on the first or under it.
fn judge(upper: &Reach, lower: &Reach) -> Verdict {
    if std::ptr::eq(upper.at.operation, lower.at.operation) {
        return Verdict::Fine;
    }
    let same_path = upper.length() == lower.length();
    let drops = |effect| matches!(effect, Effect::Set | Effect::Remove | Effect::Reset);
    match (upper.effect(), lower.effect()) {
        // `reset p` beside `p = v` means the latter.
        (Effect::Set, Effect::Reset) | (Effect::Reset, Effect::Set) if same_path => Verdict::Fine,
        (upper, _) if drops(upper) => Verdict::Clash,
        (_, lower) if drops(lower) && same_path => Verdict::Clash,
        (Effect::Append, _) | (Effect::Bring, _) => Verdict::Clash,
        (_, Effect::Append) | (_, Effect::Bring) if same_path => Verdict::Clash,
        (Effect::AddUnknown, Effect::AddUnknown) => Verdict::Unknown,
        (Effect::AddUnknown, _) if !same_path => Verdict::Unknown,
        (Effect::Set | Effect::Remove | Effect::Reset | Effect::Merge | Effect::AddUnknown | Effect::AddNothing, _) => Verdict::Fine,
    }
}

/// A block narrower than both says by `=` what holds at a path or above.
fn settled(blocks: &[&Block], standings: &Standings, one: &Reach, two: &Reach, at: &Reach) -> bool {
    settlers(blocks, standings, one, two).any(|operation| {
        operation.path.len() <= at.length() && operation.path.iter().map(|key| key.name()).eq(at.names().take(operation.path.len()))
    })
}

/// The `=`s of the blocks that are narrower than both.
fn settlers<'a, 'p>(
    blocks: &'a [&'p Block],
    standings: &'a Standings,
    one: &Reach,
    two: &Reach,
) -> impl Iterator<Item = &'p Operation> + use<'a, 'p> {
    let (one, two) = (one.at.block, two.at.block);
    let narrower = (0..blocks.len()).filter(move |block| standings.narrower(*block, one) && standings.narrower(*block, two));
    narrower.flat_map(|block| &blocks[block].operations).filter(|operation| matches!(operation.kind, OperationKind::Set(_)))
}

/// Remembers the pair for when the `+=` is evaluated.
fn rivals<'p>(upper: &Reach<'p>, lower: &Reach<'p>, blocks: &[&'p Block], standings: &Standings, found: &mut Found<'p>) {
    let depth = upper.path.len();
    let key = lower.names().nth(depth);
    let settled = match key {
        Some(_) if settled(blocks, standings, upper, lower, lower) => return,
        Some(_) => vec![],
        None if settled(blocks, standings, upper, lower, lower) => return,
        None => {
            let inside = settlers(blocks, standings, upper, lower).filter(|operation| {
                operation.path.len() == depth + 1 && operation.path.iter().zip(upper.path).all(|(one, two)| one.name() == two.name())
            });
            inside.map(|operation| operation.path[depth].name()).collect()
        }
    };
    found.rivals.push((upper.at.operation, Rival { key, operation: lower.at.operation, settled: settled.clone() }));
    if key.is_none() {
        found.rivals.push((lower.at.operation, Rival { key, operation: upper.at.operation, settled }));
    }
}
