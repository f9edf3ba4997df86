//! Type expressions to types.

use std::sync::{Arc, LazyLock};

use jke_model::quantity::QuantityKind;
use jke_model::ty::{Bounds, ListType, Literal, Ty};
use jke_resolve::{FileIndex, Found};
use jke_syntax::tree::{Expr, ExprKind, Ident, Path, TypeExpr, TypeExprKind, UnaryOp};
use jke_text::{Code, Diagnostic, Name, Span};
use rustc_hash::FxHashMap;

use super::known::{Known, refuse, too_deep};
use super::well_formed::Form;
use super::{paths, refine};

/// A type that the language brings.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum BuiltIn {
    Bool,
    Int,
    Float,
    String,
    Quantity(QuantityKind),
    Secret,
    Any,
    List,
    Map,
}

/// Name, meaning, and what an editor says of it; sorted by name.
const TYPES: [(&str, BuiltIn, &str); 13] = [
    ("Any", BuiltIn::Any, "any plain data"),
    ("Bool", BuiltIn::Bool, "`true` or `false`"),
    ("Cpu", BuiltIn::Quantity(QuantityKind::Cpu), "an amount of processor: `500m`, `2`"),
    ("Duration", BuiltIn::Quantity(QuantityKind::Duration), "`30s`, `1h30m`"),
    ("Float", BuiltIn::Float, "a number with a point"),
    ("Int", BuiltIn::Int, "a whole number of 64 bits"),
    ("List", BuiltIn::List, "`List<T>`, `List<T by key>`"),
    ("Map", BuiltIn::Map, "`Map<String, T>`"),
    ("Memory", BuiltIn::Quantity(QuantityKind::Memory), "an amount of memory or disk: `256Mi`"),
    ("Percent", BuiltIn::Quantity(QuantityKind::Percent), "`70%`"),
    ("Quantity", BuiltIn::Quantity(QuantityKind::General), "the general quantity of the API"),
    ("Secret", BuiltIn::Secret, "a value that nothing prints"),
    ("String", BuiltIn::String, "a text"),
];

static BUILT_IN: LazyLock<FxHashMap<Name, BuiltIn>> =
    LazyLock::new(|| TYPES.into_iter().map(|(name, ty, _)| (Name::new(name), ty)).collect());

/// The names of all built-in types, with a word on each.
pub fn built_in_types() -> impl Iterator<Item = (&'static str, &'static str)> {
    TYPES.into_iter().map(|(name, _, docs)| (name, docs))
}

/// The built-in type of a path, which every declaration and import of that name hides.
pub(crate) fn built_in<'a>(known: &impl Known<'a>, file: FileIndex, path: &Path) -> Option<BuiltIn> {
    let ty = *BUILT_IN.get(&path.single()?.name)?;
    matches!(known.resolved().lookup(file, path.single()?.name), Found::Nothing).then_some(ty)
}

pub(crate) fn read<'a>(known: &mut impl Known<'a>, file: FileIndex, expr: &TypeExpr) -> Ty {
    let ty = if known.enter() { read_kind(known, file, expr) } else { refuse(known, too_deep(expr.span)) };
    known.leave();
    ty
}

fn read_kind<'a>(known: &mut impl Known<'a>, file: FileIndex, expr: &TypeExpr) -> Ty {
    match &expr.kind {
        TypeExprKind::Error => Ty::Error,
        TypeExprKind::Path { path, arguments, by, refinements } => {
            let base = match built_in(known, file, path) {
                Some(ty) => apply(known, file, ty, arguments, by.as_deref(), expr.span),
                None => named(known, file, path, arguments, by.as_deref()),
            };
            if refinements.is_empty() { base } else { refine::refine(known, file, base, refinements, path.span()) }
        }
        TypeExprKind::Literal(value) => literal(known, value),
        TypeExprKind::Optional(inner) => optional(known, file, inner, expr.span),
        TypeExprKind::Union(alternatives) => union(known, file, alternatives, expr.span),
        TypeExprKind::Paren(inner) => read(known, file, inner),
    }
}

/// The type that a path names where no `TypeExpr` is written.
pub(crate) fn read_path<'a>(known: &mut impl Known<'a>, file: FileIndex, path: &Path) -> Ty {
    match built_in(known, file, path) {
        Some(ty) => apply(known, file, ty, &[], None, path.span()),
        None => named(known, file, path, &[], None),
    }
}

fn optional<'a>(known: &mut impl Known<'a>, file: FileIndex, inner: &TypeExpr, span: Span) -> Ty {
    if is_optional(inner) {
        let mark = Span::new(span.end.saturating_sub(1), span.end);
        known.report(Diagnostic::error(Code::E0310, mark, "one `?` is enough: there is only one `none`").replace(""));
    }
    read(known, file, inner).optional()
}

fn is_optional(expr: &TypeExpr) -> bool {
    match &expr.kind {
        TypeExprKind::Optional(_) => true,
        TypeExprKind::Paren(inner) => is_optional(inner),
        TypeExprKind::Error | TypeExprKind::Path { .. } | TypeExprKind::Literal(_) | TypeExprKind::Union(_) => false,
    }
}

fn literal<'a>(known: &mut impl Known<'a>, value: &Expr) -> Ty {
    if value.kind == ExprKind::Error {
        return Ty::Error;
    }
    let no_type = || {
        Diagnostic::error(Code::E0310, value.span, "this value can't be a type")
            .help("types of one value are texts, `Int`s, `true` and `false`")
    };
    literal_of(value).map_or_else(|| refuse(known, no_type()), Ty::Literal)
}

/// What a literal is, if it is one that can be a type.
pub(crate) fn literal_of(value: &Expr) -> Option<Literal> {
    match &value.kind {
        ExprKind::String(text) => text.text().map(|text| Literal::Text(Name::new(text))),
        ExprKind::Bool(value) => Some(Literal::Bool(*value)),
        ExprKind::Int(magnitude) => i64::try_from(*magnitude).ok().map(Literal::Int),
        ExprKind::Unary { op: UnaryOp::Negate, operand } => match operand.kind {
            ExprKind::Int(magnitude) => 0i64.checked_sub_unsigned(magnitude).map(Literal::Int),
            _ => None,
        },
        _ => None,
    }
}

/// A built-in type with its arguments.
fn apply<'a>(known: &mut impl Known<'a>, file: FileIndex, ty: BuiltIn, arguments: &[TypeExpr], by: Option<&[Ident]>, span: Span) -> Ty {
    let (expected, example) = match ty {
        BuiltIn::List => (1, "List<String>"),
        BuiltIn::Map => (2, "Map<String, Int>"),
        BuiltIn::Bool | BuiltIn::Int | BuiltIn::Float | BuiltIn::String | BuiltIn::Quantity(_) | BuiltIn::Secret | BuiltIn::Any => (0, ""),
    };
    if arguments.len() != expected {
        return refuse(known, wrong_count(arguments, expected, example, span));
    }
    if let (Some([first, ..]), false) = (by, ty == BuiltIn::List) {
        known.report(Diagnostic::error(Code::E0310, first.span, "only a `List` takes `by`"));
    }
    match ty {
        BuiltIn::Bool => Ty::Bool,
        BuiltIn::Int => Ty::INT,
        BuiltIn::Float => Ty::FLOAT,
        BuiltIn::String => Ty::STRING,
        BuiltIn::Quantity(kind) => Ty::quantity(kind),
        BuiltIn::Secret => Ty::Secret,
        BuiltIn::Any => Ty::Any,
        BuiltIn::List => list(known, file, &arguments[0], by),
        BuiltIn::Map => map(known, file, &arguments[0], &arguments[1]),
    }
}

fn wrong_count(arguments: &[TypeExpr], expected: usize, example: &str, span: Span) -> Diagnostic {
    if expected == 0 {
        let first = arguments.first().map_or(span, |first| first.span);
        return Diagnostic::error(Code::E0310, first, "only `List` and `Map` take types in `< >`");
    }
    let count = if expected == 1 { "one type" } else { "two types" };
    Diagnostic::error(Code::E0310, span, format!("{count} expected in `< >`, {} found", arguments.len())).help(format!("as in `{example}`"))
}

fn list<'a>(known: &mut impl Known<'a>, file: FileIndex, element: &TypeExpr, by: Option<&[Ident]>) -> Ty {
    let ty = read(known, file, element);
    let keys: Vec<Ident> = by.unwrap_or_default().iter().copied().filter(|key| !key.name.is_empty()).collect();
    let names = keys.iter().map(|key| key.name).collect();
    if !keys.is_empty() {
        known.judge(Form::Keys { element: ty.clone(), keys, span: element.span });
    }
    Ty::List(Arc::new(ListType { element: ty, length: Bounds::default(), keys: names }))
}

fn map<'a>(known: &mut impl Known<'a>, file: FileIndex, key: &TypeExpr, value: &TypeExpr) -> Ty {
    let key_type = read(known, file, key);
    let value = read(known, file, value);
    if !key_type.is_error() && !key_type.alternatives().iter().all(|ty| matches!(ty, Ty::String(_) | Ty::Literal(Literal::Text(_)))) {
        return refuse(
            known,
            Diagnostic::error(Code::E0310, key.span, "the keys of a `Map` are texts")
                .help("write `String`, a refinement of it (`String(1..63)`) or a union of texts (`\"a\" | \"b\"`)"),
        );
    }
    Ty::map(key_type, value)
}

/// A declared type.
fn named<'a>(known: &mut impl Known<'a>, file: FileIndex, path: &Path, arguments: &[TypeExpr], by: Option<&[Ident]>) -> Ty {
    let ty = paths::read(known, file, path);
    let extra = arguments.first().map(|first| first.span).or(by.and_then(|by| by.first()).map(|key| key.span));
    match extra {
        Some(span) if !ty.is_error() => refuse(known, Diagnostic::error(Code::E0310, span, "only `List` and `Map` take types in `< >`")),
        _ => ty,
    }
}

fn union<'a>(known: &mut impl Known<'a>, file: FileIndex, written: &[TypeExpr], span: Span) -> Ty {
    let mut alternatives: Vec<(Ty, Span)> = vec![];
    let mut broken = false;
    for expr in written {
        match read(known, file, expr) {
            Ty::Error => broken = true,
            Ty::Optional(_) => {
                broken = true;
                let error = Diagnostic::error(Code::E0310, expr.span, "an alternative of a union can't be optional");
                known.report(error.help("make the whole optional: `(A | B)?`"));
            }
            Ty::Union(inner) => alternatives.extend(inner.iter().map(|ty| (ty.clone(), expr.span))),
            other => alternatives.push((other, expr.span)),
        }
    }
    if broken {
        return Ty::Error;
    }
    let ty = match alternatives.as_slice() {
        [] => return Ty::Error,
        [(only, _)] => return only.clone(),
        several => Ty::Union(several.iter().map(|(ty, _)| ty.clone()).collect()),
    };
    known.judge(Form::Union { alternatives, span });
    ty
}
