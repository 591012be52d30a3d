//! Percentile bootstrap intervals: rows drawn again with replacement, seeded, the same on every machine.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

/// How intervals are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bootstrap {
    /// How often all rows are drawn again; 0 = no intervals.
    pub resamples: usize,
    /// Names the draws: the same seed and number of rows give the same draws, so methods on the same rows are
    /// compared on the same resamples.
    pub seed: u64,
}

impl Default for Bootstrap {
    fn default() -> Self {
        Self { resamples: 2_000, seed: 7 }
    }
}

/// 95 % intervals of one method.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Intervals {
    pub(super) rmse: Option<[f64; 2]>,
    pub(super) mae: Option<[f64; 2]>,
    pub(super) bias: Option<[f64; 2]>,
    pub(super) pearson: Option<[f64; 2]>,
}

/// No intervals on fewer rows.
const LEAST_ROWS: usize = 10;

/// Beyond so many rows, they are dealt into so many groups and the groups are drawn: for rows that do not
/// depend on one another the intervals have the same width, and any number of rows takes bounded time.
const MOST_UNITS: usize = 20_000;

/// Width of a unit's sums; a power of two, so that a unit is one line of memory.
const SUMS: usize = 8;

/// Sums over the rows of a unit, predicted `p` and true `t` taken relative to the middle of the truth:
/// [rows, p, t, p * p, t * t, p * t, |p - t|, unused].
type Unit = [f64; SUMS];

/// Intervals of several methods on the same rows: each a column of (predicted, true) in stars, all finite and
/// of the same length.
pub(super) fn intervals(columns: &[Vec<(f64, f64)>], bootstrap: Bootstrap) -> Vec<Intervals> {
    let rows = columns.first().map_or(0, Vec::len);
    if rows < LEAST_ROWS || bootstrap.resamples == 0 {
        return vec![Intervals::default(); columns.len()];
    }
    let columns: Vec<Vec<Unit>> = columns.iter().map(|column| units(column)).collect();
    let drawn: Vec<Vec<Figures>> = (0..bootstrap.resamples)
        .into_par_iter()
        .with_min_len(16)
        .map_init(Vec::new, |weights, resample| {
            draw(weights, rows.min(MOST_UNITS), bootstrap.seed, resample as u64);
            columns.iter().map(|units| Figures::of(&weighted_sum(units, weights))).collect()
        })
        .collect();
    (0..columns.len())
        .map(|column| {
            let interval = |figure: fn(&Figures) -> Option<f64>| {
                percentiles(drawn.iter().filter_map(|figures| figure(&figures[column])).collect())
            };
            Intervals {
                rmse: interval(|figures| Some(figures.rmse)),
                mae: interval(|figures| Some(figures.mae)),
                bias: interval(|figures| Some(figures.bias)),
                pearson: interval(|figures| figures.pearson),
            }
        })
        .collect()
}

/// 95 % intervals of the difference between two methods on the same rows, the second minus the first: both are
/// drawn together, so what makes a row hard for both cancels out. By figure: MAE, RMSE, bias, Pearson.
pub(super) fn paired_intervals(
    columns: &[Vec<(f64, f64)>; 2],
    bootstrap: Bootstrap,
) -> [Option<[f64; 2]>; 4] {
    let rows = columns[0].len();
    if rows < LEAST_ROWS || rows != columns[1].len() || bootstrap.resamples == 0 {
        return [None; 4];
    }
    let [a, b] = [units(&columns[0]), units(&columns[1])];
    let drawn: Vec<[Option<f64>; 4]> = (0..bootstrap.resamples)
        .into_par_iter()
        .with_min_len(16)
        .map_init(Vec::new, |weights, resample| {
            draw(weights, rows.min(MOST_UNITS), bootstrap.seed, resample as u64);
            let [a, b] = [&a, &b].map(|units| Figures::of(&weighted_sum(units, weights)));
            let pearson = a.pearson.zip(b.pearson).map(|(a, b)| b - a);
            [Some(b.mae - a.mae), Some(b.rmse - a.rmse), Some(b.bias - a.bias), pearson]
        })
        .collect();
    std::array::from_fn(|figure| {
        percentiles(drawn.iter().filter_map(|figures| figures.get(figure).copied().flatten()).collect())
    })
}

fn units(column: &[(f64, f64)]) -> Vec<Unit> {
    let mut units = vec![[0.0; SUMS]; column.len().min(MOST_UNITS)];
    let middle = column.iter().map(|row| row.1).sum::<f64>() / column.len().max(1) as f64;
    for (at, &(predicted, truth)) in column.iter().enumerate() {
        let (p, t) = (predicted - middle, truth - middle);
        let row = [1.0, p, t, p * p, t * t, p * t, (predicted - truth).abs(), 0.0];
        // Dealt like cards, so that a user's rows, which stand together, fall into different groups.
        let unit = &mut units[at % MOST_UNITS];
        for (sum, value) in unit.iter_mut().zip(row) {
            *sum += value;
        }
    }
    units
}

/// How often each unit is drawn in a resample. Each resample has a stream of its own, so the draws do not
/// depend on which thread makes them.
fn draw(weights: &mut Vec<u16>, units: usize, seed: u64, resample: u64) {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    random.set_stream(resample);
    weights.clear();
    weights.resize(units, 0);
    for _ in 0..units {
        let unit = random.random_range(0..units as u32);
        weights[unit as usize] += 1;
    }
}

fn weighted_sum(units: &[Unit], weights: &[u16]) -> Unit {
    let mut sums = [0.0; SUMS];
    for (unit, &weight) in units.iter().zip(weights) {
        let weight = f64::from(weight);
        for (sum, value) in sums.iter_mut().zip(unit) {
            *sum += weight * value;
        }
    }
    sums
}

/// Figures of one resample.
#[derive(Clone, Copy, Debug)]
struct Figures {
    rmse: f64,
    mae: f64,
    bias: f64,
    pearson: Option<f64>,
}

impl Figures {
    fn of(sums: &Unit) -> Self {
        let &[rows, p, t, pp, tt, pt, absolute, _] = sums;
        // Below this a side is constant but for rounding: the spread of a rating scale is some stars.
        let tiny = 1e-9 * rows;
        let (spread_p, spread_t) = (pp - p * p / rows, tt - t * t / rows);
        let pearson = (spread_p > tiny && spread_t > tiny)
            .then(|| ((pt - p * t / rows) / (spread_p * spread_t).sqrt()).clamp(-1.0, 1.0));
        Self {
            rmse: ((pp + tt - 2.0 * pt).max(0.0) / rows).sqrt(),
            mae: absolute / rows,
            bias: (p - t) / rows,
            pearson,
        }
    }
}

/// The 2.5th and the 97.5th percentile, interpolated linearly between the two nearest values.
fn percentiles(mut values: Vec<f64>) -> Option<[f64; 2]> {
    values.sort_unstable_by(f64::total_cmp);
    let last = values.len().checked_sub(1)?;
    let at = |share: f64| {
        let place = share * last as f64;
        let (below, above) = (values[place.floor() as usize], values[place.ceil() as usize]);
        below + (above - below) * place.fract()
    };
    Some([at(0.025), at(0.975)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_numpys() {
        assert_eq!(percentiles(vec![]), None);
        assert_eq!(percentiles(vec![3.0]), Some([3.0, 3.0]));
        let [low, high] = percentiles((0..=100).rev().map(f64::from).collect()).unwrap();
        assert!((low - 2.5).abs() < 1e-12 && (high - 97.5).abs() < 1e-12);
    }

    #[test]
    fn draws_depend_on_seed_and_resample_alone() {
        let (mut a, mut b) = (Vec::new(), vec![9; 3]);
        draw(&mut a, 50, 7, 3);
        draw(&mut b, 50, 7, 3);
        assert_eq!(a, b);
        assert_eq!(a.iter().map(|&weight| usize::from(weight)).sum::<usize>(), 50);
        draw(&mut b, 50, 7, 4);
        assert_ne!(a, b);
        draw(&mut b, 50, 8, 3);
        assert_ne!(a, b);
    }

    #[test]
    fn the_interval_of_a_mean_has_the_width_of_the_normal_theory() {
        let mut random = ChaCha8Rng::seed_from_u64(1);
        for rows in [2_000, 60_000] {
            let column: Vec<(f64, f64)> =
                (0..rows).map(|_| (3.0 + random.random_range(-1.0..1.0), 3.0)).collect();
            let [low, high] = intervals(&[column], Bootstrap { resamples: 400, seed: 7 })[0].bias.unwrap();
            let expected = 2.0 * 1.96 * (1.0_f64 / 3.0).sqrt() / f64::from(rows).sqrt();
            assert!(((high - low) / expected - 1.0).abs() < 0.2, "{rows}: {low} {high} {expected}");
        }
    }
}
