//! Defaults: of declarations, and those that instances have without anybody's saying so.

use jke_model::declaration::{Field, instance_slots};
use jke_model::ir::Code;
use jke_model::program::InstanceId;
use jke_model::value::{Data, Value};
use jke_text::Span;

use crate::lazy::{Captured, Frame, LazyId, Place, Role};
use crate::machine::Machine;
use crate::trace::Tracer;
use crate::world::NOBODY;

impl<'m, 'p, T: Tracer> Machine<'m, 'p, T> {
    pub fn default_code(&self, container: LazyId, place: Place) -> Option<&'m Code> {
        let Place::Field(slot) = place else { return None };
        let record = self.lazies.table[container as usize].record()?.record;
        self.world.body(record).defaults.get(slot as usize)?.as_deref()
    }

    pub fn default_value(&mut self, container: LazyId, place: Place) -> Value {
        let mut value = match self.default_code(container, place) {
            Some(code) => {
                let scope = Captured { frame: Frame::Fresh(code.locals), this: container };
                let value = self.expr_value(&code.expr, scope, container, place);
                if T::LISTENS {
                    let path = self.path_from_here(container, place);
                    self.tracer.defaulted(&path, code.expr.span, &value);
                }
                value
            }
            None => self.language_default(container, place),
        };
        value.defaulted = true;
        value
    }

    /// What instances have without anybody's saying so.
    pub fn language_default(&mut self, container: LazyId, place: Place) -> Value {
        let Place::Field(slot) = place else { return Value::absent() };
        let Some(record) = self.lazies.table[container as usize].record() else { return Value::absent() };
        let (role, module) = (record.role, self.program().interfaces.record(record.record));
        match (role, slot) {
            (Role::Value, _) => Value::absent(),
            _ if !module.is_module() => Value::absent(),
            (_, instance_slots::ENABLED) => Value::new(Data::Bool(true), NOBODY),
            (Role::Included(outer), instance_slots::NAME | instance_slots::NAMESPACE) => self.field_of(outer, slot, Span::NONE),
            (Role::Instance(id), instance_slots::NAME) => {
                let instance = self.program().instance(id);
                Value::new(Data::text(instance.name), instance.span.origin())
            }
            (Role::Instance(id), instance_slots::NAMESPACE) => self.default_namespace(id),
            (Role::Instance(_) | Role::Included(_), _) => self.platform_default(&module.fields[slot as usize]),
        }
    }

    /// The platform's; the platform's own, and everyone's where there is none, is the project's name.
    fn default_namespace(&mut self, id: InstanceId) -> Value {
        match self.program().platform {
            Some(platform) if platform != id => {
                let root = self.root(platform);
                self.field_of(root, instance_slots::NAMESPACE, Span::NONE)
            }
            Some(_) | None => Value::new(Data::text(self.program().project.name), NOBODY),
        }
    }

    /// Of `cluster`, which platforms have: the value of the axis of this name, else the target itself. A module that is no platform
    /// may have a field of its own that is called so, and then somebody sets it.
    fn platform_default(&self, field: &Field) -> Value {
        match field.has_default && field.name == self.world.names.cluster {
            true => Value::new(Data::Text(self.world.default_cluster()), NOBODY),
            false => Value::absent(),
        }
    }
}
