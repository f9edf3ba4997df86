//! An app's fields, its patches and what it emits by itself, to a source file.

use std::collections::BTreeSet;

use jke_model::declaration::{Interfaces, RecordId};
use jke_model::ty::Ty;
use jke_text::{Span, words};

use super::change::Changes;
use super::fill::App;
use crate::manifest::body::{Entry, Item, Written};
use crate::manifest::objects::Object;
use crate::manifest::typed::{Refused, Typed};
use crate::manifest::yaml::{self, Comments, Node, Scalar, Yaml};
use crate::manifest::{Imported, ImportedFile, Kinds, Layout, write};

/// What an app is written from.
pub struct AppFile<'a> {
    pub app: &'a App,
    /// The module, as it is called in the file, and its type.
    pub module: &'a str,
    pub record: RecordId,
    /// Where the fields come from.
    pub source: &'a jke_text::Source,
    pub comments: Vec<Box<str>>,
    /// Each object that the module emits, as it was, as it is emitted, and its type.
    pub patched: Vec<(&'a Object, &'a Node, RecordId)>,
    /// What the module emits nothing like.
    pub extra: Extra<'a>,
}

/// Objects that stand beside the app as manifests by themselves.
pub type Extra<'a> = Vec<&'a Object>;

/// Writes the file of an app. The places of what is not written are in `left_out`.
pub fn write_app(file: &AppFile, interfaces: &Interfaces, kinds: &Kinds, refused: &Refused) -> Imported {
    let AppFile { app, module, record, source, comments, patched, extra } = file;
    let mut out = Imported::default();
    let mut typed = Typed { interfaces, source, refused, told: vec![], left_out: vec![], secret: None };
    let fields = by_keys(&app.fields, &Ty::Record(*record), interfaces);
    let mut items = typed.record(&fields, *record, &[]).unwrap_or_default();
    items.iter_mut().for_each(|item| set_whole(item, &app.whole));
    items.extend(app.literals.iter().filter(|(.., origin)| !refused.contains_key(origin)).map(|(path, literal, origin)| {
        let value = Written::Literal(literal.clone());
        Item::Entry(Entry { path: path.clone(), value, comments: Comments::default(), origin: *origin })
    }));
    out.diagnostics.append(&mut typed.told);
    out.left_out.append(&mut typed.left_out);
    for (object, built, record) in patched {
        let mut typed =
            Typed { interfaces: kinds.interfaces, source: &object.source, refused, told: vec![], left_out: vec![], secret: None };
        let changes = Changes { typed: &mut typed }.record(&object.node, built, *record, &["apiVersion", "kind"]);
        let changes = without_namespace(changes, object);
        if !changes.is_empty() {
            items.push(Item::Block { head: patch(object, extra, patched), items: changes, origin: object.node.span });
        }
        out.diagnostics.append(&mut typed.told);
        out.left_out.append(&mut typed.left_out);
    }
    let beside: Vec<Object> = extra.iter().map(|object| object.copy()).collect();
    let head = format!("app {}: {module}", app.identifier);
    let mut file = write(&beside, kinds, refused, &Layout::One(app.identifier.clone()));
    out.diagnostics.append(&mut file.diagnostics);
    out.left_out.append(&mut file.left_out);
    let mut written = file.files.pop().unwrap_or_else(|| ImportedFile::new(app.identifier.clone(), &source.path));
    written.with_block(&head, comments, items, Span::new(source.base, source.base));
    out.files.push(written);
    out
}

/// `patch Deployment`, with the handle where the app emits several of the kind.
fn patch(object: &Object, extra: &Extra, patched: &[(&Object, &Node, RecordId)]) -> String {
    let others = extra.iter().chain(patched.iter().map(|(object, ..)| object)).filter(|other| other.kind == object.kind).count();
    if others > 1 { format!("patch {} {}", object.kind, words::text(&object.name)) } else { format!("patch {}", object.kind) }
}

/// A mapping where the type has a keyed list is that list, each key being the element's own.
fn by_keys(node: &Node, ty: &Ty, interfaces: &Interfaces) -> Node {
    let Yaml::Map(entries) = &node.value else { return node.clone() };
    let inner = |entry: &yaml::Entry, ty: &Ty| yaml::Entry { value: by_keys(&entry.value, ty, interfaces), ..entry.clone() };
    let value = match ty.required() {
        Ty::Record(id) => {
            let record = interfaces.record(*id);
            let of_field = |key: &str| record.field(jke_text::Name::new(key)).map_or(Ty::Any, |(_, field)| field.ty.clone());
            Yaml::Map(entries.iter().map(|entry| inner(entry, &of_field(&entry.key))).collect())
        }
        Ty::Map(map) => Yaml::Map(entries.iter().map(|entry| inner(entry, &map.value)).collect()),
        Ty::List(list) if list.keys.len() == 1 => {
            Yaml::List(entries.iter().map(|entry| element(entry, list.keys[0].as_str(), &list.element, interfaces)).collect())
        }
        _ => return node.clone(),
    };
    Node { value, ..node.clone() }
}

fn element(entry: &yaml::Entry, key: &str, ty: &Ty, interfaces: &Interfaces) -> Node {
    let yaml::Entry { key: name, key_span, value, comments } = entry;
    let mut node = by_keys(value, ty, interfaces);
    if let Yaml::Map(entries) = &mut node.value {
        let text = Yaml::Scalar(Scalar { text: name.clone(), quoted: true });
        let value = Node { span: *key_span, value: text, foreign_tag: None, comments: Comments::default(), closing: vec![] };
        entries.insert(0, yaml::Entry { key: key.into(), key_span: *key_span, value, comments: Comments::default() });
    }
    Node { comments: comments.clone(), ..node }
}

fn set_whole(item: &mut Item, whole: &BTreeSet<String>) {
    if let Item::Entry(entry) = item
        && matches!(entry.path.as_slice(), [field] if whole.contains(field))
        && let Written::Merge(items) = &mut entry.value
    {
        entry.value = Written::Body(std::mem::take(items));
    }
}

/// The namespace is the instance's, where the object says none.
fn without_namespace(items: Vec<Item>, object: &Object) -> Vec<Item> {
    if object.namespace.is_some() {
        return items;
    }
    let is_namespace = |item: &Item| matches!(item, Item::Entry(entry) if entry.path == ["namespace"]);
    let kept = items.into_iter().filter_map(|item| match item {
        Item::Entry(Entry { path, value: Written::Merge(inner), comments, origin }) if path == ["metadata"] => {
            let inner: Vec<Item> = inner.into_iter().filter(|item| !is_namespace(item)).collect();
            (!inner.is_empty()).then_some(Item::Entry(Entry { path, value: Written::Merge(inner), comments, origin }))
        }
        other => Some(other),
    });
    kept.collect()
}
