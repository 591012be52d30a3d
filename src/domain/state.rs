//! A profile state: what a simulator says about a user after a batch.

use serde::{Deserialize, Serialize};

use super::{Id, Interaction, Provenance};

/// What an answer took: calls, tokens, money. Unknown is `None`, never 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Usage {
    /// Requests made for it, failed ones included. An attempt is a call.
    pub calls: u32,
    /// How often an answer was asked for until one was valid.
    pub attempts: u32,
    /// Tokens sent, where the provider counts them.
    pub tokens_in: Option<u64>,
    /// Tokens received, where the provider counts them.
    pub tokens_out: Option<u64>,
    /// US dollars, where a price is known.
    pub cost_usd: Option<f64>,
}

impl Usage {
    /// Both together; a sum with an unknown part is unknown.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        let both = |a: Option<u64>, b: Option<u64>| a.zip(b).map(|(a, b)| a + b);
        Self {
            calls: self.calls + other.calls,
            attempts: self.attempts + other.attempts,
            tokens_in: both(self.tokens_in, other.tokens_in),
            tokens_out: both(self.tokens_out, other.tokens_out),
            cost_usd: self.cost_usd.zip(other.cost_usd).map(|(a, b)| a + b),
        }
    }
}

/// A claim of a profile with the items on which, its writer says, it rests: as it was written, nothing checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatedClaim {
    /// The claim.
    pub claim: String,
    /// The items; any id may stand here, also of items that the user never rated and that do not exist.
    pub items: Vec<Id>,
}

/// The profile after a batch, with what led to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProfileState {
    /// Number of the batch, 1 = first.
    pub batch: usize,
    /// The batch's interactions in the order in which the simulator saw them.
    pub interactions: Vec<Interaction>,
    /// The profile text, paragraphs separated by an empty line.
    pub profile: String,
    /// The simulator's own sentence about what changed and why; `None` for the first state.
    pub update: Option<String>,
    /// What its writer says that it rests on; empty where that was not asked for.
    #[serde(default)]
    pub claims: Vec<StatedClaim>,
    /// What it took.
    pub usage: Usage,
    /// Who wrote it: a simulator, or a person who took an answer by hand that the program did not take.
    #[serde(default = "simulated")]
    pub provenance: Provenance,
}

impl ProfileState {
    /// Whether a person had a hand in it.
    pub fn is_edited(&self) -> bool {
        self.provenance == Provenance::Edited
    }
}

/// States from before there was another kind.
const fn simulated() -> Provenance {
    Provenance::Simulated
}
