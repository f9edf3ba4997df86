//! What declarations hold to checked code: records' defaults, checks and statements, functions' bodies, constants' values.
//!
//! Only what is needed is looked into, and what that needs in turn; a mistake in a declaration that nothing reaches is not told.

mod circles;
mod emit;
mod functions;
mod include;
mod inherited;
mod members;
mod outputs;
mod record;
mod statements;

use std::sync::{Arc, OnceLock};

use jke_model::declaration::{ConstantId, FunctionId, Record, RecordId};
use jke_model::ir::{Code, FunctionBody, RecordBody};
use jke_resolve::FileIndex;
use jke_text::Diagnostic;
use rayon::prelude::*;
use rustc_hash::FxHashSet;

use crate::Context;
use crate::inferred::LetId;
use crate::needs::Needs;
pub(crate) use emit::kind;

/// The bodies of what is needed, by number; `None` of what is not.
#[derive(Default)]
pub(crate) struct Bodies {
    pub records: Vec<Option<Arc<RecordBody>>>,
    pub functions: Vec<Option<Arc<FunctionBody>>>,
    pub constants: Vec<Option<Arc<Code>>>,
    pub diagnostics: Vec<Diagnostic>,
}

/// The body of one declaration.
struct Checked<T> {
    body: Arc<T>,
    needs: Needs,
    /// Those of the declaration itself: not of what it extends.
    diagnostics: Vec<Diagnostic>,
    /// Circles of `let`s inside it.
    circles: Vec<Vec<LetId>>,
}

/// The declaration whose body is checked, and the file that it stands in.
#[derive(Clone, Copy)]
struct Place<'c, 'a> {
    cx: &'c Context<'a>,
    file: FileIndex,
    record: &'c Record,
}

/// A declaration that has a body.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
enum Node {
    Record(RecordId),
    Function(FunctionId),
    Constant(ConstantId),
}

/// Records by number; a child waits for its parent.
type Records = [OnceLock<Checked<RecordBody>>];

enum Found {
    /// It stands in [`Records`].
    Record(RecordId),
    Function(FunctionId, Checked<FunctionBody>),
    Constant(ConstantId, Checked<Code>),
}

pub(crate) fn bodies(cx: Context, needs: &Needs) -> Bodies {
    let records: Vec<OnceLock<_>> = cx.interfaces.records.iter().map(|_| OnceLock::new()).collect();
    let found = reach(cx, needs, &records);
    let mut bodies = Bodies {
        records: vec![None; records.len()],
        functions: vec![None; cx.interfaces.functions.len()],
        constants: vec![None; cx.interfaces.constants.len()],
        diagnostics: circles::report(&cx, &records, &found),
    };
    for each in found {
        match each {
            Found::Record(id) => {
                let Checked { body, diagnostics, .. } = checked_record(&records, id);
                bodies.records[id.0 as usize] = Some(body.clone());
                bodies.diagnostics.extend(diagnostics.iter().cloned());
            }
            Found::Function(id, Checked { body, diagnostics, .. }) => {
                bodies.functions[id.0 as usize] = Some(body);
                bodies.diagnostics.extend(diagnostics);
            }
            Found::Constant(id, Checked { body, diagnostics, .. }) => {
                bodies.constants[id.0 as usize] = Some(body);
                bodies.diagnostics.extend(diagnostics);
            }
        }
    }
    bodies
}

/// The body of one record, for those who only ask what it holds, and whether nothing in it or in what it extends is wrong.
pub(crate) fn record_body(cx: &Context, id: RecordId) -> (Arc<RecordBody>, bool) {
    let records: Vec<OnceLock<_>> = cx.interfaces.records.iter().map(|_| OnceLock::new()).collect();
    let body = record::check(cx, id, &records).body.clone();
    let is_right = |checked: &Checked<RecordBody>| !checked.diagnostics.iter().any(Diagnostic::is_error);
    (body, records.iter().filter_map(OnceLock::get).all(is_right))
}

/// All that is needed, by rounds: what the bodies of one round need is the next.
fn reach(cx: Context, needs: &Needs, records: &Records) -> Vec<Found> {
    let mut known: FxHashSet<Node> = FxHashSet::default();
    let mut next = nodes(&cx, needs);
    let mut found = vec![];
    loop {
        next.retain(|node| known.insert(*node));
        if next.is_empty() {
            return found;
        }
        next.sort_unstable();
        let round: Vec<Found> = next.par_iter().map(|node| check(&cx, *node, records)).collect();
        next = round.iter().flat_map(|found| nodes(&cx, needs_of(records, found))).collect();
        found.extend(round);
    }
}

fn nodes(cx: &Context, needs: &Needs) -> Vec<Node> {
    let Needs { records, functions, constants, instances: _ } = needs;
    let with_ancestors = records.iter().flat_map(|id| [*id].into_iter().chain(cx.interfaces.record(*id).ancestors.iter().copied()));
    let functions = functions.iter().map(|id| Node::Function(*id));
    let constants = constants.iter().map(|id| Node::Constant(*id));
    with_ancestors.map(Node::Record).chain(functions).chain(constants).collect()
}

fn check(cx: &Context, node: Node, records: &Records) -> Found {
    match node {
        Node::Record(id) => {
            record::check(cx, id, records);
            Found::Record(id)
        }
        Node::Function(id) => Found::Function(id, functions::function(cx, id)),
        Node::Constant(id) => Found::Constant(id, functions::constant(cx, id)),
    }
}

fn needs_of<'a>(records: &'a Records, found: &'a Found) -> &'a Needs {
    match found {
        Found::Record(id) => &checked_record(records, *id).needs,
        Found::Function(_, checked) => &checked.needs,
        Found::Constant(_, checked) => &checked.needs,
    }
}

fn checked_record(records: &Records, id: RecordId) -> &Checked<RecordBody> {
    records[id.0 as usize].get().expect("a record that was found is checked")
}
