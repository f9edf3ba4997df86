//! The program as its users run it: the real binary in folders of its own.

mod build;
mod errors;
mod import;
mod import_application;
mod import_crd;
mod labels;
mod project;
mod settings;
mod surface;
