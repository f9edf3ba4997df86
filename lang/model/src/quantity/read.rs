//! Texts to quantities: `500m`, `1.5Gi`, `1h30m`, `70%`.

use super::print::memory_unit;
use super::{Quantity, QuantityError, QuantityKind, units};

const BILLION: i128 = 1_000_000_000;

impl Quantity {
    /// Reads a literal (`500m`, `1.5Gi`, `1h30m`, `70%`) as a quantity of `kind`, exactly. A `-` may stand in front.
    ///
    /// # Errors
    /// Where the unit is none of the kind's, or the amount is finer or larger than the kind can hold.
    pub fn parse(text: &str, kind: QuantityKind) -> Result<Quantity, QuantityError> {
        let (negative, unsigned) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let mut rest = unsigned;
        let mut nanos: i128 = 0;
        let mut last: Option<(usize, &str)> = None;
        while !rest.is_empty() {
            let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
            let unit_end = rest[digits..].find(|c: char| c.is_ascii_digit()).map_or(rest.len(), |at| digits + at);
            let (number, unit) = (&rest[..digits], &rest[digits..unit_end]);
            let index = units(kind).iter().position(|(name, ..)| *name == unit);
            let place = index.ok_or_else(|| wrong_unit(number, unit, number.len() + unit.len() == text.len(), kind))?;
            if last.is_some_and(|(before, _)| kind != QuantityKind::Duration || place <= before) {
                return Err(QuantityError::Malformed);
            }
            last = Some((place, unit));
            let (_, times, per) = units(kind)[place];
            nanos = nanos.checked_add(scaled(number, times, per)?).ok_or(QuantityError::TooLarge)?;
            rest = &rest[unit_end..];
        }
        let (_, unit) = last.ok_or(QuantityError::Malformed)?;
        finish(text, kind, if negative { -nanos } else { nanos }, unit.ends_with('i'))
    }

    /// A plain number as a `Cpu` or a general quantity.
    ///
    /// # Errors
    /// Of every other kind, which needs a unit; and as [`Quantity::parse`].
    pub fn from_number(number: f64, kind: QuantityKind) -> Result<Quantity, QuantityError> {
        Quantity::parse(&number.to_string(), kind)
    }

    /// A whole number as a `Cpu` or a general quantity.
    ///
    /// # Errors
    /// Of every other kind, which needs a unit; and where it is too large.
    pub fn from_int(number: i64, kind: QuantityKind) -> Result<Quantity, QuantityError> {
        Quantity::parse(&number.to_string(), kind)
    }

    /// How the units of a kind are written, largest first; empty stands for a number without unit.
    pub fn units(kind: QuantityKind) -> impl Iterator<Item = &'static str> {
        units(kind).iter().map(|(name, ..)| *name)
    }
}

/// The kinds as which a literal can be read where no type is expected. The general kind admits almost all of them, so it counts
/// only where no other does.
pub fn possible_kinds(text: &str) -> Vec<QuantityKind> {
    let reads = |kind: &QuantityKind| Quantity::parse(text, *kind).is_ok();
    let kinds: Vec<QuantityKind> = QuantityKind::ALL.into_iter().filter(|kind| *kind != QuantityKind::General).filter(reads).collect();
    if kinds.is_empty() { [QuantityKind::General].into_iter().filter(reads).collect() } else { kinds }
}

/// A decimal number times `times / per`, in billionths.
fn scaled(number: &str, times: i128, per: i128) -> Result<i128, QuantityError> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
    if whole.is_empty() || fraction.is_empty() {
        return Err(QuantityError::Malformed);
    }
    let fraction = fraction.trim_end_matches('0');
    let digits = format!("{whole}{fraction}");
    if digits.contains('.') {
        return Err(QuantityError::Malformed);
    }
    let digits: i128 = digits.parse().map_err(|_| QuantityError::TooLarge)?;
    let too_fine = || QuantityError::TooFine(format!("`{number}` is too fine"));
    let scale = u32::try_from(fraction.len()).ok().and_then(|length| 10i128.checked_pow(length)).ok_or_else(too_fine)?;
    let product = digits.checked_mul(times).and_then(|value| value.checked_mul(BILLION)).ok_or(QuantityError::TooLarge)?;
    let divisor = scale.checked_mul(per).ok_or_else(too_fine)?;
    if product % divisor == 0 { Ok(product / divisor) } else { Err(too_fine()) }
}

fn finish(text: &str, kind: QuantityKind, nanos: i128, binary: bool) -> Result<Quantity, QuantityError> {
    let finest = match kind {
        QuantityKind::Cpu => "a milli-core",
        QuantityKind::Memory => "a byte",
        QuantityKind::Duration => "a millisecond",
        QuantityKind::Percent => "0.0001%",
        QuantityKind::General => return super::arithmetic::general(nanos, -9, binary).ok_or(QuantityError::TooLarge),
    };
    if nanos % BILLION != 0 {
        return Err(QuantityError::TooFine(format!("`{text}` is finer than {finest}")));
    }
    let amount = i64::try_from(nanos / BILLION).map_err(|_| QuantityError::TooLarge)?;
    Ok(Quantity::new(kind, amount))
}

fn wrong_unit(number: &str, unit: &str, alone: bool, kind: QuantityKind) -> QuantityError {
    if number.is_empty() {
        return QuantityError::Malformed;
    }
    let reason = match (kind, unit) {
        (QuantityKind::Memory, "m") => "`m` is milli-bytes here".to_owned(),
        (QuantityKind::Memory, "") => "memory needs a unit".to_owned(),
        (QuantityKind::Duration, "") => "a duration needs a unit".to_owned(),
        (QuantityKind::Percent, "") => "a percentage ends with `%`".to_owned(),
        _ => format!("`{unit}` is no unit of {}", kind.name()),
    };
    let meant = match kind {
        QuantityKind::Memory if unit.is_empty() => number.parse().ok().and_then(bytes),
        _ => None,
    };
    let meant = meant.or_else(|| if alone { meant_unit(unit, kind).map(|unit| format!("{number}{unit}")) } else { None });
    QuantityError::Unit { reason, meant }
}

/// A plain number that is too large to be meant as anything but bytes, as other tools write them, with a unit.
fn bytes(amount: i64) -> Option<String> {
    const MANY: i64 = 1 << 20;
    (amount >= MANY).then(|| match memory_unit(amount) {
        Some(_) => Quantity::new(QuantityKind::Memory, amount).to_string(),
        None => format!("{}.{:03}k", amount / 1000, amount % 1000),
    })
}

/// The unit that people write so elsewhere: `512MB`, `512mi`, `5min`.
fn meant_unit(unit: &str, kind: QuantityKind) -> Option<&'static str> {
    match (kind, unit) {
        (QuantityKind::Memory, "" | "m") => return Some("Mi"),
        (QuantityKind::Duration, "") => return Some("s"),
        (QuantityKind::Percent, "") => return Some("%"),
        _ => {}
    }
    let bare = unit.trim_end_matches(['b', 'B']);
    let spelled = [("ms", "msec"), ("ms", "milli"), ("s", "sec"), ("m", "min"), ("h", "hour"), ("h", "hr"), ("d", "day")];
    let word = spelled.iter().find(|(_, word)| unit.to_ascii_lowercase().starts_with(word)).map_or(bare, |(unit, _)| unit);
    units(kind).iter().map(|(name, ..)| *name).find(|name| !name.is_empty() && name.eq_ignore_ascii_case(word))
}
