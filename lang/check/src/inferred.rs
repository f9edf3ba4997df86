//! The types of `let`s that state none: inferred from their values when they are first asked for, and kept.
//!
//! A `let` that comes back to itself has no type. Its circle is kept too, and told once, with those that the finished code shows.
//! Two threads may infer the same `let`; they come to the same, and the first answer stays.

use std::sync::{Arc, Mutex, OnceLock};

use jke_model::declaration::{ConstantId, Interfaces, RecordId};
use jke_model::ir::Code;
use jke_model::ty::Ty;
use jke_resolve::{DefinitionId, FileIndex, Resolved};
use jke_syntax::tree::{self, ItemKind, Let, LetValue, Member, Stmt};
use jke_text::{Diagnostic, Span};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::declare::members;
use crate::expr::{Checker, Scene};
use crate::{Context, Places};

/// How many `let`s may wait for each other before the innermost is inferred by itself, and the others after it: each may nest as deep
/// as the parser admits.
const DEEPEST: u32 = 8;

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
}

/// The `let`s without a type.
#[derive(Debug, Default)]
pub struct Lets {
    /// By constant; empty where a type is stated.
    constants: Vec<Option<OnceLock<Inferred>>>,
    /// With the member of the declaration that each is.
    modules: FxHashMap<(RecordId, u32), (u32, OnceLock<Inferred>)>,
    /// Each from one `let` to the last that leads back to it.
    circles: Mutex<Vec<Vec<LetId>>>,
}

/// The `let`s that wait for the one that is being inferred, the innermost first.
#[derive(Debug)]
pub(crate) struct Waiting<'w> {
    of: LetId,
    depth: u32,
    outer: Option<&'w Waiting<'w>>,
    attempt: &'w Attempt<'w>,
}

/// One attempt to infer a `let`, which ends early where too many turn out to wait.
#[derive(Debug)]
struct Attempt<'w> {
    /// Those that wait for this attempt; the last is inferred in it.
    stack: &'w [LetId],
    positions: &'w FxHashMap<LetId, usize>,
    /// Those that wait for themselves.
    circular: &'w Mutex<FxHashSet<LetId>>,
    /// Those that the last of the stack waits for, to the one that must be inferred first.
    postponed: OnceLock<Vec<LetId>>,
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
            let definition = resolved.definition(places.records[record.id.0 as usize]);
            for (at, member) in members::of(resolved, definition).iter().enumerate() {
                let Member::Stmt(Stmt::Let(Let { name, ty: None, value: LetValue::Expr(_), .. })) = member else { continue };
                let own = record.field(name.name).filter(|(_, field)| field.span == name.span);
                if let Some((slot, _)) = own {
                    modules.insert((record.id, slot), (at as u32, OnceLock::new()));
                }
            }
        }
        Lets { constants, modules, circles: Mutex::default() }
    }

    /// The circles that inferring ran into, each beginning with its first `let`.
    pub(crate) fn circles(&self) -> Vec<Vec<LetId>> {
        let mut circles = self.circles.lock().expect("nothing panics while it holds the lock").clone();
        for circle in &mut circles {
            let first = (0..circle.len()).min_by_key(|at| circle[*at]).unwrap_or(0);
            circle.rotate_left(first);
        }
        circles.sort();
        circles.dedup();
        circles
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
    if let Some(known) = cell.get() {
        return Some(known);
    }
    match cx.waiting {
        None => {
            infer_all(cx, of);
            cell.get()
        }
        Some(waiting) if is_circle(cx, waiting, of) => None,
        Some(waiting) if waiting.depth == DEEPEST => {
            let way = waiting.way().chain([of]).collect();
            // Only the first that is too deep is kept; the attempt is over anyhow.
            let _ = waiting.attempt.postponed.set(way);
            None
        }
        Some(waiting) => infer(cx, of, waiting.attempt, Some(waiting)),
    }
}

/// Infers a `let`, and first those that it turns out to wait for where they are many.
fn infer_all(cx: &Context, of: LetId) {
    let (mut stack, circular) = (vec![of], Mutex::default());
    let mut positions: FxHashMap<LetId, usize> = FxHashMap::from_iter([(of, 0)]);
    while let Some(top) = stack.last().copied() {
        let attempt = Attempt { stack: &stack, positions: &positions, circular: &circular, postponed: OnceLock::new() };
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

/// `None` where the attempt came to no end.
fn infer<'a>(cx: &Context<'a>, of: LetId, attempt: &Attempt, outer: Option<&Waiting>) -> Option<&'a Inferred> {
    let waiting = Waiting { of, depth: outer.map_or(0, |outer| outer.depth + 1), outer, attempt };
    let inner = Context { waiting: Some(&waiting), ..*cx };
    let (file, scene, value) = written(&inner, of);
    let mut checker = Checker::new(inner, file, scene);
    let (expr, ty) = checker.infer(value);
    let (locals, diagnostics) = checker.finish();
    if attempt.postponed.get().is_some() {
        return None;
    }
    let is_circular = attempt.circular.lock().expect("nothing panics while it holds the lock").contains(&of);
    let ty = if is_circular { Ty::Error } else { ty };
    Some(cx.lets.cell(of)?.get_or_init(|| Inferred { ty, code: Arc::new(Code { expr, locals }), diagnostics }))
}

/// Whether a `let` waits for itself; all those in the circle then have no type.
fn is_circle(cx: &Context, waiting: &Waiting, of: LetId) -> bool {
    let Attempt { stack, positions, circular, postponed: _ } = waiting.attempt;
    let way: Vec<LetId> = waiting.way().collect();
    let circle: Vec<LetId> = match (positions.get(&of), way.iter().position(|each| *each == of)) {
        (Some(at), _) => stack[*at..].iter().copied().chain(way).collect(),
        (None, Some(at)) => way[at..].to_vec(),
        (None, None) => return false,
    };
    circular.lock().expect("nothing panics while it holds the lock").extend(circle.iter().copied());
    cx.lets.circles.lock().expect("nothing panics while it holds the lock").push(circle);
    true
}

impl Waiting<'_> {
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
