//! A user's ratings up to a batch, read through the taste model: what each says and which facets it bears on.

use std::collections::BTreeMap;

use super::facets::{FacetIx, Facets};
use crate::domain::{ItemIx, Order, Rating, RatingScale, UserIx};
use crate::recommenders::taste::{CrowdModel, Effect, TastePosterior};

/// A rating with the batch in which it came (1 = first).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Seen {
    pub(super) item: ItemIx,
    pub(super) rating: Rating,
    pub(super) batch: usize,
}

/// All that one user's ratings say so far.
#[derive(Debug)]
pub(super) struct Reading<'a> {
    pub(super) posterior: TastePosterior<'a>,
    pub(super) crowd: &'a CrowdModel,
    /// The ratings, in the order of the batches.
    pub(super) seen: &'a [Seen],
    /// The newest batch.
    pub(super) batch: usize,
    user: Option<UserIx>,
    /// Whether later batches hold newer ratings or older ones.
    pub(super) order: Order,
    /// How far the user rates above what others give the same items, in stars.
    pub(super) level: Effect,
    /// How far each rating lies above others' and above the user's level, in steps of a five-step scale.
    pub(super) surplus: Vec<f64>,
    /// Mean of the ratings, in stars.
    pub(super) mean: f64,
    /// Positions of the ratings that bear on a facet.
    carriers: BTreeMap<FacetIx, Vec<usize>>,
}

impl<'a> Reading<'a> {
    /// Reads the ratings up to and including `batch`; `seen` is in the order of batches.
    pub(super) fn of(
        crowd: &'a CrowdModel,
        facets: &Facets,
        user: Option<UserIx>,
        seen: &'a [Seen],
        order: Order,
        batch: usize,
    ) -> Self {
        let seen = &seen[..seen.partition_point(|one| one.batch <= batch)];
        let ratings: Vec<_> = seen.iter().map(|one| (one.item, one.rating)).collect();
        let posterior = TastePosterior::of(crowd, user, &ratings);
        let blank = Self {
            level: posterior.effect(&facets.everything),
            posterior,
            crowd,
            seen,
            batch,
            user,
            order,
            surplus: Vec::new(),
            mean: 0.0,
            carriers: BTreeMap::new(),
        };
        blank.counting(facets, |_| true)
    }

    /// The same ratings, of which the older ones (before batch `border`, or from it on where the newest come
    /// first) hardly count: as they are read once taste is known to have turned there.
    pub(super) fn lately(&self, facets: &Facets, border: usize) -> Self {
        const OLDER: f64 = 0.15;
        let ratings: Vec<_> = self.seen.iter().map(|one| (one.item, one.rating)).collect();
        let newer = |at: usize| self.is_newer(at, border);
        let weight = |at| if newer(at) { 1.0 } else { OLDER };
        let posterior = TastePosterior::weighted(self.crowd, self.user, &ratings, weight);
        let level = posterior.effect(&facets.everything);
        let carriers = BTreeMap::new();
        let blank = Self { posterior, level, surplus: Vec::new(), carriers, ..*self };
        blank.counting(facets, newer)
    }

    /// Works out what each rating says; only those that count are evidence on the facets and for the mean.
    fn counting(self, facets: &Facets, counts: impl Fn(usize) -> bool) -> Self {
        let (level, step) = (self.level.mean, self.crowd.step());
        let surplus = self.posterior.surpluses().map(|surplus| (surplus - level) / step).collect();
        let counted: Vec<_> = self.seen.iter().enumerate().filter(|(at, _)| counts(*at)).collect();
        let mean =
            counted.iter().map(|(_, one)| one.rating.stars()).sum::<f64>() / counted.len().max(1) as f64;
        let mut carriers: BTreeMap<FacetIx, Vec<usize>> = BTreeMap::new();
        for (at, one) in counted {
            for facet in facets.of_item(one.item) {
                carriers.entry(*facet).or_default().push(at);
            }
        }
        Self { surplus, mean, carriers, ..self }
    }

    /// How many ratings there are.
    pub(super) fn len(&self) -> usize {
        self.seen.len()
    }

    /// Positions of the ratings that bear on a facet, oldest first.
    pub(super) fn carriers(&self, facet: FacetIx) -> &[usize] {
        self.carriers.get(&facet).map_or(&[], |positions| positions)
    }

    /// Whether a rating came with the newest batch.
    pub(super) fn is_new(&self, at: usize) -> bool {
        self.seen.get(at).is_some_and(|one| one.batch == self.batch)
    }

    /// Whether a rating was given on the newer side of the border before batch `border`.
    pub(super) fn is_newer(&self, at: usize, border: usize) -> bool {
        let later = self.seen.get(at).is_some_and(|one| one.batch >= border);
        later == (self.order == Order::Chronological)
    }

    /// The surplus of a rating; 0 beyond the end.
    pub(super) fn surplus_of(&self, at: usize) -> f64 {
        self.surplus.get(at).copied().unwrap_or(0.0)
    }

    /// A rating in stars above the user's own mean.
    pub(super) fn above_mean(&self, at: usize) -> f64 {
        self.seen.get(at).map_or(0.0, |one| one.rating.stars() - self.mean)
    }

    /// How far others rate an item from the crowd's mean, in stars.
    pub(super) fn offset(&self, item: ItemIx) -> f64 {
        self.posterior.offset(item)
    }

    /// The scale that ratings are on.
    pub(super) fn scale(&self) -> RatingScale {
        self.crowd.scale()
    }

    /// Spread of the ratings over the usual spread of a user's ratings; eight ratings' worth of the usual one
    /// is mixed in, so that few ratings say little.
    pub(super) fn spread_ratio(&self) -> f64 {
        const USUAL: f64 = 8.0;
        let usual = self.crowd.spread().powi(2);
        let own: f64 = (0..self.len()).map(|at| self.above_mean(at).powi(2)).sum();
        let freedom = self.len().saturating_sub(1) as f64;
        ((own + USUAL * usual) / ((freedom + USUAL) * usual).max(1e-12)).sqrt()
    }

    /// Mean rating of some of the ratings, above the user's own mean, in stars.
    pub(super) fn mean_above(&self, positions: &[usize]) -> f64 {
        positions.iter().map(|at| self.above_mean(*at)).sum::<f64>() / positions.len().max(1) as f64
    }
}
