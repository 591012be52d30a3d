//! What is reported of a method: every figure with the number of rows it stands on, undefined ones as `None`.

use serde::Serialize;

/// Figures of one method on `n` rows of predicted and true ratings. `None` = undefined (never NaN, never 0).
///
/// Errors are predicted minus true, in stars. Predictions may be real numbers; `qwk`, `exact`, `within_one`
/// and `confusion` are of predictions rounded to the nearest rating of the scale.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct MethodReport {
    /// `model`, `constant-4`, `user-mean`, `item-mean`, `bias`, or a column's name.
    pub name: String,
    /// Number of rows.
    pub n: usize,
    /// Root mean squared error.
    pub rmse: Option<f64>,
    /// 95 % bootstrap interval of `rmse`; `None` below 10 rows.
    pub rmse_ci: Option<[f64; 2]>,
    /// Mean absolute error.
    pub mae: Option<f64>,
    /// 95 % bootstrap interval of `mae`; `None` below 10 rows.
    pub mae_ci: Option<[f64; 2]>,
    /// Mean error: positive = predicts too high.
    pub bias: Option<f64>,
    /// Coefficient of determination; undefined where the truth is constant.
    pub r2: Option<f64>,
    /// Pearson correlation; undefined where a side is constant or n < 2.
    pub pearson: Option<f64>,
    /// 95 % bootstrap interval of `pearson`; `None` where `pearson` is undefined or below 10 rows.
    pub pearson_ci: Option<[f64; 2]>,
    /// Spearman rank correlation, ties at their mean rank; undefined as `pearson` is.
    pub spearman: Option<f64>,
    /// Cohen's kappa with quadratic weights; undefined where both sides are the same constant.
    pub qwk: Option<f64>,
    /// Share of rows predicted exactly, 0 to 1.
    pub exact: Option<f64>,
    /// Share of rows that are at most one star off, 0 to 1.
    pub within_one: Option<f64>,
    /// Counts by level of the scale, lowest first: rows are true, columns are predicted.
    pub confusion: Vec<Vec<u64>>,
    /// 95 % bootstrap interval of `bias`; `None` below 10 rows.
    pub bias_ci: Option<[f64; 2]>,
    /// Mean credit of a row: 1 where the rounded prediction is exact, 0.8 where it is at most one star off,
    /// else 0 (the measure of the method's published evaluation).
    pub weighted_accuracy: Option<f64>,
    /// Jensen-Shannon distance (square root of the divergence, base 2) between the histograms of rounded
    /// predictions and of the truth: 0 = alike, 1 = no level in common.
    pub jensen_shannon: Option<f64>,
}

/// A point of the running curve: the figures after the first `n` rated items.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct RunningPoint {
    /// Number of items so far.
    pub n: usize,
    /// Root mean squared error so far.
    pub rmse: f64,
    /// Mean absolute error so far.
    pub mae: f64,
}

/// What a model's ratings are worth, beside baselines on the same rows.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Report {
    /// Rows with a valid simulated rating and a held-out truth.
    pub n: usize,
    /// Items asked for whose newest answer held nothing for them.
    pub missing: usize,
    /// Items asked for whose newest answer was not a rating of the scale.
    pub invalid: usize,
    /// `model` first, then the baselines.
    pub methods: Vec<MethodReport>,
    /// The model's running figures in the order in which items were rated.
    pub running: Vec<RunningPoint>,
}
