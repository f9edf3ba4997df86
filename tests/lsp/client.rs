//! An editor as the server sees it: framed JSON over the real binary's stdin and stdout.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

const PATIENCE: Duration = Duration::from_secs(30);

pub struct Client {
    process: Child,
    stdin: ChildStdin,
    inbox: Receiver<Value>,
    /// Notifications that came while something else was awaited.
    waiting: Vec<Value>,
    next_id: u64,
}

impl Client {
    /// Starts the server, not yet initialised.
    pub fn start() -> Client {
        Client::start_with(&[])
    }

    fn start_with(environment: &[(&str, &Path)]) -> Client {
        let mut process = Command::new(env!("CARGO_BIN_EXE_jkec"))
            .arg("lsp")
            .envs(environment.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let stdin = process.stdin.take().expect("stdin is piped");
        let stdout = process.stdout.take().expect("stdout is piped");
        let (send, inbox) = channel();
        std::thread::spawn(move || {
            let mut stdout = BufReader::new(stdout);
            while let Some(message) = read(&mut stdout) {
                if send.send(message).is_err() {
                    break;
                }
            }
        });
        Client { process, stdin, inbox, waiting: vec![], next_id: 0 }
    }

    /// A client of one folder, which counts positions in `encodings`.
    pub fn open_folder(folder: &Path, encodings: &[&str]) -> (Client, Value) {
        Client::start().with_folder(folder, encodings)
    }

    /// A client of one folder whose user has this cache.
    pub fn open_with_cache(folder: &Path, cache: &Path) -> Client {
        let places = ["XDG_CACHE_HOME", "HOME", "LOCALAPPDATA"].map(|name| (name, cache));
        Client::start_with(&places).with_folder(folder, &[]).0
    }

    fn with_folder(mut self, folder: &Path, encodings: &[&str]) -> (Client, Value) {
        let folders = json!([{ "uri": uri(folder, ""), "name": "test" }]);
        let capabilities = json!({ "general": { "positionEncodings": encodings } });
        let result = self.request("initialize", json!({ "processId": null, "capabilities": capabilities, "workspaceFolders": folders }));
        self.notify("initialized", json!({}));
        (self, result)
    }

    pub fn write(&mut self, message: &Value) {
        let body = message.to_string();
        write!(self.stdin, "Content-Length: {}\r\n\r\n{body}", body.len()).expect("the server reads");
        self.stdin.flush().expect("the server reads");
    }

    pub fn notify(&mut self, method: &str, params: Value) {
        self.write(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    pub fn request(&mut self, method: &str, params: Value) -> Value {
        self.next_id += 1;
        let id = self.next_id;
        self.write(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        loop {
            let message = self.receive();
            if message["id"] == id && message.get("method").is_none() {
                assert_eq!(message.get("error"), None, "{method} failed");
                return message["result"].clone();
            }
            self.waiting.push(message);
        }
    }

    /// The next diagnostics of a document, or of this version of it.
    pub fn diagnostics(&mut self, uri: &str, version: Option<i64>) -> Vec<Value> {
        let wanted = |message: &Value| {
            let params = &message["params"];
            let is_version = version.is_none_or(|version| params["version"] == version);
            message["method"] == "textDocument/publishDiagnostics" && params["uri"] == uri && is_version
        };
        let end = Instant::now() + PATIENCE;
        loop {
            if let Some(at) = self.waiting.iter().position(wanted) {
                let message = self.waiting.remove(at);
                return message["params"]["diagnostics"].as_array().expect("a list of diagnostics").clone();
            }
            assert!(Instant::now() < end, "no diagnostics of {uri} (version {version:?}) came; instead: {:#?}", self.waiting);
            let message = self.receive();
            self.waiting.push(message);
        }
    }

    /// What has come and was not awaited.
    pub fn untaken(&self) -> &[Value] {
        &self.waiting
    }

    fn receive(&mut self) -> Value {
        self.inbox.recv_timeout(PATIENCE).expect("the server answers")
    }

    pub fn open(&mut self, uri: &str, text: &str) {
        self.notify("textDocument/didOpen", json!({ "textDocument": { "uri": uri, "languageId": "jke", "version": 1, "text": text } }));
    }

    pub fn change(&mut self, uri: &str, version: i64, text: &str) {
        let document = json!({ "uri": uri, "version": version });
        self.notify("textDocument/didChange", json!({ "textDocument": document, "contentChanges": [{ "text": text }] }));
    }

    /// The exit of the process, after `exit`.
    pub fn exit(mut self) -> ExitStatus {
        self.notify("exit", Value::Null);
        let end = Instant::now() + PATIENCE;
        while Instant::now() < end {
            if let Some(status) = self.process.try_wait().expect("the process can be asked") {
                return status;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        self.process.kill().expect("the process can be ended");
        panic!("the server did not exit");
    }
}

fn read(from: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if from.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim().split_once(": ") {
            Some(("Content-Length", value)) => length = value.parse().ok()?,
            Some(_) => {}
            None => break,
        }
    }
    let mut body = vec![0; length];
    from.read_exact(&mut body).ok()?;
    serde_json::from_slice(&body).ok()
}

/// The address of a file below a folder.
pub fn uri(folder: &Path, path: &str) -> String {
    let folder = folder.canonicalize().expect("the folder exists");
    format!("file://{}/{path}", folder.display()).trim_end_matches('/').to_owned()
}
