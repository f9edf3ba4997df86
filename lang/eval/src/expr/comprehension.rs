//! Lists, comprehensions of lists and maps, and the walk of their clauses, which statements use too.

use std::sync::Arc;

use jke_model::ir::{Clause, Expr, For};
use jke_model::value::{Data, MapValue, Value};

use crate::machine::{Machine, error, made};
use crate::trace::Tracer;

impl<'m, 'p, T: Tracer> Machine<'m, 'p, T> {
    pub(super) fn list(&mut self, elements: &'m [Expr], expr: &'m Expr) -> Value {
        let mut values = Vec::with_capacity(elements.len());
        for element in elements {
            if !self.step(element.span) {
                return error(expr.span);
            }
            values.push(self.eval_whole(element));
        }
        made(Data::List(Arc::new(values)), expr)
    }

    pub(super) fn list_for(&mut self, clauses: &'m [Clause], element: &'m Expr, expr: &'m Expr) -> Value {
        let mut values = vec![];
        let whole = self.each(clauses, &mut |machine| values.push(machine.eval_whole(element)));
        if whole { made(Data::List(Arc::new(values)), expr) } else { error(expr.span) }
    }

    pub(super) fn map_for(&mut self, clauses: &'m [Clause], key: &'m Expr, value: &'m Expr, expr: &'m Expr) -> Value {
        let mut map = MapValue::default();
        // A key whose value is left out still comes once.
        let mut absent = vec![];
        let whole = self.each(clauses, &mut |machine| {
            let Some(text) = machine.key(key) else { return };
            if map.contains_key(&text) || absent.contains(&text) {
                return machine.twice(&text, key.span);
            }
            let value = machine.eval_whole(value);
            if value.is_absent() {
                absent.push(text);
            } else {
                map.insert(text, value);
            }
        });
        if whole { made(Data::Map(Arc::new(map)), expr) } else { error(expr.span) }
    }

    /// Runs for each combination that the clauses admit; `false` where one of them is an error.
    fn each(&mut self, clauses: &'m [Clause], inside: &mut dyn FnMut(&mut Self)) -> bool {
        match clauses {
            [] => {
                inside(self);
                true
            }
            [Clause::If(condition), rest @ ..] => match self.holds(condition) {
                Some(true) => self.each(rest, inside),
                Some(false) => true,
                None => false,
            },
            [Clause::For(clause), rest @ ..] => self.each_of(clause, &mut |machine| machine.each(rest, inside)),
        }
    }

    /// Runs for each element with the names bound; ends where the source is an error or `inside` says `false`.
    pub fn each_of(&mut self, clause: &'m For, inside: &mut dyn FnMut(&mut Self) -> bool) -> bool {
        let For { first, second, source, over_map, keys } = clause;
        let source_value = self.eval_whole(source);
        match &source_value.data {
            Data::Map(map) => map.iter().all(|(key, value)| {
                if !self.step(source.span) {
                    return false;
                }
                self.bind(*first, Value::new(Data::Text(key.clone()), value.origin));
                if let Some(second) = second {
                    self.bind(*second, value.clone());
                }
                inside(self)
            }),
            Data::List(elements) => elements.iter().all(|element| {
                if !self.step(source.span) {
                    return false;
                }
                match second {
                    Some(second) => {
                        let key = if *over_map { super::access::element_key(element, keys) } else { None };
                        let key = key.map_or(Data::Error, Data::Text);
                        self.bind(*first, Value::new(key, element.origin));
                        self.bind(*second, element.clone());
                    }
                    None => self.bind(*first, element.clone()),
                }
                inside(self)
            }),
            _ => false,
        }
    }
}
