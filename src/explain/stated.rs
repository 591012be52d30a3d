//! What a simulator says that its claims rest on, each cited id looked up among the user's ratings; never whether a
//! rating bears a claim out: that is what the sentences are checked for.

use super::check::Found;
use super::evidence::{Evidence, Known, Place};
use crate::domain::text::clean_line;
use crate::domain::{Id, ItemIx, StatedClaim};

/// An item that a claim is said to rest on, looked up.
#[derive(Clone, Debug, PartialEq)]
pub struct StatedItem {
    /// The id as it is cited.
    pub id: Id,
    /// The item, where the data set has one of that id.
    pub item: Option<ItemIx>,
    /// Whether the user rated it, how and where; no rating is cited, so none is wrong.
    pub found: Found,
}

/// A claim as its writer states it, its items looked up.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckedClaim {
    /// The claim, on one line.
    pub claim: String,
    /// What it is said to rest on, in the writer's order.
    pub items: Vec<StatedItem>,
}

impl CheckedClaim {
    /// A claim of the state written after `batch`.
    pub(super) fn of(evidence: &Evidence<'_>, batch: usize, stated: &StatedClaim) -> Self {
        let items = stated.items.iter().map(|id| {
            let item = evidence.item(id);
            Self::item(id, item, item.and_then(|item| nearest(evidence, item, batch)))
        });
        Self { claim: clean_line(&stated.claim), items: items.collect() }
    }

    fn item(id: &Id, item: Option<ItemIx>, known: Option<&Known>) -> StatedItem {
        let found = match (item, known) {
            (_, Some(known)) => Found::Rated { rating: known.rating, place: known.place },
            (Some(_), None) => Found::NotRated,
            (None, None) => Found::NotFound,
        };
        StatedItem { id: id.clone(), item, found }
    }
}

impl StatedItem {
    /// Whether a text written after `batch` cannot rest on it: it is not there, not the user's, or was not known then.
    pub fn is_amiss(&self, batch: usize) -> bool {
        self.found == Found::NotFound || self.found.is_amiss(batch)
    }
}

/// Of several ratings of one item that in this batch, else the newest before it, else any other.
fn nearest<'e>(evidence: &'e Evidence<'_>, item: ItemIx, batch: usize) -> Option<&'e Known> {
    evidence.ratings_of(item).max_by_key(|known| match known.place {
        Place::Batch(at) if at <= batch => (3, at),
        Place::Batch(_) => (1, 0),
        Place::Training => (2, 0),
        Place::HeldOut => (0, 0),
    })
}
