//! The model: operations on plain trees, which of them clash, and the one result of all orders that the law leaves open.

use std::collections::BTreeMap;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Tree {
    Leaf(i64),
    List(Vec<i64>),
    /// In the order of entries.
    Map(Vec<(String, Tree)>),
}

/// What the type checker would refuse: a path through a leaf. No case for the law.
pub(super) struct IllTyped;

pub(super) type Result<T> = std::result::Result<T, IllTyped>;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Set,
    SetRecord,
    Remove,
    Reset,
    Append,
    AddEntries,
    /// The same, of which the keys are not known before evaluation.
    AddComputed,
    Touch,
}

#[derive(Clone, Debug)]
pub(super) struct Op {
    pub kind: Kind,
    pub path: Vec<&'static str>,
    pub value: i64,
    pub key: &'static str,
}

/// The values that a block admits on each axis, and its operations.
#[derive(Clone, Debug)]
pub(super) struct Overlay {
    pub axes: [Vec<u32>; 2],
    pub ops: Vec<Op>,
}

impl Tree {
    pub(super) fn empty() -> Tree {
        Tree::Map(vec![])
    }

    pub(super) fn entries(&mut self) -> Result<&mut Vec<(String, Tree)>> {
        match self {
            Tree::Map(entries) => Ok(entries),
            Tree::Leaf(_) | Tree::List(_) => Err(IllTyped),
        }
    }

    pub(super) fn get(&self, key: &str) -> Option<&Tree> {
        match self {
            Tree::Map(entries) => entries.iter().find(|(name, _)| name == key).map(|(_, tree)| tree),
            Tree::Leaf(_) | Tree::List(_) => None,
        }
    }

    pub(super) fn put(&mut self, key: &str, tree: Tree) -> Result<()> {
        let entries = self.entries()?;
        match entries.iter_mut().find(|(name, _)| name == key) {
            Some((_, old)) => *old = tree,
            None => entries.push((key.to_owned(), tree)),
        }
        Ok(())
    }

    pub(super) fn drop_entry(&mut self, key: &str) -> Result<()> {
        self.entries()?.retain(|(name, _)| name != key);
        Ok(())
    }

    /// What stands at a path, made where it is not there.
    fn walk(&mut self, path: &[&str]) -> Result<&mut Tree> {
        let mut tree = self;
        tree.entries()?;
        for key in path {
            if tree.get(key).is_none() {
                tree.put(key, Tree::empty())?;
            }
            let entries = tree.entries()?;
            tree = entries.iter_mut().find(|(name, _)| name == key).map(|(_, tree)| tree).expect("it was just made");
            tree.entries()?;
        }
        Ok(tree)
    }

    /// Without the order of entries.
    pub(super) fn unordered(&self) -> String {
        match self {
            Tree::Leaf(value) => value.to_string(),
            Tree::List(values) => format!("{values:?}"),
            Tree::Map(entries) => {
                let sorted: BTreeMap<&String, String> = entries.iter().map(|(key, tree)| (key, tree.unordered())).collect();
                format!("{sorted:?}")
            }
        }
    }
}

pub(super) fn follow<'t>(tree: &'t Tree, path: &[&str]) -> Option<&'t Tree> {
    path.iter().try_fold(tree, |tree, key| tree.get(key))
}

pub(super) fn perform(tree: &mut Tree, op: &Op, declared: &Tree) -> Result<()> {
    if op.kind == Kind::Touch {
        return tree.walk(&op.path).map(|_| ());
    }
    let (last, holder) = op.path.split_last().expect("a path has a key");
    match op.kind {
        Kind::Touch => Ok(()),
        Kind::Set => tree.walk(holder)?.put(last, Tree::Leaf(op.value)),
        Kind::SetRecord => tree.walk(holder)?.put(last, Tree::Map(vec![(op.key.to_owned(), Tree::Leaf(op.value))])),
        Kind::Remove => tree.walk(holder)?.drop_entry(last),
        Kind::Reset => match follow(declared, &op.path) {
            Some(default) => tree.walk(holder)?.put(last, default.clone()),
            None => tree.walk(holder)?.drop_entry(last),
        },
        Kind::Append => {
            let holder = tree.walk(holder)?;
            let mut list = match holder.get(last) {
                None => vec![],
                Some(Tree::List(list)) => list.clone(),
                Some(Tree::Leaf(_) | Tree::Map(_)) => return Err(IllTyped),
            };
            list.push(op.value);
            holder.put(last, Tree::List(list))
        }
        Kind::AddEntries | Kind::AddComputed => tree.walk(&op.path)?.put(op.key, Tree::Leaf(op.value)),
    }
}

fn drops(op: &Op) -> bool {
    matches!(op.kind, Kind::Set | Kind::SetRecord | Kind::Remove | Kind::Reset)
}

fn adds(op: &Op) -> bool {
    matches!(op.kind, Kind::AddEntries | Kind::AddComputed)
}

fn reach(op: &Op) -> Vec<&'static str> {
    let entry = adds(op).then_some(op.key);
    op.path.iter().copied().chain(entry).collect()
}

/// The deeper of the two paths where the operations clash.
fn model_clash(one: &Op, two: &Op) -> Option<Vec<&'static str>> {
    let sets = |op: &Op| matches!(op.kind, Kind::Set | Kind::SetRecord);
    if one.path == two.path && ((one.kind == Kind::Reset && sets(two)) || (two.kind == Kind::Reset && sets(one))) {
        return None;
    }
    for (a, b) in [(one, two), (two, one)] {
        let (p, q) = (reach(a), reach(b));
        if !q.starts_with(&p) {
            continue;
        }
        let appends = a.kind == Kind::Append && (p != q || matches!(b.kind, Kind::Append | Kind::Touch) || adds(b));
        if drops(a) || appends || adds(a) {
            return Some(q);
        }
    }
    None
}

fn narrower(a: &Overlay, b: &Overlay) -> bool {
    let within = |x: &Vec<u32>, y: &Vec<u32>| x.iter().all(|value| y.contains(value));
    a.axes != b.axes && within(&a.axes[0], &b.axes[0]) && within(&a.axes[1], &b.axes[1])
}

/// A clash in one block, and one of blocks of one selector, is settled by nothing (section 5).
pub(super) fn legal(blocks: &[Overlay]) -> bool {
    let pairs = |ops: &[Op]| ops.iter().enumerate().any(|(i, one)| ops[i + 1..].iter().any(|two| model_clash(one, two).is_some()));
    if blocks.iter().any(|block| pairs(&block.ops)) {
        return false;
    }
    blocks.iter().enumerate().all(|(i, a)| blocks[i + 1..].iter().all(|b| narrower(a, b) || narrower(b, a) || legal_pair(a, b, blocks)))
}

fn legal_pair(a: &Overlay, b: &Overlay, blocks: &[Overlay]) -> bool {
    let settles = |op: &Op, at: &[&str]| matches!(op.kind, Kind::Set | Kind::SetRecord) && at.starts_with(&op.path);
    let settled =
        |at: &[&str]| a.axes != b.axes && blocks.iter().any(|c| narrower(c, a) && narrower(c, b) && c.ops.iter().any(|op| settles(op, at)));
    a.ops.iter().all(|one| b.ops.iter().all(|two| model_clash(one, two).is_none_or(|at| settled(&at))))
}

/// The one result of all orders that the law leaves open.
pub(super) fn model_result(base: &Tree, declared: &Tree, blocks: &[Overlay]) -> Result<String> {
    let mut found: Vec<String> = vec![];
    for order in permutations(blocks.len()) {
        let wide_first = (0..order.len()).all(|j| (0..j).all(|i| !narrower(&blocks[order[i]], &blocks[order[j]])));
        if !wide_first {
            continue;
        }
        for reversed in [false, true] {
            let mut tree = base.clone();
            for block in order.iter().map(|i| &blocks[*i]) {
                let ops: Vec<&Op> = if reversed { block.ops.iter().rev().collect() } else { block.ops.iter().collect() };
                for op in ops.into_iter().filter(|op| !is_overruled(op, block, blocks)) {
                    perform(&mut tree, op, declared)?;
                }
            }
            found.push(tree.unordered());
        }
    }
    assert!(found.iter().all(|each| *each == found[0]), "the model depends on an order: {found:?}");
    Ok(found.swap_remove(0))
}

/// A `reset p` beside a `p = v` of equal standing.
pub(super) fn is_overruled(op: &Op, block: &Overlay, blocks: &[Overlay]) -> bool {
    let sets = |other: &Op| matches!(other.kind, Kind::Set | Kind::SetRecord) && other.path == op.path;
    let equal = |other: &&Overlay| !narrower(block, other) && !narrower(other, block);
    op.kind == Kind::Reset && blocks.iter().filter(equal).any(|other| other.ops.iter().any(sets))
}

fn permutations(count: usize) -> Vec<Vec<usize>> {
    (0..count).fold(vec![vec![]], |orders, next| {
        let insert = |order: Vec<usize>| {
            (0..=order.len()).map(move |at| {
                let mut longer = order.clone();
                longer.insert(at, next);
                longer
            })
        };
        orders.into_iter().flat_map(insert).collect()
    })
}
