//! A loader's files to parsed ones; what has the same text as before is not parsed again.

use std::sync::Arc;

use jke_resolve::SourceFile;
use jke_syntax::Parsed;
use jke_text::{Code, Diagnostic, LoadError, Loader, Source, SourceKind, SourceText, Sources, Span};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::library;

/// The project's files of the last snapshot, by path.
#[derive(Default)]
pub(crate) struct Files {
    kept: FxHashMap<String, SourceFile>,
}

/// The project's files, sorted by path, and what kept files from being read.
pub(crate) struct Read {
    pub files: Vec<SourceFile>,
    pub diagnostics: Vec<Diagnostic>,
}

/// A file of the new snapshot.
enum Found {
    Kept(SourceFile),
    New { path: String, text: Result<String, LoadError> },
}

impl Files {
    pub fn read(&mut self, loader: &dyn Loader) -> Read {
        let paths = match loader.list() {
            Ok(paths) => paths,
            Err(error) => return Read { files: vec![], diagnostics: vec![unlisted(&error)] },
        };
        let found: Vec<Found> = paths.into_par_iter().map(|path| self.find(path, loader)).collect();
        let files = parse(place(found));
        let by_path = files.iter().map(|file| (file.source.path.clone(), file.clone()));
        self.kept = by_path.collect();
        Read { files, diagnostics: vec![] }
    }

    fn find(&self, path: String, loader: &dyn Loader) -> Found {
        let text = loader.read(&path);
        match (self.kept.get(&path), &text) {
            (Some(kept), Ok(text)) if *kept.source.text == **text => Found::Kept(kept.clone()),
            _ => Found::New { path, text },
        }
    }
}

/// A file with its place, parsed or to be parsed.
enum Placed {
    Kept(SourceFile),
    New(Arc<Source>),
    Unread(SourceFile),
}

/// Gives new files the places behind all kept ones; where none are left there, all files are placed anew.
fn place(found: Vec<Found>) -> Vec<Placed> {
    let ends = found.iter().filter_map(|file| match file {
        Found::Kept(kept) => Some(kept.source.span().end + 1),
        Found::New { .. } => None,
    });
    let mut next = ends.max().unwrap_or(library::end());
    let needed = |file: &Found| match file {
        Found::Kept(_) => 0,
        Found::New { text, .. } => text.as_ref().map_or(0, String::len) + 1,
    };
    let all_fit = found.iter().map(needed).sum::<usize>() < (u32::MAX - next) as usize;
    if !all_fit {
        next = library::end();
    }
    found.into_iter().map(|file| place_one(file, all_fit, &mut next)).collect()
}

fn place_one(file: Found, keep: bool, next: &mut u32) -> Placed {
    let (path, text) = match file {
        Found::Kept(kept) if keep => return Placed::Kept(kept),
        Found::Kept(kept) => (kept.source.path.clone(), Ok(kept.source.text.clone())),
        Found::New { path, text } => (path, text.map(SourceText::from)),
    };
    let room = Sources::MAX_FILE.min((u32::MAX - *next) as usize - 1);
    let text = text.and_then(|text| if text.len() <= room { Ok(text) } else { Err(LoadError::TooLarge) });
    let (text, error) = match text {
        Ok(text) => (text, None),
        Err(error) => (SourceText::from(readable(&error, room)), Some(error)),
    };
    let source = Arc::new(Source::new(path, SourceKind::Project, text, *next));
    *next = source.span().end + 1;
    match error {
        None => Placed::New(source),
        Some(error) => {
            let diagnostics = vec![unread(&source, &error)];
            Placed::Unread(SourceFile { source, parsed: Arc::new(Parsed { diagnostics, ..Parsed::default() }) })
        }
    }
}

/// What can be shown of a file that can't be read.
fn readable(error: &LoadError, room: usize) -> &str {
    match error {
        LoadError::NotUtf8(before) if before.len() <= room => before,
        LoadError::NotUtf8(_) | LoadError::Missing | LoadError::Outside | LoadError::TooLarge | LoadError::Failed(_) => "",
    }
}

fn parse(placed: Vec<Placed>) -> Vec<SourceFile> {
    let parse = |file| match file {
        Placed::Kept(file) | Placed::Unread(file) => file,
        Placed::New(source) => {
            let parsed = Arc::new(jke_syntax::parse(&source));
            SourceFile { source, parsed }
        }
    };
    placed.into_par_iter().map(parse).collect()
}

/// Says why a file can't be read: at the first byte that is wrong, else at the file's beginning.
fn unread(source: &Source, error: &LoadError) -> Diagnostic {
    let path = &source.path;
    let place = Span::new(source.base, source.base);
    match error {
        LoadError::NotUtf8(before) => {
            let message = format!("`{path}` is not UTF-8: byte {} begins no character", before.len());
            Diagnostic::error(Code::E1002, source.span().after(), message).help("save the file as UTF-8")
        }
        LoadError::TooLarge => {
            let most = Sources::MAX_FILE >> 20;
            Diagnostic::error(Code::E1002, place, format!("`{path}` is larger than a source may be ({most} MiB)"))
        }
        LoadError::Missing => Diagnostic::error(Code::E1001, place, format!("`{path}` has vanished while the project was read")),
        LoadError::Outside => Diagnostic::error(Code::E1001, place, format!("`{path}` leads out of the project"))
            .help("a link inside the project may only point inside the project"),
        LoadError::Failed(reason) => Diagnostic::error(Code::E1001, place, format!("`{path}` can't be read: {reason}")),
    }
}

fn unlisted(error: &LoadError) -> Diagnostic {
    let reason = match error {
        LoadError::Missing => "it is not there".to_owned(),
        LoadError::Outside => "it leads out of the project".to_owned(),
        LoadError::NotUtf8(_) => "a path in it is not UTF-8".to_owned(),
        LoadError::TooLarge => "it is too large".to_owned(),
        LoadError::Failed(reason) => reason.clone(),
    };
    Diagnostic::error(Code::E1001, Span::NONE, format!("the project's folder can't be read: {reason}"))
}
