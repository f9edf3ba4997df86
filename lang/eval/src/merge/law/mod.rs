//! The law as an executable model, and random blocks: what this folder makes of them is what the model says.
//!
//! The model applies operations to plain trees in every order that the law leaves open, and all orders must agree.

mod carried_out;
mod model;

use std::cell::Cell;

use jke_model::layer::OperationKind;
use jke_text::Name;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::clash;
use super::tests::{code, computed, map, operation};
use carried_out::{merge, merge_patches};
use model::{Kind, Op, Overlay, Tree, is_overruled, legal, model_result, perform};

fn an_op() -> impl Strategy<Value = Op> {
    let kind = prop::sample::select(vec![
        Kind::Set,
        Kind::SetRecord,
        Kind::Remove,
        Kind::Reset,
        Kind::Append,
        Kind::AddEntries,
        Kind::AddComputed,
        Kind::Touch,
    ]);
    let path = prop::collection::vec(prop::sample::select(vec!["a", "b", "c"]), 1..=3);
    (kind, path, 1..1000i64, prop::sample::select(vec!["a", "b", "c"])).prop_map(|(kind, path, value, key)| Op { kind, path, value, key })
}

fn an_axis() -> impl Strategy<Value = Vec<u32>> {
    prop::sample::select(vec![vec![0], vec![0, 1], vec![0, 2], vec![0, 1, 2]])
}

fn a_block() -> impl Strategy<Value = Overlay> {
    (an_axis(), an_axis(), prop::collection::vec(an_op(), 1..=2)).prop_map(|(first, second, ops)| Overlay { axes: [first, second], ops })
}

fn a_base() -> impl Strategy<Value = Tree> {
    let map = |entries: &[(&str, Tree)]| Tree::Map(entries.iter().map(|(key, tree)| ((*key).to_owned(), tree.clone())).collect());
    let inner = map(&[("a", Tree::Leaf(1)), ("b", Tree::Leaf(2))]);
    prop::sample::select(vec![
        map(&[("a", map(&[("a", inner), ("b", Tree::Leaf(3))]))]),
        map(&[("a", map(&[("b", Tree::empty())])), ("b", Tree::Leaf(1))]),
        Tree::empty(),
    ])
}

type Case = (Tree, Vec<Op>, Vec<Overlay>);

fn a_case() -> impl Strategy<Value = Case> {
    (a_base(), prop::collection::vec(an_op(), 0..=2), prop::collection::vec(a_block(), 1..=4))
}

/// Without the additions that must be evaluated. A clash of such a one is known only where its value is needed.
fn without_computed(block: &Overlay) -> Overlay {
    Overlay { ops: block.ops.iter().filter(|op| op.kind != Kind::AddComputed).cloned().collect(), ..block.clone() }
}

/// An addition that must be evaluated clashes with what drops its whole map, and then only a `=` of the map settles them: which entries
/// it brings, so that a `=` of one of these could, is known to the model alone.
fn stands_under_a_drop(blocks: &[Overlay]) -> bool {
    let drops = |op: &&Op| matches!(op.kind, Kind::Set | Kind::SetRecord | Kind::Remove | Kind::Reset);
    let ops = || blocks.iter().flat_map(|block| &block.ops);
    ops().filter(|op| op.kind == Kind::AddComputed).any(|added| ops().filter(drops).any(|dropped| added.path.starts_with(&dropped.path)))
}

/// Whether the model and the program agree; how often a case was legal and well typed is counted.
fn agrees((base, body, blocks): Case, proven: &Cell<u32>) -> std::result::Result<(), TestCaseError> {
    let of_body = Overlay { axes: [vec![0, 1, 2], vec![0, 1, 2]], ops: body.clone() };
    let all_legal = |blocks: &[Overlay], body: &Overlay| legal(blocks) && legal(std::slice::from_ref(body));
    let Ok(verdict) = merge(&base, &body, &blocks) else { return Ok(()) };
    // Patches of one object, by whichever of its names.
    if let Ok(patched) = merge_patches(&base, &body, &blocks) {
        let unordered = |merged: &std::result::Result<Tree, String>| merged.as_ref().map(Tree::unordered).map_err(|_| ());
        prop_assert_eq!(unordered(&patched), unordered(&verdict));
    }
    if !all_legal(&blocks, &of_body) {
        let known: Vec<Overlay> = blocks.iter().map(without_computed).collect();
        if all_legal(&known, &without_computed(&of_body)) {
            return Ok(());
        }
        prop_assert!(verdict.is_err(), "the model refuses what was merged to {verdict:?}");
        return Ok(());
    }
    let mut tree = base.clone();
    for op in body.iter().filter(|op| !is_overruled(op, &of_body, std::slice::from_ref(&of_body))) {
        let Ok(()) = perform(&mut tree, op, &base) else { return Ok(()) };
    }
    let Ok(expected) = model_result(&tree, &base, &blocks) else { return Ok(()) };
    match verdict {
        Ok(merged) => prop_assert_eq!(merged.unordered(), expected),
        Err(_) if stands_under_a_drop(&blocks) => return Ok(()),
        Err(clash) => return Err(TestCaseError::fail(format!("the model merges it to {expected}, and here it says: {clash}"))),
    }
    proven.set(proven.get() + 1);
    Ok(())
}

#[test]
fn what_is_merged_and_what_clashes_is_what_the_model_says() {
    let proven = Cell::new(0);
    let config = Config { cases: 12_000, failure_persistence: None, ..Config::default() };
    TestRunner::new(config).run(&a_case(), |case| agrees(case, &proven)).unwrap_or_else(|error| panic!("{error}"));
    assert!(proven.get() > 2_000, "only {} cases were legal and well typed", proven.get());
}

#[test]
fn the_order_of_blocks_and_lines_changes_nothing() {
    let config = Config { cases: 4_000, failure_persistence: None, ..Config::default() };
    let shuffled = a_case().prop_flat_map(|case| (Just(case.clone()), Just(case.2).prop_shuffle()));
    let run = |((base, body, blocks), other): (Case, Vec<Overlay>)| {
        let (Ok(first), Ok(second)) = (merge(&base, &body, &blocks), merge(&base, &body, &other)) else { return Ok(()) };
        prop_assert_eq!(first.is_ok(), second.is_ok());
        if let (Ok(first), Ok(second)) = (first, second) {
            // Down to the order of entries.
            prop_assert_eq!(&first, &second);
            let turned = |ops: &[Op]| ops.iter().rev().cloned().collect::<Vec<_>>();
            let lines: Vec<Overlay> = other.iter().map(|each| Overlay { ops: turned(&each.ops), ..each.clone() }).collect();
            let Ok(third) = merge(&base, &turned(&body), &lines) else { return Ok(()) };
            prop_assert_eq!(third.map(|tree| tree.unordered()), Ok(first.unordered()));
        }
        Ok(())
    };
    TestRunner::new(config).run(&shuffled, run).unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn the_keys_of_a_written_addition_are_known_and_those_of_a_computed_one_are_not() {
    let add = |value| operation("a", OperationKind::AddEntries(code(value)), 1);
    assert_eq!(clash::brought(&add(map(&[("x", 1)]))), Some(vec![Name::new("x")]));
    assert_eq!(clash::brought(&add(computed(map(&[("x", 1)])))), None);
}
