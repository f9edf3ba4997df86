//! What is asked of a snapshot, and what a build gives.

use jke_check::Setting;
use jke_encode::Secrets;
use jke_model::target::Target;
use jke_model::value::Text;
use jke_text::{Diagnostic, Name};

/// The form of the documents.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Hash)]
pub enum Form {
    #[default]
    Yaml,
    /// As [`Form::Ndjson`]: a caller puts the documents into one array.
    Json,
    /// Each document is one line.
    Ndjson,
}

impl Form {
    /// What the documents themselves are written in.
    pub(crate) fn written(self) -> jke_manifest::Form {
        match self {
            Form::Yaml => jke_manifest::Form::Yaml,
            Form::Json | Form::Ndjson => jke_manifest::Form::Json,
        }
    }
}

/// For which targets and instances something is asked.
#[derive(Clone, Debug, Default)]
pub struct Request {
    pub targets: Vec<Target>,
    /// `None`: all and the platform.
    pub instances: Option<Vec<Name>>,
    pub secrets: Secrets,
    pub output: Form,
    /// What the command line sets, on top of all layers.
    pub settings: Vec<Setting>,
}

#[derive(Debug, Default)]
pub struct Built {
    /// Sorted by file and place.
    pub diagnostics: Vec<Diagnostic>,
    /// As asked for; empty where there are errors.
    pub targets: Vec<BuiltTarget>,
}

#[derive(Debug)]
pub struct BuiltTarget {
    pub target: Target,
    /// The cluster that the target deploys to.
    pub cluster: Text,
    /// The platform's first, then those of apps by name; inside each in the order in which they are applied, then by handle.
    pub documents: Vec<Document>,
}

/// One manifest as bytes.
#[derive(Debug)]
pub struct Document {
    pub instance: Name,
    pub is_platform: bool,
    pub kind: Name,
    pub api_version: Name,
    /// `None` for a kind of the whole cluster.
    pub namespace: Option<Text>,
    pub name: Text,
    /// A YAML document without `---`, with its newline; or a JSON value without one.
    pub bytes: Vec<u8>,
    /// Values of type Secret stand in it, or would if they were not masked or left out.
    pub holds_secrets: bool,
}
