//! The methods of texts. Lengths and places count code points.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jke_model::builtin::Builtin;
use jke_model::ir::{Expr, MethodArgument};
use jke_model::value::{Data, Value};
use sha2::{Digest, Sha256};

use super::method::MethodCall;
use crate::limits::VALUE_BYTES;
use crate::machine::{Machine, error, made};
use crate::trace::Tracer;

impl<'m, 'p, T: Tracer> Machine<'m, 'p, T> {
    pub(super) fn text_method(&mut self, text: &str, call: MethodCall<'m>) -> Value {
        match self.text_result(text, &call) {
            Some(data) => self.of_bounded_size(data, call.expr),
            None => error(call.expr.span),
        }
    }

    fn text_result(&mut self, text: &str, call: &MethodCall<'m>) -> Option<Data> {
        Some(match call.method {
            Builtin::TextLength => Data::Int(text.chars().count() as i64),
            Builtin::Lower => Data::text(text.to_lowercase()),
            Builtin::Upper => Data::text(text.to_uppercase()),
            Builtin::Trim => Data::text(text.trim()),
            Builtin::Lines => self.parts(text.lines(), call.expr),
            Builtin::Split => {
                let separator = self.text_argument(call, 0)?;
                match separator.is_empty() {
                    true => {
                        let mut buffer = [0; 4];
                        let parts: Vec<String> = text.chars().map(|each| each.encode_utf8(&mut buffer).to_owned()).collect();
                        self.parts(parts.iter().map(String::as_str), call.expr)
                    }
                    false => self.parts(text.split(&*separator), call.expr),
                }
            }
            Builtin::Replace => {
                let (from, to) = (self.text_argument(call, 0)?, self.text_argument(call, 1)?);
                return self.replaced(text, &from, &to, call.expr);
            }
            Builtin::Slice => {
                let (from, to) = (self.int_argument(call, 0)?, self.int_argument(call, 1)?);
                Data::text(slice(text, from, to))
            }
            Builtin::TextContains => Data::Bool(text.contains(&*self.text_argument(call, 0)?)),
            Builtin::StartsWith => Data::Bool(text.starts_with(&*self.text_argument(call, 0)?)),
            Builtin::EndsWith => Data::Bool(text.ends_with(&*self.text_argument(call, 0)?)),
            Builtin::Matches => match call.arguments.first()? {
                MethodArgument::Pattern(pattern) => Data::Bool(pattern.matches(text)),
                MethodArgument::Expr(_) | MethodArgument::Lambda { .. } => return None,
            },
            Builtin::Indent => {
                let spaces = self.int_argument(call, 0)?;
                return self.indented(text, spaces, call.expr);
            }
            Builtin::Sha256 => Data::text(hexadecimal(&Sha256::digest(text.as_bytes()))),
            Builtin::Base64 => Data::text(STANDARD.encode(text.as_bytes())),
            Builtin::ToInt => text.parse().map_or(Data::None, Data::Int),
            _ => return None,
        })
    }

    fn text_argument(&mut self, call: &MethodCall<'m>, at: usize) -> Option<jke_model::value::Text> {
        match self.argument(call, at)? {
            Data::Text(text) => Some(text),
            _ => None,
        }
    }

    fn int_argument(&mut self, call: &MethodCall<'m>, at: usize) -> Option<i64> {
        match self.argument(call, at)? {
            Data::Int(number) => Some(number),
            _ => None,
        }
    }

    fn parts<'t>(&mut self, parts: impl Iterator<Item = &'t str>, expr: &Expr) -> Data {
        let values: Vec<Value> = parts.map(|part| made(Data::text(part), expr)).collect();
        self.meter.steps += values.len() as u64;
        Data::List(Arc::new(values))
    }

    /// Every `from` by `to`; an empty `from` occurs nowhere.
    fn replaced(&mut self, text: &str, from: &str, to: &str, expr: &'m Expr) -> Option<Data> {
        if from.is_empty() {
            return Some(Data::text(text));
        }
        let count = text.matches(from).count();
        if text.len().saturating_add(count.saturating_mul(to.len())) > VALUE_BYTES + count * from.len() {
            return Some(self.too_large(expr.span).data);
        }
        Some(Data::text(text.replace(from, to)))
    }

    fn indented(&mut self, text: &str, spaces: i64, expr: &'m Expr) -> Option<Data> {
        let spaces = usize::try_from(spaces).unwrap_or(0);
        let lines = text.split('\n').filter(|line| !line.trim_end_matches('\r').is_empty()).count();
        if lines.saturating_mul(spaces).saturating_add(text.len()) > VALUE_BYTES {
            return Some(self.too_large(expr.span).data);
        }
        let margin = " ".repeat(spaces);
        let mut moved = String::with_capacity(text.len() + lines * spaces);
        for line in text.split_inclusive('\n') {
            if !line.trim_end_matches(['\n', '\r']).is_empty() {
                moved.push_str(&margin);
            }
            moved.push_str(line);
        }
        Some(Data::text(moved))
    }

    fn of_bounded_size(&mut self, data: Data, expr: &'m Expr) -> Value {
        match &data {
            Data::Text(text) if text.len() > VALUE_BYTES => self.too_large(expr.span),
            _ => made(data, expr),
        }
    }
}

/// The code points from `from` up to `to`, cut to the text.
fn slice(text: &str, from: i64, to: i64) -> &str {
    let (from, to) = (usize::try_from(from).unwrap_or(0), usize::try_from(to).unwrap_or(0));
    let at = |index: usize| text.char_indices().nth(index).map_or(text.len(), |(at, _)| at);
    let start = at(from);
    if to <= from { "" } else { &text[start..at(to)] }
}

pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes.iter().flat_map(|byte| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]).map(char::from).collect()
}
