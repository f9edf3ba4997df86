//! A YAML stream to documents whose nodes know their places and the comments that stand at them.
//!
//! Scalars keep their text: what one means depends on the type that is expected, which `scalar` knows. Anchors are resolved and
//! merge keys carried out, as kubectl does. What is no YAML is one diagnostic at its place, and nothing of that file is read.

mod build;
mod comments;
mod events;
mod mend;
mod plain;
pub mod scalar;

use jke_text::{Diagnostic, Source, Span};
pub use plain::plain;
use rustc_hash::FxHashMap;

/// One document that is not empty.
#[derive(Debug)]
pub struct Document {
    pub root: Node,
    /// Comments behind its last line.
    pub closing: Vec<Box<str>>,
}

/// A value and where it stands.
#[derive(Clone, Debug)]
pub struct Node {
    pub span: Span,
    pub value: Yaml,
    /// A tag of which no plain value is made, with its `!`.
    pub foreign_tag: Option<Box<str>>,
    /// Of an element of a list: what is written before it and behind it on its line.
    pub comments: Comments,
    /// Of a block: the comments behind what it holds.
    pub closing: Vec<Box<str>>,
}

#[derive(Clone, Debug)]
pub enum Yaml {
    Scalar(Scalar),
    List(Vec<Node>),
    Map(Vec<Entry>),
}

/// The text of a scalar, and whether it is a text whatever it looks like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scalar {
    pub text: Box<str>,
    pub quoted: bool,
}

/// A key and its value.
#[derive(Clone, Debug)]
pub struct Entry {
    pub key: Box<str>,
    pub key_span: Span,
    pub value: Node,
    pub comments: Comments,
}

/// Without their `#`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comments {
    pub before: Vec<Box<str>>,
    pub behind: Vec<Box<str>>,
}

/// What a file holds.
#[derive(Debug, Default)]
pub struct Stream {
    pub documents: Vec<Document>,
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads a file of YAML or JSON.
pub fn read(source: &Source) -> Stream {
    match events::events(source) {
        Ok(events) => build::documents(source, &events, comments::comments(source, &events)),
        Err(diagnostic) => Stream { documents: vec![], diagnostics: vec![*diagnostic] },
    }
}

impl Node {
    pub fn scalar(&self) -> Option<&Scalar> {
        match &self.value {
            Yaml::Scalar(scalar) => Some(scalar),
            Yaml::List(_) | Yaml::Map(_) => None,
        }
    }

    /// The entries of a mapping; of all else none.
    pub fn entries(&self) -> &[Entry] {
        match &self.value {
            Yaml::Map(entries) => entries,
            Yaml::Scalar(_) | Yaml::List(_) => &[],
        }
    }

    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries().iter().find(|entry| &*entry.key == key).map(|entry| &entry.value)
    }

    /// The values by their keys, for many questions about a mapping of any size.
    pub fn by_key(&self) -> FxHashMap<&str, &Node> {
        self.entries().iter().map(|entry| (&*entry.key, &entry.value)).collect()
    }

    /// The text of an entry that is a scalar and not null.
    pub fn text(&self, key: &str) -> Option<&str> {
        let scalar = self.get(key)?.scalar()?;
        (scalar::resolve(scalar) != scalar::Resolved::Null).then_some(&*scalar.text)
    }

    pub fn is_null(&self) -> bool {
        self.scalar().is_some_and(|scalar| scalar::resolve(scalar) == scalar::Resolved::Null)
    }
}

impl Entry {
    /// From the key to the end of the value.
    pub fn span(&self) -> Span {
        self.key_span.to(self.value.span)
    }
}

impl Comments {
    /// These, then those of what stood inside and is not written by itself.
    pub fn joined(mut self, inner: Comments) -> Comments {
        self.before.extend(inner.before);
        self.behind.extend(inner.behind);
        self
    }

    pub fn is_empty(&self) -> bool {
        self.before.is_empty() && self.behind.is_empty()
    }
}
