//! Patterns of schemas, which may match anywhere in a text, to patterns of types, which match the whole.

use jke_model::pattern::Pattern;

/// The same texts by a pattern that matches the whole; `None` where RE2 does not take it.
pub fn whole(pattern: &str) -> Option<String> {
    let whole = match stripped(pattern) {
        Some(inner) => inner.to_owned(),
        None => format!(r"(?s:.*)(?:{pattern})(?s:.*)"),
    };
    Pattern::problem(&whole).is_none().then_some(whole)
}

/// What stands between `^` and `$`, where these hold for the whole pattern.
fn stripped(pattern: &str) -> Option<&str> {
    let inner = pattern.strip_prefix('^')?.strip_suffix('$')?;
    let escapes = inner.bytes().rev().take_while(|byte| *byte == b'\\').count();
    (escapes % 2 == 0 && !has_outer_alternatives(inner)).then_some(inner)
}

/// A `|` outside of all groups and classes, or brackets that can't be followed.
fn has_outer_alternatives(pattern: &str) -> bool {
    let (mut depth, mut in_class, mut class_start, mut escaped) = (0i32, false, 0, false);
    for (at, character) in pattern.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            // A `]` that comes first in a class is one of its characters.
            ']' if in_class && at > class_start => in_class = false,
            '^' if in_class && at == class_start => class_start = at + 1,
            _ if in_class => {}
            '[' => (in_class, class_start) = (true, at + 1),
            '(' => depth += 1,
            ')' => depth -= 1,
            '|' if depth == 0 => return true,
            _ => {}
        }
    }
    in_class || depth != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_for_a_whole_text_loses_its_marks_and_any_other_is_framed() {
        let table = [
            ("^[a-z]+$", Some("[a-z]+")),
            ("^(a|b)$", Some("(a|b)")),
            ("^[|]$", Some("[|]")),
            ("^[]|]$", Some("[]|]")),
            ("^a|b$", Some("(?s:.*)(?:^a|b$)(?s:.*)")),
            (r"^a\$", Some(r"(?s:.*)(?:^a\$)(?s:.*)")),
            (r"^a\\$", Some(r"a\\")),
            ("a", Some("(?s:.*)(?:a)(?s:.*)")),
            (r"^(?!a).*$", None),
        ];
        for (pattern, expected) in table {
            assert_eq!(whole(pattern).as_deref(), expected, "of {pattern}");
        }
    }

    #[test]
    fn a_framed_pattern_matches_what_the_schema_meant() {
        let matches = |pattern: &str, text: &str| Pattern::new(whole(pattern).expect("RE2 takes it")).matches(text);
        assert!(matches("^a|b$", "ax") && matches("^a|b$", "xb") && !matches("^a|b$", "xay"));
        assert!(matches("a", "one\nand another") && !matches("a", "one\ntwo"));
    }
}
