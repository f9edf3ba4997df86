//! Everything together: the blocks of the instances that are asked for and of those that they read, and the bodies that these need.
//!
//! Instances that nobody needs keep their place and their name, and have neither blocks nor errors.

use std::sync::Arc;

use jke_model::declaration::RecordId;
use jke_model::program::{Instance, InstanceId, Program};
use jke_text::{Diagnostic, SourceKind};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::bodies::{Bodies, bodies};
use crate::layers::{Blocks, instance_blocks, misfits, module_blocks};
use crate::needs::Needs;
use crate::{Context, Meaning};

/// What is to be checked.
#[derive(Debug, Clone, Copy)]
pub enum Selection<'s> {
    /// Every instance, and every declaration of the project's own files.
    Everything,
    /// These (indices into the resolved instances), the platform, and all that they read.
    Instances(&'s [InstanceId]),
}

/// Checks a project.
pub fn program(cx: Context, selection: Selection) -> (Program, Vec<Diagnostic>) {
    assemble(cx, selection, &|id| Arc::new(instance_blocks(cx, id)))
}

/// The same, with blocks of instances that may be known already.
pub fn assemble(cx: Context, selection: Selection, read: &(impl Fn(InstanceId) -> Arc<Blocks> + Sync)) -> (Program, Vec<Diagnostic>) {
    let for_modules = module_blocks(cx);
    let found = needed_instances(cx, selection, &for_modules, read);
    let modules: Vec<_> = found.iter().map(|(id, blocks)| (*id, blocks.module)).collect();
    let (mut diagnostics, misfits) = misfits(&cx, &modules);
    let needs = all_needs(&cx, selection, &for_modules, &found);
    let Bodies { records, functions, constants, diagnostics: of_bodies } = bodies(cx, &needs);
    diagnostics.extend(of_bodies);
    let Blocks { blocks: module_blocks, diagnostics: of_modules, module: _, needs: _, raw: _, broken: modules_broken } = for_modules;
    diagnostics.extend(of_modules);
    diagnostics.extend(found.iter().flat_map(|(_, blocks)| blocks.diagnostics.iter().cloned()));
    diagnostics.sort_by_key(|diagnostic| diagnostic.primary.span);
    let by_id: FxHashMap<InstanceId, &Blocks> = found.iter().map(|(id, blocks)| (*id, &**blocks)).collect();
    let mut instances = instances(&cx, &by_id);
    for instance in instances.iter_mut().filter(|instance| by_id.contains_key(&instance.id)) {
        instance.broken |= modules_broken || misfits.contains(&instance.id);
    }
    let platform = instances.iter().find(|instance| instance.is_platform).map(|platform| platform.id);
    let project = cx.resolved.project.clone();
    let interfaces = cx.interfaces.clone();
    (Program { project, interfaces, bodies: records, functions, constants, instances, platform, module_blocks }, diagnostics)
}

/// The blocks of the chosen instances and the platform, of what these read, and so on, by id.
fn needed_instances(
    cx: Context,
    selection: Selection,
    for_modules: &Blocks,
    read: &(impl Fn(InstanceId) -> Arc<Blocks> + Sync),
) -> Vec<(InstanceId, Arc<Blocks>)> {
    let items = &cx.resolved.instances;
    let mut known = vec![false; items.len()];
    let mut next: Vec<InstanceId> = match selection {
        Selection::Everything => (0..items.len() as u32).map(InstanceId).collect(),
        Selection::Instances(chosen) => {
            let platform = items.iter().position(|item| item.is_platform).map(|at| InstanceId(at as u32));
            let of_modules = for_modules.needs.instances.iter().copied();
            chosen.iter().copied().chain(platform).chain(of_modules).collect()
        }
    };
    let mut found = vec![];
    loop {
        next.retain(|id| known.get_mut(id.0 as usize).is_some_and(|known| !std::mem::replace(known, true)));
        if next.is_empty() {
            break;
        }
        let round: Vec<_> = next.par_iter().map(|id| (*id, read(*id))).collect();
        next = round.iter().flat_map(|(_, blocks)| blocks.needs.instances.iter().copied()).collect();
        found.extend(round);
    }
    found.sort_by_key(|(id, _)| *id);
    found
}

/// What the bodies must be known of.
fn all_needs(cx: &Context, selection: Selection, for_modules: &Blocks, found: &[(InstanceId, Arc<Blocks>)]) -> Needs {
    let mut needs = for_modules.needs.clone();
    for (_, blocks) in found {
        needs.extend(&blocks.needs);
        // What files make has no declaration of its own.
        needs.records.extend(blocks.module.filter(|module| Some(*module) != cx.interfaces.of_files));
    }
    match selection {
        Selection::Everything => add_project(cx, &mut needs),
        Selection::Instances(_) => {}
    }
    needs
}

/// All declarations of the project's own files, used or not.
fn add_project(cx: &Context, needs: &mut Needs) {
    for (definition, meaning) in cx.resolved.definitions.iter().zip(cx.meanings) {
        if cx.resolved.file(definition.file).source.kind == SourceKind::Library {
            continue;
        }
        match meaning {
            Meaning::Alias(_) => {}
            Meaning::Record(id) => {
                needs.records.insert(*id);
            }
            Meaning::Function(id) => {
                needs.functions.insert(*id);
            }
            Meaning::Constant(id) => {
                needs.constants.insert(*id);
            }
        }
    }
}

fn instances(cx: &Context, found: &FxHashMap<InstanceId, &Blocks>) -> Vec<Instance> {
    let items = cx.resolved.instances.iter().enumerate();
    let instances = items.map(|(at, item)| {
        let id = InstanceId(at as u32);
        let blocks = found.get(&id);
        Instance {
            id,
            name: item.name,
            is_platform: item.is_platform,
            // Of an instance that nobody needs, or that is broken because nothing is known of its module, nobody asks for it.
            module: blocks.and_then(|blocks| blocks.module).unwrap_or(RecordId(0)),
            span: item.span,
            blocks: blocks.map(|blocks| blocks.blocks.clone()).unwrap_or_default(),
            raw: blocks.map(|blocks| blocks.raw.clone()).unwrap_or_default(),
            broken: blocks.is_some_and(|blocks| blocks.broken),
        }
    });
    instances.collect()
}
