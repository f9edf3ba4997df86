//! Texts to YAML scalars that YAML 1.1 and YAML 1.2 readers read alike.
//!
//! Plain only where nobody can take it for anything else; a block for lines of text that survive one; double quotes otherwise.

use std::io::Write;

/// May stand inside a plain scalar. `:` and the space have rules of their own besides.
const INSIDE: u8 = 1;
/// May begin one.
const FIRST: u8 = 2;
/// Stands for itself between double quotes.
const QUOTED: u8 = 4;

static CLASSES: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut classes = [0; 256];
    let mut byte = 0x20;
    while byte < 0x7f {
        let mut class = 0;
        if byte != b'"' && byte != b'\\' {
            class |= QUOTED;
        }
        if byte.is_ascii_alphabetic() || byte == b'/' {
            class |= FIRST | INSIDE;
        }
        if byte.is_ascii_digit()
            || matches!(
                byte,
                b' ' | b'$' | b'%' | b'(' | b')' | b'*' | b'+' | b',' | b'-' | b'.' | b':' | b';' | b'=' | b'@' | b'^' | b'_' | b'~'
            )
        {
            class |= INSIDE;
        }
        classes[byte as usize] = class;
        byte += 1;
    }
    classes
}

/// Texts of letters that YAML 1.1 takes for a Bool or for nothing, in any case.
const WORDS: [&str; 9] = ["y", "n", "on", "no", "yes", "off", "null", "true", "false"];

/// The longest key that every reader takes without a `?` before it is 1,024 characters, quotes included.
pub(crate) const LONGEST_KEY: usize = 1000;

/// How a text is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Style {
    Plain,
    Quoted,
    Block(Block),
}

/// `|2+`
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Block {
    /// The first line begins with a blank, so the indentation must be told.
    pub indented: bool,
    /// The newlines at the text's end.
    pub newlines: usize,
}

/// The style of a value.
pub(crate) fn style(text: &str) -> Style {
    if is_plain(text) {
        return Style::Plain;
    }
    if !text.as_bytes().contains(&b'\n') {
        return Style::Quoted;
    }
    block(text).map_or(Style::Quoted, Style::Block)
}

pub(crate) fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    let (Some(first), Some(last)) = (bytes.first(), bytes.last()) else { return false };
    if CLASSES[*first as usize] & FIRST == 0 || matches!(last, b' ' | b':') {
        return false;
    }
    let inside = bytes.iter().all(|byte| CLASSES[*byte as usize] & INSIDE != 0);
    inside && !bytes.windows(2).any(|pair| pair == b": ") && !is_word(text)
}

fn is_word(text: &str) -> bool {
    text.len() <= 5 && WORDS.iter().any(|word| word.eq_ignore_ascii_case(text))
}

/// Lines that a block keeps to the byte; `None` where some reader would not.
fn block(text: &str) -> Option<Block> {
    let body = text.trim_end_matches('\n');
    let first = body.trim_start_matches('\n').as_bytes().first()?;
    let lines_end_clean = !body.as_bytes().windows(2).any(|pair| matches!(pair, [b' ' | b'\t', b'\n'])) && !body.ends_with([' ', '\t']);
    (lines_end_clean && body.chars().all(|c| c == '\n' || c == '\t' || is_printable(c)))
        .then(|| Block { indented: matches!(first, b' ' | b'\t'), newlines: text.len() - body.len() })
}

/// Every reader takes it as it is, and for no end of a line.
fn is_printable(c: char) -> bool {
    !matches!(c, '\0'..='\x1f' | '\x7f'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

pub(crate) fn quoted(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    let mut rest = text;
    loop {
        let bytes = rest.as_bytes();
        let run = bytes.iter().position(|byte| CLASSES[*byte as usize] & QUOTED == 0).unwrap_or(bytes.len());
        out.extend_from_slice(&bytes[..run]);
        let mut special = rest[run..].chars();
        let Some(c) = special.next() else { break };
        escaped(out, c);
        rest = special.as_str();
    }
    out.push(b'"');
}

fn escaped(out: &mut Vec<u8>, c: char) {
    match c {
        '"' => out.extend_from_slice(b"\\\""),
        '\\' => out.extend_from_slice(b"\\\\"),
        '\n' => out.extend_from_slice(b"\\n"),
        '\t' => out.extend_from_slice(b"\\t"),
        '\r' => out.extend_from_slice(b"\\r"),
        c if is_printable(c) => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        c if (c as u32) < 0x100 => write!(out, "\\x{:02X}", c as u32).expect("writing to memory never fails"),
        c => write!(out, "\\u{:04X}", c as u32).expect("writing to memory never fails"),
    }
}

/// The lines of a block, each with its indentation; empty lines stay empty. It ends in a newline.
pub(crate) fn block_lines(out: &mut Vec<u8>, text: &str, block: Block, indent: usize) {
    out.push(b'|');
    if block.indented {
        out.push(b'2');
    }
    match block.newlines {
        0 => out.push(b'-'),
        1 => {}
        _ => out.push(b'+'),
    }
    out.push(b'\n');
    let lines = text.strip_suffix('\n').unwrap_or(text);
    for line in lines.split('\n') {
        if !line.is_empty() {
            spaces(out, indent);
            out.extend_from_slice(line.as_bytes());
        }
        out.push(b'\n');
    }
}

pub(crate) fn spaces(out: &mut Vec<u8>, count: usize) {
    out.resize(out.len() + count, b' ');
}

#[cfg(test)]
mod tests {
    use super::{Style, style};

    #[test]
    fn only_what_nobody_can_misread_is_plain() {
        for plain in ["nginx:1.14", "/var/run", "http://a.b:80/c", "a b", "a=b", "Always", "yes-man", "nullable"] {
            assert_eq!(style(plain), Style::Plain, "{plain:?}");
        }
        for quoted in
            ["", "yes", "ON", "Null", "~", "=", "<<", "0123", "1e3", "12:30:45", "2019-01-28", "a: b", "a:", "a ", " a", "a #b", "é"]
        {
            assert_eq!(style(quoted), Style::Quoted, "{quoted:?}");
        }
    }
}
