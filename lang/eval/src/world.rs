//! What all instances of one target share while they are evaluated: plans of instances that others read, fields that are known
//! already, constants, and what is worth knowing of each record before one is built.
//!
//! Many threads use it at once. Nothing here waits for another thread's evaluation: what is not known yet is computed by
//! whoever needs it, and the first to be done leaves it to the others.

use std::sync::{Arc, OnceLock};

use jke_model::declaration::{ConstantId, FieldKind, Interfaces, RecordId};
use jke_model::ir::{ExprKind, RecordBody};
use jke_model::program::{InstanceId, Program};
use jke_model::target::Target;
use jke_model::value::{Data, Text, Value};
use jke_text::{Diagnostic, Name, Origin};

use crate::instance::platform_field;
use crate::lifetimes::Kubernetes;
use crate::limits::Cost;
use crate::merge::{self, ModulePlans};
use crate::narrowed::narrowed;
use crate::plan::Node;

/// What all instances of one target share: made once per target, used by many threads.
pub struct World<'p> {
    pub(crate) program: &'p Program,
    pub(crate) target: &'p Target,
    pub(crate) names: Names,
    records: Vec<OnceLock<RecordPlan>>,
    constants: Vec<OnceLock<Known>>,
    instances: Vec<OnceLock<Shared<'p>>>,
    modules: Vec<OnceLock<ModulePlans<'p>>>,
    kubernetes: OnceLock<Option<Kubernetes>>,
}

/// A value that is known, whole, with what it took.
#[derive(Clone)]
pub(crate) struct Known {
    pub value: Value,
    pub cost: Cost,
}

/// An instance as others see it.
struct Shared<'p> {
    plan: Arc<Node<'p>>,
    diagnostics: Vec<Diagnostic>,
    fields: Vec<OnceLock<Known>>,
}

/// Names that the language itself looks up.
pub(crate) struct Names {
    pub name: Name,
    pub namespace: Name,
    pub cluster: Name,
    pub kubernetes: Name,
}

/// What is worth knowing of a record before one is built.
pub(crate) struct RecordPlan {
    /// By slot: the defaults that are constant, everything else absent.
    pub initial: Vec<Value>,
    /// No default has to be computed and nothing is checked: it can be filled at once.
    pub simple: bool,
    /// The slots that somebody must set.
    pub required: Vec<u32>,
    /// The slots whose types are narrower than in what the record extends.
    pub narrowed: Vec<u32>,
}

static NO_BODY: RecordBody = RecordBody { defaults: vec![], checks: vec![], statements: vec![] };

impl<'p> World<'p> {
    pub fn new(program: &'p Program, target: &'p Target) -> World<'p> {
        let Program { interfaces, instances, .. } = program;
        World {
            program,
            target,
            names: Names {
                name: Name::new("name"),
                namespace: Name::new("namespace"),
                cluster: Name::new("cluster"),
                kubernetes: Name::new("kubernetes"),
            },
            records: cells(interfaces.records.len()),
            constants: cells(interfaces.constants.len()),
            instances: cells(instances.len()),
            modules: cells(interfaces.records.len()),
            kubernetes: OnceLock::new(),
        }
    }

    pub(crate) fn interfaces(&self) -> &'p Interfaces {
        &self.program.interfaces
    }

    pub(crate) fn body(&self, record: RecordId) -> &'p RecordBody {
        match self.program.bodies.get(record.0 as usize) {
            Some(Some(body)) => body,
            Some(None) | None => &NO_BODY,
        }
    }

    pub(crate) fn record_plan(&self, record: RecordId) -> &RecordPlan {
        self.records[record.0 as usize].get_or_init(|| record_plan(self.interfaces(), record, self.body(record)))
    }

    /// The plan of an instance that another one reads, and what is wrong with it.
    pub(crate) fn plan(&self, instance: InstanceId) -> (&Node<'p>, &[Diagnostic]) {
        let Shared { plan, diagnostics, fields: _ } = self.shared(instance);
        (plan, diagnostics)
    }

    pub(crate) fn module_plans(&self, module: RecordId) -> &ModulePlans<'p> {
        self.modules[module.0 as usize].get_or_init(|| merge::module_plans(self.program, module, self.target))
    }

    fn shared(&self, instance: InstanceId) -> &Shared<'p> {
        self.instances[instance.0 as usize].get_or_init(|| {
            let layers = merge::layers(self.program, instance);
            let (plan, found) = merge::plan(&layers, self.target);
            let diagnostics = layers.diagnostics().iter().cloned().chain(found).collect();
            let fields = self.interfaces().record(self.program.instance(instance).module).fields.len();
            Shared { plan, diagnostics, fields: cells(fields) }
        })
    }

    /// The value of the axis called `cluster`, else the target itself; the project's name where there are no axes to name a target.
    pub(crate) fn default_cluster(&self) -> Text {
        let project = &self.program.project;
        match project.axes.iter().position(|axis| axis.name == self.names.cluster) {
            Some(axis) => project.value(self.target, axis).into(),
            None if project.axes.is_empty() => project.name.into(),
            None => project.describe(self.target).into(),
        }
    }

    /// The version of the cluster's Kubernetes. `None` where there is no platform, where it names none, or where that is wrong.
    pub(crate) fn kubernetes(&self) -> Option<Kubernetes> {
        *self.kubernetes.get_or_init(|| {
            let value = platform_field(self, self.names.kubernetes)?;
            let Data::Text(text) = &value.data else { return None };
            Some(Kubernetes { version: text.parse().ok()?, origin: value.origin })
        })
    }

    pub(crate) fn known_field(&self, instance: InstanceId, slot: u32) -> Option<&Known> {
        self.instances[instance.0 as usize].get()?.fields[slot as usize].get()
    }

    /// Leaves a field's value to the others.
    pub(crate) fn leave_field(&self, instance: InstanceId, slot: u32, known: Known) {
        // Who was first has left the same.
        let _ = self.shared(instance).fields[slot as usize].set(known);
    }

    pub(crate) fn known_constant(&self, constant: ConstantId) -> Option<&Known> {
        self.constants[constant.0 as usize].get()
    }

    pub(crate) fn leave_constant(&self, constant: ConstantId, known: Known) {
        let _ = self.constants[constant.0 as usize].set(known);
    }
}

fn cells<T>(count: usize) -> Vec<OnceLock<T>> {
    (0..count).map(|_| OnceLock::new()).collect()
}

fn record_plan(interfaces: &Interfaces, id: RecordId, body: &RecordBody) -> RecordPlan {
    let record = interfaces.record(id);
    let narrowed = narrowed(interfaces, id);
    let simple = body.checks.is_empty() && !record.is_module();
    let mut plan = RecordPlan { initial: vec![], simple, required: vec![], narrowed };
    for (slot, field) in record.fields.iter().enumerate() {
        let default = body.defaults.get(slot).and_then(Option::as_ref);
        let initial = match default.map(|code| (&code.expr.kind, code.expr.span)) {
            None => {
                plan.required.extend(field.is_required().then_some(slot as u32));
                Value::absent()
            }
            Some((ExprKind::Constant(data), span)) => Value { defaulted: true, ..Value::new(data.clone(), span.origin()) },
            Some(_) => {
                plan.simple = false;
                Value::absent()
            }
        };
        plan.simple &= field.kind == FieldKind::Input;
        plan.initial.push(initial);
    }
    plan
}

impl Known {
    /// Of a value that is whole and right.
    pub(crate) fn of(value: &Value, cost: Cost) -> Option<Known> {
        let whole = !matches!(value.data, Data::Deferred(_) | Data::Error);
        whole.then(|| Known { value: value.clone(), cost })
    }
}

/// The origin of what the language itself gives.
pub(crate) const NOBODY: Origin = Origin::NONE;
