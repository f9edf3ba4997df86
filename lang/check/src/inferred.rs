//! The types of `let`s that state none: inferred from their values when they are first asked for, and kept.
//!
//! A `let` that comes back to itself has no type. Its circle is kept too, and told once, with those that the finished code shows.
//! Two threads may infer the same `let`; they come to the same, and the first answer stays.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

use jke_model::declaration::{ConstantId, Interfaces, RecordId};
use jke_model::ir::{Code, Expr, ExprKind};
use jke_model::ty::Ty;
use jke_resolve::{DefinitionId, FileIndex, Resolved};
use jke_syntax::tree::{self, ItemKind, Let, LetValue, Member, Stmt};
use jke_text::{Code as DiagnosticCode, Diagnostic, Span};
use rustc_hash::FxHashMap;

use crate::declare::members;
use crate::expr::{Checker, Scene};
use crate::{Context, Places};

/// How many `let`s may wait for each other's types.
const MOST_WAITING: u32 = 256;

/// After so many a new thread goes on, whose stack is fresh: each `let` may nest as deep as the parser admits.
const PER_STACK: u32 = 16;
const STACK: usize = 32 << 20;

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
    /// It is part of a circle.
    circular: AtomicBool,
    depth: u32,
    outer: Option<&'w Waiting<'w>>,
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
    if is_circle(cx, of) {
        return None;
    }
    let depth = cx.waiting.map_or(0, |outer| outer.depth + 1);
    let found = match depth {
        MOST_WAITING => too_long(cx, of),
        deep if deep > 0 && deep % PER_STACK == 0 => on_fresh_stack(cx, of, depth),
        _ => infer(cx, of, depth),
    };
    Some(cell.get_or_init(|| found))
}

/// Whether a `let` waits for itself; all those in the circle then have no type.
fn is_circle(cx: &Context, of: LetId) -> bool {
    let waiting = || std::iter::successors(cx.waiting, |at| at.outer);
    let Some(length) = waiting().position(|at| at.of == of) else { return false };
    let mut circle = vec![];
    for at in waiting().take(length + 1) {
        at.circular.store(true, Ordering::Relaxed);
        circle.push(at.of);
    }
    circle.reverse();
    cx.lets.circles.lock().expect("nothing panics while it holds the lock").push(circle);
    true
}

fn on_fresh_stack(cx: &Context, of: LetId, depth: u32) -> Inferred {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, || infer(cx, of, depth));
        thread.expect("the system gives another thread").join().expect("checking does not panic")
    })
}

fn infer(cx: &Context, of: LetId, depth: u32) -> Inferred {
    let waiting = Waiting { of, circular: AtomicBool::new(false), depth, outer: cx.waiting };
    let inner = Context { waiting: Some(&waiting), ..*cx };
    let (file, scene, value) = written(&inner, of);
    let mut checker = Checker::new(inner, file, scene);
    let (expr, ty) = checker.infer(value);
    let (locals, diagnostics) = checker.finish();
    let ty = if waiting.circular.load(Ordering::Relaxed) { Ty::Error } else { ty };
    Inferred { ty, code: Arc::new(Code { expr, locals }), diagnostics }
}

fn too_long(cx: &Context, of: LetId) -> Inferred {
    let (_, _, value) = written(cx, of);
    let (name, span) = named(cx, of);
    let error = Diagnostic::error(
        DiagnosticCode::E0502,
        span,
        format!("the type of `{name}` waits for those of more than {MOST_WAITING} other `let`s"),
    );
    let error = error.help(format!("state a type: `let {name}: … = …`"));
    let expr = Expr { kind: ExprKind::Error, span: value.span };
    Inferred { ty: Ty::Error, code: Arc::new(Code { expr, locals: 0 }), diagnostics: vec![error] }
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
