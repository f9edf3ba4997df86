//! Annotations to what they say: notes on fields, the identity of Kubernetes kinds. Unknown and misplaced ones are told.

use std::str::FromStr;
use std::sync::Arc;

use jke_model::declaration::{FieldNotes, KindIdentity, RecordKind};
use jke_model::ty::{Literal, Ty};
use jke_model::version::{Lifetime, Version};
use jke_resolve::{FileIndex, Resolved};
use jke_syntax::tree::{Annotation, Expr, ExprKind, Head, Ident, ItemKind, Path, TypeKind};
use jke_text::{Code, Diagnostic, Name, nearest};

use super::known::Builder;
use super::type_expr;

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
    ("default", &[Place::Field], 1, 1, "@default(\"TCP\")"),
    ("deprecated", DECLARATIONS, 0, 1, "@deprecated(\"use scale.min\")"),
    ("example", DECLARATIONS, 1, usize::MAX, "@example(\"shop\")"),
    ("immutable", &[Place::Field], 0, 0, "@immutable"),
    ("kind", &[Place::Record], 2, 3, "@kind(\"apps/v1\", \"Deployment\")"),
    ("name", &[Place::Record], 1, 1, "@name(DnsLabel)"),
    ("renamed", &[Place::Field], 1, 1, "@renamed(\"replicas\")"),
    ("since", DECLARATIONS, 1, 1, "@since(\"1.33\")"),
    ("until", DECLARATIONS, 1, 1, "@until(\"1.35\")"),
    ("warning", &[Place::Policy], 0, 0, "@warning"),
];

/// All annotations by name, each with an example.
pub fn annotations() -> impl Iterator<Item = (&'static str, &'static str)> {
    KNOWN.iter().map(|(name, _, _, _, example)| (*name, *example))
}

/// Judges the annotations before all items.
pub(crate) fn check_items(resolved: &Resolved) -> Vec<Diagnostic> {
    let items = resolved.files.iter().flat_map(|file| &file.parsed.file.items);
    items.filter(|item| !item.head.annotations.is_empty()).flat_map(|item| check(&item.head, place_of(&item.kind))).collect()
}

/// Judges those before a field of this type.
pub(crate) fn check_field(head: &Head, ty: &Ty, has_default: bool) -> Vec<Diagnostic> {
    if head.annotations.is_empty() {
        return vec![];
    }
    let mut found = check(head, Place::Field);
    found.extend(default_problem(head, ty, has_default));
    found
}

/// `@default` says what another program takes for a field that nobody sets.
fn default_problem(head: &Head, ty: &Ty, has_default: bool) -> Option<Diagnostic> {
    let annotation = named(head, "default")?;
    let literal = default(head)?;
    let wrong = |message: String| Some(Diagnostic::error(Code::E0317, annotation.span, message));
    match ty {
        Ty::Error => None,
        _ if has_default => wrong("this field has a default of its own".to_owned())
            .map(|error| error.help("`@default` says what the API takes for a field that is left out; `= …` sets it")),
        Ty::Optional(inner) if fits(inner, literal) => None,
        Ty::Optional(_) => wrong("this is no value of the field's type".to_owned()),
        _ => wrong("this field is required, and never left out".to_owned()).map(|error| error.help("make it optional: `T?`")),
    }
}

fn fits(ty: &Ty, literal: Literal) -> bool {
    ty.alternatives().iter().any(|each| match (each, literal) {
        (Ty::Literal(known), _) => *known == literal,
        (Ty::String(refinement), Literal::Text(text)) => refinement.as_ref().is_none_or(|refinement| refinement.holds(text.as_str())),
        (Ty::Int(bounds), Literal::Int(number)) => bounds.contains(&number),
        (Ty::Bool, Literal::Bool(_)) => true,
        _ => false,
    })
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
    let of_its_kind = annotation.arguments.iter().all(|argument| match name {
        "example" => true,
        "default" => type_expr::literal_of(argument).is_some(),
        "name" => path_of(argument).is_some(),
        _ => text_of(&argument.kind).is_some(),
    });
    if broken {
        return None;
    }
    if count < *least || count > *most || !of_its_kind || !says_something(name, annotation) {
        let error = Diagnostic::error(Code::E0317, annotation.span, format!("`@{name}` is written otherwise"));
        return Some(error.help(format!("write `{example}`")));
    }
    None
}

/// The texts are of the form that the annotation asks.
fn says_something(name: &str, annotation: &Annotation) -> bool {
    let text = |at: usize| annotation.arguments.get(at).and_then(|argument| text_of(&argument.kind));
    match name {
        "since" | "until" => text(0).is_none_or(|text| Version::from_str(text).is_ok()),
        "renamed" => text(0).is_none_or(|old| !old.is_empty()),
        "kind" => text(2).is_none_or(|scope| matches!(scope, "cluster" | "namespaced")) && text(1).is_none_or(|kind| !kind.is_empty()),
        _ => true,
    }
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
    let mut notes = FieldNotes { lifetime: lifetime(head, Lifetime::default()), ..FieldNotes::default() };
    for annotation in &head.annotations {
        let text = annotation.arguments.first().and_then(|argument| text_of(&argument.kind));
        let name = || text.filter(|text| !text.is_empty()).map(Name::new);
        match annotation.name.name.as_str() {
            "deprecated" => notes.deprecated = Some(Arc::from(text.unwrap_or_default())),
            "renamed" => notes.renamed = name(),
            "immutable" => notes.immutable = true,
            _ => {}
        }
    }
    notes
}

/// What `@since` and `@until` say, within what was known before.
pub(crate) fn lifetime(head: &Head, known: Lifetime) -> Lifetime {
    let version = |name| text_of(&named(head, name)?.arguments.first()?.kind)?.parse().ok();
    Lifetime { since: version("since"), until: version("until") }.or(known)
}

/// What `@default("TCP")` says.
pub(crate) fn default(head: &Head) -> Option<Literal> {
    type_expr::literal_of(named(head, "default")?.arguments.first()?)
}

/// The type that `@name(DnsLabel)` names.
pub(crate) fn name_rule(head: &Head, file: FileIndex, kind: &RecordKind, builder: &mut Builder) -> Option<Ty> {
    let annotation = named(head, "name")?;
    let argument = annotation.arguments.first()?;
    let path = path_of(argument)?;
    if !matches!(kind, RecordKind::Kind(_)) {
        let error = Diagnostic::error(Code::E0317, annotation.name.span, "`@name` has no meaning here");
        builder.diagnostics.push(error.help("it stands before a kind of Kubernetes, beside `@kind(…)`"));
        return None;
    }
    match type_expr::read_path(builder, file, &path) {
        Ty::Error => None,
        ty @ Ty::String(_) => Some(ty),
        _ => {
            let error = Diagnostic::error(Code::E0317, argument.span, format!("`{path}` is no type of texts"));
            builder.diagnostics.push(error.help("a name is a refinement of `String`"));
            None
        }
    }
}

/// What `@kind("v1", "Namespace", "cluster")` says. `metadata` is not known yet.
pub(crate) fn kind(head: &Head) -> Option<KindIdentity> {
    let annotation = named(head, "kind")?;
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

fn named<'h>(head: &'h Head, name: &str) -> Option<&'h Annotation> {
    head.annotations.iter().find(|annotation| annotation.name.name.as_str() == name)
}

/// `DnsLabel`, `meta.DnsLabel`
fn path_of(expr: &Expr) -> Option<Path> {
    match &expr.kind {
        ExprKind::Name(name) => Some(Path { segments: vec![Ident { name: *name, span: expr.span }] }),
        ExprKind::Field { base, optional: false, name } => {
            let mut path = path_of(base)?;
            path.segments.push(*name);
            Some(path)
        }
        _ => None,
    }
}
