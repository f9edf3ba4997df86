//! The members of one declaration, added to the body that it inherits: defaults by slot, checks, and what a module emits.

use std::sync::Arc;

use jke_model::declaration::{Field, FieldKind, Record};
use jke_model::ir::{self, Check, Code, ExprKind, RecordBody, Statements, Stmt};
use jke_model::ty::Ty;
use jke_syntax::tree::{self, Entry, Expr, Let, LetValue, Member};
use jke_text::{Code as DiagnosticCode, Diagnostic, Name, Span};

use super::record::default;
use super::{Place, include, inherited, statements};
use crate::Context;
use crate::declare::members;
use crate::expr::{Checker, Scene};
use crate::inferred::{LetId, inferred};

struct Adding<'c, 'a, 'b> {
    at: Place<'c, 'a>,
    body: &'b mut RecordBody,
    diagnostics: Vec<Diagnostic>,
}

/// Adds what a declaration holds itself, and gives what is wrong with it.
pub(super) fn add(cx: &Context, record: &Record, body: &mut RecordBody) -> Vec<Diagnostic> {
    let definition = cx.resolved.definition(cx.places.records[record.id.0 as usize]);
    let at = Place { cx, file: definition.file, record };
    let mut adding = Adding { at, body, diagnostics: vec![] };
    let (mut entries, mut block): (Vec<&Entry>, Vec<&tree::Stmt>) = (vec![], vec![]);
    for member in members::of(cx.resolved, definition) {
        match member {
            Member::Field(field) => adding.field(field),
            Member::Output(output) => adding.output(output),
            Member::Inherited(entry) => entries.push(entry),
            Member::Stmt(tree::Stmt::Check(check)) => adding.check(check),
            Member::Stmt(stmt) if record.is_module() => block.push(stmt),
            Member::Stmt(_) | Member::Rest { .. } | Member::Error => {}
        }
    }
    adding.inherited(&entries);
    adding.statements(&block);
    adding.diagnostics
}

impl<'c, 'a> Adding<'c, 'a, '_> {
    fn checker(&self) -> Checker<'a> {
        Checker::new(*self.at.cx, self.at.file, Scene::Declaration { record: self.at.record.id })
    }

    /// The field that a member declares; `None` where it was refused.
    fn own(&self, name: Name, place: Span) -> Option<(u32, &'c Field)> {
        self.at.record.field(name).filter(|(_, field)| field.span == place)
    }

    fn field(&mut self, field: &tree::Field) {
        let Some((slot, declared)) = field.key.name().and_then(|name| self.own(name, field.key.span)) else { return };
        let is_narrowed = declared.owner != self.at.record.id;
        match &field.default {
            Some(value) => {
                let ty = declared.ty.clone();
                let code = self.code(value, &ty);
                self.set(slot, code);
            }
            None if is_narrowed => self.narrowed(slot),
            None => {}
        }
    }

    fn output(&mut self, output: &tree::Output) {
        let Some((slot, declared)) = self.own(output.name.name, output.name.span) else { return };
        let ty = declared.ty.clone();
        let code = self.code(&output.value, &ty);
        self.set(slot, code);
    }

    fn code(&mut self, value: &Expr, ty: &Ty) -> Arc<Code> {
        let mut checker = self.checker();
        let expr = checker.check(value, ty);
        self.finished(checker, |locals| Arc::new(Code { expr, locals }))
    }

    /// An inherited field with a narrower type and no default of its own: the one that it inherits must fit. One that is made of
    /// several is judged when it is known.
    fn narrowed(&mut self, slot: u32) {
        let Field { ty, span: declared, .. } = &self.at.record.fields[slot as usize];
        let Some((file, record, value)) = inherited::default_written(self.at.cx, self.at.record, slot) else {
            if let Some(inherited) = default(self.body, slot).cloned() {
                let span = inherited.expr.span;
                let (value, ty) = (Box::new(inherited.expr.clone()), Arc::new(ty.clone()));
                let kind = ExprKind::Refine { value, ty, declared: Some(*declared) };
                self.set(slot, Arc::new(Code { expr: ir::Expr { kind, span }, locals: inherited.locals }));
            }
            return;
        };
        let field = &self.at.record.fields[slot as usize];
        let mut checker = Checker::new(*self.at.cx, file, Scene::Declaration { record });
        let expr = checker.check(value, &field.ty);
        let (locals, diagnostics) = checker.finish();
        if diagnostics.iter().any(Diagnostic::is_error) {
            let message = format!("the default that `{}` inherits does not fit its new type", field.name);
            let error = Diagnostic::error(DiagnosticCode::E0315, field.span, message).label(value.span, "the inherited default");
            self.diagnostics.push(error.help(format!("give it another default: `{}: … = …`", field.name)));
        } else {
            self.set(slot, Arc::new(Code { expr, locals }));
        }
    }

    fn check(&mut self, check: &tree::Check) {
        let mut checker = self.checker();
        let check = statements::check(&mut checker, check);
        let check = self.finished(checker, |locals| Arc::new(Check { locals, ..check }));
        self.body.checks.push(check);
    }

    fn inherited(&mut self, entries: &[&Entry]) {
        if entries.is_empty() {
            return;
        }
        let inherited::Inherited { defaults, diagnostics } =
            inherited::defaults(self.at.cx, self.at.file, self.at.record, entries, self.body);
        self.diagnostics.extend(diagnostics);
        for (slot, code) in defaults {
            self.set(slot, code);
        }
    }

    /// What a module says beside its fields. Its `let`s are fields too: their values are defaults, and one that includes a module
    /// emits it here.
    fn statements(&mut self, stmts: &[&tree::Stmt]) {
        let mut checker = self.checker();
        let mut block = vec![];
        for stmt in stmts {
            match stmt {
                tree::Stmt::Let(item) => block.extend(self.module_let(item)),
                stmt => statements::stmt(self.at, &mut checker, stmt, &mut block),
            }
        }
        let part = self.finished(checker, |locals| Arc::new(Statements { block, locals }));
        if !part.block.is_empty() {
            self.body.statements.push(part);
        }
    }

    fn module_let(&mut self, item: &Let) -> Option<Stmt> {
        let (slot, field) = self.own(item.name.name, item.name.span)?;
        debug_assert_eq!(field.kind, FieldKind::Let);
        let ty = field.ty.clone();
        match &item.value {
            LetValue::Include(written) => {
                let mut checker = self.checker();
                let (expr, _) = include::check(self.at, &mut checker, written, item.ty.is_some().then_some(&ty));
                let span = written.module.span();
                let code = self.finished(checker, |locals| Arc::new(Code { expr, locals }));
                self.set(slot, code);
                Some(Stmt::Include { instance: include::of_self(slot, span), span })
            }
            LetValue::Expr(value) if item.ty.is_some() => {
                let code = self.code(value, &ty);
                self.set(slot, code);
                None
            }
            LetValue::Expr(value) => {
                let found = inferred(self.at.cx, LetId::Module(self.at.record.id, slot));
                let code = found.map(|found| found.code.clone());
                self.diagnostics.extend(found.iter().flat_map(|found| found.diagnostics.iter().cloned()));
                let error = || Arc::new(Code { expr: ir::Expr { kind: ExprKind::Error, span: value.span }, locals: 0 });
                self.set(slot, code.unwrap_or_else(error));
                None
            }
        }
    }

    fn set(&mut self, slot: u32, code: Arc<Code>) {
        self.body.defaults[slot as usize] = Some(code);
    }

    fn finished<T>(&mut self, checker: Checker, make: impl FnOnce(u32) -> T) -> T {
        let (locals, diagnostics) = checker.finish();
        self.diagnostics.extend(diagnostics);
        make(locals)
    }
}
