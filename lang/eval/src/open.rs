//! Values opened for a layer on top: what lies beneath becomes a lazy container, in which steps of a plan or entries of a body then
//! replace recipes. What they replace is never evaluated.

use jke_model::declaration::RecordId;
use jke_model::ir::{Expr, ExprKind, KeyField, Shape};
use jke_model::value::{Data, Text, Value};
use jke_text::{Code as DiagnosticCode, Diagnostic, Span};

use crate::keyed::key_text;
use crate::lazy::{Captured, Entries, Frame, Lazy, LazyId, LazyKind, LazyRecord, Place, Recipe, Role, Slot, Standing};
use crate::machine::{Machine, error};
use crate::recipe::recipe_span;
use crate::trace::Tracer;

/// A value that something is laid on.
pub(crate) enum Opened<'m> {
    Absent,
    Lazy(Lazy<'m>),
    /// Nothing can be laid inside it.
    Other(Value),
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
                LazyKind::Record(LazyRecord { record: record.record, role: Role::Value, fields, rest, by_name: vec![] })
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
}

/// An entry of a map or keyed list, or one that `_: T` admits: it has no default.
pub(crate) fn entry<'m>(value: &Value) -> Slot<'m> {
    Slot::todo(Recipe::Given(value.clone()))
}

pub(crate) fn element_key(value: &Value, keys: &[KeyField]) -> Option<Text> {
    match &value.data {
        Data::Record(record) => key_text(record, keys),
        _ => None,
    }
}

pub(crate) fn origin_span(value: &Value) -> Span {
    recipe_span(&Recipe::Given(value.clone()))
}
