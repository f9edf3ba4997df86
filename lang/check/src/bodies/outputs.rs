//! Circles of outputs, which no layer can break: told where they are declared, for every instance has them.
//!
//! Only what is read whatever the values are makes such a circle: no branch, no default behind `??`, nothing inside a value that is built,
//! for that is evaluated when somebody reads it. A circle through an input is none: an instance may set it.

use jke_model::declaration::{Field, FieldKind, Record};
use jke_model::ir::{Expr, ExprKind, Part, RecordBody};
use jke_text::{Code, Diagnostic, Span};

use super::circles::circles;

/// The circles that the record's own outputs close.
pub(super) fn of_outputs(record: &Record, body: &RecordBody) -> Vec<Diagnostic> {
    let field = |slot: u32| &record.fields[slot as usize];
    let reads: Vec<(u32, Vec<(u32, Span)>)> = (0..record.fields.len() as u32)
        .filter(|slot| is_fixed(field(*slot)))
        .filter_map(|slot| Some((slot, always_read(&body.defaults[slot as usize].as_ref()?.expr))))
        .collect();
    let ways: Vec<(u32, Vec<u32>)> = reads.iter().map(|(slot, read)| (*slot, read.iter().map(|(slot, _)| *slot).collect())).collect();
    let of_outputs = circles(&ways, |slot| field(*slot).kind == FieldKind::Output).into_iter();
    let own = of_outputs.filter(|circle| circle.iter().any(|slot| field(*slot).owner == record.id));
    own.map(|circle| diagnostic(record, &circle, &reads)).collect()
}

/// No layer sets it.
fn is_fixed(field: &Field) -> bool {
    match field.kind {
        FieldKind::Output | FieldKind::Let => true,
        FieldKind::Input => false,
    }
}

fn diagnostic(record: &Record, circle: &[u32], reads: &[(u32, Vec<(u32, Span)>)]) -> Diagnostic {
    let name = |at: usize| record.fields[circle[at % circle.len()] as usize].name;
    let place = |at: usize| {
        let (from, to) = (circle[at], circle[(at + 1) % circle.len()]);
        let of_field = reads.iter().find(|(slot, _)| *slot == from).into_iter().flat_map(|(_, read)| read);
        of_field.clone().find(|(slot, _)| *slot == to).map_or(record.fields[from as usize].span, |(_, span)| *span)
    };
    let message = match circle.len() {
        1 => format!("`{}` is computed from itself", name(0)),
        length => {
            let names: Vec<String> = (0..=length).map(|at| name(at).to_string()).collect();
            format!("fields in a circle: {}", names.join(" → "))
        }
    };
    let error = Diagnostic::error(Code::E0501, place(0), message).here(format!("reads `{}`", name(1)));
    let labelled = (1..circle.len()).fold(error, |error, at| error.label(place(at), format!("reads `{}`", name(at + 1))));
    labelled.help("give one of them a value that needs none of the others")
}

/// The fields of `self` that an expression reads in any case, with the places that read them.
fn always_read(expr: &Expr) -> Vec<(u32, Span)> {
    let (mut read, mut left) = (vec![], vec![expr]);
    while let Some(expr) = left.pop() {
        match &expr.kind {
            ExprKind::Field { base, slot } if matches!(base.kind, ExprKind::SelfValue) => read.push((*slot, expr.span)),
            ExprKind::Field { base, .. } | ExprKind::RestField { base, .. } | ExprKind::Entry { base, .. } => left.push(base),
            ExprKind::ListIndex { base, index } | ExprKind::MapIndex { base, index, .. } => left.extend([&**index, base]),
            ExprKind::Method { receiver: first, .. }
            | ExprKind::Encode { value: first, .. }
            | ExprKind::Not(first)
            | ExprKind::Negate(first)
            | ExprKind::And(first, _)
            | ExprKind::Or(first, _)
            | ExprKind::Coalesce(first, _)
            | ExprKind::IfPresent { value: first, .. }
            | ExprKind::Is { operand: first, .. }
            | ExprKind::If { condition: first, .. }
            | ExprKind::Match { subject: first, .. }
            | ExprKind::In { item: first, .. }
            | ExprKind::Refine { value: first, .. }
            | ExprKind::Convert { value: first, .. } => left.push(first),
            ExprKind::Arithmetic { left: one, right: other, .. } | ExprKind::Compare { left: one, right: other, .. } => {
                left.extend([&**other, one]);
            }
            ExprKind::Interpolate { parts, .. } => left.extend(parts.iter().filter_map(|part| match part {
                Part::Text(_) => None,
                Part::Expr(inner) => Some(inner),
            })),
            ExprKind::Error
            | ExprKind::Constant(_)
            | ExprKind::Local(_)
            | ExprKind::SelfValue
            | ExprKind::Platform
            | ExprKind::TargetAxis(_)
            | ExprKind::TargetLabel
            | ExprKind::Instance(_)
            | ExprKind::FileConstant(_)
            | ExprKind::Call { .. }
            | ExprKind::Build { .. }
            | ExprKind::With { .. }
            | ExprKind::List(_)
            | ExprKind::ListFor { .. }
            | ExprKind::MapFor { .. }
            | ExprKind::Include(_) => {}
        }
    }
    read
}
