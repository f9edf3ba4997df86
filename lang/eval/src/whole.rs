//! Lazy containers to whole values: every entry computed, what is absent left out, bounds and checks of the final value judged.

use std::sync::Arc;

use jke_model::declaration::FieldKind;
use jke_model::ty::{Bounds, Ty};
use jke_model::value::{Data, MapValue, RecordValue, Value};
use jke_text::{Code as DiagnosticCode, Diagnostic, Span};

use crate::lazy::{LazyId, LazyKind, Place, Role, Standing};
use crate::machine::{Machine, error, shown, with_stack};
use crate::refine::range;
use crate::trace::Tracer;

/// What a lazy container has, for walking it while it is computed.
enum Extent {
    Record { fields: usize, rest: usize, module: bool },
    Entries(usize),
}

impl<'m, 'p, T: Tracer> Machine<'m, 'p, T> {
    /// The value with nothing lazy left in it.
    #[inline]
    pub fn settle(&mut self, value: Value, reader: Span) -> Value {
        match value.data {
            Data::Deferred(id) => {
                let whole = with_stack(|| self.whole(id, reader));
                Value { origin: value.origin, defaulted: value.defaulted, ..whole }
            }
            _ => value,
        }
    }

    /// The whole of a container, remembered.
    pub fn whole(&mut self, id: LazyId, reader: Span) -> Value {
        if let Some((value, cost)) = &self.lazies.table[id as usize].whole {
            let (value, cost) = (value.clone(), *cost);
            self.meter.charge(cost);
            return value;
        }
        let mark = self.meter.watch();
        let value = match self.extent(id) {
            Extent::Record { fields, rest, module } => self.whole_record(id, fields, rest, module, reader),
            Extent::Entries(count) => self.whole_entries(id, count, reader),
        };
        let value = self.not_too_deep(value, reader);
        let cost = self.meter.seen(mark);
        if !matches!(value.data, Data::Error) {
            self.lazies.table[id as usize].whole = Some((value.clone(), cost));
        }
        value
    }

    fn extent(&self, id: LazyId) -> Extent {
        match &self.lazies.table[id as usize].kind {
            LazyKind::Record(record) => {
                Extent::Record { fields: record.fields.len(), rest: record.rest.len(), module: record.role != Role::Value }
            }
            LazyKind::Map(entries) | LazyKind::Keyed { entries, .. } => Extent::Entries(entries.len()),
        }
    }

    fn whole_record(&mut self, id: LazyId, count: usize, rest: usize, module: bool, reader: Span) -> Value {
        let said = self.diagnostics.len();
        let record = self.lazies.table[id as usize].record().expect("its extent is a record's").record;
        let declaration = self.program().interfaces.record(record);
        let mut fields = Vec::with_capacity(count);
        for slot in 0..count as u32 {
            if module && declaration.fields[slot as usize].kind == FieldKind::Let {
                fields.push(Value::absent());
                continue;
            }
            let value = if module { self.field_of(id, slot, reader) } else { self.read(id, Place::Field(slot), reader) };
            fields.push(self.settle(value, reader));
        }
        let mut others = MapValue::with_capacity_and_hasher(rest, Default::default());
        for at in 0..rest {
            let value = self.read(id, Place::Rest(at), reader);
            let value = self.settle(value, reader);
            if let LazyKind::Record(record) = &self.lazies.table[id as usize].kind
                && !value.is_absent()
            {
                others.insert(record.rest.get_index(at).expect("it is walked by index").0.clone(), value);
            }
        }
        let beneath = self.lazies.table[id as usize].standing == Standing::Beneath;
        if !module && !beneath && self.diagnostics.len() == said && !self.meter.stopped {
            self.run_checks(id);
        }
        let origin = self.lazies.table[id as usize].span.origin();
        Value::new(Data::Record(Arc::new(RecordValue { record, fields, rest: others })), origin)
    }

    fn whole_entries(&mut self, id: LazyId, count: usize, reader: Span) -> Value {
        let mut values = Vec::with_capacity(count);
        for at in 0..count {
            let value = self.read(id, Place::Entry(at), reader);
            values.push(self.settle(value, reader));
        }
        let lazy = &self.lazies.table[id as usize];
        let data = match &lazy.kind {
            LazyKind::Map(entries) => {
                let pairs = entries.keys().cloned().zip(values).filter(|(_, value)| !value.is_absent());
                Data::Map(Arc::new(pairs.collect()))
            }
            LazyKind::Keyed { .. } => Data::List(Arc::new(values.into_iter().filter(|value| !value.is_absent()).collect())),
            LazyKind::Record(_) => return error(reader),
        };
        let value = Value::new(data, lazy.span.origin());
        self.check_length(&value, id);
        value
    }

    /// `List<T>(1..)` of a list or map that several layers put together.
    fn check_length(&mut self, value: &Value, id: LazyId) {
        let lazy = &self.lazies.table[id as usize];
        let (Some(ty), span) = (lazy.ty, lazy.span) else { return };
        let place = lazy.within;
        if let Some(message) = length_problem(ty, &value.data) {
            let name = place.map(|(container, place)| shown(&self.path(container, place))).unwrap_or_default();
            self.tell(Diagnostic::error(DiagnosticCode::E0304, span, format!("`{name}` {message}")));
        }
    }

    /// The same of a plain list at a place.
    pub fn check_list_length(&mut self, value: &Value, container: LazyId, place: Place, span: Span) {
        if let Some(ty) = self.ty_of(container, place)
            && let Some(message) = length_problem(ty, &value.data)
        {
            let name = shown(&self.path(container, place));
            self.tell(Diagnostic::error(DiagnosticCode::E0304, span, format!("`{name}` {message}")));
        }
    }

    /// A record in its place, with its checks; for code that builds one as a value.
    pub fn finish_record(&mut self, id: LazyId, reader: Span) -> Value {
        let value = self.whole(id, reader);
        // Nothing else was put on the table since: nobody can ask for it again.
        if self.lazies.table.len() == id as usize + 1 && self.scope.this != id {
            self.lazies.table.pop();
        }
        value
    }
}

fn length_problem(ty: &Ty, data: &Data) -> Option<String> {
    let (bounds, length, what): (&Bounds<i64>, usize, &str) = match (ty.required(), data) {
        (Ty::List(list), Data::List(values)) => (&list.length, values.len(), "elements"),
        (Ty::Map(map), Data::Map(values)) => (&map.length, values.len(), "entries"),
        _ => return None,
    };
    (!bounds.contains(&(length as i64))).then(|| format!("has {length} {what}, and must have {}", range(bounds)))
}
