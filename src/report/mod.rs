//! Diagnostics to what people and machines read: a picture on a terminal, one line each elsewhere, JSON for machines.
//!
//! Nothing here decides anything: which diagnostics there are, and in which order, is the session's. Only text that was
//! written by others (sources, names) is made harmless to a terminal.

mod human;
mod json;
mod short;

use std::io::{IsTerminal, Write};

use clap::ValueEnum;
use jke_text::{Diagnostic, Sources};

#[derive(Clone, Copy, Debug, ValueEnum, PartialEq, Eq)]
pub enum Format {
    /// The line, the cause and the mend, drawn
    Human,
    /// One line each: path:line:column: error[E0301]: message
    Short,
    /// One JSON object a line
    Json,
}

#[derive(Clone, Copy, Debug, ValueEnum, PartialEq, Eq)]
pub enum Color {
    Auto,
    Always,
    Never,
}

/// How diagnostics are shown.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    pub format: Format,
    pub color: bool,
    /// More errors than this are only counted.
    pub max_errors: Option<usize>,
}

impl Style {
    /// What the flags say, else what fits stderr.
    pub fn new(format: Option<Format>, color: Color, max_errors: Option<usize>) -> Style {
        let terminal = std::io::stderr().is_terminal();
        let wished = |name| std::env::var_os(name).is_some_and(|value: std::ffi::OsString| !value.is_empty());
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        let color = match color {
            Color::Auto => terminal && !dumb && !wished("NO_COLOR"),
            Color::Always => true,
            Color::Never => false,
        };
        let format = format.unwrap_or(if terminal { Format::Human } else { Format::Short });
        Style { format, color, max_errors }
    }
}

/// The diagnostics as text, and how many of them are errors and warnings.
#[derive(Debug, Default)]
pub struct Report {
    pub text: Vec<u8>,
    pub errors: usize,
    pub warnings: usize,
    /// Errors beyond the wished number.
    pub hidden: usize,
}

pub fn render(diagnostics: &[Diagnostic], sources: &Sources, style: Style) -> Report {
    let mut report = Report::default();
    let mut pictures = human::Pictures::new(sources, style.color);
    for diagnostic in diagnostics {
        if !diagnostic.is_error() {
            report.warnings += 1;
        } else {
            report.errors += 1;
            if style.max_errors.is_some_and(|most| report.errors > most) {
                report.hidden += 1;
                continue;
            }
        }
        match style.format {
            Format::Human => pictures.draw(diagnostic, &mut report.text),
            Format::Short => short::line(diagnostic, sources, &mut report.text),
            Format::Json => json::line(diagnostic, sources, &mut report.text),
        }
    }
    report
}

impl Report {
    /// `2 errors, 1 warning (12 more errors are not shown)`; empty where there is nothing to count.
    pub fn summary(&self) -> String {
        let count = |number: usize, what: &str| match number {
            0 => None,
            1 => Some(format!("1 {what}")),
            several => Some(format!("{several} {what}s")),
        };
        let counts: Vec<String> = [count(self.errors, "error"), count(self.warnings, "warning")].into_iter().flatten().collect();
        match self.hidden {
            0 => counts.join(", "),
            hidden => format!("{} ({hidden} of them not shown)", counts.join(", ")),
        }
    }
}

/// Writes to stderr. Where nobody reads it, nobody misses it.
pub fn to_stderr(text: &[u8]) {
    let _ = std::io::stderr().lock().write_all(text);
}

/// A selector list as people say it: `env=dev, env=staging and env=prod`.
fn joined(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// A character that moves no cursor and turns no text around, in the place of one that might.
fn harmless(character: char) -> char {
    match character {
        '\n' | '\t' => character,
        '\u{0}'..='\u{1f}' => char::from_u32(0x2400 + character as u32).unwrap_or('\u{fffd}'),
        '\u{7f}'..='\u{9f}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => '\u{fffd}',
        _ => character,
    }
}

fn harmless_text(text: &str) -> String {
    text.chars().map(harmless).collect()
}

/// On one line.
fn harmless_line(text: &str) -> String {
    text.split(['\n', '\t']).map(|part| harmless_text(part.trim())).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
