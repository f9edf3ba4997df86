//! A position in a project to what an editor shows there: plain data in, plain data out.
//!
//! Protocols, encodings of positions and open buffers are the program's. Nothing here is kept between two questions.

mod complete;
mod hover;
mod known;
mod look;
mod meaning;
mod position;
mod weave;

pub use complete::{Candidate, CandidateKind, Completion, complete};
pub use hover::{Hover, hover};
pub use meaning::{Meaning, definition};
pub use weave::{Woven, weave};
