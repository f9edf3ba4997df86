//! All kinds of the library, as a project that names each sees them.

use std::sync::Arc;

use jke_model::declaration::{Interfaces, Record, RecordId, RecordKind};
use jke_session::{Session, Snapshot};
use jke_text::MemoryLoader;

/// A kind, by where it stands.
#[derive(Clone, Debug)]
pub struct Kind {
    /// `k8s.apps.v1`
    pub module: String,
    /// `Deployment`
    pub name: String,
    pub record: RecordId,
}

impl Kind {
    /// The import that a file needs to write `kinds.Deployment`.
    pub fn import(&self) -> String {
        format!("import {} as kinds\n", self.module)
    }

    pub fn is_in(&self, interfaces: &Interfaces, version: &str) -> bool {
        let version = version.parse().expect("versions are numbers");
        interfaces.record(self.record).lifetime.holds(version)
    }
}

/// The versions that the library knows, oldest first.
pub fn versions() -> Vec<&'static str> {
    let text = jke_stdlib::file("k8s/meta/v1/kubernetes_version.jke").expect("the library has its versions").text;
    text.lines().filter(|line| line.starts_with("type KubernetesVersion")).flat_map(|line| line.split('"').skip(1).step_by(2)).collect()
}

/// A project that reaches all types of a package of the library (`k8s`, `crd`), and its kinds.
pub fn all(package: &str) -> (Snapshot, Vec<Kind>) {
    let is_in = |path: &str| path.split('/').next() == Some(package);
    let named: Vec<(String, String)> =
        jke_stdlib::files().iter().filter(|file| is_in(file.path)).flat_map(|file| names(file.path, file.text)).collect();
    let mut text = String::new();
    let mut modules: Vec<&String> = named.iter().map(|(module, _)| module).collect();
    modules.dedup();
    for module in &modules {
        text += &format!("import {module} as {}\n", local(module));
    }
    text += "type All {\n";
    for (at, (module, name)) in named.iter().enumerate() {
        text += &format!("  f{at}: {}.{name}?\n", local(module));
    }
    text += "}\n";
    let files = [("project.jke".to_owned(), "project all { prelude = [] }\n".to_owned()), ("all.jke".to_owned(), text)];
    let snapshot = Session::new().snapshot(Arc::new(MemoryLoader { files: files.into_iter().collect() }));
    let kinds = named.iter().filter_map(|(module, name)| kind(&snapshot, module, name)).collect();
    (snapshot, kinds)
}

/// The module of a file, and the types that it declares.
fn names<'a>(path: &'a str, text: &'a str) -> impl Iterator<Item = (String, String)> + use<'a> {
    let folder = path.rsplit_once('/').expect("kinds stand in folders").0.replace('/', ".");
    let declared = text.lines().filter_map(|line| line.strip_prefix("type ")?.split([' ', '{']).next());
    declared.map(move |name| (folder.clone(), name.to_owned()))
}

fn local(module: &str) -> String {
    module.replace('.', "_")
}

fn kind(snapshot: &Snapshot, module: &str, name: &str) -> Option<Kind> {
    let found = snapshot.interfaces().records.iter().find(|record| record.name.as_str() == name && module_of(snapshot, record) == module);
    let record = found.filter(|record| matches!(record.kind, RecordKind::Kind(_)))?;
    Some(Kind { module: module.to_owned(), name: name.to_owned(), record: record.id })
}

/// `k8s.apps.v1`: where a record of the library stands. A type that nobody names yet stands nowhere.
pub fn module_of(snapshot: &Snapshot, record: &Record) -> String {
    let file = snapshot.sources().file_at(record.span.start);
    file.and_then(|file| file.path.rsplit_once('/')).map(|(folder, _)| folder.replace('/', ".")).unwrap_or_default()
}
