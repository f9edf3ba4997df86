//! Numbers as bytes: seven bits in each, the lowest first; signed ones with their sign in the lowest bit.

pub(crate) fn put(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

pub(crate) fn put_signed(out: &mut Vec<u8>, number: i64) {
    put(out, ((number << 1) ^ (number >> 63)) as u64);
}

/// A number of four bytes, of which any in a row is found by its index.
pub(crate) fn put_fixed(out: &mut Vec<u8>, number: u32) {
    out.extend(number.to_le_bytes());
}

pub(crate) fn fixed(bytes: &[u8], at: usize) -> u32 {
    let four = [bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]];
    u32::from_le_bytes(four)
}

/// Takes numbers from bytes, from a place on.
#[derive(Clone, Copy)]
pub(crate) struct Cursor<'t> {
    bytes: &'t [u8],
    at: usize,
}

impl<'t> Cursor<'t> {
    pub fn new(bytes: &'t [u8], at: usize) -> Cursor<'t> {
        Cursor { bytes, at }
    }

    pub fn take(&mut self) -> u64 {
        let (mut number, mut shift) = (0, 0);
        loop {
            let byte = self.bytes[self.at];
            self.at += 1;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return number;
            }
            shift += 7;
        }
    }

    pub fn small(&mut self) -> u32 {
        self.take() as u32
    }

    pub fn signed(&mut self) -> i64 {
        let number = self.take();
        (number >> 1) as i64 ^ -((number & 1) as i64)
    }
}

#[cfg(test)]
mod tests {
    use super::{Cursor, put, put_signed};

    #[test]
    fn numbers_come_back_as_they_went() {
        let numbers = [0, 1, 127, 128, 300, u64::from(u32::MAX), u64::MAX];
        let signed = [0, -1, 1, -64, 64, i64::MIN, i64::MAX];
        let mut bytes = vec![];
        numbers.iter().for_each(|number| put(&mut bytes, *number));
        signed.iter().for_each(|number| put_signed(&mut bytes, *number));
        let mut cursor = Cursor::new(&bytes, 0);
        assert_eq!(numbers.map(|_| cursor.take()), numbers);
        assert_eq!(signed.map(|_| cursor.signed()), signed);
    }
}
