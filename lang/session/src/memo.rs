//! What was computed for instances, with what it was computed from: it holds as long as that is the same.

use std::sync::{Arc, Mutex, MutexGuard};

use jke_check::{Blocks, Context, instance_blocks};
use jke_model::program::InstanceId;
use jke_model::target::Target;
use jke_text::{LoadError, Loader, Name, Source};
use rustc_hash::FxHashMap;

use crate::evaluate::Outcome;
use crate::shared::Common;

#[derive(Default)]
pub(crate) struct Memo {
    blocks: Mutex<FxHashMap<Name, KeptBlocks>>,
    outcomes: Mutex<FxHashMap<(Name, Target), KeptOutcome>>,
}

struct KeptBlocks {
    common: Arc<Common>,
    /// The files of the instance's items.
    sources: Vec<Arc<Source>>,
    texts: Texts,
    blocks: Arc<Blocks>,
}

/// What an outcome was computed from, beside what all instances share.
#[derive(Clone)]
pub(crate) struct Basis {
    pub shared: Arc<Shared>,
    /// Contents of objects are compared.
    pub compared: bool,
    /// Of the instance, of the platform and of all that they read.
    pub blocks: Vec<Arc<Blocks>>,
}

/// What the outcomes of all instances rest on.
pub(crate) struct Shared {
    pub common: Arc<Common>,
    /// Of the bodies of modules.
    pub texts: Texts,
}

struct KeptOutcome {
    basis: Basis,
    outcome: Arc<Outcome>,
}

/// The files that `file "…"` named, with what was read.
pub(crate) type Texts = Vec<(String, Result<String, LoadError>)>;

impl Memo {
    /// Forgets all: nothing holds once what the instances share is another. What there was is given back, since it may be much and
    /// somebody else can take it apart.
    pub fn forget(&self) -> impl Send + use<> {
        (std::mem::take(&mut *self.lock_blocks()), std::mem::take(&mut *self.lock_outcomes()))
    }

    /// The blocks of an instance: kept, or read.
    pub fn blocks(&self, cx: Context, common: &Arc<Common>, id: InstanceId) -> Arc<Blocks> {
        let item = &cx.resolved.instances[id.0 as usize];
        let files = item.items().map(|(file, _)| file);
        let sources: Vec<Arc<Source>> = files.map(|file| cx.resolved.file(file).source.clone()).collect();
        if let Some(kept) = self.lock_blocks().get(&item.name).filter(|kept| kept.holds(common, &sources, cx.loader)) {
            return kept.blocks.clone();
        }
        let recording = Recording::new(cx.loader);
        let blocks = Arc::new(instance_blocks(cx.with_loader(&recording), id));
        let kept = KeptBlocks { common: common.clone(), sources, texts: recording.into_texts(), blocks: blocks.clone() };
        self.lock_blocks().insert(item.name, kept);
        blocks
    }

    pub fn outcome(&self, name: Name, target: &Target, basis: &Basis) -> Option<Arc<Outcome>> {
        let outcomes = self.lock_outcomes();
        let kept = outcomes.get(&(name, target.clone()))?;
        kept.basis.equals(basis).then(|| kept.outcome.clone())
    }

    pub fn keep_outcome(&self, name: Name, target: &Target, basis: &Basis, outcome: &Arc<Outcome>) {
        let kept = KeptOutcome { basis: basis.clone(), outcome: outcome.clone() };
        self.lock_outcomes().insert((name, target.clone()), kept);
    }

    fn lock_blocks(&self) -> MutexGuard<'_, FxHashMap<Name, KeptBlocks>> {
        self.blocks.lock().expect("nothing panics while it holds the blocks")
    }

    fn lock_outcomes(&self) -> MutexGuard<'_, FxHashMap<(Name, Target), KeptOutcome>> {
        self.outcomes.lock().expect("nothing panics while it holds the outcomes")
    }
}

impl KeptBlocks {
    fn holds(&self, common: &Arc<Common>, sources: &[Arc<Source>], loader: &dyn Loader) -> bool {
        let same = self.sources.len() == sources.len() && self.sources.iter().zip(sources).all(|(one, two)| Arc::ptr_eq(one, two));
        same && Arc::ptr_eq(&self.common, common) && unchanged(&self.texts, loader)
    }
}

impl Basis {
    fn equals(&self, other: &Basis) -> bool {
        let (one, two) = (&self.shared, &other.shared);
        let same_shared = Arc::ptr_eq(one, two) || Arc::ptr_eq(&one.common, &two.common) && one.texts == two.texts;
        same_shared
            && self.compared == other.compared
            && self.blocks.len() == other.blocks.len()
            && self.blocks.iter().zip(&other.blocks).all(|(one, two)| Arc::ptr_eq(one, two))
    }
}

/// The files say what they said.
fn unchanged(texts: &Texts, loader: &dyn Loader) -> bool {
    texts.iter().all(|(path, text)| loader.read(path) == *text)
}

/// A loader that remembers what it was asked for.
pub(crate) struct Recording<'a> {
    loader: &'a dyn Loader,
    texts: Mutex<Texts>,
}

impl<'a> Recording<'a> {
    pub fn new(loader: &'a dyn Loader) -> Recording<'a> {
        Recording { loader, texts: Mutex::default() }
    }

    /// Sorted, each once.
    pub fn into_texts(self) -> Texts {
        let mut texts = self.texts.into_inner().expect("nothing panics while it holds the texts");
        texts.sort_by(|one, two| one.0.cmp(&two.0));
        texts.dedup_by(|one, two| one.0 == two.0);
        texts
    }
}

impl Loader for Recording<'_> {
    fn list(&self) -> Result<Vec<String>, LoadError> {
        self.loader.list()
    }

    fn read(&self, path: &str) -> Result<String, LoadError> {
        let text = self.loader.read(path);
        self.texts.lock().expect("nothing panics while it holds the texts").push((path.to_owned(), text.clone()));
        text
    }
}
