//! One key of a layer's path: the type of a value and a key, to what stands there.

use std::sync::Arc;

use jke_model::declaration::{Field, FieldKind, Interfaces, Record, RecordId};
use jke_model::layer::PathKey;
use jke_model::ty::{Bounds, ListType, MapType, Ty};
use jke_text::{Code, Diagnostic, Name, Span, nearest};

use crate::keys;

/// Where a key leads.
pub(crate) struct Step {
    pub key: PathKey,
    pub ty: Ty,
    pub kind: StepKind,
    /// Where the field is declared; of an entry, nowhere.
    pub declared: Span,
    /// What is there before anything is set has a default.
    pub has_default: bool,
    /// What is to be said without refusing it: a deprecated field, an old name.
    pub warning: Option<Diagnostic>,
}

#[derive(Clone)]
pub(crate) enum StepKind {
    /// A declared field, of a record or of the record that a union turns out to be.
    Field,
    /// An entry of a map, or what `_: T` admits.
    Entry,
    /// An entry of a keyed list, with the list's type.
    Element(Arc<ListType>),
}

/// Why a key leads nowhere.
pub(crate) enum NoStep {
    /// Its type is wrong, which was told.
    Silent,
    Wrong(Box<Diagnostic>),
}

/// The key with its place, and the path up to it.
#[derive(Clone, Copy)]
pub(crate) struct Written<'a> {
    pub name: Name,
    pub span: Span,
    pub before: &'a [PathKey],
}

/// A path as one writes it: `ports."80/TCP".name`.
pub(crate) fn shown(path: &[PathKey]) -> String {
    let keys = path.iter().map(|key| {
        let text = key.name().as_str();
        let is_word = text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
            && text.chars().all(|each| each.is_ascii_alphanumeric() || each == '_' || each == '-');
        if is_word { text.to_owned() } else { format!("{text:?}") }
    });
    keys.collect::<Vec<_>>().join(".")
}

pub(crate) fn step(interfaces: &Interfaces, ty: &Ty, written: Written) -> Result<Step, NoStep> {
    match ty.required() {
        Ty::Error => Err(NoStep::Silent),
        Ty::Record(record) => in_record(interfaces, *record, written),
        Ty::Map(map) => match keys::map_key(map, written.name, written.span) {
            Some(problem) => Err(wrong(problem)),
            None => Ok(entry(written.name, map.value.clone())),
        },
        Ty::List(list) if !list.keys.is_empty() => in_keyed(interfaces, list, written),
        Ty::List(_) => Err(wrong(in_plain_list(written))),
        Ty::Union(alternatives) => in_union(interfaces, alternatives, written),
        Ty::Any => Ok(entry(written.name, Ty::Any)),
        Ty::None
        | Ty::Never
        | Ty::Bool
        | Ty::Int(_)
        | Ty::Float(_)
        | Ty::String(_)
        | Ty::Quantity(..)
        | Ty::Literal(_)
        | Ty::Secret
        | Ty::Optional(_) => Err(wrong(in_leaf(written))),
    }
}

fn wrong(diagnostic: Diagnostic) -> NoStep {
    NoStep::Wrong(Box::new(diagnostic))
}

fn entry(name: Name, ty: Ty) -> Step {
    Step { key: PathKey::Entry(name), ty, kind: StepKind::Entry, declared: Span::NONE, has_default: false, warning: None }
}

// ── lists and leaves ─────────────────────────────────────────────────────────────────────────────────────────────────

fn in_keyed(interfaces: &Interfaces, list: &Arc<ListType>, written: Written) -> Result<Step, NoStep> {
    let name = keys::entry_key(interfaces, list, written.name, written.span).map_err(NoStep::Wrong)?;
    let kind = StepKind::Element(list.clone());
    let (key, ty) = (PathKey::Entry(name), list.element.clone());
    Ok(Step { key, ty, kind, declared: Span::NONE, has_default: false, warning: None })
}

fn in_plain_list(written: Written) -> Diagnostic {
    let Written { name, span, before } = written;
    let before = shown(before);
    Diagnostic::error(Code::E0409, span, format!("`{before}` is a list, and its elements have no names: `{name}` leads nowhere"))
        .help(format!("`{before} = […]` replaces the list, `{before} += […]` adds to it"))
}

fn in_leaf(written: Written) -> Diagnostic {
    let Written { name, span, before } = written;
    let before = shown(before);
    Diagnostic::error(Code::E0302, span, format!("`{before}` has no fields, so there is no `{name}` inside it"))
        .help(format!("`{before} = …` sets it whole"))
}

// ── records ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/// What a name is in a record, as layers see it.
enum Found<'a> {
    Input(u32, &'a Field),
    Output(&'a Field),
    Let(&'a Field),
    Rest(&'a Ty),
    Unknown,
}

fn find(record: &Record, name: Name) -> Found<'_> {
    match record.field(name) {
        Some((slot, field)) => match field.kind {
            FieldKind::Input => Found::Input(slot, field),
            FieldKind::Output => Found::Output(field),
            FieldKind::Let => Found::Let(field),
        },
        None => record.rest.as_ref().map_or(Found::Unknown, Found::Rest),
    }
}

fn in_record(interfaces: &Interfaces, record: RecordId, written: Written) -> Result<Step, NoStep> {
    let record = interfaces.record(record);
    match find(record, written.name) {
        Found::Input(slot, field) => {
            let key = PathKey::Field { slot, name: field.name };
            let (declared, has_default, warning) = (field.span, field.has_default, noted(field, written));
            Ok(Step { key, ty: field.ty.clone(), kind: StepKind::Field, declared, has_default, warning })
        }
        Found::Rest(ty) => Ok(entry(written.name, ty.clone())),
        Found::Output(field) => Err(wrong(computed(record, field, "an output", written))),
        Found::Let(field) => Err(wrong(computed(record, field, "a `let`", written))),
        Found::Unknown if record.kind_identity().is_some() && matches!(written.name.as_str(), "apiVersion" | "kind") => {
            let message = format!("`{}` is not a field of {}: it is written into every manifest", written.name, record.name);
            Err(wrong(Diagnostic::error(Code::E0301, written.span, message).help("leave it out: the kind behind `emit` tells it")))
        }
        Found::Unknown => Err(wrong(unknown_field(record.name.as_str(), inputs(record), written.name, written.span))),
    }
}

fn computed(record: &Record, field: &Field, what: &str, written: Written) -> Diagnostic {
    let message = format!("`{}` is {what} of {}: the module computes it, and no layer sets it", written.name, record.name);
    let error = Diagnostic::error(Code::E0409, written.span, message).label(field.span, "computed here");
    error.help("set the fields that it is computed from")
}

/// The names that a layer may set.
fn inputs(record: &Record) -> Vec<&'static str> {
    record.fields.iter().filter(|field| field.kind == FieldKind::Input).map(|field| field.name.as_str()).collect()
}

/// `of` is the record's name, or those of a union.
pub(crate) fn unknown_field(of: &str, mut fields: Vec<&'static str>, name: Name, span: Span) -> Diagnostic {
    const SHOWN: usize = 4;
    fields.sort_unstable();
    fields.dedup();
    let near = nearest(name.as_str(), fields.iter().copied());
    let error = Diagnostic::error(Code::E0301, span, format!("`{name}` is not a field of {of}")).did_you_mean(near);
    match fields.len() {
        0 => error.help(format!("{of} has no fields")),
        few if few <= SHOWN + 2 => error.help(format!("fields of {of}: {}", fields.join(", "))),
        many => error.help(format!("fields of {of}: {}, and {} more", fields[..SHOWN].join(", "), many - SHOWN)),
    }
}

/// What a field's annotations say to those who set it.
fn noted(field: &Field, written: Written) -> Option<Diagnostic> {
    let Written { name, span, .. } = written;
    if field.name != name {
        let warning = Diagnostic::warning(Code::Renamed, span, format!("`{name}` is now called `{}`", field.name));
        return Some(warning.here(format!("write `{}`", field.name)).replace(field.name.as_str()).label(field.span, "declared here"));
    }
    let advice = field.notes.deprecated.as_ref()?;
    let warning = Diagnostic::warning(Code::Deprecated, span, format!("`{name}` is deprecated")).label(field.span, "declared here");
    Some(if advice.is_empty() { warning } else { warning.help(advice.to_string()) })
}

// ── unions ───────────────────────────────────────────────────────────────────────────────────────────────────────────

fn in_union(interfaces: &Interfaces, alternatives: &[Ty], written: Written) -> Result<Step, NoStep> {
    let records: Vec<&Record> = records(interfaces, alternatives).collect();
    let holders = records.iter().filter_map(|record| match find(record, written.name) {
        Found::Input(_, field) => Some((field.name, field.ty.clone(), field.span, noted(field, written))),
        Found::Rest(ty) => Some((written.name, ty.clone(), Span::NONE, None)),
        Found::Output(_) | Found::Let(_) | Found::Unknown => None,
    });
    let holders: Vec<_> = holders.collect();
    if let Some((name, _, declared, warning)) = holders.first() {
        let ty = either(holders.iter().map(|(_, ty, ..)| ty));
        let (key, declared, warning) = (PathKey::Named(*name), *declared, warning.clone());
        return Ok(Step { key, ty, kind: StepKind::Field, declared, has_default: true, warning });
    }
    let containers = alternatives.iter().filter(|each| matches!(each, Ty::Map(_) | Ty::List(_) | Ty::Any));
    match (containers.collect::<Vec<_>>().as_slice(), records.as_slice()) {
        ([only], _) => step(interfaces, only, written),
        (_, []) => Err(wrong(in_leaf(written))),
        (_, [only]) => in_record(interfaces, only.id, written),
        (_, several) => {
            let names: Vec<&str> = several.iter().map(|record| record.name.as_str()).collect();
            let fields = several.iter().flat_map(|record| inputs(record)).collect();
            Err(wrong(unknown_field(&names.join(" | "), fields, written.name, written.span)))
        }
    }
}

fn records<'a>(interfaces: &'a Interfaces, alternatives: &'a [Ty]) -> impl Iterator<Item = &'a Record> {
    alternatives.iter().filter_map(|each| if let Ty::Record(id) = each { Some(interfaces.record(*id)) } else { None })
}

/// The type of a value that may be of any of the types; never of none.
fn either<'a>(types: impl Iterator<Item = &'a Ty>) -> Ty {
    let (mut alternatives, mut optional) = (vec![], false);
    for ty in types {
        if ty.is_error() {
            return Ty::Error;
        }
        optional |= ty.is_optional();
        for alternative in ty.required().alternatives() {
            if !alternatives.contains(alternative) {
                alternatives.push(alternative.clone());
            }
        }
    }
    let joined = match alternatives.len() {
        1 => alternatives.pop().expect("the vector has one element"),
        _ => Ty::Union(alternatives.into()),
    };
    if optional { joined.optional() } else { joined }
}

/// The union without the records that lack one of the fields which a body sets; the whole where all lack some. It stays a union, of
/// one record too: what lower layers chose is not known, and its fields are still addressed by name.
pub(crate) fn with_fields(interfaces: &Interfaces, ty: &Ty, fields: &[Name]) -> Ty {
    let Ty::Union(alternatives) = ty.required() else { return ty.clone() };
    let has = |record: &Record, name: Name| matches!(find(record, name), Found::Input(..) | Found::Rest(_));
    let holders: Vec<Ty> = records(interfaces, alternatives)
        .filter(|record| fields.iter().all(|name| has(record, *name)))
        .map(|record| Ty::Record(record.id))
        .collect();
    if holders.is_empty() { ty.clone() } else { Ty::Union(holders.into()) }
}

/// The type of what may be added to a value: that of the whole without its bounds of length, which hold for the sum.
pub(crate) fn addend(ty: &Ty) -> Option<Ty> {
    match ty.required() {
        Ty::List(list) => Some(Ty::List(Arc::new(ListType { length: Bounds::default(), ..ListType::clone(list) }))),
        Ty::Map(map) => Some(Ty::Map(Arc::new(MapType { length: Bounds::default(), ..MapType::clone(map) }))),
        Ty::Error
        | Ty::None
        | Ty::Never
        | Ty::Bool
        | Ty::Int(_)
        | Ty::Float(_)
        | Ty::String(_)
        | Ty::Quantity(..)
        | Ty::Literal(_)
        | Ty::Secret
        | Ty::Any
        | Ty::Record(_)
        | Ty::Optional(_)
        | Ty::Union(_) => None,
    }
}
