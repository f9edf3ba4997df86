use jke_check::{Selection, declare, program};
use jke_resolve::{Library, SourceFile, resolve};
use jke_text::{MemoryLoader, SourceKind, Sources};
use std::collections::BTreeMap;
use std::sync::Arc;

struct Lib {
    files: BTreeMap<String, String>,
}
impl Library for Lib {
    fn paths(&self) -> Arc<[String]> {
        self.files.keys().cloned().collect::<Vec<_>>().into()
    }
    fn load(&mut self, sources: &mut Sources, paths: &[&str]) -> Vec<SourceFile> {
        paths
            .iter()
            .map(|path| {
                let source = sources.add(*path, SourceKind::Library, self.files[*path].as_str());
                let parsed = Arc::new(jke_syntax::parse(&source));
                SourceFile { source, parsed }
            })
            .collect()
    }
}
fn walk(dir: &std::path::Path, base: &std::path::Path, all: bool, out: &mut BTreeMap<String, String>) {
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            if !path.ends_with("expected") {
                walk(&path, base, all, out)
            }
        } else if all || path.extension().is_some_and(|e| e == "jke") {
            if let Ok(text) = std::fs::read_to_string(&path) {
                out.insert(path.strip_prefix(base).unwrap().to_str().unwrap().to_owned(), text);
            }
        }
    }
}
fn run(files: BTreeMap<String, String>) -> usize {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut lib = BTreeMap::new();
    for part in ["k8s", "std", "crd"] {
        walk(&root.join("stdlib").join(part), &root.join("stdlib"), false, &mut lib);
    }
    let mut sources = Sources::default();
    let project: Vec<SourceFile> = files
        .iter()
        .filter(|(p, _)| p.ends_with(".jke"))
        .map(|(path, text)| {
            let source = sources.add(path.clone(), SourceKind::Project, text.as_str());
            let parsed = Arc::new(jke_syntax::parse(&source));
            SourceFile { source, parsed }
        })
        .collect();
    let start = std::time::Instant::now();
    let resolved = resolve(sources, project, &mut Lib { files: lib });
    let declared = declare(&resolved);
    let loader = MemoryLoader { files };
    let t = start.elapsed();
    let start = std::time::Instant::now();
    let (_, diagnostics) = program(declared.context(&resolved, &loader), Selection::Everything);
    println!("declare {t:?} check {:?}", start.elapsed());
    let parse = resolved.files.iter().flat_map(|f| f.parsed.diagnostics.iter());
    let mut n = 0;
    for d in parse.chain(&resolved.diagnostics).chain(&declared.diagnostics).chain(&diagnostics) {
        let f = resolved.sources.file_at(d.primary.span.start);
        let place = f
            .map(|f| {
                let at = f.line_column(d.primary.span.start);
                format!("{}:{}:{}", f.path, at.line, at.column)
            })
            .unwrap_or_default();
        println!(
            "{place} {} `{}`: {} | {} | help {:?}",
            d.code,
            resolved.sources.slice(d.primary.span).chars().take(60).collect::<String>(),
            d.message,
            d.primary.message,
            d.help
        );
        n += 1;
    }
    n
}
#[test]
fn examples() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    for name in ["my-application", "shop"] {
        let mut files = BTreeMap::new();
        walk(&root.join(name), &root.join(name), true, &mut files);
        println!("== {name}");
        run(files);
    }
}
#[test]
fn library() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../stdlib");
    let mut lib = BTreeMap::new();
    for part in ["k8s", "std", "crd"] {
        walk(&root.join(part), &root, false, &mut lib);
    }
    let mods: std::collections::BTreeSet<String> =
        lib.keys().filter_map(|p| p.rsplit_once('/')).map(|(f, _)| f.replace('/', ".")).collect();
    let text: String =
        mods.iter().map(|m| format!("import {m} as {}\n", m.replace('.', "-"))).collect::<String>() + "\nproject everything {}\n";
    run([("project.jke".to_owned(), text)].into());
}
#[test]
fn one() {
    let Ok(path) = std::env::var("JKE") else { return };
    let text = std::fs::read_to_string(path).unwrap();
    run([
        ("project.jke".to_owned(), "project p {\n axis env = dev | prod\n}\n".to_owned()),
        ("a.jke".to_owned(), text),
        ("x.txt".to_owned(), "hello".to_owned()),
    ]
    .into());
}
