//! A diagnostic to a picture: its line, what stands under it, other places, and what to do. ariadne draws the lines of source; the
//! head, the targets and the help are written here.
//!
//! ariadne is given characters, not bytes, and a text whose lines end where ours do, so that no span can fall between its lines or
//! inside a character.

use std::ops::Range;

use ariadne::{Cache, Config, IndexType, Label, ReportKind, Span};
use jke_text::{Diagnostic, Severity, Source, Sources, Span as TextSpan};

use super::{harmless, harmless_line, harmless_text, joined};

/// Draws the diagnostics of one run. What ariadne needs of a file is made once.
pub struct Pictures<'s> {
    sources: &'s Sources,
    color: bool,
    files: Vec<File<'s>>,
}

struct File<'s> {
    source: &'s Source,
    drawn: ariadne::Source<String>,
}

/// A place as ariadne takes it: characters of one file, which is named by its first position.
#[derive(Clone)]
struct Place {
    file: u32,
    characters: Range<usize>,
}

impl Span for Place {
    type SourceId = u32;

    fn source(&self) -> &u32 {
        &self.file
    }

    fn start(&self) -> usize {
        self.characters.start
    }

    fn end(&self) -> usize {
        self.characters.end
    }
}

impl Cache<u32> for &Pictures<'_> {
    type Storage = String;

    fn fetch(&mut self, id: &u32) -> Result<&ariadne::Source<String>, impl std::fmt::Debug> {
        self.file(*id).map(|file| &file.drawn).ok_or("a place in a file that was not loaded")
    }

    fn display<'a>(&self, id: &'a u32) -> Option<impl std::fmt::Display + 'a> {
        self.file(*id).map(|file| harmless_line(&file.source.path))
    }
}

impl<'s> Pictures<'s> {
    pub fn new(sources: &'s Sources, color: bool) -> Pictures<'s> {
        Pictures { sources, color, files: vec![] }
    }

    pub fn draw(&mut self, diagnostic: &Diagnostic, out: &mut Vec<u8>) {
        let mut text = self.head(diagnostic);
        let mut after = vec![];
        if !diagnostic.targets.is_empty() {
            after.push(format!("only for {}", joined(&diagnostic.targets)));
        }
        if let Some(help) = &diagnostic.help {
            after
                .extend(help.lines().enumerate().map(|(at, line)| if at == 0 { format!("help: {line}") } else { format!("      {line}") }));
        }
        let after: Vec<String> = after.iter().map(|line| harmless_text(line)).collect();
        match self.snippet(diagnostic) {
            Some(snippet) => text += &self.with_lines(&snippet, &after),
            None => text.extend(after.iter().map(|line| format!("  {line}\n"))),
        }
        text.push('\n');
        out.extend(text.as_bytes());
    }

    /// `error[E0301]: message`
    fn head(&self, diagnostic: &Diagnostic) -> String {
        let (word, paint) = match diagnostic.severity {
            Severity::Error => ("error", "31"),
            Severity::Warning => ("warning", "33"),
        };
        let (kind, message) = (format!("{word}[{}]", diagnostic.code), harmless_text(&diagnostic.message));
        match self.color {
            true => format!("\u{1b}[1;{paint}m{kind}\u{1b}[0m\u{1b}[1m: {message}\u{1b}[0m\n"),
            false => format!("{kind}: {message}\n"),
        }
    }

    /// The frame with lines of its own above its foot.
    fn with_lines(&self, snippet: &str, lines: &[String]) -> String {
        let Some(foot) = snippet.trim_end().rfind('\n').map(|at| at + 1) else { return snippet.to_owned() };
        let width = snippet[foot..].matches('─').count();
        let bar = if self.color { "\u{1b}[38;5;246m│\u{1b}[0m" } else { "│" };
        let body = lines.iter().map(|line| format!("{:width$}{bar} {line}\n", "")).collect::<String>();
        format!("{}{body}{}", &snippet[..foot], &snippet[foot..])
    }

    /// The lines of source, drawn; `None` for what stands in no file.
    fn snippet(&mut self, diagnostic: &Diagnostic) -> Option<String> {
        let primary = self.place(diagnostic.primary.span)?;
        let color = match diagnostic.severity {
            Severity::Error => ariadne::Color::Red,
            Severity::Warning => ariadne::Color::Yellow,
        };
        let mut labels = vec![(primary.clone(), &diagnostic.primary.message, color)];
        for label in &diagnostic.labels {
            labels.extend(self.place(label.span).map(|place| (place, &label.message, ariadne::Color::Cyan)));
        }
        // One frame for each file, the author's first, its lines from above.
        labels.sort_by_key(|(place, ..)| (place.file != primary.file, place.file, place.characters.end, place.characters.start));
        let config = Config::new().with_color(self.color).with_index_type(IndexType::Char).with_tab_width(2);
        let drawn = labels.into_iter().map(|(place, message, color)| {
            // ariadne marks no place about which nothing is said.
            let message = if message.is_empty() { "here" } else { message };
            Label::new(place).with_color(color).with_message(harmless_line(message))
        });
        let report = ariadne::Report::build(ReportKind::Error, primary).with_config(config).with_labels(drawn).finish();
        let mut text = vec![];
        report.write(&*self, &mut text).ok()?;
        let text = String::from_utf8(text).ok()?;
        // ariadne's own head, of which ours takes the place.
        text.split_once('\n').map(|(_, snippet)| trim_ends(snippet))
    }

    fn place(&mut self, span: TextSpan) -> Option<Place> {
        if span.is_none() {
            return None;
        }
        let sources = self.sources;
        let source: &Source = sources.file_at(span.start)?;
        if self.file(source.base).is_none() {
            self.files.push(File { source, drawn: ariadne::Source::from(drawable(&source.text)) });
        }
        let drawn = &self.file(source.base)?.drawn;
        let bytes = source.range(span);
        let start = character(source, drawn, bytes.start);
        Some(Place { file: source.base, characters: start..character(source, drawn, bytes.end).max(start) })
    }

    fn file(&self, base: u32) -> Option<&File<'s>> {
        self.files.iter().find(|file| file.source.base == base)
    }
}

/// The text with one harmless character for each of its own, but a mark at its beginning, which nobody sees.
fn drawable(text: &str) -> String {
    text.trim_start_matches('\u{feff}').replace("\r\n", " \n").chars().map(plain_end).map(harmless).collect()
}

/// ariadne ends lines at these too; we don't.
fn plain_end(character: char) -> char {
    match character {
        '\r' | '\u{b}' | '\u{c}' | '\u{85}' => ' ',
        _ => character,
    }
}

/// The number of characters before a byte, in the text as it is drawn.
fn character(source: &Source, drawn: &ariadne::Source<String>, byte: usize) -> usize {
    let at = source.line_column(source.base + byte as u32);
    let line = drawn.line(at.line as usize - 1);
    line.map_or(drawn.len(), |line| line.offset() + at.column as usize - 1).min(drawn.len())
}

fn trim_ends(text: &str) -> String {
    text.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}
