//! `jkec check`: everything that can be wrong with the chosen apps for the chosen targets.

use std::io::Write;
use std::sync::atomic::AtomicBool;

use jke_session::{Request, Snapshot};

use super::label::Unlabelled;
use super::words::{CommandLine, Selection};
use super::{Globals, Status, build, fail, open, refuse};
use crate::report::{self, Format, Report};

#[derive(clap::Args, Debug)]
pub struct Options {
    /// Targets (env=prod, env=[dev, staging], cluster!=osaka) and names of apps; all where none are named
    #[arg(value_name = "TARGET|APP")]
    words: Vec<String>,
    /// Set a field, above all that the sources say: --set my-application.image=nginx:1.15
    #[arg(long, value_name = "APP.PATH=VALUE")]
    set: Vec<String>,
    /// Threads to work on [default: the processor's cores]
    #[arg(long, value_name = "N")]
    jobs: Option<std::num::NonZeroUsize>,
}

pub fn run(globals: &Globals, options: &Options) -> Status {
    let snapshot = match open::snapshot(globals, options.jobs) {
        Ok(snapshot) => snapshot,
        Err(status) => return status,
    };
    let line = CommandLine::with_settings(snapshot.sources().clone(), "check", &options.words, &options.set);
    let selection = match select(&snapshot, &line, Unlabelled::Proved) {
        Ok(selection) => selection,
        Err(diagnostics) => return refuse(globals, &diagnostics, &line.sources),
    };
    let Selection { targets, instances, settings, all_targets: _, span: _ } = &selection;
    let request = Request { targets: targets.clone(), instances: instances.clone(), settings: settings.clone(), ..Request::default() };
    let diagnostics = globals.clock.time("check", || snapshot.check(&request, &AtomicBool::new(false)));
    let report = report::render(&diagnostics, &line.sources, globals.style);
    let status = match report.errors {
        0 => Status::Done,
        _ if line.is_to_blame(&diagnostics) => Status::CommandLine,
        _ => Status::Sources,
    };
    let told = tell(globals, &report, &snapshot, &selection);
    // The process ends here: what it holds need not be taken apart.
    std::mem::forget(snapshot);
    told.map_or_else(|error| fail(Status::Outside, format_args!("the diagnostics can't be written: {error}")), |()| status)
}

/// What the words choose. Where the project's axes are not known, no word can be judged: then everything is checked, and the
/// diagnostics say what is wrong with the project.
pub fn select(snapshot: &Snapshot, line: &CommandLine, unlabelled: Unlabelled) -> Result<Selection, Vec<jke_text::Diagnostic>> {
    if snapshot.resolved().axes_known {
        return line.select(snapshot, unlabelled);
    }
    Ok(Selection {
        targets: snapshot.project().targets.clone(),
        instances: None,
        settings: vec![],
        all_targets: true,
        span: jke_text::Span::NONE,
    })
}

/// In JSON the diagnostics are the command's data, and go to stdout.
fn tell(globals: &Globals, report: &Report, snapshot: &Snapshot, selection: &Selection) -> std::io::Result<()> {
    if globals.style.format == Format::Json {
        return build::quiet_pipe(std::io::stdout().lock().write_all(&report.text));
    }
    let summary = match report.summary() {
        none if none.is_empty() => format!("no mistakes in {}", scope(snapshot, selection)),
        counts => format!("{counts} in {}", scope(snapshot, selection)),
    };
    report::to_stderr(&[&report.text[..], summary.as_bytes(), b"\n"].concat());
    Ok(())
}

/// `6 apps for 4 targets`
fn scope(snapshot: &Snapshot, selection: &Selection) -> String {
    let count = |number: usize, what: &str| if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") };
    let apps = match &selection.instances {
        None => count(snapshot.apps().len(), "app"),
        Some(named) => named.iter().map(|name| name.as_str()).collect::<Vec<_>>().join(", "),
    };
    match snapshot.project().axes.is_empty() {
        true => apps,
        false => format!("{apps} for {}", count(selection.targets.len(), "target")),
    }
}
