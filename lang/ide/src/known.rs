//! What is known of a project, asked by names: fields of types, what a key leads to, the modules of instances.

use jke_check::{Context, Patchable};
use jke_model::declaration::{Field, Interfaces, RecordId};
use jke_model::program::InstanceId;
use jke_model::ty::Ty;
use jke_resolve::{FileIndex, FoundPath, Resolved};
use jke_syntax::tree::Path;
use jke_text::Name;

use crate::Meaning;

#[derive(Clone, Copy)]
pub(crate) struct Known<'a> {
    cx: Context<'a>,
    pub resolved: &'a Resolved,
    pub interfaces: &'a Interfaces,
}

impl<'a> Known<'a> {
    pub fn of(cx: Context<'a>) -> Known<'a> {
        Known { cx, resolved: cx.resolved, interfaces: cx.interfaces }
    }

    /// What a patch may name in a layer of a file, of an instance (its index) or of a whole module.
    pub fn patchable(self, file: FileIndex, module: RecordId, instance: Option<usize>) -> Patchable<'a> {
        Patchable { cx: self.cx, module, instance: instance.map(|index| InstanceId(index as u32)), file }
    }

    /// The kind that a patch names; of one that is wrong, which is told, what its path names.
    pub fn patched(self, file: FileIndex, module: RecordId, instance: Option<usize>, path: &Path) -> Option<RecordId> {
        self.patchable(file, module, instance).kind(path, &mut vec![]).or_else(|| self.record(file, path))
    }

    /// The records among the alternatives of a type.
    pub fn records(self, ty: &Ty) -> impl Iterator<Item = RecordId> + '_ {
        ty.required().alternatives().iter().filter_map(|ty| if let Ty::Record(id) = ty { Some(*id) } else { None })
    }

    /// The field of this name in a type that has one record with it.
    pub fn field(self, ty: &Ty, name: Name) -> Option<(RecordId, u32, &'a Field)> {
        self.records(ty).find_map(|id| self.interfaces.record(id).field(name).map(|(slot, field)| (id, slot, field)))
    }

    /// The type of what a key of this type leads to.
    pub fn inside(self, ty: &Ty, name: Name) -> Option<Ty> {
        ty.required().alternatives().iter().find_map(|ty| match ty {
            Ty::Record(id) => {
                let record = self.interfaces.record(*id);
                record.field(name).map(|(_, field)| field.ty.clone()).or_else(|| record.rest.clone())
            }
            Ty::Map(map) => Some(map.value.clone()),
            Ty::List(list) if !list.keys.is_empty() => Some(list.element.clone()),
            Ty::Any => Some(Ty::Any),
            _ => None,
        })
    }

    /// The type of the elements that a list, or the values that a map has.
    pub fn element(self, ty: &Ty) -> Option<Ty> {
        ty.required().alternatives().iter().find_map(|ty| match ty {
            Ty::List(list) => Some(list.element.clone()),
            Ty::Map(map) => Some(map.value.clone()),
            _ => None,
        })
    }

    /// The record that a path names in a file.
    pub fn record(self, file: FileIndex, path: &Path) -> Option<RecordId> {
        let FoundPath::Definition { id, .. } = self.resolved.lookup_path(file, path) else { return None };
        match Meaning::of(id, self.resolved, self.interfaces)? {
            Meaning::Record(id) => Some(id),
            Meaning::Field(..)
            | Meaning::Alias(_)
            | Meaning::Function(_)
            | Meaning::Constant(_)
            | Meaning::Instance(_)
            | Meaning::Axis(_)
            | Meaning::Local(..) => None,
        }
    }
}
