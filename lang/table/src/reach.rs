//! The types that are read: those that somebody names, and what they reach.

use crate::{FileId, Table, TypeId};

/// Grows with each name; what is in it has all that it needs in it too.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Reached {
    types: Vec<bool>,
}

impl Reached {
    pub fn add(&mut self, table: &Table, root: TypeId) {
        self.types.resize(table.len(), false);
        let mut left = vec![root];
        while let Some(ty) = left.pop() {
            if !std::mem::replace(&mut self.types[ty.0 as usize], true) {
                left.extend(table.needs(ty));
            }
        }
    }

    pub fn contains(&self, ty: TypeId) -> bool {
        self.types.get(ty.0 as usize).is_some_and(|is_in| *is_in)
    }

    /// The files that hold any of them, by path.
    pub fn files(&self, table: &Table) -> Vec<FileId> {
        table.files().filter(|file| table.types_of(*file).any(|ty| self.contains(ty))).collect()
    }
}
