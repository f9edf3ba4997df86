//! Names of declarations: types, modules, kinds and what modules export, those of the library that nobody has imported yet among them.

use jke_model::declaration::RecordId;
use jke_resolve::{DefinitionId, Found};
use jke_text::{Name, SourceKind, Span};

use super::{Candidate, CandidateKind};
use crate::Meaning;
use crate::position::Scope;

impl Scope<'_> {
    pub(super) fn types(&self) -> Vec<Candidate> {
        let wanted = |kind: CandidateKind| matches!(kind, CandidateKind::Record | CandidateKind::Kind | CandidateKind::Alias);
        let mut found = self.visible(wanted);
        let built_in = |(name, docs): (&str, &str)| Candidate::new(name, CandidateKind::Alias, "").documented(Some(docs.to_owned()));
        found.extend(jke_check::built_in_types().map(built_in));
        found
    }

    pub(super) fn modules(&self) -> Vec<Candidate> {
        self.visible(|kind| kind == CandidateKind::Module)
    }

    /// The kinds that the file knows, then all others with their imports.
    pub(super) fn kinds(&self) -> Vec<Candidate> {
        let mut found = self.visible(|kind| kind == CandidateKind::Kind);
        found.extend(self.other_kinds());
        found
    }

    /// The kinds of what a patch may change here.
    pub(super) fn emitted(&self) -> Vec<Candidate> {
        let Some(own) = self.own else { return vec![] };
        let kinds = self.known.patchable(self.file, own, self.instance).kinds();
        let candidates = kinds.into_iter().map(|(name, id)| {
            let of_record = self.record_candidate(id);
            Candidate { label: name.to_string(), text: name.to_string(), ..of_record }
        });
        candidates.collect()
    }

    /// All names that the file sees of what is wanted, the file's own first.
    pub(super) fn visible(&self, wanted: impl Fn(CandidateKind) -> bool) -> Vec<Candidate> {
        let mut names: Vec<Name> = self.known.resolved.visible(self.file).into_iter().map(|(name, _)| name).collect();
        names.sort_unstable_by_key(|name| name.as_str());
        names.dedup();
        let candidates = names.into_iter().filter_map(|name| match self.known.resolved.lookup(self.file, name) {
            Found::Definition(id) => Some((id, self.definition(name.as_str(), id)?)),
            Found::Module(_) | Found::Ambiguous(..) | Found::Broken | Found::Nothing => None,
        });
        let mut found: Vec<_> = candidates.filter(|(_, candidate)| wanted(candidate.kind)).collect();
        found.sort_by_key(|(id, _)| self.known.resolved.definition(*id).file != self.file);
        found.into_iter().map(|(_, candidate)| candidate).collect()
    }

    /// A declaration under the name that it has here.
    pub(super) fn definition(&self, name: &str, id: DefinitionId) -> Option<Candidate> {
        let meaning = Meaning::of(id, self.known.resolved, self.known.interfaces)?;
        let docs = crate::hover::docs(self.known.resolved, self.known.interfaces, meaning);
        let (kind, detail) = match meaning {
            Meaning::Record(id) => {
                let Candidate { kind, detail, .. } = self.record_candidate(id);
                (kind, detail)
            }
            Meaning::Alias(_) => (CandidateKind::Alias, String::new()),
            Meaning::Function(id) => (CandidateKind::Function, self.signature(self.known.interfaces.function(id))),
            Meaning::Constant(id) => {
                let ty = self.known.interfaces.constant(id).ty.as_ref();
                (CandidateKind::Constant, ty.map_or_else(String::new, |ty| jke_check::show_type(self.known.interfaces, ty)))
            }
            Meaning::Field(..) | Meaning::Instance(_) | Meaning::Axis(_) | Meaning::Local(..) => return None,
        };
        Some(Candidate::new(name, kind, detail).documented(docs))
    }

    fn signature(&self, function: &jke_model::declaration::Function) -> String {
        let shown = |ty| jke_check::show_type(self.known.interfaces, ty);
        let params: Vec<String> = function.params.iter().map(|param| format!("{}: {}", param.name, shown(&param.ty))).collect();
        format!("({}) -> {}", params.join(", "), shown(&function.result))
    }

    pub(super) fn record_candidate(&self, id: RecordId) -> Candidate {
        let record = self.known.interfaces.record(id);
        let docs = crate::hover::docs(self.known.resolved, self.known.interfaces, Meaning::Record(id));
        let (kind, detail) = match record.kind_identity() {
            Some(identity) => (CandidateKind::Kind, identity.api_version.to_string()),
            None if record.is_module() => (CandidateKind::Module, String::new()),
            None => (CandidateKind::Record, String::new()),
        };
        Candidate::new(record.name.as_str(), kind, detail).documented(docs)
    }

    pub(super) fn overlaid(&self) -> Vec<Candidate> {
        let instances = self.known.resolved.instances.iter().map(|instance| {
            let kind = CandidateKind::Instance;
            Candidate::new(instance.name.as_str(), kind, if instance.is_platform { "the platform" } else { "an app" })
        });
        instances.chain(self.modules()).collect()
    }

    // ── imports ──────────────────────────────────────────────────────────────────────────────────────────────────────

    /// The next segments of all module paths that begin with these.
    pub(super) fn paths(&self, segments: &[Name]) -> Vec<Candidate> {
        let resolved = self.known.resolved;
        let own = resolved.files.iter().filter(|file| file.source.kind == SourceKind::Project && !file.module.is_empty());
        let own = own.map(|file| file.module.iter().map(|segment| segment.as_str()).collect::<Vec<_>>());
        let library = jke_stdlib::files().iter().filter_map(|file| file.path.strip_suffix(".jke"));
        let behind: Vec<&str> = segments.iter().map(|segment| segment.as_str()).collect();
        let mut found: Vec<&str> = vec![];
        for path in own.chain(library.map(|path| path.split('/').collect())) {
            if let Some(next) = path.strip_prefix(behind.as_slice()).and_then(<[&str]>::first)
                && is_word(next)
            {
                found.push(next);
            }
        }
        found.sort_unstable();
        found.dedup();
        found.into_iter().map(|segment| Candidate::new(segment, CandidateKind::Path, "")).collect()
    }

    /// What a module exports and the brackets of its import don't name yet; kinds and modules first.
    pub(super) fn exports(&self, path: &[Name]) -> Vec<Candidate> {
        let open = self.cursor.open.last().copied();
        let named: Vec<Name> = open.map_or_else(Vec::new, |open| {
            let at = (open + 1..self.cursor.closing(open)).filter(|at| *at != self.cursor.at);
            at.filter_map(|at| self.cursor.name(at)).collect()
        });
        let mut found = self.exported(path);
        found.retain(|candidate| !named.contains(&Name::new(&candidate.label)));
        found.sort_by_key(|candidate| {
            let is_most_wanted = matches!(candidate.kind, CandidateKind::Kind | CandidateKind::Module);
            (!is_most_wanted, candidate.label.clone())
        });
        found
    }

    fn exported(&self, path: &[Name]) -> Vec<Candidate> {
        let resolved = self.known.resolved;
        let is_own = path.first().is_some_and(|root| *root == resolved.project.name);
        let joined = path.iter().skip(usize::from(is_own)).map(|segment| segment.as_str()).collect::<Vec<_>>().join("/");
        if !is_own && let Some(found) = self.exported_by_table(&joined) {
            return found;
        }
        let kind = if is_own { SourceKind::Project } else { SourceKind::Library };
        let is_in = |id: DefinitionId| {
            let definition = resolved.definition(id);
            let source = &resolved.file(definition.file).source;
            let folder = source.path.rsplit_once('/').map_or("", |(folder, _)| folder);
            source.kind == kind && (folder == joined || source.path.strip_suffix(".jke") == Some(&joined))
        };
        let ids = (0..resolved.definitions.len() as u32).map(DefinitionId).filter(|id| is_in(*id));
        let named = ids.map(|id| (resolved.definition(id).name.as_str(), id)).filter(|(name, _)| is_word(name) && !name.starts_with('_'));
        named.filter_map(|(name, id)| self.definition(name, id)).collect()
    }

    /// Of the library's types all are known, whether they are read or not.
    fn exported_by_table(&self, path: &str) -> Option<Vec<Candidate>> {
        let table = self.known.resolved.table?;
        let module = table.module(path)?;
        let types = table.exports(module).filter(|ty| is_word(table.type_name(*ty)));
        let candidates = types.map(|ty| {
            let (name, file) = (table.type_name(ty), table.path(table.file_of(ty)));
            let version = table.kinds().find(|(_, _, kind)| *kind == ty).map(|(version, _, _)| version);
            let kind = if version.is_some() { CandidateKind::Kind } else { CandidateKind::Record };
            let docs = jke_stdlib::documentation(file, name, None).map(str::to_owned);
            Candidate::new(name, kind, version.unwrap_or_default()).documented(docs)
        });
        Some(candidates.collect())
    }

    /// The library's kinds that the file doesn't know, each with the line that imports it.
    fn other_kinds(&self) -> Vec<Candidate> {
        let Some(table) = self.known.resolved.table else { return vec![] };
        let other = table.kinds().filter(|(_, kind, _)| self.known.resolved.lookup(self.file, Name::new(kind)) == Found::Nothing);
        let candidates = other.map(|(version, _, ty)| {
            let path = table.import_path(ty);
            let docs = jke_stdlib::documentation(table.path(table.file_of(ty)), table.type_name(ty), None).map(str::to_owned);
            let candidate = Candidate::new(table.type_name(ty), CandidateKind::Kind, format!("{version}, imported from {path}"));
            Candidate { import: Some(self.import(&path, table.type_name(ty))), ..candidate.documented(docs) }
        });
        candidates.collect()
    }

    /// Where a name is imported: behind the last import, else where the file's items begin.
    fn import(&self, path: &str, name: &str) -> (Span, String) {
        let file = self.known.resolved.file(self.file);
        let line = format!("import {path} {{ {name} }}\n");
        match file.parsed.file.imports.last() {
            Some(last) => (last.span.after(), format!("\n{}", line.trim_end())),
            None => {
                let start = Span::new(file.source.base, file.source.base);
                (start, format!("{line}\n"))
            }
        }
    }
}

fn is_word(name: &str) -> bool {
    !name.is_empty() && !name.contains('.')
}
