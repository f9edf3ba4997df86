//! Whatever is written is what an independent reader reads.

mod support;

use jke_encode::{json, toml, yaml};
use jke_model::declaration::Interfaces;
use jke_model::quantity::{Quantity, QuantityKind};
use jke_model::value::{Data, Text};
use proptest::prelude::*;
use support::{expected, list, nasty, value};

fn texts() -> impl Strategy<Value = String> {
    let pieces =
        prop::sample::select(vec!["a", "b ", " ", "\n", "\t", ":", "#", "-", "'", "\"", "\\", "é", "\u{2028}", "0", "=", "{", "\r", "|"]);
    let joined = prop::collection::vec(pieces, 0..8).prop_map(|pieces| pieces.concat());
    prop_oneof![any::<String>(), joined, prop::sample::select(nasty()), "[a-z]{1,8}", "( ?[a-z:]{0,3}\n){1,4}"]
}

fn data() -> impl Strategy<Value = Data> {
    let quantity = prop::sample::select(QuantityKind::ALL.to_vec());
    let leaf = prop_oneof![
        any::<bool>().prop_map(Data::Bool),
        any::<i64>().prop_map(Data::Int),
        prop::num::f64::NORMAL.prop_map(Data::Float),
        texts().prop_map(|text| Data::text(text.as_str())),
        (quantity, any::<i32>()).prop_map(|(kind, amount)| Data::Quantity(Quantity::new(kind, i64::from(amount)))),
    ];
    leaf.prop_recursive(5, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(list),
            prop::collection::vec((texts(), inner), 0..5).prop_map(table)
        ]
    })
}

fn table(entries: Vec<(String, Data)>) -> Data {
    let entries = entries.into_iter().map(|(key, data)| (Text::from(key), value(data)));
    Data::Map(std::sync::Arc::new(entries.collect()))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn yaml_reads_back(data in data()) {
        let written = yaml(&data, &Interfaces::default());
        let read: serde_json::Value = serde_yaml::from_str(&written).map_err(|error| TestCaseError::fail(format!("{error} in\n{written}")))?;
        prop_assert_eq!(read, expected(&data), "\n{}", written);
    }

    #[test]
    fn json_reads_back(data in data()) {
        let written = json(&data, &Interfaces::default());
        prop_assert!(!written.contains('\n'));
        let read: serde_json::Value = serde_json::from_str(&written).map_err(|error| TestCaseError::fail(format!("{error} in\n{written}")))?;
        prop_assert_eq!(read, expected(&data), "\n{}", written);
    }

    #[test]
    fn toml_reads_back(entries in prop::collection::vec((texts(), data()), 0..5)) {
        let data = table(entries);
        let written = toml(&data, &Interfaces::default()).expect("a table");
        let read: serde_json::Value = ::toml::from_str(&written).map_err(|error| TestCaseError::fail(format!("{error} in\n{written}")))?;
        prop_assert_eq!(read, expected(&data), "\n{}", written);
    }
}
