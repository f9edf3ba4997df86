//! Bytes to trees: the types of a file that are reached, with what they import.

use jke_syntax::tree::{
    Alias, Annotation, Decimal, Expr, ExprKind, Field, File, Head, Ident, Import, ImportKind, Item, ItemKind, Key, KeyKind, Member, Path,
    Refinement, StringLiteral, StringPart, TypeExpr, TypeExprKind, TypeItem, TypeKind, UnaryOp,
};
use jke_text::Span;
use rustc_hash::FxHashSet;

use crate::bytes::Cursor;
use crate::tree::{expr, import, item, member, refinement, ty};
use crate::{FileId, Reached, Table, TypeId};

impl Table {
    /// The file with those of its types that are reached, and of its imports what these need: it is the same wherever these types are.
    /// Its text stands from `base` on.
    pub fn read(&self, file: FileId, reached: &Reached, base: u32) -> File {
        let types = || self.types_of(file).filter(|ty| reached.contains(*ty));
        let items: Vec<Item> = types().map(|ty| Decoder { table: self, cursor: self.tree(ty), at: base }.item()).collect();
        let needed: FxHashSet<TypeId> = types().flat_map(|ty| self.needs(ty)).collect();
        let mut decoder = Decoder { table: self, cursor: self.imports(file), at: base };
        let docs = decoder.file_docs();
        let count = decoder.cursor.take();
        let imports = (0..count).filter_map(|_| decoder.import(&needed)).collect();
        File { docs, imports, items }
    }
}

struct Decoder<'t> {
    table: &'t Table,
    cursor: Cursor<'static>,
    /// The place that the next one is told from.
    at: u32,
}

impl Decoder<'_> {
    fn text(&mut self) -> &'static str {
        let at = self.cursor.small();
        self.table.string(at)
    }

    fn mark(&mut self) -> u8 {
        self.cursor.small() as u8
    }

    fn span(&mut self) -> Span {
        let start = self.place();
        Span::new(start, start + self.cursor.small())
    }

    fn place(&mut self) -> u32 {
        self.at = self.at.wrapping_add_signed(self.cursor.signed() as i32);
        self.at
    }

    fn many<T>(&mut self, mut one: impl FnMut(&mut Self) -> T) -> Vec<T> {
        (0..self.cursor.take()).map(|_| one(self)).collect()
    }

    fn ident(&mut self) -> Ident {
        let name = self.table.name(self.cursor.small());
        let start = self.place();
        let length = (name.as_str().len() as u32).wrapping_add_signed(self.cursor.signed() as i32);
        Ident { name, span: Span::new(start, start + length) }
    }

    fn path(&mut self) -> Path {
        Path { segments: self.many(Self::ident) }
    }

    // ── imports ──────────────────────────────────────────────────────────────────────────────────────────────────────

    fn file_docs(&mut self) -> Option<String> {
        (self.mark() == 1).then(|| self.text().to_owned())
    }

    /// An import of which something is needed.
    fn import(&mut self, needed: &FxHashSet<TypeId>) -> Option<Import> {
        let mark = self.mark();
        let span = self.span();
        let path = self.path();
        if mark == import::MODULE {
            let local = self.ident();
            let used = self.many(|decoder| TypeId(decoder.cursor.small()));
            return used.iter().any(|ty| needed.contains(ty)).then_some(Import { path, kind: ImportKind::Module(local), span });
        }
        let aliases = self.many(|decoder| decoder.alias(needed));
        let aliases: Vec<Alias> = aliases.into_iter().flatten().collect();
        (!aliases.is_empty()).then_some(Import { path, kind: ImportKind::Names(aliases), span })
    }

    fn alias(&mut self, needed: &FxHashSet<TypeId>) -> Option<Alias> {
        let mark = self.mark();
        let name = self.ident();
        let local = if mark == import::RENAMED { self.ident() } else { name };
        let ty = TypeId(self.cursor.small());
        needed.contains(&ty).then_some(Alias { name, local })
    }

    // ── declarations ─────────────────────────────────────────────────────────────────────────────────────────────────

    fn item(&mut self) -> Item {
        let mark = self.mark();
        let span = self.span();
        let name = self.path();
        let head = self.head(mark & item::DOCS != 0, mark & item::ANNOTATIONS != 0);
        let kind = if mark & item::RECORD == 0 {
            TypeKind::Alias(self.type_expr())
        } else {
            let extends = (mark & item::EXTENDS != 0).then(|| self.path());
            TypeKind::Record { extends, members: self.many(Self::member) }
        };
        Item { head, kind: ItemKind::Type(TypeItem { name, kind }), span }
    }

    fn head(&mut self, docs: bool, annotations: bool) -> Head {
        let docs = docs.then(|| self.text().to_owned());
        Head { docs, annotations: if annotations { self.many(Self::annotation) } else { vec![] } }
    }

    fn annotation(&mut self) -> Annotation {
        let span = self.span();
        let name = self.ident();
        Annotation { name, arguments: self.many(Self::expr), span }
    }

    fn member(&mut self) -> Member {
        let mark = self.mark();
        let span = self.span();
        if mark == member::REST {
            return Member::Rest { ty: self.shared(), span };
        }
        let head = self.head(mark & member::DOCS != 0, mark & member::ANNOTATIONS != 0);
        let Ident { name, span: place } = self.ident();
        self.at = place.end;
        let ty = self.shared();
        let default = (mark & member::DEFAULT != 0).then(|| self.expr());
        self.at = span.start;
        Member::Field(Field { head, key: Key { kind: KeyKind::Name(name), span: place }, ty, default, span })
    }

    // ── types ────────────────────────────────────────────────────────────────────────────────────────────────────────

    fn shared(&mut self) -> TypeExpr {
        let cursor = self.table.expression(self.cursor.small());
        Decoder { table: self.table, cursor, at: self.at }.type_expr()
    }

    fn type_expr(&mut self) -> TypeExpr {
        let mark = self.mark();
        let span = self.span();
        let kind = match mark & ty::KIND {
            ty::LITERAL => TypeExprKind::Literal(Box::new(self.expr())),
            ty::OPTIONAL => TypeExprKind::Optional(Box::new(self.type_expr())),
            ty::UNION => TypeExprKind::Union(self.many(Self::type_expr)),
            ty::PAREN => TypeExprKind::Paren(Box::new(self.type_expr())),
            _ => TypeExprKind::Path {
                path: self.path(),
                arguments: if mark & ty::ARGUMENTS != 0 { self.many(Self::type_expr) } else { vec![] },
                by: (mark & ty::BY != 0).then(|| self.many(Self::ident)),
                refinements: if mark & ty::REFINEMENTS != 0 { self.many(Self::refinement) } else { vec![] },
            },
        };
        TypeExpr { kind, span }
    }

    fn refinement(&mut self) -> Refinement {
        let mark = self.mark();
        if mark == refinement::VALUE {
            return Refinement::Value(self.expr());
        }
        let span = self.span();
        let from = (mark & refinement::FROM != 0).then(|| self.expr());
        Refinement::Range { from, to: (mark & refinement::TO != 0).then(|| self.expr()), span }
    }

    // ── constants ────────────────────────────────────────────────────────────────────────────────────────────────────

    fn expr(&mut self) -> Expr {
        let mark = self.mark();
        let span = self.span();
        let kind = match mark {
            expr::INT => ExprKind::Int(self.cursor.take()),
            expr::FLOAT => ExprKind::Float(Decimal(self.cursor.take())),
            expr::QUANTITY => ExprKind::Quantity(self.table.name(self.cursor.small())),
            expr::NAME => ExprKind::Name(self.table.name(self.cursor.small())),
            expr::TEXT => {
                let text = self.text();
                let parts = if text.is_empty() { vec![] } else { vec![StringPart::Text(text.into())] };
                ExprKind::String(StringLiteral { parts, span })
            }
            expr::TRUE => ExprKind::Bool(true),
            expr::FALSE => ExprKind::Bool(false),
            expr::NEGATE => ExprKind::Unary { op: UnaryOp::Negate, operand: Box::new(self.expr()) },
            expr::PAREN => ExprKind::Paren(Box::new(self.expr())),
            expr::LIST => ExprKind::List(self.many(Self::expr)),
            _ => ExprKind::None,
        };
        Expr { kind, span }
    }
}
