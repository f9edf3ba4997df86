//! Operators: arithmetic of numbers and quantities, joining, comparison, logic, `in`.
//!
//! Rows lean left and may be long, so that they are walked by loops.

use std::cmp::Ordering;
use std::sync::Arc;

use jke_model::ir::{Arithmetic, Comparison, Expr, ExprKind, KeyField};
use jke_model::quantity::{Quantity, QuantityKind};
use jke_model::value::{Data, SecretValue, Text, Value};
use jke_text::{Code, Diagnostic, Span};

use crate::keyed;
use crate::limits::{STEPS, VALUE_BYTES};
use crate::machine::{Machine, error, made};
use crate::trace::Tracer;

/// Why two operands give nothing.
enum Failure {
    DivisionByZero,
    Overflow,
    TooLarge,
    /// Something that the checker refuses.
    Wrong,
}

impl<'m, 'p, T: Tracer> Machine<'m, 'p, T> {
    /// `a + b - c …`: the leftmost operand first.
    pub(super) fn arithmetic_row(&mut self, expr: &'m Expr) -> Value {
        let mut row = vec![];
        let mut first = expr;
        while let ExprKind::Arithmetic { op, left, right } = &first.kind {
            row.push((*op, &**right, first));
            first = left;
        }
        let mut value = self.eval_whole(first);
        for (op, right, whole) in row.into_iter().rev() {
            if !self.step(whole.span) {
                return error(expr.span);
            }
            let right_value = self.eval_whole(right);
            value = self.arithmetic(op, value, right_value, whole, right.span);
        }
        value
    }

    fn arithmetic(&mut self, op: Arithmetic, left: Value, right: Value, expr: &'m Expr, right_span: Span) -> Value {
        if matches!(left.data, Data::Error) || matches!(right.data, Data::Error) {
            return error(expr.span);
        }
        let joined = match (&left.data, &right.data) {
            (Data::List(_), Data::List(more)) => more.len(),
            _ => 0,
        };
        self.meter.steps += joined as u64;
        match calculated(op, left.data, right.data) {
            Ok(data) => made(data, expr),
            Err(Failure::DivisionByZero) => {
                let message = "division by zero";
                self.fail_with(Diagnostic::error(Code::E0503, expr.span, message).label(right_span, "this is 0"))
            }
            Err(Failure::Overflow) => self.fail(Code::E0504, expr.span, "the result is larger than its type can hold"),
            Err(Failure::TooLarge) => self.too_large(expr.span),
            Err(Failure::Wrong) => error(expr.span),
        }
    }

    pub(super) fn negate(&mut self, operand: &'m Expr, expr: &'m Expr) -> Value {
        self.step(expr.span);
        let negated = match self.eval(operand).data {
            Data::Int(number) => number.checked_neg().map(Data::Int),
            Data::Float(number) => Some(Data::Float(-number)),
            Data::Quantity(quantity) => quantity.checked_neg().map(Data::Quantity),
            _ => return error(expr.span),
        };
        match negated {
            Some(data) => made(data, expr),
            None => self.fail(Code::E0504, expr.span, "the result is larger than its type can hold"),
        }
    }

    pub(super) fn not(&mut self, operand: &'m Expr, expr: &'m Expr) -> Value {
        self.step(expr.span);
        match self.holds(operand) {
            Some(value) => made(Data::Bool(!value), expr),
            None => error(expr.span),
        }
    }

    /// `a and b and c …`, and the same with `or`: whichever operand decides is the last that is evaluated.
    pub(super) fn logic(&mut self, expr: &'m Expr) -> Value {
        let mut row = vec![];
        let mut first = expr;
        loop {
            match &first.kind {
                ExprKind::And(left, right) => {
                    row.push((false, &**right));
                    first = left;
                }
                ExprKind::Or(left, right) => {
                    row.push((true, &**right));
                    first = left;
                }
                _ => break,
            }
        }
        let Some(mut value) = self.holds(first) else { return error(expr.span) };
        for (decisive, right) in row.into_iter().rev() {
            if !self.step(expr.span) {
                return error(expr.span);
            }
            if value == decisive {
                continue;
            }
            match self.holds(right) {
                Some(right) => value = right,
                None => return error(expr.span),
            }
        }
        made(Data::Bool(value), expr)
    }

    pub(super) fn compare(&mut self, op: Comparison, left: &'m Expr, right: &'m Expr, expr: &'m Expr) -> Value {
        if !self.step(expr.span) {
            return error(expr.span);
        }
        let (left, right) = (self.operand(left, op, right), self.operand(right, op, left));
        if matches!(left.data, Data::Error) || matches!(right.data, Data::Error) {
            return error(expr.span);
        }
        let holds = match op {
            Comparison::Equal | Comparison::NotEqual => {
                let mut visited = 0;
                let same = equal(&left.data, &right.data, &mut visited);
                // One of them is the comparison's own.
                self.meter.steps += visited - 1;
                self.within_bounds(expr.span).then_some(same == (op == Comparison::Equal))
            }
            Comparison::Less => order(&left.data, &right.data).map(Ordering::is_lt),
            Comparison::LessEqual => order(&left.data, &right.data).map(Ordering::is_le),
            Comparison::Greater => order(&left.data, &right.data).map(Ordering::is_gt),
            Comparison::GreaterEqual => order(&left.data, &right.data).map(Ordering::is_ge),
        };
        match holds {
            Some(holds) => made(Data::Bool(holds), expr),
            None => error(expr.span),
        }
    }

    /// What is only asked whether it is there need not be whole.
    fn operand(&mut self, operand: &'m Expr, op: Comparison, other: &'m Expr) -> Value {
        let value = self.eval(operand);
        let only_presence = matches!(op, Comparison::Equal | Comparison::NotEqual) && matches!(other.kind, ExprKind::Constant(Data::None));
        match (&value.data, only_presence) {
            (Data::Deferred(_), true) => Value::new(Data::Bool(true), value.origin),
            _ => self.settle(value, operand.span),
        }
    }

    pub(super) fn is_in(&mut self, item: &'m Expr, container: &'m Expr, keys: &[KeyField], expr: &'m Expr) -> Value {
        if !self.step(expr.span) {
            return error(expr.span);
        }
        let item = self.eval_whole(item);
        let container = self.eval_whole(container);
        let mut visited = 0;
        let found = match (&item.data, &container.data) {
            (Data::Error, _) | (_, Data::Error) => return error(expr.span),
            (Data::Text(key), Data::Map(map)) => map.contains_key(key),
            (Data::Text(key), Data::List(elements)) if !keys.is_empty() => keyed::find(elements, keys, key).is_some(),
            (item, Data::List(elements)) => elements.iter().any(|element| equal(&element.data, item, &mut visited)),
            _ => false,
        };
        self.meter.steps += visited;
        made(Data::Bool(found), expr)
    }
}

/// By value; where a value comes from makes no difference. `visited` counts what was looked at, and ends it where all steps are spent.
pub(crate) fn equal(left: &Data, right: &Data, visited: &mut u64) -> bool {
    *visited += 1;
    if *visited > STEPS {
        return false;
    }
    match (left, right) {
        (Data::None, Data::None) => true,
        (Data::Bool(left), Data::Bool(right)) => left == right,
        (Data::Int(left), Data::Int(right)) => left == right,
        (Data::Float(left), Data::Float(right)) => left == right,
        (Data::Int(int), Data::Float(float)) | (Data::Float(float), Data::Int(int)) => *int as f64 == *float,
        (Data::Text(left), Data::Text(right)) => left == right,
        (Data::Quantity(left), Data::Quantity(right)) => left == right,
        (Data::List(left), Data::List(right)) => {
            left.len() == right.len() && left.iter().zip(right.iter()).all(|(left, right)| equal(&left.data, &right.data, visited))
        }
        (Data::Map(left), Data::Map(right)) => {
            let same = |(key, left): (&Text, &Value)| right.get(key).is_some_and(|right| equal(&left.data, &right.data, visited));
            left.len() == right.len() && left.iter().all(same)
        }
        (Data::Record(left), Data::Record(right)) => {
            let mut fields = left.fields.iter().zip(&right.fields);
            left.record == right.record
                && fields.all(|(left, right)| equal(&left.data, &right.data, visited))
                && left.rest.len() == right.rest.len()
                && left.rest.iter().all(|(key, left)| right.rest.get(key).is_some_and(|right| equal(&left.data, &right.data, visited)))
        }
        (
            Data::None
            | Data::Bool(_)
            | Data::Int(_)
            | Data::Float(_)
            | Data::Text(_)
            | Data::Quantity(_)
            | Data::List(_)
            | Data::Map(_)
            | Data::Record(_)
            | Data::Secret(_)
            | Data::Deferred(_)
            | Data::Error,
            _,
        ) => false,
    }
}

/// The order of numbers, quantities of one kind, and texts.
pub(crate) fn order(left: &Data, right: &Data) -> Option<Ordering> {
    match (left, right) {
        (Data::Int(left), Data::Int(right)) => Some(left.cmp(right)),
        (Data::Float(left), Data::Float(right)) => left.partial_cmp(right),
        (Data::Int(left), Data::Float(right)) => (*left as f64).partial_cmp(right),
        (Data::Float(left), Data::Int(right)) => left.partial_cmp(&(*right as f64)),
        (Data::Text(left), Data::Text(right)) => Some(left.cmp(right)),
        (Data::Quantity(left), Data::Quantity(right)) => left.partial_cmp(right),
        (Data::Bool(left), Data::Bool(right)) => Some(left.cmp(right)),
        _ => None,
    }
}

/// `None` where nothing comes of it.
pub(super) fn calculate(op: Arithmetic, left: Data, right: Data) -> Option<Data> {
    calculated(op, left, right).ok()
}

fn calculated(op: Arithmetic, left: Data, right: Data) -> Result<Data, Failure> {
    match (left, right) {
        (Data::Int(left), Data::Int(right)) => ints(op, left, right),
        (Data::Float(left), Data::Float(right)) => floats(op, left, right),
        (Data::Int(left), Data::Float(right)) => floats(op, left as f64, right),
        (Data::Float(left), Data::Int(right)) => floats(op, left, right as f64),
        (Data::Quantity(left), Data::Quantity(right)) => quantities(op, left, right),
        (Data::Quantity(quantity), Data::Int(number)) => scaled(op, quantity, number as f64, Some(number)),
        (Data::Quantity(quantity), Data::Float(number)) => scaled(op, quantity, number, None),
        (Data::Int(number), Data::Quantity(quantity)) if op == Arithmetic::Multiply => scaled(op, quantity, number as f64, Some(number)),
        (Data::Float(number), Data::Quantity(quantity)) if op == Arithmetic::Multiply => scaled(op, quantity, number, None),
        // The sum of nothing beside a quantity.
        (Data::Int(0), quantity @ Data::Quantity(_)) if op == Arithmetic::Add => Ok(quantity),
        (left, right) if op == Arithmetic::Add => joined(left, right),
        _ => Err(Failure::Wrong),
    }
}

fn joined(left: Data, right: Data) -> Result<Data, Failure> {
    match (left, right) {
        (Data::Text(left), Data::Text(right)) => {
            let text = joined_text(&left, &right)?;
            Ok(Data::text(text))
        }
        (Data::List(left), Data::List(right)) => {
            if right.is_empty() {
                return Ok(Data::List(left));
            }
            let mut list = Arc::unwrap_or_clone(left);
            if (list.len() + right.len()) * size_of::<Value>() > VALUE_BYTES {
                return Err(Failure::TooLarge);
            }
            list.extend(right.iter().cloned());
            Ok(Data::List(Arc::new(list)))
        }
        (Data::Secret(left), Data::Secret(right)) => secret(&left.text, &right.text),
        (Data::Secret(left), Data::Text(right)) => secret(&left.text, &right),
        (Data::Text(left), Data::Secret(right)) => secret(&left, &right.text),
        _ => Err(Failure::Wrong),
    }
}

fn secret(left: &str, right: &str) -> Result<Data, Failure> {
    let text = joined_text(left, right)?.into();
    Ok(Data::Secret(Arc::new(SecretValue { text })))
}

fn joined_text(left: &str, right: &str) -> Result<String, Failure> {
    if left.len() + right.len() > VALUE_BYTES {
        return Err(Failure::TooLarge);
    }
    let mut text = String::with_capacity(left.len() + right.len());
    text.push_str(left);
    text.push_str(right);
    Ok(text)
}

fn ints(op: Arithmetic, left: i64, right: i64) -> Result<Data, Failure> {
    let result = match op {
        Arithmetic::Add => left.checked_add(right),
        Arithmetic::Subtract => left.checked_sub(right),
        Arithmetic::Multiply => left.checked_mul(right),
        Arithmetic::Divide => return floats(op, left as f64, right as f64),
        Arithmetic::Remainder if right == 0 => return Err(Failure::DivisionByZero),
        Arithmetic::Remainder => left.checked_rem(right),
    };
    result.map(Data::Int).ok_or(Failure::Overflow)
}

fn floats(op: Arithmetic, left: f64, right: f64) -> Result<Data, Failure> {
    let result = match op {
        Arithmetic::Add => left + right,
        Arithmetic::Subtract => left - right,
        Arithmetic::Multiply => left * right,
        Arithmetic::Divide | Arithmetic::Remainder if right == 0.0 => return Err(Failure::DivisionByZero),
        Arithmetic::Divide => left / right,
        Arithmetic::Remainder => left % right,
    };
    if result.is_finite() { Ok(Data::Float(result)) } else { Err(Failure::Overflow) }
}

fn quantities(op: Arithmetic, left: Quantity, right: Quantity) -> Result<Data, Failure> {
    let result = match op {
        Arithmetic::Add => left.checked_add(right),
        Arithmetic::Subtract => left.checked_sub(right),
        Arithmetic::Multiply if right.kind == QuantityKind::Percent => left.checked_mul_percent(right),
        Arithmetic::Multiply if left.kind == QuantityKind::Percent => right.checked_mul_percent(left),
        Arithmetic::Divide => return left.ratio(right).map(Data::Float).ok_or(Failure::DivisionByZero),
        Arithmetic::Multiply | Arithmetic::Remainder => return Err(Failure::Wrong),
    };
    result.map(Data::Quantity).ok_or(Failure::Overflow)
}

/// A quantity times or divided by a number, which may be an exact one.
fn scaled(op: Arithmetic, quantity: Quantity, number: f64, exact: Option<i64>) -> Result<Data, Failure> {
    let result = match (op, exact) {
        (Arithmetic::Multiply, Some(number)) => quantity.checked_mul_int(number),
        (Arithmetic::Multiply, None) => quantity.checked_mul(number),
        (Arithmetic::Divide, _) if number == 0.0 => return Err(Failure::DivisionByZero),
        (Arithmetic::Divide, _) => quantity.checked_div(number),
        (Arithmetic::Add, Some(0)) => Some(quantity),
        (Arithmetic::Add | Arithmetic::Subtract | Arithmetic::Remainder, _) => return Err(Failure::Wrong),
    };
    result.map(Data::Quantity).ok_or(Failure::Overflow)
}
