//! What a body has set so far: by it a second setting of one place is found, and what a record still requires.

use jke_model::ty::Ty;
use jke_text::{Name, Span};
use rustc_hash::FxHashMap;

/// A place below the body and what stands in it.
#[derive(Clone, Default)]
pub(super) struct Written {
    /// Where it was first named.
    pub span: Span,
    /// Where `=` set it.
    pub set: Option<Span>,
    /// `{ }` made it, or a path through it: with the type of what is there, and the fields that its key sets.
    pub merged: Option<(Ty, Vec<Name>)>,
    /// It is there whatever an `if` says.
    pub certain: bool,
    /// An entry in it is wrong, so that nothing is said of what is missing.
    pub broken: bool,
    pub children: FxHashMap<Name, Written>,
}

impl Written {
    /// Goes to a place inside; the place where what holds it was set, if it was.
    pub fn enter(&mut self, name: Name, span: Span) -> Result<&mut Written, Span> {
        match self.set {
            Some(first) => Err(first),
            None => {
                let child = self.children.entry(name).or_insert_with(|| Written { span, ..Written::default() });
                child.certain = true;
                Ok(child)
            }
        }
    }

    /// Marks the place as set by `=`; the place where it was set before, or something in it, if it was.
    pub fn set(&mut self, span: Span) -> Option<Span> {
        let before = self.set.or_else(|| (self.merged.is_some() || !self.children.is_empty()).then_some(self.span));
        self.set = self.set.or(Some(span));
        before
    }

    /// Marks the place as made by `{ }`; the place where it was set before, if it was.
    pub fn merge(&mut self, ty: &Ty, given: &[Name]) -> Option<Span> {
        if self.merged.is_none() {
            self.merged = Some((ty.clone(), given.to_vec()));
        }
        self.set
    }

    /// What holds after an `if`: certain is what both branches wrote.
    pub fn either(mut self, mut other: Written) -> Written {
        let mut children = FxHashMap::default();
        for (name, mine) in self.children.drain() {
            let joined = match other.children.remove(&name) {
                Some(theirs) => mine.either(theirs),
                None => mine.uncertain(),
            };
            children.insert(name, joined);
        }
        children.extend(other.children.drain().map(|(name, theirs)| (name, theirs.uncertain())));
        Written {
            span: self.span,
            set: self.set.or(other.set),
            merged: self.merged.or(other.merged),
            certain: self.certain && other.certain,
            broken: self.broken || other.broken,
            children,
        }
    }

    fn uncertain(self) -> Written {
        Written { certain: false, ..self }
    }
}
