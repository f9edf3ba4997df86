//! Annotations to what they say: notes on fields, the identity of Kubernetes kinds. Unknown and misplaced ones are told.

use std::sync::Arc;

use jke_model::declaration::{FieldNotes, KindIdentity};
use jke_resolve::Resolved;
use jke_syntax::tree::{Annotation, ExprKind, Head, ItemKind, TypeKind};
use jke_text::{Code, Diagnostic, Name, nearest};

/// What an annotation may stand before.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Record,
    Declaration,
    Field,
    Policy,
    /// An app, a project and the like.
    Other,
}

const DECLARATIONS: &[Place] = &[Place::Record, Place::Declaration, Place::Field];

/// Name, places, the least and the most of its arguments, an example.
const KNOWN: &[(&str, &[Place], usize, usize, &str)] = &[
    ("deprecated", DECLARATIONS, 0, 1, "@deprecated(\"use scale.min\")"),
    ("example", DECLARATIONS, 1, usize::MAX, "@example(\"shop\")"),
    ("immutable", &[Place::Field], 0, 0, "@immutable"),
    ("kind", &[Place::Record], 2, 3, "@kind(\"apps/v1\", \"Deployment\")"),
    ("renamed", &[Place::Field], 1, 1, "@renamed(\"replicas\")"),
    ("since", DECLARATIONS, 1, 1, "@since(\"1.33\")"),
    ("until", DECLARATIONS, 1, 1, "@until(\"1.35\")"),
    ("warning", &[Place::Policy], 0, 0, "@warning"),
];

/// Judges the annotations before all items.
pub(crate) fn check_items(resolved: &Resolved) -> Vec<Diagnostic> {
    let items = resolved.files.iter().flat_map(|file| &file.parsed.file.items);
    items.filter(|item| !item.head.annotations.is_empty()).flat_map(|item| check(&item.head, place_of(&item.kind))).collect()
}

pub(crate) fn check_field(head: &Head) -> Vec<Diagnostic> {
    if head.annotations.is_empty() { vec![] } else { check(head, Place::Field) }
}

fn place_of(item: &ItemKind) -> Place {
    match item {
        ItemKind::Type(ty) => match ty.kind {
            TypeKind::Record { .. } => Place::Record,
            TypeKind::Alias(_) => Place::Declaration,
        },
        ItemKind::Module(_) | ItemKind::Fn(_) | ItemKind::Let(_) => Place::Declaration,
        ItemKind::Policy(_) => Place::Policy,
        ItemKind::Project(_)
        | ItemKind::Platform(_)
        | ItemKind::App(_)
        | ItemKind::Overlay(_)
        | ItemKind::Defaults(_)
        | ItemKind::Except(_)
        | ItemKind::Test(_)
        | ItemKind::Raw(_)
        | ItemKind::Error => Place::Other,
    }
}

fn check(head: &Head, place: Place) -> Vec<Diagnostic> {
    let annotations = head.annotations.iter().enumerate().filter(|(_, annotation)| !annotation.name.name.is_empty());
    annotations.filter_map(|(at, annotation)| problem(annotation, &head.annotations[..at], place)).collect()
}

fn problem(annotation: &Annotation, earlier: &[Annotation], place: Place) -> Option<Diagnostic> {
    let name = annotation.name.name.as_str();
    let wrong = |message: String| Diagnostic::error(Code::E0317, annotation.name.span, message);
    let Some((_, places, least, most, example)) = KNOWN.iter().find(|known| known.0 == name) else {
        let names = KNOWN.iter().filter(|known| known.1.contains(&place)).map(|known| known.0);
        return Some(wrong(format!("there is no annotation `@{name}`")).did_you_mean(nearest(name, names)));
    };
    if !places.contains(&place) {
        return Some(wrong(format!("`@{name}` has no meaning here")).help(format!("it stands before {}", describe(places))));
    }
    if let Some(first) = earlier.iter().find(|earlier| earlier.name.name == annotation.name.name && name != "example") {
        return Some(wrong(format!("`@{name}` stands here twice")).label(first.span, "here first"));
    }
    let count = annotation.arguments.len();
    let broken = annotation.arguments.iter().any(|argument| matches!(argument.kind, ExprKind::Error));
    let texts = name == "example" || annotation.arguments.iter().all(|argument| text_of(&argument.kind).is_some());
    if broken {
        return None;
    }
    if count < *least || count > *most || !texts || !says_something(name, annotation) {
        let error = Diagnostic::error(Code::E0317, annotation.span, format!("`@{name}` is written otherwise"));
        return Some(error.help(format!("write `{example}`")));
    }
    None
}

/// The texts are of the form that the annotation asks.
fn says_something(name: &str, annotation: &Annotation) -> bool {
    let text = |at: usize| annotation.arguments.get(at).and_then(|argument| text_of(&argument.kind));
    match name {
        "since" | "until" => text(0).is_none_or(is_version),
        "renamed" => text(0).is_none_or(|old| !old.is_empty()),
        "kind" => text(2).is_none_or(|scope| matches!(scope, "cluster" | "namespaced")) && text(1).is_none_or(|kind| !kind.is_empty()),
        _ => true,
    }
}

/// `1.33`
fn is_version(text: &str) -> bool {
    let number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    text.split_once('.').is_some_and(|(major, minor)| number(major) && number(minor))
}

fn describe(places: &[Place]) -> String {
    let words = places.iter().map(|place| match place {
        Place::Record => "a record type",
        Place::Declaration => "a declaration",
        Place::Field => "a field",
        Place::Policy => "a policy",
        Place::Other => "an item",
    });
    words.collect::<Vec<_>>().join(" or ")
}

// ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────

pub(crate) fn notes(head: &Head) -> FieldNotes {
    let mut notes = FieldNotes::default();
    for annotation in &head.annotations {
        let text = annotation.arguments.first().and_then(|argument| text_of(&argument.kind));
        let name = || text.filter(|text| !text.is_empty()).map(Name::new);
        match annotation.name.name.as_str() {
            "deprecated" => notes.deprecated = Some(Arc::from(text.unwrap_or_default())),
            "renamed" => notes.renamed = name(),
            "since" => notes.since = name(),
            "until" => notes.until = name(),
            "immutable" => notes.immutable = true,
            _ => {}
        }
    }
    notes
}

/// What `@kind("v1", "Namespace", "cluster")` says. `metadata` is not known yet.
pub(crate) fn kind(head: &Head) -> Option<KindIdentity> {
    let annotation = head.annotations.iter().find(|annotation| annotation.name.name.as_str() == "kind")?;
    let text = |at: usize| annotation.arguments.get(at).and_then(|argument| text_of(&argument.kind));
    let (api_version, kind) = (text(0)?, text(1)?);
    let cluster_wide = text(2) == Some("cluster");
    Some(KindIdentity { api_version: Name::new(api_version), kind: Name::new(kind), cluster_wide, metadata: None })
}

fn text_of(expr: &ExprKind) -> Option<&str> {
    match expr {
        ExprKind::String(text) => text.text(),
        _ => None,
    }
}
