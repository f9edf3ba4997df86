//! Expressions and the bodies in them, against the types that are expected, to the checked program's expressions.
//!
//! Types go down into literals, bodies, branches and elements, and come up from all else; where the two meet, the conversion or
//! the refinement that the value needs becomes a node of its own. Nothing is evaluated here but what a literal says by itself.

mod arithmetic;
mod assign;
mod body;
mod branch;
mod build;
mod call;
mod chain;
mod compare;
mod comprehension;
mod condition;
mod field;
mod file;
mod join;
mod list;
mod list_method;
mod literal;
mod map_method;
mod matching;
mod method;
mod mismatch;
mod name;
mod narrow;
mod quantity;
mod reach;
mod required;
mod scope;
mod secret;
mod shape;
pub(crate) mod show;
mod split;
mod text;
mod written;

use jke_model::declaration::{Interfaces, RecordId};
use jke_model::ir::{Expr, ExprKind, Local, Shape};
use jke_model::layer::PathKey;
use jke_model::ty::Ty;
use jke_model::value::Data;
use jke_resolve::FileIndex;
use jke_syntax::tree;
use jke_text::{Code, Diagnostic, Name, Span};

use crate::Context;
pub(crate) use narrow::Facts;
use scope::Bound;
pub(crate) use shape::shape;
pub(crate) use show::show_type;

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

/// The field that a value is for, as messages name it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wanted {
    pub name: Name,
    /// Where it is declared.
    pub span: Span,
    /// The key of the entry that it is a field of.
    pub within: Option<Name>,
}

impl Wanted {
    /// What stands at a path: a field by its name, an entry by the whole path, `labels.team`. `None` where the path is empty.
    pub fn at(path: &[PathKey], declared: Span) -> Option<Wanted> {
        let name = match path.last()? {
            PathKey::Field { name, .. } | PathKey::Named(name) => *name,
            PathKey::Entry(_) => Name::new(&crate::step::shown(path)),
        };
        let within = path.iter().rev().nth(1).and_then(|key| if let PathKey::Entry(key) = key { Some(*key) } else { None });
        Some(Wanted { name, span: declared, within })
    }
}

/// Checks the expressions of one piece of code.
pub(crate) struct Checker<'a> {
    cx: Context<'a>,
    file: FileIndex,
    scene: Scene,
    /// What is bound, the innermost last.
    bound: Vec<Bound>,
    facts: Facts,
    /// How many scopes are open.
    depth: u32,
    /// What the value that is checked next is for.
    wanted: Option<Wanted>,
    diagnostics: Vec<Diagnostic>,
    next_local: u32,
}

impl<'a> Checker<'a> {
    pub fn new(cx: Context<'a>, file: FileIndex, scene: Scene) -> Self {
        Checker { cx, file, scene, bound: vec![], facts: Facts::default(), depth: 0, wanted: None, diagnostics: vec![], next_local: 0 }
    }

    /// The expression as a value of `expected`, with the conversions and refinements that it needs.
    pub fn check(&mut self, expr: &tree::Expr, expected: &Ty) -> Expr {
        match &expr.kind {
            tree::ExprKind::Paren(inner) => self.check(inner, expected),
            tree::ExprKind::If { .. } => self.check_if(expr, expected),
            tree::ExprKind::Match { subject, arms } => self.check_match(subject, arms, expected, expr.span),
            tree::ExprKind::List(elements) => self.check_list(elements, expected, expr.span),
            tree::ExprKind::ListFor { clauses, element } => self.check_list_for(clauses, element, expected, expr.span),
            tree::ExprKind::MapFor { clauses, key, value } => self.check_map_for(clauses, key, value, expected, expr.span),
            tree::ExprKind::Body { path: None, body } => self.check_literal_body(body, expected),
            tree::ExprKind::Quantity(text) => self.check_quantity(*text, false, expected, expr.span),
            tree::ExprKind::Unary { op: tree::UnaryOp::Negate, operand } => self.check_negated(operand, expected, expr.span),
            tree::ExprKind::Binary { op: tree::BinaryOp::Coalesce, .. } => self.check_coalesce(expr, expected),
            tree::ExprKind::Error
            | tree::ExprKind::Int(_)
            | tree::ExprKind::Float(_)
            | tree::ExprKind::String(_)
            | tree::ExprKind::Bool(_)
            | tree::ExprKind::None
            | tree::ExprKind::Name(_)
            | tree::ExprKind::SelfValue
            | tree::ExprKind::Field { .. }
            | tree::ExprKind::Call { .. }
            | tree::ExprKind::Index { .. }
            | tree::ExprKind::With { .. }
            | tree::ExprKind::Unary { .. }
            | tree::ExprKind::Binary { .. }
            | tree::ExprKind::Is { .. }
            | tree::ExprKind::Body { .. }
            | tree::ExprKind::At { .. }
            | tree::ExprKind::File(_)
            | tree::ExprKind::Secret(_) => self.check_inferred(expr, expected),
        }
    }

    /// A value whose type comes up from below.
    fn check_inferred(&mut self, expr: &tree::Expr, expected: &Ty) -> Expr {
        let wanted = self.wanted.take();
        let (value, ty) = self.infer_like(expr, Some(expected));
        self.wanted = wanted;
        self.fit(value, &ty, expected)
    }

    /// The same, for a field that messages name.
    pub fn check_for(&mut self, expr: &tree::Expr, expected: &Ty, wanted: Wanted) -> Expr {
        let outer = self.wanted.replace(wanted);
        let value = self.check(expr, expected);
        self.wanted = outer;
        value
    }

    /// The expression and the type that it has by itself.
    pub fn infer(&mut self, expr: &tree::Expr) -> (Expr, Ty) {
        self.infer_like(expr, None)
    }

    /// The same; `like` tells literals their kind, and is no demand.
    fn infer_like(&mut self, expr: &tree::Expr, like: Option<&Ty>) -> (Expr, Ty) {
        let span = expr.span;
        match &expr.kind {
            tree::ExprKind::Error => broken(span),
            tree::ExprKind::Int(magnitude) => self.int(*magnitude, false, span),
            tree::ExprKind::Float(value) => literal::float(value.value(), span),
            tree::ExprKind::Quantity(text) => self.quantity(*text, false, like, span),
            tree::ExprKind::String(literal) => self.string(literal),
            tree::ExprKind::Bool(value) => literal::bool(*value, span),
            tree::ExprKind::None => (constant(Data::None, span), Ty::None),
            tree::ExprKind::Name(_)
            | tree::ExprKind::SelfValue
            | tree::ExprKind::Field { .. }
            | tree::ExprKind::Call { .. }
            | tree::ExprKind::Index { .. }
            | tree::ExprKind::With { .. } => self.chain(expr, like),
            tree::ExprKind::Unary { op: tree::UnaryOp::Negate, operand } => self.negated(operand, like, span),
            tree::ExprKind::Unary { op: tree::UnaryOp::Not, .. } | tree::ExprKind::Is { .. } => self.truth(expr),
            tree::ExprKind::Binary { op, op_span, left, right } => self.binary(expr, *op, *op_span, (left, right), like),
            tree::ExprKind::If { .. } => self.infer_if(expr, like),
            tree::ExprKind::Match { subject, arms } => self.infer_match(subject, arms, like, span),
            tree::ExprKind::List(elements) => self.infer_list(elements, like, span),
            tree::ExprKind::ListFor { clauses, element } => self.infer_list_for(clauses, element, like, span),
            tree::ExprKind::MapFor { clauses, key, value } => self.infer_map_for(clauses, key, value, like, span),
            tree::ExprKind::Body { path: Some(path), body } => self.named_body(path, body),
            tree::ExprKind::Body { path: None, body } => self.infer_literal_body(body, like),
            tree::ExprKind::At { .. } => self.unbuilt("an instance at another target", span),
            tree::ExprKind::File(path) => self.file(path, span),
            tree::ExprKind::Secret(_) => self.unbuilt("`secret`", span),
            tree::ExprKind::Paren(inner) => self.infer_like(inner, like),
        }
    }

    fn binary(
        &mut self,
        expr: &tree::Expr,
        op: tree::BinaryOp,
        op_span: Span,
        (left, right): (&tree::Expr, &tree::Expr),
        like: Option<&Ty>,
    ) -> (Expr, Ty) {
        match op {
            tree::BinaryOp::Or | tree::BinaryOp::And | tree::BinaryOp::Equal | tree::BinaryOp::NotEqual => self.truth(expr),
            tree::BinaryOp::Less | tree::BinaryOp::LessEqual | tree::BinaryOp::Greater | tree::BinaryOp::GreaterEqual => {
                self.ordered(op, op_span, left, right, expr.span)
            }
            tree::BinaryOp::In => self.contained(op_span, left, right, expr.span),
            tree::BinaryOp::Coalesce => self.infer_coalesce(expr, like),
            tree::BinaryOp::Add
            | tree::BinaryOp::Subtract
            | tree::BinaryOp::Multiply
            | tree::BinaryOp::Divide
            | tree::BinaryOp::Remainder => self.arithmetic(expr, like),
        }
    }

    fn unbuilt(&mut self, what: &str, span: Span) -> (Expr, Ty) {
        self.tell(Diagnostic::error(Code::E0107, span, format!("{what} can be read but not built yet")));
        broken(span)
    }

    /// How a value of this type begins where none is there.
    pub fn shape(&self, ty: &Ty) -> Option<Shape> {
        shape(self.cx.interfaces, ty)
    }

    fn interfaces(&self) -> &'a Interfaces {
        self.cx.interfaces
    }

    fn show(&self, ty: &Ty) -> String {
        show_type(self.cx.interfaces, ty)
    }

    /// The text of the sources at a place.
    fn source(&self, span: Span) -> &'a str {
        self.cx.resolved.sources.slice(span)
    }

    fn fresh_local(&mut self) -> Local {
        self.next_local += 1;
        Local(self.next_local - 1)
    }

    /// Says something.
    pub fn tell(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Says what is wrong with an expression, which then has no type.
    fn refuse(&mut self, diagnostic: Diagnostic, span: Span) -> (Expr, Ty) {
        self.tell(diagnostic);
        broken(span)
    }

    /// The number of locals so far, and the diagnostics.
    pub fn finish(self) -> (u32, Vec<Diagnostic>) {
        (self.next_local, self.diagnostics)
    }
}

/// What was told to be wrong, or follows from it.
fn broken(span: Span) -> (Expr, Ty) {
    (Expr { kind: ExprKind::Error, span }, Ty::Error)
}

fn constant(data: Data, span: Span) -> Expr {
    Expr { kind: ExprKind::Constant(data), span }
}
