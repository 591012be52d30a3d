//! Figures that can be kept up to date row by row; never what needs all rows at once.

use crate::domain::{Rating, RatingScale};

use super::MethodReport;
use super::confusion::Confusion;

/// Accumulates rows in any order. Means, squared deviations and the co-moment are updated as Welford does,
/// two accumulators are merged as Chan, Golub and `LeVeque` do, so large offsets and many rows lose nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct Running {
    scale: RatingScale,
    rows: usize,
    predicted: Side,
    truth: Side,
    /// Sum of products of the deviations from both means.
    co_moment: f64,
    /// Mean of predicted minus true.
    bias: f64,
    mean_square: f64,
    mean_absolute: f64,
    confusion: Confusion,
}

/// Moments and range of one side.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Side {
    mean: f64,
    /// Sum of squared deviations from the mean.
    squares: f64,
    low: f64,
    high: f64,
}

impl Side {
    const EMPTY: Self = Self { mean: 0.0, squares: 0.0, low: f64::INFINITY, high: f64::NEG_INFINITY };

    fn push(&mut self, value: f64, rows: f64) {
        let before = value - self.mean;
        self.mean += before / rows;
        self.squares += before * (value - self.mean);
        self.low = self.low.min(value);
        self.high = self.high.max(value);
    }

    fn merge(&mut self, other: &Self, share: f64, weight: f64) {
        let apart = other.mean - self.mean;
        self.mean += apart * share;
        self.squares += other.squares + apart * apart * weight;
        self.low = self.low.min(other.low);
        self.high = self.high.max(other.high);
    }

    /// Whether there are two different values, judged by the values and not by rounded sums.
    fn varies(&self) -> bool {
        self.low < self.high && self.squares > 0.0
    }
}

impl Running {
    /// No rows yet.
    pub fn new(scale: RatingScale) -> Self {
        Self {
            scale,
            rows: 0,
            predicted: Side::EMPTY,
            truth: Side::EMPTY,
            co_moment: 0.0,
            bias: 0.0,
            mean_square: 0.0,
            mean_absolute: 0.0,
            confusion: Confusion::new(scale),
        }
    }

    /// Adds a row. A prediction that is not a finite number is no prediction: it is left out, and
    /// [`Self::rows`] says so.
    pub fn push(&mut self, predicted: f64, truth: Rating) {
        if !predicted.is_finite() {
            return;
        }
        let stars = truth.stars();
        self.rows += 1;
        let rows = self.rows as f64;
        let before = predicted - self.predicted.mean;
        self.predicted.push(predicted, rows);
        self.truth.push(stars, rows);
        self.co_moment += before * (stars - self.truth.mean);
        let error = predicted - stars;
        self.bias += (error - self.bias) / rows;
        self.mean_square += (error * error - self.mean_square) / rows;
        self.mean_absolute += (error.abs() - self.mean_absolute) / rows;
        self.confusion.push(self.scale, predicted, truth);
    }

    /// Adds the rows of another accumulator on the same scale, as if each had been pushed here.
    pub fn merge(&mut self, other: &Self) {
        let rows = self.rows + other.rows;
        if other.rows == 0 {
            return;
        }
        let share = other.rows as f64 / rows as f64;
        let weight = self.rows as f64 * share;
        let apart = (other.predicted.mean - self.predicted.mean) * (other.truth.mean - self.truth.mean);
        self.co_moment += other.co_moment + apart * weight;
        self.predicted.merge(&other.predicted, share, weight);
        self.truth.merge(&other.truth, share, weight);
        self.bias += (other.bias - self.bias) * share;
        self.mean_square += (other.mean_square - self.mean_square) * share;
        self.mean_absolute += (other.mean_absolute - self.mean_absolute) * share;
        self.confusion.merge(&other.confusion);
        self.rows = rows;
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    fn defined(&self, figure: f64) -> Option<f64> {
        (self.rows > 0 && figure.is_finite()).then_some(figure)
    }

    /// Root mean squared error, in stars; undefined without rows.
    pub fn rmse(&self) -> Option<f64> {
        self.defined(self.mean_square.sqrt())
    }

    /// Mean absolute error, in stars; undefined without rows.
    pub fn mae(&self) -> Option<f64> {
        self.defined(self.mean_absolute)
    }

    /// Mean of predicted minus true, in stars; undefined without rows.
    pub fn bias(&self) -> Option<f64> {
        self.defined(self.bias)
    }

    /// 1 - squared errors / squared deviations of the truth from its mean; undefined where the truth is constant.
    pub fn r2(&self) -> Option<f64> {
        let errors = self.mean_square * self.rows as f64;
        self.truth.varies().then(|| 1.0 - errors / self.truth.squares).filter(|r2| r2.is_finite())
    }

    /// Pearson correlation, -1 to 1; undefined where a side is constant.
    pub fn pearson(&self) -> Option<f64> {
        let both = self.predicted.varies() && self.truth.varies();
        let spread = self.predicted.squares.sqrt() * self.truth.squares.sqrt();
        let r = both.then(|| self.co_moment / spread).filter(|r| r.is_finite());
        r.map(|r| r.clamp(-1.0, 1.0))
    }

    /// Every figure that needs no second look at the rows; intervals and `spearman` are `None`.
    pub fn report(&self, name: impl Into<String>) -> MethodReport {
        MethodReport {
            name: name.into(),
            n: self.rows,
            rmse: self.rmse(),
            mae: self.mae(),
            bias: self.bias(),
            r2: self.r2(),
            pearson: self.pearson(),
            qwk: self.confusion.quadratic_kappa(),
            exact: self.confusion.exact(),
            within_one: self.confusion.within_one(self.scale),
            confusion: self.confusion.table(),
            weighted_accuracy: self.confusion.weighted_accuracy(self.scale),
            jensen_shannon: self.confusion.jensen_shannon(),
            ..MethodReport::default()
        }
    }
}

impl Extend<(f64, Rating)> for Running {
    fn extend<T: IntoIterator<Item = (f64, Rating)>>(&mut self, rows: T) {
        for (predicted, truth) in rows {
            self.push(predicted, truth);
        }
    }
}
