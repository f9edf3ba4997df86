//! Bodies to source in the style of the language: short ones on one line, others with an entry a line, two blanks deeper.
//!
//! The printer keeps for each entry the range of the text that it made, so that whatever is said of the text can be said of the
//! foreign file.

use std::ops::Range;

use jke_text::{Span, words};

use super::body::{Element, Entry, Item, Written};
use super::yaml::Comments;

/// As wide as a line becomes by choice.
const WIDTH: usize = 100;
/// More entries than this don't stand on one line.
const MOST_INLINE: usize = 4;

/// A source that grows, and from where each of its parts comes.
#[derive(Debug, Default)]
pub struct Printer {
    pub text: String,
    pub marks: Vec<Mark>,
}

/// What was printed for an entry of the foreign file.
#[derive(Clone, Debug)]
pub struct Mark {
    pub range: Range<usize>,
    pub origin: Span,
}

/// What does not fit on one line.
struct TooWide;

impl Printer {
    /// `head { … }` on lines of its own.
    pub fn block(&mut self, head: &str, items: Vec<Item>, origin: Span) {
        let start = self.text.len();
        self.text.push_str(head);
        self.text.push(' ');
        self.items(items, 0);
        self.text.push('\n');
        self.marks.push(Mark { range: start..self.text.len(), origin });
    }

    pub fn comment(&mut self, lines: &[Box<str>], indent: usize) {
        for line in lines {
            self.indent(indent);
            self.text.push_str(if line.is_empty() { "//" } else { "// " });
            self.text.push_str(line);
            self.text.push('\n');
        }
    }

    fn indent(&mut self, indent: usize) {
        self.text.extend(std::iter::repeat_n(' ', indent));
    }

    /// The width of the line that is being written.
    fn column(&self) -> usize {
        self.text.len() - self.text.rfind('\n').map_or(0, |newline| newline + 1)
    }

    /// `{ … }` with an item a line.
    fn items(&mut self, items: Vec<Item>, indent: usize) {
        if items.is_empty() {
            self.text.push_str("{}");
            return;
        }
        self.text.push_str("{\n");
        for item in items {
            match item {
                Item::Entry(entry) => self.entry(entry.collapsed(), indent + 2),
                Item::Note(lines) => self.note(&lines, indent + 2),
                Item::Remove { path, origin } => {
                    let (start, marks) = (self.text.len(), self.marks.len());
                    self.indent(indent + 2);
                    self.text.push_str("remove ");
                    self.path(&path);
                    self.end(start, marks, &[], indent + 2, origin);
                }
                Item::Block { head, items, origin } => {
                    let (start, marks) = (self.text.len(), self.marks.len());
                    self.indent(indent + 2);
                    self.text.push_str(&head);
                    self.text.push(' ');
                    self.items(items, indent + 2);
                    self.end(start, marks, &[], indent + 2, origin);
                }
            }
        }
        self.indent(indent);
        self.text.push('}');
    }

    fn note(&mut self, lines: &[String], indent: usize) {
        let lines: Vec<Box<str>> = lines.iter().map(|line| line.as_str().into()).collect();
        self.comment(&lines, indent);
    }

    fn entry(&mut self, entry: Entry, indent: usize) {
        let Entry { path, value, comments: Comments { before, behind }, origin } = entry;
        self.comment(&before, indent);
        let (start, marks) = (self.text.len(), self.marks.len());
        self.indent(indent);
        self.path(&path);
        self.value_of(value, indent);
        self.end(start, marks, &behind, indent, origin);
    }

    /// Ends what began here, with the comments behind it. Of what takes several lines they stand before the first.
    fn end(&mut self, start: usize, marks: usize, behind: &[Box<str>], indent: usize, origin: Span) {
        let mut start = start;
        if !behind.is_empty() && self.text[start..].contains('\n') {
            let written = self.text.split_off(start);
            self.comment(behind, indent);
            let moved = self.text.len() - start;
            self.text.push_str(&written);
            for mark in &mut self.marks[marks..] {
                mark.range = mark.range.start + moved..mark.range.end + moved;
            }
            start += moved;
        } else if !behind.is_empty() {
            self.text.push_str("  // ");
            self.text.push_str(&behind.join("; "));
        }
        self.text.push('\n');
        self.marks.push(Mark { range: start..self.text.len(), origin });
    }

    fn path(&mut self, path: &[String]) {
        for (at, key) in path.iter().enumerate() {
            if at > 0 {
                self.text.push('.');
            }
            // Behind a point every word is a name.
            let bare = at > 0 && words::is_word(key) && key != "_";
            if bare { self.text.push_str(key) } else { self.text.push_str(&words::key(key)) }
        }
    }

    /// What stands behind a path.
    fn value_of(&mut self, value: Written, indent: usize) {
        let start = (self.text.len(), self.marks.len());
        if self.inline_value_of(&value).is_ok() {
            return;
        }
        self.text.truncate(start.0);
        self.marks.truncate(start.1);
        match value {
            Written::Merge(items) => {
                self.text.push(' ');
                self.items(items, indent);
            }
            other @ (Written::Literal(_) | Written::Text(_) | Written::Body(_) | Written::List(_)) => {
                self.text.push_str(" = ");
                self.value(other, indent);
            }
        }
    }

    fn value(&mut self, value: Written, indent: usize) {
        match value {
            Written::Literal(text) => self.text.push_str(&text),
            Written::Text(text) => self.string(&text, indent),
            Written::Merge(items) | Written::Body(items) => self.items(items, indent),
            Written::List(elements) => self.elements(elements, indent),
        }
    }

    fn elements(&mut self, elements: Vec<Element>, indent: usize) {
        self.text.push_str("[\n");
        for element in elements {
            match element {
                Element::Note(lines) => self.note(&lines, indent + 2),
                Element::Value { value, comments: Comments { before, behind }, origin } => {
                    self.comment(&before, indent + 2);
                    let (start, marks) = (self.text.len(), self.marks.len());
                    self.indent(indent + 2);
                    let text = self.text.len();
                    if self.inline(&value).is_err() {
                        self.text.truncate(text);
                        self.marks.truncate(marks);
                        self.value(value, indent + 2);
                    }
                    self.end(start, marks, &behind, indent + 2, origin);
                }
            }
        }
        self.indent(indent);
        self.text.push(']');
    }

    fn inline_value_of(&mut self, value: &Written) -> Result<(), TooWide> {
        match value {
            Written::Merge(_) => self.text.push(' '),
            Written::Literal(_) | Written::Text(_) | Written::Body(_) | Written::List(_) => self.text.push_str(" = "),
        }
        self.inline(value)
    }

    /// On the rest of the line.
    fn inline(&mut self, value: &Written) -> Result<(), TooWide> {
        match value {
            // One that stands alone on its line may be as long as it is.
            Written::Literal(text) => {
                self.text.push_str(text);
                return Ok(());
            }
            Written::Text(text) if is_block(text) => return Err(TooWide),
            Written::Text(text) => {
                self.text.push_str(&one_line(text));
                return Ok(());
            }
            Written::Merge(items) | Written::Body(items) => self.inline_items(items)?,
            Written::List(elements) => self.inline_elements(elements)?,
        }
        if self.column() <= WIDTH { Ok(()) } else { Err(TooWide) }
    }

    fn inline_items(&mut self, items: &[Item]) -> Result<(), TooWide> {
        if items.is_empty() {
            self.text.push_str("{}");
            return Ok(());
        }
        if items.len() > MOST_INLINE {
            return Err(TooWide);
        }
        self.text.push_str("{ ");
        for (at, item) in items.iter().enumerate() {
            if let ([_], Item::Remove { path, origin }) = (items, item) {
                let start = self.text.len();
                self.text.push_str("remove ");
                self.path(path);
                self.marks.push(Mark { range: start..self.text.len(), origin: *origin });
                continue;
            }
            let Item::Entry(entry) = item else { return Err(TooWide) };
            let Entry { path, value, comments, origin } = entry.clone().collapsed();
            // Only what is no body of its own reads well beside others.
            let is_flat = matches!(value, Written::Literal(_) | Written::Text(_) | Written::List(_)) || is_empty(&value);
            if !comments.is_empty() || !is_flat {
                return Err(TooWide);
            }
            if at > 0 {
                self.text.push_str(", ");
            }
            let start = self.text.len();
            self.path(&path);
            self.inline_value_of(&value)?;
            self.marks.push(Mark { range: start..self.text.len(), origin });
        }
        self.text.push_str(" }");
        Ok(())
    }

    fn inline_elements(&mut self, elements: &[Element]) -> Result<(), TooWide> {
        self.text.push('[');
        for (at, element) in elements.iter().enumerate() {
            let Element::Value { value, comments, origin } = element else { return Err(TooWide) };
            let is_flat = matches!(value, Written::Literal(_) | Written::Text(_)) || elements.len() == 1;
            if !comments.is_empty() || !is_flat {
                return Err(TooWide);
            }
            if at > 0 {
                self.text.push_str(", ");
            }
            let start = self.text.len();
            self.inline(value)?;
            self.marks.push(Mark { range: start..self.text.len(), origin: *origin });
        }
        self.text.push(']');
        Ok(())
    }

    /// A text: lines as a block, all else on one line.
    fn string(&mut self, text: &str, indent: usize) {
        if !is_block(text) {
            self.text.push_str(&one_line(text));
            return;
        }
        let is_plain = !text.contains('\\') && !text.contains("\"\"\"");
        let is_raw = !is_plain && !text.contains("\\#(") && !text.contains("\"#");
        let (open, close) = if is_raw { ("#\"\"\"", "\"\"\"#") } else { ("\"\"\"", "\"\"\"") };
        let inner = indent + 2;
        self.text.push_str(open);
        for line in text.split('\n') {
            self.text.push('\n');
            if line.is_empty() {
                continue;
            }
            self.indent(inner);
            if is_plain || is_raw {
                self.text.push_str(line);
            } else {
                self.text.push_str(&line.replace('\\', "\\\\").replace("\"\"\"", "\\\"\\\"\\\""));
            }
        }
        self.text.push('\n');
        self.indent(inner);
        self.text.push_str(close);
    }
}

fn is_empty(value: &Written) -> bool {
    match value {
        Written::Merge(items) | Written::Body(items) => items.is_empty(),
        Written::Literal(_) | Written::Text(_) | Written::List(_) => false,
    }
}

/// Lines that survive as lines: more than one, and nothing in them that only an escape can say.
fn is_block(text: &str) -> bool {
    let strange = |c: char| c.is_control() && !matches!(c, '\n' | '\t') || matches!(c, '\u{feff}');
    let lines = text.trim_end_matches('\n').contains('\n') || text.contains('\n') && text.len() > 60;
    lines && !text.contains(strange)
}

fn one_line(text: &str) -> String {
    let escapes = text.matches(['\\', '"']).count();
    if escapes > 1 { words::raw_text(text) } else { words::text(text) }
}
