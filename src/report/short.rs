//! A diagnostic to one line that editors, grep and pre-commit read: `apps/a.jke:3:3: error[E0301]: message; help: what to do`.

use jke_text::{Diagnostic, Severity, Sources};

use super::{harmless_line, joined};

pub fn line(diagnostic: &Diagnostic, sources: &Sources, out: &mut Vec<u8>) {
    let span = diagnostic.primary.span;
    if let Some(source) = sources.file_at(span.start).filter(|_| !span.is_none()) {
        let at = source.line_column(span.start);
        out.extend(format!("{}:{}:{}: ", harmless_line(&source.path), at.line, at.column).as_bytes());
    }
    let severity = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let mut text = format!("{severity}[{}]: {}", diagnostic.code, diagnostic.message);
    if !diagnostic.primary.message.is_empty() {
        text += &format!(" ({})", diagnostic.primary.message);
    }
    if !diagnostic.targets.is_empty() {
        text += &format!(", only for {}", joined(&diagnostic.targets));
    }
    if let Some(help) = &diagnostic.help {
        text += &format!("; help: {help}");
    }
    out.extend(harmless_line(&text).as_bytes());
    out.push(b'\n');
}
