//! Built-in methods: the receiver and the arguments evaluated, then each in the file of what it is called on.

use jke_model::builtin::Builtin;
use jke_model::ir::{Expr, Local, MethodArgument};
use jke_model::quantity::Quantity;
use jke_model::value::{Data, Value};
use jke_text::Code;
use sha2::{Digest, Sha256};

use crate::machine::{Machine, error, made};
use crate::trace::Tracer;

/// A call as it stands in the source.
#[derive(Clone, Copy)]
pub(super) struct MethodCall<'m> {
    pub method: Builtin,
    pub arguments: &'m [MethodArgument],
    pub expr: &'m Expr,
}

impl<'m> MethodCall<'m> {
    pub fn argument(&self, at: usize) -> Option<&'m Expr> {
        match self.arguments.get(at)? {
            MethodArgument::Expr(expr) => Some(expr),
            MethodArgument::Lambda { .. } | MethodArgument::Pattern(_) => None,
        }
    }

    pub fn lambda(&self) -> Option<(Local, &'m Expr)> {
        match self.arguments.first()? {
            MethodArgument::Lambda { param, body } => Some((*param, body)),
            MethodArgument::Expr(_) | MethodArgument::Pattern(_) => None,
        }
    }
}

impl<'m, 'p, T: Tracer> Machine<'m, 'p, T> {
    pub(super) fn method(&mut self, method: Builtin, receiver: &'m Expr, arguments: &'m [MethodArgument], expr: &'m Expr) -> Value {
        if !self.step(expr.span) {
            return error(expr.span);
        }
        let receiver = self.eval_whole(receiver);
        let call = MethodCall { method, arguments, expr };
        match receiver.data {
            Data::Text(text) => self.text_method(&text, call),
            Data::List(list) => self.list_method(list, receiver.origin, call),
            Data::Map(map) => self.map_method(map, receiver.origin, call),
            Data::Float(number) => self.float_method(number, call),
            Data::Int(number) => self.float_method(number as f64, call),
            Data::Quantity(quantity) => match quantity_method(quantity, method) {
                Some(data) => made(data, expr),
                None => error(expr.span),
            },
            Data::Secret(secret) => {
                let digest = Sha256::digest([b"jke fingerprint:", secret.text.as_bytes()].concat());
                made(Data::text(super::method_text::hexadecimal(&digest[..8])), expr)
            }
            Data::None | Data::Bool(_) | Data::Record(_) | Data::Deferred(_) | Data::Error => error(expr.span),
        }
    }

    fn float_method(&mut self, number: f64, call: MethodCall<'m>) -> Value {
        let whole = match call.method {
            Builtin::Floor => number.floor(),
            Builtin::Ceil => number.ceil(),
            Builtin::Round => number.round(),
            _ => return error(call.expr.span),
        };
        // 2^63, the first that an Int can't hold.
        const END: f64 = 9_223_372_036_854_775_808.0;
        match (-END..END).contains(&whole) {
            true => made(Data::Int(whole as i64), call.expr),
            false => self.fail(Code::E0504, call.expr.span, "the number is larger than an Int can hold"),
        }
    }

    /// The argument at this place, whole; `None` where it is missing or an error.
    pub(super) fn argument(&mut self, call: &MethodCall<'m>, at: usize) -> Option<Data> {
        let value = self.eval_whole(call.argument(at)?);
        (!matches!(value.data, Data::Error)).then_some(value.data)
    }
}

fn quantity_method(quantity: Quantity, method: Builtin) -> Option<Data> {
    let Quantity { amount, .. } = quantity;
    match method {
        Builtin::CpuMillis | Builtin::MemoryBytes | Builtin::DurationMillis => Some(Data::Int(amount)),
        Builtin::CpuCores | Builtin::DurationSeconds => Some(Data::Float(amount as f64 / 1000.0)),
        Builtin::PercentValue => Some(Data::Float(amount as f64 / 10_000.0)),
        _ => None,
    }
}
