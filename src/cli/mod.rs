//! The command line: its words, the commands, and the exit status that each outcome has.

mod build;
mod check;
mod init;
mod new;
mod project;
mod words;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};

use crate::report::{Color, Format};

/// Compiles jke, a typed configuration language, into Kubernetes manifests.
#[derive(Parser, Debug)]
#[command(version, propagate_version = true, arg_required_else_help = true, disable_help_subcommand = true)]
pub struct Arguments {
    /// Run in this folder; the project is the nearest project.jke from there upwards
    #[arg(short = 'C', value_name = "DIR", global = true)]
    directory: Option<PathBuf>,
    /// How diagnostics are shown [default: human on a terminal, short elsewhere]
    #[arg(long, value_enum, global = true)]
    format: Option<Format>,
    /// When diagnostics are coloured
    #[arg(long, value_enum, global = true, default_value_t = Color::Auto)]
    color: Color,
    /// Show at most this many errors, and count the rest
    #[arg(long, value_name = "N", global = true)]
    max_errors: Option<usize>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    /// Write the manifests of the chosen apps and targets
    Build(build::Options),
    /// Prove every app for every target
    Check(check::Options),
    /// Begin a project in this folder
    Init(init::Options),
    /// Add an app to the project
    New(new::Options),
}

/// What `build` writes.
#[derive(Clone, Copy, Debug, ValueEnum, PartialEq, Eq, Default)]
pub enum Output {
    #[default]
    Yaml,
    Json,
    Ndjson,
}

/// The exit status of an outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    Done,
    /// The sources are wrong; diagnostics were printed.
    Sources,
    /// The command line is wrong.
    CommandLine,
    /// The outside failed: a file, a pipe.
    Outside,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> ExitCode {
        ExitCode::from(match status {
            Status::Done => 0,
            Status::Sources => 1,
            Status::CommandLine => 2,
            Status::Outside => 3,
        })
    }
}

/// What all commands read of the command line.
#[derive(Debug)]
pub struct Globals {
    pub directory: PathBuf,
    pub format: Option<Format>,
    pub color: Color,
    pub max_errors: Option<usize>,
}

/// Runs the command.
pub fn run(arguments: Arguments) -> Status {
    let Arguments { directory, format, color, max_errors, command } = arguments;
    let globals = Globals { directory: directory.unwrap_or_else(|| PathBuf::from(".")), format, color, max_errors };
    match command {
        Command::Build(options) => build::run(&globals, &options),
        Command::Check(options) => check::run(&globals, &options),
        Command::Init(options) => init::run(&globals, &options),
        Command::New(options) => new::run(&globals, &options),
    }
}

/// Says on stderr why the command could not be carried out.
pub fn fail(status: Status, message: impl std::fmt::Display) -> Status {
    eprintln!("jkec: {message}");
    status
}
