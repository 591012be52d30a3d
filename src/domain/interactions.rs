//! All ratings of a data set in columns, grouped by user and sorted in time, and the view of a single one.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{Id, ItemIx, Provenance, Rating, UserIx};

/// One user's rating of one item, by the names that the data set gives them: what histories, batches and
/// profile states are made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interaction {
    /// The item.
    pub item: Id,
    /// The rating.
    pub rating: Rating,
    /// Seconds since 1970-01-01 UTC; `None` where the data set has no times.
    pub timestamp: Option<i64>,
    /// Whether the user gave it or a simulator did.
    pub provenance: Provenance,
}

/// When each rating was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Times {
    /// The data set has no times; file order within a user does not count, item ids do.
    Missing,
    /// Seconds after `base`; four bytes a row, which is enough for a span of 136 years.
    Seconds {
        /// The earliest timestamp.
        base: i64,
        /// Seconds after `base`, one per row.
        after: Vec<u32>,
    },
    /// Timestamps whose span does not fit four bytes (milliseconds, for example), one per row.
    Wide(Vec<i64>),
}

impl Times {
    /// The timestamp of a row; `None` where there are no times or no such row.
    pub fn get(&self, row: usize) -> Option<i64> {
        match self {
            Self::Missing => None,
            Self::Seconds { base, after } => after.get(row).map(|&after| base + i64::from(after)),
            Self::Wide(times) => times.get(row).copied(),
        }
    }
}

/// One row of [`Interactions`] in dense indices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// Position among all rows of the data set.
    pub row: usize,
    /// The item.
    pub item: ItemIx,
    /// The rating.
    pub rating: Rating,
    /// Seconds since 1970-01-01 UTC, where known.
    pub timestamp: Option<i64>,
}

/// Why columns are not a table of interactions.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum InvalidInteractions {
    /// Columns of different lengths, or offsets that do not cover them.
    #[error("columns differ in length: {items} items, {ratings} ratings, {covered} rows covered by users")]
    Lengths {
        /// Length of the item column.
        items: usize,
        /// Length of the rating column.
        ratings: usize,
        /// Rows that the users' offsets cover.
        covered: usize,
    },
    /// A user's rows are not sorted by time, then item id.
    #[error("row {row} is out of order: a user's rows are sorted by time, then by item id")]
    Unsorted {
        /// The first row that is earlier than the one before it.
        row: usize,
    },
}

/// All ratings of a data set: nine bytes a row, grouped by user, each user's rows sorted by timestamp and
/// then by item id. The order is a law of this type, so histories need no sorting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interactions {
    /// `offsets[u]..offsets[u + 1]` are the rows of user `u`; length = users + 1.
    offsets: Vec<u64>,
    items: Vec<u32>,
    /// Half stars, as in [`Rating::halves`].
    ratings: Vec<u8>,
    times: Times,
}

impl Default for Interactions {
    fn default() -> Self {
        Self { offsets: vec![0], items: Vec::new(), ratings: Vec::new(), times: Times::Missing }
    }
}

impl Interactions {
    /// Takes columns that are grouped by user (`offsets`, length users + 1, from 0 to the number of rows) and
    /// sorted by time, then item, within each user.
    ///
    /// # Errors
    /// [`InvalidInteractions`] when lengths disagree or rows are out of order.
    pub fn new(
        offsets: Vec<u64>,
        items: Vec<u32>,
        ratings: Vec<u8>,
        times: Times,
    ) -> Result<Self, InvalidInteractions> {
        let rows = items.len();
        let times_fit = match &times {
            Times::Missing => true,
            Times::Seconds { after, .. } => after.len() == rows,
            Times::Wide(times) => times.len() == rows,
        };
        let covered = offsets.last().map_or(0, |&last| last as usize);
        let rising = offsets.first() == Some(&0) && offsets.is_sorted();
        if ratings.len() != rows || covered != rows || !times_fit || !rising {
            return Err(InvalidInteractions::Lengths { items: rows, ratings: ratings.len(), covered });
        }
        let table = Self { offsets, items, ratings, times };
        match table.first_unsorted() {
            None => Ok(table),
            Some(row) => Err(InvalidInteractions::Unsorted { row }),
        }
    }

    fn first_unsorted(&self) -> Option<usize> {
        fn first<T: Ord>(table: &Interactions, key: impl Fn(usize) -> T) -> Option<usize> {
            table.offsets.windows(2).find_map(|user| {
                (user[0] as usize + 1..user[1] as usize)
                    .find(|&row| (key(row - 1), table.items[row - 1]) > (key(row), table.items[row]))
            })
        }
        match &self.times {
            Times::Missing => first(self, |_| ()),
            Times::Seconds { after, .. } => first(self, |row| after[row]),
            Times::Wide(times) => first(self, |row| times[row]),
        }
    }

    /// Number of ratings.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there is no rating at all.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Number of users, those without a rating included.
    pub fn users(&self) -> usize {
        self.offsets.len() - 1
    }

    /// The rows of a user; empty for a user that does not exist.
    pub fn rows_of(&self, user: UserIx) -> std::ops::Range<usize> {
        match self.offsets.get(user.at()..user.at() + 2) {
            Some(&[from, to]) => from as usize..to as usize,
            _ => 0..0,
        }
    }

    /// The ratings of a user, oldest first.
    pub fn of(&self, user: UserIx) -> impl DoubleEndedIterator<Item = Row> + ExactSizeIterator + '_ {
        self.rows_of(user).map(|row| Row {
            row,
            item: ItemIx(self.items[row]),
            rating: Rating::from_halves(self.ratings[row]),
            timestamp: self.times.get(row),
        })
    }

    /// The offsets column: length users + 1.
    pub fn offsets(&self) -> &[u64] {
        &self.offsets
    }

    /// The item column, dense indices, one per row.
    pub fn items(&self) -> &[u32] {
        &self.items
    }

    /// The rating column in half stars, one per row.
    pub fn halves(&self) -> &[u8] {
        &self.ratings
    }

    /// The time column.
    pub fn times(&self) -> &Times {
        &self.times
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn times(after: &[u32]) -> Times {
        Times::Seconds { base: 100, after: after.to_vec() }
    }

    #[test]
    fn rows_come_by_user_and_in_time() {
        let table =
            Interactions::new(vec![0, 2, 2, 3], vec![4, 5, 0], vec![2, 10, 6], times(&[7, 7, 0])).unwrap();
        let first: Vec<_> = table.of(UserIx(0)).map(|row| (row.item.0, row.timestamp)).collect();
        assert_eq!(first, [(4, Some(107)), (5, Some(107))]);
        assert_eq!(table.of(UserIx(1)).len(), 0);
        assert_eq!(table.of(UserIx(2)).len(), 1);
        assert_eq!(table.of(UserIx(3)).len(), 0);
        assert_eq!(table.of(UserIx(u32::MAX)).len(), 0);
    }

    #[test]
    fn disorder_and_uneven_columns_are_refused() {
        let bad_tie = Interactions::new(vec![0, 2], vec![5, 4], vec![2, 2], times(&[7, 7]));
        assert_eq!(bad_tie, Err(InvalidInteractions::Unsorted { row: 1 }));
        let bad_time = Interactions::new(vec![0, 2], vec![4, 5], vec![2, 2], times(&[8, 7]));
        assert_eq!(bad_time, Err(InvalidInteractions::Unsorted { row: 1 }));
        assert!(Interactions::new(vec![0, 2], vec![4], vec![2], Times::Missing).is_err());
        assert!(Interactions::new(vec![0, 1], vec![4], vec![2], times(&[])).is_err());
        assert!(Interactions::new(vec![], vec![], vec![], Times::Missing).is_err());
    }
}
