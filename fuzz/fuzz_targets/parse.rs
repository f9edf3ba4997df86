//! Any bytes to the parser: `cargo +nightly fuzz run parse`.

#![no_main]

#[allow(dead_code, reason = "each target uses its part")]
#[path = "../run.rs"]
mod run;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| run::parse(bytes));
