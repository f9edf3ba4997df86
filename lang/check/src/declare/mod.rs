//! Declarations to what others see of them: aliases, records with all their fields, functions' signatures, constants.
//!
//! Bodies (defaults, checks, values) are not looked into. A mistake in a type becomes [`Ty::Error`], which everything accepts.

pub(crate) mod annotations;
mod dated;
mod known;
pub(crate) mod members;
mod narrow;
mod paths;
mod records;
mod recursion;
mod refine;
mod type_expr;
mod well_formed;

use std::sync::Arc;

use jke_model::declaration::{Constant, ConstantId, Function, FunctionId, Interfaces, Parameter, RecordId};
use jke_model::ty::Ty;
use jke_resolve::{Definition, DefinitionId, DefinitionKind, FileIndex, Resolved};
use jke_syntax::tree::{self, FnItem, Item, ItemKind, TypeKind};
use jke_text::{Code, Diagnostic, Name, Span};
use rustc_hash::FxHashMap;

use crate::inferred::Lets;
use crate::{Context, Emitted, Meaning, Places};
use known::{Builder, Reader};

pub(crate) use narrow::is_narrower;
pub use records::instance_definition;
pub(crate) use type_expr::BuiltIn;
pub use type_expr::built_in_types;

/// What all definitions declare.
#[derive(Debug, Default)]
pub struct Declared {
    pub interfaces: Arc<Interfaces>,
    /// By definition.
    pub meanings: Vec<Meaning>,
    pub places: Places,
    pub lets: Lets,
    pub emitted: Emitted,
    pub diagnostics: Vec<Diagnostic>,
}

pub fn declare(resolved: &Resolved) -> Declared {
    let mut builder = Builder::new(resolved);
    records::link_parents(&mut builder);
    for at in 0..resolved.definitions.len() {
        builder.alias(DefinitionId(at as u32));
    }
    let mut records = records::build(&mut builder);
    let of_files = RecordId(records.len() as u32);
    records.push(records::of_files(of_files));
    let (functions, constants) = signatures(&mut builder);
    builder.diagnostics.extend(annotations::check_items(resolved));
    let Builder { meanings, mut diagnostics, forms, .. } = builder;
    let dated = dated::dated(&records);
    let interfaces = Interfaces { records, functions, constants, of_files: Some(of_files), dated };
    diagnostics.extend(forms.iter().filter_map(|form| well_formed::problem(form, &interfaces)));
    diagnostics.extend(recursion::report(&interfaces));
    let places = places(&meanings);
    let lets = Lets::collect(resolved, &interfaces, &places);
    Declared { interfaces: Arc::new(interfaces), meanings, places, lets, emitted: Emitted::default(), diagnostics }
}

/// A type as written in an expression or a statement, after all declarations are known.
pub fn type_expr(context: &Context, file: FileIndex, expr: &tree::TypeExpr, diagnostics: &mut Vec<Diagnostic>) -> Ty {
    type_expr::read(&mut Reader { context, diagnostics }, file, expr)
}

/// The type that a path names, by itself or along the fields of a record (`Deployment.Spec`).
pub fn type_of_path(context: &Context, file: FileIndex, path: &tree::Path, diagnostics: &mut Vec<Diagnostic>) -> Ty {
    paths::read(&mut Reader { context, diagnostics }, file, path)
}

/// The record type that a path names; `None` where it names something else, which is told here.
pub fn record_of_path(context: &Context, file: FileIndex, path: &tree::Path, diagnostics: &mut Vec<Diagnostic>) -> Option<RecordId> {
    paths::record(&mut Reader { context, diagnostics }, file, path)
}

/// The module that a path names; `None` where it names something else, which is told here.
pub fn module_of_path(context: &Context, file: FileIndex, path: &tree::Path, diagnostics: &mut Vec<Diagnostic>) -> Option<RecordId> {
    paths::module(&mut Reader { context, diagnostics }, file, path)
}

/// The built-in type that a path names.
pub(crate) fn built_in_type(context: &Context, file: FileIndex, path: &tree::Path) -> Option<BuiltIn> {
    type_expr::built_in(&Reader { context, diagnostics: &mut vec![] }, file, path)
}

/// What each definition is, with its number; aliases are read later.
fn meanings(resolved: &Resolved) -> (Vec<Meaning>, Vec<DefinitionId>) {
    let (mut records, mut functions, mut constants) = (vec![], 0, 0);
    let number = |(at, definition): (usize, &Definition)| match definition.kind {
        DefinitionKind::Alias => Meaning::Alias(Ty::Error),
        DefinitionKind::Record | DefinitionKind::Module => {
            records.push(DefinitionId(at as u32));
            Meaning::Record(RecordId(records.len() as u32 - 1))
        }
        DefinitionKind::Function => {
            functions += 1;
            Meaning::Function(FunctionId(functions - 1))
        }
        DefinitionKind::Constant => {
            constants += 1;
            Meaning::Constant(ConstantId(constants - 1))
        }
    };
    let meanings = resolved.definitions.iter().enumerate().map(number).collect();
    (meanings, records)
}

/// The definitions of each kind, by their numbers.
fn places(meanings: &[Meaning]) -> Places {
    let mut places = Places::default();
    for (at, meaning) in meanings.iter().enumerate() {
        let definition = DefinitionId(at as u32);
        match meaning {
            Meaning::Alias(_) => {}
            Meaning::Record(_) => places.records.push(definition),
            Meaning::Function(_) => places.functions.push(definition),
            Meaning::Constant(_) => places.constants.push(definition),
        }
    }
    places
}

fn signatures(builder: &mut Builder) -> (Vec<Function>, Vec<Constant>) {
    let resolved = builder.resolved;
    let (mut functions, mut constants) = (vec![], vec![]);
    for definition in &resolved.definitions {
        let item = item_of(resolved, definition);
        match &item.kind {
            ItemKind::Fn(function) => {
                let id = FunctionId(functions.len() as u32);
                functions.push(signature(id, definition, item, function, builder));
            }
            ItemKind::Let(constant) => {
                let ty = constant.ty.as_ref().map(|ty| type_expr::read(builder, definition.file, ty));
                let id = ConstantId(constants.len() as u32);
                constants.push(Constant { id, name: definition.name, span: definition.span, ty });
            }
            _ => {}
        }
    }
    (functions, constants)
}

fn signature(id: FunctionId, definition: &Definition, item: &Item, function: &FnItem, builder: &mut Builder) -> Function {
    let mut seen: FxHashMap<Name, Span> = FxHashMap::default();
    let mut params = vec![];
    for param in &function.params {
        let name = param.name.name;
        if let Some(first) = seen.insert(name, param.name.span).filter(|_| !name.is_empty()) {
            let error = Diagnostic::error(Code::E0202, param.name.span, format!("`{name}` is a parameter twice"));
            builder.diagnostics.push(error.label(first, "here first"));
        }
        let ty = type_expr::read(builder, definition.file, &param.ty);
        params.push(Parameter { name, ty, has_default: param.default.is_some(), span: param.span });
    }
    let result = type_expr::read(builder, definition.file, &function.result);
    Function { id, name: definition.name, span: definition.span, docs: docs(&item.head), params, result }
}

fn item_of<'a>(resolved: &'a Resolved, definition: &Definition) -> &'a Item {
    resolved.item(definition.file, definition.item)
}

fn docs(head: &tree::Head) -> Option<Arc<str>> {
    head.docs.as_deref().map(Arc::from)
}

/// The type that an alias stands for.
fn alias_expr<'a>(resolved: &'a Resolved, definition: &Definition) -> Option<&'a tree::TypeExpr> {
    match &item_of(resolved, definition).kind {
        ItemKind::Type(tree::TypeItem { kind: TypeKind::Alias(expr), .. }) => Some(expr),
        _ => None,
    }
}
