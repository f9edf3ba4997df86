//! `cargo xtask generate kubernetes`: the API's schemas of several versions to the library's folder `stdlib/k8s`.
//!
//! read (`release`, `checkout`, `schema`) → one library of all versions (`merge`, `required`) → declarations (`express`, `declare`, `order`, and the
//! tables) → files (`place`, `files`). All of the folder is made here.

mod checkout;
mod declare;
mod express;
mod files;
mod merge;
mod order;
mod place;
mod release;
mod required;
mod schema;
mod tables;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Writes the library, or says which of its files are not as they would be written.
pub fn generate(root: &Path, from: Option<&Path>, check_only: bool) -> Result<(), String> {
    let schemas = from.map_or_else(|| root.join("../shared/schemas/openapi"), Path::to_owned);
    let releases = if checkout::is_checkout(&schemas) { checkout::releases(&schemas)? } else { release::releases(&schemas)? };
    let files = files::files(&merge::merge(&releases)?)?;
    let folder = root.join("stdlib/k8s");
    let stale = stale(&folder, &files)?;
    match (check_only, stale.is_empty()) {
        (true, true) => Ok(()),
        (true, false) => Err(format!("not fresh: {}; run `cargo xtask generate kubernetes`", stale.join(", "))),
        (false, _) => write(&folder, &files, &stale),
    }
}

/// The paths of files that are missing, other than they would be, or too many.
fn stale(folder: &Path, files: &BTreeMap<String, String>) -> Result<Vec<String>, String> {
    let mut found = BTreeMap::new();
    if folder.is_dir() {
        collect(folder, folder, &mut found)?;
    }
    let differs = files.iter().filter(|(path, text)| found.get(*path) != Some(*text)).map(|(path, _)| path.clone());
    let surplus = found.keys().filter(|path| !files.contains_key(*path)).cloned();
    Ok(differs.chain(surplus).collect())
}

fn write(folder: &Path, files: &BTreeMap<String, String>, stale: &[String]) -> Result<(), String> {
    for path in stale {
        let target = folder.join(path);
        let parent = target.parent().unwrap_or(folder);
        let done = match files.get(path) {
            Some(text) => fs::create_dir_all(parent).and_then(|()| fs::write(&target, text)),
            None => fs::remove_file(&target),
        };
        done.map_err(|error| format!("{}: {error}", target.display()))?;
    }
    println!("{} of {} files written", stale.len(), files.len());
    Ok(())
}

fn collect(root: &Path, folder: &Path, found: &mut BTreeMap<String, String>) -> Result<(), String> {
    let failed = |path: &Path, error: std::io::Error| format!("{}: {error}", path.display());
    let entries: Vec<PathBuf> = fs::read_dir(folder).map_err(|error| failed(folder, error))?.flatten().map(|entry| entry.path()).collect();
    for path in entries {
        if path.is_dir() {
            collect(root, &path, found)?;
        } else {
            let relative = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            found.insert(relative, fs::read_to_string(&path).map_err(|error| failed(&path, error))?);
        }
    }
    Ok(())
}
