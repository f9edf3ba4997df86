//! The statements of modules: `let`, `check`, `emit`, `include`, `if`, `for`, `match`, for one instance and those inside it.

use jke_model::declaration::instance_slots;
use jke_model::ir::Stmt;
use jke_model::value::{Data, Text};
use jke_text::Span;

use crate::lazy::{LazyId, Role};
use crate::machine::Machine;
use crate::object::Emission;
use crate::trace::Tracer;

impl<'m, 'p, T: Tracer> Machine<'m, 'p, T> {
    /// Everything of an instance: its fields, its checks, its manifests. `false` where it is disabled, and nothing of it is asked.
    pub fn run_instance(&mut self, id: LazyId, emission: &mut Emission) -> bool {
        let Some(span) = self.lazies.table.get(id as usize).map(|lazy| lazy.span) else { return false };
        let enabled = self.field_of(id, instance_slots::ENABLED, span);
        if let Data::Bool(false) = enabled.data {
            return false;
        }
        self.whole(id, span);
        self.run_checks(id);
        let Some(record) = self.lazies.table[id as usize].record().map(|record| record.record) else { return true };
        for statements in &self.world.body(record).statements {
            self.in_frame(statements.locals, id, |machine| machine.block(&statements.block, id, emission));
        }
        true
    }

    fn block(&mut self, block: &'m [Stmt], id: LazyId, emission: &mut Emission) {
        for stmt in block {
            if self.meter.stopped {
                return;
            }
            match stmt {
                Stmt::Let { local, value } => {
                    let value = self.eval(value);
                    self.bind(*local, value);
                }
                Stmt::Check(check) => self.run_check(check, id),
                Stmt::Emit(emit) => self.emit(emit, id, emission),
                Stmt::Include { instance, span } => {
                    if let Data::Deferred(included) = self.eval(instance).data {
                        self.run_included(included, *span, emission);
                    }
                }
                Stmt::If { .. } => self.if_stmt(stmt, id, emission),
                Stmt::For { clause, block } => {
                    self.each_of(clause, &mut |machine| {
                        machine.block(block, id, emission);
                        !machine.meter.stopped
                    });
                }
                Stmt::Match { subject, arms } => {
                    let subject = self.eval(subject);
                    if let Some(block) = self.chosen(subject, arms) {
                        self.block(block, id, emission);
                    }
                }
            }
        }
    }

    /// A chain of `else if`s is walked by a loop: it may be long.
    fn if_stmt(&mut self, stmt: &'m Stmt, id: LazyId, emission: &mut Emission) {
        let mut at = stmt;
        while let Stmt::If { condition, then, otherwise } = at {
            match (self.holds(condition), otherwise.as_slice()) {
                (Some(true), _) => return self.block(then, id, emission),
                (Some(false), [next @ Stmt::If { .. }]) => at = next,
                (Some(false), block) => return self.block(block, id, emission),
                (None, _) => return,
            }
        }
    }

    /// The manifests of an instance inside another one. Their handles begin with its name, where that differs from the outer one's.
    fn run_included(&mut self, id: LazyId, span: Span, emission: &mut Emission) {
        let Some(Role::Included(outer)) = self.lazies.table[id as usize].record().map(|record| record.role) else { return };
        let (inner, outer) = (self.field_of(id, instance_slots::NAME, span), self.field_of(outer, instance_slots::NAME, span));
        let prefix: Option<Text> = match (inner.data, outer.data) {
            (Data::Text(inner), Data::Text(outer)) if inner != outer => Some(match &emission.prefix {
                Some(prefix) => format!("{prefix}-{inner}").into(),
                None => inner,
            }),
            _ => emission.prefix.clone(),
        };
        let before = std::mem::replace(&mut emission.prefix, prefix);
        let first = emission.objects.len();
        self.run_instance(id, emission);
        if let Some(record) = self.lazies.table[id as usize].record().map(|record| record.record) {
            self.patch(&self.world.module_plans(record).patches, first, id, emission);
        }
        emission.prefix = before;
    }
}
