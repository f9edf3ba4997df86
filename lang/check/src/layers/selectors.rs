//! Selectors of layers to sets of targets, each within those around it.

use jke_model::target::TargetSet;
use jke_resolve::Resolved;
use jke_syntax::tree::Selector;
use jke_text::{Code, Diagnostic};

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
