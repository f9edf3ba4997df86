//! Built documents to the files of a tree: `prod/tokyo/orders/deployment-orders.yaml`, the platform's own under `platform/tokyo/`.

use std::collections::{BTreeMap, BTreeSet};

use jke_model::target::{Axis, Project, Target};
use jke_session::{Built, Document};

use super::words::Selection;

/// The files (path, bytes) of a build, sorted by path. What several targets of one cluster have of the platform is there once.
pub fn layout<'b>(project: &Project, built: &'b Built, extension: &str) -> Vec<(String, Vec<&'b [u8]>)> {
    let mut folders: BTreeMap<String, Vec<&Document>> = BTreeMap::new();
    for target in &built.targets {
        for document in &target.documents {
            let folder = match document.is_platform {
                true => format!("platform/{}", sanitised(&target.cluster)),
                false => format!("{}{}", prefix(project, &target.target), sanitised(document.instance.as_str())),
            };
            let folder = folders.entry(folder).or_default();
            if !document.is_platform || !folder.iter().any(|other| same_object(other, document)) {
                folder.push(document);
            }
        }
    }
    let files = folders.into_iter().flat_map(|(folder, documents)| {
        let names = names(&documents, extension);
        names.into_iter().zip(documents).map(move |(name, document)| (format!("{folder}/{name}"), content(document))).collect::<Vec<_>>()
    });
    files.collect()
}

/// Whether a file of an earlier build would have been written again by this one, if there were still such a manifest. What belongs to
/// a label of a starred value is written only where that is named.
pub fn is_rebuilt(path: &str, project: &Project, selection: &Selection) -> bool {
    if selection.all_targets && selection.instances.is_none() && !is_labelled(path, project) {
        return true;
    }
    if path.starts_with("platform/") {
        // Other targets of the cluster may have brought it.
        return selection.all_targets && named(selection, "platform");
    }
    selection.targets.iter().any(|target| {
        let inside = path.strip_prefix(&prefix(project, target));
        inside.and_then(|rest| rest.split('/').next()).is_some_and(|app| named(selection, app))
    })
}

fn named(selection: &Selection, instance: &str) -> bool {
    selection.instances.as_ref().is_none_or(|names| names.iter().any(|name| sanitised(name.as_str()) == instance))
}

/// `prod/tokyo/`, `preview/pr-123/`
fn prefix(project: &Project, target: &Target) -> String {
    let folders = (0..project.axes.len()).flat_map(|axis| [Some(project.value(target, axis)), project.label(target, axis)]);
    folders.flatten().map(|folder| sanitised(folder.as_str()) + "/").collect()
}

/// It lies in the folder of a starred value.
fn is_labelled(path: &str, project: &Project) -> bool {
    let is_starred = |(axis, folder): (&Axis, &str)| axis.starred.iter().any(|at| sanitised(axis.values[*at as usize].as_str()) == folder);
    project.axes.iter().zip(path.split('/')).any(is_starred)
}

fn same_object(one: &Document, other: &Document) -> bool {
    (one.kind, one.api_version, &one.namespace, &one.name) == (other.kind, other.api_version, &other.namespace, &other.name)
}

fn content(document: &Document) -> Vec<&[u8]> {
    let ends = document.bytes.ends_with(b"\n");
    if ends { vec![&document.bytes] } else { vec![&document.bytes, b"\n"] }
}

/// The names of one folder's files. Those that clash take their group's name too, then their namespace's, then a number.
fn names(documents: &[&Document], extension: &str) -> Vec<String> {
    let forms: [fn(&Document) -> String; 3] = [
        |document| format!("{}-{}", lower(document), document.name),
        |document| format!("{}.{}-{}", lower(document), group(document), document.name),
        |document| match &document.namespace {
            Some(namespace) => format!("{}.{}-{}-{namespace}", lower(document), group(document), document.name),
            None => format!("{}.{}-{}", lower(document), group(document), document.name),
        },
    ];
    let mut names: Vec<String> = documents.iter().map(|document| sanitised(&forms[0](document))).collect();
    for form in &forms[1..] {
        let taken = counts(&names);
        for (name, document) in names.iter_mut().zip(documents) {
            if taken[&folded(name)] > 1 {
                *name = sanitised(&form(document));
            }
        }
    }
    let mut taken = BTreeSet::new();
    let free = names.into_iter().map(|name| {
        let numbered = (2..).map(|number| format!("{name}-{number}"));
        let name = std::iter::once(name.clone()).chain(numbered).find(|name| taken.insert(folded(name)));
        format!("{}.{extension}", name.expect("numbers never end"))
    });
    free.collect()
}

fn counts(names: &[String]) -> BTreeMap<String, usize> {
    names.iter().fold(BTreeMap::new(), |mut counts, name| {
        *counts.entry(folded(name)).or_default() += 1;
        counts
    })
}

/// Some file systems can't tell two names apart that differ in case only.
fn folded(name: &str) -> String {
    name.to_ascii_lowercase()
}

fn lower(document: &Document) -> String {
    document.kind.as_str().to_ascii_lowercase()
}

/// `apps` of `apps/v1`; `core` for the group that has no name.
fn group(document: &Document) -> &'static str {
    document.api_version.as_str().split_once('/').map_or("core", |(group, _)| group)
}

/// With nothing in it that a file system or a shell reads as more than a letter.
fn sanitised(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-') { c } else { '-' }).collect();
    if plain.trim_start_matches('.').is_empty() { "-".repeat(plain.len().max(1)) } else { plain }
}
