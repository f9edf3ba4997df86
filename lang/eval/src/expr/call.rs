//! Calls of functions.

use jke_model::declaration::FunctionId;
use jke_model::ir::{Expr, FunctionBody};
use jke_model::value::{Data, Value};

use super::Mode;
use crate::lazy::NO_SELF;
use crate::machine::{Machine, Scope, error, with_stack};
use crate::trace::Tracer;

impl<'m, 'p, T: Tracer> Machine<'m, 'p, T> {
    pub(super) fn call(&mut self, function: FunctionId, arguments: &'m [Option<Expr>], expr: &'m Expr, mode: Mode) -> Value {
        let Some(Some(body)) = self.program().functions.get(function.0 as usize) else { return error(expr.span) };
        if !self.step(expr.span) {
            return error(expr.span);
        }
        let base = self.stack.len();
        for argument in arguments {
            let value = match argument {
                Some(argument) => self.eval(argument),
                None => Value::absent(),
            };
            if let Data::Error = value.data {
                self.stack.truncate(base);
                return error(expr.span);
            }
            self.stack.push(value);
        }
        let (value, mark) = self.deeper(|machine| {
            if !machine.within_bounds(expr.span) {
                return error(expr.span);
            }
            machine.in_scope(Scope { base, this: NO_SELF }, |machine| machine.run(body, arguments, mode))
        });
        self.meter.ascend(mark);
        self.stack.truncate(base);
        self.not_too_deep(value, expr.span)
    }

    /// The body of a function whose arguments lie on the stack.
    fn run(&mut self, body: &'m FunctionBody, arguments: &'m [Option<Expr>], mode: Mode) -> Value {
        let FunctionBody { code, defaults } = body;
        let locals = (code.locals as usize).max(arguments.len());
        self.stack.resize_with(self.scope.base + locals, Value::absent);
        for (at, argument) in arguments.iter().enumerate() {
            if argument.is_none()
                && let Some(Some(default)) = defaults.get(at)
            {
                let value = self.eval(default);
                let place = self.scope.base + at;
                self.stack[place] = value;
            }
        }
        with_stack(|| self.eval_in(&code.expr, mode))
    }
}
