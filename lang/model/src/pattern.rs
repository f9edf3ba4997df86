//! Regular expressions of `String(…)` and `matches`: RE2 syntax, anchored at both ends, compiled when first used.

use std::sync::OnceLock;

use regex::Regex;

/// A pattern with its text. Two are equal when their texts are.
#[derive(Debug)]
pub struct Pattern {
    pub text: String,
    compiled: OnceLock<Option<Regex>>,
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Pattern) -> bool {
        self.text == other.text
    }
}

impl Pattern {
    /// Of a text that [`Pattern::problem`] found nothing wrong with; a wrong one matches everything.
    pub fn new(text: impl Into<String>) -> Pattern {
        Pattern { text: text.into(), compiled: OnceLock::new() }
    }

    /// What is wrong with a pattern, in one line.
    pub fn problem(text: &str) -> Option<String> {
        let error = compile(text).err()?;
        let shown = error.to_string();
        let last = shown.lines().last().unwrap_or_default();
        Some(last.trim_start_matches("error: ").to_owned())
    }

    pub fn matches(&self, text: &str) -> bool {
        self.compiled.get_or_init(|| compile(&self.text).ok()).as_ref().is_none_or(|regex| regex.is_match(text))
    }
}

fn compile(text: &str) -> Result<Regex, regex::Error> {
    regex::RegexBuilder::new(&format!("^(?:{text})$")).size_limit(1 << 20).build()
}
