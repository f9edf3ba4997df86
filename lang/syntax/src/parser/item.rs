//! Files: imports and items.

use jke_text::nearest;

use super::{Parse, Parser};
use crate::tokens::Kind;
use crate::tree::{
    Alias, Annotation, App, AxisValue, Defaults, Except, File, FnItem, Head, Import, ImportKind, Item, ItemKind, Module, Overlay, Param,
    Platform, Policy, Project, ProjectEntry, Test, TypeItem, TypeKind,
};

/// What an item begins with.
const WORDS: [&str; 13] =
    ["app", "on", "type", "module", "fn", "let", "defaults", "platform", "project", "policy", "except", "test", "emit"];

impl Parser<'_> {
    pub(super) fn file(&mut self) -> File {
        let docs = std::mem::take(&mut self.lexed.file_docs);
        let mut file = File { docs: self.joined(&docs), ..File::default() };
        while self.kind() != Kind::End {
            let from = self.at;
            (self.depth, self.height) = (0, 0);
            (self.free, self.head, self.minus_ends) = (false, false, false);
            self.begin_entry();
            let told = if self.is_word("import") {
                self.import().map(|import| file.imports.push(import))
            } else {
                self.item().map(|item| file.items.push(item))
            };
            if told.is_err() {
                self.skip(from, |token| token.newline);
            } else if self.kind() != Kind::End && !self.token().newline {
                let _: Parse<()> = self.missing("a new line");
                self.skip(from, |token| token.newline);
            }
        }
        file
    }

    fn joined(&self, lines: &[(u32, u32)]) -> Option<String> {
        let text = |(start, end): &(u32, u32)| {
            let line = &self.text[*start as usize..*end as usize];
            line.strip_prefix(' ').unwrap_or(line).to_owned()
        };
        (!lines.is_empty()).then(|| lines.iter().map(text).collect::<Vec<_>>().join("\n"))
    }

    fn import(&mut self) -> Parse<Import> {
        let start = self.here();
        self.at += 1;
        let path = self.path("a module's path")?;
        let kind = if self.sees(Kind::BraceOpen) {
            let mut names = vec![];
            self.braces(&mut names, |parser| {
                let name = parser.any_word("a name")?;
                let local = if parser.eat_word("as") { parser.name("a name")? } else { name };
                Ok(Alias { name, local })
            })?;
            ImportKind::Names(names)
        } else if self.eat_word("as") {
            ImportKind::Module(self.name("a name")?)
        } else {
            ImportKind::Module(path.last())
        };
        Ok(Import { path, kind, span: self.since(start) })
    }

    /// The documentation and annotations above a declaration.
    pub(super) fn item_head(&mut self) -> Parse<Head> {
        let mut head = Head { docs: self.docs(), annotations: vec![] };
        while self.kind() == Kind::AtSign {
            let start = self.here();
            self.at += 1;
            let name = self.any_word("an annotation")?;
            let mut arguments = vec![];
            if self.sees(Kind::ParenOpen) {
                self.at += 1;
                self.within(true, false, |parser| parser.entries_free(Kind::ParenClose, &mut arguments, Self::expr))?;
            }
            head.annotations.push(Annotation { name, arguments, span: self.since(start) });
            head.docs = head.docs.or_else(|| self.docs());
            self.begin_entry();
        }
        Ok(head)
    }

    /// The lines of `///` since the token before the next.
    fn docs(&mut self) -> Option<String> {
        let from = self.at.checked_sub(1).and_then(|at| self.lexed.tokens.get(at)).map_or(0, |token| token.end);
        let to = self.token().start;
        while self.lexed.docs.get(self.next_doc).is_some_and(|doc| doc.0 < from) {
            self.next_doc += 1;
        }
        let first = self.next_doc;
        while self.lexed.docs.get(self.next_doc).is_some_and(|doc| doc.0 < to) {
            self.next_doc += 1;
        }
        self.joined(&self.lexed.docs[first..self.next_doc])
    }

    fn item(&mut self) -> Parse<Item> {
        let head = self.item_head()?;
        let start = self.here();
        let word = self.slice(self.token()).to_owned();
        let kind = match word.as_str() {
            "project" => ItemKind::Project(self.project()?),
            "platform" => self.platform()?,
            "app" => self.app()?,
            "on" => self.overlay()?,
            "defaults" => {
                self.at += 1;
                ItemKind::Defaults(Defaults { module: self.path("a module")?, layer: self.body()? })
            }
            "module" => ItemKind::Module(self.module()?),
            "type" => ItemKind::Type(self.type_item()?),
            "fn" => ItemKind::Fn(self.function()?),
            "let" => ItemKind::Let(self.let_item()?),
            "policy" => ItemKind::Policy(self.policy()?),
            "except" => ItemKind::Except(self.except()?),
            "test" => ItemKind::Test(self.test()?),
            "emit" => ItemKind::Raw(self.emit()?),
            _ => return self.no_declaration(&word),
        };
        Ok(Item { head, kind, span: self.since(start) })
    }

    fn no_declaration<T>(&mut self, word: &str) -> Parse<T> {
        let what = "a declaration";
        if word == "patch" {
            return self.missing_with(what, "a patch stands in an app, in `defaults MODULE { … }` or in `on … for MODULE { … }`");
        }
        match nearest(word, WORDS) {
            Some(near) => self.missing_with(what, &format!("did you mean `{near}`?")),
            None => self.missing_with(what, &format!("a file holds imports, then declarations: {}", WORDS.join(", "))),
        }
    }

    fn platform(&mut self) -> Parse<ItemKind> {
        let span = self.here();
        self.at += 1;
        self.expect(Kind::Colon, "`:`")?;
        Ok(ItemKind::Platform(Platform { module: self.path("a module")?, layer: self.body()?, span }))
    }

    fn app(&mut self) -> Parse<ItemKind> {
        self.at += 1;
        let name = self.name("the app's name")?;
        self.expect(Kind::Colon, "`:`")?;
        Ok(ItemKind::App(App { name, module: self.path("a module")?, layer: self.body()? }))
    }

    fn overlay(&mut self) -> Parse<ItemKind> {
        self.at += 1;
        let selector = self.selector()?;
        self.expect(Kind::For, "`for`")?;
        Ok(ItemKind::Overlay(Overlay { selector, of: self.path("an app or a module")?, layer: self.body()? }))
    }

    fn project(&mut self) -> Parse<Project> {
        self.at += 1;
        let name = self.name("the project's name")?;
        let extends = if self.eat_word("extends") { Some(self.name("a project")?) } else { None };
        let mut entries = vec![];
        self.braces(&mut entries, Self::project_entry)?;
        Ok(Project { name, extends, entries })
    }

    fn project_entry(&mut self) -> Parse<ProjectEntry> {
        let start = self.here();
        let is_setting = self.ahead(1).kind == Kind::Assign;
        if !is_setting && self.eat_anywhere("axis") {
            let name = self.any_word("an axis")?;
            self.expect(Kind::Assign, "`=`")?;
            let mut values = vec![self.axis_value()?];
            while self.kind() == Kind::Pipe {
                self.at += 1;
                values.push(self.axis_value()?);
            }
            return Ok(ProjectEntry::Axis { name, values, span: self.since(start) });
        }
        if !is_setting && self.eat_anywhere("target") {
            let selector = self.selector()?;
            return Ok(ProjectEntry::Target { selector, span: self.since(start) });
        }
        if !is_setting && self.eat_anywhere("use") {
            let name = self.name("a name")?;
            self.expect(Kind::Assign, "`=`")?;
            let source = self.string("where the package is")?;
            return Ok(ProjectEntry::Use { name, source, span: self.since(start) });
        }
        if !self.kind().is_word() {
            return self.missing("a setting");
        }
        let name = self.take_ident();
        self.expect(Kind::Assign, "`=`")?;
        let value = self.expr()?;
        Ok(ProjectEntry::Setting { name, value, span: self.since(start) })
    }

    /// An entry's first word, which may begin a line.
    fn eat_anywhere(&mut self, word: &str) -> bool {
        self.eat_continuing(word)
    }

    fn axis_value(&mut self) -> Parse<AxisValue> {
        let name = self.any_word("a value")?;
        Ok(AxisValue { name, starred: self.eat(Kind::Star) })
    }

    fn module(&mut self) -> Parse<Module> {
        self.at += 1;
        let name = self.name("the module's name")?;
        let extends = if self.eat_word("extends") { Some(self.path("a module")?) } else { None };
        let platform = if self.eat_word("for") { Some(self.path("a module")?) } else { None };
        Ok(Module { name, extends, platform, members: self.members()? })
    }

    fn type_item(&mut self) -> Parse<TypeItem> {
        self.at += 1;
        let name = self.path("the type's name")?;
        if self.eat(Kind::Assign) {
            return Ok(TypeItem { name, kind: TypeKind::Alias(self.type_expr()?) });
        }
        let extends = if self.eat_word("extends") { Some(self.path("a type")?) } else { None };
        Ok(TypeItem { name, kind: TypeKind::Record { extends, members: self.members()? } })
    }

    fn function(&mut self) -> Parse<FnItem> {
        self.at += 1;
        let name = self.name("the function's name")?;
        self.expect(Kind::ParenOpen, "`(`")?;
        let mut params = vec![];
        self.within(true, false, |parser| parser.entries_free(Kind::ParenClose, &mut params, Self::param))?;
        self.expect(Kind::ThinArrow, "`->`")?;
        let result = self.type_expr()?;
        self.expect(Kind::Assign, "`=`")?;
        Ok(FnItem { name, params, result, body: self.expr()? })
    }

    fn param(&mut self) -> Parse<Param> {
        let name = self.name("a parameter")?;
        self.expect(Kind::Colon, "`:`")?;
        let ty = self.type_expr()?;
        let default = if self.eat(Kind::Assign) { Some(self.expr()?) } else { None };
        Ok(Param { name, ty, default, span: self.since(name.span) })
    }

    fn policy(&mut self) -> Parse<Policy> {
        self.at += 1;
        let name = self.name("the policy's name")?;
        let mut kind = None;
        if self.eat_word("for") {
            let path = self.path("a kind")?;
            self.expect_word("as")?;
            kind = Some((path, self.name("a name")?));
        }
        let selector = if self.eat_word("on") { Some(self.selector()?) } else { None };
        Ok(Policy { name, kind, selector, block: self.block()? })
    }

    fn except(&mut self) -> Parse<Except> {
        self.at += 1;
        let policy = self.path("a policy")?;
        let of = if self.eat_word("for") { Some(self.name("an app")?) } else { None };
        let selector = if self.eat_word("on") { Some(self.selector()?) } else { None };
        if !self.eat_continuing("because") {
            return self.missing("`because`");
        }
        Ok(Except { policy, of, selector, because: self.string("the reason")? })
    }

    fn test(&mut self) -> Parse<Test> {
        self.at += 1;
        let name = self.string("the test's name")?;
        let selector = if self.eat_word("on") { Some(self.selector()?) } else { None };
        Ok(Test { name, selector, block: self.block()? })
    }
}
