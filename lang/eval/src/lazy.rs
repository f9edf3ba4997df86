//! Records, maps and keyed lists whose entries are computed when they are asked for: the table that `Data::Deferred` points into.
//!
//! An entry is a recipe until somebody reads it, busy while it is computed (whoever reads it then stands in a circle), and a
//! value from then on.

use std::sync::Arc;

use jke_model::FxIndexMap;
use jke_model::declaration::RecordId;
use jke_model::ir::{Body, Expr, KeyField, Shape};
use jke_model::program::InstanceId;
use jke_model::ty::Ty;
use jke_model::value::{Text, Value};
use jke_text::Span;

use crate::limits::Cost;
use crate::plan::Node;

/// An index into the table.
pub(crate) type LazyId = u32;

/// No record: code outside declarations and layers has no `self`.
pub(crate) const NO_SELF: LazyId = LazyId::MAX;

/// What an entry is computed from.
#[derive(Clone)]
pub(crate) enum Recipe<'m> {
    /// Nobody gave anything.
    Nothing,
    /// The default that the declaration of the record gives.
    Default,
    Given(Value),
    Expr {
        expr: &'m Expr,
        scope: Captured,
    },
    Layered(Box<Layered<'m>>),
    Merged(Box<Merged<'m>>),
    Added(Box<Added<'m>>),
}

/// What the layers say on top of what lies beneath.
#[derive(Clone)]
pub(crate) struct Layered<'m> {
    pub beneath: Recipe<'m>,
    pub node: &'m Node<'m>,
    /// The index of the node's key in the paths of its operations.
    pub depth: usize,
    /// `self` of the layers' values.
    pub instance: LazyId,
}

/// A body on top of what lies beneath.
#[derive(Clone)]
pub(crate) struct Merged<'m> {
    pub beneath: Recipe<'m>,
    pub shape: &'m Shape,
    pub body: &'m Body,
    pub scope: Captured,
    pub span: Span,
}

/// `xs += v` of a body on top of what lies beneath.
#[derive(Clone)]
pub(crate) struct Added<'m> {
    pub beneath: Recipe<'m>,
    /// `None` for a plain list.
    pub shape: Option<&'m Shape>,
    pub value: &'m Expr,
    pub scope: Captured,
}

/// The locals and the `self` that an expression sees.
#[derive(Clone)]
pub(crate) struct Captured {
    pub frame: Frame,
    pub this: LazyId,
}

#[derive(Clone)]
pub(crate) enum Frame {
    /// On the stack at this index: it is there for as long as the recipe is.
    At(usize),
    /// A new one with so many locals.
    Fresh(u32),
    /// A copy of one that may be gone.
    Copied(Arc<[Value]>),
}

pub(crate) enum State<'m> {
    Todo(Recipe<'m>),
    Busy,
    Done(Value, Cost),
}

pub(crate) struct Slot<'m> {
    pub state: State<'m>,
    /// The author's expression that gave the value; none of a default.
    pub span: Span,
}

pub(crate) type Entries<'m> = FxIndexMap<Text, Slot<'m>>;

pub(crate) struct Lazy<'m> {
    pub kind: LazyKind<'m>,
    /// Where something asked for it.
    pub span: Span,
    /// The container that it lies in and its place there.
    pub within: Option<(LazyId, Place)>,
    /// The type at its place, for the bounds on the number of its entries.
    pub ty: Option<&'m Ty>,
    pub whole: Option<(Value, Cost)>,
    pub standing: Standing,
}

/// What is asked of a record when it is whole.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// To be complete and to pass its checks.
    Final,
    /// To pass its checks. That it is complete the checker has proved, or told.
    Stated,
    /// Nothing: another layer will be laid on it.
    Beneath,
}

pub(crate) enum LazyKind<'m> {
    Record(LazyRecord<'m>),
    Map(Entries<'m>),
    Keyed { keys: Arc<[KeyField]>, entries: Entries<'m> },
}

pub(crate) struct LazyRecord<'m> {
    pub record: RecordId,
    pub role: Role,
    pub fields: Vec<Slot<'m>>,
    pub rest: Entries<'m>,
    /// What was set by name, when nobody knew yet which record of a union this would be: the value may fit another one's field only.
    pub by_name: Vec<Place>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// A value like any other.
    Value,
    /// An instance of the project.
    Instance(InstanceId),
    /// Placed by an `include` inside this one.
    Included(LazyId),
}

/// A place in a container.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Place {
    Field(u32),
    /// By its index among the entries that `_: T` admits.
    Rest(usize),
    /// By its index among the entries of a map or keyed list.
    Entry(usize),
}

impl<'m> Slot<'m> {
    pub fn todo(recipe: Recipe<'m>) -> Slot<'m> {
        Slot { state: State::Todo(recipe), span: Span::NONE }
    }

    /// The recipe of an entry that nobody read yet.
    pub fn take(&mut self) -> Recipe<'m> {
        match std::mem::replace(&mut self.state, State::Busy) {
            State::Todo(recipe) => recipe,
            State::Done(value, _) => Recipe::Given(value),
            State::Busy => unreachable!("what is being put together is read by nobody"),
        }
    }
}

impl<'m> Lazy<'m> {
    pub fn new(kind: LazyKind<'m>, span: Span) -> Lazy<'m> {
        Lazy { kind, span, within: None, ty: None, whole: None, standing: Standing::Final }
    }

    pub fn slot(&mut self, place: Place) -> &mut Slot<'m> {
        match (&mut self.kind, place) {
            (LazyKind::Record(record), Place::Field(slot)) => &mut record.fields[slot as usize],
            (LazyKind::Record(record), Place::Rest(at)) => &mut record.rest[at],
            (LazyKind::Map(entries) | LazyKind::Keyed { entries, .. }, Place::Entry(at)) => &mut entries[at],
            (LazyKind::Record(_), Place::Entry(_)) | (LazyKind::Map(_) | LazyKind::Keyed { .. }, Place::Field(_) | Place::Rest(_)) => {
                unreachable!("a place is one of the container that it was found in")
            }
        }
    }

    pub fn record(&self) -> Option<&LazyRecord<'m>> {
        match &self.kind {
            LazyKind::Record(record) => Some(record),
            LazyKind::Map(_) | LazyKind::Keyed { .. } => None,
        }
    }
}
