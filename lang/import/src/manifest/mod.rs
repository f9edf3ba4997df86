//! Kubernetes manifests to jke: each object an `emit`, typed by its kind.
//!
//! Which kinds there are comes from outside. What a kind refuses, and what the language can't say, is told with its place and
//! stands in the source as a comment; nothing is dropped in silence. Whether the source builds to the same objects is for the
//! caller to prove: `compare` tells the differences, and `refused` takes what the compiler said, for another try.

pub mod amount;
pub mod body;
pub mod compare;
mod emit;
pub mod objects;
pub mod print;
pub mod typed;
pub mod yaml;

pub use emit::{Imported, ImportedFile, Kinds, KnownKind, Layout, head_comments, is_refused, stem, write};
