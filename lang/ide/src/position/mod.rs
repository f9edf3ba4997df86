//! A position in text, half-written as it may be, to where that is: the brackets around, what they hold, the names in scope with their
//! types. Where it is comes from tokens ([`cursor`]), what stands around it from the heads of its brackets ([`place`]).

mod bindings;
mod cursor;
mod place;
mod scope;

use jke_text::{SourceKind, Span};

use crate::known::Known;
pub(crate) use cursor::Cursor;
pub(crate) use place::{Arms, Body, Extent, Place, place};
pub(crate) use scope::{Scope, Value, methods_of};

use crate::Meaning;

/// The cursor at a position of the project's own files, and its file.
pub(crate) fn cursor(known: Known, position: u32) -> Option<(jke_resolve::FileIndex, Cursor)> {
    let touches = |span: Span| span.start <= position && position <= span.end;
    let file = known.resolved.file_indices().find(|file| {
        let source = &known.resolved.file(*file).source;
        source.kind == SourceKind::Project && touches(source.span())
    })?;
    Some((file, Cursor::new(&known.resolved.file(file).source, position)?))
}

/// What a word of an expression means that the tree alone doesn't tell: a name that a statement, a clause or a pattern binds, or a field
/// of what such a name is.
pub(crate) fn meaning(known: Known, position: u32) -> Option<(Span, Meaning)> {
    let (file, cursor) = cursor(known, position)?;
    let (scope, place) = place(known, &cursor, file);
    let name = cursor.name(cursor.at).filter(|_| !cursor.is_quoted)?;
    let entry = cursor.entry(cursor.open.last().copied(), cursor.at);
    let meaning = match scope.dot_before() {
        Some(dot) => match scope.value(scope.chain(entry, dot)..dot)? {
            Value::Of(ty) => known.field(&ty, name).map(|(record, slot, _)| Meaning::Field(record, slot))?,
            Value::Target | Value::Apps | Value::Module(_) => return None,
        },
        // What comes first in an entry of these is a key or a word of the language.
        None if entry == cursor.at && !matches!(place, Place::Values(_) | Place::Arguments(_)) => return None,
        None => scope.local(name).map(|local| Meaning::Local(local.name, local.span))?,
    };
    Some((cursor.replaced, meaning))
}

/// The type of the bound name at a position, where it is known.
pub(crate) fn type_of_local(known: Known, position: u32) -> Option<jke_model::ty::Ty> {
    let (file, cursor) = cursor(known, position)?;
    let (scope, _) = place(known, &cursor, file);
    scope.local(cursor.name(cursor.at)?)?.ty.clone()
}
