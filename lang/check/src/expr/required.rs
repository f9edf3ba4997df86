//! Fields that a new record must be given.

use jke_model::declaration::{Field, Interfaces, RecordId};
use jke_model::ty::Ty;
use jke_text::{Code, Diagnostic, Name, Span};

use super::Checker;
use super::show::listed;
use super::written::Written;

/// How many missing fields show where they are declared.
const LABELLED: usize = 4;

impl Checker<'_> {
    /// Tells what is missing in a new value of the type of which this was written, and in what stands inside it.
    pub(super) fn require(&mut self, ty: &Ty, written: &Written, given: &[Name], at: Span) {
        match ty.required() {
            Ty::Record(id) => self.require_fields(*id, written, given, at),
            Ty::Map(_) | Ty::List(_) => written.children.values().for_each(|child| self.require_inside(child)),
            Ty::Error
            | Ty::None
            | Ty::Never
            | Ty::Bool
            | Ty::Int(_)
            | Ty::Float(_)
            | Ty::String(_)
            | Ty::Quantity(..)
            | Ty::Literal(_)
            | Ty::Secret
            | Ty::Any
            | Ty::Optional(_)
            | Ty::Union(_) => {}
        }
    }

    /// Something that `{ }` made where nothing was.
    fn require_inside(&mut self, written: &Written) {
        if let (None, Some((ty, given))) = (written.set, &written.merged) {
            self.require(ty, written, given, written.span);
        }
    }

    fn require_fields(&mut self, id: RecordId, written: &Written, given: &[Name], at: Span) {
        let record = self.interfaces().record(id);
        let mut missing: Vec<&Field> = vec![];
        for field in &record.fields {
            match written.children.get(&field.name) {
                Some(child) => {
                    if field.is_required() && !child.certain {
                        missing.push(field);
                    }
                    if !field.has_default {
                        self.require_inside(child);
                    }
                }
                None if field.is_required() && !given.contains(&field.name) => missing.push(field),
                None => {}
            }
        }
        if !missing.is_empty() && !written.broken {
            let error = self.missing(id, &missing, written, at);
            self.tell(error);
        }
    }

    fn missing(&self, id: RecordId, missing: &[&Field], written: &Written, at: Span) -> Diagnostic {
        let record = self.interfaces().record(id);
        let names: Vec<&str> = missing.iter().map(|field| field.name.as_str()).collect();
        let is = if names.len() == 1 { "is" } else { "are" };
        let mut error = Diagnostic::error(Code::E0303, at, format!("{} {is} missing in this {}", listed(&names, "and"), record.name));
        for field in missing.iter().take(LABELLED) {
            error = error.label(field.span, format!("needs `{}: {}`", field.name, shown(self.interfaces(), field)));
            if let Some(child) = written.children.get(&field.name) {
                error = error.label(child.span, "set only where the `if` holds");
            }
        }
        error.help(format!(
            "set {} here: `{} = …`",
            if names.len() == 1 { "it" } else { "them" },
            names.first().copied().unwrap_or_default()
        ))
    }
}

fn shown(interfaces: &Interfaces, field: &Field) -> String {
    super::show_type(interfaces, &field.ty)
}
