//! The loaded files and their one address space.
//!
//! A file is added once and takes the next free range of positions; it is never changed, a new text is a new file.
//! Line and column are computed only here, and only when something is shown.

use std::sync::{Arc, OnceLock};

use crate::Span;

/// Whom a file belongs to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum SourceKind {
    /// A file of the project.
    Project,
    /// A file of the standard library, inside the binary.
    Library,
    /// What stands on the command line.
    CommandLine,
}

/// One loaded file.
#[derive(Debug)]
pub struct Source {
    /// Relative to the root of its package, with `/`; library files begin with the package's name (`std/app/application.jke`).
    pub path: String,
    pub kind: SourceKind,
    pub text: SourceText,
    /// The position of the first byte; never 0.
    pub base: u32,
    lines: OnceLock<Vec<u32>>,
}

/// The text of a file. What is inside the program is not copied: of a file that nobody looks into not a page is touched.
#[derive(Clone, Debug)]
pub enum SourceText {
    Program(&'static str),
    Read(Arc<str>),
}

impl std::ops::Deref for SourceText {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            SourceText::Program(text) => text,
            SourceText::Read(text) => text,
        }
    }
}

impl<T: Into<Arc<str>>> From<T> for SourceText {
    fn from(text: T) -> SourceText {
        SourceText::Read(text.into())
    }
}

/// A place as people count: lines and columns from 1, columns in code points.
#[derive(Clone, Copy, PartialEq, Eq, Debug, PartialOrd, Ord)]
pub struct LineColumn {
    pub line: u32,
    pub column: u32,
}

impl Source {
    pub fn new(path: impl Into<String>, kind: SourceKind, text: impl Into<SourceText>, base: u32) -> Source {
        Source { path: path.into(), kind, text: text.into(), base, lines: OnceLock::new() }
    }

    /// The whole file.
    pub fn span(&self) -> Span {
        Span::new(self.base, self.base + self.text.len() as u32)
    }

    /// The bytes of this file that a span names, clamped to the file and to character boundaries.
    pub fn range(&self, span: Span) -> std::ops::Range<usize> {
        let clamp = |position: u32| {
            let mut at = (position.saturating_sub(self.base) as usize).min(self.text.len());
            while !self.text.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        let start = clamp(span.start);
        start..clamp(span.end).max(start)
    }

    pub fn slice(&self, span: Span) -> &str {
        &self.text[self.range(span)]
    }

    /// Offsets of the first byte of each line. A line ends at `\n`; a `\r` before it belongs to the line.
    pub fn line_starts(&self) -> &[u32] {
        self.lines.get_or_init(|| {
            let ends = self.text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at as u32 + 1);
            std::iter::once(0).chain(ends).collect()
        })
    }

    pub fn line_column(&self, position: u32) -> LineColumn {
        let offset = self.range(Span::new(position, position)).start as u32;
        let starts = self.line_starts();
        let line = starts.partition_point(|start| *start <= offset) - 1;
        let before = &self.text[starts[line] as usize..offset as usize];
        let column = before.trim_start_matches('\u{feff}').chars().count();
        LineColumn { line: line as u32 + 1, column: column as u32 + 1 }
    }
}

/// All files that were loaded, in the order of their positions.
#[derive(Clone, Default, Debug)]
pub struct Sources {
    files: Vec<Arc<Source>>,
}

impl Sources {
    /// The largest text that a source may have.
    pub const MAX_FILE: usize = 64 << 20;

    /// Adds a file behind all others.
    pub fn add(&mut self, path: impl Into<String>, kind: SourceKind, text: impl Into<SourceText>) -> Arc<Source> {
        let base = self.files.last().map_or(1, |last| last.span().end + 1);
        let source = Arc::new(Source::new(path, kind, text, base));
        self.files.push(source.clone());
        source
    }

    /// Puts in a file that has its place, which no other file may have; one that is there already stays.
    pub fn insert(&mut self, source: Arc<Source>) {
        let at = self.files.partition_point(|file| file.base < source.base);
        if self.files.get(at).is_none_or(|file| file.base != source.base) {
            self.files.insert(at, source);
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = &Arc<Source>> {
        self.files.iter()
    }

    /// The first position that no file has.
    pub fn end(&self) -> u32 {
        self.files.last().map_or(1, |last| last.span().end + 1)
    }

    /// The file that holds a position; `None` for what nobody wrote.
    pub fn file_at(&self, position: u32) -> Option<&Arc<Source>> {
        let index = self.files.partition_point(|file| file.base <= position).checked_sub(1)?;
        self.files.get(index).filter(|file| position <= file.span().end)
    }

    pub fn slice(&self, span: Span) -> &str {
        self.file_at(span.start).map_or("", |file| file.slice(span))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_finds_its_file_line_and_column_in_code_points() {
        let mut sources = Sources::default();
        sources.add("a.jke", SourceKind::Project, "x = 1\n");
        let second = sources.add("b.jke", SourceKind::Project, "\u{feff}名前 = \"😀\" y\r\nz");
        let at = second.base + second.text.find('y').expect("the text has a y") as u32;
        assert_eq!(sources.file_at(at).map(|file| file.path.as_str()), Some("b.jke"));
        assert_eq!(second.line_column(at), LineColumn { line: 1, column: 10 });
        assert_eq!(second.line_column(second.span().end - 1), LineColumn { line: 2, column: 1 });
        assert!(sources.file_at(0).is_none());
    }

    #[test]
    fn spans_are_clamped_to_characters_and_to_the_file() {
        let source = Source::new("a.jke", SourceKind::Project, "é", 1);
        assert_eq!(source.slice(Span::new(1, 99)), "é");
        assert_eq!(source.slice(Span::new(2, 2)), "");
    }
}
