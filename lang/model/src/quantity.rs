//! Quantities: exact amounts with a unit, read from and printed to the texts that people and Kubernetes write.

use std::cmp::Ordering;

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum QuantityKind {
    /// Thousandths of a core.
    Cpu,
    /// Bytes.
    Memory,
    /// Milliseconds.
    Duration,
    /// Ten-thousandths of a percent.
    Percent,
    /// The API's general quantity (`1k`, `500m`, `2`).
    General,
}

/// An amount in the unit of its kind. Of the general kind the value is `amount * 10^exponent`, with the exponent between
/// -9 and 0 and as near to 0 as it can be; of all others the exponent is 0.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Quantity {
    pub kind: QuantityKind,
    pub amount: i64,
    pub exponent: i8,
    /// Of the general kind: written with a binary unit (`Ki`, `Mi`, …), and printed so.
    pub binary: bool,
}

/// Why a text is no quantity of the kind that is expected.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum QuantityError {
    /// No such unit for this kind. `meant` is what the author may have meant (`500Mi` for `500m` as memory), with the reason.
    Unit { reason: String, meant: Option<String> },
    /// Finer than the unit can say (half a byte).
    TooFine(String),
    TooLarge,
    /// Not a number followed by a unit.
    Malformed,
}

impl PartialOrd for Quantity {
    /// `None` for different kinds.
    fn partial_cmp(&self, other: &Quantity) -> Option<Ordering> {
        (self.kind == other.kind).then(|| {
            let nanos = |q: &Quantity| i128::from(q.amount) * 10i128.pow((9 + i32::from(q.exponent)).clamp(0, 9) as u32);
            nanos(self).cmp(&nanos(other))
        })
    }
}
