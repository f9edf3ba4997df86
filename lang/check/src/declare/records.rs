//! Types and modules to records: first who extends whom, then all fields, the inherited ones first.

use std::sync::Arc;

use jke_model::declaration::{Field, FieldKind, FieldNotes, Record, RecordId, RecordKind, instance_slots};
use jke_model::ty::{Literal, Ty};
use jke_model::version::{Lifetime, Version};
use jke_resolve::{DefinitionId, DefinitionKind, FileIndex, FoundPath, InstanceItem, Resolved};
use jke_syntax::tree::{Head, ItemKind, Path, TypeKind};
use jke_text::{Code, Diagnostic, Name, Span};
use rustc_hash::{FxHashMap, FxHashSet};

use super::known::Builder;
use super::{annotations, docs, item_of, members, paths};
use crate::Meaning;

/// How many declarations may extend each other in a row.
const LONGEST_LINE: usize = 64;

// ── who extends whom ─────────────────────────────────────────────────────────────────────────────────────────────────

/// Fills the parents of all records. A circle is told and cut at its first record.
pub(crate) fn link_parents(builder: &mut Builder) {
    for at in 0..builder.records.len() {
        builder.parents[at] = parent(RecordId(at as u32), builder);
    }
    for at in 0..builder.records.len() {
        cut_circle(RecordId(at as u32), builder);
    }
    for at in 0..builder.records.len() {
        cut_long_line(RecordId(at as u32), builder);
    }
}

fn extends_path(resolved: &Resolved, id: DefinitionId) -> Option<&Path> {
    match &item_of(resolved, resolved.definition(id)).kind {
        ItemKind::Module(module) => module.extends.as_ref(),
        ItemKind::Type(ty) => match &ty.kind {
            TypeKind::Record { extends, .. } => extends.as_ref(),
            TypeKind::Alias(_) => None,
        },
        _ => None,
    }
}

fn parent(record: RecordId, builder: &mut Builder) -> Option<RecordId> {
    let id = builder.records[record.0 as usize];
    let definition = builder.resolved.definition(id);
    let path = extends_path(builder.resolved, id)?;
    let parent = paths::record(builder, definition.file, path)?;
    let parent_definition = builder.resolved.definition(builder.records[parent.0 as usize]);
    if parent_definition.kind == definition.kind {
        return Some(parent);
    }
    let (child, base) = (definition.kind.describe(), parent_definition.kind.describe());
    let error = Diagnostic::error(Code::E0208, path.span(), format!("{child} can't extend {base}"));
    builder.diagnostics.push(error.label(parent_definition.span, "declared here").help("a type extends a type, a module a module"));
    None
}

/// Takes the parent from a record that comes back to itself.
fn cut_circle(record: RecordId, builder: &mut Builder) {
    let line = line_of(record, builder);
    let last = line.last().and_then(|last| builder.parents[last.0 as usize]);
    if last == Some(record) {
        builder.parents[record.0 as usize] = None;
        let error = circle(&line, builder);
        builder.diagnostics.push(error);
    }
}

/// Takes the parent from a record whose line is too long.
fn cut_long_line(record: RecordId, builder: &mut Builder) {
    if line_of(record, builder).len() < LONGEST_LINE {
        return;
    }
    builder.parents[record.0 as usize] = None;
    let definition = builder.resolved.definition(builder.records[record.0 as usize]);
    let message = format!("`{}` stands at the end of more than {LONGEST_LINE} declarations that extend each other", definition.name);
    builder.diagnostics.push(Diagnostic::error(Code::E0310, definition.span, message));
}

/// A record, its parent and so on: to the end, to where it would begin again, or to the longest line.
fn line_of(record: RecordId, builder: &Builder) -> Vec<RecordId> {
    let mut line = vec![record];
    while let Some(parent) = line.last().and_then(|last| builder.parents[last.0 as usize])
        && parent != record
        && line.len() < LONGEST_LINE
    {
        line.push(parent);
    }
    line
}

fn circle(line: &[RecordId], builder: &Builder) -> Diagnostic {
    let definition = |record: &RecordId| builder.resolved.definition(builder.records[record.0 as usize]);
    let names: Vec<&str> = line.iter().chain(&line[..1]).map(|record| definition(record).name.as_str()).collect();
    let first = definition(&line[0]);
    let span = extends_path(builder.resolved, builder.records[line[0].0 as usize]).map_or(first.span, Path::span);
    Diagnostic::error(Code::E0206, span, format!("`{}` extends itself", first.name)).here(names.join(" → "))
}

// ── building ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/// All records, by their numbers.
pub(crate) fn build(builder: &mut Builder) -> Vec<Record> {
    let platforms = platforms(builder);
    let mut built: Vec<Option<Record>> = (0..builder.records.len()).map(|_| None).collect();
    for at in 0..builder.records.len() {
        let mut line = vec![RecordId(at as u32)];
        while let Some(parent) = line.last().and_then(|last| builder.parents[last.0 as usize])
            && built[parent.0 as usize].is_none()
        {
            line.push(parent);
        }
        for record in line.into_iter().rev() {
            if built[record.0 as usize].is_none() {
                let parent = builder.parents[record.0 as usize].and_then(|parent| built[parent.0 as usize].as_ref());
                let new = build_record(record, parent, &platforms, builder);
                built[record.0 as usize] = Some(new);
            }
        }
    }
    built.into_iter().flatten().collect()
}

fn build_record(id: RecordId, parent: Option<&Record>, platforms: &FxHashSet<RecordId>, builder: &mut Builder) -> Record {
    let resolved = builder.resolved;
    let definition = resolved.definition(builder.records[id.0 as usize]);
    let item = item_of(resolved, definition);
    let mut record = inherit(id, definition.name, definition.span, parent);
    record.docs = docs(&item.head);
    record.lifetime = annotations::lifetime(&item.head, record.lifetime);
    record.kind = kind_of(definition.file, &item.kind, &item.head, parent, builder);
    if definition.kind == DefinitionKind::Module && parent.is_none() {
        add_instance_fields(&mut record);
    }
    if platforms.contains(&id) {
        add_platform_fields(&mut record, &resolved.kubernetes);
    }
    if let Some(rule) = annotations::name_rule(&item.head, definition.file, &record.kind, builder) {
        record.name_rule = Some(rule);
    }
    members::add_all(&mut record, definition.file, parent, builder);
    if let RecordKind::Kind(identity) = &mut record.kind {
        let metadata = record.slots.get(&Name::new("metadata")).copied();
        Arc::make_mut(identity).metadata = metadata;
    }
    record
}

fn inherit(id: RecordId, name: Name, span: Span, parent: Option<&Record>) -> Record {
    let mut record = Record {
        id,
        name,
        span,
        docs: None,
        kind: RecordKind::Type,
        parent: parent.map(|parent| parent.id),
        ancestors: vec![],
        fields: vec![],
        slots: FxHashMap::default(),
        rest: None,
        lifetime: Lifetime::default(),
        name_rule: None,
    };
    if let Some(parent) = parent {
        record.ancestors = [parent.id].into_iter().chain(parent.ancestors.iter().copied()).collect();
        record.fields = parent.fields.clone();
        // A `let` keeps its slot, but its name is seen in its own declaration only.
        let seen = parent.slots.iter().filter(|(_, slot)| parent.fields[**slot as usize].kind != FieldKind::Let);
        record.slots = seen.map(|(name, slot)| (*name, *slot)).collect();
        record.rest = parent.rest.clone();
        record.lifetime = parent.lifetime;
        record.name_rule = parent.name_rule.clone();
    }
    record
}

fn kind_of(file: jke_resolve::FileIndex, item: &ItemKind, head: &Head, parent: Option<&Record>, builder: &mut Builder) -> RecordKind {
    if let ItemKind::Module(module) = item {
        let inherited = parent.and_then(|parent| match &parent.kind {
            RecordKind::Module { platform } => *platform,
            RecordKind::Type | RecordKind::Kind(_) => None,
        });
        let own = module.platform.as_ref().and_then(|path| Some((path.span(), paths::module(builder, file, path)?)));
        if let (Some((span, own)), Some(inherited)) = (own, inherited)
            && !builder.extends(own, inherited)
        {
            builder.diagnostics.push(another_platform(span, inherited, builder));
        }
        return RecordKind::Module { platform: own.map(|(_, platform)| platform).or(inherited) };
    }
    let inherited = || parent.map_or(RecordKind::Type, |parent| parent.kind.clone());
    annotations::kind(head).map_or_else(inherited, |identity| RecordKind::Kind(Arc::new(identity)))
}

fn another_platform(span: Span, inherited: RecordId, builder: &Builder) -> Diagnostic {
    let platform = builder.resolved.definition(builder.records[inherited.0 as usize]);
    Diagnostic::error(Code::E0315, span, format!("the module it extends is for `{}`, which this is not", platform.name))
        .label(platform.span, "the parent's platform")
        .help("a child module is for the same platform, or for one that extends it")
}

/// The module of instances that nothing declares, with what every instance has.
pub(crate) fn of_files(id: RecordId) -> Record {
    let mut record = inherit(id, Name::new("Manifests"), Span::NONE, None);
    record.kind = RecordKind::Module { platform: None };
    add_instance_fields(&mut record);
    record
}

/// What every instance has; the defaults are the language's own.
fn add_instance_fields(record: &mut Record) {
    let fields = [
        ("name", Ty::STRING, "The instance's name: the identifier that it is declared under."),
        ("enabled", Ty::Bool, "Whether the instance exists for a target."),
        ("namespace", Ty::STRING, "The namespace of its manifests: the platform's."),
    ];
    for (name, ty, text) in fields {
        add_own(record, name, ty, text, true);
    }
    debug_assert_eq!(record.fields.len(), instance_slots::NAMESPACE as usize + 1);
}

/// What every platform has beside that. It may declare these itself, with narrower types and defaults.
fn add_platform_fields(record: &mut Record, versions: &[Version]) {
    add_own(record, "cluster", Ty::STRING, "The cluster that a target deploys to: the axis of this name, else the target itself.", true);
    let versions: Vec<Ty> = versions.iter().map(|version| Ty::Literal(Literal::Text(Name::new(&version.to_string())))).collect();
    let kubernetes = match versions.as_slice() {
        [] => Ty::STRING,
        [only] => only.clone(),
        several => Ty::Union(several.into()),
    };
    add_own(record, "kubernetes", kubernetes.optional(), "The cluster's Kubernetes version.", false);
}

/// Adds a field of the language's own, where no field of this name is there.
fn add_own(record: &mut Record, name: &str, ty: Ty, text: &str, has_default: bool) {
    let name = Name::new(name);
    if record.slots.contains_key(&name) {
        return;
    }
    record.slots.insert(name, record.fields.len() as u32);
    record.fields.push(Field {
        name,
        ty,
        kind: FieldKind::Input,
        has_default,
        literal_default: None,
        span: Span::NONE,
        owner: record.id,
        docs: Some(Arc::from(text)),
        notes: FieldNotes::default(),
    });
}

// ── platforms ────────────────────────────────────────────────────────────────────────────────────────────────────────

/// The modules that are platforms: the project's own, and those that modules are `for`.
fn platforms(builder: &Builder) -> FxHashSet<RecordId> {
    let resolved = builder.resolved;
    let asked = resolved.definitions.iter().filter_map(|definition| match &item_of(resolved, definition).kind {
        ItemKind::Module(module) => definition_of(resolved, definition.file, module.platform.as_ref()?),
        _ => None,
    });
    asked.chain(platform_definition(resolved)).filter_map(|id| module_of(builder, id)).collect()
}

/// What the project's platform says it is an instance of.
fn platform_definition(resolved: &Resolved) -> Option<DefinitionId> {
    instance_definition(resolved, resolved.instances.first().filter(|first| first.is_platform)?)
}

/// What an instance says it is one of: those who read it depend on that, and all declarations on the platform's.
pub fn instance_definition(resolved: &Resolved, instance: &InstanceItem) -> Option<DefinitionId> {
    let module = match &resolved.instance_item(instance)?.kind {
        ItemKind::Platform(platform) => &platform.module,
        ItemKind::App(app) => &app.module,
        _ => return None,
    };
    definition_of(resolved, instance.file, module)
}

fn definition_of(resolved: &Resolved, file: FileIndex, path: &Path) -> Option<DefinitionId> {
    match resolved.lookup_path(file, path) {
        FoundPath::Definition { id, segments } if segments == path.segments.len() => Some(id),
        FoundPath::Definition { .. } | FoundPath::Module | FoundPath::Ambiguous(..) | FoundPath::Broken | FoundPath::Unknown { .. } => None,
    }
}

fn module_of(builder: &Builder, id: DefinitionId) -> Option<RecordId> {
    let record = match builder.meanings[id.0 as usize] {
        Meaning::Record(record) | Meaning::Alias(Ty::Record(record)) => record,
        Meaning::Alias(_) | Meaning::Function(_) | Meaning::Constant(_) => return None,
    };
    let definition = builder.resolved.definition(builder.records[record.0 as usize]);
    (definition.kind == DefinitionKind::Module).then_some(record)
}
