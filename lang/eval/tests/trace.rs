//! What a tracer is told, and the origins that values carry.

mod support;

use jke_eval::Tracer;
use jke_model::layer::Operation;
use jke_model::object::Object;
use jke_model::value::Value;
use jke_text::{Name, Span};
use support::check_traced;

#[derive(Default)]
struct Lines(Vec<String>);

fn shown(path: &[Name]) -> String {
    path.iter().map(|name| name.as_str()).collect::<Vec<_>>().join(".")
}

impl Tracer for Lines {
    fn set(&mut self, path: &[Name], operation: &Operation, value: &Value) {
        self.0.push(format!("{} set at {} origin {}", shown(path), operation.span.start, value.origin.0));
    }

    fn overridden(&mut self, path: &[Name], by: &Operation) {
        self.0.push(format!("{} overridden at {}", shown(path), by.span.start));
    }

    fn defaulted(&mut self, path: &[Name], default: Span, _value: &Value) {
        self.0.push(format!("{} defaulted at {}", shown(path), default.start));
    }

    fn emitted(&mut self, object: &Object) {
        self.0.push(format!("{} emitted at {}", object.handle, object.span.start));
    }
}

#[test]
fn a_tracer_hears_where_each_leaf_comes_from() {
    let text =
        "app a: M { x = 5, s { p = 2 } }\nproject p {}\nmodule M { x: Int = 1, y: Int = x, s: S = {} }\ntype S { p: Int = 1, q: Int = p }";
    let mut lines = Lines::default();
    let found = check_traced(text, "a", "", &mut lines);
    assert_eq!(found.mistakes, [""; 0]);
    let place = |needle: &str| text.find(needle).expect("it stands in the text") as u32 + 1;
    let expected = [
        format!("x set at {} origin {}", place("x = 5"), place("5,")),
        format!("y defaulted at {}", place("x, s: S")),
        format!("s.p set at {} origin {}", place("p = 2"), place("2 }")),
        format!("s.q defaulted at {}", place("p }")),
    ];
    assert_eq!(lines.0, expected);
}
