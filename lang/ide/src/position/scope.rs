//! What is in scope at a position, and the types of chains of fields, calls and methods that begin there.
//!
//! Only what tokens tell easily is followed: a type that stays unknown makes a completion poorer, never wrong.

use std::ops::Range;

use jke_model::builtin::{Receiver, Signature, methods};
use jke_model::declaration::{RecordId, RecordKind};
use jke_model::quantity::QuantityKind;
use jke_model::ty::{Literal, Ty};
use jke_resolve::{Exports, FileIndex, Found};
use jke_syntax::TokenKind;
use jke_text::{Name, Span};

use super::cursor::Cursor;
use crate::Meaning;
use crate::known::Known;

/// How deep parentheses are looked into for a type.
const PARENTHESES: u32 = 16;

pub(crate) struct Scope<'a> {
    pub known: Known<'a>,
    pub cursor: &'a Cursor,
    pub file: FileIndex,
    /// What `self` is.
    pub own: Option<RecordId>,
    /// In a layer fields are seen only through `self`.
    pub is_layer: bool,
    /// Where `target` and `apps` are in scope.
    pub sees_targets: bool,
    /// Innermost last.
    pub locals: Vec<Local>,
    /// What the layer around is one of: an index into the instances.
    pub instance: Option<usize>,
}

/// A name that a statement, a clause, a pattern or a parameter binds.
#[derive(Clone, Debug)]
pub(crate) struct Local {
    pub name: Name,
    /// Where it is bound.
    pub span: Span,
    pub ty: Option<Ty>,
}

/// What a chain is.
pub(crate) enum Value {
    Of(Ty),
    Target,
    Apps,
    Module(std::sync::Arc<Exports>),
}

impl<'a> Scope<'a> {
    // ── names ────────────────────────────────────────────────────────────────────────────────────────────────────────

    /// The token is a name that is bound there.
    pub fn bind(&mut self, at: usize, ty: Option<Ty>) {
        let span = self.cursor.span(at);
        self.locals.extend(self.cursor.name(at).map(|name| Local { name, span, ty }));
    }

    pub fn local(&self, name: Name) -> Option<&Local> {
        self.locals.iter().rev().find(|local| local.name == name)
    }

    /// The dot before the position, of a field or a method.
    pub fn dot_before(&self) -> Option<usize> {
        let dot = self.cursor.at.checked_sub(1)?;
        matches!(self.cursor.kind(dot), TokenKind::Dot | TokenKind::QuestionDot).then_some(dot)
    }

    /// The fields of the declaration around, where they are in scope by their names.
    pub fn own_fields(&self) -> Option<RecordId> {
        self.own.filter(|_| !self.is_layer)
    }

    /// In a module the platform that it is declared for, else the project's.
    pub fn platform(&self) -> Option<RecordId> {
        match self.own_fields().map(|own| &self.known.interfaces.record(own).kind) {
            Some(RecordKind::Module { platform }) => *platform,
            Some(RecordKind::Type | RecordKind::Kind(_)) => None,
            None => self.module_of(self.known.resolved.instances.iter().position(|instance| instance.is_platform)?),
        }
    }

    /// What an app or the platform is an instance of.
    pub fn module_of(&self, instance: usize) -> Option<RecordId> {
        crate::look::module_of(self.known, instance)
    }

    pub fn record(&self, range: Range<usize>) -> Option<RecordId> {
        let (path, _) = self.cursor.path(range)?;
        self.known.record(self.file, &path)
    }

    /// The kind that a `patch` names.
    pub fn patched(&self, range: Range<usize>) -> Option<RecordId> {
        let (path, _) = self.cursor.path(range)?;
        self.known.patched(self.file, self.own?, self.instance, &path)
    }

    fn name(&self, name: Name) -> Option<Value> {
        if let Some(local) = self.local(name) {
            return local.ty.clone().map(Value::Of);
        }
        if let Some((_, field)) = self.own_fields().and_then(|own| self.known.interfaces.record(own).field(name)) {
            return Some(Value::Of(field.ty.clone()));
        }
        match self.known.resolved.lookup(self.file, name) {
            Found::Definition(id) => match Meaning::of(id, self.known.resolved, self.known.interfaces)? {
                Meaning::Constant(id) => self.known.interfaces.constant(id).ty.clone().map(Value::Of),
                Meaning::Field(..)
                | Meaning::Record(_)
                | Meaning::Alias(_)
                | Meaning::Function(_)
                | Meaning::Instance(_)
                | Meaning::Axis(_)
                | Meaning::Local(..) => None,
            },
            Found::Module(exports) => Some(Value::Module(exports)),
            Found::Ambiguous(..) | Found::Broken => None,
            Found::Nothing => match name.as_str() {
                "platform" => self.platform().map(|id| Value::Of(Ty::Record(id))),
                "target" if self.sees_targets => Some(Value::Target),
                "apps" if self.sees_targets => Some(Value::Apps),
                _ => None,
            },
        }
    }

    // ── chains ───────────────────────────────────────────────────────────────────────────────────────────────────────

    /// Where the chain begins whose last token is before `end`.
    pub fn chain(&self, first: usize, end: usize) -> usize {
        let mut at = end;
        loop {
            while at > first && matches!(self.cursor.kind(at - 1), TokenKind::ParenClose | TokenKind::BracketClose) {
                at = self.cursor.opening(at - 1).max(first);
            }
            let last = if at > first { self.cursor.kind(at - 1) } else { TokenKind::End };
            if last.is_name() || matches!(last, TokenKind::SelfWord | TokenKind::Str) {
                at -= 1;
            }
            if at <= first || !matches!(self.cursor.kind(at - 1), TokenKind::Dot | TokenKind::QuestionDot) {
                return at;
            }
            at -= 1;
        }
    }

    /// The type of the chain that ends before `end`, if it is a value.
    pub fn type_before(&self, first: usize, end: usize) -> Option<Ty> {
        self.type_of(self.chain(first, end)..end)
    }

    pub fn type_of(&self, range: Range<usize>) -> Option<Ty> {
        match self.value(range)? {
            Value::Of(ty) => Some(ty),
            Value::Target | Value::Apps | Value::Module(_) => None,
        }
    }

    /// What a chain from its first token on is.
    pub fn value(&self, range: Range<usize>) -> Option<Value> {
        self.value_within(range, PARENTHESES)
    }

    fn value_within(&self, range: Range<usize>, depth: u32) -> Option<Value> {
        let (mut value, mut at) = self.root(range.clone(), depth)?;
        while at < range.end {
            let name = matches!(self.cursor.kind(at), TokenKind::Dot | TokenKind::QuestionDot).then(|| self.cursor.name(at + 1)).flatten();
            value = match (name, self.cursor.kind(at + 2)) {
                (Some(name), TokenKind::ParenOpen) if at + 2 < range.end => {
                    let Value::Of(ty) = value else { return None };
                    at = self.cursor.closing(at + 2) + 1;
                    Value::Of(self.result(&ty, name)?)
                }
                (Some(name), _) => {
                    at += 2;
                    self.member(value, name)?
                }
                (None, _) if self.cursor.kind(at) == TokenKind::BracketOpen => {
                    let Value::Of(ty) = value else { return None };
                    at = self.cursor.closing(at) + 1;
                    Value::Of(self.known.element(&ty)?)
                }
                (None, _) => return None,
            };
        }
        Some(value)
    }

    /// What begins a chain, and the token behind it.
    fn root(&self, range: Range<usize>, depth: u32) -> Option<(Value, usize)> {
        let first = range.start;
        match self.cursor.kind(first) {
            TokenKind::SelfWord => Some((Value::Of(Ty::Record(self.own?)), first + 1)),
            TokenKind::Str => Some((Value::Of(Ty::STRING), first + 1)),
            TokenKind::ParenOpen => {
                let close = self.cursor.closing(first);
                Some((self.value_within(first + 1..close, depth.checked_sub(1)?)?, close + 1))
            }
            kind if kind.is_name() && self.cursor.kind(first + 1) == TokenKind::ParenOpen && first + 1 < range.end => {
                Some((Value::Of(self.called(first)?), self.cursor.closing(first + 1) + 1))
            }
            kind if kind.is_name() => Some((self.name(self.cursor.name(first)?)?, first + 1)),
            _ => None,
        }
    }

    /// `f(…)`
    fn called(&self, at: usize) -> Option<Ty> {
        match self.cursor.text(at) {
            "yaml" | "json" | "toml" => Some(Ty::STRING),
            _ => self.function(at).map(|function| function.result.clone()),
        }
    }

    /// The function that a token names.
    pub fn function(&self, at: usize) -> Option<&'a jke_model::declaration::Function> {
        let (path, _) = self.cursor.path(at..at + 1)?;
        let Found::Definition(id) = self.known.resolved.lookup(self.file, path.single()?.name) else { return None };
        match Meaning::of(id, self.known.resolved, self.known.interfaces)? {
            Meaning::Function(id) => Some(self.known.interfaces.function(id)),
            Meaning::Field(..)
            | Meaning::Record(_)
            | Meaning::Alias(_)
            | Meaning::Constant(_)
            | Meaning::Instance(_)
            | Meaning::Axis(_)
            | Meaning::Local(..) => None,
        }
    }

    fn member(&self, value: Value, name: Name) -> Option<Value> {
        match value {
            Value::Of(ty) => self.known.inside(&ty, name).map(Value::Of),
            Value::Target => {
                let project = &self.known.resolved.project;
                let values = project.axes[project.axis(name)?].values.iter().map(|value| Ty::Literal(Literal::Text(*value)));
                Some(Value::Of(Ty::Union(values.collect())))
            }
            Value::Apps => {
                let app = self.known.resolved.instances.iter().position(|instance| !instance.is_platform && instance.name == name)?;
                Some(Value::Of(Ty::Record(self.module_of(app)?)))
            }
            Value::Module(_) => None,
        }
    }

    /// What a method gives, as far as its signature tells without its arguments.
    fn result(&self, receiver: &Ty, name: Name) -> Option<Ty> {
        let method = methods_of(receiver).find(|method| method.name == name.as_str())?;
        let (_, result) = method.shown.split_once("-> ")?;
        match result {
            "Int" => Some(Ty::INT),
            "Int?" => Some(Ty::INT.optional()),
            "Float" => Some(Ty::FLOAT),
            "Bool" => Some(Ty::Bool),
            "String" => Some(Ty::STRING),
            "List<String>" | "List<K>" => Some(Ty::list(Ty::STRING)),
            "List<V>" => Some(Ty::list(self.known.element(receiver)?)),
            "List<T>" | "Map<K, V>" => Some(receiver.required().clone()),
            "T" | "T?" if method.name == "orNone" => Some(receiver.required().clone().optional()),
            "T" | "T?" => Some(self.known.element(receiver)?.optional()),
            _ => None,
        }
    }
}

/// The methods that a value of this type has.
pub(crate) fn methods_of(ty: &Ty) -> impl Iterator<Item = &'static Signature> + use<> {
    let receiver = match ty.required() {
        Ty::String(_) | Ty::Literal(Literal::Text(_)) => Some(Receiver::Text),
        Ty::List(_) => Some(Receiver::List),
        Ty::Map(_) => Some(Receiver::Map),
        Ty::Float(_) => Some(Receiver::Float),
        Ty::Secret => Some(Receiver::Secret),
        Ty::Quantity(kind, _) => match kind {
            QuantityKind::Cpu => Some(Receiver::Cpu),
            QuantityKind::Memory => Some(Receiver::Memory),
            QuantityKind::Duration => Some(Receiver::Duration),
            QuantityKind::Percent => Some(Receiver::Percent),
            QuantityKind::General => None,
        },
        Ty::Union(alternatives) if alternatives.iter().all(|ty| matches!(ty, Ty::Literal(Literal::Text(_)))) => Some(Receiver::Text),
        Ty::Union(_) | Ty::Error | Ty::None | Ty::Never | Ty::Bool | Ty::Int(_) | Ty::Literal(_) | Ty::Any | Ty::Record(_) => None,
        // There is none of an optional one.
        Ty::Optional(_) => None,
    };
    receiver.into_iter().flat_map(methods)
}
