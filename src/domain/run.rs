//! A run: one user, one simulator, one prompt set, one seed, and the profile states that came of it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{DataHash, HistorySpec, Id, ProfileState};

/// Number of a run in its store, written `r3`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RunId(pub i64);

impl fmt::Display for RunId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "r{}", self.0)
    }
}

impl FromStr for RunId {
    type Err = String;

    /// Reads `r3` or `3`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number = text.strip_prefix('r').unwrap_or(text);
        match number.parse::<i64>() {
            Ok(number) if number > 0 => Ok(Self(number)),
            _ => {
                Err(format!("\"{text}\" is not a run; runs are written r1, r2, ... (see: lusifer runs list)"))
            }
        }
    }
}

impl Serialize for RunId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for RunId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// Which simulator wrote a run: enough to make the same one again.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SimulatorIdentity {
    /// `sim`, `openai`, `ollama` or a configured name.
    pub provider: String,
    /// The model's name; `None` for the offline simulator.
    pub model: Option<String>,
    /// Everything else that changes what it says (version, temperatures, prompt hashes), in a stable form.
    pub parameters: String,
}

impl SimulatorIdentity {
    /// Names the prompt pack; `None` where no prompts are read.
    pub fn prompts(&self) -> Option<&str> {
        self.parameters.split(", ").find_map(|one| one.strip_prefix("prompts "))
    }

    /// The same but for its prompts: what is left when two packs are compared.
    pub fn but_prompts(&self) -> String {
        let others = self.parameters.split(", ").filter(|one| !one.starts_with("prompts "));
        others.collect::<Vec<_>>().join(", ")
    }

    /// Who says what is said: a language model, or the offline simulator, which is none.
    pub const fn speaker(&self) -> &'static str {
        if self.model.is_some() { "Model" } else { "Simulator" }
    }
}

/// What a run is made of. Two runs with the same specification and the same simulator say the same.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct RunSpec {
    /// The user.
    pub user: Id,
    /// The data set's ratings.
    pub data: DataHash,
    /// The data set's name, for people.
    pub data_name: String,
    /// The split, as the user typed it.
    pub split: String,
    /// Which interactions, in what order.
    pub history: HistorySpec,
    /// Who writes.
    pub simulator: SimulatorIdentity,
    /// Seed of everything random.
    pub seed: u64,
}

/// Where a run left another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForkPoint {
    /// The other run.
    pub run: RunId,
    /// The first batch that is not shared: states before it belong to the other run as well.
    pub from_batch: usize,
}

/// A run with its states so far, shared ones included.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// Number in the store.
    pub id: RunId,
    /// Name for people; need not be unique.
    pub name: String,
    /// What it is made of.
    pub spec: RunSpec,
    /// The run it was forked from, if any.
    pub fork: Option<ForkPoint>,
    /// When it was started: RFC 3339, UTC.
    pub created: String,
    /// How many batches the history has.
    pub batches: usize,
    /// The states written so far: batch 1, 2, ... without gaps.
    pub states: Vec<ProfileState>,
}

/// `B2 edited`, `B2, B4 edited`: batches whose states a person had a hand in; nothing where there are none.
pub fn edited_in_words(batches: &[usize]) -> Option<String> {
    let names: Vec<String> = batches.iter().map(|batch| format!("B{batch}")).collect();
    (!names.is_empty()).then(|| format!("{} edited", names.join(", ")))
}

impl Run {
    /// The next batch to write (1 = first); `None` when all are written.
    pub fn next_batch(&self) -> Option<usize> {
        let next = self.states.len() + 1;
        (next <= self.batches).then_some(next)
    }

    /// Whether every batch is written.
    pub fn is_complete(&self) -> bool {
        self.next_batch().is_none()
    }

    /// Batches of the states that a person had a hand in, shared ones included.
    pub fn edited(&self) -> Vec<usize> {
        self.states.iter().filter(|state| state.is_edited()).map(|state| state.batch).collect()
    }

    /// The newest state.
    pub fn latest(&self) -> Option<&ProfileState> {
        self.states.last()
    }
}
