//! Domain to prompt text, answer text to domain; never a socket.

mod answer;
mod by_hand;
mod contract;
mod draft;
mod info;
mod lint;
mod message;
mod pack;
mod render;
mod source;
#[cfg(test)]
mod tests;
mod tokens;

pub use answer::{
    ProfileAsk, ProfileParts, RatingAsk, RatingParts, Reading, Verdict, read_profile, read_ratings,
};
pub use by_hand::{ByHand, by_hand};
pub use contract::{Contract, Field, Form, scale_in_words};
pub use draft::Draft;
pub use info::{InfoTemplates, LONGEST_ITEM, LONGEST_TEXT, TemplateError};
pub use lint::{Finding, Severity, lint};
pub use message::{Message, Role};
pub use pack::{Pack, VARIABLES, Variable, VariableState, variables_in, variables_of};
pub use render::{Filled, Parts, ProfileContext, Prompt, RATED_AT_ONCE, RECENT, RateContext};
pub use source::{BUILT_IN, FILES, Forbidden, Head, PackFile, Source};
pub use tokens::{ANSWER, Counting, Size};

/// Line and column (in characters), both from 1, of a place in bytes.
fn place(text: &str, at: usize) -> (usize, usize) {
    let at = text.floor_char_boundary(at);
    let before = &text[..at];
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (before.matches('\n').count() + 1, before[start..].chars().count() + 1)
}
