" Colours for jke. What a word means is the language server's; this knows only how it looks.
if exists("b:current_syntax")
  finish
endif

syn case match
syn iskeyword @,48-57,_,-

syn keyword jkeWord if then else for in match is and or not with let because file secret as by extends
syn keyword jkeConstant true false none
syn keyword jkeSelf self target platform apps
syn keyword jkeType Bool Int Float String Cpu Memory Duration Percent Quantity List Map Secret Any
syn match jkeType "\<[A-Z][A-Za-z0-9_]*"

syn match jkeItem "^\s*\(project\|app\|module\|type\|fn\|policy\|axis\)\ze\s\+[A-Za-z_]"
syn match jkeItem "^\s*platform\ze\s*:"
syn match jkeItem "^\s*\(import\|defaults\|emit\|include\|output\|check\|let\|test\|except\|patch\|use\|target\|remove\|reset\|seal\)\ze\s\+[^=+.:{ ]"
syn match jkeItem "\<\(on\|at\)\ze\s\+[A-Za-z_][A-Za-z0-9_-]*\s*!\?="
syn match jkeField "\<[a-z_][A-Za-z0-9_.-]*\ze\s*\(+\?=[^=>]\|:\)"
syn match jkeAnnotation "@[A-Za-z_]\+"
syn match jkeNumber "\<[0-9][0-9_]*\(\.[0-9]\+\)\?\(ms\|[munkKMGTPE]i\?\|[hsd]\|%\)\?\([0-9]\+\(ms\|[hmsd]\)\)*"
syn match jkeNumber "\<0x[0-9A-Fa-f_]\+"

syn match jkeEscape contained "\\\([ntr\"\\]\|u{[0-9A-Fa-f]\{1,6}}\)"
syn region jkeInterpolation contained matchgroup=jkeEscape start="\\(" end=")" contains=TOP,jkeParens
syn region jkeRawInterpolation contained matchgroup=jkeEscape start="\\#(" end=")" contains=TOP,jkeParens
syn region jkeParens contained transparent start="(" end=")" contains=TOP,jkeParens
syn region jkeString start=+"+ end=+"+ oneline contains=jkeEscape,jkeInterpolation
syn region jkeString start=+"""+ end=+"""+ contains=jkeEscape,jkeInterpolation
syn region jkeString start=+#"+ end=+"#+ oneline contains=jkeRawInterpolation
syn region jkeString start=+#"""+ end=+"""#+ contains=jkeRawInterpolation

syn match jkeComment "//.*$" contains=@Spell
syn match jkeDoc "//[/!].*$" contains=@Spell

hi def link jkeWord Keyword
hi def link jkeItem Statement
hi def link jkeConstant Constant
hi def link jkeSelf Identifier
hi def link jkeType Type
hi def link jkeField Identifier
hi def link jkeAnnotation PreProc
hi def link jkeNumber Number
hi def link jkeString String
hi def link jkeEscape SpecialChar
hi def link jkeComment Comment
hi def link jkeDoc SpecialComment

let b:current_syntax = "jke"
