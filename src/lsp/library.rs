//! Files of the library as an editor opens them: read-only copies with their documentation woven in, in the user's cache.
//!
//! Each library has a folder of its own there, so that two builds of jkec never change what the other's editor shows. A copy is written
//! when somebody goes to a definition in it; who has no cache gets none, since in a folder that all may write to others could put them.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use jke_ide::Woven;
use jke_text::{Source, SourceKind, Span};
use tower_lsp::ls_types as lsp;

use super::convert::{self, Encoding};
use crate::disk;

pub struct Copy {
    kept: Arc<Source>,
    woven: Woven,
    /// The text that the editor has.
    readable: Source,
}

impl Copy {
    pub fn of(kept: &Arc<Source>) -> Copy {
        let woven = jke_ide::weave(&kept.path, &kept.text);
        let readable = Source::new(kept.path.as_str(), SourceKind::Library, woven.text.as_str(), 0);
        Copy { kept: kept.clone(), woven, readable }
    }

    /// Of a span of the kept text.
    pub fn range(&self, span: Span, encoding: Encoding) -> lsp::Range {
        let std::ops::Range { start, end } = self.kept.range(span);
        let readable = |at| self.woven.readable(at) as u32;
        convert::range(&self.readable, Span::new(readable(start), readable(end)), encoding)
    }

    /// The position of the kept text among all sources.
    pub fn offset(&self, position: lsp::Position, encoding: Encoding) -> u32 {
        let readable = convert::offset(&self.readable, position, encoding);
        self.kept.base + self.woven.kept(readable as usize) as u32
    }

    /// The place of a span in the copy, which is written unless it is there.
    pub fn location(&self, span: Span, encoding: Encoding) -> Option<lsp::Location> {
        let path = self.write(&folder()?).ok()?;
        Some(lsp::Location { uri: lsp::Uri::from_file_path(path)?, range: self.range(span, encoding) })
    }

    fn write(&self, folder: &Path) -> io::Result<PathBuf> {
        let path = folder.join(&self.kept.path);
        if !std::fs::read_to_string(&path).is_ok_and(|present| present == self.woven.text) {
            disk::write_read_only(folder, &self.kept.path, &self.woven.text)?;
        }
        Ok(path)
    }
}

/// The library's file whose copy stands at this path: `k8s/core/v1/pod.jke`.
pub fn file_of(path: &Path) -> Option<String> {
    let parent = path.parent()?.canonicalize().ok()?;
    let path = parent.join(path.file_name()?);
    let inside = path.strip_prefix(folder()?.canonicalize().ok()?).ok()?;
    let parts: Option<Vec<&str>> = inside.components().map(|part| part.as_os_str().to_str()).collect();
    Some(parts?.join("/"))
}

/// Where copies stand.
fn folder() -> Option<PathBuf> {
    Some(cache()?.join("jkec").join(&*NAME))
}

/// By what the library holds.
static NAME: LazyLock<String> = LazyLock::new(|| {
    let mut hasher = DefaultHasher::new();
    jke_stdlib::TYPES.hash(&mut hasher);
    jke_stdlib::files().iter().for_each(|file| (file.path, file.text).hash(&mut hasher));
    format!("library-{}-{:016x}", env!("CARGO_PKG_VERSION"), hasher.finish())
});

fn cache() -> Option<PathBuf> {
    let home = |below: &str| std::env::home_dir().map(|home| home.join(below));
    let stated = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    match std::env::consts::OS {
        "windows" => stated("LOCALAPPDATA"),
        "macos" => home("Library/Caches"),
        _ => stated("XDG_CACHE_HOME").or_else(|| home(".cache")),
    }
}
