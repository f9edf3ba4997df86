//! The only access to the file system: finding the project, reading its files, and writing output so that nothing is left half done.

use std::collections::{BTreeSet, HashSet};
use std::ffi::OsStr;
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, RwLock};

use ignore::gitignore::Gitignore;
use ignore::{Match, WalkBuilder};
use jke_text::{LoadError, Loader, Sources};

/// The file that makes a folder the root of a project.
pub const PROJECT_FILE: &str = "project.jke";

/// The list of what jkec wrote into a tree, so that it later removes only that.
const WRITTEN: &str = ".jkec-written";

/// A project's folder on the disk.
#[derive(Clone, Debug)]
pub struct Disk {
    root: PathBuf,
    /// The project is this one file, whatever lies beside it.
    only: Option<String>,
    /// What was found by walking, which follows no link: its files need not be looked at for links once more.
    walked: Arc<RwLock<HashSet<String>>>,
}

impl Disk {
    /// The project of the nearest `project.jke` from `start` upwards; where `start` is a file, the project that stands in it.
    pub fn find(start: &Path) -> io::Result<Option<Disk>> {
        let start = start.canonicalize()?;
        if start.is_file() {
            let name = start.file_name().and_then(OsStr::to_str).map(str::to_owned);
            return Ok(start.parent().map(|root| Disk::new(root, name)));
        }
        let root = start.ancestors().find(|folder| folder.join(PROJECT_FILE).is_file());
        Ok(root.map(|root| Disk::new(root, None)))
    }

    fn new(root: &Path, only: Option<String>) -> Disk {
        Disk { root: root.to_owned(), only, walked: Arc::default() }
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The path inside the project, as sources carry it.
    fn relative(&self, path: &Path) -> Option<String> {
        let parts = path.strip_prefix(&self.root).ok()?.components().map(|part| part.as_os_str().to_str());
        Some(parts.collect::<Option<Vec<_>>>()?.join("/"))
    }
}

impl Loader for Disk {
    fn list(&self) -> Result<Vec<String>, LoadError> {
        if let Some(only) = &self.only {
            return Ok(vec![only.clone()]);
        }
        let mut paths = Vec::new();
        for entry in walk(&self.root).build() {
            let entry = entry.map_err(|error| LoadError::Failed(error.to_string()))?;
            if entry.file_type().is_some_and(|kind| kind.is_file()) && entry.path().extension() == Some(OsStr::new("jke")) {
                paths.extend(self.relative(entry.path()));
            }
        }
        paths.sort_unstable();
        *self.walked.write().expect("nothing panics while it holds the paths") = paths.iter().cloned().collect();
        Ok(paths)
    }

    fn read(&self, path: &str) -> Result<String, LoadError> {
        let full = self.root.join(path);
        let walked = self.walked.read().expect("nothing panics while it holds the paths").contains(path);
        if !walked && leads_outside(path, &full, &self.root) {
            return Err(LoadError::Outside);
        }
        let bytes = std::fs::read(&full).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => LoadError::Missing,
            _ => LoadError::Failed(error.to_string()),
        })?;
        if bytes.len() > Sources::MAX_FILE {
            return Err(LoadError::TooLarge);
        }
        String::from_utf8(bytes).map_err(|error| {
            let right = error.utf8_error().valid_up_to();
            LoadError::NotUtf8(String::from_utf8_lossy(&error.as_bytes()[..right]).into_owned())
        })
    }
}

/// By `..`, or by a link: links are rare, and the costly look is for them.
fn leads_outside(path: &str, full: &Path, root: &Path) -> bool {
    let inside = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
    let linked = full.ancestors().take_while(|part| *part != root).any(Path::is_symlink);
    !inside || linked && full.canonicalize().is_ok_and(|real| !real.starts_with(root))
}

/// The project's own `.gitignore` files count, with or without a repository, and never the user's global one. A folder with its own
/// `project.jke` is another project.
fn walk(root: &Path) -> WalkBuilder {
    let mut builder = WalkBuilder::new(root);
    builder.hidden(true).parents(false).ignore(false).git_global(false).git_exclude(false).require_git(false);
    let root = root.to_owned();
    builder.filter_entry(move |entry| {
        let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
        !is_folder || entry.path() == root || !entry.path().join(PROJECT_FILE).is_file()
    });
    builder
}

/// Whether git would take what is written into a folder: it lies in a work tree, and no `.gitignore` above it hides it.
pub fn is_tracked(folder: &Path) -> bool {
    let Ok(folder) = std::path::absolute(folder) else { return false };
    let Some(root) = folder.ancestors().find(|above| above.join(".git").exists()) else { return false };
    let hides = |above: &Path| {
        let (rules, _) = Gitignore::new(above.join(".gitignore"));
        match rules.matched_path_or_any_parents(&folder, true) {
            Match::None => None,
            Match::Ignore(_) => Some(true),
            Match::Whitelist(_) => Some(false),
        }
    };
    // The rules nearest to the folder decide.
    let above = folder.ancestors().skip(1).take_while(|above| above.starts_with(root));
    !above.filter(|above| above.join(".gitignore").is_file()).find_map(hides).unwrap_or(false)
}

/// The manifests below a folder, by their paths from there: files in YAML or JSON, but hidden ones.
pub fn manifests(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = vec![];
    for entry in WalkBuilder::new(folder).standard_filters(false).hidden(true).build() {
        let entry = entry.map_err(io::Error::other)?;
        let is_file = entry.file_type().is_some_and(|kind| kind.is_file());
        let is_manifest = matches!(entry.path().extension().and_then(OsStr::to_str), Some("yaml" | "yml" | "json"));
        if is_file && is_manifest {
            found.extend(entry.path().strip_prefix(folder).ok().map(Path::to_owned));
        }
    }
    found.sort_unstable();
    Ok(found)
}

/// Writes a file that must not exist yet.
pub fn create(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut file = std::fs::File::options().write(true).create_new(true).open(path)?;
    file.write_all(text.as_bytes())
}

/// Writes `files` (relative path, parts of the text) below `folder`: each beside its place first, then all moved in. What jkec wrote
/// there before, is not among them and `is_rebuilt` goes; other files stay untouched.
pub fn write_tree(folder: &Path, files: &[(String, Vec<&[u8]>)], is_rebuilt: impl Fn(&str) -> bool) -> io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let old = written(folder)?;
    let new: BTreeSet<&str> = files.iter().map(|(path, _)| path.as_str()).collect();
    if let Some(path) = new.iter().find(|path| !old.contains(**path) && folder.join(path).symlink_metadata().is_ok()) {
        let message = format!("{path} is there and was not written by jkec");
        return Err(io::Error::new(io::ErrorKind::AlreadyExists, message));
    }
    let staged = files.iter().map(|(path, parts)| stage(folder, path, parts)).collect::<io::Result<Vec<_>>>()?;
    // Before anything is moved in, the list names all that will be: a run that is cut short leaves nothing that the next takes for foreign.
    let (stale, kept): (Vec<&str>, Vec<&str>) =
        old.iter().map(String::as_str).filter(|path| !new.contains(path)).partition(|path| is_rebuilt(path));
    write_list(folder, old.iter().map(String::as_str).chain(new.iter().copied()))?;
    for (file, (path, _)) in staged.into_iter().zip(files) {
        file.persist(folder.join(path))?;
    }
    stale.iter().try_for_each(|path| remove(folder, path))?;
    write_list(folder, kept.into_iter().chain(new.iter().copied()))
}

fn write_list<'p>(folder: &Path, paths: impl Iterator<Item = &'p str>) -> io::Result<()> {
    let paths: BTreeSet<&str> = paths.collect();
    let text: String = paths.iter().flat_map(|path| [path, "\n"]).collect();
    stage(folder, WRITTEN, &[text.as_bytes()])?.persist(folder.join(WRITTEN))?;
    Ok(())
}

fn stage(folder: &Path, path: &str, parts: &[&[u8]]) -> io::Result<tempfile::NamedTempFile> {
    let place = folder.join(path);
    let parent = place.parent().unwrap_or(folder);
    std::fs::create_dir_all(parent)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".jkec-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644));
    let mut file = builder.tempfile_in(parent)?;
    parts.iter().try_for_each(|part| file.write_all(part))?;
    Ok(file)
}

/// Writes a file below `folder` that people shall read and not change, at once as a whole.
pub fn write_read_only(folder: &Path, path: &str, text: &str) -> io::Result<()> {
    let file = stage(folder, path, &[text.as_bytes()])?;
    let mut permissions = file.as_file().metadata()?.permissions();
    permissions.set_readonly(true);
    file.as_file().set_permissions(permissions)?;
    file.persist(folder.join(path))?;
    Ok(())
}

fn written(folder: &Path) -> io::Result<BTreeSet<String>> {
    match std::fs::read_to_string(folder.join(WRITTEN)) {
        Ok(text) => Ok(text.lines().filter(|line| is_below(line)).map(str::to_owned).collect()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(BTreeSet::new()),
        Err(error) => Err(error),
    }
}

fn is_below(path: &str) -> bool {
    !path.is_empty() && Path::new(path).components().all(|part| matches!(part, Component::Normal(_)))
}

/// Removes a file that jkec wrote, and the folders that it leaves empty.
fn remove(folder: &Path, path: &str) -> io::Result<()> {
    let place = folder.join(path);
    match std::fs::remove_file(&place) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    for parent in place.ancestors().skip(1).take_while(|parent| *parent != folder) {
        if std::fs::remove_dir(parent).is_err() {
            break;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for (path, text) in files {
            create(&folder.path().join(path), text).expect("a file in it");
        }
        folder
    }

    #[test]
    fn the_project_is_found_upwards_and_lists_its_own_files_only() {
        let files = [
            ("project.jke", ""),
            ("apps/a.jke", ""),
            ("apps/notes.txt", ""),
            ("old/a.jke", ""),
            (".gitignore", "old/\n"),
            ("inner/project.jke", ""),
            ("inner/b.jke", ""),
        ];
        let folder = folder(&files);
        let disk = Disk::find(&folder.path().join("apps")).expect("a readable folder").expect("a project");
        assert_eq!(disk.list(), Ok(vec!["apps/a.jke".to_owned(), "project.jke".to_owned()]));
        assert_eq!(disk.read("../x"), Err(LoadError::Outside));
        assert_eq!(disk.read("apps/none"), Err(LoadError::Missing));
    }

    #[test]
    fn a_file_that_is_named_is_a_project_by_itself() {
        let folder = folder(&[("project.jke", ""), ("docs/demo.jke", ""), ("docs/other.jke", "")]);
        let disk = Disk::find(&folder.path().join("docs/demo.jke")).expect("a readable file").expect("a project");
        assert_eq!(disk.list(), Ok(vec!["demo.jke".to_owned()]));
    }

    #[test]
    fn git_tracks_what_its_work_tree_does_not_hide() {
        let folder = folder(&[(".git/HEAD", ""), (".gitignore", "out/\n/secret*\n"), ("sub/.gitignore", "!out/\n")]);
        let is_tracked = |path: &str| is_tracked(&folder.path().join(path));
        assert_eq!(["manifests", "out", "out/prod", "secrets", "sub/out"].map(is_tracked), [true, false, false, false, true]);
    }

    #[test]
    fn a_tree_loses_its_stale_files_and_keeps_foreign_ones() {
        let folder = folder(&[("mine.txt", "mine")]);
        let all = |_: &str| true;
        write_tree(folder.path(), &tree(&[("prod/a/x.yaml", "1"), ("prod/b/y.yaml", "2"), ("dev/a/x.yaml", "2")]), all)
            .expect("a first tree");
        write_tree(folder.path(), &tree(&[("prod/a/x.yaml", "3")]), |path| path.starts_with("prod/")).expect("a second tree");
        let read = |path: &str| std::fs::read_to_string(folder.path().join(path)).ok();
        assert_eq!(read("prod/a/x.yaml").as_deref(), Some("3"));
        assert_eq!((read("prod/b/y.yaml"), folder.path().join("prod/b").exists()), (None, false));
        assert_eq!((read("mine.txt").as_deref(), read("dev/a/x.yaml").as_deref()), (Some("mine"), Some("2")));
        assert!(write_tree(folder.path(), &tree(&[("mine.txt", "theirs")]), all).is_err());
        assert_eq!(read("mine.txt").as_deref(), Some("mine"));
        write_tree(folder.path(), &[], all).expect("an empty tree");
        assert!(!folder.path().join("dev").exists());
    }

    fn tree<'t>(files: &[(&str, &'t str)]) -> Vec<(String, Vec<&'t [u8]>)> {
        files.iter().map(|(path, text)| ((*path).to_owned(), vec![text.as_bytes()])).collect()
    }
}
