//! The rows of a mapping over some documents to the fields of an app, as a tree that the type of the module is then held against.

use std::collections::BTreeSet;

use jke_text::Span;

use super::rows::{Conversion, Mapping, Row, Target};
use super::select::{Bindings, Found, bound, select};
use crate::manifest::yaml::{Comments, Entry, Node, Scalar, Yaml};

/// The fields of an app.
#[derive(Debug)]
pub struct App {
    /// What it is called in the project.
    pub identifier: String,
    pub fields: Node,
    /// Fields that are written as they stand in the mapping: a path, an expression, and the place for which it is written.
    pub literals: Vec<(Vec<String>, String, Span)>,
    /// The same of the project's platform.
    pub platform: Vec<(Vec<String>, String)>,
    /// Fields of the app that are set whole, whatever they are by default.
    pub whole: BTreeSet<String>,
    /// What no field says, and why that is right.
    pub needless: Vec<(Span, String)>,
    /// The places of all keys that a row took.
    pub taken: BTreeSet<Span>,
}

/// The word by which a mapping speaks of the app's name, and of the platform's fields.
const APP: &str = "app";
const PLATFORM: &str = "platform";
const NAME: &str = "name";
/// The target of what needs no field.
const NOWHERE: &str = "-";

/// Fills the fields from documents, each with its kind. Places in `refused` are taken by no row.
pub fn fill(documents: &[(&str, &Node)], mapping: &Mapping, refused: &dyn Fn(Span) -> bool, span: Span) -> App {
    let mut app = App {
        identifier: name(documents, mapping),
        fields: map(span),
        literals: vec![],
        platform: vec![],
        whole: BTreeSet::new(),
        needless: vec![],
        taken: BTreeSet::new(),
    };
    let start: Bindings = vec![(APP.to_owned(), app.identifier.clone())];
    for row in &mapping.rows {
        for found in matches(documents, row, &start) {
            app.take(row, &found, refused);
        }
    }
    app
}

/// What the row for the name says, as the language writes names.
fn name(documents: &[(&str, &Node)], mapping: &Mapping) -> String {
    let is_name = |row: &&Row| row.targets.iter().any(|target| target.path == [NAME]);
    let found = mapping
        .rows
        .iter()
        .filter(is_name)
        .find_map(|row| matches(documents, row, &vec![]).first().and_then(|found| found.node.scalar().cloned()));
    crate::manifest::stem(&format!("{}.", found.map_or_else(|| APP.to_owned(), |scalar| scalar.text.to_string())))
}

/// Where the last path of a row leads, once the ones before it have chosen.
fn matches<'d>(documents: &[(&str, &'d Node)], row: &Row, start: &Bindings) -> Vec<Found<'d>> {
    let mut states: Vec<Option<Found>> = vec![None];
    for source in &row.sources {
        let mut next = vec![];
        for state in &states {
            let bindings = state.as_ref().map_or(start, |found| &found.bindings);
            let of_kind = documents.iter().filter(|(kind, _)| *kind == source.kind);
            next.extend(of_kind.flat_map(|(_, node)| select(node, &source.path, bindings)).map(Some));
        }
        states = next;
    }
    states.into_iter().flatten().collect()
}

impl App {
    fn take(&mut self, row: &Row, found: &Found, refused: &dyn Fn(Span) -> bool) {
        let key = found.key;
        if let (Some(reason), [target]) = (&row.constant, row.targets.as_slice())
            && target.path == [NOWHERE]
        {
            if self.taken.insert(key) {
                self.taken.extend(found.keys.iter().copied());
                self.needless.push((key, reason.clone()));
            }
            return;
        }
        // A constant only asks what is there.
        let is_free = row.constant.is_some() || !self.taken.contains(&key) && !refused(key);
        if !is_free {
            return;
        }
        let mut wrote = false;
        for target in &row.targets {
            wrote |= self.set(row, target, found, key);
        }
        if wrote && row.constant.is_none() {
            self.taken.extend(found.keys.iter().copied().chain([key]));
        }
    }

    fn set(&mut self, row: &Row, target: &Target, found: &Found, key: Span) -> bool {
        let path: Option<Vec<String>> = target.path.iter().map(|part| resolved(part, &found.bindings)).collect();
        let Some(path) = path else { return false };
        if target.is_whole {
            self.whole.extend(path.first().cloned());
        }
        if let [first, rest @ ..] = path.as_slice()
            && first == PLATFORM
            && let Some(constant) = &row.constant
        {
            let entry = (rest.to_vec(), constant.clone());
            if !self.platform.contains(&entry) {
                self.platform.push(entry);
            }
            return true;
        }
        let value = match &row.constant {
            Some(constant) if is_word(constant) => scalar(constant.clone(), key),
            Some(constant) => {
                let is_set = get(&self.fields, &path).is_some() || self.literals.iter().any(|(known, ..)| *known == path);
                if !is_set {
                    self.literals.push((path, constant.clone(), key));
                }
                return !is_set;
            }
            None => match converted(found.node, row.conversion) {
                Some(node) => node,
                None => return false,
            },
        };
        // An instance is named as it is declared, where nothing else is said.
        if path == [NAME] && value.scalar().is_some_and(|scalar| *scalar.text == *self.identifier) {
            return true;
        }
        let comments = if row.constant.is_some() { Comments::default() } else { found.comments.clone() };
        put(&mut self.fields, &path, Put { value, comments, key, beside: target.beside.as_deref() })
    }
}

fn resolved(part: &str, bindings: &Bindings) -> Option<String> {
    match part.strip_prefix('$') {
        Some(name) => bound(bindings, name).map(str::to_owned),
        None => Some(part.to_owned()),
    }
}

/// A constant that is a plain value and no expression of its own.
fn is_word(constant: &str) -> bool {
    constant != "none" && constant.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn converted(node: &Node, conversion: Option<Conversion>) -> Option<Node> {
    let Some(conversion) = conversion else { return Some(node.clone()) };
    let number: u64 = node.scalar()?.text.parse().ok()?;
    let text = match conversion {
        Conversion::Seconds => format!("{number}s"),
        Conversion::Percent => format!("{number}%"),
    };
    Some(scalar(text, node.span))
}

fn scalar(text: String, span: Span) -> Node {
    let value = Yaml::Scalar(Scalar { text: text.into(), quoted: false });
    Node { span, value, foreign_tag: None, comments: Comments::default(), closing: vec![] }
}

fn map(span: Span) -> Node {
    Node { span, value: Yaml::Map(vec![]), foreign_tag: None, comments: Comments::default(), closing: vec![] }
}

fn get<'n>(node: &'n Node, path: &[String]) -> Option<&'n Node> {
    path.iter().try_fold(node, |node, key| node.get(key))
}

struct Put<'p> {
    value: Node,
    comments: Comments,
    key: Span,
    beside: Option<&'p str>,
}

/// Puts a value at a path where nothing is yet.
fn put(node: &mut Node, path: &[String], put: Put) -> bool {
    let Some((first, rest)) = path.split_first() else { return false };
    let Yaml::Map(entries) = &mut node.value else { return false };
    let at = entries.iter().position(|entry| *entry.key == **first);
    if rest.is_empty() {
        let Put { value, comments, key, beside } = put;
        match (at, beside) {
            (None, _) => entries.push(Entry { key: first.as_str().into(), key_span: key, value, comments }),
            // Others stand there already.
            (Some(at), Some(beside)) => {
                return self::put(&mut entries[at].value, &[beside.to_owned()], Put { value, comments, key, beside: None });
            }
            (Some(_), None) => return false,
        }
        return true;
    }
    let at = at.unwrap_or_else(|| {
        entries.push(Entry { key: first.as_str().into(), key_span: put.key, value: map(put.key), comments: Comments::default() });
        entries.len() - 1
    });
    self::put(&mut entries[at].value, rest, put)
}

/// The entries of a document that no row took, each as far outside as nothing in it was taken.
pub fn left<'d>(node: &'d Node, taken: &BTreeSet<Span>) -> Vec<&'d Entry> {
    fn inside(node: &Node, taken: &BTreeSet<Span>) -> bool {
        match &node.value {
            Yaml::Scalar(_) => false,
            Yaml::List(elements) => elements.iter().any(|element| inside(element, taken)),
            Yaml::Map(entries) => entries.iter().any(|entry| taken.contains(&entry.key_span) || inside(&entry.value, taken)),
        }
    }
    match &node.value {
        Yaml::Scalar(_) => vec![],
        Yaml::List(elements) => elements.iter().flat_map(|element| left(element, taken)).collect(),
        Yaml::Map(entries) => {
            let open = entries.iter().filter(|entry| !taken.contains(&entry.key_span));
            open.flat_map(|entry| if inside(&entry.value, taken) { left(&entry.value, taken) } else { vec![entry] }).collect()
        }
    }
}
