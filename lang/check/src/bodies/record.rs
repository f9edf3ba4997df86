//! A `type` or a `module` to its body: what it inherits, with its own on top.

use std::sync::Arc;

use jke_model::declaration::{Record, RecordId};
use jke_model::ir::{Code, RecordBody};

use super::{Checked, Records, circles, members, outputs};
use crate::Context;
use crate::needs::Needs;

/// Checks a record, and before it those that it extends. Who extends whom has no circle, so that the threads that wait here for each
/// other's records come to an end.
pub(super) fn check<'r>(cx: &Context, id: RecordId, records: &'r Records) -> &'r Checked<RecordBody> {
    records[id.0 as usize].get_or_init(|| {
        let record = cx.interfaces.record(id);
        let parent = record.parent.map(|parent| check(cx, parent, records));
        build(cx, record, parent.map(|parent| &*parent.body))
    })
}

fn build(cx: &Context, record: &Record, parent: Option<&RecordBody>) -> Checked<RecordBody> {
    let mut body = match parent {
        Some(RecordBody { defaults, checks, statements }) => {
            RecordBody { defaults: defaults.clone(), checks: checks.clone(), statements: statements.clone() }
        }
        None => RecordBody::default(),
    };
    body.defaults.resize(record.fields.len(), None);
    let mut diagnostics = members::add(cx, record, &mut body);
    let mut needs = Needs::default();
    body.defaults.iter().flatten().for_each(|code| needs.add_code(code));
    body.checks.iter().for_each(|check| needs.add_check(check));
    body.statements.iter().for_each(|part| needs.add_statements(&part.block));
    let circles = circles::of_lets(record, &body);
    diagnostics.extend(outputs::of_outputs(record, &body));
    Checked { body: Arc::new(body), needs, diagnostics, circles }
}

/// The default of the field, as it stands so far.
pub(super) fn default(body: &RecordBody, slot: u32) -> Option<&Arc<Code>> {
    body.defaults.get(slot as usize)?.as_ref()
}
