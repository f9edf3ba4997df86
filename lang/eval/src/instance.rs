//! One instance for one target: its plan evaluated to fields, checks and objects.

use jke_model::declaration::{ConstantId, FieldKind, instance_slots};
use jke_model::object::Object;
use jke_model::program::InstanceId;
use jke_model::value::{Data, Text, Value};
use jke_text::{Code, Diagnostic, Name, Span};

use crate::lazy::{LazyId, Place, State};
use crate::machine::Machine;
use crate::merge::{self, Layers};
use crate::object::Emission;
use crate::trace::{NoTrace, Tracer};
use crate::world::{Known, World};

/// What an instance comes to for one target.
#[derive(Debug)]
pub struct Evaluated {
    pub enabled: bool,
    /// In the order of the `emit`s.
    pub objects: Vec<Object>,
    /// The patches in `defaults` and in overlays of modules that found what they are laid on.
    pub met: Vec<Span>,
    pub diagnostics: Vec<Diagnostic>,
}

/// Every field of the instance, its checks and its manifests.
///
/// Diagnostics carry no targets: the caller knows for which it asked. What is wrong with an instance that this one reads is among them, and is
/// told again where that one is evaluated: the caller takes equal ones for one. The platform is best evaluated first, for all others read its fields.
pub fn evaluate<'p, T: Tracer>(world: &World<'p>, layers: &Layers<'p>, instance: InstanceId, tracer: &mut T) -> Evaluated {
    with_fields(world, layers, instance, tracer, |_, _| {}).0
}

/// The same, with the final values of the instance's fields by slot; `let`s are absent.
pub fn evaluate_fields<'p, T: Tracer>(
    world: &World<'p>,
    layers: &Layers<'p>,
    instance: InstanceId,
    tracer: &mut T,
) -> (Evaluated, Vec<Value>) {
    with_fields(world, layers, instance, tracer, |machine, root| match machine.whole(root, Span::NONE).data {
        Data::Record(record) => record.fields.clone(),
        _ => vec![],
    })
}

/// What is wrong with constants of files, whether anybody reads them or not.
pub fn prove_constants(world: &World, constants: &[ConstantId]) -> Vec<Diagnostic> {
    let mut tracer = NoTrace;
    let prove = |id: &ConstantId| {
        let mut machine = Machine::new(world, None, &mut tracer);
        machine.prove_constant(*id);
        machine.diagnostics
    };
    constants.iter().flat_map(prove).collect()
}

/// The cluster that the target deploys to: the platform's field `cluster`, and what that is by default where it can't be had.
pub fn cluster(world: &World) -> Text {
    match platform_field(world, world.names.cluster).map(|value| value.data) {
        Some(Data::Text(text)) => text,
        _ => world.default_cluster(),
    }
}

/// A field of the platform. `None` where there is no such thing, or something is wrong with the platform.
pub(crate) fn platform_field(world: &World, name: Name) -> Option<Value> {
    let platform = world.program.instance(world.program.platform?);
    let (slot, _) = world.interfaces().record(platform.module).field(name)?;
    if platform.broken {
        return None;
    }
    let mut tracer = NoTrace;
    let mut machine = Machine::new(world, Some(platform.id), &mut tracer);
    let root = machine.root(platform.id);
    Some(machine.field_of(root, slot, Span::NONE))
}

fn with_fields<'p, T: Tracer, R: Default>(
    world: &World<'p>,
    layers: &Layers<'p>,
    instance: InstanceId,
    tracer: &mut T,
    read: impl FnOnce(&mut Machine<T>, LazyId) -> R,
) -> (Evaluated, R) {
    if world.program.instance(instance).broken {
        return (Evaluated { enabled: true, objects: vec![], met: vec![], diagnostics: vec![] }, R::default());
    }
    let (plan, mut diagnostics) = merge::plan(layers, world.target);
    let (raw_plans, of_raw) = merge::raw_plans(layers, world.target);
    diagnostics.extend(of_raw);
    let patches = merge::patch_plans(layers, world.target);
    let mut machine = Machine::new(world, Some(instance), tracer);
    let root = machine.open_root(instance, &plan);
    let mut emission = Emission::default();
    let enabled = machine.run_instance(root, &mut emission);
    if enabled {
        for (raw, plan) in world.program.instance(instance).raw.iter().zip(&raw_plans) {
            machine.emit_raw(raw, plan, root, &mut emission);
        }
        machine.patch(&patches, 0, root, &mut emission);
        machine.judge_lifetimes(&emission.objects);
    }
    let fields = if enabled { read(&mut machine, root) } else { R::default() };
    if world.program.platform == Some(instance) {
        machine.leave_fields(root, instance);
    }
    let clash = !diagnostics.is_empty() || !layers.diagnostics().is_empty() || patches.clash();
    diagnostics.extend(machine.diagnostics.drain(..).filter(|each| !(clash && follows_from_clash(each.code))));
    if T::LISTENS {
        emission.objects.iter().for_each(|object| tracer.emitted(object));
    }
    (Evaluated { enabled, objects: emission.objects, met: emission.met, diagnostics }, fields)
}

/// What lower layers left to an operation is nobody's word where two of them clash: that it does not fit is no mistake of its own.
fn follows_from_clash(code: Code) -> bool {
    matches!(code, Code::E0404 | Code::E0408 | Code::E0507)
}

impl<'m, 'p, T: Tracer> Machine<'m, 'p, T> {
    /// Leaves the fields of the platform, which all instances read, to them.
    fn leave_fields(&mut self, root: LazyId, instance: InstanceId) {
        if !self.diagnostics.is_empty() || self.meter.stopped {
            return;
        }
        let module = self.program().interfaces.record(self.program().instance(instance).module);
        for (slot, field) in module.fields.iter().enumerate() {
            let slot = slot as u32;
            if field.kind == FieldKind::Let && slot > instance_slots::NAMESPACE {
                continue;
            }
            let State::Done(value, cost) = &self.lazies.table[root as usize].slot(Place::Field(slot)).state else { continue };
            let (value, cost) = (value.clone(), *cost);
            let whole = match value.data {
                Data::Deferred(id) => self.lazies.table[id as usize].whole.as_ref().map(|(whole, _)| whole.clone()),
                _ => Some(value),
            };
            if let Some(known) = whole.and_then(|whole| Known::of(&whole, cost)) {
                self.world.leave_field(instance, slot, known);
            }
        }
    }
}
