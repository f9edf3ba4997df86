//! Objects: the manifests that instances emit, before they are written.

use std::sync::Arc;

use jke_text::{Origin, Span};

use crate::declaration::KindIdentity;
use crate::program::InstanceId;
use crate::value::{Text, Value};

/// One manifest.
#[derive(Clone, Debug)]
pub struct Object {
    pub identity: Arc<KindIdentity>,
    /// `None` for a kind of the whole cluster.
    pub namespace: Option<Text>,
    /// `metadata.name`
    pub name: Text,
    /// How `patch`, `why`, `diff` and tests address it among the instance's objects of its kind.
    pub handle: Text,
    /// The name of the instance that emits it, and of those included in it: what the handle was prefixed by is part of it.
    pub instance: InstanceId,
    /// A record of the kind, with its namespace filled in; nothing deferred, no errors.
    pub value: Value,
    /// The `emit`.
    pub span: Span,
    pub origin: Origin,
}
