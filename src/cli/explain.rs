//! `jkec explain E0301`: the page of a diagnostic.

use std::io::Write;

use jke_text::{Code, Diagnostic, Sources, nearest};

use super::words::CommandLine;
use super::{Globals, Status, build, fail, refuse};

#[derive(clap::Args, Debug)]
pub struct Options {
    /// As it stands in brackets behind `error` or `warning`
    #[arg(value_name = "CODE")]
    code: String,
}

pub fn run(globals: &Globals, options: &Options) -> Status {
    let Some(code) = Code::ALL.iter().find(|code| code.as_str().eq_ignore_ascii_case(&options.code)) else {
        let line = CommandLine::new(Sources::default(), "explain", std::slice::from_ref(&options.code));
        let near = nearest(&options.code, Code::ALL.iter().map(|code| code.as_str()));
        let error = Diagnostic::error(Code::E1003, line.word(0), format!("`{}` is not the code of a diagnostic", options.code))
            .did_you_mean(near)
            .help("a code stands in brackets behind `error` or `warning`, as in `error[E0301]`");
        return refuse(globals, &[error], &line.sources);
    };
    match build::quiet_pipe(std::io::stdout().lock().write_all(code.page().as_bytes())) {
        Ok(()) => Status::Done,
        Err(error) => fail(Status::Outside, format_args!("the page can't be written: {error}")),
    }
}
