//! Clashes in the author's words.

use jke_encode::json;
use jke_model::declaration::Interfaces;
use jke_model::object::Object;
use jke_model::program::{Instance, Program};
use jke_model::value::{Data, Value};
use jke_text::{Code, Diagnostic, Span};

use crate::Manifest;
use crate::content::{Difference, difference};

/// A value is shown up to so many characters.
const LONGEST_SHOWN: usize = 60;

/// Two instances, or one instance twice, emit one object. `is_own` tells whether a place stands in the project.
pub fn twice(is_own: &dyn Fn(Span) -> bool, one: (&Instance, &Manifest), two: (&Instance, &Manifest)) -> Diagnostic {
    let ((first, first_manifest), (second, second_manifest)) = (one, two);
    let object = object(first_manifest);
    if first.id == second.id {
        // Nobody here can mend the library's line.
        let (here, too) = match (is_own(first_manifest.span), is_own(second_manifest.span)) {
            (true, false) => (first_manifest.span, second_manifest.span),
            (false | true, _) => (second_manifest.span, first_manifest.span),
        };
        let error = Diagnostic::error(Code::E0601, here, format!("`{}` emits {object} twice", first.name));
        let error = error.label(too, "emitted here too").label(first.span, format!("by `{}`", first.name));
        return error.help("give one of the two another `metadata.name`");
    }
    let error = Diagnostic::error(Code::E0601, second.span, format!("`{}` and `{}` both emit {object}", first.name, second.name));
    error
        .label(first.span, format!("`{}` emits it too", first.name))
        .label(second_manifest.span, "emitted here")
        .help("give one of the two another `name` or `namespace`")
}

/// `the Deployment `orders` of namespace `shop``
fn object(manifest: &Manifest) -> String {
    let Manifest { identity, namespace, name, .. } = manifest;
    match namespace {
        Some(namespace) => format!("the {} `{name}` of namespace `{namespace}`", identity.kind),
        None => format!("the {} `{name}`", identity.kind),
    }
}

/// Two targets of one cluster emit an object with different contents. `targets` are their names, and `is_own` tells whether a place
/// stands in the project.
pub fn differs(
    program: &Program,
    is_own: &dyn Fn(Span) -> bool,
    cluster: &str,
    targets: [String; 2],
    one: &Object,
    two: &Object,
) -> Diagnostic {
    let interfaces = &program.interfaces;
    let instance = program.instance(two.instance);
    let [first, second] = targets;
    let (kind, name) = (two.identity.kind, &two.name);
    let what = format!("the {kind} `{name}` of cluster `{cluster}` differs between {first} and {second}");
    let Some(Difference { path, one: left, two: right }) = difference(&one.value, &two.value, interfaces) else {
        return Diagnostic::error(Code::E0604, instance.span, what);
    };
    let message = format!("{what}: `{path}` is {} and {}", shown(left, interfaces), shown(right, interfaces));
    let place = |value: Option<&Value>| {
        value.map(|value| value.origin).filter(|origin| !origin.is_none()).map(|origin| Span::new(origin.0, origin.0))
    };
    let (left, right) = (place(left), place(right));
    // What a module of the library computes is told at the instance: nobody here can mend the library's line.
    let primary = right.into_iter().chain(left).find(|place| is_own(*place)).unwrap_or(instance.span);
    let error = Diagnostic::error(Code::E0604, primary, message);
    let error = match left.or(right).filter(|left| *left != primary) {
        Some(left) if primary == instance.span => error.label(left, "computed here"),
        Some(left) => error.label(left, format!("for {first}")),
        None => error,
    };
    error.label(instance.span, format!("emitted by `{}`", instance.name)).help(
        "both targets deploy to one cluster: let the value not depend on the target, or give the object a name or a namespace that does",
    )
}

fn shown(value: Option<&Value>, interfaces: &Interfaces) -> String {
    let Some(value) = value else { return "not set".to_owned() };
    if matches!(value.data, Data::Secret(_)) {
        return "a secret".to_owned();
    }
    if !holds_no_secret(&value.data) {
        return "a value with secrets".to_owned();
    }
    let text = json(&value.data, interfaces);
    match text.char_indices().nth(LONGEST_SHOWN) {
        Some((cut, _)) => format!("`{}…`", &text[..cut]),
        None => format!("`{text}`"),
    }
}

fn holds_no_secret(data: &Data) -> bool {
    match data {
        Data::Secret(_) => false,
        Data::List(list) => list.iter().all(|element| holds_no_secret(&element.data)),
        Data::Map(map) => map.values().all(|value| holds_no_secret(&value.data)),
        Data::Record(record) => record.fields.iter().chain(record.rest.values()).all(|value| holds_no_secret(&value.data)),
        Data::None
        | Data::Bool(_)
        | Data::Int(_)
        | Data::Float(_)
        | Data::Text(_)
        | Data::Quantity(_)
        | Data::Deferred(_)
        | Data::Error => true,
    }
}
