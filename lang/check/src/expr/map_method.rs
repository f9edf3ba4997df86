//! Methods of maps.

use jke_model::builtin::Builtin;
use jke_model::ir::{Expr, ExprKind, MethodArgument};
use jke_model::ty::{MapType, Ty};
use jke_syntax::tree::ArgumentValue;

use super::join::join;
use super::method::{Called, make};
use super::{Checker, broken};

impl Checker<'_> {
    pub(super) fn map_method(&mut self, value: Expr, map: &MapType, called: Called) -> (Expr, Ty) {
        let builtin = called.row.builtin;
        let (types, result): (Vec<Ty>, Ty) = match builtin {
            Builtin::MapLength => (vec![], Ty::INT),
            Builtin::Keys => (vec![], Ty::list(map.key.clone())),
            Builtin::Values => (vec![], Ty::list(map.value.clone())),
            Builtin::OrNone => (vec![], Ty::map(map.key.clone(), map.value.clone()).optional()),
            Builtin::MapContains => {
                let [ArgumentValue::Expr(key)] = called.arguments.as_slice() else {
                    self.wrong_arguments(&called);
                    return (Expr { kind: ExprKind::Error, span: called.span }, Ty::Bool);
                };
                let (key, _) = self.infer_comparable(key, &map.key);
                return (make(builtin, value, vec![MethodArgument::Expr(key)], called.span), Ty::Bool);
            }
            Builtin::Merge => return self.merged(value, map, called),
            _ => return broken(called.span),
        };
        match self.values(&called, &types) {
            Some(arguments) => (make(builtin, value, arguments, called.span), result),
            None => (Expr { kind: ExprKind::Error, span: called.span }, result),
        }
    }

    /// `a.merge(b)`: a map that holds the entries of both.
    fn merged(&mut self, value: Expr, map: &MapType, called: Called) -> (Expr, Ty) {
        let [ArgumentValue::Expr(other)] = called.arguments.as_slice() else {
            self.wrong_arguments(&called);
            return broken(called.span);
        };
        let own = Ty::map(map.key.clone(), map.value.clone());
        let (other_value, other_type) = self.infer_like(other, Some(&own));
        let result = match &other_type {
            Ty::Map(added) => join(self.interfaces(), &own, &Ty::map(added.key.clone(), added.value.clone())),
            _ => None,
        };
        let result = result.unwrap_or_else(|| own.clone());
        let value = self.fit(value, &own, &result);
        let other_value = self.fit(other_value, &other_type, &result);
        (make(Builtin::Merge, value, vec![MethodArgument::Expr(other_value)], called.span), result)
    }
}
