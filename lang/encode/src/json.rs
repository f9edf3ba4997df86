//! Data to compact JSON.

use jke_model::value::Data;

use crate::members::{Member, Writing, unfinished};
use crate::number;

pub(crate) fn value(out: &mut Vec<u8>, data: &Data, writing: Writing) {
    match data {
        Data::None => out.extend_from_slice(b"null"),
        Data::Bool(value) => out.extend_from_slice(if *value { b"true" } else { b"false" }),
        Data::Int(value) => number::int(out, *value),
        Data::Float(value) => number::float(out, *value),
        Data::Text(value) => text(out, value),
        Data::Quantity(value) => {
            out.push(b'"');
            number::quantity(out, value);
            out.push(b'"');
        }
        Data::List(list) => {
            out.push(b'[');
            for (at, element) in writing.of_list(list).enumerate() {
                separate(out, at);
                value(out, element, writing);
            }
            out.push(b']');
        }
        Data::Map(map) => object(out, writing.of_map(map), writing),
        Data::Record(record) => object(out, writing.of_record(record), writing),
        Data::Secret(secret) => text(out, writing.secret(&secret.text)),
        Data::Deferred(_) | Data::Error => unfinished(),
    }
}

fn object<'a>(out: &mut Vec<u8>, members: impl Iterator<Item = (&'a str, Member<'a>)>, writing: Writing) {
    out.push(b'{');
    for (at, (key, member)) in members.enumerate() {
        separate(out, at);
        text(out, key);
        out.push(b':');
        match member {
            Member::Value(data) => value(out, data, writing),
            Member::Text(written) => text(out, written),
        }
    }
    out.push(b'}');
}

fn separate(out: &mut Vec<u8>, at: usize) {
    if at > 0 {
        out.push(b',');
    }
}

fn text(out: &mut Vec<u8>, text: &str) {
    serde_json::to_writer(out, text).expect("writing a text to memory never fails");
}
