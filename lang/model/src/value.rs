//! Values: what evaluation makes, each with its origin.

use std::sync::Arc;

use jke_text::Origin;

use crate::FxIndexMap;
use crate::declaration::RecordId;
use crate::quantity::Quantity;

/// A value and where it comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Value {
    pub data: Data,
    pub origin: Origin,
    /// Of a record's field: it came from the declaration's default, so `with` computes it anew. Whoever stores a value in a
    /// record says so; elsewhere it means nothing.
    pub defaulted: bool,
    /// How deep it is nested: 0 where nothing is inside it. It bounds what walks and drops values.
    pub depth: u16,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Data {
    /// Absent.
    None,
    Bool(bool),
    Int(i64),
    /// Finite.
    Float(f64),
    Text(Text),
    Quantity(Quantity),
    List(Arc<Vec<Value>>),
    Map(Arc<MapValue>),
    Record(Arc<RecordValue>),
    Secret(Arc<SecretValue>),
    /// A record, map or keyed list whose entries are evaluated when they are read: an index into the evaluator's own table.
    /// It never leaves the evaluator.
    Deferred(u32),
    /// What could not be evaluated; its diagnostic was given. It never leaves the evaluator.
    Error,
}

/// In insertion order. No value is [`Data::None`]: such an entry is left out.
pub type MapValue = FxIndexMap<Text, Value>;

/// A record: its fields by slot, inherited ones first.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordValue {
    pub record: RecordId,
    /// As many as the declaration has fields. Outputs and `let`s that were not needed are absent.
    pub fields: Vec<Value>,
    /// The entries that `_: T` admits.
    pub rest: MapValue,
}

/// A text that nothing can print.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretValue {
    pub text: Box<str>,
}

impl std::fmt::Debug for SecretValue {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("SecretValue(…)")
    }
}

/// A text: of the sources for as long as the process lives, or computed.
#[derive(Clone)]
pub enum Text {
    Static(&'static str),
    Shared(Arc<str>),
}

impl Text {
    pub fn as_str(&self) -> &str {
        match self {
            Text::Static(text) => text,
            Text::Shared(text) => text,
        }
    }
}

impl std::ops::Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Text) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Text {}

impl std::hash::Hash for Text {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl std::borrow::Borrow<str> for Text {
    fn borrow(&self) -> &str {
        self.as_str()
    }
}

impl PartialOrd for Text {
    fn partial_cmp(&self, other: &Text) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// By code points.
impl Ord for Text {
    fn cmp(&self, other: &Text) -> std::cmp::Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl std::fmt::Debug for Text {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Debug::fmt(self.as_str(), out)
    }
}

impl std::fmt::Display for Text {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.pad(self.as_str())
    }
}

impl From<jke_text::Name> for Text {
    fn from(name: jke_text::Name) -> Text {
        Text::Static(name.as_str())
    }
}

impl From<String> for Text {
    fn from(text: String) -> Text {
        Text::Shared(text.into())
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Text {
        Text::Shared(text.into())
    }
}

impl Value {
    pub fn new(data: Data, origin: Origin) -> Value {
        let depth = data.depth();
        Value { data, origin, defaulted: false, depth }
    }

    pub fn absent() -> Value {
        Value::new(Data::None, Origin::NONE)
    }

    pub fn is_absent(&self) -> bool {
        matches!(self.data, Data::None)
    }
}

impl Data {
    /// One more than the deepest of what is inside.
    fn depth(&self) -> u16 {
        fn around<'v>(inside: impl Iterator<Item = &'v Value>) -> u16 {
            inside.map(|value| value.depth).max().unwrap_or_default().saturating_add(1)
        }
        match self {
            Data::List(values) => around(values.iter()),
            Data::Map(map) => around(map.values()),
            Data::Record(record) => around(record.fields.iter().chain(record.rest.values())),
            Data::None
            | Data::Bool(_)
            | Data::Int(_)
            | Data::Float(_)
            | Data::Text(_)
            | Data::Quantity(_)
            | Data::Secret(_)
            | Data::Deferred(_)
            | Data::Error => 0,
        }
    }

    pub fn text(text: impl Into<Text>) -> Data {
        Data::Text(text.into())
    }
}
