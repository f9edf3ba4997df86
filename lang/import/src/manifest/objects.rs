//! Documents to objects: lists expanded, what is no object told, of two of one name the later.

use std::sync::Arc;

use jke_text::{Code, Diagnostic, Source, Span};
use rustc_hash::FxHashMap;

use super::typed::{left_out, otherwise};
use super::yaml::{self, Document, Node, Stream, Yaml};

/// One object of the API.
#[derive(Debug)]
pub struct Object {
    pub source: Arc<Source>,
    pub node: Node,
    /// `apps/v1`
    pub api_version: String,
    pub kind: String,
    pub name: String,
    pub namespace: Option<String>,
    /// Comments that stand behind it.
    pub closing: Vec<Box<str>>,
}

/// All objects of some files, and what of them is none.
#[derive(Debug, Default)]
pub struct Objects {
    pub objects: Vec<Object>,
    pub diagnostics: Vec<Diagnostic>,
    /// Mappings that are no objects, with what is told where nothing else can be made of them.
    pub others: Vec<Other>,
}

/// A mapping without `apiVersion` and `kind`.
#[derive(Debug)]
pub struct Other {
    pub source: Arc<Source>,
    pub node: Node,
    pub told: Diagnostic,
}

/// Reads the files in their order.
pub fn objects(sources: &[Arc<Source>]) -> Objects {
    let mut found = Objects::default();
    for source in sources {
        let Stream { documents, diagnostics } = yaml::read(source);
        let is_readable = !diagnostics.iter().any(|diagnostic| diagnostic.code == Code::E1011);
        if documents.is_empty() && is_readable {
            let error = Diagnostic::error(Code::E1011, Span::new(source.base, source.base), "there is no document in this file");
            found.diagnostics.push(error.help("a manifest is a mapping with `apiVersion`, `kind` and `metadata`"));
        }
        found.diagnostics.extend(diagnostics);
        for Document { root, closing } in documents {
            let before = found.objects.len();
            found.document(source, root, None);
            if let Some(last) = found.objects[before..].last_mut() {
                last.closing = closing;
            }
        }
    }
    found.without_repetition();
    found
}

impl Object {
    pub fn copy(&self) -> Object {
        let Object { source, node, api_version, kind, name, namespace, closing } = self;
        Object {
            source: source.clone(),
            node: node.clone(),
            api_version: api_version.clone(),
            kind: kind.clone(),
            name: name.clone(),
            namespace: namespace.clone(),
            closing: closing.clone(),
        }
    }
}

impl Objects {
    fn document(&mut self, source: &Arc<Source>, mut node: Node, of_list: Option<(&str, &str)>) {
        let place = Span::new(node.span.start, node.span.start);
        if !matches!(node.value, Yaml::Map(_)) {
            self.refuse(place, "this document is no mapping, so it is no object: it is left out", None);
            return;
        }
        let version = node.text("apiVersion").or(of_list.map(|(version, _)| version)).map(str::to_owned);
        let kind = node.text("kind").or(of_list.map(|(_, kind)| kind)).map(str::to_owned);
        let (Some(api_version), Some(kind)) = (version, kind) else {
            let mut told = left_out(place, "this document has no `apiVersion` and `kind`, so it is no object: it is left out");
            told.help = no_object(&node).map(str::to_owned);
            self.others.push(Other { source: source.clone(), node, told });
            return;
        };
        if let Some(item) = list_of(&node, &kind) {
            self.list(source, &mut node, &api_version, item);
            return;
        }
        if api_version.starts_with("kustomize.config.k8s.io/") {
            let help = "import what it renders to: the output of `kubectl kustomize DIR`";
            self.refuse(place, format!("a {kind} is read by kustomize and is no object of a cluster: it is left out"), Some(help));
            return;
        }
        let metadata = node.get("metadata");
        let Some(name) = metadata.and_then(|metadata| metadata.text("name")).map(str::to_owned) else {
            let has_generated = metadata.is_some_and(|metadata| metadata.get("generateName").is_some());
            let help = if has_generated {
                "one with `generateName` is made anew by each `kubectl create`: give it a name"
            } else {
                "give it a name"
            };
            self.refuse(place, format!("this {kind} has no `metadata.name`: it is left out"), Some(help));
            return;
        };
        let namespace = metadata.and_then(|metadata| metadata.text("namespace")).map(str::to_owned);
        self.objects.push(Object { source: source.clone(), node, api_version, kind, name, namespace, closing: vec![] });
    }

    /// `kind: List`, and lists of one kind, whose items need not say theirs.
    fn list(&mut self, source: &Arc<Source>, node: &mut Node, api_version: &str, item: Option<String>) {
        let Yaml::Map(entries) = &mut node.value else { return };
        let known = ["apiVersion", "kind", "metadata", "items"];
        for entry in entries.iter().filter(|entry| !known.contains(&&*entry.key)) {
            self.diagnostics.push(left_out(entry.key_span, format!("`{}` of a list is left out: only its items are objects", entry.key)));
        }
        let Some(at) = entries.iter().position(|entry| &*entry.key == "items") else { return };
        let items = entries.remove(at).value;
        let Yaml::List(elements) = items.value else { return };
        for mut element in elements {
            let comments = std::mem::take(&mut element.comments);
            let before = self.objects.len();
            self.document(source, element, item.as_deref().map(|kind| (api_version, kind)));
            if let Some(Object { node, .. }) = self.objects.get_mut(before) {
                node.comments = comments;
            }
        }
    }

    fn refuse(&mut self, place: Span, message: impl Into<String>, help: Option<&str>) {
        let mut error = left_out(place, message);
        error.help = help.map(str::to_owned);
        self.diagnostics.push(error);
    }

    /// As when they are applied one after another, the later of two that are one object counts.
    fn without_repetition(&mut self) {
        let key = |object: &Object| {
            let group = object.api_version.rsplit_once('/').map_or("", |(group, _)| group);
            (group.to_owned(), object.kind.clone(), object.namespace.clone(), object.name.clone())
        };
        let last: FxHashMap<_, usize> = self.objects.iter().enumerate().map(|(at, object)| (key(object), at)).collect();
        let later: Vec<usize> = self.objects.iter().map(|object| last[&key(object)]).collect();
        for (at, later) in later.iter().enumerate().filter(|(at, later)| at != *later) {
            let (one, other) = (&self.objects[at], &self.objects[*later]);
            let place = |object: &Object| Span::new(object.node.span.start, object.node.span.start);
            let what = format!("{} \"{}\"", one.kind, one.name);
            let told = if same(&one.node, &other.node) {
                otherwise(place(one), format!("{what} comes twice with the same content: it is written once"))
            } else {
                left_out(place(one), format!("{what} comes twice: the later one counts, this one is left out"))
            };
            self.diagnostics.push(told.label(place(other), "the later one"));
        }
        let mut at = 0;
        self.objects.retain(|_| {
            at += 1;
            later[at - 1] == at - 1
        });
    }
}

/// What kind the items of a list have, where they need not say it; `None` for what is no list.
fn list_of(node: &Node, kind: &str) -> Option<Option<String>> {
    let item = kind.strip_suffix("List")?;
    let is_list = node.get("items").is_some_and(|items| matches!(items.value, Yaml::List(_)) || items.is_null());
    (is_list && node.get("spec").is_none()).then(|| (!item.is_empty()).then(|| item.to_owned()))
}

/// What such a document is instead.
fn no_object(node: &Node) -> Option<&'static str> {
    let values = ["application", "containers", "image", "replicaCount", "service", "resources", "environment"];
    let looks_like_values = node.entries().iter().any(|entry| values.contains(&&*entry.key));
    looks_like_values.then_some(
        "values of a chart are no manifests: `--as application` reads a JKE `values.yaml`; of a Helm chart import what it renders to",
    )
}

/// Equal as data, in the order as written.
fn same(one: &Node, other: &Node) -> bool {
    match (&one.value, &other.value) {
        (Yaml::Scalar(one), Yaml::Scalar(other)) => one == other,
        (Yaml::List(one), Yaml::List(other)) => one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other)),
        (Yaml::Map(one), Yaml::Map(other)) => {
            let entry = |(one, other): (&yaml::Entry, &yaml::Entry)| one.key == other.key && same(&one.value, &other.value);
            one.len() == other.len() && one.iter().zip(other).all(entry)
        }
        (Yaml::Scalar(_) | Yaml::List(_) | Yaml::Map(_), _) => false,
    }
}
