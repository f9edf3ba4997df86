//! Shapes to type expressions, with the types of other folders that they name.

use std::collections::{BTreeMap, BTreeSet};

use jke_import::types::{Literal, TypeExpr};

use super::merge::{Field, Library};
use super::place::{Place, Places};
use super::schema::Shape;
use super::tables::types::{BY_FIELD, FieldType, PLAIN, Plain};

/// The prefix of a type that is a kind's, but stands inside another object.
pub const EMBEDDED: &str = "Embedded";

/// Writes the types of one file.
pub struct Writer<'a> {
    pub library: &'a Library,
    pub places: &'a Places,
    /// The folder of the file.
    pub folder: &'a str,
    /// The names that it takes from other folders.
    pub imports: BTreeMap<String, BTreeSet<String>>,
}

impl<'a> Writer<'a> {
    pub fn field_type(&mut self, place: Place, name: &str, field: &Field) -> Result<TypeExpr, String> {
        let key = (place.group(), place.name, name);
        let by_field = BY_FIELD.iter().find(|(row, _)| *row == key).map(|(_, ty)| *ty);
        match by_field {
            Some(ty) => Ok(self.listed(ty)),
            None => self.shape(&field.shape, &field.enumeration).map_err(|error| format!("{}.{name}: {error}", place.name)),
        }
    }

    /// A type by its name, which the file imports if it stands elsewhere.
    pub fn named(&mut self, folder: &str, name: &str) -> TypeExpr {
        if folder != self.folder {
            self.imports.entry(folder.to_owned()).or_default().insert(name.to_owned());
        }
        TypeExpr::named(name)
    }

    fn meta(&mut self, name: &str) -> TypeExpr {
        self.named("meta/v1", name)
    }

    fn listed(&mut self, ty: FieldType) -> TypeExpr {
        match ty {
            FieldType::ResourceList => self.named("core/v1", "ResourceList"),
            FieldType::QuotaList => self.named("core/v1", "QuotaList"),
            FieldType::Memory => TypeExpr::named("Memory"),
            FieldType::CountOrPercent => TypeExpr::Union(vec![self.meta("Int32"), TypeExpr::named("Percent")]),
            FieldType::PortOrName => TypeExpr::Union(vec![self.meta("Int32"), TypeExpr::named("String")]),
            FieldType::Secrets => TypeExpr::map(self.meta("SecretValue")),
        }
    }

    fn shape(&mut self, shape: &Shape, enumeration: &BTreeSet<String>) -> Result<TypeExpr, String> {
        Ok(match shape {
            Shape::Bool => TypeExpr::named("Bool"),
            Shape::Int32 => self.meta("Int32"),
            Shape::Int64 => TypeExpr::named("Int"),
            Shape::Float => TypeExpr::named("Float"),
            Shape::Text if enumeration.is_empty() => TypeExpr::named("String"),
            Shape::Text => TypeExpr::union(enumeration.iter().cloned().map(Literal::Text).map(TypeExpr::Literal).collect()),
            Shape::Bytes => self.meta("Base64"),
            Shape::DateTime => self.meta("Time"),
            Shape::List { element, keys } => {
                // Nothing is not among what a list may hold, though Go has a name for it.
                let enumeration = enumeration.iter().filter(|value| !value.is_empty()).cloned().collect();
                TypeExpr::List { element: Box::new(self.shape(element, &enumeration)?), keys: keys.clone() }
            }
            Shape::Map(value) => TypeExpr::map(self.shape(value, enumeration)?),
            Shape::Object | Shape::Anything => TypeExpr::named("Any"),
            Shape::Reference(definition) => self.reference(definition)?,
        })
    }

    fn reference(&mut self, definition: &str) -> Result<TypeExpr, String> {
        if let Some(plain) = plain(definition) {
            return self.plain(plain);
        }
        let place = self.places.place(definition)?;
        let is_kind = self.library.definitions.get(definition).is_some_and(|merged| merged.kind.is_some());
        let name = if is_kind { format!("{EMBEDDED}{}", place.name) } else { place.name.to_owned() };
        Ok(self.named(place.folder, &name))
    }

    fn plain(&mut self, plain: Plain) -> Result<TypeExpr, String> {
        let schema = || TypeExpr::named("JSONSchemaProps");
        Ok(match plain {
            Plain::Quantity => TypeExpr::named("Quantity"),
            Plain::IntOrString => return Err("say in tables/types.rs which numbers and texts this takes".to_owned()),
            Plain::Time => self.meta("Time"),
            Plain::MicroTime => self.meta("MicroTime"),
            Plain::Any => TypeExpr::named("Any"),
            Plain::SchemaOrBool => TypeExpr::Union(vec![schema(), TypeExpr::named("Bool")]),
            Plain::SchemaOrList => TypeExpr::Union(vec![schema(), TypeExpr::list(schema())]),
            Plain::SchemaOrTexts => TypeExpr::Union(vec![schema(), TypeExpr::list(TypeExpr::named("String"))]),
        })
    }
}

/// What a definition is that is no record.
pub fn plain(definition: &str) -> Option<Plain> {
    PLAIN.iter().find(|(name, _)| *name == definition).map(|(_, plain)| *plain)
}
