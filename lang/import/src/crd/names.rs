//! Names of types and of files, made from kinds, fields and groups.

/// The name of a type, or a part of one: `rules` is `Rules`; what no name may hold is `_`.
pub fn type_name(field: &str) -> String {
    let allowed = |character: char| if character.is_ascii_alphanumeric() { character } else { '_' };
    let mut name: String = field.chars().map(allowed).collect();
    if !name.starts_with(|first: char| first.is_ascii_alphabetic()) {
        name.insert(0, 'X');
    }
    name[..1].make_ascii_uppercase();
    name
}

/// `gateway/v1/http_route.jke`: the group's first part, the version, the kind.
pub fn file_path(group: &str, version: &str, kind: &str) -> String {
    let folder = group.split('.').next().filter(|first| !first.is_empty()).unwrap_or("core");
    format!("{folder}/{version}/{}.jke", crate::snake(kind))
}
