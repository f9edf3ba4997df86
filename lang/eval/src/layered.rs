//! The steps of a plan laid on what is beneath them: fields and entries inside, `+=`, `remove`, and the order of new entries.

use std::sync::Arc;

use jke_model::ir::KeyField;
use jke_model::layer::{Operation, OperationKind};
use jke_model::value::{Data, Text, Value};
use jke_text::{Code as DiagnosticCode, Diagnostic, Name, Span, nearest};

use crate::lazy::{Captured, Entries, Frame, Layered, Lazy, LazyId, LazyKind, Place, Recipe, Slot, Standing};
use crate::machine::{Machine, error, shown};
use crate::merge;
use crate::open::{Opened, element_key, entry};
use crate::plan::{Base, Node, Rival, Step};
use crate::recipe::begins;
use crate::show;
use crate::trace::Tracer;

impl<'m, 'p, T: Tracer> Machine<'m, 'p, T> {
    pub fn open_layered(&mut self, layered: Layered<'m>, container: LazyId, place: Place) -> Opened<'m> {
        let Layered { beneath, node, depth, instance } = layered;
        let shape = node.first.and_then(|first| first.shapes.get(depth)).and_then(Option::as_ref);
        let mut opened = match node.base {
            Base::Beneath => self.open(beneath, container, place, shape),
            Base::Default(_) => self.open(Recipe::Default, container, place, shape),
            Base::Emitted(operation) => {
                let recipe = self.emitted(operation);
                self.open(recipe, container, place, shape)
            }
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
            Opened::Other(value) if !matches!(value.data, Data::None | Data::Error) && wants_container(node) => {
                let value = value.clone();
                opened = Opened::Other(self.holds_nothing(&value, node, container, place));
            }
            Opened::Absent | Opened::Other(_) => opened = self.append_all(opened, node, instance),
        }
        opened
    }

    /// A layer sets something inside a value that is no record, map or keyed list.
    #[cold]
    fn holds_nothing(&mut self, value: &Value, node: &Node, container: LazyId, place: Place) -> Value {
        let inside = node.steps.iter().find_map(|step| match step {
            Step::Inside { node, .. } => node.first.map(|first| first.span),
            Step::Begin(operation) | Step::AddEntries { operation, .. } | Step::Remove { operation, .. } => Some(operation.span),
            Step::Append(_) | Step::Together | Step::Sort => None,
        });
        let path = shown(&self.path(container, place));
        let message = format!("`{path}` is {} here, and nothing can be set inside it", show::brief(&value.data));
        let error = Diagnostic::error(DiagnosticCode::E0408, inside.unwrap_or(Span::NONE), message);
        let error = match value.origin.is_none() {
            true => error,
            false => error.label(Span::new(value.origin.0, value.origin.0), "chosen here"),
        };
        self.fail_with(error.help(format!("`{path} = …` replaces it")))
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
    pub fn add_entries(&mut self, lazy: &mut Lazy<'m>, value: Value, span: Span) -> Option<Vec<Text>> {
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

    pub fn remove(&mut self, lazy: &mut Lazy<'m>, key: &str, span: Span) {
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
