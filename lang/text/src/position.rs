//! Positions: one 32-bit number names a byte in any of the loaded files.
//!
//! All sources lie one after another in a single address space (see [`crate::Sources`]), so a span needs no file beside
//! it and an [`Origin`] is no more than the place where its value was written.

/// A half-open range of bytes in the address space of all sources.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Span {
    pub start: u32,
    pub end: u32,
}

impl Span {
    /// The span of nothing: what was not written by anybody.
    pub const NONE: Span = Span { start: 0, end: 0 };

    pub fn new(start: u32, end: u32) -> Span {
        Span { start, end }
    }

    /// From the start of this span to the end of `last`.
    pub fn to(self, last: Span) -> Span {
        Span { start: self.start, end: last.end.max(self.start) }
    }

    /// The empty span at this one's end.
    pub fn after(self) -> Span {
        Span { start: self.end, end: self.end }
    }

    pub fn contains(self, position: u32) -> bool {
        self.start <= position && position < self.end
    }

    pub fn covers(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    pub fn is_none(self) -> bool {
        self == Span::NONE
    }

    pub fn len(self) -> u32 {
        self.end - self.start
    }

    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    pub fn origin(self) -> Origin {
        Origin(self.start)
    }
}

impl std::fmt::Debug for Span {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}..{}", self.start, self.end)
    }
}

/// Where a value comes from: the first byte of the expression that gave it. The file, the line and the layer follow from
/// it (`Sources::file_at`, and the block that holds the position).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Debug)]
pub struct Origin(pub u32);

impl Origin {
    /// Written by nobody: a default of the language itself, such as an instance's `name`.
    pub const NONE: Origin = Origin(0);

    pub fn is_none(self) -> bool {
        self == Origin::NONE
    }
}
