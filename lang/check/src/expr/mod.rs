//! Expressions and the bodies in them, against the types that are expected, to the checked program's expressions.
//!
//! Types go down into literals, bodies, branches and elements, and come up from all else; where the two meet, the conversion or
//! the refinement that the value needs becomes a node of its own. Nothing is evaluated here but what a literal says by itself.

mod narrow;
mod shape;

use jke_model::declaration::RecordId;
use jke_model::ir::{self, Arm, For, Local, Shape};
use jke_model::ty::Ty;
use jke_resolve::FileIndex;
use jke_syntax::tree;
use jke_text::{Diagnostic, Span};

use crate::Context;
pub(crate) use narrow::Facts;
pub(crate) use shape::shape;

/// Which names a piece of code sees beside its locals and what its file sees.
#[derive(Clone, Copy)]
pub(crate) enum Scene {
    /// A value in a layer of an instance of this module: `self` is the instance; `target`, `platform` and `apps` are in scope. Fields
    /// are read by `self.x` only.
    Layer { module: RecordId },
    /// Inside a `type` or a `module`: declared fields by their own names, `self`, and `platform` where the module is `for` one.
    Declaration { record: RecordId },
    /// A function: its parameters are locals that the caller binds.
    Function,
    /// A file's `let`.
    Constant,
}

/// What a body stands on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum BodyKind {
    /// A new value: what it requires must be set here.
    Build,
    /// A new instance of a module; `defaults` may set what it requires.
    Include,
    /// A copy of a value with one more layer: `+=` and `remove` may stand in it.
    With,
    /// A new default on top of the inherited one.
    Inherited,
}

/// Checks the expressions of one piece of code.
pub(crate) struct Checker<'a> {
    cx: Context<'a>,
    file: FileIndex,
    scene: Scene,
    diagnostics: Vec<Diagnostic>,
    next_local: u32,
}

#[allow(unused_variables)]
impl<'a> Checker<'a> {
    pub fn new(cx: Context<'a>, file: FileIndex, scene: Scene) -> Self {
        Checker { cx, file, scene, diagnostics: vec![], next_local: 0 }
    }

    /// The expression as a value of `expected`, with the conversions and refinements that it needs.
    pub fn check(&mut self, expr: &tree::Expr, expected: &Ty) -> ir::Expr {
        ir::Expr { kind: ir::ExprKind::Error, span: expr.span }
    }

    /// The expression and the type that it has by itself.
    pub fn infer(&mut self, expr: &tree::Expr) -> (ir::Expr, Ty) {
        (ir::Expr { kind: ir::ExprKind::Error, span: expr.span }, Ty::Error)
    }

    /// A Bool, with what it proves where it holds and where it doesn't.
    pub fn condition(&mut self, expr: &tree::Expr) -> (ir::Expr, Facts, Facts) {
        (ir::Expr { kind: ir::ExprKind::Error, span: expr.span }, Facts::default(), Facts::default())
    }

    /// Runs `inside` with these facts known and with a scope of its own.
    pub fn within<R>(&mut self, facts: &Facts, inside: impl FnOnce(&mut Self) -> R) -> R {
        inside(self)
    }

    /// A new local in the present scope, bound by `let`, `for`, `match` or a parameter.
    pub fn bind(&mut self, name: tree::Ident, ty: Ty) -> Local {
        self.next_local += 1;
        Local(self.next_local - 1)
    }

    /// Binds its names in the present scope.
    pub fn for_clause(&mut self, clause: &tree::ForClause) -> For {
        let (source, ty) = self.infer(&clause.source);
        let first = self.bind(clause.first, ty);
        For { first, second: None, source, over_map: false, keys: [].into() }
    }

    /// The arms of a `match`, each body checked by `inside` in a scope with its narrowing and binding.
    pub fn arms<B, R>(
        &mut self,
        subject: &tree::Expr,
        arms: &[(tree::Pattern, B)],
        span: Span,
        inside: impl FnMut(&mut Self, &B) -> R,
    ) -> (ir::Expr, Vec<Arm<R>>) {
        (self.infer(subject).0, vec![])
    }

    /// A `check`'s message or a handle: a text with interpolation, in which a Secret is an error.
    pub fn text(&mut self, literal: &tree::StringLiteral) -> ir::Expr {
        ir::Expr { kind: ir::ExprKind::Error, span: literal.span }
    }

    /// A body (after a record's name, in `emit`, `include`, `with`, an inherited default) against the type of the value that it makes.
    pub fn body(&mut self, body: &tree::Body, ty: &Ty, kind: BodyKind) -> ir::Body {
        ir::Body::default()
    }

    /// How a value of this type begins where none is there.
    pub fn shape(&self, ty: &Ty) -> Option<Shape> {
        shape(self.cx.interfaces, ty)
    }

    /// Says something.
    pub fn tell(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// The number of locals so far, and the diagnostics.
    pub fn finish(self) -> (u32, Vec<Diagnostic>) {
        (self.next_local, self.diagnostics)
    }
}

/// A type as people write it, without what it refines where that is long.
pub(crate) fn show_type(interfaces: &jke_model::declaration::Interfaces, ty: &Ty) -> String {
    match ty {
        Ty::Record(record) => interfaces.record(*record).name.to_string(),
        other => format!("{other:?}"),
    }
}
