//! What `init` and `new` share: names that can be names, questions on a terminal, the text of an app, and files that must not exist yet.

use std::io::{BufRead, IsTerminal};
use std::path::{Component, Path};

use jke_syntax::tree::ItemKind;
use jke_text::{Code, Diagnostic, Source, SourceKind, Sources, Span};

use super::{Globals, Status, fail, refuse};
use crate::{disk, report};

/// An image that runs anywhere, with its port: what a new app begins with where no other is named.
const EXAMPLE_IMAGE: &str = "nginxinc/nginx-unprivileged:1.29";
const EXAMPLE_PORT: u16 = 8080;

/// A file to write: its path below the folder, and its text.
pub struct NewFile {
    pub path: String,
    pub text: String,
}

/// What an app begins with.
pub struct FirstLines {
    pub image: Option<String>,
    pub port: Option<u16>,
}

impl FirstLines {
    /// Asks for what the flags leave open.
    pub fn ask(self) -> FirstLines {
        let image = self.image.or_else(|| answer("image", EXAMPLE_IMAGE));
        let is_example = image.as_deref().is_none_or(|image| image == EXAMPLE_IMAGE);
        let port = self.port.or_else(|| {
            let given = answer("port that it listens on", if is_example { "8080" } else { "none" })?;
            given.parse().ok()
        });
        FirstLines { image, port }
    }

    /// The lines of the app's body.
    pub fn text(&self) -> String {
        let (image, port) = match &self.image {
            Some(image) if image != EXAMPLE_IMAGE => (image.as_str(), self.port),
            Some(_) | None => (EXAMPLE_IMAGE, self.port.or(Some(EXAMPLE_PORT))),
        };
        let note = if image == EXAMPLE_IMAGE { "  // An example: put your own image and its port here.\n" } else { "" };
        let port = port.map_or(String::new(), |port| format!("  ports.http = {port}\n"));
        format!("{note}  image = {}\n{port}", jke_text::words::text(image))
    }
}

/// Whether questions can be asked.
pub fn is_interactive() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

/// The answer to a question, or what is taken where none is given.
pub fn answer(question: &str, default: &str) -> Option<String> {
    if !is_interactive() {
        return None;
    }
    report::to_stderr(format!("{question} [{default}]: ").as_bytes());
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).ok()?;
    let line = line.trim();
    (!line.is_empty()).then(|| line.to_owned())
}

/// `name` can stand in `app name: …`, which the parser itself says.
pub fn is_name(name: &str) -> bool {
    let source = Source::new("name", SourceKind::CommandLine, format!("app {name}: Application {{}}"), 1);
    let parsed = jke_syntax::parse(&source);
    let is_item = |kind: &ItemKind| matches!(kind, ItemKind::App(app) if app.name.name.as_str() == name);
    parsed.diagnostics.is_empty() && matches!(parsed.file.items.as_slice(), [item] if is_item(&item.kind))
}

/// A name is wrong; the place is on the command line, or nowhere where it was answered.
pub fn no_name(what: &str, name: &str, span: Span) -> Diagnostic {
    Diagnostic::error(Code::E1003, span, format!("`{name}` can't be the name of {what}"))
        .help("a name is letters, digits and single `-` between them, begins with a letter, and is no word of the language: `my-app`")
}

/// Writes all files, or none where one of them is there already.
pub fn write(globals: &Globals, folder: &Path, files: &[NewFile]) -> Result<(), Status> {
    if let Some(file) = files.iter().find(|file| !stays_below(&file.path)) {
        let error = Diagnostic::error(Code::E1003, Span::NONE, format!("`{}` would not be a file below {}", file.path, folder.display()));
        return Err(refuse(globals, &[error.help("nothing was written")], &Sources::default()));
    }
    if let Some(file) = files.iter().find(|file| folder.join(&file.path).symlink_metadata().is_ok()) {
        let error = Diagnostic::error(Code::E1003, Span::NONE, format!("{} exists already", folder.join(&file.path).display()))
            .help("nothing was written; move the file away first, or choose another name");
        return Err(refuse(globals, &[error], &Sources::default()));
    }
    for file in files {
        let path = folder.join(&file.path);
        disk::create(&path, &file.text)
            .map_err(|error| fail(Status::Outside, format_args!("{} can't be written: {error}", path.display())))?;
        report::to_stderr(format!("wrote {}\n", file.path).as_bytes());
    }
    Ok(())
}

/// Joined to a folder, the path leads to what is in it. Names of files come from what others wrote.
fn stays_below(path: &str) -> bool {
    !path.is_empty() && Path::new(path).components().all(|component| matches!(component, Component::Normal(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_path_of_plain_names_is_written_to() {
        let table = [
            ("a.jke", true),
            ("example/v1/a.jke", true),
            ("..jke", true),
            ("../a.jke", false),
            ("a/../../b.jke", false),
            ("/a.jke", false),
            ("", false),
        ];
        for (path, expected) in table {
            assert_eq!(stays_below(path), expected, "of {path}");
        }
    }
}
