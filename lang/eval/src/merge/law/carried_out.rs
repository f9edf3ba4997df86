//! Blocks through `layers` and `plan`, and the plan carried out on plain trees.

use jke_model::ir::{BodyEntryKind, BodyKey, Expr, ExprKind};
use jke_model::layer::{Block, LayerKind, Operation, OperationKind, Patched};
use jke_model::program::InstanceId;
use jke_model::value::Data;
use jke_text::{Code, Diagnostic, Name, Span};

use super::model::{IllTyped, Kind, Op, Overlay, Result, Tree, follow};
use crate::merge::tests::{APP, WEB, block, code, computed, everything, expr, int, map, operation, prod_tokyo, program, selector};
use crate::merge::{brought_twice, layers, patch_plans, plan};
use crate::plan::{Base, Node, Rival, Step};

fn value(expr: &Expr) -> Tree {
    match &expr.kind {
        ExprKind::Constant(Data::Int(value)) => Tree::Leaf(*value),
        ExprKind::List(items) => Tree::List(items.iter().map(|item| leaf(&value(item))).collect()),
        ExprKind::If { then, .. } => value(then),
        ExprKind::Build { body, .. } => {
            let entries = body.entries.iter().map(|entry| match &entry.kind {
                BodyEntryKind::Set { key: BodyKey::Entry(key), value: expr } => (key.to_string(), value(expr)),
                other => panic!("no such entry is made here: {other:?}"),
            });
            Tree::Map(entries.collect())
        }
        other => panic!("no such expression is made here: {other:?}"),
    }
}

fn leaf(tree: &Tree) -> i64 {
    match tree {
        Tree::Leaf(value) => *value,
        Tree::List(_) | Tree::Map(_) => panic!("elements are numbers here"),
    }
}

fn operation_value(operation: &Operation) -> Tree {
    match &operation.kind {
        OperationKind::Set(code) | OperationKind::Append(code) | OperationKind::AddEntries(code) => value(&code.expr),
        OperationKind::Merge | OperationKind::Remove | OperationKind::Reset | OperationKind::Seal { .. } => panic!("it has no value"),
    }
}

/// What a node makes of what lies beneath it; a `+=` that meets a rival is noted.
fn carry_out(node: &Node, beneath: Option<Tree>, declared: &Tree, clashes: &mut Vec<String>) -> Result<Option<Tree>> {
    let mut tree = match node.base {
        Base::Beneath if node.steps.is_empty() => Some(beneath.unwrap_or_else(Tree::empty)),
        Base::Beneath => beneath,
        Base::Set(operation) => Some(operation_value(operation)),
        Base::Default(operation) | Base::Emitted(operation) => {
            let path: Vec<&str> = operation.path.iter().map(|key| key.name().as_str()).collect();
            follow(declared, &path).cloned()
        }
    };
    if node.steps.is_empty() {
        if let (Base::Beneath, Some(tree)) = (node.base, &mut tree) {
            tree.entries()?;
        }
        return Ok(tree);
    }
    let mut sorted_from = 0;
    for step in &node.steps {
        if let Step::Append(operation) = step {
            tree = Some(appended(tree, &operation_value(operation))?);
            continue;
        }
        let tree = tree.get_or_insert_with(Tree::empty);
        match step {
            Step::Append(_) => {}
            Step::Inside { key, node } => {
                let name = key.name().as_str();
                let old = tree.get(name).cloned();
                tree.entries()?;
                match carry_out(node, old, declared, clashes)? {
                    Some(new) => tree.put(name, new)?,
                    None => tree.drop_entry(name)?,
                }
            }
            Step::AddEntries { operation, rivals } => {
                let Tree::Map(entries) = operation_value(operation) else { panic!("entries are added") };
                for (key, new) in entries {
                    for rival in rivals.iter().filter(|rival| meets(rival, &key)) {
                        clashes.push(brought_twice(operation, rival, Name::new(&key)).message);
                    }
                    tree.put(&key, new)?;
                }
            }
            Step::Begin(_) => {
                tree.entries()?;
            }
            Step::Remove { key, .. } => tree.drop_entry(key.name().as_str())?,
            Step::Together => sorted_from = tree.entries()?.len(),
            Step::Sort => {
                let entries = tree.entries()?;
                let from = sorted_from.min(entries.len());
                entries[from..].sort_by(|one, two| one.0.cmp(&two.0));
            }
        }
    }
    Ok(tree)
}

fn meets(rival: &Rival, key: &str) -> bool {
    match rival.key {
        Some(name) => name.as_str() == key,
        None => {
            let Tree::Map(theirs) = operation_value(rival.operation) else { panic!("entries are added") };
            theirs.iter().any(|(name, _)| name == key) && !rival.settled.iter().any(|name| name.as_str() == key)
        }
    }
}

fn appended(tree: Option<Tree>, more: &Tree) -> Result<Tree> {
    let mut list = match tree {
        None => vec![],
        Some(Tree::List(list)) => list,
        Some(Tree::Leaf(_) | Tree::Map(_)) => return Err(IllTyped),
    };
    let Tree::List(more) = more else { panic!("a list is appended") };
    list.extend(more);
    Ok(Tree::List(list))
}

/// The program's verdict: `Ok` with the tree, or what clashes.
pub(super) fn merge(base: &Tree, body: &[Op], blocks: &[Overlay]) -> Result<std::result::Result<Tree, String>> {
    let program = program(all(body, blocks));
    let layers = layers(&program, InstanceId(0));
    let (root, mut told) = plan(&layers, &prod_tokyo());
    told.extend_from_slice(layers.diagnostics());
    verdict(&root, &told, base)
}

/// The same where the blocks are patches of one object: of its kind or of what that extends, and with its handle or without.
pub(super) fn merge_patches(base: &Tree, body: &[Op], blocks: &[Overlay]) -> Result<std::result::Result<Tree, String>> {
    let named = |(at, each): (usize, Block)| {
        let patched =
            Patched { record: if at % 3 == 0 { APP } else { WEB }, handle: (at % 2 == 0).then(|| Name::new("it")), span: Span::NONE };
        Block { patch: Some(patched), ..each }
    };
    let program = program(all(body, blocks).into_iter().enumerate().map(named).collect());
    let layers = layers(&program, InstanceId(0));
    let plans = patch_plans(&layers, &prod_tokyo());
    let mut told = layers.diagnostics().to_vec();
    let patch = plans.of(&program.interfaces, WEB, "it").expect("the body holds for all targets");
    told.extend_from_slice(&patch.diagnostics);
    verdict(&patch.plan, &told, base)
}

fn all(body: &[Op], blocks: &[Overlay]) -> Vec<Block> {
    let body = block(LayerKind::Body, everything(), operations(body));
    [body].into_iter().chain(blocks.iter().map(overlay)).collect()
}

fn verdict(root: &Node, told: &[Diagnostic], base: &Tree) -> Result<std::result::Result<Tree, String>> {
    assert!(told.iter().all(|each| each.code == Code::E0403 && !each.labels.is_empty()), "{told:?}");
    if let Some(first) = told.first() {
        return Ok(Err(first.message.clone()));
    }
    let mut clashes = vec![];
    let tree = carry_out(root, Some(base.clone()), base, &mut clashes)?;
    Ok(match clashes.into_iter().next() {
        Some(clash) => Err(clash),
        None => Ok(tree.unwrap_or_else(Tree::empty)),
    })
}

fn overlay(each: &Overlay) -> Block {
    block(LayerKind::Overlay, selector(&each.axes[0], &each.axes[1]), operations(&each.ops))
}

fn operations(ops: &[Op]) -> Vec<Operation> {
    ops.iter().map(|op| operation(&op.path.join("."), kind(op), op.value as u32)).collect()
}

fn kind(op: &Op) -> OperationKind {
    let entry = || map(&[(op.key, op.value)]);
    match op.kind {
        Kind::Set => OperationKind::Set(code(int(op.value))),
        Kind::SetRecord => OperationKind::Set(code(entry())),
        Kind::Remove => OperationKind::Remove,
        Kind::Reset => OperationKind::Reset,
        Kind::Append => OperationKind::Append(code(expr(ExprKind::List(vec![int(op.value)])))),
        Kind::AddEntries => OperationKind::AddEntries(code(entry())),
        Kind::AddComputed => OperationKind::AddEntries(code(computed(entry()))),
        Kind::Touch => OperationKind::Merge,
    }
}
