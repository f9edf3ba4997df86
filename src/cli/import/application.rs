//! `jkec import --as application`: what belongs together to apps of a module, each built and held against what was read.

use std::collections::BTreeMap;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;

use jke_import::application::rows::{Mapping, parse};
use jke_import::application::{App, AppFile, Group, fill, groups, left, write_app};
use jke_import::manifest::objects::{Object, Objects, Other, objects};
use jke_import::manifest::typed::Refused;
use jke_import::manifest::{Imported, ImportedFile, Kinds, Layout, head_comments};
use jke_import::snake;
use jke_model::declaration::RecordId;
use jke_session::{Request, Secrets, Session};
use jke_text::{Code, Diagnostic, LoadError, Loader, MemoryLoader, Name, Source, Sources, Span};
use rustc_hash::FxHashSet;

use super::files;
use super::library::{Library, Module};
use super::manifests::{end, is_file, print};
use super::proof::{BuiltObject, Compared, PROJECT, Proven, built_objects, compared, namespaces_told, origin, prove, reason};
use crate::cli::{Globals, Status, fail, refuse, tell};
use crate::disk::{Disk, PROJECT_FILE};
use crate::report;

const MOST_ROUNDS: usize = 50;

/// What apps are made with.
struct Making<'a> {
    mapping: &'a Mapping,
    kinds: &'a Kinds<'a>,
    module: &'a str,
    record: RecordId,
    /// Where there is none, the apps get a platform with them.
    project: Option<Around>,
}

/// An app that was made, and what is to be said of it.
#[derive(Default)]
struct Made {
    file: Option<ImportedFile>,
    platform: Vec<(Vec<String>, String)>,
    told: Vec<Diagnostic>,
    equal: usize,
    homeless: Vec<Span>,
    /// It can be no app, for this reason.
    failure: Option<String>,
}

pub fn run(globals: &Globals, paths: &[PathBuf], output: Option<&Path>, module: &str) -> Status {
    let Some((folder, name)) = module.rsplit_once('.') else { return unknown_module(globals, module) };
    let Some(text) = mapping_text(folder, name) else { return unknown_module(globals, module) };
    let mapping = match parse(text) {
        Ok(mapping) => mapping,
        Err(wrong) => {
            return fail(Status::Outside, format_args!("line {} of the mapping of {module} is wrong: {}", wrong.number, wrong.text));
        }
    };
    let (sources, read) = match files::read(globals, paths) {
        Ok(read) => read,
        Err(status) => return status,
    };
    let Objects { objects, diagnostics: mut told, others } = objects(&read);
    let mut session = Session::new();
    let library = Library::of(&mut session, &objects, Some(Module { folder, name }));
    let Some(record) = library.module() else { return unknown_module(globals, module) };
    let kinds = library.kinds();
    let project = project_of(&mut session, globals, output);
    let making = Making { mapping: &mapping, kinds: &kinds, module: name, record, project };
    let (found, mut rest) = groups(&objects, &mapping);
    let mut made = vec![];
    for Group { members } in found {
        let objects: Vec<&Object> = members.iter().map(|at| &objects[*at]).collect();
        let app = making.of_objects(&mut session, &objects);
        if let Some(failure) = &app.failure {
            let first = objects[0];
            let message = format!("{} \"{}\" can't be an {name}, so its manifests stand by themselves: {failure}", first.kind, first.name);
            told.push(Diagnostic::warning(Code::ImportedOtherwise, Span::new(first.node.span.start, first.node.span.start), message));
            rest.extend(&members);
            continue;
        }
        made.push(app);
    }
    made.extend(others.iter().map(|other| making.of_values(&mut session, other)));
    rest.sort_unstable();
    let rest: Vec<Object> = rest.into_iter().map(|at| objects[at].copy()).collect();
    finish(globals, &making, &mut session, Finish { sources: &sources, made, rest: &rest, count: objects.len(), output, told })
}

/// What is left to do once the apps are made.
struct Finish<'a> {
    sources: &'a Sources,
    made: Vec<Made>,
    rest: &'a [Object],
    count: usize,
    output: Option<&'a Path>,
    told: Vec<Diagnostic>,
}

fn finish(globals: &Globals, making: &Making, session: &mut Session, finish: Finish) -> Status {
    let Finish { sources, made, rest, count, output, mut told } = finish;
    let (mut imported, mut equal, mut platform, mut homeless) = (vec![], 0, vec![], vec![]);
    for app in made {
        imported.extend(app.file);
        told.extend(app.told);
        equal += app.equal;
        homeless.extend(app.homeless);
        app.platform.into_iter().for_each(|field| {
            if !platform.contains(&field) {
                platform.push(field)
            }
        });
    }
    let has_apps = !imported.is_empty();
    let mut is_whole = true;
    if !rest.is_empty() {
        let layout = Layout::One(if has_apps { "others" } else { "imported" }.to_owned());
        let Proven { files, diagnostics, equal: more, homeless: others, failure } = prove(session, rest, making.kinds, &layout);
        told.extend(diagnostics);
        equal += more;
        homeless.extend(others);
        imported.extend(files);
        if let Some((failing, of_files)) = failure {
            tell(globals, &failing, &of_files);
            is_whole = false;
        }
    }
    told.extend(namespaces_told(sources, &homeless));
    if imported.is_empty() {
        let status = end(globals, sources, told);
        return if is_whole { status } else { Status::Sources };
    }
    if has_apps
        && making.project.is_none()
        && let Some(text) = making.platform(&platform)
    {
        let mut file = ImportedFile::new("platform".to_owned(), "");
        file.text = text;
        imported.push(file);
    }
    let written = match output {
        None => print(&imported),
        Some(path) if is_file(path) => files::write(globals, path.parent().unwrap_or(Path::new("")), &one(imported, path)),
        Some(folder) => files::write(globals, folder, &imported),
    };
    if let Err(status) = written {
        return status;
    }
    let status = end(globals, sources, told);
    if count > 0 {
        report::to_stderr(format!("{equal} of {count} objects are built as they were\n").as_bytes());
    }
    if is_whole { status } else { Status::Sources }
}

/// A single app under the name that was asked for.
fn one(imported: Vec<ImportedFile>, path: &Path) -> Vec<ImportedFile> {
    let is_only = imported.iter().filter(|file| file.name != "platform").count() == 1;
    let name = jke_import::manifest::stem(&path.to_string_lossy());
    let mut renamed = imported;
    for file in renamed.iter_mut().filter(|file| is_only && file.name != "platform") {
        file.name.clone_from(&name);
    }
    renamed
}

/// The file beside the module: `std/app/application.import`.
fn mapping_text(folder: &str, name: &str) -> Option<&'static str> {
    jke_stdlib::file(&format!("{}/{}.import", folder.replace('.', "/"), snake(name))).map(|file| file.text)
}

fn unknown_module(globals: &Globals, module: &str) -> Status {
    let known: Vec<String> =
        jke_stdlib::files().iter().filter_map(|file| file.path.strip_suffix(".import")).map(|path| path.replace('/', ".")).collect();
    let error = Diagnostic::error(Code::E1003, Span::NONE, format!("nothing says how manifests become a `{module}`"));
    refuse(globals, &[error.help(format!("modules that say so: {}", known.join(", ")))], &Sources::default())
}

/// A project with a platform, and the place in it where apps are to stand.
struct Around {
    disk: Disk,
    /// With a `/` at its end, where it is not the project's root.
    folder: String,
}

/// The project where the apps are written, if there is one with a platform.
fn project_of(session: &mut Session, globals: &Globals, output: Option<&Path>) -> Option<Around> {
    let folder = match output {
        Some(path) if is_file(path) => globals.directory.join(path.parent()?),
        Some(folder) => globals.directory.join(folder),
        None => globals.directory.clone(),
    };
    let folder = std::path::absolute(folder).ok()?;
    let there = folder.ancestors().find(|above| above.is_dir())?;
    let disk = Disk::find(there).ok()??;
    let whole = there.canonicalize().ok()?.join(folder.strip_prefix(there).ok()?);
    let parts = whole.strip_prefix(disk.root()).ok()?.components();
    let folder = parts.map(|part| format!("{}/", part.as_os_str().to_string_lossy())).collect();
    let snapshot = session.snapshot(Arc::new(disk.clone()));
    snapshot.resolved().instances.iter().any(|instance| instance.is_platform).then_some(Around { disk, folder })
}

/// A project with a file more.
struct WithFile {
    project: Disk,
    path: String,
    text: String,
}

impl Loader for WithFile {
    fn list(&self) -> Result<Vec<String>, LoadError> {
        let mut paths = self.project.list()?;
        if let Err(at) = paths.binary_search(&self.path) {
            paths.insert(at, self.path.clone());
        }
        Ok(paths)
    }

    fn read(&self, path: &str) -> Result<String, LoadError> {
        if path == self.path { Ok(self.text.clone()) } else { self.project.read(path) }
    }
}

impl Making<'_> {
    fn platform(&self, fields: &[(Vec<String>, String)]) -> Option<String> {
        let module = self.mapping.platform.as_ref()?;
        let fields: String = fields.iter().map(|(path, value)| format!("  {} = {value}\n", path.join("."))).collect();
        Some(if fields.is_empty() { format!("platform: {module} {{}}\n") } else { format!("platform: {module} {{\n{fields}}}\n") })
    }

    /// Builds the app alone, in its project.
    fn build(&self, session: &mut Session, file: &ImportedFile, app: &App) -> Result<Vec<BuiltObject>, Vec<Refusal>> {
        let folder = self.project.as_ref().map_or("", |project| project.folder.as_str());
        let path = format!("{folder}{}.jke", file.name);
        let snapshot = match &self.project {
            Some(Around { disk, folder: _ }) => {
                session.snapshot(Arc::new(WithFile { project: disk.clone(), path, text: file.text.clone() }))
            }
            None => {
                let mut files = BTreeMap::from([(PROJECT_FILE.to_owned(), PROJECT.to_owned()), (path, file.text.clone())]);
                files.extend(self.platform(&app.platform).map(|text| ("platform.jke".to_owned(), text)));
                session.snapshot(Arc::new(MemoryLoader { files }))
            }
        };
        let targets = snapshot.project().targets.first().cloned().into_iter().collect();
        let instances = Some(vec![Name::new(&app.identifier)]);
        let built = snapshot.build(&Request { targets, instances, secrets: Secrets::Plain, ..Request::default() });
        let errors: Vec<Refusal> = built
            .diagnostics
            .iter()
            .filter(|diagnostic| diagnostic.is_error())
            .map(|error| Refusal { origin: origin(snapshot.sources(), folder, std::slice::from_ref(file), error), reason: reason(error) })
            .collect();
        if !errors.is_empty() {
            return Err(errors);
        }
        Ok(built_objects(&built))
    }

    fn of_objects(&self, session: &mut Session, objects: &[&Object]) -> Made {
        let documents: Vec<(&str, &jke_import::manifest::yaml::Node)> =
            objects.iter().map(|object| (object.kind.as_str(), &object.node)).collect();
        let first = objects[0];
        let mut rows = Refused::default();
        let mut refused = Refused::default();
        let mut emitted: Option<Vec<BuiltObject>> = None;
        for _ in 0..MOST_ROUNDS {
            let app = fill(&documents, self.mapping, &|span| rows.contains_key(&span), first.node.span);
            let is_patched = emitted.is_some();
            let (patched, extra) = self.held_against(objects, emitted.as_deref());
            let comments = objects.iter().flat_map(|object| head_comments(&object.node)).collect();
            let file = AppFile { app: &app, module: self.module, record: self.record, source: &first.source, comments, patched, extra };
            let Imported { mut files, diagnostics, left_out } = write_app(&file, self.kinds.interfaces, self.kinds, &refused);
            let Some(written) = files.pop() else { return Made { failure: Some("it has no fields".to_owned()), ..Made::default() } };
            let taken: FxHashSet<Span> = app.taken.iter().copied().collect();
            match self.build(session, &written, &app) {
                Ok(built) if is_patched => {
                    let left_out: FxHashSet<Span> = left_out.into_iter().collect();
                    return self.compared(
                        objects,
                        &built,
                        Made { file: Some(written), platform: app.platform, told: diagnostics, ..Made::default() },
                        &left_out,
                    );
                }
                Ok(built) => emitted = Some(built),
                Err(errors) => {
                    let before = rows.len() + refused.len();
                    for Refusal { origin, reason } in &errors {
                        let Some(origin) = origin.filter(|origin| {
                            objects
                                .iter()
                                .all(|object| object.node.span != *origin && origin.start != object.source.base || !origin.is_empty())
                        }) else {
                            continue;
                        };
                        let map = if !is_patched && taken.contains(&origin) { &mut rows } else { &mut refused };
                        map.entry(origin).or_insert_with(|| reason.clone());
                    }
                    if rows.len() + refused.len() == before {
                        // What was refused first is why the rest fails.
                        let mut reasons: Vec<String> = rows.values().chain(refused.values()).cloned().collect();
                        if reasons.is_empty() {
                            reasons = errors.into_iter().map(|error| error.reason).collect();
                        }
                        reasons.sort();
                        return Made { failure: Some(reasons.join("; ")), ..Made::default() };
                    }
                }
            }
        }
        Made { failure: Some("too much of it is refused".to_owned()), ..Made::default() }
    }

    /// Which objects the module emits, with what it emits, and which it doesn't.
    fn held_against<'o>(
        &self,
        objects: &[&'o Object],
        emitted: Option<&'o [BuiltObject]>,
    ) -> (Vec<(&'o Object, &'o jke_import::manifest::yaml::Node, RecordId)>, Vec<&'o Object>) {
        let Some(emitted) = emitted else { return (vec![], vec![]) };
        let (mut patched, mut extra) = (vec![], vec![]);
        for object in objects {
            let known = self.kinds.known.get(&(object.api_version.clone(), object.kind.clone()));
            match (emitted.iter().find(|built| built.is(object)), known) {
                (Some(built), Some(known)) => patched.push((*object, &built.node, known.record)),
                _ => extra.push(*object),
            }
        }
        (patched, extra)
    }

    fn compared(&self, objects: &[&Object], built: &[BuiltObject], mut made: Made, left_out: &FxHashSet<Span>) -> Made {
        let Compared { told, equal, homeless } = compared(objects, self.kinds, left_out, built);
        made.told.extend(told);
        made.equal = equal;
        made.homeless = homeless;
        let added = built.iter().filter(|document| !objects.iter().any(|object| document.is(object)));
        for document in added {
            let place = Span::new(objects[0].node.span.start, objects[0].node.span.start);
            let message = format!("an {} emits a {} \"{}\" in addition, which was not there", self.module, document.kind, document.name);
            made.told.push(Diagnostic::warning(Code::ImportedOtherwise, place, message));
        }
        made
    }

    fn of_values(&self, session: &mut Session, other: &Other) -> Made {
        let Other { source, node, told } = other;
        let mut refused = Refused::default();
        for _ in 0..MOST_ROUNDS {
            let app = fill(&[("Values", node)], self.mapping, &|span| refused.contains_key(&span), node.span);
            if app.taken.is_empty() {
                return Made { told: vec![told.clone()], ..Made::default() };
            }
            let file = AppFile {
                app: &app,
                module: self.module,
                record: self.record,
                source,
                comments: node.entries().first().map_or_else(Vec::new, |entry| entry.comments.before.clone()),
                patched: vec![],
                extra: vec![],
            };
            let Imported { mut files, mut diagnostics, .. } = write_app(&file, self.kinds.interfaces, self.kinds, &Refused::default());
            let Some(written) = files.pop() else { break };
            match self.build(session, &written, &app) {
                Ok(_) => {
                    diagnostics.extend(not_taken(source, node, &app, &refused, self.module));
                    return Made { file: Some(written), platform: app.platform, told: diagnostics, ..Made::default() };
                }
                Err(errors) => {
                    let before = refused.len();
                    for Refusal { origin, reason } in &errors {
                        if let Some(origin) = origin.filter(|origin| app.taken.contains(origin)) {
                            refused.entry(origin).or_insert_with(|| reason.clone());
                        }
                    }
                    if refused.len() == before {
                        let reasons: Vec<String> = errors.into_iter().map(|error| error.reason).collect();
                        let message = format!("this can't be an {}: {}", self.module, reasons.join("; "));
                        return Made {
                            told: vec![Diagnostic::error(Code::E1012, Span::new(node.span.start, node.span.start), message)],
                            ..Made::default()
                        };
                    }
                }
            }
        }
        Made { told: vec![told.clone()], ..Made::default() }
    }
}

/// What the compiler refuses, and where it comes from.
struct Refusal {
    origin: Option<Span>,
    reason: String,
}

/// The values that are in no field of the app.
fn not_taken(source: &Source, node: &jke_import::manifest::yaml::Node, app: &App, refused: &Refused, module: &str) -> Vec<Diagnostic> {
    let needless = app.needless.iter().map(|(place, reason)| {
        let reason = reason.trim_matches('"');
        Diagnostic::warning(Code::ImportedOtherwise, *place, format!("`{}` is not written: {reason}", source.slice(*place)))
    });
    let told = left(node, &app.taken).into_iter().map(|entry| {
        let value = source.slice(entry.value.span).lines().next().unwrap_or("").trim();
        let message = match refused.get(&entry.key_span) {
            Some(reason) => format!("`{}` is left out: {reason}", entry.key),
            None => format!("`{}: {value}` is left out: no field of an {module} stands for it", entry.key),
        };
        Diagnostic::error(Code::E1012, entry.key_span, message)
    });
    told.chain(needless).collect()
}
