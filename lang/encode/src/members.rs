//! What of a record or map is written, and in which order: the one place that decides it for all forms.

use std::cell::Cell;

use jke_model::declaration::{FieldKind, Interfaces};
use jke_model::value::{Data, MapValue, RecordValue, Value};

/// What becomes of the values of type Secret.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Hash)]
pub enum Secrets {
    /// As they are.
    Plain,
    /// [`MASK`] in their place.
    #[default]
    Mask,
    /// Entries and elements that are secrets are left out.
    Omit,
}

pub(crate) const MASK: &str = "<secret>";

/// What all writers need beside the data.
#[derive(Clone, Copy)]
pub(crate) struct Writing<'a> {
    pub interfaces: &'a Interfaces,
    pub secrets: Secrets,
    /// Set where a secret is come upon, written or not.
    met: &'a Cell<bool>,
}

/// What stands behind a key.
#[derive(Clone, Copy)]
pub(crate) enum Member<'a> {
    Value(&'a Data),
    /// `apiVersion` and `kind`, which are no fields.
    Text(&'a str),
}

impl<'a> Writing<'a> {
    pub fn new(interfaces: &'a Interfaces, secrets: Secrets, met: &'a Cell<bool>) -> Writing<'a> {
        Writing { interfaces, secrets, met }
    }

    pub fn of_record(self, record: &'a RecordValue) -> impl Iterator<Item = (&'a str, Member<'a>)> {
        let RecordValue { record, fields, rest } = record;
        let declaration = self.interfaces.record(*record);
        let identity = declaration.kind_identity().into_iter();
        let head = identity.flat_map(|identity| [("apiVersion", identity.api_version), ("kind", identity.kind)]);
        let inputs = declaration.fields.iter().zip(fields).filter(|(field, _)| field.kind == FieldKind::Input);
        head.map(|(key, name)| (key, Member::Text(name.as_str())))
            .chain(
                inputs.filter(move |(_, value)| self.writes(value)).map(|(field, value)| (field.name.as_str(), Member::Value(&value.data))),
            )
            .chain(self.of_map(rest))
    }

    pub fn of_map(self, map: &'a MapValue) -> impl Iterator<Item = (&'a str, Member<'a>)> {
        let written = map.iter().filter(move |(_, value)| self.writes(value));
        written.map(|(key, value)| (key.as_str(), Member::Value(&value.data)))
    }

    pub fn of_list(self, list: &'a [Value]) -> impl Iterator<Item = &'a Data> {
        list.iter().filter(move |value| self.writes(value)).map(|value| &value.data)
    }

    fn writes(self, value: &Value) -> bool {
        match value.data {
            Data::None => false,
            Data::Secret(_) => {
                self.met.set(true);
                self.secrets != Secrets::Omit
            }
            _ => true,
        }
    }

    pub fn secret(self, text: &'a str) -> &'a str {
        match self.secrets {
            Secrets::Plain => text,
            Secrets::Mask | Secrets::Omit => MASK,
        }
    }
}

/// What evaluation promises: its own marks never reach a writer.
pub(crate) fn unfinished() -> ! {
    unreachable!("only finished values are written")
}
