//! `jkec import crd FILE…`: CustomResourceDefinitions, or JSON schemas, to files of types; on stdout where there is one.
//!
//! What the types can't say is listed on stderr.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use jke_import::crd::{self, Definition, Document, Imported, NoKind, NotRead};
use jke_import::types::print;
use jke_text::{Code, Diagnostic, Sources, Span};

use crate::cli::begin::{self, NewFile};
use crate::cli::build::quiet_pipe;
use crate::cli::{Globals, Status, fail, refuse};
use crate::report;

#[derive(clap::Args, Debug)]
pub struct Options {
    /// CustomResourceDefinitions in YAML or JSON, JSON schemas, or - for stdin
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// Write GROUP/VERSION/KIND.jke into this folder [default: the only kind to stdout]
    #[arg(short, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Of a JSON schema: the kind that it is of
    #[arg(long, value_name = "KIND")]
    kind: Option<String>,
    /// Of a JSON schema: the group and version, as in "keda.sh/v1alpha1"
    #[arg(long, value_name = "GROUP/VERSION")]
    api_version: Option<String>,
    /// Of a JSON schema: the kind belongs to the whole cluster and has no namespace
    #[arg(long)]
    cluster_wide: bool,
}

pub fn run(globals: &Globals, options: &Options) -> Status {
    match import(globals, options) {
        Ok(()) => Status::Done,
        Err(status) => status,
    }
}

fn import(globals: &Globals, options: &Options) -> Result<(), Status> {
    let mut definitions = vec![];
    for path in &options.files {
        let text = read(globals, path)?;
        let documents = crd::read(&text).map_err(|wrong| not_read(path, &wrong))?;
        for document in documents {
            definitions.extend(of_document(globals, options, path, document)?);
        }
    }
    if definitions.is_empty() {
        return Err(fail(Status::Sources, "there is no CustomResourceDefinition in what was read"));
    }
    let imported = crd::import_all(&definitions);
    write(globals, options.output.as_deref(), &imported)?;
    imported.iter().for_each(tell);
    Ok(())
}

fn read(globals: &Globals, path: &Path) -> Result<String, Status> {
    let read = if path.as_os_str() == "-" {
        let mut text = String::new();
        std::io::stdin().lock().read_to_string(&mut text).map(|_| text)
    } else {
        std::fs::read_to_string(globals.directory.join(path))
    };
    read.map_err(|error| fail(Status::Outside, format_args!("{} can't be read: {error}", path.display())))
}

fn not_read(path: &Path, wrong: &NotRead) -> Status {
    let NotRead { message, place } = wrong;
    let place = place.map(|(line, column)| format!(":{line}:{column}")).unwrap_or_default();
    fail(Status::Sources, format_args!("{}{place}: {message}", path.display()))
}

fn of_document(globals: &Globals, options: &Options, path: &Path, document: Document) -> Result<Vec<Definition>, Status> {
    let Options { kind, api_version, cluster_wide, .. } = options;
    match document {
        Document::Definitions(definitions) => Ok(definitions),
        Document::Other(kind) => {
            report::to_stderr(format!("{}: passed over: {kind} is no CustomResourceDefinition\n", path.display()).as_bytes());
            Ok(vec![])
        }
        Document::Schema(schema) => match crd::bare(schema, kind.as_deref(), api_version.as_deref(), *cluster_wide) {
            Ok(definition) => Ok(vec![definition]),
            Err(NoKind::Wrong(message)) => Err(fail(Status::Sources, format_args!("{}: {message}", path.display()))),
            Err(NoKind::Missing(missing)) => {
                let message =
                    format!("{} holds no CustomResourceDefinition, and of a schema by itself the kind must be told", path.display());
                let error = Diagnostic::error(Code::E1003, Span::NONE, message);
                let error = error.help(format!("give {missing}, as in `--kind ScaledObject --api-version keda.sh/v1alpha1`"));
                Err(refuse(globals, &[error], &Sources::default()))
            }
        },
    }
}

fn write(globals: &Globals, output: Option<&Path>, imported: &[Imported]) -> Result<(), Status> {
    match (output, imported) {
        (Some(folder), _) => {
            let file = |imported: &Imported| NewFile { path: imported.path.clone(), text: print(&imported.file) };
            begin::write(globals, &globals.directory.join(folder), &imported.iter().map(file).collect::<Vec<_>>())
        }
        (None, [only]) => quiet_pipe(std::io::stdout().lock().write_all(print(&only.file).as_bytes()))
            .map_err(|error| fail(Status::Outside, format_args!("stdout can't be written: {error}"))),
        (None, several) => {
            let message = format!("these are {} kinds and versions, and stdout takes one", several.len());
            let error = Diagnostic::error(Code::E1003, Span::NONE, message).help("name a folder for them: `-o crd`");
            Err(refuse(globals, &[error], &Sources::default()))
        }
    }
}

fn tell(imported: &Imported) {
    let Imported { path, file: _, notices } = imported;
    let lines = notices.iter().map(|notice| format!("{path}: {}: {}\n", notice.path, notice.message));
    report::to_stderr(lines.collect::<String>().as_bytes());
}
