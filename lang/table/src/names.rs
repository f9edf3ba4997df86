//! What the names in each type mean: which other types it needs.

use jke_syntax::tree::{
    Expr, ExprKind, Head, Import, ImportKind, Item, ItemKind, Member, Path, TypeExpr, TypeExprKind, TypeItem, TypeKind,
};
use jke_text::{Name, Span};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::write::{Declared, Problem};

/// The names of the language's own types, which a declaration of the name hides.
const BUILT_IN: [&str; 13] =
    ["Any", "Bool", "Cpu", "Duration", "Float", "Int", "List", "Map", "Memory", "Percent", "Quantity", "Secret", "String"];

/// The types of a folder by name, of a file or of all its files.
type Exports = FxHashMap<Name, u32>;

/// All declared types, as files see them.
pub(crate) struct Names {
    /// By path, of folders and, without `.jke`, of files.
    modules: FxHashMap<String, Exports>,
}

/// What an imported name stands for.
enum Imported {
    Type(u32),
    /// The module, and which of the file's imports it is.
    Module(String, usize),
}

/// What one file's names mean.
pub(crate) struct Scope<'n> {
    names: &'n Names,
    folder: &'n str,
    imported: FxHashMap<Name, Imported>,
    own: Exports,
    /// For each import of a whole module: what is used of it.
    pub used: Vec<FxHashSet<u32>>,
    /// For each import of names: the types.
    pub aliases: Vec<Vec<u32>>,
    pub problems: Vec<Problem>,
    needs: FxHashSet<u32>,
}

impl Names {
    pub fn new(types: &[Declared], problems: &mut Vec<Problem>) -> Names {
        let mut modules: FxHashMap<String, Exports> = FxHashMap::default();
        for (at, ty) in types.iter().enumerate().filter(|(_, ty)| !ty.name.as_str().starts_with('_')) {
            let of_file = modules.entry(stem_of(&ty.path).to_owned()).or_default();
            of_file.insert(ty.name, at as u32);
            let of_folder = modules.entry(folder_of(&ty.path).to_owned()).or_default();
            if of_folder.insert(ty.name, at as u32).is_some() {
                problems.push(Problem { span: ty.span, message: format!("`{}` is declared twice in this folder", ty.name) });
            }
        }
        Names { modules }
    }

    fn module(&self, path: &Path) -> Option<(String, &Exports)> {
        let joined = path.segments.iter().map(|segment| segment.name.as_str()).collect::<Vec<_>>().join("/");
        self.modules.get(&joined).map(|exports| (joined, exports))
    }

    /// The scope of a file; `types` are all types, from which its own private ones are taken.
    pub fn scope<'n>(&'n self, path: &'n str, imports: &[Import], types: &[Declared]) -> Scope<'n> {
        let private = types.iter().enumerate().filter(|(_, ty)| ty.path == path && ty.name.as_str().starts_with('_'));
        let mut scope = Scope {
            names: self,
            folder: folder_of(path),
            imported: FxHashMap::default(),
            own: private.map(|(at, ty)| (ty.name, at as u32)).collect(),
            used: vec![],
            aliases: vec![],
            problems: vec![],
            needs: FxHashSet::default(),
        };
        imports.iter().for_each(|import| scope.import(import));
        scope
    }
}

impl Scope<'_> {
    fn import(&mut self, import: &Import) {
        let at = self.used.len();
        self.used.push(FxHashSet::default());
        self.aliases.push(vec![]);
        let Some((module, exports)) = self.names.module(&import.path) else {
            return self.unknown(import.path.span(), &import.path.to_string(), "a module that holds types only");
        };
        match &import.kind {
            ImportKind::Module(local) => {
                self.imported.insert(local.name, Imported::Module(module, at));
            }
            ImportKind::Names(aliases) => {
                for alias in aliases {
                    match exports.get(&alias.name.name) {
                        Some(ty) => {
                            self.imported.insert(alias.local.name, Imported::Type(*ty));
                            self.aliases[at].push(*ty);
                        }
                        None => self.unknown(alias.name.span, alias.name.name.as_str(), "a type of that module"),
                    }
                }
            }
        }
    }

    fn unknown(&mut self, span: Span, name: &str, what: &str) {
        self.problems.push(Problem { span, message: format!("`{name}` is not {what}") });
    }

    /// The types that a type names, in order. Those that are declared inside it are among them, since paths may lead to them.
    pub fn needs(&mut self, item: &Item, types: &[Declared], at: u32) -> Vec<u32> {
        if let ItemKind::Type(TypeItem { name: _, kind }) = &item.kind {
            self.of_head(&item.head);
            match kind {
                TypeKind::Alias(ty) => self.of_type(ty),
                TypeKind::Record { extends, members } => {
                    extends.iter().for_each(|parent| self.of_path(parent));
                    members.iter().for_each(|member| self.of_member(member));
                }
            }
        }
        let exports = self.names.modules.get(self.folder);
        self.needs.extend(exports.map(|exports| inside(exports, types[at as usize].name)).unwrap_or_default());
        let mut needs: Vec<u32> = self.needs.drain().filter(|ty| *ty != at).collect();
        needs.sort_unstable();
        needs
    }

    fn of_head(&mut self, head: &Head) {
        head.annotations.iter().flat_map(|annotation| &annotation.arguments).for_each(|argument| self.of_argument(argument));
    }

    /// A name in an annotation is that of a type.
    fn of_argument(&mut self, argument: &Expr) {
        if let ExprKind::Name(name) = &argument.kind {
            let segments = vec![jke_syntax::tree::Ident { name: *name, span: argument.span }];
            self.of_path(&Path { segments });
        }
    }

    fn of_member(&mut self, member: &Member) {
        match member {
            Member::Field(field) => {
                self.of_head(&field.head);
                self.of_type(&field.ty);
            }
            Member::Rest { ty, .. } => self.of_type(ty),
            Member::Inherited(_) | Member::Output(_) | Member::Stmt(_) | Member::Error => {}
        }
    }

    fn of_type(&mut self, ty: &TypeExpr) {
        match &ty.kind {
            TypeExprKind::Path { path, arguments, .. } => {
                self.of_path(path);
                arguments.iter().for_each(|argument| self.of_type(argument));
            }
            TypeExprKind::Optional(inner) | TypeExprKind::Paren(inner) => self.of_type(inner),
            TypeExprKind::Union(alternatives) => alternatives.iter().for_each(|alternative| self.of_type(alternative)),
            TypeExprKind::Literal(_) | TypeExprKind::Error => {}
        }
    }

    /// The declaration of the first name, which needs those inside it; where only some inside it are declared, these.
    fn of_path(&mut self, path: &Path) {
        let names = self.names;
        let first = path.segments[0].name;
        let found = match self.imported.get(&first) {
            Some(Imported::Type(ty)) => vec![*ty],
            Some(Imported::Module(module, import)) => {
                let exports = &names.modules[module];
                let found = path.segments.get(1).map(|second| family(exports, second.name)).unwrap_or_default();
                self.used[*import].extend(&found);
                found
            }
            None => {
                let own = self.own.get(&first).map(|ty| vec![*ty]);
                own.unwrap_or_else(|| names.modules.get(self.folder).map(|exports| family(exports, first)).unwrap_or_default())
            }
        };
        if found.is_empty() && (path.segments.len() > 1 || !BUILT_IN.contains(&first.as_str())) {
            self.unknown(path.span(), &path.to_string(), "a type of this folder, of an import or of the language");
        }
        self.needs.extend(found);
    }
}

/// The type of this name, else those that are declared inside it.
fn family(exports: &Exports, name: Name) -> Vec<u32> {
    exports.get(&name).map_or_else(|| inside(exports, name), |ty| vec![*ty])
}

/// `Pod.Spec` and `Pod.Spec.Affinity` for `Pod`.
fn inside(exports: &Exports, name: Name) -> Vec<u32> {
    let prefix = format!("{name}.");
    exports.iter().filter(|(name, _)| name.as_str().starts_with(&prefix)).map(|(_, ty)| *ty).collect()
}

/// `k8s/apps/v1` of `k8s/apps/v1/deployment.jke`
pub(crate) fn folder_of(path: &str) -> &str {
    path.rfind('/').map_or("", |slash| &path[..slash])
}

fn stem_of(path: &str) -> &str {
    path.strip_suffix(".jke").unwrap_or(path)
}
