//! Counts of true against rounded predicted levels, and the figures that follow from them alone.

use crate::domain::{Rating, RatingScale};

/// True against predicted levels of a scale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Confusion {
    levels: usize,
    /// Row-major, levels x levels: rows are true, columns are predicted; lowest first.
    counts: Vec<u64>,
}

/// Distance in half stars of "at most one star off".
const ONE_STAR: usize = 2;

impl Confusion {
    pub(super) fn new(scale: RatingScale) -> Self {
        let levels = scale.levels().len();
        Self { levels, counts: vec![0; levels * levels] }
    }

    /// Counts a row; what is not on the scale goes to the nearest level.
    pub(super) fn push(&mut self, scale: RatingScale, predicted: f64, truth: Rating) {
        let level = |rating| scale.level(rating).unwrap_or(0);
        let truth = scale.level(truth).unwrap_or_else(|| level(scale.nearest(truth.stars())));
        let predicted = level(scale.nearest(predicted));
        self.counts[truth * self.levels + predicted] += 1;
    }

    pub(super) fn merge(&mut self, other: &Self) {
        for (count, other) in self.counts.iter_mut().zip(&other.counts) {
            *count += other;
        }
    }

    pub(super) fn table(&self) -> Vec<Vec<u64>> {
        self.counts.chunks(self.levels.max(1)).map(<[u64]>::to_vec).collect()
    }

    fn total(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// (true level, predicted level, count) of every cell.
    fn cells(&self) -> impl Iterator<Item = (usize, usize, u64)> + '_ {
        self.counts.iter().enumerate().map(|(at, &count)| (at / self.levels, at % self.levels, count))
    }

    /// Share of rows whose levels are at most `distance` levels apart.
    fn share_within(&self, distance: usize) -> Option<f64> {
        let total = self.total();
        let close: u64 = self.cells().filter(|(t, p, _)| t.abs_diff(*p) <= distance).map(|(_, _, n)| n).sum();
        (total > 0).then(|| close as f64 / total as f64)
    }

    pub(super) fn exact(&self) -> Option<f64> {
        self.share_within(0)
    }

    pub(super) fn within_one(&self, scale: RatingScale) -> Option<f64> {
        self.share_within(if scale.half_stars { ONE_STAR } else { ONE_STAR / 2 })
    }

    /// 1 for an exact level, 0.8 for at most one star off, else 0; mean over rows.
    pub(super) fn weighted_accuracy(&self, scale: RatingScale) -> Option<f64> {
        let (exact, within_one) = self.exact().zip(self.within_one(scale))?;
        Some(exact + 0.8 * (within_one - exact))
    }

    /// Rows by true level and by predicted level.
    fn margins(&self) -> (Vec<u64>, Vec<u64>) {
        let (mut truth, mut predicted) = (vec![0; self.levels], vec![0; self.levels]);
        for (t, p, count) in self.cells() {
            truth[t] += count;
            predicted[p] += count;
        }
        (truth, predicted)
    }

    /// Cohen's kappa with quadratic weights: 1 - sum(w * observed) / sum(w * expected), w = squared distance
    /// of levels; undefined without rows and where both sides are the same constant.
    pub(super) fn quadratic_kappa(&self) -> Option<f64> {
        let (truth, predicted) = self.margins();
        let total = self.total() as f64;
        let (mut observed, mut expected) = (0.0, 0.0);
        for (t, p, count) in self.cells() {
            let weight = t.abs_diff(p).pow(2) as f64;
            observed += weight * count as f64;
            expected += weight * truth[t] as f64 * predicted[p] as f64 / total;
        }
        // Rounding may go past the ends, where the true value is one of them.
        (expected > 0.0).then(|| (1.0 - observed / expected).clamp(-1.0, 1.0))
    }

    /// Square root of the Jensen-Shannon divergence, base 2, of the two margins; undefined without rows.
    pub(super) fn jensen_shannon(&self) -> Option<f64> {
        let (truth, predicted) = self.margins();
        let total = self.total() as f64;
        let towards_mean =
            |share: f64, mean: f64| if share > 0.0 { share * (share / mean).log2() } else { 0.0 };
        let divergence: f64 = truth
            .iter()
            .zip(&predicted)
            .map(|(&t, &p)| (t as f64 / total, p as f64 / total))
            .map(|(t, p)| (t, p, f64::midpoint(t, p)))
            .map(|(t, p, mean)| towards_mean(t, mean) + towards_mean(p, mean))
            .sum();
        (total > 0.0).then(|| (divergence / 2.0).clamp(0.0, 1.0).sqrt())
    }
}
