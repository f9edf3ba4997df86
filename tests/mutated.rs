//! Projects with mistakes that nobody would think of: tokens lost, doubled, swapped, cut off, and garbage between them.
//!
//! Whatever they are, `check` must end, must not panic, and must speak of places that exist.

#[path = "../benches/generate/mod.rs"]
mod generate;
#[allow(dead_code, reason = "the fuzz targets use the rest")]
#[path = "../fuzz/run.rs"]
mod run;

use std::fs;
use std::path::Path;
use std::sync::mpsc;
use std::time::Duration;

use jke_text::MemoryLoader;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, TestRunner};

/// What a check of a small project never takes, be the machine as slow as it likes.
const LIMIT: Duration = Duration::from_secs(60);

const GARBAGE: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    "\"",
    "\"\"\"",
    "#\"",
    "\\(",
    "\"\\(\\(\"",
    "=",
    "+=",
    ".",
    "..",
    "?.",
    "?",
    ",",
    "|",
    "=>",
    "->",
    "<",
    ">",
    "on ",
    "on env=dev ",
    "on x!=[",
    "for x in ",
    "for",
    "if ",
    "else",
    "match ",
    "match self {",
    "with {",
    "remove ",
    "reset ",
    "seal ",
    "include ",
    "emit ",
    "extends ",
    "module M extends M {",
    "type T = T",
    "fn f() -> Int = f()",
    "let a = a",
    "app ",
    "platform",
    "none",
    "self",
    "self.name",
    "apps.",
    "target.",
    "secret \"x\"",
    "file \"../x\"",
    "-",
    "1",
    "500m",
    "1e9",
    "99999999999999999999",
    "0x",
    "\u{0}",
    "é",
    "😀",
    "\u{feff}",
    "\r\n",
    "\t",
    "/*",
    "//",
    "///",
    "@renamed(",
    "((((((((((((((((((((((((((((((((",
    "[[[[[[[[[[[[[[[[[[[[[[",
    "_",
    "x.",
    "\"a\".",
];

#[derive(Clone, Debug)]
enum Mutation {
    Delete {
        at: Index,
        count: usize,
    },
    Duplicate {
        at: Index,
        count: usize,
    },
    Swap {
        one: Index,
        two: Index,
    },
    /// The file ends here.
    Truncate {
        at: Index,
    },
    Insert {
        at: Index,
        garbage: &'static str,
    },
    /// A token of another place takes the place of this one.
    Replace {
        at: Index,
        by: Index,
    },
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let index = any::<Index>;
    prop_oneof![
        3 => (index(), 1..4usize).prop_map(|(at, count)| Mutation::Delete { at, count }),
        2 => (index(), 1..8usize).prop_map(|(at, count)| Mutation::Duplicate { at, count }),
        2 => (index(), index()).prop_map(|(one, two)| Mutation::Swap { one, two }),
        1 => index().prop_map(|at| Mutation::Truncate { at }),
        4 => (index(), prop::sample::select(GARBAGE)).prop_map(|(at, garbage)| Mutation::Insert { at, garbage }),
        4 => (index(), index()).prop_map(|(at, by)| Mutation::Replace { at, by }),
    ]
}

/// Words, numbers, spaces and single signs: near enough to tokens, and independent of the lexer.
fn tokens(text: &str) -> Vec<String> {
    let class = |each: char| {
        if each.is_alphanumeric() || each == '_' {
            0
        } else if each == ' ' {
            1
        } else {
            2
        }
    };
    let mut tokens: Vec<String> = vec![];
    let mut last = 2;
    for each in text.chars() {
        match tokens.last_mut() {
            Some(token) if class(each) != 2 && class(each) == last => token.push(each),
            _ => tokens.push(each.to_string()),
        }
        last = class(each);
    }
    tokens
}

fn mutated(text: &str, mutations: &[Mutation]) -> String {
    let mut tokens = tokens(text);
    for mutation in mutations.iter().filter(|_| !text.is_empty()) {
        let length = tokens.len();
        if length == 0 {
            break;
        }
        match mutation {
            Mutation::Delete { at, count } => {
                let at = at.index(length);
                tokens.drain(at..length.min(at + count));
            }
            Mutation::Duplicate { at, count } => {
                let at = at.index(length);
                let copy = tokens[at..length.min(at + count)].to_vec();
                tokens.splice(at..at, copy);
            }
            Mutation::Swap { one, two } => tokens.swap(one.index(length), two.index(length)),
            Mutation::Truncate { at } => tokens.truncate(at.index(length)),
            Mutation::Insert { at, garbage } => tokens.insert(at.index(length), (*garbage).to_owned()),
            Mutation::Replace { at, by } => tokens[at.index(length)] = tokens[by.index(length)].clone(),
        }
    }
    tokens.concat()
}

/// The example projects and a generated one.
fn projects() -> Vec<MemoryLoader> {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let mut folders: Vec<_> = match fs::read_dir(&examples) {
        Ok(entries) => entries.map(|entry| entry.expect("the examples can be listed").path()).collect(),
        Err(error) => panic!("{}: {error}", examples.display()),
    };
    folders.sort();
    let mut projects: Vec<MemoryLoader> =
        folders.iter().filter(|folder| folder.join("project.jke").is_file()).map(|folder| read(folder)).collect();
    projects.push(MemoryLoader { files: generate::project(2) });
    projects
}

fn read(root: &Path) -> MemoryLoader {
    let mut loader = MemoryLoader::default();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("an example can be listed") {
            let path = entry.expect("an example can be listed").path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(text) = fs::read_to_string(&path) {
                let name = path.strip_prefix(root).expect("the file stands below its root").to_string_lossy().replace('\\', "/");
                loader.files.insert(name, text);
            }
        }
    }
    loader
}

/// Checks a project on a thread of its own, so that one that never ends is seen.
fn check(loader: MemoryLoader) -> Result<(), TestCaseError> {
    let (done, ended) = mpsc::channel();
    let thread = std::thread::spawn(move || {
        run::project(loader);
        // The receiver is gone only where the limit was passed, which it has told.
        let _ = done.send(());
    });
    match ended.recv_timeout(LIMIT) {
        Ok(()) => Ok(()),
        Err(mpsc::RecvTimeoutError::Timeout) => Err(TestCaseError::fail("it does not end")),
        Err(mpsc::RecvTimeoutError::Disconnected) => {
            let panic = thread.join().expect_err("a thread that ends without a word has panicked");
            let text = panic.downcast_ref::<String>().cloned().or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
            Err(TestCaseError::fail(text.unwrap_or_else(|| "it panics".to_owned())))
        }
    }
}

#[test]
fn no_mutation_of_a_project_panics_or_runs_on() {
    let projects = projects();
    let config = Config { cases: 400, failure_persistence: None, ..Config::default() };
    let strategy = (any::<Index>(), any::<Index>(), prop::collection::vec(mutation(), 1..5));
    let result = TestRunner::new(config).run(&strategy, |(project, file, mutations)| {
        let mut loader = project.get(&projects).clone();
        let sources: Vec<String> = loader.files.keys().filter(|path| path.ends_with(".jke")).cloned().collect();
        let path = file.get(&sources);
        let text = mutated(&loader.files[path], &mutations);
        loader.files.insert(path.clone(), text.clone());
        check(loader).map_err(|error| TestCaseError::fail(format!("{error}\n{path}:\n{text}")))
    });
    result.unwrap_or_else(|error| panic!("{error}"));
}
