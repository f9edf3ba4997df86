//! The arms of `match`: what each takes, what is left for those after it, and that nothing is left at the end.

use jke_model::ir::{Arm, Expr, Local, Test};
use jke_model::quantity::Quantity;
use jke_model::ty::{Literal, Ty};
use jke_model::value::Data;
use jke_syntax::tree::{self, Ident, Path, Pattern, PatternAlternative, PatternKind};
use jke_text::{Code, Diagnostic, Name, Span, nearest};
use rustc_hash::FxHashMap;

use super::join::{join, plain};
use super::narrow::{Facts, place, present};
use super::quantity::tells_kind;
use super::show::{listed, show_literal};
use super::split::Left;
use super::{Checker, ExprKind};

/// What is known while the arms of one `match` are read.
struct Matching {
    subject: Ty,
    left: Left,
    /// Values that an arm has named already.
    seen: FxHashMap<Literal, Span>,
    /// Likewise quantities.
    seen_quantities: Vec<(Data, Span)>,
    /// A pattern was wrong, so that nothing is said of what is left.
    broken: bool,
}

/// What one arm takes.
#[derive(Default)]
struct Taking {
    tests: Vec<Test>,
    /// The type of what it takes.
    ty: Option<Ty>,
    /// Also `none`.
    none: bool,
    bindings: Vec<Option<Ident>>,
}

impl Checker<'_> {
    /// The arms of a `match`, each body checked by `inside` in a scope with its narrowing and binding; told where a value has no arm, or
    /// an arm no value.
    pub fn arms<B, R>(
        &mut self,
        subject: &tree::Expr,
        arms: &[(Pattern, B)],
        _span: Span,
        mut inside: impl FnMut(&mut Self, &B) -> R,
    ) -> (Expr, Vec<Arm<R>>) {
        let (value, ty) = self.infer(subject);
        if self.holds_secret(&ty) && plain(&ty) == Ty::Secret {
            let error = self.secret_used(subject.span, "`match`");
            self.tell(error);
        }
        let mut matching = Matching {
            left: Left::of(&ty),
            broken: ty.is_error() || plain(&ty) == Ty::Secret,
            subject: ty,
            seen: FxHashMap::default(),
            seen_quantities: vec![],
        };
        let mut read = vec![];
        for (pattern, body) in arms {
            let taking = self.pattern(pattern, &mut matching);
            let taken = self.taken_type(&taking, &matching);
            let facts = match (taking.none, &taken) {
                (false, Some(ty)) if !ty.is_optional() => present(&value, ty),
                (_, Some(ty)) => Facts::one(place(&value), ty.clone()),
                (_, None) => Facts::default(),
            };
            let facts = if place(&value).is_some() { facts } else { Facts::default() };
            let (binding, body) = self.within(&facts, |checker| {
                let binding = checker.bind_pattern(&taking, taken);
                (binding, inside(checker, body))
            });
            read.push(Arm { tests: taking.tests, binding, body });
        }
        if !matching.broken && !matching.left.is_empty() {
            let error = self.not_exhaustive(&matching, subject.span);
            self.tell(error);
        }
        (value, read)
    }

    fn taken_type(&self, taking: &Taking, matching: &Matching) -> Option<Ty> {
        match (&taking.ty, taking.none) {
            (Some(ty), true) => Some(ty.clone().optional()),
            (Some(ty), false) => Some(ty.clone()),
            (None, true) => Some(Ty::None),
            (None, false) => matching.broken.then_some(Ty::Error),
        }
    }

    fn bind_pattern(&mut self, taking: &Taking, ty: Option<Ty>) -> Option<Local> {
        let first = taking.bindings.first().copied().flatten()?;
        if let Some(other) = taking.bindings.iter().find(|each| each.is_none_or(|each| each.name != first.name)) {
            let place = other.map_or(first.span, |other| other.span);
            let error = Diagnostic::error(Code::E0302, place, "all alternatives of an arm must bind the same name, or none");
            self.tell(error.help("write an arm for each of them"));
        }
        Some(self.bind(first, ty.unwrap_or_default()))
    }

    fn pattern(&mut self, pattern: &Pattern, matching: &mut Matching) -> Taking {
        let mut taking = Taking::default();
        for alternative in &pattern.alternatives {
            self.alternative(alternative, matching, &mut taking);
        }
        taking
    }

    fn alternative(&mut self, alternative: &PatternAlternative, matching: &mut Matching, taking: &mut Taking) {
        let span = alternative.span;
        let mut binding = None;
        match &alternative.kind {
            PatternKind::Error => matching.broken = true,
            PatternKind::Wildcard => {
                if matching.left.is_empty() && !matching.broken {
                    self.tell(unreached(span, "the arms before it take every value"));
                }
                taking.tests.push(Test::Always);
                let rest = matching.left.ty();
                taking.none |= matching.left.none;
                taking.add(rest.required().clone(), self);
                matching.left = Left { alternatives: vec![], none: false };
            }
            PatternKind::None => {
                if !matching.subject.is_optional() && !matching.broken {
                    let shown = self.show(&matching.subject);
                    self.tell(Diagnostic::error(Code::E0308, span, format!("this is never `none`: it is {shown}")));
                } else if !matching.left.none && !matching.broken {
                    self.tell(unreached(span, "an arm before it takes `none`"));
                }
                taking.tests.push(Test::None);
                taking.none = true;
                matching.left.none = false;
            }
            PatternKind::Type { path, binding: bound } => {
                binding = *bound;
                self.type_pattern(path, matching, taking);
            }
            PatternKind::Literal(literal) => self.literal_pattern(literal, matching, taking),
        }
        taking.bindings.push(binding);
    }

    fn type_pattern(&mut self, path: &Path, matching: &mut Matching, taking: &mut Taking) {
        if let Some(text) = self.meant_text(path, matching) {
            let error = Diagnostic::error(Code::E0201, path.span(), format!("there is no type `{text}`"));
            self.tell(error.help(format!("a text stands in quotes: `{:?}`", text.as_str())).replace(format!("{:?}", text.as_str())));
            matching.broken = true;
            return;
        }
        let Some(asked) = self.asked_type(path) else {
            matching.broken = true;
            return;
        };
        if matching.subject.is_error() {
            taking.add(asked, self);
            return;
        }
        let taken = matching.left.take(self.interfaces(), &asked);
        match taken.ty {
            Some(ty) => {
                taking.tests.extend(taken.tests);
                taking.add(ty, self);
            }
            None if matching.broken => {}
            None => {
                let before = Left::of(&matching.subject).take(self.interfaces(), &asked);
                let error = match before.ty {
                    Some(_) => unreached(path.span(), "the arms before it take every such value"),
                    None => self.never_is(&matching.subject, &asked, path),
                };
                matching.broken = true;
                self.tell(error);
            }
        }
    }

    /// `dev =>` where `"dev" =>` was meant.
    fn meant_text(&self, path: &Path, matching: &Matching) -> Option<Name> {
        let name = path.single()?.name;
        let is_known = matches!(self.cx.resolved.lookup(self.file, name), jke_resolve::Found::Nothing);
        let literal = Ty::Literal(Literal::Text(name));
        (is_known && matching.subject.required().alternatives().contains(&literal)).then_some(name)
    }

    fn literal_pattern(&mut self, literal: &tree::Expr, matching: &mut Matching, taking: &mut Taking) {
        if let tree::ExprKind::String(text) = &literal.kind
            && text.text().is_none()
        {
            self.tell(Diagnostic::error(Code::E0302, literal.span, "a pattern is a constant: nothing is interpolated in it"));
            matching.broken = true;
            return;
        }
        if matching.subject.is_error() {
            matching.broken = true;
            return;
        }
        let like = matching.subject.required().clone();
        let (value, ty) = self.infer_like(literal, Some(&like));
        let (ExprKind::Constant(data), false) = (&value.kind, ty.is_error()) else {
            matching.broken = true;
            return;
        };
        match (&ty, data.clone()) {
            (Ty::Literal(one), _) if !(tells_kind(&like) && matches!(one, Literal::Int(_)) && !takes_ints(&like)) => {
                self.take_literal(*one, literal.span, matching, taking);
            }
            (Ty::Literal(Literal::Int(number)), _) => {
                let kind = like.alternatives().iter().find_map(|each| if let Ty::Quantity(kind, _) = each { Some(*kind) } else { None });
                let quantity = kind.and_then(|kind| Quantity::from_int(*number, kind).ok());
                match quantity {
                    Some(quantity) => {
                        self.take_exactly(Data::Quantity(quantity), Ty::quantity(quantity.kind), literal.span, matching, taking)
                    }
                    None => self.never_literal(&ty, literal.span, matching),
                }
            }
            (Ty::Quantity(kind, _), data) if like.alternatives().iter().any(|each| plain(each) == Ty::quantity(*kind)) => {
                self.take_exactly(data, ty.clone(), literal.span, matching, taking);
            }
            (Ty::Float(_), _) => {
                let error = Diagnostic::error(
                    Code::E0302,
                    literal.span,
                    "a pattern is no Float: those are compared with `<`, and not for equality",
                );
                self.tell(error.help("choose with `if`"));
                matching.broken = true;
            }
            (_, _) => self.never_literal(&ty, literal.span, matching),
        }
    }

    fn take_literal(&mut self, literal: Literal, span: Span, matching: &mut Matching, taking: &mut Taking) {
        if matching.left.take_literal(literal) {
            taking.tests.push(Test::Literal(literal));
            taking.add(Ty::Literal(literal), self);
            self.seen_once(literal, span, matching);
            return;
        }
        if Left::of(&matching.subject).take_literal(literal) {
            if !self.seen_once(literal, span, matching) {
                return;
            }
            self.tell(unreached(span, "the arms before it take this value"));
            return;
        }
        self.never_literal(&Ty::Literal(literal), span, matching);
    }

    fn take_exactly(&mut self, data: Data, ty: Ty, span: Span, matching: &mut Matching, taking: &mut Taking) {
        if let Some((_, first)) = matching.seen_quantities.iter().find(|(seen, _)| *seen == data) {
            return self.tell(seen_before(span, *first));
        }
        matching.seen_quantities.push((data.clone(), span));
        taking.tests.push(Test::Exactly(data));
        taking.add(ty, self);
    }

    /// False where an arm names the value already, which is told.
    fn seen_once(&mut self, literal: Literal, span: Span, matching: &mut Matching) -> bool {
        if let Some(first) = matching.seen.get(&literal) {
            self.tell(seen_before(span, *first));
            return false;
        }
        matching.seen.insert(literal, span);
        true
    }

    fn never_literal(&mut self, ty: &Ty, span: Span, matching: &mut Matching) {
        let subject = matching.subject.required();
        let (shown, whole) = (self.show(ty), self.show(subject));
        let error = Diagnostic::error(Code::E0308, span, format!("this is never {shown}: it is {whole}"));
        let known = subject.alternatives().iter().filter_map(|each| match each {
            Ty::Literal(Literal::Text(text)) => Some(text.as_str()),
            _ => None,
        });
        let near = match ty {
            Ty::Literal(Literal::Text(text)) => nearest(text.as_str(), known),
            _ => None,
        };
        let error = match near {
            Some(near) => error.here(format!("did you mean {near:?}?")).replace(format!("{near:?}")),
            None => error,
        };
        matching.broken = true;
        self.tell(error);
    }

    fn not_exhaustive(&self, matching: &Matching, subject: Span) -> Diagnostic {
        const NAMED: usize = 6;
        let mut missing: Vec<String> = matching
            .left
            .alternatives
            .iter()
            .map(|each| match each {
                Ty::Literal(literal) => show_literal(*literal),
                other => self.show(other),
            })
            .collect();
        if matching.left.none {
            missing.push("none".to_owned());
        }
        let more = missing.len().saturating_sub(NAMED);
        missing.truncate(NAMED);
        let names = listed(&missing, "and");
        let names = if more > 0 { format!("{names} and {more} more") } else { names };
        // Of a type whose values no list ends, some were named.
        let endless = !(matching.seen.is_empty() && matching.seen_quantities.is_empty())
            && matching.left.alternatives.iter().any(|each| !matches!(each, Ty::Literal(_) | Ty::Record(_)));
        let other = if endless { "other values of " } else { "" };
        let error = Diagnostic::error(Code::E0306, subject, format!("this `match` has no arm for {other}{names}"));
        match (endless, missing.first()) {
            (false, Some(first)) => error.help(format!("add an arm for each, as `{first} => …`, or `_ => …` for all that are left")),
            (_, _) => error.help("add `_ => …` for all values that are left"),
        }
    }
}

impl Taking {
    fn add(&mut self, ty: Ty, checker: &Checker) {
        if ty == Ty::Never || ty == Ty::None {
            return;
        }
        self.ty = Some(match self.ty.take() {
            Some(before) => join(checker.interfaces(), &before, &ty).unwrap_or_default(),
            None => ty,
        });
    }
}

fn takes_ints(ty: &Ty) -> bool {
    ty.alternatives().iter().any(|each| matches!(each, Ty::Int(_) | Ty::Literal(Literal::Int(_))))
}

fn seen_before(span: Span, first: Span) -> Diagnostic {
    unreached(span, "this value has an arm already").label(first, "here")
}

fn unreached(span: Span, reason: &str) -> Diagnostic {
    Diagnostic::error(Code::E0306, span, "nothing reaches this arm").here(reason).help("take it out, or move it up")
}
