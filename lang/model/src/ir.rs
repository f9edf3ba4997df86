//! The checked program: expressions whose names, fields, methods and types are settled, ready to be evaluated.
//!
//! The checker writes it and the evaluator reads it. Every name has become a slot, every path a nest of bodies, every
//! conversion that a type asks for a node of its own. `Error` stands where a diagnostic was given.

use std::sync::Arc;

use jke_text::{Name, Span};

use crate::builtin::Builtin;
use crate::declaration::{ConstantId, FunctionId, RecordId};
use crate::pattern::Pattern;
use crate::program::InstanceId;
use crate::quantity::QuantityKind;
use crate::ty::{Literal, Ty};
use crate::value::{Data, Text};

/// An expression and the number of local variables that its evaluation needs.
#[derive(Debug, Clone, PartialEq)]
pub struct Code {
    pub expr: Expr,
    pub locals: u32,
}

/// What was written, for positions in diagnostics and origins.
#[derive(Debug, PartialEq)]
pub struct Expr {
    pub kind: ExprKind,
    pub span: Span,
}

/// A local variable: an index into the frame of the enclosing code.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub struct Local(pub u32);

#[derive(Debug, Clone, PartialEq)]
pub enum ExprKind {
    Error,
    /// No `List`, `Map`, `Record` or `Deferred` in it.
    Constant(Data),
    Local(Local),
    /// The record whose declaration, or the instance whose layer, this stands in.
    SelfValue,
    /// A field of a record that is there. The slot holds for all children of the declared type.
    Field {
        base: Box<Expr>,
        slot: u32,
    },
    /// A field of a record that admits further ones (`_: T`); absent where it is not.
    RestField {
        base: Box<Expr>,
        key: Text,
    },
    /// `m.k` on a map or a keyed list: an error where there is none. `keys` as in [`Shape::Keyed`], empty for a map.
    Entry {
        base: Box<Expr>,
        key: Text,
        keys: Arc<[KeyField]>,
    },
    /// `xs[i]`: an error where the index is out of range.
    ListIndex {
        base: Box<Expr>,
        index: Box<Expr>,
    },
    /// `m["k"]` on a map or a keyed list: absent where there is none.
    MapIndex {
        base: Box<Expr>,
        index: Box<Expr>,
        keys: Arc<[KeyField]>,
    },
    Platform,
    /// `target.env`: the index of the axis.
    TargetAxis(u32),
    TargetLabel,
    /// `apps.orders`
    Instance(InstanceId),
    FileConstant(ConstantId),
    /// One for each parameter; `None` takes the default.
    Call {
        function: FunctionId,
        arguments: Vec<Option<Expr>>,
    },
    Method {
        method: Builtin,
        receiver: Box<Expr>,
        arguments: Vec<MethodArgument>,
    },
    /// `yaml(x)`, `json(x)`, `toml(x)`
    Encode {
        encoding: Encoding,
        value: Box<Expr>,
    },
    /// A new record, map or keyed list.
    Build {
        shape: Shape,
        body: Body,
    },
    /// A copy with one more layer on top.
    With {
        base: Box<Expr>,
        shape: Shape,
        body: Body,
    },
    Not(Box<Expr>),
    And(Box<Expr>, Box<Expr>),
    Or(Box<Expr>, Box<Expr>),
    /// `a ?? b`
    Coalesce(Box<Expr>, Box<Expr>),
    /// `none` where `value` is, else `then` with the value in `local`: what `?.` and `?[` become.
    IfPresent {
        value: Box<Expr>,
        local: Local,
        then: Box<Expr>,
    },
    Negate(Box<Expr>),
    Arithmetic {
        op: Arithmetic,
        left: Box<Expr>,
        right: Box<Expr>,
    },
    Compare {
        op: Comparison,
        left: Box<Expr>,
        right: Box<Expr>,
    },
    /// `x in xs`: an element of a list, a key of a map or keyed list.
    In {
        item: Box<Expr>,
        container: Box<Expr>,
        keys: Arc<[KeyField]>,
    },
    Is {
        operand: Box<Expr>,
        test: Test,
    },
    If {
        condition: Box<Expr>,
        then: Box<Expr>,
        otherwise: Box<Expr>,
    },
    Match {
        subject: Box<Expr>,
        arms: Vec<Arm<Expr>>,
    },
    List(Vec<Expr>),
    ListFor {
        clauses: Vec<Clause>,
        element: Box<Expr>,
    },
    /// A key that comes twice is an error; an absent value is left out.
    MapFor {
        clauses: Vec<Clause>,
        key: Box<Expr>,
        value: Box<Expr>,
    },
    /// A text, or a Secret where `secret`.
    Interpolate {
        parts: Vec<Part>,
        secret: bool,
    },
    /// The value, all through, must be of `ty`, which refines the type that it is known to have; the error stands at the value.
    Refine {
        value: Box<Expr>,
        ty: Arc<Ty>,
        /// The field that takes the value, where one does.
        declared: Option<Span>,
    },
    Convert {
        to: Conversion,
        value: Box<Expr>,
    },
    /// `include Routes { … }`: an instance of its own, inside this one. Its value is readable at once; its manifests are
    /// emitted by the [`Stmt::Include`] that holds it.
    Include(Box<Include>),
}

/// What is absent, or already what it shall become, passes through.
#[derive(Clone, PartialEq, Debug)]
pub enum Conversion {
    IntToFloat,
    /// A plain number where a `Cpu` is expected: cores, rounded up to a milli-core.
    NumberToCpu,
    /// A plain number or a `Cpu`/`Memory` where the API's general quantity is expected.
    ToQuantity,
    TextToSecret,
    /// A list where elements are addressed by key: an error where a key comes twice.
    ListToKeyed(Arc<[KeyField]>),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Encoding {
    Yaml,
    Json,
    Toml,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Arithmetic {
    /// Also joins texts, lists, and secrets.
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
}

#[derive(Debug, Clone, PartialEq)]
pub enum MethodArgument {
    Expr(Expr),
    Lambda {
        param: Local,
        body: Expr,
    },
    /// The constant argument of `matches`.
    Pattern(Arc<Pattern>),
}

#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    Text(Text),
    Expr(Expr),
}

#[derive(Debug, Clone, PartialEq)]
pub enum Clause {
    For(For),
    If(Expr),
}

/// `for x in xs`; over a map `first` is the key and `second` the value, with `first` alone over a map it is the key.
#[derive(Debug, Clone, PartialEq)]
pub struct For {
    pub first: Local,
    pub second: Option<Local>,
    pub source: Expr,
    /// The source is a map, or a keyed list walked with two names.
    pub over_map: bool,
    pub keys: Arc<[KeyField]>,
}

/// An arm applies where one of its tests does.
#[derive(Debug, Clone, PartialEq)]
pub struct Arm<T> {
    pub tests: Vec<Test>,
    /// `S3 as s`
    pub binding: Option<Local>,
    pub body: T,
}

/// What a value can be asked for.
#[derive(Debug, Clone, PartialEq)]
pub enum Test {
    Always,
    None,
    Bool,
    Int,
    Float,
    Text,
    Secret,
    List,
    Map,
    Quantity(QuantityKind),
    Literal(Literal),
    /// A quantity of this very value.
    Exactly(Data),
    /// The record or a child of it.
    Record(RecordId),
}

// ── bodies ───────────────────────────────────────────────────────────────────────────────────────────────────────────

/// How a value that is not there begins when something is set inside it.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// From its type's defaults. Of a union too, of which no other alternative is a record: a value that is there and is none is an
    /// error then, and its fields are addressed by [`BodyKey::Named`].
    Record(RecordId),
    Map,
    /// A list of records that are addressed by some of their fields.
    Keyed {
        element: RecordId,
        keys: Arc<[KeyField]>,
    },
    /// The record that is there already says which; where none is, an error.
    Union(Arc<[RecordId]>),
    /// Plain data.
    Any,
    Error,
}

/// One of the fields by which the elements of a keyed list are addressed. In `"80/TCP"` the texts stand in the order of the keys.
#[derive(Debug, Clone, PartialEq)]
pub struct KeyField {
    pub slot: u32,
    pub kind: KeyKind,
    /// Where a key field has a default, an element may leave it out and is addressed by the default.
    pub default: Option<Literal>,
    /// The default is the API's (`@default`), and no value: a key that names it leaves the field absent, as it was found.
    pub by_api: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyKind {
    Text,
    Int,
    /// A number or a text (`Int | String`): what reads as a number is one.
    IntOrText,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Body {
    pub entries: Vec<BodyEntry>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct BodyEntry {
    pub kind: BodyEntryKind,
    pub span: Span,
}

#[derive(Debug, Clone, PartialEq)]
pub enum BodyEntryKind {
    Set {
        key: BodyKey,
        value: Expr,
    },
    /// `a { … }`, and each step of `a.b = v` but the last. `shape` is that of the entry.
    Merge {
        key: BodyKey,
        shape: Shape,
        body: Body,
    },
    /// `xs += v`, in `with` only. `shape` is `None` for a plain list.
    Add {
        key: BodyKey,
        shape: Option<Shape>,
        value: Expr,
    },
    /// In `with` only.
    Remove {
        key: BodyKey,
    },
    If {
        condition: Expr,
        then: Body,
        otherwise: Body,
    },
}

#[derive(Debug, Clone, PartialEq)]
pub enum BodyKey {
    Field(u32),
    /// A field by name, of the record that a [`Shape::Union`] turns out to be.
    Named(Name),
    /// An entry of a map or keyed list, or what `_: T` admits.
    Entry(Text),
    Computed(Expr),
}

// ── declarations ─────────────────────────────────────────────────────────────────────────────────────────────────────

/// The bodies of a record's declaration, inherited ones included.
#[derive(Debug, Default)]
pub struct RecordBody {
    /// By slot: the default of an input, the value of an output or `let`. They are evaluated with `self` as the record.
    pub defaults: Vec<Option<Arc<Code>>>,
    /// Parents' first.
    pub checks: Vec<Arc<Check>>,
    /// Parents' first; each part with the locals that it needs.
    pub statements: Vec<Arc<Statements>>,
}

#[derive(Debug, Default)]
pub struct Statements {
    pub block: Vec<Stmt>,
    pub locals: u32,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Check {
    pub condition: Expr,
    /// A text; `None` shows the condition.
    pub message: Option<Expr>,
    pub locals: u32,
    pub span: Span,
}

#[derive(Debug)]
pub struct FunctionBody {
    /// Parameters are the first locals.
    pub code: Code,
    /// By parameter; evaluated in the function's own frame, after the parameters before it.
    pub defaults: Vec<Option<Expr>>,
}

// ── statements ───────────────────────────────────────────────────────────────────────────────────────────────────────

#[derive(Debug, Clone, PartialEq)]
pub enum Stmt {
    Let {
        local: Local,
        value: Expr,
    },
    Check(Check),
    Emit(Emit),
    /// Emits the manifests of an included instance: of an [`ExprKind::Include`], or of the `let` that holds one.
    Include {
        instance: Expr,
        span: Span,
    },
    If {
        condition: Expr,
        then: Vec<Stmt>,
        otherwise: Vec<Stmt>,
    },
    For {
        clause: For,
        block: Vec<Stmt>,
    },
    Match {
        subject: Expr,
        arms: Vec<Arm<Vec<Stmt>>>,
    },
}

#[derive(Debug, Clone, PartialEq)]
pub struct Emit {
    /// Gives a record of a Kubernetes kind.
    pub value: Expr,
    /// What the value may be a record of.
    pub kinds: Vec<RecordId>,
    /// A text; `None`: the object's name.
    pub handle: Option<Expr>,
    /// The kind's name as written, `emit` and `{` left out.
    pub span: Span,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Include {
    pub module: RecordId,
    /// Evaluated in the scope that holds the `include`.
    pub body: Body,
    /// The place of the module's name.
    pub span: Span,
}
