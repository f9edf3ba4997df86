//! The `project` item to axes, targets and settings.

use jke_model::target::{Axis, Project, Target, TargetSet};
use jke_syntax::tree::{self, AxisValue, Expr, ExprKind, Ident, Item, ItemKind, ProjectEntry, Selector};
use jke_text::{Code, Diagnostic, Name, Source, Span, nearest};

use crate::selector::target_set;
use crate::{Resolved, SourceFile};

/// More targets than this are a mistake in the axes, not a project.
const MOST_TARGETS: usize = 10_000;
/// Stands for every label of a starred value.
const STAND_IN: &str = "x";
const SETTINGS: [&str; 3] = ["edition", "policies", "prelude"];

/// What the `project` item says beside its axes and targets.
pub(crate) struct Settings {
    pub prelude: Vec<PreludeModule>,
    /// The names that `use` lines give to packages, which can't be loaded yet.
    pub packages: Vec<Name>,
}

pub(crate) struct PreludeModule {
    pub path: Vec<Ident>,
    /// Nobody wrote it: where the library lacks it that is no mistake.
    pub by_default: bool,
}

pub(crate) fn read_project(files: &[SourceFile], library: &[String], resolved: &mut Resolved) -> Settings {
    let Some((item, project)) = find_project(files, &mut resolved.diagnostics) else {
        return Settings { prelude: default_prelude(), packages: vec![] };
    };
    resolved.axes_known = project.extends.is_none();
    resolved.project = Project { name: project.name.name, span: project.name.span, ..Project::default() };
    check_name(project, library, &mut resolved.diagnostics);
    read_axes(project, resolved);
    read_targets(project, item.span, resolved);
    read_settings(project, &mut resolved.diagnostics)
}

pub(crate) fn in_root_folder(source: &Source) -> bool {
    !source.path.contains('/')
}

/// The files of the project of the root folder: one in another folder that holds a `project` of its own is another project. Where the
/// root has none they stay, to be told.
pub(crate) fn without_other_projects(mut files: Vec<SourceFile>) -> Vec<SourceFile> {
    let is_project = |file: &SourceFile| file.parsed.file.items.iter().any(|item| matches!(item.kind, ItemKind::Project(_)));
    if files.iter().any(|file| in_root_folder(&file.source) && is_project(file)) {
        files.retain(|file| in_root_folder(&file.source) || !is_project(file));
    }
    files
}

/// The one project item. Those in other folders are told elsewhere, and serve where the root has none.
fn find_project<'a>(files: &'a [SourceFile], diagnostics: &mut Vec<Diagnostic>) -> Option<(&'a Item, &'a tree::Project)> {
    let all = files.iter().flat_map(|file| file.parsed.file.items.iter().map(move |item| (file, item)));
    let projects: Vec<_> = all
        .filter_map(|(file, item)| match &item.kind {
            ItemKind::Project(project) => Some((in_root_folder(&file.source), item, project)),
            _ => None,
        })
        .collect();
    let mut in_root = projects.iter().filter(|(in_root, ..)| *in_root);
    let first = in_root.next().or(projects.first());
    let Some(&(_, item, project)) = first else {
        diagnostics.extend(missing(files));
        return None;
    };
    diagnostics.extend(in_root.map(|(_, _, second)| {
        Diagnostic::error(Code::E0901, second.name.span, format!("a second project, `{}`: a folder holds one", second.name.name))
            .label(project.name.span, "the first")
            .help("keep one of them, or move the other with its files into a folder of its own")
    }));
    Some((item, project))
}

/// Says that there is no project, but where a mistake of syntax may have swallowed it.
fn missing(files: &[SourceFile]) -> Option<Diagnostic> {
    let project_file = files.iter().find(|file| file.source.path == "project.jke");
    if project_file.is_some_and(|file| !file.parsed.diagnostics.is_empty()) {
        return None;
    }
    let place = project_file.or(files.first()).map_or(Span::NONE, |file| Span::new(file.source.base, file.source.base));
    let error = Diagnostic::error(Code::E0901, place, "there is no `project` here");
    Some(error.help("write one into `project.jke`: `project shop { axis env = dev | prod }`"))
}

fn check_name(project: &tree::Project, library: &[String], diagnostics: &mut Vec<Diagnostic>) {
    let name = project.name;
    let is_package = library.iter().any(|path| path.split('/').next() == Some(name.name.as_str()));
    if is_package {
        diagnostics.push(
            Diagnostic::error(
                Code::E0902,
                name.span,
                format!("a project can't be called `{}`: that is a package of the library", name.name),
            )
            .help("imports could not tell the two apart; choose another name"),
        );
    }
    if let Some(base) = project.extends {
        diagnostics.push(not_built(base.span, "`project … extends`"));
    }
}

pub(crate) fn not_built(span: Span, what: &str) -> Diagnostic {
    Diagnostic::error(Code::E0107, span, format!("{what} is not built yet"))
        .help("this jkec reads it, but can do nothing with it; take it out")
}

// ── axes ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

fn read_axes(project: &tree::Project, resolved: &mut Resolved) {
    for entry in &project.entries {
        let ProjectEntry::Axis { name, values, .. } = entry else { continue };
        if name.name.is_empty() {
            continue;
        }
        if let Some(first) = resolved.project.axes.iter().find(|axis| axis.name == name.name) {
            let error = Diagnostic::error(Code::E0902, name.span, format!("the axis `{}` is declared twice", name.name));
            resolved.diagnostics.push(error.label(first.span, "here first"));
            continue;
        }
        if name.name.as_str() == "label" {
            let error = Diagnostic::error(Code::E0902, name.span, "an axis can't be called `label`");
            resolved.diagnostics.push(error.help("`target.label` tells the targets of a starred value apart; choose another name"));
        }
        let axis = read_values(*name, values, &mut resolved.diagnostics);
        let starred = |axis: &&Axis| !axis.starred.is_empty();
        if let Some(other) = resolved.project.axes.iter().find(starred).filter(|_| starred(&&axis)) {
            let error = Diagnostic::error(Code::E0902, name.span, "two axes have starred values, and a target has one label");
            resolved.diagnostics.push(error.label(other.span, "the other one").help("leave the stars of one of them out"));
        }
        if !axis.values.is_empty() {
            resolved.project.axes.push(axis);
        }
    }
}

fn read_values(axis: Ident, written: &[AxisValue], diagnostics: &mut Vec<Diagnostic>) -> Axis {
    let (mut values, mut stars): (Vec<Ident>, Vec<u32>) = (vec![], vec![]);
    for AxisValue { name, starred } in written {
        if name.name.is_empty() {
            continue;
        }
        if name.name.as_str() == "platform" {
            diagnostics.push(
                Diagnostic::error(Code::E0902, name.span, "`platform` can't be a value of an axis")
                    .help("trees of manifests keep the platform's own under that word; choose another"),
            );
        }
        match values.iter().find(|earlier| earlier.name == name.name) {
            Some(first) => diagnostics.push(
                Diagnostic::error(Code::E0902, name.span, format!("`{}` stands twice in the axis `{}`", name.name, axis.name))
                    .label(first.span, "here first"),
            ),
            None => {
                stars.extend(starred.then_some(values.len() as u32));
                values.push(*name);
            }
        }
    }
    Axis { name: axis.name, values: values.iter().map(|value| value.name).collect(), starred: stars, span: axis.span }
}

// ── targets ──────────────────────────────────────────────────────────────────────────────────────────────────────────

fn read_targets(project: &tree::Project, item: Span, resolved: &mut Resolved) {
    let Resolved { project: model, diagnostics, axes_known, .. } = resolved;
    let written: Vec<&Selector> = project
        .entries
        .iter()
        .filter_map(|entry| match entry {
            ProjectEntry::Target { selector, .. } => Some(selector),
            ProjectEntry::Axis { .. } | ProjectEntry::Use { .. } | ProjectEntry::Setting { .. } | ProjectEntry::Error => None,
        })
        .filter(|_| *axes_known)
        .collect();
    let boxes: Vec<(TargetSet, Span)> = match written.as_slice() {
        [] => vec![(TargetSet::all(&model.axes), model.span)],
        lines => lines.iter().filter_map(|line| Some((target_set(model, line, diagnostics)?, line.span))).collect(),
    };
    for (set, span) in &boxes {
        if set.is_empty() {
            diagnostics.push(Diagnostic::error(Code::E0902, *span, "this line names no target").help("it excludes every value of an axis"));
        }
    }
    if boxes.iter().map(|(set, _)| size(set)).fold(0usize, usize::saturating_add) > MOST_TARGETS {
        let span = if model.span.is_none() { item } else { model.span };
        diagnostics.push(
            Diagnostic::error(Code::E0902, span, format!("the axes make more than {MOST_TARGETS} targets"))
                .help("name those that exist with `target` lines, as `target env=prod cluster=[tokyo, osaka]`"),
        );
        return;
    }
    let points = boxes.iter().flat_map(|(set, _)| points(set));
    model.targets = points.map(|point| Target { label: stand_in(&model.axes, &point), ..point }).collect();
    model.targets.sort_unstable();
    model.targets.dedup();
}

/// The label for which a starred value is proved.
fn stand_in(axes: &[Axis], target: &Target) -> Option<Name> {
    let is_starred = axes.iter().zip(&target.values).any(|(axis, value)| axis.starred.contains(value));
    is_starred.then(|| Name::new(STAND_IN))
}

fn size(set: &TargetSet) -> usize {
    set.axes.iter().map(|values| values.iter().count()).fold(1, usize::saturating_mul)
}

/// All targets of a box, the first axis outermost.
fn points(set: &TargetSet) -> Vec<Target> {
    set.axes.iter().fold(vec![Target::new(vec![])], |points, axis| {
        let extended =
            points.iter().flat_map(|point| axis.iter().map(|value| Target::new(point.values.iter().copied().chain([value]).collect())));
        extended.collect()
    })
}

// ── settings ─────────────────────────────────────────────────────────────────────────────────────────────────────────

fn read_settings(project: &tree::Project, diagnostics: &mut Vec<Diagnostic>) -> Settings {
    let mut settings = Settings { prelude: default_prelude(), packages: vec![] };
    let mut seen: Vec<Ident> = vec![];
    for entry in &project.entries {
        match entry {
            ProjectEntry::Setting { name, value, .. } => {
                if let Some(first) = seen.iter().find(|earlier| earlier.name == name.name) {
                    let error = Diagnostic::error(Code::E0902, name.span, format!("`{}` is set twice", name.name));
                    diagnostics.push(error.label(first.span, "here first"));
                    continue;
                }
                seen.push(*name);
                read_setting(*name, value, &mut settings, diagnostics);
            }
            ProjectEntry::Use { name, .. } => {
                diagnostics.push(not_built(name.span, "`use` of a package"));
                settings.packages.push(name.name);
            }
            ProjectEntry::Axis { .. } | ProjectEntry::Target { .. } | ProjectEntry::Error => {}
        }
    }
    settings
}

fn read_setting(name: Ident, value: &Expr, settings: &mut Settings, diagnostics: &mut Vec<Diagnostic>) {
    if matches!(value.kind, ExprKind::Error) {
        return;
    }
    match name.name.as_str() {
        "edition" => {
            if value.kind != ExprKind::Int(1) {
                let error = Diagnostic::error(Code::E0902, value.span, "the language has one edition so far");
                diagnostics.push(error.help("write `edition = 1`").replace("1"));
            }
        }
        "prelude" => match module_list(value) {
            Some(paths) => {
                settings.prelude = paths.into_iter().map(|path| PreludeModule { path, by_default: false }).collect();
            }
            None => diagnostics.push(no_module_list(value.span, "prelude = [std.app, std.platform]")),
        },
        "policies" => {
            if module_list(value).is_none() {
                diagnostics.push(no_module_list(value.span, "policies = [std.policies]"));
            }
        }
        "" => {}
        unknown => diagnostics.push(
            Diagnostic::error(Code::E0902, name.span, format!("a project has no setting `{unknown}`"))
                .did_you_mean(nearest(unknown, SETTINGS))
                .help(format!("settings: {}", SETTINGS.join(", "))),
        ),
    }
}

fn no_module_list(span: Span, example: &str) -> Diagnostic {
    Diagnostic::error(Code::E0902, span, "a list of module paths is expected").help(format!("as in `{example}`"))
}

fn default_prelude() -> Vec<PreludeModule> {
    let module = |segments: [&str; 2]| PreludeModule {
        path: segments.iter().map(|segment| Ident { name: Name::new(segment), span: Span::NONE }).collect(),
        by_default: true,
    };
    vec![module(["std", "app"]), module(["std", "platform"])]
}

/// `[std.app, shop.lib]`
fn module_list(value: &Expr) -> Option<Vec<Vec<Ident>>> {
    let ExprKind::List(elements) = &value.kind else { return None };
    elements.iter().map(module_path).collect()
}

/// `std.app`, which the parser reads as a field of a name.
fn module_path(expr: &Expr) -> Option<Vec<Ident>> {
    let mut segments = vec![];
    let mut at = expr;
    loop {
        match &at.kind {
            ExprKind::Name(name) => {
                segments.push(Ident { name: *name, span: at.span });
                segments.reverse();
                return Some(segments);
            }
            ExprKind::Field { base, optional: false, name } => {
                segments.push(*name);
                at = base;
            }
            _ => return None,
        }
    }
}
