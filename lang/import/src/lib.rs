//! What others wrote to sources in jke: schemas to declarations of types, manifests to emits.
//!
//! Pure: texts and plain data in, text and notices out. Which files there are, and where they go, is for the caller.

pub mod application;
pub mod crd;
pub mod manifest;
mod snake;
pub mod types;

pub use snake::snake;
