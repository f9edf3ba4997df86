//! Declarations to source, in the style of the library.
//!
//! What is printed reads back as the same declarations. Lines are at most 120 wide where a documentation or a union can be broken.

use std::fmt::Write;

use super::{Body, Declaration, Field, File, Import, Kind, Literal, Record, Refinement, TypeExpr};
use jke_text::words;

const WIDTH: usize = 120;

pub fn print(file: &File) -> String {
    let File { docs, imports, declarations } = file;
    let mut out = String::new();
    comment(&mut out, "", "//!", docs);
    if !imports.is_empty() {
        gap(&mut out);
    }
    for import in imports {
        print_import(&mut out, import);
    }
    for declaration in declarations {
        gap(&mut out);
        print_declaration(&mut out, declaration);
    }
    out
}

fn print_import(out: &mut String, Import { path, names }: &Import) {
    let whole = format!("import {path} {{ {} }}", names.join(", "));
    if whole.len() <= WIDTH {
        out.push_str(&whole);
    } else {
        let lines = wrapped(&names.join(", "), WIDTH - 2);
        write!(out, "import {path} {{\n  {}\n}}", lines.join("\n  ")).expect(WRITTEN);
    }
    out.push('\n');
}

/// A text can be written to.
const WRITTEN: &str = "a text can be written to";

/// An empty line between what stands there and what comes.
fn gap(out: &mut String) {
    if !out.is_empty() {
        out.push('\n');
    }
}

fn print_declaration(out: &mut String, declaration: &Declaration) {
    let Declaration { name, docs, kind, since, until, body } = declaration;
    comment(out, "", "///", docs);
    if let Some(Kind { api_version, kind, cluster_wide, name_rule }) = kind {
        let scope = if *cluster_wide { ", \"cluster\"" } else { "" };
        writeln!(out, "@kind({}, {}{scope})", words::text(api_version), words::text(kind)).expect(WRITTEN);
        if let Some(rule) = name_rule {
            writeln!(out, "@name({rule})").expect(WRITTEN);
        }
    }
    for note in versions(since.as_deref(), until.as_deref()) {
        writeln!(out, "{note}").expect(WRITTEN);
    }
    match body {
        Body::Record(record) => print_record(out, name, record),
        Body::Alias(ty) => {
            let head = format!("type {name} = ");
            writeln!(out, "{head}{}", broken(ty, head.len(), "  ")).expect(WRITTEN);
        }
    }
}

fn print_record(out: &mut String, name: &str, record: &Record) {
    let Record { fields, rest } = record;
    if fields.is_empty() && rest.is_none() {
        writeln!(out, "type {name} {{}}").expect(WRITTEN);
        return;
    }
    writeln!(out, "type {name} {{").expect(WRITTEN);
    for (at, field) in fields.iter().enumerate() {
        // Where fields have documentation, an empty line tells them apart.
        if at > 0 && !field.docs.is_empty() {
            out.push('\n');
        }
        print_field(out, field);
    }
    if let Some(rest) = rest {
        writeln!(out, "  _: {}", broken(rest, "  _: ".len(), "    ")).expect(WRITTEN);
    }
    out.push_str("}\n");
}

fn print_field(out: &mut String, field: &Field) {
    let Field { name, docs, ty, optional, since, until, immutable, default } = field;
    comment(out, "  ", "///", docs);
    let mut head = String::from("  ");
    let mut notes = versions(since.as_deref(), until.as_deref());
    notes.extend(immutable.then(|| "@immutable".to_owned()));
    notes.extend(default.as_ref().map(|default| format!("@default({})", literal(default))));
    for note in notes {
        write!(head, "{note} ").expect(WRITTEN);
    }
    write!(head, "{}: ", words::key(name)).expect(WRITTEN);
    let (open, close) = match (optional, ty) {
        (true, TypeExpr::Union(_)) => ("(", ")?"),
        (true, _) => ("", "?"),
        (false, _) => ("", ""),
    };
    let text = broken(ty, head.len() + open.len() + close.len(), "    ");
    writeln!(out, "{head}{open}{text}{close}").expect(WRITTEN);
}

fn versions(since: Option<&str>, until: Option<&str>) -> Vec<String> {
    let since = since.map(|version| format!("@since({})", words::text(version)));
    since.into_iter().chain(until.map(|version| format!("@until({})", words::text(version)))).collect()
}

// ── types ────────────────────────────────────────────────────────────────────────────────────────────────────────────

/// A type that begins at a column; a union that doesn't fit into the line goes on in further ones.
fn broken(ty: &TypeExpr, column: usize, indent: &str) -> String {
    let whole = type_expr(ty);
    let TypeExpr::Union(alternatives) = ty else { return whole };
    if column + whole.len() <= WIDTH {
        return whole;
    }
    let mut out = String::new();
    let mut width = column;
    for (at, alternative) in alternatives.iter().map(alternative).enumerate() {
        if at > 0 && width + " | ".len() + alternative.len() > WIDTH {
            write!(out, "\n{indent}| ").expect(WRITTEN);
            width = indent.len() + 2;
        } else if at > 0 {
            out.push_str(" | ");
            width += 3;
        }
        width += alternative.len();
        out.push_str(&alternative);
    }
    out
}

fn type_expr(ty: &TypeExpr) -> String {
    match ty {
        TypeExpr::Named(name) => name.clone(),
        TypeExpr::Literal(value) => literal(value),
        TypeExpr::List { element, keys } => match keys.as_slice() {
            [] => format!("List<{}>", type_expr(element)),
            [key] => format!("List<{} by {key}>", type_expr(element)),
            several => format!("List<{} by ({})>", type_expr(element), several.join(", ")),
        },
        TypeExpr::Map { key, value } => format!("Map<{}, {}>", type_expr(key), type_expr(value)),
        TypeExpr::Union(alternatives) => alternatives.iter().map(alternative).collect::<Vec<_>>().join(" | "),
        TypeExpr::Refined { base, refinements } if refinements.is_empty() => type_expr(base),
        TypeExpr::Refined { base, refinements } => {
            let refinements: Vec<String> = refinements.iter().map(refinement).collect();
            format!("{}({})", type_expr(base), refinements.join(", "))
        }
    }
}

fn alternative(ty: &TypeExpr) -> String {
    match ty {
        TypeExpr::Union(_) => format!("({})", type_expr(ty)),
        TypeExpr::Named(_) | TypeExpr::Literal(_) | TypeExpr::List { .. } | TypeExpr::Map { .. } | TypeExpr::Refined { .. } => {
            type_expr(ty)
        }
    }
}

fn refinement(refinement: &Refinement) -> String {
    let end = |end: &Option<Literal>| end.as_ref().map(literal).unwrap_or_default();
    match refinement {
        Refinement::Range { from, to } => format!("{}..{}", end(from), end(to)),
        Refinement::Pattern(pattern) => words::raw_text(pattern),
    }
}

fn literal(literal: &Literal) -> String {
    match literal {
        Literal::Bool(value) => value.to_string(),
        Literal::Int(value) => value.to_string(),
        Literal::Float(value) => value.to_string(),
        Literal::Quantity(text) => text.clone(),
        Literal::Text(text) => words::text(text),
    }
}

// ── documentation ────────────────────────────────────────────────────────────────────────────────────────────────────

/// Lines of documentation, those that are too wide broken between words.
fn comment(out: &mut String, indent: &str, mark: &str, docs: &str) {
    for line in docs.trim_end().lines() {
        let inner = line.trim_start_matches(' ');
        let margin = &line[..line.len() - inner.len()];
        let room = WIDTH.saturating_sub(indent.len() + mark.len() + 1 + margin.len());
        for part in wrapped(inner.trim_end(), room) {
            let text = format!("{indent}{mark} {margin}{part}");
            writeln!(out, "{}", text.trim_end()).expect(WRITTEN);
        }
    }
}

fn wrapped(line: &str, room: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in line.split(' ') {
        let last = lines.last_mut().expect("there is a first line");
        if last.is_empty() {
            last.push_str(word);
        } else if last.chars().count() + 1 + word.chars().count() <= room {
            write!(last, " {word}").expect(WRITTEN);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}
