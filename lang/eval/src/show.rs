//! Values in texts: as `\( )` writes them, and short, for messages. A secret is never in either.

use jke_model::value::{Data, Text};

/// With the fewest digits that read back, and no exponent.
pub(crate) fn float(number: f64) -> String {
    let text = format!("{number}");
    if text.contains('.') { text } else { text + ".0" }
}

/// What `\( )` writes; `None` of what has no text.
pub(crate) fn interpolated(data: &Data) -> Option<Text> {
    match data {
        Data::Text(text) => Some(text.clone()),
        Data::Int(number) => Some(number.to_string().into()),
        Data::Float(number) => Some(float(*number).into()),
        Data::Bool(true) => Some(Text::Static("true")),
        Data::Bool(false) => Some(Text::Static("false")),
        Data::Quantity(quantity) => Some(quantity.to_string().into()),
        Data::None | Data::List(_) | Data::Map(_) | Data::Record(_) | Data::Secret(_) | Data::Deferred(_) | Data::Error => None,
    }
}

/// A value in a message.
pub(crate) fn brief(data: &Data) -> String {
    match data {
        Data::None => "none".to_owned(),
        Data::Text(text) => quoted(text),
        Data::List(values) => count(values.len(), "element", "a list"),
        Data::Map(values) => count(values.len(), "entry", "a map"),
        Data::Record(_) => "a record".to_owned(),
        Data::Secret(_) => "a secret".to_owned(),
        Data::Deferred(_) => "a record".to_owned(),
        Data::Error => "an error".to_owned(),
        Data::Bool(_) | Data::Int(_) | Data::Float(_) | Data::Quantity(_) => {
            interpolated(data).map(|text| text.to_string()).unwrap_or_default()
        }
    }
}

fn count(number: usize, one: &str, of: &str) -> String {
    let several = if one == "entry" { "entries".to_owned() } else { format!("{one}s") };
    match number {
        1 => format!("{of} with 1 {one}"),
        _ => format!("{of} with {number} {several}"),
    }
}

/// A text in a message, cut where it is long.
pub(crate) fn quoted(text: &str) -> String {
    const LONGEST: usize = 60;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{:?}…", &text[..end]),
        None => format!("{text:?}"),
    }
}
