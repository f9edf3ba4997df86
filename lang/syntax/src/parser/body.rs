//! Bodies: of literals, layers and `with`; and the selectors in them.

use jke_text::{Code, Diagnostic, Name};

use super::{Parse, Parser};
use crate::tokens::Kind;
use crate::tree::{Body, Clause, Entry, EntryKind, FieldPath, Key, KeyKind, Selector};

impl Parser<'_> {
    pub(super) fn body(&mut self) -> Parse<Body> {
        let mut entries = vec![];
        let span = self.braces(&mut entries, Self::entry)?;
        Ok(Body { entries, span })
    }

    /// The same in an expression.
    pub(super) fn body_of_expr(&mut self) -> Parse<Body> {
        let mut entries = vec![];
        let span = self.braces_of_expr(&mut entries, Self::entry)?;
        Ok(Body { entries, span })
    }

    /// A word followed by `=`, `+=`, `.`, `:` or `{` is a field.
    pub(super) fn is_field(&self) -> bool {
        let next = self.ahead(1);
        !self.kind().is_word()
            || matches!(next.kind, Kind::Assign | Kind::AddAssign | Kind::Dot | Kind::Colon | Kind::BraceOpen) && !next.newline
    }

    pub(super) fn entry(&mut self) -> Parse<Entry> {
        let start = self.here();
        let kind = if self.is_field() { self.field_entry()? } else { self.construct()? };
        Ok(Entry { kind, span: self.since(start) })
    }

    fn construct(&mut self) -> Parse<EntryKind> {
        let token = self.token();
        let word = self.slice(token).to_owned();
        match word.as_str() {
            "remove" => self.after_word(|parser| Ok(EntryKind::Remove { path: parser.field_path()? })),
            "reset" => self.after_word(|parser| Ok(EntryKind::Reset { path: parser.field_path()? })),
            "seal" => self.after_word(|parser| {
                let path = parser.field_path()?;
                let because = if parser.eat_continuing("because") { Some(parser.string("the reason")?) } else { None };
                Ok(EntryKind::Seal { path, because })
            }),
            "on" => self.after_word(|parser| Ok(EntryKind::On { selector: parser.selector()?, body: parser.body()? })),
            "patch" => self.after_word(|parser| {
                let kind = parser.path("a kind")?;
                let handle = if parser.kind().is_string() { Some(parser.string("a handle")?) } else { None };
                Ok(EntryKind::Patch { kind, handle, body: parser.body()? })
            }),
            "if" => self.after_word(Self::if_entry),
            _ => self.field_entry(),
        }
    }

    fn after_word<T>(&mut self, parse: impl FnOnce(&mut Self) -> Parse<T>) -> Parse<T> {
        self.at += 1;
        parse(self)
    }

    /// A word that continues a line, on this line or at the beginning of the next.
    pub(super) fn eat_continuing(&mut self, word: &str) -> bool {
        let found = self.is_word(word);
        if found {
            self.at += 1;
        }
        found
    }

    /// A row of `else if`s is as long as it likes: it is read by a loop and folded from its end.
    fn if_entry(&mut self) -> Parse<EntryKind> {
        let (condition, then) = (self.in_head(Self::expr)?, self.body()?);
        let (mut others, mut otherwise) = (vec![], None);
        while self.eat_continuing("else") {
            let start = self.here();
            if !self.eat(Kind::If) {
                otherwise = Some(self.body()?);
                break;
            }
            others.push((start, self.in_head(Self::expr)?, self.body()?));
        }
        for (start, condition, then) in others.into_iter().rev() {
            let span = self.since(start);
            let kind = EntryKind::If { condition, then, otherwise };
            otherwise = Some(Body { entries: vec![Entry { kind, span }], span });
        }
        Ok(EntryKind::If { condition, then, otherwise })
    }

    fn field_entry(&mut self) -> Parse<EntryKind> {
        let path = self.field_path()?;
        self.deeper(path.keys.len() as u32 - 1, |parser| parser.field_change(path))
    }

    fn field_change(&mut self, path: FieldPath) -> Parse<EntryKind> {
        if self.eat(Kind::Assign) {
            return Ok(EntryKind::Set { path, value: self.expr()? });
        }
        if self.eat(Kind::AddAssign) {
            return Ok(EntryKind::Add { path, value: self.expr()? });
        }
        self.allow_brace_below();
        if self.sees(Kind::BraceOpen) {
            return Ok(EntryKind::Merge { path, body: self.body()? });
        }
        let what = "`=`, `+=` or `{`";
        if self.sees(Kind::Equal) {
            return self.missing_with(what, "`==` compares, and `=` sets");
        }
        if let Some(help) = misplaced(&path) {
            return self.missing_with(what, help);
        }
        if self.sees(Kind::Colon) {
            return self.missing_with(what, "`:` declares the type of a field in a `type` or `module`; a value is set with `=`");
        }
        self.missing(what)
    }

    pub(super) fn field_path(&mut self) -> Parse<FieldPath> {
        let start = self.here();
        let mut keys = vec![self.key()?];
        while self.eat(Kind::Dot) {
            keys.push(self.key()?);
        }
        Ok(FieldPath { keys, span: self.since(start) })
    }

    pub(super) fn key(&mut self) -> Parse<Key> {
        if self.kind().is_string() && self.same_line() {
            let literal = self.string("a key")?;
            let span = literal.span;
            if literal.text().is_some_and(str::is_empty) {
                let error = Diagnostic::error(Code::E0108, span, "a key can't be empty");
                self.diagnostics.push(error.help("write the name of the field or entry"));
            }
            let kind = literal.text().map(|text| KeyKind::Name(Name::new(text))).unwrap_or(KeyKind::Computed(literal));
            return Ok(Key { kind, span });
        }
        if self.kind() == Kind::Number && self.same_line() {
            let help = format!("a key that is no name stands in quotes: `\"{}\"`", self.slice(self.token()));
            return self.missing_with("a field", &help);
        }
        let word = self.any_word("a field")?;
        Ok(Key { kind: KeyKind::Name(word.name), span: word.span })
    }

    /// `env=prod cluster!=[tokyo, osaka]`
    pub(super) fn selector(&mut self) -> Parse<Selector> {
        let start = self.here();
        let mut clauses = vec![self.clause()?];
        loop {
            let at = usize::from(self.kind() == Kind::Comma);
            let is_clause = self.ahead(at).kind.is_word() && matches!(self.ahead(at + 1).kind, Kind::Assign | Kind::NotEqual);
            if !is_clause || !self.same_line() || self.ahead(at).newline {
                break;
            }
            if at == 1 {
                let comma = self.here();
                self.error(Code::E0101, comma, "no comma stands between the parts of a selector");
                self.hint("write them side by side: `on env=prod cluster=tokyo`");
                self.at += 1;
            }
            clauses.push(self.clause()?);
        }
        Ok(Selector { clauses, span: self.since(start) })
    }

    fn clause(&mut self) -> Parse<Clause> {
        let axis = self.any_word("an axis")?;
        let negated = self.eat(Kind::NotEqual);
        if !negated && !self.eat(Kind::Assign) {
            let help = match self.kind() {
                Kind::Equal => "a selector is written as behind `jkec build`: `env=prod`, with one `=`",
                _ => "a selector names an axis and its value: `env=prod`, `env=[staging, prod]`, `env!=dev`",
            };
            return self.missing_with("`=` or `!=`", help);
        }
        let mut values = vec![];
        if self.sees(Kind::BracketOpen) {
            self.at += 1;
            if self.sees(Kind::BracketClose) {
                return self.missing_with("a value", "a selector names the values that it matches: `env=[staging, prod]`");
            }
            self.within(true, false, |parser| parser.entries_free(Kind::BracketClose, &mut values, |parser| parser.any_word("a value")))?;
        } else if self.kind().is_string() {
            return self.missing_with("a value", "values of axes stand without quotes: `env=prod`");
        } else {
            values.push(self.any_word("a value")?);
        }
        if self.sees(Kind::Pipe) {
            return self.missing_with("`{`", "several values stand in brackets: `env=[staging, prod]`");
        }
        Ok(Clause { axis, negated, values, span: self.since(axis.span) })
    }
}

/// What begins with a word that opens statements of modules, where only fields stand.
fn misplaced(path: &FieldPath) -> Option<&'static str> {
    let [only] = path.keys.as_slice() else { return None };
    match only.name()?.as_str() {
        "let" => Some("a body holds fields; names for values stand in modules, and at the top of a file: `let x = …`"),
        "for" => Some("a body holds fields; a map or list that is computed is set whole: `env = {for k, v in m: k => v}`"),
        "check" | "emit" | "include" | "match" | "output" => Some("a body holds fields; statements stand in modules"),
        _ => None,
    }
}
