//! What is made of the library's files before the crate is compiled, each by a file of this folder.

mod docs;
mod files;
mod types;

use std::path::PathBuf;
use std::{env, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo sets the folder of the crate"));
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo sets the folder for output"));
    // The whole crate, since a package that isn't there yet can't be watched by its own name.
    println!("cargo::rerun-if-changed=.");
    docs::write(&out)?;
    let names = files::list(&root)?;
    files::write(&names, &out)?;
    types::write(&root, &names, &out)
}
