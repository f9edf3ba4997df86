//! Any bytes as the files of a project through the whole pipeline: `cargo +nightly fuzz run pipeline`.

#![no_main]

#[allow(dead_code, reason = "each target uses its part")]
#[path = "../run.rs"]
mod run;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| run::pipeline(bytes));
