//! Layers as data: blocks of operations on paths, each for a set of targets. See section 5 of the language.

use std::sync::Arc;

use jke_text::{Name, Span};

use crate::declaration::RecordId;
use crate::ir::{Code, Shape};
use crate::target::TargetSet;

/// The layers above the declaration's own defaults (layer 0), from low to high.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash, PartialOrd, Ord)]
pub enum LayerKind {
    /// 1: `defaults Application { … }`
    Defaults,
    /// 2: the body of `app` or `platform`.
    Body,
    /// 3a: `on env=dev for Application { … }`
    ModuleOverlay,
    /// 3b: `on` blocks in the body, `on env=prod for my-application { … }`
    Overlay,
    /// 4: `--set`
    CommandLine,
}

/// The operations that one block holds for one set of targets: a body without its `on`s, or one `on` block with those
/// around it. The `on`s inside it are blocks of their own.
#[derive(Debug)]
pub struct Block {
    pub layer: LayerKind,
    /// Of `Defaults` and `ModuleOverlay`: the module whose instances (and whose children's) it reaches.
    pub module: Option<RecordId>,
    pub targets: TargetSet,
    /// Of a `patch`: what its operations are laid on, from which their paths begin.
    pub patch: Option<Patched>,
    /// In the order written.
    pub operations: Vec<Operation>,
    /// The body's braces, or the selector of the `on`.
    pub span: Span,
    /// The path of the file, which orders entries that several files bring.
    pub file: Name,
}

/// Which of the manifests that an instance emits a `patch` is laid on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Patched {
    /// The kind, or one that it extends.
    pub record: RecordId,
    /// `None`: the only one of its kind.
    pub handle: Option<Name>,
    /// The kind as written, with the handle.
    pub span: Span,
}

/// A manifest that a file emits by itself: its layers, from the defaults of its kind on.
#[derive(Debug)]
pub struct RawEmit {
    pub record: RecordId,
    /// A text; `None`: the object's name.
    pub handle: Option<Arc<Code>>,
    /// Paths begin in the object.
    pub blocks: Vec<Arc<Block>>,
    /// The kind's name as written.
    pub span: Span,
}

/// One operation on a path below an instance, or in a manifest.
#[derive(Debug)]
pub struct Operation {
    pub path: Vec<PathKey>,
    /// For each key but the last of `path`, and for the last one too where something is set inside it: how what is not
    /// there begins. `shapes[i]` is the shape of the value at `path[..=i]`; `None` for a leaf or a plain list.
    pub shapes: Vec<Option<Shape>>,
    pub kind: OperationKind,
    /// The path as written in this block (`a.b` in `a.b = v`).
    pub span: Span,
}

#[derive(Debug)]
pub enum OperationKind {
    /// `a.b = v`
    Set(Arc<Code>),
    /// `a.b { … }`: the entry is there; what stands inside are operations of their own.
    Merge,
    /// `xs += v` on a plain list. The code gives a list.
    Append(Arc<Code>),
    /// `env += v` on a map or keyed list. The code gives a map or a list.
    AddEntries(Arc<Code>),
    Remove,
    Reset,
    Seal {
        because: Option<Arc<str>>,
    },
}

/// A step of a path.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum PathKey {
    Field {
        slot: u32,
        name: Name,
    },
    /// A field of the record that a union turns out to be.
    Named(Name),
    /// An entry of a map or keyed list, or what `_: T` admits.
    Entry(Name),
}

impl PathKey {
    pub fn name(self) -> Name {
        match self {
            PathKey::Field { name, .. } | PathKey::Named(name) | PathKey::Entry(name) => name,
        }
    }
}
