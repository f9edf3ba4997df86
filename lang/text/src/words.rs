//! Names and texts as they are written in a source, quoted and escaped where the language asks for it: for all that writes or shows jke.

use std::borrow::Cow;
use std::fmt::Write;

/// Words that continue the line before, so that a field named like one is quoted where it comes first.
const CONTINUE: [&str; 8] = ["and", "because", "else", "in", "is", "or", "then", "with"];

/// A field or an entry's key.
pub fn key(name: &str) -> Cow<'_, str> {
    // `_` is the rest of a record.
    let bare = is_word(name) && !CONTINUE.contains(&name) && name != "_";
    if bare { Cow::Borrowed(name) } else { Cow::Owned(text(name)) }
}

/// A letter or `_`, then letters, digits, `_`, and single `-` between them.
pub fn is_word(name: &str) -> bool {
    let part = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    !name.starts_with(|first: char| first.is_ascii_digit()) && name.split('-').all(part)
}

/// A text on one line, with escapes.
pub fn text(value: &str) -> String {
    let mut out = String::from("\"");
    for character in value.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            control if control.is_control() => write!(out, "\\u{{{:X}}}", u32::from(control)).expect("a text can be written to"),
            other => out.push(other),
        }
    }
    out.push('"');
    out
}

/// A text on one line: raw where that spares escapes and is possible.
pub fn raw_text(value: &str) -> String {
    let breaks = value.contains("\"#") || value.contains("\\#(") || value.chars().any(char::is_control);
    // A raw text that begins with two quotes would open a multi-line one.
    if breaks || value.starts_with("\"\"") { text(value) } else { format!("#\"{value}\"#") }
}
