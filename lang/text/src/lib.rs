//! What every phase shares: names and how they are written, positions, sources, loading, diagnostics and the catalogue of their codes.
//!
//! Text comes in through a [`Loader`]; a [`Span`] names a place in any loaded file; a [`Diagnostic`] speaks about one.
//! Deliberately absent: the file system, terminals and protocols.

mod codes;
mod diagnostic;
mod loader;
mod name;
mod nearest;
mod position;
mod source;
pub mod words;

pub use codes::Code;
pub use diagnostic::{Diagnostic, Edit, Label, Severity};
pub use loader::{LoadError, Loader, MemoryLoader};
pub use name::Name;
pub use nearest::nearest;
pub use position::{Origin, Span};
pub use source::{LineColumn, Source, SourceKind, SourceText, Sources};
