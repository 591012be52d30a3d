//! An item as a vector whose dot product with another item's is the kernel of the taste model.

use super::variance;
use crate::domain::{Dataset, GenreSet, ItemIx};

/// Dimensions of the embedding.
pub(super) const EMBEDDING: usize = 16;

/// Text columns that hold a number of the item itself or of its reach. The crowd's average vote is not among
/// them: it is an answer, not a property.
const NUMBER_COLUMNS: &[&str] = &["runtime", "budget", "popularity", "vote_count"];

/// What the kernel knows of every item.
#[derive(Clone, Debug)]
pub(super) struct Features {
    genres: Vec<GenreSet>,
    /// Column of each genre index among those that occur; `None` for genres without an item.
    genre_column: Vec<Option<usize>>,
    genre_columns: usize,
    /// Row-major, items x columns, standardised; 0 = unknown.
    numbers: Vec<f32>,
    number_columns: usize,
    /// Row-major, items x [`EMBEDDING`]; unit length at most, zero for items that hardly occur.
    embedding: Vec<f32>,
}

impl Features {
    /// Features of all items of a data set; `counts` is how often each occurs in the histories.
    pub(super) fn of(dataset: &Dataset, counts: &[u32], embedding: Vec<f32>) -> Self {
        let items = &dataset.items;
        let genres: Vec<_> = items.all().map(|item| items.genres(item)).collect();
        let used = genres.iter().fold(0, |all, set| all | set.0);
        let mut genre_columns = 0;
        let genre_column = (0..64)
            .map(|genre| {
                let column = (used >> genre & 1 == 1).then_some(genre_columns);
                genre_columns += usize::from(column.is_some());
                column
            })
            .collect();
        let columns = number_columns(dataset, counts);
        let number_columns = columns.len();
        let mut numbers = vec![0.0; items.len() * number_columns];
        for (at, column) in columns.iter().enumerate() {
            for (item, value) in column.iter().enumerate() {
                numbers[item * number_columns + at] = *value;
            }
        }
        Self { genres, genre_column, genre_columns, numbers, number_columns, embedding }
    }

    /// Length of the vectors.
    pub(super) fn dimensions(&self) -> usize {
        1 + self.genre_columns + self.number_columns + EMBEDDING
    }

    /// Number of metadata columns: genres and numbers.
    pub(super) fn metadata_columns(&self) -> usize {
        self.genre_columns + self.number_columns
    }

    /// Genres (0 or 1) and numbers of an item, unweighted, into a zeroed slice of
    /// [`Self::metadata_columns`] cells.
    pub(super) fn metadata(&self, item: ItemIx, into: &mut [f64]) {
        for genre in self.genres.get(item.at()).copied().unwrap_or_default().iter() {
            if let Some(column) = self.genre_column.get(genre).copied().flatten() {
                into[column] = 1.0;
            }
        }
        for (cell, number) in into[self.genre_columns..].iter_mut().zip(self.numbers_of(item)) {
            *cell = f64::from(*number);
        }
    }

    /// The item's vector, scaled by the kernel's variances. All zero but the constant for unknown items.
    pub(super) fn vector(&self, item: ItemIx) -> Vec<f64> {
        let mut vector = vec![0.0; self.dimensions()];
        vector[0] = variance::CONSTANT.sqrt();
        let genres = self.genres.get(item.at()).copied().unwrap_or_default();
        let each = (variance::GENRES / genres.len().max(1) as f64).sqrt();
        for genre in genres.iter() {
            if let Some(column) = self.genre_column.get(genre).copied().flatten() {
                vector[1 + column] = each;
            }
        }
        let (metadata, embedding) = vector.split_at_mut(1 + self.genre_columns + self.number_columns);
        for (cell, number) in metadata[1 + self.genre_columns..].iter_mut().zip(self.numbers_of(item)) {
            *cell = variance::NUMBERS.sqrt() * f64::from(*number);
        }
        let from = item.at() * EMBEDDING;
        let own = self.embedding.get(from..from + EMBEDDING).unwrap_or_default();
        for (cell, coordinate) in embedding.iter_mut().zip(own) {
            *cell = variance::EMBEDDING.sqrt() * f64::from(*coordinate);
        }
        vector
    }

    fn numbers_of(&self, item: ItemIx) -> &[f32] {
        let from = item.at() * self.number_columns;
        self.numbers.get(from..from + self.number_columns).unwrap_or_default()
    }
}

/// Standardised columns: year, how often an item occurs (logarithm), and what the texts hold of
/// [`NUMBER_COLUMNS`] (logarithm). Columns that are known for less than half of the items, or that do not
/// vary, are left out.
fn number_columns(dataset: &Dataset, counts: &[u32]) -> Vec<Vec<f32>> {
    let items = &dataset.items;
    let mut columns = vec![
        items.all().map(|item| items.year(item).map(f64::from)).collect::<Vec<_>>(),
        counts.iter().map(|&count| Some(f64::from(count).ln_1p())).collect(),
    ];
    for name in NUMBER_COLUMNS.iter().filter(|name| items.texts().columns().iter().any(|c| **c == ***name)) {
        let column = items.all().map(|item| {
            let number = items.texts().get(item, name)?.trim().parse::<f64>().ok()?;
            (number.is_finite() && number > 0.0).then(|| number.ln_1p())
        });
        columns.push(column.collect());
    }
    columns.into_iter().filter_map(|column| standardised(&column)).collect()
}

fn standardised(column: &[Option<f64>]) -> Option<Vec<f32>> {
    let known: Vec<f64> = column.iter().copied().flatten().collect();
    if known.is_empty() || known.len() * 2 < column.len() {
        return None;
    }
    let mean = known.iter().sum::<f64>() / known.len() as f64;
    let spread = (known.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / known.len() as f64).sqrt();
    (spread > 1e-9).then(|| {
        let scaled = |value: &f64| ((value - mean) / spread).clamp(-3.0, 3.0) as f32;
        column.iter().map(|value| value.as_ref().map_or(0.0, scaled)).collect()
    })
}
