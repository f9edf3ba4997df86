//! The comments of a file: what begins with `#` at a line's beginning or behind a blank, and stands in no scalar.

use jke_text::{Source, Span};
use saphyr_parser::{Event, ScalarStyle};

use super::events::Placed;

/// One line of comment.
pub(super) struct Comment {
    pub position: u32,
    /// Without `#` and the blank behind it.
    pub text: Box<str>,
    /// How far it is indented.
    pub column: u32,
    /// Something of the document stands before it on its line.
    pub trails: bool,
}

/// All comments, in order.
pub(super) fn comments(source: &Source, events: &[Placed]) -> Vec<Comment> {
    let scalars = events.iter().filter(|placed| matches!(placed.event, Event::Scalar(..)));
    let mut found = vec![];
    let mut from = source.base;
    for Placed { event, span } in scalars {
        between(source, from, span.start, &mut found);
        from = from.max(scalar_end(source, event, *span));
    }
    between(source, from, source.span().end, &mut found);
    found
}

/// Where a scalar's own text ends: a block takes whole lines, and the parser's span may reach into what follows it.
pub(super) fn scalar_end(source: &Source, event: &Event, span: Span) -> u32 {
    if !matches!(event, Event::Scalar(_, ScalarStyle::Literal | ScalarStyle::Folded, ..)) {
        return span.end;
    }
    let range = source.range(span);
    let line_start = source.text[..range.start].rfind('\n').map_or(0, |newline| newline + 1);
    let indentation = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let margin = indentation(&source.text[line_start..]);
    let mut end = line_start;
    for line in source.text[line_start..range.end.max(line_start)].split_inclusive('\n') {
        if !line.trim().is_empty() && indentation(line) < margin {
            break;
        }
        end += line.len();
    }
    source.base + end.max(range.start) as u32
}

fn between(source: &Source, from: u32, to: u32, found: &mut Vec<Comment>) {
    let range = source.range(Span::new(from, to.max(from)));
    let text = &source.text[range.clone()];
    let mut at = 0;
    while let Some(hash) = text[at..].find('#').map(|hash| at + hash) {
        let place = range.start + hash;
        let before = source.text[..place].chars().next_back();
        let line_end = source.text[place..].find('\n').map_or(source.text.len(), |newline| place + newline);
        if before.is_none_or(|before| matches!(before, ' ' | '\t' | '\n' | '\r' | '\u{feff}')) {
            let line_start = source.text[..place].rfind('\n').map_or(0, |newline| newline + 1);
            let trails = !source.text[line_start..place].trim_start_matches('\u{feff}').trim().is_empty();
            let (position, column) = (source.base + place as u32, (place - line_start) as u32);
            found.push(Comment { position, text: text_of(&source.text[place..line_end]), column, trails });
            at = (line_end - range.start).min(text.len());
        } else {
            at = hash + 1;
        }
    }
}

fn text_of(comment: &str) -> Box<str> {
    let text = comment.trim_start_matches('#').trim_end();
    text.strip_prefix(' ').unwrap_or(text).into()
}
