//! What everybody's histories say: the mean, how high users rate, how far items stand from the mean, and
//! which items go together.

use super::embedding::embed;
use super::features::Features;
use super::prior::content_prior;
use crate::domain::{Dataset, History, HistorySpec, ItemIx, Rating, RatingScale, Split, UserIx};

/// Ratings at which an item's own offset weighs as much as what its metadata suggest.
const ITEM_SHRINK: f64 = 14.0;
/// Ratings at which a user's own level weighs as much as the crowd's.
const USER_SHRINK: f64 = 8.0;
const ROUNDS: usize = 6;

/// Fitted once from everybody's last training interactions; shared by all users.
///
/// Inside, ratings are in steps of a five-step scale (`0..=4` from the lowest to the highest rating), so that
/// the same constants serve every scale; everything public is in stars.
#[derive(Clone, Debug)]
pub struct CrowdModel {
    scale: RatingScale,
    /// `offsets[u]..offsets[u + 1]` are the rows of user `u`.
    offsets: Vec<usize>,
    items: Vec<u32>,
    /// Rating minus mean minus the user's level, one per row.
    residuals: Vec<f32>,
    mean: f64,
    /// Spread of ratings around their user's mean.
    spread: f64,
    counts: Vec<u32>,
    /// Sum of residuals per item.
    sums: Vec<f64>,
    prior: Vec<f64>,
    features: Features,
}

/// A group of items as one point of the kernel's space: the mean of their features and offsets, each item
/// weighed by how well it is known, so that it stands for what people meet.
#[derive(Clone, Debug, PartialEq)]
pub struct Prototype {
    pub(super) vector: Vec<f64>,
    pub(super) offset: f64,
    items: usize,
}

impl Prototype {
    /// How many items the group has.
    pub fn items(&self) -> usize {
        self.items
    }
}

impl CrowdModel {
    /// Fits the model to the last `spec.length` training interactions of every user.
    pub fn fit(dataset: &Dataset, split: &Split, spec: &HistorySpec) -> Self {
        let scale = dataset.scale;
        let mut offsets = vec![0];
        let (mut items, mut ratings) = (Vec::new(), Vec::new());
        for user in dataset.users.all() {
            for row in History::rows(dataset, split, user, spec) {
                items.push(row.item.0);
                ratings.push(to_steps(scale, row.rating.stars()));
            }
            offsets.push(items.len());
        }
        let catalogue = dataset.items.len();
        let mut counts = vec![0_u32; catalogue];
        for &item in &items {
            counts[item as usize] += 1;
        }
        let features = Features::of(dataset, &counts, embed(&offsets, &items, catalogue));
        let mean = if ratings.is_empty() { 2.0 } else { ratings.iter().sum::<f64>() / ratings.len() as f64 };
        let spread = spread_within(&offsets, &ratings);
        let mut model = Self {
            scale,
            offsets,
            items,
            residuals: Vec::new(),
            mean,
            spread,
            counts,
            sums: Vec::new(),
            prior: vec![0.0; catalogue],
            features,
        };
        model.alternate(&ratings);
        let means: Vec<f64> =
            model.sums.iter().zip(&model.counts).map(|(sum, n)| sum / f64::from((*n).max(1))).collect();
        model.prior = content_prior(&model.features, &means, &model.counts, ITEM_SHRINK);
        model.alternate(&ratings);
        model
    }

    /// Users' levels and items' offsets in turns, each shrunk (ridge regression by coordinate descent).
    fn alternate(&mut self, ratings: &[f64]) {
        let mut levels = vec![0.0; self.offsets.len() - 1];
        for _ in 0..ROUNDS {
            self.residuals = ratings.iter().map(|rating| (rating - self.mean) as f32).collect();
            for (user, level) in self.offsets.windows(2).zip(&levels) {
                for residual in &mut self.residuals[user[0]..user[1]] {
                    *residual -= *level as f32;
                }
            }
            self.sums = vec![0.0; self.counts.len()];
            for (item, residual) in self.items.iter().zip(&self.residuals) {
                self.sums[*item as usize] += f64::from(*residual);
            }
            let offsets: Vec<f64> =
                (0..self.counts.len()).map(|item| self.offset_of(item, 0.0, 0.0)).collect();
            for (user, level) in self.offsets.windows(2).zip(&mut levels) {
                let rows = user[0]..user[1];
                let sum: f64 = rows
                    .clone()
                    .map(|row| ratings[row] - self.mean - offsets[self.items[row] as usize])
                    .sum();
                *level = sum / (rows.len() as f64 + USER_SHRINK);
            }
        }
    }

    /// An item's shrunk offset after `count` ratings with the sum of residuals `sum` are taken away.
    fn offset_of(&self, item: usize, sum: f64, count: f64) -> f64 {
        let Some(&total) = self.sums.get(item) else { return 0.0 };
        let n = (f64::from(self.counts[item]) - count).max(0.0);
        (total - sum + ITEM_SHRINK * self.prior[item]) / (n + ITEM_SHRINK)
    }

    /// An item's offset in steps as all others see it: what `user` gave it is left out.
    pub(super) fn offset_steps(&self, item: ItemIx, without: Option<UserIx>) -> f64 {
        let mut own = (0.0, 0.0);
        let rows = without.and_then(|user| self.offsets.get(user.at()..user.at() + 2));
        if let Some(&[from, to]) = rows {
            for row in (from..to).filter(|&row| self.items[row] == item.0) {
                own.0 += f64::from(self.residuals[row]);
                own.1 += 1.0;
            }
        }
        self.offset_of(item.at(), own.0, own.1)
    }

    /// How far others rate an item from the crowd's mean, in stars; what `without` gave it does not count.
    pub fn offset(&self, item: ItemIx, without: Option<UserIx>) -> f64 {
        self.offset_steps(item, without) * self.step()
    }

    /// The mean of all ratings in the histories, in stars; the middle of the scale where there are none.
    pub fn mean(&self) -> f64 {
        self.to_stars(self.mean)
    }

    /// The usual spread of one user's ratings around their mean (standard deviation), in stars.
    pub fn spread(&self) -> f64 {
        self.spread * self.step()
    }

    /// How often an item occurs in the histories.
    pub fn count(&self, item: ItemIx) -> u32 {
        self.counts.get(item.at()).copied().unwrap_or(0)
    }

    /// The scale that ratings are on.
    pub fn scale(&self) -> RatingScale {
        self.scale
    }

    /// Stars per step of a five-step scale.
    pub fn step(&self) -> f64 {
        step_of(self.scale)
    }

    /// The prototype of a group of items; `None` for an empty group.
    pub fn prototype(&self, items: impl IntoIterator<Item = ItemIx>) -> Option<Prototype> {
        let mut vector = vec![0.0; self.features.dimensions()];
        let (mut offset, mut weights, mut number) = (0.0, 0.0, 0);
        for item in items {
            let count = f64::from(self.count(item));
            let weight = (count + 0.5) / (count + ITEM_SHRINK);
            for (sum, value) in vector.iter_mut().zip(self.features.vector(item)) {
                *sum += weight * value;
            }
            offset += weight * self.offset_of(item.at(), 0.0, 0.0);
            weights += weight;
            number += 1;
        }
        (number > 0).then(|| {
            for value in &mut vector {
                *value /= weights;
            }
            Prototype { vector, offset: offset / weights, items: number }
        })
    }

    pub(super) fn mean_steps(&self) -> f64 {
        self.mean
    }

    pub(super) fn vector(&self, item: ItemIx) -> Vec<f64> {
        self.features.vector(item)
    }

    pub(super) fn dimensions(&self) -> usize {
        self.features.dimensions()
    }

    pub(super) fn rating_steps(&self, rating: Rating) -> f64 {
        to_steps(self.scale, rating.stars())
    }

    pub(super) fn to_stars(&self, steps: f64) -> f64 {
        self.scale.min.stars() + steps * self.step()
    }
}

fn step_of(scale: RatingScale) -> f64 {
    let range = scale.max.stars() - scale.min.stars();
    if range > 0.0 { range / 4.0 } else { 1.0 }
}

/// A number of stars in steps; what lies off the scale counts as its nearer end.
fn to_steps(scale: RatingScale, stars: f64) -> f64 {
    ((stars - scale.min.stars()) / step_of(scale)).clamp(0.0, 4.0)
}

/// Root mean square of ratings around their user's mean; 1 step where nobody has two ratings.
fn spread_within(offsets: &[usize], ratings: &[f64]) -> f64 {
    let (mut squares, mut freedom) = (0.0, 0.0);
    for own in offsets.windows(2).map(|user| &ratings[user[0]..user[1]]).filter(|own| own.len() > 1) {
        let mean = own.iter().sum::<f64>() / own.len() as f64;
        squares += own.iter().map(|rating| (rating - mean).powi(2)).sum::<f64>();
        freedom += own.len() as f64 - 1.0;
    }
    if freedom > 0.0 && squares > 0.0 { (squares / freedom).sqrt() } else { 1.0 }
}
