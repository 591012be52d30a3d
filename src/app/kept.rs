//! Kept runs as lists know them, without their states: of the open study, of others, and in the trash; and what can
//! be changed about a run.

use crate::domain::text::clean_line;
use crate::domain::{ForkPoint, Id, Run, RunId};

/// What is known of a run without reading its states.
#[derive(Clone, Debug, PartialEq)]
pub struct RunSummary {
    /// Its number.
    pub id: RunId,
    /// Its user.
    pub user: Id,
    /// Its name.
    pub name: String,
    /// How many batches its history has.
    pub batches: usize,
    /// How many states are written.
    pub written: usize,
    /// Who simulates.
    pub provider: String,
    /// The model; `None` for the offline simulator.
    pub model: Option<String>,
    /// Names the prompts that it is written with; `None` where none are read.
    pub prompts: Option<String>,
    /// Seed of everything random.
    pub seed: u64,
    /// The data set's name.
    pub data: String,
    /// The split.
    pub split: String,
    /// The direction of its batches, in a word.
    pub order: &'static str,
    /// When it was started: RFC 3339, UTC.
    pub created: String,
    /// The run that it left, if any.
    pub fork: Option<ForkPoint>,
    /// What its ratings are worth, where that is known.
    pub figures: Option<RunFigures>,
    /// Why it cannot be opened here: `another split`; `None` = it can.
    pub left_out: Option<&'static str>,
    /// When it went to the trash; `None` = it is in use.
    pub trashed: Option<String>,
    /// Batches of the states that were taken by hand.
    pub edited: Vec<usize>,
}

/// What the ratings of a run are worth.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct RunFigures {
    /// Held-out items with a valid rating.
    pub n: usize,
    /// Mean absolute error; `None` of nothing.
    pub mae: Option<f64>,
    /// Root mean squared error; `None` of nothing.
    pub rmse: Option<f64>,
}

impl RunSummary {
    /// The summary of a run that is at hand and can be opened.
    pub fn of(run: &Run) -> Self {
        let spec = &run.spec;
        Self {
            id: run.id,
            user: spec.user.clone(),
            name: run.name.clone(),
            batches: run.batches,
            written: run.states.len(),
            provider: spec.simulator.provider.clone(),
            model: spec.simulator.model.clone(),
            prompts: spec.simulator.prompts().map(str::to_owned),
            seed: spec.seed,
            data: spec.data_name.clone(),
            split: spec.split.clone(),
            order: spec.history.order.word(),
            created: run.created.clone(),
            fork: run.fork,
            figures: None,
            left_out: None,
            trashed: None,
            edited: run.edited(),
        }
    }

    /// Whether it is of the open study and in use.
    pub fn is_open(&self) -> bool {
        self.left_out.is_none() && self.trashed.is_none()
    }

    /// `r3 main`: as messages name it.
    pub fn label(&self) -> String {
        format!("{} {}", self.id, clean_line(&self.name))
    }

    /// `openai:gpt-4o-mini`
    pub fn simulator(&self) -> String {
        let model = self.model.as_ref().map_or_else(String::new, |model| format!(":{model}"));
        clean_line(&format!("{}{model}", self.provider))
    }
}

/// What can be changed about a run after it was made. Each has another that takes it back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RunChange {
    /// Another name.
    Renamed {
        /// The run.
        run: RunId,
        /// The name that it had.
        from: String,
        /// The name that it has now.
        to: String,
    },
    /// Into the trash.
    Trashed(RunId),
    /// Out of the trash.
    Restored(RunId),
    /// A state taken by hand from the text of a call.
    Accepted {
        /// The run.
        run: RunId,
        /// The state's batch.
        batch: usize,
        /// The call.
        call: i64,
    },
    /// That state taken back.
    TakenBack {
        /// The run.
        run: RunId,
        /// The state's batch.
        batch: usize,
        /// The call.
        call: i64,
    },
}

impl RunChange {
    /// What takes it back.
    #[must_use]
    pub fn inverse(&self) -> Self {
        match self {
            Self::Renamed { run, from, to } => {
                Self::Renamed { run: *run, from: to.clone(), to: from.clone() }
            }
            Self::Trashed(run) => Self::Restored(*run),
            Self::Restored(run) => Self::Trashed(*run),
            &Self::Accepted { run, batch, call } => Self::TakenBack { run, batch, call },
            &Self::TakenBack { run, batch, call } => Self::Accepted { run, batch, call },
        }
    }

    /// The run.
    pub const fn run(&self) -> RunId {
        match self {
            Self::Renamed { run, .. }
            | Self::Trashed(run)
            | Self::Restored(run)
            | Self::Accepted { run, .. }
            | Self::TakenBack { run, .. } => *run,
        }
    }

    /// What was done, for people: `renamed r3 to main`.
    pub fn title(&self) -> String {
        match self {
            Self::Renamed { run, to, .. } => format!("renamed {run} to {}", clean_line(to)),
            Self::Trashed(run) => format!("put {run} into the trash"),
            Self::Restored(run) => format!("took {run} out of the trash"),
            Self::Accepted { run, batch, call } => {
                format!("took call {call} as batch {batch} of {run}, marked edited")
            }
            Self::TakenBack { run, batch, .. } => format!("took batch {batch} of {run} back"),
        }
    }
}
