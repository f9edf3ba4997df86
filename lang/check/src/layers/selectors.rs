//! Selectors of layers to sets of targets, each within those around it.

use jke_model::target::TargetSet;
use jke_resolve::Resolved;
use jke_syntax::tree::{Body, Selector};
use jke_text::{Code, Diagnostic, Span};

/// What a selector admits; `None` where it is wrong, which is told in `diagnostics`. One that leaves an axis no value at all is wrong
/// by itself; one that merely matches no target of the project is not.
pub fn selector(resolved: &Resolved, selector: &Selector, diagnostics: &mut Vec<Diagnostic>) -> Option<TargetSet> {
    let set = resolved.target_set(selector, diagnostics)?;
    let axis = set.axes.iter().position(|values| values.is_empty());
    match axis.map(|at| &resolved.project.axes[at]) {
        None => Some(set),
        Some(axis) => {
            let error = Diagnostic::error(Code::E0411, selector.span, format!("this selector leaves no value of `{}`", axis.name));
            diagnostics.push(error.label(axis.span, "the axis").help("name the values that it shall match"));
            None
        }
    }
}

/// The set admits a target of the project, as far as these are known.
pub(super) fn matches_some(resolved: &Resolved, targets: &TargetSet) -> bool {
    let known = &resolved.project.targets;
    known.is_empty() || known.iter().any(|target| targets.contains(target))
}

/// Tells of an overlay that holds for no target, or that holds nothing.
pub(super) fn without_effect(resolved: &Resolved, targets: &TargetSet, body: &Body, selector: Span) -> Option<Diagnostic> {
    let project = &resolved.project;
    if !matches_some(resolved, targets) {
        let message = match targets.is_empty() {
            true => "no target matches this selector and those around it: this overlay never holds".to_owned(),
            false => format!("no target matches {}: this overlay never holds", project.describe_set(targets)),
        };
        let warning = Diagnostic::warning(Code::MatchesNoTarget, selector, message).label(project.span, "");
        return Some(warning.help("name other values, or add such a `target` to the project"));
    }
    // What could not be read stands in it all the same.
    let text = resolved.sources.slice(body.span).trim_matches(['{', '}']);
    (body.entries.is_empty() && text.trim().is_empty()).then(|| {
        Diagnostic::warning(Code::ChangesNothing, selector, "this overlay changes nothing: nothing stands in it").help("take it out")
    })
}
