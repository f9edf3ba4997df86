//! The types of `let`s that state none: inferred from their values when they are first asked for, and kept.
//!
//! `let`s that lead to each other form a knot, and none of a knot has a type, whichever is asked for first. The ways inside it are kept
//! too: its circle is told once, with those that the finished code shows. Knots are found while inferring, as Tarjan's algorithm finds
//! them: what is finished, but leads back to a `let` that waits, is settled with that one. Two threads may infer the same `let`; they
//! come to the same, and the first answer stays.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock};

use jke_model::declaration::{ConstantId, Interfaces, RecordId};
use jke_model::ir::Code;
use jke_model::ty::Ty;
use jke_resolve::{DefinitionId, FileIndex, Resolved};
use jke_syntax::tree::{self, ItemKind, Let, LetValue, Member, Stmt};
use jke_text::{Diagnostic, Span};
use rustc_hash::FxHashMap;

use crate::declare::members;
use crate::expr::{Checker, Scene};
use crate::{Context, Places};

/// How many `let`s may wait for each other before the innermost is inferred by itself, and the others after it: each may nest as deep
/// as the parser admits.
const DEEPEST: usize = 8;

/// A `let` of a module (with the record that declares it, and the slot) or of a file.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub(crate) enum LetId {
    Module(RecordId, u32),
    File(ConstantId),
}

/// What a `let`'s value is.
#[derive(Debug)]
pub(crate) struct Inferred {
    pub ty: Ty,
    pub code: Arc<Code>,
    pub diagnostics: Vec<Diagnostic>,
    /// Whether it is of a knot.
    is_circular: bool,
}

/// Which `let`s of its knot each asks for.
type Ways = BTreeMap<LetId, BTreeSet<LetId>>;

/// The `let`s without a type.
#[derive(Debug, Default)]
pub struct Lets {
    /// By constant; empty where a type is stated.
    constants: Vec<Option<OnceLock<Inferred>>>,
    /// With the member of the declaration that each is.
    modules: FxHashMap<(RecordId, u32), (u32, OnceLock<Inferred>)>,
    /// Inside all knots. Whoever holds it may be publishing one, which nobody may see by halves.
    knots: Mutex<Ways>,
}

/// The `let`s that wait for the one that is being inferred, the innermost first.
#[derive(Debug)]
pub(crate) struct Waiting<'w> {
    of: LetId,
    depth: usize,
    outer: Option<&'w Waiting<'w>>,
    attempt: &'w Attempt<'w>,
}

/// One attempt to infer a `let`, which ends early where too many turn out to wait.
#[derive(Debug)]
struct Attempt<'w> {
    /// Those that wait for this attempt; the last is inferred in it.
    stack: &'w [LetId],
    positions: &'w FxHashMap<LetId, usize>,
    unsettled: &'w Mutex<Unsettled>,
    /// Those that the last of the stack waits for, to the one that must be inferred first.
    postponed: OnceLock<Vec<LetId>>,
}

/// What is known of the knots of those that wait. Who waits stands at a position: first those on the stack, then those of the attempt.
#[derive(Debug, Default)]
struct Unsettled {
    /// By position, of those that wait.
    open: Vec<Leads>,
    /// Those that are finished, but lead back to one that waits.
    finished: Vec<Finished>,
    /// Where each of them stands.
    places: FxHashMap<LetId, usize>,
    /// Those that are of one knot as far as is known: the first position that they lead back to, and where they begin in `finished`.
    /// Both grow.
    groups: Vec<(usize, usize)>,
}

#[derive(Debug)]
struct Finished {
    of: LetId,
    asked: BTreeSet<LetId>,
    inferred: Inferred,
}

/// Where a `let` leads inside its knot.
#[derive(Debug, Default)]
struct Leads {
    /// The first position of those that it leads back to.
    first: usize,
    /// What it asked for itself.
    asked: BTreeSet<LetId>,
}

impl Lets {
    pub(crate) fn collect(resolved: &Resolved, interfaces: &Interfaces, places: &Places) -> Lets {
        let of_constant = |id: &DefinitionId| {
            let definition = resolved.definition(*id);
            match &resolved.item(definition.file, definition.item).kind {
                ItemKind::Let(Let { ty: None, value: LetValue::Expr(_), .. }) => Some(OnceLock::new()),
                _ => None,
            }
        };
        let constants = places.constants.iter().map(of_constant).collect();
        let mut modules = FxHashMap::default();
        for record in interfaces.records.iter().filter(|record| record.is_module()) {
            // The language's own module is declared nowhere.
            let Some(id) = places.records.get(record.id.0 as usize) else { continue };
            let definition = resolved.definition(*id);
            for (at, member) in members::of(resolved, definition).iter().enumerate() {
                let Member::Stmt(Stmt::Let(Let { name, ty: None, value: LetValue::Expr(_), .. })) = member else { continue };
                let own = record.field(name.name).filter(|(_, field)| field.span == name.span);
                if let Some((slot, _)) = own {
                    modules.insert((record.id, slot), (at as u32, OnceLock::new()));
                }
            }
        }
        Lets { constants, modules, knots: Mutex::default() }
    }

    /// The ways inside the knots that inferring ran into.
    pub(crate) fn ways(&self) -> Vec<(LetId, Vec<LetId>)> {
        self.lock_knots().iter().map(|(of, asked)| (*of, asked.iter().copied().collect())).collect()
    }

    fn lock_knots(&self) -> MutexGuard<'_, Ways> {
        self.knots.lock().expect("nothing panics while it holds the lock")
    }

    /// What is known by now. Where one of a knot is seen, all of the knot are.
    fn seen<'l>(&self, cell: &'l OnceLock<Inferred>) -> Option<&'l Inferred> {
        let seen = cell.get()?;
        if seen.is_circular {
            drop(self.lock_knots());
        }
        Some(seen)
    }

    fn publish(&self, of: LetId, inferred: Inferred) -> Option<&Inferred> {
        Some(self.cell(of)?.get_or_init(|| inferred))
    }

    fn publish_knot(&self, knot: Vec<Finished>) {
        let mut knots = self.lock_knots();
        for Finished { of, asked, inferred } in knot {
            knots.entry(of).or_default().extend(asked);
            self.publish(of, inferred);
        }
    }

    fn cell(&self, of: LetId) -> Option<&OnceLock<Inferred>> {
        match of {
            LetId::Module(record, slot) => self.modules.get(&(record, slot)).map(|(_, cell)| cell),
            LetId::File(constant) => self.constants.get(constant.0 as usize)?.as_ref(),
        }
    }
}

/// What a `let` is inferred to be; `None` where a type is stated, or where the `let` waits for itself.
pub(crate) fn inferred<'a>(cx: &Context<'a>, of: LetId) -> Option<&'a Inferred> {
    let cell = cx.lets.cell(of)?;
    if let Some(known) = cx.lets.seen(cell) {
        return Some(known);
    }
    match cx.waiting {
        None => {
            infer_all(cx, of);
            cell.get()
        }
        Some(waiting) if waiting.leads_back(of) => None,
        Some(waiting) if waiting.depth == DEEPEST => {
            let way = waiting.way().chain([of]).collect();
            // Only the first that is too deep is kept; the attempt is over anyhow.
            let _ = waiting.attempt.postponed.set(way);
            None
        }
        Some(waiting) => {
            let found = infer(cx, of, waiting.attempt, Some(waiting));
            if found.is_none() {
                waiting.leads_back(of);
            }
            found
        }
    }
}

/// Infers a `let`, and first those that it turns out to wait for where they are many.
fn infer_all(cx: &Context, of: LetId) {
    let (mut stack, unsettled) = (vec![of], Mutex::default());
    let mut positions: FxHashMap<LetId, usize> = FxHashMap::from_iter([(of, 0)]);
    while let Some(top) = stack.last().copied() {
        let attempt = Attempt { stack: &stack, positions: &positions, unsettled: &unsettled, postponed: OnceLock::new() };
        infer(cx, top, &attempt, None);
        let Attempt { postponed, .. } = attempt;
        match postponed.into_inner() {
            None => {
                stack.pop();
                positions.remove(&top);
            }
            Some(way) => {
                for each in way {
                    positions.insert(each, stack.len());
                    stack.push(each);
                }
            }
        }
    }
}

/// `None` where the attempt came to no end, or where the `let` leads back to one that waits.
fn infer<'a>(cx: &Context<'a>, of: LetId, attempt: &Attempt, outer: Option<&Waiting>) -> Option<&'a Inferred> {
    let waiting = Waiting { of, depth: outer.map_or(0, |outer| outer.depth + 1), outer, attempt };
    let position = waiting.position();
    attempt.lock().begin(position);
    let inner = Context { waiting: Some(&waiting), ..*cx };
    let (file, scene, value) = written(&inner, of);
    let mut checker = Checker::new(inner, file, scene);
    let (expr, ty) = checker.infer(value);
    let (locals, diagnostics) = checker.finish();
    if attempt.postponed.get().is_some() {
        return None;
    }
    let Leads { first, asked } = attempt.lock().end(position);
    let is_circular = !asked.is_empty();
    let ty = if is_circular { Ty::Error } else { ty };
    let inferred = Inferred { ty, code: Arc::new(Code { expr, locals }), diagnostics, is_circular };
    if !is_circular {
        return cx.lets.publish(of, inferred);
    }
    let mut unsettled = attempt.lock();
    unsettled.keep(Finished { of, asked, inferred }, first);
    if first < position {
        return None;
    }
    cx.lets.publish_knot(unsettled.settle());
    cx.lets.cell(of)?.get()
}

impl Attempt<'_> {
    fn lock(&self) -> MutexGuard<'_, Unsettled> {
        self.unsettled.lock().expect("nothing panics while it holds the lock")
    }
}

impl Unsettled {
    fn begin(&mut self, position: usize) {
        self.open.resize_with(self.open.len().max(position + 1), Leads::default);
        self.open[position] = Leads { first: position, asked: BTreeSet::new() };
    }

    fn end(&mut self, position: usize) -> Leads {
        std::mem::take(&mut self.open[position])
    }

    /// Keeps one that leads back to this position. All that lead back to it or further up are of its knot.
    fn keep(&mut self, finished: Finished, first: usize) {
        let mut start = self.finished.len();
        while let Some((_, begin)) = self.groups.pop_if(|(other, _)| *other >= first) {
            start = begin;
        }
        self.groups.push((first, start));
        self.places.insert(finished.of, self.finished.len());
        self.finished.push(finished);
    }

    /// The last knot, whole.
    fn settle(&mut self) -> Vec<Finished> {
        let (_, start) = self.groups.pop().expect("one of the knot was kept just now");
        let knot = self.finished.split_off(start);
        for finished in &knot {
            self.places.remove(&finished.of);
        }
        knot
    }

    /// The first position that a finished one leads back to.
    fn first(&self, of: LetId) -> Option<usize> {
        let place = *self.places.get(&of)?;
        let after = self.groups.partition_point(|(_, start)| *start <= place);
        Some(self.groups[after - 1].0)
    }
}

impl Waiting<'_> {
    fn position(&self) -> usize {
        self.attempt.stack.len() - 1 + self.depth
    }

    /// Whether a `let` waits for this one, or is finished and leads back to one that does: this one is of its knot then.
    fn leads_back(&self, of: LetId) -> bool {
        let base = self.attempt.stack.len();
        let waits = self.attempt.positions.get(&of).copied();
        let waits = waits.or_else(|| self.way().position(|each| each == of).map(|at| base + at));
        let mut unsettled = self.attempt.lock();
        let Some(first) = waits.or_else(|| unsettled.first(of)) else { return false };
        let leads = &mut unsettled.open[self.position()];
        leads.first = leads.first.min(first);
        leads.asked.insert(of);
        true
    }

    /// From the first that waits in this attempt, which stands on its stack, without it, to this one.
    fn way(&self) -> impl Iterator<Item = LetId> {
        let mut way: Vec<LetId> = std::iter::successors(Some(self), |at| at.outer).map(|at| at.of).collect();
        way.pop();
        way.into_iter().rev()
    }
}

/// The name of a `let`, and its place.
pub(crate) fn named(cx: &Context, of: LetId) -> (&'static str, Span) {
    match of {
        LetId::Module(record, slot) => {
            let field = &cx.interfaces.record(record).fields[slot as usize];
            (field.name.as_str(), field.span)
        }
        LetId::File(constant) => {
            let constant = cx.interfaces.constant(constant);
            (constant.name.as_str(), constant.span)
        }
    }
}

/// Where a `let` without a type stands, what it sees, and its value.
fn written<'a>(cx: &Context<'a>, of: LetId) -> (FileIndex, Scene, &'a tree::Expr) {
    let (definition, scene, item) = match of {
        LetId::Module(record, slot) => {
            let definition = cx.resolved.definition(cx.places.records[record.0 as usize]);
            let (member, _) = &cx.lets.modules[&(record, slot)];
            let item = match &members::of(cx.resolved, definition)[*member as usize] {
                Member::Stmt(Stmt::Let(item)) => Some(item),
                _ => None,
            };
            (definition, Scene::Declaration { record }, item)
        }
        LetId::File(constant) => {
            let definition = cx.resolved.definition(cx.places.constants[constant.0 as usize]);
            let item = match &cx.resolved.item(definition.file, definition.item).kind {
                ItemKind::Let(item) => Some(item),
                _ => None,
            };
            (definition, Scene::Constant, item)
        }
    };
    match item {
        Some(Let { value: LetValue::Expr(value), .. }) => (definition.file, scene, value),
        Some(Let { value: LetValue::Include(_), .. }) | None => unreachable!("only a `let` of an expression is inferred"),
    }
}
