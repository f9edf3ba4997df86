//! One state of the project, and what is asked of it.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use jke_check::{Declared, declare};
use jke_model::declaration::Interfaces;
use jke_model::target::Project;
use jke_resolve::{Resolved, resolve};
use jke_text::{Diagnostic, Loader, Name, SourceKind, Sources};

use crate::library::StandardLibrary;
use crate::reading::Read;
use crate::{Built, Request};

/// An immutable state of a project; cloning it is cheap, and threads may share it.
#[derive(Clone)]
pub struct Snapshot {
    state: Arc<State>,
}

struct State {
    loader: Arc<dyn Loader + Send + Sync>,
    resolved: Resolved,
    declared: Arc<Declared>,
    /// Of reading.
    diagnostics: Vec<Diagnostic>,
}

impl Snapshot {
    pub(crate) fn new(loader: Arc<dyn Loader + Send + Sync>, read: Read) -> Snapshot {
        let Read { files, diagnostics } = read;
        let mut sources = Sources::default();
        let mut placed: Vec<_> = files.iter().map(|file| file.source.clone()).collect();
        placed.sort_unstable_by_key(|source| source.base);
        placed.into_iter().for_each(|source| sources.insert(source));
        let resolved = resolve(sources, files, &mut StandardLibrary);
        let declared = Arc::new(declare(&resolved));
        Snapshot { state: Arc::new(State { loader, resolved, declared, diagnostics }) }
    }

    pub fn sources(&self) -> &Sources {
        &self.state.resolved.sources
    }

    pub fn resolved(&self) -> &Resolved {
        &self.state.resolved
    }

    pub fn interfaces(&self) -> &Arc<Interfaces> {
        &self.state.declared.interfaces
    }

    /// Axes and targets.
    pub fn project(&self) -> &Project {
        &self.state.resolved.project
    }

    /// Sorted, without the platform.
    pub fn apps(&self) -> Vec<Name> {
        let instances = self.state.resolved.instances.iter();
        instances.filter(|instance| !instance.is_platform).map(|instance| instance.name).collect()
    }

    /// The diagnostics over everything, or over the named instances, for these targets; sorted by file and place. Once `stop` is
    /// set it ends as soon as it can, with what it has.
    pub fn check(&self, _request: &Request, _stop: &AtomicBool) -> Vec<Diagnostic> {
        let State { loader: _, resolved, declared, diagnostics } = &*self.state;
        let parsed = resolved.files.iter().flat_map(|file| &file.parsed.diagnostics);
        let mut all: Vec<Diagnostic> =
            diagnostics.iter().chain(parsed).chain(&resolved.diagnostics).chain(&declared.diagnostics).cloned().collect();
        self.sort(&mut all);
        all
    }

    /// The documents of the named instances for these targets. Nothing is built where anything is wrong with any of them.
    pub fn build(&self, request: &Request) -> Built {
        let diagnostics = self.check(request, &AtomicBool::new(false));
        Built { diagnostics, targets: vec![] }
    }

    /// By path, the project's files before the library's, then by place.
    fn sort(&self, diagnostics: &mut [Diagnostic]) {
        diagnostics.sort_by_cached_key(|diagnostic| {
            let span = diagnostic.primary.span;
            let file = self.sources().file_at(span.start);
            let place = file.map(|file| (file.kind != SourceKind::Project, file.path.clone()));
            (place, span, diagnostic.severity, diagnostic.code)
        });
    }
}
