//! The objects of one instance to manifests, in the order in which they are applied.

use std::sync::Arc;

use jke_encode::{Secrets, json_document, yaml_document};
use jke_model::declaration::{Interfaces, KindIdentity};
use jke_model::object::Object;
use jke_model::value::Text;
use jke_text::Span;

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
    pub fingerprints: bool,
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
    /// Equal where the contents are; 0 where it isn't wanted.
    pub fingerprint: u64,
    /// A YAML document without `---`, with its newline; or a JSON value without one.
    pub bytes: Vec<u8>,
}

/// In the order in which they are applied, then by handle.
pub fn manifests(objects: &[Object], interfaces: &Interfaces, wanted: Wanted) -> Vec<Manifest> {
    let mut sorted: Vec<&Object> = objects.iter().collect();
    sorted.sort_by(|one, two| order(one).cmp(&order(two)));
    sorted.into_iter().map(|object| manifest(object, interfaces, wanted)).collect()
}

/// A handle comes once for each kind; the rest decides nothing but between kinds of one name.
fn order(object: &Object) -> (usize, &str, &str, &str) {
    let KindIdentity { api_version, kind, .. } = &*object.identity;
    (rank(kind.as_str()), &object.handle, kind.as_str(), api_version.as_str())
}

fn manifest(object: &Object, interfaces: &Interfaces, wanted: Wanted) -> Manifest {
    let Wanted { form, secrets, fingerprints } = wanted;
    let mut bytes = vec![];
    match form {
        Some(Form::Yaml) => yaml_document(&mut bytes, object, interfaces, secrets),
        Some(Form::Json) => json_document(&mut bytes, object, interfaces, secrets),
        None => {}
    }
    bytes.shrink_to_fit();
    Manifest {
        identity: object.identity.clone(),
        namespace: object.namespace.clone(),
        name: object.name.clone(),
        handle: object.handle.clone(),
        span: object.span,
        fingerprint: if fingerprints { fingerprint(&object.value.data, interfaces) } else { 0 },
        bytes,
    }
}
