//! Foreign values against the types that they must have, to bodies.
//!
//! What a type refuses is left out of the body, told once with its place, and stands beside its neighbours as a comment, so that
//! nothing is lost. A record whose required field is missing is refused as a whole.

mod any;
pub(crate) mod keyed;
mod scalar;

use jke_model::declaration::{FieldKind, Interfaces, Record, RecordId};
use jke_model::ty::{ListType, Literal, MapType, Ty};
use jke_text::{Code, Diagnostic, Source, Span, nearest};
use rustc_hash::FxHashMap;

use super::body::{Element, Entry, Item, Written};
use super::yaml::{self, Node, Yaml};

/// Why the compiler refuses what was written for a place in the foreign file.
pub type Refused = FxHashMap<Span, String>;

/// What writes the bodies of one file.
pub struct Typed<'a> {
    pub interfaces: &'a Interfaces,
    pub source: &'a Source,
    pub refused: &'a Refused,
    pub told: Vec<Diagnostic>,
    /// The places of what was left out.
    pub left_out: Vec<Span>,
    /// The first secret value that stands in the source as it is.
    pub secret: Option<Span>,
}

/// A value, or `None` where nothing of it can be written, which was told.
type Made = Option<Written>;

impl Typed<'_> {
    /// The entries of a record's body, without those named in `without`. `None` where a required field is missing.
    pub fn record(&mut self, node: &Node, record: RecordId, without: &[&str]) -> Option<Vec<Item>> {
        let record = self.interfaces.record(record);
        let mut items = vec![];
        for entry in node.entries() {
            if !without.contains(&&*entry.key) {
                self.field(entry, record, &mut items);
            }
        }
        let is_set = |name: &str| without.contains(&name) || items.iter().any(|item| sets(item, name));
        let missing: Vec<&str> = record
            .fields
            .iter()
            .filter(|field| field.is_required() && !is_set(field.name.as_str()))
            .map(|field| field.name.as_str())
            .collect();
        if missing.is_empty() {
            items.extend(closing(node));
            return Some(items);
        }
        // What was there and could not be written was told already.
        let absent: Vec<&str> = missing.into_iter().filter(|name| node.get(name).is_none_or(Node::is_null)).collect();
        if let [first, rest @ ..] = absent.as_slice() {
            let also = if rest.is_empty() { String::new() } else { format!(" (and {})", rest.join(", ")) };
            let message = format!("`{first}`{also} is missing, which a {} must have: it is left out", record.name);
            self.tell(node.span, message, None);
        }
        None
    }

    pub(crate) fn field(&mut self, entry: &yaml::Entry, record: &Record, items: &mut Vec<Item>) {
        if self.is_refused(entry, items) {
            return;
        }
        let field = record.field(jke_text::Name::new(&entry.key)).map(|(_, field)| field).filter(|field| field.kind == FieldKind::Input);
        let ty = match (field, &record.rest) {
            (Some(field), _) => &field.ty,
            (None, Some(rest)) => rest,
            (None, None) => {
                self.unknown(entry, record, items);
                return;
            }
        };
        if entry.value.is_null() {
            self.null(entry, ty, items);
            return;
        }
        let value = self.value(&entry.value, ty);
        self.push(entry, value, items);
    }

    fn unknown(&mut self, entry: &yaml::Entry, record: &Record, items: &mut Vec<Item>) {
        let names = || record.fields.iter().map(|field| field.name.as_str());
        let mut error = left_out(entry.key_span, format!("`{}` is not a field of {}: it is left out", entry.key, record.name));
        if let Some(near) = nearest(&entry.key, names()) {
            error = error.here(format!("did you mean `{near}`?"));
        }
        self.told.push(error);
        self.leave_out(entry, items);
    }

    /// The API takes a null for a field that is not there, and in a map of texts for an empty one.
    fn null(&mut self, entry: &yaml::Entry, ty: &Ty, items: &mut Vec<Item>) {
        if is_noise(entry) {
            return;
        }
        if matches!(ty.required(), Ty::String(_) | Ty::Secret) && !ty.is_optional() {
            let message = format!("`{}` is null, which is an empty text here: it is written as `\"\"`", entry.key);
            self.told.push(otherwise(entry.key_span, message));
            self.push(entry, Some(Written::Text(String::new())), items);
            return;
        }
        let message = format!("`{}` is null, which is as good as absent: it is not written", entry.key);
        self.told.push(otherwise(entry.key_span, message));
        if !entry.comments.is_empty() {
            items.push(Item::Note(entry.comments.before.iter().chain(&entry.comments.behind).map(|line| line.to_string()).collect()));
        }
    }

    pub(crate) fn push(&mut self, entry: &yaml::Entry, value: Made, items: &mut Vec<Item>) {
        match value {
            Some(value) => items.push(Item::Entry(Entry {
                path: vec![entry.key.to_string()],
                value,
                comments: entry.comments.clone(),
                origin: entry.key_span,
            })),
            None => self.leave_out(entry, items),
        }
    }

    fn is_refused(&mut self, entry: &yaml::Entry, items: &mut Vec<Item>) -> bool {
        if entry.key.is_empty() {
            self.told.push(left_out(entry.key_span, "no key can be empty: this entry is left out"));
            self.leave_out(entry, items);
            return true;
        }
        let Some(reason) = self.refused.get(&entry.key_span) else { return false };
        self.told.push(left_out(entry.key_span, format!("`{}` is left out: {reason}", entry.key)));
        self.leave_out(entry, items);
        true
    }

    /// Writes the foreign lines as a comment.
    fn leave_out(&mut self, entry: &yaml::Entry, items: &mut Vec<Item>) {
        self.left_out.push(entry.key_span);
        let mut lines: Vec<String> = entry.comments.before.iter().map(|line| line.to_string()).collect();
        lines.extend(self.foreign_lines(entry.span()));
        lines.extend(entry.comments.behind.iter().map(|line| format!("  # {line}")));
        items.push(Item::Note(lines));
    }

    pub(crate) fn foreign_lines(&self, span: Span) -> Vec<String> {
        let place = self.source.line_column(span.start);
        let margin = place.column as usize - 1;
        let text = self.source.slice(span).trim_end();
        let lines = text.lines().enumerate().map(|(at, line)| {
            let indented = line.len() - line.trim_start().len();
            if at == 0 { line.to_owned() } else { line[indented.min(margin)..].trim_end().to_owned() }
        });
        std::iter::once(format!("left out, from {}:{}:", self.source.path, place.line))
            .chain(lines.map(|line| format!("  {line}")))
            .collect()
    }

    fn tell(&mut self, span: Span, message: String, help: Option<&str>) {
        let mut error = left_out(first_line(self.source, span), message);
        error.help = help.map(str::to_owned);
        self.told.push(error);
    }

    fn refuse(&mut self, span: Span, message: impl Into<String>) -> Made {
        self.tell(span, message.into(), None);
        None
    }

    /// A value that is not null.
    pub(crate) fn value(&mut self, node: &Node, ty: &Ty) -> Made {
        if let Some(tag) = &node.foreign_tag {
            return self.refuse(node.span, format!("no value of the tag `{tag}` can be written: it is left out"));
        }
        match ty.required() {
            Ty::Union(alternatives) => self.union(node, alternatives),
            Ty::Any | Ty::Error => self.any(node),
            Ty::Record(id) => match &node.value {
                Yaml::Map(_) => self.record(node, *id, &[]).map(Written::Merge),
                Yaml::Scalar(_) | Yaml::List(_) => {
                    let name = self.interfaces.record(*id).name;
                    self.refuse(node.span, format!("a {name} is a mapping, and this is {}: it is left out", what(node)))
                }
            },
            Ty::Map(map) => self.map(node, map),
            Ty::List(list) => self.list(node, list),
            scalar @ (Ty::Bool
            | Ty::Int(_)
            | Ty::Float(_)
            | Ty::String(_)
            | Ty::Quantity(..)
            | Ty::Literal(_)
            | Ty::Secret
            | Ty::None
            | Ty::Never
            | Ty::Optional(_)) => self.scalar(node, std::slice::from_ref(scalar)),
        }
    }

    fn union(&mut self, node: &Node, alternatives: &[Ty]) -> Made {
        match &node.value {
            Yaml::Scalar(_) => self.scalar(node, alternatives),
            Yaml::Map(_) => match mapping(alternatives, node, self.interfaces) {
                // Nothing is chosen yet that could be merged into.
                Some(ty) => self.value(node, ty).map(Written::alone),
                None => self.refuse(node.span, format!("a mapping can't stand here, which takes {}: it is left out", words(alternatives))),
            },
            Yaml::List(_) => match alternatives.iter().find(|ty| matches!(ty, Ty::List(_) | Ty::Any)) {
                Some(ty) => self.value(node, ty),
                None => self.refuse(node.span, format!("a list can't stand here, which takes {}: it is left out", words(alternatives))),
            },
        }
    }

    fn map(&mut self, node: &Node, map: &MapType) -> Made {
        let Yaml::Map(entries) = &node.value else {
            return self.refuse(node.span, format!("a mapping is expected, and this is {}: it is left out", what(node)));
        };
        let mut items = vec![];
        for entry in entries {
            if self.is_refused(entry, &mut items) {
                continue;
            }
            if entry.value.is_null() {
                self.null(entry, &map.value, &mut items);
                continue;
            }
            let value = self.value(&entry.value, &map.value);
            self.push(entry, value, &mut items);
        }
        items.extend(closing(node));
        Some(Written::Merge(items))
    }

    fn list(&mut self, node: &Node, list: &ListType) -> Made {
        let Yaml::List(elements) = &node.value else {
            return self.refuse(node.span, format!("a list is expected, and this is {}: it is left out", what(node)));
        };
        if let Some(mut items) = self.keyed(elements, list) {
            items.extend(closing(node));
            return Some(Written::Merge(items));
        }
        let mut written = vec![];
        for element in elements {
            let reason = self.refused.get(&element.span).cloned();
            let value = match reason {
                Some(reason) => self.refuse(element.span, format!("this element is left out: {reason}")),
                None if element.is_null() => self.refuse(element.span, "a null can't be an element: it is left out"),
                None => self.value(element, &list.element),
            };
            written.push(match value {
                Some(value) => Element::Value { value: value.alone(), comments: element.comments.clone(), origin: element.span },
                None => self.leave_element_out(element),
            });
        }
        written.extend(closing_of_list(node));
        Some(Written::List(written))
    }

    fn leave_element_out(&mut self, element: &Node) -> Element {
        self.left_out.push(element.span);
        let mut lines: Vec<String> = element.comments.before.iter().map(|line| line.to_string()).collect();
        lines.extend(self.foreign_lines(element.span));
        Element::Note(lines)
    }
}

impl Written {
    /// A value that stands for itself, not behind a key.
    pub(crate) fn alone(self) -> Written {
        match self {
            Written::Merge(items) => Written::Body(items),
            other @ (Written::Literal(_) | Written::Text(_) | Written::Body(_) | Written::List(_)) => other,
        }
    }
}

/// The type of a mapping among the alternatives: the one that knows most of its keys.
pub(crate) fn mapping<'t>(alternatives: &'t [Ty], node: &Node, interfaces: &Interfaces) -> Option<&'t Ty> {
    let knows = |ty: &&Ty| {
        let Ty::Record(id) = ty else { return 0 };
        let record = interfaces.record(*id);
        node.entries().iter().filter(|entry| record.field(jke_text::Name::new(&entry.key)).is_some()).count()
    };
    alternatives.iter().filter(|ty| matches!(ty, Ty::Record(_) | Ty::Map(_) | Ty::Any)).max_by_key(knows)
}

/// The error of what is not written.
pub(crate) fn left_out(span: Span, message: impl Into<String>) -> Diagnostic {
    Diagnostic::error(Code::E1012, span, message)
}

/// The warning about what is written otherwise than it stands.
pub(crate) fn otherwise(span: Span, message: impl Into<String>) -> Diagnostic {
    Diagnostic::warning(Code::ImportedOtherwise, span, message)
}

/// What programs in Go write for an object that no cluster holds yet, and nobody means.
fn is_noise(entry: &yaml::Entry) -> bool {
    &*entry.key == "creationTimestamp" && entry.value.is_null() && entry.comments.is_empty()
}

/// The comments at a block's end.
pub(super) fn closing(node: &Node) -> Option<Item> {
    closing_lines(node).map(Item::Note)
}

fn closing_of_list(node: &Node) -> Option<Element> {
    closing_lines(node).map(Element::Note)
}

fn closing_lines(node: &Node) -> Option<Vec<String>> {
    (!node.closing.is_empty()).then(|| node.closing.iter().map(|line| line.to_string()).collect())
}

fn sets(item: &Item, name: &str) -> bool {
    match item {
        Item::Entry(entry) => entry.path.first().is_some_and(|key| key == name),
        Item::Note(_) | Item::Remove { .. } | Item::Block { .. } => false,
    }
}

/// The part of a place that stands on its first line.
fn first_line(source: &Source, span: Span) -> Span {
    let line = source.slice(span).lines().next().unwrap_or("").trim_end();
    Span::new(span.start, span.start + line.len() as u32)
}

fn what(node: &Node) -> &'static str {
    match &node.value {
        Yaml::Scalar(_) => "a single value",
        Yaml::List(_) => "a list",
        Yaml::Map(_) => "a mapping",
    }
}

/// The types of alternatives, in words.
fn words(alternatives: &[Ty]) -> String {
    let all: Vec<String> = alternatives.iter().map(word).collect();
    match all.as_slice() {
        [] => "nothing".to_owned(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

fn word(ty: &Ty) -> String {
    match ty {
        Ty::Bool => "true or false".to_owned(),
        Ty::Int(_) => "a whole number".to_owned(),
        Ty::Float(_) => "a number".to_owned(),
        Ty::String(_) | Ty::Secret => "a text".to_owned(),
        Ty::Quantity(kind, _) => format!("a quantity ({})", kind.name()),
        Ty::Literal(Literal::Text(text)) => format!("\"{text}\""),
        Ty::Literal(Literal::Int(number)) => number.to_string(),
        Ty::Literal(Literal::Bool(value)) => value.to_string(),
        Ty::List(_) => "a list".to_owned(),
        Ty::Map(_) | Ty::Record(_) => "a mapping".to_owned(),
        Ty::Optional(inner) => word(inner),
        Ty::Union(alternatives) => words(alternatives),
        Ty::Any | Ty::Error | Ty::None | Ty::Never => "anything".to_owned(),
    }
}
