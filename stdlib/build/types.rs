//! The files of the packages that declare nothing but types, to the table that is read in their stead.

use std::path::Path;
use std::sync::Arc;
use std::{fs, io};

use jke_syntax::{Parsed, parse};
use jke_table::Problem;
use jke_text::{Source, SourceKind, Sources};

const PACKAGES: [&str; 2] = ["crd/", "k8s/"];

/// `types.table`; a file that can't be in it, with the line that says why, ends the build.
pub fn write(root: &Path, names: &[String], out: &Path) -> io::Result<()> {
    let mut sources = Sources::default();
    let mut files: Vec<(Arc<Source>, Parsed)> = vec![];
    for name in names.iter().filter(|name| name.ends_with(".jke") && PACKAGES.iter().any(|package| name.starts_with(package))) {
        let source = sources.add(name.as_str(), SourceKind::Library, fs::read_to_string(root.join(name))?);
        let parsed = parse(&source);
        files.push((source, parsed));
    }
    let table = jke_table::write(&files).map_err(|problems| {
        for Problem { span, message } in &problems {
            let place = sources.file_at(span.start).map(|file| format!("stdlib/{}:{}: ", file.path, file.line_column(span.start).line));
            println!("cargo::error={}{message}", place.unwrap_or_default());
        }
        io::Error::other("the table of types can't hold all files of the library")
    })?;
    fs::write(out.join("types.table"), table)
}
