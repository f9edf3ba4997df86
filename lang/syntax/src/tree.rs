//! The tree: what the parser makes of one file, close to what was written.
//!
//! Bodies of all kinds (record and map literals, layers, `with`) are one [`Body`]; which entries may stand where is
//! checked later, so that a misplaced one gets a better message than "unexpected". A piece that could not be read is an
//! `Error` node that later phases pass over in silence. All spans are positions in the sources' common address space.

use jke_text::{Name, Span};

/// A whole file.
#[derive(Debug, Default)]
pub struct File {
    /// The lines of `//!`, without the marks.
    pub docs: Option<String>,
    pub imports: Vec<Import>,
    pub items: Vec<Item>,
}

/// A word with its place. The name is empty where one is missing (`x.` while typing).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ident {
    pub name: Name,
    pub span: Span,
}

/// `a.b.c`; never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    pub segments: Vec<Ident>,
}

#[derive(Debug)]
pub struct Import {
    pub path: Path,
    pub kind: ImportKind,
    pub span: Span,
}

#[derive(Debug)]
pub enum ImportKind {
    /// `import std.app { Application, Worker as W }`
    Names(Vec<Alias>),
    /// `import acme.web as web`; without `as` the last segment is the name.
    Module(Ident),
}

#[derive(Debug)]
pub struct Alias {
    pub name: Ident,
    /// The name in this file: what follows `as`, else `name`.
    pub local: Ident,
}

/// `///` lines above a declaration, without the marks and one leading space, joined by newlines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    pub docs: Option<String>,
    pub annotations: Vec<Annotation>,
}

/// `@deprecated("use scale.min")`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Annotation {
    pub name: Ident,
    pub arguments: Vec<Expr>,
    pub span: Span,
}

#[derive(Debug)]
pub struct Item {
    pub head: Head,
    pub kind: ItemKind,
    pub span: Span,
}

#[derive(Debug)]
pub enum ItemKind {
    Project(Project),
    Platform(Platform),
    App(App),
    Overlay(Overlay),
    Defaults(Defaults),
    Module(Module),
    Type(TypeItem),
    Fn(FnItem),
    Let(Let),
    Policy(Policy),
    Except(Except),
    Test(Test),
    Raw(Emit),
    Error,
}

// ── project ──────────────────────────────────────────────────────────────────────────────────────────────────────────

#[derive(Debug)]
pub struct Project {
    pub name: Ident,
    pub extends: Option<Ident>,
    pub entries: Vec<ProjectEntry>,
}

#[derive(Debug)]
pub enum ProjectEntry {
    Axis {
        name: Ident,
        values: Vec<AxisValue>,
        span: Span,
    },
    Target {
        selector: Selector,
        span: Span,
    },
    Use {
        name: Ident,
        source: StringLiteral,
        span: Span,
    },
    /// `edition = 1`, `prelude = [std.app]`, `policies = []`
    Setting {
        name: Ident,
        value: Expr,
        span: Span,
    },
    Error,
}

#[derive(Debug)]
pub struct AxisValue {
    pub name: Ident,
    pub starred: bool,
}

/// `env=prod cluster!=[tokyo, osaka]`; one clause or more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selector {
    pub clauses: Vec<Clause>,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    pub axis: Ident,
    pub negated: bool,
    pub values: Vec<Ident>,
    pub span: Span,
}

// ── instances and layers ─────────────────────────────────────────────────────────────────────────────────────────────

#[derive(Debug)]
pub struct Platform {
    pub module: Path,
    pub layer: Body,
    /// The word `platform`.
    pub span: Span,
}

#[derive(Debug)]
pub struct App {
    pub name: Ident,
    pub module: Path,
    pub layer: Body,
}

/// `on env=prod for my-application { … }` as an item.
#[derive(Debug)]
pub struct Overlay {
    pub selector: Selector,
    pub of: Path,
    pub layer: Body,
}

#[derive(Debug)]
pub struct Defaults {
    pub module: Path,
    pub layer: Body,
}

// ── declarations ─────────────────────────────────────────────────────────────────────────────────────────────────────

#[derive(Debug)]
pub struct TypeItem {
    /// One segment, or several (`type Deployment.Spec { … }`).
    pub name: Path,
    pub kind: TypeKind,
}

#[derive(Debug)]
pub enum TypeKind {
    Alias(TypeExpr),
    Record { extends: Option<Path>, members: Vec<Member> },
}

#[derive(Debug)]
pub struct Module {
    pub name: Ident,
    pub extends: Option<Path>,
    pub platform: Option<Path>,
    pub members: Vec<Member>,
}

/// What stands in the body of a `type` or a `module`.
#[derive(Debug)]
pub enum Member {
    Field(Field),
    /// `scale { min = 3 }`, `labels.team = "shop"`, `xs += v`: a new default for what is inherited.
    Inherited(Entry),
    Output(Output),
    /// `_: Memory | Int`
    Rest {
        ty: TypeExpr,
        span: Span,
    },
    Stmt(Stmt),
    Error,
}

#[derive(Debug)]
pub struct Field {
    pub head: Head,
    pub key: Key,
    pub ty: TypeExpr,
    pub default: Option<Expr>,
    pub span: Span,
}

#[derive(Debug)]
pub struct Output {
    pub head: Head,
    pub name: Ident,
    pub ty: TypeExpr,
    pub value: Expr,
    pub span: Span,
}

#[derive(Debug)]
pub struct FnItem {
    pub name: Ident,
    pub params: Vec<Param>,
    pub result: TypeExpr,
    pub body: Expr,
}

#[derive(Debug)]
pub struct Param {
    pub name: Ident,
    pub ty: TypeExpr,
    pub default: Option<Expr>,
    pub span: Span,
}

// ── statements ───────────────────────────────────────────────────────────────────────────────────────────────────────

pub type Block = Vec<Stmt>;

/// What stands in a module's body and in the blocks of its `if`, `for` and `match`; in policies and tests without `emit`
/// and `include`.
#[derive(Debug)]
pub enum Stmt {
    Let(Let),
    Check(Check),
    Emit(Emit),
    Include(Include),
    If { condition: Expr, then: Block, otherwise: Option<Block>, span: Span },
    For { clause: ForClause, block: Block, span: Span },
    Match { subject: Expr, arms: Vec<(Pattern, Block)>, span: Span },
    Error,
}

#[derive(Debug)]
pub struct Let {
    pub name: Ident,
    pub ty: Option<TypeExpr>,
    pub value: LetValue,
    pub span: Span,
}

#[derive(Debug)]
pub enum LetValue {
    Expr(Expr),
    Include(Include),
}

#[derive(Debug)]
pub struct Check {
    pub condition: Expr,
    pub message: Option<StringLiteral>,
    pub span: Span,
}

/// `emit Kind as "handle" { … }`, or `emit value`. At the top of a file the body is a layer.
#[derive(Debug)]
pub struct Emit {
    pub kind: EmitKind,
    pub span: Span,
}

#[derive(Debug)]
pub enum EmitKind {
    Body { kind: Path, handle: Option<StringLiteral>, body: Body },
    Value(Expr),
}

#[derive(Debug)]
pub struct Include {
    pub module: Path,
    pub body: Body,
    pub span: Span,
}

#[derive(Debug)]
pub struct Policy {
    pub name: Ident,
    /// `for Deployment as d`
    pub kind: Option<(Path, Ident)>,
    pub selector: Option<Selector>,
    pub block: Block,
}

#[derive(Debug)]
pub struct Except {
    pub policy: Path,
    pub of: Option<Ident>,
    pub selector: Option<Selector>,
    pub because: StringLiteral,
}

#[derive(Debug)]
pub struct Test {
    pub name: StringLiteral,
    pub selector: Option<Selector>,
    pub block: Block,
}

// ── bodies ───────────────────────────────────────────────────────────────────────────────────────────────────────────

/// `{ … }`: of a record or map literal, a layer, an overlay, a `with`. The span covers the braces.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Body {
    pub entries: Vec<Entry>,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub kind: EntryKind,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// `a.b = v`
    Set {
        path: FieldPath,
        value: Expr,
    },
    /// `a.b += v`
    Add {
        path: FieldPath,
        value: Expr,
    },
    /// `a.b { … }`
    Merge {
        path: FieldPath,
        body: Body,
    },
    Remove {
        path: FieldPath,
    },
    Reset {
        path: FieldPath,
    },
    Seal {
        path: FieldPath,
        because: Option<StringLiteral>,
    },
    /// `on env=prod { … }`
    On {
        selector: Selector,
        body: Body,
    },
    /// `patch Deployment "handle" { … }`
    Patch {
        kind: Path,
        handle: Option<StringLiteral>,
        body: Body,
    },
    /// `if c { … } else if d { … } else { … }`; an `else if` is a body that holds the one `If`.
    If {
        condition: Expr,
        then: Body,
        otherwise: Option<Body>,
    },
    Error,
}

/// `a.b."c/d"`; never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldPath {
    pub keys: Vec<Key>,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    pub kind: KeyKind,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyKind {
    /// A word, bare or quoted. Empty where it is missing.
    Name(Name),
    /// A quoted key that interpolates.
    Computed(StringLiteral),
}

// ── expressions ──────────────────────────────────────────────────────────────────────────────────────────────────────

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expr {
    pub kind: ExprKind,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExprKind {
    Error,
    /// The magnitude; a minus before it is a [`UnaryOp::Negate`].
    Int(u64),
    Float(Decimal),
    /// A number directly followed by a unit, as written (`1h30m`, `70%`).
    Quantity(Name),
    String(StringLiteral),
    Bool(bool),
    None,
    /// A name in scope. Empty where an operand is missing.
    Name(Name),
    SelfValue,
    /// `x.name`, `x?.name`
    Field {
        base: Box<Expr>,
        optional: bool,
        name: Ident,
    },
    /// `f(…)`, `x.method(…)`: the callee is a [`ExprKind::Name`] or a [`ExprKind::Field`].
    Call {
        callee: Box<Expr>,
        arguments: Vec<Argument>,
    },
    /// `x[i]`, `x?["k"]`
    Index {
        base: Box<Expr>,
        optional: bool,
        index: Box<Expr>,
    },
    With {
        base: Box<Expr>,
        body: Body,
    },
    Unary {
        op: UnaryOp,
        operand: Box<Expr>,
    },
    /// Rows of equal operators lean left (`a + b + c`), but `??` right. `op_span` is the operator's own place.
    Binary {
        op: BinaryOp,
        op_span: Span,
        left: Box<Expr>,
        right: Box<Expr>,
    },
    Is {
        operand: Box<Expr>,
        ty: Path,
    },
    If {
        condition: Box<Expr>,
        then: Box<Expr>,
        otherwise: Box<Expr>,
    },
    Match {
        subject: Box<Expr>,
        arms: Vec<(Pattern, Expr)>,
    },
    List(Vec<Expr>),
    ListFor {
        clauses: Vec<ComprehensionClause>,
        element: Box<Expr>,
    },
    MapFor {
        clauses: Vec<ComprehensionClause>,
        key: Box<Expr>,
        value: Box<Expr>,
    },
    /// `{ … }` or `Name { … }`
    Body {
        path: Option<Path>,
        body: Body,
    },
    /// `(apps.orders at env=prod)`
    At {
        path: Path,
        selector: Selector,
    },
    File(StringLiteral),
    Secret(StringLiteral),
    Paren(Box<Expr>),
}

/// A number with a point, as its 64-bit pattern, so that trees compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decimal(pub u64);

impl Decimal {
    pub fn new(value: f64) -> Decimal {
        Decimal(value.to_bits())
    }

    pub fn value(self) -> f64 {
        f64::from_bits(self.0)
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Argument {
    /// `name = …`
    pub name: Option<Ident>,
    pub value: ArgumentValue,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ArgumentValue {
    Expr(Expr),
    /// `x => …`
    Lambda {
        param: Ident,
        body: Expr,
        span: Span,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UnaryOp {
    Negate,
    Not,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BinaryOp {
    Or,
    And,
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    In,
    Coalesce,
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

/// A clause of a comprehension.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ComprehensionClause {
    For(ForClause),
    If(Expr),
}

/// `for x in xs`, `for k, v in m`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForClause {
    pub first: Ident,
    pub second: Option<Ident>,
    pub source: Box<Expr>,
    pub span: Span,
}

/// A string with its parts. Adjacent texts are one part; an empty string has none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StringLiteral {
    pub parts: Vec<StringPart>,
    /// With its quotes.
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StringPart {
    /// Escapes and indentation are already undone.
    Text(Box<str>),
    Expr(Expr),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    /// `"dev" | "test"`; never empty.
    pub alternatives: Vec<PatternAlternative>,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatternAlternative {
    pub kind: PatternKind,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PatternKind {
    /// A number (with its sign), quantity, string, `true` or `false`.
    Literal(Box<Expr>),
    Type {
        path: Path,
        binding: Option<Ident>,
    },
    None,
    Wildcard,
    Error,
}

// ── types ────────────────────────────────────────────────────────────────────────────────────────────────────────────

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypeExpr {
    pub kind: TypeExprKind,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TypeExprKind {
    Error,
    /// `Map<String, Port>(1..)?` without the `?`.
    Path {
        path: Path,
        arguments: Vec<TypeExpr>,
        by: Option<Vec<Ident>>,
        refinements: Vec<Refinement>,
    },
    /// `"Always"`, `80`, `-1`, `true`
    Literal(Box<Expr>),
    Optional(Box<TypeExpr>),
    Union(Vec<TypeExpr>),
    Paren(Box<TypeExpr>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refinement {
    Range {
        from: Option<Expr>,
        to: Option<Expr>,
        span: Span,
    },
    /// A pattern, or a single bound.
    Value(Expr),
}

impl Path {
    pub fn span(&self) -> Span {
        self.segments.first().map_or(Span::NONE, |first| first.span.to(self.last().span))
    }

    pub fn last(&self) -> Ident {
        *self.segments.last().expect("a path has a segment")
    }

    /// The only segment.
    pub fn single(&self) -> Option<Ident> {
        match self.segments.as_slice() {
            [only] => Some(*only),
            _ => None,
        }
    }
}

impl std::fmt::Display for Path {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (i, segment) in self.segments.iter().enumerate() {
            let dot = if i > 0 { "." } else { "" };
            write!(out, "{dot}{}", segment.name)?;
        }
        Ok(())
    }
}

impl StringLiteral {
    /// The text, where nothing is interpolated.
    pub fn text(&self) -> Option<&str> {
        match self.parts.as_slice() {
            [] => Some(""),
            [StringPart::Text(text)] => Some(text),
            _ => None,
        }
    }
}

impl Key {
    pub fn name(&self) -> Option<Name> {
        match self.kind {
            KeyKind::Name(name) => Some(name),
            KeyKind::Computed(_) => None,
        }
    }
}
