//! The words of a command line to targets and instances: `env=prod cluster=[tokyo, osaka] orders`.
//!
//! A word with `=` is a clause of a selector, as in `on env=prod`, and is judged by the same function; all others name apps. What is
//! wrong is shown on the command line itself, at the word.

use jke_model::target::{Project, Target};
use jke_session::{Setting, Snapshot};
use jke_syntax::tree::{Clause, Ident, Selector};
use jke_text::{Code, Diagnostic, Name, Source, SourceKind, Sources, Span, nearest};

use super::label::{Labelled, Labels, Unlabelled};
use super::setting::{self, Read};

/// What the words choose.
#[derive(Debug)]
pub struct Selection {
    pub targets: Vec<Target>,
    /// `None`: all.
    pub instances: Option<Vec<Name>>,
    /// Layer 4.
    pub settings: Vec<Setting>,
    /// Every target of the project.
    pub all_targets: bool,
    /// The place of all words, and of the command where there are none.
    pub span: Span,
}

/// A command line as a source: its words, each with its place.
pub struct CommandLine {
    pub sources: Sources,
    command: Span,
    words: Vec<(String, Span)>,
    /// Those behind `--set`.
    settings: Vec<(String, Span)>,
}

impl CommandLine {
    pub fn new(sources: Sources, command: &str, words: &[String]) -> CommandLine {
        CommandLine::with_settings(sources, command, words, &[])
    }

    /// What is set is shown behind all other words.
    pub fn with_settings(mut sources: Sources, command: &str, words: &[String], settings: &[String]) -> CommandLine {
        let flagged = settings.iter().flat_map(|word| ["--set", word]);
        let text = ["jkec", command].into_iter().chain(words.iter().map(String::as_str)).chain(flagged).collect::<Vec<_>>().join(" ");
        let source = sources.add("command line", SourceKind::CommandLine, text);
        let command = part(&source, 5, command.len());
        let mut at = command.end - source.base;
        let mut placed = |word: &String, before: usize| {
            let span = part(&source, at as usize + before, word.len());
            at = span.end - source.base;
            (word.clone(), span)
        };
        let words = words.iter().map(|word| placed(word, 1)).collect();
        let settings = settings.iter().map(|word| placed(word, " --set ".len())).collect();
        CommandLine { sources, command, words, settings }
    }

    /// What is wrong is wrong on the command line, and nowhere in the sources.
    pub fn is_to_blame(&self, diagnostics: &[Diagnostic]) -> bool {
        let mut errors = diagnostics.iter().filter(|each| each.is_error());
        errors.all(|error| self.sources.file_at(error.primary.span.start).is_some_and(|file| file.kind == SourceKind::CommandLine))
    }

    /// The place of the word with this index.
    pub fn word(&self, index: usize) -> Span {
        self.words[index].1
    }

    fn span(&self) -> Span {
        match (self.words.first(), self.words.last()) {
            (Some((_, first)), Some((_, last))) => first.to(*last),
            _ => self.command,
        }
    }

    /// What the words choose of a project, or what is wrong with them.
    pub fn select(&self, snapshot: &Snapshot, unlabelled: Unlabelled) -> Result<Selection, Vec<Diagnostic>> {
        let (mut clauses, names, mut diagnostics) = self.sort();
        let project = snapshot.project();
        let labels = Labels::take(project, &mut clauses, &mut diagnostics);
        let selector = Selector { clauses, span: self.span() };
        let set = snapshot.resolved().target_set(&selector, &mut diagnostics);
        let known = Known::new(snapshot);
        let mut instances = vec![];
        for (name, span) in &names {
            match known.instance(name) {
                Some(instance) => instances.push(instance),
                None => diagnostics.push(known.unknown(name, *span)),
            }
        }
        let mut settings = vec![];
        for (word, span) in &self.settings {
            match setting::read(word, *span) {
                Ok(Read { setting, instance: _ }) if known.instance(setting.instance.as_str()).is_some() => settings.push(setting),
                Ok(Read { setting, instance }) => diagnostics.push(known.unknown(setting.instance.as_str(), instance)),
                Err(mistakes) => diagnostics.extend(mistakes),
            }
        }
        instances.sort_unstable();
        instances.dedup();
        let targets: Vec<Target> =
            set.iter().flat_map(|set| project.targets.iter().filter(|target| set.contains(target)).cloned()).collect();
        if set.is_some() && targets.is_empty() && !project.targets.is_empty() {
            diagnostics.push(no_target(project, &selector));
        }
        let all_targets = targets.len() == project.targets.len();
        let Labelled { targets, mistake } = labels.apply(project, targets, unlabelled, self.span());
        diagnostics.extend(mistake);
        if !diagnostics.is_empty() {
            return Err(diagnostics);
        }
        Ok(Selection { targets, instances: (!names.is_empty()).then_some(instances), settings, all_targets, span: self.span() })
    }

    /// Clauses of the selector, names of instances, and words that are neither.
    fn sort(&self) -> (Vec<Clause>, Vec<(String, Span)>, Vec<Diagnostic>) {
        let (mut clauses, mut names, mut diagnostics) = (vec![], vec![], vec![]);
        let mut words = self.words.iter();
        while let Some((word, span)) = words.next() {
            if !word.contains('=') {
                names.push((word.clone(), *span));
                continue;
            }
            // A shell makes two words of `env=[dev, staging]`.
            let (mut text, mut whole) = (word.clone(), *span);
            while text.contains('[') && !text.contains(']') {
                let Some((next, place)) = words.next() else { break };
                text = format!("{text} {next}");
                whole = whole.to(*place);
            }
            match clause(&text, whole) {
                Some(clause) => clauses.push(clause),
                None => diagnostics.push(malformed(&text, whole)),
            }
        }
        (clauses, names, diagnostics)
    }
}

fn part(source: &Source, start: usize, len: usize) -> Span {
    Span::new(source.base + start as u32, source.base + (start + len) as u32)
}

/// `env=prod`, `env!=[dev, staging]`; `None` where it is no clause.
fn clause(text: &str, span: Span) -> Option<Clause> {
    let equals = text.find('=').unwrap_or(text.len());
    let negated = text[..equals].ends_with('!');
    let axis = &text[..equals - usize::from(negated)];
    let value = &text[equals + 1..];
    let place = |word: &str| {
        let start = span.start + (word.as_ptr() as usize - text.as_ptr() as usize) as u32;
        Ident { name: Name::new(word), span: Span::new(start, start + word.len() as u32) }
    };
    let list = match value.strip_prefix('[') {
        Some(rest) => rest.strip_suffix(']')?,
        None => value,
    };
    let values: Vec<Ident> = list.split(',').map(str::trim).filter(|word| !word.is_empty()).map(place).collect();
    let is_list = value.starts_with('[');
    let sound = !axis.is_empty() && !values.is_empty() && (is_list || !value.contains(','));
    sound.then(|| Clause { axis: place(axis), negated, values, span })
}

fn malformed(text: &str, span: Span) -> Diagnostic {
    let (axis, values) = text.split_once('=').unwrap_or((text, ""));
    let axis = axis.trim_end_matches('!');
    let axis = if axis.is_empty() { "env" } else { axis };
    let values: Vec<&str> = values.split([',', '[', ']']).map(str::trim).filter(|word| !word.is_empty()).collect();
    let help = match values.as_slice() {
        [] => format!("write a value behind it, as `{axis}=VALUE`, or several, as `{axis}=[ONE, OTHER]`"),
        [one] => format!("write `{axis}={one}`"),
        several => format!("write `{axis}=[{}]`", several.join(", ")),
    };
    Diagnostic::error(Code::E1003, span, format!("`{text}` is no target")).help(help)
}

fn no_target(project: &Project, selector: &Selector) -> Diagnostic {
    const SHOWN: usize = 8;
    let mut known: Vec<String> = project.targets.iter().take(SHOWN).map(|target| format!("`{}`", project.describe(target))).collect();
    if project.targets.len() > SHOWN {
        known.push(format!("{} more", project.targets.len() - SHOWN));
    }
    let places = selector.clauses.iter().map(|clause| clause.span);
    let span = places.reduce(Span::to).unwrap_or(selector.span);
    Diagnostic::error(Code::E0411, span, format!("{} has no such target", project.name)).label(project.span, "").help(format!(
        "targets of {}: {}",
        project.name,
        known.join(", ")
    ))
}

/// What a word may name.
struct Known<'s> {
    project: &'s Project,
    apps: Vec<Name>,
    platform: Option<Name>,
}

impl<'s> Known<'s> {
    fn new(snapshot: &'s Snapshot) -> Known<'s> {
        let platform = snapshot.resolved().instances.iter().find(|instance| instance.is_platform).map(|platform| platform.name);
        Known { project: snapshot.project(), apps: snapshot.apps(), platform }
    }

    fn instance(&self, word: &str) -> Option<Name> {
        self.apps.iter().chain(&self.platform).find(|name| name.as_str() == word).copied()
    }

    fn unknown(&self, word: &str, span: Span) -> Diagnostic {
        if word == "platform" {
            return Diagnostic::error(Code::E1003, span, format!("{} has no platform", self.project.name))
                .help("write one into `platform.jke`: `platform: Platform {}`");
        }
        let error = Diagnostic::error(Code::E1003, span, format!("`{word}` is not an app of {}", self.project.name));
        if let Some(axis) = self.project.axes.iter().find(|axis| axis.values.iter().any(|value| value.as_str() == word)) {
            let clause = format!("{}={word}", axis.name);
            return error.help(format!("`{word}` is a value of the axis `{}`: write `{clause}`", axis.name)).replace(clause);
        }
        let names = || self.apps.iter().chain(&self.platform).map(|name| name.as_str());
        error.did_you_mean(nearest(word, names())).help(self.all())
    }

    fn all(&self) -> String {
        const SHOWN: usize = 12;
        let shown: Vec<&str> = self.apps.iter().take(SHOWN).map(|name| name.as_str()).collect();
        match (shown.as_slice(), self.apps.len().saturating_sub(SHOWN)) {
            ([], _) => "the project has no apps yet: `jkec new NAME` adds one".to_owned(),
            (shown, 0) => format!("apps of {}: {}", self.project.name, shown.join(", ")),
            (shown, more) => format!("apps of {}: {}, and {more} more", self.project.name, shown.join(", ")),
        }
    }
}
