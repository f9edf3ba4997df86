//! A loader to snapshots of its project, and snapshots to diagnostics and documents: caches and scheduling.
//!
//! Everything is computed by the phases; what stands here decides what must be computed again, and on how many threads. The
//! program, the editor and the tests are callers of one session.

mod build;
mod check;

mod evaluate;
mod library;
mod memo;
mod reading;
mod request;
mod shared;
mod snapshot;
mod unmet;

use std::sync::Arc;

use jke_text::Loader;
use rayon::ThreadPool;

use memo::Memo;
use reading::Files;
use shared::Common;
use snapshot::State;

pub use jke_check::Setting;
pub use jke_encode::Secrets;
pub use request::{Built, BuiltTarget, Document, Form, Request};
pub use snapshot::Snapshot;

/// Trees and values nest as deep as the language allows; only what is used of a stack is memory.
const STACK: usize = 64 << 20;

/// What is kept from one snapshot to the next. One for each process, or for each editor's window.
pub struct Session {
    pool: Arc<ThreadPool>,
    files: Files,
    common: Option<Arc<Common>>,
    memo: Arc<Memo>,
}

impl Default for Session {
    fn default() -> Session {
        Session::new()
    }
}

impl Session {
    /// With the standard library of this binary, and as many threads as there are cores (or `RAYON_NUM_THREADS` says).
    pub fn new() -> Session {
        Session::with_jobs(0)
    }

    /// With so many threads.
    pub fn with_jobs(jobs: usize) -> Session {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(jobs).stack_size(STACK).build();
        let pool = Arc::new(pool.expect("the system gives a process its first threads"));
        Session { pool, files: Files::default(), common: None, memo: Arc::default() }
    }

    /// Reads the project; files whose text is unchanged keep their parse. It never fails: what can't be read is a diagnostic.
    pub fn snapshot(&mut self, loader: Arc<dyn Loader + Send + Sync>) -> Snapshot {
        let Session { pool, files, common, memo } = self;
        let state = pool.install(|| State::new(loader.clone(), files.read(&*loader), common.as_ref(), memo.clone()));
        if common.as_ref().is_none_or(|before| !Arc::ptr_eq(before, &state.common)) {
            let forgotten = memo.forget();
            pool.spawn(move || drop(forgotten));
        }
        *common = Some(state.common.clone());
        Snapshot::new(state, pool.clone())
    }
}
