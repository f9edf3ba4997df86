//! What is written: a body of entries, each with its comments and the place in the foreign file from which it comes.

use jke_text::Span;

use super::yaml::Comments;

/// A line or a block of a body.
#[derive(Clone, Debug)]
pub enum Item {
    Entry(Entry),
    /// Lines of comment that stand by themselves.
    Note(Vec<String>),
    /// `remove path`
    Remove {
        path: Vec<String>,
        origin: Span,
    },
    /// `patch Deployment { … }`
    Block {
        head: String,
        items: Vec<Item>,
        origin: Span,
    },
}

/// `path = value` or `path { … }`.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Names and keys, not quoted yet.
    pub path: Vec<String>,
    pub value: Written,
    pub comments: Comments,
    /// The entry of the foreign file.
    pub origin: Span,
}

#[derive(Clone, Debug)]
pub enum Written {
    /// An expression on one line.
    Literal(String),
    /// A text, which the printer quotes in the way that reads best.
    Text(String),
    /// `key { … }`: the entries are set, one by one.
    Merge(Vec<Item>),
    /// `key = { … }`
    Body(Vec<Item>),
    /// `key = [ … ]`
    List(Vec<Element>),
}

#[derive(Clone, Debug)]
pub enum Element {
    Value {
        value: Written,
        comments: Comments,
        origin: Span,
    },
    /// Lines of comment that stand by themselves.
    Note(Vec<String>),
}

impl Entry {
    /// Entries that hold but one other become one, with a longer path: `spec.template.spec { … }`.
    pub fn collapsed(mut self) -> Entry {
        loop {
            match &mut self.value {
                Written::Merge(items) if matches!(items.as_slice(), [Item::Entry(_)]) => {
                    let Some(Item::Entry(Entry { path, value, comments, origin })) = items.pop() else { return self };
                    self.path.extend(path);
                    self.comments = self.comments.joined(comments);
                    self.origin = origin;
                    self.value = value;
                }
                Written::Merge(_) | Written::Literal(_) | Written::Text(_) | Written::Body(_) | Written::List(_) => return self,
            }
        }
    }
}
