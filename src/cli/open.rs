//! The folder that a command runs in to a snapshot of its project.

use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::Arc;

use jke_session::{Session, Snapshot};
use jke_text::{Code, Diagnostic, Sources, Span};

use super::{Globals, Status, fail, refuse};
use crate::disk::{Disk, PROJECT_FILE};

/// The project of the nearest `project.jke` from the command's folder upwards.
pub fn find(globals: &Globals) -> Result<Disk, Status> {
    match Disk::find(&globals.directory) {
        Ok(Some(disk)) => Ok(disk),
        Ok(None) => Err(refuse(globals, &[no_project(&globals.directory)], &Sources::default())),
        Err(error) => Err(no_folder(globals, &error)),
    }
}

/// Its present state, to be worked on by `jobs` threads, else by as many as there are cores.
pub fn snapshot(globals: &Globals, jobs: Option<NonZeroUsize>) -> Result<Snapshot, Status> {
    let disk = find(globals)?;
    let mut session = Session::with_jobs(jobs.map_or(0, usize::from));
    Ok(globals.clock.time("read, parse, resolve", || session.snapshot(Arc::new(disk))))
}

fn no_project(start: &Path) -> Diagnostic {
    let looked = start.canonicalize().unwrap_or_else(|_| start.to_owned());
    let message = format!("there is no project here: neither {} nor a folder above it holds a `{PROJECT_FILE}`", looked.display());
    Diagnostic::error(Code::E0901, Span::NONE, message).help("`jkec init` begins a project in this folder; `-C DIR` runs in another one")
}

/// `-C` names a folder that is not there; a present folder that can't be entered is the outside's fault.
pub fn no_folder(globals: &Globals, error: &std::io::Error) -> Status {
    let folder = globals.directory.display();
    if globals.directory.exists() {
        return fail(Status::Outside, format_args!("{folder} can't be read: {error}"));
    }
    let missing =
        Diagnostic::error(Code::E1003, Span::NONE, format!("there is no folder `{folder}`")).help("`-C` names the folder to run in");
    refuse(globals, &[missing], &Sources::default())
}
