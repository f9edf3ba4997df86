//! Sums, products and ratios of quantities. `None` is overflow, a division by zero, or a mixture of kinds that the checker
//! refuses.
//!
//! A product or quotient with a number is rounded up to a milli-core, byte or millisecond (a general quantity to a billionth), after
//! what the binary fraction cannot say is taken off: a tenth more than `100m` is `110m`, though 1.1 is a hair above 11/10.

use super::{Quantity, QuantityKind};

/// What `Percent` counts: 100% is a million of it.
const WHOLE: i128 = 1_000_000;

/// Of a quotient, the part that is taken for the error of a float.
const NOISE: f64 = 1e-14;

impl Quantity {
    pub fn checked_add(self, other: Quantity) -> Option<Quantity> {
        self.combined(other, i128::checked_add)
    }

    pub fn checked_sub(self, other: Quantity) -> Option<Quantity> {
        self.combined(other, i128::checked_sub)
    }

    pub fn checked_neg(self) -> Option<Quantity> {
        Some(Quantity { amount: self.amount.checked_neg()?, ..self })
    }

    /// Times a number.
    pub fn checked_mul(self, factor: f64) -> Option<Quantity> {
        let (digits, exponent) = decimal(factor)?;
        self.rounded_up(i128::from(self.amount).checked_mul(digits)?, 1, exponent, ceil_above_noise)
    }

    pub fn checked_mul_int(self, factor: i64) -> Option<Quantity> {
        self.rounded_up(i128::from(self.amount).checked_mul(i128::from(factor))?, 1, 0, ceil)
    }

    pub fn checked_mul_percent(self, percent: Quantity) -> Option<Quantity> {
        debug_assert_eq!(percent.kind, QuantityKind::Percent, "the checker admits no other kind");
        self.rounded_up(i128::from(self.amount).checked_mul(i128::from(percent.amount))?, WHOLE, 0, ceil)
    }

    /// Divided by a number.
    pub fn checked_div(self, divisor: f64) -> Option<Quantity> {
        let (digits, exponent) = decimal(divisor)?;
        let amount = if digits < 0 { i128::from(self.amount).checked_neg()? } else { i128::from(self.amount) };
        self.rounded_up(amount, digits.checked_abs()?, exponent.checked_neg()?, ceil_above_noise)
    }

    /// How many times `other` fits in; `None` where that is zero.
    pub fn ratio(self, other: Quantity) -> Option<f64> {
        let fits = self.kind == other.kind && other.amount != 0;
        fits.then(|| self.nanos() as f64 / other.nanos() as f64)
    }

    /// A `Cpu` or `Memory` as the API's general quantity of the same value.
    pub fn to_general(self) -> Option<Quantity> {
        match self.kind {
            QuantityKind::Cpu => general(i128::from(self.amount), -3, false),
            QuantityKind::Memory => {
                let binary = super::print::memory_unit(self.amount).is_some_and(|(unit, ..)| unit.ends_with('i'));
                general(i128::from(self.amount), 0, binary)
            }
            QuantityKind::General => Some(self),
            QuantityKind::Duration | QuantityKind::Percent => None,
        }
    }

    fn combined(self, other: Quantity, operation: fn(i128, i128) -> Option<i128>) -> Option<Quantity> {
        if self.kind != other.kind {
            return None;
        }
        match self.kind {
            QuantityKind::Cpu | QuantityKind::Memory | QuantityKind::Duration | QuantityKind::Percent => {
                let amount = operation(i128::from(self.amount), i128::from(other.amount))?;
                Some(Quantity::new(self.kind, i64::try_from(amount).ok()?))
            }
            QuantityKind::General => general(operation(self.nanos(), other.nanos())?, -9, self.binary),
        }
    }

    /// `times / per * 10^exponent` of this quantity's own unit, as a quantity of its kind.
    fn rounded_up(self, times: i128, per: i128, exponent: i32, divide: fn(i128, i128) -> Option<i128>) -> Option<Quantity> {
        let (own, finest) = (i32::from(self.exponent), if self.kind == QuantityKind::General { -9 } else { 0 });
        let shift = exponent.checked_add(own)?.checked_sub(finest)?;
        let amount = match u32::try_from(shift) {
            Ok(up) => divide(times.checked_mul(10i128.checked_pow(up)?)?, per)?,
            Err(_) => match 10i128.checked_pow(shift.unsigned_abs()).and_then(|down| per.checked_mul(down)) {
                Some(divisor) => divide(times, divisor)?,
                None => i128::from(times > 0),
            },
        };
        match self.kind {
            QuantityKind::General => general(amount, -9, self.binary),
            QuantityKind::Cpu | QuantityKind::Memory | QuantityKind::Duration | QuantityKind::Percent => {
                Some(Quantity::new(self.kind, i64::try_from(amount).ok()?))
            }
        }
    }
}

/// `amount * 10^exponent` with the exponent that is nearest to 0.
pub(super) fn general(mut amount: i128, mut exponent: i8, binary: bool) -> Option<Quantity> {
    while exponent < 0 && amount % 10 == 0 {
        (amount, exponent) = (amount / 10, exponent + 1);
    }
    Some(Quantity { kind: QuantityKind::General, amount: i64::try_from(amount).ok()?, exponent, binary })
}

/// A finite float as the shortest decimal number that reads back as it: `digits * 10^exponent`.
fn decimal(number: f64) -> Option<(i128, i32)> {
    let shortest = format!("{number:e}");
    let (mantissa, exponent) = shortest.split_once('e')?;
    let fraction = mantissa.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    let digits: i128 = mantissa.replace('.', "").parse().ok()?;
    Some((digits, exponent.parse::<i32>().ok()?.checked_sub(i32::try_from(fraction).ok()?)?))
}

fn ceil(times: i128, per: i128) -> Option<i128> {
    let (quotient, rest) = (times.checked_div_euclid(per)?, times.checked_rem_euclid(per)?);
    if rest == 0 { Some(quotient) } else { quotient.checked_add(1) }
}

/// As [`ceil`], but what lies within the error of a float above a whole number is that number.
fn ceil_above_noise(times: i128, per: i128) -> Option<i128> {
    let rest = times.checked_rem_euclid(per)?;
    if rest as f64 <= (times as f64).abs() * NOISE { times.checked_div_euclid(per) } else { ceil(times, per) }
}
