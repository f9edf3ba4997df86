//! The text of a mapping to its rows. The form is explained at the head of the mapping that comes with the library.

/// Which objects belong together, and what of them becomes which field.
#[derive(Debug, Default)]
pub struct Mapping {
    /// One app for each object of this kind.
    pub each: Option<String>,
    /// The module of the platform of a project that is begun with such an app.
    pub platform: Option<String>,
    pub joins: Vec<Join>,
    pub rows: Vec<Row>,
}

/// `with KIND by PATH is PATH`: the first path is of the other object, the second of the app's first.
#[derive(Debug)]
pub struct Join {
    pub kind: String,
    pub of_other: Path,
    pub relation: Relation,
    pub of_first: Path,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Relation {
    /// One of the values is one of the other's.
    Is,
    /// Each entry of the other's mapping is one of the first's.
    Within,
}

#[derive(Debug)]
pub struct Row {
    pub targets: Vec<Target>,
    /// What is written whatever the last path leads to.
    pub constant: Option<String>,
    pub conversion: Option<Conversion>,
    pub sources: Vec<Source>,
}

#[derive(Clone, Debug)]
pub struct Target {
    /// Names, `$x` for what the row's paths bind it to.
    pub path: Vec<String>,
    /// `selector!.$k`: the field is set whole, whatever it is by default.
    pub is_whole: bool,
    /// The field that takes the value where others stand beside it.
    pub beside: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Conversion {
    /// A number of seconds to a duration.
    Seconds,
    /// A number to a percentage.
    Percent,
}

#[derive(Debug)]
pub struct Source {
    pub kind: String,
    pub path: Path,
}

pub type Path = Vec<Step>;

/// A key, and what must hold for what is found there.
#[derive(Debug)]
pub struct Step {
    pub key: Key,
    pub conditions: Vec<Condition>,
}

#[derive(Debug)]
pub enum Key {
    Name(String),
    /// `*`: any key or element.
    Any,
    /// `$x`
    Bound(String),
}

#[derive(Debug)]
pub enum Condition {
    Only,
    Absent(String),
    /// `name=TCP`, `name=TCP?`
    Is {
        key: String,
        value: String,
        or_absent: bool,
    },
    /// `name=$x`, `name=$app-$x`
    Binds {
        key: String,
        /// A name whose value stands before it, with `-` between.
        prefix: Option<String>,
        name: String,
    },
}

/// The first line that is no row.
#[derive(Debug, PartialEq, Eq)]
pub struct WrongLine {
    pub number: usize,
    pub text: String,
}

/// Reads a mapping.
///
/// # Errors
/// Where a line is neither a row nor a comment.
pub fn parse(text: &str) -> Result<Mapping, WrongLine> {
    let mut mapping = Mapping::default();
    for (at, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        self::line(line, &mut mapping).ok_or_else(|| WrongLine { number: at + 1, text: line.to_owned() })?;
    }
    Ok(mapping)
}

fn line(line: &str, mapping: &mut Mapping) -> Option<()> {
    if let Some((targets, sources)) = line.split_once("<-") {
        mapping.rows.push(row(targets.trim(), sources.trim())?);
        return Some(());
    }
    let words: Vec<&str> = line.split_whitespace().collect();
    match words.as_slice() {
        ["each", kind] => mapping.each = Some((*kind).to_owned()),
        ["platform", module] => mapping.platform = Some((*module).to_owned()),
        ["with", kind, "by", other, relation, first] => {
            let relation = match *relation {
                "is" => Relation::Is,
                "within" => Relation::Within,
                _ => return None,
            };
            mapping.joins.push(Join { kind: (*kind).to_owned(), of_other: path(other)?, relation, of_first: path(first)? });
        }
        _ => return None,
    }
    Some(())
}

fn row(targets: &str, sources: &str) -> Option<Row> {
    let (targets, conversion) = match targets.split_once(" : ") {
        Some((targets, "seconds")) => (targets, Some(Conversion::Seconds)),
        Some((targets, "percent")) => (targets, Some(Conversion::Percent)),
        Some(_) => return None,
        None => (targets, None),
    };
    let (targets, constant) = match targets.split_once(" = ") {
        Some((targets, constant)) => (targets, Some(constant.trim().to_owned())),
        None => (targets, None),
    };
    let targets = targets.split(',').map(|target| self::target(target.trim())).collect::<Option<Vec<_>>>()?;
    let sources = sources.split('&').map(|source| {
        let (kind, path) = source.trim().split_once(' ')?;
        Some(Source { kind: kind.to_owned(), path: self::path(path.trim())? })
    });
    Some(Row { targets, constant, conversion, sources: sources.collect::<Option<Vec<_>>>()? })
}

fn target(text: &str) -> Option<Target> {
    let (path, beside) = match text.split_once('/') {
        Some((path, beside)) => (path, Some(beside.to_owned())),
        None => (text, None),
    };
    let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
    let is_whole = first.ends_with('!');
    let path: Vec<String> =
        std::iter::once(first.trim_end_matches('!')).chain(rest.into_iter().flat_map(|rest| rest.split('.'))).map(str::to_owned).collect();
    path.iter().all(|part| !part.is_empty()).then_some(Target { path, is_whole, beside })
}

fn path(text: &str) -> Option<Path> {
    let mut steps = vec![];
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(['.', '[']).unwrap_or(rest.len());
        let (key, behind) = rest.split_at(end);
        let (conditions, behind) = match behind.strip_prefix('[') {
            Some(inner) => {
                let (inner, behind) = inner.split_once(']')?;
                (inner.split(',').map(condition).collect::<Option<Vec<_>>>()?, behind)
            }
            None => (vec![], behind),
        };
        let key = match key {
            "" => return None,
            "*" => Key::Any,
            _ => key.strip_prefix('$').map_or_else(|| Key::Name(key.to_owned()), |name| Key::Bound(name.to_owned())),
        };
        steps.push(Step { key, conditions });
        rest = match behind.strip_prefix('.') {
            Some(rest) if !rest.is_empty() => rest,
            None if behind.is_empty() => behind,
            Some(_) | None => return None,
        };
    }
    Some(steps)
}

fn condition(text: &str) -> Option<Condition> {
    if text == "only" {
        return Some(Condition::Only);
    }
    if let Some(key) = text.strip_prefix('!') {
        return Some(Condition::Absent(key.to_owned()));
    }
    let (key, value) = text.split_once('=')?;
    let key = key.to_owned();
    let Some(name) = value.strip_prefix('$') else {
        let (value, or_absent) = value.strip_suffix('?').map_or((value, false), |value| (value, true));
        return Some(Condition::Is { key, value: value.to_owned(), or_absent });
    };
    let (prefix, name) = match name.split_once("-$") {
        Some((prefix, name)) => (Some(prefix.to_owned()), name),
        None => (None, name),
    };
    Some(Condition::Binds { key, prefix, name: name.to_owned() })
}
