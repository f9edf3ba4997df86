//! The kinds of which instances of a module emit manifests: its own, its parents', those of what it includes, and those that stand in
//! files of their own.

use jke_model::declaration::RecordId;
use jke_resolve::FileIndex;
use jke_syntax::tree::{Emit, EmitKind, ExprKind, Include, ItemKind, LetValue, Member, Path, Stmt};
use jke_text::Name;

use crate::known::Known;

/// In the order in which they are written, each once.
pub(crate) fn kinds(known: Known, module: RecordId) -> Vec<RecordId> {
    let (mut found, mut seen, mut waiting) = (vec![], vec![], vec![module]);
    while let Some(module) = waiting.pop() {
        if seen.contains(&module) {
            continue;
        }
        seen.push(module);
        waiting.extend(known.interfaces.record(module).parent);
        let Some((file, members)) = members(known, module) else { continue };
        let mut walk = Walk { known, file, kinds: vec![], included: vec![] };
        members.iter().for_each(|member| {
            if let Member::Stmt(stmt) = member {
                walk.stmt(stmt)
            }
        });
        waiting.extend(walk.included);
        found.extend(walk.kinds.into_iter().filter(|kind| !found.contains(kind)).collect::<Vec<_>>());
    }
    let raw = raw(known, module).filter(|kind| !found.contains(kind)).collect::<Vec<_>>();
    found.extend(raw);
    found
}

/// What files that are named as an instance of a module emit.
fn raw(known: Known, module: RecordId) -> impl Iterator<Item = RecordId> {
    let instances = known
        .resolved
        .instances
        .iter()
        .enumerate()
        .filter(move |(index, instance)| !instance.raw.is_empty() && crate::look::module_of(known, *index) == Some(module));
    let items = instances.flat_map(|(_, instance)| instance.raw.iter().copied());
    items.filter_map(move |(file, item)| match &known.resolved.item(file, item).kind {
        ItemKind::Raw(Emit { kind: EmitKind::Body { kind, .. }, span: _ }) => known.record(file, kind),
        _ => None,
    })
}

/// The kind of this name that an instance's module emits.
pub(crate) fn kind(known: Known, module: Option<RecordId>, name: Name) -> Option<RecordId> {
    let emitted = kinds(known, module?);
    emitted.into_iter().find(|id| known.interfaces.record(*id).kind_identity().is_some_and(|identity| identity.kind == name))
}

fn members<'a>(known: Known<'a>, module: RecordId) -> Option<(FileIndex, &'a [Member])> {
    let span = known.interfaces.record(module).span;
    let definition = known.resolved.definitions.iter().find(|definition| definition.span == span)?;
    match &known.resolved.item(definition.file, definition.item).kind {
        ItemKind::Module(module) => Some((definition.file, &module.members)),
        _ => None,
    }
}

struct Walk<'a> {
    known: Known<'a>,
    file: FileIndex,
    kinds: Vec<RecordId>,
    included: Vec<RecordId>,
}

impl Walk<'_> {
    fn stmt(&mut self, stmt: &Stmt) {
        match stmt {
            Stmt::Emit(Emit { kind, span: _ }) => match kind {
                EmitKind::Body { kind, .. } => self.emits(kind),
                EmitKind::Value(value) => {
                    if let ExprKind::Body { path: Some(path), .. } = &value.kind {
                        self.emits(path);
                    }
                }
            },
            Stmt::Include(include) => self.includes(include),
            Stmt::Let(inner) => match &inner.value {
                LetValue::Include(include) => self.includes(include),
                LetValue::Expr(_) => {}
            },
            Stmt::If { then, otherwise, .. } => then.iter().chain(otherwise.iter().flatten()).for_each(|stmt| self.stmt(stmt)),
            Stmt::For { block, .. } => block.iter().for_each(|stmt| self.stmt(stmt)),
            Stmt::Match { arms, .. } => arms.iter().flat_map(|(_, block)| block).for_each(|stmt| self.stmt(stmt)),
            Stmt::Check(_) | Stmt::Error => {}
        }
    }

    fn emits(&mut self, path: &Path) {
        self.kinds.extend(self.known.record(self.file, path));
    }

    fn includes(&mut self, include: &Include) {
        self.included.extend(self.known.record(self.file, &include.module));
    }
}
