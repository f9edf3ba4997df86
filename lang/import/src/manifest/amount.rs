//! Quantities as Kubernetes writes them (`1e3`, `0.5`, `1.5Gi`, `128974848`) to the literals of a kind of quantity.
//!
//! The grammar is the API's: a decimal number with a suffix of thousands, one of 1024s, or an exponent
//! (apimachinery, `resource.Quantity`). The author's own spelling stays where the language reads it alike.

use std::cmp::Ordering;

use jke_model::quantity::{Quantity, QuantityKind};

/// An exact amount: `digits * 10^exponent`, in the unit of the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amount {
    digits: i128,
    exponent: i32,
}

const SUFFIXES: [(&str, i32); 10] =
    [("n", -9), ("u", -6), ("m", -3), ("", 0), ("k", 3), ("M", 6), ("G", 9), ("T", 12), ("P", 15), ("E", 18)];
const BINARY: [(&str, u32); 6] = [("Ki", 10), ("Mi", 20), ("Gi", 30), ("Ti", 40), ("Pi", 50), ("Ei", 60)];

impl Amount {
    /// Reads the API's spelling of a quantity.
    pub fn parse(text: &str) -> Option<Amount> {
        let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
        let end = unsigned.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(unsigned.len());
        let (number, suffix) = unsigned.split_at(end);
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        let fraction = fraction.trim_end_matches('0');
        if fraction.contains('.') || number.trim_matches('.').is_empty() || whole.len() + fraction.len() > 30 {
            return None;
        }
        let digits: i128 = format!("0{whole}{fraction}").parse().ok()?;
        let digits = if text.starts_with('-') { -digits } else { digits };
        let exponent = -i32::try_from(fraction.len()).ok()?;
        if let Some((_, power)) = SUFFIXES.iter().find(|(name, _)| *name == suffix) {
            return Some(Amount { digits, exponent: exponent + power }.reduced());
        }
        if let Some((_, shift)) = BINARY.iter().find(|(name, _)| *name == suffix) {
            return Some(Amount { digits: digits.checked_mul(1 << shift)?, exponent }.reduced());
        }
        let power: i32 = suffix.strip_prefix(['e', 'E'])?.parse().ok().filter(|power: &i32| power.abs() <= 40)?;
        Some(Amount { digits, exponent: exponent + power }.reduced())
    }

    /// With no zero at the digits' end, so that equal amounts are equal.
    fn reduced(mut self) -> Amount {
        if self.digits == 0 {
            return Amount { digits: 0, exponent: 0 };
        }
        while self.digits % 10 == 0 {
            self.digits /= 10;
            self.exponent += 1;
        }
        self
    }

    /// As a number without exponent; `None` where it would be longer than anybody writes.
    fn decimal(self) -> Option<String> {
        let sign = if self.digits < 0 { "-" } else { "" };
        let digits = self.digits.unsigned_abs().to_string();
        match self.exponent.cmp(&0) {
            Ordering::Equal => Some(format!("{sign}{digits}")),
            Ordering::Greater if self.exponent <= 30 => Some(format!("{sign}{digits}{}", "0".repeat(self.exponent as usize))),
            Ordering::Less if self.exponent >= -30 => {
                let places = self.exponent.unsigned_abs() as usize;
                let padded = format!("{digits:0>width$}", width = places + 1);
                let (whole, fraction) = padded.split_at(padded.len() - places);
                Some(format!("{sign}{whole}.{fraction}"))
            }
            Ordering::Greater | Ordering::Less => None,
        }
    }
}

/// The literal of a quantity of `kind` for the text of a manifest, or why there is none.
pub fn literal(text: &str, kind: QuantityKind) -> Result<String, String> {
    let known = text.strip_prefix('+').unwrap_or(text);
    match kind {
        QuantityKind::Percent | QuantityKind::Duration => of_unit(known, kind),
        QuantityKind::Cpu | QuantityKind::Memory | QuantityKind::General => {
            let amount = Amount::parse(text).ok_or_else(|| format!("`{text}` is no quantity"))?;
            if is_literal(known, kind) && Quantity::parse(known, kind).is_ok() {
                return Ok(known.to_owned());
            }
            of_amount(text, amount, kind)
        }
    }
}

fn of_unit(text: &str, kind: QuantityKind) -> Result<String, String> {
    let text = if kind == QuantityKind::Duration && text == "0" { "0s" } else { text };
    match Quantity::parse(text, kind) {
        Ok(quantity) if is_literal(text, kind) => Ok(if text.is_empty() { quantity.to_string() } else { text.to_owned() }),
        Ok(quantity) => Ok(quantity.to_string()),
        Err(_) => Err(format!("`{text}` is no {} that jke can say exactly", kind.name())),
    }
}

/// The language's own spelling: digits on both sides of a point, a unit behind; without one only where the kind needs none.
fn is_literal(text: &str, kind: QuantityKind) -> bool {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let number = unsigned.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%');
    let parts_are_numbers = number.split('.').all(|part| !part.is_empty()) && !unsigned.contains(['e']);
    let leading_zero = number.len() > 1 && number.starts_with('0') && !number.starts_with("0.");
    let has_unit = number.len() < unsigned.len();
    let needs_unit = match kind {
        QuantityKind::Cpu | QuantityKind::General => false,
        QuantityKind::Memory | QuantityKind::Duration | QuantityKind::Percent => true,
    };
    parts_are_numbers && !leading_zero && (has_unit || !needs_unit)
}

fn of_amount(text: &str, amount: Amount, kind: QuantityKind) -> Result<String, String> {
    let too_fine = || format!("`{text}` is finer, or larger, than {} can hold", kind.name());
    match kind {
        QuantityKind::Cpu => {
            let millis = Amount { digits: amount.digits, exponent: amount.exponent + 3 };
            let millis = millis.decimal().and_then(|millis| millis.parse::<i64>().ok()).ok_or_else(too_fine)?;
            Ok(Quantity::new(kind, millis).to_string())
        }
        QuantityKind::Memory => {
            let bytes = amount.decimal().and_then(|bytes| bytes.parse::<i64>().ok()).ok_or_else(too_fine)?;
            let printed = Quantity::new(kind, bytes).to_string();
            match bytes {
                0 => Ok("0k".to_owned()),
                _ if printed.ends_with(|last: char| last.is_ascii_alphabetic()) => Ok(printed),
                // Bytes that fill no thousand have no literal of their own.
                _ => Ok(format!("{}k", Amount { digits: amount.digits, exponent: amount.exponent - 3 }.decimal().ok_or_else(too_fine)?)),
            }
        }
        QuantityKind::General => {
            let decimal = amount.decimal().ok_or_else(too_fine)?;
            Quantity::parse(&decimal, kind).map(|quantity| quantity.to_string()).map_err(|_| too_fine())
        }
        QuantityKind::Percent | QuantityKind::Duration => of_unit(text, kind),
    }
}

/// Whether two texts are one quantity of this kind.
pub fn equal(one: &str, other: &str, kind: QuantityKind) -> bool {
    match kind {
        QuantityKind::Cpu | QuantityKind::Memory | QuantityKind::General => {
            Amount::parse(one).is_some_and(|amount| Amount::parse(other) == Some(amount))
        }
        QuantityKind::Percent | QuantityKind::Duration => {
            let read = |text: &str| Quantity::parse(if text == "0" { "0s" } else { text }, kind).ok();
            read(one).is_some_and(|quantity| read(other) == Some(quantity))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_of_the_api_become_literals_of_their_kind() {
        let said = |text: &str, kind| literal(text, kind).unwrap_or_else(|_| "none".to_owned());
        for (text, expected) in
            [("0.5", "0.5"), ("500m", "500m"), ("1e3", "1000"), ("2", "2"), (".5", "500m"), ("1E2", "100"), ("1k", "1000"), ("1u", "none")]
        {
            assert_eq!(said(text, QuantityKind::Cpu), expected, "{text}");
        }
        for (text, expected) in [
            ("1.5Gi", "1.5Gi"),
            ("128974848", "123Mi"),
            ("1e3", "1k"),
            ("129e6", "129M"),
            ("1001", "1.001k"),
            ("0", "0k"),
            ("100m", "none"),
            ("1Zi", "none"),
        ] {
            assert_eq!(said(text, QuantityKind::Memory), expected, "{text}");
        }
        for (text, expected) in [("1k", "1k"), ("1e3", "1k"), ("0.5", "0.5"), ("1500m", "1500m"), ("5", "5")] {
            assert_eq!(said(text, QuantityKind::General), expected, "{text}");
        }
        assert_eq!(said("25%", QuantityKind::Percent), "25%");
        assert_eq!(said("1h30m", QuantityKind::Duration), "1h30m");
        assert_eq!(said("soon", QuantityKind::Duration), "none");
    }

    #[test]
    fn equal_amounts_are_equal_in_any_spelling() {
        assert!(equal("1.5Gi", "1536Mi", QuantityKind::Memory));
        assert!(equal("0.5", "500m", QuantityKind::Cpu));
        assert!(equal("1e3", "1000", QuantityKind::General));
        assert!(!equal("1G", "1Gi", QuantityKind::Memory));
    }
}
