//! Trees to bytes.

use jke_syntax::tree::{
    Annotation, Expr, ExprKind, Field, Head, Ident, Item, ItemKind, KeyKind, Member, Path, Refinement, TypeExpr, TypeExprKind, TypeItem,
    TypeKind, UnaryOp,
};
use jke_text::Span;
use rustc_hash::FxHashMap;

use crate::bytes::{put, put_signed};
use crate::tree::{expr, item, member, refinement, ty};
use crate::write::Problem;

/// Numbers for things that are equal, in the order in which they came.
pub(crate) struct Interned<T> {
    numbers: FxHashMap<T, u32>,
    pub all: Vec<T>,
}

impl<T: Clone + Eq + std::hash::Hash> Interned<T> {
    pub fn new() -> Interned<T> {
        Interned { numbers: FxHashMap::default(), all: vec![] }
    }

    pub fn number(&mut self, thing: T) -> u32 {
        *self.numbers.entry(thing.clone()).or_insert_with(|| {
            self.all.push(thing);
            self.all.len() as u32 - 1
        })
    }
}

/// What all trees share.
pub(crate) struct Pool {
    pub texts: Interned<String>,
    pub expressions: Interned<Vec<u8>>,
}

/// Writes what stands at one place.
pub(crate) struct Encoder<'p> {
    pub pool: &'p mut Pool,
    pub out: Vec<u8>,
    /// The place that the next one is told from.
    pub at: u32,
    pub problems: Vec<Problem>,
}

impl Encoder<'_> {
    pub fn text(&mut self, text: &str) {
        let number = self.pool.texts.number(text.to_owned());
        put(&mut self.out, u64::from(number));
    }

    pub fn span(&mut self, span: Span) {
        put_signed(&mut self.out, i64::from(span.start) - i64::from(self.at));
        put(&mut self.out, u64::from(span.len()));
        self.at = span.start;
    }

    pub fn count(&mut self, count: usize) {
        put(&mut self.out, count as u64);
    }

    pub fn ident(&mut self, ident: &Ident) {
        self.text(ident.name.as_str());
        // A word is as long as its place, but for one that stands in quotes.
        let extra = i64::from(ident.span.len()) - ident.name.as_str().len() as i64;
        put_signed(&mut self.out, i64::from(ident.span.start) - i64::from(self.at));
        put_signed(&mut self.out, extra);
        self.at = ident.span.start;
    }

    pub fn path(&mut self, path: &Path) {
        self.count(path.segments.len());
        path.segments.iter().for_each(|segment| self.ident(segment));
    }

    fn refuse(&mut self, span: Span, what: &str) {
        self.problems.push(Problem { span, message: format!("{what} can't stand in a file of types only") });
    }

    // ── declarations ─────────────────────────────────────────────────────────────────────────────────────────────────

    pub fn item(&mut self, item: &Item) {
        let ItemKind::Type(TypeItem { name, kind }) = &item.kind else {
            return self.refuse(item.span, "what is no type");
        };
        let (record, extends) = match kind {
            TypeKind::Alias(_) => (0, None),
            TypeKind::Record { extends, .. } => (item::RECORD, extends.as_ref()),
        };
        let extends_mark = if extends.is_some() { item::EXTENDS } else { 0 };
        self.out.push(record | extends_mark | head_marks(&item.head, item::DOCS, item::ANNOTATIONS));
        self.span(item.span);
        self.path(name);
        self.head(&item.head);
        match kind {
            TypeKind::Alias(alias) => self.type_expr(alias),
            TypeKind::Record { extends, members } => {
                if let Some(parent) = extends {
                    self.path(parent);
                }
                self.count(members.len());
                members.iter().for_each(|member| self.member(member));
            }
        }
    }

    fn head(&mut self, head: &Head) {
        if let Some(docs) = &head.docs {
            self.text(docs);
        }
        if !head.annotations.is_empty() {
            self.count(head.annotations.len());
            for Annotation { name, arguments, span } in &head.annotations {
                self.span(*span);
                self.ident(name);
                self.count(arguments.len());
                arguments.iter().for_each(|argument| self.expr(argument));
            }
        }
    }

    fn member(&mut self, member: &Member) {
        match member {
            Member::Field(field) => self.field(field),
            Member::Rest { ty, span } => {
                self.out.push(member::REST);
                self.span(*span);
                self.shared(ty);
            }
            Member::Inherited(entry) => self.refuse(entry.span, "a new default of an inherited field"),
            Member::Output(output) => self.refuse(output.span, "an output"),
            Member::Stmt(_) | Member::Error => {
                let place = Span::new(self.at, self.at);
                self.refuse(place, "a statement in the type that begins or goes on here");
            }
        }
    }

    fn field(&mut self, field: &Field) {
        let Field { head, key, ty, default, span } = field;
        let KeyKind::Name(name) = &key.kind else {
            return self.refuse(key.span, "a computed name");
        };
        let default_mark = if default.is_some() { member::DEFAULT } else { 0 };
        self.out.push(default_mark | head_marks(head, member::DOCS, member::ANNOTATIONS));
        self.span(*span);
        self.head(head);
        self.ident(&Ident { name: *name, span: key.span });
        // Of two fields with types that are written alike, the bytes are alike: they tell places from the key's end.
        self.at = key.span.end;
        self.shared(ty);
        if let Some(default) = default {
            self.expr(default);
        }
        self.at = span.start;
    }

    // ── types ────────────────────────────────────────────────────────────────────────────────────────────────────────

    /// A type expression by its number: those of equal bytes are one.
    fn shared(&mut self, ty: &TypeExpr) {
        let before = std::mem::take(&mut self.out);
        let at = self.at;
        self.type_expr(ty);
        let bytes = std::mem::replace(&mut self.out, before);
        self.at = at;
        let number = self.pool.expressions.number(bytes);
        put(&mut self.out, u64::from(number));
    }

    fn type_expr(&mut self, expr: &TypeExpr) {
        match &expr.kind {
            TypeExprKind::Path { path, arguments, by, refinements } => {
                let marks = [(arguments.is_empty(), ty::ARGUMENTS), (by.is_none(), ty::BY), (refinements.is_empty(), ty::REFINEMENTS)];
                let marks = marks.iter().filter(|(is_absent, _)| !is_absent).map(|(_, mark)| mark).sum::<u8>();
                self.start(ty::PATH | marks, expr.span);
                self.path(path);
                if !arguments.is_empty() {
                    self.many_types(arguments);
                }
                if let Some(by) = by {
                    self.count(by.len());
                    by.iter().for_each(|key| self.ident(key));
                }
                if !refinements.is_empty() {
                    self.count(refinements.len());
                    refinements.iter().for_each(|each| self.refinement(each));
                }
            }
            TypeExprKind::Literal(value) => {
                self.start(ty::LITERAL, expr.span);
                self.expr(value);
            }
            TypeExprKind::Optional(inner) => {
                self.start(ty::OPTIONAL, expr.span);
                self.type_expr(inner);
            }
            TypeExprKind::Union(alternatives) => {
                self.start(ty::UNION, expr.span);
                self.many_types(alternatives);
            }
            TypeExprKind::Paren(inner) => {
                self.start(ty::PAREN, expr.span);
                self.type_expr(inner);
            }
            TypeExprKind::Error => self.refuse(expr.span, "a type that can't be read"),
        }
    }

    fn start(&mut self, mark: u8, span: Span) {
        self.out.push(mark);
        self.span(span);
    }

    fn many_types(&mut self, types: &[TypeExpr]) {
        self.count(types.len());
        types.iter().for_each(|ty| self.type_expr(ty));
    }

    fn refinement(&mut self, refinement: &Refinement) {
        match refinement {
            Refinement::Range { from, to, span } => {
                let mark = |end: &Option<Expr>, mark| if end.is_some() { mark } else { 0 };
                self.start(mark(from, refinement::FROM) | mark(to, refinement::TO), *span);
                from.iter().chain(to).for_each(|end| self.expr(end));
            }
            Refinement::Value(value) => {
                self.out.push(refinement::VALUE);
                self.expr(value);
            }
        }
    }

    // ── constants ────────────────────────────────────────────────────────────────────────────────────────────────────

    fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Int(magnitude) => self.number(expr::INT, expr.span, *magnitude),
            ExprKind::Float(value) => self.number(expr::FLOAT, expr.span, value.0),
            ExprKind::Quantity(written) => self.word(expr::QUANTITY, expr.span, written.as_str()),
            ExprKind::Name(name) => self.word(expr::NAME, expr.span, name.as_str()),
            ExprKind::String(literal) => match literal.text() {
                Some(text) => self.word(expr::TEXT, literal.span, text),
                None => self.refuse(expr.span, "a text that is computed"),
            },
            ExprKind::Bool(true) => self.start(expr::TRUE, expr.span),
            ExprKind::Bool(false) => self.start(expr::FALSE, expr.span),
            ExprKind::None => self.start(expr::NONE, expr.span),
            ExprKind::Unary { op: UnaryOp::Negate, operand } => {
                self.start(expr::NEGATE, expr.span);
                self.expr(operand);
            }
            ExprKind::Paren(inner) => {
                self.start(expr::PAREN, expr.span);
                self.expr(inner);
            }
            ExprKind::List(elements) => {
                self.start(expr::LIST, expr.span);
                self.count(elements.len());
                elements.iter().for_each(|element| self.expr(element));
            }
            _ => self.refuse(expr.span, "a value that is no constant"),
        }
    }

    fn number(&mut self, mark: u8, span: Span, number: u64) {
        self.start(mark, span);
        put(&mut self.out, number);
    }

    fn word(&mut self, mark: u8, span: Span, word: &str) {
        self.start(mark, span);
        self.text(word);
    }
}

fn head_marks(head: &Head, docs: u8, annotations: u8) -> u8 {
    let docs = if head.docs.is_some() { docs } else { 0 };
    docs | if head.annotations.is_empty() { 0 } else { annotations }
}
