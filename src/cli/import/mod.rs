//! `jkec import`: what others wrote to jke; manifests with the proof that they build to the same.

mod crd;
mod files;
mod library;
mod manifests;
mod proof;

use std::path::PathBuf;

use clap::Subcommand;

use super::{Globals, Status};

#[derive(clap::Args, Debug)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Options {
    #[command(subcommand)]
    what: Option<What>,
    /// Kubernetes manifests in YAML or JSON, folders of them, or - for stdin
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// Where to write: one file NAME.jke, or a folder that gets a file for each FILE [default: stdout]
    #[arg(short, value_name = "NAME.jke|DIR")]
    output: Option<PathBuf>,
}

#[derive(Subcommand, Debug)]
enum What {
    /// Turn CustomResourceDefinitions, or a JSON schema, into types
    Crd(crd::Options),
}

pub fn run(globals: &Globals, options: &Options) -> Status {
    let Options { what, files, output } = options;
    match what {
        Some(What::Crd(options)) => crd::run(globals, options),
        None => manifests::run(globals, files, output.as_deref()),
    }
}
