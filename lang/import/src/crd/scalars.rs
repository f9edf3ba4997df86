//! Texts, numbers and enumerations to types with the bounds that the schema gives.

use serde_json::Value;

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

pub fn integer(schema: &Object) -> TypeExpr {
    let least = whole(schema.get("minimum")).max(whole(schema.get("exclusiveMinimum")).map(|above| above.saturating_add(1)));
    let most = [whole(schema.get("maximum")), whole(schema.get("exclusiveMaximum")).map(|below| below.saturating_sub(1))];
    let (least, most) = (least.map(|least| least + i64::from(is(schema, "exclusiveMinimum"))), most.into_iter().flatten().min());
    let most = most.map(|most| most - i64::from(is(schema, "exclusiveMaximum")));
    // Bounds that leave nothing are a mistake of the schema.
    let sound = least.zip(most).is_none_or(|(least, most)| least <= most);
    refined("Int", range(least, most).filter(|_| sound).into_iter().collect())
}

pub fn number(schema: &Object) -> TypeExpr {
    let bound = |keyword: &str| schema.get(keyword).and_then(Value::as_f64).map(Literal::Float);
    let (from, to) = (bound("minimum"), bound("maximum"));
    let refinements = if from.is_some() || to.is_some() { vec![Refinement::Range { from, to }] } else { vec![] };
    refined("Float", refinements)
}

/// A number or a text, or a quantity, of which the pattern tells.
pub fn int_or_string(schema: &Object) -> (TypeExpr, Vec<String>) {
    if text(schema, "pattern").is_some_and(|pattern| pattern.contains("[KMGTPE]i")) {
        return (TypeExpr::named("Quantity"), vec![]);
    }
    let (text, left) = string(schema);
    (TypeExpr::Union(vec![integer(schema), text]), left)
}

/// `None` where not all values can be types.
pub fn enumeration(schema: &Object) -> Option<TypeExpr> {
    let values = match (schema.get("const"), schema.get("enum")) {
        (Some(only), _) => vec![only],
        (None, Some(several)) => several.as_array()?.iter().collect(),
        (None, None) => return None,
    };
    let mut literals = vec![];
    for value in values.into_iter().filter(|value| !value.is_null()) {
        let literal = TypeExpr::Literal(literal(value)?);
        if !literals.contains(&literal) {
            literals.push(literal);
        }
    }
    // `true | false` is a Bool.
    let all = types(schema) == ["boolean"] || literals.is_empty();
    (!all).then(|| TypeExpr::union(literals))
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
