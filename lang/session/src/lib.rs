//! A loader to snapshots of its project, and snapshots to diagnostics and documents: caches and scheduling.
//!
//! Everything is computed by the phases; what stands here decides what must be computed again, and on how many threads. The
//! program, the editor and the tests are callers of one session.

mod library;
mod reading;
mod request;
mod snapshot;

use std::sync::Arc;

use jke_text::Loader;

use reading::Files;

pub use jke_encode::Secrets;
pub use request::{Built, BuiltTarget, Document, Form, Request};
pub use snapshot::Snapshot;

/// What is kept from one snapshot to the next. One for each process, or for each editor's window.
#[derive(Default)]
pub struct Session {
    files: Files,
}

impl Session {
    /// With the standard library of this binary.
    pub fn new() -> Session {
        Session::default()
    }

    /// Reads the project; files whose text is unchanged keep their parse. It never fails: what can't be read is a diagnostic.
    pub fn snapshot(&mut self, loader: Arc<dyn Loader + Send + Sync>) -> Snapshot {
        let read = self.files.read(&*loader);
        Snapshot::new(loader, read)
    }
}
