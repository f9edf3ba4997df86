//! A type to a value of it with all that it can have, as source and as the data that must come out.

use std::str::FromStr;

use jke_model::declaration::{FieldKind, Interfaces, RecordId};
use jke_model::quantity::QuantityKind;
use jke_model::ty::{Literal, TextRefinement, Ty};
use jke_model::version::Version;
use jke_text::words;
use serde_json::{Map, Value, json};

/// Texts of all formats; the first that a type takes is the one.
const TEXTS: [&str; 15] = [
    "sample",
    "2026-01-02T03:04:05Z",
    "2026-01-02T03:04:05.000000Z",
    BASE64,
    "sample.example.com",
    "example.com/sample",
    "/sample",
    "1m30s",
    "12:00",
    "HTTPS:443",
    "monday",
    "january:march",
    "2026",
    "oci://example.com/sample",
    "https://example.com/sample",
];
const BASE64: &str = "c2FtcGxl";

pub struct Sampler<'a> {
    pub interfaces: &'a Interfaces,
    /// The version of Kubernetes whose fields are filled.
    pub version: Version,
}

pub struct Sample {
    pub source: String,
    pub data: Value,
}

impl<'a> Sampler<'a> {
    pub fn new(interfaces: &'a Interfaces, version: &str) -> Self {
        Sampler { interfaces, version: Version::from_str(version).expect("versions are numbers") }
    }

    /// An object of a kind, with this name.
    pub fn object(&self, kind: RecordId, name: &str) -> Sample {
        let identity = self.interfaces.record(kind).kind_identity().expect("it is a kind").clone();
        let Sample { source, data: Value::Object(fields) } = self.record(kind, &mut vec![]) else { panic!("a record is an object") };
        let mut data = Map::new();
        data.insert("apiVersion".to_owned(), json!(identity.api_version.as_str()));
        data.insert("kind".to_owned(), json!(identity.kind.as_str()));
        data.extend(fields);
        let mut data = Value::Object(data);
        let metadata = data["metadata"].as_object_mut().expect("a kind has metadata");
        metadata.insert("name".to_owned(), json!(name));
        let mut source = source.replacen("name = \"sample\"", &format!("name = \"{name}\""), 1);
        if identity.cluster_wide {
            metadata.remove("namespace");
            source = source.replacen("namespace = \"sample\"\n", "", 1);
        }
        Sample { source, data }
    }

    fn record(&self, id: RecordId, outer: &mut Vec<RecordId>) -> Sample {
        let record = self.interfaces.record(id);
        outer.push(id);
        let mut source = String::from("{\n");
        let mut data = Map::new();
        let lives = |lifetime: jke_model::version::Lifetime| lifetime.holds(self.version);
        let fields = record.fields.iter().filter(|field| field.kind == FieldKind::Input && lives(field.notes.lifetime));
        let fields = fields.map(|field| (field.name.as_str(), &field.ty));
        let rest = record.rest.iter().map(|ty| ("example.com/sample", ty));
        for (name, ty) in fields.chain(rest) {
            // What would hold itself ends here.
            let Some(sample) = self.value(ty, outer) else { continue };
            source += &format!("{} = {}\n", words::key(name), sample.source);
            data.insert(name.to_owned(), sample.data);
        }
        outer.pop();
        Sample { source: source + "}", data: Value::Object(data) }
    }

    fn value(&self, ty: &Ty, outer: &mut Vec<RecordId>) -> Option<Sample> {
        let sample = |source: String, data: Value| Some(Sample { source, data });
        match ty {
            Ty::Bool => sample("true".to_owned(), json!(true)),
            Ty::Int(_) => sample("1".to_owned(), json!(1)),
            Ty::Float(_) => sample("1.5".to_owned(), json!(1.5)),
            Ty::String(refinement) => Some(text(of(refinement.as_deref()))),
            Ty::Quantity(kind, _) => sample(quantity(*kind).to_owned(), json!(quantity(*kind))),
            Ty::Literal(Literal::Text(value)) => Some(text(value.as_str())),
            Ty::Secret => Some(text(BASE64)),
            Ty::Any => sample("{ sample = 1 }".to_owned(), json!({ "sample": 1 })),
            Ty::List(list) => {
                let element = self.value(&list.element, outer)?;
                sample(format!("[{}]", element.source), json!([element.data]))
            }
            Ty::Map(map) => {
                let value = self.value(&map.value, outer)?;
                sample(format!("{{ sample = {} }}", value.source), json!({ "sample": value.data }))
            }
            Ty::Record(id) if outer.contains(id) => None,
            Ty::Record(id) => Some(self.record(*id, outer)),
            Ty::Optional(inner) => self.value(inner, outer),
            Ty::Union(alternatives) => alternatives.iter().rev().find_map(|ty| self.value(ty, outer)),
            Ty::Literal(Literal::Int(value)) => sample(value.to_string(), json!(value)),
            Ty::Literal(Literal::Bool(_)) | Ty::Error | Ty::None | Ty::Never => panic!("{ty:?} in a Kubernetes type"),
        }
    }
}

fn text(value: &str) -> Sample {
    Sample { source: words::text(value), data: json!(value) }
}

/// A text that a refinement takes.
pub fn of(refinement: Option<&TextRefinement>) -> &'static str {
    let holds = |text: &&str| refinement.is_none_or(|refinement| refinement.holds(text));
    TEXTS.into_iter().find(|text| holds(text)).unwrap_or_else(|| panic!("no text of {refinement:?} is known"))
}

pub fn quantity(kind: QuantityKind) -> &'static str {
    match kind {
        QuantityKind::Cpu => "500m",
        QuantityKind::Memory => "64Mi",
        QuantityKind::Duration => "30s",
        QuantityKind::Percent => "25%",
        QuantityKind::General => "3k",
    }
}
