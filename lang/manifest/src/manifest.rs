//! The objects of one instance to manifests, in the order in which they are applied.

use std::hash::BuildHasher;
use std::sync::Arc;

use jke_encode::{Secrets, json_document, yaml_document};
use jke_model::declaration::{Interfaces, KindIdentity};
use jke_model::object::Object;
use jke_model::value::Text;
use jke_text::{Name, Span};
use rustc_hash::FxBuildHasher;

use crate::content::fingerprint;
use crate::order::rank;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    Yaml,
    /// On one line.
    Json,
}

/// What is wanted of each object beside its identity.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    /// `None`: no bytes.
    pub form: Option<Form>,
    pub secrets: Secrets,
    /// Whether the contents will be compared: those of two targets of one cluster are.
    pub compared: bool,
}

/// One object as it is written.
#[derive(Clone, Debug)]
pub struct Manifest {
    pub identity: Arc<KindIdentity>,
    /// `None` for a kind of the whole cluster.
    pub namespace: Option<Text>,
    pub name: Text,
    pub handle: Text,
    /// The `emit`.
    pub span: Span,
    /// Equal for the same object of a cluster, whatever the version that it is written in.
    pub(crate) key: u64,
    /// Equal where the contents are; 0 where it isn't wanted.
    pub(crate) fingerprint: u64,
    /// A YAML document without `---`, with its newline; or a JSON value without one.
    pub bytes: Vec<u8>,
    /// Of what was written.
    pub holds_secrets: bool,
}

/// In the order in which they are applied, then by handle.
pub fn manifests(objects: &[Object], interfaces: &Interfaces, wanted: Wanted) -> Vec<Manifest> {
    let mut sorted: Vec<&Object> = objects.iter().collect();
    sorted.sort_by(|one, two| order(one).cmp(&order(two)));
    let mut buffer = vec![];
    let write = |object| {
        buffer.clear();
        manifest(object, interfaces, wanted, &mut buffer)
    };
    sorted.into_iter().map(write).collect()
}

/// A handle comes once for each kind; the rest decides nothing but between kinds of one name.
fn order(object: &Object) -> (usize, &str, &str, &str) {
    let KindIdentity { api_version, kind, .. } = &*object.identity;
    (rank(kind.as_str()), &object.handle, kind.as_str(), api_version.as_str())
}

fn manifest(object: &Object, interfaces: &Interfaces, wanted: Wanted, buffer: &mut Vec<u8>) -> Manifest {
    let Wanted { form, secrets, compared } = wanted;
    let holds_secrets = match form {
        Some(Form::Yaml) => yaml_document(buffer, object, interfaces, secrets),
        Some(Form::Json) => json_document(buffer, object, interfaces, secrets),
        None => false,
    };
    // Bytes that hide nothing can be compared themselves.
    let hidden = form.is_none() || secrets != Secrets::Plain;
    let mut manifest = Manifest {
        identity: object.identity.clone(),
        namespace: object.namespace.clone(),
        name: object.name.clone(),
        handle: object.handle.clone(),
        span: object.span,
        key: 0,
        fingerprint: if compared && hidden { fingerprint(&object.value.data, interfaces) } else { 0 },
        bytes: buffer.as_slice().to_vec(),
        holds_secrets,
    };
    manifest.key = FxBuildHasher.hash_one(manifest.same());
    manifest
}

impl Manifest {
    /// What makes it the same object of a cluster: group, kind, namespace and name.
    pub(crate) fn same(&self) -> (&str, Name, Option<&str>, &str) {
        let KindIdentity { api_version, kind, .. } = &*self.identity;
        let group = api_version.as_str().split_once('/').map_or("", |(group, _)| group);
        (group, *kind, self.namespace.as_ref().map(Text::as_str), &self.name)
    }

    /// Both were made to be compared.
    pub(crate) fn is_alike(&self, other: &Manifest) -> bool {
        self.fingerprint == other.fingerprint && self.bytes == other.bytes
    }
}
