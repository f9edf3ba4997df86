//! The protocol's requests and notifications to messages for the world, and its answers back.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::{mpsc, oneshot};
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::*;
use tower_lsp::{Client, LanguageServer};

use super::completion::{TRIGGERS, completion};
use super::convert::{self, Encoding};
use super::world::{Answerable, Message, Publication, World};

pub struct Backend {
    client: Client,
    world: std::sync::mpsc::Sender<Message>,
    /// What the world wants published, until a task takes it.
    publications: std::sync::Mutex<Option<mpsc::UnboundedReceiver<Publication>>>,
    shut_down: Arc<AtomicBool>,
}

impl Backend {
    pub fn new(client: Client, shut_down: Arc<AtomicBool>) -> Backend {
        let (publish, publications) = mpsc::unbounded_channel();
        Backend { client, world: World::start(publish), publications: std::sync::Mutex::new(Some(publications)), shut_down }
    }

    /// The world ends only with this sender, so a message always arrives.
    fn send(&self, message: Message) {
        let _ = self.world.send(message);
    }

    /// The state of the project with this position in it, after all edits that came before.
    async fn view(&self, at: TextDocumentPositionParams) -> Option<(Answerable, u32)> {
        let path = convert::path(&at.text_document.uri)?;
        let (answer, view) = oneshot::channel();
        self.send(Message::View { path, answer });
        let view = view.await.ok().flatten()?;
        let position = view.offset(at.position);
        Some((view, position))
    }

    /// Asks the client to tell of files that change outside of it. The answer is awaited by nobody.
    fn watch_files(&self) {
        let watchers =
            ["**/*.jke", "**/.gitignore"].map(|glob| FileSystemWatcher { glob_pattern: GlobPattern::String(glob.into()), kind: None });
        let options = DidChangeWatchedFilesRegistrationOptions { watchers: watchers.to_vec() };
        let registration = Registration {
            id: "jke-files".into(),
            method: "workspace/didChangeWatchedFiles".into(),
            register_options: serde_json::to_value(options).ok(),
        };
        let client = self.client.clone();
        tokio::spawn(async move { client.register_capability(vec![registration]).await });
    }
}

impl LanguageServer for Backend {
    async fn initialize(&self, params: InitializeParams) -> Result<InitializeResult> {
        let encoding = Encoding::negotiate(&params.capabilities);
        let watches = params.capabilities.workspace.as_ref().and_then(|workspace| workspace.did_change_watched_files.as_ref());
        let registers = watches.and_then(|watches| watches.dynamic_registration).unwrap_or(false);
        self.send(Message::Begin { encoding, folders: folders(params), registers });
        let capabilities = ServerCapabilities {
            position_encoding: Some(encoding.kind()),
            text_document_sync: Some(TextDocumentSyncCapability::Options(TextDocumentSyncOptions {
                open_close: Some(true),
                change: Some(TextDocumentSyncKind::FULL),
                save: Some(TextDocumentSyncSaveOptions::Supported(true)),
                ..TextDocumentSyncOptions::default()
            })),
            hover_provider: Some(HoverProviderCapability::Simple(true)),
            definition_provider: Some(OneOf::Left(true)),
            completion_provider: Some(CompletionOptions {
                trigger_characters: Some(TRIGGERS.map(str::to_owned).to_vec()),
                ..CompletionOptions::default()
            }),
            ..ServerCapabilities::default()
        };
        let server_info = ServerInfo { name: "jkec".into(), version: Some(env!("CARGO_PKG_VERSION").into()) };
        Ok(InitializeResult { capabilities, server_info: Some(server_info), ..InitializeResult::default() })
    }

    async fn initialized(&self, _: InitializedParams) {
        let (answer, registers) = oneshot::channel();
        self.send(Message::Ready { answer });
        let publications = self.publications.lock().expect("nobody panics with this lock").take();
        if let Some(mut publications) = publications {
            let client = self.client.clone();
            tokio::spawn(async move {
                while let Some(Publication { uri, diagnostics, version }) = publications.recv().await {
                    client.publish_diagnostics(uri, diagnostics, version).await;
                }
            });
        }
        if registers.await.unwrap_or(false) {
            self.watch_files();
        }
    }

    async fn shutdown(&self) -> Result<()> {
        self.shut_down.store(true, Ordering::Release);
        Ok(())
    }

    async fn did_open(&self, params: DidOpenTextDocumentParams) {
        let TextDocumentItem { uri, version, text, .. } = params.text_document;
        self.send(Message::Text { uri, version, text });
    }

    async fn did_change(&self, params: DidChangeTextDocumentParams) {
        let VersionedTextDocumentIdentifier { uri, version } = params.text_document;
        // Documents are synchronised whole: the last change is the text.
        if let Some(change) = params.content_changes.into_iter().next_back() {
            self.send(Message::Text { uri, version, text: change.text });
        }
    }

    async fn did_save(&self, _: DidSaveTextDocumentParams) {
        self.send(Message::DiskChanged);
    }

    async fn did_close(&self, params: DidCloseTextDocumentParams) {
        self.send(Message::Close { uri: params.text_document.uri });
    }

    async fn did_change_watched_files(&self, _: DidChangeWatchedFilesParams) {
        self.send(Message::DiskChanged);
    }

    async fn hover(&self, params: HoverParams) -> Result<Option<Hover>> {
        let Some((view, position)) = self.view(params.text_document_position_params).await else { return Ok(None) };
        let found = view.snapshot.ask(|cx| jke_ide::hover(cx, position));
        Ok(found.map(|hover| Hover {
            contents: HoverContents::Markup(MarkupContent { kind: MarkupKind::Markdown, value: hover.text }),
            range: Some(view.range(hover.span)),
        }))
    }

    async fn completion(&self, params: CompletionParams) -> Result<Option<CompletionResponse>> {
        let Some((view, position)) = self.view(params.text_document_position).await else { return Ok(None) };
        Ok(Some(CompletionResponse::Array(completion(&view, position))))
    }

    async fn goto_definition(&self, params: GotoDefinitionParams) -> Result<Option<GotoDefinitionResponse>> {
        let Some((view, position)) = self.view(params.text_document_position_params).await else { return Ok(None) };
        let found = view.snapshot.ask(|cx| jke_ide::definition(cx, position));
        Ok(found.and_then(|span| view.location(span)).map(GotoDefinitionResponse::Scalar))
    }
}

fn folders(params: InitializeParams) -> Vec<PathBuf> {
    #[expect(deprecated, reason = "older clients name one folder only")]
    let InitializeParams { workspace_folders, root_uri, .. } = params;
    match workspace_folders {
        Some(folders) if !folders.is_empty() => folders.iter().filter_map(|folder| convert::path(&folder.uri)).collect(),
        _ => root_uri.iter().filter_map(convert::path).collect(),
    }
}
