//! Events and comments to trees. Walked by a stack of our own, so that no nesting is too deep for the thread's.

use std::collections::BTreeMap;
use std::iter::Peekable;
use std::vec::IntoIter;

use jke_text::{Code, Diagnostic, Source, Span};
use rustc_hash::{FxHashMap, FxHashSet};
use saphyr_parser::{Event, ScalarStyle, Tag};

use super::super::typed::otherwise;
use super::comments::Comment;
use super::events::{Placed, template};
use super::scalar::{Resolved, resolve};
use super::{Comments, Document, Entry, Node, Scalar, Stream, Yaml};

/// Deeper than any manifest; what jke can nest is bounded too.
const DEEPEST: usize = 200;
/// More than any cluster's objects; what aliases multiply ends here.
const MOST_NODES: usize = 1_000_000;

/// A collection that is not closed yet.
struct Open {
    node: Node,
    anchor: usize,
    /// The number of its own item, to which its comments belong.
    item: usize,
    /// Of a mapping: the key whose value comes next.
    key: Option<Key>,
}

struct Key {
    text: Box<str>,
    span: Span,
    item: usize,
}

struct Builder<'s> {
    source: &'s Source,
    comments: Peekable<IntoIter<Comment>>,
    /// Lines of comment before the item that comes next, with their columns.
    waiting: Vec<(u32, Box<str>)>,
    /// The number of the latest key or element, and the comments behind items by their numbers.
    items: usize,
    behind: BTreeMap<usize, Vec<Box<str>>>,
    before: BTreeMap<usize, Vec<Box<str>>>,
    open: Vec<Open>,
    anchors: FxHashMap<usize, Node>,
    nodes: usize,
    out: Stream,
    root: Option<(Node, usize)>,
}

/// The documents of a file. A mistake that is not the syntax's leaves out what it concerns.
pub(super) fn documents(source: &Source, events: &[Placed], comments: Vec<Comment>) -> Stream {
    let mut builder = Builder {
        source,
        comments: comments.into_iter().peekable(),
        waiting: vec![],
        items: 0,
        behind: BTreeMap::new(),
        before: BTreeMap::new(),
        open: vec![],
        anchors: FxHashMap::default(),
        nodes: 0,
        out: Stream::default(),
        root: None,
    };
    for placed in events {
        if let Err(diagnostic) = builder.event(placed) {
            return Stream { documents: vec![], diagnostics: vec![*diagnostic] };
        }
    }
    builder.take_comments(source.span().end + 1);
    let rest = builder.take_waiting();
    if let Some(last) = builder.out.documents.last_mut() {
        last.closing.extend(rest);
    }
    builder.out
}

type Told = Result<(), Box<Diagnostic>>;

impl Builder<'_> {
    fn event(&mut self, Placed { event, span }: &Placed) -> Told {
        self.take_comments(span.start);
        match event {
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentStart(_) => Ok(()),
            Event::DocumentEnd => {
                self.end_document();
                Ok(())
            }
            Event::Alias(anchor) => self.alias(*anchor, *span),
            Event::Scalar(text, style, anchor, tag) => {
                let quoted = !matches!(style, ScalarStyle::Plain);
                self.scalar(Scalar { text: text.as_ref().into(), quoted }, *anchor, tag.as_deref(), *span)
            }
            Event::SequenceStart(anchor, tag) => self.begin(Yaml::List(vec![]), *anchor, tag.as_deref(), *span),
            Event::MappingStart(anchor, tag) => self.begin(Yaml::Map(vec![]), *anchor, tag.as_deref(), *span),
            Event::SequenceEnd | Event::MappingEnd => self.end(*span),
        }
    }

    /// Comments before a position: those behind something go to it, the others wait for what comes next.
    fn take_comments(&mut self, position: u32) {
        while let Some(comment) = self.comments.next_if(|comment| comment.position < position) {
            let Comment { position: _, text, column, trails } = comment;
            if trails && self.is_open(self.items) {
                self.behind.entry(self.items).or_default().push(text);
            } else {
                self.waiting.push((column, text));
            }
        }
    }

    /// Its value is not finished yet.
    fn is_open(&self, item: usize) -> bool {
        self.open.iter().any(|open| open.item == item || open.key.as_ref().is_some_and(|key| key.item == item))
    }

    /// The comment behind a value that ends here, on its line.
    fn take_trailing(&mut self, end: u32, item: usize) {
        let source = self.source;
        let follows = |comment: &Comment| {
            let between = source.slice(Span::new(end, comment.position.max(end)));
            comment.trails && comment.position >= end && between.chars().all(|c| matches!(c, ' ' | '\t' | ','))
        };
        while let Some(comment) = self.comments.next_if(follows) {
            self.behind.entry(item).or_default().push(comment.text);
        }
    }

    /// A key or an element begins.
    fn item(&mut self) -> usize {
        self.items += 1;
        if !self.waiting.is_empty() {
            let lines = self.take_waiting();
            self.before.insert(self.items, lines);
        }
        self.items
    }

    fn take_waiting(&mut self) -> Vec<Box<str>> {
        std::mem::take(&mut self.waiting).into_iter().map(|(_, text)| text).collect()
    }

    /// The comments at the end of a block: as far in as what it holds, and farther than what comes next.
    fn closing(&mut self, start: u32, next: u32) -> Vec<Box<str>> {
        if self.waiting.is_empty() {
            return vec![];
        }
        let column = |position: u32| self.source.line_column(position).column - 1;
        let is_last = next >= self.source.span().end;
        let (own, next) = (column(start), if is_last { 0 } else { column(next) });
        let inside = self.waiting.iter().take_while(|(column, _)| *column >= own && *column > next).count();
        self.waiting.drain(..inside).map(|(_, text)| text).collect()
    }

    fn comments_of(&mut self, item: usize) -> Comments {
        Comments { before: self.before.remove(&item).unwrap_or_default(), behind: self.behind.remove(&item).unwrap_or_default() }
    }

    fn is_key(&self) -> bool {
        self.open.last().is_some_and(|open| matches!(open.node.value, Yaml::Map(_)) && open.key.is_none())
    }

    fn begin(&mut self, value: Yaml, anchor: usize, tag: Option<&Tag>, span: Span) -> Told {
        if self.open.len() >= DEEPEST {
            let message = format!("this nests deeper than {DEEPEST}");
            return Err(Box::new(Diagnostic::error(Code::E1011, Span::new(span.start, span.start), message)));
        }
        if self.is_key() {
            return Err(Box::new(self.bad_key(span)));
        }
        let item = self.value_item();
        let node = Node { span, value, foreign_tag: foreign(tag), comments: Comments::default(), closing: vec![] };
        self.open.push(Open { node, anchor, item, key: None });
        Ok(())
    }

    /// The item that a value belongs to: its key's, or one of its own as an element.
    fn value_item(&mut self) -> usize {
        match self.open.last() {
            Some(Open { key: Some(key), .. }) => key.item,
            Some(Open { key: None, .. }) => self.item(),
            // The document's first comment belongs to what is in it.
            None => 0,
        }
    }

    fn end(&mut self, span: Span) -> Told {
        let Some(Open { mut node, anchor, item, key: _ }) = self.open.pop() else { return Ok(()) };
        let last = match &node.value {
            Yaml::List(elements) => elements.last().map(|element| element.span.end),
            Yaml::Map(entries) => entries.last().map(|entry| entry.value.span.end),
            Yaml::Scalar(_) => None,
        };
        // A block ends with what is last in it, a flow with its bracket.
        let closes = !span.is_empty();
        node.span.end = if closes { span.end } else { last.unwrap_or(node.span.end).max(node.span.end) };
        if !closes {
            node.closing = self.closing(node.span.start, span.start);
        }
        if let Yaml::Map(entries) = &mut node.value {
            self.later_count(entries);
            self.merge_keys(entries);
        }
        self.place(node, anchor, item)
    }

    fn scalar(&mut self, mut scalar: Scalar, anchor: usize, tag: Option<&Tag>, span: Span) -> Told {
        let foreign_tag = tagged(&mut scalar, tag);
        if self.is_key() {
            self.out.diagnostics.extend(key_told(&scalar, span));
            let item = self.item();
            let key = Key { text: scalar.text.clone(), span, item };
            if anchor != 0 {
                let node = Node { span, value: Yaml::Scalar(scalar), foreign_tag, comments: Comments::default(), closing: vec![] };
                self.anchors.insert(anchor, node);
            }
            if let Some(open) = self.open.last_mut() {
                open.key = Some(key);
            }
            return Ok(());
        }
        let item = self.value_item();
        self.place(Node { span, value: Yaml::Scalar(scalar), foreign_tag, comments: Comments::default(), closing: vec![] }, anchor, item)
    }

    fn alias(&mut self, anchor: usize, span: Span) -> Told {
        let Some(node) = self.anchors.get(&anchor) else {
            let error = Diagnostic::error(Code::E1011, span, "this alias stands inside what its anchor names");
            return Err(Box::new(error));
        };
        if self.is_key() {
            let Some(text) = node.scalar().map(|scalar| scalar.text.clone()) else { return Err(Box::new(self.bad_key(span))) };
            let item = self.item();
            if let Some(open) = self.open.last_mut() {
                open.key = Some(Key { text, span, item });
            }
            return Ok(());
        }
        let node = copy(node);
        self.nodes += count(&node);
        let item = self.value_item();
        self.place(node, 0, item)
    }

    /// Puts a finished value where it belongs.
    fn place(&mut self, mut node: Node, anchor: usize, item: usize) -> Told {
        self.nodes += 1;
        if self.nodes > MOST_NODES {
            let message = format!("this holds more than {MOST_NODES} values, aliases counted");
            return Err(Box::new(Diagnostic::error(Code::E1011, Span::new(node.span.start, node.span.start), message)));
        }
        if anchor != 0 {
            self.anchors.insert(anchor, node.clone());
        }
        self.take_trailing(node.span.end, item);
        let comments = if item == 0 { Comments::default() } else { self.comments_of(item) };
        let Some(open) = self.open.last_mut() else {
            self.root = Some((node, item));
            return Ok(());
        };
        match &mut open.node.value {
            Yaml::List(elements) => {
                node.comments = comments;
                elements.push(node);
            }
            Yaml::Map(entries) => {
                let Some(Key { text, span, item: _ }) = open.key.take() else { return Ok(()) };
                entries.push(Entry { key: text, key_span: span, value: node, comments });
            }
            Yaml::Scalar(_) => {}
        }
        Ok(())
    }

    /// Of entries with one key the last is kept.
    fn later_count(&mut self, entries: &mut Vec<Entry>) {
        let last: FxHashMap<Box<str>, Span> = entries.iter().map(|entry| (entry.key.clone(), entry.key_span)).collect();
        if last.len() == entries.len() {
            return;
        }
        entries.retain(|entry| {
            let later = last[&entry.key];
            let is_kept = later == entry.key_span || &*entry.key == "<<";
            if !is_kept {
                self.out.diagnostics.push(twice_told(entry, later));
            }
            is_kept
        });
    }

    /// `<<: *base`: the entries of the mappings behind it, where the mapping has none of its own.
    fn merge_keys(&mut self, entries: &mut Vec<Entry>) {
        if !entries.iter().any(|entry| &*entry.key == "<<") {
            return;
        }
        let mut known: FxHashSet<Box<str>> = entries.iter().map(|entry| entry.key.clone()).collect();
        for entry in std::mem::take(entries) {
            if &*entry.key != "<<" {
                entries.push(entry);
                continue;
            }
            let Entry { key: _, key_span, value, comments: _ } = entry;
            let sources = match value.value {
                Yaml::Map(_) => vec![value],
                Yaml::List(elements) => elements,
                Yaml::Scalar(_) => vec![],
            };
            let is_right = !sources.is_empty() && sources.iter().all(|each| matches!(each.value, Yaml::Map(_)));
            if !is_right {
                let error = Diagnostic::error(Code::E1012, key_span, "`<<` takes a mapping, or a list of mappings: it is left out");
                self.out.diagnostics.push(error);
                continue;
            }
            for source in sources {
                let Yaml::Map(inherited) = source.value else { continue };
                entries.extend(inherited.into_iter().filter(|entry| known.insert(entry.key.clone())));
            }
        }
    }

    fn bad_key(&self, span: Span) -> Diagnostic {
        if let Some(found) = template(self.source) {
            return found;
        }
        Diagnostic::error(Code::E1011, Span::new(span.start, span.start), "a key of a mapping is a text here, and no list or mapping")
    }

    fn end_document(&mut self) {
        let Some((root, _)) = self.root.take() else { return };
        self.anchors.clear();
        if root.is_null() {
            // What is said in an empty document stands before the next.
            return;
        }
        let closing = self.take_waiting();
        self.out.documents.push(Document { root, closing });
    }
}

/// Keys are texts for the API, and kubectl makes of one that is not quoted what it is as a value first.
fn key_told(key: &Scalar, place: Span) -> Option<Diagnostic> {
    let read = match resolve(key) {
        Resolved::Text => return None,
        Resolved::Null => {
            return Some(otherwise(place, format!("the key `{}` is a null for kubectl, which refuses it unquoted", key.text)));
        }
        Resolved::Bool(value) | Resolved::OldBool(value) => value.to_string(),
        Resolved::Int(number) | Resolved::OddInt(number) => number.to_string(),
        Resolved::Float(number) => number.to_string(),
    };
    let message = || format!("the key `{}` is written as it stands; kubectl reads `{read}` where it is not quoted", key.text);
    (*read != *key.text).then(|| otherwise(place, message()))
}

fn twice_told(earlier: &Entry, later: Span) -> Diagnostic {
    let message = format!("`{}` stands twice in one mapping: the later one counts, this one is left out", earlier.key);
    Diagnostic::error(Code::E1012, earlier.key_span, message).label(later, "the later one")
}

/// The tags of YAML itself decide what a scalar is; any other one is kept to be told of.
fn tagged(scalar: &mut Scalar, tag: Option<&Tag>) -> Option<Box<str>> {
    let tag = tag?;
    match (tag.is_yaml_core_schema(), tag.suffix.as_str()) {
        (true, "str") => scalar.quoted = true,
        (true, "int" | "float" | "bool" | "null") => scalar.quoted = false,
        (true, _) => return Some(format!("!!{}", tag.suffix).into()),
        (false, "") if tag.handle == "!" => scalar.quoted = true,
        (false, "" | "!") if tag.handle.is_empty() => scalar.quoted = true,
        (false, _) => return foreign(Some(tag)),
    }
    None
}

fn foreign(tag: Option<&Tag>) -> Option<Box<str>> {
    let tag = tag?;
    match (tag.is_yaml_core_schema(), tag.suffix.as_str()) {
        (true, "map" | "seq" | "str") | (false, "") => None,
        (true, suffix) => Some(format!("!!{suffix}").into()),
        (false, suffix) => Some(format!("{}{suffix}", tag.handle).into()),
    }
}

/// A copy of an anchor's value, without comments, which stand where the anchor is.
fn copy(node: &Node) -> Node {
    let value = match &node.value {
        Yaml::Scalar(scalar) => Yaml::Scalar(scalar.clone()),
        Yaml::List(elements) => Yaml::List(elements.iter().map(copy).collect()),
        Yaml::Map(entries) => Yaml::Map(entries.iter().map(copy_entry).collect()),
    };
    Node { span: node.span, value, foreign_tag: node.foreign_tag.clone(), comments: Comments::default(), closing: vec![] }
}

fn copy_entry(entry: &Entry) -> Entry {
    let Entry { key, key_span, value, comments: _ } = entry;
    Entry { key: key.clone(), key_span: *key_span, value: copy(value), comments: Comments::default() }
}

fn count(node: &Node) -> usize {
    match &node.value {
        Yaml::Scalar(_) => 1,
        Yaml::List(elements) => 1 + elements.iter().map(count).sum::<usize>(),
        Yaml::Map(entries) => 1 + entries.iter().map(|entry| count(&entry.value)).sum::<usize>(),
    }
}
