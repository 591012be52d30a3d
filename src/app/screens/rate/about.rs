//! What is known that bears on an item before it is rated: the user's training ratings of its genres and of what
//! is most like it. Held-out ratings are never looked at.

use crate::app::message::Opened;
use crate::app::totals::Tally;
use crate::domain::{ItemIx, Rating, UserIx};

/// What bears on an item.
#[derive(Clone, Debug, PartialEq)]
pub struct About {
    /// The item's genres, by their place among the data set's, with the user's training ratings of each.
    pub genres: Vec<(usize, Tally)>,
    /// The items of the user's training part that share genres with it and what the user rated them, those that
    /// are most like it first.
    pub nearest: Vec<(ItemIx, Rating)>,
}

impl About {
    /// What bears on an item for a user.
    pub fn of(data: &Opened, user: UserIx, item: ItemIx) -> Self {
        let items = &data.dataset.items;
        let of_item = items.genres(item);
        let mut genres: Vec<(usize, Tally)> = of_item.iter().map(|genre| (genre, Tally::default())).collect();
        let mut nearest: Vec<(f64, ItemIx, Rating)> = Vec::new();
        for row in data.split.training(&data.dataset.interactions, user).filter(|row| row.item != item) {
            let of_row = items.genres(row.item);
            for (genre, tally) in &mut genres {
                if of_row.iter().any(|other| other == *genre) {
                    tally.add(row.rating.halves());
                }
            }
            let (both, either) = (of_item.0 & of_row.0, of_item.0 | of_row.0);
            if both == 0 {
                continue;
            }
            let alike = f64::from(both.count_ones()) / f64::from(either.count_ones());
            // Of those that share as many genres, the one of about the same time.
            let apart =
                items.year(item).zip(items.year(row.item)).map_or(100, |(a, b)| a.abs_diff(b).min(100));
            let score = alike - f64::from(apart) / 1_000.0;
            nearest.push((score, row.item, row.rating));
        }
        nearest.sort_by(|a, b| b.0.total_cmp(&a.0));
        Self { genres, nearest: nearest.into_iter().map(|(_, item, rating)| (item, rating)).collect() }
    }
}
