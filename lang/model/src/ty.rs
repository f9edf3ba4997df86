//! Types as the checker knows them: names resolved, refinements computed.

use std::borrow::Cow;
use std::sync::Arc;

use jke_text::Name;

use crate::declaration::RecordId;
use crate::pattern::Pattern;
use crate::quantity::{Quantity, QuantityKind};

/// A type. `Error` stands for what could not be resolved and is accepted wherever anything is.
#[derive(Clone, PartialEq, Debug, Default)]
pub enum Ty {
    #[default]
    Error,
    /// The type of the expression `none`; accepted as every optional.
    None,
    /// The element of `[]`: accepted as everything, holds no value.
    Never,
    Bool,
    Int(Bounds<i64>),
    Float(Bounds<f64>),
    String(Option<Arc<TextRefinement>>),
    /// `Cpu`, `Memory`, `Duration`, `Percent`, `Quantity`. Bounds are of the same kind.
    Quantity(QuantityKind, Bounds<Quantity>),
    Literal(Literal),
    Secret,
    Any,
    List(Arc<ListType>),
    Map(Arc<MapType>),
    Record(RecordId),
    /// Never of an optional.
    Optional(Arc<Ty>),
    /// Flat, two or more alternatives, none of them optional. `none` is outside: `Optional(Union)`.
    Union(Arc<[Ty]>),
}

/// A range whose ends are included; `None` is open.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Bounds<T> {
    pub from: Option<T>,
    pub to: Option<T>,
}

impl<T> Default for Bounds<T> {
    fn default() -> Self {
        Bounds { from: None, to: None }
    }
}

impl<T: PartialOrd> Bounds<T> {
    pub fn is_open(&self) -> bool {
        self.from.is_none() && self.to.is_none()
    }

    pub fn contains(&self, value: &T) -> bool {
        self.from.as_ref().is_none_or(|from| from <= value) && self.to.as_ref().is_none_or(|to| value <= to)
    }
}

/// `String(1..63, "[a-z]+")`: a length in code points, and a pattern that matches the whole.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct TextRefinement {
    pub length: Bounds<i64>,
    pub pattern: Option<Arc<Pattern>>,
}

impl TextRefinement {
    pub fn holds(&self, text: &str) -> bool {
        let TextRefinement { length, pattern } = self;
        let is_long_enough = length.is_open() || length.contains(&(text.chars().count() as i64));
        is_long_enough && pattern.as_ref().is_none_or(|pattern| pattern.matches(text))
    }

    /// The text that fits and says the same, where it is one of small letters, digits and `-`: `My_Shop` is meant as `my-shop`.
    pub fn like(&self, text: &str) -> Option<String> {
        let spelled = |dot: char| -> String {
            let plain = |letter: char| match letter.to_ascii_lowercase() {
                '.' => dot,
                letter if letter.is_ascii_alphanumeric() => letter,
                _ => '-',
            };
            text.chars().map(plain).collect::<String>().trim_matches(['-', '.']).to_owned()
        };
        ['.', '-'].map(spelled).into_iter().find(|spelled| !spelled.is_empty() && spelled != text && self.holds(spelled))
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Literal {
    Text(Name),
    Int(i64),
    Bool(bool),
}

impl Literal {
    /// As a part of a key: `TCP`, `80`.
    pub fn text(self) -> Cow<'static, str> {
        match self {
            Literal::Text(text) => Cow::Borrowed(text.as_str()),
            Literal::Int(number) => Cow::Owned(number.to_string()),
            Literal::Bool(value) => Cow::Owned(value.to_string()),
        }
    }
}

/// `List<T by key>(1..)`
#[derive(Clone, PartialEq, Debug)]
pub struct ListType {
    pub element: Ty,
    pub length: Bounds<i64>,
    /// The fields that address an element; empty for a plain list.
    pub keys: Vec<Name>,
}

/// `Map<K, V>`: `key` is a String, a refinement of it, or literals of texts.
#[derive(Clone, PartialEq, Debug)]
pub struct MapType {
    pub key: Ty,
    pub value: Ty,
    pub length: Bounds<i64>,
}

impl Ty {
    pub const INT: Ty = Ty::Int(Bounds { from: None, to: None });
    pub const FLOAT: Ty = Ty::Float(Bounds { from: None, to: None });
    pub const STRING: Ty = Ty::String(None);

    pub fn quantity(kind: QuantityKind) -> Ty {
        Ty::Quantity(kind, Bounds::default())
    }

    pub fn list(element: Ty) -> Ty {
        Ty::List(Arc::new(ListType { element, length: Bounds::default(), keys: vec![] }))
    }

    pub fn map(key: Ty, value: Ty) -> Ty {
        Ty::Map(Arc::new(MapType { key, value, length: Bounds::default() }))
    }

    /// `T?`, of which there is only one.
    pub fn optional(self) -> Ty {
        match self {
            Ty::Optional(_) | Ty::Error | Ty::None => self,
            other => Ty::Optional(Arc::new(other)),
        }
    }

    /// `T` of `T?`, any other type itself.
    pub fn required(&self) -> &Ty {
        match self {
            Ty::Optional(inner) => inner,
            other => other,
        }
    }

    pub fn is_optional(&self) -> bool {
        matches!(self, Ty::Optional(_) | Ty::None)
    }

    pub fn is_error(&self) -> bool {
        matches!(self, Ty::Error)
    }

    /// The alternatives of a union, any other type alone.
    pub fn alternatives(&self) -> &[Ty] {
        match self {
            Ty::Union(alternatives) => alternatives,
            other => std::slice::from_ref(other),
        }
    }
}
