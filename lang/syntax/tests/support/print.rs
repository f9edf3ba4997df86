//! Tree to one line of text, with all parentheses written.

use jke_syntax::tree::{
    ArgumentValue, Body, ComprehensionClause, Entry, EntryKind, Expr, ExprKind, FieldPath, ForClause, KeyKind, Pattern, PatternKind,
    Selector, StringLiteral, StringPart, UnaryOp,
};

pub fn entry(entry: &Entry) -> String {
    match &entry.kind {
        EntryKind::Set { path, value } => format!("{} = {}", field_path(path), expr(value)),
        EntryKind::Add { path, value } => format!("{} += {}", field_path(path), expr(value)),
        EntryKind::Merge { path, body: inner } => format!("{} {}", field_path(path), body(inner)),
        EntryKind::Remove { path } => format!("remove {}", field_path(path)),
        EntryKind::Reset { path } => format!("reset {}", field_path(path)),
        EntryKind::Seal { path, because } => {
            format!("seal {}{}", field_path(path), because.as_ref().map(|why| format!(" because {}", string(why))).unwrap_or_default())
        }
        EntryKind::On { selector: of, body: inner } => format!("on {} {}", selector(of), body(inner)),
        EntryKind::Patch { kind, handle, body: inner } => {
            format!("patch {kind}{} {}", handle.as_ref().map(|handle| format!(" {}", string(handle))).unwrap_or_default(), body(inner))
        }
        EntryKind::If { condition, then, otherwise } => {
            let rest = otherwise.as_ref().map(|otherwise| format!(" else {}", body(otherwise))).unwrap_or_default();
            format!("if {} {}{rest}", expr(condition), body(then))
        }
        EntryKind::Error => "<error>".to_owned(),
    }
}

fn body(body: &Body) -> String {
    format!("{{{}}}", body.entries.iter().map(entry).collect::<Vec<_>>().join(", "))
}

fn field_path(path: &FieldPath) -> String {
    let key = |kind: &KeyKind| match kind {
        KeyKind::Name(name) => name.to_string(),
        KeyKind::Computed(text) => string(text),
    };
    path.keys.iter().map(|part| key(&part.kind)).collect::<Vec<_>>().join(".")
}

pub fn selector(selector: &Selector) -> String {
    let clause = |clause: &jke_syntax::tree::Clause| {
        let values: Vec<&str> = clause.values.iter().map(|value| value.name.as_str()).collect();
        format!("{}{}{}", clause.axis.name, if clause.negated { "!=" } else { "=" }, values.join("|"))
    };
    selector.clauses.iter().map(clause).collect::<Vec<_>>().join(" ")
}

fn string(literal: &StringLiteral) -> String {
    let part = |part: &StringPart| match part {
        StringPart::Text(text) => text.escape_debug().to_string(),
        StringPart::Expr(value) => format!("\\({})", expr(value)),
    };
    format!("\"{}\"", literal.parts.iter().map(part).collect::<String>())
}

pub fn expr(of: &Expr) -> String {
    match &of.kind {
        ExprKind::Error => "<error>".to_owned(),
        ExprKind::Int(value) => value.to_string(),
        ExprKind::Float(value) => format!("{:?}", value.value()),
        ExprKind::Quantity(text) => format!("q:{text}"),
        ExprKind::String(literal) => string(literal),
        ExprKind::Bool(value) => value.to_string(),
        ExprKind::None => "none".to_owned(),
        ExprKind::Name(name) => name.to_string(),
        ExprKind::SelfValue => "self".to_owned(),
        ExprKind::Field { base, optional, name } => format!("{}{}.{}", expr(base), mark(*optional), name.name),
        ExprKind::Call { callee, arguments } => {
            let argument = |of: &jke_syntax::tree::Argument| {
                let name = of.name.map(|name| format!("{} = ", name.name)).unwrap_or_default();
                match &of.value {
                    ArgumentValue::Expr(value) => format!("{name}{}", expr(value)),
                    ArgumentValue::Lambda { param, body, span: _ } => format!("{} => {}", param.name, expr(body)),
                }
            };
            format!("{}({})", expr(callee), arguments.iter().map(argument).collect::<Vec<_>>().join(", "))
        }
        ExprKind::Index { base, optional, index } => format!("{}{}[{}]", expr(base), mark(*optional), expr(index)),
        ExprKind::With { base, body: inner } => format!("({} with {})", expr(base), body(inner)),
        ExprKind::Unary { op: UnaryOp::Negate, operand } => format!("-{}", expr(operand)),
        ExprKind::Unary { op: UnaryOp::Not, operand } => format!("(not {})", expr(operand)),
        ExprKind::Binary { op, op_span: _, left, right } => format!("({} {op:?} {})", expr(left), expr(right)),
        ExprKind::Is { operand, ty } => format!("({} is {ty})", expr(operand)),
        ExprKind::If { condition, then, otherwise } => {
            format!("(if {} then {} else {})", expr(condition), expr(then), expr(otherwise))
        }
        ExprKind::Match { subject, arms } => {
            let arms: Vec<String> = arms.iter().map(|(of, value)| format!("{} => {}", pattern(of), expr(value))).collect();
            format!("match {} {{{}}}", expr(subject), arms.join(", "))
        }
        ExprKind::List(elements) => format!("[{}]", elements.iter().map(expr).collect::<Vec<_>>().join(", ")),
        ExprKind::ListFor { clauses: heads, element } => format!("[{}: {}]", clauses(heads), expr(element)),
        ExprKind::MapFor { clauses: heads, key, value } => format!("{{{}: {} => {}}}", clauses(heads), expr(key), expr(value)),
        ExprKind::Body { path, body: inner } => {
            format!("{}{}", path.as_ref().map(|path| format!("{path} ")).unwrap_or_default(), body(inner))
        }
        ExprKind::At { path, selector: of } => format!("({path} at {})", selector(of)),
        ExprKind::File(path) => format!("file {}", string(path)),
        ExprKind::Secret(name) => format!("secret {}", string(name)),
        ExprKind::Paren(inner) => expr(inner),
    }
}

fn mark(optional: bool) -> &'static str {
    if optional { "?" } else { "" }
}

fn clauses(clauses: &[ComprehensionClause]) -> String {
    let one = |clause: &ComprehensionClause| match clause {
        ComprehensionClause::For(clause) => for_clause(clause),
        ComprehensionClause::If(condition) => format!("if {}", expr(condition)),
    };
    clauses.iter().map(one).collect::<Vec<_>>().join(" ")
}

fn for_clause(clause: &ForClause) -> String {
    let second = clause.second.map(|second| format!(", {}", second.name)).unwrap_or_default();
    format!("for {}{second} in {}", clause.first.name, expr(&clause.source))
}

pub fn pattern(of: &Pattern) -> String {
    let one = |kind: &PatternKind| match kind {
        PatternKind::Literal(literal) => expr(literal),
        PatternKind::Type { path, binding } => format!("{path}{}", binding.map(|name| format!(" as {}", name.name)).unwrap_or_default()),
        PatternKind::None => "none".to_owned(),
        PatternKind::Wildcard => "_".to_owned(),
        PatternKind::Error => "<error>".to_owned(),
    };
    of.alternatives.iter().map(|alternative| one(&alternative.kind)).collect::<Vec<_>>().join(" | ")
}
