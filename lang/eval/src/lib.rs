//! The checked program to values: layers merged into a plan, the plan evaluated for one instance and one target.
//!
//! [`merge`] makes the plan; [`evaluate`] gives the fields, checks and manifests that it comes to. Evaluation is lazy: a field is computed
//! when something reads it, so that only the value that wins is evaluated. Deliberately absent: who is evaluated when, which is `session`'s,
//! and how objects are written.

mod body;
mod check;
mod defaults;
mod expr;
mod fields;
mod include;
mod instance;
mod keyed;
mod layered;
mod lazy;
mod lifetimes;
mod limits;
mod machine;
pub mod merge;
mod narrowed;
mod object;
mod open;
mod patch;
pub mod plan;
mod recipe;
mod refine;
mod roots;
mod show;
mod size;
mod statement;
mod trace;
mod unmet;
mod whole;
mod world;

pub use instance::{Evaluated, cluster, evaluate, evaluate_fields, prove_constants};
pub use trace::{NoTrace, Tracer};
pub use unmet::emitted_nowhere;
pub use world::World;
