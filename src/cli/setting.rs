//! `--set APP.PATH=VALUE`: one word to what it sets of which instance.

use std::sync::Arc;

use jke_session::Setting;
use jke_syntax::tree::{FieldPath, Key, KeyKind};
use jke_text::{Code, Diagnostic, Name, Source, SourceKind, Span};

/// What is set, and the word that names the instance, which the caller knows or not.
pub struct Read {
    pub setting: Setting,
    pub instance: Span,
}

/// Reads a word; what is wrong with it where it sets nothing.
pub fn read(word: &str, span: Span) -> Result<Read, Vec<Diagnostic>> {
    let Some(equals) = equals(word) else {
        let error = Diagnostic::error(Code::E1003, span, format!("`{word}` sets nothing"));
        return Err(vec![error.help("write a path and a value: `--set my-application.image=nginx:1.15`")]);
    };
    let (path, value) = (&word[..equals], &word[equals + 1..]);
    let place = Span::new(span.start + equals as u32 + 1, span.end);
    let source = Source::new("command line", SourceKind::CommandLine, path, span.start);
    let FieldPath { mut keys, span: whole } = jke_syntax::parse_path(&source)?;
    let first = keys.remove(0);
    match (&first, keys.first(), keys.last()) {
        (Key { kind: KeyKind::Name(instance), .. }, Some(from), Some(to)) => {
            let path = FieldPath { span: from.span.to(to.span), keys: keys.clone() };
            Ok(Read { setting: Setting { instance: *instance, path, value: Arc::from(value), span: place }, instance: first.span })
        }
        (Key { kind: KeyKind::Name(name), .. }, _, _) => Err(vec![no_path(*name, whole)]),
        (Key { kind: KeyKind::Computed(_), .. }, _, _) => {
            Err(vec![Diagnostic::error(Code::E1003, first.span, "this names no app").help("write `--set APP.PATH=VALUE`")])
        }
    }
}

fn no_path(name: Name, span: Span) -> Diagnostic {
    Diagnostic::error(Code::E1003, span, format!("`{name}` names an app, and no field of it"))
        .help(format!("write the path of a field behind it: `--set {name}.image=nginx:1.15`"))
}

/// The first `=` outside of quotes.
fn equals(word: &str) -> Option<usize> {
    let mut quoted = false;
    word.char_indices().find_map(|(at, character)| {
        quoted ^= character == '"';
        (character == '=' && !quoted).then_some(at)
    })
}
