//! Texts, numbers and enumerations to types with the bounds that the schema gives.

use serde_json::Value;

use super::constraints::shown;
use super::pattern;
use super::schema::{Object, is, text, types, whole};
use crate::types::{Literal, Refinement, TypeExpr};

/// The type of a text, and what of its bounds can't be part of it.
pub fn string(schema: &Object) -> (TypeExpr, Vec<String>) {
    if text(schema, "format") == Some("date-time") && !schema.contains_key("pattern") {
        return (TypeExpr::named("Time"), vec![]);
    }
    let length = range(length(schema, "minLength").filter(|least| *least > 0), length(schema, "maxLength"));
    let mut refinements: Vec<Refinement> = length.into_iter().collect();
    let mut left = vec![];
    if let Some(written) = text(schema, "pattern") {
        match pattern::whole(written) {
            Some(whole) => refinements.push(Refinement::Pattern(whole)),
            None => left.push(format!("Pattern: `{written}`.")),
        }
    }
    (refined("String", refinements), left)
}

/// The type of a whole number, and what of its bounds can't be part of it.
pub fn integer(schema: &Object) -> (TypeExpr, Vec<String>) {
    let least = whole(schema.get("minimum")).map(|least| least.saturating_add(i64::from(is(schema, "exclusiveMinimum"))));
    let most = whole(schema.get("maximum")).map(|most| most.saturating_sub(i64::from(is(schema, "exclusiveMaximum"))));
    let least = least.max(whole(schema.get("exclusiveMinimum")).map(|above| above.saturating_add(1)));
    let most = [most, whole(schema.get("exclusiveMaximum")).map(|below| below.saturating_sub(1))].into_iter().flatten().min();
    let left = bounds(schema).filter(|(_, bound)| whole(Some(bound)).is_none()).map(|(words, bound)| format!("{words} `{bound}`."));
    // Bounds that leave nothing are a mistake of the schema.
    let sound = least.zip(most).is_none_or(|(least, most)| least <= most);
    (refined("Int", range(least, most).filter(|_| sound).into_iter().collect()), left.collect())
}

/// The type of a number, and that a bound itself is none, which no type says.
pub fn number(schema: &Object) -> (TypeExpr, Vec<String>) {
    let bound = |keyword: &str| schema.get(keyword).and_then(Value::as_f64);
    let from = [bound("minimum"), bound("exclusiveMinimum")].into_iter().flatten().reduce(f64::max);
    let to = [bound("maximum"), bound("exclusiveMaximum")].into_iter().flatten().reduce(f64::min);
    let left = bounds(schema).filter(|(words, _)| matches!(*words, ABOVE | BELOW)).map(|(words, bound)| format!("{words} `{bound}`."));
    let sound = from.zip(to).is_none_or(|(from, to)| from <= to) && (from.is_some() || to.is_some());
    let range = sound.then(|| Refinement::Range { from: from.map(Literal::Float), to: to.map(Literal::Float) });
    (refined("Float", range.into_iter().collect()), left.collect())
}

const ABOVE: &str = "Above";
const BELOW: &str = "Below";

/// The bounds of a number in words. `true` makes another bound exclusive.
fn bounds(schema: &Object) -> impl Iterator<Item = (&'static str, &Value)> {
    let is_above = is(schema, "exclusiveMinimum");
    let is_below = is(schema, "exclusiveMaximum");
    let named = [
        ("minimum", if is_above { ABOVE } else { "At least" }),
        ("exclusiveMinimum", ABOVE),
        ("maximum", if is_below { BELOW } else { "At most" }),
        ("exclusiveMaximum", BELOW),
    ];
    named.into_iter().filter_map(|(keyword, words)| Some((words, schema.get(keyword).filter(|bound| bound.is_number())?)))
}

/// A number or a text, or a quantity, of which the pattern tells.
pub fn int_or_string(schema: &Object) -> (TypeExpr, Vec<String>) {
    if text(schema, "pattern").is_some_and(|pattern| pattern.contains("[KMGTPE]i")) {
        return (TypeExpr::named("Quantity"), vec![]);
    }
    let ((number, mut left), (text, left_of_text)) = (integer(schema), string(schema));
    left.extend(left_of_text);
    (TypeExpr::Union(vec![number, text]), left)
}

/// The type of which all values are told; where it is none that types can tell, the values are left.
pub fn enumeration(schema: &Object, left: &mut Vec<String>) -> Option<TypeExpr> {
    let values: Vec<&Value> = match (schema.get("const"), schema.get("enum")) {
        (Some(only), _) => vec![only],
        (None, Some(several)) => several.as_array()?.iter().collect(),
        (None, None) => return None,
    };
    let found = union_of(schema, &values);
    let is_any_bool = types(schema) == ["boolean"] && [true, false].iter().all(|each| values.contains(&&Value::Bool(*each)));
    if found.is_none() && !is_any_bool {
        let shown = shown(&Value::Array(values.into_iter().cloned().collect()));
        left.push(format!("One of: {}.", shown.unwrap_or_else(|| "values that are too long to show".to_owned())));
    }
    found
}

fn union_of(schema: &Object, values: &[&Value]) -> Option<TypeExpr> {
    let mut literals = vec![];
    for value in values.iter().filter(|value| !value.is_null()) {
        let literal = TypeExpr::Literal(literal(value)?);
        if !literals.contains(&literal) {
            literals.push(literal);
        }
    }
    // `true | false` is a Bool.
    let is_other = types(schema) == ["boolean"] || literals.is_empty();
    (!is_other).then(|| TypeExpr::union(literals))
}

pub fn literal(value: &Value) -> Option<Literal> {
    match value {
        Value::String(text) => Some(Literal::Text(text.clone())),
        Value::Bool(value) => Some(Literal::Bool(*value)),
        Value::Number(_) => whole(Some(value)).map(Literal::Int),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// The length that a keyword gives, where it can be one.
pub fn length(schema: &Object, keyword: &str) -> Option<i64> {
    whole(schema.get(keyword)).filter(|length| *length >= 0)
}

pub fn range(from: Option<i64>, to: Option<i64>) -> Option<Refinement> {
    (from.is_some() || to.is_some()).then(|| Refinement::Range { from: from.map(Literal::Int), to: to.map(Literal::Int) })
}

pub fn refined(base: &str, refinements: Vec<Refinement>) -> TypeExpr {
    refine(TypeExpr::named(base), refinements)
}

pub fn refine(base: TypeExpr, refinements: Vec<Refinement>) -> TypeExpr {
    if refinements.is_empty() { base } else { TypeExpr::Refined { base: Box::new(base), refinements } }
}
