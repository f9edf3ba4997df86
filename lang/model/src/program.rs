//! The checked program as evaluation takes it: declarations, bodies, instances and the blocks of their layers.

use std::sync::Arc;

use jke_text::{Name, Span};

use crate::declaration::{Interfaces, RecordId};
use crate::ir::{Code, FunctionBody, RecordBody};
use crate::layer::{Block, RawEmit};
use crate::target::Project;

/// Index into [`Program::instances`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct InstanceId(pub u32);

/// The platform, an app, or what files of one name emit.
#[derive(Debug, Clone)]
pub struct Instance {
    pub id: InstanceId,
    /// The identifier; `platform` for the platform.
    pub name: Name,
    pub is_platform: bool,
    pub module: RecordId,
    /// The place of the name.
    pub span: Span,
    /// Of layers 2 and 3b: what its own body and the overlays for it hold. Layers 1 and 3a stand in [`Program::module_blocks`].
    pub blocks: Vec<Arc<Block>>,
    /// What files of its name emit, in the order of files.
    pub raw: Vec<Arc<RawEmit>>,
    /// Something in its layers is wrong and was told: it can't be evaluated.
    pub broken: bool,
}

#[derive(Debug, Default)]
pub struct Program {
    pub project: Project,
    pub interfaces: Arc<Interfaces>,
    /// By record; `None` where nothing that is built needs it.
    pub bodies: Vec<Option<Arc<RecordBody>>>,
    pub functions: Vec<Option<Arc<FunctionBody>>>,
    pub constants: Vec<Option<Arc<Code>>>,
    /// By name, the platform first.
    pub instances: Vec<Instance>,
    pub platform: Option<InstanceId>,
    /// Layers 1 and 3a.
    pub module_blocks: Vec<Arc<Block>>,
}

impl Program {
    pub fn instance(&self, id: InstanceId) -> &Instance {
        &self.instances[id.0 as usize]
    }
}
