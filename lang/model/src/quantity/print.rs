//! Quantities to texts: the canonical form of each kind (`500m`, `1Gi`, `1m30s`, `12.5%`).

use std::fmt::{Display, Formatter, Result};

use super::{Quantity, QuantityKind, Unit, units};

/// In the canonical form, which reads back as the same quantity. (Only bytes that fill no thousand, and no bytes, are printed
/// without a unit, as Kubernetes wants them, and have no literal.)
impl Display for Quantity {
    fn fmt(&self, out: &mut Formatter<'_>) -> Result {
        match self.kind {
            QuantityKind::Cpu if self.amount % 1000 == 0 => write!(out, "{}", self.amount / 1000),
            QuantityKind::Cpu => write!(out, "{}m", self.amount),
            QuantityKind::Memory => match memory_unit(self.amount) {
                Some((unit, times, _)) => write!(out, "{}{unit}", i128::from(self.amount) / times),
                None => write!(out, "{}", self.amount),
            },
            QuantityKind::Duration => duration(self.amount, out),
            QuantityKind::Percent => percent(self.amount, out),
            QuantityKind::General => general(self, out),
        }
    }
}

/// The unit that leaves the smallest whole number, the binary one of two equal.
pub(super) fn memory_unit(bytes: i64) -> Option<&'static Unit> {
    let bytes = i128::from(bytes);
    let whole = units(QuantityKind::Memory).iter().filter(|(_, times, _)| bytes != 0 && bytes % times == 0);
    whole.min_by_key(|(unit, times, _)| ((bytes / times).abs(), !unit.ends_with('i')))
}

/// Hours, minutes, seconds and milliseconds: Go reads no days.
fn duration(millis: i64, out: &mut Formatter<'_>) -> Result {
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

fn percent(amount: i64, out: &mut Formatter<'_>) -> Result {
    let (whole, part) = (amount / 10_000, amount.unsigned_abs() % 10_000);
    let sign = if amount < 0 && whole == 0 { "-" } else { "" };
    let fraction = format!(".{part:04}");
    write!(out, "{sign}{whole}{}%", fraction.trim_end_matches('0').trim_end_matches('.'))
}

/// With the largest unit of its family that leaves a whole number, as the API prints it: amounts that no binary unit can say,
/// and binary ones below 1024, go over to decimal.
fn general(quantity: &Quantity, out: &mut Formatter<'_>) -> Result {
    let nanos = quantity.nanos();
    let size = |(_, times, per): &Unit| times * (1_000_000_000 / per);
    let binary = quantity.binary && nanos % 1_000_000_000 == 0 && nanos.abs() >= 1024 * 1_000_000_000;
    let family = |unit: &str| unit.is_empty() || unit.ends_with('i') == binary;
    let fits = |unit: &&Unit| family(unit.0) && nanos % size(unit) == 0;
    match units(QuantityKind::General).iter().find(fits) {
        Some(unit) if nanos != 0 => write!(out, "{}{}", nanos / size(unit), unit.0),
        Some(_) | None => out.write_str("0"),
    }
}
