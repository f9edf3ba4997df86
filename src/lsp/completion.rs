//! What is offered at a position to the protocol's list of it.

use jke_ide::{Candidate, CandidateKind};
use tower_lsp::ls_types as lsp;

use super::world::Answerable;

/// What asks for candidates as soon as it is typed; letters do so anyway.
pub const TRIGGERS: [&str; 4] = [".", "=", "\"", ":"];

pub fn completion(view: &Answerable, position: u32) -> Vec<lsp::CompletionItem> {
    let jke_ide::Completion { replaced, candidates } = view.snapshot.ask(|cx| jke_ide::complete(cx, position));
    let range = view.range(replaced);
    let is_quoted = view.snapshot.sources().slice(replaced).starts_with('"');
    candidates.into_iter().enumerate().map(|(place, candidate)| item(view, candidate, place, range, is_quoted)).collect()
}

fn item(view: &Answerable, candidate: Candidate, place: usize, range: lsp::Range, is_quoted: bool) -> lsp::CompletionItem {
    let Candidate { label, kind, detail, text, docs, is_deprecated, import } = candidate;
    // Who types `info` means `"info"`. It is always stated, since some clients filter by nothing else.
    let bare = label.strip_prefix('"').and_then(|text| text.strip_suffix('"')).filter(|_| !is_quoted);
    let typed = bare.unwrap_or(&label).to_owned();
    let import = import.map(|(at, new_text)| vec![lsp::TextEdit { range: view.range(at), new_text }]);
    let documentation = docs.map(|value| lsp::Documentation::MarkupContent(lsp::MarkupContent { kind: lsp::MarkupKind::Markdown, value }));
    lsp::CompletionItem {
        kind: Some(kind_of(kind)),
        detail: (!detail.is_empty()).then_some(detail),
        documentation,
        // Clients sort by text.
        sort_text: Some(format!("{place:05}")),
        filter_text: Some(typed),
        text_edit: Some(lsp::CompletionTextEdit::Edit(lsp::TextEdit { range, new_text: text })),
        additional_text_edits: import,
        tags: is_deprecated.then(|| vec![lsp::CompletionItemTag::DEPRECATED]),
        label,
        ..lsp::CompletionItem::default()
    }
}

fn kind_of(kind: CandidateKind) -> lsp::CompletionItemKind {
    match kind {
        CandidateKind::Field => lsp::CompletionItemKind::FIELD,
        CandidateKind::Entry => lsp::CompletionItemKind::PROPERTY,
        CandidateKind::Value => lsp::CompletionItemKind::ENUM_MEMBER,
        CandidateKind::Variable | CandidateKind::Instance => lsp::CompletionItemKind::VARIABLE,
        CandidateKind::Record | CandidateKind::Kind => lsp::CompletionItemKind::STRUCT,
        CandidateKind::Module => lsp::CompletionItemKind::CLASS,
        CandidateKind::Alias => lsp::CompletionItemKind::TYPE_PARAMETER,
        CandidateKind::Function => lsp::CompletionItemKind::FUNCTION,
        CandidateKind::Constant => lsp::CompletionItemKind::CONSTANT,
        CandidateKind::Axis => lsp::CompletionItemKind::ENUM,
        CandidateKind::Path => lsp::CompletionItemKind::MODULE,
        CandidateKind::Method => lsp::CompletionItemKind::METHOD,
        CandidateKind::Word => lsp::CompletionItemKind::KEYWORD,
    }
}
