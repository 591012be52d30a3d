//! Which items the picker lists and in which order; never what is done with them.

use std::cmp::Reverse;

use crate::app::orders::OrderBy;
use crate::app::query::Term;
use crate::app::study::{Study, Subject};
use crate::domain::ItemIx;

/// How the list of items is ordered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ItemOrder {
    /// Most training ratings by all users first.
    #[default]
    RatedBy,
    /// By title.
    Title,
    /// Newest first.
    Year,
    /// By id, lowest first.
    Id,
}

impl OrderBy for ItemOrder {
    const ALL: &'static [Self] = &[Self::RatedBy, Self::Title, Self::Year, Self::Id];

    fn word(self) -> &'static str {
        match self {
            Self::RatedBy => "rated by",
            Self::Title => "title",
            Self::Year => "year",
            Self::Id => "id",
        }
    }

    fn directions(self) -> [&'static str; 2] {
        match self {
            Self::RatedBy => ["most first", "fewest first"],
            Self::Title => ["a to z", "z to a"],
            Self::Year => ["newest first", "oldest first"],
            Self::Id => ["lowest first", "highest first"],
        }
    }
}

/// All items in an order; those that are equal in it by id.
pub(super) fn sorted(study: &Study, by: ItemOrder, is_reversed: bool) -> Vec<ItemIx> {
    let (items, totals) = (&study.data.dataset.items, &study.data.totals);
    let mut all: Vec<ItemIx> = items.all().collect();
    match (by, is_reversed) {
        (ItemOrder::Id, false) => {}
        (ItemOrder::Id, true) => all.reverse(),
        (ItemOrder::RatedBy, false) => all.sort_by_key(|&item| Reverse(totals.rated_by(item))),
        (ItemOrder::RatedBy, true) => all.sort_by_key(|&item| totals.rated_by(item)),
        (ItemOrder::Year, false) => all.sort_by_key(|&item| Reverse(items.year(item))),
        // Unknown years stand last, whichever way round.
        (ItemOrder::Year, true) => all.sort_by_key(|&item| items.year(item).unwrap_or(u16::MAX)),
        (ItemOrder::Title, _) => {
            let words = &study.data.item_words;
            all.sort_by(|a, b| words.row(a.at()).cmp(words.row(b.at())));
            if is_reversed {
                all.reverse();
            }
        }
    }
    all
}

/// Which items are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pool {
    /// Those with a held-out rating.
    #[default]
    HeldOut,
    /// Those with a held-out rating that the run did not rate yet.
    Unrated,
    /// All but those of the user's training part.
    All,
}

impl Pool {
    pub(super) const ALL: [Self; 3] = [Self::HeldOut, Self::Unrated, Self::All];

    /// The words on screen.
    pub const fn words(self) -> &'static str {
        match self {
            Self::HeldOut => "held-out",
            Self::Unrated => "held-out, not rated yet",
            Self::All => "all but training",
        }
    }
}

/// Fields of the filter.
pub(super) const FIELDS: [&str; 7] = ["id", "title", "genre", "year", "rated", "rated-by", "held-out"];

/// Where `genre` stands among them.
pub(super) const GENRE: usize = 2;

impl Pool {
    pub(super) fn holds(self, subject: &Subject, item: ItemIx) -> bool {
        match self {
            Self::HeldOut => subject.held_out.contains_key(&item),
            Self::Unrated => subject.held_out.contains_key(&item) && subject.answer(item).is_none(),
            Self::All => !subject.is_training(item),
        }
    }
}

/// Whether an item meets a condition of the filter.
pub(super) fn meets(study: &Study, term: &Term, item: ItemIx) -> bool {
    let items = &study.data.dataset.items;
    match term.field {
        0 => items.id(item).is_some_and(|id| term.meets_text(&id.to_string())),
        1 => term.meets_text(items.title(item)),
        2 => items.genre_list(item).any(|genre| term.meets_text(genre)),
        3 => term.meets_number(items.year(item).map(f64::from)),
        4 | 5 => term.meets_number(Some(f64::from(study.data.totals.rated_by(item)))),
        _ => {
            let subject = study.subject.as_ref();
            let is_held_out = subject.is_some_and(|subject| subject.held_out.contains_key(&item));
            term.meets_text(if is_held_out { "yes" } else { "no" })
        }
    }
}
