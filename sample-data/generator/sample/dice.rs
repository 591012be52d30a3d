//! Chance, reproducibly: whole numbers from `ChaCha8`, whose stream is the same on every platform; never floats.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};

/// The seed of the sample data. Another seed gives other, equally valid data.
const SEED: [u8; 32] = *b"lusifer sample data, films & us.";

/// A source of chance.
pub(crate) struct Dice(ChaCha8Rng);

impl Dice {
    /// The source that belongs to one user; changing one user leaves the others' ratings as they are.
    pub(crate) fn of_user(id: u32) -> Self {
        let mut source = ChaCha8Rng::from_seed(SEED);
        source.set_stream(u64::from(id));
        Self(source)
    }

    /// A whole number from 0 to `bound - 1`, every one as likely; 0 for a bound of 0.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        ((u128::from(self.0.next_u64()) * u128::from(bound)) >> 64) as u64
    }

    /// Noise with mean 0 and a standard deviation of 1000: twelve uniform draws (Irwin-Hall), within +-6000.
    pub(crate) fn noise(&mut self) -> i64 {
        (0..12).map(|_| self.below(1001) as i64).sum::<i64>() - 6000
    }

    /// An index with a chance in proportion to its weight; `None` where all weights are 0.
    pub(crate) fn pick(&mut self, weights: &[u64]) -> Option<usize> {
        let mut left = self.below(weights.iter().sum());
        weights.iter().position(|&weight| {
            let found = left < weight;
            left = left.saturating_sub(weight);
            found
        })
    }
}
