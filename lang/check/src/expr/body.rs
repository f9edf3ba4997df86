//! `{ … }`: the entries of a record, map or keyed list, in a new value, a copy `with` changes, or a new default.
//!
//! A path becomes a nest of bodies. An entry that is wrong is told and left out.

use jke_model::ir::{self, BodyEntry, BodyEntryKind, BodyKey};
use jke_model::ty::Ty;
use jke_syntax::tree::{self, Entry, EntryKind, FieldPath};
use jke_text::{Code, Diagnostic, Name, Span};

use super::reach::{At, Reached};
use super::written::Written;
use super::{BodyKind, Checker, Facts, Wanted};
use crate::step::{StepKind, addend, shown};

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
        let at = At {
            ty: ty.clone(),
            path: vec![],
            kind: BodyKind::Inherited,
            fresh: false,
            given: vec![],
            left_to_api: vec![],
            declared: Span::NONE,
        };
        let mut written = Written::default();
        ir::Body { entries: entries.iter().filter_map(|entry| self.entry(entry, &at, &mut written)).collect() }
    }

    /// The same; what is missing is told at a place.
    pub(super) fn body_at(&mut self, body: &tree::Body, ty: &Ty, kind: BodyKind, place: Span) -> ir::Body {
        let wanted = self.wanted.take();
        let at = At {
            ty: ty.required().clone(),
            path: vec![],
            kind,
            fresh: kind == BodyKind::Build,
            given: vec![],
            left_to_api: vec![],
            declared: Span::NONE,
        };
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
        let value = match last.name.and_then(|_| Wanted::at(&last.at.path, last.at.declared)) {
            Some(wanted) => self.check_for(value, &ty, wanted),
            None => self.check(value, &ty),
        };
        Some(self.nest(reached, path.span, |key| BodyEntryKind::Set { key, value }))
    }

    fn merge_entry(&mut self, path: &FieldPath, body: &tree::Body, at: &At, written: &mut Written) -> Option<BodyEntry> {
        let mut reached = self.reach(path, at)?;
        let names: Vec<Name> = body.entries.iter().filter_map(first_name).collect();
        let (shape, inner) = self.open(reached.last()?, &names, body.span)?;
        reached.last_mut()?.at.ty = inner.ty.clone();
        let first = self.enter(&reached, path, written).and_then(|node| node.merge(&inner.ty, &inner.given));
        if let Some(first) = first {
            self.twice(&reached, path, first);
        }
        // Below a computed key, or what was set, nothing is known of what is written twice.
        let mut unknown = Written::default();
        let read = self.entries(body, &inner, Self::node(written, &reached).unwrap_or(&mut unknown));
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
        let value = match last.name.and_then(|_| Wanted::at(&last.at.path, last.at.declared)) {
            Some(wanted) => self.check_for(value, &ty, wanted),
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
}

/// The field that an entry sets something in.
pub(super) fn first_name(entry: &Entry) -> Option<Name> {
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
