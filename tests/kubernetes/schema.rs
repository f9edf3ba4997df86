//! The types beside the API's own OpenAPI document of the newest version: what differs, with the reason.
//!
//! `differences.txt` lists every difference below its reason; one more or one less fails. `UPDATE_EXPECTED=1` adds new ones to its end,
//! below a heading that asks for the reason. Skips with a notice where the document is not there.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::{env, fs};

use jke_model::declaration::{FieldKind, Record, RecordKind};
use jke_model::quantity::QuantityKind;
use jke_model::ty::{Literal, Ty};
use jke_model::version::Version;
use jke_session::Snapshot;
use serde_json::Value;

use crate::kinds;

#[test]
fn every_difference_to_the_document_of_the_api_is_listed_with_its_reason() {
    let document =
        env::var_os("SHARED").map_or_else(|| root().join("../shared"), PathBuf::from).join("schemas/kubernetes-1.37-swagger.json");
    let Ok(text) = fs::read_to_string(&document) else {
        eprintln!("skipped: there is no {}", document.display());
        return;
    };
    let document: Value = serde_json::from_str(&text).expect("the document is JSON");
    let (snapshot, _) = kinds::all("k8s");
    let found = Comparison::new(&snapshot, &document).differences();
    let path = root().join("tests/kubernetes/differences.txt");
    let listed = fs::read_to_string(&path).expect("the list is there");
    let known: BTreeSet<&str> = listed.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    let new: Vec<&String> = found.iter().filter(|line| !known.contains(line.as_str())).collect();
    let gone: Vec<&&str> = known.iter().filter(|line| !found.contains(**line)).collect();
    if env::var_os("UPDATE_EXPECTED").is_some() {
        let kept = listed.lines().filter(|line| !gone.iter().any(|gone| **gone == *line));
        let text = kept.map(str::to_owned).chain(["\n# Why?".to_owned()]).chain(new.iter().map(|line| (*line).clone()));
        fs::write(&path, text.collect::<Vec<_>>().join("\n") + "\n").expect("the list can be written");
    }
    assert!(new.is_empty() && gone.is_empty(), "new: {new:#?}, gone: {gone:#?}");
    assert!(!listed.contains("# Why?"), "a difference has no reason yet");
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

struct Comparison<'a> {
    snapshot: &'a Snapshot,
    definitions: &'a serde_json::Map<String, Value>,
    /// By the package of the definitions: `k8s.apps.v1`.
    modules: BTreeMap<String, String>,
    /// By module and name.
    records: BTreeMap<(String, &'a str), &'a Record>,
    version: Version,
}

impl<'a> Comparison<'a> {
    fn new(snapshot: &'a Snapshot, document: &'a Value) -> Self {
        let definitions = document["definitions"].as_object().expect("the document has definitions");
        let modules = definitions.iter().filter_map(|(name, schema)| Some((package(name).0.to_owned(), module(schema)?)));
        let mut modules: BTreeMap<String, String> = modules.collect();
        modules.insert("io.k8s.apimachinery.pkg.apis.meta.v1".to_owned(), "k8s.meta.v1".to_owned());
        let records =
            snapshot.interfaces().records.iter().map(|record| ((kinds::module_of(snapshot, record), record.name.as_str()), record));
        let records = records.collect();
        let version = kinds::versions().last().and_then(|version| version.parse().ok()).expect("there is a newest version");
        Comparison { snapshot, definitions, modules, records, version }
    }

    fn differences(&self) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        let mut compared = BTreeSet::new();
        for (name, schema) in self.definitions {
            match self.record(name) {
                Some(record) => {
                    compared.insert(record.id);
                    let place = self.place(record);
                    found.extend(self.of_record(record, schema).into_iter().map(|what| format!("{place}{what}")));
                }
                None => {
                    found.insert(format!("{name}: no type"));
                }
            }
        }
        let others = self.records.values().filter(|record| !compared.contains(&record.id) && record.lifetime.holds(self.version));
        let others = others.map(|record| self.place(record)).filter(|place| place.starts_with("k8s."));
        found.extend(others.map(|place| format!("{place}: no definition")));
        found
    }

    fn place(&self, record: &Record) -> String {
        format!("{}.{}", kinds::module_of(self.snapshot, record), record.name)
    }

    fn record(&self, definition: &str) -> Option<&'a Record> {
        let (package, name) = package(definition);
        self.records.get(&(self.modules.get(package)?.clone(), name)).copied()
    }

    /// What differs in the fields of a record.
    fn of_record(&self, record: &Record, schema: &Value) -> Vec<String> {
        let empty = serde_json::Map::new();
        let properties = schema["properties"].as_object().unwrap_or(&empty);
        let required: Vec<&str> = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let is_kind = matches!(record.kind, RecordKind::Kind(_));
        let mut found = vec![];
        for (name, property) in properties {
            let field = record.fields.iter().find(|field| field.name.as_str() == name && field.notes.lifetime.holds(self.version));
            match field {
                Some(field) => {
                    let other = self.other_type(&field.ty, property);
                    found.extend(other.map(|what| format!(".{name}: {what}")));
                    if required.contains(&name.as_str()) != field.is_required() {
                        found.push(format!(".{name}: {}", if field.is_required() { "required" } else { "optional" }));
                    }
                }
                None if is_kind && matches!(name.as_str(), "apiVersion" | "kind") => {}
                None => found.push(format!(".{name}: no field")),
            }
        }
        let own = record.fields.iter().filter(|field| field.kind == FieldKind::Input && field.notes.lifetime.holds(self.version));
        found
            .extend(own.filter(|field| !properties.contains_key(field.name.as_str())).map(|field| format!(".{}: no property", field.name)));
        found
    }

    /// What a type is, where it is not what the document says.
    fn other_type(&self, ty: &Ty, schema: &Value) -> Option<String> {
        let ty = ty.required();
        if let Some(reference) = schema["$ref"].as_str() {
            let definition = reference.trim_start_matches("#/definitions/");
            let is_same = match (self.record(definition), ty) {
                (Some(record), Ty::Record(id)) => record.id == *id,
                (Some(_), _) => false,
                (None, _) => self.is_plain(definition, ty),
            };
            return (!is_same).then(|| format!("{} for {}", self.shown(ty), package(definition).1));
        }
        let kind = schema["type"].as_str().unwrap_or("anything");
        let format = schema["format"].as_str().unwrap_or_default();
        let is_same = match (kind, format, ty) {
            ("string", "", Ty::String(None)) => true,
            ("string", "", _) => ty.alternatives().iter().all(|ty| matches!(ty, Ty::Literal(Literal::Text(_)))),
            ("string", "byte", Ty::String(Some(_))) => true,
            ("boolean", _, Ty::Bool) | ("number", _, Ty::Float(_)) => true,
            ("integer", "int32", Ty::Int(bounds)) => bounds.from == Some(i32::MIN.into()) && bounds.to == Some(i32::MAX.into()),
            ("integer", _, Ty::Int(bounds)) => bounds.is_open(),
            ("array", _, Ty::List(list)) => {
                let keys: Vec<&str> = list.keys.iter().map(|key| key.as_str()).collect();
                let wanted = schema["x-kubernetes-list-map-keys"].as_array().into_iter().flatten().filter_map(Value::as_str);
                if !wanted.eq(keys.iter().copied()) {
                    return Some(format!("keys ({})", keys.join(", ")));
                }
                return self.other_type(&list.element, &schema["items"]);
            }
            ("object", _, Ty::Map(map)) => return self.other_type(&map.value, &schema["additionalProperties"]),
            _ => false,
        };
        (!is_same).then(|| format!("{} for {kind} {format}", self.shown(ty)).trim_end().to_owned())
    }

    /// Definitions that are no objects.
    fn is_plain(&self, definition: &str, ty: &Ty) -> bool {
        match package(definition).1 {
            "Quantity" => matches!(ty, Ty::Quantity(QuantityKind::General, _)),
            "Time" | "MicroTime" => matches!(ty, Ty::String(Some(_))),
            "JSON" => matches!(ty, Ty::Any),
            _ => false,
        }
    }

    fn shown(&self, ty: &Ty) -> String {
        match ty {
            Ty::Record(id) => self.snapshot.interfaces().record(*id).name.to_string(),
            Ty::Quantity(kind, _) => kind.name().to_owned(),
            Ty::Union(alternatives) => alternatives.iter().map(|ty| self.shown(ty)).collect::<Vec<_>>().join(" | "),
            Ty::List(list) => format!("List<{}>", self.shown(&list.element)),
            Ty::Map(map) => format!("Map<{}>", self.shown(&map.value)),
            Ty::Bool => "Bool".to_owned(),
            Ty::Int(_) => "Int".to_owned(),
            Ty::String(_) => "String".to_owned(),
            Ty::Secret => "Secret".to_owned(),
            Ty::Any => "Any".to_owned(),
            Ty::Optional(_) | Ty::Float(_) | Ty::Literal(_) | Ty::Error | Ty::None | Ty::Never => format!("{ty:?}"),
        }
    }
}

fn package(definition: &str) -> (&str, &str) {
    definition.rsplit_once('.').unwrap_or(("", definition))
}

/// The module of a kind's group.
fn module(schema: &Value) -> Option<String> {
    let [kind] = schema["x-kubernetes-group-version-kind"].as_array()?.as_slice() else { return None };
    let group = kind["group"].as_str()?.split('.').next().filter(|group| !group.is_empty()).unwrap_or("core");
    Some(format!("k8s.{group}.{}", kind["version"].as_str()?))
}
