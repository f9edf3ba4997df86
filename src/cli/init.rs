//! `jkec init`: a project that builds at once: its targets, its platform, a first app.

use jke_text::{Diagnostic, Sources, Span};

use super::begin::{self, FirstLines, NewFile};
use super::{Globals, Status, open, refuse};
use crate::disk::PROJECT_FILE;
use crate::report;

#[derive(clap::Args, Debug)]
pub struct Options {
    /// The project's name [default: the folder's]
    #[arg(long)]
    name: Option<String>,
    /// The environments, from the first to the last that a change reaches
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    env: Vec<String>,
    /// The first app's name
    #[arg(long, value_name = "NAME")]
    app: Option<String>,
    /// The first app's image
    #[arg(long)]
    image: Option<String>,
    /// The port that it listens on
    #[arg(long)]
    port: Option<u16>,
}

/// What the project begins with.
struct Plan {
    project: String,
    environments: Vec<String>,
    app: String,
    lines: FirstLines,
}

pub fn run(globals: &Globals, options: &Options) -> Status {
    let folder = match globals.directory.canonicalize() {
        Ok(folder) => folder,
        Err(error) => return open::no_folder(globals, &error),
    };
    let plan = plan(options, &folder_name(&folder));
    let wrong = mistakes(&plan);
    if !wrong.is_empty() {
        return refuse(globals, &wrong, &Sources::default());
    }
    let files = [
        NewFile { path: PROJECT_FILE.to_owned(), text: project_text(&plan) },
        NewFile { path: "platform.jke".to_owned(), text: platform_text(&plan) },
        NewFile { path: format!("apps/{}.jke", plan.app), text: app_text(&plan) },
    ];
    if let Err(status) = begin::write(globals, &folder, &files) {
        return status;
    }
    let last = plan.environments.last().map_or("", String::as_str);
    let next = format!("next: `jkec build env={last}` prints the manifests for {last}, `jkec new NAME` adds an app\n");
    report::to_stderr(next.as_bytes());
    Status::Done
}

fn plan(options: &Options, folder: &str) -> Plan {
    let Options { name, env, app, image, port } = options;
    let project = name.clone().or_else(|| begin::answer("name of the project", folder)).unwrap_or_else(|| folder.to_owned());
    let environments = match env.as_slice() {
        [] => begin::answer("environments", "dev, staging, prod").unwrap_or_else(|| "dev, staging, prod".to_owned()),
        given => given.join(","),
    };
    Plan {
        project,
        environments: environments.split([',', ' ']).filter(|word| !word.is_empty()).map(str::to_owned).collect(),
        app: app.clone().or_else(|| begin::answer("name of the first app", "my-app")).unwrap_or_else(|| "my-app".to_owned()),
        lines: FirstLines { image: image.clone(), port: *port }.ask(),
    }
}

/// The folder's name, as near as a name of the language can be to it.
fn folder_name(folder: &std::path::Path) -> String {
    let name = folder.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let words: Vec<&str> = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let name = words.join("-").to_ascii_lowercase();
    if begin::is_name(&name) { name } else { "my-project".to_owned() }
}

fn mistakes(plan: &Plan) -> Vec<Diagnostic> {
    let names = [("a project", &plan.project), ("an app", &plan.app)];
    let environments = plan.environments.iter().map(|name| ("an environment", name));
    let taken = |name: &str| matches!(name, "platform");
    let wrong = names.into_iter().chain(environments).filter(|(_, name)| !begin::is_name(name) || taken(name));
    wrong.map(|(what, name)| begin::no_name(what, name, Span::NONE)).collect()
}

fn project_text(plan: &Plan) -> String {
    format!(
        "// The project and its targets. Kept by whoever looks after the infrastructure.\n\
         project {} {{\n\
         \x20 edition = 1\n\
         \n\
         \x20 // `jkec build env={}` builds one of them; `on env={} {{ … }}` says what is different there.\n\
         \x20 axis env = {}\n\
         }}\n",
        plan.project,
        plan.environments[0],
        plan.environments[0],
        plan.environments.join(" | "),
    )
}

fn platform_text(plan: &Plan) -> String {
    format!(
        "// What the apps run on, so that no app needs to know it. Kept by whoever looks after the infrastructure.\n\
         platform: Platform {{\n\
         \x20 // Where apps are reached: a route that names no host gets `<app>.<domain>`.\n\
         \x20 domain = \"example.com\"\n\
         }}\n\
         \n\
         // What every app gets in {first}, whatever its own file says.\n\
         on env={first} for Application {{\n\
         \x20 scale {{ min = 1, max = 2 }}\n\
         }}\n",
        first = plan.environments[0],
    )
}

fn app_text(plan: &Plan) -> String {
    let last = plan.environments.last().unwrap_or(&plan.environments[0]);
    format!(
        "// Kept by the people who write {app}. No line here is about Kubernetes: `jkec build env={last}` writes that.\n\
         app {app}: Application {{\n\
         {lines}\
         \n\
         \x20 // What is different in {last}.\n\
         \x20 on env={last} {{\n\
         \x20   scale {{ min = 4, max = 40 }}\n\
         \x20 }}\n\
         }}\n",
        app = plan.app,
        lines = plan.lines.text(),
    )
}
