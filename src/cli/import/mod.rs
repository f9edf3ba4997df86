//! `jkec import`: what others wrote to jke; manifests with the proof that they build to the same.

mod application;
mod crd;
mod files;
mod library;
mod manifests;
mod proof;

use std::path::PathBuf;

use clap::{Subcommand, ValueEnum};

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
    /// Make apps of what belongs together, and patches of what their module does not say; reads a JKE values.yaml too
    #[arg(long = "as", value_name = "application")]
    form: Option<Form>,
    /// The module of these apps
    #[arg(long, value_name = "MODULE", default_value = "std.app.Application", requires = "form")]
    module: String,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Form {
    Application,
}

#[derive(Subcommand, Debug)]
enum What {
    /// Turn CustomResourceDefinitions, or a JSON schema, into types
    Crd(crd::Options),
}

pub fn run(globals: &Globals, options: &Options) -> Status {
    let Options { what, files, output, form, module } = options;
    match what {
        Some(What::Crd(options)) => crd::run(globals, options),
        None if form.is_some() => application::run(globals, files, output.as_deref(), module),
        None => manifests::run(globals, files, output.as_deref()),
    }
}
