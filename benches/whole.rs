//! Whole processes: `jkec` built and started cold on generated projects, by wall time and peak memory.
//!
//! `cargo bench --bench whole` runs all; words after `--` choose by name (`cargo bench --bench whole -- 1000`). The budgets are those of
//! ARCHITECTURE.md; a measure that is over its budget says so, and nothing fails, since machines differ.

#[path = "generate/mod.rs"]
mod generate;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use wait4::Wait4;

/// A command line on a project of so many apps.
struct Measure {
    name: &'static str,
    apps: usize,
    words: &'static [&'static str],
    runs: usize,
    budget: Option<Budget>,
}

#[derive(Clone, Copy)]
struct Budget {
    millis: f64,
    megabytes: Option<f64>,
}

struct Measured {
    /// Sorted.
    walls: Vec<Duration>,
    /// The least processor time, of all threads: what other work on the machine changes least.
    processor: Duration,
    /// The largest.
    peak_bytes: u64,
}

const ONE: &[&str] = &["build", "env=prod", "cluster=tokyo"];
const THREE: &[&str] = &["build", "cluster=tokyo", "--each"];
const SIX: &[&str] = &["check"];

const fn budget(millis: f64, megabytes: f64) -> Option<Budget> {
    Some(Budget { millis, megabytes: Some(megabytes) })
}

const fn measure(name: &'static str, apps: usize, words: &'static [&'static str], runs: usize, budget: Option<Budget>) -> Measure {
    Measure { name, apps, words, runs, budget }
}

const MEASURES: &[Measure] = &[
    measure("version", 1, &["--version"], 30, Some(Budget { millis: 2.0, megabytes: None })),
    measure("build 1 app, 1 target", 1, ONE, 30, budget(8.0, 12.0)),
    measure("build 100 apps, 1 target", 100, ONE, 20, None),
    measure("build 1000 apps, 1 target", 1_000, ONE, 15, budget(46.0, 60.0)),
    measure("build 1000 apps, 3 targets", 1_000, THREE, 10, Some(Budget { millis: 92.0, megabytes: None })),
    measure("check 1000 apps, 6 targets", 1_000, SIX, 10, Some(Budget { millis: 150.0, megabytes: None })),
    measure("build 10000 apps, 1 target", 10_000, ONE, 3, budget(460.0, 300.0)),
    measure("build 10000 apps, 3 targets", 10_000, THREE, 3, None),
];

fn main() -> ExitCode {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let chosen = MEASURES.iter().filter(|each| wanted.is_empty() || wanted.iter().any(|word| each.name.contains(word.as_str())));
    let scratch = tempfile::tempdir().expect("the system gives a temporary folder");
    let mut projects = BTreeMap::new();
    println!("{:<30} {:>10} {:>10} {:>10} {:>9}   budget", "", "best", "median", "processor", "peak");
    for measure in chosen {
        let folder = projects.entry(measure.apps).or_insert_with(|| project(scratch.path(), measure.apps));
        match run(measure, folder) {
            Ok(measured) => println!("{}", line(measure, &measured)),
            Err(message) => {
                eprintln!("{}: {message}", measure.name);
                return ExitCode::FAILURE;
            }
        }
    }
    ExitCode::SUCCESS
}

fn project(scratch: &Path, apps: usize) -> PathBuf {
    let folder = scratch.join(apps.to_string());
    generate::write(&folder, apps).expect("the temporary folder takes the project");
    folder
}

fn run(measure: &Measure, folder: &Path) -> Result<Measured, String> {
    let mut measured = Measured { walls: vec![], processor: Duration::MAX, peak_bytes: 0 };
    for _ in 0..measure.runs {
        let mut command = Command::new(env!("CARGO_BIN_EXE_jkec"));
        command.arg("-C").arg(folder).args(measure.words).stdout(Stdio::null()).stderr(Stdio::null());
        let start = Instant::now();
        let mut child = command.spawn().map_err(|error| error.to_string())?;
        let used = child.wait4().map_err(|error| error.to_string())?;
        measured.walls.push(start.elapsed());
        measured.processor = measured.processor.min(used.rusage.utime + used.rusage.stime);
        measured.peak_bytes = measured.peak_bytes.max(used.rusage.maxrss);
        if !used.status.success() {
            return Err(format!("`jkec {}` ended with {}", measure.words.join(" "), used.status));
        }
    }
    measured.walls.sort();
    Ok(measured)
}

fn line(measure: &Measure, measured: &Measured) -> String {
    let millis = |wall: Duration| wall.as_secs_f64() * 1e3;
    let (best, median) = (millis(measured.walls[0]), millis(measured.walls[measured.walls.len() / 2]));
    let processor = millis(measured.processor);
    let megabytes = measured.peak_bytes as f64 / 1e6;
    let budget = measure.budget.map_or(String::new(), |budget| {
        let Budget { millis, megabytes: memory } = budget;
        let over = median > millis || memory.is_some_and(|memory| megabytes > memory);
        let memory = memory.map_or(String::new(), |memory| format!(", {memory} MB"));
        format!("   {millis} ms{memory}{}", if over { "  OVER" } else { "" })
    });
    format!("{:<30} {best:>7.1} ms {median:>7.1} ms {processor:>7.1} ms {megabytes:>6.1} MB{budget}", measure.name)
}
