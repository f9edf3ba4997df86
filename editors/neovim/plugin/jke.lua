-- Starts `jkec lsp` for files of jke, one server for each project. `vim.g.jke_path` says which jkec, where it is not the one on PATH.

vim.api.nvim_create_autocmd("FileType", {
  pattern = "jke",
  group = vim.api.nvim_create_augroup("jke", {}),
  callback = function(event)
    local jkec = vim.g.jke_path or "jkec"
    if vim.fn.executable(jkec) == 0 then
      vim.notify_once("jke: there is no `" .. jkec .. "`; vim.g.jke_path says where it is", vim.log.levels.WARN)
      return
    end
    local found = vim.fs.find("project.jke", { upward = true, path = vim.fs.dirname(vim.api.nvim_buf_get_name(event.buf)) })[1]
    local get_clients = vim.lsp.get_clients or vim.lsp.get_active_clients
    local running = get_clients({ name = "jkec" })[1]
    local client
    if not found and running then
      -- A file of the library, which the server of some project has opened.
      client = running.id
      vim.lsp.buf_attach_client(event.buf, client)
    else
      client = vim.lsp.start({
        name = "jkec",
        cmd = { jkec, "lsp" },
        root_dir = found and vim.fs.dirname(found) or nil,
      }, { bufnr = event.buf })
    end
    -- Since Neovim 0.11 candidates come while typing; CTRL-X CTRL-O asks for them in all versions.
    if client and vim.lsp.completion then
      vim.lsp.completion.enable(true, client, event.buf, { autotrigger = true })
    end
    vim.keymap.set("n", "K", vim.lsp.buf.hover, { buffer = event.buf, desc = "jke: what this word means" })
    vim.keymap.set("n", "gd", vim.lsp.buf.definition, { buffer = event.buf, desc = "jke: where this word is declared" })
  end,
})
