//! How large a value is, and what is in it, by one walk that ends where a bound is passed.

use jke_model::value::{Data, Value};

use crate::limits::NODE_BYTES;

#[derive(Default)]
pub(crate) struct Measure {
    /// Values of all kinds.
    pub nodes: u64,
    /// About what it takes when it is written.
    pub bytes: usize,
    pub secrets: bool,
    pub errors: bool,
}

/// Walks until more than `bound` bytes are found.
pub(crate) fn measure(value: &Value, bound: usize) -> Measure {
    let mut found = Measure::default();
    walk(value, bound, &mut found);
    found
}

fn walk(value: &Value, bound: usize, found: &mut Measure) {
    if found.bytes > bound {
        return;
    }
    match &value.data {
        Data::None => return,
        Data::Bool(_) | Data::Int(_) | Data::Float(_) | Data::Quantity(_) => {}
        Data::Text(text) => found.bytes += text.len(),
        Data::Secret(secret) => {
            found.secrets = true;
            found.bytes += secret.text.len();
        }
        Data::List(values) => values.iter().for_each(|value| walk(value, bound, found)),
        Data::Map(map) => map.iter().for_each(|(key, value)| {
            found.bytes += key.len();
            walk(value, bound, found);
        }),
        Data::Record(record) => {
            record.fields.iter().for_each(|value| walk(value, bound, found));
            record.rest.iter().for_each(|(key, value)| {
                found.bytes += key.len();
                walk(value, bound, found);
            });
        }
        Data::Deferred(_) | Data::Error => found.errors = true,
    }
    found.nodes += 1;
    found.bytes += NODE_BYTES;
}
