//! The platform, the apps, what files `emit` by themselves, and the items that configure them or the instances of a module.

use jke_syntax::tree::{ItemKind, Overlay, Path};
use jke_text::{Code, Diagnostic, Name, SourceKind, Span, nearest};
use rustc_hash::FxHashMap;

use crate::{DefinitionKind, FileIndex, FoundPath, InstanceItem, Resolved, raw};

pub(crate) const PLATFORM: &str = "platform";

/// An item with its place, as later phases ask for it.
pub(crate) type Place = (FileIndex, u32);

pub(crate) fn collect(resolved: &mut Resolved) {
    let mut found = Found::default();
    let of_project = |file: &FileIndex| resolved.file(*file).source.kind != SourceKind::Library;
    let has_platform = |file: FileIndex| {
        let file = resolved.file(file);
        file.in_root_folder && file.parsed.file.items.iter().any(|item| matches!(item.kind, ItemKind::Platform(_)))
    };
    let in_its_place = resolved.file_indices().filter(of_project).any(has_platform);
    for file in resolved.file_indices().filter(of_project) {
        let in_root_folder = resolved.file(file).in_root_folder;
        for (at, item) in resolved.file(file).parsed.file.items.iter().enumerate() {
            // Beside a platform in its place, one in a lower folder is nothing but misplaced.
            if matches!(item.kind, ItemKind::Platform(_)) && in_its_place && !in_root_folder {
                continue;
            }
            found.add(&item.kind, (file, at as u32));
        }
    }
    found.apps.sort_by(|one, other| one.name.as_str().cmp(other.name.as_str()));
    let mut instances: Vec<InstanceItem> = found.platform.into_iter().chain(found.apps).collect();
    raw::assign(resolved, &found.raw, &mut instances, &mut found.diagnostics);
    let by_name: FxHashMap<Name, usize> = instances.iter().enumerate().map(|(at, instance)| (instance.name, at)).collect();
    let mut module_overlays = vec![];
    for place in found.overlays {
        let ItemKind::Overlay(overlay) = &resolved.item(place.0, place.1).kind else { continue };
        match overlaid(overlay, place.0, &by_name, resolved) {
            Ok(Overlaid::Instance(at)) => instances[at].overlays.push(place),
            Ok(Overlaid::Module) => module_overlays.push(place),
            Ok(Overlaid::Broken) => {}
            Err(diagnostic) => found.diagnostics.push(*diagnostic),
        }
    }
    resolved.instances = instances;
    resolved.defaults = found.defaults;
    resolved.module_overlays = module_overlays;
    resolved.diagnostics.append(&mut found.diagnostics);
}

#[derive(Default)]
struct Found {
    platform: Option<InstanceItem>,
    apps: Vec<InstanceItem>,
    app_places: FxHashMap<Name, Span>,
    overlays: Vec<Place>,
    defaults: Vec<Place>,
    /// `emit` items.
    raw: Vec<Place>,
    diagnostics: Vec<Diagnostic>,
}

impl Found {
    fn add(&mut self, item: &ItemKind, place: Place) {
        match item {
            ItemKind::Platform(platform) => self.add_platform(platform.span, place),
            ItemKind::App(app) => self.add_app(app.name.name, app.name.span, place),
            ItemKind::Overlay(_) => self.overlays.push(place),
            ItemKind::Defaults(_) => self.defaults.push(place),
            ItemKind::Raw(_) => self.raw.push(place),
            ItemKind::Project(_)
            | ItemKind::Module(_)
            | ItemKind::Type(_)
            | ItemKind::Fn(_)
            | ItemKind::Let(_)
            | ItemKind::Policy(_)
            | ItemKind::Except(_)
            | ItemKind::Test(_)
            | ItemKind::Error => {}
        }
    }

    fn add_platform(&mut self, span: Span, place: Place) {
        match &self.platform {
            Some(first) => {
                let error = Diagnostic::error(Code::E0903, span, "a second platform: a project has one").label(first.span, "the first");
                self.diagnostics.push(error.help("what differs between targets goes into `on` blocks of the one platform"));
            }
            None => self.platform = Some(instance(Name::new(PLATFORM), span, true, place)),
        }
    }

    fn add_app(&mut self, name: Name, span: Span, place: Place) {
        if name.is_empty() {
            return;
        }
        if name.as_str() == PLATFORM {
            let error = Diagnostic::error(Code::E0202, span, "an app can't be called `platform`: that is the project's platform");
            self.diagnostics.push(error.help("choose another name"));
            return;
        }
        match self.app_places.get(&name) {
            Some(first) => {
                let error = Diagnostic::error(Code::E0202, span, format!("the app `{name}` is declared twice")).label(*first, "here first");
                let help = "names of apps are unique in a project; two apps of one `name` in two namespaces have two identifiers";
                self.diagnostics.push(error.help(help));
            }
            None => {
                self.app_places.insert(name, span);
                self.apps.push(instance(name, span, false, place));
            }
        }
    }
}

fn instance(name: Name, span: Span, is_platform: bool, (file, item): Place) -> InstanceItem {
    InstanceItem { name, span, is_platform, file, item: Some(item), raw: vec![], overlays: vec![] }
}

// ── overlays ─────────────────────────────────────────────────────────────────────────────────────────────────────────

enum Overlaid {
    /// Index into the instances.
    Instance(usize),
    Module,
    Broken,
}

/// Whom an overlay is for. An app hides a module of its name.
fn overlaid(
    overlay: &Overlay,
    file: FileIndex,
    instances: &FxHashMap<Name, usize>,
    resolved: &Resolved,
) -> Result<Overlaid, Box<Diagnostic>> {
    let path = &overlay.of;
    if path.segments.iter().any(|segment| segment.name.is_empty()) {
        return Ok(Overlaid::Broken);
    }
    if let Some(single) = path.single() {
        if let Some(at) = instances.get(&single.name) {
            return Ok(Overlaid::Instance(*at));
        }
        if single.name.as_str() == PLATFORM {
            let error = Diagnostic::error(Code::E0903, single.span, "this project has no platform");
            return Err(Box::new(error.help("declare one in a root file: `platform: Platform {}`")));
        }
    }
    match resolved.lookup_path(file, path) {
        FoundPath::Definition { id, segments } if segments == path.segments.len() => match resolved.definition(id).kind {
            DefinitionKind::Module => Ok(Overlaid::Module),
            kind @ (DefinitionKind::Alias | DefinitionKind::Record | DefinitionKind::Function | DefinitionKind::Constant) => {
                let what = kind.describe();
                let error =
                    Diagnostic::error(Code::E0406, path.span(), format!("`{path}` is {what}: an overlay is for an app or a module"));
                Err(Box::new(error.label(resolved.definition(id).span, "declared here")))
            }
        },
        FoundPath::Broken => Ok(Overlaid::Broken),
        FoundPath::Ambiguous(one, other) => Err(Box::new(resolved.ambiguous(path.span(), one, other))),
        FoundPath::Definition { .. } | FoundPath::Module | FoundPath::Unknown { .. } => {
            Err(Box::new(unknown(path, file, instances, resolved)))
        }
    }
}

fn unknown(path: &Path, file: FileIndex, instances: &FxHashMap<Name, usize>, resolved: &Resolved) -> Diagnostic {
    let visible = resolved.visible(file);
    let modules = visible.iter().filter(|(_, kind)| *kind == DefinitionKind::Module).map(|(name, _)| name.as_str());
    let near = nearest(&path.to_string(), instances.keys().map(|name| name.as_str()).chain(modules));
    let error = Diagnostic::error(Code::E0406, path.span(), format!("`{path}` is neither an app nor a module"));
    if let Some(import) = resolved.import_of(&path.to_string(), |kind| kind == DefinitionKind::Module) {
        return error.help(format!("import the module: `{import}`"));
    }
    error
        .did_you_mean(near)
        .help("an overlay names an app of this project (`for my-application`), `platform`, or a module that the file sees")
}

impl Resolved {
    /// The line that would bring a name into a file, where another file declares it: `import shop.lib { Base }`.
    pub fn import_of(&self, name: &str, is_meant: impl Fn(DefinitionKind) -> bool) -> Option<String> {
        let found = self.definitions.iter().find(|each| each.name.as_str() == name && !name.starts_with('_') && is_meant(each.kind));
        let Some(found) = found else {
            return self.import_of_kind(name).filter(|_| is_meant(DefinitionKind::Record));
        };
        let module: Vec<&str> = self.file(found.file).module.iter().map(|part| part.as_str()).collect();
        Some(format!("import {} {{ {name} }}", module.join(".")))
    }

    /// The same for a kind of the library that nobody imports: of several versions the last that is no trial.
    fn import_of_kind(&self, name: &str) -> Option<String> {
        let table = self.table?;
        let kinds = table.kinds().filter(|(_, _, ty)| table.type_name(*ty) == name);
        let is_trial = |path: &str| path.contains("alpha") || path.contains("beta");
        let path = kinds.map(|(_, _, ty)| table.import_path(ty)).max_by_key(|path| (!is_trial(path), path.clone()))?;
        Some(format!("import {path} {{ {name} }}"))
    }

    /// The error for a name that two modules of the prelude export.
    pub fn ambiguous(&self, span: Span, one: crate::DefinitionId, other: crate::DefinitionId) -> Diagnostic {
        let (one, other) = (self.definition(one), self.definition(other));
        let module = |file| self.file(file).module.iter().map(|name| name.as_str()).collect::<Vec<_>>().join(".");
        Diagnostic::error(Code::E0207, span, format!("two modules of the prelude export `{}`", one.name))
            .label(one.span, "one")
            .label(other.span, "the other")
            .help(format!("import the one that is meant: `import {} {{ {} }}`", module(one.file), one.name))
    }
}

impl DefinitionKind {
    /// With its article: "a type".
    pub fn describe(self) -> &'static str {
        match self {
            DefinitionKind::Alias | DefinitionKind::Record => "a type",
            DefinitionKind::Module => "a module",
            DefinitionKind::Function => "a function",
            DefinitionKind::Constant => "a constant",
        }
    }
}
