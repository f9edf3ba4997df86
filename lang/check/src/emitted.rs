//! What kinds a module can emit: by its own statements, by those of what it extends, and by what it includes.
//!
//! Only patches ask for it. Each module is looked into once; its mistakes are told where its body is checked for itself.

use std::sync::{Arc, Mutex, MutexGuard};

use jke_model::declaration::RecordId;
use jke_model::ir::{Arm, Emit, ExprKind, RecordBody, Stmt};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::Context;
use crate::bodies::record_body;

/// By module; those that were asked for.
#[derive(Debug, Default)]
pub struct Emitted {
    known: Mutex<FxHashMap<RecordId, Kinds>>,
}

/// The kinds that instances of a module can emit, each once.
#[derive(Debug, Clone)]
pub(crate) struct Kinds {
    pub all: Arc<[RecordId]>,
    /// Some statement may be wrong, so that its kind is not known.
    pub broken: bool,
}

impl Emitted {
    fn lock(&self) -> MutexGuard<'_, FxHashMap<RecordId, Kinds>> {
        self.known.lock().expect("nothing panics while it holds the kinds")
    }
}

pub(crate) fn emitted(cx: &Context, module: RecordId) -> Kinds {
    if let Some(known) = cx.emitted.lock().get(&module) {
        return known.clone();
    }
    let found = find(cx, module);
    cx.emitted.lock().insert(module, found.clone());
    found
}

fn find(cx: &Context, module: RecordId) -> Kinds {
    let (mut kinds, mut next, mut seen, mut broken) = (vec![], vec![module], FxHashSet::default(), false);
    // The language's own module says nothing.
    while let Some(module) = next.pop().filter(|module| Some(*module) != cx.interfaces.of_files) {
        if seen.insert(module) {
            let (body, is_right) = record_body(cx, module);
            broken |= !is_right;
            body.statements.iter().for_each(|part| collect(&part.block, &body, &mut kinds, &mut next));
        }
    }
    kinds.sort_unstable();
    kinds.dedup();
    Kinds { all: kinds.into(), broken }
}

/// A row of `else if`s is as long as it likes: the walk keeps its own stack.
fn collect(block: &[Stmt], body: &RecordBody, kinds: &mut Vec<RecordId>, included: &mut Vec<RecordId>) {
    let mut blocks = vec![block];
    while let Some(block) = blocks.pop() {
        for stmt in block {
            match stmt {
                Stmt::Emit(Emit { kinds: of_emit, .. }) => kinds.extend(of_emit),
                Stmt::Let { value, .. } => included.extend(module_of(&value.kind, body)),
                Stmt::Include { instance, .. } => included.extend(module_of(&instance.kind, body)),
                Stmt::If { then, otherwise, .. } => blocks.extend([then.as_slice(), otherwise]),
                Stmt::For { block, .. } => blocks.push(block),
                Stmt::Match { arms, .. } => blocks.extend(arms.iter().map(|Arm { body, .. }| body.as_slice())),
                Stmt::Check(_) => {}
            }
        }
    }
}

/// The module that is included here, or by the `let` of the module that is named.
fn module_of(expr: &ExprKind, body: &RecordBody) -> Option<RecordId> {
    match expr {
        ExprKind::Include(include) => Some(include.module),
        ExprKind::Field { base, slot } if matches!(base.kind, ExprKind::SelfValue) => {
            match &body.defaults.get(*slot as usize)?.as_ref()?.expr.kind {
                ExprKind::Include(include) => Some(include.module),
                _ => None,
            }
        }
        _ => None,
    }
}
