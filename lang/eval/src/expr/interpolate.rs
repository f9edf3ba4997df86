//! Texts put together: `"a \(b)"`, and the encoders.

use std::fmt::Write;
use std::sync::Arc;

use jke_model::ir::{Encoding, Expr, Part};
use jke_model::value::{Data, SecretValue, Value};
use jke_text::Code;

use crate::limits::VALUE_BYTES;
use crate::machine::{Machine, error, made};
use crate::show;
use crate::size;
use crate::trace::Tracer;

impl<'m, 'p, T: Tracer> Machine<'m, 'p, T> {
    pub(super) fn interpolate(&mut self, parts: &'m [Part], secret: bool, expr: &'m Expr) -> Value {
        self.step(expr.span);
        let mut text = String::new();
        for part in parts {
            match part {
                Part::Text(part) => text.push_str(part),
                Part::Expr(part) => {
                    let value = self.eval(part);
                    match value.data {
                        Data::Text(value) => text.push_str(&value),
                        Data::Secret(value) if secret => text.push_str(&value.text),
                        Data::Int(number) => write!(text, "{number}").expect("a String takes any text"),
                        Data::Quantity(quantity) => write!(text, "{quantity}").expect("a String takes any text"),
                        data => match show::interpolated(&data) {
                            Some(value) => text.push_str(&value),
                            None => return error(expr.span),
                        },
                    }
                }
            }
            if text.len() > VALUE_BYTES {
                return self.too_large(expr.span);
            }
        }
        match secret {
            true => made(Data::Secret(Arc::new(SecretValue { text: text.into() })), expr),
            false => made(Data::text(text), expr),
        }
    }

    /// An encoder over data that holds a Secret gives one.
    pub(super) fn encode(&mut self, encoding: Encoding, value: &'m Expr, expr: &'m Expr) -> Value {
        self.step(expr.span);
        let value = self.eval_whole(value);
        let found = size::measure(&value, VALUE_BYTES);
        self.meter.steps += found.nodes;
        if found.errors {
            return error(expr.span);
        }
        if found.bytes > VALUE_BYTES {
            return self.too_large(expr.span);
        }
        let interfaces = self.world.interfaces();
        let text = match encoding {
            Encoding::Yaml => jke_encode::yaml(&value.data, interfaces),
            Encoding::Json => jke_encode::json(&value.data, interfaces),
            Encoding::Toml => match jke_encode::toml(&value.data, interfaces) {
                Ok(text) => text,
                Err(problem) => return self.fail(Code::E0302, expr.span, problem.to_string()),
            },
        };
        if text.len() > VALUE_BYTES {
            return self.too_large(expr.span);
        }
        match found.secrets {
            true => made(Data::Secret(Arc::new(SecretValue { text: text.into() })), expr),
            false => made(Data::text(text), expr),
        }
    }
}
