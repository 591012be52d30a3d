//! A slate: items sent together to be rated by a simulator acting as the user, and what came back.

use serde::{Deserialize, Serialize};

use super::{Id, Rating, Usage};

/// One rating that a simulator gave in the user's name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SimulatedRating {
    /// The item.
    pub item: Id,
    /// The rating, always on the data set's scale.
    pub rating: Rating,
    /// Why, where the simulator can say: one sentence.
    pub reason: Option<String>,
}

/// An answer for an item that is not a rating of the scale: kept as it came, counted, never clipped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvalidRating {
    /// The item.
    pub item: Id,
    /// What the simulator said.
    pub raw: String,
}

/// The answer to a slate. Every item that was asked for is in exactly one of the three lists, each in the
/// order asked.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SlateRatings {
    /// Valid ratings.
    pub ratings: Vec<SimulatedRating>,
    /// Items for which nothing came back.
    pub missing: Vec<Id>,
    /// Items for which something else than a rating came back.
    pub invalid: Vec<InvalidRating>,
    /// What it took.
    pub usage: Usage,
}

impl SlateRatings {
    /// Whether every item asked for got a valid rating.
    pub fn is_complete(&self) -> bool {
        self.missing.is_empty() && self.invalid.is_empty()
    }
}

/// A slate as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Slate {
    /// Number in the store, rising with time.
    pub id: i64,
    /// The run whose profile was acted on.
    pub run: super::RunId,
    /// The state that was acted on: number of its batch.
    pub state: usize,
    /// When it was rated: RFC 3339, UTC.
    pub created: String,
    /// The answer.
    pub answer: SlateRatings,
}
