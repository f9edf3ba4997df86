//! Quantities: exact amounts with a unit, read from and printed to the texts that people and Kubernetes write.
//!
//! Equality and order go by value: `1024Mi` is `1Gi`. Nothing here rounds but the product and the quotient with a number, and
//! those say how.

mod arithmetic;
mod print;
mod read;

pub use read::possible_kinds;

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

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
#[derive(Clone, Copy, Debug)]
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
    Unit {
        reason: String,
        meant: Option<String>,
    },
    /// Finer than the unit can say (half a byte).
    TooFine(String),
    TooLarge,
    /// Not a number followed by a unit.
    Malformed,
}

impl QuantityKind {
    pub const ALL: [QuantityKind; 5] =
        [QuantityKind::Cpu, QuantityKind::Memory, QuantityKind::Duration, QuantityKind::Percent, QuantityKind::General];

    /// As the type is written.
    pub fn name(self) -> &'static str {
        match self {
            QuantityKind::Cpu => "Cpu",
            QuantityKind::Memory => "Memory",
            QuantityKind::Duration => "Duration",
            QuantityKind::Percent => "Percent",
            QuantityKind::General => "Quantity",
        }
    }
}

impl Quantity {
    /// A quantity of a kind other than the general one.
    pub fn new(kind: QuantityKind, amount: i64) -> Quantity {
        Quantity { kind, amount, exponent: 0, binary: false }
    }

    /// The value in billionths of what `amount` counts.
    fn nanos(&self) -> i128 {
        i128::from(self.amount) * 10i128.pow((9 + i32::from(self.exponent)).clamp(0, 9) as u32)
    }
}

impl PartialEq for Quantity {
    fn eq(&self, other: &Quantity) -> bool {
        self.kind == other.kind && self.nanos() == other.nanos()
    }
}

impl Eq for Quantity {}

impl Hash for Quantity {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.kind.hash(state);
        self.nanos().hash(state);
    }
}

impl PartialOrd for Quantity {
    /// `None` for different kinds.
    fn partial_cmp(&self, other: &Quantity) -> Option<Ordering> {
        (self.kind == other.kind).then(|| self.nanos().cmp(&other.nanos()))
    }
}

/// A unit: its name, and what one of it is in the unit of [`Quantity::amount`], as a ratio of integers.
type Unit = (&'static str, i128, i128);

/// The units of a kind, largest first.
fn units(kind: QuantityKind) -> &'static [Unit] {
    match kind {
        QuantityKind::Cpu => &[("", 1000, 1), ("m", 1, 1)],
        QuantityKind::Memory => &[
            ("Ei", 1 << 60, 1),
            ("E", 1_000_000_000_000_000_000, 1),
            ("Pi", 1 << 50, 1),
            ("P", 1_000_000_000_000_000, 1),
            ("Ti", 1 << 40, 1),
            ("T", 1_000_000_000_000, 1),
            ("Gi", 1 << 30, 1),
            ("G", 1_000_000_000, 1),
            ("Mi", 1 << 20, 1),
            ("M", 1_000_000, 1),
            ("Ki", 1 << 10, 1),
            ("k", 1000, 1),
        ],
        QuantityKind::Duration => &[("d", 86_400_000, 1), ("h", 3_600_000, 1), ("m", 60_000, 1), ("s", 1000, 1), ("ms", 1, 1)],
        QuantityKind::Percent => &[("%", 10_000, 1)],
        QuantityKind::General => &[
            ("Ei", 1 << 60, 1),
            ("E", 1_000_000_000_000_000_000, 1),
            ("Pi", 1 << 50, 1),
            ("P", 1_000_000_000_000_000, 1),
            ("Ti", 1 << 40, 1),
            ("T", 1_000_000_000_000, 1),
            ("Gi", 1 << 30, 1),
            ("G", 1_000_000_000, 1),
            ("Mi", 1 << 20, 1),
            ("M", 1_000_000, 1),
            ("Ki", 1 << 10, 1),
            ("k", 1000, 1),
            ("", 1, 1),
            ("m", 1, 1000),
            ("u", 1, 1_000_000),
            ("n", 1, 1_000_000_000),
        ],
    }
}
