//! The proof of an import: what was written is built, and held against what was read.
//!
//! What the compiler refuses is laid at the lines of the input from which it comes, left out there with the compiler's reason, and
//! the rest is tried again. So each rule of a kind counts here without being written down a second time.

use std::collections::BTreeMap;
use std::sync::Arc;

use jke_import::manifest::compare::{Comparison, Difference};
use jke_import::manifest::objects::Object;
use jke_import::manifest::print::Mark;
use jke_import::manifest::typed::Refused;
use jke_import::manifest::yaml::{self, Node};
use jke_import::manifest::{Imported, ImportedFile, Kinds, Layout, write};
use jke_session::{Built, Request, Secrets, Session, Snapshot};
use jke_text::{Code, Diagnostic, MemoryLoader, Source, SourceKind, Sources, Span};
use rustc_hash::{FxHashMap, FxHashSet};

/// More rounds than any input needs: each leaves out something.
const MOST_ROUNDS: usize = 100;

pub(super) const PROJECT: &str = "project import {\n  edition = 1\n}\n";

/// What was written, and how it compares.
#[derive(Default)]
pub struct Proven {
    pub files: Vec<ImportedFile>,
    pub diagnostics: Vec<Diagnostic>,
    /// How many objects are built as they were.
    pub equal: usize,
    pub homeless: Vec<Span>,
    /// What the compiler says of no line of the input, with the sources of which it speaks.
    pub failure: Option<(Vec<Diagnostic>, Sources)>,
}

pub fn prove(session: &mut Session, objects: &[Object], kinds: &Kinds, layout: &Layout) -> Proven {
    let mut refused = Refused::default();
    let mut rounds = 0;
    loop {
        rounds += 1;
        let Imported { files, diagnostics, left_out } = write(objects, kinds, &refused, layout);
        let snapshot = session.snapshot(Arc::new(loader(&files)));
        let built = build(&snapshot);
        let errors: Vec<&Diagnostic> = built.diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).collect();
        if errors.is_empty() {
            let left_out = left_out.into_iter().collect();
            let Compared { told, equal, homeless } =
                compared(&objects.iter().collect::<Vec<_>>(), kinds, &left_out, &built_objects(&built));
            return Proven { files, diagnostics: diagnostics.into_iter().chain(told).collect(), equal, homeless, failure: None };
        }
        let before = refused.len();
        for error in &errors {
            if let Some(origin) = origin(snapshot.sources(), "", &files, error) {
                refused.entry(origin).or_insert_with(|| reason(error));
            }
        }
        if refused.len() == before || rounds == MOST_ROUNDS {
            let failing = errors.into_iter().cloned().collect();
            return Proven { diagnostics, failure: Some((failing, snapshot.sources().clone())), ..Proven::default() };
        }
    }
}

fn loader(files: &[ImportedFile]) -> MemoryLoader {
    let sources = files.iter().map(|file| (format!("{}.jke", file.name), file.text.clone()));
    MemoryLoader { files: sources.chain([("project.jke".to_owned(), PROJECT.to_owned())]).collect::<BTreeMap<_, _>>() }
}

pub(super) fn build(snapshot: &Snapshot) -> Built {
    let targets = snapshot.project().targets.clone();
    snapshot.build(&Request { targets, secrets: Secrets::Plain, ..Request::default() })
}

/// What is written at a diagnostic's place comes from here: the innermost part that holds it.
pub(super) fn origin(sources: &Sources, folder: &str, files: &[ImportedFile], error: &Diagnostic) -> Option<Span> {
    let span = error.primary.span;
    let source = sources.file_at(span.start)?;
    let name = source.path.strip_prefix(folder)?.strip_suffix(".jke")?;
    let file = files.iter().find(|file| file.name == name)?;
    let at = (span.start - source.base) as usize;
    let holding = file.marks.iter().filter(|Mark { range, .. }| range.contains(&at));
    holding.min_by_key(|mark| mark.range.len()).map(|mark| mark.origin)
}

pub(super) fn reason(error: &Diagnostic) -> String {
    match &error.help {
        Some(help) => format!("{} ({help})", error.message),
        None => error.message.clone(),
    }
}

/// What is built for all targets, read back.
pub(super) fn built_objects(built: &Built) -> Vec<BuiltObject> {
    built.targets.iter().flat_map(|target| &target.documents).filter_map(BuiltObject::read).collect()
}

/// One warning for each file: whoever applied it chose the namespace then, and what is built names one.
pub(super) fn namespaces_told(sources: &Sources, homeless: &[Span]) -> Vec<Diagnostic> {
    let mut of_files: BTreeMap<u32, Vec<Span>> = BTreeMap::new();
    for place in homeless {
        of_files.entry(sources.file_at(place.start).map_or(0, |source| source.base)).or_default().push(*place);
    }
    let told = of_files.into_values().filter_map(|places| {
        let first = places.iter().min().copied()?;
        let have =
            if places.len() == 1 { "1 object of this file has".to_owned() } else { format!("{} objects of this file have", places.len()) };
        let message = format!("{have} no namespace, and will be built with the project's");
        let help = "it is the platform's `namespace`, else the project's name; set `metadata.namespace` where it is another";
        Some(Diagnostic::warning(Code::ImportedOtherwise, first, message).help(help))
    });
    told.collect()
}

/// How objects are built.
#[derive(Default)]
pub(super) struct Compared {
    pub told: Vec<Diagnostic>,
    /// How many are built as they were.
    pub equal: usize,
    /// Where those begin that have no namespace, and are built with one.
    pub homeless: Vec<Span>,
}

/// Each object that is not left out, held against the one of its name that is built.
pub(super) fn compared(objects: &[&Object], kinds: &Kinds, left_out: &FxHashSet<Span>, built: &[BuiltObject]) -> Compared {
    let mut by_name: FxHashMap<(&str, &str, &str), Vec<&BuiltObject>> = FxHashMap::default();
    for document in built {
        by_name.entry((&document.api_version, &document.kind, &document.name)).or_default().push(document);
    }
    let Compared { mut told, mut equal, mut homeless } = Compared::default();
    for object in objects.iter().filter(|object| !left_out.contains(&object.node.span)) {
        let place = Span::new(object.node.span.start, object.node.span.start);
        let what = format!("{} \"{}\"", object.kind, object.name);
        let candidates = by_name.get(&(&*object.api_version, &*object.kind, &*object.name)).map_or(&[][..], Vec::as_slice);
        let in_namespace = candidates.iter().find(|document| object.namespace.is_none() || document.namespace == object.namespace);
        // Its namespace may have been refused, which was told.
        let Some(found) = in_namespace.or(candidates.first()) else {
            told.push(Diagnostic::error(Code::E1012, place, format!("{what} is not among what is built")));
            continue;
        };
        if object.namespace.is_none() && found.namespace.is_some() {
            homeless.push(place);
        }
        let known = kinds.known.get(&(object.api_version.clone(), object.kind.clone()));
        let mut comparison = Comparison { interfaces: kinds.interfaces, left_out, found: vec![] };
        comparison.objects(&object.node, &found.node, known.map(|known| known.record), kinds.metadata);
        for Difference { place, path, message } in &comparison.found {
            told.push(Diagnostic::error(Code::E1012, first_line(object, *place), format!("{path} of {what}: {message}")));
        }
        let is_whole = !left_out.iter().any(|span| object.node.span.covers(*span) && !span.is_empty());
        equal += usize::from(comparison.found.is_empty() && is_whole);
    }
    Compared { told, equal, homeless }
}

fn first_line(object: &Object, span: Span) -> Span {
    let line = object.source.slice(span).lines().next().unwrap_or("");
    Span::new(span.start, span.start + line.len() as u32)
}

/// A document of the build, read back.
pub(super) struct BuiltObject {
    pub api_version: String,
    pub kind: String,
    pub namespace: Option<String>,
    pub name: String,
    pub node: Node,
}

impl BuiltObject {
    pub(super) fn read(document: &jke_session::Document) -> Option<BuiltObject> {
        let text = String::from_utf8(document.bytes.clone()).ok()?;
        let source = Source::new("built", SourceKind::CommandLine, text, 1);
        let read = yaml::read(&source).documents.into_iter().next()?;
        Some(BuiltObject {
            api_version: document.api_version.to_string(),
            kind: document.kind.to_string(),
            namespace: document.namespace.as_ref().map(ToString::to_string),
            name: document.name.to_string(),
            node: read.root,
        })
    }

    pub(super) fn is(&self, object: &Object) -> bool {
        self.api_version == object.api_version && self.kind == object.kind && self.name == object.name
    }
}
