//! What a module shows to those who import it.

use jke_table::{Module, Table};
use jke_text::Name;
use rustc_hash::FxHashMap;

use crate::DefinitionId;

/// The declarations of a folder or of a file by name, but those whose names begin with `_`.
#[derive(Debug, Default, Clone)]
pub struct Exports {
    definitions: FxHashMap<Name, DefinitionId>,
    /// Where it is a module of the table: of its types only those that are named anywhere are definitions.
    unread: Option<(&'static Table, Module)>,
}

impl PartialEq for Exports {
    fn eq(&self, other: &Exports) -> bool {
        self.definitions == other.definitions && self.unread.map(|(_, module)| module) == other.unread.map(|(_, module)| module)
    }
}

impl Exports {
    pub(crate) fn of_table(table: &'static Table, module: Module) -> Exports {
        Exports { definitions: FxHashMap::default(), unread: Some((table, module)) }
    }

    /// Those of these that a file declares.
    pub(crate) fn part(&self, is_in: impl Fn(DefinitionId) -> bool, module: Option<Module>) -> Exports {
        let definitions = self.iter().filter(|(_, id)| is_in(*id)).collect();
        Exports { definitions, unread: self.unread.and_then(|(table, _)| Some((table, module?))) }
    }

    pub(crate) fn insert(&mut self, name: Name, id: DefinitionId) {
        self.definitions.insert(name, id);
    }

    pub fn get(&self, name: Name) -> Option<DefinitionId> {
        self.definitions.get(&name).copied()
    }

    /// What is known of it: not the types that nobody names.
    pub fn iter(&self) -> impl Iterator<Item = (Name, DefinitionId)> + '_ {
        self.definitions.iter().map(|(name, id)| (*name, *id))
    }

    /// All names, those of types that nobody names as well.
    pub fn names(&self) -> Vec<&'static str> {
        match self.unread {
            Some((table, module)) => table.exports(module).map(|ty| table.type_name(ty)).collect(),
            None => self.definitions.keys().map(|name| name.as_str()).collect(),
        }
    }
}
