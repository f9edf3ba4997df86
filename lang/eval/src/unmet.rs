//! Patches of what is not emitted, and of what is emitted several times, in the author's words.

use jke_model::declaration::RecordId;
use jke_model::layer::Patched;
use jke_model::object::Object;
use jke_model::program::Program;
use jke_text::{Code, Diagnostic, nearest};

use crate::machine::Machine;
use crate::merge::named;
use crate::object::Emission;
use crate::trace::Tracer;

/// So many objects are listed.
const SHOWN: usize = 12;

/// A patch in `defaults` or in an overlay of a module that finds its object in no instance of the module.
pub fn emitted_nowhere(program: &Program, patched: &Patched, module: RecordId) -> Diagnostic {
    let (module, what) = (program.interfaces.record(module).name, named(program, patched));
    let error = Diagnostic::error(Code::E0413, patched.span, format!("no instance of {module} emits a {what}"));
    error.help("a patch changes what is emitted; leave it out, or name what there is")
}

impl<'m, 'p, T: Tracer> Machine<'m, 'p, T> {
    pub fn not_emitted(&self, patched: &Patched, objects: &[Object], emission: &Emission) -> Diagnostic {
        let program = self.program();
        let what = named(program, patched);
        let error = Diagnostic::error(Code::E0413, patched.span, format!("`{}` emits no {what}", self.instance_name()));
        let kind = program.interfaces.record(patched.record).kind_identity().map(|identity| identity.kind);
        let of_kind = objects.iter().filter(|object| Some(object.identity.kind) == kind);
        let handles: Vec<&str> = of_kind.filter_map(|object| emission.own_handle(&object.handle)).collect();
        let near = patched.handle.and_then(|handle| nearest(handle.as_str(), handles.iter().copied()));
        let near = near.and_then(|near| Some(format!("{} {near:?}", kind?)));
        let error = error.did_you_mean(near.as_deref());
        match objects.is_empty() {
            true => error.help("it emits nothing"),
            false => error.help(format!("it emits {}", listed(objects.iter(), emission))),
        }
    }

    pub fn several(&self, patched: &Patched, objects: &[&Object], emission: &Emission) -> Diagnostic {
        let what = named(self.program(), patched);
        let message =
            format!("`{}` emits {} manifests of {what}, and this does not say which is meant", self.instance_name(), objects.len());
        let error = Diagnostic::error(Code::E0413, patched.span, message);
        error.help(format!("name it by its handle: {}", listed(objects.iter().copied(), emission)))
    }

    fn instance_name(&self) -> &'static str {
        self.lazies.instance.map_or("this", |id| self.program().instance(id).name.as_str())
    }
}

/// `Deployment "web", Service "web" and 3 more`
fn listed<'o>(objects: impl Iterator<Item = &'o Object>, emission: &Emission) -> String {
    let handle = |object: &'o Object| emission.own_handle(&object.handle).unwrap_or(&object.handle);
    let names: Vec<String> = objects.map(|object| format!("{} {:?}", object.identity.kind, handle(object))).collect();
    let shown = names.iter().take(SHOWN).map(String::as_str).collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(SHOWN) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}
