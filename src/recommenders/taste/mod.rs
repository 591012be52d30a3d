//! The taste model behind the offline simulator: what everybody's ratings say about items, and one small
//! Gaussian process per user about where that user departs from it; never words about either.
//!
//! A rating is modelled as `crowd mean + item offset + taste(item) + noise`. The crowd mean and the offsets are
//! fitted once, from everybody's history; `taste` is a Gaussian process over items with the kernel
//! `constant + genre cosine + numbers + embedding`. The kernel is a dot product of item features, so the
//! posterior is that of a Bayesian linear regression: the same model gives a prediction for an item, what a
//! whole group of items ([`Prototype`]) is worth to the user, and how much each of the user's own ratings
//! contributes to either.

mod crowd;
mod embedding;
mod features;
mod posterior;
mod prior;
mod shift;

pub use crowd::{CrowdModel, Prototype};
pub use posterior::{Effect, Prediction, TastePosterior};
pub use shift::{Tally, shift};

/// Prior variances of the kernel's parts and of the noise, in squared steps of a five-step scale. Found by
/// cross-validation inside training rows of `MovieLens` 100K and frozen.
pub(crate) mod variance {
    /// How far users' levels differ.
    pub(crate) const CONSTANT: f64 = 0.150;
    /// Tastes for genres (cosine of genre sets).
    pub(crate) const GENRES: f64 = 0.050;
    /// Tastes along each standardised number.
    pub(crate) const NUMBERS: f64 = 0.017;
    /// Tastes along the co-occurrence embedding (unit vectors).
    pub(crate) const EMBEDDING: f64 = 0.140;
    /// What no taste explains.
    pub(crate) const NOISE: f64 = 0.70;
}
