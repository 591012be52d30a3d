//! Which items the picker lists and in which order; never what is done with them.

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

impl ItemOrder {
    pub(super) const ALL: [Self; 4] = [Self::RatedBy, Self::Title, Self::Year, Self::Id];

    /// The word on screen.
    pub const fn word(self) -> &'static str {
        match self {
            Self::RatedBy => "rated by",
            Self::Title => "title",
            Self::Year => "year",
            Self::Id => "id",
        }
    }
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
pub(super) const FIELDS: [&str; 5] = ["id", "title", "genre", "year", "rated-by"];

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
        _ => term.meets_number(Some(f64::from(study.data.totals.rated_by(item)))),
    }
}
