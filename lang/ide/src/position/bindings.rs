//! Names that statements, clauses and patterns before a position bring into scope, with their types as far as these are plain to see.

use std::ops::Range;

use jke_model::declaration::FieldKind;
use jke_model::ty::Ty;
use jke_syntax::TokenKind;

use super::place::Place;
use super::scope::{Local, Scope};

impl Scope<'_> {
    /// Brings into scope what is bound between a bracket and a token inside of it.
    pub(super) fn bind_before(&mut self, place: &Place, open: Option<usize>, to: usize) {
        let entries = self.cursor.split(open, to);
        let Some((last, before)) = entries.split_last() else { return };
        if matches!(place, Place::Members | Place::Block) {
            before.iter().for_each(|entry| self.bind_let(entry.clone()));
        }
        match place {
            Place::Items if self.cursor.text(last.start) == "fn" => {
                let params = self.function(last.start + 1).map_or(&[][..], |function| &function.params);
                params.iter().for_each(|param| self.locals.push(Local { name: param.name, span: param.span, ty: Some(param.ty.clone()) }));
            }
            Place::Values(_) | Place::Body(_) if self.cursor.kind(last.start) == TokenKind::For => self.bind_clauses(last.clone()),
            Place::Arguments(open) => self.bind_lambda(*open, last.clone()),
            Place::Arms(_) => self.bind_pattern(last.clone()),
            Place::Items
            | Place::Values(_)
            | Place::Body(_)
            | Place::Names(_)
            | Place::Project
            | Place::Members
            | Place::Block
            | Place::AxisValues(_)
            | Place::Modules
            | Place::Nothing => {}
        }
    }

    fn bind_let(&mut self, entry: Range<usize>) {
        if !self.cursor.opens(entry.start, "let") || self.own_let(entry.start + 1) {
            return;
        }
        let Some(assign) = self.cursor.find(entry.clone(), |kind| kind == TokenKind::Assign) else { return };
        let value = assign + 1..entry.end;
        let ty = match self.cursor.opens(value.start, "include") {
            true => self.record(value.start + 1..value.end).map(Ty::Record),
            false => self.type_of(value.clone()).or_else(|| self.named_literal(value)),
        };
        self.bind(entry.start + 1, ty);
    }

    /// A `let` of the module itself is one of its fields, whose type is known.
    fn own_let(&self, name: usize) -> bool {
        let field = self.own_fields().zip(self.cursor.name(name)).and_then(|(own, name)| self.known.interfaces.record(own).field(name));
        field.is_some_and(|(_, field)| field.kind == FieldKind::Let)
    }

    /// `Name { … }`
    fn named_literal(&self, range: Range<usize>) -> Option<Ty> {
        let (path, behind) = self.cursor.path(range.clone())?;
        let is_whole = self.cursor.kind(behind) == TokenKind::BraceOpen && self.cursor.closing(behind) + 1 == range.end;
        self.known.record(self.file, &path).filter(|_| is_whole).map(Ty::Record)
    }

    /// `x in xs`, `k, v in m`, behind the `for`.
    pub(super) fn bind_for(&mut self, clause: Range<usize>) {
        let Some(within) = self.cursor.find(clause.clone(), |kind| kind == TokenKind::In) else { return };
        let source = self.type_of(within + 1..clause.end);
        let element = source.as_ref().and_then(|ty| self.known.element(ty));
        let is_map = source.as_ref().is_some_and(|ty| matches!(ty.required(), Ty::Map(_)));
        match self.cursor.kind(clause.start + 1) {
            TokenKind::Comma => {
                self.bind(clause.start, Some(Ty::STRING));
                self.bind(clause.start + 2, element);
            }
            _ => self.bind(clause.start, if is_map { Some(Ty::STRING) } else { element }),
        }
    }

    /// The `for`s of a comprehension, up to its colon.
    fn bind_clauses(&mut self, entry: Range<usize>) {
        let mut at = entry.start;
        while at < entry.end && self.cursor.kind(at) == TokenKind::For {
            let ends = |kind| matches!(kind, TokenKind::For | TokenKind::If | TokenKind::Colon);
            let end = self.cursor.find(at + 1..entry.end, ends).unwrap_or(entry.end);
            self.bind_for(at + 1..end);
            at = self.cursor.find(end..entry.end, |kind| kind == TokenKind::For).unwrap_or(entry.end);
        }
    }

    /// `xs.map(x => …)`
    fn bind_lambda(&mut self, open: usize, argument: Range<usize>) {
        if self.cursor.kind(argument.start + 1) != TokenKind::FatArrow || argument.start + 1 >= argument.end {
            return;
        }
        let receiver = open.checked_sub(2).filter(|dot| matches!(self.cursor.kind(*dot), TokenKind::Dot | TokenKind::QuestionDot));
        let element = receiver.and_then(|dot| self.type_before(0, dot)).and_then(|ty| self.known.element(&ty));
        self.bind(argument.start, element);
    }

    /// `S3 as s =>`, and the `S3 as s` before a block.
    pub(super) fn bind_pattern(&mut self, arm: Range<usize>) {
        let Some((path, behind)) = self.cursor.path(arm.clone()) else { return };
        if self.cursor.text(behind) == "as" && behind + 1 < arm.end {
            self.bind(behind + 1, self.known.record(self.file, &path).map(Ty::Record));
        }
    }
}
