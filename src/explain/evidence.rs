//! One user's ratings as the evidence that a profile can be checked against: what was rated how, and where it
//! stands; never what a sentence makes of it.

use std::collections::{HashMap, HashSet};

use super::raters::{Raters, Standing};
use super::subjects::Vocabulary;
use super::titles::{alike, key, keys, year};
use crate::domain::{Dataset, History, Id, Interaction, ItemIx, ProfileState, Rating, Split, UserIx};

/// Where a rating of the user stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// In a batch of the history, 1 = first.
    Batch(usize),
    /// In the training part, but outside of the history: no simulator was shown it.
    Training,
    /// Held out: no simulator may know it.
    HeldOut,
}

/// A rating of the user.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Known {
    /// The item.
    pub item: ItemIx,
    /// The rating.
    pub rating: Rating,
    /// When it was given, where that is known.
    pub timestamp: Option<i64>,
    /// Where it stands.
    pub place: Place,
}

/// How a rating lies for this user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaning {
    /// In the upper quarter of the scale, or three quarters of a star above the user's mean.
    High,
    /// Neither, or both.
    Middling,
    /// In the lower quarter of the scale, or three quarters of a star below the user's mean.
    Low,
}

/// One user's ratings.
#[derive(Clone, Debug)]
pub struct Evidence<'a> {
    pub(super) dataset: &'a Dataset,
    pub(super) vocabulary: &'a Vocabulary,
    raters: &'a Raters,
    split: &'a Split,
    user: UserIx,
    known: Vec<Known>,
    by_item: HashMap<ItemIx, Vec<usize>>,
    mean: f64,
}

impl<'a> Evidence<'a> {
    /// The ratings of a user: those of the batches as a simulator saw them, then all others.
    pub fn of<'i>(
        dataset: &'a Dataset,
        split: &'a Split,
        (vocabulary, raters): (&'a Vocabulary, &'a Raters),
        user: UserIx,
        batches: impl IntoIterator<Item = &'i [Interaction]>,
    ) -> Self {
        let mut known = Vec::new();
        for (batch, interactions) in (1..).zip(batches) {
            known.extend(interactions.iter().filter_map(|one| {
                let item = dataset.items.find(&one.item)?;
                Some(Known { item, rating: one.rating, timestamp: one.timestamp, place: Place::Batch(batch) })
            }));
        }
        let in_batches: HashSet<(ItemIx, Option<i64>)> =
            known.iter().map(|one| (one.item, one.timestamp)).collect();
        let rest =
            dataset.interactions.of(user).filter(|row| !in_batches.contains(&(row.item, row.timestamp)));
        known.extend(rest.map(|row| Known {
            item: row.item,
            rating: row.rating,
            timestamp: row.timestamp,
            place: if split.is_held_out(row.row) { Place::HeldOut } else { Place::Training },
        }));
        let seen = known.iter().filter(|one| one.place != Place::HeldOut);
        let (sum, count) = seen.fold((0.0, 0_usize), |(sum, n), one| (sum + one.rating.stars(), n + 1));
        let mut by_item: HashMap<ItemIx, Vec<usize>> = HashMap::new();
        for (at, one) in known.iter().enumerate() {
            by_item.entry(one.item).or_default().push(at);
        }
        let mean = if count == 0 { 0.0 } else { sum / count as f64 };
        Self { dataset, vocabulary, raters, split, user, known, by_item, mean }
    }

    /// The evidence for a run: its states' batches as they were read, the rest of the history as it is planned,
    /// so that a text that cites a batch which it had not read is seen to know too much.
    pub fn of_run(
        dataset: &'a Dataset,
        split: &'a Split,
        known: (&'a Vocabulary, &'a Raters),
        user: UserIx,
        history: &History,
        states: &[ProfileState],
    ) -> Self {
        let batches = (0..history.batch_count().max(states.len())).filter_map(|at| {
            let written = states.get(at).map(|state| &*state.interactions);
            written.or_else(|| history.batch(at + 1).map(|batch| batch.interactions))
        });
        Self::of(dataset, split, known, user, batches)
    }

    /// Mean of the user's ratings, held-out ones left out; 0 where there is none.
    pub fn mean(&self) -> f64 {
        self.mean
    }

    /// The ratings of the batches up to one, in their order.
    pub fn up_to(&self, batch: usize) -> impl Iterator<Item = &Known> {
        self.known.iter().filter(move |one| matches!(one.place, Place::Batch(at) if at <= batch))
    }

    /// Where the ratings of the batches up to one stand among those of all users; `None` where there are none.
    pub fn standing(&self, batch: usize) -> Option<Standing> {
        self.raters.standing(self.dataset, self.split, self.user, self.up_to(batch))
    }

    /// The user's ratings of an item, in the order: batches, other training ratings, held-out ones.
    pub fn ratings_of(&self, item: ItemIx) -> impl Iterator<Item = &Known> {
        let at = self.by_item.get(&item).map(Vec::as_slice).unwrap_or_default();
        at.iter().filter_map(|at| self.known.get(*at))
    }

    /// How a rating lies for this user.
    pub fn leaning(&self, rating: Rating) -> Leaning {
        const APART: f64 = 0.75;
        let scale = self.dataset.scale;
        let (min, max) = (scale.min.stars(), scale.max.stars());
        let stars = rating.stars();
        let share = if max > min { (stars - min) / (max - min) } else { 0.5 };
        let above = if self.known.is_empty() { 0.0 } else { stars - self.mean };
        let (high, low) = (share >= 0.75 || above >= APART, share <= 0.25 || above <= -APART);
        match (high, low) {
            (true, false) => Leaning::High,
            (false, true) => Leaning::Low,
            _ => Leaning::Middling,
        }
    }

    /// The item that a cited title means: one that the user rated before any other; where several are called
    /// so, the one whose year, rating and place fit best.
    pub(super) fn item_called(&self, cited: &str, rating: Option<Rating>, batch: usize) -> Option<ItemIx> {
        let wanted_year = year(cited);
        let called: Vec<ItemIx> = self.vocabulary.titles.find(&self.dataset.items, cited).collect();
        let worth = |item: &ItemIx| {
            let place = |one: &Known| match one.place {
                Place::Batch(at) if at == batch => 4,
                Place::Batch(at) if at < batch => 3,
                Place::Training | Place::Batch(_) => 2,
                Place::HeldOut => 1,
            };
            let is_year = wanted_year.is_some() && self.dataset.items.year(*item) == wanted_year;
            let rated = self.ratings_of(*item);
            rated
                .map(|one| (is_year, rating == Some(one.rating), place(one)))
                .max()
                .unwrap_or((is_year, false, 0))
        };
        let best = called.iter().copied().max_by_key(|item| (worth(item), std::cmp::Reverse(item.0)));
        let is_rated = |item: &ItemIx| self.by_item.contains_key(item);
        best.filter(is_rated).or_else(|| self.rated_alike(cited)).or(best)
    }

    /// The one rated item whose title is that one but for a subtitle or a slip.
    fn rated_alike(&self, cited: &str) -> Option<ItemIx> {
        let wanted = key(cited);
        let items = &self.dataset.items;
        let mut found = self
            .by_item
            .keys()
            .copied()
            .filter(|item| keys(items.title(*item)).iter().any(|key| alike(&wanted, key)));
        let first = found.next()?;
        found.next().is_none().then_some(first)
    }

    /// The item of an interaction, where the data set has it.
    pub(super) fn item(&self, id: &Id) -> Option<ItemIx> {
        self.dataset.items.find(id)
    }
}
