//! One project that is open: its texts, its session, its present snapshot, and what its files were last said to have.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use jke_session::{Request, Session, Snapshot};
use jke_text::{Diagnostic, Source, SourceKind, Span};
use tower_lsp::ls_types as lsp;

use super::convert::{self, Encoding};
use super::library::Copy;
use super::overlay::Overlay;
use super::world::{Answerable, Publication, Shown};
use crate::disk::{Disk, PROJECT_FILE};

pub struct Project {
    texts: Overlay,
    session: Session,
    /// The state after the last edit; `None` until something asks for it.
    snapshot: Option<Snapshot>,
    /// Set to end the check of an older state.
    stop: Arc<AtomicBool>,
    /// Counts states, so that a result of an older one is recognised.
    state: u64,
    is_checked: bool,
    open: BTreeMap<String, Open>,
    /// What was last published of each file, and for which version.
    published: BTreeMap<String, (Vec<lsp::Diagnostic>, Option<i32>)>,
}

/// An open file.
struct Open {
    /// As the client writes it, which may go through a link.
    uri: lsp::Uri,
    version: i32,
}

/// A state to be checked.
pub struct Job {
    pub root: PathBuf,
    pub state: u64,
    pub snapshot: Snapshot,
    pub stop: Arc<AtomicBool>,
}

impl Job {
    /// `None` where a newer edit came first.
    pub fn check(&self) -> Option<Vec<Diagnostic>> {
        let request = Request { targets: self.snapshot.project().targets.clone(), ..Request::default() };
        let diagnostics = self.snapshot.check(&request, &self.stop);
        (!self.stop.load(Ordering::Acquire)).then_some(diagnostics)
    }
}

impl Project {
    pub fn new(disk: Disk) -> Project {
        Project {
            texts: Overlay::new(disk),
            session: Session::new(),
            snapshot: None,
            stop: Arc::default(),
            state: 0,
            is_checked: false,
            open: BTreeMap::new(),
            published: BTreeMap::new(),
        }
    }

    fn changed(&mut self) {
        self.stop.store(true, Ordering::Release);
        self.stop = Arc::default();
        self.snapshot = None;
        self.state += 1;
        self.is_checked = false;
    }

    /// The text of an open file. A version older than the one that is there is a message overtaken by a newer one.
    pub fn set_text(&mut self, path: String, uri: lsp::Uri, version: i32, text: String) {
        if self.open.get(&path).is_some_and(|present| present.version > version) {
            return;
        }
        self.open.insert(path.clone(), Open { uri, version });
        self.texts.open(path, text);
        self.changed();
    }

    pub fn close(&mut self, path: &str) {
        self.open.remove(path);
        self.texts.close(path);
        self.changed();
    }

    pub fn refresh(&mut self) {
        self.texts.refresh();
        self.changed();
    }

    pub fn root(&self) -> &Path {
        self.texts.disk().root()
    }

    fn snapshot(&mut self) -> Snapshot {
        let Project { texts, session, snapshot, .. } = self;
        snapshot.get_or_insert_with(|| session.snapshot(Arc::new(texts.clone()))).clone()
    }

    /// The check that is due, if there is one.
    pub fn job(&mut self) -> Option<Job> {
        if std::mem::replace(&mut self.is_checked, true) {
            return None;
        }
        Some(Job { root: self.root().to_owned(), state: self.state, snapshot: self.snapshot(), stop: self.stop.clone() })
    }

    /// The present state, for a question about one of its files.
    pub fn view(&mut self, path: &str, encoding: Encoding) -> Option<Answerable> {
        let snapshot = self.snapshot();
        let file = Shown::Own(source(&snapshot, SourceKind::Project, path)?.clone());
        Some(Answerable { snapshot, file, encoding, root: self.root().to_owned() })
    }

    /// The present state, for a question about a file of the library, if the project has reached it.
    pub fn view_library(&mut self, path: &str, encoding: Encoding) -> Option<Answerable> {
        let snapshot = self.snapshot();
        let file = Shown::Library(Copy::of(source(&snapshot, SourceKind::Library, path)?));
        Some(Answerable { snapshot, file, encoding, root: self.root().to_owned() })
    }

    /// What changes for the client by the result of a check: for each file whose diagnostics, or whose open version, are not what was
    /// last published.
    pub fn publish(&mut self, job: &Job, diagnostics: &[Diagnostic], encoding: Encoding) -> Vec<Publication> {
        if job.state != self.state {
            return vec![];
        }
        let mut now = self.by_file(&job.snapshot, diagnostics, encoding);
        for path in self.published.keys().chain(self.open.keys()) {
            now.entry(path.clone()).or_default();
        }
        let mut publications = vec![];
        for (path, diagnostics) in now {
            let open = self.open.get(&path);
            let version = open.map(|open| open.version);
            let is_known = self.published.get(&path).is_some_and(|(before, at)| *before == diagnostics && *at == version);
            let uri = open.map_or_else(|| uri(self.root(), &path), |open| Some(open.uri.clone()));
            let Some(uri) = uri.filter(|_| !is_known) else { continue };
            match diagnostics.is_empty() && version.is_none() {
                true => drop(self.published.remove(&path)),
                false => drop(self.published.insert(path, (diagnostics.clone(), version))),
            }
            publications.push(Publication { uri, diagnostics, version });
        }
        publications
    }

    fn by_file(&self, snapshot: &Snapshot, diagnostics: &[Diagnostic], encoding: Encoding) -> BTreeMap<String, Vec<lsp::Diagnostic>> {
        let place = |span: Span| locate(self.root(), snapshot, span, encoding);
        let mut files: BTreeMap<String, Vec<lsp::Diagnostic>> = BTreeMap::new();
        for diagnostic in diagnostics {
            let span = diagnostic.primary.span;
            let source = project_file(snapshot, span);
            // What stands in no file of the project is told where the project begins.
            let path = source.map_or(PROJECT_FILE, |source| &source.path).to_owned();
            let range = source.map_or_else(lsp::Range::default, |source| convert::range(source, span, encoding));
            files.entry(path).or_default().push(convert::diagnostic(diagnostic, range, place));
        }
        files
    }
}

fn source<'s>(snapshot: &'s Snapshot, kind: SourceKind, path: &str) -> Option<&'s Arc<Source>> {
    snapshot.sources().iter().find(|source| source.kind == kind && source.path == path)
}

fn project_file(snapshot: &Snapshot, span: Span) -> Option<&Arc<Source>> {
    snapshot.sources().file_at(span.start).filter(|source| source.kind == SourceKind::Project && !span.is_none())
}

/// The place of a span in a file of the project.
pub fn locate(root: &Path, snapshot: &Snapshot, span: Span, encoding: Encoding) -> Option<lsp::Location> {
    let source = project_file(snapshot, span)?;
    Some(lsp::Location { uri: uri(root, &source.path)?, range: convert::range(source, span, encoding) })
}

fn uri(root: &Path, path: &str) -> Option<lsp::Uri> {
    lsp::Uri::from_file_path(root.join(path))
}
