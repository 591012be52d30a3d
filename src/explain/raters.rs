//! How one user's ratings lie among those of all users: the evidence on how strictly somebody rates. Held-out
//! ratings take no part.

use super::check::Fit;
use super::claims::Polarity;
use super::evidence::Known;
use crate::domain::{Dataset, ItemIx, RatingScale, Split, UserIx};

/// A count and a sum of stars.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Sum {
    n: u32,
    stars: f64,
}

/// What all users give; made once for a data set and a split.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Raters {
    /// Mean training rating of every user that has one, ascending.
    means: Vec<f64>,
    /// Mean of those means.
    mean: f64,
    /// Standard deviation of those means.
    sd: f64,
    items: Vec<Sum>,
}

impl Raters {
    /// One pass over all training ratings.
    pub fn of(dataset: &Dataset, split: &Split) -> Self {
        let mut items = vec![Sum::default(); dataset.items.len()];
        let mut means = Vec::with_capacity(dataset.users.len());
        for user in dataset.users.all() {
            let mut own = Sum::default();
            for row in split.training(&dataset.interactions, user) {
                let stars = row.rating.stars();
                for sum in std::iter::once(&mut own).chain(items.get_mut(row.item.at())) {
                    sum.n += 1;
                    sum.stars += stars;
                }
            }
            if own.n > 0 {
                means.push(own.stars / f64::from(own.n));
            }
        }
        means.sort_by(f64::total_cmp);
        let (mean, sd) = mean_and_sd(&means).unwrap_or_default();
        Self { means, mean, sd, items }
    }

    /// Where some ratings of a user stand.
    pub(super) fn standing<'k>(
        &self,
        dataset: &Dataset,
        split: &Split,
        user: UserIx,
        known: impl Iterator<Item = &'k Known>,
    ) -> Option<Standing> {
        let known: Vec<&Known> = known.collect();
        let stars: Vec<f64> = known.iter().map(|one| one.rating.stars()).collect();
        let (mean, sd) = mean_and_sd(&stars)?;
        let gaps: Vec<f64> = known
            .iter()
            .filter_map(|one| Some(one.rating.stars() - self.others(dataset, split, user, one.item)?))
            .collect();
        let gap = mean_and_sd(&gaps).filter(|_| gaps.len() > 1);
        let below = self.means.partition_point(|other| *other < mean);
        Some(Standing {
            n: known.len(),
            mean,
            sd,
            compared: gaps.len(),
            gap: gap.map(|(gap, sd)| (gap, sd / (gaps.len() as f64).sqrt())),
            users: self.means.len(),
            users_mean: self.mean,
            users_sd: self.sd,
            users_below: below as f64 / self.means.len().max(1) as f64,
            step: step(dataset.scale),
        })
    }

    /// What others give an item on average.
    fn others(&self, dataset: &Dataset, split: &Split, user: UserIx, item: ItemIx) -> Option<f64> {
        let mut sum = *self.items.get(item.at())?;
        for row in split.training(&dataset.interactions, user).filter(|row| row.item == item) {
            sum.n = sum.n.saturating_sub(1);
            sum.stars -= row.rating.stars();
        }
        (sum.n > 0).then(|| sum.stars / f64::from(sum.n))
    }
}

/// Mean and standard deviation (divided by n - 1; 0 of a single one); `None` of nothing.
fn mean_and_sd(figures: &[f64]) -> Option<(f64, f64)> {
    let n = figures.len() as f64;
    let mean = figures.iter().sum::<f64>() / n;
    let scatter: f64 = figures.iter().map(|figure| (figure - mean).powi(2)).sum();
    (!figures.is_empty()).then(|| (mean, (scatter / (n - 1.0).max(1.0)).sqrt()))
}

/// A fourth of the scale: a star of five.
fn step(scale: RatingScale) -> f64 {
    (scale.max.stars() - scale.min.stars()) / 4.0
}

/// Where a user's ratings stand among those of all users, in stars.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Standing {
    /// How many of the user's ratings there are.
    pub n: usize,
    /// Their mean.
    pub mean: f64,
    /// Their standard deviation.
    pub sd: f64,
    /// How many of them are of items that others rated.
    pub compared: usize,
    /// How far those lie above what others give the same items, and its standard error.
    pub gap: Option<(f64, f64)>,
    /// How many users there are.
    pub users: usize,
    /// The mean of all users' means.
    pub users_mean: f64,
    /// The standard deviation of all users' means.
    pub users_sd: f64,
    /// Share of users whose mean is lower.
    pub users_below: f64,
    step: f64,
}

impl Standing {
    /// Which way the ratings lie: strict where they are below what others give the same items by at least a fifth
    /// of a star and one standard error, generous where they are so far above. Where nobody else rated the items,
    /// half a standard deviation of all users' means counts instead.
    pub fn leaning(&self) -> Polarity {
        const APART: f64 = 0.2;
        let (gap, apart) = match self.gap {
            Some((gap, error)) => (gap, error.max(APART * self.step)),
            None => (self.mean - self.users_mean, (self.users_sd / 2.0).max(APART * self.step)),
        };
        if gap <= -apart {
            Polarity::Likes
        } else if gap >= apart {
            Polarity::Averse
        } else {
            Polarity::Mixed
        }
    }

    /// How the ratings bear out what is said of strictness.
    pub(super) fn fit(&self, said: Polarity) -> Fit {
        match (said, self.leaning()) {
            (Polarity::Unclear, _) => Fit::Unclear,
            (said, leaning) if said == leaning => Fit::Supports,
            // Said to be as others, and strict or generous, or the other way round: near the border.
            (Polarity::Mixed, _) | (_, Polarity::Mixed) => Fit::Between,
            _ => Fit::Contradicts,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn standing(gap: Option<(f64, f64)>, mean: f64) -> Standing {
        Standing {
            n: 10,
            mean,
            sd: 1.0,
            compared: 10,
            gap,
            users: 100,
            users_mean: 3.5,
            users_sd: 0.4,
            users_below: 0.5,
            step: 1.0,
        }
    }

    #[test]
    fn strictness_is_told_by_the_same_items_and_only_where_it_is_beyond_chance() {
        for (gap, mean, leaning) in [
            (Some((-0.5, 0.2)), 3.9, Polarity::Likes),
            (Some((-0.5, 0.6)), 2.9, Polarity::Mixed),
            (Some((-0.15, 0.05)), 3.5, Polarity::Mixed),
            (Some((0.3, 0.1)), 3.0, Polarity::Averse),
            (None, 3.2, Polarity::Likes),
            (None, 3.4, Polarity::Mixed),
            (None, 4.0, Polarity::Averse),
        ] {
            assert_eq!(standing(gap, mean).leaning(), leaning, "{gap:?} {mean}");
        }
    }

    #[test]
    fn what_is_said_is_held_against_where_the_ratings_lie() {
        let strict = standing(Some((-0.5, 0.1)), 3.0);
        for (said, fit) in [
            (Polarity::Likes, Fit::Supports),
            (Polarity::Averse, Fit::Contradicts),
            (Polarity::Mixed, Fit::Between),
            (Polarity::Unclear, Fit::Unclear),
        ] {
            assert_eq!(strict.fit(said), fit);
        }
    }
}
