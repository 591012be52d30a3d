//! A step of a run done once more under another seed, to see how much of what is said is chance; never part of the
//! run.

use serde::{Deserialize, Serialize};

use super::{Id, RunId, SlateRatings, StatedClaim, Task, Usage};

/// How far apart the seeds of repetitions are: a try that replaces an answer takes the seed after it.
const APART: u64 = 1000;

/// Most repetitions of a step: comparing each with each grows with their square.
pub const MOST_REPETITIONS: u32 = 50;

/// A step that can be repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct RepeatStep {
    /// The run that took it.
    pub run: RunId,
    /// What was asked for.
    pub task: Task,
    /// The batch whose state was written or acted on.
    pub batch: usize,
}

impl RepeatStep {
    /// `B4 of r3`, `the ratings on B4 of r3`
    pub fn words(self) -> String {
        match self.task {
            Task::Profile => format!("B{} of {}", self.batch, self.run),
            Task::Rating => format!("the ratings on B{} of {}", self.batch, self.run),
        }
    }
}

/// The seed of a repetition, 1 = first, of a step that was taken with `seed`.
pub const fn repetition_seed(seed: u64, number: u32) -> u64 {
    seed.wrapping_add(APART.wrapping_mul(number as u64))
}

/// What was said when a step was done once more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Again {
    /// A profile.
    Profile {
        /// The text.
        profile: String,
        /// What it says of the change.
        update: Option<String>,
        /// What its writer says that it rests on.
        claims: Vec<StatedClaim>,
        /// What it took.
        usage: Usage,
    },
    /// Ratings of a slate.
    Ratings(SlateRatings),
}

impl Again {
    /// What was asked for.
    pub const fn task(&self) -> Task {
        match self {
            Self::Profile { .. } => Task::Profile,
            Self::Ratings(_) => Task::Rating,
        }
    }

    /// What it took.
    pub const fn usage(&self) -> Usage {
        match self {
            Self::Profile { usage, .. } => *usage,
            Self::Ratings(answer) => answer.usage,
        }
    }
}

/// A repetition, or of several slates one, as it is kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Repetition {
    /// The batch whose state was written or acted on.
    pub batch: usize,
    /// 1 = first.
    pub number: u32,
    /// Seed of everything random in it.
    pub seed: u64,
    /// When it was kept: RFC 3339, UTC.
    pub created: String,
    /// What was said.
    pub answer: Again,
}

impl Repetition {
    /// The items that were asked for; none for a profile.
    pub fn items(&self) -> impl Iterator<Item = &Id> {
        let answer = match &self.answer {
            Again::Profile { .. } => None,
            Again::Ratings(answer) => Some(answer),
        };
        answer.into_iter().flat_map(|answer| {
            let rated = answer.ratings.iter().map(|rated| &rated.item);
            rated.chain(&answer.missing).chain(answer.invalid.iter().map(|invalid| &invalid.item))
        })
    }
}
