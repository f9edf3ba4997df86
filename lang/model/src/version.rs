//! Versions of Kubernetes, compared by number (1.9 comes before 1.10), and which of them have a kind or a field.

use std::str::FromStr;

/// `1.33`
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Version {
    pub major: u32,
    pub minor: u32,
}

impl FromStr for Version {
    type Err = ();

    fn from_str(text: &str) -> Result<Version, ()> {
        let (major, minor) = text.split_once('.').ok_or(())?;
        Ok(Version { major: number(major)?, minor: number(minor)? })
    }
}

/// Digits, and nothing else that `parse` would take.
fn number(text: &str) -> Result<u32, ()> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    if digits { text.parse().map_err(|_| ()) } else { Err(()) }
}

impl std::fmt::Display for Version {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Version { major, minor } = self;
        write!(out, "{major}.{minor}")
    }
}

/// The versions that have a kind or a field. By default all.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Lifetime {
    /// The first, where earlier ones are known that lack it.
    pub since: Option<Version>,
    /// The last, where later ones are known that lack it.
    pub until: Option<Version>,
}

impl Lifetime {
    pub fn is_always(self) -> bool {
        self == Lifetime::default()
    }

    /// What is said here, and what `known` says where nothing is.
    pub fn or(self, known: Lifetime) -> Lifetime {
        Lifetime { since: self.since.or(known.since), until: self.until.or(known.until) }
    }

    pub fn holds(self, version: Version) -> bool {
        self.since.is_none_or(|since| since <= version) && self.until.is_none_or(|until| version <= until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_by_number_and_are_read_from_nothing_else() {
        let version = |text: &str| Version::from_str(text).ok();
        assert!(version("1.9") < version("1.10") && version("1.33") < version("2.0"));
        assert_eq!(version("1.33").map(|version| version.to_string()).as_deref(), Some("1.33"));
        for text in ["", "1", "1.", ".1", "v1.33", "1.33.1", "+1.33", "1.+3", "1.99999999999"] {
            assert_eq!(version(text), None, "of {text:?}");
        }
    }

    #[test]
    fn both_ends_of_a_lifetime_have_it() {
        let version = |minor| Version { major: 1, minor };
        let some = Lifetime { since: Some(version(34)), until: Some(version(36)) };
        assert_eq!([33, 34, 35, 36, 37].map(|minor| some.holds(version(minor))), [false, true, true, true, false]);
        assert!(Lifetime::default().is_always() && Lifetime::default().holds(version(1)));
    }
}
