//! Readers of YAML 1.1 get back what was written: PyYAML, where Python has it.

mod support;

use std::io::Write;
use std::process::{Command, Stdio};

use jke_encode::yaml;
use jke_model::declaration::Interfaces;
use jke_model::value::Data;
use support::{expected, list, map, nasty, text};

const SCRIPT: &str = r"
import json, sys, yaml
cases = json.load(sys.stdin)
wrong = [[case, repr(read)] for case, want in cases for read in [yaml.load(case, Loader=yaml.SafeLoader)] if read != want]
json.dump(wrong, sys.stdout)
";

fn python(script: &str, input: &[u8]) -> Option<Vec<u8>> {
    let command = Command::new("python3").args(["-c", script]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
    let mut child = command.ok()?;
    child.stdin.take()?.write_all(input).ok()?;
    let output = child.wait_with_output().ok()?;
    output.status.success().then_some(output.stdout)
}

/// A nasty text wherever a text can stand.
fn cases(nasty: &str) -> [Data; 3] {
    let everywhere =
        map([("a", text(nasty)), (nasty, list([text(nasty), list([text(nasty)]), map([(nasty, text(nasty)), ("z", text(nasty))])]))]);
    [text(nasty), map([("a", text(nasty)), ("b", Data::Int(1))]), everywhere]
}

#[test]
fn yaml_1_1_reads_the_same() {
    if python("import yaml", b"").is_none() {
        eprintln!("skipped: python3 has no PyYAML here");
        return;
    }
    let mut all: Vec<Data> = nasty().iter().flat_map(|nasty| cases(nasty)).collect();
    all.push(list([1.0, -0.0, 0.1, 1e21, 1.5e-7].map(Data::Float)));
    all.push(list([i64::MIN, -1, 0, 8, i64::MAX].map(Data::Int)));
    all.push(list([Data::Bool(true), Data::Bool(false)]));
    let pairs: Vec<_> = all.iter().map(|data| (yaml(data, &Interfaces::default()), expected(data))).collect();
    let answer = python(SCRIPT, &serde_json::to_vec(&pairs).expect("texts")).expect("PyYAML reads all of it");
    let wrong: Vec<(String, String)> = serde_json::from_slice(&answer).expect("a list of pairs");
    assert!(wrong.is_empty(), "{} of {} are read wrong: {:#?}", wrong.len(), pairs.len(), &wrong[..wrong.len().min(5)]);
}
