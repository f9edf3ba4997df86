//! The project as its editor has it: open buffers over the disk, whose files are kept until something changes there.

use std::collections::BTreeMap;
use std::sync::Arc;

use jke_text::{LoadError, Loader};

use crate::disk::Disk;

type Texts = BTreeMap<String, Result<Arc<str>, LoadError>>;

/// One state of a project's texts.
#[derive(Clone, Debug)]
pub struct Overlay {
    disk: Disk,
    /// The disk's `.jke` files, or why they can't be listed.
    kept: Result<Arc<Texts>, LoadError>,
    /// By path inside the project.
    open: BTreeMap<String, Arc<str>>,
}

impl Overlay {
    pub fn new(disk: Disk) -> Overlay {
        let kept = read_all(&disk);
        Overlay { disk, kept, open: BTreeMap::new() }
    }

    pub fn disk(&self) -> &Disk {
        &self.disk
    }

    /// Reads the disk again.
    pub fn refresh(&mut self) {
        self.kept = read_all(&self.disk);
    }

    pub fn open(&mut self, path: String, text: String) {
        self.open.insert(path, text.into());
    }

    pub fn close(&mut self, path: &str) {
        self.open.remove(path);
    }
}

fn read_all(disk: &Disk) -> Result<Arc<Texts>, LoadError> {
    let paths = disk.list()?;
    let texts = paths.into_iter().map(|path| {
        let text = disk.read(&path).map(Arc::from);
        (path, text)
    });
    Ok(Arc::new(texts.collect()))
}

impl Loader for Overlay {
    fn list(&self) -> Result<Vec<String>, LoadError> {
        let kept = self.kept.as_ref().map_err(Clone::clone)?;
        let mut paths: Vec<String> = kept.keys().chain(self.open.keys()).cloned().collect();
        paths.sort_unstable();
        paths.dedup();
        Ok(paths)
    }

    fn read(&self, path: &str) -> Result<String, LoadError> {
        if let Some(text) = self.open.get(path) {
            return Ok(text.to_string());
        }
        match self.kept.as_ref().ok().and_then(|kept| kept.get(path)) {
            Some(text) => text.as_ref().map(|text| text.to_string()).map_err(Clone::clone),
            None => self.disk.read(path),
        }
    }
}
