//! The brackets around a position to what they hold, from the outside to the inside: layers, records, declarations, statements, lists.

use std::ops::Range;

use jke_model::declaration::RecordId;
use jke_model::ty::Ty;
use jke_resolve::FileIndex;
use jke_syntax::TokenKind;
use jke_text::Name;

use super::cursor::Cursor;
use super::scope::Scope;
use crate::known::Known;

/// What stands between a pair of brackets.
#[derive(Clone, Debug)]
pub(crate) enum Place {
    /// The top of a file.
    Items,
    /// `import shop.lib { … }`
    Names(Vec<Name>),
    Project,
    /// Of a record, a map or a layer.
    Body(Body),
    /// Of a `type` or a `module`.
    Members,
    /// Statements of a module, a policy or a test.
    Block,
    /// Of a `match`.
    Arms(Arms),
    /// One expression, or a row of them: `( … )`, `[ … ]`.
    Values(Option<Ty>),
    /// The arguments of the call whose `(` is this token.
    Arguments(usize),
    /// `[dev, prod]` in a selector: the index of the axis.
    AxisValues(usize),
    /// `prelude = [ … ]`
    Modules,
    Nothing,
}

#[derive(Clone, Debug)]
pub(crate) struct Body {
    pub ty: Option<Ty>,
    pub extent: Extent,
    /// From the instance on.
    pub path: Option<Vec<Name>>,
    /// The fields that the address of an element of a keyed list says.
    pub addressed: Vec<Name>,
}

/// What a body is for its value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Extent {
    /// All of it.
    Literal,
    /// The layer that is to give what must be set.
    Layer,
    /// A layer on top of others, or below.
    Overlay,
}

#[derive(Clone, Debug)]
pub(crate) struct Arms {
    pub subject: Option<Ty>,
    /// What the arms are to give; `None` for statements.
    pub result: Option<Option<Ty>>,
}

/// The scope at a position and what stands there.
pub(crate) fn place<'a>(known: Known<'a>, cursor: &'a Cursor, file: FileIndex) -> (Scope<'a>, Place) {
    let (locals, own, instance) = (vec![], None, None);
    let mut scope = Scope { known, cursor, file, own, is_layer: false, sees_targets: false, locals, instance };
    let (mut place, mut outer) = (Place::Items, None);
    for open in cursor.open.iter().copied() {
        let head = cursor.entry(outer, open)..open;
        scope.bind_before(&place, outer, open);
        place = scope.enter(&place, head, open);
        outer = Some(open);
    }
    scope.bind_before(&place, outer, cursor.at);
    (scope, place)
}

impl Scope<'_> {
    fn enter(&mut self, place: &Place, head: Range<usize>, open: usize) -> Place {
        match self.cursor.kind(open) {
            TokenKind::BraceOpen => self.brace(place, head),
            TokenKind::BracketOpen => self.bracket(place, head),
            TokenKind::ParenOpen => self.paren(place, head, open),
            TokenKind::InterpolationOpen => Place::Values(None),
            _ => Place::Nothing,
        }
    }

    fn body(ty: Option<Ty>) -> Place {
        Place::Body(Body { ty, extent: Extent::Literal, path: None, addressed: vec![] })
    }

    // ── `{` ──────────────────────────────────────────────────────────────────────────────────────────────────────────

    fn brace(&mut self, place: &Place, head: Range<usize>) -> Place {
        match place {
            Place::Items => self.item(head),
            Place::Body(body) => self.entry_body(body, head),
            Place::Members | Place::Block => self.statement(place, head),
            Place::Arms(Arms { subject: _, result: None }) => {
                self.bind_pattern(head.clone());
                Place::Block
            }
            Place::Arms(_) | Place::Values(_) | Place::Arguments(_) => match self.value_part(place, head) {
                Some((range, expected)) => self.literal(range, expected),
                None => Place::Nothing,
            },
            Place::Names(_) | Place::Project | Place::AxisValues(_) | Place::Modules | Place::Nothing => Place::Nothing,
        }
    }

    fn item(&mut self, head: Range<usize>) -> Place {
        let first = head.start;
        let colon = self.cursor.find(head.clone(), |kind| kind == TokenKind::Colon);
        match self.cursor.text(first) {
            "import" => Place::Names(self.cursor.keys(first + 1..head.end).unwrap_or_default()),
            "project" => Place::Project,
            "app" => {
                let name = self.cursor.name(first + 1);
                self.instance = self.known.resolved.instances.iter().position(|instance| Some(instance.name) == name);
                self.layer(colon.map_or(head.end, |colon| colon + 1)..head.end, Extent::Layer)
            }
            "platform" => {
                self.instance = self.known.resolved.instances.iter().position(|instance| instance.is_platform);
                self.layer(colon.map_or(head.end, |colon| colon + 1)..head.end, Extent::Layer)
            }
            "defaults" => self.layer(first + 1..head.end, Extent::Overlay),
            "on" => {
                let of = self.cursor.find(head.clone(), |kind| kind == TokenKind::For);
                self.overlay(of.map_or(head.end, |of| of + 1)..head.end)
            }
            "emit" => {
                self.own = self.raw_owner();
                let kind = self.record(first + 1..head.end).map(Ty::Record);
                (self.is_layer, self.sees_targets) = (true, true);
                Place::Body(Body { ty: kind, extent: Extent::Layer, path: None, addressed: vec![] })
            }
            "module" | "type" => {
                self.own = self.record(first + 1..head.end);
                Place::Members
            }
            "policy" | "test" => {
                self.sees_targets = true;
                Place::Block
            }
            _ => match self.value_part(&Place::Items, head.clone()) {
                Some((range, expected)) => self.literal(range, expected),
                None => Place::Nothing,
            },
        }
    }

    /// What raw manifests of this file belong to.
    fn raw_owner(&self) -> Option<RecordId> {
        let instances = &self.known.resolved.instances;
        let owner = instances.iter().position(|instance| instance.raw.iter().any(|(file, _)| *file == self.file))?;
        self.module_of(owner)
    }

    fn layer(&mut self, module: Range<usize>, extent: Extent) -> Place {
        self.own = self.record(module);
        self.in_layer(extent)
    }

    fn in_layer(&mut self, extent: Extent) -> Place {
        (self.is_layer, self.sees_targets) = (true, true);
        Place::Body(Body { ty: self.own.map(Ty::Record), extent, path: Some(vec![]), addressed: vec![] })
    }

    /// `on … for my-application { … }`, `on … for Application { … }`
    fn overlay(&mut self, of: Range<usize>) -> Place {
        let name = self.cursor.name(of.start);
        self.instance = self.known.resolved.instances.iter().position(|instance| Some(instance.name) == name);
        match self.instance {
            Some(instance) => {
                self.own = self.module_of(instance);
                self.in_layer(Extent::Overlay)
            }
            None => self.layer(of, Extent::Overlay),
        }
    }

    /// Within the body of a layer or a literal.
    fn entry_body(&mut self, body: &Body, head: Range<usize>) -> Place {
        let first = head.start;
        if self.cursor.opens(first, "on") {
            return Place::Body(Body { extent: Extent::Overlay, ..body.clone() });
        }
        if self.cursor.opens(first, "if") {
            return Place::Body(body.clone());
        }
        if self.cursor.opens(first, "patch") {
            return Place::Body(Body {
                ty: self.patched(first + 1..head.end).map(Ty::Record),
                extent: Extent::Overlay,
                path: None,
                addressed: vec![],
            });
        }
        if let Some((range, expected)) = self.value_part(&Place::Body(body.clone()), head.clone()) {
            return self.literal(range, expected);
        }
        let keys = self.cursor.keys(head).unwrap_or_default();
        let ty = self.along(body.ty.clone(), &keys);
        let addressed = self.addressed(body, &keys);
        let path = body.path.clone().map(|path| path.into_iter().chain(keys).collect());
        Place::Body(Body { ty, extent: body.extent, path, addressed })
    }

    /// What the address of an element says that these keys of a body lead to.
    pub fn addressed(&self, body: &Body, keys: &[Name]) -> Vec<Name> {
        let Some((_, before)) = keys.split_last() else { return body.addressed.clone() };
        let holder = self.along(body.ty.clone(), before);
        let lists = holder.iter().flat_map(|ty| ty.required().alternatives());
        lists.flat_map(|ty| if let Ty::List(list) = ty { list.keys.as_slice() } else { &[] }).copied().collect()
    }

    pub fn along(&self, ty: Option<Ty>, keys: &[Name]) -> Option<Ty> {
        keys.iter().try_fold(ty?, |ty, name| self.known.inside(&ty, *name))
    }

    fn statement(&mut self, place: &Place, head: Range<usize>) -> Place {
        let first = head.start;
        let behind_word = first + 1..head.end;
        if self.cursor.opens(first, "if") {
            return if self.is_operand_missing(head.end) { self.compared(first, head.end) } else { Place::Block };
        }
        if self.cursor.kind(first) == TokenKind::For && self.cursor.opens(first, "for") {
            self.bind_for(behind_word);
            return Place::Block;
        }
        if self.cursor.kind(first) == TokenKind::Match && self.cursor.opens(first, "match") {
            return Place::Arms(Arms { subject: self.type_before(first + 1, head.end), result: None });
        }
        let is_named = self.cursor.kind(head.end - 1).is_name() || self.cursor.kind(head.end - 1) == TokenKind::Str;
        if self.cursor.opens(first, "emit") && is_named {
            return Self::body(self.record(behind_word).map(Ty::Record));
        }
        if self.cursor.opens(first, "include") {
            return Self::body(self.record(behind_word).map(Ty::Record));
        }
        let assign = self.cursor.find(head.clone(), |kind| kind == TokenKind::Assign);
        if let Some(include) = assign.map(|assign| assign + 1).filter(|at| self.cursor.opens(*at, "include")) {
            return Self::body(self.record(include + 1..head.end).map(Ty::Record));
        }
        if let Some((range, expected)) = self.value_part(place, head.clone()) {
            return self.literal(range, expected);
        }
        // A new default for what is inherited.
        let keys = self.cursor.keys(head).unwrap_or_default();
        Self::body(self.along(self.own.map(Ty::Record), &keys))
    }

    /// `{` behind an operator is a literal.
    fn is_operand_missing(&self, end: usize) -> bool {
        use TokenKind::{Coalesce, Equal, NotEqual};
        matches!(self.cursor.kind(end - 1), Equal | NotEqual | Coalesce)
    }

    fn compared(&self, first: usize, end: usize) -> Place {
        Self::body(self.type_before(first, end - 1))
    }

    /// The `{` behind these tokens of an expression.
    fn literal(&mut self, range: Range<usize>, expected: Option<Ty>) -> Place {
        let Some(last) = range.clone().last() else { return Self::body(expected) };
        if self.is_operand_missing(range.end) {
            let other = self.type_before(range.start, last);
            return Self::body(other.or(expected));
        }
        if let Some(at) = self.cursor.find(range.clone(), |kind| kind == TokenKind::Match) {
            return Place::Arms(Arms { subject: self.type_before(at + 1, range.end), result: Some(expected) });
        }
        match self.cursor.kind(last) {
            TokenKind::With => Self::body(self.type_before(range.start, last).or(expected)),
            kind if kind.is_name() => {
                let first = self.chain(range.start, range.end);
                Self::body(self.record(first..range.end).map(Ty::Record))
            }
            _ => Self::body(expected),
        }
    }

    // ── `[` and `(` ──────────────────────────────────────────────────────────────────────────────────────────────────

    fn bracket(&mut self, place: &Place, head: Range<usize>) -> Place {
        let last = head.end.checked_sub(1).filter(|last| head.contains(last));
        let axis = last.filter(|last| matches!(self.cursor.kind(*last), TokenKind::Assign | TokenKind::NotEqual));
        let is_selector = matches!(place, Place::Project) || self.cursor.opens(head.start, "on");
        if let Some(axis) = axis.filter(|_| is_selector).and_then(|last| self.cursor.name(last - 1)) {
            return self.known.resolved.project.axis(axis).map_or(Place::Modules, Place::AxisValues);
        }
        let is_index = last.is_some_and(|last| {
            let kind = self.cursor.kind(last);
            kind.is_name() || matches!(kind, TokenKind::SelfWord | TokenKind::ParenClose | TokenKind::BracketClose | TokenKind::Question)
        });
        match self.value_part(place, head) {
            Some((_, expected)) if !is_index => Place::Values(expected.and_then(|ty| self.known.element(&ty))),
            _ => Place::Values(None),
        }
    }

    fn paren(&mut self, place: &Place, head: Range<usize>, open: usize) -> Place {
        let is_call = open > head.start && (self.cursor.kind(open - 1).is_name());
        if is_call {
            return Place::Arguments(open);
        }
        Place::Values(self.value_part(place, head).and_then(|(_, expected)| expected))
    }

    // ── the part of an entry that is an expression ───────────────────────────────────────────────────────────────────

    /// The tokens of an entry that belong to an expression, and the type that is expected of it.
    pub fn value_part(&self, place: &Place, entry: Range<usize>) -> Option<(Range<usize>, Option<Ty>)> {
        let first = entry.start;
        let assign = self.cursor.find(entry.clone(), |kind| matches!(kind, TokenKind::Assign | TokenKind::AddAssign));
        let behind = |at: usize| at + 1..entry.end;
        match place {
            Place::Body(body) => {
                if self.cursor.opens(first, "if") && first < entry.end {
                    return Some((behind(first), None));
                }
                let assign = assign?;
                let ty = self.along(body.ty.clone(), &self.cursor.keys(first..assign)?);
                let adds = self.cursor.kind(assign) == TokenKind::AddAssign;
                let is_plain = |ty: &Ty| matches!(ty.required(), Ty::List(list) if list.keys.is_empty());
                Some((
                    behind(assign),
                    if adds { ty.map(|ty| if is_plain(&ty) { self.known.element(&ty).unwrap_or(ty) } else { ty }) } else { ty },
                ))
            }
            Place::Members | Place::Block => self.part_of_statement(entry.clone(), assign),
            Place::Items => match self.cursor.text(first) {
                "let" => Some((behind(assign?), None)),
                "fn" => Some((behind(assign?), self.function(first + 1).map(|function| function.result.clone()))),
                _ => None,
            },
            Place::Arms(Arms { subject: _, result }) => {
                let arrow = self.cursor.find(entry.clone(), |kind| kind == TokenKind::FatArrow)?;
                Some((behind(arrow), result.clone().flatten()))
            }
            Place::Values(expected) => match self.cursor.kind(first) {
                TokenKind::For if first < entry.end => {
                    let colon = self.cursor.find(entry.clone(), |kind| kind == TokenKind::Colon);
                    Some(colon.map_or_else(|| (behind(first), None), |colon| (behind(colon), expected.clone())))
                }
                _ => Some((entry, expected.clone())),
            },
            Place::Arguments(open) => {
                let arrow = self.cursor.find(entry.clone(), |kind| kind == TokenKind::FatArrow);
                let from = arrow.or(assign).map_or(first, |at| at + 1);
                Some((from..entry.end, self.parameter(*open, entry.start, assign)))
            }
            Place::Names(_) | Place::Project | Place::AxisValues(_) | Place::Modules | Place::Nothing => None,
        }
    }

    fn part_of_statement(&self, entry: Range<usize>, assign: Option<usize>) -> Option<(Range<usize>, Option<Ty>)> {
        let first = entry.start;
        let behind = |at: usize| Some(at + 1..entry.end);
        if first >= entry.end {
            return None;
        }
        let is_test = ["if", "check", "match", "emit"].iter().any(|word| self.cursor.opens(first, word));
        if is_test {
            return Some((behind(first)?, None));
        }
        if self.cursor.opens(first, "for") {
            let source = self.cursor.find(entry.clone(), |kind| kind == TokenKind::In)?;
            return Some((behind(source)?, None));
        }
        let assign = assign?;
        if self.cursor.opens(first, "let") {
            return Some((behind(assign)?, None));
        }
        let first = if self.cursor.opens(first, "output") { first + 1 } else { first };
        let colon = self.cursor.find(first..assign, |kind| kind == TokenKind::Colon);
        let keys = self.cursor.keys(first..colon.unwrap_or(assign))?;
        Some((behind(assign)?, self.along(self.own.map(Ty::Record), &keys)))
    }

    /// The type of the parameter that an argument of a call is for.
    fn parameter(&self, open: usize, argument: usize, assign: Option<usize>) -> Option<Ty> {
        let function = self.function(open - 1)?;
        let before = self.cursor.split(Some(open), argument).len() - 1;
        let parameter = match assign.and_then(|assign| self.cursor.name(assign - 1)) {
            Some(name) => function.params.iter().find(|parameter| parameter.name == name),
            None => function.params.get(before),
        };
        parameter.map(|parameter| parameter.ty.clone())
    }
}
