//! Two runs, or two states of one, that were read beside each other: what both said, and what has to be known to read
//! it; never how they are read.

use super::{ByChance, PairedReport};
use crate::domain::{Id, PackTexts, Run};

/// Two sides beside each other.
#[derive(Clone, Debug, PartialEq)]
pub struct Compared {
    /// A.
    pub a: Run,
    /// B.
    pub b: Run,
    /// What both said about the same items.
    pub ratings: PairedReport,
    /// Items that A alone rated, and those that B alone rated.
    pub alone: [Vec<Id>; 2],
    /// Why figures of the two cannot be set against each other, a phrase each; empty = they can.
    pub against: Vec<String>,
    /// The prompts that A and B were written with, where their texts are kept.
    pub packs: [Option<PackTexts>; 2],
    /// Batches that both have from before a fork, so that they were not run again.
    pub shared: usize,
    /// What repeating steps of A and of B came to.
    pub chance: [ByChance; 2],
}
