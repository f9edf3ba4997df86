//! The checked program to values: layers merged into a plan, the plan evaluated for one instance and one target.

pub mod merge;
pub mod plan;
