//! The marks by which the writer tells the reader what follows.

/// The first byte of a type: what it is, and what of its head is there.
pub(crate) mod item {
    pub const RECORD: u8 = 1;
    pub const EXTENDS: u8 = 2;
    pub const DOCS: u8 = 4;
    pub const ANNOTATIONS: u8 = 8;
}

/// The first byte of a member.
pub(crate) mod member {
    pub const REST: u8 = 1;
    pub const DEFAULT: u8 = 2;
    pub const DOCS: u8 = 4;
    pub const ANNOTATIONS: u8 = 8;
}

/// The first byte of a type expression; of a path it also says what follows the path.
pub(crate) mod ty {
    pub const PATH: u8 = 0;
    pub const LITERAL: u8 = 1;
    pub const OPTIONAL: u8 = 2;
    pub const UNION: u8 = 3;
    pub const PAREN: u8 = 4;
    /// What the kind is, without what follows a path.
    pub const KIND: u8 = 7;
    pub const ARGUMENTS: u8 = 8;
    pub const BY: u8 = 16;
    pub const REFINEMENTS: u8 = 32;
}

/// The first byte of a refinement.
pub(crate) mod refinement {
    pub const VALUE: u8 = 1;
    pub const FROM: u8 = 2;
    pub const TO: u8 = 4;
}

/// The first byte of an expression.
pub(crate) mod expr {
    pub const INT: u8 = 0;
    pub const FLOAT: u8 = 1;
    pub const QUANTITY: u8 = 2;
    pub const TEXT: u8 = 3;
    pub const TRUE: u8 = 4;
    pub const FALSE: u8 = 5;
    pub const NONE: u8 = 6;
    pub const NAME: u8 = 7;
    pub const NEGATE: u8 = 8;
    pub const PAREN: u8 = 9;
    pub const LIST: u8 = 10;
}

/// The first byte of an import, and of a name in it.
pub(crate) mod import {
    pub const MODULE: u8 = 1;
    pub const RENAMED: u8 = 2;
}
