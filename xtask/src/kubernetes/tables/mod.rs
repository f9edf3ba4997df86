//! What the API's schema does not say, kept by hand; each row names where it comes from.
//!
//! A row holds for all versions of its group, and one that matches nothing is an error.

pub mod check;
pub mod immutable;
pub mod names;
pub mod types;

/// A field of a type: the first label of the group, the type, the field.
pub type Place = (&'static str, &'static str, &'static str);
