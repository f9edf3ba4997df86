//! Functions and `let`s that refer to themselves through any path, and modules that include themselves: each circle told once.
//!
//! The way is read off the finished code: a record's defaults and checks run when it is built, so that a way may lead through a type.
//! A circle of fields alone is no such thing: whether its values make it is known when they are evaluated, but for one of outputs
//! (`outputs.rs`).

use std::collections::VecDeque;
use std::hash::Hash;

use jke_model::declaration::{Field, FieldKind, Record};
use jke_model::ir::RecordBody;
use jke_text::{Code, Diagnostic, Span};
use rustc_hash::{FxHashMap, FxHashSet};

use super::{Found, Node, Records, checked_record, needs_of, nodes};
use crate::Context;
use crate::inferred::{LetId, named};
use crate::needs::own_fields;

/// Of a longer circle only the beginning is shown.
const MOST_SHOWN: usize = 8;

/// What takes part in a circle.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Member {
    Let(LetId),
    Declared(Node),
}

/// The circles among all that was found.
pub(super) fn report(cx: &Context, records: &Records, found: &[Found]) -> Vec<Diagnostic> {
    let ways: Vec<(Node, Vec<Node>)> = found.iter().map(|each| (node(each), nodes(cx, needs_of(records, each)))).collect();
    let reached: FxHashSet<Node> = ways.iter().map(|(node, _)| *node).collect();
    let is_reached = |of: &LetId| match of {
        LetId::Module(record, _) => reached.contains(&Node::Record(*record)),
        LetId::File(constant) => reached.contains(&Node::Constant(*constant)),
    };
    let of_types = circles(&cx.lets.ways(), |_| true).into_iter().filter(|circle| circle.iter().any(is_reached));
    let of_modules = found.iter().flat_map(|each| match each {
        Found::Record(id) => checked_record(records, *id).circles.clone(),
        Found::Function(..) | Found::Constant(..) => vec![],
    });
    let of_lets = of_types.chain(of_modules).map(|circle| circle.into_iter().map(Member::Let).collect());
    let of_nodes = circles(&ways, |node| begins(cx, *node)).into_iter().map(|circle| circle.into_iter().map(member).collect());
    let mut told: FxHashSet<Member> = FxHashSet::default();
    let mut diagnostics = vec![];
    for circle in of_lets.chain(of_nodes) {
        let circle: Vec<Member> = circle;
        if !circle.iter().any(|member| told.contains(member)) {
            diagnostics.push(diagnostic(cx, &circle));
            told.extend(circle);
        }
    }
    diagnostics
}

fn node(found: &Found) -> Node {
    match found {
        Found::Record(id) => Node::Record(*id),
        Found::Function(id, _) => Node::Function(*id),
        Found::Constant(id, _) => Node::Constant(*id),
    }
}

fn member(node: Node) -> Member {
    match node {
        Node::Constant(id) => Member::Let(LetId::File(id)),
        Node::Record(_) | Node::Function(_) => Member::Declared(node),
    }
}

/// Whether a circle through this node is one: of types alone it may be none.
fn begins(cx: &Context, node: Node) -> bool {
    match node {
        Node::Record(id) => cx.interfaces.record(id).is_module(),
        Node::Function(_) | Node::Constant(_) => true,
    }
}

/// The circles of the `let`s that a module declares.
pub(super) fn of_lets(record: &Record, body: &RecordBody) -> Vec<Vec<LetId>> {
    let own = |field: &Field| field.kind == FieldKind::Let && field.owner == record.id;
    let is_let = |slot: &u32| own(&record.fields[*slot as usize]);
    let ways: Vec<(u32, Vec<u32>)> = (0..record.fields.len() as u32)
        .filter(is_let)
        .filter_map(|slot| Some((slot, own_fields(&body.defaults[slot as usize].as_ref()?.expr).filter(is_let).collect())))
        .collect();
    let circles = circles(&ways, |_| true).into_iter();
    circles.map(|circle| circle.into_iter().map(|slot| LetId::Module(record.id, slot)).collect()).collect()
}

fn diagnostic(cx: &Context, circle: &[Member]) -> Diagnostic {
    let named: Vec<(&str, Span)> = circle.iter().map(|member| name(cx, *member)).collect();
    let (first, span) = named[0];
    let more = named.len().saturating_sub(MOST_SHOWN);
    let left_out = (more > 0).then(|| format!("{more} more"));
    let names = named.iter().take(MOST_SHOWN).map(|(name, _)| *name).chain(left_out.as_deref()).chain([first]);
    let shown = names.collect::<Vec<_>>().join(" → ");
    let (what, help) = match circle[0] {
        Member::Declared(Node::Record(_)) => {
            ("includes", "a module can't hold an instance of itself: include another module in one of them")
        }
        Member::Declared(Node::Function(_) | Node::Constant(_)) | Member::Let(_) => {
            ("refers to", "there is no recursion: what a function or a `let` uses must not lead back to it")
        }
    };
    let error = Diagnostic::error(Code::E0206, span, format!("`{first}` {what} itself")).here(shown).help(help);
    named[1..].iter().take(MOST_SHOWN).fold(error, |error, (name, span)| error.label(*span, format!("through `{name}`")))
}

fn name(cx: &Context, member: Member) -> (&'static str, Span) {
    match member {
        Member::Let(of) => named(cx, of),
        Member::Declared(Node::Record(id)) => {
            let record = cx.interfaces.record(id);
            (record.name.as_str(), record.span)
        }
        Member::Declared(Node::Function(id)) => {
            let function = cx.interfaces.function(id);
            (function.name.as_str(), function.span)
        }
        Member::Declared(Node::Constant(id)) => named(cx, LetId::File(id)),
    }
}

// ── graphs ───────────────────────────────────────────────────────────────────────────────────────────────────────────

/// For each knot of nodes that lead to each other, the shortest way from its first node that may begin one back to it.
pub(super) fn circles<T: Copy + Ord + Hash>(ways: &[(T, Vec<T>)], begins: impl Fn(&T) -> bool) -> Vec<Vec<T>> {
    let index: FxHashMap<T, usize> = ways.iter().enumerate().map(|(at, (node, _))| (*node, at)).collect();
    let edges: Vec<Vec<usize>> = ways.iter().map(|(_, to)| to.iter().filter_map(|to| index.get(to).copied()).collect()).collect();
    let mut circles = vec![];
    for knot in knots(&edges) {
        let start = knot.iter().copied().filter(|at| begins(&ways[*at].0)).min_by_key(|at| ways[*at].0);
        if let Some(way) = start.and_then(|start| way_back(start, &edges, &knot)) {
            circles.push(way.into_iter().map(|at| ways[at].0).collect());
        }
    }
    circles.sort();
    circles
}

/// The sets of nodes of which each leads to each other (Tarjan's, with a stack of its own).
fn knots(edges: &[Vec<usize>]) -> Vec<Vec<usize>> {
    const NEW: usize = usize::MAX;
    let (mut order, mut low, mut open) = (vec![NEW; edges.len()], vec![NEW; edges.len()], vec![false; edges.len()]);
    let (mut stack, mut knots, mut count) = (vec![], vec![], 0);
    for root in 0..edges.len() {
        if order[root] != NEW {
            continue;
        }
        let mut way = vec![(root, 0)];
        while let Some((at, next)) = way.last_mut() {
            let at = *at;
            if order[at] == NEW {
                (order[at], low[at], open[at]) = (count, count, true);
                count += 1;
                stack.push(at);
            }
            if let Some(to) = edges[at].get(*next).copied() {
                *next += 1;
                match order[to] {
                    NEW => way.push((to, 0)),
                    known if open[to] => low[at] = low[at].min(known),
                    _ => {}
                }
                continue;
            }
            way.pop();
            if let Some((outer, _)) = way.last() {
                low[*outer] = low[*outer].min(low[at]);
            }
            if low[at] == order[at] {
                let start = stack.iter().rposition(|each| *each == at).expect("an open node is on the stack");
                let knot = stack.split_off(start);
                knot.iter().for_each(|each| open[*each] = false);
                knots.push(knot);
            }
        }
    }
    knots
}

fn way_back(start: usize, edges: &[Vec<usize>], knot: &[usize]) -> Option<Vec<usize>> {
    let inside: FxHashSet<usize> = knot.iter().copied().collect();
    let mut from: FxHashMap<usize, usize> = FxHashMap::default();
    let mut queue = VecDeque::from([start]);
    while let Some(at) = queue.pop_front() {
        for to in edges[at].iter().copied().filter(|to| inside.contains(to)) {
            if to == start {
                let mut way: Vec<usize> = std::iter::successors(Some(at), |at| from.get(at).copied()).collect();
                way.reverse();
                return Some(way);
            }
            if let std::collections::hash_map::Entry::Vacant(entry) = from.entry(to) {
                entry.insert(at);
                queue.push_back(to);
            }
        }
    }
    None
}
