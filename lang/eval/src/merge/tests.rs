//! Blocks made by hand: what they merge to, and what is said of those that clash.

use std::sync::Arc;

use jke_model::declaration::{Interfaces, Record, RecordId, RecordKind};
use jke_model::ir::{Body, BodyEntry, BodyEntryKind, BodyKey, Code as Ir, Expr, ExprKind, Shape};
use jke_model::layer::{Block, LayerKind, Operation, OperationKind, PathKey};
use jke_model::program::{Instance, InstanceId, Program};
use jke_model::target::{Axis, Project, Target, TargetSet, ValueSet};
use jke_model::value::{Data, Text};
use jke_model::version::Lifetime;
use jke_text::{Code, Diagnostic, Name, Span};

use super::{layers, module_clashes, plan};
use crate::plan::{Base, Node, Step};

pub(super) const APP: RecordId = RecordId(0);
/// Extends [`APP`], and is the module of the instance.
pub(super) const WEB: RecordId = RecordId(1);

fn module(id: RecordId, name: &str, parent: Option<RecordId>) -> Record {
    Record {
        id,
        name: Name::new(name),
        span: Span::NONE,
        docs: None,
        kind: RecordKind::Module { platform: None },
        parent,
        ancestors: parent.into_iter().collect(),
        fields: vec![],
        slots: Default::default(),
        rest: None,
        lifetime: Lifetime::default(),
        name_rule: None,
    }
}

/// An instance of [`WEB`] in a project of the axes `env` and `cluster`, with these blocks.
pub(super) fn program(blocks: Vec<Block>) -> Program {
    let interfaces = Interfaces { records: vec![module(APP, "App", None), module(WEB, "Web", Some(APP))], ..Interfaces::default() };
    let axis = |name: &str, values: [&str; 3]| Axis {
        name: Name::new(name),
        values: values.map(Name::new).to_vec(),
        starred: vec![],
        span: Span::NONE,
    };
    let axes = vec![axis("env", ["prod", "staging", "dev"]), axis("cluster", ["tokyo", "osaka", "office"])];
    let (of_modules, own): (Vec<_>, Vec<_>) = blocks.into_iter().map(Arc::new).partition(|block| block.module.is_some());
    let instance = Instance {
        id: InstanceId(0),
        name: Name::new("shop"),
        is_platform: false,
        module: WEB,
        span: Span::NONE,
        raw: vec![],
        blocks: own,
        broken: false,
    };
    Program {
        project: Project { axes, ..Project::default() },
        interfaces: Arc::new(interfaces),
        instances: vec![instance],
        module_blocks: of_modules,
        ..Program::default()
    }
}

/// The values of each axis by index.
pub(super) fn selector(env: &[u32], cluster: &[u32]) -> TargetSet {
    let set = |values: &[u32]| {
        let mut set = ValueSet::none(3);
        values.iter().for_each(|value| set.insert(*value));
        set
    };
    TargetSet { axes: vec![set(env), set(cluster)] }
}

pub(super) fn everything() -> TargetSet {
    selector(&[0, 1, 2], &[0, 1, 2])
}

/// `env=prod cluster=tokyo`
pub(super) fn prod_tokyo() -> Target {
    Target::new(vec![0, 0])
}

pub(super) fn expr(kind: ExprKind) -> Expr {
    Expr { kind, span: Span::NONE }
}

pub(super) fn int(value: i64) -> Expr {
    expr(ExprKind::Constant(Data::Int(value)))
}

pub(super) fn map(entries: &[(&str, i64)]) -> Expr {
    let entries = entries.iter().map(|(key, value)| BodyEntry {
        kind: BodyEntryKind::Set { key: BodyKey::Entry(Text::from(*key)), value: int(*value) },
        span: Span::NONE,
    });
    expr(ExprKind::Build { shape: Shape::Map, body: Body { entries: entries.collect() } })
}

/// The same value, of which only evaluation knows the keys.
pub(super) fn computed(value: Expr) -> Expr {
    let condition = Box::new(expr(ExprKind::Constant(Data::Bool(true))));
    expr(ExprKind::If { condition, then: Box::new(value.clone()), otherwise: Box::new(value) })
}

pub(super) fn code(expr: Expr) -> Arc<Ir> {
    Arc::new(Ir { expr, locals: 0 })
}

/// An operation on a path of entries; `at` tells operations apart.
pub(super) fn operation(path: &str, kind: OperationKind, at: u32) -> Operation {
    let path: Vec<PathKey> = path.split('.').map(|key| PathKey::Entry(Name::new(key))).collect();
    let inner = matches!(kind, OperationKind::Merge | OperationKind::AddEntries(_));
    let shapes = (1..=path.len()).map(|depth| (depth < path.len() || inner).then_some(Shape::Map)).collect();
    Operation { path, shapes, kind, span: Span::new(at, at + 1) }
}

fn set(path: &str, value: i64, at: u32) -> Operation {
    operation(path, OperationKind::Set(code(int(value))), at)
}

fn add(path: &str, value: Expr, at: u32) -> Operation {
    operation(path, OperationKind::AddEntries(code(value)), at)
}

fn seal(path: &str, at: u32) -> Operation {
    operation(path, OperationKind::Seal { because: Some("node quota".into()) }, at)
}

pub(super) fn block(layer: LayerKind, targets: TargetSet, operations: Vec<Operation>) -> Block {
    let module = match layer {
        LayerKind::Defaults | LayerKind::ModuleOverlay => Some(APP),
        LayerKind::Body | LayerKind::Overlay | LayerKind::CommandLine => None,
    };
    Block { layer, module, targets, patch: None, operations, span: Span::NONE, file: Name::EMPTY }
}

fn prod() -> TargetSet {
    selector(&[0], &[0, 1, 2])
}

fn tokyo() -> TargetSet {
    selector(&[0, 1, 2], &[0])
}

/// The tree as text: `a{b=3 +4}`; the number is the position of what sets a leaf.
fn drawn(node: &Node) -> String {
    let base = match node.base {
        Base::Beneath => String::new(),
        Base::Set(operation) => format!("={}", operation.span.start),
        Base::Default(operation) => format!("={}!", operation.span.start),
        Base::Emitted(operation) => format!("={}^", operation.span.start),
    };
    let steps: Vec<String> = node.steps.iter().map(drawn_step).collect();
    if steps.is_empty() { base } else { format!("{base}{{{}}}", steps.join(" ")) }
}

fn drawn_step(step: &Step) -> String {
    match step {
        Step::Inside { key, node } => format!("{}{}", key.name(), drawn(node)),
        Step::Append(operation) | Step::AddEntries { operation, .. } => format!("+{}", operation.span.start),
        Step::Begin(_) => "{}".to_owned(),
        Step::Remove { key, .. } => format!("-{}", key.name()),
        Step::Together => "(".to_owned(),
        Step::Sort => ")".to_owned(),
    }
}

fn codes(diagnostics: &[Diagnostic]) -> Vec<(Code, u32)> {
    diagnostics.iter().map(|each| (each.code, each.primary.span.start)).collect()
}

/// The plan of `env=prod cluster=tokyo`, drawn, and all that is told of it.
fn merged(blocks: Vec<Block>) -> (String, Vec<Diagnostic>) {
    let program = program(blocks);
    let layers = layers(&program, InstanceId(0));
    let (root, mut told) = plan(&layers, &prod_tokyo());
    told.extend_from_slice(layers.diagnostics());
    told.extend(module_clashes(&program));
    (drawn(&root), told)
}

#[test]
fn a_higher_layer_wins_and_a_child_s_defaults_beat_its_parent_s() {
    let of_web = Block { module: Some(WEB), ..block(LayerKind::Defaults, everything(), vec![set("b", 0, 2), set("a", 0, 3)]) };
    let of_app = block(LayerKind::Defaults, everything(), vec![set("a", 0, 1), set("c", 0, 1), set("d", 0, 1), set("e", 0, 1)]);
    let body = block(LayerKind::Body, everything(), vec![set("c", 0, 4), set("d", 0, 4), set("e", 0, 4)]);
    let of_module = block(LayerKind::ModuleOverlay, prod(), vec![set("d", 0, 5), set("e", 0, 5)]);
    let own = block(LayerKind::Overlay, tokyo(), vec![set("e", 0, 6)]);
    let elsewhere = block(LayerKind::Overlay, selector(&[1], &[0]), vec![set("a", 0, 7)]);
    let (tree, told) = merged(vec![own, elsewhere, of_module, of_web, body, of_app]);
    assert_eq!(tree, "{a=3 c=4 d=5 e=6 b=2}");
    assert!(told.is_empty(), "{told:?}");
}

#[test]
fn an_assignment_drops_what_lower_layers_put_there_and_a_merge_keeps_it() {
    let body = block(LayerKind::Body, everything(), vec![set("a.x", 0, 1), set("b.x", 0, 2)]);
    let overlay = block(LayerKind::Overlay, prod(), vec![set("a", 0, 3), set("b.y", 0, 4)]);
    assert_eq!(merged(vec![body, overlay]).0, "{a=3 b{x=2 y=4}}");
}

#[test]
fn an_entry_that_is_set_again_after_its_removal_stands_last() {
    let body = block(LayerKind::Body, everything(), vec![set("m.x", 0, 1), set("m.y", 0, 2)]);
    let wide = block(LayerKind::Overlay, prod(), vec![operation("m.x", OperationKind::Remove, 3)]);
    let narrow = block(LayerKind::Overlay, selector(&[0], &[0]), vec![set("m.x", 0, 4)]);
    assert_eq!(merged(vec![narrow, wide, body]).0, "{m{x=1 y=2 -x x=4}}");
}

#[test]
fn an_entry_that_one_block_removes_and_another_names_goes_whichever_comes_first() {
    let blocks = |turned: bool| {
        let body = block(LayerKind::Body, everything(), vec![set("m.x", 0, 1)]);
        let removing = block(LayerKind::Overlay, selector(&[0, 1], &[0, 1, 2]), vec![operation("m.x", OperationKind::Remove, 3)]);
        let naming = block(LayerKind::Overlay, selector(&[0, 1, 2], &[0, 2]), vec![set("m.x.a", 0, 4), set("m.y", 0, 5)]);
        let narrow = block(LayerKind::Overlay, selector(&[0], &[0]), vec![set("m.x", 0, 6)]);
        if turned { vec![body, naming, removing, narrow] } else { vec![body, removing, naming, narrow] }
    };
    assert_eq!(merged(blocks(false)).0, "{m{x=1 -x y=5 x=6}}");
    // What the removal drops is still seen here.
    assert_eq!(merged(blocks(true)).0, "{m{x=1{a=4} -x y=5 x=6}}");
}

#[test]
fn an_empty_merge_is_not_lost_on_an_assignment_that_may_give_nothing() {
    let body = block(LayerKind::Body, everything(), vec![set("a", 0, 1)]);
    let overlay = block(LayerKind::Overlay, prod(), vec![operation("a", OperationKind::Merge, 2)]);
    assert_eq!(merged(vec![body, overlay]).0, "{a=1{{}}}");
}

#[test]
fn a_clash_in_one_body_shows_both_places_and_is_told_without_a_target() {
    let overlay = block(LayerKind::Overlay, selector(&[1], &[1]), vec![set("a.b", 1, 10), set("c", 1, 20), set("a", 1, 30)]);
    let (_, told) = merged(vec![overlay]);
    assert_eq!(codes(&told), [(Code::E0403, 30)]);
    assert_eq!(told[0].labels[0].span.start, 10);
    assert_eq!(told[0].message, "`a.b = …` and `a = …` clash in one body");
    assert!(told[0].help.as_ref().is_some_and(|help| help.contains("`a { … }` to merge")), "{told:?}");
}

#[test]
fn blocks_of_one_selector_clash_even_where_it_is_written_twice() {
    let (_, told) =
        merged(vec![block(LayerKind::Overlay, prod(), vec![set("a", 1, 10)]), block(LayerKind::Overlay, prod(), vec![set("a", 2, 20)])]);
    assert_eq!(codes(&told), [(Code::E0403, 20)]);
    assert_eq!(told[0].message, "`a` is set twice for env=prod");
}

#[test]
fn two_defaults_of_one_module_clash_once_and_not_in_each_instance() {
    let blocks = || {
        vec![
            block(LayerKind::Defaults, everything(), vec![set("a", 1, 10)]),
            block(LayerKind::Defaults, everything(), vec![set("a", 2, 20)]),
        ]
    };
    assert_eq!(merged(blocks()).1.len(), 1);
    let program = program(blocks());
    assert_eq!(module_clashes(&program)[0].message, "`a` is set twice in the defaults of App");
}

#[test]
fn a_clash_of_two_selectors_names_the_selector_that_settles_it() {
    let wide =
        || vec![block(LayerKind::Overlay, prod(), vec![set("a.b", 1, 10)]), block(LayerKind::Overlay, tokyo(), vec![set("a", 2, 20)])];
    let (_, told) = merged(wide());
    assert_eq!(codes(&told), [(Code::E0403, 20)]);
    assert_eq!(told[0].help.as_deref(), Some("settle it where both hold: `on env=prod cluster=tokyo { a.b = … }`"));

    let mut settled = wide();
    settled.insert(0, block(LayerKind::Overlay, selector(&[0], &[0]), vec![set("a", 3, 30)]));
    let (tree, told) = merged(settled);
    assert_eq!((tree.as_str(), told.as_slice()), ("{a=30}", [].as_slice()));
}

#[test]
fn in_overlays_of_modules_the_module_is_one_more_axis() {
    let of_web = Block { module: Some(WEB), ..block(LayerKind::ModuleOverlay, prod(), vec![set("a", 2, 20)]) };
    let of_app = block(LayerKind::ModuleOverlay, prod(), vec![set("a", 1, 10)]);
    assert_eq!(merged(vec![of_web, of_app]).0, "{a=20}");

    let of_web = Block { module: Some(WEB), ..block(LayerKind::ModuleOverlay, prod(), vec![set("a", 2, 20)]) };
    let narrower_targets = block(LayerKind::ModuleOverlay, selector(&[0], &[0]), vec![set("a", 1, 10)]);
    let (_, told) = merged(vec![of_web, narrower_targets]);
    assert_eq!(told[0].help.as_deref(), Some("settle it where both hold: `on env=prod cluster=tokyo for Web { a = … }`"));
}

#[test]
fn a_reset_beside_an_assignment_means_the_latter_whichever_comes_first() {
    for reset_first in [true, false] {
        let mut blocks = vec![
            block(LayerKind::Overlay, tokyo(), vec![operation("a", OperationKind::Reset, 1)]),
            block(LayerKind::Overlay, prod(), vec![set("a", 1, 2)]),
        ];
        if reset_first {
            blocks.reverse();
        }
        let (tree, told) = merged(blocks);
        assert_eq!((tree.as_str(), told.as_slice()), ("{a=2}", [].as_slice()));
    }
}

#[test]
fn entries_of_blocks_of_which_none_is_narrower_are_sorted_and_those_of_one_stay_as_written() {
    let body = block(LayerKind::Body, everything(), vec![set("m.q", 0, 1), set("m.p", 0, 2)]);
    let first = || block(LayerKind::Overlay, prod(), vec![set("m.z", 0, 3), set("n.z", 0, 4), set("n.y", 0, 5)]);
    let second = || block(LayerKind::Overlay, tokyo(), vec![set("m.b", 0, 6)]);
    let (tree, _) = merged(vec![body, first(), second()]);
    assert_eq!(tree, "{m{q=1 p=2 b=6 z=3} n{z=4 y=5}}");
    assert_eq!(merged(vec![first(), second()]).0, merged(vec![second(), first()]).0);
}

#[test]
fn entries_that_are_added_are_sorted_with_those_of_the_other_blocks_once_they_are_known() {
    let first = block(LayerKind::Overlay, prod(), vec![add("m", map(&[("c", 1)]), 1)]);
    let second = block(LayerKind::Overlay, tokyo(), vec![set("m.d", 0, 2), set("m.b", 0, 3)]);
    assert_eq!(merged(vec![first, second]).0, "{m{( b=3 d=2 +1 )}}");
}

#[test]
fn entries_that_a_computed_addition_may_bring_are_its_rivals() {
    let body = block(LayerKind::Body, everything(), vec![add("m", computed(map(&[("x", 1)])), 1), set("m.y", 1, 2), set("n", 1, 3)]);
    let program = program(vec![block(LayerKind::Defaults, everything(), vec![seal("m.s", 9)]), body]);
    let layers = layers(&program, InstanceId(0));
    let (root, _) = plan(&layers, &prod_tokyo());
    let Step::Inside { node, .. } = &root.steps[0] else { panic!("`m` comes first") };
    let Step::AddEntries { rivals, .. } = &node.steps[0] else { panic!("the addition comes first") };
    let keys: Vec<_> = rivals.iter().map(|rival| (rival.key.map(Name::as_str), rival.operation.span.start)).collect();
    assert_eq!(keys, [(Some("y"), 2), (Some("s"), 9)]);
}

#[test]
fn a_sealed_path_is_set_by_no_higher_layer_neither_inside_nor_around_it() {
    let defaults = || block(LayerKind::Defaults, everything(), vec![seal("a.b", 1), set("a.b", 1, 2)]);
    let tried = |operations| merged(vec![defaults(), block(LayerKind::Body, everything(), operations)]).1;
    assert_eq!(codes(&tried(vec![operation("a", OperationKind::Merge, 3), set("a.b.c", 1, 4)])), [(Code::E0405, 4)]);
    assert_eq!(codes(&tried(vec![set("a", 1, 3)])), [(Code::E0405, 3)]);
    assert_eq!(codes(&tried(vec![add("a", map(&[("b", 1)]), 3)])), [(Code::E0405, 3)]);
    assert!(tried(vec![operation("a", OperationKind::Merge, 3), set("a.c", 1, 4)]).is_empty());
    let told = tried(vec![set("a.b", 1, 3)]);
    assert_eq!(told[0].message, "`a.b` is sealed: node quota");
    assert_eq!(told[0].labels[0].span.start, 1);
}

#[test]
fn a_seal_in_an_overlay_of_a_module_binds_the_apps_overlays_of_its_targets_only() {
    let blocks = |sealed| {
        vec![
            block(LayerKind::ModuleOverlay, sealed, vec![seal("a", 1)]),
            block(LayerKind::Body, everything(), vec![set("a", 1, 2)]),
            block(LayerKind::Overlay, prod(), vec![set("a", 1, 3)]),
        ]
    };
    assert_eq!(codes(&merged(blocks(tokyo())).1), [(Code::E0405, 3)]);
    assert!(merged(blocks(selector(&[1], &[0]))).1.is_empty());
}

#[test]
fn a_target_without_overlays_shares_the_tree_of_all_targets() {
    let program = program(vec![
        block(LayerKind::Body, everything(), vec![set("a", 1, 1), set("b.c", 1, 2)]),
        block(LayerKind::Overlay, prod(), vec![set("a", 2, 3)]),
    ]);
    let layers = layers(&program, InstanceId(0));
    let without = |values| Arc::as_ptr(&plan(&layers, &Target::new(values)).0);
    assert_eq!(without(vec![1, 0]), without(vec![2, 0]));
    let inside = |values| match &plan(&layers, &Target::new(values)).0.steps[1] {
        Step::Inside { node, .. } => Arc::as_ptr(node),
        _ => panic!("`b` comes second"),
    };
    assert_eq!(inside(vec![0, 0]), inside(vec![1, 0]));
}
