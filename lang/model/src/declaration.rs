//! Declarations as others see them: records (types, modules, Kubernetes kinds), functions, constants. Their bodies stand in `ir`.

use std::sync::Arc;

use jke_text::{Name, Span};
use rustc_hash::FxHashMap;

use crate::ty::{Literal, Ty};
use crate::version::Lifetime;

/// Index into [`Interfaces::records`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct RecordId(pub u32);

/// Index into [`Interfaces::functions`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct FunctionId(pub u32);

/// Index into [`Interfaces::constants`]: a `let` of a file.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct ConstantId(pub u32);

/// All declarations of the loaded files.
#[derive(Debug, Default)]
pub struct Interfaces {
    pub records: Vec<Record>,
    pub functions: Vec<Function>,
    pub constants: Vec<Constant>,
    /// The module of instances that nothing declares: files emit, and they bear the files' name. It is the language's own.
    pub of_files: Option<RecordId>,
    /// By record: not every version of Kubernetes has it and all that its values may hold. Empty where all have everything.
    pub dated: Vec<bool>,
}

/// A `type … { … }` or a `module`.
#[derive(Debug)]
pub struct Record {
    pub id: RecordId,
    /// As declared, with its dots (`Deployment.Spec`).
    pub name: Name,
    /// The place of the name.
    pub span: Span,
    pub docs: Option<Arc<str>>,
    pub kind: RecordKind,
    pub parent: Option<RecordId>,
    /// The parent, its parent and so on.
    pub ancestors: Vec<RecordId>,
    /// The parent's fields first, with the same slots, then the declaration's own: inputs, outputs and `let`s.
    pub fields: Vec<Field>,
    /// Slots by name; a `@renamed` field's old name too. `let`s are in it: they are seen in the declaration only.
    pub slots: FxHashMap<Name, u32>,
    /// `_: T`
    pub rest: Option<Ty>,
    /// The versions of Kubernetes that have it.
    pub lifetime: Lifetime,
    /// `@name(DnsLabel)` before a kind: the texts that its objects may have as `metadata.name`.
    pub name_rule: Option<Ty>,
}

#[derive(Clone, PartialEq, Debug)]
pub enum RecordKind {
    Type,
    /// Its values have `name`, `enabled` and `namespace` in the slots 0, 1 and 2.
    Module {
        /// The module that the project's platform must be: `for Platform`.
        platform: Option<RecordId>,
    },
    /// `@kind("apps/v1", "Deployment")`
    Kind(Arc<KindIdentity>),
}

#[derive(Clone, PartialEq, Eq, Debug, Hash)]
pub struct KindIdentity {
    /// `apps/v1`
    pub api_version: Name,
    pub kind: Name,
    /// `Namespace`, `ClusterRole`: of the whole cluster, with no namespace.
    pub cluster_wide: bool,
    /// The slot of `metadata`.
    pub metadata: Option<u32>,
}

#[derive(Clone, Debug)]
pub struct Field {
    pub name: Name,
    pub ty: Ty,
    pub kind: FieldKind,
    /// Some declaration gives it a default.
    pub has_default: bool,
    /// The default, where it is written as a literal: by it an element of a keyed list is addressed that leaves its key out. Of a
    /// field without default, what the API takes where it is absent: `@default("TCP")`.
    pub literal_default: Option<Literal>,
    pub span: Span,
    /// The declaration that introduced it.
    pub owner: RecordId,
    pub docs: Option<Arc<str>>,
    pub notes: FieldNotes,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FieldKind {
    Input,
    /// Computed, read by others, set by nobody.
    Output,
    /// A module's `let`: computed, seen only in its own declaration.
    Let,
}

/// What annotations say of a field.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FieldNotes {
    pub deprecated: Option<Arc<str>>,
    pub renamed: Option<Name>,
    /// The versions of Kubernetes that have it.
    pub lifetime: Lifetime,
    pub immutable: bool,
}

#[derive(Debug)]
pub struct Function {
    pub id: FunctionId,
    pub name: Name,
    pub span: Span,
    pub docs: Option<Arc<str>>,
    pub params: Vec<Parameter>,
    pub result: Ty,
}

#[derive(Clone, Debug)]
pub struct Parameter {
    pub name: Name,
    pub ty: Ty,
    pub has_default: bool,
    pub span: Span,
}

/// A file's `let`.
#[derive(Debug)]
pub struct Constant {
    pub id: ConstantId,
    pub name: Name,
    pub span: Span,
    /// As written; `None` where it is inferred from the value.
    pub ty: Option<Ty>,
}

/// The fields that every module has, in the first slots.
pub mod instance_slots {
    pub const NAME: u32 = 0;
    pub const ENABLED: u32 = 1;
    pub const NAMESPACE: u32 = 2;
}

impl Record {
    pub fn field(&self, name: Name) -> Option<(u32, &Field)> {
        let slot = *self.slots.get(&name)?;
        Some((slot, &self.fields[slot as usize]))
    }

    pub fn is_module(&self) -> bool {
        matches!(self.kind, RecordKind::Module { .. })
    }

    pub fn kind_identity(&self) -> Option<&Arc<KindIdentity>> {
        match &self.kind {
            RecordKind::Kind(identity) => Some(identity),
            RecordKind::Type | RecordKind::Module { .. } => None,
        }
    }
}

impl Field {
    /// What the API takes where the field is absent: `@default("TCP")`.
    pub fn api_default(&self) -> Option<Literal> {
        self.literal_default.filter(|_| !self.has_default)
    }

    /// Must be set by somebody.
    pub fn is_required(&self) -> bool {
        self.kind == FieldKind::Input && !self.has_default && !self.ty.is_optional() && !self.ty.is_error()
    }
}

impl Interfaces {
    pub fn record(&self, id: RecordId) -> &Record {
        &self.records[id.0 as usize]
    }

    /// Whether a value of the record may hold what not every version of Kubernetes has.
    pub fn is_dated(&self, id: RecordId) -> bool {
        self.dated.get(id.0 as usize).is_some_and(|dated| *dated)
    }

    pub fn function(&self, id: FunctionId) -> &Function {
        &self.functions[id.0 as usize]
    }

    pub fn constant(&self, id: ConstantId) -> &Constant {
        &self.constants[id.0 as usize]
    }

    /// `child` is `parent` or extends it.
    pub fn extends(&self, child: RecordId, parent: RecordId) -> bool {
        child == parent || self.record(child).ancestors.contains(&parent)
    }
}
