//! `jkec lsp`: the language server on stdin and stdout.
//!
//! One thread, the world, owns what is open, the sessions and what was published. Handlers send it one message before they await
//! anything, so that edits are applied in the order in which they came, and wait for its answer. Questions are answered from
//! snapshots; checks run on a thread of their own and stop when a newer edit arrives. No handler waits for the client.

mod completion;
mod convert;
mod library;
mod overlay;
mod project;
mod server;
mod world;

use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tower_lsp::{LspService, Server};

use crate::cli::Status;

/// More requests than any editor has under way; the world answers them one after another anyway.
const CONCURRENCY: usize = 64;

/// Serves until the client says `exit` or closes stdin. As the protocol wants, the status is 0 only after a `shutdown`.
pub fn run() -> ExitCode {
    let runtime = match tokio::runtime::Builder::new_current_thread().build() {
        Ok(runtime) => runtime,
        Err(error) => return crate::cli::fail(Status::Outside, format_args!("the language server can't start: {error}")).into(),
    };
    let shut_down = Arc::new(AtomicBool::new(false));
    runtime.block_on(async {
        let (service, socket) = LspService::new(|client| server::Backend::new(client, shut_down.clone()));
        let (stdin, stdout) = (tokio::io::stdin(), tokio::io::stdout());
        Server::new(stdin, stdout, socket).concurrency_level(CONCURRENCY).serve(service).await;
    });
    // A thread may still be waiting for stdin; nobody waits for it.
    runtime.shutdown_background();
    if shut_down.load(Ordering::Acquire) { ExitCode::SUCCESS } else { ExitCode::from(1) }
}
