//! Generated projects for benchmarks and tests: a number of like apps over one module of their own, for six targets.
//!
//! Every app has a file, a port, a route, five environment variables and one `on` block for each environment; the module
//! emits seven kinds. The sources stand beside this file in jke.

use std::collections::BTreeMap;
use std::path::Path;
use std::{fs, io};

/// The files of a project of so many apps, by path: one file an app, a hundred a folder.
pub fn project(apps: usize) -> BTreeMap<String, String> {
    let fixed = [
        ("project.jke", include_str!("project.jke")),
        ("platform.jke", include_str!("platform.jke")),
        ("service.jke", include_str!("service.jke")),
    ];
    let fixed = fixed.into_iter().map(|(path, text)| (path.to_owned(), text.to_owned()));
    let apps = (0..apps).map(|number| (format!("apps/{:03}/service-{number:05}.jke", number / 100), app(number)));
    fixed.chain(apps).collect()
}

/// The file of one app.
fn app(number: usize) -> String {
    include_str!("app.jke").replace("00000", &format!("{number:05}"))
}

/// Writes the project into a folder.
#[allow(dead_code, reason = "some of those who include this module build in memory only")]
pub fn write(folder: &Path, apps: usize) -> io::Result<()> {
    for (path, text) in project(apps) {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("a file of the project stands in a folder"))?;
        fs::write(path, text)?;
    }
    Ok(())
}
