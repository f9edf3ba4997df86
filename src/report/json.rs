//! A diagnostic to one JSON object on a line. Lines and columns count from 1, columns in code points; ends are exclusive.

use jke_text::{Diagnostic, Severity, Sources, Span};
use serde::Serialize;

#[derive(Serialize)]
struct Object<'d> {
    code: &'d str,
    severity: &'d str,
    message: &'d str,
    #[serde(flatten)]
    place: Option<Place<'d>>,
    labels: Vec<Label<'d>>,
    help: Option<&'d str>,
    targets: &'d [String],
    fix: Vec<Edit<'d>>,
}

#[derive(Serialize)]
struct Label<'d> {
    #[serde(flatten)]
    place: Place<'d>,
    message: &'d str,
}

#[derive(Serialize)]
struct Edit<'d> {
    #[serde(flatten)]
    place: Place<'d>,
    text: &'d str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Place<'d> {
    file: &'d str,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
}

pub fn line(diagnostic: &Diagnostic, sources: &Sources, out: &mut Vec<u8>) {
    let Diagnostic { code, severity, message, primary, labels, help, fix, targets } = diagnostic;
    // What stands under the author's place is a label like the others.
    let own = std::iter::once(primary).filter(|label| !label.message.is_empty());
    let object = Object {
        code: code.as_str(),
        severity: match severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        },
        message,
        place: place(primary.span, sources),
        labels: own.chain(labels).filter_map(|label| Some(Label { place: place(label.span, sources)?, message: &label.message })).collect(),
        help: help.as_deref(),
        targets,
        fix: fix.iter().filter_map(|edit| Some(Edit { place: place(edit.span, sources)?, text: &edit.text })).collect(),
    };
    serde_json::to_writer(&mut *out, &object).expect("plain data can be written to memory");
    out.push(b'\n');
}

fn place(span: Span, sources: &Sources) -> Option<Place<'_>> {
    let source = sources.file_at(span.start).filter(|_| !span.is_none())?;
    let (start, end) = (source.line_column(span.start), source.line_column(span.end));
    Some(Place { file: &source.path, line: start.line, column: start.column, end_line: end.line, end_column: end.column })
}
