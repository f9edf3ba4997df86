//! The language server as editors drive it: the real binary over stdio.

mod client;

use std::path::Path;

use client::{Client, uri};
use serde_json::{Value, json};

const PROJECT: &str = "project shop {\n  prelude = []\n  axis env = dev | prod\n}\n";
const TYPES: &str = "/// A web server.\nmodule Web {\n  /// Replicas that always run.\n  min: Int = 1\n  image: String\n}\n";
const APP: &str = "import shop.types { Web }\n\napp orders: Web {\n  min = 2\n  image = \"名\"\n}\n";

fn project(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (path, text) in [("project.jke", PROJECT), ("types.jke", TYPES)].iter().chain(files) {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a file has a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }
    folder
}

fn codes(diagnostics: &[Value]) -> Vec<&str> {
    diagnostics.iter().filter_map(|diagnostic| diagnostic["code"].as_str()).collect()
}

fn at(folder: &Path, path: &str, text: &str, word: &str) -> Value {
    let before = &text[..text.find(word).expect("the word stands in the text")];
    let line = before.matches('\n').count();
    let character = before.rsplit('\n').next().map_or(0, |rest| rest.encode_utf16().count());
    json!({ "textDocument": { "uri": uri(folder, path) }, "position": { "line": line, "character": character } })
}

#[test]
fn an_error_appears_while_typing_and_goes_when_it_is_mended() {
    let folder = project(&[("apps/orders.jke", APP)]);
    let (mut client, result) = Client::open_folder(folder.path(), &["utf-16"]);
    assert_eq!(result["serverInfo"]["name"], "jkec");
    assert_eq!(result["capabilities"]["positionEncoding"], "utf-16");
    let document = uri(folder.path(), "apps/orders.jke");
    client.open(&document, &APP.replace("min = 2", "/* 😀 */ mni = 2").replace("/* 😀 */ ", "image = \"😀\", "));
    let wrong = client.diagnostics(&document, Some(1));
    assert!(codes(&wrong).contains(&"E0301"), "{wrong:#?}");
    let misspelt = wrong.iter().find(|diagnostic| diagnostic["code"] == "E0301").expect("it was found above");
    assert_eq!(misspelt["range"], json!({ "start": { "line": 3, "character": 16 }, "end": { "line": 3, "character": 19 } }));
    assert_eq!(misspelt["severity"], 1);
    assert!(misspelt["message"].as_str().is_some_and(|message| message.contains("did you mean `min`?")), "{misspelt:#?}");
    client.change(&document, 2, APP);
    assert_eq!(client.diagnostics(&document, Some(2)), Vec::<Value>::new());
    client.request("shutdown", Value::Null);
    assert_eq!(client.exit().code(), Some(0));
}

#[test]
fn all_files_are_judged_and_an_edit_in_one_clears_errors_in_another() {
    let folder = project(&[("apps/orders.jke", APP), ("apps/other.jke", "on env=prd for orders { min = 1 }\n")]);
    let (mut client, _) = Client::open_folder(folder.path(), &["utf-8", "utf-16"]);
    let other = uri(folder.path(), "apps/other.jke");
    assert_eq!(codes(&client.diagnostics(&other, None)), ["E0402"]);
    let settings = uri(folder.path(), "project.jke");
    client.open(&settings, PROJECT);
    client.diagnostics(&settings, Some(1));
    client.change(&settings, 2, &PROJECT.replace("dev | prod", "dev | prd"));
    assert_eq!(client.diagnostics(&other, None), Vec::<Value>::new());
    // Closing drops the unsaved text.
    client.notify("textDocument/didClose", json!({ "textDocument": { "uri": settings } }));
    assert_eq!(codes(&client.diagnostics(&other, None)), ["E0402"]);
    client.request("shutdown", Value::Null);
    assert_eq!(client.exit().code(), Some(0));
}

#[test]
fn a_storm_of_edits_ends_with_the_diagnostics_of_the_last_text() {
    let folder = project(&[]);
    let (mut client, _) = Client::open_folder(folder.path(), &[]);
    let document = uri(folder.path(), "types.jke");
    client.open(&document, TYPES);
    const EDITS: i64 = 500;
    for version in 2..=EDITS {
        let text = TYPES.replace("module Web", &format!("module Web{version}"));
        let text = if version % 2 == 0 { text.replace("String", "Strin") } else { text };
        client.change(&document, version, &text);
        if version % 50 == 0 {
            // A message that a newer one has overtaken changes nothing.
            client.change(&document, version - 1, "nonsense");
            let hover = client.request("textDocument/hover", at(folder.path(), "types.jke", TYPES, "Web"));
            let name = format!("module Web{version}\n");
            assert!(hover["contents"]["value"].as_str().is_some_and(|text| text.contains(&name)), "{hover:#?}");
        }
    }
    let last = client.diagnostics(&document, Some(EDITS));
    assert_eq!(codes(&last), ["E0201"], "{last:#?}");
    assert_eq!(last[0]["range"]["start"], json!({ "line": 4, "character": 9 }));
    client.request("shutdown", Value::Null);
    assert_eq!(client.exit().code(), Some(0));
}

#[test]
fn hover_and_definition_know_fields_modules_and_apps() {
    let app = format!("{APP}\non env=prod for orders {{\n  min = 3\n}}\n");
    let folder = project(&[("apps/orders.jke", &app)]);
    let (mut client, _) = Client::open_folder(folder.path(), &[]);
    let hover = |client: &mut Client, word: &str| {
        let hover = client.request("textDocument/hover", at(folder.path(), "apps/orders.jke", &app, word));
        hover["contents"]["value"].as_str().unwrap_or_default().to_owned()
    };
    let field = hover(&mut client, "min = 3");
    for part in ["min: Int = 1", "Replicas that always run.", "a field of `Web`"] {
        assert!(field.contains(part), "{field}");
    }
    assert!(hover(&mut client, "Web {").contains("A web server."));
    assert!(hover(&mut client, "orders {").contains("app orders: Web"));
    assert_eq!(hover(&mut client, "\"名\""), "");
    let mut definition = |word: &str| client.request("textDocument/definition", at(folder.path(), "apps/orders.jke", &app, word));
    let min = definition("min = 3");
    assert_eq!(min["uri"], uri(folder.path(), "types.jke"));
    assert_eq!(min["range"]["start"], json!({ "line": 3, "character": 2 }));
    assert_eq!(definition("Web {")["range"]["start"], json!({ "line": 1, "character": 7 }));
    assert_eq!(definition("orders {")["range"]["start"], json!({ "line": 2, "character": 4 }));
    let axis = definition("env=prod");
    assert_eq!((axis["uri"].as_str(), &axis["range"]["start"]["line"]), (Some(&*uri(folder.path(), "project.jke")), &json!(2)));
    client.request("shutdown", Value::Null);
    assert_eq!(client.exit().code(), Some(0));
}

const MODULE: &str = "\
import k8s.apps.v1 { Deployment }

module Small {
  emit Deployment {
    metadata.name = name
    spec.replicas = 1
  }
}
";

#[test]
fn a_definition_in_the_library_opens_a_copy_with_the_words_of_kubernetes_in_it() {
    let folder = project(&[("module.jke", MODULE)]);
    let cache = tempfile::tempdir().expect("a temporary folder");
    let mut client = Client::open_with_cache(folder.path(), cache.path());
    let hover = client.request("textDocument/hover", at(folder.path(), "module.jke", MODULE, "replicas = 1"));
    assert!(hover["contents"]["value"].as_str().is_some_and(|text| text.contains("Number of desired pods")), "{hover:#?}");
    let place = client.request("textDocument/definition", at(folder.path(), "module.jke", MODULE, "replicas = 1"));
    let address = place["uri"].as_str().expect("an address");
    let path = Path::new(address.strip_prefix("file://").expect("an address of a file"));
    assert!(path.starts_with(cache.path().canonicalize().expect("the cache is there")) || path.starts_with(cache.path()), "{address}");
    assert!(std::fs::metadata(path).expect("the copy is there").permissions().readonly());
    let text = std::fs::read_to_string(path).expect("the copy can be read");
    let lines: Vec<&str> = text.lines().collect();
    let line = place["range"]["start"]["line"].as_u64().expect("a line") as usize;
    assert!(lines[line].starts_with("  replicas: "), "{}", lines[line]);
    assert!(lines[..line].iter().rev().take(9).any(|line| line.contains("/// Number of desired pods")), "{text}");
    client.request("shutdown", Value::Null);
    assert_eq!(client.exit().code(), Some(0));
}

#[test]
fn a_copy_of_the_library_is_looked_into_like_any_file_and_nothing_is_said_of_it() {
    let app = "import std.app { Application }\n\napp orders: Application {\n  scale.min = 2\n}\n";
    let folder = project(&[("apps/orders.jke", app)]);
    let cache = tempfile::tempdir().expect("a temporary folder");
    let mut client = Client::open_with_cache(folder.path(), cache.path());
    let place = client.request("textDocument/definition", at(folder.path(), "apps/orders.jke", app, "scale"));
    let address = place["uri"].as_str().expect("an address");
    let text = std::fs::read_to_string(address.strip_prefix("file://").expect("an address of a file")).expect("the copy can be read");
    client.open(address, &text);
    let line = place["range"]["start"]["line"].as_u64().expect("a line") as usize;
    let field = text.lines().nth(line).expect("the line is there");
    let character = field.find("Scale").expect("the field has this type");
    let position = json!({ "line": line, "character": character });
    let ty = client.request("textDocument/definition", json!({ "textDocument": { "uri": address }, "position": position }));
    assert!(ty["uri"].as_str().is_some_and(|address| address.ends_with("/std/app/scale.jke")), "{ty:#?}");
    client.request("shutdown", Value::Null);
    let told = client.untaken();
    assert!(!told.iter().any(|message| message["params"]["uri"] == address), "{told:#?}");
    assert_eq!(client.exit().code(), Some(0));
}

fn labels(answer: &Value) -> Vec<&str> {
    answer.as_array().expect("a list").iter().filter_map(|item| item["label"].as_str()).collect()
}

/// What is offered behind a word of a document that is open with this text.
fn offered(client: &mut Client, folder: &Path, path: &str, text: &str, word: &str) -> Value {
    let mut params = at(folder, path, text, word);
    let behind = params["position"]["character"].as_u64().expect("a number") + word.encode_utf16().count() as u64;
    params["position"]["character"] = json!(behind);
    client.request("textDocument/completion", params)
}

#[test]
fn while_a_field_is_typed_those_of_its_type_are_offered() {
    let app = "import shop.types { Web }\n\napp orders: Web {\n  mi\n}\n";
    let folder = project(&[("apps/orders.jke", APP)]);
    let (mut client, result) = Client::open_folder(folder.path(), &[]);
    assert_eq!(result["capabilities"]["completionProvider"]["triggerCharacters"], json!([".", "=", "\"", ":"]));
    client.open(&uri(folder.path(), "apps/orders.jke"), app);
    let fields = offered(&mut client, folder.path(), "apps/orders.jke", app, "  mi");
    assert_eq!(labels(&fields)[..2], ["image", "min"], "{fields:#?}");
    let min = &fields[1];
    assert_eq!(min["detail"], "Int");
    assert_eq!(min["documentation"]["value"], "Replicas that always run.");
    let range = json!({ "start": { "line": 3, "character": 2 }, "end": { "line": 3, "character": 4 } });
    assert_eq!(min["textEdit"], json!({ "range": range, "newText": "min = " }));
    assert!(fields[0]["sortText"].as_str() < min["sortText"].as_str());
    client.request("shutdown", Value::Null);
    assert_eq!(client.exit().code(), Some(0));
}

#[test]
fn kinds_come_with_their_imports_and_enumerations_with_their_quotes() {
    let text = "module Small {\n  emit Depl\n}\n";
    let folder = project(&[("module.jke", text)]);
    let (mut client, _) = Client::open_folder(folder.path(), &[]);
    let document = uri(folder.path(), "module.jke");
    client.open(&document, text);
    let kinds = offered(&mut client, folder.path(), "module.jke", text, "Depl");
    let deployment = kinds.as_array().expect("a list").iter().find(|item| item["label"] == "Deployment").expect("all kinds are offered");
    assert!(deployment["documentation"]["value"].as_str().is_some_and(|docs| docs.contains("declarative updates")), "{deployment:#?}");
    assert_eq!(deployment["additionalTextEdits"][0]["newText"], "import k8s.apps.v1 { Deployment }\n\n");
    let text = "import k8s.apps.v1 { Deployment }\n\nmodule Small {\n  emit Deployment {\n    spec.strategy.type = Roll\n  }\n}\n";
    client.change(&document, 2, text);
    let values = offered(&mut client, folder.path(), "module.jke", text, "= Roll");
    let rolling = values.as_array().expect("a list").iter().find(|item| item["label"] == "\"RollingUpdate\"").expect("it is one of two");
    assert_eq!((&rolling["filterText"], &rolling["textEdit"]["newText"]), (&json!("RollingUpdate"), &json!("\"RollingUpdate\"")));
    let text = text.replace("spec.strategy.type = Roll", "spec.template.spec.containers.web.");
    client.change(&document, 3, &text);
    let fields = offered(&mut client, folder.path(), "module.jke", &text, "web.");
    let image = fields.as_array().expect("a list").iter().find(|item| item["label"] == "image").expect("a container has an image");
    assert!(image["documentation"]["value"].as_str().is_some_and(|docs| docs.contains("Container image name")), "{image:#?}");
    client.request("shutdown", Value::Null);
    assert_eq!(client.exit().code(), Some(0));
}

#[test]
fn files_that_change_on_the_disk_are_read_again() {
    let folder = project(&[("more.jke", "type More { x: Strin }\n")]);
    let (mut client, _) = Client::open_folder(folder.path(), &[]);
    let document = uri(folder.path(), "more.jke");
    assert_eq!(codes(&client.diagnostics(&document, None)), ["E0201"]);
    std::fs::write(folder.path().join("more.jke"), "type More { x: String }\n").expect("the file can be written");
    client.notify("workspace/didChangeWatchedFiles", json!({ "changes": [{ "uri": document, "type": 2 }] }));
    assert_eq!(client.diagnostics(&document, None), Vec::<Value>::new());
    client.request("shutdown", Value::Null);
    assert_eq!(client.exit().code(), Some(0));
}

#[test]
fn an_exit_without_a_shutdown_is_told_by_the_status() {
    let folder = project(&[]);
    let (client, _) = Client::open_folder(folder.path(), &[]);
    assert_eq!(client.exit().code(), Some(1));
}

#[test]
fn a_file_of_no_project_says_so() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (mut client, _) = Client::open_folder(folder.path(), &[]);
    let document = uri(folder.path(), "a.jke");
    client.open(&document, APP);
    assert_eq!(codes(&client.diagnostics(&document, Some(1))), ["E0901"]);
    client.request("shutdown", Value::Null);
    assert_eq!(client.exit().code(), Some(0));
}
