//! `x.name` and `x[i]`: what stands in a value.

use jke_model::builtin::{Builtin, methods};
use jke_model::declaration::{Field, FieldKind, Record, RecordId};
use jke_model::ir::{Expr, ExprKind};
use jke_model::ty::{ListType, MapType, Ty};
use jke_model::value::{Data, Text};
use jke_syntax::tree::{self, Ident};
use jke_text::{Code, Diagnostic, Name, Span, nearest};

use super::join::{join, plain};
use super::method::receiver;
use super::shape::key_fields;
use super::{Checker, Scene, broken};
use crate::keys;

impl Checker<'_> {
    pub(super) fn field(&mut self, base: Expr, ty: &Ty, name: Ident, span: Span) -> (Expr, Ty) {
        if name.name.is_empty() || ty.is_error() || *ty == Ty::Never {
            return broken(span);
        }
        match ty {
            Ty::Record(record) => self.record_field(base, *record, name, span),
            Ty::Map(map) => self.map_entry(base, map, name, span),
            Ty::List(list) if !list.keys.is_empty() => self.keyed_entry(base, list, name, span),
            Ty::Union(alternatives) => self.union_field(base, ty, alternatives, name, span),
            Ty::Optional(_) | Ty::None => {
                let short = self.short(base.span);
                let asked = format!("`{short}?.{}` gives `none` where it is; or check it before: `if {short} != none`", name.name);
                let message = format!("this may be `none`, and then it has no `{}`", name.name);
                self.refuse(Diagnostic::error(Code::E0307, base.span, message).help(asked), span)
            }
            Ty::Error
            | Ty::Never
            | Ty::Bool
            | Ty::Int(_)
            | Ty::Float(_)
            | Ty::String(_)
            | Ty::Quantity(..)
            | Ty::Literal(_)
            | Ty::Secret
            | Ty::Any
            | Ty::List(_) => self.built_in_field(base, ty, name, span),
        }
    }

    // ── records ──────────────────────────────────────────────────────────────────────────────────────────────────────

    fn record_field(&mut self, base: Expr, id: RecordId, name: Ident, span: Span) -> (Expr, Ty) {
        let record = self.interfaces().record(id);
        match record.field(name.name) {
            Some((slot, field)) if self.sees(id, field) => {
                self.warn_renamed(field, name);
                let ty = if field.kind == FieldKind::Let { self.cx.let_type(id, slot) } else { field.ty.clone() };
                self.read(Expr { kind: ExprKind::Field { base: Box::new(base), slot }, span }, ty)
            }
            Some((_, field)) => {
                let message = format!("`{}` is a `let` of {}, which is seen only inside it", name.name, record.name);
                let error = Diagnostic::error(Code::E0301, name.span, message).label(field.span, "declared here");
                self.refuse(error.help("what others may read is declared as `output`"), span)
            }
            None => match &record.rest {
                Some(ty) => {
                    let value = Expr { kind: ExprKind::RestField { base: Box::new(base), key: Text::from(name.name) }, span };
                    self.read(value, ty.clone().optional())
                }
                None if name.name.as_str() == "manifests" && record.is_module() => self.unbuilt("`manifests`", name.span),
                None => {
                    let error = no_field(record, name);
                    self.refuse(error, span)
                }
            },
        }
    }

    fn read(&mut self, value: Expr, ty: Ty) -> (Expr, Ty) {
        let ty = self.narrowed(&value, ty);
        (value, ty)
    }

    /// A `let` is seen in its own declaration only.
    fn sees(&self, record: RecordId, field: &Field) -> bool {
        match (field.kind, self.scene) {
            (FieldKind::Input | FieldKind::Output, _) => true,
            (FieldKind::Let, Scene::Declaration { record: own }) => own == record,
            (FieldKind::Let, Scene::Layer { .. } | Scene::Function | Scene::Constant) => false,
        }
    }

    fn warn_renamed(&mut self, field: &Field, name: Ident) {
        if field.name != name.name {
            let warning = Diagnostic::warning(Code::Renamed, name.span, format!("`{}` is now called `{}`", name.name, field.name));
            let warning = warning.here(format!("write `{}`", field.name)).replace(field.name.as_str());
            self.tell(warning.label(field.span, "declared here"));
        }
    }

    /// A field that all records of the union have from one common parent.
    fn union_field(&mut self, base: Expr, ty: &Ty, alternatives: &[Ty], name: Ident, span: Span) -> (Expr, Ty) {
        let mut common: Option<(u32, RecordId, Ty)> = None;
        for alternative in alternatives {
            let found = match alternative {
                Ty::Record(id) => self.interfaces().record(*id).field(name.name).filter(|(_, field)| self.sees(*id, field)),
                _ => None,
            };
            common = match (common, found) {
                (None, Some((slot, field))) => Some((slot, field.owner, field.ty.clone())),
                (Some((slot, owner, ty)), Some((other, field))) if slot == other && owner == field.owner => {
                    join(self.interfaces(), &ty, &field.ty).map(|ty| (slot, owner, ty))
                }
                (_, _) => return self.no_union_field(base.span, ty, name, span),
            };
            if common.is_none() {
                return self.no_union_field(base.span, ty, name, span);
            }
        }
        match common {
            Some((slot, _, ty)) => self.read(Expr { kind: ExprKind::Field { base: Box::new(base), slot }, span }, ty),
            None => broken(span),
        }
    }

    fn no_union_field(&mut self, base: Span, ty: &Ty, name: Ident, span: Span) -> (Expr, Ty) {
        let shown = self.show(ty);
        let short = self.short(base);
        let holders: Vec<&str> = ty
            .alternatives()
            .iter()
            .filter_map(|each| if let Ty::Record(id) = each { Some(self.interfaces().record(*id)) } else { None })
            .filter(|record| record.field(name.name).is_some())
            .map(|record| record.name.as_str())
            .collect();
        let message = format!("`{}` can't be read of {shown} before it is known which it is", name.name);
        let error = Diagnostic::error(Code::E0301, name.span, message);
        let error = match holders.as_slice() {
            [] => error.help("ask with `match`, or with `is`"),
            [only, ..] => {
                error.help(format!("ask before: `if {short} is {only}`, or `match {short} {{ {only} as x => x.{}, … }}`", name.name))
            }
        };
        self.refuse(error, span)
    }

    // ── maps and keyed lists ─────────────────────────────────────────────────────────────────────────────────────────

    fn map_entry(&mut self, base: Expr, map: &MapType, name: Ident, span: Span) -> (Expr, Ty) {
        if let Some(problem) = keys::map_key(map, name.name, name.span) {
            return self.refuse(problem, span);
        }
        let kind = ExprKind::Entry { base: Box::new(base), key: Text::from(name.name), keys: [].into() };
        self.read(Expr { kind, span }, map.value.required().clone())
    }

    fn keyed_entry(&mut self, base: Expr, list: &ListType, name: Ident, span: Span) -> (Expr, Ty) {
        let key = match keys::entry_key(self.interfaces(), list, name.name, name.span) {
            Ok(key) => key,
            Err(problem) => return self.refuse(*problem, span),
        };
        let keys = key_fields(self.interfaces(), list).into();
        let kind = ExprKind::Entry { base: Box::new(base), key: Text::from(key), keys };
        self.read(Expr { kind, span }, list.element.clone())
    }

    // ── all else ─────────────────────────────────────────────────────────────────────────────────────────────────────

    /// `cpu.millis`, and the message where there is no such thing.
    fn built_in_field(&mut self, base: Expr, ty: &Ty, name: Ident, span: Span) -> (Expr, Ty) {
        let kind = plain(ty);
        if let Some(receiver) = receiver(&kind)
            && let Some(row) = methods(receiver).find(|row| row.name == name.name.as_str())
        {
            if row.is_field {
                let ty = if matches!(row.builtin, Builtin::CpuCores | Builtin::DurationSeconds | Builtin::PercentValue) {
                    Ty::FLOAT
                } else {
                    Ty::INT
                };
                return (Expr { kind: ExprKind::Method { method: row.builtin, receiver: Box::new(base), arguments: vec![] }, span }, ty);
            }
            let error = Diagnostic::error(Code::E0301, name.span, format!("`{}` is a method: a call has parentheses", name.name));
            let mend = format!("{}()", name.name);
            let error = error.help(format!("`{}`", row.shown));
            return self.refuse(if row.shown.contains("()") { error.edit(name.span, mend) } else { error }, span);
        }
        let error = self.no_built_in_field(ty, name);
        self.refuse(error, span)
    }

    fn no_built_in_field(&self, ty: &Ty, name: Ident) -> Diagnostic {
        let shown = self.show(ty);
        let error = Diagnostic::error(Code::E0301, name.span, format!("{shown} has no field `{}`", name.name));
        match plain(ty) {
            Ty::Any => Diagnostic::error(Code::E0302, name.span, "what this holds is not known: an Any is read only after `is`")
                .help(format!("ask before: `if x is Map then x.{} else …`", name.name)),
            Ty::Secret => self.secret_used(name.span, "a field"),
            Ty::List(_) => error.help("elements of a list are read by place, `xs[0]`, or one after another: `[for x in xs: x.…]`"),
            other => {
                let fields: Vec<&str> =
                    receiver(&other).into_iter().flat_map(methods).filter(|row| row.is_field).map(|row| row.name).collect();
                let error = error.did_you_mean(nearest(name.name.as_str(), fields.iter().copied()));
                if fields.is_empty() { error } else { error.help(format!("fields of {shown}: {}", fields.join(", "))) }
            }
        }
    }

    // ── indices ──────────────────────────────────────────────────────────────────────────────────────────────────────

    pub(super) fn index(&mut self, base: Expr, ty: &Ty, index: &tree::Expr, span: Span) -> (Expr, Ty) {
        match ty {
            Ty::List(list) => {
                let (index_value, index_type) = self.infer(index);
                match plain(&index_type) {
                    Ty::String(_) if !list.keys.is_empty() => {
                        let keys = key_fields(self.interfaces(), list).into();
                        let kind = ExprKind::MapIndex { base: Box::new(base), index: Box::new(index_value), keys };
                        self.read(Expr { kind, span }, list.element.clone().optional())
                    }
                    _ => {
                        let index = Box::new(self.fit(index_value, &index_type, &Ty::INT));
                        (Expr { kind: ExprKind::ListIndex { base: Box::new(base), index }, span }, list.element.clone())
                    }
                }
            }
            Ty::Map(map) => {
                let index_value = self.check(index, &Ty::STRING);
                if let ExprKind::Constant(Data::Text(key)) = &index_value.kind
                    && let Some(problem) = keys::map_key(map, Name::new(key), index.span)
                {
                    return self.refuse(problem, span);
                }
                let kind = ExprKind::MapIndex { base: Box::new(base), index: Box::new(index_value), keys: [].into() };
                self.read(Expr { kind, span }, map.value.clone().optional())
            }
            Ty::Record(id) if self.interfaces().record(*id).rest.is_some() => self.undeclared(base, *id, index, span),
            Ty::Error | Ty::Never => {
                self.infer(index);
                broken(span)
            }
            Ty::Optional(_) | Ty::None => {
                self.infer(index);
                let error = Diagnostic::error(Code::E0307, base.span, "this may be `none`, and then it has no entries");
                self.refuse(error.help("`x?[…]` gives `none` where it is"), span)
            }
            Ty::Bool
            | Ty::Int(_)
            | Ty::Float(_)
            | Ty::String(_)
            | Ty::Quantity(..)
            | Ty::Literal(_)
            | Ty::Secret
            | Ty::Any
            | Ty::Record(_)
            | Ty::Union(_) => {
                self.infer(index);
                let shown = self.show(ty);
                let error = Diagnostic::error(Code::E0302, base.span, format!("`[ ]` reads lists and maps, and this is {shown}"));
                let error = match plain(ty) {
                    Ty::String(_) => error.help("parts of a text: `x.slice(from, to)`"),
                    Ty::Record(_) => error.help("fields of a record are read by name: `x.field`"),
                    Ty::Secret => self.secret_used(base.span, "`[ ]`"),
                    _ => error,
                };
                self.refuse(error, span)
            }
        }
    }

    /// `resources["nvidia.com/gpu"]`: a field that the record does not declare and `_: T` admits, whose name may be no name of the language.
    fn undeclared(&mut self, base: Expr, id: RecordId, index: &tree::Expr, span: Span) -> (Expr, Ty) {
        let record = self.interfaces().record(id);
        let value = self.check(index, &Ty::STRING);
        let key = match value.kind {
            ExprKind::Constant(Data::Text(ref key)) => key.clone(),
            ExprKind::Error => return broken(span),
            _ => {
                let error = Diagnostic::error(Code::E0302, index.span, format!("the name of a field of {} is written out", record.name));
                return self.refuse(error.help("keys that are computed are read in maps"), span);
            }
        };
        if record.field(Name::new(&key)).is_some() {
            let error =
                Diagnostic::error(Code::E0302, index.span, format!("`{key}` is a field of {}, which is read by its name", record.name));
            let error = error.help(format!("write `.{key}`")).edit(Span::new(base.span.end, span.end), format!(".{key}"));
            return self.refuse(error, span);
        }
        let ty = record.rest.clone().unwrap_or_default();
        self.read(Expr { kind: ExprKind::RestField { base: Box::new(base), key }, span }, ty.optional())
    }
}

fn no_field(record: &Record, name: Ident) -> Diagnostic {
    let fields = record.fields.iter().filter(|field| field.kind != FieldKind::Let).map(|field| field.name.as_str()).collect();
    crate::step::unknown_field(record.name.as_str(), fields, name.name, name.span)
}
