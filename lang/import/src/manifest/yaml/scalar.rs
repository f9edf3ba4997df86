//! What a plain scalar is where nothing tells its type: as kubectl reads it.
//!
//! kubectl's reader is one of YAML 1.1 in two things that matter: `0644` is octal, and `yes` is true. The second is a trap
//! that people fall into by accident, so such words are reported as what they are, and the caller decides.

use super::Scalar;

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Resolved {
    Null,
    Bool(bool),
    /// `yes`, `off`: a Bool for YAML 1.1, a text for YAML 1.2.
    OldBool(bool),
    Int(i128),
    /// A whole number that is written in another base than ten, or with a leading zero.
    OddInt(i128),
    Float(f64),
    Text,
}

/// What the scalar is by itself.
pub fn resolve(scalar: &Scalar) -> Resolved {
    if scalar.quoted {
        return Resolved::Text;
    }
    let text = &*scalar.text;
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Resolved::Null,
        "true" | "True" | "TRUE" => return Resolved::Bool(true),
        "false" | "False" | "FALSE" => return Resolved::Bool(false),
        "y" | "Y" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => return Resolved::OldBool(true),
        "n" | "N" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => return Resolved::OldBool(false),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => return Resolved::Float(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => return Resolved::Float(f64::NEG_INFINITY),
        ".nan" | ".NaN" | ".NAN" => return Resolved::Float(f64::NAN),
        _ => {}
    }
    if !text.starts_with(|first: char| first.is_ascii_digit() || matches!(first, '+' | '-' | '.')) {
        return Resolved::Text;
    }
    integer(text).or_else(|| decimal(text)).unwrap_or(Resolved::Text)
}

fn integer(text: &str) -> Option<Resolved> {
    let (negative, digits) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let plain: String = digits.chars().filter(|c| *c != '_').collect();
    let is_odd = plain.len() != digits.len();
    if digits.starts_with('_') || plain.is_empty() {
        return None;
    }
    let parse = |digits: &str, radix: u32| {
        let is_right = digits.starts_with(|first: char| first.is_digit(radix));
        is_right.then(|| i128::from_str_radix(digits, radix).ok()).flatten()
    };
    let prefixed = [("0x", 16), ("0X", 16), ("0o", 8), ("0O", 8), ("0b", 2), ("0B", 2)];
    let radix = prefixed.iter().find_map(|(prefix, radix)| Some((plain.strip_prefix(prefix)?, *radix)));
    let (value, is_odd) = match radix {
        Some((rest, radix)) => (parse(rest, radix)?, true),
        None if plain.len() > 1 && plain.starts_with('0') => (parse(&plain, 8)?, true),
        None => (parse(&plain, 10)?, is_odd),
    };
    let value = if negative { -value } else { value };
    Some(if is_odd { Resolved::OddInt(value) } else { Resolved::Int(value) })
}

fn decimal(text: &str) -> Option<Resolved> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (number, exponent) = match unsigned.find(['e', 'E']) {
        Some(at) => (&unsigned[..at], Some(&unsigned[at + 1..])),
        None => (unsigned, None),
    };
    let is_number = number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        && number.bytes().filter(|byte| *byte == b'.').count() <= 1
        && number.bytes().any(|byte| byte.is_ascii_digit());
    let is_exponent = exponent.is_none_or(|text| {
        let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
    });
    if !is_number || !is_exponent {
        return None;
    }
    text.strip_prefix('+').unwrap_or(text).parse().ok().map(Resolved::Float)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_scalars_are_what_kubectl_takes_them_for() {
        let plain = |text: &str| resolve(&Scalar { text: text.into(), quoted: false });
        for (text, expected) in [
            ("", Resolved::Null),
            ("~", Resolved::Null),
            ("True", Resolved::Bool(true)),
            ("off", Resolved::OldBool(false)),
            ("80", Resolved::Int(80)),
            ("-1", Resolved::Int(-1)),
            ("0644", Resolved::OddInt(420)),
            ("0o17", Resolved::OddInt(15)),
            ("0x1F", Resolved::OddInt(31)),
            ("1_000", Resolved::OddInt(1000)),
            ("9223372036854775808", Resolved::Int(9_223_372_036_854_775_808)),
            ("08", Resolved::Float(8.0)),
            ("1e3", Resolved::Float(1000.0)),
            (".5", Resolved::Float(0.5)),
            ("1.", Resolved::Float(1.0)),
            ("1.2.3", Resolved::Text),
            ("1-2", Resolved::Text),
            ("0x", Resolved::Text),
            ("-", Resolved::Text),
            ("+-1", Resolved::Text),
            ("100m", Resolved::Text),
            ("2020-01-01", Resolved::Text),
        ] {
            assert_eq!(plain(text), expected, "{text}");
        }
        assert_eq!(resolve(&Scalar { text: "80".into(), quoted: true }), Resolved::Text);
    }
}
