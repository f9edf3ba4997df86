//! Recipes to values: what a slot was given, its default, or what layers and bodies make of it.

use std::sync::Arc;

use jke_model::declaration::FieldKind;
use jke_model::ir::{Expr, ExprKind, KeyField, Shape};
use jke_model::layer::{Operation, OperationKind};
use jke_model::value::Value;
use jke_text::Span;

use crate::keyed;
use crate::lazy::{Captured, Frame, Layered, Lazy, LazyId, LazyKind, Place, Recipe, Slot};
use crate::machine::Machine;
use crate::open::Opened;
use crate::plan::{Base, Node};
use crate::trace::Tracer;

impl<'m, 'p, T: Tracer> Machine<'m, 'p, T> {
    pub fn resolve(&mut self, recipe: Recipe<'m>, container: LazyId, place: Place) -> Value {
        if let Recipe::Given(value) = recipe {
            return value;
        }
        if let LazyKind::Keyed { .. } = &self.lazies.table[container as usize].kind {
            return self.resolve_element(recipe, container, place);
        }
        match recipe {
            Recipe::Nothing => Value::absent(),
            Recipe::Given(value) => value,
            Recipe::Default => self.default_value(container, place),
            Recipe::Expr { expr, scope } => self.expr_value(expr, scope, container, place),
            Recipe::Layered(layered) => self.layered_value(*layered, container, place),
            Recipe::Merged(_) | Recipe::Added(_) => {
                let opened = self.open(recipe, container, place, None);
                self.close(opened, container, place)
            }
        }
    }

    /// An element of a keyed list: the path sets its key.
    fn resolve_element(&mut self, recipe: Recipe<'m>, container: LazyId, place: Place) -> Value {
        let (LazyKind::Keyed { keys, entries, .. }, Place::Entry(at)) = (&self.lazies.table[container as usize].kind, place) else {
            return Value::absent();
        };
        let (keys, key) = (keys.clone(), entries.get_index(at).map(|(key, _)| key.clone()).expect("a place of this list"));
        let span = recipe_span(&recipe);
        let opened = self.open(recipe, container, place, None);
        let opened = set_key(opened, &keys, &key, span);
        self.close(opened, container, place)
    }

    fn layered_value(&mut self, layered: Layered<'m>, container: LazyId, place: Place) -> Value {
        if layered.node.steps.is_empty() {
            match layered.node.base {
                Base::Set(operation) => return self.set_value(operation, layered.instance, container, place),
                Base::Default(_) => return self.default_value(container, place),
                Base::Emitted(operation) => {
                    let recipe = self.emitted(operation);
                    return self.resolve(recipe, container, place);
                }
                Base::Beneath if !begins(layered.node, layered.depth) => return self.resolve(layered.beneath, container, place),
                Base::Beneath => {}
            }
        }
        let span = layered.node.first.map_or(Span::NONE, |first| first.span);
        let opened = self.open_layered(layered, container, place);
        if let Opened::Other(list) = &opened {
            self.check_list_length(list, container, place, span);
        }
        self.close(opened, container, place)
    }

    fn set_value(&mut self, operation: &'m Operation, instance: LazyId, container: LazyId, place: Place) -> Value {
        let OperationKind::Set(code) = &operation.kind else { return Value::absent() };
        let scope = Captured { frame: Frame::Fresh(code.locals), this: instance };
        let value = self.expr_value(&code.expr, scope, container, place);
        if T::LISTENS {
            let path = self.path_from_here(container, place);
            self.tracer.set(&path, operation, &value);
        }
        value
    }

    /// The value of an expression that may be put together lazily, where its scope lasts.
    pub fn expr_value(&mut self, expr: &'m Expr, scope: Captured, container: LazyId, place: Place) -> Value {
        let lasts = !matches!(scope.frame, Frame::At(_));
        if lasts && self.is_worth_laziness(expr, container, place) {
            let opened = self.open_expr(expr, scope, None);
            return self.close(opened, container, place);
        }
        self.meter.steps += 1;
        let mut value = self.in_captured(&scope, |machine| machine.eval(expr));
        value.defaulted = false;
        value
    }

    fn is_worth_laziness(&self, expr: &Expr, container: LazyId, place: Place) -> bool {
        match &expr.kind {
            ExprKind::Build { shape: Shape::Record(id), .. } => {
                !self.world.record_plan(*id).simple || self.field_kind(container, place) == FieldKind::Input
            }
            ExprKind::Build { shape: Shape::Map | Shape::Keyed { .. } | Shape::Any, body } => {
                !body.entries.is_empty() && self.field_kind(container, place) == FieldKind::Input
            }
            _ => false,
        }
    }

    fn field_kind(&self, container: LazyId, place: Place) -> FieldKind {
        match (&self.lazies.table[container as usize].kind, place) {
            (LazyKind::Record(record), Place::Field(slot)) => self.program().interfaces.record(record.record).fields[slot as usize].kind,
            _ => FieldKind::Input,
        }
    }
}

/// An empty `a { }` makes the entry.
pub(crate) fn begins(node: &Node, depth: usize) -> bool {
    node.first.is_some_and(|first| matches!(first.kind, OperationKind::Merge) && first.path.len() == depth + 1)
}

/// The expression that a recipe's value comes from; none of defaults.
pub(crate) fn recipe_span(recipe: &Recipe) -> Span {
    match recipe {
        Recipe::Nothing | Recipe::Default => Span::NONE,
        Recipe::Given(value) if value.defaulted || value.origin.is_none() => Span::NONE,
        Recipe::Given(value) => Span::new(value.origin.0, value.origin.0 + 1),
        Recipe::Expr { expr, .. } => expr.span,
        Recipe::Layered(layered) => match (&layered.node.base, layered.node.first) {
            (Base::Set(operation), _) => set_span(operation),
            (Base::Default(_) | Base::Emitted(_), _) => Span::NONE,
            (Base::Beneath, Some(first)) if !layered.node.steps.is_empty() => first.span,
            (Base::Beneath, _) => recipe_span(&layered.beneath),
        },
        Recipe::Merged(merged) => merged.span,
        Recipe::Added(added) => added.value.span,
    }
}

fn set_span(operation: &Operation) -> Span {
    match &operation.kind {
        OperationKind::Set(code) => code.expr.span,
        _ => operation.span,
    }
}

/// Sets the fields by which an element is addressed.
fn set_key<'m>(mut opened: Opened<'m>, keys: &Arc<[KeyField]>, key: &str, span: Span) -> Opened<'m> {
    if let Opened::Lazy(Lazy { kind: LazyKind::Record(record), .. }) = &mut opened {
        for (field, data) in keyed::key_data(keys, key) {
            record.fields[field as usize] = Slot::todo(Recipe::Given(Value::new(data, span.origin())));
        }
    }
    opened
}
