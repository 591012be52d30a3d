//! The selected user in more detail: what can be said of the ratings before anything is simulated.

use std::collections::BTreeMap;

use crate::app::message::Opened;
use crate::app::totals::{Tally, histogram};
use crate::domain::{History, UserIx};

/// The selected user in more detail, of the training part; of the held-out part only how far the user's mean
/// is off in it, which is what a simulator has to beat.
#[derive(Clone, Debug, PartialEq)]
pub struct UserDetail {
    /// The user.
    pub user: UserIx,
    /// Number of ratings at each level of the scale.
    pub histogram: Vec<u64>,
    /// First and last time, where there are times.
    pub span: Option<(i64, i64)>,
    /// Genres with at least [`GENRE_ROWS`] ratings, from those liked more than others like them downwards.
    pub genres: Vec<GenreRow>,
    /// The history in batches.
    pub history: History,
    /// Ratings by the decade of their items, oldest first.
    pub decades: Vec<DecadeRow>,
    /// RMSE of the user's training mean on the user's held-out ratings; `None` where there are none of either.
    pub mean_rmse: Option<f64>,
}

/// A genre is only judged from this many ratings on.
pub const GENRE_ROWS: u64 = 5;

/// What a user thinks of a genre.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GenreRow {
    /// Index among the data set's genres.
    pub genre: usize,
    /// How many ratings.
    pub n: u64,
    /// Their mean.
    pub mean: f64,
    /// Their mean minus that of all users' ratings of the genre.
    pub above_all: f64,
}

/// What a user thinks of the items of a decade.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DecadeRow {
    /// Its first year.
    pub decade: u16,
    /// How many ratings.
    pub n: u64,
    /// Their mean.
    pub mean: Option<f64>,
    /// Their mean minus that of all ratings of the user.
    pub above_own: Option<f64>,
}

impl UserDetail {
    pub(super) fn of(data: &Opened, user: UserIx) -> Self {
        let dataset = &data.dataset;
        let rows = || data.split.training(&dataset.interactions, user);
        let by_genre = by_genre(data, user);
        let mut genres: Vec<GenreRow> = by_genre
            .iter()
            .enumerate()
            .filter(|(_, tally)| tally.n >= GENRE_ROWS)
            .filter_map(|(genre, tally)| {
                let (mean, all) = tally.mean().zip(data.totals.genre(genre).mean())?;
                Some(GenreRow { genre, n: tally.n, mean, above_all: mean - all })
            })
            .collect();
        genres.sort_by(|a, b| b.above_all.total_cmp(&a.above_all).then(a.genre.cmp(&b.genre)));
        let first = rows().next().and_then(|row| row.timestamp);
        Self {
            user,
            histogram: histogram(dataset.scale, rows().map(|row| row.rating)),
            span: first.zip(rows().next_back().and_then(|row| row.timestamp)),
            genres,
            history: History::of(dataset, &data.split, user, &data.history),
            decades: decades(data, user),
            mean_rmse: mean_rmse(data, user),
        }
    }
}

/// A user's training ratings by genre, counted.
pub fn by_genre(data: &Opened, user: UserIx) -> Vec<Tally> {
    let dataset = &data.dataset;
    let mut by_genre = vec![Tally::default(); dataset.items.genre_names().len().min(64)];
    for row in data.split.training(&dataset.interactions, user) {
        for genre in dataset.items.genres(row.item).iter() {
            if let Some(tally) = by_genre.get_mut(genre) {
                tally.add(row.rating.halves());
            }
        }
    }
    by_genre
}

fn decades(data: &Opened, user: UserIx) -> Vec<DecadeRow> {
    let dataset = &data.dataset;
    let mut tallies: BTreeMap<u16, Tally> = BTreeMap::new();
    for row in data.split.training(&dataset.interactions, user) {
        if let Some(year) = dataset.items.year(row.item) {
            tallies.entry(year / 10 * 10).or_default().add(row.rating.halves());
        }
    }
    let own = data.totals.user(user).training.mean();
    let row = |(decade, tally): (u16, Tally)| DecadeRow {
        decade,
        n: tally.n,
        mean: tally.mean(),
        above_own: tally.mean().zip(own).map(|(mean, own)| mean - own),
    };
    tallies.into_iter().map(row).collect()
}

fn mean_rmse(data: &Opened, user: UserIx) -> Option<f64> {
    let mean = data.totals.user(user).training.mean()?;
    let errors = data.split.held_out(&data.dataset.interactions, user).map(|row| row.rating.stars() - mean);
    let (n, squares) = errors.fold((0_u32, 0.0), |(n, squares), error| (n + 1, squares + error * error));
    (n > 0).then(|| (squares / f64::from(n)).sqrt())
}
