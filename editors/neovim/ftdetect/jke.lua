vim.filetype.add({ extension = { jke = "jke" } })
