//! The files of the library, as found below this folder, to a table that the crate includes.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{fs, io};

const PACKAGES: [&str; 3] = ["crd", "k8s", "std"];

/// The paths of all files, by the crate's folder and with `/`, in order.
pub fn list(root: &Path) -> io::Result<Vec<String>> {
    let mut files = vec![];
    for package in PACKAGES {
        collect(&root.join(package), &mut files)?;
    }
    let mut names: Vec<String> = files.iter().filter_map(|path| relative(root, path)).collect();
    names.sort();
    Ok(names)
}

/// `files.rs`: the path and the text of each file.
pub fn write(names: &[String], out: &Path) -> io::Result<()> {
    let mut table = String::from("&[\n");
    for name in names {
        // By the crate's folder, not by its path now: what was built may be moved with it.
        let text = format!("include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/\", {name:?}))");
        writeln!(table, "    LibraryFile {{ path: {name:?}, text: {text} }},").expect("writing to a string never fails");
    }
    table.push(']');
    fs::write(out.join("files.rs"), table)
}

/// All files below a folder, but notes for people and what begins with a dot.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if !folder.is_dir() {
        return Ok(());
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.starts_with('.') || name.ends_with(".md") {
            continue;
        }
        if path.is_dir() { collect(&path, files)? } else { files.push(path) }
    }
    Ok(())
}

/// `std/app/application.jke`, with `/` on every system.
fn relative(root: &Path, path: &Path) -> Option<String> {
    let parts = path.strip_prefix(root).ok()?.components();
    Some(parts.map(|part| part.as_os_str().to_string_lossy().into_owned()).collect::<Vec<_>>().join("/"))
}
