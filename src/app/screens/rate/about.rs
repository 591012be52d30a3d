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
    /// The item of the user's training part that is most like it, and what the user rated it.
    pub nearest: Option<(ItemIx, Rating)>,
}

impl About {
    /// What bears on an item for a user.
    pub fn of(data: &Opened, user: UserIx, item: ItemIx) -> Self {
        let items = &data.dataset.items;
        let of_item = items.genres(item);
        let mut genres: Vec<(usize, Tally)> = of_item.iter().map(|genre| (genre, Tally::default())).collect();
        let mut nearest: Option<(f64, ItemIx, Rating)> = None;
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
            if nearest.is_none_or(|(best, ..)| score > best) {
                nearest = Some((score, row.item, row.rating));
            }
        }
        Self { genres, nearest: nearest.map(|(_, item, rating)| (item, rating)) }
    }
}
