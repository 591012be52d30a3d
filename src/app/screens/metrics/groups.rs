//! Errors by genre, decade or profile state: which ratings belong together, and what each group's figures are;
//! never where they are drawn.

use std::collections::BTreeMap;

use super::FEW;
use crate::app::message::Opened;
use crate::app::orders::{OrderBy, Ordering};
use crate::app::says::genre_name;
use crate::app::study::Answer;
use crate::domain::Rating;

/// What errors are grouped by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SplitBy {
    /// The items' genres; an item counts in each of its own.
    #[default]
    Genre,
    /// The decades of the items' years.
    Decade,
    /// The profile states that were acted on.
    State,
}

impl SplitBy {
    /// All of them, in the order in which they are turned through.
    pub const ALL: [Self; 3] = [Self::Genre, Self::Decade, Self::State];

    /// The word on screen.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Genre => "genre",
            Self::Decade => "decade",
            Self::State => "profile state",
        }
    }
}

/// Ratings that belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum GroupKey {
    /// All of them.
    All,
    /// Those of items of a genre, by its place among the data set's.
    Genre(usize),
    /// Those of items of a decade, by its first year.
    Decade(u16),
    /// Those of items whose year is not known.
    NoYear,
    /// Those given on the state after a batch.
    State(usize),
    /// Those in a cell of the confusion matrix.
    Cell {
        /// The held-out rating.
        truth: Rating,
        /// The simulated one.
        said: Rating,
    },
}

impl GroupKey {
    /// Whether a rating belongs to the group.
    pub fn holds(self, data: &Opened, answer: &Answer) -> bool {
        let items = &data.dataset.items;
        match self {
            Self::All => true,
            Self::Genre(genre) => {
                answer.item.is_some_and(|item| items.genres(item).iter().any(|at| at == genre))
            }
            Self::Decade(decade) => decade_of(data, answer) == Some(decade),
            Self::NoYear => decade_of(data, answer).is_none(),
            Self::State(state) => answer.state == state,
            Self::Cell { truth, said } => answer.truth == Some(truth) && answer.rating() == Some(said),
        }
    }

    /// The name on screen.
    pub fn name(self, data: &Opened) -> String {
        match self {
            Self::All => "all rated items".to_owned(),
            Self::Genre(genre) => genre_name(data, genre),
            Self::Decade(decade) => format!("{decade}s"),
            Self::NoYear => "no year".to_owned(),
            Self::State(state) => format!("B{state}"),
            Self::Cell { truth, said } => format!("truth {truth}, said {said}"),
        }
    }
}

fn decade_of(data: &Opened, answer: &Answer) -> Option<u16> {
    answer.item.and_then(|item| data.dataset.items.year(item)).map(|year| year / 10 * 10)
}

/// A group and its figures.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Group {
    /// Which it is.
    pub key: GroupKey,
    /// How many ratings with a held-out truth.
    pub n: usize,
    /// Mean of simulated minus true.
    pub bias: f64,
    /// Mean absolute error.
    pub mae: f64,
    /// Root mean squared error.
    pub rmse: f64,
}

/// What groups are ordered by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum GroupOrder {
    /// Largest bias first, whichever sign.
    #[default]
    Bias,
    /// Largest mean absolute error first.
    Mae,
    /// Most ratings first.
    Count,
    /// As the data set names them.
    Name,
}

impl OrderBy for GroupOrder {
    const ALL: &'static [Self] = &[Self::Bias, Self::Mae, Self::Count, Self::Name];

    fn word(self) -> &'static str {
        match self {
            Self::Bias => "bias",
            Self::Mae => "MAE",
            Self::Count => "n",
            Self::Name => "name",
        }
    }

    fn directions(self) -> [&'static str; 2] {
        match self {
            Self::Bias | Self::Mae => ["largest first", "smallest first"],
            Self::Count => ["most first", "fewest first"],
            Self::Name => ["first to last", "last to first"],
        }
    }
}

#[derive(Clone, Copy, Default)]
struct Sums {
    n: usize,
    errors: f64,
    absolute: f64,
    squares: f64,
}

impl Sums {
    fn add(&mut self, error: f64) {
        self.n += 1;
        self.errors += error;
        self.absolute += error.abs();
        self.squares += error * error;
    }

    fn group(self, key: GroupKey) -> Group {
        let n = self.n.max(1) as f64;
        Group {
            key,
            n: self.n,
            bias: self.errors / n,
            mae: self.absolute / n,
            rmse: (self.squares / n).sqrt(),
        }
    }
}

/// The groups of some ratings. Those that stand on fewer than [`FEW`] ratings come last, unless they are ordered
/// by how many there are or by name.
pub(super) fn groups(
    data: &Opened,
    answers: &[&Answer],
    by: SplitBy,
    order: Ordering<GroupOrder>,
) -> Vec<Group> {
    let mut sums: BTreeMap<GroupKey, Sums> = BTreeMap::new();
    for answer in answers {
        let Some(error) = answer.error() else { continue };
        let mut add = |key: GroupKey| sums.entry(key).or_default().add(error);
        match by {
            SplitBy::Genre => {
                for genre in answer.item.iter().flat_map(|item| data.dataset.items.genres(*item).iter()) {
                    add(GroupKey::Genre(genre));
                }
            }
            SplitBy::Decade => add(decade_of(data, answer).map_or(GroupKey::NoYear, GroupKey::Decade)),
            SplitBy::State => add(GroupKey::State(answer.state)),
        }
    }
    let mut groups: Vec<Group> = sums.into_iter().map(|(key, sums)| sums.group(key)).collect();
    let thin = |group: &Group| group.n < FEW;
    match order.by {
        GroupOrder::Bias => groups.sort_by(|a, b| b.bias.abs().total_cmp(&a.bias.abs())),
        GroupOrder::Mae => groups.sort_by(|a, b| b.mae.total_cmp(&a.mae)),
        GroupOrder::Count => groups.sort_by_key(|group| std::cmp::Reverse(group.n)),
        GroupOrder::Name => {}
    }
    if order.is_reversed {
        groups.reverse();
    }
    if matches!(order.by, GroupOrder::Bias | GroupOrder::Mae) {
        groups.sort_by_key(thin);
    }
    groups
}

/// The ratings of a group that have a truth, those that are furthest off first.
pub fn items_of<'a>(data: &Opened, answers: &[&'a Answer], key: GroupKey) -> Vec<&'a Answer> {
    let size = |answer: &Answer| answer.error().map_or(0.0, f64::abs);
    let mut items: Vec<&Answer> = answers
        .iter()
        .copied()
        .filter(|answer| answer.error().is_some() && key.holds(data, answer))
        .collect();
    items.sort_by(|a, b| size(b).total_cmp(&size(a)));
    items
}
