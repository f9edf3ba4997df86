//! `jkec import FILE…`: manifests to emits, on stdout or into files.

use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};

use jke_import::manifest::objects::{Objects, objects};
use jke_import::manifest::{Layout, stem};
use jke_session::Session;
use jke_text::{Diagnostic, Sources};

use super::files;
use super::library::Library;
use super::proof::{Proven, namespaces_told, prove};
use crate::cli::{Globals, Status, fail, tell};
use crate::report;

pub fn run(globals: &Globals, paths: &[PathBuf], output: Option<&Path>) -> Status {
    let (sources, read) = match files::read(globals, paths) {
        Ok(read) => read,
        Err(status) => return status,
    };
    let Objects { objects, diagnostics: mut told, others } = globals.clock.time("read", || objects(&read));
    told.extend(others.into_iter().map(|other| other.told));
    if objects.is_empty() {
        return end(globals, &sources, told);
    }
    let mut session = Session::new();
    let library = Library::of(&mut session, &objects, None);
    let layout = layout(output);
    let proven = globals.clock.time("write and prove", || prove(&mut session, &objects, &library.kinds(), &layout));
    let Proven { files, diagnostics, equal, homeless, failure } = proven;
    told.extend(diagnostics);
    told.extend(namespaces_told(&sources, &homeless));
    if let Some((failing, of_files)) = failure {
        // What can't be laid at the door of any line of the input.
        tell(globals, &failing, &of_files);
        end(globals, &sources, told);
        return Status::Sources;
    }
    let written = match output {
        None => print(&files),
        Some(path) if is_file(path) => files::write(globals, path.parent().unwrap_or(Path::new("")), &files),
        Some(folder) => files::write(globals, folder, &files),
    };
    if let Err(status) = written {
        return status;
    }
    let status = end(globals, &sources, told);
    report::to_stderr(format!("{equal} of {} objects are built as they were\n", objects.len()).as_bytes());
    status
}

pub(super) fn is_file(path: &Path) -> bool {
    path.extension() == Some(OsStr::new("jke"))
}

fn layout(output: Option<&Path>) -> Layout {
    match output {
        None => Layout::One("imported".to_owned()),
        Some(path) if is_file(path) => Layout::One(stem(&path.to_string_lossy())),
        Some(_) => Layout::Each,
    }
}

pub(super) fn print(files: &[jke_import::manifest::ImportedFile]) -> Result<(), Status> {
    let mut out = std::io::stdout().lock();
    // Of several, each begins with a line that names it.
    let head =
        |file: &jke_import::manifest::ImportedFile| if files.len() > 1 { format!("//// {}.jke\n", file.name) } else { String::new() };
    let written = files.iter().try_for_each(|file| write!(out, "{}{}", head(file), file.text)).and_then(|()| out.flush());
    match written {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(fail(Status::Outside, format_args!("stdout: {error}"))),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Tells of everything, in the order of files and lines.
pub(super) fn end(globals: &Globals, sources: &Sources, mut told: Vec<Diagnostic>) -> Status {
    told.sort_by_key(|diagnostic| diagnostic.primary.span);
    told.dedup();
    let is_wrong = told.iter().any(Diagnostic::is_error);
    tell(globals, &told, sources);
    if is_wrong { Status::Sources } else { Status::Done }
}
