//! The text of a mapping: rows are read, and a line that is none is named.

use jke_import::application::rows::{Conversion, Relation, WrongLine, parse};

#[test]
fn rows_and_joins_are_read() {
    let text = "# a comment\n\neach Deployment\nplatform Platform\nwith Service by spec.selector within spec.labels\nscale.min, scale.max : seconds <- A a.b[only,x=$y,!z,w=1?].*.$k & B c\nhealth = none <- A a\n";
    let mapping = parse(text).expect("all lines are rows");
    assert_eq!((mapping.each.as_deref(), mapping.platform.as_deref()), (Some("Deployment"), Some("Platform")));
    assert_eq!(mapping.joins.iter().map(|join| join.relation).collect::<Vec<_>>(), [Relation::Within]);
    let [scale, health] = mapping.rows.as_slice() else { panic!("two rows") };
    assert_eq!((scale.targets.len(), scale.conversion, scale.sources.len()), (2, Some(Conversion::Seconds), 2));
    assert_eq!((scale.sources[0].path.len(), scale.sources[0].path[1].conditions.len()), (4, 4));
    assert_eq!(health.constant.as_deref(), Some("none"));
}

#[test]
fn a_line_that_is_no_row_is_named() {
    for text in ["image -> A b", "with A by b equals c", "a : hours <- A b", "a <- A", "a..b <- A b", "a <- A b[", "a <- A b.", "each"] {
        assert_eq!(parse(&format!("# x\n{text}\n")).err(), Some(WrongLine { number: 2, text: text.to_owned() }), "{text}");
    }
}
