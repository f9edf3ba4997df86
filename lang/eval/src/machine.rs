//! The state of one evaluation: the stack of locals, the table of lazy containers, the meter, and what was said.

use jke_model::ir::{Code, Expr, Local};
use jke_model::program::{InstanceId, Program};
use jke_model::value::{Data, Value};
use jke_text::{Code as DiagnosticCode, Diagnostic, Name, Span};
use rustc_hash::FxHashMap;

use crate::lazy::{Captured, Frame, Lazy, LazyId, LazyKind, NO_SELF, Place, Role};
use crate::limits::{DEPTH, Mark, Meter, NESTING, OUTPUT_BYTES, STEPS, VALUE_BYTES};
use crate::trace::Tracer;
use crate::world::World;

/// Room on the thread's stack that one nested expression may take, with a walk of the most deeply nested value in it; and what is
/// added where less is left. So a thread needs no stack of any size to evaluate.
const RED_ZONE: usize = 1 << 20;
const MORE_STACK: usize = 4 << 20;

/// What evaluation can ask and change.
pub(crate) struct Machine<'m, 'p, T> {
    pub world: &'m World<'p>,
    pub tracer: &'m mut T,
    /// The locals of all code that is being evaluated, the innermost last.
    pub stack: Vec<Value>,
    pub scope: Scope,
    pub lazies: Lazies<'m>,
    pub meter: Meter,
    pub diagnostics: Vec<Diagnostic>,
}

/// Of the code that is being evaluated.
#[derive(Clone, Copy)]
pub(crate) struct Scope {
    /// Where its locals begin on the stack.
    pub base: usize,
    pub this: LazyId,
}

/// The lazy containers and who waits for whom.
pub(crate) struct Lazies<'m> {
    pub table: Vec<Lazy<'m>>,
    /// The fields that are being computed, the innermost last.
    pub waiting: Vec<Waiting>,
    /// The one that is evaluated; `None` for constants of files, which read no instance.
    pub instance: Option<InstanceId>,
    /// What was emitted, while a patch is laid on it.
    pub emitted: Option<Value>,
    /// Of this instance and those that it reads.
    pub roots: FxHashMap<InstanceId, LazyId>,
}

/// A field that is being computed.
pub(crate) struct Waiting {
    pub container: LazyId,
    pub place: Place,
    /// The expression that reads it.
    pub reader: Span,
}

impl<'m, 'p, T: Tracer> Machine<'m, 'p, T> {
    pub fn new(world: &'m World<'p>, instance: Option<InstanceId>, tracer: &'m mut T) -> Self {
        Machine {
            world,
            tracer,
            stack: vec![],
            scope: Scope { base: 0, this: NO_SELF },
            lazies: Lazies { table: vec![], waiting: vec![], instance, emitted: None, roots: FxHashMap::default() },
            meter: Meter::default(),
            diagnostics: vec![],
        }
    }

    pub fn program(&self) -> &'m Program {
        self.world.program
    }

    /// Where the instance that is evaluated is written.
    pub fn instance_span(&self) -> Option<Span> {
        self.lazies.instance.map(|id| self.program().instance(id).span)
    }

    // ── frames ───────────────────────────────────────────────────────────────────────────────────────────────────────

    pub fn local(&self, local: Local) -> Value {
        match self.stack.get(self.scope.base + local.0 as usize) {
            Some(value) => value.clone(),
            None => error(Span::NONE),
        }
    }

    pub fn bind(&mut self, local: Local, value: Value) {
        let at = self.scope.base + local.0 as usize;
        if at >= self.stack.len() {
            self.stack.resize_with(at + 1, Value::absent);
        }
        self.stack[at] = value;
    }

    /// Runs in a new frame.
    pub fn in_frame<R>(&mut self, locals: u32, this: LazyId, inside: impl FnOnce(&mut Self) -> R) -> R {
        let base = self.stack.len();
        self.stack.resize_with(base + locals as usize, Value::absent);
        let result = self.in_scope(Scope { base, this }, inside);
        self.stack.truncate(base);
        result
    }

    pub fn in_scope<R>(&mut self, scope: Scope, inside: impl FnOnce(&mut Self) -> R) -> R {
        let outer = std::mem::replace(&mut self.scope, scope);
        let result = inside(self);
        self.scope = outer;
        result
    }

    pub fn in_captured<R>(&mut self, captured: &Captured, inside: impl FnOnce(&mut Self) -> R) -> R {
        match &captured.frame {
            Frame::At(base) => self.in_scope(Scope { base: *base, this: captured.this }, inside),
            Frame::Fresh(locals) => self.in_frame(*locals, captured.this, inside),
            Frame::Copied(values) => {
                let base = self.stack.len();
                self.stack.extend(values.iter().cloned());
                let result = self.in_scope(Scope { base, this: captured.this }, inside);
                self.stack.truncate(base);
                result
            }
        }
    }

    pub fn code(&mut self, code: &'m Code, this: LazyId) -> Value {
        self.in_frame(code.locals, this, |machine| machine.eval(&code.expr))
    }

    /// The present scope for recipes that are used up before the code around them ends.
    pub fn captured(&self) -> Captured {
        Captured { frame: Frame::At(self.scope.base), this: self.scope.this }
    }

    /// The present scope for recipes that outlive it.
    pub fn copied(&self) -> Captured {
        Captured { frame: Frame::Copied(self.stack[self.scope.base..].into()), this: self.scope.this }
    }

    // ── bounds ───────────────────────────────────────────────────────────────────────────────────────────────────────

    /// Counts a step. `false` where a bound is passed.
    #[inline]
    pub fn step(&mut self, span: Span) -> bool {
        self.meter.steps += 1;
        self.within_bounds(span)
    }

    #[inline]
    pub fn within_bounds(&mut self, span: Span) -> bool {
        if self.meter.is_spent() {
            self.spent(span);
        }
        !self.meter.stopped
    }

    #[cold]
    fn spent(&mut self, span: Span) {
        let (message, help) = match self.meter.steps > STEPS {
            true => (
                format!("evaluation takes more than {STEPS} steps, and they run out in this expression"),
                "is more repeated than is meant?",
            ),
            false => (
                format!("more than {DEPTH} calls, `let`s and fields wait for one another here"),
                "is a chain of fields or functions longer than is meant?",
            ),
        };
        self.stop(span, message, help);
    }

    #[cold]
    pub fn too_deep(&mut self, span: Span) -> Value {
        self.stop(span, format!("this value is nested deeper than {NESTING}"), "what grew so deep is put together here");
        error(span)
    }

    /// What a field, a call or a `let` gives: between two of them a value grows no deeper than source nests.
    #[inline]
    pub fn not_too_deep(&mut self, value: Value, span: Span) -> Value {
        if value.depth > NESTING { self.too_deep(span) } else { value }
    }

    #[cold]
    pub fn too_large(&mut self, span: Span) -> Value {
        self.stop(span, format!("this value is larger than {} MiB", VALUE_BYTES >> 20), "what grew so large is put together here");
        error(span)
    }

    #[cold]
    pub fn too_much_output(&mut self, span: Span) {
        let message = format!("the manifests of one instance are larger than {} MiB", OUTPUT_BYTES >> 20);
        self.stop(span, message, "this is the one that passes the bound");
    }

    fn stop(&mut self, span: Span, message: String, help: &str) {
        if !std::mem::replace(&mut self.meter.stopped, true) {
            self.tell(Diagnostic::error(DiagnosticCode::E0502, span, message).help(help));
        }
    }

    /// Runs one deeper; the thread's stack grows where it must.
    pub fn deeper<R>(&mut self, inside: impl FnOnce(&mut Self) -> R) -> (R, Mark) {
        let mark = self.meter.descend();
        let result = with_stack(|| inside(self));
        (result, mark)
    }

    // ── speaking ─────────────────────────────────────────────────────────────────────────────────────────────────────

    pub fn tell(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Says what is wrong with an expression, whose value is an error from here on.
    #[cold]
    pub fn fail(&mut self, code: DiagnosticCode, span: Span, message: impl Into<String>) -> Value {
        self.tell(Diagnostic::error(code, span, message));
        error(span)
    }

    #[cold]
    pub fn fail_with(&mut self, diagnostic: Diagnostic) -> Value {
        let span = diagnostic.primary.span;
        self.tell(diagnostic);
        error(span)
    }

    /// The names from the instance to a place in one of its containers.
    pub fn path(&self, container: LazyId, place: Place) -> Vec<Name> {
        self.path_and_root(container, place).0
    }

    /// The same, from this instance: `apps.orders.url` in another one.
    pub fn path_from_here(&self, container: LazyId, place: Place) -> Vec<Name> {
        let (path, root) = self.path_and_root(container, place);
        match self.instance_of(root) {
            Some(id) if Some(id) != self.lazies.instance => self.in_project(id, path),
            Some(_) | None => path,
        }
    }

    /// The same, as all instances write it: `apps.orders.url`, `platform.domain`.
    pub fn path_in_project(&self, container: LazyId, place: Place) -> Vec<Name> {
        let (path, root) = self.path_and_root(container, place);
        match self.instance_of(root) {
            Some(id) => self.in_project(id, path),
            None => path,
        }
    }

    /// The instance of which this is the root.
    pub fn instance_of(&self, root: LazyId) -> Option<InstanceId> {
        match self.lazies.table[root as usize].record()?.role {
            Role::Instance(id) => Some(id),
            Role::Included(_) | Role::Value => None,
        }
    }

    fn in_project(&self, id: InstanceId, path: Vec<Name>) -> Vec<Name> {
        let instance = self.program().instance(id);
        let apps = (!instance.is_platform).then(|| Name::new("apps"));
        apps.into_iter().chain([instance.name]).chain(path).collect()
    }

    pub fn path_and_root(&self, container: LazyId, place: Place) -> (Vec<Name>, LazyId) {
        let mut names = vec![self.name_of(container, place)];
        let mut at = container;
        while let Some((outer, place)) = self.lazies.table[at as usize].within {
            names.push(self.name_of(outer, place));
            at = outer;
        }
        names.reverse();
        (names, at)
    }

    pub fn name_of(&self, container: LazyId, place: Place) -> Name {
        match (&self.lazies.table[container as usize].kind, place) {
            (LazyKind::Record(record), Place::Field(slot)) => self.program().interfaces.record(record.record).fields[slot as usize].name,
            (LazyKind::Record(record), Place::Rest(at)) => record.rest.get_index(at).map(|(key, _)| Name::new(key)).unwrap_or_default(),
            (LazyKind::Map(entries) | LazyKind::Keyed { entries, .. }, Place::Entry(at)) => {
                entries.get_index(at).map(|(key, _)| Name::new(key)).unwrap_or_default()
            }
            (LazyKind::Record(_), Place::Entry(_)) | (LazyKind::Map(_) | LazyKind::Keyed { .. }, Place::Field(_) | Place::Rest(_)) => {
                Name::EMPTY
            }
        }
    }
}

/// A path as people write it.
pub(crate) fn shown(path: &[Name]) -> String {
    path.iter().map(|name| name.as_str()).collect::<Vec<_>>().join(".")
}

pub(crate) fn error(span: Span) -> Value {
    Value::new(Data::Error, span.origin())
}

/// A value that this expression made.
#[inline]
pub(crate) fn made(data: Data, expr: &Expr) -> Value {
    Value::new(data, expr.span.origin())
}

/// Runs with enough of the thread's stack.
#[inline]
pub(crate) fn with_stack<R>(inside: impl FnOnce() -> R) -> R {
    stacker::maybe_grow(RED_ZONE, MORE_STACK, inside)
}
