// Starts `jkec lsp` and connects it to the editor. Everything that is known about jke is known there.

const { commands, window, workspace } = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

let client;

async function start() {
  const command = workspace.getConfiguration("jke").get("path") || "jkec";
  const server = { command, args: ["lsp"] };
  client = new LanguageClient("jke", "jke", server, { documentSelector: [{ scheme: "file", language: "jke" }] });
  try {
    await client.start();
  } catch (error) {
    client = undefined;
    window.showErrorMessage(`\`${command} lsp\` does not start: ${error.message}. The setting jke.path says which jkec to run.`);
  }
}

async function stop() {
  await client?.stop();
  client = undefined;
}

async function activate(context) {
  const restart = async () => {
    await stop();
    await start();
  };
  const onSetting = workspace.onDidChangeConfiguration((change) => change.affectsConfiguration("jke.path") && restart());
  context.subscriptions.push(commands.registerCommand("jke.restart", restart), onSetting);
  await start();
}

module.exports = { activate, deactivate: stop };
