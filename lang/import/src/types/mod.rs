//! A file of declarations as plain data: what is known of types from a schema, before it is text.
//!
//! It holds what the library's own files hold: records, aliases, annotations, no expressions. [`print`](print()) gives the source.

mod print;

pub use print::print;

/// A file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct File {
    /// What the file is about, without the `//!`.
    pub docs: String,
    pub imports: Vec<Import>,
    pub declarations: Vec<Declaration>,
}

/// `import k8s.meta.v1 { LabelSelector, ObjectMeta }`
#[derive(Clone, Debug, PartialEq)]
pub struct Import {
    pub path: String,
    pub names: Vec<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Declaration {
    /// `PodSpec`, or a path: `HTTPRoute.Spec.Rules`.
    pub name: String,
    /// Markdown without the `///`; empty where there is none.
    pub docs: String,
    pub kind: Option<Kind>,
    /// The first and the last version of the API that have the type, where not all that are known do: `1.34`.
    pub since: Option<String>,
    pub until: Option<String>,
    pub body: Body,
}

/// What `@kind` and `@name` say.
#[derive(Clone, Debug, PartialEq)]
pub struct Kind {
    pub api_version: String,
    pub kind: String,
    pub cluster_wide: bool,
    /// The type that `metadata.name` must fit.
    pub name_rule: Option<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    Record(Record),
    Alias(TypeExpr),
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Record {
    pub fields: Vec<Field>,
    /// The type of all further fields.
    pub rest: Option<TypeExpr>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// As it is emitted.
    pub name: String,
    pub docs: String,
    pub ty: TypeExpr,
    pub optional: bool,
    pub since: Option<String>,
    pub until: Option<String>,
    pub immutable: bool,
    /// What the API takes where an optional field is absent.
    pub default: Option<Literal>,
}

impl Field {
    /// A field with nothing noted.
    pub fn new(name: &str, ty: TypeExpr, optional: bool) -> Self {
        Field { name: name.to_owned(), docs: String::new(), ty, optional, since: None, until: None, immutable: false, default: None }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub enum TypeExpr {
    /// `Int`, `PodSpec`, `HTTPRoute.Spec.Rules`
    Named(String),
    Literal(Literal),
    /// `List<T>`, `List<T by name>`, `List<T by (port, protocol)>`
    List {
        element: Box<TypeExpr>,
        keys: Vec<String>,
    },
    Map {
        key: Box<TypeExpr>,
        value: Box<TypeExpr>,
    },
    Union(Vec<TypeExpr>),
    /// `String(1..63, #"[a-z]+"#)`
    Refined {
        base: Box<TypeExpr>,
        refinements: Vec<Refinement>,
    },
}

impl TypeExpr {
    pub fn named(name: &str) -> Self {
        TypeExpr::Named(name.to_owned())
    }

    pub fn list(element: TypeExpr) -> Self {
        TypeExpr::List { element: Box::new(element), keys: vec![] }
    }

    /// A map whose keys are any text.
    pub fn map(value: TypeExpr) -> Self {
        TypeExpr::Map { key: Box::new(TypeExpr::named("String")), value: Box::new(value) }
    }

    /// A union, or the only alternative.
    pub fn union(mut alternatives: Vec<TypeExpr>) -> Self {
        if alternatives.len() == 1 { alternatives.swap_remove(0) } else { TypeExpr::Union(alternatives) }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub enum Refinement {
    /// Both ends included.
    Range { from: Option<Literal>, to: Option<Literal> },
    /// RE2, which the whole text must match.
    Pattern(String),
}

#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    Bool(bool),
    Int(i64),
    Float(f64),
    /// As written: `64Mi`, `70%`.
    Quantity(String),
    Text(String),
}
