//! A position to what is known of the word there: its declaration as it was written, and its documentation.

use jke_model::declaration::Interfaces;
use jke_resolve::Resolved;
use jke_text::Span;

use crate::Meaning;
use crate::look;

/// What an editor shows beside a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hover {
    /// The word.
    pub span: Span,
    /// Markdown.
    pub text: String,
}

pub fn hover(resolved: &Resolved, interfaces: &Interfaces, position: u32) -> Option<Hover> {
    let (span, meaning) = look::at(resolved, interfaces, position)?;
    let declared = meaning.declared(resolved, interfaces);
    let written = head(resolved, declared);
    let (written, note) = match meaning {
        Meaning::Field(record, slot) => {
            let record = interfaces.record(record);
            let field = &record.fields[slot as usize];
            // A field that nobody wrote, such as an app's `name`.
            let written = if field.span.is_none() { field.name.to_string() } else { written };
            (written, Some(format!("a field of `{}`", interfaces.record(field.owner).name)))
        }
        Meaning::Instance(index) => {
            let file = resolved.file(resolved.instances[index].file);
            (written, Some(format!("in `{}`", file.source.path)))
        }
        Meaning::Record(_) | Meaning::Alias(_) | Meaning::Function(_) | Meaning::Constant(_) | Meaning::Axis(_) => (written, None),
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

fn docs(resolved: &Resolved, interfaces: &Interfaces, meaning: Meaning) -> Option<String> {
    let docs = match meaning {
        Meaning::Field(record, slot) => interfaces.record(record).fields[slot as usize].docs.as_deref(),
        Meaning::Record(id) => interfaces.record(id).docs.as_deref(),
        Meaning::Function(id) => interfaces.function(id).docs.as_deref(),
        Meaning::Alias(id) => {
            let definition = resolved.definition(id);
            resolved.item(definition.file, definition.item).head.docs.as_deref()
        }
        Meaning::Instance(index) => {
            let instance = &resolved.instances[index];
            resolved.item(instance.file, instance.item).head.docs.as_deref()
        }
        Meaning::Constant(_) | Meaning::Axis(_) => None,
    };
    docs.map(str::to_owned)
}
