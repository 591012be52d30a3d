//! Two texts to aligned sentences and word diffs inside edited ones; never knows of users or items.
//!
//! A plain word diff of two profiles is confetti: nearly half of the new sentences have no counterpart. So
//! sentences are split ([`sentences`]), paired in order by how many words they share, and only close pairs get
//! a word diff, in which lone common words inside a change are folded into it. A citation (`'Title' (4)`) is
//! never cut: it is one token.

mod align;
mod citations;
mod compare;
mod files;
mod lines;
mod prepare;
mod quotes;
mod runs;
mod sentences;
mod tokens;
mod words;

pub use citations::{Citation, citations};
pub use compare::{Class, SentencePair, TextDiff, compare};
pub use files::{FileChange, files};
pub use lines::{LineChange, LineKind, lines};
pub use runs::{SharedRun, shared_runs};
pub use sentences::{Sentence, sentences};
pub use tokens::{Token, TokenKind, tokens};
pub use words::{Kind, Span};
