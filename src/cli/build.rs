//! `jkec build`: manifests as a stream on stdout, or as a tree of files.

use std::io::{self, BufWriter, IsTerminal, Write};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use jke_session::{Built, Document, Form, Request, Secrets, Snapshot};
use jke_text::{Code, Diagnostic, Span};

use super::label::Unlabelled;
use super::words::{CommandLine, Selection};
use super::{Globals, Status, check, fail, open, refuse, tell, tree};
use crate::{disk, report};

#[derive(clap::Args, Debug)]
pub struct Options {
    /// Targets (env=prod, env=[dev, staging], cluster!=osaka) and names of apps; all where none are named
    #[arg(value_name = "TARGET|APP")]
    words: Vec<String>,
    /// Set a field, above all that the sources say: --set my-application.image=nginx:1.15
    #[arg(long, value_name = "APP.PATH=VALUE")]
    set: Vec<String>,
    /// Write a tree of files, TARGET/APP/KIND-NAME.yaml, into this folder
    #[arg(short, value_name = "DIR")]
    output_folder: Option<PathBuf>,
    /// Print several targets one after another, each behind a comment that names it
    #[arg(long, conflicts_with = "output_folder")]
    each: bool,
    /// The form of the manifests
    #[arg(long, value_enum, default_value = "yaml", hide_possible_values = true, value_name = "yaml|json|ndjson")]
    output: Output,
    /// What stands for secret values [default: mask on a terminal, plain elsewhere]
    #[arg(long, value_enum, hide_possible_values = true, value_name = "mask|omit|plain")]
    secrets: Option<SecretsFlag>,
    /// Threads to work on [default: the processor's cores]
    #[arg(long, value_name = "N")]
    jobs: Option<NonZeroUsize>,
}

#[derive(Clone, Copy, Debug, ValueEnum, PartialEq, Eq)]
enum Output {
    /// A stream of YAML documents
    Yaml,
    /// One List that holds them all
    Json,
    /// One JSON object a line
    Ndjson,
}

#[derive(Clone, Copy, Debug, ValueEnum, PartialEq, Eq)]
enum SecretsFlag {
    /// Asterisks
    Mask,
    /// Nothing
    Omit,
    /// The values themselves
    Plain,
}

pub fn run(globals: &Globals, options: &Options) -> Status {
    let snapshot = match open::snapshot(globals, options.jobs) {
        Ok(snapshot) => snapshot,
        Err(status) => return status,
    };
    let line = CommandLine::with_settings(snapshot.sources().clone(), "build", &options.words, &options.set);
    let selection = check::select(&snapshot, &line, Unlabelled::LeftOut).and_then(|selection| printable(&snapshot, options, selection));
    let selection = match selection {
        Ok(selection) => selection,
        Err(diagnostics) => return refuse(globals, &diagnostics, &line.sources),
    };
    let secrets = secrets(options);
    let request = Request {
        targets: selection.targets.clone(),
        instances: selection.instances.clone(),
        secrets,
        output: match options.output {
            Output::Yaml => Form::Yaml,
            Output::Json => Form::Json,
            Output::Ndjson => Form::Ndjson,
        },
        settings: selection.settings.clone(),
    };
    let built = globals.clock.time("check, build", || snapshot.build(&request));
    let report = tell(globals, &built.diagnostics, &line.sources);
    if report.errors > 0 {
        return if line.is_to_blame(&built.diagnostics) { Status::CommandLine } else { Status::Sources };
    }
    let holds_secrets = built.targets.iter().flat_map(|target| &target.documents).any(|document| document.holds_secrets);
    if holds_secrets && options.secrets.is_none() {
        match &options.output_folder {
            Some(folder) if disk::is_tracked(&globals.directory.join(folder)) => {
                return refuse(globals, &[tracked(folder, selection.span)], &line.sources);
            }
            None if secrets == Secrets::Mask => note("values of secrets are masked here; `--secrets=plain` shows them"),
            Some(_) | None => {}
        }
    }
    let written = globals.clock.time("write", || match &options.output_folder {
        Some(folder) => write_tree(&globals.directory.join(folder), options, &snapshot, &selection, &built),
        None => quiet_pipe(stream(options, &snapshot, &built, &mut BufWriter::with_capacity(1 << 16, io::stdout().lock()))),
    });
    // The process ends here: what it holds need not be taken apart.
    std::mem::forget((snapshot, built));
    match (written, &options.output_folder) {
        (Ok(()), _) => Status::Done,
        (Err(error), Some(folder)) => fail(Status::Outside, format_args!("the tree in {} can't be written: {error}", folder.display())),
        (Err(error), None) => fail(Status::Outside, format_args!("the manifests can't be written: {error}")),
    }
}

fn note(text: &str) {
    report::to_stderr(format!("note: {text}\n").as_bytes());
}

fn tracked(folder: &Path, span: Span) -> Diagnostic {
    let folder = folder.display();
    Diagnostic::error(Code::E1003, span, format!("these manifests hold values of secrets, and git tracks {folder}"))
        .help(format!("leave them out with `--secrets=omit`, or hide {folder} in `.gitignore`; `--secrets=plain` writes them all the same"))
}

/// That nobody reads on is no mistake.
pub fn quiet_pipe(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

/// One target fits one stream: `| kubectl apply` would put several into one cluster.
fn printable(snapshot: &Snapshot, options: &Options, selection: Selection) -> Result<Selection, Vec<Diagnostic>> {
    if options.each && options.output != Output::Yaml {
        let error = Diagnostic::error(Code::E1003, selection.span, "`--each` names each target in a comment, and JSON has none")
            .help("build one target at a time, or write a tree with `-o DIR`");
        return Err(vec![error]);
    }
    if options.output_folder.is_some() || options.each || selection.targets.len() <= 1 {
        return Ok(selection);
    }
    let project = snapshot.project();
    let one = selection.targets.first().map_or(String::new(), |target| project.describe(target));
    let count = selection.targets.len();
    let error = Diagnostic::error(Code::E1003, selection.span, format!("stdout takes one target, and these are {count}"))
        .help(format!("name one, as `jkec build {one}`; or write all as a tree with `-o DIR`; or print one after another with `--each`"));
    Err(vec![error])
}

fn secrets(options: &Options) -> Secrets {
    match options.secrets {
        Some(SecretsFlag::Mask) => Secrets::Mask,
        Some(SecretsFlag::Omit) => Secrets::Omit,
        Some(SecretsFlag::Plain) => Secrets::Plain,
        None if options.output_folder.is_none() && io::stdout().is_terminal() => Secrets::Mask,
        None => Secrets::Plain,
    }
}

// ── to stdout ────────────────────────────────────────────────────────────────────────────────────────────────────────

/// All documents one after another. They are not joined before: a large build would stand in memory twice.
fn stream(options: &Options, snapshot: &Snapshot, built: &Built, out: &mut impl Write) -> io::Result<()> {
    let documents = || built.targets.iter().flat_map(|target| &target.documents);
    match options.output {
        Output::Yaml => yaml(options.each, snapshot, built, out)?,
        Output::Json => list(documents(), out)?,
        Output::Ndjson => {
            for document in documents() {
                out.write_all(&document.bytes)?;
                out.write_all(b"\n")?;
            }
        }
    }
    out.flush()
}

fn yaml(each: bool, snapshot: &Snapshot, built: &Built, out: &mut impl Write) -> io::Result<()> {
    for target in &built.targets {
        if each {
            let name = snapshot.project().describe(&target.target);
            writeln!(out, "# {}", if name.is_empty() { "the only target" } else { &name })?;
        }
        for document in &target.documents {
            out.write_all(b"---\n")?;
            out.write_all(&document.bytes)?;
        }
    }
    Ok(())
}

/// `{"apiVersion":"v1","kind":"List","items":[…]}`, as kubectl prints and takes several objects.
fn list<'d>(documents: impl Iterator<Item = &'d Document>, out: &mut impl Write) -> io::Result<()> {
    out.write_all(br#"{"apiVersion":"v1","kind":"List","items":["#)?;
    for (at, document) in documents.enumerate() {
        out.write_all(if at == 0 { b"\n" } else { b",\n" })?;
        out.write_all(&document.bytes)?;
    }
    out.write_all(b"\n]}\n")
}

// ── to a tree ────────────────────────────────────────────────────────────────────────────────────────────────────────

fn write_tree(folder: &Path, options: &Options, snapshot: &Snapshot, selection: &Selection, built: &Built) -> io::Result<()> {
    let extension = if options.output == Output::Yaml { "yaml" } else { "json" };
    let tree = tree::layout(snapshot.project(), built, extension);
    disk::write_tree(folder, &tree, |path| tree::is_rebuilt(path, snapshot.project(), selection))
}
