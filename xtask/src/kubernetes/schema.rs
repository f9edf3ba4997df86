//! A definition of the API's OpenAPI documents, as JSON, to what the library needs of it.
//!
//! A keyword that is not known here is an error, so that nothing which a later version brings is dropped in silence. Descriptions,
//! patch strategies and unions are left out on purpose: the library holds facts only, and lists are merged by their map keys.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

const LEFT_OUT: [&str; 7] = [
    "description",
    "x-kubernetes-list-type",
    "x-kubernetes-patch-merge-key",
    "x-kubernetes-patch-strategy",
    "x-kubernetes-unions",
    "x-kubernetes-map-type",
    "x-kubernetes-selectable-fields",
];

#[derive(Debug)]
pub struct Definition {
    /// `apps/v1 Deployment`: what a kind is called on the wire.
    pub kinds: Vec<String>,
    pub properties: BTreeMap<String, Property>,
    pub required: BTreeSet<String>,
    pub shape: Shape,
}

#[derive(Clone, Debug)]
pub struct Property {
    pub shape: Shape,
    pub default: Option<Value>,
    /// Of a text, or of the texts in a list.
    pub enumeration: Vec<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// The name of a definition.
    Reference(String),
    Bool,
    Int32,
    Int64,
    Float,
    Text,
    /// Base64.
    Bytes,
    /// RFC 3339.
    DateTime,
    List {
        element: Box<Shape>,
        keys: Vec<String>,
    },
    Map(Box<Shape>),
    /// An object with the fields that are listed, if any.
    Object,
    /// Nothing is said, or that several forms are possible.
    Anything,
}

type Object = Map<String, Value>;

pub fn definition(schema: &Value) -> Result<Definition, String> {
    let mut schema = schema.as_object().cloned().ok_or("a schema is an object")?;
    let kinds = schema.remove("x-kubernetes-group-version-kind").as_ref().map(kinds).transpose()?.unwrap_or_default();
    let properties = match schema.remove("properties") {
        Some(Value::Object(properties)) => properties,
        _ => Object::new(),
    };
    let required = texts(schema.remove("required"))?.into_iter().collect();
    let properties = properties.into_iter().map(|(name, schema)| match property(schema) {
        Ok(property) => Ok((name, property)),
        Err(error) => Err(format!("{name}: {error}")),
    });
    let properties = properties.collect::<Result<_, String>>()?;
    Ok(Definition { kinds, properties, required, shape: shape(schema)?.0 })
}

fn property(schema: Value) -> Result<Property, String> {
    let Value::Object(mut schema) = schema else { return Err("a schema is an object".to_owned()) };
    let default = schema.remove("default");
    let (shape, enumeration) = shape(schema)?;
    Ok(Property { shape, default, enumeration })
}

fn shape(mut schema: Object) -> Result<(Shape, Vec<String>), String> {
    for word in LEFT_OUT {
        schema.remove(word);
    }
    let mut enumeration = texts(schema.remove("enum"))?;
    let shape = if let Some(reference) = reference(&mut schema)? {
        Shape::Reference(reference)
    } else if schema.remove("oneOf").is_some() {
        schema.remove("format");
        Shape::Anything
    } else {
        let kind = schema.remove("type");
        match kind.as_ref().and_then(Value::as_str) {
            Some("array") => list(&mut schema, &mut enumeration)?,
            Some("object") => object(&mut schema, &mut enumeration)?,
            Some(kind) => scalar(kind, schema.remove("format").as_ref().and_then(Value::as_str))?,
            None => Shape::Anything,
        }
    };
    match schema.keys().next() {
        Some(unknown) => Err(format!("the keyword `{unknown}` is not known")),
        None => Ok((shape, enumeration)),
    }
}

/// `$ref`, alone or as the only part of an `allOf`, which lets other words stand beside it.
fn reference(schema: &mut Object) -> Result<Option<String>, String> {
    let written = match schema.remove("allOf") {
        Some(Value::Array(parts)) if parts.len() == 1 => parts[0].get("$ref").cloned(),
        Some(_) => return Err("`allOf` of several parts".to_owned()),
        None => schema.remove("$ref"),
    };
    let name = |reference: &Value| reference.as_str()?.strip_prefix("#/components/schemas/").map(str::to_owned);
    written.map(|written| name(&written).ok_or_else(|| format!("the reference {written}"))).transpose()
}

fn list(schema: &mut Object, enumeration: &mut Vec<String>) -> Result<Shape, String> {
    let element = inner(schema.remove("items").ok_or("a list without `items`")?, enumeration)?;
    Ok(Shape::List { element: Box::new(element), keys: texts(schema.remove("x-kubernetes-list-map-keys"))? })
}

fn object(schema: &mut Object, enumeration: &mut Vec<String>) -> Result<Shape, String> {
    if schema.remove("x-kubernetes-preserve-unknown-fields").is_some() {
        schema.remove("additionalProperties");
        return Ok(Shape::Anything);
    }
    match schema.remove("additionalProperties") {
        Some(values) => Ok(Shape::Map(Box::new(inner(values, enumeration)?))),
        None => Ok(Shape::Object),
    }
}

/// What a list or a map holds. Its default is what an absent element would be, which there is not.
fn inner(schema: Value, enumeration: &mut Vec<String>) -> Result<Shape, String> {
    let Property { shape, default: _, enumeration: own } = property(schema)?;
    enumeration.extend(own);
    Ok(shape)
}

fn scalar(kind: &str, format: Option<&str>) -> Result<Shape, String> {
    Ok(match (kind, format) {
        ("boolean", None) => Shape::Bool,
        ("integer", Some("int32")) => Shape::Int32,
        ("integer", Some("int64") | None) => Shape::Int64,
        ("number", Some("double") | None) => Shape::Float,
        ("string", None) => Shape::Text,
        ("string", Some("byte")) => Shape::Bytes,
        ("string", Some("date-time")) => Shape::DateTime,
        ("string", Some("int-or-string")) => Shape::Anything,
        (kind, format) => return Err(format!("the type {kind} of the format {format:?} is not known")),
    })
}

fn texts(value: Option<Value>) -> Result<Vec<String>, String> {
    let Some(value) = value else { return Ok(vec![]) };
    let text = |value: &Value| value.as_str().map(str::to_owned);
    value.as_array().and_then(|values| values.iter().map(text).collect()).ok_or_else(|| format!("{value} is no list of texts"))
}

fn kinds(value: &Value) -> Result<Vec<String>, String> {
    let kinds = value.as_array().map(|kinds| kinds.iter().map(kind).collect::<Option<Vec<_>>>());
    kinds.flatten().ok_or_else(|| format!("{value} is no list of kinds"))
}

/// `apps/v1 Deployment`, `v1 Service`
pub fn kind(value: &Value) -> Option<String> {
    let text = |key: &str| value.get(key).and_then(Value::as_str);
    let (group, version, kind) = (text("group")?, text("version")?, text("kind")?);
    Some(if group.is_empty() { format!("{version} {kind}") } else { format!("{group}/{version} {kind}") })
}
