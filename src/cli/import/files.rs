//! The files that are named on the command line to sources, and sources in jke to files.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jke_import::manifest::ImportedFile;
use jke_text::{Code, Diagnostic, Source, SourceKind, Sources, Span, nearest};

use crate::cli::begin::{self, NewFile};
use crate::cli::{Globals, Status, fail, refuse};
use crate::disk::{self, Disk, PROJECT_FILE};
use crate::report;

/// The files, read; those of a folder in the order of their names.
pub fn read(globals: &Globals, files: &[PathBuf]) -> Result<(Sources, Vec<Arc<Source>>), Status> {
    let mut sources = Sources::default();
    let mut read = vec![];
    for path in files {
        if path.as_os_str() == "-" {
            let mut bytes = vec![];
            std::io::stdin()
                .lock()
                .read_to_end(&mut bytes)
                .map_err(|error| fail(Status::Outside, format_args!("stdin can't be read: {error}")))?;
            read.push(source(globals, &mut sources, "stdin", bytes)?);
            continue;
        }
        let place = globals.directory.join(path);
        for found in expanded(globals, path, &place)? {
            let bytes = std::fs::read(globals.directory.join(&found))
                .map_err(|error| fail(Status::Outside, format_args!("{} can't be read: {error}", found.display())))?;
            read.push(source(globals, &mut sources, &found.to_string_lossy(), bytes)?);
        }
    }
    Ok((sources, read))
}

/// The file itself, or the manifests of a folder.
fn expanded(globals: &Globals, path: &Path, place: &Path) -> Result<Vec<PathBuf>, Status> {
    if !place.exists() {
        return Err(refuse(globals, &[missing(path, place)], &Sources::default()));
    }
    if !place.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let found = disk::manifests(place).map_err(|error| fail(Status::Outside, format_args!("{} can't be read: {error}", path.display())))?;
    if found.is_empty() {
        let message = format!("there is no manifest in {}", path.display());
        let error = Diagnostic::error(Code::E1003, Span::NONE, message).help("manifests are files that end in .yaml, .yml or .json");
        return Err(refuse(globals, &[error], &Sources::default()));
    }
    Ok(found.into_iter().map(|below| path.join(below)).collect())
}

fn missing(path: &Path, place: &Path) -> Diagnostic {
    let error = Diagnostic::error(Code::E1003, Span::NONE, format!("there is no file `{}`", path.display()));
    let Some(name) = place.file_name().map(|name| name.to_string_lossy().into_owned()) else { return error };
    let folder = place.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let beside: Vec<String> = std::fs::read_dir(folder)
        .map(|entries| entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect())
        .unwrap_or_default();
    match nearest(&name, beside.iter().map(String::as_str)) {
        Some(near) => error.help(format!("did you mean `{}`?", path.with_file_name(near).display())),
        None => error,
    }
}

fn source(globals: &Globals, sources: &mut Sources, path: &str, bytes: Vec<u8>) -> Result<Arc<Source>, Status> {
    let wrong = |sources: &Sources, span, message: &str, help: &str| {
        let error = Diagnostic::error(Code::E1002, span, message).help(help);
        report::to_stderr(&report::render(&[error], sources, globals.style).text);
        Status::Sources
    };
    if bytes.len() > Sources::MAX_FILE || u64::from(sources.end()) + bytes.len() as u64 > u64::from(u32::MAX / 2) {
        let message = format!("{path} is too large to import");
        return Err(wrong(sources, Span::NONE, &message, "split it into several files: 64 MiB is the most that one may have"));
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(sources.add(path, SourceKind::Project, text)),
        Err(error) => {
            let right = error.utf8_error().valid_up_to();
            let text = String::from_utf8_lossy(&error.as_bytes()[..right]).into_owned();
            let end = sources.add(path, SourceKind::Project, text).span().end;
            Err(wrong(sources, Span::new(end, end), "this file is not UTF-8 from here on", "save it as UTF-8"))
        }
    }
}

/// Writes the sources beside nothing that is there. Outside of any project they begin one.
pub fn write(globals: &Globals, folder: &Path, imported: &[ImportedFile]) -> Result<(), Status> {
    let folder = globals.directory.join(folder);
    let mut files: Vec<NewFile> =
        imported.iter().map(|file| NewFile { path: format!("{}.jke", file.name), text: file.text.clone() }).collect();
    if !is_in_project(&folder) {
        let name = folder.canonicalize().ok().or_else(|| std::path::absolute(&folder).ok());
        let name = name
            .as_deref()
            .and_then(Path::file_name)
            .map_or("imported".to_owned(), |name| jke_import::manifest::stem(&format!("{}.", name.to_string_lossy())));
        files.push(NewFile { path: PROJECT_FILE.to_owned(), text: format!("project {name} {{\n  edition = 1\n}}\n") });
    }
    begin::write(globals, &folder, &files)
}

/// The folder, or the nearest one above it that is there, belongs to a project.
fn is_in_project(folder: &Path) -> bool {
    let Ok(folder) = std::path::absolute(folder) else { return false };
    let there = folder.ancestors().find(|above| above.is_dir());
    there.is_some_and(|there| matches!(Disk::find(there), Ok(Some(_))))
}
