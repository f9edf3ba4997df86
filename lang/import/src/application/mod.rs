//! Manifests, and values of charts, to apps of a module: the fields that its mapping names, and patches for the rest.
//!
//! Nothing here knows a module or a kind. A mapping is data that stands beside its module: which objects belong to one app, and from
//! where each field is read. What an app then emits is compared with what was there, and a patch makes up the difference.

mod change;
mod fill;
mod group;
pub mod rows;
mod select;
mod write;

pub use change::Changes;
pub use fill::{App, fill, left};
pub use group::{Group, groups};
pub use write::{AppFile, Extra, write_app};
