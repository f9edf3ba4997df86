//! A position to what is known of the word there: its declaration as it was written, and its documentation: its own, or
//! Kubernetes'.

use jke_check::Context;
use jke_model::declaration::{Field, FieldNotes, Interfaces, KindIdentity, Record, RecordId};
use jke_model::version::Lifetime;
use jke_resolve::Resolved;
use jke_text::{Name, SourceKind, Span};

use crate::known::Known;
use crate::{Meaning, meaning, position};

/// What an editor shows beside a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hover {
    /// The word.
    pub span: Span,
    /// Markdown.
    pub text: String,
}

pub fn hover(cx: Context, position: u32) -> Option<Hover> {
    let known = Known::of(cx);
    let (span, meaning) = meaning::at(known, position)?;
    let Known { resolved, interfaces, .. } = known;
    let declared = meaning.declared(resolved, interfaces);
    let written = head(resolved, declared);
    let (written, note) = match meaning {
        Meaning::Field(record, slot) => {
            let record = interfaces.record(record);
            let field = &record.fields[slot as usize];
            // A field that nobody wrote, such as an app's `name`.
            let written = if field.span.is_none() { field.name.to_string() } else { written };
            (written, Some(notes(field, interfaces)))
        }
        Meaning::Instance(index) => {
            let file = resolved.file(resolved.instances[index].file);
            (written, Some(format!("in `{}`", file.source.path)))
        }
        Meaning::Record(id) => (written, of_kind(interfaces.record(id))),
        Meaning::Local(..) => {
            let ty = position::type_of_local(known, position);
            (written, ty.map(|ty| format!("a name for `{}`", jke_check::show_type(interfaces, &ty))))
        }
        Meaning::Alias(_) | Meaning::Function(_) | Meaning::Constant(_) | Meaning::Axis(_) => (written, None),
    };
    let code = format!("```jke\n{written}\n```");
    let docs = docs(resolved, interfaces, meaning);
    let text = [Some(code), note, docs].into_iter().flatten().collect::<Vec<_>>().join("\n\n");
    Some(Hover { span, text })
}

/// The line that declares a name, without its body and what is behind it.
fn head(resolved: &Resolved, declared: Span) -> String {
    let Some(source) = resolved.sources.file_at(declared.start).filter(|_| !declared.is_none()) else { return String::new() };
    let range = source.range(declared);
    let start = source.text[..range.start].rfind('\n').map_or(0, |at| at + 1);
    let end = source.text[range.end..].find('\n').map_or(source.text.len(), |at| range.end + at);
    let line = source.text[start..end].trim();
    let line = line.split_once(" // ").map_or(line, |(line, _)| line.trim_end());
    line.strip_suffix('{').map_or(line, str::trim_end).trim_end_matches(',').to_owned()
}

/// Whose field it is, and what its annotations say.
fn notes(field: &Field, interfaces: &Interfaces) -> String {
    let FieldNotes { deprecated, renamed, lifetime, immutable } = &field.notes;
    let taken = field.literal_default.filter(|_| !field.has_default);
    let [since, until] = versions(*lifetime);
    let notes = [
        Some(format!("a field of `{}`", interfaces.record(field.owner).name)),
        field.is_required().then(|| "required".to_owned()),
        since,
        until,
        taken.map(|literal| format!("{} where it is absent", jke_check::show_literal(literal))),
        immutable.then(|| "can't be changed once the object is there".to_owned()),
        renamed.map(|old| format!("once called `{old}`")),
        deprecated.as_ref().map(|reason| format!("deprecated: {reason}")),
    ];
    notes.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn of_kind(record: &Record) -> Option<String> {
    let KindIdentity { api_version, kind, cluster_wide, metadata: _ } = &**record.kind_identity()?;
    let scope = if *cluster_wide { "of the whole cluster" } else { "in a namespace" };
    let kind = Some(format!("the kind `{kind}` of `{api_version}`, {scope}"));
    let [since, until] = versions(record.lifetime);
    Some([kind, since, until].into_iter().flatten().collect::<Vec<_>>().join(" · "))
}

fn versions(lifetime: Lifetime) -> [Option<String>; 2] {
    let Lifetime { since, until } = lifetime;
    [since.map(|version| format!("since Kubernetes {version}")), until.map(|version| format!("until Kubernetes {version}"))]
}

/// The documentation of what is meant: its own, else what Kubernetes says of it.
pub(crate) fn docs(resolved: &Resolved, interfaces: &Interfaces, meaning: Meaning) -> Option<String> {
    let of_kubernetes = |record: RecordId, field: Option<Name>| {
        let record = interfaces.record(record);
        let source = resolved.sources.file_at(record.span.start).filter(|_| !record.span.is_none())?;
        let is_library = source.kind == SourceKind::Library;
        let found = || jke_stdlib::documentation(&source.path, record.name.as_str(), field.map(|name| name.as_str()));
        is_library.then(found).flatten()
    };
    let docs = match meaning {
        Meaning::Field(record, slot) => {
            let field = &interfaces.record(record).fields[slot as usize];
            field.docs.as_deref().or_else(|| of_kubernetes(field.owner, Some(field.name)))
        }
        Meaning::Record(id) => interfaces.record(id).docs.as_deref().or_else(|| of_kubernetes(id, None)),
        Meaning::Function(id) => interfaces.function(id).docs.as_deref(),
        Meaning::Alias(id) => {
            let definition = resolved.definition(id);
            resolved.item(definition.file, definition.item).head.docs.as_deref()
        }
        Meaning::Instance(index) => {
            let instance = &resolved.instances[index];
            resolved.instance_item(instance).and_then(|item| item.head.docs.as_deref())
        }
        Meaning::Constant(_) | Meaning::Axis(_) | Meaning::Local(..) => None,
    };
    docs.map(str::to_owned)
}
