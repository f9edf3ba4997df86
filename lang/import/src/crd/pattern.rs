//! Patterns of schemas, which may match anywhere in a text, to patterns of types, which match the whole.

use jke_model::pattern::Pattern;

/// The same texts by a pattern that matches the whole; `None` where RE2 does not take it.
pub fn whole(pattern: &str) -> Option<String> {
    let whole = match stripped(pattern) {
        Some(inner) => inner,
        None => format!(r"(?s:.*)(?:{pattern})(?s:.*)"),
    };
    Pattern::problem(&whole).is_none().then_some(whole)
}

/// What stands between `^` and `$`, where these hold for the whole pattern or for each of its alternatives.
fn stripped(pattern: &str) -> Option<String> {
    let alternatives = outer_alternatives(pattern)?;
    let inner: Option<Vec<&str>> = alternatives.into_iter().map(between_marks).collect();
    Some(inner?.join("|"))
}

fn between_marks(alternative: &str) -> Option<&str> {
    let inner = alternative.strip_prefix('^')?.strip_suffix('$')?;
    let escapes = inner.bytes().rev().take_while(|byte| *byte == b'\\').count();
    (escapes % 2 == 0).then_some(inner)
}

/// The parts between those `|` that stand outside of all groups and classes; `None` where brackets can't be followed.
fn outer_alternatives(pattern: &str) -> Option<Vec<&str>> {
    let (mut depth, mut in_class, mut class_start, mut escaped) = (0i32, false, 0, false);
    let (mut found, mut start) = (vec![], 0);
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
            '|' if depth == 0 => {
                found.push(&pattern[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    found.push(&pattern[start..]);
    (!in_class && depth == 0).then_some(found)
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
            ("^$|^[a-z]+$", Some("|[a-z]+")),
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
