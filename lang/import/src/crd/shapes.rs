//! Schemas to types: which shape a value has, and the records that objects in it become.

use std::collections::{BTreeSet, HashMap, HashSet};

use serde_json::Value;

use super::constraints::description;
use super::fields::{keys, record};
use super::scalars::{enumeration, int_or_string, integer, length, number, range, refine, string};
use super::schema::{Object, is, schemas, text, types};
use super::{Notice, names};
use crate::types::{Body, Declaration, Literal, Refinement, TypeExpr};

/// How deep schemas are followed: types nest no deeper than 256.
const DEEPEST: usize = 100;

/// How many lists, maps and alternatives the type of a `$ref` may hold, which stands in full wherever it is named.
const LARGEST: usize = 200;

/// The declarations of one kind, while they are written.
pub struct Writer<'s> {
    pub kind: &'s str,
    pub schema: &'s Value,
    pub declarations: Vec<Declaration>,
    pub notices: Vec<Notice>,
    /// Names of `k8s.meta.v1`.
    pub imports: BTreeSet<&'static str>,
    /// How many rules only the cluster checks.
    pub rules: usize,
    structural: bool,
    taken: HashSet<String>,
    /// The types of `$ref`s.
    references: HashMap<String, TypeExpr>,
    /// The `$ref`s that are being followed.
    open: HashSet<String>,
}

/// Where a schema stands.
#[derive(Clone)]
pub struct Place {
    /// The name of the record that an object there becomes: `HTTPRoute.Spec.Rules`.
    pub name: String,
    /// As people write it: `HTTPRoute.spec.rules[]`.
    pub path: String,
    depth: usize,
}

impl Place {
    pub fn of_kind(kind: &str) -> Place {
        Place { name: names::type_name(kind), path: kind.to_owned(), depth: 0 }
    }

    pub fn field(&self, name: &str) -> Place {
        Place { name: format!("{}.{}", self.name, names::type_name(name)), ..self.inside(name) }
    }

    /// The same record's name, for what is no record.
    pub fn inside(&self, name: &str) -> Place {
        Place { name: self.name.clone(), path: format!("{}.{name}", self.path), depth: self.depth + 1 }
    }

    pub fn element(&self) -> Place {
        Place { name: self.name.clone(), path: format!("{}[]", self.path), depth: self.depth + 1 }
    }
}

impl<'s> Writer<'s> {
    pub fn new(kind: &'s str, schema: &'s Value, structural: bool) -> Writer<'s> {
        Writer {
            kind,
            schema,
            declarations: vec![],
            notices: vec![],
            imports: BTreeSet::new(),
            rules: 0,
            structural,
            taken: HashSet::from([names::type_name(kind)]),
            references: HashMap::new(),
            open: HashSet::new(),
        }
    }

    pub fn tell(&mut self, place: &Place, message: &str) {
        self.notices.push(Notice { path: place.path.clone(), message: message.to_owned() });
    }

    /// The type of a value; what of its bounds is no part of the type is left for the documentation.
    pub fn typed(&mut self, schema: &Value, place: &Place, left: &mut Vec<String>) -> TypeExpr {
        let any = TypeExpr::named("Any");
        let schema = match schema {
            Value::Object(schema) => schema,
            Value::Bool(true) => return any,
            _ => return self.untyped(place, "the schema can't be read"),
        };
        if place.depth > DEEPEST {
            return self.untyped(place, &format!("the schema is nested deeper than {DEEPEST}"));
        }
        self.tell_unknown(schema, place);
        if let Some(target) = text(schema, "$ref") {
            return self.reference(target, place, left);
        }
        if let Some(literals) = enumeration(schema, left) {
            return literals;
        }
        let (ty, other) = match types(schema).as_slice() {
            _ if is(schema, "x-kubernetes-int-or-string") || is_int_or_string(schema) => int_or_string(schema),
            ["string"] => string(schema),
            ["integer"] => integer(schema),
            ["number"] => number(schema),
            ["boolean"] => (TypeExpr::named("Bool"), vec![]),
            ["array"] => (self.list(schema, place, left), vec![]),
            ["object"] => (self.object(schema, place, left), vec![]),
            [] => (self.without_type(schema, place, left), vec![]),
            several => (self.several(several, schema, place, left), vec![]),
        };
        if ty == TypeExpr::named("Time") {
            self.imports.insert("Time");
        }
        left.extend(other);
        ty
    }

    fn untyped(&mut self, place: &Place, reason: &str) -> TypeExpr {
        self.tell(place, &format!("it is `Any`: {reason}"));
        TypeExpr::named("Any")
    }

    fn list(&mut self, schema: &Object, place: &Place, left: &mut Vec<String>) -> TypeExpr {
        let nothing = Object::new();
        let Some(items) = schema.get("items") else {
            return refine(TypeExpr::list(TypeExpr::named("Any")), lengths(schema, "Items"));
        };
        let element = items.as_object().unwrap_or(&nothing);
        let keys = keys(schema, element).unwrap_or_else(|| {
            self.tell(place, "its elements can't be addressed: fields of their key may be missing");
            vec![]
        });
        let inner = place.element();
        let ty = match is_record(element) && !keys.is_empty() {
            true => self.declare(element, &keys, &inner, description(items)),
            false => self.typed(items, &inner, left),
        };
        let keys = if is_record(element) { keys.into_iter().map(str::to_owned).collect() } else { vec![] };
        refine(TypeExpr::List { element: Box::new(ty), keys }, lengths(schema, "Items"))
    }

    fn object(&mut self, schema: &Object, place: &Place, left: &mut Vec<String>) -> TypeExpr {
        let any = || TypeExpr::named("Any");
        if is_record(schema) {
            // Of a field, the documentation stands before the field.
            let docs = if place.path.ends_with("[]") { description(&Value::Object(schema.clone())) } else { String::new() };
            return self.declare(schema, &[], place, docs);
        }
        match schema.get("additionalProperties") {
            Some(value @ Value::Object(_)) => {
                let value = self.typed(value, &place.element(), left);
                let key = key(schema, left);
                refine(TypeExpr::Map { key: Box::new(key), value: Box::new(value) }, lengths(schema, "Properties"))
            }
            _ if is(schema, "x-kubernetes-preserve-unknown-fields") || is(schema, "x-kubernetes-embedded-resource") => any(),
            Some(Value::Bool(true)) => {
                let key = key(schema, left);
                refine(TypeExpr::Map { key: Box::new(key), value: Box::new(any()) }, lengths(schema, "Properties"))
            }
            // What no schema names, the cluster drops: such an object is empty.
            None if self.structural => self.declare(schema, &[], place, String::new()),
            Some(Value::Bool(false)) => self.declare(schema, &[], place, String::new()),
            Some(_) | None => TypeExpr::map(any()),
        }
    }

    /// A record of its own, for an object with properties.
    fn declare(&mut self, schema: &Object, keys: &[&str], place: &Place, docs: String) -> TypeExpr {
        let name = self.free(&place.name);
        self.taken.insert(name.clone());
        let place = Place { name: name.clone(), ..place.clone() };
        let at = self.declarations.len();
        let body = Body::Record(Default::default());
        self.declarations.push(Declaration { name: name.clone(), docs, kind: None, since: None, until: None, body });
        let record = record(self, schema, keys, &place);
        self.declarations[at].body = Body::Record(record);
        TypeExpr::Named(name)
    }

    /// A name that no record has: this one, or with a number.
    fn free(&self, name: &str) -> String {
        let numbered = (2..).map(|number| format!("{name}{number}"));
        let mut names = std::iter::once(name.to_owned()).chain(numbered);
        names.find(|name| !self.taken.contains(name)).expect("there is always another number")
    }

    fn reference(&mut self, target: &str, place: &Place, left: &mut Vec<String>) -> TypeExpr {
        if let Some(known) = self.references.get(target) {
            return known.clone();
        }
        if self.open.contains(target) {
            return self.untyped(place, &format!("`{target}` holds itself"));
        }
        let found = target.strip_prefix('#').and_then(|pointer| self.schema.pointer(pointer));
        let Some(schema) = found else { return self.untyped(place, &format!("`{target}` is not in the schema")) };
        let name = format!("{}.{}", names::type_name(self.kind), names::type_name(target.rsplit('/').next().unwrap_or_default()));
        let name = self.free(&name);
        // A record may hold itself; its name is known before it is read.
        if schema.as_object().is_some_and(is_record_alone) {
            self.references.insert(target.to_owned(), TypeExpr::Named(name.clone()));
        }
        self.open.insert(target.to_owned());
        let mut ty = self.typed(schema, &Place { name, ..place.element() }, left);
        self.open.remove(target);
        if size(&ty) > LARGEST {
            ty = self.untyped(place, &format!("`{target}` is too large to be written out wherever it is named"));
        }
        self.references.insert(target.to_owned(), ty.clone());
        ty
    }

    /// A schema that names no type.
    fn without_type(&mut self, schema: &Object, place: &Place, left: &mut Vec<String>) -> TypeExpr {
        if schema.contains_key("properties") || schema.contains_key("additionalProperties") {
            return self.object(schema, place, left);
        }
        if schema.contains_key("items") {
            return self.list(schema, place, left);
        }
        for keyword in ["oneOf", "anyOf"] {
            let alternatives = schemas(schema, keyword);
            if !alternatives.is_empty() {
                return self.alternatives(&alternatives, place, left);
            }
        }
        if let [only] = schemas(schema, "allOf").as_slice() {
            return self.typed(&Value::Object((*only).clone()), &place.element(), left);
        }
        if is(schema, "x-kubernetes-preserve-unknown-fields") {
            return TypeExpr::named("Any");
        }
        self.untyped(place, "the schema names no type")
    }

    /// `"type": ["string", "integer"]`
    fn several(&mut self, several: &[&str], schema: &Object, place: &Place, left: &mut Vec<String>) -> TypeExpr {
        let with_type = |ty: &&str| {
            let mut one = schema.clone();
            one.insert("type".to_owned(), Value::String((*ty).to_owned()));
            one
        };
        let alternatives: Vec<Object> = several.iter().map(with_type).collect();
        self.alternatives(&alternatives.iter().collect::<Vec<_>>(), place, left)
    }

    /// A union, where a value tells which alternative it is.
    fn alternatives(&mut self, schemas: &[&Object], place: &Place, left: &mut Vec<String>) -> TypeExpr {
        let families: Vec<Option<&str>> = schemas.iter().map(|schema| family(schema)).collect();
        let distinct = families.iter().enumerate().all(|(at, family)| family.is_some() && !families[..at].contains(family));
        if !distinct {
            return self.untyped(place, "a value could not tell which of the schema's alternatives it is");
        }
        let alternatives = schemas.iter().map(|schema| self.typed(&Value::Object((*schema).clone()), &place.element(), left));
        TypeExpr::union(alternatives.collect())
    }
}

/// The type of a map's keys, which are texts.
fn key(schema: &Object, left: &mut Vec<String>) -> TypeExpr {
    let Some(names) = schema.get("propertyNames").and_then(Value::as_object) else { return TypeExpr::named("String") };
    let mut of_keys = vec![];
    let literals = enumeration(names, &mut of_keys).filter(|literals| match literals {
        TypeExpr::Literal(Literal::Text(_)) => true,
        TypeExpr::Union(each) => each.iter().all(|one| matches!(one, TypeExpr::Literal(Literal::Text(_)))),
        TypeExpr::Literal(_) | TypeExpr::Named(_) | TypeExpr::List { .. } | TypeExpr::Map { .. } | TypeExpr::Refined { .. } => false,
    });
    let ty = literals.unwrap_or_else(|| {
        let (ty, other) = string(names);
        of_keys.extend(other);
        ty
    });
    left.extend(of_keys.into_iter().map(|sentence| format!("Of its keys: {sentence}")));
    ty
}

/// A field of this object is known.
fn is_record(schema: &Object) -> bool {
    schema.get("properties").and_then(Value::as_object).is_some_and(|properties| !properties.is_empty())
}

/// It becomes a record by itself, whatever else it says.
fn is_record_alone(schema: &Object) -> bool {
    let is_other = ["$ref", "const", "enum"].iter().any(|keyword| schema.contains_key(*keyword));
    let is_object = matches!(types(schema).as_slice(), [] | ["object"]);
    is_record(schema) && is_object && !is_other && !is(schema, "x-kubernetes-int-or-string") && !is_int_or_string(schema)
}

/// The lists, maps and alternatives of a type.
fn size(ty: &TypeExpr) -> usize {
    match ty {
        TypeExpr::Named(_) | TypeExpr::Literal(_) => 0,
        TypeExpr::List { element, keys: _ } => 1 + size(element),
        TypeExpr::Map { key: _, value } => 1 + size(value),
        TypeExpr::Union(alternatives) => 1 + alternatives.iter().map(size).sum::<usize>(),
        TypeExpr::Refined { base, refinements: _ } => size(base),
    }
}

/// `anyOf` a number and a text is the older way to say it.
fn is_int_or_string(schema: &Object) -> bool {
    let alternatives = schemas(schema, "anyOf");
    let is_one = |ty: &str| alternatives.iter().any(|each| each.len() == 1 && text(each, "type") == Some(ty));
    types(schema).is_empty() && alternatives.len() == 2 && is_one("integer") && is_one("string")
}

/// What kind of value a schema takes, as unions tell them apart.
fn family(schema: &Object) -> Option<&'static str> {
    match types(schema).as_slice() {
        ["string"] => Some("text"),
        ["integer" | "number"] => Some("number"),
        ["boolean"] => Some("bool"),
        ["array"] => Some("list"),
        ["object"] => Some("object"),
        _ => None,
    }
}

fn lengths(schema: &Object, of: &str) -> Vec<Refinement> {
    let least = length(schema, &format!("min{of}")).filter(|least| *least > 0);
    range(least, length(schema, &format!("max{of}"))).into_iter().collect()
}
