//! The bounds of one evaluation: steps, depth, sizes. They are counts, so that an evaluation fails on every machine or on none.
//!
//! What is remembered is counted as if it were computed again: a remembered value keeps the cost of its making.

/// Steps of one instance for one target.
pub(crate) const STEPS: u64 = 10_000_000;
/// Calls, `let`s and fields that wait for one another.
pub(crate) const DEPTH: u32 = 1_000;
/// Levels of one value, so that whatever walks it needs little of the thread's stack.
pub(crate) const NESTING: u16 = 1_000;
/// Bytes of one value.
pub(crate) const VALUE_BYTES: usize = 16 << 20;
/// Bytes of all manifests of one instance.
pub(crate) const OUTPUT_BYTES: usize = 256 << 20;
/// What an element, an entry or a leaf counts in bytes, beside its text.
pub(crate) const NODE_BYTES: usize = 8;

/// What the making of a value took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Cost {
    pub steps: u64,
    /// How much deeper it went than where it was asked for.
    pub height: u32,
}

#[derive(Debug, Default)]
pub(crate) struct Meter {
    pub steps: u64,
    pub depth: u32,
    /// The greatest depth since somebody began to watch.
    pub reached: u32,
    pub output: usize,
    /// A bound is passed and was told: nothing more is computed.
    pub stopped: bool,
}

/// Where a measurement began.
#[derive(Clone, Copy)]
pub(crate) struct Mark {
    steps: u64,
    reached: u32,
}

impl Meter {
    /// Begins to measure what the next value takes, one deeper.
    pub fn descend(&mut self) -> Mark {
        let mark = Mark { steps: self.steps, reached: self.reached };
        self.depth += 1;
        self.reached = self.depth;
        mark
    }

    pub fn ascend(&mut self, mark: Mark) -> Cost {
        self.depth -= 1;
        let cost = Cost { steps: self.steps - mark.steps, height: self.reached - self.depth };
        self.reached = self.reached.max(mark.reached);
        cost
    }

    /// Begins to measure at the same depth.
    pub fn watch(&mut self) -> Mark {
        let mark = Mark { steps: self.steps, reached: self.reached };
        self.reached = self.depth;
        mark
    }

    pub fn seen(&mut self, mark: Mark) -> Cost {
        let cost = Cost { steps: self.steps - mark.steps, height: self.reached - self.depth };
        self.reached = self.reached.max(mark.reached);
        cost
    }

    /// Counts what is remembered as if it were computed here.
    pub fn charge(&mut self, cost: Cost) {
        self.steps = self.steps.saturating_add(cost.steps);
        self.reached = self.reached.max(self.depth.saturating_add(cost.height));
    }

    pub fn is_spent(&self) -> bool {
        self.steps > STEPS || self.reached > DEPTH
    }
}
