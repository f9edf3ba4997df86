//! What follows a value: `.field`, `?.field`, `.method(…)`, `[index]`, `with { … }`. A row of them may be long and is walked with a loop;
//! where something before a `?.` is absent, the rest of the row is `none`.

use jke_model::ir::{Expr, ExprKind, Local};
use jke_model::ty::{Bounds, ListType, MapType, Ty};
use jke_syntax::tree::{self, Ident};
use jke_text::{Code, Diagnostic, Name, Span};

use super::name::Named;
use super::{BodyKind, Checker, broken};

/// A value that may be absent, and the local that holds it while the rest of the row is evaluated.
type Asked = (Expr, Local);

impl Checker<'_> {
    pub(super) fn chain(&mut self, expr: &tree::Expr, like: Option<&Ty>) -> (Expr, Ty) {
        let (head, mut links) = links(expr);
        let keeps_type = links.iter().all(|link| keeps_type(link));
        let (mut value, mut ty) = self.head(head, &mut links, if keeps_type { like } else { None });
        let mut asked: Vec<Asked> = vec![];
        let last = links.len();
        for (at, link) in links.into_iter().rev().enumerate() {
            let like = if at + 1 == last { like } else { None };
            (value, ty) = self.link(link, value, ty, &mut asked, like);
        }
        let span = expr.span;
        for (absent, local) in asked.into_iter().rev() {
            value = Expr { kind: ExprKind::IfPresent { value: Box::new(absent), local, then: Box::new(value) }, span };
            ty = ty.optional();
        }
        (value, ty)
    }

    /// The value that a row begins with. Names of modules, `target` and `apps` take the link after them too.
    fn head(&mut self, head: &tree::Expr, links: &mut Vec<&tree::Expr>, like: Option<&Ty>) -> (Expr, Ty) {
        match &head.kind {
            tree::ExprKind::Name(name) => {
                let named = self.named(*name, like.filter(|_| links.is_empty()), head.span);
                self.named_head(named, *name, head.span, links)
            }
            tree::ExprKind::SelfValue => self.self_value(head.span),
            tree::ExprKind::Call { callee, arguments } => match &callee.kind {
                tree::ExprKind::Name(name) => self.call_by_name(Ident { name: *name, span: callee.span }, arguments, head.span),
                tree::ExprKind::Error => broken(head.span),
                _ => {
                    let error = Diagnostic::error(Code::E0311, callee.span, "only a function or a method can be called");
                    self.refuse(error, head.span)
                }
            },
            _ => self.infer_like(head, like),
        }
    }

    fn named_head(&mut self, named: Named, name: Name, span: Span, links: &mut Vec<&tree::Expr>) -> (Expr, Ty) {
        match named {
            Named::Value(value, ty) => (value, ty),
            Named::Told => broken(span),
            Named::Module(exports) => match links.pop().map(|link| (&link.kind, link.span)) {
                Some((tree::ExprKind::Field { name: member, .. }, span)) => self.of_module(&exports, name, *member, span),
                Some((tree::ExprKind::Call { callee, arguments }, span)) => match &callee.kind {
                    tree::ExprKind::Field { name: member, .. } => self.call_of_module(&exports, name, *member, arguments, span),
                    _ => broken(span),
                },
                Some(_) | None => {
                    let error = Diagnostic::error(Code::E0208, span, format!("`{name}` is an imported module, and a value is needed here"));
                    self.refuse(error.help(format!("name one of its declarations: `{name}.…`")), span)
                }
            },
            Named::Target => match first_field(links) {
                Some((field, span)) => self.of_target(field, span),
                None => {
                    let error = Diagnostic::error(Code::E0302, span, "`target` has axes and is no value itself");
                    self.refuse(error.help("read one of its axes, such as `target.env`"), span)
                }
            },
            Named::Apps => match first_field(links) {
                Some((field, span)) => {
                    let (value, ty) = self.of_apps(field, span);
                    if ty.is_error() || links.last().is_some_and(|link| reads_field(link)) {
                        return (value, ty);
                    }
                    let app = format!("apps.{}", field.name);
                    let error = Diagnostic::error(Code::E0302, span, format!("`{app}` is an app and no value itself"));
                    self.refuse(error.help(format!("read one of its fields: `{app}.name`, or an output of its module")), span)
                }
                None => {
                    let error = Diagnostic::error(Code::E0302, span, "`apps` has the project's apps and is no value itself");
                    self.refuse(error.help("name an app and one of its fields: `apps.orders.url`"), span)
                }
            },
        }
    }

    /// One step further. `value` is what the row gives so far.
    fn link(&mut self, link: &tree::Expr, value: Expr, ty: Ty, asked: &mut Vec<Asked>, like: Option<&Ty>) -> (Expr, Ty) {
        match &link.kind {
            tree::ExprKind::Field { base: _, optional, name } => {
                let (value, ty) = if *optional { self.ask(value, ty, asked) } else { (value, ty) };
                self.field(value, &ty, *name, link.span)
            }
            tree::ExprKind::Index { base: _, optional, index } => {
                let (value, ty) = if *optional { self.ask(value, ty, asked) } else { (value, ty) };
                self.index(value, &ty, index, link.span)
            }
            tree::ExprKind::With { base: _, body } => self.with(value, ty, body, link.span),
            tree::ExprKind::Call { callee, arguments } => match &callee.kind {
                tree::ExprKind::Field { base: _, optional, name } => {
                    let (value, ty) = if *optional { self.ask(value, ty, asked) } else { (value, ty) };
                    self.method(value, ty, *name, arguments, like, link.span)
                }
                _ => broken(link.span),
            },
            _ => broken(link.span),
        }
    }

    /// Before a `?.`: the value where it is there.
    fn ask(&mut self, value: Expr, ty: Ty, asked: &mut Vec<Asked>) -> (Expr, Ty) {
        if !ty.is_optional() {
            return (value, ty);
        }
        let (local, span) = (self.fresh_local(), value.span);
        asked.push((value, local));
        let there = if ty == Ty::None { Ty::Error } else { ty.required().clone() };
        (Expr { kind: ExprKind::Local(local), span }, there)
    }

    /// `value with { … }`
    fn with(&mut self, value: Expr, ty: Ty, body: &tree::Body, span: Span) -> (Expr, Ty) {
        if ty.is_error() {
            return broken(span);
        }
        if ty.is_optional() {
            let error = self.maybe_none(&ty, value.span, "a value");
            return self.refuse(error, span);
        }
        let Some(shape) = self.shape(&ty) else {
            let shown = self.show(&ty);
            let error =
                Diagnostic::error(Code::E0302, value.span, format!("`with` takes a record, a map or a keyed list, and this is {shown}"));
            return self.refuse(error, span);
        };
        let ty = any_length(ty);
        let body = self.body(body, &ty, BodyKind::With);
        (Expr { kind: ExprKind::With { base: Box::new(value), shape, body }, span }, ty)
    }
}

/// A list or map to which `with` may add.
fn any_length(ty: Ty) -> Ty {
    match ty {
        Ty::List(list) if !list.length.is_open() => Ty::List(ListType { length: Bounds::default(), ..ListType::clone(&list) }.into()),
        Ty::Map(map) if !map.length.is_open() => Ty::Map(MapType { length: Bounds::default(), ..MapType::clone(&map) }.into()),
        other => other,
    }
}

/// `.field`, and the name of a method.
fn reads_field(link: &tree::Expr) -> bool {
    match &link.kind {
        tree::ExprKind::Call { callee, .. } => matches!(callee.kind, tree::ExprKind::Field { .. }),
        kind => matches!(kind, tree::ExprKind::Field { .. }),
    }
}

/// The value that a row begins with, and the links that follow it, the last one first.
fn links(expr: &tree::Expr) -> (&tree::Expr, Vec<&tree::Expr>) {
    let (mut at, mut links) = (expr, vec![]);
    loop {
        let base = match &at.kind {
            tree::ExprKind::Field { base, .. } | tree::ExprKind::Index { base, .. } | tree::ExprKind::With { base, .. } => base,
            tree::ExprKind::Call { callee, .. } => match &callee.kind {
                tree::ExprKind::Field { base, .. } => base,
                _ => return (at, links),
            },
            _ => return (at, links),
        };
        links.push(at);
        at = base;
    }
}

/// What stands before it has the type of the whole, or that without `?`.
fn keeps_type(link: &tree::Expr) -> bool {
    match &link.kind {
        tree::ExprKind::With { .. } => true,
        tree::ExprKind::Call { callee, .. } => matches!(&callee.kind, tree::ExprKind::Field { name, .. } if name.name.as_str() == "orNone"),
        _ => false,
    }
}

/// Takes the next link, where it is a field.
fn first_field(links: &mut Vec<&tree::Expr>) -> Option<(Ident, Span)> {
    let link = *links.last()?;
    let tree::ExprKind::Field { name, .. } = &link.kind else { return None };
    links.pop();
    Some((*name, link.span))
}
