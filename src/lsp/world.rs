//! The one thread that owns all state: messages in the order in which they came, checks where something changed, publications.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, Sender};

use jke_session::Snapshot;
use jke_text::{Code, Diagnostic, Source, Span};
use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::oneshot;
use tower_lsp::ls_types as lsp;

use super::convert::{self, Encoding};
use super::library::{self, Copy};
use super::project::{self, Job, Project};
use crate::disk::Disk;

/// What handlers and the checking thread send.
pub enum Message {
    Begin {
        encoding: Encoding,
        folders: Vec<PathBuf>,
        registers: bool,
    },
    /// The client takes notifications now; the answer is whether it can be asked to watch files.
    Ready {
        answer: oneshot::Sender<bool>,
    },
    /// An open document's whole text.
    Text {
        uri: lsp::Uri,
        version: i32,
        text: String,
    },
    Close {
        uri: lsp::Uri,
    },
    DiskChanged,
    View {
        path: PathBuf,
        answer: oneshot::Sender<Option<Answerable>>,
    },
    Checked {
        job: Job,
        diagnostics: Vec<Diagnostic>,
    },
}

/// A state of a project from which a question about one of its files is answered.
pub struct Answerable {
    pub snapshot: Snapshot,
    pub file: Shown,
    pub encoding: Encoding,
    pub root: PathBuf,
}

/// The text that the question is about, as the editor has it.
pub enum Shown {
    Own(Arc<Source>),
    Library(Copy),
}

impl Answerable {
    /// The position among all sources.
    pub fn offset(&self, position: lsp::Position) -> u32 {
        match &self.file {
            Shown::Own(source) => convert::offset(source, position, self.encoding),
            Shown::Library(copy) => copy.offset(position, self.encoding),
        }
    }

    /// Of a span in that text.
    pub fn range(&self, span: Span) -> lsp::Range {
        match &self.file {
            Shown::Own(source) => convert::range(source, span, self.encoding),
            Shown::Library(copy) => copy.range(span, self.encoding),
        }
    }

    /// The place of a span in any file, those of the library among them.
    pub fn location(&self, span: Span) -> Option<lsp::Location> {
        let own = project::locate(&self.root, &self.snapshot, span, self.encoding);
        own.or_else(|| Copy::of(self.snapshot.sources().file_at(span.start)?).location(span, self.encoding))
    }
}

/// All diagnostics of one file.
pub struct Publication {
    pub uri: lsp::Uri,
    pub diagnostics: Vec<lsp::Diagnostic>,
    pub version: Option<i32>,
}

pub struct World {
    encoding: Encoding,
    registers: bool,
    is_ready: bool,
    /// By root.
    projects: BTreeMap<PathBuf, Project>,
    jobs: Sender<Job>,
    publish: UnboundedSender<Publication>,
}

impl World {
    /// Starts the world and the thread that checks for it; both end with the process.
    pub fn start(publish: UnboundedSender<Publication>) -> Sender<Message> {
        let (messages, inbox) = mpsc::channel();
        let (jobs, waiting) = mpsc::channel::<Job>();
        let back = messages.clone();
        spawn(move || {
            for job in waiting {
                if let Some(diagnostics) = job.check() {
                    let _ = back.send(Message::Checked { job, diagnostics });
                }
            }
        });
        let world = World { encoding: Encoding::Utf16, registers: false, is_ready: false, projects: BTreeMap::new(), jobs, publish };
        spawn(move || world.run(&inbox));
        messages
    }

    /// Takes all messages that are there before anything is checked: of a storm of edits only the last state is.
    fn run(mut self, inbox: &Receiver<Message>) {
        while let Ok(message) = inbox.recv() {
            self.take(message);
            inbox.try_iter().for_each(|message| self.take(message));
            if self.is_ready {
                let due: Vec<Job> = self.projects.values_mut().filter_map(Project::job).collect();
                due.into_iter().for_each(|job| drop(self.jobs.send(job)));
            }
        }
    }

    fn take(&mut self, message: Message) {
        match message {
            Message::Begin { encoding, folders, registers } => {
                (self.encoding, self.registers) = (encoding, registers);
                for folder in folders {
                    self.project_of(&folder);
                }
            }
            Message::Ready { answer } => {
                self.is_ready = true;
                let _ = answer.send(self.registers);
            }
            Message::Text { uri, version, text } => {
                let path = convert::path(&uri);
                match path.as_deref().and_then(|path| self.file(path)) {
                    Some((project, path)) => project.set_text(path, uri, version, text),
                    None if path.as_deref().and_then(library::file_of).is_some() => {}
                    None => self.outside(uri, version),
                }
            }
            Message::Close { uri } => {
                if let Some((project, path)) = convert::path(&uri).as_deref().and_then(|path| self.file(path)) {
                    project.close(&path);
                }
            }
            Message::DiskChanged => self.projects.values_mut().for_each(Project::refresh),
            Message::View { path, answer } => {
                let _ = answer.send(self.view(&path));
            }
            Message::Checked { job, diagnostics } => self.publish(&job, &diagnostics),
        }
    }

    /// The present state of the project that a file belongs to, or of one that has reached this file of the library.
    fn view(&mut self, path: &Path) -> Option<Answerable> {
        let encoding = self.encoding;
        if let Some((project, path)) = self.file(path) {
            return project.view(&path, encoding);
        }
        let path = library::file_of(path)?;
        self.projects.values_mut().find_map(|project| project.view_library(&path, encoding))
    }

    fn publish(&mut self, job: &Job, diagnostics: &[Diagnostic]) {
        let encoding = self.encoding;
        let publications = self.projects.get_mut(&job.root).map(|project| project.publish(job, diagnostics, encoding));
        publications.into_iter().flatten().for_each(|publication| drop(self.publish.send(publication)));
    }

    /// A file that belongs to no project can't be checked.
    fn outside(&self, uri: lsp::Uri, version: i32) {
        let error = Diagnostic::error(Code::E0901, Span::NONE, "this file belongs to no project: no folder above it holds a `project.jke`")
            .help("`jkec init` begins a project");
        let diagnostics = vec![convert::diagnostic(&error, lsp::Range::default(), |_| None)];
        let _ = self.publish.send(Publication { uri, diagnostics, version: Some(version) });
    }

    /// The project that a file belongs to, and its path there.
    fn file(&mut self, path: &Path) -> Option<(&mut Project, String)> {
        // The file may not be on the disk yet, its folder is.
        let folder = path.parent()?.canonicalize().ok()?;
        let file = folder.join(path.file_name()?);
        let project = self.project_of(&folder)?;
        let inside = file.strip_prefix(project.root()).ok()?;
        let parts: Option<Vec<&str>> = inside.components().map(|part| part.as_os_str().to_str()).collect();
        Some((project, parts?.join("/")))
    }

    /// The project of the nearest `project.jke` from a folder upwards, opened if it wasn't.
    fn project_of(&mut self, folder: &Path) -> Option<&mut Project> {
        let disk = Disk::find(folder).ok().flatten()?;
        let root = disk.root().to_owned();
        Some(self.projects.entry(root).or_insert_with(|| Project::new(disk)))
    }
}

/// A thread without which nothing works: its panic, a bug that the hook has told of, ends the process, and the editor starts a new one.
fn spawn(work: impl FnOnce() + Send + 'static) {
    let guarded = move || {
        if std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).is_err() {
            std::process::exit(101);
        }
    };
    std::thread::spawn(guarded);
}
