//! Nodes to plain data, for what is read as a whole: as kubectl reads it.

use serde_json::{Map, Number, Value};

use super::scalar::{Resolved, resolve};
use super::{Node, Scalar, Yaml};

/// The data of a node. Walked by recursion: no node is nested deeper than the builder allows.
pub fn plain(node: &Node) -> Value {
    match &node.value {
        Yaml::Scalar(scalar) => of_scalar(scalar),
        Yaml::List(elements) => Value::Array(elements.iter().map(plain).collect()),
        Yaml::Map(entries) => {
            let entries = entries.iter().map(|entry| (entry.key.to_string(), plain(&entry.value)));
            Value::Object(entries.collect::<Map<_, _>>())
        }
    }
}

fn of_scalar(scalar: &Scalar) -> Value {
    match resolve(scalar) {
        Resolved::Null => Value::Null,
        Resolved::Bool(value) | Resolved::OldBool(value) => Value::Bool(value),
        Resolved::Int(value) | Resolved::OddInt(value) => Value::Number(whole(value)),
        // JSON has neither infinity nor what is no number.
        Resolved::Float(value) => Number::from_f64(value).map_or_else(|| Value::String(scalar.text.to_string()), Value::Number),
        Resolved::Text => Value::String(scalar.text.to_string()),
    }
}

/// The number, or the nearest that JSON's readers can hold.
fn whole(value: i128) -> Number {
    let exact = i64::try_from(value).map(Number::from).or_else(|_| u64::try_from(value).map(Number::from));
    exact.unwrap_or_else(|_| Number::from_f64(value as f64).unwrap_or_else(|| Number::from(0)))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use jke_text::{Source, SourceKind};

    use super::*;

    #[test]
    fn scalars_are_what_kubectl_takes_them_for() {
        let text = "a: [0644, yes, '1', 1.5, ~, =, .inf, 18446744073709551615]\n'2': { x: &x why, z: *x }\n";
        let source = Arc::new(Source::new("a.yaml", SourceKind::Project, text.to_owned(), 1));
        let found: Vec<Value> = super::super::read(&source).documents.iter().map(|document| plain(&document.root)).collect();
        let expected = serde_json::json!({
            "a": [420, true, "1", 1.5, null, "=", ".inf", 18446744073709551615u64],
            "2": { "x": "why", "z": "why" },
        });
        assert_eq!(found, [expected]);
    }
}
