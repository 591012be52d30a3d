//! The trivial lines beside every model: a constant, means, and offsets of users and items; never tuned to what
//! is held out.

use std::ops::Range;

use rayon::prelude::*;

use crate::domain::{Dataset, ItemIx, Rating, RatingScale, Split, UserIx};

/// One of the trivial predictors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Baseline {
    /// The same rating for everybody and everything: `constant-4` on a scale from 1 to 5.
    Constant,
    /// The mean of the user's training ratings.
    UserMean,
    /// The mean of the item's training ratings.
    ItemMean,
    /// Global mean + offset of the item + offset of the user.
    Bias,
}

impl Baseline {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 4] = [Self::Constant, Self::UserMean, Self::ItemMean, Self::Bias];
}

/// Ridge of the item offsets: an item counts as if it had so many more ratings without any offset.
const ITEM_RIDGE: f64 = 5.0;
/// Ridge of the user offsets.
const USER_RIDGE: f64 = 8.0;
/// The offsets are fitted in turn until none moves by more stars than this.
const SETTLED: f64 = 1e-5;
/// And no more often than this.
const MOST_ROUNDS: usize = 50;

/// All trivial predictors, fitted on every training row of a split (not only on histories), which is what the
/// recorded recommenders learned from as well; held-out rows are never read.
///
/// Predictions are real numbers within the scale. What was not seen in training falls back as far as needed:
/// a user without training rows has the global mean as user mean and no offset, an item likewise; without any
/// training row everything is the constant.
#[derive(Clone, Debug)]
pub struct Baselines {
    scale: RatingScale,
    names: [String; 4],
    constant: f64,
    global: f64,
    /// By user: mean of the training ratings, in stars.
    user_means: Vec<f64>,
    /// By item.
    item_means: Vec<f64>,
    /// By user: stars above or below.
    user_offsets: Vec<f64>,
    /// By item.
    item_offsets: Vec<f64>,
}

impl Baselines {
    /// Fits all of them.
    ///
    /// `bias` minimises the squared error of `global + item + user` plus 5 x the squared item offsets plus
    /// 8 x the squared user offsets, by solving for the items and for the users in turn.
    pub fn fit(dataset: &Dataset, split: &Split) -> Self {
        let scale = dataset.scale;
        let constant = constant(scale);
        let sums = Sums::of(dataset, split);
        let global = sums.global().unwrap_or(constant.stars());
        let (user_offsets, item_offsets) = Offsets::fit(dataset, split, &sums, global);
        Self {
            scale,
            names: [format!("constant-{constant}"), "user-mean".into(), "item-mean".into(), "bias".into()],
            constant: constant.stars(),
            global,
            user_means: means(&sums.user, global),
            item_means: means(&sums.item, global),
            user_offsets,
            item_offsets,
        }
    }

    /// The name of a baseline on this data set's scale.
    pub fn name(&self, baseline: Baseline) -> &str {
        let [constant, user_mean, item_mean, bias] = &self.names;
        match baseline {
            Baseline::Constant => constant,
            Baseline::UserMean => user_mean,
            Baseline::ItemMean => item_mean,
            Baseline::Bias => bias,
        }
    }

    /// All names, in the order of [`Baseline::ALL`].
    pub fn names(&self) -> &[String; 4] {
        &self.names
    }

    /// The baseline of that name.
    pub fn find(&self, name: &str) -> Option<Baseline> {
        Baseline::ALL.into_iter().find(|&baseline| self.name(baseline) == name)
    }

    /// The mean of all training ratings, in stars.
    pub fn global_mean(&self) -> f64 {
        self.global
    }

    /// What a baseline predicts, in stars, within the scale and not rounded. Users and items that do not exist
    /// count as unseen.
    pub fn predict(&self, baseline: Baseline, user: UserIx, item: ItemIx) -> f64 {
        let of = |column: &[f64], at: usize| column.get(at).copied();
        let stars = match baseline {
            Baseline::Constant => self.constant,
            Baseline::UserMean => of(&self.user_means, user.at()).unwrap_or(self.global),
            Baseline::ItemMean => of(&self.item_means, item.at()).unwrap_or(self.global),
            Baseline::Bias => {
                let user = of(&self.user_offsets, user.at()).unwrap_or(0.0);
                let item = of(&self.item_offsets, item.at()).unwrap_or(0.0);
                self.global + item + user
            }
        };
        stars.max(self.scale.min.stars()).min(self.scale.max.stars())
    }

    /// What all of them predict, in the order of [`Baseline::ALL`].
    pub fn predict_all(&self, user: UserIx, item: ItemIx) -> [f64; 4] {
        Baseline::ALL.map(|baseline| self.predict(baseline, user, item))
    }
}

/// The rating nearest to three quarters of the range: 4 of 1 to 5.
fn constant(scale: RatingScale) -> Rating {
    let (min, max) = (scale.min.stars(), scale.max.stars());
    scale.nearest(min + 0.75 * (max - min))
}

/// Number and sum (in half stars) of the training ratings of a user or an item; whole numbers, so exact.
#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    rows: u32,
    halves: u64,
}

impl Sum {
    fn stars(self) -> f64 {
        self.halves as f64 / 2.0
    }
}

struct Sums {
    user: Vec<Sum>,
    item: Vec<Sum>,
}

impl Sums {
    /// One pass over the columns.
    fn of(dataset: &Dataset, split: &Split) -> Self {
        let mut item = vec![Sum::default(); dataset.items.len()];
        let mut user = vec![Sum::default(); dataset.users.len()];
        for (at, user) in user.iter_mut().enumerate() {
            training(dataset, split, at, |of_item, halves| {
                user.rows += 1;
                user.halves += u64::from(halves);
                if let Some(item) = item.get_mut(of_item) {
                    item.rows += 1;
                    item.halves += u64::from(halves);
                }
            });
        }
        Self { user, item }
    }

    fn global(&self) -> Option<f64> {
        let rows: u64 = self.user.iter().map(|sum| u64::from(sum.rows)).sum();
        let stars: f64 = self.user.iter().map(|sum| sum.stars()).sum();
        (rows > 0).then(|| stars / rows as f64)
    }
}

/// Calls `each` with the item and the half stars of every training row of the user at that position.
fn training(dataset: &Dataset, split: &Split, user: usize, mut each: impl FnMut(usize, u8)) {
    let rows = dataset.interactions.rows_of(UserIx(user as u32));
    let items = dataset.interactions.items().get(rows.clone()).unwrap_or_default();
    let halves = dataset.interactions.halves().get(rows.clone()).unwrap_or_default();
    for ((row, &item), &halves) in rows.zip(items).zip(halves) {
        if !split.is_held_out(row) {
            each(item as usize, halves);
        }
    }
}

fn means(sums: &[Sum], unseen: f64) -> Vec<f64> {
    let mean = |sum: &Sum| if sum.rows == 0 { unseen } else { sum.stars() / f64::from(sum.rows) };
    sums.iter().map(mean).collect()
}

struct Offsets<'a> {
    dataset: &'a Dataset,
    split: &'a Split,
    sums: &'a Sums,
    global: f64,
    user: Vec<f64>,
    item: Vec<f64>,
    /// Users that are fitted together, each with about as many rows as the others.
    blocks: Vec<Range<usize>>,
}

impl<'a> Offsets<'a> {
    /// (by user, by item).
    fn fit(dataset: &'a Dataset, split: &'a Split, sums: &'a Sums, global: f64) -> (Vec<f64>, Vec<f64>) {
        let (user, item) = (vec![0.0; sums.user.len()], vec![0.0; sums.item.len()]);
        let blocks = blocks(dataset.interactions.offsets(), user.len());
        let mut offsets = Self { dataset, split, sums, global, user, item, blocks };
        offsets.item = offsets.items(&vec![0.0; sums.item.len()]);
        for _ in 0..MOST_ROUNDS {
            if offsets.round() < SETTLED {
                break;
            }
        }
        (offsets.user, offsets.item)
    }

    /// New user offsets, then new item offsets. The greatest change of an item offset, in stars.
    fn round(&mut self) -> f64 {
        let blocks: Vec<_> = self.blocks.par_iter().map(|users| self.block(users.clone())).collect();
        let mut of_users = vec![0.0_f64; self.item.len()];
        self.user.clear();
        // In the order of the blocks, so that sums are rounded in the same way on every machine.
        for (offsets, block) in blocks {
            self.user.extend(offsets);
            for (sum, block) in of_users.iter_mut().zip(block) {
                *sum += block;
            }
        }
        let item = self.items(&of_users);
        let change = item.iter().zip(&self.item).map(|(new, old)| (new - old).abs()).fold(0.0, f64::max);
        self.item = item;
        change
    }

    /// New offsets of some users, and by item the sum of these offsets over the item's rows: both in one pass,
    /// while a user's rows are at hand.
    fn block(&self, users: Range<usize>) -> (Vec<f64>, Vec<f64>) {
        let mut of_users = vec![0.0_f64; self.item.len()];
        let new_offset = |at: usize| {
            let mut of_items = 0.0;
            training(self.dataset, self.split, at, |item, _| {
                of_items += self.item.get(item).copied().unwrap_or(0.0);
            });
            let sum = self.sums.user.get(at).copied().unwrap_or_default();
            let rows = f64::from(sum.rows);
            let offset = (sum.stars() - rows * self.global - of_items) / (rows + USER_RIDGE);
            training(self.dataset, self.split, at, |item, _| {
                if let Some(of_users) = of_users.get_mut(item) {
                    *of_users += offset;
                }
            });
            offset
        };
        let offsets = users.map(new_offset).collect();
        (offsets, of_users)
    }

    /// Item offsets, given the sum over each item's rows of the users' offsets.
    fn items(&self, of_users: &[f64]) -> Vec<f64> {
        let sums = self.sums.item.iter().zip(of_users);
        sums.map(|(sum, of_users)| {
            let rows = f64::from(sum.rows);
            (sum.stars() - rows * self.global - of_users) / (rows + ITEM_RIDGE)
        })
        .collect()
    }
}

/// Cuts users into blocks of about a million rows, at most 16; which ones depends on the data alone. `offsets`
/// are those of the interactions.
fn blocks(offsets: &[u64], users: usize) -> Vec<Range<usize>> {
    const ROWS: u64 = 1_000_000;
    const MOST: u64 = 16;
    let rows = offsets.last().copied().unwrap_or(0);
    let count = rows.div_ceil(ROWS).clamp(1, MOST);
    let border = |block: u64| match block {
        0 => 0,
        _ if block == count => users,
        _ => offsets.partition_point(|&offset| offset < rows * block / count).min(users),
    };
    (0..count).map(|block| border(block)..border(block + 1)).collect()
}
