//! What may stand at a position: the part of its entry before it, seen from the brackets around.

use std::ops::Range;

use jke_model::ty::{Literal, Ty};
use jke_syntax::TokenKind;
use jke_text::Name;

use crate::position::{Arms, Body, Extent, Place};
use crate::position::{Scope, Value};

/// What is completed.
pub(crate) enum Next {
    /// A key of a body, behind these.
    Key(Body, Vec<Name>),
    /// A key that is there, for `remove`, `reset` and `seal`.
    Present(Body, Vec<Name>),
    /// An expression.
    Value(Option<Ty>),
    /// What follows the dot of this value.
    Member(Value),
    /// A `case` of a match.
    Pattern(Option<Ty>),
    /// One of these words.
    Words(Vec<Word>),
    /// A field or statement of a declaration.
    Declared,
    Type,
    Module,
    Kind,
    /// A kind that the instance emits.
    Emitted,
    /// A clause: axes that these tokens name are used.
    Clause(Range<usize>, Follows),
    AxisValue(usize),
    /// An instance or a module, behind `on … for`.
    Overlaid,
    /// A segment of a module's path, behind these.
    Path(Vec<Name>),
    /// A name that a module exports.
    Export(Vec<Name>),
    Nothing,
}

/// What may follow a selector.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Follows {
    For,
    Nothing,
}

/// A word of the language and what it begins.
pub(crate) type Word = (&'static str, &'static str);

const ITEMS: &[Word] = &[
    ("import", "names of another module"),
    ("app", "an instance of a module: `app orders: Application { … }`"),
    ("on", "an overlay: `on env=prod for orders { … }`"),
    ("emit", "a manifest of its own"),
    ("module", "a typed record that emits manifests"),
    ("type", "a record or another name for a type"),
    ("fn", "a function"),
    ("let", "a constant"),
];
const ROOT_ITEMS: &[Word] = &[
    ("project", "axes, targets and settings"),
    ("platform", "the instance that all apps see as `platform`"),
    ("defaults", "what every instance of a module gets where it says nothing"),
];
const SETTINGS: &[Word] = &[
    ("axis", "`axis env = dev | prod`"),
    ("target", "a point of the axes: `target env=prod cluster=tokyo`"),
    ("use", "a package"),
    ("edition", "of the language"),
    ("prelude", "the modules whose names all files see"),
    ("policies", "the modules whose policies run"),
];

impl Scope<'_> {
    pub fn next(&self, place: &Place) -> Next {
        let outer = self.cursor.open.last().copied();
        let at = self.cursor.at;
        let entry = self.cursor.entry(outer, at).min(at)..at;
        let last = entry.clone().last().map(|last| self.cursor.kind(last));
        if last == Some(TokenKind::AtSign) && matches!(place, Place::Items | Place::Members) {
            return Next::Words(jke_check::annotations().collect());
        }
        if matches!(last, Some(TokenKind::Dot | TokenKind::QuestionDot)) {
            return self.behind_dot(place, entry);
        }
        match place {
            Place::Items => self.in_file(entry),
            Place::Names(path) => match self.cursor.text(at.saturating_sub(1)) {
                "as" => Next::Nothing,
                _ => Next::Export(path.clone()),
            },
            Place::Project => self.in_project(entry),
            Place::Body(body) => self.in_body(body, place, entry),
            Place::Members | Place::Block => self.in_declaration(place, entry),
            Place::Arms(arms) => self.in_arms(arms, place, entry),
            Place::Values(_) | Place::Arguments(_) => self.in_value(place, entry),
            Place::AxisValues(axis) => Next::AxisValue(*axis),
            Place::Modules if entry.is_empty() => Next::Path(vec![]),
            Place::Modules | Place::Nothing => Next::Nothing,
        }
    }

    fn behind_dot(&self, place: &Place, entry: Range<usize>) -> Next {
        let dot = entry.end - 1;
        let keys = |first: usize| self.cursor.keys(first..dot);
        match place {
            Place::Items if self.cursor.text(entry.start) == "import" => keys(entry.start + 1).map_or(Next::Nothing, Next::Path),
            Place::Modules => keys(entry.start).map_or(Next::Nothing, Next::Path),
            Place::Body(body) => {
                let operation = ["remove", "reset", "seal"].iter().any(|word| self.cursor.opens(entry.start, word));
                let first = if operation { entry.start + 1 } else { entry.start };
                match keys(first) {
                    Some(keys) if operation => Next::Present(body.clone(), keys),
                    Some(keys) => Next::Key(body.clone(), keys),
                    None => self.of_chain(entry),
                }
            }
            Place::Members if keys(entry.start).is_some() => Next::Key(self.inherited(), keys(entry.start).unwrap_or_default()),
            Place::Items
            | Place::Names(_)
            | Place::Project
            | Place::Members
            | Place::Block
            | Place::Arms(_)
            | Place::Values(_)
            | Place::Arguments(_)
            | Place::AxisValues(_)
            | Place::Nothing => self.of_chain(entry),
        }
    }

    fn of_chain(&self, entry: Range<usize>) -> Next {
        let dot = entry.end - 1;
        self.value(self.chain(entry.start, dot)..dot).map_or(Next::Nothing, Next::Member)
    }

    /// The body of a declaration that gives inherited fields new defaults.
    fn inherited(&self) -> Body {
        Body { ty: self.own.map(Ty::Record), extent: Extent::Overlay, path: None, addressed: vec![] }
    }

    // ── the top of a file and the project ────────────────────────────────────────────────────────────────────────────

    fn in_file(&self, entry: Range<usize>) -> Next {
        let (first, last) = (entry.start, entry.end.saturating_sub(1));
        if entry.is_empty() {
            let in_root = self.known.resolved.file(self.file).in_root_folder;
            return Next::Words(if in_root { [ITEMS, ROOT_ITEMS].concat() } else { ITEMS.to_vec() });
        }
        let is_alone = first == last;
        match self.cursor.text(first) {
            "import" if is_alone => Next::Path(vec![]),
            "app" | "platform" if self.cursor.kind(last) == TokenKind::Colon => Next::Module,
            "defaults" if is_alone => Next::Module,
            "emit" if is_alone => Next::Kind,
            "on" if self.cursor.kind(last) == TokenKind::For => Next::Overlaid,
            "on" => self.in_selector(entry, Follows::For),
            "module" if matches!(self.cursor.text(last), "extends" | "for") => Next::Module,
            "type" if matches!(self.cursor.text(last), "extends" | "=") => Next::Type,
            "fn" if self.cursor.kind(last) == TokenKind::ThinArrow => Next::Type,
            "let" | "fn" => self.in_value(&Place::Items, entry),
            _ => Next::Nothing,
        }
    }

    fn in_project(&self, entry: Range<usize>) -> Next {
        match self.cursor.text(entry.start) {
            _ if entry.is_empty() => Next::Words(SETTINGS.to_vec()),
            "target" => self.in_selector(entry, Follows::Nothing),
            _ => Next::Nothing,
        }
    }

    /// Behind the word that a selector follows.
    fn in_selector(&self, entry: Range<usize>, follows: Follows) -> Next {
        let last = entry.end - 1;
        match self.cursor.kind(last) {
            TokenKind::Assign | TokenKind::NotEqual => {
                let axis = self.cursor.name(last - 1).and_then(|axis| self.known.resolved.project.axis(axis));
                axis.map_or(Next::Nothing, Next::AxisValue)
            }
            _ => Next::Clause(entry, follows),
        }
    }

    // ── bodies and declarations ──────────────────────────────────────────────────────────────────────────────────────

    fn in_body(&self, body: &Body, place: &Place, entry: Range<usize>) -> Next {
        let first = entry.start;
        if entry.is_empty() {
            return Next::Key(body.clone(), vec![]);
        }
        if self.cursor.kind(first) == TokenKind::For {
            return self.in_comprehension(entry);
        }
        if self.cursor.opens(first, "on") {
            return self.in_selector(entry, Follows::Nothing);
        }
        let is_alone = entry.len() == 1;
        match self.cursor.text(first) {
            "remove" | "reset" | "seal" if is_alone => Next::Present(body.clone(), vec![]),
            "patch" if is_alone => Next::Emitted,
            _ => self.in_value(place, entry),
        }
    }

    fn in_declaration(&self, place: &Place, entry: Range<usize>) -> Next {
        let (first, last) = (entry.start, entry.end.saturating_sub(1));
        if entry.is_empty() {
            return Next::Declared;
        }
        let is_alone = first == last;
        let included = self.cursor.opens(last, "include");
        match self.cursor.text(first) {
            "emit" if is_alone => Next::Kind,
            _ if included => Next::Module,
            _ => {
                let assign = self.cursor.find(entry.clone(), |kind| kind == TokenKind::Assign);
                let colon = self.cursor.find(entry.clone(), |kind| kind == TokenKind::Colon);
                match self.cursor.kind(last) {
                    TokenKind::Colon | TokenKind::Pipe | TokenKind::AngleOpen | TokenKind::Comma | TokenKind::ParenOpen
                        if assign.is_none() && colon.is_some() =>
                    {
                        Next::Type
                    }
                    _ => self.in_value(place, entry),
                }
            }
        }
    }

    fn in_arms(&self, arms: &Arms, place: &Place, entry: Range<usize>) -> Next {
        let is_pattern = entry.clone().last().is_none_or(|last| self.cursor.kind(last) == TokenKind::Pipe);
        if is_pattern && self.cursor.find(entry.clone(), |kind| kind == TokenKind::FatArrow).is_none() {
            return Next::Pattern(arms.subject.clone());
        }
        self.in_value(place, entry)
    }

    // ── expressions ──────────────────────────────────────────────────────────────────────────────────────────────────

    fn in_comprehension(&self, entry: Range<usize>) -> Next {
        use TokenKind::{And, Colon, FatArrow, If, In, Not, Or};
        let last = entry.end - 1;
        match self.cursor.kind(last) {
            In | If | Colon | FatArrow | And | Or | Not => Next::Value(None),
            _ => self.operand(entry, None),
        }
    }

    fn in_value(&self, place: &Place, entry: Range<usize>) -> Next {
        match self.value_part(place, entry.clone()) {
            Some((range, expected)) => self.operand(range, expected),
            None => Next::Nothing,
        }
    }

    /// Where an operand is missing at the end of these tokens, what it should be.
    fn operand(&self, range: Range<usize>, expected: Option<Ty>) -> Next {
        use TokenKind::{
            And, Coalesce, Else, Equal, FatArrow, Greater, GreaterEqual, If, In, Is, Less, LessEqual, Match, Minus, Not, NotEqual, Or,
            Percent, Plus, Slash, Star, Then,
        };
        let Some(last) = range.clone().last() else { return Next::Value(expected) };
        match self.cursor.kind(last) {
            Then | Else | Coalesce | FatArrow => Next::Value(expected),
            Equal | NotEqual | Less | LessEqual | Greater | GreaterEqual => Next::Value(self.type_before(range.start, last)),
            Plus | Minus | Star | Slash | Percent | And | Or | Not | If | Match | In => Next::Value(None),
            Is => Next::Type,
            _ => Next::Nothing,
        }
    }
}

/// The texts among the literals of a type, and the others as they are written.
pub(crate) fn literals(ty: &Ty) -> impl Iterator<Item = Literal> + '_ {
    ty.required().alternatives().iter().filter_map(|ty| if let Ty::Literal(literal) = ty { Some(*literal) } else { None })
}
