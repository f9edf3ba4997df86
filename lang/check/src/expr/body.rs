//! `{ … }`: the entries of a record, map or keyed list, in a new value, a copy `with` changes, or a new default.
//!
//! A path becomes a nest of bodies. An entry that is wrong is told and left out.

use jke_model::ir::{self, BodyEntry, BodyEntryKind, BodyKey, Expr, ExprKind, Shape};
use jke_model::layer::PathKey;
use jke_model::ty::{Bounds, ListType, Ty};
use jke_model::value::Text;
use jke_syntax::tree::{self, Entry, EntryKind, FieldPath, Key, KeyKind, StringLiteral};
use jke_text::{Code, Diagnostic, Name, Span};

use super::join::plain;
use super::written::Written;
use super::{BodyKind, Checker, Facts, Wanted, broken};
use crate::declare::type_of_path;
use crate::step::{self, NoStep, StepKind, addend, shown, step};

/// A place inside a value, whose entries are read.
#[derive(Clone)]
struct At {
    ty: Ty,
    path: Vec<PathKey>,
    kind: BodyKind,
    /// Nothing is there but what the type's own defaults give.
    fresh: bool,
    /// Of an entry of a keyed list: the fields that its key sets.
    given: Vec<Name>,
    /// Where the field, or the one that holds the entry, is declared.
    declared: Span,
}

/// Where one key of a path leads.
struct Reached {
    key: BodyKey,
    /// `None` where the key is computed.
    name: Option<Name>,
    span: Span,
    at: At,
    kind: StepKind,
}

/// The one `if` that an `else` holds.
fn else_if(otherwise: &tree::Body) -> Option<&Entry> {
    match otherwise.entries.as_slice() {
        [only] if matches!(only.kind, EntryKind::If { .. }) => Some(only),
        _ => None,
    }
}

impl Checker<'_> {
    /// A body (after a record's name, in `emit`, `include`, `with`, an inherited default) against the type of the value that it makes.
    pub fn body(&mut self, body: &tree::Body, ty: &Ty, kind: BodyKind) -> ir::Body {
        let brace = Span::new(body.span.start, (body.span.start + 1).min(body.span.end));
        self.body_at(body, ty, kind, brace)
    }

    /// New defaults for inherited fields, against the record that has them.
    pub fn inherited(&mut self, entries: &[&Entry], ty: &Ty) -> ir::Body {
        let at = At { ty: ty.clone(), path: vec![], kind: BodyKind::Inherited, fresh: false, given: vec![], declared: Span::NONE };
        let mut written = Written::default();
        ir::Body { entries: entries.iter().filter_map(|entry| self.entry(entry, &at, &mut written)).collect() }
    }

    /// The same; what is missing is told at a place.
    fn body_at(&mut self, body: &tree::Body, ty: &Ty, kind: BodyKind, place: Span) -> ir::Body {
        let wanted = self.wanted.take();
        let fresh = match kind {
            BodyKind::Build | BodyKind::Include => true,
            BodyKind::With | BodyKind::Inherited => false,
        };
        let at = At { ty: ty.required().clone(), path: vec![], kind, fresh, given: vec![], declared: Span::NONE };
        let mut written = Written::default();
        let read = self.entries(body, &at, &mut written);
        if kind == BodyKind::Build {
            self.require(ty, &written, &[], place);
        }
        self.wanted = wanted;
        read
    }

    fn entries(&mut self, body: &tree::Body, at: &At, written: &mut Written) -> ir::Body {
        let mut entries = vec![];
        for entry in &body.entries {
            match self.entry(entry, at, written) {
                Some(read) => entries.push(read),
                None => written.broken = true,
            }
        }
        ir::Body { entries }
    }

    fn entry(&mut self, entry: &Entry, at: &At, written: &mut Written) -> Option<BodyEntry> {
        match &entry.kind {
            EntryKind::Set { path, value } => self.set_entry(path, value, at, written),
            EntryKind::Merge { path, body } => self.merge_entry(path, body, at, written),
            EntryKind::Add { path, value } => self.add_entry(path, value, at, written),
            EntryKind::Remove { path } => self.remove_entry(path, at),
            EntryKind::If { .. } => self.if_entry(entry, at, written),
            EntryKind::Reset { path } => self.misplaced(path.span, "`reset`"),
            EntryKind::Seal { path, .. } => self.misplaced(path.span, "`seal`"),
            EntryKind::On { selector, .. } => {
                let error = Diagnostic::error(Code::E0108, selector.span, "`on` may not stand inside a value");
                self.tell(error.help("`on` stands in the body of an app or the platform; inside a value choose with `if` or `match`"));
                None
            }
            EntryKind::Patch { kind, .. } => self.misplaced(kind.span(), "`patch`"),
            EntryKind::Error => None,
        }
    }

    fn misplaced(&mut self, span: Span, what: &str) -> Option<BodyEntry> {
        self.tell(Diagnostic::error(Code::E0108, span, format!("{what} may stand in a layer, but not in a value")));
        None
    }

    // ── entries ──────────────────────────────────────────────────────────────────────────────────────────────────────

    fn set_entry(&mut self, path: &FieldPath, value: &tree::Expr, at: &At, written: &mut Written) -> Option<BodyEntry> {
        let reached = self.reach(path, at)?;
        if let Some(node) = self.enter(&reached, path, written)
            && let Some(first) = node.set(path.span)
        {
            self.twice(&reached, path, first);
        }
        let last = reached.last()?;
        // An entry of a map that is given an optional without a value is left out.
        let is_entry = matches!(last.kind, StepKind::Entry);
        let ty = if is_entry { last.at.ty.clone().optional() } else { last.at.ty.clone() };
        let value = match last.name {
            Some(name) => self.check_for(value, &ty, Wanted { name, span: last.at.declared }),
            None => self.check(value, &ty),
        };
        Some(self.nest(reached, path.span, |key| BodyEntryKind::Set { key, value }))
    }

    fn merge_entry(&mut self, path: &FieldPath, body: &tree::Body, at: &At, written: &mut Written) -> Option<BodyEntry> {
        let mut reached = self.reach(path, at)?;
        let names: Vec<Name> = body.entries.iter().filter_map(first_name).collect();
        let (shape, inner) = self.open(reached.last()?, &names, body.span)?;
        let last = reached.last_mut()?;
        last.at.ty = inner.ty.clone();
        let mut lone = Written::default();
        let read = match self.enter(&reached, path, written) {
            Some(node) => {
                if let Some(first) = node.merge(&inner.ty, &inner.given) {
                    self.twice(&reached, path, first);
                }
                // Marked again, because the borrow above ends with the message.
                match Self::node(written, &reached) {
                    Some(node) => self.entries(body, &inner, node),
                    None => self.entries(body, &inner, &mut lone),
                }
            }
            None => self.entries(body, &inner, &mut lone),
        };
        Some(self.nest(reached, path.span, |key| BodyEntryKind::Merge { key, shape, body: read }))
    }

    fn add_entry(&mut self, path: &FieldPath, value: &tree::Expr, at: &At, written: &mut Written) -> Option<BodyEntry> {
        if matches!(at.kind, BodyKind::Build | BodyKind::Include) {
            let error = Diagnostic::error(Code::E0108, path.span, "`+=` adds to a value that is there, and this one is new");
            self.tell(error.help("write `=`; `+=` may stand in layers and in `x with { … }`"));
            return None;
        }
        let reached = self.reach(path, at)?;
        if let Some(node) = self.enter(&reached, path, written)
            && let Some(first) = node.set(path.span)
        {
            self.twice(&reached, path, first);
        }
        let last = reached.last()?;
        let Some(ty) = addend(&last.at.ty) else {
            if !last.at.ty.is_error() {
                let shown = shown(&last.at.path);
                let error = Diagnostic::error(Code::E0409, path.span, format!("`+=` adds to lists and maps, and `{shown}` is neither"));
                self.tell(error.help(format!("`{shown} = …` sets it")));
            }
            return None;
        };
        let shape = self.shape(&last.at.ty);
        let value = match last.name {
            Some(name) => self.check_for(value, &ty, Wanted { name, span: last.at.declared }),
            None => self.check(value, &ty),
        };
        Some(self.nest(reached, path.span, |key| BodyEntryKind::Add { key, shape, value }))
    }

    fn remove_entry(&mut self, path: &FieldPath, at: &At) -> Option<BodyEntry> {
        if at.kind != BodyKind::With {
            return self.misplaced(path.span, "`remove`");
        }
        let reached = self.reach(path, at)?;
        let last = reached.last()?;
        if matches!(last.key, BodyKey::Field(_) | BodyKey::Named(_)) {
            let message = format!("`{}` is a field, and `remove` takes an entry of a map or keyed list", shown(&last.at.path));
            let error = Diagnostic::error(Code::E0409, path.span, message);
            let written = self.source(path.span);
            let error = if last.at.ty.is_optional() { error.help(format!("`{written} = none` makes the field absent")) } else { error };
            self.tell(error);
            return None;
        }
        Some(self.nest(reached, path.span, |key| BodyEntryKind::Remove { key }))
    }

    /// A row of `else if`s may be of any length and is walked with a loop: each branch knows that the conditions before it fail.
    fn if_entry(&mut self, entry: &Entry, at: &At, written: &mut Written) -> Option<BodyEntry> {
        let before = std::mem::take(written);
        let (mut branches, mut sides, mut side) = (vec![], vec![], before.clone());
        let (mut rest, mut last) = (Some(entry), ir::Body::default());
        self.within(&Facts::default(), |checker| {
            while let Some(Entry { kind: EntryKind::If { condition, then, otherwise }, span }) = rest {
                let (condition, holds, fails) = checker.condition(condition);
                let then = checker.within(&holds, |checker| checker.entries(then, at, &mut side));
                sides.push(std::mem::replace(&mut side, before.clone()));
                branches.push((condition, then, *span));
                checker.assume(&fails);
                rest = otherwise.as_ref().and_then(else_if);
                if let (None, Some(otherwise)) = (rest, otherwise) {
                    last = checker.entries(otherwise, at, &mut side);
                }
            }
        });
        *written = sides.into_iter().rev().fold(side, |second, first| first.either(second));
        let mut made = None;
        for (condition, then, span) in branches.into_iter().rev() {
            let otherwise = made.take().map_or_else(|| std::mem::take(&mut last), |entry| ir::Body { entries: vec![entry] });
            made = Some(BodyEntry { kind: BodyEntryKind::If { condition, then, otherwise }, span });
        }
        made
    }

    // ── paths ────────────────────────────────────────────────────────────────────────────────────────────────────────

    /// Where each key of a path leads. `None` where one is wrong, which is told.
    fn reach(&mut self, path: &FieldPath, at: &At) -> Option<Vec<Reached>> {
        let mut reached: Vec<Reached> = vec![];
        for (index, key) in path.keys.iter().enumerate() {
            let from = match reached.last_mut() {
                None => at.clone(),
                Some(_) => {
                    let names: Vec<Name> = key.name().into_iter().collect();
                    let (_, inner) = self.open(&reached[index - 1], &names, path.keys[index - 1].span)?;
                    reached[index - 1].at.ty = inner.ty.clone();
                    inner
                }
            };
            reached.push(self.follow(&from, key)?);
        }
        Some(reached)
    }

    fn follow(&mut self, from: &At, key: &Key) -> Option<Reached> {
        let name = match &key.kind {
            KeyKind::Name(name) if name.is_empty() => return None,
            KeyKind::Name(name) => *name,
            KeyKind::Computed(text) => return self.computed_key(from, text, key.span),
        };
        let found = step(self.interfaces(), &from.ty, step::Written { name, span: key.span, before: &from.path });
        let step::Step { key: step_key, ty, kind, declared, has_default, warning } = match found {
            Ok(step) => step,
            Err(NoStep::Silent) => return None,
            Err(NoStep::Wrong(diagnostic)) => {
                self.tell(*diagnostic);
                return None;
            }
        };
        self.diagnostics.extend(warning);
        if from.given.contains(&step_key.name()) {
            let error = Diagnostic::error(Code::E0409, key.span, format!("the path sets `{name}` here"));
            self.tell(error.help(format!("leave this out; an entry with another `{name}` is another entry")));
            return None;
        }
        let mut path = from.path.clone();
        path.push(step_key);
        let body_key = match step_key {
            PathKey::Field { slot, .. } => BodyKey::Field(slot),
            PathKey::Named(name) => BodyKey::Named(name),
            PathKey::Entry(name) => BodyKey::Entry(Text::from(name)),
        };
        let declared = if declared.is_none() { from.declared } else { declared };
        let given = if let StepKind::Element(list) = &kind { list.keys.clone() } else { vec![] };
        let at = At { ty, path, kind: from.kind, fresh: from.fresh && !has_default, given, declared };
        Some(Reached { key: body_key, name: Some(step_key.name()), span: key.span, at, kind })
    }

    /// `"ad.datadoghq.com/\(c.name).checks"`
    fn computed_key(&mut self, from: &At, text: &StringLiteral, span: Span) -> Option<Reached> {
        let (key, ty) = self.string(text);
        if ty == Ty::Secret {
            let error = self.secret_used(span, "a key");
            self.tell(error);
            return None;
        }
        let (key, ty, kind) = match from.ty.required() {
            Ty::Map(map) => (self.fit(key, &ty, &map.key), map.value.clone(), StepKind::Entry),
            Ty::Any => (key, Ty::Any, StepKind::Entry),
            Ty::List(list) if !list.keys.is_empty() => (key, list.element.clone(), StepKind::Element(list.clone())),
            Ty::Record(record) => match &self.interfaces().record(*record).rest {
                Some(rest) => (key, rest.clone(), StepKind::Entry),
                None => {
                    let name = self.interfaces().record(*record).name;
                    let error = Diagnostic::error(Code::E0301, span, format!("the name of a field of {name} can't be computed"));
                    self.tell(error.help("keys that are computed belong to maps; choose a field with `if`"));
                    return None;
                }
            },
            Ty::Error => return None,
            other => {
                let shown = self.show(other);
                self.tell(Diagnostic::error(Code::E0302, span, format!("{shown} has no entries")));
                return None;
            }
        };
        let mut path = from.path.clone();
        path.push(PathKey::Entry(Name::new("…")));
        let given = if let StepKind::Element(list) = &kind { list.keys.clone() } else { vec![] };
        let at = At { ty, path, kind: from.kind, fresh: from.fresh, given, declared: from.declared };
        Some(Reached { key: BodyKey::Computed(key), name: None, span, at, kind })
    }

    /// What is inside a place into which something is merged: a union is the record that has the fields which are set.
    fn open(&mut self, reached: &Reached, names: &[Name], span: Span) -> Option<(Shape, At)> {
        let whole = &reached.at.ty;
        if let Ty::List(list) = whole.required()
            && list.keys.is_empty()
        {
            let shown = shown(&reached.at.path);
            let error = Diagnostic::error(Code::E0409, span, format!("`{shown}` is a list: there is nothing to merge by name"));
            self.tell(error.help(format!("`{shown} = […]` sets the list")));
            return None;
        }
        let Some(shape) = self.shape(whole) else {
            let shown = shown(&reached.at.path);
            let error = Diagnostic::error(Code::E0302, span, format!("`{shown}` has no fields that `{{ … }}` could set"));
            self.tell(error.help(format!("`{shown} = …` sets it whole")));
            return None;
        };
        let inner = step::with_fields(self.interfaces(), whole, names).required().clone();
        // Where nothing is there yet, the only record that fits is the one that is made.
        let inner = match inner {
            Ty::Union(alternatives) if reached.at.fresh && alternatives.len() == 1 => alternatives[0].clone(),
            other => other,
        };
        let shape = match (&inner, reached.at.fresh) {
            (Ty::Record(id), true) => Shape::Record(*id),
            (Ty::Union(records), true) if matches!(shape, Shape::Union(_)) => {
                let (of, first, shown) = (self.show(&inner), self.show(&records[0]), shown(&reached.at.path));
                let error = Diagnostic::error(Code::E0309, reached.span, format!("nothing tells which of {of} `{shown}` is"));
                self.tell(error.help(format!("name it, as in `{shown} = {first} {{ … }}`")));
                return None;
            }
            (_, _) => shape,
        };
        Some((shape, At { ty: inner, ..reached.at.clone() }))
    }

    /// The entry that a path makes: a nest of bodies, of which the innermost holds what stands at its end.
    fn nest(&self, reached: Vec<Reached>, span: Span, last: impl FnOnce(BodyKey) -> BodyEntryKind) -> BodyEntry {
        let mut keys = reached.into_iter().rev();
        let end = keys.next().expect("a path has a key");
        let mut entry = BodyEntry { kind: last(end.key), span };
        for Reached { key, at, .. } in keys {
            let shape = self.shape(&at.ty).unwrap_or(Shape::Error);
            entry = BodyEntry { kind: BodyEntryKind::Merge { key, shape, body: ir::Body { entries: vec![entry] } }, span };
        }
        entry
    }

    // ── what is set twice ────────────────────────────────────────────────────────────────────────────────────────────

    /// The place of a path among those that were written; told where something on the way was set. `None` where a key is computed.
    fn enter<'w>(&mut self, reached: &[Reached], path: &FieldPath, written: &'w mut Written) -> Option<&'w mut Written> {
        let mut node = written;
        for (index, each) in reached.iter().enumerate() {
            let name = each.name?;
            node = match node.enter(name, each.span) {
                Ok(child) => child,
                Err(first) => {
                    self.twice(&reached[..index], path, first);
                    return None;
                }
            };
            if index + 1 < reached.len() {
                node.merge(&each.at.ty, &each.at.given);
                if let Some(first) = node.set {
                    self.twice(&reached[..=index], path, first);
                    return None;
                }
            }
        }
        Some(node)
    }

    fn node<'w>(written: &'w mut Written, reached: &[Reached]) -> Option<&'w mut Written> {
        let mut node = written;
        for each in reached {
            node = node.children.get_mut(&each.name?)?;
        }
        Some(node)
    }

    fn twice(&mut self, reached: &[Reached], path: &FieldPath, first: Span) {
        let shown = reached.last().map_or_else(String::new, |last| shown(&last.at.path));
        let error = Diagnostic::error(Code::E0314, path.span, format!("`{shown}` is set twice here")).label(first, "here first");
        self.tell(error.help("inside one body nothing is set twice: leave one out, or put both into one `{ … }`"));
    }

    // ── literals ─────────────────────────────────────────────────────────────────────────────────────────────────────

    /// `{ … }` where a type is demanded.
    pub(super) fn check_literal_body(&mut self, body: &tree::Body, expected: &Ty) -> Expr {
        match self.chosen(body, expected) {
            Some(ty) => {
                let (value, ty) = self.build(body, ty, Span::new(body.span.start, body.span.start + 1));
                self.fit(value, &ty, expected)
            }
            None => broken(body.span).0,
        }
    }

    /// `{ … }` beside something of the type `like`, or beside nothing that tells its type.
    pub(super) fn infer_literal_body(&mut self, body: &tree::Body, like: Option<&Ty>) -> (Expr, Ty) {
        match like.filter(|like| self.shape(like).is_some()) {
            Some(like) => match self.chosen(body, like) {
                Some(ty) => self.build(body, ty, Span::new(body.span.start, body.span.start + 1)),
                None => broken(body.span),
            },
            None if like.is_some_and(Ty::is_error) => broken(body.span),
            None => {
                let mistake = Diagnostic::error(Code::E0309, body.span, "nothing tells the type of this `{ … }`");
                self.refuse(
                    mistake.help("name it: `Container { … }` for a record, `let x: Map<String, String> = { … }` for a map"),
                    body.span,
                )
            }
        }
    }

    /// `Name { … }`
    pub(super) fn named_body(&mut self, path: &tree::Path, body: &tree::Body) -> (Expr, Ty) {
        let span = path.span().to(body.span);
        let ty = type_of_path(&self.cx, self.file, path, &mut self.diagnostics);
        match &ty {
            Ty::Error => return broken(span),
            Ty::Record(id) if self.interfaces().record(*id).is_module() => {
                let mistake =
                    Diagnostic::error(Code::E0208, path.span(), format!("`{path}` is a module, and only tests build one as a value"));
                return self.refuse(mistake.help(format!("inside a module, place an instance of it: `include {path} {{ … }}`")), span);
            }
            _ => {}
        }
        match self.chosen(body, &ty) {
            Some(ty) => {
                let (mut value, ty) = self.build(body, ty, path.span());
                value.span = span;
                (value, ty)
            }
            None => broken(span),
        }
    }

    fn build(&mut self, body: &tree::Body, ty: Ty, place: Span) -> (Expr, Ty) {
        let shape = self.shape(&ty).unwrap_or(Shape::Error);
        let read = self.body_at(body, &ty, BodyKind::Build, place);
        let value = Expr { kind: ExprKind::Build { shape, body: read }, span: body.span };
        let ty = match (ty, body.entries.is_empty()) {
            (Ty::Map(map), true) => Ty::map(map.key.clone(), Ty::Never),
            (Ty::Map(map), false) => Ty::map(map.key.clone(), map.value.clone()),
            (Ty::List(list), _) => Ty::List(ListType { length: Bounds::default(), ..ListType::clone(&list) }.into()),
            (other, _) => other,
        };
        (value, ty)
    }

    /// The alternative of a type that `{ … }` builds; told where there is none, or several.
    fn chosen(&mut self, body: &tree::Body, expected: &Ty) -> Option<Ty> {
        let alternatives = expected.required().alternatives();
        let records: Vec<&Ty> = alternatives.iter().filter(|each| matches!(each, Ty::Record(_))).collect();
        let others = alternatives.iter().find(|each| match each {
            Ty::Map(_) | Ty::Any => true,
            Ty::List(list) => !list.keys.is_empty(),
            _ => false,
        });
        match (records.as_slice(), others) {
            (_, _) if expected.is_error() => None,
            ([only], _) => self.no_module((*only).clone(), body.span),
            ([], Some(other)) => Some(other.clone()),
            ([], None) => {
                let mistake = self.no_body(body, expected);
                self.tell(mistake);
                None
            }
            ([_, _, ..], _) => {
                let mistake = self.several_records(body, expected);
                self.tell(mistake);
                None
            }
        }
    }

    fn no_module(&mut self, ty: Ty, span: Span) -> Option<Ty> {
        let Ty::Record(id) = ty else { return Some(ty) };
        let record = self.interfaces().record(id);
        if record.is_module() {
            self.tell(Diagnostic::error(
                Code::E0208,
                span,
                format!("an instance of {} is no value that could be written here", record.name),
            ));
            return None;
        }
        Some(ty)
    }

    fn no_body(&self, body: &tree::Body, expected: &Ty) -> Diagnostic {
        let shown = self.show(expected);
        let message = match self.wanted {
            Some(wanted) => format!("`{}` takes {shown}, and `{{ … }}` is a record or a map", wanted.name),
            None => format!("{shown} is expected, and `{{ … }}` is a record or a map"),
        };
        let error = Diagnostic::error(Code::E0302, body.span, message);
        let error = match self.wanted {
            Some(wanted) => error.label(wanted.span, "declared here"),
            None => error,
        };
        match plain(expected.required()) {
            Ty::List(_) if body.entries.is_empty() => error.help("an empty list is `[]`").replace("[]"),
            Ty::List(_) => error.help("elements of a list stand in brackets: `[{ … }]`"),
            _ => error,
        }
    }

    fn several_records(&self, body: &tree::Body, expected: &Ty) -> Diagnostic {
        let names: Vec<Name> = body.entries.iter().filter_map(first_name).collect();
        let fitting = step::with_fields(self.interfaces(), expected, &names);
        let error = Diagnostic::error(Code::E0309, body.span, format!("nothing tells which of {} this `{{ … }}` is", self.show(expected)));
        match fitting.required() {
            Ty::Union(only) if only.len() == 1 => {
                let name = self.show(&only[0]);
                let before = Span::new(body.span.start, body.span.start);
                error.help(format!("name it: `{name} {{ … }}`")).edit(before, format!("{name} "))
            }
            _ => error.help("name it: `Name { … }`"),
        }
    }
}

/// The field that an entry sets something in.
fn first_name(entry: &Entry) -> Option<Name> {
    match &entry.kind {
        EntryKind::Set { path, .. }
        | EntryKind::Add { path, .. }
        | EntryKind::Merge { path, .. }
        | EntryKind::Remove { path }
        | EntryKind::Reset { path }
        | EntryKind::Seal { path, .. } => path.keys.first()?.name(),
        EntryKind::On { .. } | EntryKind::Patch { .. } | EntryKind::If { .. } | EntryKind::Error => None,
    }
}
