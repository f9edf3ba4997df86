//! Kinds to names of files.

/// `HTTPRoute` is `http_route`, `CSIDriver` is `csi_driver`.
pub fn snake(kind: &str) -> String {
    let letters: Vec<char> = kind.chars().collect();
    let mut name = String::new();
    for (at, letter) in letters.iter().enumerate() {
        let follows_small = at > 0 && !letters[at - 1].is_uppercase();
        // The last of several capitals begins a word: the `D` of `CSIDriver`.
        let begins_word = at > 0 && letters.get(at + 1).is_some_and(|next| next.is_lowercase());
        if letter.is_uppercase() && (follows_small || begins_word) {
            name.push('_');
        }
        name.extend(letter.to_lowercase());
    }
    name
}
