//! What a job is to do, as data; never what comes of it: that is the `News` of a job.

use super::kept::RunChange;
use super::marks::Mark;
use super::spread::Steps;
use crate::domain::{Id, RunId};
use crate::simulation::{Choice, Fit};

/// Which prompts are read, and for which step.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PromptWish {
    /// The user; `None` = the first.
    pub user: Option<Id>,
    /// The run.
    pub run: Option<RunId>,
    /// The batch, 1 = first.
    pub batch: usize,
    /// Whether the files are read again first.
    pub again: bool,
    /// Another pack to be used from now on: a built-in name or a folder.
    pub named: Option<String>,
}

/// What a job does. The news that it may send before `Done` or `Failed` stand with each.
#[derive(Clone, Debug, PartialEq)]
pub enum Work {
    /// Open the data set of the settings: `News::Progress`, `News::Opened`.
    Open,
    /// Work that was in doubt, as it was decided: the news of that work.
    Decided {
        /// The work.
        work: Box<Work>,
        /// What is done with a prompt that may not fit.
        fit: Fit,
        /// Items per request; `None` = as the settings say.
        slate: Option<usize>,
    },
    /// Look what work will take; nothing is sent: `News::Foreseen`.
    Forecast(Vec<Work>),
    /// List the providers: `News::Providers`.
    Providers,
    /// Ask a provider for its models: `News::Found`, then `News::Window` for those that it leaves out.
    Probe(String),
    /// Let another model write from now on: `News::Chosen`.
    Choose(Choice),
    /// Set the cap of the session, in US dollars: `News::Meter`.
    Budget(Option<f64>),
    /// List all runs of the store, newest last, with what their ratings are worth: `News::Runs`.
    ListRuns,
    /// Read a run and its slates without opening it: `News::Seen`.
    Look {
        /// The run.
        run: RunId,
    },
    /// Change a run: `News::Changed`.
    Change(RunChange),
    /// Read two runs or states and compare their ratings: `News::Compared`.
    Compare {
        /// A.
        a: Mark,
        /// B.
        b: Mark,
    },
    /// Read the newest run of a user, of this split, order and simulator: `News::Run`.
    OpenRun {
        /// The user.
        user: Id,
    },
    /// Read a run of its user: `News::Run`.
    OpenRunById {
        /// The run.
        run: RunId,
    },
    /// Write the next batch: `News::Progress`, `News::StateWritten`.
    WriteNext {
        /// The user.
        user: Id,
        /// The run; `None` starts one called `main`.
        run: Option<RunId>,
    },
    /// Write every batch that is left: `News::Progress`, `News::StateWritten` for each as it is kept.
    WriteRest {
        /// The user.
        user: Id,
        /// The run; `None` starts one called `main`.
        run: Option<RunId>,
    },
    /// Play what was recorded of a run: `News::StateWritten`, `News::Rated` for each as it came.
    Play {
        /// The run.
        run: RunId,
    },
    /// Write every batch that is left of the runs called `main` of several users, several at a time:
    /// `News::Progress`, `News::StateWritten` for each as it is kept, `News::UserFailed`.
    WriteAll {
        /// The users.
        users: Vec<Id>,
    },
    /// Make a run that shares the states before a batch: `News::Run`.
    Fork {
        /// The run to leave.
        run: RunId,
        /// The first batch that is not shared, 1 = share nothing.
        from_batch: usize,
        /// Its name.
        name: String,
        /// The seed that its own batches are written with; another one than the parent's, or it would say the
        /// same again.
        seed: u64,
    },
    /// Have items rated, ten a slate: `News::Progress`, `News::Rated` for each slate as it is kept.
    Rate {
        /// The run.
        run: RunId,
        /// The state to act on: number of its batch.
        state: usize,
        /// The items, in this order.
        items: Vec<Id>,
    },
    /// Read all slates of a run: `News::Slates`.
    ListSlates {
        /// The run.
        run: RunId,
    },
    /// Read all calls that were made for a run: `News::Calls`.
    Calls(RunId),
    /// Read the prompts in use, and what they come to at a step: `News::Prompts`.
    Prompts(PromptWish),
    /// Have a batch read in the prompts in use without keeping what comes of it: `News::Tried`.
    Try {
        /// The run.
        run: RunId,
        /// The batch.
        batch: usize,
    },
    /// Have items rated on several states, ten a slate: `News::Progress`, `News::Rated` for each slate as it
    /// is kept.
    RateEach {
        /// The run.
        run: RunId,
        /// Number of a state's batch, and the items to rate on it.
        parts: Vec<(usize, Vec<Id>)>,
    },
    /// Ask the simulator what it had in mind with the sentences of a run: `News::Grounds` for each state, or
    /// for none where it cannot tell.
    Grounds {
        /// The run.
        run: RunId,
    },
    /// Have steps done again until each has so many repetitions: `News::Progress`, `News::Spread` after each.
    Repeat {
        /// The steps.
        steps: Steps,
        /// How often in all.
        times: u32,
    },
    /// Read how far apart the repetitions of steps lie: `News::Spread`.
    Spread(Steps),
    /// Work out what a run's ratings are worth, beside baselines: `News::Metrics`, of the whole run and, where
    /// one is asked for, of a state.
    Metrics {
        /// The run.
        run: RunId,
        /// Only ratings given on the state after this batch.
        state: Option<usize>,
    },
}
