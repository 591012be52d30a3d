//! Counts and means of the training part by user, item and genre, from one pass over all ratings.

use crate::domain::{Dataset, GenreSet, ItemIx, RatingScale, Split, UserIx};

/// A running count and sum, in half stars so that it is exact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many ratings.
    pub n: u64,
    halves: u64,
    squares: u64,
}

impl Tally {
    /// Counts a rating in half stars.
    pub fn add(&mut self, halves: u8) {
        self.n += 1;
        self.halves += u64::from(halves);
        self.squares += u64::from(halves) * u64::from(halves);
    }

    /// Mean in stars; `None` of nothing.
    pub fn mean(self) -> Option<f64> {
        (self.n > 0).then(|| self.halves as f64 / self.n as f64 / 2.0)
    }

    /// Standard deviation in stars (divided by n - 1); `None` below two ratings.
    pub fn deviation(self) -> Option<f64> {
        let mean = self.mean().filter(|_| self.n > 1)? * 2.0;
        let scatter = self.squares as f64 - self.n as f64 * mean * mean;
        Some((scatter.max(0.0) / (self.n - 1) as f64).sqrt() / 2.0)
    }
}

/// One user's counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UserTotals {
    /// Training ratings.
    pub training: Tally,
    /// Number of held-out ratings. Their values stay unseen.
    pub held_out: u32,
}

/// Counts of a whole study. Held-out ratings are counted, never looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    users: Vec<UserTotals>,
    items: Vec<u32>,
    genres: Vec<Tally>,
    /// How many items have a text.
    pub with_text: usize,
}

impl Totals {
    /// One pass over all ratings.
    pub fn of(dataset: &Dataset, split: &Split) -> Self {
        let mut totals = Self {
            users: vec![UserTotals::default(); dataset.users.len()],
            items: vec![0; dataset.items.len()],
            genres: vec![Tally::default(); dataset.items.genre_names().len().min(64)],
            with_text: dataset.items.all().filter(|item| dataset.items.overview(*item).is_some()).count(),
        };
        // Genres are summed by item first: items are few, ratings are many.
        let mut by_item = vec![Tally::default(); dataset.items.len()];
        let (items, halves) = (dataset.interactions.items(), dataset.interactions.halves());
        for (user, counts) in totals.users.iter_mut().enumerate() {
            let rows = dataset.interactions.rows_of(UserIx(user as u32));
            let columns = items.get(rows.clone()).unwrap_or_default().iter();
            let columns = columns.zip(halves.get(rows.clone()).unwrap_or_default());
            for (row, (item, halves)) in rows.zip(columns) {
                if split.is_held_out(row) {
                    counts.held_out += 1;
                    continue;
                }
                counts.training.add(*halves);
                if let Some(item) = by_item.get_mut(*item as usize) {
                    item.add(*halves);
                }
            }
        }
        for ((at, tally), count) in by_item.iter().enumerate().zip(&mut totals.items) {
            *count = tally.n as u32;
            add_to_genres(&mut totals.genres, dataset.items.genres(ItemIx(at as u32)), tally);
        }
        totals
    }

    /// A user's counts; nothing for a user that does not exist.
    pub fn user(&self, user: UserIx) -> UserTotals {
        self.users.get(user.at()).copied().unwrap_or_default()
    }

    /// How many training ratings an item has.
    pub fn rated_by(&self, item: ItemIx) -> u32 {
        self.items.get(item.at()).copied().unwrap_or_default()
    }

    /// All users' training ratings of a genre.
    pub fn genre(&self, genre: usize) -> Tally {
        self.genres.get(genre).copied().unwrap_or_default()
    }
}

fn add_to_genres(genres: &mut [Tally], of_item: GenreSet, tally: &Tally) {
    for genre in of_item.iter() {
        if let Some(genre) = genres.get_mut(genre) {
            genre.n += tally.n;
            genre.halves += tally.halves;
            genre.squares += tally.squares;
        }
    }
}

/// How many ratings there are at each level of a scale.
pub fn histogram(scale: RatingScale, ratings: impl Iterator<Item = crate::domain::Rating>) -> Vec<u64> {
    let mut counts = vec![0; scale.levels().len()];
    for rating in ratings {
        if let Some(count) = scale.level(rating).and_then(|level| counts.get_mut(level)) {
            *count += 1;
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tallies_give_mean_and_deviation_only_where_defined() {
        let mut tally = Tally::default();
        assert_eq!((tally.mean(), tally.deviation()), (None, None));
        tally.add(4);
        assert_eq!((tally.mean(), tally.deviation()), (Some(2.0), None));
        tally.add(8);
        assert_eq!(tally.mean(), Some(3.0));
        assert!((tally.deviation().unwrap() - 2.0_f64.sqrt()).abs() < 1e-12);
    }
}
