//! Layer 4, what is set on the command line: a path and a text to an operation, the text read as the type at the path asks.
//!
//! A value is text where a text is wanted, and a literal elsewhere: it names nothing and computes nothing.

use std::sync::Arc;

use jke_model::layer::{Block, LayerKind};
use jke_model::program::InstanceId;
use jke_model::target::TargetSet;
use jke_model::ty::{Literal, Ty};
use jke_syntax::tree::{Body, EntryKind, Expr, ExprKind, FieldPath, StringLiteral, StringPart, UnaryOp};
use jke_text::{Code, Diagnostic, Name, Source, SourceKind, Span};

use super::body::{Layer, Place, Reading};
use super::{Blocks, instance_parts};
use crate::Context;
use crate::declare::module_of_path;
use crate::expr::show::show_type;

/// `--set orders.scale.max=8`
#[derive(Clone, Debug)]
pub struct Setting {
    pub instance: Name,
    /// Below the instance.
    pub path: FieldPath,
    pub value: Arc<str>,
    /// The place of the value, on the command line.
    pub span: Span,
}

/// The texts and the other values that a type takes.
#[derive(Clone, Copy)]
struct Takes {
    text: bool,
    other: bool,
    none: bool,
}

/// What the command line sets of an instance. Its blocks come on top of those that the sources hold.
pub fn command_line_blocks(cx: Context, id: InstanceId, settings: &[&Setting]) -> Blocks {
    let item = &cx.resolved.instances[id.0 as usize];
    let module = match instance_parts(&cx, item) {
        Some((path, _)) => module_of_path(&cx, item.file, path, &mut vec![]),
        None => cx.interfaces.of_files,
    };
    let mut found = Blocks { module, ..Blocks::default() };
    let Some(of) = module else { return found };
    let layer = Layer { kind: LayerKind::CommandLine, of, instance: Some(id), index: item.file, file: Name::new("command line") };
    let mut reading = Reading::new(cx, layer);
    let places = settings.iter().map(|setting| setting.path.span);
    let span = places.reduce(Span::to).unwrap_or(Span::NONE);
    let block = reading.open(LayerKind::CommandLine, TargetSet::all(&cx.resolved.project.axes), None, span, settings.len());
    settings.iter().for_each(|setting| reading.setting(setting, &Place::of(of), block));
    let Reading { blocks, diagnostics, broken, cx: _, layer: _, patches: _ } = reading;
    found.broken = broken || diagnostics.iter().any(Diagnostic::is_error);
    found.diagnostics = diagnostics;
    found.blocks = blocks.into_iter().filter(|block| !block.operations.is_empty()).map(Arc::<Block>::new).collect();
    found.blocks.iter().for_each(|block| found.needs.add_block(block));
    found
}

impl Blocks {
    /// With those of a higher layer.
    pub fn and(&self, above: &Blocks) -> Blocks {
        let Blocks { module, blocks, raw, needs, diagnostics, broken } = self;
        let mut needs = needs.clone();
        needs.extend(&above.needs);
        Blocks {
            module: *module,
            blocks: blocks.iter().chain(&above.blocks).cloned().collect(),
            raw: raw.clone(),
            needs,
            diagnostics: diagnostics.iter().chain(&above.diagnostics).cloned().collect(),
            broken: *broken || above.broken,
        }
    }
}

impl Reading<'_> {
    fn setting(&mut self, setting: &Setting, at: &Place, block: usize) {
        let Some(place) = self.reach(&setting.path, at) else { return };
        if place.ty.is_error() {
            self.broken = true;
            return;
        }
        match value(self.cx, setting, &place) {
            Ok(value) => self.set(&setting.path, &value, at, block),
            Err(diagnostics) => diagnostics.into_iter().for_each(|diagnostic| self.refuse(diagnostic)),
        }
    }
}

/// The value as an expression of the language.
fn value(cx: Context, setting: &Setting, place: &Place) -> Result<Expr, Vec<Diagnostic>> {
    let takes = takes(&place.ty);
    let text = || {
        let parts = if setting.value.is_empty() { vec![] } else { vec![StringPart::Text((*setting.value).into())] };
        Expr { kind: ExprKind::String(StringLiteral { parts, span: setting.span }), span: setting.span }
    };
    if takes.text && !takes.other && !(takes.none && &*setting.value == "none") {
        return Ok(text());
    }
    let source = Source::new("command line", SourceKind::CommandLine, setting.value.clone(), setting.span.start);
    match jke_syntax::parse_value(&source) {
        Ok(value) if is_literal(&value) => Ok(value),
        Ok(_) | Err(_) if takes.text => Ok(text()),
        Err(diagnostics) if !setting.value.is_empty() => Err(diagnostics),
        Ok(_) | Err(_) => {
            let (path, ty) = (place.shown(), show_type(cx.interfaces, &place.ty));
            let message = format!("`{path}` takes {ty}, and `{}` is no literal of it", setting.value);
            let error = Diagnostic::error(Code::E0302, setting.span, message);
            Err(vec![
                error.help(
                    "on the command line a value is a text, a number, a quantity, `true`, `false`, `none`, a list or a record of such",
                ),
            ])
        }
    }
}

fn takes(ty: &Ty) -> Takes {
    match ty {
        Ty::String(_) | Ty::Secret | Ty::Literal(Literal::Text(_)) => Takes { text: true, other: false, none: false },
        Ty::Optional(inner) => Takes { none: true, ..takes(inner) },
        Ty::Union(alternatives) => alternatives.iter().map(takes).fold(Takes { text: false, other: false, none: false }, |all, each| {
            Takes { text: all.text || each.text, other: all.other || each.other, none: all.none || each.none }
        }),
        Ty::Any => Takes { text: true, other: true, none: false },
        Ty::Error
        | Ty::None
        | Ty::Never
        | Ty::Bool
        | Ty::Int(_)
        | Ty::Float(_)
        | Ty::Quantity(..)
        | Ty::Literal(_)
        | Ty::List(_)
        | Ty::Map(_)
        | Ty::Record(_) => Takes { text: false, other: true, none: false },
    }
}

fn is_literal(value: &Expr) -> bool {
    match &value.kind {
        ExprKind::Int(_) | ExprKind::Float(_) | ExprKind::Quantity(_) | ExprKind::Bool(_) | ExprKind::None => true,
        ExprKind::String(text) => text.text().is_some(),
        ExprKind::Unary { op: UnaryOp::Negate, operand } => is_literal(operand),
        ExprKind::List(elements) => elements.iter().all(is_literal),
        ExprKind::Body { path: _, body } => is_literal_body(body),
        ExprKind::Error
        | ExprKind::Name(_)
        | ExprKind::SelfValue
        | ExprKind::Field { .. }
        | ExprKind::Call { .. }
        | ExprKind::Index { .. }
        | ExprKind::With { .. }
        | ExprKind::Unary { .. }
        | ExprKind::Binary { .. }
        | ExprKind::Is { .. }
        | ExprKind::If { .. }
        | ExprKind::Match { .. }
        | ExprKind::ListFor { .. }
        | ExprKind::MapFor { .. }
        | ExprKind::At { .. }
        | ExprKind::File(_)
        | ExprKind::Secret(_)
        | ExprKind::Paren(_) => false,
    }
}

fn is_literal_body(body: &Body) -> bool {
    body.entries.iter().all(|entry| match &entry.kind {
        EntryKind::Set { path: _, value } => is_literal(value),
        EntryKind::Merge { path: _, body } => is_literal_body(body),
        EntryKind::Add { .. }
        | EntryKind::Remove { .. }
        | EntryKind::Reset { .. }
        | EntryKind::Seal { .. }
        | EntryKind::On { .. }
        | EntryKind::Patch { .. }
        | EntryKind::If { .. }
        | EntryKind::Error => false,
    })
}
