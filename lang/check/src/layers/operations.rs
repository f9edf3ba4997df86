//! The operations of a layer on the place that a path names: `=`, `+=`, `remove`, `reset`, `seal`.

use std::sync::Arc;

use jke_model::layer::{LayerKind, OperationKind, PathKey};
use jke_model::ty::Ty;
use jke_syntax::tree::{Expr, FieldPath, StringLiteral};
use jke_text::{Code, Diagnostic, Span};

use super::body::{Place, Reading};
use crate::expr::shape;
use crate::step::addend;

impl Reading<'_> {
    pub(super) fn set(&mut self, path: &FieldPath, value: &Expr, at: &Place, block: usize) {
        let Some(place) = self.reach(path, at) else { return };
        // An entry that is given an optional without a value is left out.
        let ty = if is_entry_of_map(&place) { place.ty.clone().optional() } else { place.ty.clone() };
        let Some(value) = self.element(&place, value) else { return };
        let code = self.code(&value, &ty, &place);
        self.push(block, place, OperationKind::Set(code), path.span);
    }

    pub(super) fn add(&mut self, path: &FieldPath, value: &Expr, at: &Place, block: usize) {
        let Some(mut place) = self.reach(path, at) else { return };
        match addend(&place.ty) {
            Some(ty @ Ty::List(_)) if is_plain(&ty) => {
                let code = self.code(value, &ty, &place);
                self.push(block, place, OperationKind::Append(code), path.span);
            }
            Some(ty) => {
                let code = self.code(value, &ty, &place);
                if let Some(last) = place.shapes.last_mut() {
                    *last = shape(self.cx.interfaces, &place.ty);
                }
                self.push(block, place, OperationKind::AddEntries(code), path.span);
            }
            None if place.ty.is_error() => self.broken = true,
            None => {
                let shown = place.shown();
                let error = Diagnostic::error(Code::E0409, path.span, format!("`+=` adds to lists and maps, and `{shown}` is neither"));
                self.refuse(error.help(format!("`{shown} = …` sets it")));
            }
        }
    }

    pub(super) fn remove(&mut self, path: &FieldPath, entry: Span, at: &Place, block: usize) {
        let Some(place) = self.reach(path, at) else { return };
        if let Some(PathKey::Entry(_)) = place.path.last() {
            return self.push(block, place, OperationKind::Remove, path.span);
        }
        let written = self.cx.resolved.sources.slice(path.span);
        let (mend, meaning) = match place.ty.is_optional() {
            true => (format!("{written} = none"), "makes the field absent"),
            false => (format!("reset {written}"), "returns to the declaration's default"),
        };
        let message = format!("`{}` is a field, and `remove` takes an entry of a map or keyed list", place.shown());
        self.refuse(Diagnostic::error(Code::E0409, path.span, message).help(format!("`{mend}` {meaning}")).edit(entry, mend));
    }

    pub(super) fn reset(&mut self, path: &FieldPath, entry: Span, at: &Place, block: usize) {
        let Some(place) = self.reach(path, at) else { return };
        match place.path.last() {
            Some(PathKey::Entry(_)) => {
                let mend = format!("remove {}", self.cx.resolved.sources.slice(path.span));
                let message = format!("`{}` is an entry, which has no default to return to", place.shown());
                let error = Diagnostic::error(Code::E0409, path.span, message);
                self.refuse(error.help(format!("`{mend}` takes it out")).edit(entry, mend));
            }
            Some(PathKey::Field { .. } | PathKey::Named(_)) | None => self.push(block, place, OperationKind::Reset, path.span),
        }
    }

    pub(super) fn seal(&mut self, path: &FieldPath, because: Option<&StringLiteral>, at: &Place, block: usize) {
        match self.layer.kind {
            LayerKind::Defaults | LayerKind::ModuleOverlay => {}
            LayerKind::Body | LayerKind::Overlay | LayerKind::CommandLine => {
                let error =
                    Diagnostic::error(Code::E0108, path.span, "`seal` forbids higher layers to set a path, and this is the highest");
                return self.refuse(error.help("it stands in `defaults MODULE { … }` and in `on … for MODULE { … }`, in a root file"));
            }
        }
        let Some(place) = self.reach(path, at) else { return };
        let because = match because.map(|reason| (reason.text(), reason.span)) {
            None => None,
            Some((Some(reason), _)) => Some(Arc::from(reason)),
            Some((None, span)) => {
                let error = Diagnostic::error(Code::E0108, span, "the reason of a `seal` is constant: nothing is interpolated in it");
                return self.refuse(error.help("write it out"));
            }
        };
        self.push(block, place, OperationKind::Seal { because }, path.span);
    }
}

/// The place is an entry of a map, and not of a keyed list.
fn is_entry_of_map(place: &Place) -> bool {
    matches!(place.path.last(), Some(PathKey::Entry(_))) && matches!(place.last, crate::step::StepKind::Entry)
}

fn is_plain(ty: &Ty) -> bool {
    matches!(ty, Ty::List(list) if list.keys.is_empty())
}
