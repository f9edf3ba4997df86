//! Imports that go in a circle, each circle told once.
//!
//! A step to a folder leads on to every file in it, but not back to the file that took the step: files of one folder may name it.

use jke_text::{Code, Diagnostic, Span};

use crate::imports::Edge;
use crate::modules::Place;
use crate::{FileIndex, FolderIndex, Resolved};

/// Of a longer circle only the beginning is shown.
const MOST_SHOWN: usize = 8;

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Open,
    Done,
}

/// A place on the way, with the steps from it that are still to be taken.
struct Visit {
    place: Place,
    next: usize,
    /// The import that led here.
    by: Span,
}

pub(crate) fn report(edges: &[Vec<Edge>], resolved: &mut Resolved) {
    let files = edges.len();
    let mut states = vec![State::New; files + resolved.folders.len()];
    let mut diagnostics = vec![];
    for file in resolved.file_indices() {
        walk(Place::File(file), edges, &mut states, resolved, &mut diagnostics);
    }
    resolved.diagnostics.append(&mut diagnostics);
}

/// Goes depth first with a stack of its own, so that long chains of imports need no deep one.
fn walk(from: Place, edges: &[Vec<Edge>], states: &mut [State], resolved: &Resolved, diagnostics: &mut Vec<Diagnostic>) {
    let index = |place: Place| match place {
        Place::File(FileIndex(file)) => file as usize,
        Place::Folder(FolderIndex(folder)) => edges.len() + folder as usize,
    };
    if states[index(from)] != State::New {
        return;
    }
    let mut way = vec![Visit { place: from, next: 0, by: Span::NONE }];
    states[index(from)] = State::Open;
    while let Some(visit) = way.last_mut() {
        let at = visit.next;
        visit.next += 1;
        let place = visit.place;
        let Some(edge) = step(place, at, edges, resolved) else {
            states[index(place)] = State::Done;
            way.pop();
            continue;
        };
        match states[index(edge.to)] {
            State::Done => {}
            State::New => {
                states[index(edge.to)] = State::Open;
                way.push(Visit { place: edge.to, next: 0, by: edge.span });
            }
            State::Open => {
                let start = way.iter().rposition(|visit| visit.place == edge.to).unwrap_or(0);
                if !is_own_folder(&way[start..]) {
                    diagnostics.push(circle(&way[start..], edge.span, resolved));
                }
            }
        }
    }
}

/// The `at`-th step from a place.
fn step(place: Place, at: usize, edges: &[Vec<Edge>], resolved: &Resolved) -> Option<Edge> {
    match place {
        Place::File(file) => edges[file.0 as usize].get(at).copied(),
        Place::Folder(folder) => resolved.folder(folder).files.get(at).map(|file| Edge { to: Place::File(*file), span: Span::NONE }),
    }
}

/// One file that imports the folder it stands in.
fn is_own_folder(way: &[Visit]) -> bool {
    let files = way.iter().filter(|visit| matches!(visit.place, Place::File(_))).count();
    files == 1 && way.len() == 2
}

/// `way` leads from a place to one whose import, at `back`, names the first again.
fn circle(way: &[Visit], back: Span, resolved: &Resolved) -> Diagnostic {
    let files: Vec<&str> = way
        .iter()
        .filter_map(|visit| match visit.place {
            Place::File(file) => Some(resolved.file(file).source.path.as_str()),
            Place::Folder(_) => None,
        })
        .collect();
    let more = files.len().saturating_sub(MOST_SHOWN);
    let left_out = (more > 0).then(|| format!("{more} more"));
    let names = files.iter().take(MOST_SHOWN).copied().chain(left_out.as_deref()).chain(files.first().copied());
    let shown = names.collect::<Vec<_>>().join(" → ");
    let imports = way[1..].iter().map(|visit| visit.by).chain([back]).filter(|span| !span.is_none());
    let imports: Vec<Span> = imports.take(MOST_SHOWN).collect();
    let (first, others) = imports.split_first().map_or((back, [].as_slice()), |(first, others)| (*first, others));
    let error = Diagnostic::error(Code::E0205, first, format!("imports go in a circle: {shown}"));
    let error = others.iter().fold(error, |error, span| error.label(*span, "and on from here"));
    error.help("move what both need into a third file that imports neither")
}
