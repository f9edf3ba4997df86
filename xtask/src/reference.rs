//! The tables of the language to the pages of `docs/reference`: built-in methods and the index of codes.
//!
//! The pages are committed, so that they can be read on the web; `--check` proves that they are what the tables say.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use jke_model::builtin::{Receiver, methods};
use jke_text::Code;

const MADE: &str = "<!-- Made by `cargo xtask generate`; change the table that it is made from. -->\n";

/// Writes the pages, or says which of them are not as they would be written.
pub fn generate(root: &Path, check_only: bool) -> Result<(), String> {
    let folder = root.join("docs/reference");
    let mut stale = vec![];
    for (name, text) in [("methods.md", method_page()), ("codes.md", code_page())] {
        let path = folder.join(name);
        if check_only {
            if fs::read_to_string(&path).ok().as_deref() != Some(text.as_str()) {
                stale.push(path.display().to_string());
            }
        } else {
            write(&folder, path, &text)?;
        }
    }
    if stale.is_empty() { Ok(()) } else { Err(format!("not fresh: {}; run `cargo xtask generate`", stale.join(", "))) }
}

fn write(folder: &Path, path: PathBuf, text: &str) -> Result<(), String> {
    fs::create_dir_all(folder).and_then(|()| fs::write(&path, text)).map_err(|error| format!("{}: {error}", path.display()))
}

fn method_page() -> String {
    let mut page = format!("{MADE}\n# Built-in methods\n\nA method is called with parentheses; a field is read without.\n");
    let receivers = [
        (Receiver::Text, "`String`"),
        (Receiver::List, "`List<T>`"),
        (Receiver::Map, "`Map<K, V>`"),
        (Receiver::Float, "`Float`"),
        (Receiver::Cpu, "`Cpu`"),
        (Receiver::Memory, "`Memory`"),
        (Receiver::Duration, "`Duration`"),
        (Receiver::Percent, "`Percent`"),
        (Receiver::Secret, "`Secret`"),
    ];
    for (receiver, title) in receivers {
        write!(page, "\n## {title}\n\n| written | gives |\n|---|---|\n").expect("a text can be written to");
        for row in methods(receiver) {
            writeln!(page, "| `{}` | {} |", row.shown, row.docs).expect("a text can be written to");
        }
    }
    page.push_str("\n## Encoders\n\n`yaml(x)`, `json(x)` and `toml(x)` give the text of any data; over data that holds a `Secret` they give a `Secret`.\n");
    page
}

fn code_page() -> String {
    let mut page = format!("{MADE}\n# Codes\n\n`jkec explain CODE` prints these pages.\n\n| code | means |\n|---|---|\n");
    for code in Code::ALL {
        let title = code.page().lines().next().unwrap_or_default().trim_start_matches("# ");
        let title = title.strip_prefix(code.as_str()).map_or(title, |rest| rest.trim_start_matches(": "));
        writeln!(page, "| [{code}](../../lang/text/codes/{code}.md) | {title} |").expect("a text can be written to");
    }
    page
}
