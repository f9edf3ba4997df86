//! Local names: what `let`, `for`, `match`, parameters and lambdas bind.

use jke_model::ir::Local;
use jke_model::ty::Ty;
use jke_syntax::tree;
use jke_text::{Code, Diagnostic, Name, Span};

use super::{Checker, Facts, Scene};

/// A name that is bound.
pub(super) struct Bound {
    pub name: Name,
    pub span: Span,
    pub local: Local,
    pub ty: Ty,
}

impl Checker<'_> {
    /// Runs `inside` with these facts known and with a scope of its own.
    pub fn within<R>(&mut self, facts: &Facts, inside: impl FnOnce(&mut Self) -> R) -> R {
        let (bound, known) = (self.bound.len(), self.facts.len());
        self.facts.extend(facts);
        self.depth += 1;
        let result = inside(self);
        self.depth -= 1;
        self.bound.truncate(bound);
        self.facts.truncate(known);
        result
    }

    /// Knows these facts to the end of the present scope.
    pub fn assume(&mut self, facts: &Facts) {
        self.facts.extend(facts);
    }

    /// A new local in the present scope, bound by `let`, `for`, `match` or a parameter.
    pub fn bind(&mut self, name: tree::Ident, ty: Ty) -> Local {
        let local = self.fresh_local();
        if name.name.is_empty() {
            return local;
        }
        if name.name.as_str() != "_"
            && let Some((span, what)) = self.hidden(name.name)
        {
            let warning = Diagnostic::warning(Code::Shadowed, name.span, format!("`{}` hides {what} of that name", name.name));
            self.tell(warning.label(span, "hidden here").help("choose another name, so that a reader can't mistake one for the other"));
        }
        self.bound.push(Bound { name: name.name, span: name.span, local, ty });
        local
    }

    pub(super) fn bound(&self, name: Name) -> Option<&Bound> {
        self.bound.iter().rev().find(|bound| bound.name == name)
    }

    /// The outer name that a new one would hide.
    fn hidden(&self, name: Name) -> Option<(Span, &'static str)> {
        if let Some(outer) = self.bound(name) {
            // A parameter that comes twice is told where the function is declared.
            let is_parameter = self.depth == 0 && matches!(self.scene, Scene::Function);
            return (!is_parameter).then_some((outer.span, "an outer value"));
        }
        let Scene::Declaration { record } = self.scene else { return None };
        let (_, field) = self.interfaces().record(record).field(name)?;
        Some((field.span, "the field"))
    }
}
