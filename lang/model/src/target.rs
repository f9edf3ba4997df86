//! Axes, targets and the sets of targets that selectors name.

use jke_text::{Name, Span};

/// `axis env = dev | staging | prod`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Axis {
    pub name: Name,
    pub values: Vec<Name>,
    /// The indices of those that stand for any number of like targets, told apart by a label: `preview*`.
    pub starred: Vec<u32>,
    pub span: Span,
}

/// One point of the axes: for each axis the index of its value.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Target {
    pub values: Vec<u32>,
    /// Where one of the values is starred, and only there: what tells this target from its like.
    pub label: Option<Name>,
}

impl Target {
    /// What labels of targets look like.
    pub const LABEL: &str = "lower-case letters, digits and `-` between them, at most 63";

    /// With no label.
    pub fn new(values: Vec<u32>) -> Target {
        Target { values, label: None }
    }

    /// The text may be the label of a target: it becomes a part of names.
    pub fn is_label(text: &str) -> bool {
        let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        let ends = |byte: Option<&u8>| byte.is_some_and(|byte| is_plain(*byte));
        let bytes = text.as_bytes();
        bytes.len() <= 63 && ends(bytes.first()) && ends(bytes.last()) && bytes.iter().all(|byte| is_plain(*byte) || *byte == b'-')
    }
}

/// The project as its `project` item states it.
#[derive(Clone, Debug, Default)]
pub struct Project {
    pub name: Name,
    pub span: Span,
    pub axes: Vec<Axis>,
    /// In the axes' order of values, first axis outermost; at least one.
    pub targets: Vec<Target>,
}

/// A set of values of one axis. What holds less comes first.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ValueSet {
    bits: Vec<u64>,
}

/// A box over the axes: what a selector, or several nested ones, admit. The narrower of two comes first.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TargetSet {
    /// One for each axis, in the project's order.
    pub axes: Vec<ValueSet>,
}

impl ValueSet {
    pub fn none(values: usize) -> ValueSet {
        ValueSet { bits: vec![0; values.div_ceil(64)] }
    }

    pub fn all(values: usize) -> ValueSet {
        (0..values).fold(ValueSet::none(values), |mut set, value| {
            set.insert(value as u32);
            set
        })
    }

    pub fn insert(&mut self, value: u32) {
        self.bits[value as usize / 64] |= 1 << (value % 64);
    }

    pub fn contains(&self, value: u32) -> bool {
        self.bits[value as usize / 64] >> (value % 64) & 1 == 1
    }

    pub fn is_empty(&self) -> bool {
        self.bits.iter().all(|word| *word == 0)
    }

    pub fn within(&self, other: &ValueSet) -> bool {
        self.bits.iter().zip(&other.bits).all(|(mine, theirs)| mine & !theirs == 0)
    }

    pub fn intersect(&self, other: &ValueSet) -> ValueSet {
        ValueSet { bits: self.bits.iter().zip(&other.bits).map(|(mine, theirs)| mine & theirs).collect() }
    }

    /// The values, ascending.
    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        (0..self.bits.len() as u32 * 64).filter(|value| self.contains(*value))
    }
}

impl TargetSet {
    /// Every target.
    pub fn all(axes: &[Axis]) -> TargetSet {
        TargetSet { axes: axes.iter().map(|axis| ValueSet::all(axis.values.len())).collect() }
    }

    pub fn contains(&self, target: &Target) -> bool {
        self.axes.iter().zip(&target.values).all(|(set, value)| set.contains(*value))
    }

    /// Admits nothing that `other` doesn't.
    pub fn within(&self, other: &TargetSet) -> bool {
        self.axes.iter().zip(&other.axes).all(|(mine, theirs)| mine.within(theirs))
    }

    /// On every axis nothing that `other` doesn't admit, and on some axis less.
    pub fn narrower(&self, other: &TargetSet) -> bool {
        self != other && self.within(other)
    }

    pub fn intersect(&self, other: &TargetSet) -> TargetSet {
        TargetSet { axes: self.axes.iter().zip(&other.axes).map(|(mine, theirs)| mine.intersect(theirs)).collect() }
    }

    pub fn is_empty(&self) -> bool {
        self.axes.iter().any(ValueSet::is_empty)
    }
}

impl Project {
    pub fn axis(&self, name: Name) -> Option<usize> {
        self.axes.iter().position(|axis| axis.name == name)
    }

    /// The name of the value that a target has on an axis.
    pub fn value(&self, target: &Target, axis: usize) -> Name {
        self.axes[axis].values[target.values[axis] as usize]
    }

    /// The label of a target that stands for others at this axis.
    pub fn label(&self, target: &Target, axis: usize) -> Option<Name> {
        target.label.filter(|_| self.axes[axis].starred.contains(&target.values[axis]))
    }

    /// `env=prod cluster=tokyo`, `env=preview:pr-123`; empty for a project with no axis.
    pub fn describe(&self, target: &Target) -> String {
        let clauses = self.axes.iter().enumerate().map(|(i, axis)| match self.label(target, i) {
            Some(label) => format!("{}={}:{label}", axis.name, self.value(target, i)),
            None => format!("{}={}", axis.name, self.value(target, i)),
        });
        clauses.collect::<Vec<_>>().join(" ")
    }

    /// A box in the words of a selector: `env=[dev, staging]`; empty where it is everything.
    pub fn describe_set(&self, set: &TargetSet) -> String {
        let clauses = self.axes.iter().zip(&set.axes).filter_map(|(axis, values)| {
            let names: Vec<&str> = values.iter().map(|value| axis.values[value as usize].as_str()).collect();
            match names.as_slice() {
                all if all.len() == axis.values.len() => None,
                [one] => Some(format!("{}={one}", axis.name)),
                several => Some(format!("{}=[{}]", axis.name, several.join(", "))),
            }
        });
        clauses.collect::<Vec<_>>().join(" ")
    }
}
