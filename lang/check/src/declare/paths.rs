//! Paths to the types that they name: `Port`, `web.Route`, `Deployment.Spec.Strategy`.

use jke_model::declaration::RecordId;
use jke_model::ty::Ty;
use jke_resolve::{DefinitionKind, FileIndex, FoundPath};
use jke_syntax::tree::{Path, TypeExpr, TypeExprKind};
use jke_text::{Code, Diagnostic, Name, nearest};

use super::known::{Known, refuse};
use super::type_expr::{BuiltIn, built_in, built_in_types};
use crate::Meaning;

pub(crate) fn read<'a>(known: &mut impl Known<'a>, file: FileIndex, path: &Path) -> Ty {
    if path.segments.iter().any(|segment| segment.name.is_empty()) {
        return Ty::Error;
    }
    match known.resolved().lookup_path(file, path) {
        FoundPath::Definition { id, segments } => {
            let definition = known.resolved().definition(id);
            let ty = match known.meaning(id) {
                Meaning::Alias(ty) => ty,
                Meaning::Record(record) => Ty::Record(record),
                Meaning::Function(_) | Meaning::Constant(_) => {
                    let message = format!("`{path}` is {}, and a type is needed here", definition.kind.describe());
                    return refuse(known, Diagnostic::error(Code::E0208, path.span(), message).label(definition.span, "declared here"));
                }
            };
            follow(known, ty, path, segments)
        }
        FoundPath::Module => {
            let message = format!("`{path}` is an imported module, and a type is needed here");
            refuse(known, Diagnostic::error(Code::E0208, path.span(), message).help(format!("name one of its types: `{path}.…`")))
        }
        FoundPath::Ambiguous(one, other) => {
            let error = known.resolved().ambiguous(path.span(), one, other);
            refuse(known, error)
        }
        FoundPath::Broken => Ty::Error,
        FoundPath::Unknown { segment } => {
            let error = unknown(known, file, path, segment);
            refuse(known, error)
        }
    }
}

/// Goes on along fields, each of which must hold one record type.
fn follow<'a>(known: &mut impl Known<'a>, start: Ty, path: &Path, consumed: usize) -> Ty {
    let mut ty = start;
    for segment in &path.segments[consumed..] {
        if ty.is_error() {
            return ty;
        }
        let next = record_in(&ty).and_then(|record| known.record_in_field(record, segment.name));
        match next {
            Some(record) => ty = Ty::Record(record),
            None => {
                let error = Diagnostic::error(Code::E0201, segment.span, format!("there is no type `{}` in `{path}`", segment.name));
                return refuse(
                    known,
                    error.help("such a segment is the name of a field that holds a record, in capitals: `Deployment.Spec` for `spec`"),
                );
            }
        }
    }
    ty
}

fn unknown<'a>(known: &impl Known<'a>, file: FileIndex, path: &Path, segment: usize) -> Diagnostic {
    let at = path.segments[segment];
    let resolved = known.resolved();
    if segment > 0 {
        let exports = match resolved.lookup(file, path.segments[0].name) {
            jke_resolve::Found::Module(exports) => exports,
            _ => Default::default(),
        };
        let near = nearest(at.name.as_str(), exports.names());
        return Diagnostic::error(Code::E0201, at.span, format!("`{}` declares no `{}`", path.segments[0].name, at.name))
            .did_you_mean(near);
    }
    let visible = resolved.visible(file);
    let types = visible.iter().filter(|(_, kind)| is_type(*kind)).map(|(name, _)| name.as_str());
    if at.name.as_str() == "none" {
        let error = Diagnostic::error(Code::E0201, at.span, "`none` is no type");
        return error.help("what may be absent has a `?` behind its type: `T?`, `(A | B)?`");
    }
    let error = Diagnostic::error(Code::E0201, at.span, format!("there is no type `{}`", at.name));
    if let Some(import) = resolved.import_of(at.name.as_str(), is_type) {
        return error.help(format!("another file declares it: `{import}`"));
    }
    if resolved.instances.iter().any(|instance| instance.name == at.name) {
        return error.help(format!("`{}` is an app: its own body, and `on … for {}`, say what it is", at.name, at.name));
    }
    error.did_you_mean(nearest(at.name.as_str(), types.chain(built_in_types().map(|(name, _)| name))))
}

fn is_type(kind: DefinitionKind) -> bool {
    match kind {
        DefinitionKind::Alias | DefinitionKind::Record | DefinitionKind::Module => true,
        DefinitionKind::Function | DefinitionKind::Constant => false,
    }
}

/// The record type of a path.
pub(crate) fn record<'a>(known: &mut impl Known<'a>, file: FileIndex, path: &Path) -> Option<RecordId> {
    if built_in(known, file, path).is_some() {
        known.report(Diagnostic::error(Code::E0208, path.span(), format!("`{path}` has no fields: a record type is needed here")));
        return None;
    }
    match read(known, file, path) {
        Ty::Record(record) => Some(record),
        Ty::Error => None,
        Ty::None
        | Ty::Never
        | Ty::Bool
        | Ty::Int(_)
        | Ty::Float(_)
        | Ty::String(_)
        | Ty::Quantity(..)
        | Ty::Literal(_)
        | Ty::Secret
        | Ty::Any
        | Ty::List(_)
        | Ty::Map(_)
        | Ty::Optional(_)
        | Ty::Union(_) => {
            known.report(Diagnostic::error(Code::E0208, path.span(), format!("`{path}` is no record type, and one is needed here")));
            None
        }
    }
}

pub(crate) fn module<'a>(known: &mut impl Known<'a>, file: FileIndex, path: &Path) -> Option<RecordId> {
    let record = record(known, file, path)?;
    if known.is_module(record) {
        return Some(record);
    }
    known.report(
        Diagnostic::error(Code::E0208, path.span(), format!("`{path}` is a type, and a module is needed here"))
            .help("only a module has instances and manifests: it is declared with `module` instead of `type`"),
    );
    None
}

/// The one record type inside a type: its own, of its elements, or among its alternatives.
pub(crate) fn record_in(ty: &Ty) -> Option<RecordId> {
    match ty {
        Ty::Record(record) => Some(*record),
        Ty::Optional(inner) => record_in(inner),
        Ty::List(list) => record_in(&list.element),
        Ty::Map(map) => record_in(&map.value),
        Ty::Union(alternatives) => only(alternatives.iter().filter_map(record_in)),
        Ty::Error
        | Ty::None
        | Ty::Never
        | Ty::Bool
        | Ty::Int(_)
        | Ty::Float(_)
        | Ty::String(_)
        | Ty::Quantity(..)
        | Ty::Literal(_)
        | Ty::Secret
        | Ty::Any => None,
    }
}

/// The same of a type that is not read yet; mistakes in it are told where it is.
pub(crate) fn record_in_expr<'a>(known: &mut impl Known<'a>, file: FileIndex, expr: &TypeExpr) -> Option<RecordId> {
    match &expr.kind {
        TypeExprKind::Error | TypeExprKind::Literal(_) => None,
        TypeExprKind::Optional(inner) | TypeExprKind::Paren(inner) => record_in_expr(known, file, inner),
        TypeExprKind::Union(alternatives) => {
            let found: Vec<RecordId> = alternatives.iter().filter_map(|inner| record_in_expr(known, file, inner)).collect();
            only(found.into_iter())
        }
        TypeExprKind::Path { path, arguments, .. } => match built_in(known, file, path) {
            Some(BuiltIn::List | BuiltIn::Map) => record_in_expr(known, file, arguments.last()?),
            Some(_) => None,
            None => record_at(known, file, path),
        },
    }
}

fn record_at<'a>(known: &mut impl Known<'a>, file: FileIndex, path: &Path) -> Option<RecordId> {
    let FoundPath::Definition { id, segments } = known.resolved().lookup_path(file, path) else { return None };
    let mut record = match known.meaning(id) {
        Meaning::Record(record) => record,
        Meaning::Alias(ty) => record_in(&ty)?,
        Meaning::Function(_) | Meaning::Constant(_) => return None,
    };
    for segment in &path.segments[segments..] {
        record = known.record_in_field(record, segment.name)?;
    }
    Some(record)
}

fn only<T>(mut items: impl Iterator<Item = T>) -> Option<T> {
    let first = items.next()?;
    items.next().is_none().then_some(first)
}

/// `Spec` names the field `spec`.
pub(crate) fn names_field(segment: Name, field: Name) -> bool {
    let (segment, field) = (segment.as_str(), field.as_str());
    let (Some(one), Some(other)) = (segment.chars().next(), field.chars().next()) else { return false };
    one == other.to_ascii_uppercase() && segment[one.len_utf8()..] == field[other.len_utf8()..]
}
