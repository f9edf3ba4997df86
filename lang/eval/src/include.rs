//! `include Routes { … }`: an instance of another module inside this one, lazy as every instance is.
//!
//! It has layers too: the `defaults` of its module beneath the body that places it, the module's overlays on top.

use jke_model::ir::Include;
use jke_model::value::{Data, Value};

use crate::lazy::Role;
use crate::machine::{Machine, error};
use crate::merge::ModulePlans;
use crate::trace::Tracer;

impl<'m, 'p, T: Tracer> Machine<'m, 'p, T> {
    pub fn include(&mut self, include: &'m Include) -> Value {
        let Include { module, body, span } = include;
        if !self.step(*span) {
            return error(*span);
        }
        let ModulePlans { beneath, above, patches: _, diagnostics } = self.world.module_plans(*module);
        for diagnostic in diagnostics {
            if !self.diagnostics.contains(diagnostic) {
                self.tell(diagnostic.clone());
            }
        }
        let scope = self.copied();
        let lazy = self.open_module(*module, Role::Included(self.scope.this), *span);
        let id = self.push_lazy(lazy);
        self.lay_on(id, beneath);
        self.change(id, |machine, lazy| machine.lay_body(lazy, body, &scope));
        self.lay_on(id, above);
        Value::new(Data::Deferred(id), span.origin())
    }
}
