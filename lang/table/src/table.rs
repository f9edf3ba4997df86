//! The table's index: its files, its folders, and the types of each by name.

use std::sync::OnceLock;

use jke_text::Name;

use crate::bytes::{Cursor, fixed};

/// A type of the table. Those of one file are in a row, as they stand in it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct TypeId(pub u32);

/// A file of the table, by path.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct FileId(pub u32);

/// What an import names: one file, or all that stand directly in a folder.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Module {
    File(FileId),
    /// By path.
    Folder(u32),
}

/// The table in its bytes.
pub struct Table {
    pub(crate) bytes: &'static [u8],
    /// Of texts: where each begins in `text`, and where the last ends.
    strings: Row,
    text: usize,
    /// Of files: path, first type, place of the imports, folder. A last one follows them.
    files: Row,
    /// Of types: name, place of the tree, place of what it needs.
    types: Row,
    /// Of folders: path, first type in `by_name`. A last one follows them.
    folders: Row,
    /// The types of each folder, sorted by name.
    by_name: Row,
    /// Of kinds, sorted by API version and name: these two, and the type.
    kinds: Row,
    /// Where the tree of each type expression stands.
    expressions: Row,
    /// The names of texts, once somebody asked for them.
    names: Box<[OnceLock<Name>]>,
}

/// Numbers of a fixed width.
#[derive(Clone, Copy)]
struct Row {
    start: usize,
    length: usize,
}

/// How many numbers tell one thing of each row, in the order in which the rows stand.
pub(crate) const WIDTHS: [usize; 7] = [1, 4, 3, 2, 1, 3, 1];

impl Table {
    /// Of bytes that [`crate::write`] gave.
    pub fn new(bytes: &'static [u8]) -> Table {
        let mut start = WIDTHS.len() * 4;
        let rows: [Row; WIDTHS.len()] = std::array::from_fn(|at| {
            let row = Row { start, length: fixed(bytes, at * 4) as usize };
            start += row.length * WIDTHS[at] * 4;
            row
        });
        let [strings, files, types, folders, by_name, kinds, expressions] = rows;
        let names = (1..strings.length).map(|_| OnceLock::new()).collect();
        Table { bytes, strings, text: start, files, types, folders, by_name, kinds, expressions, names }
    }

    /// One of the `width` numbers that tell of the `at`-th thing of a row.
    fn cell(&self, row: Row, width: usize, at: u32, column: usize) -> u32 {
        fixed(self.bytes, row.start + (at as usize * width + column) * 4)
    }

    pub(crate) fn string(&self, at: u32) -> &'static str {
        let end = |at| self.text + self.cell(self.strings, 1, at, 0) as usize;
        std::str::from_utf8(&self.bytes[end(at)..end(at + 1)]).unwrap_or_default()
    }

    pub(crate) fn name(&self, at: u32) -> Name {
        *self.names[at as usize].get_or_init(|| Name::new(self.string(at)))
    }

    pub(crate) fn cursor(&self, place: u32) -> Cursor<'static> {
        Cursor::new(self.bytes, place as usize)
    }

    // ── files and folders ────────────────────────────────────────────────────────────────────────────────────────────

    pub fn files(&self) -> impl Iterator<Item = FileId> + use<> {
        (0..self.files.length as u32 - 1).map(FileId)
    }

    /// `k8s/apps/v1/deployment.jke`
    pub fn path(&self, file: FileId) -> &'static str {
        self.string(self.cell(self.files, 4, file.0, 0))
    }

    pub(crate) fn imports(&self, file: FileId) -> Cursor<'static> {
        self.cursor(self.cell(self.files, 4, file.0, 2))
    }

    /// `k8s/apps/v1` as a folder, `k8s/apps/v1/deployment` as a file.
    pub fn module(&self, path: &str) -> Option<Module> {
        self.file(&format!("{path}.jke")).map(Module::File).or_else(|| self.folder(path))
    }

    pub fn modules(&self) -> impl Iterator<Item = Module> + use<> {
        let folders = (0..self.folders.length as u32 - 1).map(Module::Folder);
        folders.chain(self.files().map(Module::File))
    }

    /// The folder of this path, if files of the table stand directly in it.
    pub fn folder(&self, path: &str) -> Option<Module> {
        find(self.folders.length as u32 - 1, path, |at| self.folder_path(at)).map(Module::Folder)
    }

    pub fn file(&self, path: &str) -> Option<FileId> {
        find(self.files.length as u32 - 1, path, |at| self.path(FileId(at))).map(FileId)
    }

    fn folder_path(&self, folder: u32) -> &'static str {
        self.string(self.cell(self.folders, 2, folder, 0))
    }

    fn folder_of(&self, file: FileId) -> u32 {
        self.cell(self.files, 4, file.0, 3)
    }

    // ── types ────────────────────────────────────────────────────────────────────────────────────────────────────────

    pub fn len(&self) -> usize {
        self.types.length
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// With its dots.
    pub fn type_name(&self, ty: TypeId) -> &'static str {
        self.string(self.cell(self.types, 3, ty.0, 0))
    }

    pub fn file_of(&self, ty: TypeId) -> FileId {
        let (mut low, mut high) = (0, self.files.length as u32 - 1);
        while low < high {
            let middle = (low + high) / 2;
            if self.cell(self.files, 4, middle + 1, 1) <= ty.0 { low = middle + 1 } else { high = middle }
        }
        FileId(low)
    }

    /// The types of a file, as they stand in it.
    pub fn types_of(&self, file: FileId) -> impl Iterator<Item = TypeId> + use<> {
        (self.cell(self.files, 4, file.0, 1)..self.cell(self.files, 4, file.0 + 1, 1)).map(TypeId)
    }

    pub(crate) fn tree(&self, ty: TypeId) -> Cursor<'static> {
        self.cursor(self.cell(self.types, 3, ty.0, 1))
    }

    /// The types that a type names, and those that are declared inside it.
    pub(crate) fn needs(&self, ty: TypeId) -> impl Iterator<Item = TypeId> + use<> {
        let mut cursor = self.cursor(self.cell(self.types, 3, ty.0, 2));
        let mut last = 0;
        (0..cursor.take()).map(move |_| {
            last += cursor.small();
            TypeId(last)
        })
    }

    pub(crate) fn expression(&self, at: u32) -> Cursor<'static> {
        self.cursor(self.cell(self.expressions, 1, at, 0))
    }

    /// What a module exports, sorted by name; what begins with `_` is seen in its own file only.
    pub fn exports(&self, module: Module) -> impl Iterator<Item = TypeId> + '_ {
        let (folder, file) = match module {
            Module::Folder(folder) => (folder, None),
            Module::File(file) => (self.folder_of(file), Some(file)),
        };
        let types = self.by_name_in(folder).map(|at| self.at_name(at));
        types.filter(move |ty| file.is_none_or(|file| self.file_of(*ty) == file) && !self.type_name(*ty).starts_with('_'))
    }

    /// The types that a path which begins with this name may name: `Pod` names `Pod` and `Pod.Spec`.
    pub fn named<'n>(&self, module: Module, name: &'n str) -> impl Iterator<Item = TypeId> + use<'_, 'n> {
        let (folder, file) = match module {
            Module::Folder(folder) => (folder, None),
            Module::File(file) => (self.folder_of(file), Some(file)),
        };
        let all = self.by_name_in(folder);
        let name_at = |at: u32| self.type_name(self.at_name(at));
        let (mut low, mut high) = (all.start, all.end);
        while low < high {
            let middle = (low + high) / 2;
            if name_at(middle) < name { low = middle + 1 } else { high = middle }
        }
        let found = (low..all.end).map(|at| self.at_name(at));
        let found = found.take_while(move |ty| self.type_name(*ty).starts_with(name)).filter(move |ty| {
            let rest = &self.type_name(*ty)[name.len()..];
            rest.is_empty() || rest.starts_with('.')
        });
        found.filter(move |ty| file.is_none_or(|file| self.file_of(*ty) == file))
    }

    fn by_name_in(&self, folder: u32) -> std::ops::Range<u32> {
        self.cell(self.folders, 2, folder, 1)..self.cell(self.folders, 2, folder + 1, 1)
    }

    fn at_name(&self, at: u32) -> TypeId {
        TypeId(self.cell(self.by_name, 1, at, 0))
    }

    // ── kinds ────────────────────────────────────────────────────────────────────────────────────────────────────────

    /// API version, kind and type of all kinds, sorted.
    pub fn kinds(&self) -> impl Iterator<Item = (&'static str, &'static str, TypeId)> + '_ {
        let cell = |at, column| self.cell(self.kinds, 3, at, column);
        (0..self.kinds.length as u32).map(move |at| (self.string(cell(at, 0)), self.string(cell(at, 1)), TypeId(cell(at, 2))))
    }

    /// The folder that a type is imported from: `k8s.apps.v1`.
    pub fn import_path(&self, ty: TypeId) -> String {
        self.folder_path(self.folder_of(self.file_of(ty))).replace('/', ".")
    }
}

/// Where a text stands among so many sorted ones.
fn find(length: u32, text: &str, at: impl Fn(u32) -> &'static str) -> Option<u32> {
    let (mut low, mut high) = (0, length);
    while low < high {
        let middle = (low + high) / 2;
        match at(middle).cmp(text) {
            std::cmp::Ordering::Less => low = middle + 1,
            std::cmp::Ordering::Greater => high = middle,
            std::cmp::Ordering::Equal => return Some(middle),
        }
    }
    None
}

impl std::fmt::Debug for Table {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Table({} types)", self.types.length)
    }
}
