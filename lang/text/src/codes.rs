//! The catalogue of diagnostics: one row for each code, one page of Markdown in `codes/` for each row.
//!
//! A code without a page does not build. Blocks: E01 syntax, E02 names and imports, E03 types, E04 layers, overlays and
//! targets, E05 evaluation and limits, E06 Kubernetes, E07 policies and checks, E08 secrets, E09 project, E10 the outside.

macro_rules! catalogue {
    ($($code:ident $text:literal),* $(,)?) => {
        /// The code of a diagnostic. Errors read `E0301`, warnings have names of their own.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
        pub enum Code { $($code),* }

        impl Code {
            pub const ALL: &[Code] = &[$(Code::$code),*];

            /// As it is printed: `E0301`, `unused-name`.
            pub fn as_str(self) -> &'static str {
                match self { $(Code::$code => $text),* }
            }

            /// The page that explains it: what it means, a failing example, the mended one.
            pub fn page(self) -> &'static str {
                match self { $(Code::$code => include_str!(concat!("../codes/", $text, ".md"))),* }
            }
        }
    };
}

catalogue! {
    // E01: syntax
    E0101 "E0101", // unexpected token, or something is missing
    E0102 "E0102", // an opening bracket that is never closed, or a closing one that nothing opened
    E0103 "E0103", // an unclosed string or a wrong escape
    E0104 "E0104", // a number or quantity that is not well formed
    E0105 "E0105", // a character that belongs to no token
    E0106 "E0106", // nested deeper than 256
    E0107 "E0107", // parsed, but not built yet
    E0108 "E0108", // a construct that may not stand here (`on` in a value, `if` in a layer, `for` in a body)
    // E02: names and imports
    E0201 "E0201", // unknown name
    E0202 "E0202", // declared twice
    E0203 "E0203", // unknown module path in an import
    E0204 "E0204", // a name that the imported module does not declare
    E0205 "E0205", // imports in a circle
    E0206 "E0206", // functions, lets or modules that refer to themselves
    E0207 "E0207", // a name that two prelude modules export
    E0208 "E0208", // a type where a value is needed, or the reverse; an instance of what is no module
    // E03: types
    E0301 "E0301", // unknown field
    E0302 "E0302", // wrong type
    E0303 "E0303", // a required field is missing
    E0304 "E0304", // out of range, or the pattern does not match
    E0305 "E0305", // a quantity or a number whose unit is wrong for its type
    E0306 "E0306", // `match` is not exhaustive, or an arm that nothing reaches
    E0307 "E0307", // an optional value used without a check for `none`
    E0308 "E0308", // comparison of values that can never be equal or have no order
    E0309 "E0309", // nothing tells the type of `{ }` or `[]`
    E0310 "E0310", // a type that is not well formed (union, recursion, type arguments, refinement bounds)
    E0311 "E0311", // wrong arguments in a call
    E0312 "E0312", // unknown method
    E0313 "E0313", // text cannot be interpolated from this type
    E0314 "E0314", // one field set twice in one body
    E0315 "E0315", // a declaration that widens or clashes with what it extends
    E0316 "E0316", // a bad pattern (regular expression)
    E0317 "E0317", // an annotation that is unknown or misused
    // E04: layers, overlays and targets
    E0401 "E0401", // unknown axis
    E0402 "E0402", // unknown value of an axis
    E0403 "E0403", // two operations of one layer clash
    E0404 "E0404", // `remove` of an entry that is not there
    E0405 "E0405", // a sealed path is set
    E0406 "E0406", // an overlay for what is no instance and no module
    E0407 "E0407", // this construct may stand in a root file only
    E0408 "E0408", // a merge into a union whose chosen record has no such field
    E0409 "E0409", // an operation that does not fit the path (`+=` on a text, `reset` of an entry)
    E0411 "E0411", // no target matches
    E0412 "E0412", // a required field of an instance is missing for some or all targets
    E0413 "E0413", // a patch of what is not emitted
    // E05: evaluation and limits
    E0501 "E0501", // a circle of fields
    E0502 "E0502", // too many steps, too deep, too large
    E0503 "E0503", // division by zero
    E0504 "E0504", // overflow
    E0505 "E0505", // an index or an entry that is not there
    E0506 "E0506", // a key that comes twice
    E0507 "E0507", // a merge into a union of which nothing is chosen
    E0508 "E0508", // a field of a disabled instance is read
    // E06: Kubernetes
    E0601 "E0601", // two instances emit one object
    E0602 "E0602", // a cluster-wide object with a namespace, or an object without a name
    E0603 "E0603", // a handle that comes twice
    E0604 "E0604", // two targets of one cluster emit one object differently
    E0605 "E0605", // a name that objects of the kind can't have
    E0606 "E0606", // a kind or a field that the target's version of Kubernetes lacks
    // E07: policies and checks
    E0701 "E0701", // a `check` fails
    // E08: secrets
    E0801 "E0801", // a Secret flows where it may not
    // E09: project
    E0901 "E0901", // no project, or more than one
    E0902 "E0902", // the project's settings are wrong (axes, targets, edition)
    E0903 "E0903", // the platform is missing, comes twice or is of the wrong module
    // E10: files and the outside
    E1001 "E1001", // a file is missing or may not be read
    E1002 "E1002", // a file is not UTF-8 or too large
    // The command line
    E1003 "E1003", // an unknown target, app or flag on the command line
    // Import
    E1011 "E1011", // a file to import is no YAML, or holds nothing
    E1012 "E1012", // part of a file to import can't be expressed
    // Warnings
    ImportedOtherwise "imported-otherwise",
    ChangesNothing "changes-nothing",
    DropsEntries "drops-entries",
    MatchesNoTarget "matches-no-target",
    NearEntry "near-entry",
    NeverKept "never-kept",
    Shadowed "shadowed-name",
    Deprecated "deprecated",
    Renamed "renamed",
}

impl std::fmt::Display for Code {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(self.as_str())
    }
}
