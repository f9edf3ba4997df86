//! The command line: its words, the commands, and the exit status that each outcome has.

mod begin;
mod build;
mod check;
mod explain;
mod import;
mod init;
mod label;
mod new;
mod open;
mod setting;
mod tree;
mod words;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use clap::{Parser, Subcommand};
use jke_text::{Diagnostic, Sources};

use crate::report::{self, Color, Format, Style};

/// Compiles jke, a typed configuration language, into Kubernetes manifests.
#[derive(Parser, Debug)]
#[command(name = "jkec", version, arg_required_else_help = true, disable_help_subcommand = true, after_help = EXAMPLES)]
pub struct Arguments {
    /// Run in this folder; the project is the nearest project.jke from there upwards, or a single file that holds one
    #[arg(short = 'C', value_name = "DIR", global = true)]
    directory: Option<PathBuf>,
    /// How diagnostics are shown [default: human on a terminal, short elsewhere]
    #[arg(long, value_enum, global = true, hide_possible_values = true, value_name = "human|short|json")]
    format: Option<Format>,
    /// When diagnostics are coloured
    #[arg(long, value_enum, global = true, hide_possible_values = true, value_name = "auto|always|never", default_value = "auto")]
    color: Color,
    /// Show at most this many errors, and count the rest
    #[arg(long, value_name = "N", global = true)]
    max_errors: Option<usize>,
    /// Say how long each phase took
    #[arg(short, long, global = true)]
    verbose: bool,
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  jkec init                            begin a project in this folder
  jkec check                           prove every app for every target
  jkec build env=prod                  the manifests of production on stdout
  jkec build env=prod orders           one app's
  jkec build -o manifests              a tree of files for every target";

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
    /// Turn what others wrote into jke
    Import(import::Options),
    /// Serve editors on stdin and stdout
    Lsp,
    /// Tell what a diagnostic means, with a failing and a mended example
    Explain(explain::Options),
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
    /// The folder to run in.
    pub directory: PathBuf,
    pub style: Style,
    pub clock: Clock,
}

/// Runs the command.
pub fn run(arguments: Arguments) -> ExitCode {
    let Arguments { directory, format, color, max_errors, verbose, command } = arguments;
    let directory = directory.unwrap_or_else(|| PathBuf::from("."));
    let globals = Globals { directory, style: Style::new(format, color, max_errors), clock: Clock { said: verbose } };
    let status = match command {
        Command::Build(options) => build::run(&globals, &options),
        Command::Check(options) => check::run(&globals, &options),
        Command::Init(options) => init::run(&globals, &options),
        Command::New(options) => new::run(&globals, &options),
        Command::Import(options) => import::run(&globals, &options),
        Command::Lsp => return crate::lsp::run(),
        Command::Explain(options) => explain::run(&globals, &options),
    };
    status.into()
}

/// Times of phases, for `-v`.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    said: bool,
}

impl Clock {
    pub fn time<R>(self, phase: &str, work: impl FnOnce() -> R) -> R {
        let start = Instant::now();
        let result = work();
        if self.said {
            report::to_stderr(format!("{phase}: {:.1} ms\n", start.elapsed().as_secs_f64() * 1e3).as_bytes());
        }
        result
    }
}

/// Says on stderr why the command could not be carried out, for what no diagnostic stands: the outside.
pub fn fail(status: Status, message: impl std::fmt::Display) -> Status {
    report::to_stderr(format!("jkec: {message}\n").as_bytes());
    status
}

/// Tells of diagnostics on stderr, with their number.
fn tell(globals: &Globals, diagnostics: &[Diagnostic], sources: &Sources) -> report::Report {
    let report = report::render(diagnostics, sources, globals.style);
    let mut text = report.text.clone();
    if globals.style.format != Format::Json && !report.summary().is_empty() {
        text.extend(format!("{}\n", report.summary()).as_bytes());
    }
    report::to_stderr(&text);
    report
}

/// Tells of mistakes on the command line.
fn refuse(globals: &Globals, diagnostics: &[Diagnostic], sources: &Sources) -> Status {
    report::to_stderr(&report::render(diagnostics, sources, globals.style).text);
    Status::CommandLine
}
