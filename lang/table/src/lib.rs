//! Files that declare nothing but types, as one table of bytes: written when the library is built, read type by type.
//!
//! A library of a thousand types costs those who name three of them no more than these and what they reach. What is read of a
//! type is the very tree that parsing its file gives, with the same places, so that all who come later see no difference.
//!
//! The table holds, each once: texts, trees of type expressions, and for each type where its tree stands and which types that
//! names. Numbers are of variable length, and places are told by their distance from the one before.

mod bytes;
mod encode;
mod names;
mod reach;
mod read;
mod table;
mod tree;
mod write;

pub use reach::Reached;
pub use table::{FileId, Module, Table, TypeId};
pub use write::{Problem, write};
