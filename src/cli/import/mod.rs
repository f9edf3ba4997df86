//! `jkec import`: what others wrote, to jke.

mod crd;

use clap::Subcommand;

use super::{Globals, Status};

#[derive(clap::Args, Debug)]
pub struct Options {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand, Debug)]
enum What {
    /// Turn CustomResourceDefinitions, or a JSON schema, into types
    Crd(crd::Options),
}

pub fn run(globals: &Globals, options: &Options) -> Status {
    let Options { what } = options;
    match what {
        What::Crd(options) => crd::run(globals, options),
    }
}
