//! Spans to the protocol's positions and back, and diagnostics to its diagnostics.
//!
//! The protocol counts from 0, in UTF-16 units or, where the client can, in bytes. A byte-order mark is no part of what an editor shows.

use std::path::PathBuf;

use jke_text::{Code, LineColumn, Severity, Source, Span};
use tower_lsp::ls_types as lsp;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    Utf8,
    Utf16,
}

impl Encoding {
    /// Bytes where the client offers them, else what every client must know.
    pub fn negotiate(capabilities: &lsp::ClientCapabilities) -> Encoding {
        let offered = capabilities.general.as_ref().and_then(|general| general.position_encodings.as_ref());
        match offered.is_some_and(|kinds| kinds.contains(&lsp::PositionEncodingKind::UTF8)) {
            true => Encoding::Utf8,
            false => Encoding::Utf16,
        }
    }

    pub fn kind(self) -> lsp::PositionEncodingKind {
        match self {
            Encoding::Utf8 => lsp::PositionEncodingKind::UTF8,
            Encoding::Utf16 => lsp::PositionEncodingKind::UTF16,
        }
    }

    fn units(self, text: &str) -> usize {
        match self {
            Encoding::Utf8 => text.len(),
            Encoding::Utf16 => text.encode_utf16().count(),
        }
    }
}

pub fn range(source: &Source, span: Span, encoding: Encoding) -> lsp::Range {
    let bytes = source.range(span);
    lsp::Range { start: position(source, bytes.start, encoding), end: position(source, bytes.end, encoding) }
}

fn position(source: &Source, byte: usize, encoding: Encoding) -> lsp::Position {
    let LineColumn { line, .. } = source.line_column(source.base + byte as u32);
    let start = line_start(source, line as usize - 1);
    let before = source.text.get(start..byte).unwrap_or("");
    lsp::Position { line: line - 1, character: encoding.units(before) as u32 }
}

/// The first byte of a line that an editor shows.
fn line_start(source: &Source, line: usize) -> usize {
    let start = source.line_starts()[line] as usize;
    if line == 0 && source.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { start }
}

/// The position among all sources; behind the end of a line it is the line's end.
pub fn offset(source: &Source, position: lsp::Position, encoding: Encoding) -> u32 {
    let starts = source.line_starts();
    let line = position.line as usize;
    if line >= starts.len() {
        return source.span().end;
    }
    let start = line_start(source, line);
    let end = starts.get(line + 1).map_or(source.text.len(), |next| *next as usize);
    let text = source.text[start..end.max(start)].trim_end_matches(['\n', '\r']);
    let mut units = position.character as usize;
    let characters = text.chars().take_while(|character| {
        let mut buffer = [0; 4];
        let needed = encoding.units(character.encode_utf8(&mut buffer));
        let fits = units >= needed;
        units -= if fits { needed } else { 0 };
        fits
    });
    source.base + (start + characters.map(char::len_utf8).sum::<usize>()) as u32
}

/// The path of a `file:` address.
pub fn path(uri: &lsp::Uri) -> Option<PathBuf> {
    let is_file = uri.scheme().as_str().eq_ignore_ascii_case("file");
    is_file.then(|| uri.to_file_path()).flatten().map(|path| path.into_owned())
}

/// A diagnostic at a range, with the labels that `location` finds a place for.
pub fn diagnostic(of: &jke_text::Diagnostic, range: lsp::Range, location: impl Fn(Span) -> Option<lsp::Location>) -> lsp::Diagnostic {
    let jke_text::Diagnostic { code, severity, message, primary, labels, help, fix: _, targets } = of;
    let own = (!primary.message.is_empty()).then(|| primary.message.clone());
    let only = (!targets.is_empty()).then(|| format!("only for {}", targets.join(", ")));
    let help = help.as_ref().map(|help| format!("help: {help}"));
    let message = [Some(message.clone()), own, only, help].into_iter().flatten().collect::<Vec<_>>().join("\n");
    let related = labels.iter().filter_map(|label| {
        let message = if label.message.is_empty() { "here".to_owned() } else { label.message.clone() };
        Some(lsp::DiagnosticRelatedInformation { location: location(label.span)?, message })
    });
    let related: Vec<_> = related.collect();
    lsp::Diagnostic {
        range,
        severity: Some(match severity {
            Severity::Error => lsp::DiagnosticSeverity::ERROR,
            Severity::Warning => lsp::DiagnosticSeverity::WARNING,
        }),
        code: Some(lsp::NumberOrString::String(code.as_str().to_owned())),
        source: Some("jkec".to_owned()),
        message,
        related_information: (!related.is_empty()).then_some(related),
        tags: (*code == Code::Deprecated).then(|| vec![lsp::DiagnosticTag::DEPRECATED]),
        ..lsp::Diagnostic::default()
    }
}

#[cfg(test)]
mod tests {
    use jke_text::SourceKind;

    use super::*;

    #[test]
    fn positions_go_there_and_back_in_both_encodings() {
        let source = Source::new("a.jke", SourceKind::Project, "\u{feff}名😀x\r\n\ty é\n", 7);
        for (byte, character) in source.text.char_indices().filter(|(_, c)| !matches!(c, '\u{feff}' | '\r' | '\n')) {
            for encoding in [Encoding::Utf8, Encoding::Utf16] {
                let at = position(&source, byte, encoding);
                assert_eq!(offset(&source, at, encoding), source.base + byte as u32, "{character} as {at:?}");
            }
        }
        let x = source.text.find('x').expect("the text has an x");
        assert_eq!(position(&source, x, Encoding::Utf16), lsp::Position { line: 0, character: 3 });
        assert_eq!(position(&source, x, Encoding::Utf8), lsp::Position { line: 0, character: 7 });
    }

    #[test]
    fn positions_behind_a_line_or_the_text_are_its_end() {
        let source = Source::new("a.jke", SourceKind::Project, "ab\r\nc", 1);
        let at = |line, character| offset(&source, lsp::Position { line, character }, Encoding::Utf16) - source.base;
        assert_eq!((at(0, 99), at(1, 99), at(9, 0), at(u32::MAX, u32::MAX)), (2, 5, 5, 5));
    }
}
