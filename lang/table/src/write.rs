//! Parsed files to the table.

use std::collections::BTreeMap;
use std::sync::Arc;

use jke_syntax::Parsed;
use jke_syntax::tree::{ExprKind, Import, ImportKind, Item, ItemKind};
use jke_text::{Name, Source, Span};

use crate::bytes::{put, put_fixed};
use crate::encode::{Encoder, Interned, Pool};
use crate::names::{Names, Scope, folder_of};
use crate::table::WIDTHS;
use crate::tree::import;

/// Why a file can't be in the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub span: Span,
    pub message: String,
}

/// A type with its file's path.
pub(crate) struct Declared {
    pub path: String,
    pub name: Name,
    pub span: Span,
}

/// The table of these files, whose places are those of one address space and which are sorted by path.
pub fn write(files: &[(Arc<Source>, Parsed)]) -> Result<Vec<u8>, Vec<Problem>> {
    let mut problems = vec![];
    let types: Vec<Declared> = files.iter().flat_map(|(source, parsed)| declared(source, parsed)).collect();
    let names = Names::new(&types, &mut problems);
    let pool = Pool { texts: Interned::new(), expressions: Interned::new() };
    let mut writer =
        Writer { types: &types, names: &names, pool, problems, of_files: vec![], of_types: vec![], kinds: vec![], body: vec![] };
    files.iter().for_each(|(source, parsed)| writer.file(source, parsed));
    if writer.problems.is_empty() {
        return Ok(writer.finish());
    }
    writer.problems.sort_by_key(|problem| problem.span);
    Err(writer.problems)
}

/// The rows of the index as they grow, and the bytes that stand behind them.
struct Writer<'w> {
    types: &'w [Declared],
    names: &'w Names,
    pool: Pool,
    problems: Vec<Problem>,
    of_files: Vec<u32>,
    of_types: Vec<u32>,
    kinds: Vec<(String, String, u32)>,
    /// Trees, needs and imports; their places in the rows are told from its beginning.
    body: Vec<u8>,
}

fn declared(source: &Source, parsed: &Parsed) -> Vec<Declared> {
    let names = parsed.file.items.iter().filter_map(|item| match &item.kind {
        ItemKind::Type(ty) => Some((Name::new(&ty.name.to_string()), ty.name.span())),
        _ => None,
    });
    names.map(|(name, span)| Declared { path: source.path.clone(), name, span }).collect()
}

impl Writer<'_> {
    fn file(&mut self, source: &Source, parsed: &Parsed) {
        let wrong = parsed.diagnostics.iter().map(|mistake| Problem { span: mistake.primary.span, message: mistake.message.clone() });
        self.problems.extend(wrong);
        let first = self.of_types.len() as u32 / 3;
        let path = self.pool.texts.number(source.path.clone());
        let mut scope = self.names.scope(&source.path, &parsed.file.imports, self.types);
        parsed.file.items.iter().for_each(|item| self.item(source, item, &mut scope));
        self.of_files.extend([path, first, self.body.len() as u32, 0]);
        self.encode(source, |encoder| {
            encoder.out.push(u8::from(parsed.file.docs.is_some()));
            parsed.file.docs.iter().for_each(|docs| encoder.text(docs));
            encoder.count(parsed.file.imports.len());
            parsed.file.imports.iter().enumerate().for_each(|(at, import)| encode_import(import, at, &scope, encoder));
        });
        self.problems.append(&mut scope.problems);
    }

    /// Adds to the body what is written of a file, with places from its beginning.
    fn encode(&mut self, source: &Source, write: impl FnOnce(&mut Encoder)) {
        let mut encoder = Encoder { pool: &mut self.pool, out: vec![], at: source.base, problems: vec![] };
        write(&mut encoder);
        self.problems.append(&mut encoder.problems);
        self.body.append(&mut encoder.out);
    }

    fn item(&mut self, source: &Source, item: &Item, scope: &mut Scope) {
        let at = self.of_types.len() as u32 / 3;
        let place = self.body.len() as u32;
        self.encode(source, |encoder| encoder.item(item));
        if !matches!(item.kind, ItemKind::Type(_)) {
            return;
        }
        let name = self.pool.texts.number(self.types[at as usize].name.as_str().to_owned());
        self.of_types.extend([name, place, self.body.len() as u32]);
        let needs = scope.needs(item, self.types, at);
        put(&mut self.body, needs.len() as u64);
        let mut last = 0;
        for ty in needs {
            put(&mut self.body, u64::from(ty - last));
            last = ty;
        }
        self.kinds.extend(kind(item).map(|(api_version, kind)| (api_version, kind, at)));
    }

    fn finish(self) -> Vec<u8> {
        let Writer { types, names: _, mut pool, problems: _, mut of_files, of_types, mut kinds, mut body } = self;
        let (folders, by_name) = by_folder(&mut of_files, types, &mut pool);
        kinds.sort();
        let mut of_kinds = vec![];
        for (api_version, kind, ty) in kinds {
            of_kinds.extend([pool.texts.number(api_version), pool.texts.number(kind), ty]);
        }
        // One more than there are, since each ends where the next begins.
        of_files.extend([0, types.len() as u32, 0, 0]);
        let mut expressions = vec![];
        for bytes in &pool.expressions.all {
            expressions.push(body.len() as u32);
            body.extend(bytes);
        }
        let (strings, text) = join(&pool.texts.all);
        let mut rows = [strings, of_files, of_types, folders, by_name, of_kinds, expressions];
        let start = ((WIDTHS.len() + rows.iter().map(Vec::len).sum::<usize>()) * 4 + text.len()) as u32;
        let [_, files, types, _, _, _, expressions] = &mut rows;
        files.iter_mut().skip(2).step_by(4).for_each(|place| *place += start);
        types.chunks_mut(3).flat_map(|row| &mut row[1..]).for_each(|place| *place += start);
        expressions.iter_mut().for_each(|place| *place += start);
        let mut out = vec![];
        rows.iter().zip(WIDTHS).for_each(|(row, width)| put_fixed(&mut out, (row.len() / width) as u32));
        rows.iter().flatten().for_each(|number| put_fixed(&mut out, *number));
        out.extend(text.as_bytes());
        out.append(&mut body);
        out
    }
}

/// All texts in a row, with where each begins and the last ends.
fn join(texts: &[String]) -> (Vec<u32>, String) {
    let mut starts = vec![0];
    let mut joined = String::new();
    for text in texts {
        joined.push_str(text);
        starts.push(joined.len() as u32);
    }
    (starts, joined)
}

/// The row of folders, and of the types of each by name. Each file is told its folder.
fn by_folder(files: &mut [u32], types: &[Declared], pool: &mut Pool) -> (Vec<u32>, Vec<u32>) {
    let mut folders: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    let paths: Vec<String> = files.chunks(4).map(|row| pool.texts.all[row[0] as usize].clone()).collect();
    paths.iter().for_each(|path| folders.entry(folder_of(path)).or_default().clear());
    types.iter().enumerate().for_each(|(at, ty)| folders.entry(folder_of(&ty.path)).or_default().push(at as u32));
    for (row, path) in files.chunks_mut(4).zip(&paths) {
        row[3] = folders.range(..folder_of(path)).count() as u32;
    }
    let (mut of_folders, mut by_name) = (vec![], vec![]);
    for (folder, mut inside) in folders {
        inside.sort_by_key(|ty| types[*ty as usize].name.as_str());
        of_folders.extend([pool.texts.number(folder.to_owned()), by_name.len() as u32]);
        by_name.extend(inside);
    }
    of_folders.extend([0, by_name.len() as u32]);
    (of_folders, by_name)
}

fn encode_import(import: &Import, at: usize, scope: &Scope, encoder: &mut Encoder) {
    let mark = match import.kind {
        ImportKind::Module(_) => import::MODULE,
        ImportKind::Names(_) => 0,
    };
    encoder.out.push(mark);
    encoder.span(import.span);
    encoder.path(&import.path);
    match &import.kind {
        ImportKind::Module(local) => {
            encoder.ident(local);
            let mut used: Vec<u32> = scope.used[at].iter().copied().collect();
            used.sort_unstable();
            encoder.count(used.len());
            used.iter().for_each(|ty| put(&mut encoder.out, u64::from(*ty)));
        }
        ImportKind::Names(aliases) => {
            encoder.count(aliases.len());
            for (alias, ty) in aliases.iter().zip(&scope.aliases[at]) {
                encoder.out.push(if alias.local == alias.name { 0 } else { import::RENAMED });
                encoder.ident(&alias.name);
                if alias.local != alias.name {
                    encoder.ident(&alias.local);
                }
                put(&mut encoder.out, u64::from(*ty));
            }
        }
    }
}

/// What `@kind` says of a type.
fn kind(item: &Item) -> Option<(String, String)> {
    let annotation = item.head.annotations.iter().find(|annotation| annotation.name.name.as_str() == "kind")?;
    let text = |at: usize| match &annotation.arguments.get(at)?.kind {
        ExprKind::String(literal) => literal.text().map(str::to_owned),
        _ => None,
    };
    Some((text(0)?, text(1)?))
}
