//! What conditions prove: places whose value is known to be of a narrower type.

use jke_model::declaration::ConstantId;
use jke_model::ir::Local;
use jke_model::ty::Ty;
use jke_text::Name;

/// What can be asked twice with the same answer: a variable and the fields that lead on from it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Place {
    pub root: Root,
    pub path: Vec<Name>,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Root {
    Local(Local),
    SelfValue,
    Platform,
    Instance(u32),
    TargetAxis(u32),
    Constant(ConstantId),
}

/// Places with the types that they have where the facts hold. Later facts beat earlier ones of the same place.
#[derive(Clone, Default, Debug)]
pub(crate) struct Facts {
    known: Vec<(Place, Ty)>,
}
