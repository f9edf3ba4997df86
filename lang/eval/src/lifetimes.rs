//! Objects against the target's version of Kubernetes: a kind or a field that it lacks is an error at whoever set it.
//!
//! Whatever way a value came into the object, it is the finished object that is looked at, and of it only what may hold such a field.

use jke_model::declaration::Record;
use jke_model::object::Object;
use jke_model::value::{Data, RecordValue, Value};
use jke_model::version::{Lifetime, Version};
use jke_text::{Code, Diagnostic, Origin, Span};

use crate::machine::Machine;
use crate::trace::Tracer;

/// What the platform says of its cluster.
#[derive(Clone, Copy)]
pub(crate) struct Kubernetes {
    pub version: Version,
    /// Where it says so.
    pub origin: Origin,
}

/// The way to what is looked at: the version, and the `emit`.
#[derive(Clone, Copy)]
struct Look {
    kubernetes: Kubernetes,
    emit: Span,
}

impl<'m, 'p, T: Tracer> Machine<'m, 'p, T> {
    /// Tells what of the finished objects the target's Kubernetes lacks.
    pub fn judge_lifetimes(&mut self, objects: &[Object]) {
        for object in objects {
            if let Data::Record(record) = &object.value.data {
                self.judge_lifetime(record, object.span);
            }
        }
    }

    fn judge_lifetime(&mut self, object: &RecordValue, emit: Span) {
        let interfaces = &self.program().interfaces;
        if !interfaces.is_dated(object.record) {
            return;
        }
        let Some(kubernetes) = self.world.kubernetes() else { return };
        let record = interfaces.record(object.record);
        if record.lifetime.holds(kubernetes.version) {
            return self.look_into(object, Look { kubernetes, emit });
        }
        let what = format!("kind {}", record.kind_identity().map_or(record.name, |kind| kind.kind));
        let error = lacks(kubernetes, &what, record.lifetime, emit, record.span);
        let instance = self.instance_span().unwrap_or(Span::NONE);
        self.tell(error.label(instance, "of this instance").help(kind_help(record.lifetime)));
    }

    fn look_into(&mut self, value: &RecordValue, look: Look) {
        let RecordValue { record, fields, rest } = value;
        let record = self.program().interfaces.record(*record);
        for (field, value) in record.fields.iter().zip(fields).filter(|(_, value)| !value.is_absent()) {
            let lifetime = field.notes.lifetime;
            if lifetime.holds(look.kubernetes.version) {
                self.look_at(value, look);
            } else {
                let what = format!("field `{}` in {}", field.name, record.name);
                self.lacking(&what, lifetime, value, field.span, look);
            }
        }
        rest.values().for_each(|value| self.look_at(value, look));
    }

    fn look_at(&mut self, value: &Value, look: Look) {
        match &value.data {
            Data::Record(inner) if self.program().interfaces.is_dated(inner.record) => {
                let record: &Record = self.program().interfaces.record(inner.record);
                match record.lifetime.holds(look.kubernetes.version) {
                    true => self.look_into(inner, look),
                    false => self.lacking(record.name.as_str(), record.lifetime, value, record.span, look),
                }
            }
            Data::List(values) => values.iter().for_each(|value| self.look_at(value, look)),
            Data::Map(map) => map.values().for_each(|value| self.look_at(value, look)),
            Data::Record(_)
            | Data::None
            | Data::Bool(_)
            | Data::Int(_)
            | Data::Float(_)
            | Data::Text(_)
            | Data::Quantity(_)
            | Data::Secret(_)
            | Data::Deferred(_)
            | Data::Error => {}
        }
    }

    /// The expression that gave a value, as far as it is known; `None` for what the language itself gives.
    pub fn author_of(&self, origin: Origin) -> Option<Span> {
        let somewhere = (!origin.is_none()).then(|| Span::new(origin.0, origin.0 + 1));
        self.written_at(origin).or(somewhere)
    }

    #[cold]
    fn lacking(&mut self, what: &str, lifetime: Lifetime, value: &Value, declared: Span, look: Look) {
        let Look { kubernetes, emit } = look;
        let place = self.author_of(value.origin).unwrap_or(emit);
        self.tell(lacks(kubernetes, what, lifetime, place, declared).help(field_help(lifetime)));
    }
}

fn lacks(kubernetes: Kubernetes, what: &str, lifetime: Lifetime, place: Span, declared: Span) -> Diagnostic {
    let Kubernetes { version, origin } = kubernetes;
    let history = match (lifetime.since.filter(|since| version < *since), lifetime.until) {
        (Some(since), _) => format!("it came with {since}"),
        (None, Some(until)) => format!("{until} was the last that had it"),
        (None, None) => String::new(),
    };
    let error = Diagnostic::error(Code::E0606, place, format!("Kubernetes {version} has no {what}: {history}"));
    let error = error.label(declared, "declared here");
    if origin.is_none() { error } else { error.label(Span::new(origin.0, origin.0 + 1), "the cluster's version") }
}

fn field_help(lifetime: Lifetime) -> String {
    format!("set it only where the platform's `kubernetes` is {}: under an `on`", versions(lifetime))
}

/// An `emit` stands under no `on`, but its instance may be switched off.
fn kind_help(lifetime: Lifetime) -> String {
    let versions = versions(lifetime);
    format!("emit it only where the platform's `kubernetes` is {versions}: elsewhere `enabled = false` switches its instance off")
}

fn versions(lifetime: Lifetime) -> String {
    match (lifetime.since, lifetime.until) {
        (Some(since), Some(until)) => format!("from {since} to {until}"),
        (Some(since), None) => format!("{since} or later"),
        (None, Some(until)) => format!("{until} or earlier"),
        (None, None) => String::new(),
    }
}
