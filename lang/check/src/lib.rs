//! Resolved files to a checked program: types of declarations, expressions against types, layers against the modules they configure.

mod context;

pub use context::{Context, Meaning};
