//! Projects as source text, checked, and their mistakes as lines that a test can read.

use std::sync::Arc;

use jke_check::{Context, Declared, Selection, declare, program};
use jke_resolve::{NoLibrary, Resolved, SourceFile, resolve};
use jke_testing::shown;
use jke_text::{Diagnostic, MemoryLoader, SourceKind, Sources};

/// A project whose declarations are read.
pub struct Project {
    pub resolved: Resolved,
    pub declared: Declared,
    pub loader: MemoryLoader,
}

#[allow(dead_code)] // Each suite uses some of it.
impl Project {
    /// Of files with their paths, sorted. Names and declarations are right in them.
    pub fn new(files: &[(&str, &str)]) -> Project {
        let mut sources = Sources::default();
        let parse = |(path, text): &(&str, &str)| {
            let source = sources.add(*path, SourceKind::Project, *text);
            let parsed = Arc::new(jke_syntax::parse(&source));
            assert_eq!(parsed.diagnostics, []);
            SourceFile { source, parsed }
        };
        let files: Vec<SourceFile> = files.iter().map(parse).collect();
        let resolved = resolve(sources, files, &mut NoLibrary);
        assert_eq!(resolved.diagnostics, []);
        let declared = declare(&resolved);
        assert_eq!(declared.diagnostics, []);
        Project { resolved, declared, loader: MemoryLoader::default() }
    }

    pub fn context(&self) -> Context<'_> {
        self.declared.context(&self.resolved, &self.loader)
    }

    /// The mistakes in everything, a line each, sorted by place.
    pub fn mistakes(&self) -> Vec<String> {
        let (_, diagnostics) = program(self.context(), Selection::Everything);
        diagnostics.iter().map(|diagnostic| self.shown(diagnostic)).collect()
    }

    pub fn shown(&self, diagnostic: &Diagnostic) -> String {
        shown(diagnostic, &self.resolved.sources)
    }
}
