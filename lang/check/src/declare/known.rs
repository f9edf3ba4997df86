//! What reading a type needs to know, in its two times: while declarations are read, and when all of them are.

use jke_model::declaration::RecordId;
use jke_model::ty::Ty;
use jke_resolve::{DefinitionId, DefinitionKind, Resolved};
use jke_syntax::tree::Member;
use jke_text::{Code, Diagnostic, Name, Span};
use rustc_hash::FxHashMap;

use super::well_formed::Form;
use super::{alias_expr, meanings, members, paths, type_expr, well_formed};
use crate::{Context, Meaning};

/// How deep types may nest, aliases in aliases included.
const DEEPEST: u32 = 256;

pub(crate) trait Known<'a> {
    fn resolved(&self) -> &'a Resolved;
    fn meaning(&mut self, id: DefinitionId) -> Meaning;
    /// The record of the field that a segment of a path names: `Spec` for `spec`.
    fn record_in_field(&mut self, record: RecordId, segment: Name) -> Option<RecordId>;
    fn is_module(&self, record: RecordId) -> bool;
    fn report(&mut self, diagnostic: Diagnostic);
    /// A union or a keyed list, whose records must be known before it can be judged.
    fn judge(&mut self, form: Form);
    /// One level further into a type. False where that is too deep.
    fn enter(&mut self) -> bool;
    fn leave(&mut self);
}

/// The time when declarations are read.
pub(crate) struct Builder<'a> {
    pub resolved: &'a Resolved,
    pub meanings: Vec<Meaning>,
    /// By record: its definition.
    pub records: Vec<DefinitionId>,
    /// By record: what it extends.
    pub parents: Vec<Option<RecordId>>,
    pub forms: Vec<Form>,
    pub diagnostics: Vec<Diagnostic>,
    aliases: Aliases,
    /// Fields that paths went along. `None` while one is followed.
    followed: FxHashMap<(RecordId, Name), Option<RecordId>>,
}

/// How far aliases are read.
#[derive(Default)]
struct Aliases {
    states: FxHashMap<DefinitionId, AliasState>,
    /// Those that are being read, the innermost last.
    open: Vec<DefinitionId>,
    /// The nesting of what is being read, all open aliases together.
    depth: u32,
    /// The deepest that the innermost open alias came.
    reached: u32,
}

#[derive(Clone, Copy, PartialEq)]
enum AliasState {
    Open,
    /// With the depth of the type.
    Done(u32),
}

impl<'a> Builder<'a> {
    pub fn new(resolved: &'a Resolved) -> Builder<'a> {
        let (meanings, records) = meanings(resolved);
        Builder {
            resolved,
            meanings,
            parents: vec![None; records.len()],
            records,
            forms: vec![],
            diagnostics: vec![],
            aliases: Aliases::default(),
            followed: FxHashMap::default(),
        }
    }

    /// Reads an alias, if the definition is one and was not read before. False where it can't be used here.
    pub fn alias(&mut self, id: DefinitionId) -> bool {
        let definition = self.resolved.definition(id);
        let Some(expr) = alias_expr(self.resolved, definition) else { return true };
        match self.aliases.states.get(&id) {
            Some(AliasState::Done(depth)) => {
                let reached = self.aliases.depth + depth;
                if reached > DEEPEST {
                    self.diagnostics.push(too_deep(definition.span));
                    return false;
                }
                self.aliases.reached = self.aliases.reached.max(reached);
            }
            Some(AliasState::Open) => {
                self.report_circle(id);
                return false;
            }
            None => {
                let outer = std::mem::replace(&mut self.aliases.reached, self.aliases.depth);
                self.aliases.states.insert(id, AliasState::Open);
                self.aliases.open.push(id);
                let ty = type_expr::read(self, definition.file, expr);
                self.aliases.open.pop();
                let depth = self.aliases.reached.saturating_sub(self.aliases.depth);
                self.aliases.states.insert(id, AliasState::Done(depth));
                self.aliases.reached = outer.max(self.aliases.reached);
                self.meanings[id.0 as usize] = Meaning::Alias(ty);
            }
        }
        true
    }

    fn report_circle(&mut self, id: DefinitionId) {
        let start = self.aliases.open.iter().rposition(|open| *open == id).unwrap_or(0);
        let circle = &self.aliases.open[start..];
        let names: Vec<&str> = circle.iter().chain([&id]).map(|id| self.resolved.definition(*id).name.as_str()).collect();
        let definition = self.resolved.definition(id);
        let error = Diagnostic::error(Code::E0310, definition.span, format!("the type `{}` stands for itself", definition.name));
        self.diagnostics
            .push(error.here(names.join(" → ")).help("a record may contain itself, through `?`, `List` or `Map`: `type X { … }`"));
    }

    /// `child` is `parent` or extends it.
    pub fn extends(&self, child: RecordId, parent: RecordId) -> bool {
        let mut at = Some(child);
        while let Some(record) = at {
            if record == parent {
                return true;
            }
            at = self.parents[record.0 as usize];
        }
        false
    }

    /// The record in the field as the declaration, or what it extends, writes it.
    fn follow(&mut self, record: RecordId, segment: Name) -> Option<RecordId> {
        let mut at = Some(record);
        while let Some(owner) = at {
            let definition = self.resolved.definition(self.records[owner.0 as usize]);
            let members = members::of(self.resolved, definition);
            let field = members.iter().find_map(|member| match member {
                Member::Field(field) if field.key.name().is_some_and(|name| paths::names_field(segment, name)) => Some(&field.ty),
                Member::Output(output) if paths::names_field(segment, output.name.name) => Some(&output.ty),
                Member::Field(_) | Member::Output(_) | Member::Inherited(_) | Member::Rest { .. } | Member::Stmt(_) | Member::Error => None,
            });
            if let Some(ty) = field {
                return paths::record_in_expr(self, definition.file, ty);
            }
            at = self.parents[owner.0 as usize];
        }
        None
    }
}

impl<'a> Known<'a> for Builder<'a> {
    fn resolved(&self) -> &'a Resolved {
        self.resolved
    }

    fn meaning(&mut self, id: DefinitionId) -> Meaning {
        if self.alias(id) { self.meanings[id.0 as usize].clone() } else { Meaning::Alias(Ty::Error) }
    }

    fn record_in_field(&mut self, record: RecordId, segment: Name) -> Option<RecordId> {
        if let Some(known) = self.followed.get(&(record, segment)) {
            return *known;
        }
        self.followed.insert((record, segment), None);
        let found = if self.enter() { self.follow(record, segment) } else { None };
        self.leave();
        self.followed.insert((record, segment), found);
        found
    }

    fn is_module(&self, record: RecordId) -> bool {
        self.resolved.definition(self.records[record.0 as usize]).kind == DefinitionKind::Module
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    fn judge(&mut self, form: Form) {
        self.forms.push(form);
    }

    fn enter(&mut self) -> bool {
        self.aliases.depth += 1;
        let admitted = self.aliases.depth <= DEEPEST;
        if admitted {
            self.aliases.reached = self.aliases.reached.max(self.aliases.depth);
        }
        admitted
    }

    fn leave(&mut self) {
        self.aliases.depth -= 1;
    }
}

/// The time when all declarations are known.
pub(crate) struct Reader<'c, 'a> {
    pub context: &'c Context<'a>,
    pub diagnostics: &'c mut Vec<Diagnostic>,
}

impl<'a> Known<'a> for Reader<'_, 'a> {
    fn resolved(&self) -> &'a Resolved {
        self.context.resolved
    }

    fn meaning(&mut self, id: DefinitionId) -> Meaning {
        self.context.meaning(id).clone()
    }

    fn record_in_field(&mut self, record: RecordId, segment: Name) -> Option<RecordId> {
        let fields = &self.context.interfaces.record(record).fields;
        fields.iter().find(|field| paths::names_field(segment, field.name)).and_then(|field| paths::record_in(&field.ty))
    }

    fn is_module(&self, record: RecordId) -> bool {
        self.context.interfaces.record(record).is_module()
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    fn judge(&mut self, form: Form) {
        self.diagnostics.extend(well_formed::problem(&form, self.context.interfaces));
    }

    fn enter(&mut self) -> bool {
        true
    }

    fn leave(&mut self) {}
}

pub(crate) fn too_deep(span: Span) -> Diagnostic {
    Diagnostic::error(Code::E0310, span, "types nest deeper than 256 here").help("give the inner part a record type of its own")
}

/// A type that came out as an error, for a reason that is told.
pub(crate) fn refuse<'a>(known: &mut impl Known<'a>, diagnostic: Diagnostic) -> Ty {
    known.report(diagnostic);
    Ty::Error
}
