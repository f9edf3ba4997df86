//! Conversions that a type asks for, and refinements: whether a computed value is of the type that it must have.

use std::collections::HashSet;
use std::sync::Arc;

use jke_model::ir::{Conversion, Expr, KeyField};
use jke_model::quantity::{Quantity, QuantityKind};
use jke_model::ty::Ty;
use jke_model::value::{Data, SecretValue, Value};
use jke_text::{Code, Diagnostic, Span};

use crate::machine::{Machine, error};
use crate::refine::misfit;
use crate::trace::Tracer;

impl<'m, 'p, T: Tracer> Machine<'m, 'p, T> {
    pub(super) fn refine(&mut self, value: &'m Expr, ty: &Ty, declared: Option<Span>, expr: &'m Expr) -> Value {
        let found = self.eval_whole(value);
        let Some(misfit) = misfit(self.world.interfaces(), ty, &found) else { return found };
        let mut error = Diagnostic::error(Code::E0304, value.span, misfit.message);
        error.help = misfit.help;
        if let Some(declared) = declared {
            error = error.label(declared, "declared here");
        }
        self.fail_with(error);
        crate::machine::error(expr.span)
    }

    pub(super) fn convert(&mut self, to: &'m Conversion, value: &'m Expr, expr: &'m Expr) -> Value {
        let found = self.eval(value);
        let (origin, defaulted) = (found.origin, found.defaulted);
        let data = match (to, found.data) {
            (Conversion::IntToFloat, Data::Int(number)) => Some(Data::Float(number as f64)),
            (Conversion::NumberToCpu, Data::Int(number)) => {
                Quantity::new(QuantityKind::Cpu, 1000).checked_mul_int(number).map(Data::Quantity)
            }
            (Conversion::NumberToCpu, Data::Float(number)) => {
                Quantity::new(QuantityKind::Cpu, 1000).checked_mul(number).map(Data::Quantity)
            }
            (Conversion::ToQuantity, Data::Int(number)) => Quantity::from_int(number, QuantityKind::General).ok().map(Data::Quantity),
            (Conversion::ToQuantity, Data::Float(number)) => general(number).map(Data::Quantity),
            (Conversion::ToQuantity, Data::Quantity(quantity)) => quantity.to_general().map(Data::Quantity),
            (Conversion::TextToSecret, Data::Text(text)) => Some(Data::Secret(Arc::new(SecretValue { text: text.as_str().into() }))),
            (Conversion::ListToKeyed(keys), list) => {
                let list = self.settle(Value::new(list, origin), value.span);
                return self.keyed(list, keys, value.span);
            }
            (Conversion::IntToFloat | Conversion::NumberToCpu | Conversion::ToQuantity | Conversion::TextToSecret, other) => Some(other),
        };
        match data {
            Some(data) => Value { defaulted, ..Value::new(data, origin) },
            None => self.fail(Code::E0504, expr.span, "the number is larger than a quantity can hold"),
        }
    }

    /// A list whose elements are addressed by key from here on.
    fn keyed(&mut self, list: Value, keys: &[KeyField], span: Span) -> Value {
        let Data::List(elements) = &list.data else { return list };
        let mut seen = HashSet::with_capacity(elements.len());
        for element in elements.iter() {
            let Some(key) = super::access::element_key(element, keys) else { continue };
            if !seen.insert(key.clone()) {
                self.twice_in_list(&key, span);
                return error(span);
            }
        }
        list
    }

    #[cold]
    fn twice_in_list(&mut self, key: &str, span: Span) {
        let error = Diagnostic::error(Code::E0506, span, format!("two elements of this list have the key `{key}`"));
        self.tell(error.help("its elements are addressed by key, so that each comes once"));
    }
}

fn general(number: f64) -> Option<Quantity> {
    match Quantity::from_number(number, QuantityKind::General) {
        Ok(quantity) => Some(quantity),
        // Finer than a billionth: rounded up to one.
        Err(_) => Quantity::from_int(1, QuantityKind::General).ok()?.checked_mul(number),
    }
}
