//! An object as an app emits it and as it was, to the entries of a patch that makes the one of the other.

use jke_model::declaration::RecordId;
use jke_model::ty::{ListType, Ty};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::manifest::body::{Entry, Item, Written};
use crate::manifest::compare::Comparison;
use crate::manifest::typed::keyed::{Address, address};
use crate::manifest::typed::{Typed, mapping};
use crate::manifest::yaml::{self, Comments, Node, Yaml};

/// Writes patches of one file.
pub struct Changes<'t, 'a> {
    pub typed: &'t mut Typed<'a>,
}

impl Changes<'_, '_> {
    /// The entries that change a record.
    pub fn record(&mut self, was: &Node, is: &Node, record: RecordId, without: &[&str]) -> Vec<Item> {
        let record = self.typed.interfaces.record(record);
        let (asked, emitted) = (was.by_key(), is.by_key());
        let mut items = vec![];
        for entry in was.entries().iter().filter(|entry| !without.contains(&&*entry.key)) {
            let field = record.field(jke_text::Name::new(&entry.key)).map(|(_, field)| &field.ty);
            match (field.or(record.rest.as_ref()), emitted.get(&*entry.key)) {
                (Some(ty), Some(built)) if !entry.value.is_null() => self.entry(entry, built, &ty.clone(), &mut items),
                _ => self.typed.field(entry, record, &mut items),
            }
        }
        let added = is.entries().iter().filter(|entry| !without.contains(&&*entry.key) && is_absent(&asked, &entry.key));
        for entry in added {
            match record.field(jke_text::Name::new(&entry.key)) {
                Some(_) => items.push(Item::Entry(Entry {
                    path: vec![entry.key.to_string()],
                    value: Written::Literal("none".to_owned()),
                    comments: Comments::default(),
                    origin: was.span,
                })),
                None => items.push(Item::Remove { path: vec![entry.key.to_string()], origin: was.span }),
            }
        }
        items
    }

    fn entry(&mut self, entry: &yaml::Entry, built: &Node, ty: &Ty, items: &mut Vec<Item>) {
        if self.is_equal(&entry.value, built, ty) || self.typed.refused.contains_key(&entry.key_span) {
            return;
        }
        let value = self.value(&entry.value, built, ty);
        self.typed.push(entry, value, items);
    }

    fn is_equal(&self, was: &Node, is: &Node, ty: &Ty) -> bool {
        let nothing = FxHashSet::default();
        let mut comparison = Comparison { interfaces: self.typed.interfaces, left_out: &nothing, found: vec![] };
        comparison.value(was, is, ty, "");
        comparison.found.is_empty()
    }

    fn value(&mut self, was: &Node, is: &Node, ty: &Ty) -> Option<Written> {
        match (&was.value, &is.value) {
            (Yaml::Map(_), Yaml::Map(_)) => match mapping(ty.required().alternatives(), was, self.typed.interfaces) {
                Some(Ty::Record(record)) => Some(Written::Merge(self.record(was, is, *record, &[]))),
                Some(Ty::Map(map)) => Some(Written::Merge(self.map(was, is, &map.value.clone()))),
                Some(_) | None => self.whole(was, ty),
            },
            (Yaml::List(one), Yaml::List(other)) => {
                let list = match ty.required() {
                    Ty::List(list) => Some(list.clone()),
                    _ => None,
                };
                match list.and_then(|list| self.keyed(one, other, &list)) {
                    Some(items) => Some(Written::Merge(items)),
                    None => self.whole(was, ty),
                }
            }
            (Yaml::Scalar(_) | Yaml::List(_) | Yaml::Map(_), _) => self.whole(was, ty),
        }
    }

    /// The value instead of the other.
    fn whole(&mut self, was: &Node, ty: &Ty) -> Option<Written> {
        self.typed.value(was, ty).map(Written::alone)
    }

    fn map(&mut self, was: &Node, is: &Node, ty: &Ty) -> Vec<Item> {
        let (asked, emitted) = (was.by_key(), is.by_key());
        let mut items = vec![];
        for entry in was.entries() {
            match emitted.get(&*entry.key) {
                Some(built) => self.entry(entry, built, ty, &mut items),
                None => {
                    let value = self.typed.value(&entry.value, ty);
                    self.typed.push(entry, value, &mut items);
                }
            }
        }
        let added = is.entries().iter().filter(|entry| is_absent(&asked, &entry.key));
        items.extend(added.map(|entry| Item::Remove { path: vec![entry.key.to_string()], origin: was.span }));
        items
    }

    /// By their keys, where what is added and removed leaves the elements in the order that they had; else the list is set whole.
    fn keyed(&mut self, was: &[Node], is: &[Node], list: &ListType) -> Option<Vec<Item>> {
        let Ty::Record(id) = list.element else { return None };
        let record = self.typed.interfaces.record(id);
        let keys: Vec<&str> = list.keys.iter().map(|key| key.as_str()).collect();
        if keys.is_empty() {
            return None;
        }
        let addresses = |nodes: &[Node]| nodes.iter().map(|node| address(node, record, &keys)).collect::<Option<Vec<Address>>>();
        let (wanted, built) = (addresses(was)?, addresses(is)?);
        let wholes: FxHashSet<&str> = wanted.iter().map(|address| address.whole.as_str()).collect();
        let kept = built.iter().filter(|address| wholes.contains(address.whole.as_str()));
        let in_order = kept.zip(&wanted).all(|(kept, wanted)| kept.whole == wanted.whole);
        if !in_order || wholes.len() != wanted.len() {
            return None;
        }
        let places: FxHashMap<&str, usize> = built.iter().enumerate().map(|(at, address)| (address.whole.as_str(), at)).collect();
        let mut items = vec![];
        for (element, Address { whole, written, sets }) in was.iter().zip(&wanted) {
            let value = match places.get(whole.as_str()).copied() {
                Some(at) if self.is_equal(element, &is[at], &list.element) => continue,
                Some(at) => Some(self.record(element, &is[at], id, sets)),
                None => self.typed.record(element, id, sets),
            };
            let Some(value) = value else { continue };
            let comments = element.comments.clone();
            items.push(Item::Entry(Entry { path: vec![written.clone()], value: Written::Merge(value), comments, origin: element.span }));
        }
        let removed = built.iter().filter(|address| !wholes.contains(address.whole.as_str()));
        items.extend(removed.map(|address| Item::Remove {
            path: vec![address.written.clone()],
            origin: was.first().map_or(jke_text::Span::NONE, |first| first.span),
        }));
        Some(items)
    }
}

fn is_absent(entries: &FxHashMap<&str, &Node>, key: &str) -> bool {
    entries.get(key).is_none_or(|value| value.is_null())
}
