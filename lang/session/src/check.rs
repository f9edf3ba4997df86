//! A snapshot to its checked program, for all instances or for some and what these read.

use std::sync::{Arc, Mutex};

use jke_check::{Blocks, Context, Selection, Setting, assemble, command_line_blocks};
use jke_model::program::{InstanceId, Program};
use jke_resolve::FileIndex;
use jke_text::{Code, Diagnostic, Span};
use rustc_hash::FxHashMap;

use crate::library::LibraryTexts;
use crate::memo::{Recording, Shared};
use crate::snapshot::State;

pub(crate) struct Checked {
    /// Of all phases before evaluation, for what was asked.
    pub diagnostics: Vec<Diagnostic>,
    /// `None` where nothing can be evaluated, which was told.
    pub ready: Option<Ready>,
}

/// What can be evaluated.
pub(crate) struct Ready {
    pub program: Program,
    /// Of the instances that were asked for, of the platform and of what these read.
    pub blocks: FxHashMap<InstanceId, Arc<Blocks>>,
    pub shared: Arc<Shared>,
}

pub(crate) fn checked(state: &State, selection: Selection, settings: &[Setting]) -> Checked {
    let recording = Recording::new(&*state.loader);
    let cx = state.common.declared.context(&state.resolved, &recording).with_library(&LibraryTexts);
    let above = of_command_line(state, cx, settings);
    let blocks = Mutex::new(FxHashMap::default());
    let read = |id| {
        let found = state.memo.blocks(cx.with_loader(&*state.loader), &state.common, id);
        let found = above.get(&id).map_or_else(|| found.clone(), |above| Arc::new(found.and(above)));
        blocks.lock().expect("nothing panics while it holds the blocks").insert(id, found.clone());
        found
    };
    let (mut program, of_program) = assemble(cx, selection, &read);
    let blocks = blocks.into_inner().expect("nothing panics while it holds the blocks");
    for instance in program.instances.iter_mut().filter(|instance| blocks.contains_key(&instance.id)) {
        instance.broken |=
            items(state, instance.id).any(|(file, span)| mistakes(state, file).any(|mistake| span.covers(mistake.primary.span)));
    }
    let everything = matches!(selection, Selection::Everything);
    let needed = |id: InstanceId| everything || blocks.contains_key(&id);
    let mut diagnostics = before(state, needed);
    diagnostics.extend(of_program);
    // What is set of an instance that nobody needs is judged all the same.
    let unread = above.iter().filter(|(id, _)| !blocks.contains_key(id));
    diagnostics.extend(unread.flat_map(|(_, above)| above.diagnostics.iter().cloned()));
    let shared = Arc::new(Shared { common: state.common.clone(), texts: recording.into_texts() });
    // Without its axes nothing of a project is certain, and what waits for itself has no value.
    let waits = |mistake: &Diagnostic| matches!(mistake.code, Code::E0206 | Code::E0501);
    let ready = state.resolved.axes_known && !diagnostics.iter().any(waits);
    Checked { diagnostics, ready: ready.then_some(Ready { program, blocks, shared }) }
}

/// What the command line sets, by instance.
fn of_command_line(state: &State, cx: Context, settings: &[Setting]) -> FxHashMap<InstanceId, Blocks> {
    let mut by_instance: FxHashMap<InstanceId, Vec<&Setting>> = FxHashMap::default();
    for setting in settings {
        for id in state.instances(Some(&[setting.instance])) {
            by_instance.entry(id).or_default().push(setting);
        }
    }
    by_instance.into_iter().map(|(id, settings)| (id, command_line_blocks(cx, id, &settings))).collect()
}

/// What the phases before checking found; mistakes of syntax inside instances that nobody needs are passed over.
fn before(state: &State, needed: impl Fn(InstanceId) -> bool) -> Vec<Diagnostic> {
    let mut all = state.diagnostics.clone();
    let unneeded: Vec<Span> = if state.resolved.files.iter().all(|file| file.parsed.diagnostics.is_empty()) {
        vec![]
    } else {
        let ids = (0..state.resolved.instances.len() as u32).map(InstanceId).filter(|id| !needed(*id));
        ids.flat_map(|id| items(state, id)).map(|(_, span)| span).collect()
    };
    let passed_over = |mistake: &&Diagnostic| unneeded.iter().any(|span| span.covers(mistake.primary.span));
    let files = state.resolved.files.iter();
    all.extend(files.flat_map(|file| &file.parsed.diagnostics).filter(|mistake| !passed_over(mistake)).cloned());
    all.extend(state.resolved.diagnostics.iter().chain(&state.common.declared.diagnostics).cloned());
    all
}

/// The items of an instance: each with the index of its file.
fn items(state: &State, id: InstanceId) -> impl Iterator<Item = (FileIndex, Span)> {
    let item = &state.resolved.instances[id.0 as usize];
    item.items().map(|(file, at)| (file, state.resolved.item(file, at).span))
}

fn mistakes(state: &State, file: FileIndex) -> impl Iterator<Item = &Diagnostic> {
    state.resolved.file(file).parsed.diagnostics.iter().filter(|mistake| mistake.is_error())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use jke_text::{MemoryLoader, Name};

    use super::*;
    use crate::Session;
    use crate::shared::Common;

    const PROJECT: &str = "project shop {\n  prelude = []\n  axis env = dev | prod\n}\n";
    const WEB: &str = "module Web {\n  port: Int = 80\n}\n";

    fn shop() -> MemoryLoader {
        let apps =
            [("apps/a.jke", "import shop.web { Web }\napp a: Web {\n}\n"), ("apps/b.jke", "import shop.web { Web }\napp b: Web {\n}\n")];
        MemoryLoader::new(apps.into_iter().chain([("project.jke", PROJECT), ("web.jke", WEB)]))
    }

    /// Which instances, and whether what they share, are the same after an edit of one file.
    fn kept(path: &str, text: &str) -> (bool, Vec<&'static str>) {
        let mut session = Session::new();
        let mut files = shop();
        let mut state = |files: &MemoryLoader| {
            let loader = Arc::new(files.clone());
            let state = State::new(loader.clone(), session.files.read(&*loader), session.common.as_ref(), session.memo.clone());
            session.common = Some(state.common.clone());
            state
        };
        let of = |state: &State| -> (Arc<Common>, FxHashMap<Name, Arc<Blocks>>) {
            let Checked { diagnostics, ready } = checked(state, Selection::Everything, &[]);
            assert_eq!(diagnostics, []);
            let ready = ready.expect("a project without mistakes");
            let blocks = ready.blocks.iter().map(|(id, blocks)| (ready.program.instance(*id).name, blocks.clone()));
            (state.common.clone(), blocks.collect())
        };
        let (before, blocks_before) = of(&state(&files));
        files.files.insert(path.to_owned(), text.to_owned());
        let (after, blocks_after) = of(&state(&files));
        let same = ["a", "b"].into_iter().filter(|name| Arc::ptr_eq(&blocks_before[&Name::new(name)], &blocks_after[&Name::new(name)]));
        (Arc::ptr_eq(&before, &after), same.collect())
    }

    #[test]
    fn an_edit_in_an_app_touches_that_app_only() {
        assert_eq!(kept("apps/a.jke", "import shop.web { Web }\napp a: Web {\n  port = 8080\n}\n"), (true, vec!["b"]));
    }

    #[test]
    fn an_edit_in_a_module_touches_all() {
        assert_eq!(kept("web.jke", "module Web {\n  port: Int = 81\n}\n"), (false, vec![]));
    }

    #[test]
    fn a_new_overlay_touches_its_app() {
        let (_, same) = kept("apps/a.jke", "import shop.web { Web }\non env=prod for b {\n  port = 1\n}\napp a: Web {\n}\n");
        assert_eq!(same, Vec::<&str>::new());
    }
}
