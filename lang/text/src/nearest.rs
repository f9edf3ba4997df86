//! "Did you mean": the known word that an unknown one most resembles.

/// The candidate nearest to `word`, if one is near enough that the author can have meant it.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = word.chars().count();
    let allowed = match length {
        0 => return None,
        1..=3 => 1,
        4..=7 => 2,
        _ => 3,
    };
    let lower = word.to_lowercase();
    candidates
        .into_iter()
        // A word that is longer or shorter by more is further away than that.
        .filter(|candidate| *candidate != word && candidate.chars().count().abs_diff(length) <= allowed)
        .map(|candidate| (strsim::damerau_levenshtein(&lower, &candidate.to_lowercase()), candidate))
        .filter(|(distance, _)| *distance <= allowed && *distance < length)
        .min()
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_misspelt_word_finds_its_neighbour_and_a_foreign_one_does_not() {
        assert_eq!(nearest("imgae", ["image", "scale"]), Some("image"));
        assert_eq!(nearest("prd", ["dev", "prod", "staging"]), Some("prod"));
        assert_eq!(nearest("replicas", ["image", "scale"]), None);
        assert_eq!(nearest("x", ["y"]), None);
    }
}
