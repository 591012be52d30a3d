//! A user's history: the last training interactions, in a stated order, cut into batches.

use std::cmp::Reverse;
use std::num::NonZeroUsize;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::{Dataset, Interaction, Row, Split, UserIx};

/// In which direction batches walk through time. Always named on screen and in exports.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Order {
    /// Oldest first, as the method's paper describes.
    #[default]
    Chronological,
    /// Newest first, as the method's published code does; for reproducing it.
    NewestFirst,
}

impl Order {
    /// The word used on the command line, in JSON and in the store.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Chronological => "chronological",
            Self::NewestFirst => "newest-first",
        }
    }

    /// The order with that word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Chronological, Self::NewestFirst].into_iter().find(|order| order.word() == word)
    }
}

/// Which training interactions feed a profile, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct HistorySpec {
    /// At most this many, the newest ones.
    pub length: NonZeroUsize,
    /// Interactions per batch; the last batch may be shorter.
    pub batch_size: NonZeroUsize,
    /// Direction of the batches.
    pub order: Order,
}

impl Default for HistorySpec {
    /// The paper's: the last 40, in batches of 10, oldest first.
    fn default() -> Self {
        const FORTY: NonZeroUsize = NonZeroUsize::new(40).unwrap();
        const TEN: NonZeroUsize = NonZeroUsize::new(10).unwrap();
        Self { length: FORTY, batch_size: TEN, order: Order::Chronological }
    }
}

/// One batch of a history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Batch<'a> {
    /// 1 for the first.
    pub number: usize,
    /// The interactions in the order in which a model sees them.
    pub interactions: &'a [Interaction],
    /// Whether the border to the batch before it falls between two ratings of the same second, so that only
    /// the tie-break by item id decides which batch each belongs to.
    pub starts_inside_tie: bool,
}

/// A user's history in the order in which a model sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct History {
    interactions: Vec<Interaction>,
    batch_size: NonZeroUsize,
}

impl History {
    /// The last `spec.length` training interactions of a user. Chronological: sorted by timestamp, then item
    /// id, and the last ones taken. Newest first: sorted by timestamp descending, then item id ascending, and
    /// the first ones taken; so where a tie crosses the far end the two orders may hold different items.
    pub fn of(dataset: &Dataset, split: &Split, user: UserIx, spec: &HistorySpec) -> Self {
        let rows = Self::rows(dataset, split, user, spec);
        let interactions = rows.into_iter().map(|row| dataset.interaction(row)).collect();
        Self { interactions, batch_size: spec.batch_size }
    }

    /// The rows that [`Self::of`] takes, in its order, for work on many users in dense indices.
    pub fn rows(dataset: &Dataset, split: &Split, user: UserIx, spec: &HistorySpec) -> Vec<Row> {
        let length = spec.length.get();
        let newest_first = split.training(&dataset.interactions, user).rev();
        match spec.order {
            Order::Chronological => {
                let mut rows: Vec<_> = newest_first.take(length).collect();
                rows.reverse();
                rows
            }
            Order::NewestFirst => {
                let mut rows: Vec<_> = newest_first.collect();
                rows.sort_by_key(|row| (Reverse(row.timestamp), row.item));
                rows.truncate(length);
                rows
            }
        }
    }

    /// The interactions, in order.
    pub fn interactions(&self) -> &[Interaction] {
        &self.interactions
    }

    /// Number of interactions, at most `HistorySpec::length`.
    pub fn len(&self) -> usize {
        self.interactions.len()
    }

    /// Whether the user has no training interaction.
    pub fn is_empty(&self) -> bool {
        self.interactions.is_empty()
    }

    /// Number of batches, 0 for an empty history.
    pub fn batch_count(&self) -> usize {
        self.len().div_ceil(self.batch_size.get())
    }

    /// Positions of a batch (1 = first) among [`Self::interactions`]; `None` beyond the last.
    pub fn range(&self, number: usize) -> Option<Range<usize>> {
        let from = number.checked_sub(1)? * self.batch_size.get();
        (from < self.len()).then(|| from..(from + self.batch_size.get()).min(self.len()))
    }

    /// A batch by number, 1 = first.
    pub fn batch(&self, number: usize) -> Option<Batch<'_>> {
        let range = self.range(number)?;
        let starts_inside_tie = range.start > 0
            && self.interactions[range.start].timestamp.is_some()
            && self.interactions[range.start].timestamp == self.interactions[range.start - 1].timestamp;
        Some(Batch { number, interactions: &self.interactions[range], starts_inside_tie })
    }

    /// All batches, first to last.
    pub fn batches(&self) -> impl Iterator<Item = Batch<'_>> {
        (1..).map_while(|number| self.batch(number))
    }
}
