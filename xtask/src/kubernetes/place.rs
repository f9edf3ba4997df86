//! Where a definition stands in the library: `io.k8s.api.apps.v1.Deployment` is `Deployment` in `apps/v1`.
//!
//! A folder is named by the first label of its API group, `core` where that is empty, `meta` for the types of all groups. The group
//! of a package is that of its kinds, since some packages are named otherwise (`apiserverinternal` is `internal.apiserver.k8s.io`).

use std::collections::BTreeMap;

use super::merge::Library;

const META: &str = "io.k8s.apimachinery.pkg.apis.meta.v1";

/// The folders of all packages.
pub struct Places {
    folders: BTreeMap<String, String>,
}

/// `apps/v1`, `Deployment`
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place<'a> {
    pub folder: &'a str,
    pub name: &'a str,
}

impl<'a> Place<'a> {
    /// `apps`
    pub fn group(&self) -> &'a str {
        self.folder.split('/').next().unwrap_or_default()
    }
}

impl Places {
    pub fn of(library: &Library) -> Result<Self, String> {
        let mut folders = BTreeMap::from([(META.to_owned(), "meta/v1".to_owned())]);
        for (name, merged) in &library.definitions {
            let Some(kind) = &merged.kind else { continue };
            let folder = folder(&kind.api_version);
            let package = package(name).0;
            if folders.insert(package.to_owned(), folder.clone()).is_some_and(|other| other != folder) {
                return Err(format!("{package} has kinds of two groups"));
            }
        }
        Ok(Places { folders })
    }

    pub fn place<'a>(&'a self, definition: &'a str) -> Result<Place<'a>, String> {
        let (package, name) = package(definition);
        let folder = self.folders.get(package).ok_or_else(|| format!("{definition}: no kind tells the group of its package"))?;
        Ok(Place { folder, name })
    }
}

fn package(definition: &str) -> (&str, &str) {
    definition.rsplit_once('.').unwrap_or(("", definition))
}

fn folder(api_version: &str) -> String {
    let (group, version) = api_version.split_once('/').unwrap_or(("core", api_version));
    format!("{}/{version}", group.split('.').next().unwrap_or(group))
}
