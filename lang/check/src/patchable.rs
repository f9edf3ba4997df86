//! The kinds that a patch may name where it stands: those of what the instance emits, or of what instances of the module can emit.

use jke_model::declaration::RecordId;
use jke_model::program::InstanceId;
use jke_model::ty::Ty;
use jke_resolve::{FileIndex, FoundPath};
use jke_syntax::tree::{EmitKind, Ident, ItemKind, Path};
use jke_text::{Code, Diagnostic, Name, Span, nearest};

use crate::declare::record_of_path;
use crate::emitted::{Kinds, emitted};
use crate::{Context, Meaning};

/// The layer that a patch stands in. What is checked and what an editor offers have one answer from here.
#[derive(Clone, Copy)]
pub struct Patchable<'a> {
    pub cx: Context<'a>,
    pub module: RecordId,
    /// `None` of layers for all instances of the module.
    pub instance: Option<InstanceId>,
    pub file: FileIndex,
}

impl Patchable<'_> {
    /// What can be named here by its kind alone, sorted.
    pub fn kinds(self) -> Vec<(Name, RecordId)> {
        let mut names = vec![];
        for kinds in [emitted(&self.cx, self.module)].into_iter().chain(self.further_kinds()) {
            names.extend(kinds.all.iter().map(|kind| self.kind_name(*kind)));
        }
        names.sort_unstable_by_key(|name| name.as_str());
        names.dedup();
        let path = |name| Path { segments: vec![Ident { name, span: Span::NONE }] };
        names.into_iter().filter_map(|name| Some((name, self.kind(&path(name), &mut vec![])?))).collect()
    }

    /// The record of the kind that a path names among what is emitted; `None` where it is wrong, which is told.
    pub fn kind(self, path: &Path, told: &mut Vec<Diagnostic>) -> Option<RecordId> {
        let last = path.last().name;
        if path.segments.iter().any(|segment| segment.name.is_empty()) {
            return None;
        }
        let own = emitted(&self.cx, self.module);
        let is_own = path.single().is_some() && self.called(&own.all, last).len() == 1;
        let kinds = if is_own { vec![own] } else { [own].into_iter().chain(self.further_kinds()).collect() };
        let broken = kinds.iter().any(|kinds| kinds.broken);
        let candidates = distinct(kinds.iter().flat_map(|kinds| kinds.all.iter().copied()).collect());
        if path.single().is_some() {
            match self.called(&candidates, last).as_slice() {
                [only] => return Some(*only),
                [] => {}
                several => {
                    let several = several.to_vec();
                    let seen = self.seen_kind(path).filter(|seen| several.contains(seen));
                    return seen.or_else(|| refused(told, self.ambiguous(path.span(), last, &several)));
                }
            }
        }
        match self.seen_kind(path) {
            Some(seen) if candidates.iter().any(|each| self.cx.interfaces.extends(*each, seen)) => Some(seen),
            // What is wrong where it would be emitted is told there.
            Some(_) if broken => None,
            None if broken && path.single().is_some() => None,
            Some(_) => refused(told, self.not_emitted(path, &candidates)),
            None if path.single().is_some() => refused(told, self.not_emitted(path, &candidates)),
            None if let Some(kind) = self.called(&candidates, path.segments[0].name).first() => {
                let kind = self.kind_name(*kind);
                let error = Diagnostic::error(Code::E0108, path.span(), "`patch` names a kind, and no field of it");
                refused(told, error.help(format!("write the path inside: `patch {kind} {{ … }}`")))
            }
            None => {
                record_of_path(&self.cx, self.file, path, told)?;
                refused(told, self.not_emitted(path, &candidates))
            }
        }
    }

    /// Those of this name.
    fn called(self, kinds: &[RecordId], name: Name) -> Vec<RecordId> {
        kinds.iter().copied().filter(|kind| self.kind_name(*kind) == name).collect()
    }

    fn kind_name(self, kind: RecordId) -> Name {
        let record = self.cx.interfaces.record(kind);
        record.kind_identity().map_or(record.name, |identity| identity.kind)
    }

    /// The record that the file itself calls so.
    fn seen_kind(self, path: &Path) -> Option<RecordId> {
        match self.cx.resolved.lookup_path(self.file, path) {
            FoundPath::Definition { id, segments } if segments == path.segments.len() => match self.cx.meaning(id) {
                Meaning::Record(record) | Meaning::Alias(Ty::Record(record)) => Some(*record),
                Meaning::Alias(_) | Meaning::Function(_) | Meaning::Constant(_) => None,
            },
            FoundPath::Definition { .. } | FoundPath::Module | FoundPath::Ambiguous(..) | FoundPath::Broken | FoundPath::Unknown { .. } => {
                None
            }
        }
    }

    /// What is emitted beside what the module itself does.
    fn further_kinds(self) -> Vec<Kinds> {
        self.instance.map_or_else(|| self.kinds_of_children(), |id| vec![self.raw_kinds(id)])
    }

    /// What files of the instance's name emit.
    fn raw_kinds(self, id: InstanceId) -> Kinds {
        let cx = &self.cx;
        let (mut all, mut broken) = (vec![], false);
        for (file, item) in &cx.resolved.instances[id.0 as usize].raw {
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
    fn kinds_of_children(self) -> Vec<Kinds> {
        let of = self.module;
        let children = self.cx.interfaces.records.iter().filter(|record| record.is_module() && record.ancestors.contains(&of));
        children.map(|child| emitted(&self.cx, child.id)).collect()
    }

    // ── messages ─────────────────────────────────────────────────────────────────────────────────────────────────────

    fn not_emitted(self, path: &Path, kinds: &[RecordId]) -> Diagnostic {
        let mut names: Vec<&str> = kinds.iter().map(|kind| self.kind_name(*kind).as_str()).collect();
        names.sort_unstable();
        names.dedup();
        let module = self.cx.interfaces.record(self.module).name;
        let who = match self.instance {
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

    fn ambiguous(self, span: Span, name: Name, kinds: &[RecordId]) -> Diagnostic {
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

fn refused<T>(told: &mut Vec<Diagnostic>, mistake: Diagnostic) -> Option<T> {
    told.push(mistake);
    None
}

fn distinct(mut kinds: Vec<RecordId>) -> Vec<RecordId> {
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}
