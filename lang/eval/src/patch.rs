//! `patch`: layers on what was emitted, as `with` changes a value. Defaults that use a changed field follow it, and what is not
//! patched keeps its origin.
//!
//! Which objects there are is known when the instance has emitted all; only then it is seen whether a patch finds its own.

use jke_model::declaration::Interfaces;
use jke_model::ir::Shape;
use jke_model::layer::{Operation, Patched, PathKey};
use jke_model::object::Object;
use jke_model::value::{Data, Value};

use crate::lazy::{LazyId, Recipe};
use crate::machine::Machine;
use crate::merge::{Patch, PatchPlans, meets};
use crate::object::Emission;
use crate::open::{Opened, element_key, origin_span};
use crate::trace::Tracer;

impl<'m, 'p, T: Tracer> Machine<'m, 'p, T> {
    /// Lays patches on what an instance emitted: the objects from this index on.
    pub fn patch(&mut self, plans: &'m PatchPlans<'m>, first: usize, instance: LazyId, emission: &mut Emission) {
        if plans.is_empty() || self.meter.stopped {
            return;
        }
        let unclear = self.judge_patches(plans, first, emission);
        let interfaces = self.world.interfaces();
        let objects = emission.objects.split_off(first);
        for mut object in objects {
            let patch = emission.own_handle(&object.handle).and_then(|handle| {
                let Data::Record(record) = &object.value.data else { return None };
                let is_clear = !unclear.iter().any(|patched| meets(interfaces, patched, record.record, handle));
                plans.of(interfaces, record.record, handle).filter(|_| is_clear)
            });
            if patch.is_none_or(|patch| self.patch_object(&mut object, patch, instance)) {
                emission.objects.push(object);
            }
        }
    }

    /// `false` where the object is wrong from here on.
    fn patch_object(&mut self, object: &mut Object, patch: &'m Patch<'m>, instance: LazyId) -> bool {
        for diagnostic in &patch.diagnostics {
            if !self.diagnostics.contains(diagnostic) {
                self.tell(diagnostic.clone());
            }
        }
        let span = origin_span(&object.value);
        let Opened::Lazy(mut lazy) = self.open_value(object.value.clone(), None, span) else { return false };
        self.lazies.emitted = Some(object.value.clone());
        self.lay_steps_on_record(&mut lazy, &patch.plan, 0, instance);
        let id = self.push_lazy(lazy);
        let value = self.whole(id, patch.span);
        self.lazies.emitted = None;
        patch.unmeant(self.world.interfaces(), &object.value).into_iter().for_each(|warning| self.tell(warning));
        self.replace(object, value, patch.span, instance)
    }

    /// What `reset` in a patch returns to: what stood at its path when the object was emitted.
    pub fn emitted(&self, reset: &Operation) -> Recipe<'m> {
        match self.lazies.emitted.as_ref().and_then(|emitted| at(self.world.interfaces(), emitted, reset)) {
            Some(value) if value.defaulted => Recipe::Default,
            Some(value) => Recipe::Given(value),
            None => Recipe::Default,
        }
    }

    /// Notes which patches find what they are laid on, and tells which don't. Gives those of which it is unclear what they are laid on.
    fn judge_patches(&mut self, plans: &'m PatchPlans<'m>, first: usize, emission: &mut Emission) -> Vec<&'m Patched> {
        let mut unclear = vec![];
        // What failed to be emitted was told.
        let failed = self.diagnostics.iter().any(jke_text::Diagnostic::is_error);
        let interfaces = self.world.interfaces();
        for (at, (patched, module)) in plans.wanted.iter().enumerate() {
            if plans.wanted[..at].iter().any(|(earlier, _)| earlier.span == patched.span) {
                continue;
            }
            let objects = &emission.objects[first..];
            let own = |object: &&Object| match &object.value.data {
                Data::Record(record) => {
                    let handle = emission.own_handle(&object.handle);
                    handle.is_some_and(|handle| meets(interfaces, patched, record.record, handle))
                }
                _ => false,
            };
            let found: Vec<&Object> = objects.iter().filter(own).collect();
            match found.as_slice() {
                [] if failed || module.is_some() => {}
                [] => {
                    let error = self.not_emitted(patched, objects, emission);
                    self.tell(error);
                }
                [_] => {
                    if module.is_some() {
                        emission.met.push(patched.span);
                    }
                }
                several => {
                    let error = self.several(patched, several, emission);
                    self.tell(error);
                    unclear.push(*patched);
                }
            }
        }
        unclear
    }
}

/// The value at the path of an operation in a value; `None` where there is none.
fn at(interfaces: &Interfaces, value: &Value, operation: &Operation) -> Option<Value> {
    let steps = operation.path.iter().enumerate();
    let mut value = value.clone();
    for (depth, key) in steps {
        let shape = depth.checked_sub(1).and_then(|outer| operation.shapes[outer].as_ref());
        value = inside(interfaces, &value, *key, shape)?;
    }
    Some(value)
}

/// `shape` is that of the value which holds the key.
pub(crate) fn inside(interfaces: &Interfaces, value: &Value, key: PathKey, shape: Option<&Shape>) -> Option<Value> {
    let name = key.name().as_str();
    match (&value.data, key) {
        (Data::Record(record), PathKey::Field { slot, .. }) => record.fields.get(slot as usize).cloned(),
        (Data::Record(record), PathKey::Named(named)) => match interfaces.record(record.record).field(named) {
            Some((slot, _)) => record.fields.get(slot as usize).cloned(),
            None => record.rest.get(name).cloned(),
        },
        (Data::Record(record), PathKey::Entry(_)) => record.rest.get(name).cloned(),
        (Data::Map(map), _) => map.get(name).cloned(),
        (Data::List(list), _) => {
            let Some(Shape::Keyed { element: _, keys }) = shape else { return None };
            list.iter().find(|element| element_key(element, keys).is_some_and(|key| key.as_str() == name)).cloned()
        }
        _ => None,
    }
}
