//! Resolved files to a checked program: types of declarations, expressions against types, layers against the modules they configure.

mod bodies;
mod context;
mod declare;
mod emitted;
mod expr;
mod inferred;
mod instance;
mod keys;
mod layers;
mod needs;
mod patchable;
mod program;
mod step;

pub use context::{Context, Meaning, Places};
pub use declare::annotations::annotations;
pub use declare::{Declared, built_in_types, declare, instance_definition, module_of_path, record_of_path, type_expr, type_of_path};
pub use emitted::Emitted;
pub use expr::show::{show_literal, show_type};
pub use inferred::Lets;
pub use layers::{Blocks, Setting, command_line_blocks, instance_blocks, module_blocks, selector};
pub use needs::Needs;
pub use patchable::Patchable;
pub use program::{Selection, assemble, program};
