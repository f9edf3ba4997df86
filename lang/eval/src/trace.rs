//! What an evaluation tells those who ask where a leaf comes from. The fast path has [`NoTrace`], for which all of this is nothing.

use jke_model::layer::Operation;
use jke_model::object::Object;
use jke_model::value::Value;
use jke_text::{Name, Span};

/// Told of each value in the order in which values are first asked for. A path begins at the instance: `scale`, `min`.
pub trait Tracer {
    /// Paths are put together only where somebody listens.
    const LISTENS: bool = true;

    /// An operation of a layer gave the value.
    fn set(&mut self, path: &[Name], operation: &Operation, value: &Value);
    /// An operation took the place of what lay beneath, which stays unevaluated.
    fn overridden(&mut self, path: &[Name], by: &Operation);
    /// The declaration's default at this place gave the value.
    fn defaulted(&mut self, path: &[Name], default: Span, value: &Value);
    fn emitted(&mut self, object: &Object);
}

/// Listens to nothing.
pub struct NoTrace;

impl Tracer for NoTrace {
    const LISTENS: bool = false;

    fn set(&mut self, _path: &[Name], _operation: &Operation, _value: &Value) {}
    fn overridden(&mut self, _path: &[Name], _by: &Operation) {}
    fn defaulted(&mut self, _path: &[Name], _default: Span, _value: &Value) {}
    fn emitted(&mut self, _object: &Object) {}
}
