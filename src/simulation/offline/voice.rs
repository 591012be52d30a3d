//! Which of several wordings a user gets: chosen by seed and user, so that users differ and each stays the same.

use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::claims::{Claim, Direction, Sense, Strength};
use super::facets::Sort;
use super::phrases::{self, Graded};
use super::portrait::Unit;
use crate::domain::Id;

/// The voice in which one user's profile is written.
#[derive(Clone, Debug)]
pub(super) struct Voice {
    seed: u64,
}

impl Voice {
    /// The voice for a user under a seed.
    pub(super) fn new(seed: u64, user: &Id) -> Self {
        Self { seed: xxh3_64_with_seed(user.to_string().as_bytes(), seed) }
    }

    /// A stable choice among `count`, 0 for none.
    pub(super) fn choose(&self, key: &str, count: usize) -> usize {
        (xxh3_64_with_seed(key.as_bytes(), self.seed) % count.max(1) as u64) as usize
    }

    /// One of several texts.
    pub(super) fn pick<'t>(&self, key: &str, texts: &[&'t str]) -> &'t str {
        texts.get(self.choose(key, texts.len())).copied().unwrap_or("")
    }

    /// A wording for claims that share a sentence, other than those of `taken` while there are others.
    pub(super) fn variant(&self, key: &str, claims: &[Claim], taken: &[usize]) -> usize {
        self.unused(key, pool(claims).len(), taken)
    }

    /// A way of citing, other than those of `taken` while there are others.
    pub(super) fn tail(&self, key: &str, taken: &[usize]) -> usize {
        self.unused(key, phrases::TAILS.len(), taken)
    }

    fn unused(&self, key: &str, count: usize, taken: &[usize]) -> usize {
        let start = self.choose(key, count);
        (0..count).map(|step| (start + step) % count).find(|at| !taken.contains(at)).unwrap_or(start)
    }

    /// Whether a sentence draws on the wordings that `claims` would.
    pub(super) fn same_pool(unit: &Unit, claims: &[Claim]) -> bool {
        std::ptr::eq(pool(&unit.claims), pool(claims))
    }
}

/// The wordings for claims that share a sentence.
fn pool(claims: &[Claim]) -> &'static [Graded] {
    let Some(first) = claims.first() else { return phrases::LIKES };
    match (first.sort, first.sense, first.direction) {
        (Sort::Tone, _, Direction::Up) => phrases::DARK,
        (Sort::Tone, _, Direction::Down) => phrases::LIGHT,
        (_, Sense::Absolute, Direction::Up) => phrases::LIKES,
        (_, Sense::Absolute, Direction::Down) => phrases::DISLIKES,
        (_, Sense::Relative, Direction::Up) => phrases::KINDER,
        (_, Sense::Relative, Direction::Down) => phrases::HARSHER,
    }
}

/// The template of a sentence of taste.
pub(super) fn template(unit: &Unit) -> &'static str {
    let wordings = pool(&unit.claims);
    let firm = unit.claims.iter().all(|claim| claim.strength == Strength::Firm);
    wordings.get(unit.variant % wordings.len().max(1)).map_or("", |g| if firm { g.firm } else { g.lean })
}
