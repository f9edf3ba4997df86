//! Quantities: reading, printing, arithmetic, and the laws that hold between them.

use jke_model::quantity::{Quantity, QuantityError, QuantityKind, possible_kinds};
use proptest::prelude::*;

use QuantityKind::{Cpu, Duration, General, Memory, Percent};

fn read(text: &str, kind: QuantityKind) -> Quantity {
    Quantity::parse(text, kind).unwrap_or_else(|error| panic!("`{text}` as {}: {error:?}", kind.name()))
}

fn shown(quantity: Option<Quantity>) -> String {
    quantity.map_or_else(|| "none".to_owned(), |quantity| quantity.to_string())
}

#[test]
fn texts_are_read_exactly_and_printed_canonically() {
    let cases = [
        (Cpu, "0.5", "500m"),
        (Cpu, "500m", "500m"),
        (Cpu, "2", "2"),
        (Cpu, "2.0", "2"),
        (Cpu, "1.5", "1500m"),
        (Cpu, "1500m", "1500m"),
        (Cpu, "0", "0"),
        (Cpu, "-0.5", "-500m"),
        (Memory, "1.5Gi", "1536Mi"),
        (Memory, "1024Mi", "1Gi"),
        (Memory, "1536Mi", "1536Mi"),
        (Memory, "128M", "128M"),
        (Memory, "1000M", "1G"),
        (Memory, "1024000k", "1024M"),
        (Memory, "1000Ki", "1000Ki"),
        (Memory, "1024k", "1000Ki"),
        (Memory, "7Ei", "7Ei"),
        (Memory, "0.5k", "500"),
        (Memory, "0Mi", "0"),
        (Duration, "7d", "168h"),
        (Duration, "90s", "1m30s"),
        (Duration, "1h30m", "1h30m"),
        (Duration, "250ms", "250ms"),
        (Duration, "1.5s", "1s500ms"),
        (Duration, "0.5h", "30m"),
        (Duration, "1h30m250ms", "1h30m250ms"),
        (Duration, "0m", "0s"),
        (Percent, "12.5%", "12.5%"),
        (Percent, "70%", "70%"),
        (Percent, "0.0001%", "0.0001%"),
        (Percent, "-0.5%", "-0.5%"),
        (Percent, "150%", "150%"),
        (General, "1000", "1k"),
        (General, "500m", "500m"),
        (General, "2", "2"),
        (General, "0.5", "500m"),
        (General, "2.5", "2500m"),
        (General, "1.5Gi", "1536Mi"),
        (General, "1024", "1024"),
        (General, "1Ki", "1Ki"),
        (General, "0.5Ki", "512"),
        (General, "0.0001Ki", "102400u"),
        (General, "10u", "10u"),
        (General, "1000n", "1u"),
        (General, "0", "0"),
        (General, "0Gi", "0"),
    ];
    for (kind, text, printed) in cases {
        assert_eq!(read(text, kind).to_string(), printed, "{text}");
    }
}

#[test]
fn wrong_units_say_what_was_meant() {
    let meant = |text, kind| match Quantity::parse(text, kind) {
        Err(QuantityError::Unit { reason, meant }) => format!("{reason}: {}", meant.unwrap_or_default()),
        other => panic!("{text}: {other:?}"),
    };
    assert_eq!(meant("500m", Memory), "`m` is milli-bytes here: 500Mi");
    assert_eq!(meant("512", Memory), "memory needs a unit: 512Mi");
    assert_eq!(meant("134217728", Memory), "memory needs a unit: 128Mi");
    assert_eq!(meant("123456789", Memory), "memory needs a unit: 123456.789k");
    assert_eq!(meant("512MB", Memory), "`MB` is no unit of Memory: 512M");
    assert_eq!(meant("512mib", Memory), "`mib` is no unit of Memory: 512Mi");
    assert_eq!(meant("512K", Memory), "`K` is no unit of Memory: 512k");
    assert_eq!(meant("30", Duration), "a duration needs a unit: 30s");
    assert_eq!(meant("5min", Duration), "`min` is no unit of Duration: 5m");
    assert_eq!(meant("5Mi", Duration), "`Mi` is no unit of Duration: ");
    assert_eq!(meant("1h5min", Duration), "`min` is no unit of Duration: ");
    assert_eq!(meant("70", Percent), "a percentage ends with `%`: 70%");
    assert_eq!(meant("256Mi", Cpu), "`Mi` is no unit of Cpu: ");
}

#[test]
fn what_is_no_quantity_is_refused_for_its_reason() {
    let malformed = [
        ("30m1h", Duration),
        ("1h1h", Duration),
        ("", Cpu),
        ("-", Cpu),
        ("m", Cpu),
        (".5", Cpu),
        ("5.", Cpu),
        ("1.2.3", Cpu),
        ("1m2m", Cpu),
    ];
    for (text, kind) in malformed {
        assert_eq!(Quantity::parse(text, kind), Err(QuantityError::Malformed), "{text}");
    }
    for (text, kind) in [("0.5m", Cpu), ("0.0001", Cpu), ("1.1Gi", Memory), ("0.5ms", Duration), ("0.00001%", Percent), ("0.5n", General)] {
        assert!(matches!(Quantity::parse(text, kind), Err(QuantityError::TooFine(_))), "{text}");
    }
    let long = "9".repeat(100);
    for (text, kind) in [("8Ei", Memory), ("99999999Ei", Memory), (long.as_str(), Cpu), ("9999999999999999999", General)] {
        assert_eq!(Quantity::parse(text, kind), Err(QuantityError::TooLarge), "{text}");
    }
}

#[test]
fn literals_that_several_kinds_read_are_ambiguous() {
    assert_eq!(possible_kinds("500m"), [Cpu, Duration]);
    assert_eq!(possible_kinds("256Mi"), [Memory]);
    assert_eq!(possible_kinds("1h30m"), [Duration]);
    assert_eq!(possible_kinds("70%"), [Percent]);
    assert_eq!(possible_kinds("5u"), [General]);
    assert!(possible_kinds("5q").is_empty());
}

#[test]
fn equality_and_order_go_by_value() {
    assert_eq!(read("1024Mi", Memory), read("1Gi", Memory));
    assert_eq!(read("1Ki", General), read("1024", General));
    assert_ne!(read("1", Cpu), read("1", General));
    assert!(read("500m", General) < read("1", General));
    assert!(read("-1k", General) < read("-1u", General));
    assert_eq!(read("1", Cpu).partial_cmp(&read("1s", Duration)), None);
}

#[test]
fn sums_keep_the_kind_and_overflow_is_none() {
    assert_eq!(shown(read("500m", Cpu).checked_add(read("1", Cpu))), "1500m");
    assert_eq!(shown(read("1Gi", Memory).checked_sub(read("512Mi", Memory))), "512Mi");
    assert_eq!(shown(read("1", General).checked_add(read("500m", General))), "1500m");
    assert_eq!(shown(read("7Ei", Memory).checked_add(read("1Ei", Memory))), "none");
    assert_eq!(shown(read("1", Cpu).checked_add(read("1s", Duration))), "none");
}

#[test]
fn products_are_rounded_up_but_not_by_the_error_of_a_float() {
    assert_eq!(shown(read("100m", Cpu).checked_mul(1.1)), "110m");
    assert_eq!(shown(read("1000m", Cpu).checked_mul(0.1 + 0.2)), "300m");
    assert_eq!(shown(read("3Gi", Memory).checked_mul(2.0 / 3.0)), "2Gi");
    assert_eq!(shown(read("1m", Cpu).checked_mul(0.0001)), "1m");
    assert_eq!(shown(read("1m", Cpu).checked_mul(1e-300)), "1m");
    assert_eq!(shown(read("1m", Cpu).checked_mul(1e300)), "none");
    assert_eq!(shown(read("1m", Cpu).checked_mul(f64::NAN)), "none");
    assert_eq!(shown(read("333m", Cpu).checked_mul_percent(read("50%", Percent))), "167m");
    assert_eq!(shown(read("1Gi", Memory).checked_mul_percent(read("75%", Percent))), "768Mi");
    assert_eq!(shown(read("50%", Percent).checked_mul_percent(read("50%", Percent))), "25%");
    assert_eq!(shown(read("30s", Duration).checked_mul_int(-3)), "-1m30s");
    assert_eq!(shown(read("500m", General).checked_mul(2.5)), "1250m");
    assert_eq!(shown(read("1n", General).checked_mul(0.5)), "1n");
}

#[test]
fn quotients_round_up_and_ratios_are_plain_numbers() {
    assert_eq!(shown(read("1", Cpu).checked_div(3.0)), "334m");
    assert_eq!(shown(read("1Gi", Memory).checked_div(4.0)), "256Mi");
    assert_eq!(shown(read("1", Cpu).checked_div(-4.0)), "-250m");
    assert_eq!(shown(read("1", Cpu).checked_div(0.0)), "none");
    assert_eq!(read("1Gi", Memory).ratio(read("256Mi", Memory)), Some(4.0));
    assert_eq!(read("1h", Duration).ratio(read("0s", Duration)), None);
    assert_eq!(read("1", General).ratio(read("500m", General)), Some(2.0));
}

#[test]
fn cores_memory_and_numbers_become_general_quantities() {
    assert_eq!(shown(read("500m", Cpu).to_general()), "500m");
    assert_eq!(shown(read("2", Cpu).to_general()), "2");
    assert_eq!(shown(read("1536Mi", Memory).to_general()), "1536Mi");
    assert_eq!(shown(read("128M", Memory).to_general()), "128M");
    assert_eq!(shown(read("5m", Duration).to_general()), "none");
    assert_eq!(shown(Quantity::from_int(1000, General).ok()), "1k");
    assert_eq!(shown(Quantity::from_number(0.25, General).ok()), "250m");
    assert_eq!(shown(Quantity::from_number(1.5, Cpu).ok()), "1500m");
    assert!(matches!(Quantity::from_int(512, Memory), Err(QuantityError::Unit { .. })));
}

fn kinds() -> impl Strategy<Value = QuantityKind> {
    prop::sample::select(QuantityKind::ALL.to_vec())
}

fn quantities() -> impl Strategy<Value = Quantity> {
    let amounts = prop_oneof![any::<i64>(), -100_000i64..100_000, (0u32..60).prop_map(|bit| 1 << bit)];
    (kinds(), amounts, -9i8..=0, any::<bool>()).prop_map(|(kind, amount, exponent, binary)| match kind {
        General => Quantity { kind, amount, exponent, binary },
        Cpu | Memory | Duration | Percent => Quantity::new(kind, amount),
    })
}

proptest! {
    #[test]
    fn what_is_printed_reads_back_as_the_same(quantity in quantities()) {
        let printed = quantity.to_string();
        let has_literal = quantity.kind != Memory || printed.ends_with(|last: char| last.is_ascii_alphabetic());
        let kind = if has_literal { quantity.kind } else { General };
        let back = Quantity::parse(&printed, kind);
        if has_literal {
            prop_assert_eq!(back, Ok(quantity), "{}", printed);
        } else {
            prop_assert_eq!(back.ok(), quantity.to_general(), "{}", printed);
        }
    }

    #[test]
    fn canonical_texts_are_printed_as_they_are(quantity in quantities()) {
        let printed = quantity.to_string();
        if let Ok(back) = Quantity::parse(&printed, quantity.kind) {
            prop_assert_eq!(back.to_string(), printed);
        }
    }

    #[test]
    fn no_text_makes_reading_panic(text in "[-0-9.a-zA-Z%é]{0,24}", kind in kinds()) {
        let _ = Quantity::parse(&text, kind);
        let _ = possible_kinds(&text);
    }

    #[test]
    fn no_arithmetic_panics(a in quantities(), b in quantities(), number in any::<f64>(), int in any::<i64>(), percent in any::<i64>()) {
        let _ = (a.checked_add(b), a.checked_sub(b), a.checked_mul(number), a.checked_div(number), a.checked_mul_int(int));
        let _ = (a.checked_mul_percent(Quantity::new(Percent, percent)), a.ratio(b), a.to_general(), a.checked_neg());
    }

    #[test]
    fn adding_and_taking_away_gives_back_what_was(a in quantities(), b in quantities()) {
        if let Some(sum) = a.checked_add(b) {
            prop_assert_eq!(sum.checked_sub(b), Some(a));
            prop_assert_eq!(sum > a, b.amount > 0);
        }
    }

    #[test]
    fn a_product_with_a_percentage_is_the_least_that_is_not_below_it(amount in 0i64..1 << 50, percent in 0i64..3_000_000) {
        let product = Quantity::new(Memory, amount).checked_mul_percent(Quantity::new(Percent, percent)).expect("small enough");
        let exact = i128::from(amount) * i128::from(percent);
        let bytes = i128::from(product.amount);
        prop_assert!(bytes * 1_000_000 >= exact && (bytes - 1) * 1_000_000 < exact);
    }
}
