//! Whether a user's newer ratings of a group of items part from the older ones, as a small Bayesian regression.

use nalgebra::{Matrix4, Vector4};

use super::Effect;

/// Prior variances, in squared steps: the level, its change, the group's effect, and the change of that.
const PRIOR: [f64; 4] = [0.5, 0.5, 0.4, 0.8];
/// Variance of a single rating, and how many ratings' worth of it is believed before any is seen.
const NOISE: (f64, f64) = (0.6, 8.0);

/// Ratings counted for [`shift`], by what they are of and by when they were given.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Tally {
    /// Number, sum and sum of squares of the surpluses; first by [`Tally::GROUPS`], then older and newer.
    cells: [[[f64; 3]; 2]; 3],
}

impl Tally {
    /// The coding of an item of the opposite group, of neither, and of the group.
    const GROUPS: [f64; 3] = [-0.5, 0.0, 0.5];

    /// Counts a rating: how far it lies above what others give the item, in steps; whether it is of the group
    /// (`Some(true)`), of an opposite group (`Some(false)`) or of neither; and whether it is a newer one.
    pub fn add(&mut self, surplus: f64, group: Option<bool>, newer: bool) {
        let group = match group {
            Some(false) => 0,
            None => 1,
            Some(true) => 2,
        };
        let cell = &mut self.cells[group][usize::from(newer)];
        *cell = [cell[0] + 1.0, cell[1] + surplus, cell[2] + surplus * surplus];
    }

    /// Rows of the regression, each with number, sum and sum of squares.
    fn rows(&self) -> impl Iterator<Item = (Vector4<f64>, [f64; 3])> + '_ {
        // Without an opposite group, the group against the rest is a contrast of one.
        let scale = if self.cells[0].iter().all(|cell| cell[0] < 0.5) { 2.0 } else { 1.0 };
        self.cells.iter().zip(Self::GROUPS).flat_map(move |(sides, group)| {
            sides.iter().zip([-0.5, 0.5]).map(move |(cell, side)| {
                let group = group * scale;
                (Vector4::new(1.0, side, group, group * side), *cell)
            })
        })
    }
}

/// How much the group's effect changed between the older and the newer ratings, in steps, after a change of the
/// user's level that touches all items alike has been taken out. Bayesian linear regression of the surplus on
/// level, change of level, group and change of group (Gelman and others, Bayesian Data Analysis, chapter 14); the
/// noise is the residuals' own variance, mixed with a usual one.
pub fn shift(tally: &Tally) -> Effect {
    let (first, _) = fit(tally, NOISE.0);
    let (mut squares, mut count) = (0.0, 0.0);
    for (row, [n, sum, square]) in tally.rows() {
        let fitted = row.dot(&first);
        squares += square - 2.0 * fitted * sum + n * fitted * fitted;
        count += n;
    }
    let noise = (NOISE.0 * NOISE.1 + squares.max(0.0)) / (NOISE.1 + count);
    let (mean, covariance) = fit(tally, noise);
    Effect { mean: mean[3], sd: covariance[(3, 3)].max(0.0).sqrt() }
}

/// Mean and covariance of the four coefficients under a noise variance.
fn fit(tally: &Tally, noise: f64) -> (Vector4<f64>, Matrix4<f64>) {
    let mut precision = Matrix4::from_diagonal(&Vector4::from(PRIOR.map(f64::recip)));
    let mut target = Vector4::zeros();
    for (row, [n, sum, _]) in tally.rows() {
        precision += row * row.transpose() * (n / noise);
        target += row * (sum / noise);
    }
    // The prior makes the precision positive definite, so the inverse exists for every finite input.
    let covariance = precision.try_inverse().unwrap_or_else(Matrix4::zeros);
    (covariance * target, covariance)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(of: impl Fn(bool, bool) -> f64) -> Tally {
        let mut tally = Tally::default();
        for k in 0..40 {
            let (group, newer) = (k % 3 == 0, k >= 20);
            let wobble = f64::from(k * 7 % 5 - 2) * 0.2;
            tally.add(of(group, newer) + wobble, group.then_some(true), newer);
        }
        tally
    }

    #[test]
    fn a_change_of_heart_is_told_from_a_change_of_strictness() {
        let turned = shift(&tally(|group, newer| match (group, newer) {
            (true, true) => -1.0,
            (true, false) => 1.0,
            (false, _) => 0.0,
        }));
        assert!(turned.mean < -1.2 && turned.mean / turned.sd < -3.0, "{turned:?}");
        let stricter = shift(&tally(|_, newer| if newer { -1.0 } else { 0.0 }));
        assert!((stricter.mean / stricter.sd).abs() < 1.5, "{stricter:?}");
        let steady = shift(&tally(|group, _| if group { 1.0 } else { -0.3 }));
        assert!((steady.mean / steady.sd).abs() < 1.0, "{steady:?}");
        assert!(shift(&Tally::default()).mean.abs() < 1e-12);
    }

    #[test]
    fn two_opposite_groups_changing_places_are_one_change() {
        let mut tally = Tally::default();
        for k in 0..24 {
            let (dark, newer) = (k % 2 == 0, k >= 12);
            tally.add(if dark == newer { 1.0 } else { -1.0 }, Some(dark), newer);
        }
        let turned = shift(&tally);
        assert!(turned.mean > 1.5 && turned.mean / turned.sd > 3.0, "{turned:?}");
    }
}
