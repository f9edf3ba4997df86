//! One state of the project, and what is asked of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use jke_check::{Context, Selection};
use jke_eval::prove_constants;
use jke_model::declaration::{Constant, ConstantId, Interfaces};
use jke_model::program::InstanceId;
use jke_model::target::Project;
use jke_resolve::{Resolved, resolve};
use jke_text::{Diagnostic, Loader, Name, SourceKind, Sources};
use rayon::ThreadPool;

use crate::build::{is_own, results};
use crate::check::{Checked, checked};
use crate::evaluate::{Wanted, Work};
use crate::library::{LibraryTexts, StandardLibrary};
use crate::memo::Memo;
use crate::reading::Read;
use crate::shared::Common;
use crate::{Built, Request, STACK};

/// An immutable state of a project; cloning it is cheap, and threads may share it.
#[derive(Clone)]
pub struct Snapshot {
    state: Arc<State>,
    pool: Arc<ThreadPool>,
}

pub(crate) struct State {
    pub loader: Arc<dyn Loader + Send + Sync>,
    pub resolved: Resolved,
    pub common: Arc<Common>,
    pub memo: Arc<Memo>,
    /// Of reading.
    pub diagnostics: Vec<Diagnostic>,
}

impl State {
    pub fn new(loader: Arc<dyn Loader + Send + Sync>, read: Read, before: Option<&Arc<Common>>, memo: Arc<Memo>) -> State {
        let Read { files, diagnostics } = read;
        let mut sources = Sources::default();
        let mut placed: Vec<_> = files.iter().map(|file| file.source.clone()).collect();
        placed.sort_unstable_by_key(|source| source.base);
        placed.into_iter().for_each(|source| sources.insert(source));
        let resolved = resolve(sources, files, &mut StandardLibrary);
        let common = Common::of(&resolved, before);
        State { loader, resolved, common, memo, diagnostics }
    }

    /// The named instances, all without names; what bears no such name is passed over.
    pub fn instances(&self, names: Option<&[Name]>) -> Vec<InstanceId> {
        let asked = |name: Name| names.is_none_or(|names| names.contains(&name));
        let items = self.resolved.instances.iter().enumerate();
        items.filter(|(_, item)| asked(item.name)).map(|(at, _)| InstanceId(at as u32)).collect()
    }
}

impl Snapshot {
    pub(crate) fn new(state: State, pool: Arc<ThreadPool>) -> Snapshot {
        Snapshot { state: Arc::new(state), pool }
    }

    pub fn sources(&self) -> &Sources {
        &self.state.resolved.sources
    }

    pub fn resolved(&self) -> &Resolved {
        &self.state.resolved
    }

    pub fn interfaces(&self) -> &Arc<Interfaces> {
        &self.state.common.declared.interfaces
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

    /// An answer from what is known of the declarations. It has a thread of its own, with the stack that checking needs, so that it
    /// does not wait for what the others do.
    pub fn ask<T: Send>(&self, question: impl FnOnce(Context) -> T + Send) -> T {
        let State { loader, resolved, common, memo: _, diagnostics: _ } = &*self.state;
        let answer = || question(common.declared.context(resolved, &**loader).with_library(&LibraryTexts));
        std::thread::scope(|scope| {
            let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, answer);
            let answer = thread.expect("the system gives a question its thread").join();
            answer.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        })
    }

    /// The diagnostics over everything, or over the named instances, for these targets; sorted by file and place. Once `stop` is
    /// set it ends as soon as it can, with what it has.
    pub fn check(&self, request: &Request, stop: &AtomicBool) -> Vec<Diagnostic> {
        self.pool.install(|| self.check_here(request, stop))
    }

    /// The documents of the named instances for these targets. Nothing is built where anything is wrong with any of them.
    pub fn build(&self, request: &Request) -> Built {
        self.pool.install(|| self.build_here(request))
    }

    fn check_here(&self, request: &Request, stop: &AtomicBool) -> Vec<Diagnostic> {
        let Request { targets, instances, secrets, output: _, settings } = request;
        let ids = self.state.instances(instances.as_deref());
        let selection = if instances.is_none() { Selection::Everything } else { Selection::Instances(&ids) };
        let Checked { diagnostics: mut told, ready } = checked(&self.state, selection, settings);
        if let Some(ready) = ready.filter(|_| !stop.load(Ordering::Relaxed)) {
            let work = Work::new(&ready, targets, Wanted { form: None, secrets: *secrets }, Some(&self.state.memo));
            let found = results(&work, &self.state.resolved.sources, &ids, stop).diagnostics;
            let of_constants = if instances.is_none() { self.of_constants(&work) } else { vec![] };
            // Who reads a constant tells the same of it.
            let is_new = |mistake: &Diagnostic| !of_constants.iter().any(|known| same_mistake(known, mistake));
            told.extend(found.into_iter().filter(is_new));
            told.extend(of_constants);
            // What no target keeps is known where all are asked for.
            if targets.len() == self.project().targets.len() {
                told.extend(work.warnings(&ids));
            }
        }
        self.sort(&mut told);
        told
    }

    /// What is wrong with the constants of the project's own files, whoever reads them.
    fn of_constants(&self, work: &Work) -> Vec<Diagnostic> {
        let Some(world) = work.worlds.first() else { return vec![] };
        let own = |constant: &&Constant| is_own(&self.state.resolved.sources, constant.span);
        let ids: Vec<ConstantId> = self.interfaces().constants.iter().filter(own).map(|constant| constant.id).collect();
        prove_constants(world, &ids)
    }

    fn build_here(&self, request: &Request) -> Built {
        let Request { targets, instances, secrets, output, settings } = request;
        let ids = self.state.instances(instances.as_deref());
        let Checked { diagnostics, ready } = checked(&self.state, Selection::Instances(&ids), settings);
        let mut built = Built { diagnostics, targets: vec![] };
        if let Some(ready) = ready {
            let work = Work::new(&ready, targets, Wanted { form: Some(output.written()), secrets: *secrets }, None);
            let mut results = results(&work, &self.state.resolved.sources, &ids, &AtomicBool::new(false));
            built.diagnostics.append(&mut results.diagnostics);
            if !built.diagnostics.iter().any(Diagnostic::is_error) {
                built.targets = results.documents(&ready.program, targets);
            }
        }
        self.sort(&mut built.diagnostics);
        built
    }

    /// By path, the project's files before the library's, then by place.
    fn sort(&self, diagnostics: &mut Vec<Diagnostic>) {
        diagnostics.sort_by_cached_key(|diagnostic| {
            let span = diagnostic.primary.span;
            let file = self.sources().file_at(span.start);
            let place = file.map(|file| (file.kind != SourceKind::Project, file.path.clone()));
            (place, span, diagnostic.severity, diagnostic.code)
        });
        // What a module does wrong is the same mistake for each of its instances, which at most a label names.
        diagnostics.dedup_by(|next, kept| same_mistake(kept, next) && kept.targets == next.targets && kept.help == next.help);
    }
}

/// The same, maybe for other targets.
fn same_mistake(one: &Diagnostic, other: &Diagnostic) -> bool {
    one.code == other.code && one.primary.span == other.primary.span && one.message == other.message
}
