//! The members of a declaration to fields of its record: new ones, narrower ones, new defaults, outputs and `let`s.

use jke_model::declaration::{Field, FieldKind, FieldNotes, Record, instance_slots};
use jke_model::ty::{Literal, Ty};
use jke_resolve::{Definition, DefinitionKind, FileIndex, FoundPath, Resolved};
use jke_syntax::tree::{self, Entry, EntryKind, Expr, Head, ItemKind, KeyKind, Let, LetValue, Member, Stmt, TypeExpr, TypeItem, TypeKind};
use jke_text::{Code, Diagnostic, Name, Span};
use rustc_hash::FxHashMap;

use super::known::{Builder, Known};
use super::narrow::is_narrower;
use super::{annotations, docs, item_of, type_expr};
use crate::Meaning;

/// The members of a type or a module.
pub(crate) fn of<'a>(resolved: &'a Resolved, definition: &Definition) -> &'a [Member] {
    match &item_of(resolved, definition).kind {
        ItemKind::Module(module) => &module.members,
        ItemKind::Type(TypeItem { kind: TypeKind::Record { members, .. }, .. }) => members,
        _ => &[],
    }
}

/// What is needed to add members to a record.
struct Adding<'r, 'p, 'b, 'a> {
    record: &'r mut Record,
    file: FileIndex,
    parent: Option<&'p Record>,
    is_module: bool,
    /// The names that this declaration itself declares.
    own: FxHashMap<Name, Span>,
    builder: &'b mut Builder<'a>,
}

/// A field as a declaration writes it.
struct Written<'t> {
    name: Name,
    place: Span,
    head: &'t Head,
    ty: Ty,
    kind: FieldKind,
    default: Default<'t>,
}

/// What a declaration says of a field's default.
#[derive(Clone, Copy)]
enum Default<'t> {
    None,
    /// An output or a `let`.
    Computed,
    Expr(&'t Expr),
}

impl<'t> Default<'t> {
    fn of(default: Option<&'t Expr>) -> Default<'t> {
        default.map_or(Default::None, Default::Expr)
    }

    fn is_there(self) -> bool {
        !matches!(self, Default::None)
    }

    fn literal(self) -> Option<Literal> {
        match self {
            Default::Expr(expr) => type_expr::literal_of(expr),
            Default::None | Default::Computed => None,
        }
    }
}

pub(crate) fn add_all(record: &mut Record, file: FileIndex, parent: Option<&Record>, builder: &mut Builder) {
    let definition = builder.resolved.definition(builder.records[record.id.0 as usize]);
    let members = of(builder.resolved, definition);
    let is_module = definition.kind == DefinitionKind::Module;
    let mut adding = Adding { record, file, parent, is_module, own: FxHashMap::default(), builder };
    for (at, member) in members.iter().enumerate() {
        match member {
            Member::Field(field) => adding.field(field),
            Member::Output(output) => adding.output(output),
            Member::Inherited(_) => {}
            Member::Rest { ty, span } => adding.rest(ty, *span, at + 1 == members.len()),
            Member::Stmt(stmt) => adding.stmt(stmt),
            Member::Error => {}
        }
    }
    for member in members {
        if let Member::Inherited(entry) = member {
            adding.inherited(entry);
        }
    }
    adding.renamed();
}

impl Adding<'_, '_, '_, '_> {
    fn field(&mut self, field: &tree::Field) {
        let name = match &field.key.kind {
            KeyKind::Name(name) => *name,
            KeyKind::Computed(text) => {
                self.report(Diagnostic::error(Code::E0108, text.span, "the name of a field is a constant"));
                return;
            }
        };
        let ty = type_expr::read(self.builder, self.file, &field.ty);
        let default = Default::of(field.default.as_ref());
        self.declare(Written { name, place: field.key.span, head: &field.head, ty, kind: FieldKind::Input, default });
    }

    fn output(&mut self, output: &tree::Output) {
        if !self.is_module {
            self.report(
                Diagnostic::error(Code::E0108, output.name.span, "only a module has outputs")
                    .help("in a type, a field with a default that uses the others comes nearest"),
            );
        }
        let ty = type_expr::read(self.builder, self.file, &output.ty);
        let (name, place) = (output.name.name, output.name.span);
        self.declare(Written { name, place, head: &output.head, ty, kind: FieldKind::Output, default: Default::Computed });
    }

    fn stmt(&mut self, stmt: &Stmt) {
        let (what, span) = match stmt {
            Stmt::Let(item) if self.is_module => return self.let_field(item),
            Stmt::Check(_) | Stmt::Error => return,
            _ if self.is_module => return,
            Stmt::Let(item) => ("`let`", item.name.span),
            Stmt::Emit(emit) => ("`emit`", emit.span),
            Stmt::Include(include) => ("`include`", include.span),
            Stmt::If { span, .. } => ("`if`", *span),
            Stmt::For { span, .. } => ("`for`", *span),
            Stmt::Match { span, .. } => ("`match`", *span),
        };
        let error = Diagnostic::error(Code::E0108, span, format!("{what} may stand in a module, but not in a type"));
        self.report(error.help("a type holds fields and checks"));
    }

    fn let_field(&mut self, item: &Let) {
        let ty = match (&item.ty, &item.value) {
            (Some(ty), _) => type_expr::read(self.builder, self.file, ty),
            (None, LetValue::Include(include)) => self.included(&include.module),
            (None, LetValue::Expr(_)) => Ty::Error,
        };
        let head = Head::default();
        self.declare(Written {
            name: item.name.name,
            place: item.name.span,
            head: &head,
            ty,
            kind: FieldKind::Let,
            default: Default::Computed,
        });
    }

    /// The module that an `include` places; what is wrong with it is told where the statement is checked.
    fn included(&mut self, path: &tree::Path) -> Ty {
        match self.builder.resolved.lookup_path(self.file, path) {
            FoundPath::Definition { id, segments } if segments == path.segments.len() => match self.builder.meaning(id) {
                Meaning::Record(record) => Ty::Record(record),
                Meaning::Alias(ty) => ty,
                Meaning::Function(_) | Meaning::Constant(_) => Ty::Error,
            },
            FoundPath::Definition { .. } | FoundPath::Module | FoundPath::Ambiguous(..) | FoundPath::Broken | FoundPath::Unknown { .. } => {
                Ty::Error
            }
        }
    }

    /// Adds a field, or narrows the inherited one of that name.
    fn declare(&mut self, written: Written) {
        let Written { head, ty, default, .. } = &written;
        self.builder.diagnostics.extend(annotations::check_field(head, ty, default.is_there()));
        if written.name.is_empty() {
            return;
        }
        if let Some(first) = self.own.get(&written.name) {
            let error = Diagnostic::error(Code::E0314, written.place, format!("`{}` is declared twice here", written.name));
            self.report(error.label(*first, "here first"));
            return;
        }
        self.own.insert(written.name, written.place);
        match self.record.slots.get(&written.name).copied() {
            // An old name that the parent's field still answers to is free for a new field.
            Some(slot) if self.record.fields[slot as usize].name == written.name => self.narrow(slot, written),
            Some(_) | None => self.add(written),
        }
    }

    fn add(&mut self, written: Written) {
        let Written { name, place, head, ty, kind, default } = written;
        let (has_default, literal_default) = (default.is_there(), default.literal().or(annotations::default(head)));
        let slot = self.record.fields.len() as u32;
        let (docs, notes) = (docs(head), if head.annotations.is_empty() { FieldNotes::default() } else { annotations::notes(head) });
        self.record.slots.insert(name, slot);
        self.record.fields.push(Field { name, ty, kind, has_default, literal_default, span: place, owner: self.record.id, docs, notes });
    }

    fn narrow(&mut self, slot: u32, written: Written) {
        let builder = &*self.builder;
        let extends = |child, parent| builder.extends(child, parent);
        let field = &self.record.fields[slot as usize];
        if let Some(problem) = cannot_narrow(slot, field, &written) {
            return self.report(problem);
        }
        if !is_narrower(&written.ty, &field.ty, &extends) {
            let whose = if field.span.is_none() { "is every platform's" } else { "is inherited" };
            let error =
                Diagnostic::error(Code::E0315, written.place, format!("`{}` {whose}, and its new type is no narrower", written.name));
            let error = error.label(field.span, "inherited from here");
            return self.report(error.help(not_wider(field)));
        }
        let notes = annotations::notes(written.head);
        let field = &mut self.record.fields[slot as usize];
        field.ty = written.ty;
        if written.default.is_there() {
            field.has_default = true;
            field.literal_default = written.default.literal();
        } else if let Some(literal) = annotations::default(written.head) {
            field.literal_default = Some(literal);
        }
        field.span = written.place;
        field.docs = docs(written.head).or(field.docs.take());
        field.notes = merged(std::mem::take(&mut field.notes), notes);
    }

    /// `scale { min = 3 }`: its value is checked with the bodies; here only that it is no field of this very declaration.
    fn inherited(&mut self, entry: &Entry) {
        let (EntryKind::Set { path, .. } | EntryKind::Add { path, .. } | EntryKind::Merge { path, .. }) = &entry.kind else { return };
        let Some(key) = path.keys.first() else { return };
        let Some(name) = key.name() else { return };
        if let Some(first) = self.own.get(&name) {
            let is_inherited = self.parent.is_some_and(|parent| parent.slots.contains_key(&name));
            let error =
                Diagnostic::error(Code::E0314, key.span, format!("`{name}` is declared in this very declaration")).label(*first, "here");
            let help = if is_inherited { "write its new type and its default in one line" } else { "write the default behind its type" };
            return self.report(error.help(format!("{help}: `{name}: … = …`")));
        }
        if let Some(slot) = self.record.slots.get(&name) {
            let field = &mut self.record.fields[*slot as usize];
            field.has_default = true;
            field.literal_default = match &entry.kind {
                EntryKind::Set { path, value } if path.keys.len() == 1 => type_expr::literal_of(value),
                _ => None,
            };
        }
    }

    fn rest(&mut self, ty: &TypeExpr, span: Span, is_last: bool) {
        let ty = type_expr::read(self.builder, self.file, ty);
        if self.is_module {
            self.report(Diagnostic::error(Code::E0108, span, "a module has no further fields").help("declare a field of type `Map`"));
            return;
        }
        if !is_last {
            self.report(Diagnostic::error(Code::E0108, span, "`_: T` comes last in a type"));
        }
        let builder = &*self.builder;
        let extends = |child, parent| builder.extends(child, parent);
        let widens = self.parent.and_then(|parent| parent.rest.as_ref()).is_some_and(|inherited| !is_narrower(&ty, inherited, &extends));
        if widens {
            let error = Diagnostic::error(Code::E0315, span, "the type that is extended admits further fields, of a narrower type");
            self.report(error.help("a child's fields may hold fewer values than its parent's, never others"));
            return;
        }
        self.record.rest = Some(ty);
    }

    /// Old names answer too, where no field of that name stands in the way.
    fn renamed(&mut self) {
        for slot in 0..self.record.fields.len() {
            let field = &self.record.fields[slot];
            let Some(old) = field.notes.renamed.filter(|_| field.owner == self.record.id) else { continue };
            let (place, taken) = (field.span, self.record.slots.get(&old).copied());
            match taken.map(|other| &self.record.fields[other as usize]) {
                None => {
                    self.record.slots.insert(old, slot as u32);
                }
                Some(other) => {
                    let error = Diagnostic::error(Code::E0317, place, format!("the old name `{old}` is that of another field"));
                    let error = error.label(other.span, "the field");
                    self.report(error);
                }
            }
        }
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.builder.diagnostics.push(diagnostic);
    }
}

/// What to write where a field is declared again with too wide a type.
fn not_wider(field: &Field) -> String {
    let literals = field.ty.required().alternatives().iter().map(|each| match each {
        Ty::Literal(Literal::Text(text)) => Some(format!("{:?}", text.as_str())),
        _ => None,
    });
    match literals.collect::<Option<Vec<String>>>() {
        Some(values) if field.span.is_none() => format!("it is one of {}: leave its type out", values.join(" | ")),
        Some(_) | None => "a child's field may hold fewer values than its parent's, never others".to_owned(),
    }
}

/// Why an inherited field can't be declared again at all.
fn cannot_narrow(slot: u32, field: &Field, written: &Written) -> Option<Diagnostic> {
    let name = written.name;
    let error = |message: String| Diagnostic::error(Code::E0315, written.place, message).label(field.span, "inherited from here");
    match (field.kind, written.kind) {
        (FieldKind::Input, FieldKind::Input) if field.span.is_none() && slot <= instance_slots::NAMESPACE => Some(
            error(format!("every module has `{name}`: it can't be declared anew"))
                .help(format!("give it another default with `{name} = …`")),
        ),
        (FieldKind::Input, FieldKind::Input) => None,
        (FieldKind::Input, FieldKind::Output | FieldKind::Let) => {
            Some(error(format!("`{name}` is a field that is inherited")).help("choose another name, or set the field: `x = …`"))
        }
        (FieldKind::Output | FieldKind::Let, _) => {
            Some(error(format!("`{name}` is an output that is inherited")).help("what it is can't be changed; choose another name"))
        }
    }
}

fn merged(old: FieldNotes, new: FieldNotes) -> FieldNotes {
    FieldNotes {
        deprecated: new.deprecated.or(old.deprecated),
        renamed: new.renamed.or(old.renamed),
        lifetime: new.lifetime.or(old.lifetime),
        immutable: new.immutable || old.immutable,
    }
}
