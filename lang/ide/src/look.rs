//! A position to the word there and what it means: down the tree of its file, with the type of each body on the way.
//!
//! The way down is a loop, since rows of operands and of `else if` may be longer than any stack.

use jke_model::declaration::{Interfaces, RecordId, RecordKind};
use jke_model::ty::Ty;
use jke_resolve::{FileIndex, Found, FoundPath, Resolved};
use jke_syntax::tree::{
    Alias, ArgumentValue, Body, ComprehensionClause, Emit, EmitKind, Entry, EntryKind, Expr, ExprKind, FieldPath, ForClause, Ident, Import,
    ImportKind, Include, Item, ItemKind, LetValue, Member, Path, PatternKind, Selector, Stmt, StringLiteral, StringPart, TypeExpr,
    TypeExprKind, TypeKind,
};
use jke_text::{Name, Span};

use crate::Meaning;
use crate::known::Known;

/// What is looked into next.
enum Node<'t> {
    Expr(&'t Expr, Option<Ty>),
    Body(&'t Body, Option<Ty>),
    Block(&'t [Stmt]),
    Type(&'t TypeExpr),
}

/// One step down.
enum Step<'t> {
    Into(Node<'t>),
    Here(Span, Meaning),
    Nothing,
}

/// The word at a position, and what it means.
pub(crate) fn at(known: Known, position: u32) -> Option<(Span, Meaning)> {
    let Known { resolved, interfaces, .. } = known;
    let file = resolved.file_indices().find(|file| touches(resolved.file(*file).source.span(), position))?;
    if let Some(import) = resolved.file(file).parsed.file.imports.iter().find(|import| touches(import.span, position)) {
        return imported(known, file, import, position);
    }
    let item = resolved.file(file).parsed.file.items.iter().find(|item| touches(item.span, position))?;
    let mut look = Look { known, resolved, interfaces, file, position, own: None, instance: None, is_layer: false };
    let mut step = look.item(item);
    loop {
        step = match step {
            Step::Into(Node::Expr(expr, expected)) => look.expr(expr, expected),
            Step::Into(Node::Body(body, ty)) => look.body(body, ty),
            Step::Into(Node::Block(block)) => look.block(block),
            Step::Into(Node::Type(ty)) => look.type_expr(ty),
            Step::Here(span, meaning) => return Some((span, meaning)),
            Step::Nothing => return None,
        }
    }
}

/// A name that an import brings, as it is called there or here.
fn imported(known: Known, file: FileIndex, import: &Import, position: u32) -> Option<(Span, Meaning)> {
    let ImportKind::Names(names) = &import.kind else { return None };
    let (span, local) = names.iter().find_map(|Alias { name, local }| {
        [name, local].into_iter().find(|ident| touches(ident.span, position)).map(|ident| (ident.span, local.name))
    })?;
    let Found::Definition(id) = known.resolved.lookup(file, local) else { return None };
    Some((span, Meaning::of(id, known.resolved, known.interfaces)?))
}

/// A cursor behind the last letter of a word is still at the word.
fn touches(span: Span, position: u32) -> bool {
    !span.is_none() && span.start <= position && position <= span.end
}

struct Look<'a> {
    known: Known<'a>,
    resolved: &'a Resolved,
    interfaces: &'a Interfaces,
    file: FileIndex,
    position: u32,
    /// What `self` is: the declaration around, or the module of the instance.
    own: Option<RecordId>,
    /// What the layer around is one of: an index into the instances.
    instance: Option<usize>,
    /// In a layer fields are seen only through `self`.
    is_layer: bool,
}

impl<'a> Look<'a> {
    fn touches(&self, span: Span) -> bool {
        touches(span, self.position)
    }

    fn item(&mut self, item: &'a Item) -> Step<'a> {
        match &item.kind {
            ItemKind::App(app) => match self.resolved.instances.iter().position(|instance| instance.span == app.name.span) {
                Some(index) if self.touches(app.name.span) => Step::Here(app.name.span, Meaning::Instance(index)),
                instance => {
                    self.instance = instance;
                    self.layer(&app.module, &app.layer)
                }
            },
            ItemKind::Platform(platform) => {
                self.instance = self.resolved.instances.iter().position(|instance| instance.is_platform);
                self.layer(&platform.module, &platform.layer)
            }
            ItemKind::Defaults(defaults) => self.layer(&defaults.module, &defaults.layer),
            ItemKind::Overlay(overlay) if self.touches(overlay.selector.span) => self.selector(&overlay.selector),
            ItemKind::Overlay(overlay) => self.overlay(&overlay.of, &overlay.layer),
            ItemKind::Module(module) => {
                let paths = module.extends.iter().chain(&module.platform);
                self.own = self.declared(module.name.span);
                self.named(module.name.span).or_else(|| self.paths(paths)).unwrap_or_else(|| self.members(&module.members))
            }
            ItemKind::Type(ty) => {
                self.own = self.declared(ty.name.span());
                let named = self.named(ty.name.span());
                match &ty.kind {
                    TypeKind::Alias(alias) => named.unwrap_or(Step::Into(Node::Type(alias))),
                    TypeKind::Record { extends, members } => named.or_else(|| self.paths(extends)).unwrap_or_else(|| self.members(members)),
                }
            }
            ItemKind::Fn(function) => {
                let types = function.params.iter().map(|param| &param.ty).chain([&function.result]);
                let defaults = function.params.iter().filter_map(|param| param.default.as_ref());
                self.one_of(types, defaults.chain([&function.body]))
            }
            ItemKind::Let(constant) => self.let_value(constant.ty.as_ref(), &constant.value),
            ItemKind::Raw(emit) => {
                let instances = &self.resolved.instances;
                let owner = instances.iter().position(|instance| instance.raw.iter().any(|(file, _)| *file == self.file));
                self.is_layer = true;
                self.own = owner.and_then(|owner| self.module_of(owner));
                self.emit(emit)
            }
            ItemKind::Project(_) | ItemKind::Policy(_) | ItemKind::Except(_) | ItemKind::Test(_) | ItemKind::Error => Step::Nothing,
        }
    }

    // ── instances and declarations ───────────────────────────────────────────────────────────────────────────────────

    fn layer(&mut self, module: &'a Path, layer: &'a Body) -> Step<'a> {
        self.is_layer = true;
        self.own = self.record(module);
        self.paths([module]).unwrap_or(Step::Into(Node::Body(layer, self.own.map(Ty::Record))))
    }

    /// `on … for my-application { … }`, `on … for Application { … }`
    fn overlay(&mut self, of: &'a Path, layer: &'a Body) -> Step<'a> {
        let instance = of.single().and_then(|name| self.resolved.instances.iter().position(|instance| instance.name == name.name));
        match instance {
            Some(index) if self.touches(of.span()) => Step::Here(of.span(), Meaning::Instance(index)),
            Some(index) => {
                (self.is_layer, self.instance) = (true, Some(index));
                self.own = self.module_of(index);
                Step::Into(Node::Body(layer, self.own.map(Ty::Record)))
            }
            None => self.layer(of, layer),
        }
    }

    fn module_of(&self, instance: usize) -> Option<RecordId> {
        module_of(self.known, instance)
    }

    /// The record whose name stands at this place.
    fn declared(&self, span: Span) -> Option<RecordId> {
        self.interfaces.records.iter().find(|record| record.span == span).map(|record| record.id)
    }

    fn named(&self, span: Span) -> Option<Step<'a>> {
        self.own.filter(|_| self.touches(span)).map(|id| Step::Here(span, Meaning::Record(id)))
    }

    fn members(&self, members: &'a [Member]) -> Step<'a> {
        let own = self.own.map(Ty::Record);
        for member in members {
            match member {
                Member::Field(field) if self.touches(field.span) => {
                    let here = field.key.name().filter(|_| self.touches(field.key.span)).and_then(|name| self.field_of(&own, name));
                    return match here {
                        Some(meaning) => Step::Here(field.key.span, meaning),
                        None => self.one_of([&field.ty], &field.default),
                    };
                }
                Member::Output(output) if self.touches(output.span) => return self.one_of([&output.ty], [&output.value]),
                Member::Rest { ty, span } if self.touches(*span) => return Step::Into(Node::Type(ty)),
                Member::Inherited(entry) if self.touches(entry.span) => return self.entry(entry, own),
                Member::Stmt(stmt) if self.touches(span_of(stmt)) => return self.stmt(stmt),
                Member::Field(_) | Member::Output(_) | Member::Rest { .. } | Member::Inherited(_) | Member::Stmt(_) | Member::Error => {}
            }
        }
        Step::Nothing
    }

    // ── statements ───────────────────────────────────────────────────────────────────────────────────────────────────

    fn block(&self, block: &'a [Stmt]) -> Step<'a> {
        block.iter().find(|stmt| self.touches(span_of(stmt))).map_or(Step::Nothing, |stmt| self.stmt(stmt))
    }

    fn stmt(&self, stmt: &'a Stmt) -> Step<'a> {
        match stmt {
            Stmt::Let(inner) => self.let_value(inner.ty.as_ref(), &inner.value),
            Stmt::Check(check) if self.touches(check.condition.span) => Step::Into(Node::Expr(&check.condition, None)),
            Stmt::Check(check) => check.message.as_ref().map_or(Step::Nothing, |message| self.text(message)),
            Stmt::Emit(emit) => self.emit(emit),
            Stmt::Include(include) => self.include(include),
            Stmt::If { condition, then, otherwise, .. } => {
                let inside = |block: &[Stmt]| block.iter().any(|stmt| self.touches(span_of(stmt)));
                match otherwise {
                    _ if self.touches(condition.span) => Step::Into(Node::Expr(condition, None)),
                    Some(otherwise) if !inside(then) => Step::Into(Node::Block(otherwise)),
                    _ => Step::Into(Node::Block(then)),
                }
            }
            Stmt::For { clause, block, .. } if !self.touches(clause.source.span) => Step::Into(Node::Block(block)),
            Stmt::For { clause, .. } => Step::Into(Node::Expr(&clause.source, None)),
            Stmt::Match { subject, .. } if self.touches(subject.span) => Step::Into(Node::Expr(subject, None)),
            Stmt::Match { arms, .. } => {
                let types = arms.iter().flat_map(|(pattern, _)| pattern_types(pattern));
                let blocks = || arms.iter().map(|(_, block)| block).find(|block| block.iter().any(|stmt| self.touches(span_of(stmt))));
                self.paths(types).or_else(|| blocks().map(|block| Step::Into(Node::Block(block)))).unwrap_or(Step::Nothing)
            }
            Stmt::Error => Step::Nothing,
        }
    }

    fn let_value(&self, ty: Option<&'a TypeExpr>, value: &'a LetValue) -> Step<'a> {
        match value {
            LetValue::Expr(expr) => self.one_of(ty, [expr]),
            LetValue::Include(include) => self.include(include),
        }
    }

    fn include(&self, include: &'a Include) -> Step<'a> {
        let ty = self.record(&include.module).map(Ty::Record);
        self.paths([&include.module]).unwrap_or(Step::Into(Node::Body(&include.body, ty)))
    }

    fn emit(&self, emit: &'a Emit) -> Step<'a> {
        match &emit.kind {
            EmitKind::Value(value) => Step::Into(Node::Expr(value, None)),
            EmitKind::Body { kind, handle, body } => match handle {
                Some(handle) if self.touches(handle.span) => self.text(handle),
                _ => {
                    let ty = self.record(kind).map(Ty::Record);
                    self.paths([kind]).unwrap_or(Step::Into(Node::Body(body, ty)))
                }
            },
        }
    }

    // ── bodies ───────────────────────────────────────────────────────────────────────────────────────────────────────

    fn body(&self, body: &'a Body, ty: Option<Ty>) -> Step<'a> {
        body.entries.iter().find(|entry| self.touches(entry.span)).map_or(Step::Nothing, |entry| self.entry(entry, ty))
    }

    fn entry(&self, entry: &'a Entry, ty: Option<Ty>) -> Step<'a> {
        match &entry.kind {
            EntryKind::Set { path, value } | EntryKind::Add { path, value } => {
                self.field_path(path, ty, |inner| Step::Into(Node::Expr(value, inner)))
            }
            EntryKind::Merge { path, body } => self.field_path(path, ty, |inner| Step::Into(Node::Body(body, inner))),
            EntryKind::Remove { path } | EntryKind::Reset { path } | EntryKind::Seal { path, .. } => {
                self.field_path(path, ty, |_| Step::Nothing)
            }
            EntryKind::On { selector, .. } if self.touches(selector.span) => self.selector(selector),
            EntryKind::On { body, .. } => Step::Into(Node::Body(body, ty)),
            EntryKind::Patch { kind, body, .. } => {
                let record = self.own.and_then(|own| self.known.patched(self.file, own, self.instance, kind));
                match record {
                    Some(id) if self.touches(kind.span()) => Step::Here(kind.span(), Meaning::Record(id)),
                    _ => Step::Into(Node::Body(body, record.map(Ty::Record))),
                }
            }
            EntryKind::If { condition, .. } if self.touches(condition.span) => Step::Into(Node::Expr(condition, None)),
            EntryKind::If { otherwise: Some(otherwise), .. } if self.touches(otherwise.span) => Step::Into(Node::Body(otherwise, ty)),
            EntryKind::If { then, .. } => Step::Into(Node::Body(then, ty)),
            EntryKind::Error => Step::Nothing,
        }
    }

    /// The key at the position, or what stands behind the path, with the path's type.
    fn field_path(&self, path: &'a FieldPath, mut ty: Option<Ty>, behind: impl FnOnce(Option<Ty>) -> Step<'a>) -> Step<'a> {
        for key in &path.keys {
            let name = key.name();
            if self.touches(key.span) {
                let meaning = name.and_then(|name| self.field_of(&ty, name));
                return meaning.map_or(Step::Nothing, |meaning| Step::Here(key.span, meaning));
            }
            ty = name.zip(ty).and_then(|(name, ty)| self.inside(&ty, name));
        }
        behind(ty)
    }

    /// The field of this name in a type that has one record with it.
    fn field_of(&self, ty: &Option<Ty>, name: Name) -> Option<Meaning> {
        self.known.field(ty.as_ref()?, name).map(|(record, slot, _)| Meaning::Field(record, slot))
    }

    /// The type of what a key of this type leads to.
    fn inside(&self, ty: &Ty, name: Name) -> Option<Ty> {
        self.known.inside(ty, name)
    }

    // ── expressions ──────────────────────────────────────────────────────────────────────────────────────────────────

    fn expr(&self, expr: &'a Expr, expected: Option<Ty>) -> Step<'a> {
        let into = |expr: &'a Expr| Step::Into(Node::Expr(expr, None));
        match &expr.kind {
            ExprKind::Name(name) => self.name(Ident { name: *name, span: expr.span }),
            ExprKind::Field { base, name, .. } if self.touches(name.span) => self.member(base, *name),
            ExprKind::Field { base, .. } => into(base),
            ExprKind::Call { callee, arguments } => {
                let argument = arguments.iter().map(|argument| match &argument.value {
                    ArgumentValue::Expr(expr) => expr,
                    ArgumentValue::Lambda { body, .. } => body,
                });
                self.first(argument.chain([&**callee]))
            }
            ExprKind::Index { base, index, .. } => self.first([&**index, &**base]),
            ExprKind::With { base, .. } if self.touches(base.span) => into(base),
            ExprKind::With { base, body } => Step::Into(Node::Body(body, self.type_of(base).or(expected))),
            ExprKind::Unary { operand, .. } => into(operand),
            ExprKind::Binary { left, right, .. } => self.first([&**right, &**left]),
            ExprKind::Is { operand, ty } => self.paths([ty]).unwrap_or_else(|| into(operand)),
            ExprKind::If { condition, then, otherwise } => match &**condition {
                condition if self.touches(condition.span) => into(condition),
                _ if self.touches(then.span) => Step::Into(Node::Expr(then, expected)),
                _ => Step::Into(Node::Expr(otherwise, expected)),
            },
            ExprKind::Match { subject, arms } => {
                let types = arms.iter().flat_map(|(pattern, _)| pattern_types(pattern));
                self.paths(types).unwrap_or_else(|| self.first(arms.iter().map(|(_, value)| value).chain([&**subject])))
            }
            ExprKind::List(elements) => {
                let element = expected.and_then(|ty| self.element(&ty));
                let here = elements.iter().find(|element| self.touches(element.span));
                here.map_or(Step::Nothing, |here| Step::Into(Node::Expr(here, element)))
            }
            ExprKind::ListFor { clauses, element } => self.first(clauses.iter().map(clause_source).chain([&**element])),
            ExprKind::MapFor { clauses, key, value } => self.first(clauses.iter().map(clause_source).chain([&**key, &**value])),
            ExprKind::Body { path: Some(path), body } => {
                let ty = self.record(path).map(Ty::Record);
                self.paths([path]).unwrap_or(Step::Into(Node::Body(body, ty)))
            }
            ExprKind::Body { path: None, body } => Step::Into(Node::Body(body, expected)),
            ExprKind::Paren(inner) => Step::Into(Node::Expr(inner, expected)),
            ExprKind::String(text) => self.text(text),
            ExprKind::At { selector, .. } => self.selector(selector),
            ExprKind::Error
            | ExprKind::Int(_)
            | ExprKind::Float(_)
            | ExprKind::Quantity(_)
            | ExprKind::Bool(_)
            | ExprKind::None
            | ExprKind::SelfValue
            | ExprKind::File(_)
            | ExprKind::Secret(_) => Step::Nothing,
        }
    }

    fn first(&self, exprs: impl IntoIterator<Item = &'a Expr>) -> Step<'a> {
        exprs.into_iter().find(|expr| self.touches(expr.span)).map_or(Step::Nothing, |expr| Step::Into(Node::Expr(expr, None)))
    }

    fn text(&self, text: &'a StringLiteral) -> Step<'a> {
        self.first(text.parts.iter().filter_map(|part| match part {
            StringPart::Expr(expr) => Some(expr),
            StringPart::Text(_) => None,
        }))
    }

    fn element(&self, ty: &Ty) -> Option<Ty> {
        ty.required().alternatives().iter().find_map(|ty| match ty {
            Ty::List(list) => Some(list.element.clone()),
            _ => None,
        })
    }

    /// `x.name`
    fn member(&self, base: &'a Expr, name: Ident) -> Step<'a> {
        if matches!(&base.kind, ExprKind::Name(apps) if apps.as_str() == "apps") {
            let index = self.resolved.instances.iter().position(|instance| !instance.is_platform && instance.name == name.name);
            return index.map_or(Step::Nothing, |index| Step::Here(name.span, Meaning::Instance(index)));
        }
        let meaning = self.field_of(&self.type_of(base), name.name);
        meaning.map_or(Step::Nothing, |meaning| Step::Here(name.span, meaning))
    }

    /// The type of a chain of fields from `self`, `platform`, `apps`, a field in scope or a constant that states one.
    fn type_of(&self, expr: &Expr) -> Option<Ty> {
        let mut names = vec![];
        let mut at = expr;
        while let ExprKind::Field { base, name, .. } = &at.kind {
            names.push(name.name);
            at = base;
        }
        let root = match &at.kind {
            ExprKind::SelfValue => Ty::Record(self.own?),
            ExprKind::Name(name) => match name.as_str() {
                "apps" => {
                    let app = names.pop()?;
                    Ty::Record(self.module_of(self.resolved.instances.iter().position(|instance| instance.name == app)?)?)
                }
                "platform" => Ty::Record(self.platform()?),
                _ => self.type_of_name(*name)?,
            },
            _ => return None,
        };
        names.iter().rev().try_fold(root, |ty, name| self.inside(&ty, *name))
    }

    /// In a module the platform that it is declared for, else the project's.
    fn platform(&self) -> Option<RecordId> {
        let declared = self.own.filter(|_| !self.is_layer).map(|own| &self.interfaces.record(own).kind);
        match declared {
            Some(RecordKind::Module { platform: Some(platform) }) => Some(*platform),
            _ => self.module_of(self.resolved.instances.iter().position(|instance| instance.is_platform)?),
        }
    }

    fn type_of_name(&self, name: Name) -> Option<Ty> {
        match self.meaning_of(name)? {
            Meaning::Field(record, slot) => Some(self.interfaces.record(record).fields[slot as usize].ty.clone()),
            Meaning::Constant(id) => self.interfaces.constant(id).ty.clone(),
            Meaning::Record(_)
            | Meaning::Alias(_)
            | Meaning::Function(_)
            | Meaning::Instance(_)
            | Meaning::Axis(_)
            | Meaning::Local(..) => None,
        }
    }

    fn name(&self, name: Ident) -> Step<'a> {
        self.meaning_of(name.name).map_or(Step::Nothing, |meaning| Step::Here(name.span, meaning))
    }

    fn meaning_of(&self, name: Name) -> Option<Meaning> {
        let own = self.own.filter(|_| !self.is_layer).map(Ty::Record);
        self.field_of(&own, name).or_else(|| match self.resolved.lookup(self.file, name) {
            Found::Definition(id) => Meaning::of(id, self.resolved, self.interfaces),
            Found::Module(_) | Found::Ambiguous(..) | Found::Broken | Found::Nothing => None,
        })
    }

    // ── types and selectors ──────────────────────────────────────────────────────────────────────────────────────────

    fn type_expr(&self, ty: &'a TypeExpr) -> Step<'a> {
        match &ty.kind {
            TypeExprKind::Path { path, arguments, .. } => self.paths([path]).unwrap_or_else(|| self.one_of(arguments, [])),
            TypeExprKind::Optional(inner) | TypeExprKind::Paren(inner) => Step::Into(Node::Type(inner)),
            TypeExprKind::Union(alternatives) => self.one_of(alternatives, []),
            TypeExprKind::Literal(_) | TypeExprKind::Error => Step::Nothing,
        }
    }

    fn one_of(&self, types: impl IntoIterator<Item = &'a TypeExpr>, exprs: impl IntoIterator<Item = &'a Expr>) -> Step<'a> {
        let ty = types.into_iter().find(|ty| self.touches(ty.span));
        ty.map_or_else(|| self.first(exprs), |ty| Step::Into(Node::Type(ty)))
    }

    /// The declaration that the path at the position names.
    fn paths(&self, paths: impl IntoIterator<Item = &'a Path>) -> Option<Step<'a>> {
        let path = paths.into_iter().find(|path| self.touches(path.span()))?;
        let meaning = match self.resolved.lookup_path(self.file, path) {
            FoundPath::Definition { id, .. } => Meaning::of(id, self.resolved, self.interfaces),
            FoundPath::Module | FoundPath::Ambiguous(..) | FoundPath::Broken | FoundPath::Unknown { .. } => None,
        };
        Some(meaning.map_or(Step::Nothing, |meaning| Step::Here(path.span(), meaning)))
    }

    fn record(&self, path: &Path) -> Option<RecordId> {
        self.known.record(self.file, path)
    }

    fn selector(&self, selector: &'a Selector) -> Step<'a> {
        let clause = selector.clauses.iter().find(|clause| self.touches(clause.span));
        let axis = clause.and_then(|clause| Some((clause.axis.span, self.resolved.project.axis(clause.axis.name)?)));
        axis.map_or(Step::Nothing, |(span, index)| Step::Here(span, Meaning::Axis(index)))
    }
}

/// What an instance is one of.
pub(crate) fn module_of(known: Known, instance: usize) -> Option<RecordId> {
    let instance = &known.resolved.instances[instance];
    let Some(item) = known.resolved.instance_item(instance) else { return known.interfaces.of_files };
    let module = match &item.kind {
        ItemKind::App(app) => &app.module,
        ItemKind::Platform(platform) => &platform.module,
        _ => return None,
    };
    known.record(instance.file, module)
}

fn span_of(stmt: &Stmt) -> Span {
    match stmt {
        Stmt::Let(inner) => inner.span,
        Stmt::Check(inner) => inner.span,
        Stmt::Emit(inner) => inner.span,
        Stmt::Include(inner) => inner.span,
        Stmt::If { span, .. } | Stmt::For { span, .. } | Stmt::Match { span, .. } => *span,
        Stmt::Error => Span::NONE,
    }
}

fn pattern_types(pattern: &jke_syntax::tree::Pattern) -> impl Iterator<Item = &Path> {
    pattern.alternatives.iter().filter_map(|alternative| match &alternative.kind {
        PatternKind::Type { path, .. } => Some(path),
        PatternKind::Literal(_) | PatternKind::None | PatternKind::Wildcard | PatternKind::Error => None,
    })
}

fn clause_source(clause: &ComprehensionClause) -> &Expr {
    match clause {
        ComprehensionClause::For(ForClause { source, .. }) => source,
        ComprehensionClause::If(condition) => condition,
    }
}
