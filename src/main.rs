//! The program: arguments to a command, its outcome to an exit status.

mod cli;
mod disk;
mod lsp;
mod report;

use std::process::ExitCode;

use clap::Parser;

/// A build makes and drops millions of small values on several threads.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    std::panic::set_hook(Box::new(tell_of_a_bug));
    let arguments = cli::Arguments::parse();
    // A panic on any thread ends the program with status 101; rayon and joins bring it here.
    match std::panic::catch_unwind(|| cli::run(arguments)) {
        Ok(code) => code,
        Err(_) => ExitCode::from(101),
    }
}

/// Says what to send. Values of the project are never part of it, only the place in jkec's own sources and what was expected there.
fn tell_of_a_bug(panic: &std::panic::PanicHookInfo) {
    let place = panic.location().map_or(String::new(), |place| format!(" at {}:{}", place.file(), place.line()));
    let text = panic.payload().downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.payload().downcast_ref::<String>().map(String::as_str)).unwrap_or("no message");
    let text = without_values(text);
    let message = format!(
        "jkec: this is a bug in jkec, not in your sources: {text}{place}\n\
         jkec: please report it to those who gave you jkec, with these two lines, the version (jkec {}, {} {}) and, if you may share them, the files that show it\n",
        env!("CARGO_PKG_VERSION"),
        std::env::consts::OS,
        std::env::consts::ARCH,
    );
    report::to_stderr(message.as_bytes());
}

/// What a panic says, up to where it would show a value: behind `: ` stands an error, and a text that was cut at a wrong place is quoted.
fn without_values(text: &str) -> &str {
    let ends = [": ", " of `", " slicing `", "; it is inside "].iter().filter_map(|mark| text.find(mark));
    &text[..ends.min().unwrap_or(text.len())]
}

#[cfg(test)]
mod tests {
    use super::without_values;

    #[test]
    fn what_is_told_of_a_bug_shows_no_value_of_the_project() {
        let said = |bug: &(dyn Fn() + std::panic::RefUnwindSafe)| {
            let payload = std::panic::catch_unwind(bug).expect_err("it panics");
            without_values(payload.downcast_ref::<String>().expect("it is put together")).to_owned()
        };
        let read = |text: &str| assert!(text.parse::<u8>().map_err(|_| text.to_owned()).expect("a number") > 0);
        assert_eq!(said(&|| read("hunter2")), "a number");
        let cut = |from: usize, to: usize| drop("hünter2"[from..to].to_owned());
        for (from, to) in [(2, 8), (0, 99), (5, 3)] {
            let said = said(&|| cut(from, to));
            assert!(!said.is_empty() && !said.contains("nter2"), "{said}");
        }
    }
}
