//! Numbers and quantities as bytes.

use std::io::Write;

use jke_model::quantity::Quantity;

const NEVER_FAILS: &str = "writing to memory never fails";

pub(crate) fn int(out: &mut Vec<u8>, value: i64) {
    let mut digits = [0u8; 20];
    let mut at = digits.len();
    let mut rest = value.unsigned_abs();
    loop {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if value < 0 {
        out.push(b'-');
    }
    out.extend_from_slice(&digits[at..]);
}

/// With the fewest digits that read back, no exponent, and always a point: YAML 1.1 takes nothing else for a float.
pub(crate) fn float(out: &mut Vec<u8>, value: f64) {
    let start = out.len();
    write!(out, "{value}").expect(NEVER_FAILS);
    if !out[start..].contains(&b'.') {
        out.extend_from_slice(b".0");
    }
}

/// The canonical text.
pub(crate) fn quantity(out: &mut Vec<u8>, value: &Quantity) {
    write!(out, "{value}").expect(NEVER_FAILS);
}
