//! Values of layers: expressions against the types at their paths, and how what is not there begins.

use std::sync::Arc;

use jke_model::declaration::{Field, Interfaces};
use jke_model::ir::{Code, Expr, ExprKind, KeyField, KeyKind, Shape};
use jke_model::ty::{Literal, Ty};
use jke_syntax::tree;
use jke_text::Diagnostic;

use super::body::Layer;
use crate::Context;

pub(super) struct Values<'a> {
    cx: Context<'a>,
    diagnostics: Vec<Diagnostic>,
}

impl<'a> Values<'a> {
    pub fn new(cx: Context<'a>, _layer: Layer) -> Values<'a> {
        Values { cx, diagnostics: vec![] }
    }

    pub fn code(&mut self, expr: &tree::Expr, _ty: &Ty) -> Arc<Code> {
        Arc::new(Code { expr: Expr { kind: ExprKind::Error, span: expr.span }, locals: 0 })
    }

    /// `None` for what nothing can be set inside of.
    pub fn shape(&self, ty: &Ty) -> Option<Shape> {
        shape(self.cx.interfaces, ty)
    }

    pub fn finish(self) -> Vec<Diagnostic> {
        self.diagnostics
    }
}

fn shape(interfaces: &Interfaces, ty: &Ty) -> Option<Shape> {
    match ty.required() {
        Ty::Error => Some(Shape::Error),
        Ty::Record(id) => Some(Shape::Record(*id)),
        Ty::Map(_) => Some(Shape::Map),
        Ty::Any => Some(Shape::Any),
        Ty::List(list) => match list.element {
            Ty::Record(element) if !list.keys.is_empty() => {
                let record = interfaces.record(element);
                let keys = list.keys.iter().filter_map(|key| record.field(*key)).map(|(slot, field)| key_field(slot, field));
                Some(Shape::Keyed { element, keys: keys.collect() })
            }
            _ => None,
        },
        Ty::Union(alternatives) => {
            let records: Vec<_> = alternatives.iter().filter_map(|each| if let Ty::Record(id) = each { Some(*id) } else { None }).collect();
            match records.is_empty() {
                true => alternatives.iter().find_map(|each| shape(interfaces, each)),
                false => Some(Shape::Union(records.into())),
            }
        }
        Ty::None
        | Ty::Never
        | Ty::Bool
        | Ty::Int(_)
        | Ty::Float(_)
        | Ty::String(_)
        | Ty::Quantity(..)
        | Ty::Literal(_)
        | Ty::Secret
        | Ty::Optional(_) => None,
    }
}

fn key_field(slot: u32, field: &Field) -> KeyField {
    let numbers = field.ty.required().alternatives().iter().filter(|each| matches!(each, Ty::Int(_) | Ty::Literal(Literal::Int(_)))).count();
    let kind = match numbers {
        0 => KeyKind::Text,
        all if all == field.ty.required().alternatives().len() => KeyKind::Int,
        _ => KeyKind::IntOrText,
    };
    KeyField { slot, kind, default: None }
}
