//! One user's taste after some ratings: predictions, effects of groups of items, and what either rests on.

use nalgebra::{Cholesky, DMatrix, DVector, Dyn};

use super::{CrowdModel, Prototype, variance};
use crate::domain::{ItemIx, Rating, UserIx};

/// A normal distribution in stars.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effect {
    /// Expected value.
    pub mean: f64,
    /// Standard deviation, 0 or more.
    pub sd: f64,
}

/// What a user is expected to give an item.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Prediction {
    /// Expected rating in stars; not clamped to the scale.
    pub mean: f64,
    /// Standard deviation of the taste for the item, without the noise of single ratings.
    pub sd: f64,
    /// How far others rate the item from the crowd's mean.
    pub offset: f64,
    /// How far this user is expected to depart from that.
    pub taste: f64,
}

/// The posterior of one user's taste (Bayesian linear regression on kernel features: `A = I + Phi'Phi / noise`,
/// mean `A^-1 Phi'y / noise`, covariance `A^-1`). See Rasmussen and Williams, Gaussian Processes for Machine
/// Learning, section 2.1.
#[derive(Clone, Debug)]
pub struct TastePosterior<'a> {
    crowd: &'a CrowdModel,
    user: Option<UserIx>,
    vectors: Vec<Vec<f64>>,
    /// Rating minus mean minus offset, in steps, one per interaction.
    residuals: Vec<f64>,
    /// How much each interaction counts, 0 to 1.
    importance: Vec<f64>,
    weights: DVector<f64>,
    /// The precision's factor; the covariance itself is never formed.
    factor: Cholesky<f64, Dyn>,
}

impl<'a> TastePosterior<'a> {
    /// The posterior after `ratings`. Where `user` is known, what that user gave is left out of the crowd.
    pub fn of(crowd: &'a CrowdModel, user: Option<UserIx>, ratings: &[(ItemIx, Rating)]) -> Self {
        Self::weighted(crowd, user, ratings, |_| 1.0)
    }

    /// The posterior after `ratings` of which some count less: `weight` of a position, 0 to 1, divides the noise.
    pub fn weighted(
        crowd: &'a CrowdModel,
        user: Option<UserIx>,
        ratings: &[(ItemIx, Rating)],
        weight: impl Fn(usize) -> f64,
    ) -> Self {
        let weight = |at: usize| weight(at).clamp(0.0, 1.0);
        let size = crowd.dimensions();
        let vectors: Vec<Vec<f64>> = ratings.iter().map(|(item, _)| crowd.vector(*item)).collect();
        let residuals: Vec<f64> = ratings
            .iter()
            .map(|(item, rating)| {
                crowd.rating_steps(*rating) - crowd.mean_steps() - crowd.offset_steps(*item, user)
            })
            .collect();
        let mut precision = DMatrix::<f64>::identity(size, size);
        let mut target = DVector::<f64>::zeros(size);
        for (at, (vector, residual)) in vectors.iter().zip(&residuals).enumerate() {
            let noise = variance::NOISE / weight(at).max(1e-9);
            let used: Vec<_> =
                vector.iter().copied().enumerate().filter(|(_, value)| *value != 0.0).collect();
            for &(a, left) in &used {
                target[a] += left * residual / noise;
                for &(b, right) in &used {
                    precision[(a, b)] += left * right / noise;
                }
            }
        }
        // The precision is the identity plus a Gram matrix, so the factor exists for every finite input.
        let factor =
            Cholesky::new(precision).unwrap_or_else(|| Cholesky::pack_dirty(DMatrix::identity(size, size)));
        let weights = factor.solve(&target);
        let importance = (0..ratings.len()).map(weight).collect();
        Self { crowd, user, vectors, residuals, importance, weights, factor }
    }

    /// How many ratings the posterior rests on.
    pub fn len(&self) -> usize {
        self.residuals.len()
    }

    /// Whether it is the prior.
    pub fn is_empty(&self) -> bool {
        self.residuals.is_empty()
    }

    /// What the user is expected to give an item.
    pub fn predict(&self, item: ItemIx) -> Prediction {
        let vector = self.crowd.vector(item);
        let offset = self.crowd.offset_steps(item, self.user);
        let taste = self.along(&vector);
        let step = self.crowd.step();
        Prediction {
            mean: self.crowd.to_stars(self.crowd.mean_steps() + offset + taste),
            sd: self.variance(&vector).sqrt() * step,
            offset: offset * step,
            taste: taste * step,
        }
    }

    /// How far others rate an item from the crowd's mean, in stars.
    pub fn offset(&self, item: ItemIx) -> f64 {
        self.crowd.offset(item, self.user)
    }

    /// How far the user departs from the crowd on a group of items, in stars.
    pub fn effect(&self, group: &Prototype) -> Effect {
        self.effect_of(&group.vector)
    }

    /// How much more the user departs from the crowd on `group` than on `rest`, in stars.
    pub fn contrast(&self, group: &Prototype, rest: &Prototype) -> Effect {
        self.effect_of(&difference(group, rest))
    }

    /// How much higher the user is expected to rate `group` than `rest`, in stars: the crowd's view and the
    /// user's departure from it.
    pub fn total_contrast(&self, group: &Prototype, rest: &Prototype) -> f64 {
        let taste = self.along(&difference(group, rest));
        (group.offset - rest.offset + taste) * self.crowd.step()
    }

    /// What each own rating, in order, adds to [`Self::contrast`], in stars; they sum to its mean.
    pub fn contrast_parts(&self, group: &Prototype, rest: &Prototype) -> Vec<f64> {
        self.parts(&difference(group, rest))
    }

    /// What each own rating, in order, adds to the taste for an item, in stars; they sum to
    /// [`Prediction::taste`].
    pub fn prediction_parts(&self, item: ItemIx) -> Vec<f64> {
        self.parts(&self.crowd.vector(item))
    }

    /// How far each own rating, in order, lies above what others give the item, in stars.
    pub fn surpluses(&self) -> impl ExactSizeIterator<Item = f64> + '_ {
        self.residuals.iter().map(|residual| residual * self.crowd.step())
    }

    /// How close two items are: 1 for the same kernel vector, about 0 for strangers. The constant part of the
    /// kernel does not count.
    pub fn closeness(&self, own: usize, item: ItemIx) -> f64 {
        let Some(left) = self.vectors.get(own) else { return 0.0 };
        let right = self.crowd.vector(item);
        let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).skip(1).map(|(x, y)| x * y).sum::<f64>();
        dot(left, &right) / (dot(left, left) * dot(&right, &right)).sqrt().max(1e-9)
    }

    fn effect_of(&self, vector: &[f64]) -> Effect {
        let step = self.crowd.step();
        Effect { mean: self.along(vector) * step, sd: self.variance(vector).sqrt() * step }
    }

    fn along(&self, vector: &[f64]) -> f64 {
        vector.iter().zip(self.weights.iter()).map(|(x, w)| x * w).sum()
    }

    /// Variance along a vector `v`: with the precision `LL'` it is the squared length of `L^-1 v`.
    fn variance(&self, vector: &[f64]) -> f64 {
        let mut solved = DVector::from_column_slice(vector);
        self.factor.l_dirty().solve_lower_triangular_mut(&mut solved);
        solved.norm_squared()
    }

    fn parts(&self, vector: &[f64]) -> Vec<f64> {
        let through = self.factor.solve(&DVector::from_column_slice(vector));
        let scale = self.crowd.step() / variance::NOISE;
        let weight = |own: &[f64]| through.iter().zip(own).map(|(a, b)| a * b).sum::<f64>();
        let own = self.vectors.iter().zip(&self.residuals).zip(&self.importance);
        own.map(|((own, y), counts)| weight(own) * y * scale * counts).collect()
    }
}

fn difference(group: &Prototype, rest: &Prototype) -> Vec<f64> {
    group.vector.iter().zip(&rest.vector).map(|(a, b)| a - b).collect()
}
