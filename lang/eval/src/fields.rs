//! Reading a place of a lazy container: remembered, computed now, or part of a circle.

use jke_model::declaration::instance_slots;
use jke_model::program::InstanceId;
use jke_model::value::{Data, Value};
use jke_text::{Code as DiagnosticCode, Diagnostic, Span};

use crate::lazy::{Lazy, LazyId, Place, Recipe, Role, Slot, Standing, State};
use crate::machine::{Machine, Waiting, error, shown};
use crate::plan::Base;
use crate::recipe::recipe_span;
use crate::trace::Tracer;
use crate::world::Known;

impl<'m, 'p, T: Tracer> Machine<'m, 'p, T> {
    pub fn push_lazy(&mut self, lazy: Lazy<'m>) -> LazyId {
        self.lazies.table.push(lazy);
        (self.lazies.table.len() - 1) as LazyId
    }

    /// A field of a lazy record, which may be one of another instance.
    pub fn field_of(&mut self, container: LazyId, slot: u32, reader: Span) -> Value {
        match self.lazies.table[container as usize].record().map(|record| record.role) {
            Some(Role::Instance(other)) if Some(other) != self.lazies.instance => self.foreign_field(container, other, slot, reader),
            Some(_) | None => self.read(container, Place::Field(slot), reader),
        }
    }

    fn foreign_field(&mut self, container: LazyId, other: InstanceId, slot: u32, reader: Span) -> Value {
        // A disabled platform emits nothing, and still tells its apps where they run.
        if slot != instance_slots::ENABLED && self.program().platform != Some(other) {
            let enabled = self.foreign_field(container, other, instance_slots::ENABLED, reader);
            if let Data::Bool(false) = enabled.data {
                return self.disabled(other, reader);
            }
        }
        if let Some(known) = self.world.known_field(other, slot) {
            self.meter.charge(known.cost);
            return if self.within_bounds(reader) { known.value.clone() } else { error(reader) };
        }
        let said = self.diagnostics.len();
        let value = self.read(container, Place::Field(slot), reader);
        if self.diagnostics.len() == said && !self.meter.stopped {
            let State::Done(_, cost) = &self.lazies.table[container as usize].slot(Place::Field(slot)).state else { return value };
            if let Some(known) = Known::of(&value, *cost) {
                self.world.leave_field(other, slot, known);
            }
        }
        value
    }

    #[cold]
    fn disabled(&mut self, other: InstanceId, reader: Span) -> Value {
        let instance = self.program().instance(other);
        let name = instance.name;
        let error =
            Diagnostic::error(DiagnosticCode::E0508, reader, format!("`{name}` is disabled here, and only its `enabled` can be read"));
        let error = error.label(instance.span, "its `enabled` is false");
        self.fail_with(error.help(format!("ask first: `if apps.{name}.enabled then … else …`")))
    }

    /// The value at a place. A record, map or keyed list may come lazy.
    pub fn read(&mut self, container: LazyId, place: Place, reader: Span) -> Value {
        match &self.lazies.table[container as usize].slot(place).state {
            State::Done(value, cost) => {
                let (value, cost) = (value.clone(), *cost);
                self.meter.charge(cost);
                if self.within_bounds(reader) { value } else { error(reader) }
            }
            State::Busy => self.circle(container, place, reader),
            State::Todo(_) => self.compute(container, place, reader),
        }
    }

    fn compute(&mut self, container: LazyId, place: Place, reader: Span) -> Value {
        let recipe = self.lazies.table[container as usize].slot(place).take();
        let (span, nothing) = (recipe_span(&recipe), self.gives_nothing(&recipe, container, place));
        self.lazies.waiting.push(Waiting { container, place, reader });
        let (value, mark) =
            self.deeper(|machine| if machine.within_bounds(reader) { machine.resolve(recipe, container, place) } else { error(reader) });
        self.lazies.waiting.pop();
        let value = self.not_too_deep(value, reader);
        let value =
            if nothing && value.is_absent() { self.missing(value, container, place) } else { self.fitting(value, container, place) };
        let cost = self.meter.ascend(mark);
        *self.lazies.table[container as usize].slot(place) = Slot { state: State::Done(value.clone(), cost), span };
        value
    }

    /// The field is required, and no layer sets it.
    fn gives_nothing(&self, recipe: &Recipe<'m>, container: LazyId, place: Place) -> bool {
        match recipe {
            Recipe::Nothing => true,
            Recipe::Default => self.default_code(container, place).is_none(),
            Recipe::Layered(layered) => match layered.node.base {
                Base::Beneath => self.gives_nothing(&layered.beneath, container, place),
                Base::Set(_) => false,
                Base::Emitted(operation) => self.gives_nothing(&self.emitted(operation), container, place),
                Base::Default(_) => self.default_code(container, place).is_none(),
            },
            Recipe::Given(_) | Recipe::Expr { .. } | Recipe::Merged(_) | Recipe::Added(_) => false,
        }
    }

    fn missing(&mut self, value: Value, container: LazyId, place: Place) -> Value {
        let Place::Field(slot) = place else { return value };
        let lazy = &self.lazies.table[container as usize];
        let Some(record) = lazy.record() else { return value };
        let required = self.program().interfaces.record(record.record).fields[slot as usize].is_required();
        match lazy.standing {
            Standing::Final if required => self.tell_missing(container, slot),
            Standing::Stated if required => error(lazy.span),
            Standing::Final | Standing::Stated | Standing::Beneath => value,
        }
    }

    // ── circles ──────────────────────────────────────────────────────────────────────────────────────────────────────

    #[cold]
    fn circle(&mut self, container: LazyId, place: Place, reader: Span) -> Value {
        let mut reads = self.reads_in_circle(container, place, reader);
        let (reader, first) = reads.remove(0);
        let line: String = reads.iter().map(|(_, name)| format!("{name} → ")).collect();
        let message = match reads.is_empty() {
            true => format!("`{first}` is computed from itself"),
            false => format!("fields in a circle: {first} → {line}{first}"),
        };
        let mut error = Diagnostic::error(DiagnosticCode::E0501, reader, message).here(format!("reads `{first}`"));
        for (reader, name) in reads {
            error = error.label(reader, format!("reads `{name}`"));
        }
        self.fail_with(error.help("give one of them a value that needs none of the others"))
    }

    /// What reads what: each place with the name of the field that it reads. The circle begins at the last of them, so that it is told
    /// alike whichever instance came upon it.
    fn reads_in_circle(&self, container: LazyId, place: Place, reader: Span) -> Vec<(Span, String)> {
        let waiting = &self.lazies.waiting;
        let start = waiting.iter().rposition(|each| each.container == container && each.place == place).unwrap_or(waiting.len());
        let inner = waiting.get(start + 1..).unwrap_or_default().iter().map(|each| (each.reader, each.container, each.place));
        let mut reads: Vec<(Span, LazyId, Place)> = [(reader, container, place)].into_iter().chain(inner).collect();
        let last = (0..reads.len()).max_by_key(|at| reads[*at].0).unwrap_or(0);
        reads.rotate_left(last);
        let (_, root) = self.path_and_root(container, place);
        let at_home = reads.iter().all(|(_, container, place)| self.path_and_root(*container, *place).1 == root);
        let name = |container, place| if at_home { self.path(container, place) } else { self.path_in_project(container, place) };
        reads.into_iter().map(|(reader, container, place)| (reader, shown(&name(container, place)))).collect()
    }
}
