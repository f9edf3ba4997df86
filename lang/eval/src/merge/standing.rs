//! How blocks of one layer stand to each other: which is narrower, and in which order they are applied.
//!
//! The axes' values decide, and in the overlays of modules the module is one more axis; the order of lines never does.

use jke_model::declaration::Interfaces;
use jke_model::layer::Block;

/// For each pair of blocks of one layer that hold together, what the law says of them.
pub(super) struct Standings {
    count: usize,
    /// `narrower[a * count + b]`: block `a` is narrower than block `b`.
    narrower: Vec<bool>,
}

impl Standings {
    pub fn new(interfaces: &Interfaces, blocks: &[&Block]) -> Standings {
        let count = blocks.len();
        let mut narrower = vec![false; count * count];
        if count > 1 {
            for (a, one) in blocks.iter().enumerate() {
                for (b, two) in blocks.iter().enumerate() {
                    narrower[a * count + b] = a != b && within(interfaces, one, two) && !within(interfaces, two, one);
                }
            }
        }
        Standings { count, narrower }
    }

    pub fn narrower(&self, a: usize, b: usize) -> bool {
        self.narrower[a * self.count + b]
    }

    /// Neither wins over the other: their operations may not clash. A block competes with itself.
    pub fn compete(&self, a: usize, b: usize) -> bool {
        !self.narrower(a, b) && !self.narrower(b, a)
    }

    /// The blocks by rank, wide to narrow: a block stands one rank above the highest of those that are wider. Blocks of one
    /// rank compete with each other.
    pub fn ranks(&self) -> Vec<Vec<usize>> {
        let wider = |block: usize| (0..self.count).filter(move |other| self.narrower(block, *other));
        // Whatever is wider than a block has fewer that are wider than itself.
        let mut order: Vec<usize> = (0..self.count).collect();
        order.sort_by_cached_key(|block| wider(*block).count());
        let mut rank = vec![0; self.count];
        let mut ranks: Vec<Vec<usize>> = vec![];
        for block in order {
            rank[block] = wider(block).map(|other| rank[other] + 1).max().unwrap_or(0);
            if rank[block] == ranks.len() {
                ranks.push(vec![]);
            }
            ranks[rank[block]].push(block);
        }
        ranks
    }
}

/// Both admit the same targets, and the same modules.
pub(super) fn same_selector(one: &Block, two: &Block) -> bool {
    one.module == two.module && one.targets == two.targets
}

/// `one` admits nothing that `two` doesn't.
pub(super) fn within(interfaces: &Interfaces, one: &Block, two: &Block) -> bool {
    let module = match (one.module, two.module) {
        (Some(mine), Some(theirs)) => interfaces.extends(mine, theirs),
        (None, _) | (_, None) => true,
    };
    module && one.targets.within(&two.targets)
}
