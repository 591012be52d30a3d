//! Baselines and the taste model behind the offline simulator; never a language model.

mod baselines;
pub mod taste;

pub use baselines::{Baseline, Baselines};
