//! Projects as source text, evaluated, and what comes of it as lines that a test can read.
#![allow(dead_code)] // Each suite uses some of it.

use std::sync::Arc;

use jke_check::{Selection, declare};
use jke_eval::{NoTrace, Tracer, World, evaluate_fields, merge};
use jke_model::declaration::{FieldKind, Interfaces};
use jke_model::program::{InstanceId, Program};
use jke_model::target::Target;
use jke_model::value::{Data, RecordValue, Value};
use jke_resolve::{NoLibrary, SourceFile, resolve};
use jke_testing::shown;
use jke_text::{Diagnostic, MemoryLoader, SourceKind, Sources};

/// What an instance comes to for a target.
pub struct Shown {
    /// `field = value`, one for each input and output that is there, without those of every instance.
    pub fields: Vec<String>,
    /// `Kind handle namespace/name: value`
    pub objects: Vec<String>,
    /// `2:3 E0501 `text`: message | under it | 1:2 other place | help: …`
    pub mistakes: Vec<String>,
    pub enabled: bool,
}

/// The evaluation of one instance of a project in one file, which the checker finds nothing wrong with. `target` is written as a
/// selector with one value for each axis, in any order.
pub fn check(text: &str, instance: &str, target: &str) -> Shown {
    check_traced(text, instance, target, &mut NoTrace)
}

pub fn check_traced<T: Tracer>(text: &str, instance: &str, target: &str, tracer: &mut T) -> Shown {
    let (sources, program) = checked(text);
    let target = target_of(&program, target);
    let world = World::new(&program, &target);
    let id = instance_of(&program, instance);
    let layers = merge::layers(&program, id);
    let (evaluated, fields) = evaluate_fields(&world, &layers, id, tracer);
    let module = program.interfaces.record(program.instance(id).module);
    let shown = module.fields.iter().zip(&fields).skip(3).filter(|(field, value)| field.kind != FieldKind::Let && !value.is_absent());
    let objects = evaluated.objects.iter().map(|object| {
        let namespace = object.namespace.as_ref().map(|namespace| format!("{namespace}/")).unwrap_or_default();
        let value = show(&object.value.data, &program.interfaces);
        format!("{} {} {namespace}{}: {value}", object.identity.kind, object.handle, object.name)
    });
    Shown {
        fields: shown.map(|(field, value)| format!("{} = {}", field.name, show(&value.data, &program.interfaces))).collect(),
        objects: objects.collect(),
        mistakes: evaluated.diagnostics.iter().map(|diagnostic| line(&sources, diagnostic)).collect(),
        enabled: evaluated.enabled,
    }
}

/// The checked program of a project in one file.
pub fn checked(text: &str) -> (Sources, Program) {
    let mut sources = Sources::default();
    let source = sources.add("p.jke", SourceKind::Project, text);
    let parsed = Arc::new(jke_syntax::parse(&source));
    assert_eq!(parsed.diagnostics.iter().map(|each| line(&sources, each)).collect::<Vec<_>>(), [""; 0]);
    let resolved = resolve(sources, vec![SourceFile { source, parsed }], &mut NoLibrary);
    let shown = |diagnostics: &[Diagnostic]| diagnostics.iter().map(|each| line(&resolved.sources, each)).collect::<Vec<_>>();
    assert_eq!(shown(&resolved.diagnostics), [""; 0]);
    let declared = declare(&resolved);
    assert_eq!(shown(&declared.diagnostics), [""; 0]);
    let loader = MemoryLoader::default();
    let (program, diagnostics) = jke_check::program(declared.context(&resolved, &loader), Selection::Everything);
    assert_eq!(shown(&diagnostics), [""; 0]);
    (resolved.sources.clone(), program)
}

pub fn instance_of(program: &Program, name: &str) -> InstanceId {
    program.instances.iter().find(|instance| instance.name.as_str() == name).expect("the test names an instance").id
}

pub fn target_of(program: &Program, text: &str) -> Target {
    let project = &program.project;
    let named = |axis: &str, value: &str| text.split(' ').any(|clause| clause == format!("{axis}={value}"));
    let values = project.axes.iter().map(|axis| {
        let value = axis.values.iter().position(|value| named(axis.name.as_str(), value.as_str()));
        value.expect("the test names a value for each axis") as u32
    });
    Target::new(values.collect())
}

/// A mistake in the one file, whose name is left out.
pub fn line(sources: &Sources, diagnostic: &Diagnostic) -> String {
    shown(diagnostic, sources).replace("p.jke:", "")
}

/// `{a: 1, b: [x]}`; texts stand bare, absent fields are left out.
pub fn show(data: &Data, interfaces: &Interfaces) -> String {
    match data {
        Data::None => "none".to_owned(),
        Data::Bool(value) => value.to_string(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => format!("{number:?}"),
        Data::Text(text) => text.to_string(),
        Data::Quantity(quantity) => quantity.to_string(),
        Data::List(values) => {
            let values: Vec<String> = values.iter().map(|value| show(&value.data, interfaces)).collect();
            format!("[{}]", values.join(", "))
        }
        Data::Map(map) => entries(map.iter().map(|(key, value)| (key.to_string(), value)), interfaces),
        Data::Record(record) => {
            let RecordValue { record, fields, rest } = &**record;
            let names = interfaces.record(*record).fields.iter().map(|field| field.name.to_string());
            let there = names.zip(fields).filter(|(_, value)| !value.is_absent());
            entries(there.chain(rest.iter().map(|(key, value)| (key.to_string(), value))), interfaces)
        }
        Data::Secret(_) => "<secret>".to_owned(),
        Data::Deferred(_) => "<deferred>".to_owned(),
        Data::Error => "<error>".to_owned(),
    }
}

fn entries<'v>(entries: impl Iterator<Item = (String, &'v Value)>, interfaces: &Interfaces) -> String {
    let entries: Vec<String> = entries.map(|(key, value)| format!("{key}: {}", show(&value.data, interfaces))).collect();
    format!("{{{}}}", entries.join(", "))
}
