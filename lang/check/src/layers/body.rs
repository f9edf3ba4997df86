//! The body of a layer to blocks of operations: each path from the instance down, each value against the type at its path.
//!
//! An entry that is wrong is told and left out; the layer is then broken, because what it leaves is not what its author wrote.

use std::sync::Arc;

use jke_model::declaration::{Interfaces, RecordId};
use jke_model::ir::{self, Shape};
use jke_model::layer::{Block, LayerKind, Operation, OperationKind, Patched, PathKey};
use jke_model::program::InstanceId;
use jke_model::target::TargetSet;
use jke_model::ty::Ty;
use jke_resolve::FileIndex;
use jke_syntax::tree::{Body, Entry, EntryKind, Expr, FieldPath, Key, KeyKind, Selector};
use jke_text::{Code, Diagnostic, Name, Span};

use super::selectors::{matches_some, selector, without_effect};
use crate::Context;
use crate::expr::{Checker, Scene, Wanted, shape};
use crate::keys;
use crate::step::{self, NoStep, StepKind, Written, step};

/// Whose layer a body is.
#[derive(Clone, Copy)]
pub(super) struct Layer {
    pub kind: LayerKind,
    /// The module of the instance, which its values see as `self`.
    pub of: RecordId,
    /// `None` of layers for all instances of the module.
    pub instance: Option<InstanceId>,
    pub index: FileIndex,
    /// The path of its file.
    pub file: Name,
}

/// The blocks of one body, as far as they are read.
pub(super) struct Reading<'a> {
    pub cx: Context<'a>,
    pub layer: Layer,
    pub blocks: Vec<Block>,
    /// The blocks of patches, each behind the block that it stands in.
    pub patches: Vec<(usize, usize)>,
    pub diagnostics: Vec<Diagnostic>,
    /// Something is missing in the blocks.
    pub broken: bool,
}

/// A place in an instance: what its type is and how paths below it begin.
#[derive(Clone)]
pub(super) struct Place {
    pub ty: Ty,
    pub path: Vec<PathKey>,
    pub shapes: Vec<Option<Shape>>,
    /// How the last key was found.
    pub last: StepKind,
    /// Where the field, or the one that holds the entry, is declared.
    pub declared: Span,
}

impl Place {
    /// The whole of an instance, or of a manifest.
    pub fn of(record: RecordId) -> Place {
        Place { ty: Ty::Record(record), path: vec![], shapes: vec![], last: StepKind::Field, declared: Span::NONE }
    }

    /// A copy to which so many keys will be added.
    fn with_room(&self, keys: usize) -> Place {
        let Place { ty, path: before, shapes: known, last, declared } = self;
        let length = before.len() + keys;
        let (mut path, mut shapes) = (Vec::with_capacity(length), Vec::with_capacity(length));
        path.extend_from_slice(before);
        shapes.extend_from_slice(known);
        Place { ty: ty.clone(), path, shapes, last: last.clone(), declared: *declared }
    }

    /// As the author reads it: `scale.max`.
    pub fn shown(&self) -> String {
        step::shown(&self.path)
    }

    /// Of an entry of a keyed list: what a field may be set to that its key leaves to the API.
    fn left_to_api(&self, interfaces: &Interfaces, field: Name) -> Option<Ty> {
        let (StepKind::Element(list), Some(key)) = (&self.last, self.path.last()) else { return None };
        let mut left = keys::left_to_api(interfaces, list, key.name()).into_iter();
        left.find(|(name, _)| *name == field).map(|(_, default)| Ty::Literal(default).optional())
    }

    /// Of an entry of a keyed list: the text to which its key sets a field.
    fn set_by_key(&self, field: Name) -> Option<&'static str> {
        let (StepKind::Element(list), Some(key)) = (&self.last, self.path.last()) else { return None };
        let at = list.keys.iter().position(|each| *each == field)?;
        keys::parts(key.name().as_str(), list.keys.len())?.get(at).copied()
    }
}

impl<'a> Reading<'a> {
    pub fn new(cx: Context<'a>, layer: Layer) -> Reading<'a> {
        Reading { cx, layer, blocks: vec![], patches: vec![], diagnostics: vec![], broken: false }
    }

    /// Reads the body of the layer, whose paths begin at a place; `targets` are those that it is for, and `span` is where it stands.
    pub fn read(&mut self, body: &Body, at: &Place, targets: TargetSet, span: Span) {
        let block = self.open(self.layer.kind, targets, None, span, operations(body));
        self.body(body, at, block);
    }

    pub(super) fn open(&mut self, kind: LayerKind, targets: TargetSet, patch: Option<Patched>, span: Span, operations: usize) -> usize {
        let Layer { kind: _, of, instance: _, index: _, file } = self.layer;
        let module = match kind {
            LayerKind::Defaults | LayerKind::ModuleOverlay => Some(of),
            LayerKind::Body | LayerKind::Overlay | LayerKind::CommandLine => None,
        };
        self.blocks.push(Block { layer: kind, module, targets, patch, operations: Vec::with_capacity(operations), span, file });
        self.blocks.len() - 1
    }

    pub(super) fn body(&mut self, body: &Body, at: &Place, block: usize) {
        for entry in &body.entries {
            self.entry(entry, at, block);
        }
    }

    fn entry(&mut self, entry: &Entry, at: &Place, block: usize) {
        match &entry.kind {
            EntryKind::Set { path, value } => self.set(path, value, at, block),
            EntryKind::Add { path, value } => self.add(path, value, at, block),
            EntryKind::Merge { path, body } => self.merge(path, body, at, block),
            EntryKind::Remove { path } => self.remove(path, entry.span, at, block),
            EntryKind::Reset { path } => self.reset(path, entry.span, at, block),
            EntryKind::Seal { path, because } => self.seal(path, because.as_ref(), at, block),
            EntryKind::On { selector, body } => self.on(selector, body, at, block),
            EntryKind::Patch { kind, handle, body } => self.patch(kind, handle.as_ref(), body, at, block),
            EntryKind::If { condition, .. } => self.refuse(
                Diagnostic::error(Code::E0108, condition.span, "a layer has no `if`: what is set never depends on a value")
                    .help("choose by target with `on env=prod { … }`, or choose the value: `a = if … then … else …`"),
            ),
            EntryKind::Error => self.broken = true,
        }
    }

    fn merge(&mut self, path: &FieldPath, body: &Body, at: &Place, block: usize) {
        let Some(mut place) = self.reach(path, at) else { return };
        let Some(shape) = self.container(&place, body.span) else { return };
        if let Some(last) = place.shapes.last_mut() {
            *last = Some(shape);
        }
        self.push(block, place.clone(), OperationKind::Merge, path.span);
        place.ty = self.narrowed(&place, body);
        self.body(body, &place, block);
    }

    /// How what is at the place begins; an error where nothing can be merged into it.
    fn container(&mut self, place: &Place, span: Span) -> Option<Shape> {
        if let Ty::List(list) = place.ty.required()
            && list.keys.is_empty()
        {
            let shown = place.shown();
            let error = Diagnostic::error(Code::E0409, span, format!("`{shown}` is a list: there is nothing to merge by name"));
            self.refuse(error.help(format!("`{shown} = […]` replaces the list, `{shown} += […]` adds to it")));
            return None;
        }
        let shape = shape(self.cx.interfaces, &place.ty);
        if shape.is_none() {
            let shown = place.shown();
            let error = Diagnostic::error(Code::E0302, span, format!("`{shown}` has no fields that `{{ … }}` could set"));
            self.refuse(error.help(format!("`{shown} = …` sets it whole")));
        }
        shape
    }

    /// The type at a place whose union is cut to those records that have all the fields that a body sets.
    fn narrowed(&mut self, place: &Place, body: &Body) -> Ty {
        let Ty::Union(_) = place.ty.required() else { return place.ty.clone() };
        let keys: Vec<&Key> = body.entries.iter().filter_map(first_key).collect();
        let names: Vec<Name> = keys.iter().filter_map(|key| key.name()).collect();
        step::with_fields(self.cx.interfaces, &place.ty, &names)
    }

    // ── targets ──────────────────────────────────────────────────────────────────────────────────────────────────────

    fn on(&mut self, chosen: &Selector, body: &Body, at: &Place, block: usize) {
        if self.layer.kind == LayerKind::Defaults {
            let module = self.cx.interfaces.record(self.layer.of).name;
            let text = self.cx.resolved.sources.slice(chosen.span);
            let error = Diagnostic::error(Code::E0108, chosen.span, "`defaults` hold for all targets: there is no `on` in them");
            return self.refuse(error.help(format!("write an overlay of the module beside them: `on {text} for {module} {{ … }}`")));
        }
        // Where the selector is wrong the body is still checked, but nobody knows for which targets it is.
        let around = &self.blocks[block].targets;
        let chosen_targets = selector(self.cx.resolved, chosen, &mut self.diagnostics);
        let targets = chosen_targets.as_ref().map_or_else(|| around.clone(), |set| set.intersect(around));
        // An `on` in a body is an overlay, and as one with those that stand outside.
        let kind = match self.layer.kind {
            LayerKind::Body => LayerKind::Overlay,
            kind @ (LayerKind::Defaults | LayerKind::ModuleOverlay | LayerKind::Overlay | LayerKind::CommandLine) => kind,
        };
        if chosen_targets.is_some() && matches_some(self.cx.resolved, around) {
            self.diagnostics.extend(without_effect(self.cx.resolved, &targets, body, chosen.span));
        }
        let patch = self.blocks[block].patch.clone();
        let inner = self.open(kind, targets, patch, chosen.span, operations(body));
        self.body(body, at, inner);
        if chosen_targets.is_none() {
            self.broken = true;
            self.blocks.truncate(inner);
            self.patches.retain(|(_, patch)| *patch < inner);
        }
    }

    // ── paths ────────────────────────────────────────────────────────────────────────────────────────────────────────

    /// The place that a path names, with the shapes of all steps but the last. `None` where it is wrong, which is told.
    pub(super) fn reach(&mut self, path: &FieldPath, at: &Place) -> Option<Place> {
        let mut place = at.with_room(path.keys.len());
        for (index, key) in path.keys.iter().enumerate() {
            if index > 0 {
                let shape = shape(self.cx.interfaces, &place.ty);
                if let Some(last) = place.shapes.last_mut() {
                    *last = shape;
                }
            }
            place = self.follow(place, key)?;
        }
        Some(place)
    }

    fn follow(&mut self, mut place: Place, key: &Key) -> Option<Place> {
        let name = match &key.kind {
            KeyKind::Name(name) if name.is_empty() => {
                self.broken = true;
                return None;
            }
            KeyKind::Name(name) => *name,
            KeyKind::Computed(_) => {
                let error = Diagnostic::error(Code::E0108, key.span, "a key in a layer is constant: it can't be computed");
                self.refuse(error.help("a map that is computed is set whole, `env = {for …: … => …}`, or added, `env += …`"));
                return None;
            }
        };
        let found = step(self.cx.interfaces, &place.ty, Written { name, span: key.span, before: &place.path });
        let step::Step { key: step_key, ty, kind, declared, has_default: _, warning } = match found {
            Ok(step) => step,
            Err(NoStep::Silent) => {
                self.broken = true;
                return None;
            }
            Err(NoStep::Wrong(diagnostic)) => {
                self.refuse(*diagnostic);
                return None;
            }
        };
        self.diagnostics.extend(warning);
        let left_to_api = place.left_to_api(self.cx.interfaces, step_key.name());
        if left_to_api.is_none() {
            self.refuse_key_field(&place, step_key, key)?;
        }
        place.path.push(step_key);
        place.shapes.push(None);
        place.ty = left_to_api.unwrap_or(ty);
        place.last = kind;
        if !declared.is_none() {
            place.declared = declared;
        }
        Some(place)
    }

    /// `containers.nginx { name = … }`: the path sets the name.
    fn refuse_key_field(&mut self, place: &Place, step_key: PathKey, key: &Key) -> Option<()> {
        let field = step_key.name();
        let Some(text) = place.set_by_key(field) else { return Some(()) };
        let error = Diagnostic::error(Code::E0409, key.span, format!("the path sets `{field}` here: it is `{text}`"));
        self.refuse(error.help(format!("leave this out; an entry with another `{field}` is another entry")));
        None
    }

    /// A value against the type at its path.
    pub(super) fn code(&mut self, value: &Expr, ty: &Ty, place: &Place) -> Arc<ir::Code> {
        let mut checker = Checker::new(self.cx, self.layer.index, Scene::Layer { module: self.layer.of });
        let expr = match Wanted::at(&place.path, place.declared) {
            Some(wanted) => checker.check_for(value, ty, wanted),
            None => checker.check(value, ty),
        };
        let (locals, diagnostics) = checker.finish();
        self.diagnostics.extend(diagnostics);
        Arc::new(ir::Code { expr, locals })
    }

    pub(super) fn push(&mut self, block: usize, place: Place, kind: OperationKind, span: Span) {
        let Place { path, shapes, ty: _, last: _, declared: _ } = place;
        self.blocks[block].operations.push(Operation { path, shapes, kind, span });
    }

    pub(super) fn refuse(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
        self.broken = true;
    }
}

/// How many operations a body holds, the `on`s in it left out.
pub(super) fn operations(body: &Body) -> usize {
    let of_entry = |entry: &Entry| match &entry.kind {
        EntryKind::Merge { body, .. } => 1 + operations(body),
        EntryKind::Set { .. } | EntryKind::Add { .. } | EntryKind::Remove { .. } | EntryKind::Reset { .. } | EntryKind::Seal { .. } => 1,
        EntryKind::On { .. } | EntryKind::Patch { .. } | EntryKind::If { .. } | EntryKind::Error => 0,
    };
    body.entries.iter().map(of_entry).sum()
}

/// The field that an entry sets something in.
fn first_key(entry: &Entry) -> Option<&Key> {
    match &entry.kind {
        EntryKind::Set { path, .. }
        | EntryKind::Add { path, .. }
        | EntryKind::Merge { path, .. }
        | EntryKind::Remove { path }
        | EntryKind::Reset { path }
        | EntryKind::Seal { path, .. } => path.keys.first(),
        EntryKind::On { .. } | EntryKind::Patch { .. } | EntryKind::If { .. } | EntryKind::Error => None,
    }
}
