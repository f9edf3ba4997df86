//! Calls of functions and of the encoders `yaml`, `json`, `toml`.

use jke_model::declaration::{FunctionId, Parameter};
use jke_model::ir::{Encoding, Expr, ExprKind};
use jke_model::ty::Ty;
use jke_resolve::{DefinitionId, Exports, Found};
use jke_syntax::tree::{self, Argument, ArgumentValue, Ident};
use jke_text::{Code, Diagnostic, Name, Span, nearest};

use super::name::{ENCODERS, Named};
use super::show::listed;
use super::{Checker, Scene, Wanted, broken};
use crate::Meaning;

impl Checker<'_> {
    /// `f(…)`
    pub(super) fn call_by_name(&mut self, name: Ident, arguments: &[Argument], span: Span) -> (Expr, Ty) {
        if name.name.is_empty() {
            return self.broken_call(arguments, span);
        }
        if let Some(value) = self.value_called(name.name) {
            let error = Diagnostic::error(Code::E0311, name.span, format!("`{}` is a value, and only functions are called", name.name));
            self.tell(error.label(value, "declared here"));
            return self.broken_call(arguments, span);
        }
        match self.cx.resolved.lookup(self.file, name.name) {
            Found::Definition(id) => self.call_definition(id, name, arguments, span),
            Found::Module(_) => {
                self.tell(Diagnostic::error(Code::E0311, name.span, format!("`{}` is an imported module, and no function", name.name)));
                self.broken_call(arguments, span)
            }
            Found::Ambiguous(one, other) => {
                let error = self.cx.resolved.ambiguous(name.span, one, other);
                self.tell(error);
                self.broken_call(arguments, span)
            }
            Found::Broken => self.broken_call(arguments, span),
            Found::Nothing => match name.name.as_str() {
                "yaml" => self.encode(Encoding::Yaml, name, arguments, span),
                "json" => self.encode(Encoding::Json, name, arguments, span),
                "toml" => self.encode(Encoding::Toml, name, arguments, span),
                _ => {
                    let error = self.unknown_function(name);
                    self.tell(error);
                    self.broken_call(arguments, span)
                }
            },
        }
    }

    /// `web.f(…)`
    pub(super) fn call_of_module(
        &mut self,
        exports: &Exports,
        module: Name,
        name: Ident,
        arguments: &[Argument],
        span: Span,
    ) -> (Expr, Ty) {
        match exports.get(name.name) {
            Some(id) => self.call_definition(id, name, arguments, span),
            None => {
                self.not_in_module(exports, module, name);
                self.broken_call(arguments, span)
            }
        }
    }

    /// `web.port`
    pub(super) fn of_module(&mut self, exports: &Exports, module: Name, name: Ident, span: Span) -> (Expr, Ty) {
        match exports.get(name.name) {
            Some(id) => match self.defined(id, name.name, span) {
                Named::Value(value, ty) => (value, ty),
                Named::Module(_) | Named::Target | Named::Apps | Named::Told => broken(span),
            },
            None => {
                self.not_in_module(exports, module, name);
                broken(span)
            }
        }
    }

    fn not_in_module(&mut self, exports: &Exports, module: Name, name: Ident) {
        if !name.name.is_empty() {
            let near = nearest(name.name.as_str(), exports.names());
            let error = Diagnostic::error(Code::E0201, name.span, format!("`{module}` declares no `{}`", name.name));
            self.tell(error.did_you_mean(near));
        }
    }

    /// The place of the value that a name stands for, before all functions.
    fn value_called(&self, name: Name) -> Option<Span> {
        if let Some(bound) = self.bound(name) {
            return Some(bound.span);
        }
        match self.scene {
            Scene::Declaration { record } => self.interfaces().record(record).field(name).map(|(_, field)| field.span),
            Scene::Layer { .. } | Scene::Function | Scene::Constant => None,
        }
    }

    fn unknown_function(&self, name: Ident) -> Diagnostic {
        let error = Diagnostic::error(Code::E0201, name.span, format!("there is no function `{}`", name.name));
        let method = jke_model::builtin::SIGNATURES.iter().find(|row| row.name == name.name.as_str() && !row.is_field);
        if let Some(row) = method {
            let shown = row.shown.split(" ->").next().unwrap_or(row.shown);
            return error.help(format!("`{}` is a method: write `x.{shown}`", row.name));
        }
        let visible = self.cx.resolved.visible(self.file);
        let functions = visible.iter().filter(|(_, kind)| *kind == jke_resolve::DefinitionKind::Function).map(|(name, _)| name.as_str());
        error.did_you_mean(nearest(name.name.as_str(), functions.chain(ENCODERS)))
    }

    /// The arguments of a call that is wrong already: what is wrong in them is still told.
    pub(super) fn broken_call(&mut self, arguments: &[Argument], span: Span) -> (Expr, Ty) {
        for argument in arguments {
            match &argument.value {
                // A literal that only a parameter would have told its type gives no second error.
                ArgumentValue::Expr(value) if super::list::needs_type(value) => {}
                ArgumentValue::Expr(value) => {
                    self.infer(value);
                }
                ArgumentValue::Lambda { .. } => {}
            }
        }
        broken(span)
    }

    fn call_definition(&mut self, id: DefinitionId, name: Ident, arguments: &[Argument], span: Span) -> (Expr, Ty) {
        match *self.cx.meaning(id) {
            Meaning::Function(function) => self.call_function(function, name, arguments, span),
            Meaning::Constant(_) | Meaning::Alias(_) | Meaning::Record(_) => {
                let definition = self.cx.resolved.definition(id);
                let message = format!("`{}` is {}, and only functions are called", name.name, definition.kind.describe());
                let error = Diagnostic::error(Code::E0311, name.span, message).label(definition.span, "declared here");
                let is_record = matches!(self.cx.meaning(id), Meaning::Record(_));
                self.tell(if is_record { error.help(format!("a record is built with braces: `{} {{ … }}`", name.name)) } else { error });
                self.broken_call(arguments, span)
            }
        }
    }

    // ── functions ────────────────────────────────────────────────────────────────────────────────────────────────────

    /// As it is called: `labels(name: String, extra: Map<String, String>)`.
    pub(super) fn signature(&self, id: FunctionId) -> String {
        let function = self.interfaces().function(id);
        let param = |param: &Parameter| format!("{}: {}{}", param.name, self.show(&param.ty), if param.has_default { " = …" } else { "" });
        format!("{}({})", function.name, function.params.iter().map(param).collect::<Vec<_>>().join(", "))
    }

    fn call_function(&mut self, id: FunctionId, name: Ident, arguments: &[Argument], span: Span) -> (Expr, Ty) {
        let function = self.interfaces().function(id);
        let mut given: Vec<Option<Expr>> = vec![None; function.params.len()];
        let mut places: Vec<Option<Span>> = vec![None; function.params.len()];
        let mut sound = true;
        for (at, argument) in arguments.iter().enumerate() {
            let ArgumentValue::Expr(value) = &argument.value else {
                sound = false;
                self.refuse_lambda(argument);
                continue;
            };
            let Some(slot) = self.parameter(&function.params, at, argument, value.span, id) else {
                sound = false;
                self.broken_call(std::slice::from_ref(argument), span);
                continue;
            };
            if let Some(first) = places[slot] {
                let place = argument.name.map_or(value.span, |name| name.span);
                let message = format!("`{}` is given twice", function.params[slot].name);
                self.tell(Diagnostic::error(Code::E0311, place, message).label(first, "here first"));
                sound = false;
                continue;
            }
            places[slot] = Some(argument.name.map_or(value.span, |name| name.span));
            let param = &function.params[slot];
            given[slot] = Some(self.check_for(value, &param.ty, Wanted { name: param.name, span: param.span, within: None }));
        }
        let missing = function.params.iter().zip(&places).filter(|(param, place)| place.is_none() && !param.has_default);
        let missing: Vec<&str> = missing.map(|(param, _)| param.name.as_str()).collect();
        if !missing.is_empty() && sound {
            let is = if missing.len() == 1 { "is" } else { "are" };
            let error = Diagnostic::error(Code::E0311, name.span, format!("{} {is} missing in this call", listed(&missing, "and")));
            self.tell(error.label(function.span, "declared here").help(format!("call it as `{}`", self.signature(id))));
        }
        (Expr { kind: ExprKind::Call { function: id, arguments: given }, span }, function.result.clone())
    }

    /// Which parameter an argument is for.
    fn parameter(&mut self, params: &[Parameter], at: usize, argument: &Argument, value: Span, id: FunctionId) -> Option<usize> {
        let function = self.interfaces().function(id);
        let Some(name) = argument.name else {
            if at < params.len() {
                return Some(at);
            }
            let count = match params.len() {
                0 => "no arguments".to_owned(),
                1 => "one argument".to_owned(),
                several => format!("{several} arguments"),
            };
            let error = Diagnostic::error(Code::E0311, value, format!("`{}` takes {count}", function.name));
            self.tell(error.label(function.span, "declared here").help(format!("call it as `{}`", self.signature(id))));
            return None;
        };
        let found = params.iter().position(|param| param.name == name.name);
        if found.is_none() && !name.name.is_empty() {
            let near = nearest(name.name.as_str(), params.iter().map(|param| param.name.as_str()));
            let error = Diagnostic::error(Code::E0311, name.span, format!("`{}` has no parameter `{}`", function.name, name.name));
            let error = error.did_you_mean(near).label(function.span, "declared here");
            self.tell(error.help(format!("call it as `{}`", self.signature(id))));
        }
        found
    }

    fn refuse_lambda(&mut self, argument: &Argument) {
        if let ArgumentValue::Lambda { span, .. } = &argument.value {
            let error = Diagnostic::error(Code::E0311, *span, "a function takes values: `x => …` is an argument of built-in methods only");
            self.tell(error.help("apply a built-in method such as `map` or `filter` first"));
        }
    }

    // ── encoders ─────────────────────────────────────────────────────────────────────────────────────────────────────

    fn encode(&mut self, encoding: Encoding, name: Ident, arguments: &[Argument], span: Span) -> (Expr, Ty) {
        let [Argument { name: None, value: ArgumentValue::Expr(argument) }] = arguments else {
            let error = Diagnostic::error(Code::E0311, name.span, format!("`{}` takes one value", name.name));
            self.tell(error.help(format!("call it as `{}(x)`", name.name)));
            return self.broken_call(arguments, span);
        };
        // A literal without a type is plain data.
        let (value, ty) = match super::list::needs_type(argument) {
            true => (self.check(argument, &Ty::Any), Ty::Any),
            false => self.infer(argument),
        };
        if ty.is_error() {
            return broken(span);
        }
        if ty.is_optional() {
            let error = self.maybe_none(&ty, argument.span, "a value");
            return self.refuse(error, span);
        }
        let is_table = |ty: &Ty| matches!(ty, Ty::Map(_) | Ty::Record(_) | Ty::Any);
        if encoding == Encoding::Toml && !ty.alternatives().iter().all(is_table) {
            let shown = self.show(&ty);
            let error = Diagnostic::error(
                Code::E0302,
                argument.span,
                format!("TOML is a table: a map or a record is expected, and this is {shown}"),
            );
            return self.refuse(error, span);
        }
        let result = if self.holds_secret(&ty) { Ty::Secret } else { Ty::STRING };
        (Expr { kind: ExprKind::Encode { encoding, value: Box::new(value) }, span }, result)
    }
}

/// The only expression of a call without names, as methods take it.
pub(super) fn positional(arguments: &[Argument]) -> Option<Vec<&ArgumentValue>> {
    arguments.iter().map(|argument| argument.name.is_none().then_some(&argument.value)).collect()
}

/// The expression of an argument that is no lambda.
pub(super) fn expression(argument: &ArgumentValue) -> Option<&tree::Expr> {
    match argument {
        ArgumentValue::Expr(value) => Some(value),
        ArgumentValue::Lambda { .. } => None,
    }
}
