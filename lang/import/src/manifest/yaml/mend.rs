//! Texts that the parser refuses and kubectl reads, to texts that the parser takes: what is missing is put in, and each character keeps
//! its place in the file.

use saphyr_parser::ScanError;

/// A text, and for each of its characters the byte in the file.
pub(super) type Moved = (String, Vec<u32>);

/// The text without what the error is about; `None` for an error that is the author's.
pub(super) fn mended(text: &str, places: Option<&[u32]>, error: &ScanError) -> Option<Moved> {
    let missing = match error.info() {
        "invalid indentation in quoted scalar" => continued(text, error.marker().index()),
        "did not find expected <document start>" => separated(text),
        _ => vec![],
    };
    (!missing.is_empty()).then(|| with(text, places, &missing))
}

/// Where something is put in, and what.
type Missing = (usize, String);

/// kubectl wraps a quoted text to the margin of its key; YAML asks for one blank more. Blanks at a line's beginning are no part of it.
fn continued(text: &str, begin: usize) -> Vec<Missing> {
    let Some((start, quote)) = text.char_indices().nth(begin) else { return vec![] };
    let escape = if quote == '"' { '\\' } else { '\'' };
    let end = start + super::events::quoted(&text[start..], quote, escape) as usize;
    let column = start - text[..start].rfind('\n').map_or(0, |newline| newline + 1);
    let newlines = text[start..end].match_indices('\n');
    newlines.map(|(at, _)| (start + at + 1, " ".repeat(column + 1))).collect()
}

/// Objects of JSON one behind another, as `jq` and `--output ndjson` write them, are documents.
fn separated(text: &str) -> Vec<Missing> {
    let (mut depth, mut in_text, mut escaped, mut ended) = (0_usize, false, false, false);
    let mut missing = vec![];
    for (at, character) in text.char_indices() {
        match character {
            _ if in_text => {
                in_text = escaped || character != '"';
                escaped = character == '\\' && !escaped;
            }
            '"' => in_text = true,
            '{' | '[' => {
                if depth == 0 && ended {
                    missing.push((at, "\n---\n".to_owned()));
                }
                depth += 1;
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                ended = depth == 0;
            }
            blank if blank.is_whitespace() => {}
            _ => ended = false,
        }
    }
    missing
}

fn with(text: &str, places: Option<&[u32]>, missing: &[Missing]) -> Moved {
    let (mut out, mut moved) = (String::with_capacity(text.len()), vec![]);
    let mut missing = missing.iter().peekable();
    for (number, (at, character)) in text.char_indices().enumerate() {
        let place = places.map_or(at as u32, |places| places[number]);
        if let Some((_, piece)) = missing.next_if(|(before, _)| *before == at) {
            out.push_str(piece);
            moved.extend(std::iter::repeat_n(place, piece.chars().count()));
        }
        out.push(character);
        moved.push(place);
    }
    (out, moved)
}
