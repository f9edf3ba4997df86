//! Contents of objects held against each other: what is written counts, not where it comes from.

use std::fmt::Write;
use std::hash::{DefaultHasher, Hash, Hasher};

use jke_model::declaration::{FieldKind, Interfaces};
use jke_model::value::{Data, MapValue, RecordValue, Value};

/// The first leaf in which two values differ.
#[derive(Debug)]
pub struct Difference<'a> {
    /// `spec.containers[0].image`
    pub path: String,
    /// `None` where one has no such leaf.
    pub one: Option<&'a Value>,
    pub two: Option<&'a Value>,
}

/// Equal for equal contents.
pub(crate) fn fingerprint(data: &Data, interfaces: &Interfaces) -> u64 {
    let mut hasher = DefaultHasher::new();
    digest(data, interfaces, &mut hasher);
    hasher.finish()
}

fn digest(data: &Data, interfaces: &Interfaces, hasher: &mut DefaultHasher) {
    std::mem::discriminant(data).hash(hasher);
    match data {
        Data::None | Data::Error => {}
        Data::Bool(value) => value.hash(hasher),
        Data::Int(value) => value.hash(hasher),
        Data::Float(value) => value.to_bits().hash(hasher),
        Data::Text(text) => text.hash(hasher),
        Data::Quantity(quantity) => quantity.hash(hasher),
        Data::Secret(secret) => secret.text.hash(hasher),
        Data::Deferred(index) => index.hash(hasher),
        Data::List(list) => {
            list.len().hash(hasher);
            list.iter().for_each(|element| digest(&element.data, interfaces, hasher));
        }
        Data::Map(map) => entries(map, interfaces, hasher),
        Data::Record(record) => {
            let RecordValue { record, fields, rest } = &**record;
            record.hash(hasher);
            for (slot, (field, value)) in interfaces.record(*record).fields.iter().zip(fields).enumerate() {
                if field.kind == FieldKind::Input && !value.is_absent() {
                    slot.hash(hasher);
                    digest(&value.data, interfaces, hasher);
                }
            }
            entries(rest, interfaces, hasher);
        }
    }
}

fn entries(map: &MapValue, interfaces: &Interfaces, hasher: &mut DefaultHasher) {
    // Behind a record's fields it can be taken for no slot.
    (usize::MAX - map.len()).hash(hasher);
    for (key, value) in map {
        key.hash(hasher);
        digest(&value.data, interfaces, hasher);
    }
}

/// What of a record is written.
fn members<'a>(record: &'a RecordValue, interfaces: &'a Interfaces) -> impl Iterator<Item = (&'a str, &'a Value)> {
    let RecordValue { record, fields, rest } = record;
    let fields = interfaces.record(*record).fields.iter().zip(fields);
    let written = fields.filter(|(field, value)| field.kind == FieldKind::Input && !value.is_absent());
    written.map(|(field, value)| (field.name.as_str(), value)).chain(rest.iter().map(|(key, value)| (key.as_str(), value)))
}

/// Where two values differ, if they do.
pub fn difference<'a>(one: &'a Value, two: &'a Value, interfaces: &'a Interfaces) -> Option<Difference<'a>> {
    let mut path = String::new();
    let (one, two) = differing(one, two, interfaces, &mut path)?;
    Some(Difference { path, one, two })
}

type Pair<'a> = (Option<&'a Value>, Option<&'a Value>);

/// The differing leaves; `path` then leads to them.
fn differing<'a>(one: &'a Value, two: &'a Value, interfaces: &'a Interfaces, path: &mut String) -> Option<Pair<'a>> {
    match (&one.data, &two.data) {
        (Data::List(left), Data::List(right)) => (0..left.len().max(right.len()))
            .find_map(|at| inside(path, |path| write!(path, "[{at}]"), left.get(at), right.get(at), interfaces)),
        (Data::Map(left), Data::Map(right)) => {
            let left: Vec<_> = left.iter().map(|(key, value)| (key.as_str(), value)).collect();
            let right: Vec<_> = right.iter().map(|(key, value)| (key.as_str(), value)).collect();
            of_keys(&left, &right, interfaces, path).or_else(|| reordered(one, two, &left, &right))
        }
        (Data::Record(left), Data::Record(right)) if left.record == right.record => {
            let left: Vec<_> = members(left, interfaces).collect();
            let right: Vec<_> = members(right, interfaces).collect();
            of_keys(&left, &right, interfaces, path).or_else(|| reordered(one, two, &left, &right))
        }
        (left, right) => (left != right).then_some((Some(one), Some(two))),
    }
}

type Members<'a> = [(&'a str, &'a Value)];

fn of_keys<'a>(left: &Members<'a>, right: &Members<'a>, interfaces: &'a Interfaces, path: &mut String) -> Option<Pair<'a>> {
    let find = |members: &Members<'a>, key: &str| members.iter().find(|(known, _)| *known == key).map(|(_, value)| *value);
    let only_right = right.iter().filter(|(key, _)| find(left, key).is_none());
    left.iter().chain(only_right).find_map(|(key, _)| inside(path, |path| step(path, key), find(left, key), find(right, key), interfaces))
}

/// The same entries in another order are another text.
fn reordered<'a>(one: &'a Value, two: &'a Value, left: &Members, right: &Members) -> Option<Pair<'a>> {
    let same = left.iter().map(|(key, _)| key).eq(right.iter().map(|(key, _)| key));
    (!same).then_some((Some(one), Some(two)))
}

fn inside<'a>(
    path: &mut String,
    step: impl FnOnce(&mut String) -> std::fmt::Result,
    one: Option<&'a Value>,
    two: Option<&'a Value>,
    interfaces: &'a Interfaces,
) -> Option<Pair<'a>> {
    let length = path.len();
    step(path).expect("writing to a string never fails");
    let found = match (one, two) {
        (Some(one), Some(two)) => differing(one, two, interfaces, path),
        (one, two) => Some((one, two)),
    };
    if found.is_none() {
        path.truncate(length);
    }
    found
}

fn step(path: &mut String, key: &str) -> std::fmt::Result {
    if !path.is_empty() {
        path.push('.');
    }
    let is_word = key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    if is_word && !key.is_empty() { path.write_str(key) } else { write!(path, "{key:?}") }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use jke_model::value::Text;
    use jke_text::Origin;

    use super::*;

    fn value(data: Data) -> Value {
        Value::new(data, Origin::NONE)
    }

    fn map<'a>(entries: impl IntoIterator<Item = (&'a str, Data)>) -> Data {
        Data::Map(Arc::new(entries.into_iter().map(|(key, data)| (Text::from(key), value(data))).collect()))
    }

    fn list(elements: impl IntoIterator<Item = i64>) -> Data {
        Data::List(Arc::new(elements.into_iter().map(|element| value(Data::Int(element))).collect()))
    }

    /// `path: one two`, and nothing where they are alike; the fingerprints must agree.
    fn differ(one: Data, two: Data) -> Option<String> {
        let interfaces = Interfaces::default();
        let alike = fingerprint(&one, &interfaces) == fingerprint(&two, &interfaces);
        let (one, two) = (value(one), Value { origin: Origin(7), ..value(two) });
        let found = difference(&one, &two, &interfaces);
        assert_eq!(found.is_none(), alike);
        let shown = |value: Option<&Value>| value.map_or("-".to_owned(), |value| jke_encode::json(&value.data, &interfaces));
        found.map(|found| format!("{}: {} {}", found.path, shown(found.one), shown(found.two)))
    }

    #[test]
    fn the_first_leaf_that_differs_is_named_and_origins_make_no_difference() {
        let spec = |port| map([("spec", map([("a.b/c", list([1, port]))]))]);
        assert_eq!(differ(spec(2), spec(2)), None);
        assert_eq!(differ(spec(2), spec(3)).as_deref(), Some("spec.\"a.b/c\"[1]: 2 3"));
        assert_eq!(differ(map([("a", list([1]))]), map([("a", list([1, 2]))])).as_deref(), Some("a[1]: - 2"));
        assert_eq!(differ(map([("a", Data::Int(1))]), map([("b", Data::Int(1))])).as_deref(), Some("a: 1 -"));
        assert_eq!(differ(map([]), list([])).as_deref(), Some(": {} []"));
    }

    #[test]
    fn entries_in_another_order_are_another_content() {
        let (one, two) = (("a", Data::Int(1)), ("b", Data::Int(2)));
        let found = differ(map([("m", map([one.clone(), two.clone()]))]), map([("m", map([two, one]))]));
        assert_eq!(found.as_deref(), Some("m: {\"a\":1,\"b\":2} {\"b\":2,\"a\":1}"));
    }
}
