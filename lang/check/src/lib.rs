//! Resolved files to a checked program: types of declarations, expressions against types, layers against the modules they configure.

mod context;
mod declare;
#[allow(dead_code)]
mod expr;
#[allow(dead_code)]
mod inferred;
#[allow(dead_code)]
mod instance;
#[allow(dead_code)]
mod keys;
#[allow(dead_code)]
mod step;

pub use context::{Context, Meaning, Places};
pub use declare::{Declared, declare, module_of_path, record_of_path, type_expr, type_of_path};
pub use inferred::Lets;
