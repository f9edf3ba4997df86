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

impl PartialOrd for Quantity {
    /// `None` for different kinds.
    fn partial_cmp(&self, other: &Quantity) -> Option<Ordering> {
        (self.kind == other.kind).then(|| {
            let nanos = |q: &Quantity| i128::from(q.amount) * 10i128.pow((9 + i32::from(q.exponent)).clamp(0, 9) as u32);
            nanos(self).cmp(&nanos(other))
        })
    }
}

/// The units of a kind with what one of them is, as a ratio of integers, in the unit of [`Quantity::amount`]; largest first.
fn units(kind: QuantityKind) -> &'static [(&'static str, i128, i128)] {
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

impl Quantity {
    /// A quantity of a kind other than the general one.
    pub fn new(kind: QuantityKind, amount: i64) -> Quantity {
        Quantity { kind, amount, exponent: 0, binary: false }
    }

    /// Reads a literal (`500m`, `1.5Gi`, `1h30m`, `70%`) as a quantity of `kind`, exactly.
    ///
    /// # Errors
    /// Where the unit is none of the kind's, or the amount is finer or larger than the kind can hold.
    pub fn parse(text: &str, kind: QuantityKind) -> Result<Quantity, QuantityError> {
        let mut rest = text;
        let mut nanos: i128 = 0;
        let mut last: Option<(usize, &str)> = None;
        while !rest.is_empty() {
            let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
            let unit_end = rest[digits..].find(|c: char| c.is_ascii_digit()).map_or(rest.len(), |at| digits + at);
            let (number, unit) = (&rest[..digits], &rest[digits..unit_end]);
            rest = &rest[unit_end..];
            let index = units(kind).iter().position(|(name, ..)| *name == unit);
            let place = index.ok_or_else(|| wrong_unit(text, number, unit, kind))?;
            if last.is_some_and(|(before, _)| kind != QuantityKind::Duration || place <= before) {
                return Err(QuantityError::Malformed);
            }
            last = Some((place, unit));
            let (_, times, per) = units(kind)[place];
            nanos = nanos.checked_add(scaled(number, times, per)?).ok_or(QuantityError::TooLarge)?;
        }
        if text.is_empty() {
            return Err(QuantityError::Malformed);
        }
        finish(text, kind, nanos, last.is_some_and(|(_, unit)| unit.ends_with('i')))
    }
}

/// A decimal number times `times / per`, in billionths.
fn scaled(number: &str, times: i128, per: i128) -> Result<i128, QuantityError> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let digits: i128 = format!("{whole}{fraction}").parse().map_err(|_| QuantityError::Malformed)?;
    let scale = u32::try_from(fraction.len()).ok().and_then(|length| 10i128.checked_pow(length)).ok_or(QuantityError::Malformed)?;
    let product = digits.checked_mul(times).and_then(|value| value.checked_mul(1_000_000_000)).ok_or(QuantityError::TooLarge)?;
    let divisor = scale.checked_mul(per).ok_or(QuantityError::TooLarge)?;
    if product % divisor == 0 { Ok(product / divisor) } else { Err(QuantityError::TooFine(number.to_owned())) }
}

fn finish(text: &str, kind: QuantityKind, nanos: i128, binary: bool) -> Result<Quantity, QuantityError> {
    const BILLION: i128 = 1_000_000_000;
    if kind != QuantityKind::General {
        if nanos % BILLION != 0 {
            return Err(QuantityError::TooFine(text.to_owned()));
        }
        let amount = i64::try_from(nanos / BILLION).map_err(|_| QuantityError::TooLarge)?;
        return Ok(Quantity::new(kind, amount));
    }
    let (mut amount, mut exponent) = (nanos, -9i8);
    while exponent < 0 && amount % 10 == 0 {
        (amount, exponent) = (amount / 10, exponent + 1);
    }
    let amount = i64::try_from(amount).map_err(|_| QuantityError::TooLarge)?;
    Ok(Quantity { kind, amount, exponent, binary })
}

fn wrong_unit(text: &str, number: &str, unit: &str, kind: QuantityKind) -> QuantityError {
    let with = |unit: &str| Some(format!("{number}{unit}"));
    let (reason, meant) = match (kind, unit) {
        (QuantityKind::Memory, "m") => ("`m` is milli-bytes here".to_owned(), with("Mi")),
        (QuantityKind::Memory, "K") => ("`K` is no unit of memory".to_owned(), with("k")),
        (QuantityKind::Memory, "") => ("memory needs a unit".to_owned(), with("Mi")),
        (QuantityKind::Duration, "") => ("a duration needs a unit".to_owned(), with("s")),
        (QuantityKind::Percent, "") => ("a percentage ends with `%`".to_owned(), with("%")),
        _ => (format!("`{unit}` in `{text}` is no unit of this kind"), None),
    };
    QuantityError::Unit { reason, meant }
}

/// In the canonical form of each kind (`500m`, `1Gi`, `1m30s`, `12.5%`), which reads back as the same quantity.
impl std::fmt::Display for Quantity {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.kind {
            QuantityKind::Cpu if self.amount % 1000 == 0 => write!(out, "{}", self.amount / 1000),
            QuantityKind::Cpu => write!(out, "{}m", self.amount),
            QuantityKind::Memory => {
                let whole = units(self.kind).iter().filter(|(_, times, _)| i128::from(self.amount) % times == 0);
                let shortest = whole.min_by_key(|(unit, times, _)| ((i128::from(self.amount) / times).abs(), !unit.ends_with('i')));
                match shortest {
                    Some((unit, times, _)) if self.amount != 0 => write!(out, "{}{unit}", i128::from(self.amount) / times),
                    _ => write!(out, "{}", self.amount),
                }
            }
            QuantityKind::Duration => duration(self.amount, out),
            QuantityKind::Percent => {
                let (whole, part) = (self.amount / 10_000, self.amount.unsigned_abs() % 10_000);
                let sign = if self.amount < 0 && whole == 0 { "-" } else { "" };
                let fraction = format!(".{part:04}");
                write!(out, "{sign}{whole}{}%", fraction.trim_end_matches('0').trim_end_matches('.'))
            }
            QuantityKind::General => general(self, out),
        }
    }
}

/// Hours, minutes, seconds and milliseconds: Go reads no days.
fn duration(millis: i64, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
    if millis == 0 {
        return out.write_str("0s");
    }
    if millis < 0 {
        out.write_str("-")?;
    }
    let mut rest = millis.unsigned_abs();
    for (unit, size) in [("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)] {
        if rest / size > 0 {
            write!(out, "{}{unit}", rest / size)?;
        }
        rest %= size;
    }
    Ok(())
}

/// With the largest unit of its family that leaves a whole number, as the API prints it.
fn general(quantity: &Quantity, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
    let nanos = i128::from(quantity.amount) * 10i128.pow((9 + i32::from(quantity.exponent)).clamp(0, 9) as u32);
    let fits = |(unit, times, per): &&(&str, i128, i128)| {
        let size = times * (1_000_000_000 / per);
        let family = unit.is_empty() || unit.ends_with('i') == quantity.binary;
        family && nanos % size == 0
    };
    match units(QuantityKind::General).iter().find(fits) {
        Some((unit, times, per)) if nanos != 0 => write!(out, "{}{unit}", nanos / (times * (1_000_000_000 / per))),
        Some(_) | None => write!(out, "{}", quantity.amount),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_read_exactly_and_printed_canonically() {
        let cases = [
            (QuantityKind::Cpu, "0.5", "500m"),
            (QuantityKind::Cpu, "2", "2"),
            (QuantityKind::Cpu, "1500m", "1500m"),
            (QuantityKind::Memory, "1.5Gi", "1536Mi"),
            (QuantityKind::Memory, "1024Mi", "1Gi"),
            (QuantityKind::Memory, "128M", "128M"),
            (QuantityKind::Duration, "7d", "168h"),
            (QuantityKind::Duration, "90s", "1m30s"),
            (QuantityKind::Duration, "1h30m250ms", "1h30m250ms"),
            (QuantityKind::Percent, "12.5%", "12.5%"),
            (QuantityKind::Percent, "70%", "70%"),
            (QuantityKind::General, "1000", "1k"),
            (QuantityKind::General, "500m", "500m"),
            (QuantityKind::General, "1.5Gi", "1536Mi"),
        ];
        for (kind, text, printed) in cases {
            let read = Quantity::parse(text, kind);
            assert_eq!(read.map(|quantity| quantity.to_string()).as_deref(), Ok(printed), "{text}");
            assert_eq!(Quantity::parse(printed, kind), Quantity::parse(text, kind), "{printed} reads back as {text}");
        }
    }

    #[test]
    fn wrong_units_say_what_was_meant() {
        let meant = |text, kind| match Quantity::parse(text, kind) {
            Err(QuantityError::Unit { meant, .. }) => meant,
            _ => None,
        };
        assert_eq!(meant("500m", QuantityKind::Memory).as_deref(), Some("500Mi"));
        assert_eq!(meant("512", QuantityKind::Memory).as_deref(), Some("512Mi"));
        assert_eq!(Quantity::parse("30m1h", QuantityKind::Duration), Err(QuantityError::Malformed));
        assert_eq!(Quantity::parse("0.5m", QuantityKind::Cpu), Err(QuantityError::TooFine("0.5m".to_owned())));
        assert_eq!(Quantity::parse("99999999Ei", QuantityKind::Memory), Err(QuantityError::TooLarge));
        assert_eq!(Quantity::parse("", QuantityKind::Cpu), Err(QuantityError::Malformed));
    }
}
