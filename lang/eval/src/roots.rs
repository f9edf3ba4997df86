//! Instances as lazy records, and the types of the places in lazy containers.

use jke_model::declaration::RecordId;
use jke_model::program::InstanceId;
use jke_model::ty::Ty;
use jke_text::Span;

use crate::lazy::{Lazy, LazyId, LazyKind, LazyRecord, Place, Recipe, Role, Slot};
use crate::machine::Machine;
use crate::plan::Node;
use crate::trace::Tracer;

impl<'m, 'p, T: Tracer> Machine<'m, 'p, T> {
    /// The lazy record of an instance.
    pub fn root(&mut self, instance: InstanceId) -> LazyId {
        match self.lazies.roots.get(&instance) {
            Some(root) => *root,
            None => {
                let (plan, diagnostics) = self.world.plan(instance);
                self.diagnostics.extend(diagnostics.iter().cloned());
                self.open_root(instance, plan)
            }
        }
    }

    pub fn open_root(&mut self, instance: InstanceId, plan: &'m Node<'m>) -> LazyId {
        let module = self.program().instance(instance).module;
        let id = self.lazies.table.len() as LazyId;
        let lazy = self.open_module(module, Role::Instance(instance), self.program().instance(instance).span);
        self.push_lazy(lazy);
        self.lazies.roots.insert(instance, id);
        self.lay_on(id, plan);
        id
    }

    pub fn open_module(&self, module: RecordId, role: Role, span: Span) -> Lazy<'m> {
        let count = self.program().interfaces.record(module).fields.len();
        let fields = (0..count).map(|_| Slot::todo(Recipe::Default)).collect();
        Lazy::new(LazyKind::Record(LazyRecord { record: module, role, fields, rest: Default::default(), by_name: vec![] }), span)
    }

    /// Lays what layers say on the fields of an instance, of which none was read yet.
    pub fn lay_on(&mut self, id: LazyId, plan: &'m Node<'m>) {
        self.change(id, |machine, lazy| machine.lay_steps_on_record(lazy, plan, 0, id));
    }

    /// Changes a container that nobody reads yet.
    pub fn change(&mut self, id: LazyId, change: impl FnOnce(&mut Self, &mut Lazy<'m>)) {
        let nothing = Lazy::new(LazyKind::Map(Default::default()), Span::NONE);
        let mut lazy = std::mem::replace(&mut self.lazies.table[id as usize], nothing);
        change(self, &mut lazy);
        self.lazies.table[id as usize] = lazy;
    }

    pub fn ty_of(&self, container: LazyId, place: Place) -> Option<&'m Ty> {
        let lazy = &self.lazies.table[container as usize];
        match (&lazy.kind, place) {
            (LazyKind::Record(record), Place::Field(slot)) => {
                Some(&self.program().interfaces.record(record.record).fields[slot as usize].ty)
            }
            (LazyKind::Record(record), Place::Rest(_)) => self.program().interfaces.record(record.record).rest.as_ref(),
            (LazyKind::Map(_), Place::Entry(_)) => match lazy.ty?.required() {
                Ty::Map(map) => Some(&map.value),
                _ => None,
            },
            _ => None,
        }
    }
}
