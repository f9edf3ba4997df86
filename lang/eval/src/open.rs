//! Values opened for a layer on top: what lies beneath becomes a lazy container, and steps of a plan or entries of a body replace the
//! recipes in it. What they replace is never evaluated.

use std::sync::Arc;

use jke_model::declaration::RecordId;
use jke_model::ir::{Body, BodyEntry, BodyEntryKind, BodyKey, Expr, ExprKind, KeyField, Shape};
use jke_model::layer::{Operation, OperationKind, PathKey};
use jke_model::value::{Data, Text, Value};
use jke_text::{Code as DiagnosticCode, Diagnostic, Name, Span, nearest};

use crate::fields::{begins, recipe_span};
use crate::keyed::key_text;
use crate::lazy::{
    Added, Captured, Entries, Frame, Layered, Lazy, LazyId, LazyKind, LazyRecord, Merged, Place, Recipe, Role, Slot, Standing,
};
use crate::machine::{Machine, error};
use crate::merge;
use crate::plan::{Base, Node, Rival, Step};
use crate::trace::Tracer;

/// A value that something is laid on.
pub(crate) enum Opened<'m> {
    Absent,
    Lazy(Lazy<'m>),
    /// Nothing can be laid inside it.
    Other(Value),
}

/// A key of a body or of a path.
enum Key {
    Field(u32),
    Named(Name),
    Entry(Text),
}

impl From<PathKey> for Key {
    fn from(key: PathKey) -> Key {
        match key {
            PathKey::Field { slot, .. } => Key::Field(slot),
            PathKey::Named(name) => Key::Named(name),
            PathKey::Entry(name) => Key::Entry(name.into()),
        }
    }
}

impl<'m, 'p, T: Tracer> Machine<'m, 'p, T> {
    /// `shape` tells maps from keyed lists where the value alone does not.
    pub fn open(&mut self, recipe: Recipe<'m>, container: LazyId, place: Place, shape: Option<&'m Shape>) -> Opened<'m> {
        match recipe {
            Recipe::Nothing => Opened::Absent,
            Recipe::Given(value) => self.open_value(value, shape, Span::NONE),
            Recipe::Default => match self.default_code(container, place) {
                Some(code) => self.open_expr(&code.expr, Captured { frame: Frame::Fresh(code.locals), this: container }, shape),
                None => {
                    let value = self.language_default(container, place);
                    self.open_value(value, shape, Span::NONE)
                }
            },
            Recipe::Expr { expr, scope } => self.open_expr(expr, scope, shape),
            Recipe::Layered(layered) => self.open_layered(*layered, container, place),
            Recipe::Merged(merged) => self.open_merged(*merged, container, place),
            Recipe::Added(added) => self.open_added(*added, container, place),
        }
    }

    /// A container that is put together, in the table.
    pub fn close(&mut self, opened: Opened<'m>, container: LazyId, place: Place) -> Value {
        match opened {
            Opened::Absent => Value::absent(),
            Opened::Other(value) => value,
            Opened::Lazy(mut lazy) => {
                lazy.within = Some((container, place));
                lazy.ty = self.ty_of(container, place);
                let origin = lazy.span.origin();
                Value::new(Data::Deferred(self.push_lazy(lazy)), origin)
            }
        }
    }

    pub fn open_expr(&mut self, expr: &'m Expr, scope: Captured, shape: Option<&'m Shape>) -> Opened<'m> {
        match &expr.kind {
            ExprKind::Build { shape, body } => {
                let mut opened = self.begin(shape, expr.span);
                if let Opened::Lazy(lazy) = &mut opened {
                    lazy.standing = Standing::Stated;
                    self.lay_body(lazy, body, &scope);
                }
                opened
            }
            ExprKind::With { base, shape, body } => {
                let mut opened = self.open_expr(base, scope.clone(), Some(shape));
                if let Opened::Absent = opened {
                    opened = self.begin(shape, expr.span);
                }
                if let Opened::Lazy(lazy) = &mut opened {
                    lazy.span = expr.span;
                    self.lay_body(lazy, body, &scope);
                }
                opened
            }
            _ => {
                let value = self.in_captured(&scope, |machine| machine.eval_beneath(expr));
                self.open_value(value, shape, expr.span)
            }
        }
    }

    pub fn open_value(&mut self, value: Value, shape: Option<&'m Shape>, span: Span) -> Opened<'m> {
        let value = self.settle(value, span);
        let span = if span.is_none() { origin_span(&value) } else { span };
        let given = |value: &Value| match value.defaulted {
            true => Slot::todo(Recipe::Default),
            false => Slot::todo(Recipe::Given(value.clone())),
        };
        let kind = match &value.data {
            Data::None => return Opened::Absent,
            Data::Record(record) => {
                let fields = record.fields.iter().map(given).collect();
                let rest = record.rest.iter().map(|(key, value)| (key.clone(), entry(value))).collect();
                LazyKind::Record(LazyRecord { record: record.record, role: Role::Value, fields, rest })
            }
            Data::Map(map) => LazyKind::Map(map.iter().map(|(key, value)| (key.clone(), entry(value))).collect()),
            Data::List(list) => match shape {
                Some(Shape::Keyed { element: _, keys }) => {
                    let entries = list.iter().filter_map(|value| Some((element_key(value, keys)?, entry(value))));
                    LazyKind::Keyed { keys: keys.clone(), entries: entries.collect() }
                }
                Some(_) | None => return Opened::Other(value),
            },
            Data::Bool(_)
            | Data::Int(_)
            | Data::Float(_)
            | Data::Text(_)
            | Data::Quantity(_)
            | Data::Secret(_)
            | Data::Deferred(_)
            | Data::Error => return Opened::Other(value),
        };
        Opened::Lazy(Lazy::new(kind, span))
    }

    /// What begins where nothing is.
    pub fn begin(&mut self, shape: &Shape, span: Span) -> Opened<'m> {
        let kind = match shape {
            Shape::Record(id) => return Opened::Lazy(self.begin_record(*id, span)),
            Shape::Map | Shape::Any => LazyKind::Map(Entries::default()),
            Shape::Keyed { element: _, keys } => LazyKind::Keyed { keys: keys.clone(), entries: Entries::default() },
            Shape::Union(records) => return Opened::Other(self.no_choice(records, span)),
            Shape::Error => return Opened::Other(error(span)),
        };
        Opened::Lazy(Lazy::new(kind, span))
    }

    pub fn begin_record(&self, record: RecordId, span: Span) -> Lazy<'m> {
        self.open_module(record, Role::Value, span)
    }

    #[cold]
    fn no_choice(&mut self, records: &[RecordId], span: Span) -> Value {
        let names: Vec<&str> = records.iter().map(|id| self.program().interfaces.record(*id).name.as_str()).collect();
        let message = "nothing is chosen here yet that this could be merged into";
        let error = Diagnostic::error(DiagnosticCode::E0507, span, message);
        self.fail_with(error.help(format!("choose with `=`: one of {}", names.join(", "))))
    }

    // ── plans ────────────────────────────────────────────────────────────────────────────────────────────────────────

    pub fn open_layered(&mut self, layered: Layered<'m>, container: LazyId, place: Place) -> Opened<'m> {
        let Layered { beneath, node, depth, instance } = layered;
        let shape = node.first.and_then(|first| first.shapes.get(depth)).and_then(Option::as_ref);
        let mut opened = match node.base {
            Base::Beneath => self.open(beneath, container, place, shape),
            Base::Default(_) => self.open(Recipe::Default, container, place, shape),
            Base::Set(operation) => {
                if T::LISTENS {
                    let path = self.path_from_here(container, place);
                    self.tracer.overridden(&path, operation);
                }
                match &operation.kind {
                    OperationKind::Set(code) => {
                        self.open_expr(&code.expr, Captured { frame: Frame::Fresh(code.locals), this: instance }, shape)
                    }
                    _ => Opened::Absent,
                }
            }
        };
        let span = node.first.map_or(Span::NONE, |first| first.span);
        if let Opened::Absent = opened
            && let Some(shape) = shape
            && (wants_container(node) || matches!(node.base, Base::Beneath) && begins(node, depth))
        {
            opened = match self.narrower_record(shape, container, place) {
                Some(record) => Opened::Lazy(self.begin_record(record, span)),
                None => self.begin(shape, span),
            };
        }
        match &mut opened {
            Opened::Lazy(lazy) => {
                lazy.span = span;
                lazy.standing = Standing::Final;
                self.lay_steps(lazy, node, depth, instance);
            }
            Opened::Absent | Opened::Other(_) => opened = self.append_all(opened, node, instance),
        }
        opened
    }

    /// Plain lists are added to; nothing else that is no container is.
    fn append_all(&mut self, opened: Opened<'m>, node: &'m Node<'m>, instance: LazyId) -> Opened<'m> {
        let mut value = match opened {
            Opened::Other(value) => value,
            Opened::Absent | Opened::Lazy(_) => Value::absent(),
        };
        for step in &node.steps {
            let Step::Append(operation) = step else { continue };
            let OperationKind::Append(code) = &operation.kind else { continue };
            let more = self.code(code, instance);
            let more = self.settle(more, code.expr.span);
            value = self.appended(value, more, operation.span);
        }
        if value.is_absent() { Opened::Absent } else { Opened::Other(value) }
    }

    pub fn appended(&mut self, value: Value, more: Value, span: Span) -> Value {
        match (value.data, more.data) {
            (Data::None, more) => Value::new(more, span.origin()),
            (Data::List(list), Data::List(more)) => {
                self.meter.steps += more.len() as u64;
                let mut list = Arc::unwrap_or_clone(list);
                list.extend(more.iter().cloned());
                Value::new(Data::List(Arc::new(list)), value.origin)
            }
            (list @ Data::List(_), Data::None) => Value::new(list, value.origin),
            (_, _) => error(span),
        }
    }

    fn lay_steps(&mut self, lazy: &mut Lazy<'m>, node: &'m Node<'m>, depth: usize, instance: LazyId) {
        match &lazy.kind {
            LazyKind::Record(_) => self.lay_steps_on_record(lazy, node, depth + 1, instance),
            LazyKind::Map(_) | LazyKind::Keyed { .. } => self.lay_steps_on_entries(lazy, node, depth + 1, instance),
        }
    }

    /// `depth` is that of the keys inside.
    pub fn lay_steps_on_record(&mut self, lazy: &mut Lazy<'m>, node: &'m Node<'m>, depth: usize, instance: LazyId) {
        for step in &node.steps {
            match step {
                Step::Inside { key, node } => {
                    let span = node.first.map_or(Span::NONE, |first| first.span);
                    let Some(slot) = self.slot_for((*key).into(), lazy, span) else { continue };
                    lay_node(slot, node, depth, instance);
                }
                Step::Remove { key, operation } => self.remove(lazy, key.name().as_str(), operation.span),
                Step::AddEntries { .. } | Step::Begin(_) | Step::Append(_) | Step::Together | Step::Sort => {}
            }
        }
    }

    fn lay_steps_on_entries(&mut self, lazy: &mut Lazy<'m>, node: &'m Node<'m>, depth: usize, instance: LazyId) {
        let mut together = 0;
        let mut before: Vec<(&Operation, Vec<Text>)> = vec![];
        for step in &node.steps {
            match step {
                Step::Inside { key, node } => {
                    let Some(slot) = self.slot_for((*key).into(), lazy, Span::NONE) else { continue };
                    lay_node(slot, node, depth, instance);
                }
                Step::AddEntries { operation, rivals } => {
                    let OperationKind::AddEntries(code) = &operation.kind else { continue };
                    let value = self.code(code, instance);
                    let value = self.settle(value, code.expr.span);
                    let Some(brought) = self.add_entries(lazy, value, code.expr.span) else { continue };
                    for rival in rivals {
                        if let Some(key) = brought.iter().find(|key| meets(rival, key, &before)) {
                            self.tell(merge::brought_twice(operation, rival, Name::new(key)));
                        }
                    }
                    before.push((operation, brought));
                }
                Step::Remove { key, operation } => self.remove(lazy, key.name().as_str(), operation.span),
                Step::Together => together = entries_of(lazy).len(),
                Step::Sort => sort_from(entries_of(lazy), together),
                Step::Begin(_) | Step::Append(_) => {}
            }
        }
    }

    /// Sets the entries of a map or keyed list; those that are there at their place. Gives the keys.
    fn add_entries(&mut self, lazy: &mut Lazy<'m>, value: Value, span: Span) -> Option<Vec<Text>> {
        let keys: Option<Arc<[KeyField]>> = match &lazy.kind {
            LazyKind::Keyed { keys, .. } => Some(keys.clone()),
            LazyKind::Map(_) | LazyKind::Record(_) => None,
        };
        let brought: Vec<(Text, Value)> = match (&value.data, keys) {
            (Data::Map(map), None) => map.iter().map(|(key, value)| (key.clone(), value.clone())).collect(),
            (Data::List(list), Some(keys)) => {
                list.iter().filter_map(|element| Some((element_key(element, &keys)?, element.clone()))).collect()
            }
            _ => return None,
        };
        self.meter.steps += brought.len() as u64;
        if !self.within_bounds(span) {
            return None;
        }
        let entries = entries_of(lazy);
        let mut names = vec![];
        for (key, value) in brought {
            names.push(key.clone());
            entries.insert(key, entry(&value));
        }
        Some(names)
    }

    fn remove(&mut self, lazy: &mut Lazy<'m>, key: &str, span: Span) {
        let entries = entries_of(lazy);
        if entries.shift_remove(key).is_some() {
            return;
        }
        let near = nearest(key, entries.keys().map(Text::as_str)).map(str::to_owned);
        let mut error = Diagnostic::error(DiagnosticCode::E0404, span, format!("there is no `{key}` to remove"));
        error = match near {
            Some(near) => error.help(format!("did you mean `{near}`?")),
            None => error.help("what no lower layer or wider block made needs no `remove`"),
        };
        self.tell(error);
    }

    // ── bodies ───────────────────────────────────────────────────────────────────────────────────────────────────────

    fn open_merged(&mut self, merged: Merged<'m>, container: LazyId, place: Place) -> Opened<'m> {
        let Merged { beneath, shape, body, scope, span } = merged;
        let mut opened = self.open(beneath, container, place, Some(shape));
        if let Opened::Absent = opened {
            opened = self.begin(shape, span);
        }
        if let Opened::Lazy(lazy) = &mut opened {
            lazy.span = span;
            self.lay_body(lazy, body, &scope);
        }
        opened
    }

    fn open_added(&mut self, added: Added<'m>, container: LazyId, place: Place) -> Opened<'m> {
        let Added { beneath, shape, value, scope } = added;
        let more = self.in_captured(&scope, |machine| machine.eval(value));
        let more = self.settle(more, value.span);
        let mut opened = self.open(beneath, container, place, shape);
        if let (Opened::Absent, Some(shape)) = (&opened, shape) {
            opened = self.begin(shape, value.span);
        }
        match opened {
            Opened::Lazy(mut lazy) => {
                self.add_entries(&mut lazy, more, value.span);
                Opened::Lazy(lazy)
            }
            Opened::Other(list) => Opened::Other(self.appended(list, more, value.span)),
            Opened::Absent => Opened::Other(more),
        }
    }

    pub fn lay_body(&mut self, lazy: &mut Lazy<'m>, body: &'m Body, scope: &Captured) {
        let mut computed = vec![];
        self.lay_entries(lazy, body, scope, &mut computed);
    }

    fn lay_entries(&mut self, lazy: &mut Lazy<'m>, body: &'m Body, scope: &Captured, computed: &mut Vec<Text>) {
        for entry in &body.entries {
            let BodyEntry { kind, span } = entry;
            match kind {
                BodyEntryKind::Set { key, value } => {
                    let Some(slot) = self.body_slot(lazy, key, scope, *span, computed) else { continue };
                    *slot = Slot::todo(Recipe::Expr { expr: value, scope: scope.clone() });
                }
                BodyEntryKind::Merge { key, shape, body } => {
                    let Some(slot) = self.body_slot(lazy, key, scope, *span, computed) else { continue };
                    let beneath = slot.take();
                    let merged = Merged { beneath, shape, body, scope: scope.clone(), span: *span };
                    *slot = Slot::todo(Recipe::Merged(Box::new(merged)));
                }
                BodyEntryKind::Add { key, shape, value } => {
                    let Some(slot) = self.body_slot(lazy, key, scope, *span, computed) else { continue };
                    let beneath = slot.take();
                    let added = Added { beneath, shape: shape.as_ref(), value, scope: scope.clone() };
                    *slot = Slot::todo(Recipe::Added(Box::new(added)));
                }
                BodyEntryKind::Remove { key } => {
                    if let Some(key) = self.in_captured(scope, |machine| machine.entry_key(key)) {
                        self.remove(lazy, &key, *span);
                    }
                }
                BodyEntryKind::If { .. } => {
                    if let Some(chosen) = self.in_captured(scope, |machine| machine.chosen_entries(kind)) {
                        self.lay_entries(lazy, chosen, scope, computed);
                    }
                }
            }
        }
    }

    fn body_slot<'l>(
        &mut self,
        lazy: &'l mut Lazy<'m>,
        key: &'m BodyKey,
        scope: &Captured,
        span: Span,
        computed: &mut Vec<Text>,
    ) -> Option<&'l mut Slot<'m>> {
        let key = match key {
            BodyKey::Field(slot) => Key::Field(*slot),
            BodyKey::Named(name) => Key::Named(*name),
            BodyKey::Entry(text) => Key::Entry(text.clone()),
            BodyKey::Computed(expr) => {
                let key = self.in_captured(scope, |machine| machine.key(expr))?;
                if computed.contains(&key) {
                    self.twice(&key, expr.span);
                    return None;
                }
                computed.push(key.clone());
                Key::Entry(key)
            }
        };
        self.slot_for(key, lazy, span)
    }

    /// The slot that a key names; a new one where an entry is new.
    fn slot_for<'l>(&mut self, key: Key, lazy: &'l mut Lazy<'m>, span: Span) -> Option<&'l mut Slot<'m>> {
        let record = match &mut lazy.kind {
            LazyKind::Record(record) => record,
            LazyKind::Map(entries) | LazyKind::Keyed { entries, .. } => {
                let text: Text = match key {
                    Key::Named(name) => name.into(),
                    Key::Entry(text) => text,
                    Key::Field(_) => return None,
                };
                return Some(entries.entry(text).or_insert_with(|| Slot::todo(Recipe::Nothing)));
            }
        };
        match key {
            Key::Field(slot) => record.fields.get_mut(slot as usize),
            Key::Named(name) => match self.program().interfaces.record(record.record).field(name) {
                Some((slot, _)) => record.fields.get_mut(slot as usize),
                None => {
                    self.no_such_field(record.record, name, span);
                    None
                }
            },
            Key::Entry(text) => Some(record.rest.entry(text).or_insert_with(|| Slot::todo(Recipe::Nothing))),
        }
    }

    #[cold]
    pub fn no_such_field(&mut self, record: RecordId, name: Name, span: Span) {
        let record = self.program().interfaces.record(record);
        let message = format!("`{name}` is not a field of {}, which is chosen here", record.name);
        let near = nearest(name.as_str(), record.fields.iter().map(|field| field.name.as_str()));
        let mut error = Diagnostic::error(DiagnosticCode::E0408, span, message).label(record.span, "the chosen record");
        error = match near {
            Some(near) => error.help(format!("did you mean `{near}`?")),
            None => error.help("`=` replaces the whole and chooses anew"),
        };
        self.tell(error);
    }
}

/// An entry of a map or keyed list, or one that `_: T` admits: it has no default.
fn entry<'m>(value: &Value) -> Slot<'m> {
    Slot::todo(Recipe::Given(value.clone()))
}

fn element_key(value: &Value, keys: &[KeyField]) -> Option<Text> {
    match &value.data {
        Data::Record(record) => key_text(record, keys),
        _ => None,
    }
}

/// The entries that have no slot of their own.
fn entries_of<'l, 'm>(lazy: &'l mut Lazy<'m>) -> &'l mut Entries<'m> {
    match &mut lazy.kind {
        LazyKind::Record(record) => &mut record.rest,
        LazyKind::Map(entries) | LazyKind::Keyed { entries, .. } => entries,
    }
}

fn lay_node<'m>(slot: &mut Slot<'m>, node: &'m Node<'m>, depth: usize, instance: LazyId) {
    let beneath = slot.take();
    *slot = Slot::todo(Recipe::Layered(Box::new(Layered { beneath, node, depth, instance })));
}

fn wants_container(node: &Node) -> bool {
    node.steps.iter().any(|step| match step {
        Step::Inside { .. } | Step::Begin(_) | Step::AddEntries { .. } | Step::Remove { .. } => true,
        Step::Append(_) | Step::Together | Step::Sort => false,
    })
}

/// Whether the rival of a `+=` sets an entry that it brings; of those that are `+=`s too, what they brought before.
fn meets(rival: &Rival, key: &Text, before: &[(&Operation, Vec<Text>)]) -> bool {
    match rival.key {
        Some(name) => name.as_str() == key.as_str(),
        None => {
            let settled = rival.settled.iter().any(|settled| settled.as_str() == key.as_str());
            !settled && before.iter().any(|(operation, brought)| std::ptr::eq(*operation, rival.operation) && brought.contains(key))
        }
    }
}

fn sort_from(entries: &mut Entries, from: usize) {
    let mut sorted = entries.split_off(from.min(entries.len()));
    sorted.sort_unstable_keys();
    entries.extend(sorted);
}

pub(crate) fn origin_span(value: &Value) -> Span {
    recipe_span(&Recipe::Given(value.clone()))
}
