//! What reaches the program and what it asks for: messages in, effects out, both plain data.
//!
//! The bargain with the runtime:
//!
//! - [`Effect::Start`] starts a job. Everything it has to say comes back as [`Message::Job`] with its number,
//!   and each job that is not cancelled ends with exactly one [`News::Done`] or [`News::Failed`], after which
//!   its number is never heard of again. [`Work`] says which other news a job sends.
//! - [`Effect::Cancel`] cancels a job: its handle is dropped and nothing more need come; what comes late is
//!   ignored here.
//! - Time is the time since the program started, passed in with every message. [`super::App::next_wake`]
//!   says when to send [`Message::Wake`]; with nothing to wake for, no timer runs.

use std::sync::Arc;

use super::arriving::ArrivingUser;
use super::deeds::{Deed, Errand};
pub use super::kept::{RunChange, RunFigures, RunSummary};
use super::log::Level;
pub use super::marks::Mark;
pub use super::opened::Opened;
use super::pointer::{Hit, Pointer};
use super::spread::Steps;
pub use super::work::{PromptWish, Work};
use crate::config::keymap::Key;
use crate::domain::{Call, Id, PromptSheet, PromptTrial, Run, RunId, Slate};
use crate::explain::StepSpread;
use crate::metrics::{Compared, Report};
use crate::simulation::{Forecast, Found, Grounds, Meter, Misfit, Offered, Telling};

/// Number of a job, rising; never used twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JobId(pub u64);

/// What reaches the program.
#[derive(Clone, Debug)]
pub enum Message {
    /// A key was pressed (or is held).
    Key(Key),
    /// The mouse did something, and what is drawn where it did; only where the mouse was asked for.
    Pointer(Pointer, Option<Hit>),
    /// What came of an errand.
    Did(Deed),
    /// Text was pasted.
    Paste(String),
    /// The terminal has another size, in cells.
    Resize {
        /// Columns.
        width: u16,
        /// Rows.
        height: u16,
    },
    /// The time that [`super::App::next_wake`] asked for has come.
    Wake,
    /// Something happened outside that a person is told, the last sentence in the status row.
    Said(Vec<(Level, String)>),
    /// Files of the prompts have changed.
    PromptsChanged,
    /// The process was asked to end (SIGTERM, SIGHUP, a closed terminal): answered with [`Effect::Quit`].
    Terminate,
    /// News of a job.
    Job {
        /// The job.
        id: JobId,
        /// What it says.
        news: News,
    },
}

/// What a job says.
#[derive(Clone, Debug)]
pub enum News {
    /// How far it is; for people only.
    Progress(Progress),
    /// Whom the files of a data set have spoken of, while they are read.
    Arriving {
        /// Users from this place on are as follows; those before are as they were.
        from: usize,
        /// In the order of the files.
        users: Vec<ArrivingUser>,
        /// Their ratings lie all over a file, so that nobody is told before its end.
        is_scattered: bool,
    },
    /// How it goes with the requests to a model for a run.
    Telling {
        /// The run.
        run: RunId,
        /// Its user.
        user: Id,
        /// What was told, in order.
        tellings: Vec<Telling>,
    },
    /// The data set is open.
    Opened(Box<Opened>),
    /// All runs of the store.
    Runs(Vec<RunSummary>),
    /// A run was looked at: its states and slates.
    Seen(Box<Run>, Vec<Slate>),
    /// A run was renamed, put into the trash or taken out of it.
    Changed(RunChange),
    /// Two runs or states were read and their ratings compared.
    Compared(Box<Compared>),
    /// A run was looked for; `None` where the user has none.
    Run(Option<Box<Run>>),
    /// A state was written and kept; the run as it now is.
    StateWritten(Box<Run>),
    /// A slate was rated and kept.
    Rated(Slate),
    /// What the simulator had in mind with the sentences of a run's state: its batch, and one entry a sentence
    /// that rests on estimates.
    Grounds(RunId, usize, Vec<Grounds>),
    /// All slates of a run, oldest first.
    Slates(RunId, Vec<Slate>),
    /// All calls that were made for a run, oldest first.
    Calls {
        /// The run.
        run: RunId,
        /// The calls.
        calls: Vec<Arc<Call>>,
    },
    /// The prompts in use.
    Prompts(Arc<PromptSheet>),
    /// What came of a step that was asked for to try prompts.
    Tried(Box<PromptTrial>),
    /// What the ratings of a run are worth: of the whole run, or those given on one state.
    Metrics(RunId, Option<usize>, Box<Report>),
    /// The work for one user of several failed: a sentence. That for the others goes on.
    UserFailed(Id, String),
    /// What work will take, as far as a model is asked for it.
    Foreseen(Foreseen),
    /// How far apart the repetitions of steps lie.
    Spread(Steps, Vec<StepSpread>),
    /// Work was not begun, or not gone on with: somebody is to decide.
    Doubt(Box<Work>, Doubt),
    /// What the session has come to.
    Meter(Meter),
    /// The providers that can be chosen.
    Providers(Vec<Offered>),
    /// What a provider offers, or in a sentence why it does not answer.
    Found(String, Box<Result<Found, String>>),
    /// The window of one of its models became known.
    Window {
        /// The provider.
        provider: String,
        /// The model.
        model: String,
        /// What it was made for.
        tokens: u64,
    },
    /// Another model writes from now on.
    Chosen {
        /// Whose, as the settings call the provider.
        writer: String,
        /// Who, for people.
        provider: String,
        /// Whether that takes tokens.
        asks_a_model: bool,
    },
    /// Nothing is under way any more: the job holds, as it was asked to.
    Held,
    /// The job ended well.
    Done,
    /// The job ended badly: one sentence that says what, why and what to do.
    Failed(String),
}

/// Work with what it will take.
pub type Foreseen = Vec<(Work, Forecast)>;

/// What is to be decided before work goes on.
#[derive(Clone, Debug, PartialEq)]
pub enum Doubt {
    /// It may cost more than is spent without asking.
    Cost {
        /// What it takes.
        forecast: Forecast,
        /// So many dollars are spent without asking.
        above: f64,
    },
    /// A prompt of it may not fit the model.
    Fit(Box<Misfit>),
}

/// How far a job is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// What is being done: `reading u.data`.
    pub what: String,
    /// How many are done.
    pub done: u64,
    /// Of how many, where that is known.
    pub total: Option<u64>,
    /// What is counted: `rows`, `items`, `bytes`.
    pub unit: &'static str,
}

/// What the program asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Start a job.
    Start {
        /// Under this number.
        id: JobId,
        /// What to do.
        work: Work,
    },
    /// Cancel a job.
    Cancel(JobId),
    /// Let a job hold after what is under way, answered with [`News::Held`] once nothing is; or let it go on.
    Hold(JobId, bool),
    /// Cut short what the next request to a model for a run waits for.
    Hurry(RunId),
    /// Do something outside, at once; what comes of it is told by [`Message::Did`].
    Errand(Errand),
    /// Leave the terminal, stop the process, and draw afresh when it is back (Unix).
    Suspend,
    /// End the program. Running jobs are cancelled by it.
    Quit,
}
