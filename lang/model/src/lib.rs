//! The data that the phases after parsing share: types, values, the checked program, targets, layers and objects.
//!
//! Data only: what it means to check, to merge or to evaluate stands in the crates below.

pub mod builtin;
pub mod declaration;
pub mod ir;
pub mod layer;
pub mod object;
pub mod pattern;
pub mod program;
pub mod quantity;
mod rows;
pub mod target;
pub mod ty;
pub mod value;
pub mod version;

/// A hash map for keys that no outsider chooses.
pub type FxIndexMap<K, V> = indexmap::IndexMap<K, V, rustc_hash::FxBuildHasher>;
