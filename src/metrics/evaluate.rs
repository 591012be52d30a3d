//! Final figures of methods on the same rows.

use crate::domain::{Rating, RatingScale};

use super::bootstrap::{Bootstrap, Intervals, intervals};
use super::{MethodReport, Running};

/// What one method predicts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Predictions {
    /// The method's name.
    pub name: String,
    /// Stars, one per row, in the order of the truth; real numbers are welcome. What is not a finite number
    /// (NaN for "no prediction") is left out of this method's figures, and its `n` says so.
    pub values: Vec<f64>,
}

/// All figures of one method: (predicted, true) by row.
pub fn evaluate(
    name: &str,
    rows: &[(f64, Rating)],
    scale: RatingScale,
    bootstrap: Bootstrap,
) -> MethodReport {
    let rows = finite(rows.iter().copied());
    let intervals = intervals(&[in_stars(&rows)], bootstrap).into_iter().next().unwrap_or_default();
    figures(name, &rows, scale, intervals)
}

/// All figures of several methods on the same truth, in their order: the same as [`evaluate`] for each, but
/// the bootstrap's draws are made once for all. Values beyond the truth, and truth beyond the values, are no
/// rows.
pub fn evaluate_all(
    methods: &[Predictions],
    truth: &[Rating],
    scale: RatingScale,
    bootstrap: Bootstrap,
) -> Vec<MethodReport> {
    let rows: Vec<Vec<(f64, Rating)>> = methods
        .iter()
        .map(|method| finite(method.values.iter().copied().zip(truth.iter().copied())))
        .collect();
    // Methods with gaps have rows, and so draws, of their own.
    let complete: Vec<_> =
        rows.iter().filter(|rows| rows.len() == truth.len()).map(|r| in_stars(r)).collect();
    let mut shared = intervals(&complete, bootstrap).into_iter();
    methods
        .iter()
        .zip(&rows)
        .map(|(method, rows)| {
            let own = || intervals(&[in_stars(rows)], bootstrap).into_iter().next();
            let intervals = if rows.len() == truth.len() { shared.next() } else { own() };
            figures(&method.name, rows, scale, intervals.unwrap_or_default())
        })
        .collect()
}

fn finite(rows: impl Iterator<Item = (f64, Rating)>) -> Vec<(f64, Rating)> {
    rows.filter(|(predicted, _)| predicted.is_finite()).collect()
}

fn in_stars(rows: &[(f64, Rating)]) -> Vec<(f64, f64)> {
    rows.iter().map(|&(predicted, truth)| (predicted, truth.stars())).collect()
}

fn figures(name: &str, rows: &[(f64, Rating)], scale: RatingScale, intervals: Intervals) -> MethodReport {
    let mut running = Running::new(scale);
    running.extend(rows.iter().copied());
    let report = running.report(name);
    MethodReport {
        spearman: spearman(rows),
        rmse_ci: intervals.rmse,
        mae_ci: intervals.mae,
        bias_ci: intervals.bias,
        pearson_ci: intervals.pearson.filter(|_| report.pearson.is_some()),
        ..report
    }
}

/// Pearson correlation of ranks, ties at their mean rank; undefined where a side is constant.
fn spearman(rows: &[(f64, Rating)]) -> Option<f64> {
    let predicted = mean_ranks(rows.iter().map(|row| row.0).collect());
    let truth = mean_ranks(rows.iter().map(|row| row.1.stars()).collect());
    // Mean ranks of n values have the mean (n + 1) / 2 and are multiples of one half: the sums are exact.
    let middle = f64::midpoint(1.0, rows.len() as f64);
    let (mut pp, mut tt, mut pt) = (0.0, 0.0, 0.0);
    for (p, t) in predicted.iter().zip(&truth) {
        let (p, t) = (p - middle, t - middle);
        pp += p * p;
        tt += t * t;
        pt += p * t;
    }
    (pp > 0.0 && tt > 0.0).then(|| (pt / (pp.sqrt() * tt.sqrt())).clamp(-1.0, 1.0))
}

/// Ranks from 1, lowest value first; equal values share the mean of their ranks.
fn mean_ranks(values: Vec<f64>) -> Vec<f64> {
    let mut order: Vec<(f64, usize)> =
        values.into_iter().enumerate().map(|(at, value)| (value, at)).collect();
    order.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let mut ranks = vec![0.0; order.len()];
    let mut first = 1;
    // Ascending, so "not less than the next" is equality, and -0 ties with 0.
    for ties in order.chunk_by(|a, b| a.0 >= b.0) {
        let last = first + ties.len() - 1;
        for &(_, at) in ties {
            ranks[at] = f64::midpoint(first as f64, last as f64);
        }
        first = last + 1;
    }
    ranks
}
