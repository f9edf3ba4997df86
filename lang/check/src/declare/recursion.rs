//! Records that would hold themselves without end. Through `?`, `List` and `Map` they may.

use jke_model::declaration::{FieldKind, Interfaces, Record, RecordId};
use jke_model::ty::Ty;
use jke_text::{Code, Diagnostic, Span};

/// A record that every value of another holds at once.
struct Holds {
    record: RecordId,
    field: u32,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Open,
    Done,
}

/// A record on the way, with those that it holds still to be visited, and the field that led to it.
struct Visit {
    record: RecordId,
    left: Vec<Holds>,
    by: Option<(RecordId, u32)>,
}

pub(crate) fn report(interfaces: &Interfaces) -> Vec<Diagnostic> {
    let mut states = vec![State::New; interfaces.records.len()];
    let mut diagnostics = vec![];
    for record in &interfaces.records {
        walk(record.id, interfaces, &mut states, &mut diagnostics);
    }
    diagnostics
}

/// Goes depth first with a stack of its own, so that long chains of records need no deep one.
fn walk(from: RecordId, interfaces: &Interfaces, states: &mut [State], diagnostics: &mut Vec<Diagnostic>) {
    let visit = |record: RecordId, by| Visit { record, left: held(interfaces.record(record)), by };
    if states[from.0 as usize] != State::New {
        return;
    }
    states[from.0 as usize] = State::Open;
    let mut way = vec![visit(from, None)];
    while let Some(last) = way.last_mut() {
        let by = last.record;
        let Some(Holds { record, field }) = last.left.pop() else {
            states[by.0 as usize] = State::Done;
            way.pop();
            continue;
        };
        match states[record.0 as usize] {
            State::Done => {}
            State::New => {
                states[record.0 as usize] = State::Open;
                way.push(visit(record, Some((by, field))));
            }
            State::Open => {
                let start = way.iter().rposition(|visit| visit.record == record).unwrap_or(0);
                let steps = way[start + 1..].iter().filter_map(|visit| visit.by).chain([(by, field)]);
                diagnostics.push(circle(record, &steps.collect::<Vec<_>>(), interfaces));
            }
        }
    }
}

/// The last first, since they are taken from the end.
fn held(record: &Record) -> Vec<Holds> {
    let fields = record.fields.iter().enumerate().filter(|(_, field)| field.kind == FieldKind::Input);
    let mut held: Vec<Holds> =
        fields.flat_map(|(at, field)| directly(&field.ty).map(move |record| Holds { record, field: at as u32 })).collect();
    held.reverse();
    held
}

fn directly(ty: &Ty) -> impl Iterator<Item = RecordId> + '_ {
    ty.alternatives().iter().filter_map(|ty| match ty {
        Ty::Record(record) => Some(*record),
        _ => None,
    })
}

fn circle(record: RecordId, steps: &[(RecordId, u32)], interfaces: &Interfaces) -> Diagnostic {
    let field = |(owner, slot): &(RecordId, u32)| &interfaces.record(*owner).fields[*slot as usize];
    let name = interfaces.record(record).name;
    let path = steps.iter().map(|step| format!("{}.{}", interfaces.record(step.0).name, field(step).name)).collect::<Vec<_>>().join(" → ");
    let first = steps.first().map_or(Span::NONE, |step| field(step).span);
    let error = Diagnostic::error(Code::E0310, first, format!("`{name}` contains itself")).here(format!("{path} → {name}"));
    error.help("a type may contain itself only through `?`, `List` or `Map`")
}
