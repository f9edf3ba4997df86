//! A file of the library to its readable text: what Kubernetes says of its types and fields stands above each as `///`.
//!
//! Positions everywhere else are those of the text as it is kept, and are carried over here. What has documentation of its own stays as
//! it is, and so does a field that shares its line with others.

use jke_syntax::tree::{Field, Head, Item, ItemKind, Member, TypeKind};
use jke_text::{Source, SourceKind, Span};

/// How wide a line of documentation becomes.
const WIDTH: usize = 120;

/// A file with its documentation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Woven {
    pub text: String,
    /// Where lines were put in, as offsets into the kept text, and how many bytes have been put in up to there.
    inserted: Vec<(usize, usize)>,
}

impl Woven {
    /// An offset of the kept text, in the readable one.
    pub fn readable(&self, kept: usize) -> usize {
        let before = self.inserted.partition_point(|(at, _)| *at <= kept);
        kept + before.checked_sub(1).map_or(0, |last| self.inserted[last].1)
    }

    /// And back; what stands in what was put in is where that was put in.
    pub fn kept(&self, readable: usize) -> usize {
        let before = self.inserted.partition_point(|(at, bytes)| at + bytes <= readable);
        let through = before.checked_sub(1).map_or(0, |last| self.inserted[last].1);
        let kept = readable.saturating_sub(through);
        self.inserted.get(before).map_or(kept, |(next, _)| kept.min(*next))
    }
}

/// The readable text of the library's file of this path.
pub fn weave(path: &str, text: &str) -> Woven {
    let source = Source::new(path, SourceKind::Library, text, 1);
    let parsed = jke_syntax::parse(&source);
    let mut woven = Woven { text: String::with_capacity(text.len() * 4), inserted: vec![] };
    let (mut copied, mut bytes) = (0, 0);
    for (at, docs) in parsed.file.items.iter().flat_map(|item| places(&source, item)) {
        let Some((line, indent)) = line_of(text, source.range(at).start) else { continue };
        woven.text.push_str(&text[copied..line]);
        let before = woven.text.len();
        write(docs, indent, &mut woven.text);
        (copied, bytes) = (line, bytes + woven.text.len() - before);
        woven.inserted.push((line, bytes));
    }
    woven.text.push_str(&text[copied..]);
    woven
}

/// The declarations of an item that have no documentation of their own, with that of Kubernetes, in their order.
fn places(source: &Source, item: &Item) -> Vec<(Span, &'static str)> {
    let ItemKind::Type(ty) = &item.kind else { return vec![] };
    let name = ty.name.to_string();
    let mut places = vec![];
    let mut add = |head: &Head, declared: Span, field: Option<&str>| {
        let Head { docs, annotations } = head;
        let docs = docs.is_none().then(|| jke_stdlib::documentation(&source.path, &name, field)).flatten();
        let start = annotations.first().map_or(declared, |first| first.span);
        places.extend(docs.map(|docs| (if start.start < declared.start { start } else { declared }, docs)));
    };
    add(&item.head, item.span, None);
    let members = match &ty.kind {
        TypeKind::Record { extends: _, members } => members.as_slice(),
        TypeKind::Alias(_) => &[],
    };
    for member in members {
        match member {
            Member::Field(Field { head, key, span, .. }) => {
                if let Some(field) = key.name() {
                    add(head, *span, Some(field.as_str()));
                }
            }
            Member::Inherited(_) | Member::Output(_) | Member::Rest { .. } | Member::Stmt(_) | Member::Error => {}
        }
    }
    places
}

/// The beginning of a declaration's line and the white space there, if the declaration is the first on it.
fn line_of(text: &str, at: usize) -> Option<(usize, &str)> {
    let line = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let indent = &text[line..at];
    indent.chars().all(char::is_whitespace).then_some((line, indent))
}

fn write(docs: &str, indent: &str, out: &mut String) {
    for paragraph in docs.lines() {
        for line in wrapped(paragraph, WIDTH.saturating_sub(indent.len() + "/// ".len())) {
            out.push_str(indent);
            out.push_str(format!("/// {line}").trim_end());
            out.push('\n');
        }
    }
}

/// A line as several that are no wider, broken between words. What follows an item of a list is indented as its text is.
fn wrapped(line: &str, width: usize) -> Vec<String> {
    let lead = line.len() - line.trim_start().len();
    let is_item = line[lead..].starts_with("- ") || line[lead..].starts_with("* ");
    let hang = " ".repeat(if is_item { lead + 2 } else { lead });
    let mut lines = vec![line[..lead].to_owned()];
    let mut is_new = true;
    for word in line.split_whitespace() {
        let present = lines.last_mut().expect("it begins with one line");
        if !is_new && present.chars().count() + 1 + word.chars().count() > width {
            lines.push(format!("{hang}{word}"));
        } else {
            present.push_str(if is_new { "" } else { " " });
            present.push_str(word);
        }
        is_new = false;
    }
    lines
}
