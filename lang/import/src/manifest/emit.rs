//! Objects to source files: imports, declarations of kinds that nobody knows, and an `emit` for each object.

use std::collections::{BTreeMap, BTreeSet};

use jke_model::declaration::{Interfaces, RecordId};
use jke_text::{Diagnostic, Span, words};
use rustc_hash::FxHashMap;

use super::body::{Entry, Item, Written};
use super::objects::Object;
use super::print::{Mark, Printer};
use super::typed::{Refused, Typed, closing, left_out, otherwise};
use super::yaml::{self, Comments, Node, Yaml};

/// The kinds that have types.
pub struct Kinds<'a> {
    pub interfaces: &'a Interfaces,
    /// By `apiVersion` and `kind`.
    pub known: &'a FxHashMap<(String, String), KnownKind>,
    /// Kinds whose type lacks something that an object has, and whether they are of the whole cluster: written as if nobody knew them.
    pub partial: &'a FxHashMap<(String, String), bool>,
    /// What every object carries, for the kinds that nobody knows.
    pub metadata: Option<RecordId>,
}

#[derive(Clone, Debug)]
pub struct KnownKind {
    /// The module that declares it: `k8s.apps.v1`.
    pub module: String,
    /// Its name there.
    pub name: String,
    pub record: RecordId,
}

/// Into which files objects go.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Layout {
    /// All into one of this name, without extension.
    One(String),
    /// One for each foreign file, and one for the kinds that nobody knows.
    Each,
}

#[derive(Debug)]
pub struct ImportedFile {
    /// Its name, without folder and extension: that of the instance to which the objects belong.
    pub name: String,
    pub text: String,
    pub marks: Vec<Mark>,
    /// Where its declarations end and what it emits begins.
    body: usize,
}

impl ImportedFile {
    pub fn new(name: String, path: &str) -> ImportedFile {
        let text = format!("//! Imported from {path}.\n");
        ImportedFile { name, body: text.len(), text, marks: vec![] }
    }

    /// Puts a declaration before all that the file emits by itself.
    pub fn with_block(&mut self, head: &str, comments: &[Box<str>], items: Vec<Item>, origin: Span) {
        let mut printer = Printer::default();
        printer.text.push('\n');
        printer.comment(comments, 0);
        printer.block(head, items, origin);
        let ImportedFile { name: _, text, marks, body } = self;
        let length = printer.text.len();
        text.insert_str(*body, &printer.text);
        for mark in marks.iter_mut() {
            mark.range = mark.range.start + length..mark.range.end + length;
        }
        marks
            .extend(printer.marks.into_iter().map(|Mark { range, origin }| Mark { range: range.start + *body..range.end + *body, origin }));
        *body += length;
    }
}

#[derive(Debug, Default)]
pub struct Imported {
    pub files: Vec<ImportedFile>,
    pub diagnostics: Vec<Diagnostic>,
    /// The places of what is not written: of keys, of elements, of whole objects.
    pub left_out: Vec<Span>,
}

/// The file for kinds that nobody knows.
const KINDS_FILE: &str = "kinds";
/// The module of what every object carries.
const METADATA_MODULE: &str = "k8s.meta.v1";
const METADATA: &str = "ObjectMeta";

/// Writes all objects.
pub fn write(objects: &[Object], kinds: &Kinds, refused: &Refused, layout: &Layout) -> Imported {
    let mut out = Imported::default();
    let unknown = unknown_kinds(objects, kinds);
    for (name, members) in groups(objects, layout) {
        let mut file = File::new(kinds, &unknown, layout);
        for object in members {
            file.object(object, refused, &mut out);
        }
        out.files.push(file.finish(name));
    }
    for Unknown { place, api_version, kind, is_cluster_wide, .. } in unknown.values() {
        let scope = if *is_cluster_wide { "of the whole cluster" } else { "of a namespace" };
        let known = kinds.partial.contains_key(&(api_version.clone(), kind.clone()));
        let message = if known {
            format!("the library's type of {api_version} {kind} lacks a field that stands here: its fields are not checked")
        } else {
            format!("no type is known of {api_version} {kind}: its fields are not checked, and it is taken for a kind {scope}")
        };
        let help = "`jkec import crd` makes a type of its CustomResourceDefinition";
        out.diagnostics.push(otherwise(*place, message).help(help));
    }
    if *layout == Layout::Each && !unknown.is_empty() {
        let mut printer = Printer::default();
        printer.text.push_str("//! Kinds of which no type is known.\n\n");
        printer.text.push_str(&format!("import {METADATA_MODULE} {{ {METADATA} }}\n"));
        unknown.values().for_each(|unknown| unknown.declare(&mut printer.text));
        out.files.push(ImportedFile { name: KINDS_FILE.to_owned(), body: printer.text.len(), text: printer.text, marks: printer.marks });
    }
    out
}

/// A kind's type refuses something of an object.
pub fn is_refused(object: &Object, known: &KnownKind, interfaces: &Interfaces) -> bool {
    let nothing = Refused::default();
    let mut typed = Typed { interfaces, source: &object.source, refused: &nothing, told: vec![], left_out: vec![], secret: None };
    let written = typed.record(&object.node, known.record, &["apiVersion", "kind"]);
    written.is_none() || typed.told.iter().any(Diagnostic::is_error)
}

/// The objects of each file, in the order in which the files come first.
fn groups<'o>(objects: &'o [Object], layout: &Layout) -> Vec<(String, Vec<&'o Object>)> {
    let mut groups: Vec<(u32, String, Vec<&Object>)> = vec![];
    let mut taken: BTreeSet<String> = BTreeSet::from([KINDS_FILE.to_owned()]);
    for object in objects {
        let key = match layout {
            Layout::One(_) => 0,
            Layout::Each => object.source.base,
        };
        if let Some((_, _, members)) = groups.iter_mut().find(|(known, ..)| *known == key) {
            members.push(object);
            continue;
        }
        let wished = match layout {
            Layout::One(name) => name.clone(),
            Layout::Each => stem(&object.source.path),
        };
        let numbered = (2..).map(|number| format!("{wished}-{number}"));
        let name = std::iter::once(wished.clone()).chain(numbered).find(|name| taken.insert(name.clone()));
        groups.push((key, name.unwrap_or(wished), vec![object]));
    }
    groups.into_iter().map(|(_, name, members)| (name, members)).collect()
}

/// The name of a file as the language writes names: `web.deployment.yaml` is `web-deployment`.
pub fn stem(path: &str) -> String {
    let file = path.rsplit(['/', '\\']).next().unwrap_or(path);
    let bare = file.rsplit_once('.').map_or(file, |(bare, _)| bare);
    let parts = bare.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|part| !part.is_empty());
    let name = parts.collect::<Vec<_>>().join("-");
    match name.chars().next() {
        Some(first) if !first.is_ascii_digit() => name,
        Some(_) => format!("file-{name}"),
        None => "imported".to_owned(),
    }
}

/// A kind that nobody knows.
struct Unknown {
    api_version: String,
    kind: String,
    /// The name under which it is declared.
    name: String,
    is_cluster_wide: bool,
    /// The first object of it.
    place: Span,
}

impl Unknown {
    fn declare(&self, out: &mut String) {
        let Unknown { api_version, kind, name, is_cluster_wide, place: _ } = self;
        let scope = if *is_cluster_wide { ", \"cluster\"" } else { "" };
        let (version, kind) = (words::text(api_version), words::text(kind));
        out.push_str(&format!("\n@kind({version}, {kind}{scope})\ntype {name} {{\n  metadata: {METADATA}\n  _: Any\n}}\n"));
    }
}

type UnknownKinds = BTreeMap<(String, String), Unknown>;

fn unknown_kinds(objects: &[Object], kinds: &Kinds) -> UnknownKinds {
    let mut unknown = UnknownKinds::new();
    let mut taken: BTreeSet<String> = kinds.known.values().map(|known| known.name.clone()).chain([METADATA.to_owned()]).collect();
    for object in objects {
        let key = (object.api_version.clone(), object.kind.clone());
        if kinds.known.contains_key(&key) || unknown.contains_key(&key) {
            continue;
        }
        let wished = if words::is_word(&object.kind) { object.kind.clone() } else { "Imported".to_owned() };
        let group = object.api_version.split(['.', '/']).next().unwrap_or("");
        let in_words = capitalised(&object.api_version);
        let others = [wished.clone(), format!("{}{wished}", capitalised(group)), format!("{in_words}{wished}")];
        let numbered = (2..).map(|number| format!("{wished}{number}"));
        let name = others.into_iter().chain(numbered).find(|name| words::is_word(name) && taken.insert(name.clone())).unwrap_or(wished);
        let of_kind = || objects.iter().filter(|other| other.api_version == key.0 && other.kind == key.1);
        let guessed = of_kind().all(|object| object.namespace.is_none()) && sounds_cluster_wide(&object.kind);
        let is_cluster_wide = kinds.partial.get(&key).copied().unwrap_or(guessed);
        let place = Span::new(object.node.span.start, object.node.span.start);
        unknown.insert(key.clone(), Unknown { api_version: key.0, kind: key.1, name, is_cluster_wide, place });
    }
    unknown
}

fn capitalised(text: &str) -> String {
    let parts = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty());
    parts.map(|part| format!("{}{}", part[..1].to_ascii_uppercase(), &part[1..])).collect()
}

/// How kinds of the whole cluster are named by custom.
fn sounds_cluster_wide(kind: &str) -> bool {
    kind.starts_with("Cluster") && kind.len() > "Cluster".len() || kind.ends_with("Class") || kind.ends_with("SecurityPolicy")
}

/// A source file that grows.
struct File<'a> {
    kinds: &'a Kinds<'a>,
    unknown: &'a UnknownKinds,
    layout: &'a Layout,
    /// Names by module, and under which name each is known here.
    imports: BTreeMap<String, BTreeMap<String, String>>,
    names: BTreeSet<String>,
    declared: BTreeSet<(String, String)>,
    handles: BTreeSet<(String, String)>,
    /// From which foreign files it comes, and the notes on rights that stand in them.
    origins: Vec<String>,
    rights: Vec<Vec<Box<str>>>,
    body: Printer,
}

impl<'a> File<'a> {
    fn new(kinds: &'a Kinds<'a>, unknown: &'a UnknownKinds, layout: &'a Layout) -> File<'a> {
        let names = unknown.values().map(|unknown| unknown.name.clone()).chain([METADATA.to_owned()]).collect();
        File {
            kinds,
            unknown,
            layout,
            imports: BTreeMap::new(),
            names,
            declared: BTreeSet::new(),
            handles: BTreeSet::new(),
            origins: vec![],
            rights: vec![],
            body: Printer::default(),
        }
    }

    fn object(&mut self, object: &Object, refused: &Refused, out: &mut Imported) {
        if !self.origins.contains(&object.source.path) {
            self.origins.push(object.source.path.clone());
        }
        let mut typed =
            Typed { interfaces: self.kinds.interfaces, source: &object.source, refused, told: vec![], left_out: vec![], secret: None };
        let comments = self.without_rights(head_comments(&object.node));
        let without_namespace = self.without_namespace(object, &mut typed);
        let node = without_namespace.as_ref().unwrap_or(&object.node);
        let key = (object.api_version.clone(), object.kind.clone());
        let items = match refused.get(&object.node.span) {
            Some(reason) => {
                typed.told.extend(why_left_out(object, reason, refused));
                None
            }
            None => match self.kinds.known.get(&key) {
                Some(known) => typed.record(node, known.record, &["apiVersion", "kind"]),
                None => untyped(&mut typed, object, self.kinds.metadata),
            },
        };
        self.body.text.push('\n');
        self.body.comment(&comments, 0);
        match items {
            Some(items) => {
                let name = self.name_of(&key);
                let handle = self.handle(object);
                self.body.block(&format!("emit {name}{handle}"), items, object.node.span);
            }
            None => {
                typed.left_out.push(object.node.span);
                let lines: Vec<Box<str>> = typed.foreign_lines(object.node.span).into_iter().map(Into::into).collect();
                self.body.comment(&lines, 0);
            }
        }
        if !object.closing.is_empty() {
            self.body.text.push('\n');
            self.body.comment(&object.closing, 0);
        }
        if let Some(place) = typed.secret {
            let message = format!("secret values of {} \"{}\" stand in the source as they are", object.kind, object.name);
            let help = "keep the file out of git, or let the platform's store keep them: `secret \"…\"`";
            out.diagnostics.push(otherwise(place, message).help(help));
        }
        out.diagnostics.extend(typed.told);
        out.left_out.extend(typed.left_out);
    }

    /// The API drops the namespace of what belongs to the whole cluster; the object as it is without, where it has one.
    fn without_namespace(&self, object: &Object, typed: &mut Typed) -> Option<Node> {
        let known = self.kinds.known.get(&(object.api_version.clone(), object.kind.clone()))?;
        let is_cluster_wide = self.kinds.interfaces.record(known.record).kind_identity().is_some_and(|identity| identity.cluster_wide);
        object.namespace.as_ref().filter(|_| is_cluster_wide)?;
        let mut node = object.node.clone();
        let Yaml::Map(entries) = &mut node.value else { return None };
        let Yaml::Map(metadata) = &mut entries.iter_mut().find(|entry| &*entry.key == "metadata")?.value.value else { return None };
        let at = metadata.iter().position(|entry| &*entry.key == "namespace")?;
        let yaml::Entry { key_span, comments, .. } = metadata.remove(at);
        if let Some(next) = metadata.get_mut(at) {
            next.comments = comments.joined(std::mem::take(&mut next.comments));
        }
        let message = format!("a {} belongs to the whole cluster, and the API drops its namespace: it is not written", object.kind);
        typed.told.push(otherwise(key_span, message));
        typed.left_out.push(key_span);
        Some(node)
    }

    /// Notes on rights stand at the head of the file, once.
    fn without_rights(&mut self, comments: Vec<Box<str>>) -> Vec<Box<str>> {
        let speaks_of_rights = comments.iter().any(|line| {
            let line = line.to_ascii_lowercase();
            line.contains("copyright") || line.contains("licen")
        });
        if !speaks_of_rights {
            return comments;
        }
        if !self.rights.contains(&comments) {
            self.rights.push(comments);
        }
        vec![]
    }

    /// Under which name a kind is known here.
    fn name_of(&mut self, key: &(String, String)) -> String {
        let Some(known) = self.kinds.known.get(key) else {
            self.declared.insert(key.clone());
            return self.unknown.get(key).map_or_else(|| key.1.clone(), |unknown| unknown.name.clone());
        };
        if let Some(name) = self.imports.get(&known.module).and_then(|names| names.get(&known.name)) {
            return name.clone();
        }
        let others = [known.name.clone(), format!("{}{}", capitalised(&known.module.replace("k8s.", "")), known.name)];
        let name = others.into_iter().find(|name| self.names.insert(name.clone())).unwrap_or_else(|| known.name.clone());
        self.imports.entry(known.module.clone()).or_default().insert(known.name.clone(), name.clone());
        name
    }

    /// ` as "…"`, where another object of the kind in this file has the name already.
    fn handle(&mut self, object: &Object) -> String {
        let mut free = |handle: &str| self.handles.insert((object.kind.clone(), handle.to_owned()));
        if free(&object.name) {
            return String::new();
        }
        let in_namespace = object.namespace.as_ref().map(|namespace| format!("{}-{namespace}", object.name));
        let numbered = (2..).map(|number| format!("{}-{number}", object.name));
        let handle = in_namespace.into_iter().chain(numbered).find(|handle| free(handle));
        handle.map_or(String::new(), |handle| format!(" as {}", words::text(&handle)))
    }

    fn finish(self, name: String) -> ImportedFile {
        let File { unknown, layout, mut imports, declared, origins, rights, body, .. } = self;
        let mut text = format!("//! Imported from {}.\n", origins.join(", "));
        let mut head = Printer::default();
        for lines in rights {
            head.text.push('\n');
            head.comment(&lines, 0);
        }
        text.push_str(&head.text);
        let declares_here = *layout != Layout::Each && !declared.is_empty();
        if declares_here {
            imports.entry(METADATA_MODULE.to_owned()).or_default().insert(METADATA.to_owned(), METADATA.to_owned());
        }
        if !imports.is_empty() {
            text.push('\n');
        }
        for (module, names) in imports {
            let names = names.into_iter().map(|(name, here)| if name == here { name } else { format!("{name} as {here}") });
            text.push_str(&format!("import {module} {{ {} }}\n", names.collect::<Vec<_>>().join(", ")));
        }
        if declares_here {
            declared.iter().filter_map(|key| unknown.get(key)).for_each(|unknown| unknown.declare(&mut text));
        }
        let moved = text.len();
        text.push_str(&body.text);
        let marks = body.marks.into_iter().map(|Mark { range, origin }| Mark { range: range.start + moved..range.end + moved, origin });
        ImportedFile { name, text, marks: marks.collect(), body: moved }
    }
}

/// Why a whole object is left out: for what was refused inside it, else for what the compiler said of itself.
fn why_left_out(object: &Object, reason: &str, refused: &Refused) -> Vec<Diagnostic> {
    let whole = object.node.span;
    let inside = refused.iter().filter(|(span, _)| **span != whole && whole.covers(**span));
    let mut told: BTreeMap<Span, &str> = inside.map(|(span, text)| (*span, text.as_str())).collect();
    if told.is_empty() {
        told.insert(Span::new(whole.start, whole.start), reason);
    }
    told.into_iter().map(|(span, text)| left_out(span, format!("{} \"{}\" is left out: {text}", object.kind, object.name))).collect()
}

/// What stands before an object, and at the fields that its head says.
pub fn head_comments(node: &Node) -> Vec<Box<str>> {
    let heads = node.entries().iter().filter(|entry| matches!(&*entry.key, "apiVersion" | "kind"));
    let all = heads.fold(node.comments.clone(), |comments, entry| comments.joined(entry.comments.clone()));
    let Comments { before, behind } = all;
    before.into_iter().chain(behind).collect()
}

/// An object of a kind that nobody knows: its metadata is as everybody's, the rest is what it is.
fn untyped(typed: &mut Typed, object: &Object, metadata: Option<RecordId>) -> Option<Vec<Item>> {
    let mut items = vec![];
    let rest = object.node.entries().iter().filter(|entry| !matches!(&*entry.key, "apiVersion" | "kind"));
    for entry in rest {
        let yaml::Entry { key, key_span, value, comments } = entry;
        if let (Some(record), "metadata") = (metadata, &**key) {
            let written = typed.record(value, record, &[])?;
            let entry =
                Entry { path: vec![key.to_string()], value: Written::Merge(written), comments: comments.clone(), origin: *key_span };
            items.push(Item::Entry(entry));
            continue;
        }
        typed.untyped_entry(entry, &mut items);
    }
    items.extend(closing(&object.node));
    Some(items)
}
