//! What Kubernetes itself says of its types and their fields, unpacked when somebody first asks.
//!
//! `build/docs.rs` writes it and knows where it comes from. It is Markdown. Who only builds never pays for it.

use std::collections::HashMap;
use std::sync::OnceLock;

const TYPE: char = '\u{1}';
const FIELD: char = '\u{2}';
const TEXT: char = '\u{3}';

static PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/docs.deflate"));

struct Documented<'t> {
    text: &'t str,
    /// Sorted by name.
    fields: Vec<(&'t str, &'t str)>,
}

/// By `group/version/Name`.
type Types<'t> = HashMap<&'t str, Documented<'t>>;

/// The documentation of a type that a file of the library declares, such as `Deployment` of `k8s/apps/v1/deployment.jke`, or of a field of it.
pub fn documentation(path: &str, name: &str, field: Option<&str>) -> Option<&'static str> {
    let (folder, _) = path.strip_prefix("k8s/")?.rsplit_once('/')?;
    // An object inside another is of a type of its own, with the same fields.
    let name = name.strip_prefix("Embedded").unwrap_or(name);
    let documented = types().get(format!("{folder}/{name}").as_str())?;
    let text = match field {
        None => documented.text,
        Some(field) => documented.fields.binary_search_by_key(&field, |(name, _)| name).ok().map(|at| documented.fields[at].1)?,
    };
    (!text.is_empty()).then_some(text)
}

fn types() -> &'static Types<'static> {
    static TEXT_OF_ALL: OnceLock<String> = OnceLock::new();
    static TYPES: OnceLock<Types<'static>> = OnceLock::new();
    TYPES.get_or_init(|| read(TEXT_OF_ALL.get_or_init(unpacked)))
}

fn unpacked() -> String {
    let bytes = miniz_oxide::inflate::decompress_to_vec(PACKED).expect("the build has packed it");
    String::from_utf8(bytes).expect("the build has packed a text")
}

fn read(text: &str) -> Types<'_> {
    text.split(TYPE).skip(1).filter_map(read_type).collect()
}

fn read_type(part: &str) -> Option<(&str, Documented<'_>)> {
    let mut parts = part.split(FIELD).filter_map(|part| part.split_once(TEXT));
    let (name, text) = parts.next()?;
    Some((name, Documented { text, fields: parts.collect() }))
}

#[cfg(test)]
mod tests {
    use super::{documentation, types};

    #[test]
    fn types_and_fields_of_the_api_are_documented_in_its_own_words() {
        let of = |path, name, field| documentation(path, name, field).unwrap_or_default();
        assert!(of("k8s/apps/v1/deployment.jke", "Deployment", None).starts_with("Deployment enables declarative updates"));
        assert!(of("k8s/core/v1/pod.jke", "ContainerPort", Some("hostIP")).contains("host IP"));
        assert!(of("k8s/core/v1/service.jke", "ServicePort", Some("protocol")).contains("TCP"));
        assert!(of("k8s/meta/v1/object_meta.jke", "ObjectMeta", Some("name")).contains("unique within a namespace"));
        assert!(of("k8s/core/v1/volume.jke", "Volume", Some("configMap")).contains("configMap"));
        assert!(of("k8s/core/v1/persistent_volume_claim.jke", "EmbeddedPersistentVolumeClaim", None).starts_with("PersistentVolumeClaim"));
        assert_eq!(documentation("k8s/apps/v1/deployment.jke", "Deployment", Some("nonsense")), None);
        assert_eq!(documentation("std/app/application.jke", "Application", None), None);
    }

    /// By what the API holds today, a reader that understood little of the sources would show.
    #[test]
    fn next_to_everything_is_documented() {
        let types = types();
        assert!(types.len() > 600, "{} types", types.len());
        let fields: usize = types.values().map(|documented| documented.fields.len()).sum();
        assert!(fields > 2500, "{fields} fields");
        let silent: Vec<_> = types.iter().filter(|(_, documented)| documented.text.is_empty()).map(|(name, _)| name).collect();
        assert!(silent.len() < 20, "{silent:?}");
    }
}
