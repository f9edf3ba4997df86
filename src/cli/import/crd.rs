//! `jkec import crd FILE…`: CustomResourceDefinitions, or JSON schemas, to files of types; on stdout where there is one.
//!
//! What the types can't say is listed on stderr.

use std::io::Write;
use std::path::{Path, PathBuf};

use jke_import::crd::{self, Definition, Document, Imported, NoKind, Notice, Read};
use jke_import::types::print;
use jke_text::{Code, Diagnostic, Sources, Span};

use super::files;
use super::manifests::end;
use crate::cli::begin::{self, NewFile};
use crate::cli::build::quiet_pipe;
use crate::cli::{Globals, Status, fail, refuse};

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
        Ok(status) | Err(status) => status,
    }
}

fn import(globals: &Globals, options: &Options) -> Result<Status, Status> {
    let (sources, files) = files::read(globals, &options.files)?;
    let (mut definitions, mut told) = (vec![], vec![]);
    for source in &files {
        let Read { documents, diagnostics } = crd::read(source);
        told.extend(diagnostics);
        for (place, document) in documents {
            let found = of_document(options, place, document);
            definitions.extend(found.unwrap_or_else(|diagnostic| {
                told.push(*diagnostic);
                vec![]
            }));
        }
    }
    if let Some(missing) = told.iter().find(|diagnostic| diagnostic.code == Code::E1003) {
        return Err(refuse(globals, std::slice::from_ref(missing), &sources));
    }
    if definitions.is_empty() && !told.iter().any(Diagnostic::is_error) {
        told.push(Diagnostic::error(Code::E1011, Span::NONE, "there is no CustomResourceDefinition in what was read"));
    }
    if definitions.is_empty() {
        return Ok(end(globals, &sources, told));
    }
    let imported = crd::import_all(&definitions);
    write(globals, options.output.as_deref(), &imported)?;
    told.extend(imported.iter().flat_map(notices));
    Ok(end(globals, &sources, told))
}

fn of_document(options: &Options, place: Span, document: Document) -> Result<Vec<Definition>, Box<Diagnostic>> {
    let Options { kind, api_version, cluster_wide, .. } = options;
    match document {
        Document::Definitions(definitions) => Ok(definitions),
        Document::Other(kind) => {
            let message = format!("this {kind} is no CustomResourceDefinition: it is passed over");
            Err(Box::new(Diagnostic::warning(Code::ImportedOtherwise, place, message)))
        }
        Document::Schema(schema) => {
            let definition = crd::bare(place, schema, kind.as_deref(), api_version.as_deref(), *cluster_wide);
            definition.map(|definition| vec![definition]).map_err(|reason| {
                Box::new(match reason {
                    NoKind::Wrong(message) => Diagnostic::error(Code::E1012, place, format!("{message}: it is left out")),
                    NoKind::Missing(option) => {
                        let message = "this is no CustomResourceDefinition, and of a schema by itself the kind must be told";
                        let help = format!("give {option}, as in `--kind ScaledObject --api-version keda.sh/v1alpha1`");
                        Diagnostic::error(Code::E1003, place, message).help(help)
                    }
                })
            })
        }
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

fn notices(imported: &Imported) -> impl Iterator<Item = Diagnostic> {
    let Imported { place, path: _, file: _, notices } = imported;
    let told = |notice: &Notice| Diagnostic::warning(Code::ImportedOtherwise, *place, format!("{}: {}", notice.path, notice.message));
    notices.iter().map(told)
}
