//! What the files of a project name of the library's table, and so what is read of it.

use std::collections::BTreeSet;

use jke_syntax::tree::{Import, ImportKind};
use jke_table::{FileId, Module, Reached, Table};

use crate::loading::{folder_of, joined};
use crate::project::PreludeModule;

/// The part of the table that is read.
#[derive(Default)]
pub(crate) struct OfTable {
    pub reached: Reached,
    /// The folders that imports name, whether anything of them is reached or not.
    pub folders: BTreeSet<String>,
    /// The files that are imported as modules.
    files: BTreeSet<FileId>,
}

impl OfTable {
    /// False where the import leads elsewhere. `text` is that of its file.
    pub fn import(&mut self, table: &Table, import: &Import, text: &str) -> bool {
        let path = joined(&import.path.segments);
        let Some(module) = self.module(table, &path) else { return false };
        let named: Vec<&str> = match &import.kind {
            ImportKind::Names(aliases) => aliases.iter().map(|alias| alias.name.name.as_str()).collect(),
            ImportKind::Module(local) => names_behind(local.name.as_str(), text),
        };
        for name in named {
            table.named(module, name).for_each(|ty| self.reached.add(table, ty));
        }
        true
    }

    /// Of what the prelude holds all is named everywhere.
    pub fn prelude(&mut self, table: &Table, prelude: &PreludeModule) -> bool {
        let Some(module) = self.module(table, &joined(&prelude.path)) else { return false };
        table.exports(module).for_each(|ty| self.reached.add(table, ty));
        true
    }

    fn module(&mut self, table: &Table, path: &str) -> Option<Module> {
        let module = table.module(path)?;
        match module {
            Module::Folder(_) => self.folders.insert(path.to_owned()),
            Module::File(file) => self.files.insert(file) | self.folders.insert(folder_of(path).to_owned()),
        };
        Some(module)
    }

    /// Those that hold what is reached, and those that are imported, by path.
    pub fn files(&self, table: &Table) -> Vec<FileId> {
        let all: BTreeSet<FileId> = self.reached.files(table).into_iter().chain(self.files.iter().copied()).collect();
        all.into_iter().collect()
    }
}

/// The names that stand behind `module.` anywhere in a text: in a comment too, which does no harm.
fn names_behind<'t>(module: &str, text: &'t str) -> Vec<&'t str> {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let mut found = vec![];
    for (at, _) in text.match_indices(module) {
        if module.is_empty() || text[..at].ends_with(|c| is_word(c) || c == '.') {
            continue;
        }
        let Some(rest) = behind_space(&text[at + module.len()..]).strip_prefix('.') else { continue };
        let rest = behind_space(rest);
        let name = &rest[..rest.find(|c| !is_word(c)).unwrap_or(rest.len())];
        found.push(name);
    }
    found
}

/// What follows white space and comments.
fn behind_space(mut text: &str) -> &str {
    loop {
        text = text.trim_start();
        match text.strip_prefix("//") {
            Some(comment) => text = comment.find('\n').map_or("", |end| &comment[end..]),
            None => return text,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::names_behind;

    #[test]
    fn names_behind_a_module_are_found_wherever_a_line_ends() {
        let text = "a: core.Pod?\nb: List<core . Service>\nc: core // why\n  .Secret\nmore-core.No core-x.No k8s.core.v1 core";
        assert_eq!(names_behind("core", text), ["Pod", "Service", "Secret"]);
    }
}
