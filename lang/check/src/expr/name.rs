//! Names in scope: locals, the declaration's own fields, the file's declarations and imports, the prelude, and what the language
//! brings. In this order.

use std::sync::Arc;

use jke_model::declaration::{FieldKind, RecordId, RecordKind};
use jke_model::ir::{Expr, ExprKind};
use jke_model::program::InstanceId;
use jke_model::ty::{Literal, Ty};
use jke_model::value::Data;
use jke_resolve::{DefinitionKind, Exports, Found};
use jke_text::{Code, Diagnostic, Name, Span, nearest};

use super::{Checker, Scene, broken, constant};
use crate::Meaning;
use crate::instance::instance_module;

/// What a name stands for.
pub(super) enum Named {
    Value(Expr, Ty),
    /// An imported module, of which a name must follow.
    Module(Arc<Exports>),
    Target,
    Apps,
    /// It was told that it is wrong.
    Told,
}

/// The built-in functions.
pub(super) const ENCODERS: [&str; 3] = ["yaml", "json", "toml"];

/// What other languages call `none`.
const ABSENT: [&str; 3] = ["null", "nil", "undefined"];

impl Checker<'_> {
    /// `like` is the type that is expected, for the message about an unknown name.
    pub(super) fn named(&mut self, name: Name, like: Option<&Ty>, span: Span) -> Named {
        if name.is_empty() {
            return Named::Told;
        }
        if let Some(bound) = self.bound(name) {
            let (value, ty) = (Expr { kind: ExprKind::Local(bound.local), span }, bound.ty.clone());
            let ty = self.narrowed(&value, ty);
            return Named::Value(value, ty);
        }
        if let Some((value, ty)) = self.own_field(name, span) {
            return Named::Value(value, ty);
        }
        match self.cx.resolved.lookup(self.file, name) {
            Found::Definition(id) => self.defined(id, name, span),
            Found::Module(exports) => Named::Module(exports),
            Found::Ambiguous(one, other) => {
                let error = self.cx.resolved.ambiguous(span, one, other);
                self.told(error)
            }
            Found::Broken => Named::Told,
            Found::Nothing => self.built_in_name(name, like, span),
        }
    }

    fn told(&mut self, diagnostic: Diagnostic) -> Named {
        self.tell(diagnostic);
        Named::Told
    }

    /// A field of the declaration that this stands in, by its own name.
    fn own_field(&mut self, name: Name, span: Span) -> Option<(Expr, Ty)> {
        let Scene::Declaration { record } = self.scene else { return None };
        let (slot, field) = self.interfaces().record(record).field(name)?;
        let ty = if field.kind == FieldKind::Let { self.cx.let_type(record, slot) } else { field.ty.clone() };
        let base = Box::new(Expr { kind: ExprKind::SelfValue, span });
        let value = Expr { kind: ExprKind::Field { base, slot }, span };
        let ty = self.narrowed(&value, ty);
        Some((value, ty))
    }

    /// A declaration at the top of a file, as a value.
    pub(super) fn defined(&mut self, id: jke_resolve::DefinitionId, name: Name, span: Span) -> Named {
        match self.cx.meaning(id) {
            Meaning::Constant(id) => {
                let value = Expr { kind: ExprKind::FileConstant(*id), span };
                let ty = self.narrowed(&value, self.cx.constant_type(*id));
                Named::Value(value, ty)
            }
            Meaning::Function(function) => {
                let shown = self.signature(*function);
                let error = Diagnostic::error(Code::E0208, span, format!("`{name}` is a function, and a value is needed here"));
                self.told(error.help(format!("call it: `{shown}`")))
            }
            Meaning::Alias(_) | Meaning::Record(_) => {
                let definition = self.cx.resolved.definition(id);
                let what = definition.kind.describe();
                let error = Diagnostic::error(Code::E0208, span, format!("`{name}` is {what}, and a value is needed here"));
                let error = error.label(definition.span, "declared here");
                match definition.kind {
                    DefinitionKind::Record => self.told(error.help(format!("build one: `{name} {{ … }}`"))),
                    DefinitionKind::Alias | DefinitionKind::Module | DefinitionKind::Function | DefinitionKind::Constant => {
                        self.told(error)
                    }
                }
            }
        }
    }

    fn built_in_name(&mut self, name: Name, like: Option<&Ty>, span: Span) -> Named {
        match (name.as_str(), self.scene) {
            ("target", Scene::Layer { .. }) => Named::Target,
            ("apps", Scene::Layer { .. }) => Named::Apps,
            ("platform", Scene::Layer { .. }) => self.platform_of_project(span),
            ("platform", Scene::Declaration { record }) => match self.platform_of_module(record) {
                Some(platform) => Named::Value(Expr { kind: ExprKind::Platform, span }, Ty::Record(platform)),
                None => {
                    let record = self.interfaces().record(record);
                    let message = format!("{} is for no platform, so it sees none", record.name);
                    let error = Diagnostic::error(Code::E0201, span, message).label(record.span, "declared here");
                    let help =
                        if record.is_module() { "declare it so: `module X for Platform { … }`" } else { "only modules see a platform" };
                    self.told(error.help(help))
                }
            },
            ("target" | "platform" | "apps", Scene::Declaration { .. } | Scene::Function | Scene::Constant) => {
                let error = Diagnostic::error(Code::E0201, span, format!("`{name}` is not in scope here"));
                let help = match self.scene {
                    Scene::Function => "functions take what they need as arguments",
                    Scene::Constant => "a `let` of a file is a constant: apps and platforms read their target in their own bodies",
                    Scene::Layer { .. } | Scene::Declaration { .. } => {
                        "a module fits every project: it takes what it needs as fields, which apps set with `target.…`"
                    }
                };
                self.told(error.help(help))
            }
            _ => {
                let error = self.unknown_name(name, like, span);
                self.told(error)
            }
        }
    }

    pub(super) fn platform_of_module(&self, record: RecordId) -> Option<RecordId> {
        match self.interfaces().record(record).kind {
            RecordKind::Module { platform } => platform,
            RecordKind::Type | RecordKind::Kind(_) => None,
        }
    }

    fn platform_of_project(&mut self, span: Span) -> Named {
        let is_there = self.cx.resolved.instances.first().is_some_and(|first| first.is_platform);
        if !is_there {
            let error = Diagnostic::error(Code::E0201, span, "this project has no platform");
            return self.told(error.help("declare one in a root file: `platform: Platform { }`"));
        }
        match instance_module(&self.cx, InstanceId(0)) {
            Some(module) => Named::Value(Expr { kind: ExprKind::Platform, span }, Ty::Record(module)),
            None => Named::Told,
        }
    }

    pub(super) fn self_value(&mut self, span: Span) -> (Expr, Ty) {
        let record = match self.scene {
            Scene::Layer { module } => module,
            Scene::Declaration { record } => record,
            Scene::Function | Scene::Constant => {
                let error = Diagnostic::error(Code::E0201, span, "there is no `self` here");
                let error = error.help("`self` is the value of the `type` or `module` around it, or the instance whose body this is");
                return self.refuse(error, span);
            }
        };
        let value = Expr { kind: ExprKind::SelfValue, span };
        let ty = self.narrowed(&value, Ty::Record(record));
        (value, ty)
    }

    // ── what is unknown ──────────────────────────────────────────────────────────────────────────────────────────────

    fn unknown_name(&self, name: Name, like: Option<&Ty>, span: Span) -> Diagnostic {
        let text = name.as_str();
        let error = Diagnostic::error(Code::E0201, span, format!("there is no `{name}` here"));
        if let Some((first, rest)) = self.subtraction(text) {
            let mend = format!("{first} - {rest}");
            return error.help(format!("`{name}` is one name; a subtraction has spaces: `{mend}`")).replace(mend);
        }
        if let Scene::Layer { module } = self.scene
            && self.interfaces().record(module).field(name).is_some_and(|(_, field)| field.kind != FieldKind::Let)
        {
            return error.help(format!("fields of the instance are read as `self.{name}`")).replace(format!("self.{name}"));
        }
        if like.is_some_and(|like| takes_text(like, name)) {
            return error.help(format!("a text stands in quotes: `{text:?}`")).replace(format!("{text:?}"));
        }
        if let Some(word) = ["true", "false", "none"].into_iter().find(|word| text.eq_ignore_ascii_case(word)) {
            return error.did_you_mean(Some(word));
        }
        if ABSENT.contains(&text) {
            return error.help("a value that is not there is written `none`").replace("none");
        }
        if let Some(instance) = self.instance_called(name).filter(|_| matches!(self.scene, Scene::Layer { .. })) {
            let name = self.cx.resolved.instances[instance].name;
            return error.help(format!("other apps are read as `apps.{name}.…`")).replace(format!("apps.{name}"));
        }
        let candidates = self.visible_values();
        let near = nearest(text, candidates.iter().map(|name| name.as_str()));
        if near.is_none() && like.is_some_and(|like| like.required().alternatives().iter().any(|each| matches!(each, Ty::String(_)))) {
            return error.help(format!("if it is a text, it stands in quotes: `{text:?}`"));
        }
        error.did_you_mean(near)
    }

    /// `a-b` of which both could be names of their own.
    fn subtraction<'t>(&self, text: &'t str) -> Option<(&'t str, &'t str)> {
        let known = |text: &str| self.visible_values().iter().any(|name| name.as_str() == text);
        let number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        text.match_indices('-')
            .map(|(at, _)| (&text[..at], &text[at + 1..]))
            .find(|(first, rest)| known(first) && (known(rest) || number(rest)))
    }

    fn visible_values(&self) -> Vec<Name> {
        let mut names: Vec<Name> = self.bound.iter().map(|bound| bound.name).collect();
        match self.scene {
            Scene::Declaration { record } => names.extend(self.interfaces().record(record).slots.keys().copied()),
            Scene::Layer { .. } => names.extend(["target", "platform", "apps"].map(Name::new)),
            Scene::Function | Scene::Constant => {}
        }
        let visible = self.cx.resolved.visible(self.file).into_iter();
        names.extend(visible.filter(|(_, kind)| matches!(kind, DefinitionKind::Function | DefinitionKind::Constant)).map(|(name, _)| name));
        names.sort_unstable_by_key(|name| name.as_str());
        names
    }

    // ── targets and apps ─────────────────────────────────────────────────────────────────────────────────────────────

    /// `target.env`, `target.label`
    pub(super) fn of_target(&mut self, name: jke_syntax::tree::Ident, span: Span) -> (Expr, Ty) {
        let project = &self.cx.resolved.project;
        if name.name.is_empty() || !self.cx.resolved.axes_known {
            return broken(span);
        }
        if let Some(index) = project.axis(name.name) {
            let values = project.axes[index].values.iter().map(|value| Ty::Literal(Literal::Text(*value)));
            let ty = super::join::union_of(values.collect());
            let value = Expr { kind: ExprKind::TargetAxis(index as u32), span };
            let ty = self.narrowed(&value, ty);
            return (value, ty);
        }
        match name.name.as_str() {
            "label" => (Expr { kind: ExprKind::TargetLabel, span }, Ty::STRING),
            "manifests" => self.unbuilt("`manifests`", name.span),
            unknown => {
                let axes: Vec<&str> = project.axes.iter().map(|axis| axis.name.as_str()).collect();
                let error = Diagnostic::error(Code::E0401, name.span, format!("`{unknown}` is not an axis of the project"));
                let error = error.did_you_mean(nearest(unknown, axes.iter().copied().chain(["label"])));
                let error = if axes.is_empty() {
                    error.help("the project has no axes: add one to its `project` item, as `axis env = dev | prod`")
                } else {
                    error.label(project.span, "").help(format!("axes of {}: {}", project.name, axes.join(", ")))
                };
                self.refuse(error, span)
            }
        }
    }

    /// `apps.orders`
    pub(super) fn of_apps(&mut self, name: jke_syntax::tree::Ident, span: Span) -> (Expr, Ty) {
        if name.name.is_empty() {
            return broken(span);
        }
        let items = &self.cx.resolved.instances;
        match self.instance_called(name.name) {
            Some(at) => match instance_module(&self.cx, InstanceId(at as u32)) {
                Some(module) => (Expr { kind: ExprKind::Instance(InstanceId(at as u32)), span }, Ty::Record(module)),
                None => broken(span),
            },
            None => {
                let names = items.iter().filter(|item| !item.is_platform).map(|item| item.name.as_str());
                let error = Diagnostic::error(Code::E0201, name.span, format!("there is no app `{}`", name.name));
                let error = error.did_you_mean(nearest(name.name.as_str(), names));
                self.refuse(error, span)
            }
        }
    }

    /// The index of the app of this name.
    fn instance_called(&self, name: Name) -> Option<usize> {
        let items = &self.cx.resolved.instances;
        let first = items.iter().take_while(|item| item.is_platform).count();
        items[first..].binary_search_by(|item| item.name.as_str().cmp(name.as_str())).ok().map(|at| first + at)
    }
}

/// A text of this name is a value of the type, and nothing else that one may have meant.
fn takes_text(ty: &Ty, name: Name) -> bool {
    ty.required().alternatives().iter().any(|each| *each == Ty::Literal(Literal::Text(name)))
}

/// A text as the constant that it is.
pub(super) fn text_constant(name: Name, span: Span) -> Expr {
    constant(Data::Text(name.into()), span)
}
