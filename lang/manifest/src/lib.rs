//! Objects to manifests: which object each is, the order in which they are applied, their bytes; and which of them clash.
//!
//! What one instance emits for one target becomes manifests by itself, so that the values can go; only then are the instances and the
//! targets of a cluster held against each other. Deliberately absent: evaluation, and where the bytes go.

mod clash;
mod content;
mod manifest;
mod order;
mod targets;
mod words;

pub use clash::{Clash, OfTarget, Place, clashes};
pub use content::{Difference, difference};
pub use manifest::{Form, Manifest, Wanted, manifests};
pub use targets::{selectors, tell};
pub use words::{differs, twice};
