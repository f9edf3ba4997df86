//! What a word means, and where that is declared.

use jke_check::Context;
use jke_model::declaration::{ConstantId, FunctionId, Interfaces, RecordId};
use jke_resolve::{DefinitionId, DefinitionKind, Resolved};
use jke_text::{Name, Span};

use crate::known::Known;
use crate::{look, position};

/// What stands at a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    Field(RecordId, u32),
    Record(RecordId),
    /// `type X = …`
    Alias(DefinitionId),
    Function(FunctionId),
    Constant(ConstantId),
    /// Index into [`Resolved::instances`].
    Instance(usize),
    /// Index into the project's axes.
    Axis(usize),
    /// A name that a statement, a clause, a pattern or a parameter binds, at this place.
    Local(Name, Span),
}

/// The word at a position and what it means: what the tree tells, else what is bound around.
pub(crate) fn at(known: Known, position: u32) -> Option<(Span, Meaning)> {
    look::at(known, position).or_else(|| position::meaning(known, position))
}

/// The place of the name that the word at this position was declared by.
pub fn definition(cx: Context, position: u32) -> Option<Span> {
    let (_, meaning) = at(Known::of(cx), position)?;
    let span = meaning.declared(cx.resolved, cx.interfaces);
    (!span.is_none()).then_some(span)
}

impl Meaning {
    pub fn declared(self, resolved: &Resolved, interfaces: &Interfaces) -> Span {
        match self {
            Meaning::Field(record, slot) => interfaces.record(record).fields[slot as usize].span,
            Meaning::Record(id) => interfaces.record(id).span,
            Meaning::Alias(id) => resolved.definition(id).span,
            Meaning::Function(id) => interfaces.function(id).span,
            Meaning::Constant(id) => interfaces.constant(id).span,
            Meaning::Instance(index) => resolved.instances[index].span,
            Meaning::Axis(index) => resolved.project.axes[index].span,
            Meaning::Local(_, span) => span,
        }
    }

    /// What a declaration of a file is to those who check. `None` for one that is wrong.
    pub(crate) fn of(id: DefinitionId, resolved: &Resolved, interfaces: &Interfaces) -> Option<Meaning> {
        let definition = resolved.definition(id);
        let span = definition.span;
        match definition.kind {
            DefinitionKind::Alias => Some(Meaning::Alias(id)),
            DefinitionKind::Record | DefinitionKind::Module => {
                interfaces.records.iter().find(|record| record.span == span).map(|record| Meaning::Record(record.id))
            }
            DefinitionKind::Function => {
                interfaces.functions.iter().find(|function| function.span == span).map(|function| Meaning::Function(function.id))
            }
            DefinitionKind::Constant => {
                interfaces.constants.iter().find(|constant| constant.span == span).map(|constant| Meaning::Constant(constant.id))
            }
        }
    }
}
