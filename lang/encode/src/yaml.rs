//! Data to YAML in blocks, straight to bytes.
//!
//! Lists inside maps stand at their key's own indentation, as kubectl prints them. Nothing is in flow style but `{}` and `[]`.

use jke_model::quantity::Quantity;
use jke_model::value::{Data, Value};

use crate::members::{Member, Writing, unfinished};
use crate::number;
use crate::scalar::{self, LONGEST_KEY, Style, spaces};

/// What a document is, with the newline at its end.
pub(crate) fn document(out: &mut Vec<u8>, data: &Data, writing: Writing) {
    Yaml { out, writing, open: false }.top(data);
}

/// The same as a value: the newline at its end is left out, unless it belongs to the last text.
pub(crate) fn value_alone(out: &mut Vec<u8>, data: &Data, writing: Writing) {
    let mut yaml = Yaml { out, writing, open: false };
    yaml.top(data);
    if !yaml.open {
        yaml.out.pop();
    }
}

struct Yaml<'a> {
    out: &'a mut Vec<u8>,
    writing: Writing<'a>,
    /// The last scalar is a block whose newlines count.
    open: bool,
}

/// Where a value stands.
#[derive(Clone, Copy)]
enum Place {
    /// After `key:`, in a map at this indentation.
    Entry(usize),
    /// After `- `, in a list at this indentation.
    Element(usize),
}

impl<'a> Yaml<'a> {
    fn top(&mut self, data: &'a Data) {
        match data {
            Data::List(list) if self.writing.of_list(list).next().is_some() => self.elements(list, 0),
            Data::Map(map) if self.writing.of_map(map).next().is_some() => self.entries(self.writing.of_map(map), 0),
            Data::Record(record) if self.writing.of_record(record).next().is_some() => self.entries(self.writing.of_record(record), 0),
            // Readers don't agree on the indentation of a block that nothing holds.
            Data::Text(text) if text.contains('\n') => {
                scalar::quoted(self.out, text);
                self.out.push(b'\n');
            }
            _ => {
                self.value(data, Place::Element(0));
            }
        }
    }

    /// Writes a value and the newline behind it. `key:` or `- ` stands before.
    fn value(&mut self, data: &'a Data, place: Place) {
        self.open = false;
        match data {
            Data::List(list) => self.list(list, place),
            Data::Map(map) => self.map(|writing| writing.of_map(map), place),
            Data::Record(record) => self.map(|writing| writing.of_record(record), place),
            Data::Text(text) => self.text(text, place),
            Data::Secret(secret) => self.text(self.writing.secret(&secret.text), place),
            Data::None => self.word(place, b"null"),
            Data::Bool(true) => self.word(place, b"true"),
            Data::Bool(false) => self.word(place, b"false"),
            Data::Int(value) => self.inline(place, |out| number::int(out, *value)),
            Data::Float(value) => self.inline(place, |out| number::float(out, *value)),
            Data::Quantity(value) => self.inline(place, |out| quantity(out, value)),
            Data::Deferred(_) | Data::Error => unfinished(),
        }
    }

    fn inline(&mut self, place: Place, write: impl FnOnce(&mut Vec<u8>)) {
        match place {
            Place::Entry(_) => self.out.push(b' '),
            Place::Element(_) => {}
        }
        write(self.out);
        self.out.push(b'\n');
    }

    fn word(&mut self, place: Place, word: &[u8]) {
        self.inline(place, |out| out.extend_from_slice(word));
    }

    fn text(&mut self, text: &str, place: Place) {
        match scalar::style(text) {
            Style::Plain => self.word(place, text.as_bytes()),
            Style::Quoted => self.inline(place, |out| scalar::quoted(out, text)),
            Style::Block(block) => {
                let indent = match place {
                    Place::Entry(indent) => {
                        self.out.push(b' ');
                        indent
                    }
                    Place::Element(indent) => indent,
                };
                scalar::block_lines(self.out, text, block, indent + 2);
                self.open = block.newlines > 0;
            }
        }
    }

    fn list(&mut self, list: &'a [Value], place: Place) {
        if self.writing.of_list(list).next().is_none() {
            return self.word(place, b"[]");
        }
        match place {
            Place::Entry(indent) => {
                self.out.push(b'\n');
                self.elements(list, indent);
            }
            Place::Element(indent) => self.elements_behind(list, indent + 2),
        }
    }

    fn elements(&mut self, list: &'a [Value], indent: usize) {
        spaces(self.out, indent);
        self.elements_behind(list, indent);
    }

    /// The first element stands on the line that is begun.
    fn elements_behind(&mut self, list: &'a [Value], indent: usize) {
        for (at, element) in self.writing.of_list(list).enumerate() {
            if at > 0 {
                spaces(self.out, indent);
            }
            self.out.extend_from_slice(b"- ");
            self.value(element, Place::Element(indent));
        }
    }

    fn map<M: Iterator<Item = (&'a str, Member<'a>)>>(&mut self, members: impl Fn(Writing<'a>) -> M, place: Place) {
        let mut all = members(self.writing).peekable();
        if all.peek().is_none() {
            return self.word(place, b"{}");
        }
        match place {
            Place::Entry(indent) => {
                self.out.push(b'\n');
                self.entries(all, indent + 2);
            }
            Place::Element(indent) => self.entries_behind(all, indent + 2),
        }
    }

    fn entries(&mut self, members: impl Iterator<Item = (&'a str, Member<'a>)>, indent: usize) {
        spaces(self.out, indent);
        self.entries_behind(members, indent);
    }

    /// The first entry stands on the line that is begun.
    fn entries_behind(&mut self, members: impl Iterator<Item = (&'a str, Member<'a>)>, indent: usize) {
        for (at, (key, member)) in members.enumerate() {
            if at > 0 {
                spaces(self.out, indent);
            }
            let place = self.key(key, indent);
            match member {
                Member::Value(data) => self.value(data, place),
                Member::Text(text) => self.text(text, place),
            }
        }
    }

    /// Writes a key; the value's place follows.
    fn key(&mut self, key: &str, indent: usize) -> Place {
        if key.len() > LONGEST_KEY / 10 {
            return self.long_key(key, indent);
        }
        if scalar::is_plain(key) {
            self.out.extend_from_slice(key.as_bytes());
        } else {
            scalar::quoted(self.out, key);
        }
        self.out.push(b':');
        Place::Entry(indent)
    }

    fn long_key(&mut self, key: &str, indent: usize) -> Place {
        let start = self.out.len();
        scalar::quoted(self.out, key);
        if self.out.len() - start <= LONGEST_KEY {
            self.out.push(b':');
            return Place::Entry(indent);
        }
        self.out.truncate(start);
        self.out.extend_from_slice(b"? ");
        scalar::quoted(self.out, key);
        self.out.push(b'\n');
        spaces(self.out, indent);
        self.out.extend_from_slice(b": ");
        Place::Element(indent)
    }
}

/// As it is where a unit keeps it from being a number, else quoted.
fn quantity(out: &mut Vec<u8>, value: &Quantity) {
    let start = out.len();
    out.push(b'"');
    number::quantity(out, value);
    let text = &out[start + 1..];
    let digits = text.iter().take_while(|byte| byte.is_ascii_digit() || **byte == b'.').count();
    let unit = text
        .get(digits)
        .is_some_and(|byte| matches!(byte, b'm' | b'k' | b'K' | b'M' | b'G' | b'T' | b'P' | b'h' | b's' | b'%' | b'n' | b'u'));
    if digits > 0 && unit {
        out.remove(start);
    } else {
        out.push(b'"');
    }
}
