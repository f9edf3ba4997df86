//! Where a Secret may flow: into what is declared as one, and nowhere else.

use jke_model::declaration::{FieldKind, RecordId};
use jke_model::ty::Ty;
use jke_text::{Code, Diagnostic, Span};
use rustc_hash::FxHashSet;

use super::Checker;

/// A value of the type may itself be a Secret.
pub(super) fn is_secret(ty: &Ty) -> bool {
    ty.required().alternatives().contains(&Ty::Secret)
}

impl Checker<'_> {
    /// A value of the type may be a Secret, or hold one.
    pub(super) fn holds_secret(&self, ty: &Ty) -> bool {
        let mut seen = FxHashSet::default();
        let mut open: Vec<&Ty> = vec![ty];
        while let Some(ty) = open.pop() {
            match ty {
                Ty::Secret => return true,
                Ty::List(list) => open.push(&list.element),
                Ty::Map(map) => open.push(&map.value),
                Ty::Optional(inner) => open.push(inner),
                Ty::Union(alternatives) => open.extend(alternatives.iter()),
                Ty::Record(id) => self.open_record(*id, &mut seen, &mut open),
                Ty::Error
                | Ty::None
                | Ty::Never
                | Ty::Bool
                | Ty::Int(_)
                | Ty::Float(_)
                | Ty::String(_)
                | Ty::Quantity(..)
                | Ty::Literal(_)
                | Ty::Any => {}
            }
        }
        false
    }

    fn open_record<'s>(&'s self, id: RecordId, seen: &mut FxHashSet<RecordId>, open: &mut Vec<&'s Ty>) {
        if seen.insert(id) {
            let record = self.interfaces().record(id);
            open.extend(record.fields.iter().filter(|field| field.kind == FieldKind::Input).map(|field| &field.ty));
            open.extend(record.rest.as_ref());
        }
    }

    /// Something is done with a Secret that would let its value out.
    pub(super) fn secret_used(&self, span: Span, what: &str) -> Diagnostic {
        Diagnostic::error(Code::E0801, span, format!("a Secret takes no part in {what}: nothing that is computed depends on its value"))
            .help("it can be passed on, asked by `is Secret` and `!= none`, and told apart by `x.fingerprint()`")
    }
}
