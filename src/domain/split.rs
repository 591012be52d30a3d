//! Which ratings a study may learn from and which are held out to judge it.

use super::{Interactions, Row, UserIx};

/// A partition of all rows of a data set into training and held-out: one bit a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split {
    name: String,
    bits: Vec<u64>,
    rows: usize,
    held_out: usize,
}

impl Split {
    /// A split of `rows` rows; `is_held_out` is asked once for each row. `name` is what the user typed
    /// (`u1`, `kfold:5:1:0`) and is shown wherever a run is.
    pub fn new(name: impl Into<String>, rows: usize, mut is_held_out: impl FnMut(usize) -> bool) -> Self {
        let mut bits = vec![0_u64; rows.div_ceil(64)];
        let mut held_out = 0;
        for row in 0..rows {
            if is_held_out(row) {
                bits[row / 64] |= 1 << (row % 64);
                held_out += 1;
            }
        }
        Self { name: name.into(), bits, rows, held_out }
    }

    /// How the split is called.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Number of rows, training and held-out.
    pub fn len(&self) -> usize {
        self.rows
    }

    /// Whether the split covers no row.
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// Number of held-out rows.
    pub fn held_out_len(&self) -> usize {
        self.held_out
    }

    /// Number of training rows.
    pub fn training_len(&self) -> usize {
        self.rows - self.held_out
    }

    /// Whether a row is held out; rows beyond the end are not.
    pub fn is_held_out(&self, row: usize) -> bool {
        self.bits.get(row / 64).is_some_and(|bits| bits >> (row % 64) & 1 == 1)
    }

    /// A user's training rows, oldest first.
    pub fn training<'a>(
        &'a self,
        interactions: &'a Interactions,
        user: UserIx,
    ) -> impl DoubleEndedIterator<Item = Row> + 'a {
        interactions.of(user).filter(|row| !self.is_held_out(row.row))
    }

    /// A user's held-out rows, oldest first.
    pub fn held_out<'a>(
        &'a self,
        interactions: &'a Interactions,
        user: UserIx,
    ) -> impl DoubleEndedIterator<Item = Row> + 'a {
        interactions.of(user).filter(|row| self.is_held_out(row.row))
    }
}
