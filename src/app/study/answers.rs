//! What a simulator answered for the items of a slate, beside what is held out of them.

use std::collections::BTreeMap;

use crate::app::message::Opened;
use crate::domain::{Id, ItemIx, Rating, Slate};

/// What a simulator said for an item.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The item's id.
    pub id: Id,
    /// The item, where the data set has it.
    pub item: Option<ItemIx>,
    /// What came back.
    pub outcome: Outcome,
    /// The held-out rating, where there is one.
    pub truth: Option<Rating>,
    /// The slate that it came with.
    pub slate: i64,
    /// The batch of the state that was acted on.
    pub state: usize,
}

/// What came back for an item.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// A rating of the scale, and why where that was said.
    Rated(Rating, Option<String>),
    /// Nothing.
    Missing,
    /// Something that is no rating of the scale, as it came.
    Invalid(String),
}

impl Answer {
    /// The simulated rating, where there is a valid one.
    pub fn rating(&self) -> Option<Rating> {
        match self.outcome {
            Outcome::Rated(rating, _) => Some(rating),
            Outcome::Missing | Outcome::Invalid(_) => None,
        }
    }

    /// Simulated minus true, in stars.
    pub fn error(&self) -> Option<f64> {
        Some(self.rating()?.stars() - self.truth?.stars())
    }
}

pub(super) fn answers_of<'a>(
    data: &'a Opened,
    held_out: &'a BTreeMap<ItemIx, Rating>,
    slate: &'a Slate,
) -> impl Iterator<Item = Answer> + 'a {
    let rated = slate.answer.ratings.iter();
    let rated = rated.map(|rated| (&rated.item, Outcome::Rated(rated.rating, rated.reason.clone())));
    let invalid = slate.answer.invalid.iter().map(|bad| (&bad.item, Outcome::Invalid(bad.raw.clone())));
    let missing = slate.answer.missing.iter().map(|id| (id, Outcome::Missing));
    rated.chain(invalid).chain(missing).map(|(id, outcome)| {
        let item = data.dataset.items.find(id);
        let truth = item.and_then(|item| held_out.get(&item).copied());
        Answer { id: id.clone(), item, outcome, truth, slate: slate.id, state: slate.state }
    })
}
