//! `patch Deployment { … }`: operations on a manifest that the instance emits, whose kind is looked up among what it can emit.

use jke_model::declaration::RecordId;
use jke_model::layer::Patched;
use jke_model::ty::Ty;
use jke_resolve::FoundPath;
use jke_syntax::tree::{Body, EmitKind, ItemKind, Path, StringLiteral};
use jke_text::{Code, Diagnostic, Name, Span, nearest};

use super::body::{Place, Reading, operations};
use crate::Meaning;
use crate::declare::record_of_path;
use crate::emitted::{Kinds, emitted};

impl Reading<'_> {
    pub(super) fn patch(&mut self, kind: &Path, handle: Option<&StringLiteral>, body: &Body, at: &Place, block: usize) {
        if !at.path.is_empty() || at.ty != Ty::Record(self.layer.of) {
            let error = Diagnostic::error(Code::E0108, kind.span(), "`patch` stands in the body of an instance, and not in what that sets");
            return self.refuse(error.help("move it out: the body of an app, `defaults`, an overlay, or an `on` directly in one of these"));
        }
        let Some(record) = self.patched_kind(kind) else {
            self.broken = true;
            return;
        };
        let name = match handle.map(|handle| (handle.text(), handle.span)) {
            None => None,
            Some((Some(text), _)) => Some(Name::new(text)),
            Some((None, span)) => {
                let error =
                    Diagnostic::error(Code::E0108, span, "the handle that a patch names is constant: nothing is interpolated in it");
                return self.refuse(error.help("write it out"));
            }
        };
        let span = handle.map_or(kind.span(), |handle| kind.span().to(handle.span));
        let inner = self.patch_block(block, Patched { record, handle: name, span }, body);
        self.body(body, &Place::of(record), inner);
    }

    /// The block of a patch in another block: what that says of one object is one block.
    fn patch_block(&mut self, around: usize, patched: Patched, body: &Body) -> usize {
        let is_same = |block: usize| {
            let known = self.blocks[block].patch.as_ref();
            known.is_some_and(|known| (known.record, known.handle) == (patched.record, patched.handle))
        };
        if let Some((_, block)) = self.patches.iter().find(|(outer, block)| *outer == around && is_same(*block)) {
            return *block;
        }
        let (layer, targets) = (self.blocks[around].layer, self.blocks[around].targets.clone());
        let block = self.open(layer, targets, Some(patched), body.span, operations(body));
        self.patches.push((around, block));
        block
    }

    // ── kinds ────────────────────────────────────────────────────────────────────────────────────────────────────────

    /// The record of the kind that a path names among what is emitted; `None` where it is wrong, which is told.
    fn patched_kind(&mut self, path: &Path) -> Option<RecordId> {
        let last = path.last().name;
        if path.segments.iter().any(|segment| segment.name.is_empty()) {
            return None;
        }
        let own = emitted(&self.cx, self.layer.of);
        let kinds = match self.layer.instance {
            _ if path.single().is_some() && self.called(&own.all, last).len() == 1 => vec![own],
            Some(_) => vec![own, self.raw_kinds()],
            None => [own].into_iter().chain(self.kinds_of_children()).collect(),
        };
        let broken = kinds.iter().any(|kinds| kinds.broken);
        let candidates = distinct(kinds.iter().flat_map(|kinds| kinds.all.iter().copied()).collect());
        if path.single().is_some() {
            match self.called(&candidates, last).as_slice() {
                [only] => return Some(*only),
                [] => {}
                several => {
                    let several = several.to_vec();
                    let seen = self.seen_kind(path).filter(|seen| several.contains(seen));
                    return seen.or_else(|| self.told(self.ambiguous(path.span(), last, &several)));
                }
            }
        }
        match self.seen_kind(path) {
            Some(seen) if candidates.iter().any(|each| self.cx.interfaces.extends(*each, seen)) => Some(seen),
            // What is wrong where it would be emitted is told there.
            Some(_) if broken => None,
            None if broken && path.single().is_some() => None,
            Some(_) => self.told(self.not_emitted(path, &candidates)),
            None if path.single().is_some() => self.told(self.not_emitted(path, &candidates)),
            None if let Some(kind) = self.called(&candidates, path.segments[0].name).first() => {
                let kind = self.kind_name(*kind);
                let error = Diagnostic::error(Code::E0108, path.span(), "`patch` names a kind, and no field of it");
                self.told(error.help(format!("write the path inside: `patch {kind} {{ … }}`")))
            }
            None => record_of_path(&self.cx, self.layer.index, path, &mut self.diagnostics)
                .and_then(|_| self.told(self.not_emitted(path, &candidates))),
        }
    }

    fn told<T>(&mut self, diagnostic: Diagnostic) -> Option<T> {
        self.refuse(diagnostic);
        None
    }

    /// Those of this name.
    fn called(&self, kinds: &[RecordId], name: Name) -> Vec<RecordId> {
        kinds.iter().copied().filter(|kind| self.kind_name(*kind) == name).collect()
    }

    fn kind_name(&self, kind: RecordId) -> Name {
        let record = self.cx.interfaces.record(kind);
        record.kind_identity().map_or(record.name, |identity| identity.kind)
    }

    /// The record that the file itself calls so.
    fn seen_kind(&self, path: &Path) -> Option<RecordId> {
        match self.cx.resolved.lookup_path(self.layer.index, path) {
            FoundPath::Definition { id, segments } if segments == path.segments.len() => match self.cx.meaning(id) {
                Meaning::Record(record) | Meaning::Alias(Ty::Record(record)) => Some(*record),
                Meaning::Alias(_) | Meaning::Function(_) | Meaning::Constant(_) => None,
            },
            FoundPath::Definition { .. } | FoundPath::Module | FoundPath::Ambiguous(..) | FoundPath::Broken | FoundPath::Unknown { .. } => {
                None
            }
        }
    }

    /// What files of the instance's name emit.
    fn raw_kinds(&self) -> Kinds {
        let cx = &self.cx;
        let raw = self.layer.instance.map_or(&[][..], |id| &cx.resolved.instances[id.0 as usize].raw);
        let (mut all, mut broken) = (vec![], false);
        for (file, item) in raw {
            let ItemKind::Raw(emit) = &cx.resolved.item(*file, *item).kind else { continue };
            let EmitKind::Body { kind, .. } = &emit.kind else { continue };
            match record_of_path(cx, *file, kind, &mut vec![]) {
                Some(record) => all.push(record),
                None => broken = true,
            }
        }
        Kinds { all: all.into(), broken }
    }

    /// What the modules that extend this one emit.
    fn kinds_of_children(&self) -> Vec<Kinds> {
        let of = self.layer.of;
        let children = self.cx.interfaces.records.iter().filter(|record| record.is_module() && record.ancestors.contains(&of));
        children.map(|child| emitted(&self.cx, child.id)).collect()
    }

    // ── messages ─────────────────────────────────────────────────────────────────────────────────────────────────────

    fn not_emitted(&self, path: &Path, kinds: &[RecordId]) -> Diagnostic {
        let mut names: Vec<&str> = kinds.iter().map(|kind| self.kind_name(*kind).as_str()).collect();
        names.sort_unstable();
        names.dedup();
        let module = self.cx.interfaces.record(self.layer.of).name;
        let who = match self.layer.instance {
            Some(id) => format!("`{}`", self.cx.resolved.instances[id.0 as usize].name),
            None => module.to_string(),
        };
        let error = Diagnostic::error(Code::E0413, path.span(), format!("{who} emits no `{path}`"));
        let error = error.did_you_mean(nearest(&path.to_string(), names.iter().copied()));
        match names.as_slice() {
            [] => error.help("it emits nothing that could be patched"),
            names => error.help(format!("kinds that it can emit: {}", names.join(", "))),
        }
    }

    fn ambiguous(&self, span: Span, name: Name, kinds: &[RecordId]) -> Diagnostic {
        let versions = kinds.iter().filter_map(|kind| self.cx.interfaces.record(*kind).kind_identity());
        let versions = versions.map(|identity| identity.api_version.as_str()).collect::<Vec<_>>().join(" and ");
        let error = Diagnostic::error(Code::E0413, span, format!("several kinds called `{name}` are emitted here, of {versions}"));
        let places = kinds.iter().filter_map(|kind| self.cx.places.records.get(kind.0 as usize));
        match places.map(|place| self.cx.resolved.definition(*place)).next_back() {
            Some(definition) => {
                let module: Vec<&str> = self.cx.resolved.file(definition.file).module.iter().map(|part| part.as_str()).collect();
                let (module, ty) = (module.join("."), definition.name);
                error.help(format!("name the type of the one that is meant: `import {module} {{ {ty} }}`, then `patch {ty} {{ … }}`"))
            }
            None => error,
        }
    }
}

fn distinct(mut kinds: Vec<RecordId>) -> Vec<RecordId> {
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}
