//! A project in a temporary folder, and the real binary run in it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

/// Three kinds, a platform and a module, in jke itself: what the program does must not depend on the standard library.
const FILES: [(&str, &str); 4] = [
    ("project.jke", "project shop {\n  prelude = [shop.lib]\n  axis env = dev | staging | prod\n}\n"),
    ("platform.jke", "platform: Base {}\n"),
    (
        "lib/kinds.jke",
        "type ObjectMeta {\n  name: String\n  namespace: String?\n  labels: Map<String, String> = {}\n}\n\
         @kind(\"v1\", \"ConfigMap\")\ntype ConfigMap {\n  metadata: ObjectMeta\n  data: Map<String, String> = {}\n}\n\
         @kind(\"v1\", \"Namespace\", \"cluster\")\ntype Namespace {\n  metadata: ObjectMeta\n}\n",
    ),
    (
        "lib/modules.jke",
        "module Base {\n  emit Namespace { metadata { name = namespace } }\n}\n\
         type Scale {\n  min: Int(1..) = 2\n  max: Int(1..) = min * 5\n}\n\
         module Web for Base {\n  image: String\n  port: Int(1..65535) = 80\n  memory: Memory = 64Mi\n  scale: Scale = {}\n  labels: Map<String, String> = {}\n  \
         emit ConfigMap {\n    metadata { name = name, labels = labels }\n    data { image = image, port = \"\\(port)\", memory = \"\\(memory)\", max = \"\\(scale.max)\" }\n  }\n}\n",
    ),
];

pub const ORDERS: &str = "app orders: Web {\n  image = \"orders:1\"\n  on env=prod { port = 8080 }\n}\n";
pub const CART: &str = "app cart: Web { image = \"cart:1\" }\n";

pub struct Project {
    folder: tempfile::TempDir,
}

pub struct Outcome {
    pub status: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Project {
    /// The platform and its modules, with these files.
    pub fn new(files: &[(&str, &str)]) -> Project {
        let project = Project::empty();
        FILES.iter().chain(files).for_each(|(path, text)| project.write(path, text));
        project
    }

    /// With two apps.
    pub fn shop() -> Project {
        Project::new(&[("apps/orders.jke", ORDERS), ("apps/cart.jke", CART)])
    }

    pub fn empty() -> Project {
        Project { folder: tempfile::tempdir().expect("a temporary folder") }
    }

    pub fn path(&self) -> PathBuf {
        self.folder.path().canonicalize().expect("the folder exists")
    }

    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a file has a folder")).expect("a folder can be made");
        std::fs::write(path, text).expect("a file can be written");
    }

    pub fn read(&self, path: &str) -> Option<String> {
        std::fs::read_to_string(self.path().join(path)).ok()
    }

    /// The files below a folder, sorted, without hidden ones.
    pub fn tree(&self, folder: &str) -> Vec<String> {
        let root = self.path().join(folder);
        let (mut found, mut folders) = (vec![], vec![root.clone()]);
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).expect("a readable folder") {
                let path = entry.expect("a readable entry").path();
                let inside = path.strip_prefix(&root).expect("it lies below").display().to_string();
                match path.is_dir() {
                    true => folders.push(path),
                    false if inside.starts_with('.') => {}
                    false => found.push(inside),
                }
            }
        }
        found.sort();
        found
    }

    pub fn command(&self, words: &[&str]) -> Command {
        command(&self.path(), words)
    }

    pub fn run(&self, words: &[&str]) -> Outcome {
        outcome(self.command(words).output().expect("jkec runs"))
    }

    /// The diagnostics of `check --format json`.
    pub fn diagnostics(&self) -> Vec<Value> {
        let run = self.run(&["check", "--format", "json"]);
        run.stdout.lines().map(|line| serde_json::from_str(line).expect("a JSON object on each line")).collect()
    }
}

pub fn command(folder: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jkec"));
    command.current_dir(folder).args(words).stdin(Stdio::null()).env_remove("NO_COLOR");
    command
}

pub fn outcome(output: Output) -> Outcome {
    let text = |bytes| String::from_utf8(bytes).expect("jkec writes UTF-8");
    Outcome { status: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
}
