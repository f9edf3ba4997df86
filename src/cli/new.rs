//! `jkec new NAME`: an app file.

use jke_text::{Code, Diagnostic, Name};

use super::begin::{self, FirstLines, NewFile};
use super::words::CommandLine;
use super::{Globals, Status, open, refuse};

#[derive(clap::Args, Debug)]
pub struct Options {
    /// The app's name: its file is apps/NAME.jke
    #[arg(value_name = "NAME")]
    name: String,
    /// The image that it runs
    #[arg(long)]
    image: Option<String>,
    /// The port that it listens on
    #[arg(long)]
    port: Option<u16>,
}

pub fn run(globals: &Globals, options: &Options) -> Status {
    let disk = match open::find(globals) {
        Ok(disk) => disk,
        Err(status) => return status,
    };
    let snapshot = match open::snapshot(globals, None) {
        Ok(snapshot) => snapshot,
        Err(status) => return status,
    };
    let Options { name, image, port } = options;
    let line = CommandLine::new(snapshot.sources().clone(), "new", std::slice::from_ref(name));
    let known = snapshot.resolved().instances.iter().find(|instance| instance.name == Name::new(name));
    let wrong = match known {
        _ if !begin::is_name(name) => Some(begin::no_name("an app", name, line.word(0))),
        Some(instance) => Some(
            Diagnostic::error(Code::E1003, line.word(0), format!("there is an app `{name}` already"))
                .label(instance.span, "here")
                .help("names of apps are unique in a project; choose another"),
        ),
        None if name == "platform" => Some(begin::no_name("an app", name, line.word(0))),
        None => None,
    };
    if let Some(wrong) = wrong {
        return refuse(globals, &[wrong], &line.sources);
    }
    let lines = FirstLines { image: image.clone(), port: *port }.ask();
    let text = format!("app {name}: Application {{\n{}}}\n", lines.text());
    match begin::write(globals, disk.root(), &[NewFile { path: format!("apps/{name}.jke"), text }]) {
        Ok(()) => Status::Done,
        Err(status) => status,
    }
}
