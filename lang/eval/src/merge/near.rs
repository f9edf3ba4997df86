//! Whether one name is another with a slip of the finger.
//!
//! It is stricter than "did you mean", for both names are right: `http` and `https`, `zone-a` and `zone-b`, `DB_HOST` and `DB_PORT` are no
//! slips. Two letters that changed places are, and one inside a word that is too much, missing or another.

/// Names shorter than this differ by nature.
const SHORTEST: usize = 4;

pub(super) fn is_slip_of(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    if one.len().min(other.len()) < SHORTEST {
        return false;
    }
    let before = one.iter().zip(&other).take_while(|(a, b)| a == b).count();
    let (one_left, other_left) = (&one[before..], &other[before..]);
    let after = one_left.iter().rev().zip(other_left.iter().rev()).take_while(|(a, b)| a == b).count();
    let middle = (&one_left[..one_left.len() - after], &other_left[..other_left.len() - after]);
    let inside = |places: &[char]| {
        let neighbours = before > 0 && after > 0 && one[before - 1].is_alphabetic() && one[one.len() - after].is_alphabetic();
        neighbours && places.iter().all(|place| place.is_alphabetic())
    };
    match middle {
        ([a, b], [c, d]) => a == d && b == c && [a, b].iter().all(|place| place.is_alphabetic()),
        ([_], []) | ([], [_]) | ([_], [_]) => inside(middle.0) && inside(middle.1),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_slip_of;

    #[test]
    fn a_slip_is_one_letter_or_two_that_changed_places_inside_a_word() {
        for (one, other) in [("ngnix", "nginx"), ("nginx", "nginnx"), ("databse", "database"), ("LOG_LEVLE", "LOG_LEVEL"), ("teim", "team")]
        {
            assert!(is_slip_of(one, other) && is_slip_of(other, one), "{one} {other}");
        }
    }

    #[test]
    fn names_that_differ_on_purpose_are_no_slips() {
        let pairs = [
            ("http", "https"),
            ("zone-a", "zone-b"),
            ("DB_HOST", "DB_PORT"),
            ("web1", "web2"),
            ("a", "b"),
            ("host", "post"),
            ("nginx", "nginx"),
        ];
        for (one, other) in pairs {
            assert!(!is_slip_of(one, other) && !is_slip_of(other, one), "{one} {other}");
        }
    }
}
