//! Selectors to sets of targets: `env=prod cluster!=[tokyo, osaka]` against the project's axes.

use jke_model::target::{Axis, Project, TargetSet, ValueSet};
use jke_syntax::tree::{Clause, Ident, Selector};
use jke_text::{Code, Diagnostic, nearest};

use crate::Resolved;

impl Resolved {
    /// What a selector admits; `None` where it is wrong, which is told here.
    pub fn target_set(&self, selector: &Selector, diagnostics: &mut Vec<Diagnostic>) -> Option<TargetSet> {
        if !self.axes_known {
            return None;
        }
        target_set(&self.project, selector, diagnostics)
    }
}

pub(crate) fn target_set(project: &Project, selector: &Selector, diagnostics: &mut Vec<Diagnostic>) -> Option<TargetSet> {
    let mut set = TargetSet::all(&project.axes);
    let mut sound = true;
    for (at, clause) in selector.clauses.iter().enumerate() {
        if let Some(first) = selector.clauses[..at].iter().find(|earlier| earlier.axis.name == clause.axis.name) {
            diagnostics.push(twice(first, clause));
            sound = false;
            continue;
        }
        match clause_values(project, clause, diagnostics) {
            Some((axis, values)) => set.axes[axis] = values,
            None => sound = false,
        }
    }
    sound.then_some(set)
}

fn clause_values(project: &Project, clause: &Clause, diagnostics: &mut Vec<Diagnostic>) -> Option<(usize, ValueSet)> {
    if clause.axis.name.is_empty() {
        return None;
    }
    let Some(index) = project.axis(clause.axis.name) else {
        diagnostics.push(unknown_axis(project, clause.axis));
        return None;
    };
    let axis = &project.axes[index];
    let mut named = ValueSet::none(axis.values.len());
    let mut sound = !clause.values.is_empty();
    for value in &clause.values {
        match axis.values.iter().position(|known| *known == value.name) {
            Some(at) => named.insert(at as u32),
            None => {
                if !value.name.is_empty() {
                    diagnostics.push(unknown_value(axis, *value));
                }
                sound = false;
            }
        }
    }
    sound.then(|| (index, if clause.negated { complement(axis, &named) } else { named }))
}

fn complement(axis: &Axis, named: &ValueSet) -> ValueSet {
    let count = axis.values.len();
    (0..count as u32).filter(|value| !named.contains(*value)).fold(ValueSet::none(count), |mut set, value| {
        set.insert(value);
        set
    })
}

fn unknown_axis(project: &Project, axis: Ident) -> Diagnostic {
    let known = || project.axes.iter().map(|axis| axis.name.as_str());
    let error = Diagnostic::error(Code::E0401, axis.span, format!("`{}` is not an axis of the project", axis.name))
        .did_you_mean(nearest(axis.name.as_str(), known()));
    if project.axes.is_empty() {
        return error.help("the project has no axes: add one to its `project` item, as `axis env = dev | prod`");
    }
    error.label(project.span, "").help(format!("axes of {}: {}", project.name, known().collect::<Vec<_>>().join(", ")))
}

fn unknown_value(axis: &Axis, value: Ident) -> Diagnostic {
    let known = || axis.values.iter().map(|value| value.as_str());
    Diagnostic::error(Code::E0402, value.span, format!("`{}` is not a value of the axis `{}`", value.name, axis.name))
        .did_you_mean(nearest(value.name.as_str(), known()))
        .label(axis.span, "the axis")
        .help(format!("values of {}: {}", axis.name, known().collect::<Vec<_>>().join(", ")))
}

fn twice(first: &Clause, second: &Clause) -> Diagnostic {
    let values: Vec<&str> = first.values.iter().chain(&second.values).map(|value| value.name.as_str()).collect();
    let axis = first.axis.name;
    Diagnostic::error(Code::E0411, second.axis.span, format!("`{axis}` stands twice in this selector"))
        .label(first.axis.span, "here first")
        .help(format!("to name several values write `{axis}=[{}]`", values.join(", ")))
}
