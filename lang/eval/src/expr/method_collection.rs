//! The methods of lists and maps.

use std::cmp::Ordering;
use std::collections::HashSet;
use std::sync::Arc;

use jke_model::FxIndexMap;
use jke_model::builtin::Builtin;
use jke_model::ir::{Arithmetic, Expr};
use jke_model::value::{Data, MapValue, Text, Value};
use jke_text::{Code, Origin};

use super::method::MethodCall;
use super::operator::{equal, order};
use crate::limits::VALUE_BYTES;
use crate::machine::{Machine, error, made};
use crate::trace::Tracer;

impl<'m, 'p, T: Tracer> Machine<'m, 'p, T> {
    pub(super) fn list_method(&mut self, list: Arc<Vec<Value>>, origin: Origin, call: MethodCall<'m>) -> Value {
        match self.list_result(list, origin, &call) {
            Some(value) => value,
            None => error(call.expr.span),
        }
    }

    fn list_result(&mut self, list: Arc<Vec<Value>>, origin: Origin, call: &MethodCall<'m>) -> Option<Value> {
        let expr = call.expr;
        Some(match call.method {
            Builtin::ListLength => made(Data::Int(list.len() as i64), expr),
            Builtin::ListMap => {
                let mut values = Vec::with_capacity(list.len());
                self.for_each(&list, call, |_, _, value| values.push(value))?;
                made(Data::List(Arc::new(values)), expr)
            }
            Builtin::Filter => {
                let mut values = vec![];
                let mut broken = false;
                self.for_each(&list, call, |_, element, value| match value.data {
                    Data::Bool(true) => values.push(element.clone()),
                    Data::Bool(false) => {}
                    _ => broken = true,
                })?;
                if broken { error(expr.span) } else { made(Data::List(Arc::new(values)), expr) }
            }
            Builtin::Any => self.quantified(&list, call, true)?,
            Builtin::All => self.quantified(&list, call, false)?,
            Builtin::ListContains => {
                let wanted = self.argument(call, 0)?;
                let mut visited = 0;
                let found = list.iter().any(|element| equal(&element.data, &wanted, &mut visited));
                self.meter.steps += visited;
                made(Data::Bool(found), expr)
            }
            Builtin::Join => self.joined(&list, call)?,
            Builtin::Sorted => self.sorted(&list, expr),
            Builtin::Distinct => self.distinct(&list, expr),
            Builtin::GroupBy => self.grouped(&list, call)?,
            Builtin::First => list.first().cloned().unwrap_or_else(Value::absent),
            Builtin::Last => list.last().cloned().unwrap_or_else(Value::absent),
            Builtin::Sum => self.sum(&list, expr),
            Builtin::Min => extreme(&list, Ordering::Less),
            Builtin::Max => extreme(&list, Ordering::Greater),
            Builtin::OrNone if list.is_empty() => Value::new(Data::None, origin),
            Builtin::OrNone => Value::new(Data::List(list), origin),
            _ => return None,
        })
    }

    /// Gives each element and what the function makes of it.
    fn for_each(&mut self, list: &[Value], call: &MethodCall<'m>, mut inside: impl FnMut(&mut Self, &Value, Value)) -> Option<()> {
        let (param, body) = call.lambda()?;
        for element in list {
            if !self.step(call.expr.span) {
                return None;
            }
            self.bind(param, element.clone());
            let value = self.eval_whole(body);
            inside(self, element, value);
        }
        Some(())
    }

    /// `any` where one that holds decides, `all` where one that does not.
    fn quantified(&mut self, list: &[Value], call: &MethodCall<'m>, decisive: bool) -> Option<Value> {
        let (param, body) = call.lambda()?;
        for element in list {
            if !self.step(call.expr.span) {
                return None;
            }
            self.bind(param, element.clone());
            if self.holds(body)? == decisive {
                return Some(made(Data::Bool(decisive), call.expr));
            }
        }
        Some(made(Data::Bool(!decisive), call.expr))
    }

    fn joined(&mut self, list: &[Value], call: &MethodCall<'m>) -> Option<Value> {
        let Data::Text(separator) = self.argument(call, 0)? else { return None };
        let mut text = String::new();
        for (at, element) in list.iter().enumerate() {
            if at > 0 {
                text.push_str(&separator);
            }
            text.push_str(&crate::show::interpolated(&element.data)?);
            if text.len() > VALUE_BYTES {
                return Some(self.too_large(call.expr.span));
            }
        }
        self.meter.steps += list.len() as u64;
        Some(made(Data::text(text), call.expr))
    }

    fn sorted(&mut self, list: &[Value], expr: &'m Expr) -> Value {
        self.meter.steps += list.len() as u64;
        let mut values = list.to_vec();
        values.sort_by(|left, right| order(&left.data, &right.data).unwrap_or(Ordering::Equal));
        made(Data::List(Arc::new(values)), expr)
    }

    fn distinct(&mut self, list: &[Value], expr: &'m Expr) -> Value {
        let mut texts: HashSet<&str> = HashSet::new();
        let mut values: Vec<Value> = vec![];
        let mut visited = 0;
        for element in list {
            let new = match &element.data {
                Data::Text(text) => texts.insert(text),
                data => {
                    visited += 1;
                    self.meter.steps += std::mem::take(&mut visited);
                    if !self.within_bounds(expr.span) {
                        return error(expr.span);
                    }
                    !values.iter().any(|known| equal(&known.data, data, &mut visited))
                }
            };
            if new {
                values.push(element.clone());
            }
        }
        self.meter.steps += list.len() as u64 + visited;
        made(Data::List(Arc::new(values)), expr)
    }

    /// By key, in the order in which keys first come.
    fn grouped(&mut self, list: &[Value], call: &MethodCall<'m>) -> Option<Value> {
        let mut groups: FxIndexMap<Text, Vec<Value>> = FxIndexMap::default();
        let mut broken = false;
        self.for_each(list, call, |_, element, key| match key.data {
            Data::Text(key) => groups.entry(key).or_default().push(element.clone()),
            _ => broken = true,
        })?;
        if broken {
            return None;
        }
        let map: MapValue = groups.into_iter().map(|(key, values)| (key, made(Data::List(Arc::new(values)), call.expr))).collect();
        Some(made(Data::Map(Arc::new(map)), call.expr))
    }

    fn sum(&mut self, list: &[Value], expr: &'m Expr) -> Value {
        self.meter.steps += list.len() as u64;
        let Some((first, rest)) = list.split_first() else { return made(Data::Int(0), expr) };
        let mut sum = first.data.clone();
        for element in rest {
            match super::operator::calculate(Arithmetic::Add, sum, element.data.clone()) {
                Some(data) => sum = data,
                None => return self.fail(Code::E0504, expr.span, "the sum is larger than its type can hold"),
            }
        }
        made(sum, expr)
    }

    pub(super) fn map_method(&mut self, map: Arc<MapValue>, origin: Origin, call: MethodCall<'m>) -> Value {
        let expr = call.expr;
        match call.method {
            Builtin::MapLength => made(Data::Int(map.len() as i64), expr),
            Builtin::Keys => {
                self.meter.steps += map.len() as u64;
                let keys = map.iter().map(|(key, value)| Value::new(Data::Text(key.clone()), value.origin));
                made(Data::List(Arc::new(keys.collect())), expr)
            }
            Builtin::Values => {
                self.meter.steps += map.len() as u64;
                made(Data::List(Arc::new(map.values().cloned().collect())), expr)
            }
            Builtin::MapContains => match self.argument(&call, 0) {
                Some(Data::Text(key)) => made(Data::Bool(map.contains_key(&key)), expr),
                Some(_) | None => error(expr.span),
            },
            Builtin::Merge => match self.argument(&call, 0) {
                Some(Data::Map(other)) => {
                    self.meter.steps += other.len() as u64;
                    let mut merged = super::access::own(map);
                    merged.extend(other.iter().map(|(key, value)| (key.clone(), value.clone())));
                    made(Data::Map(Arc::new(merged)), expr)
                }
                Some(_) | None => error(expr.span),
            },
            Builtin::OrNone if map.is_empty() => Value::new(Data::None, origin),
            Builtin::OrNone => Value::new(Data::Map(map), origin),
            _ => error(expr.span),
        }
    }
}

fn extreme(list: &[Value], wanted: Ordering) -> Value {
    let mut values = list.iter();
    let Some(first) = values.next() else { return Value::absent() };
    let better = |best: &'_ Value, next: &Value| order(&next.data, &best.data) == Some(wanted);
    values.fold(first, |best, next| if better(best, next) { next } else { best }).clone()
}
