//! A definition to its declaration: annotations, fields, their order.

use std::collections::BTreeSet;

use jke_import::types::{Body, Declaration, Field, Kind, Literal, Record, TypeExpr};
use serde_json::Value;

use super::express::{EMBEDDED, Writer};
use super::merge::{self, Library, Life, Merged};
use super::order::rank;
use super::place::Place;
use super::required::Required;
use super::schema::Shape;
use super::tables::immutable;
use super::tables::names::{NAMELESS, RULES};

/// What is known of all definitions together.
pub struct Facts<'a> {
    pub library: &'a Library,
    pub required: Required<'a>,
    /// The fields by which lists address their elements, with their definitions.
    pub keys: BTreeSet<(&'a str, &'a str)>,
    /// Kinds that stand inside other objects.
    pub embedded: BTreeSet<&'a str>,
}

impl<'a> Facts<'a> {
    pub fn of(library: &'a Library) -> Self {
        let fields = || library.definitions.values().flat_map(|merged| merged.fields.values());
        let keys = fields().filter_map(|field| match &field.shape {
            Shape::List { element, keys } => Some((merge::target(element)?, keys)),
            _ => None,
        });
        let keys = keys.flat_map(|(element, keys)| keys.iter().map(move |key| (element, key.as_str()))).collect();
        let is_kind = |name: &&str| library.definitions.get(*name).is_some_and(|merged| merged.kind.is_some());
        let embedded = fields().filter_map(|field| merge::target(&field.shape)).filter(is_kind).collect();
        Facts { library, required: Required::new(library), keys, embedded }
    }
}

/// The declaration of a definition; of a kind that stands inside other objects too, the second is for those.
pub fn declare<'a>(facts: &mut Facts<'a>, writer: &mut Writer, definition: &'a str) -> Result<Vec<Declaration>, String> {
    let Some(merged) = facts.library.definitions.get(definition) else { return Err(format!("{definition} is not there")) };
    if merged.shape != Shape::Object {
        return Err(format!("{definition} is no record: say in tables/types.rs what it takes"));
    }
    let place = writer.places.place(definition)?;
    let record = record(facts, writer, definition, merged, place)?;
    let Some(kind) = &merged.kind else {
        return Ok(vec![Declaration {
            name: place.name.to_owned(),
            docs: String::new(),
            kind: None,
            since: None,
            until: None,
            body: Body::Record(record),
        }]);
    };
    let embedded = facts.embedded.contains(definition).then(|| embedded(kind, place.name, &record));
    let name_rule = name_rule(place);
    if let Some(rule) = name_rule {
        writer.named("meta/v1", rule);
    }
    let (since, until) = versions(facts.library, kind.life, Life { first: 0, last: facts.library.versions.len() - 1 });
    let declaration = Declaration {
        name: place.name.to_owned(),
        docs: String::new(),
        kind: Some(Kind {
            api_version: kind.api_version.clone(),
            kind: place.name.to_owned(),
            cluster_wide: kind.cluster_wide,
            name_rule: name_rule.map(str::to_owned),
        }),
        since,
        until,
        body: Body::Record(record),
    };
    Ok([declaration].into_iter().chain(embedded).collect())
}

fn record<'a>(facts: &mut Facts<'a>, writer: &mut Writer, definition: &'a str, merged: &'a Merged, place: Place) -> Result<Record, String> {
    // The writer of manifests gives these to a kind.
    let is_field = |name: &&String| merged.kind.is_none() || !matches!(name.as_str(), "apiVersion" | "kind");
    let mut names: Vec<&String> = merged.fields.keys().filter(is_field).collect();
    names.sort_by_key(|name| rank(name));
    let fields = names.into_iter().map(|name| field(facts, writer, definition, merged, place, name));
    Ok(Record { fields: fields.collect::<Result<_, String>>()?, rest: None })
}

fn field<'a>(
    facts: &mut Facts<'a>,
    writer: &mut Writer,
    definition: &'a str,
    merged: &'a Merged,
    place: Place,
    name: &'a str,
) -> Result<Field, String> {
    let field = merged.fields.get(name).ok_or_else(|| format!("{definition} has no {name}"))?;
    let ty = writer.field_type(place, name, field)?;
    let optional = !facts.required.is_required(definition, name);
    let (since, until) = versions(facts.library, field.life, merged.life);
    let is_key = optional && facts.keys.contains(&(definition, name));
    let default = field.default.as_ref().filter(|_| is_key).and_then(literal);
    let immutable = immutable::FIELDS.iter().any(|(row, _)| *row == (place.group(), place.name, name));
    Ok(Field { name: name.to_owned(), docs: String::new(), ty, optional, since, until, immutable, default })
}

/// The first and the last version of something, where they are not those of what holds it.
fn versions(library: &Library, life: Life, whole: Life) -> (Option<String>, Option<String>) {
    let version = |differs: bool, at: usize| differs.then(|| library.versions.get(at).cloned()).flatten();
    (version(life.first != whole.first, life.first), version(life.last != whole.last, life.last))
}

fn literal(value: &Value) -> Option<Literal> {
    match value {
        Value::Bool(value) => Some(Literal::Bool(*value)),
        Value::Number(number) => number.as_i64().map(Literal::Int),
        Value::String(text) => Some(Literal::Text(text.clone())),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

fn name_rule(place: Place) -> Option<&'static str> {
    if NAMELESS.contains(&place.group()) {
        return None;
    }
    let listed = RULES.iter().find(|(group, _, kinds)| *group == place.group() && kinds.contains(&place.name));
    Some(listed.map_or("PathSegment", |(_, rule, _)| *rule))
}

/// A kind's fields, and those that the writer gives it where it stands alone.
fn embedded(kind: &merge::Kind, name: &str, record: &Record) -> Declaration {
    let only = |text: &str| TypeExpr::Literal(Literal::Text(text.to_owned()));
    let identity = [Field::new("apiVersion", only(&kind.api_version), true), Field::new("kind", only(name), true)];
    let fields = identity.into_iter().chain(record.fields.iter().cloned()).collect();
    let body = Body::Record(Record { fields, rest: None });
    Declaration { name: format!("{EMBEDDED}{name}"), docs: String::new(), kind: None, since: None, until: None, body }
}
