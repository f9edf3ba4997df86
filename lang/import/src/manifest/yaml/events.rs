//! A text to the parser's events, each with its bytes; what is no YAML to a diagnostic that says what it is instead.

use std::borrow::Cow;

use jke_text::{Code, Diagnostic, Source, Span};
use saphyr_parser::{Event, Marker, Parser, ScalarStyle, ScanError};

use super::comments::scalar_end;
use super::mend::mended;

/// How often a text is read again. Each time what is wrong at one place is mended.
const MOST_MENDS: usize = 100;

/// An event and the bytes that it was read from.
pub(super) struct Placed {
    pub event: Event<'static>,
    pub span: Span,
}

/// All events of a file, without those of the stream itself.
pub(super) fn events(source: &Source) -> Result<Vec<Placed>, Box<Diagnostic>> {
    let mark = if source.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let (mut text, mut moved) = readable(&source.text[mark..]);
    let mut mends = 0;
    loop {
        let places = Places::new(source, mark, moved.clone());
        let error = match placed(source, &text, &places) {
            Ok(events) => return Ok(events),
            Err(error) => error,
        };
        mends += 1;
        let mended = if mends > MOST_MENDS { None } else { mended(&text, moved.as_deref(), &error) };
        let Some((mended, places_of_mended)) = mended else {
            return Err(Box::new(no_yaml(source, &text, places.position(error.marker()), error.info())));
        };
        (text, moved) = (Cow::Owned(mended), Some(places_of_mended));
    }
}

fn placed(source: &Source, text: &str, places: &Places) -> Result<Vec<Placed>, ScanError> {
    let mut events = vec![];
    let mut parser = Parser::new_from_str(text);
    while let Some(next) = parser.next_event() {
        let (event, span) = next?;
        let span = Span::new(places.position(&span.start), places.position(&span.end).max(places.position(&span.start)));
        let span = own(source, &event, span);
        match owned(event) {
            Event::StreamStart | Event::Nothing => {}
            Event::StreamEnd => break,
            event => events.push(Placed { event, span }),
        }
    }
    without_invented_newline(source, &mut events);
    Ok(events)
}

/// Without the blanks and the comment that the parser takes with a closing quote or bracket.
fn own(source: &Source, event: &Event, span: Span) -> Span {
    let length = match event {
        Event::SequenceEnd | Event::MappingEnd if !span.is_empty() => 1,
        Event::Scalar(_, ScalarStyle::DoubleQuoted, ..) => quoted(source.slice(span), '"', '\\'),
        // A quote in single quotes is written twice, so that the first one escapes the second.
        Event::Scalar(_, ScalarStyle::SingleQuoted, ..) => quoted(source.slice(span), '\'', '\''),
        Event::Scalar(..)
        | Event::SequenceEnd
        | Event::MappingEnd
        | Event::SequenceStart(..)
        | Event::MappingStart(..)
        | Event::Alias(_)
        | Event::DocumentStart(_)
        | Event::DocumentEnd
        | Event::StreamStart
        | Event::StreamEnd
        | Event::Nothing => span.len(),
    };
    Span::new(span.start, span.start + length.min(span.len()))
}

/// The bytes of a quoted scalar that begins a text.
pub(super) fn quoted(text: &str, quote: char, escape: char) -> u32 {
    let mut rest = text.char_indices().skip(1).peekable();
    while let Some((at, character)) = rest.next() {
        let escapes = character == escape && rest.peek().is_some_and(|(_, next)| escape == '\\' || *next == quote);
        if escapes {
            rest.next();
        } else if character == quote {
            return (at + quote.len_utf8()) as u32;
        }
    }
    text.len() as u32
}

/// A block whose last line is the file's and has no newline ends without one; the parser puts one there.
fn without_invented_newline(source: &Source, events: &mut [Placed]) {
    if source.text.ends_with('\n') {
        return;
    }
    let last = events.iter_mut().rev().find(|placed| matches!(placed.event, Event::Scalar(..)));
    let Some(Placed { event, span }) = last else { return };
    if scalar_end(source, event, *span) < source.span().end {
        return;
    }
    if let Event::Scalar(text, ScalarStyle::Literal | ScalarStyle::Folded, ..) = event
        && let Some(without) = text.strip_suffix('\n')
    {
        *text = Cow::Owned(without.to_owned());
    }
}

/// A text that the parser takes, and for each of its characters the byte in the file, where they differ.
///
/// JSON may be indented by tabs, which YAML forbids, and writes a character beyond U+FFFF as two escapes, which YAML knows as one.
fn readable(text: &str) -> (Cow<'_, str>, Option<Vec<u32>>) {
    let is_json = text.trim_start().starts_with(['{', '[']) && !text.trim_start().starts_with("{{");
    if !is_json || !text.contains('\t') && !text.contains("\\u") {
        return (Cow::Borrowed(text), None);
    }
    let (mut out, mut places, mut at) = (String::with_capacity(text.len()), vec![], 0);
    while let Some(character) = text[at..].chars().next() {
        let (piece, used) = match character {
            '\\' => match pair(&text[at..]) {
                Some(pair) => (format!("\\U{:08X}", u32::from(pair)), 12),
                // The escape as a whole, so that the second of two backslashes begins none.
                None => {
                    let escape: String = text[at..].chars().take(2).collect();
                    let used = escape.len();
                    (escape, used)
                }
            },
            // No string of JSON holds a tab as it is.
            '\t' => (" ".to_owned(), 1),
            other => (other.to_string(), other.len_utf8()),
        };
        places.extend(std::iter::repeat_n(at as u32, piece.chars().count()));
        out.push_str(&piece);
        at += used;
    }
    (Cow::Owned(out), Some(places))
}

/// `\ud83d\ude00` as the one character that it is.
fn pair(text: &str) -> Option<char> {
    let unit = |text: &str| u16::from_str_radix(text.strip_prefix("\\u")?.get(..4)?, 16).ok();
    let (high, low) = (unit(text)?, unit(text.get(6..)?)?);
    if !(0xd800..0xdc00).contains(&high) {
        return None;
    }
    char::decode_utf16([high, low]).next()?.ok()
}

/// From the parser's characters to positions.
struct Places {
    base: u32,
    /// The byte of each character, where they differ; and the text's length.
    bytes: Option<Vec<u32>>,
    length: u32,
}

impl Places {
    fn new(source: &Source, mark: usize, moved: Option<Vec<u32>>) -> Places {
        let text = &source.text[mark..];
        let bytes = moved.or_else(|| (!text.is_ascii()).then(|| text.char_indices().map(|(at, _)| at as u32).collect()));
        Places { base: source.base + mark as u32, bytes, length: text.len() as u32 }
    }

    fn position(&self, marker: &Marker) -> u32 {
        let byte = match &self.bytes {
            Some(bytes) => bytes.get(marker.index()).copied().unwrap_or(self.length),
            None => marker.index() as u32,
        };
        self.base + byte.min(self.length)
    }
}

fn no_yaml(source: &Source, text: &str, at: u32, info: &str) -> Diagnostic {
    let offset = (at - source.base) as usize;
    let line_start = source.text.get(..offset).unwrap_or("").rfind('\n').map_or(0, |newline| newline + 1);
    let line = source.text[line_start..].lines().next().unwrap_or("");
    if let Some(template) = template(source) {
        return template;
    }
    let error = Diagnostic::error(Code::E1011, Span::new(at, at), format!("this is no YAML: {info}"));
    if line.trim_start_matches(' ').starts_with('\t') || text.get(line_start..).is_some_and(|rest| rest.starts_with('\t')) {
        return error.help("YAML is indented with spaces: this line begins with a tab");
    }
    error
}

/// Placeholders of a template are the reason, wherever the parser stumbles.
pub(super) fn template(source: &Source) -> Option<Diagnostic> {
    let at = source.text.find("{{")? as u32 + source.base;
    let message = "this is a template and no YAML: `{{` begins a placeholder";
    let help = "import what the template renders to: the output of `helm template` or of the tool that it is for";
    Some(Diagnostic::error(Code::E1011, Span::new(at, at + 2), message).help(help))
}

fn owned(event: Event<'_>) -> Event<'static> {
    match event {
        Event::Nothing => Event::Nothing,
        Event::StreamStart => Event::StreamStart,
        Event::StreamEnd => Event::StreamEnd,
        Event::DocumentStart(explicit) => Event::DocumentStart(explicit),
        Event::DocumentEnd => Event::DocumentEnd,
        Event::Alias(anchor) => Event::Alias(anchor),
        Event::Scalar(text, style, anchor, tag) => {
            Event::Scalar(Cow::Owned(text.into_owned()), style, anchor, tag.map(|tag| Cow::Owned(tag.into_owned())))
        }
        Event::SequenceStart(anchor, tag) => Event::SequenceStart(anchor, tag.map(|tag| Cow::Owned(tag.into_owned()))),
        Event::SequenceEnd => Event::SequenceEnd,
        Event::MappingStart(anchor, tag) => Event::MappingStart(anchor, tag.map(|tag| Cow::Owned(tag.into_owned()))),
        Event::MappingEnd => Event::MappingEnd,
    }
}
