//! `env=preview:pr-123`: the labels of starred values, which tell like targets apart.

use jke_model::target::{Project, Target};
use jke_syntax::tree::{Clause, Ident};
use jke_text::{Code, Diagnostic, Name, Span};

/// What becomes of a target of a starred value for which the command line has no label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unlabelled {
    /// It is proved for all labels at once.
    Proved,
    /// It is nothing that could be built; named by itself it is a mistake.
    LeftOut,
}

/// The labels of a command line.
pub struct Labels {
    /// The value of the axis, and its label.
    given: Vec<(Ident, Name, Name)>,
    /// The places of starred values that are named without one.
    missing: Vec<Ident>,
}

/// The targets that labels make of others, or why there is none.
pub struct Labelled {
    pub targets: Vec<Target>,
    pub mistake: Option<Diagnostic>,
}

impl Labels {
    /// Takes the labels out of the clauses, whose values are then those of the axes; tells what is wrong with them.
    pub fn take(project: &Project, clauses: &mut [Clause], diagnostics: &mut Vec<Diagnostic>) -> Labels {
        let mut labels = Labels { given: vec![], missing: vec![] };
        for Clause { axis, negated, values, span: _ } in clauses {
            for value in values {
                labels.take_one(project, axis.name, *negated, value, diagnostics);
            }
        }
        labels
    }

    fn take_one(&mut self, project: &Project, axis: Name, negated: bool, value: &mut Ident, diagnostics: &mut Vec<Diagnostic>) {
        let written = value.name.as_str();
        let (word, label) = written.split_once(':').map_or((written, None), |(word, label)| (word, Some(label)));
        let axis = project.axis(axis).map(|axis| &project.axes[axis]);
        let is_value = |name: &Name| name.as_str() == word;
        let at = axis.and_then(|axis| axis.values.iter().position(is_value));
        let is_starred = axis.zip(at).is_some_and(|(axis, at)| axis.starred.contains(&(at as u32)));
        let whole = value.span;
        *value = Ident { name: Name::new(word), span: Span::new(whole.start, whole.start + word.len() as u32) };
        match label {
            None if is_starred && !negated => self.missing.push(*value),
            None => {}
            Some(label) if at.is_some() && (!is_starred || negated) => diagnostics.push(misplaced(word, label, is_starred, whole)),
            Some(label) if is_starred && !Target::is_label(label) => {
                diagnostics.push(malformed(label, Span::new(value.span.end + 1, whole.end)))
            }
            Some(label) => self.given.extend(axis.map(|axis| (*value, axis.name, Name::new(label)))),
        }
    }

    /// The targets with their labels: each as often as it has some. `span` is the place of all words.
    pub fn apply(&self, project: &Project, targets: Vec<Target>, unlabelled: Unlabelled, span: Span) -> Labelled {
        if unlabelled == Unlabelled::LeftOut
            && let Some(value) = self.missing.first()
        {
            return Labelled { targets: vec![], mistake: Some(needed(value.name, value.span)) };
        }
        let starred = targets.first().and_then(|target| {
            let at = (0..project.axes.len()).find(|axis| project.label(target, *axis).is_some())?;
            Some(project.value(target, at))
        });
        let mut targets: Vec<Target> = targets.into_iter().flat_map(|target| self.of(project, target, unlabelled)).collect();
        targets.dedup();
        let mistake = starred.filter(|_| targets.is_empty()).map(|value| needed(value, span));
        Labelled { targets, mistake }
    }

    fn of(&self, project: &Project, target: Target, unlabelled: Unlabelled) -> Vec<Target> {
        let here = |value: &Ident, axis: Name| project.axis(axis).is_some_and(|axis| project.value(&target, axis) == value.name);
        let given = self.given.iter().filter(|(value, axis, _)| here(value, *axis));
        let mut labels: Vec<Name> = given.map(|(_, _, label)| *label).collect();
        labels.sort_unstable_by_key(|label| label.as_str());
        match (target.label, labels.is_empty()) {
            (Some(_), true) if unlabelled == Unlabelled::LeftOut => vec![],
            (_, true) => vec![target],
            (_, false) => labels.into_iter().map(|label| Target { label: Some(label), ..target.clone() }).collect(),
        }
    }
}

fn misplaced(value: &str, label: &str, is_starred: bool, span: Span) -> Diagnostic {
    let error = Diagnostic::error(Code::E1003, span, format!("`{value}` takes no label here, and `{label}` is one"));
    match is_starred {
        true => error.help("what is excluded is excluded with all its labels"),
        false => error.help(format!("only a starred value has labels, as `{value}*` in the project's `axis` line")),
    }
}

fn malformed(label: &str, span: Span) -> Diagnostic {
    Diagnostic::error(Code::E1003, span, format!("`{label}` is no label"))
        .help(format!("a label becomes a part of names: {}", Target::LABEL))
}

fn needed(value: Name, span: Span) -> Diagnostic {
    Diagnostic::error(Code::E1003, span, format!("`{value}` stands for many targets, and none is named"))
        .help(format!("name one by its label, as `{value}:pr-123`; `jkec check` proves them all"))
}
