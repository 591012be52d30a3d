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

use std::path::PathBuf;
use std::sync::Arc;

use super::deeds::{Deed, Errand};
pub use super::kept::{RunChange, RunFigures, RunSummary};
use super::log::Level;
pub use super::marks::{Compared, Mark};
use super::pointer::{Hit, Pointer};
use super::search::Haystack;
use super::totals::Totals;
use crate::config::keymap::Key;
use crate::domain::{Call, Dataset, HistorySpec, Id, PromptSheet, PromptTrial, Run, RunId, Slate, Split};
use crate::explain::{Raters, Vocabulary};
use crate::metrics::Report;
use crate::simulation::{Choice, Fit, Forecast, Found, Grounds, Meter, Misfit, Offered, Telling};

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
    /// Work was not begun, or not gone on with: somebody is to decide.
    Doubt(Box<Work>, Doubt),
    /// What the session has come to.
    Meter(Meter),
    /// The providers that can be chosen.
    Providers(Vec<Offered>),
    /// What a provider offers, or in a sentence why it does not answer.
    Found(String, Box<Result<Found, String>>),
    /// Another model writes from now on.
    Chosen {
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

/// A data set that was opened, with what the study is about.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The data.
    pub dataset: Arc<Dataset>,
    /// What is held out.
    pub split: Arc<Split>,
    /// How histories are cut into batches.
    pub history: HistorySpec,
    /// Where the data came from, for people: `ml-100k`, `bundled sample`.
    pub source: String,
    /// Who simulates, for people: `sim (offline)`, `openai:gpt-4o-mini`.
    pub provider: String,
    /// Whether a model is asked, which takes tokens.
    pub asks_a_model: bool,
    /// Seed of the study.
    pub seed: u64,
    /// Counts and means by user, item and genre.
    pub totals: Totals,
    /// Ids and columns of users, for finding words.
    pub user_words: Haystack,
    /// Titles and genres of items, for finding words.
    pub item_words: Haystack,
    /// Genres and titles, for reading what profiles claim and cite.
    pub vocabulary: Vocabulary,
    /// What all users give, for what profiles say of strictness.
    pub raters: Raters,
    /// Names the prompts that a model is asked in; `None` where no model is asked.
    pub prompts: Option<String>,
    /// The folder that they lie in, where they are not built in.
    pub prompts_folder: Option<PathBuf>,
}

impl Opened {
    /// Counts everything and folds all names once, in one pass over all ratings. With tens of millions of them this takes a good
    /// part of a second: it belongs in the job that opened the data, not in the loop.
    pub fn new(
        dataset: Arc<Dataset>,
        split: Arc<Split>,
        history: HistorySpec,
        source: String,
        provider: String,
        seed: u64,
    ) -> Self {
        let totals = Totals::of(&dataset, &split);
        let users = &dataset.users;
        let ids: Vec<String> =
            users.all().map(|user| users.id(user).map_or_else(String::new, |id| id.to_string())).collect();
        let user_words =
            Haystack::new(users.all().zip(&ids).map(|(user, id)| {
                std::iter::once(id.as_str()).chain(users.known(user).map(|(_, value)| value))
            }));
        let items = &dataset.items;
        let item_words = Haystack::new(
            items.all().map(|item| std::iter::once(items.title(item)).chain(items.genre_list(item))),
        );
        let vocabulary = Vocabulary::of(&dataset);
        let raters = Raters::of(&dataset, &split);
        Self {
            dataset,
            split,
            history,
            source,
            provider,
            asks_a_model: false,
            seed,
            totals,
            user_words,
            item_words,
            vocabulary,
            raters,
            prompts: None,
            prompts_folder: None,
        }
    }
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
    /// Open the data set of the settings: [`News::Progress`], [`News::Opened`].
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
    /// Look what work will take; nothing is sent: [`News::Foreseen`].
    Forecast(Vec<Work>),
    /// List the providers: [`News::Providers`].
    Providers,
    /// Ask a provider for its models: [`News::Found`].
    Probe(String),
    /// Let another model write from now on: [`News::Chosen`].
    Choose(Choice),
    /// Set the cap of the session, in US dollars: [`News::Meter`].
    Budget(Option<f64>),
    /// List all runs of the store, newest last, with what their ratings are worth: [`News::Runs`].
    ListRuns,
    /// Read a run and its slates without opening it: [`News::Seen`].
    Look {
        /// The run.
        run: RunId,
    },
    /// Change a run: [`News::Changed`].
    Change(RunChange),
    /// Read two runs or states and compare their ratings: [`News::Compared`].
    Compare {
        /// A.
        a: Mark,
        /// B.
        b: Mark,
    },
    /// Read the newest run of a user, of this split, order and simulator: [`News::Run`].
    OpenRun {
        /// The user.
        user: Id,
    },
    /// Read a run of its user: [`News::Run`].
    OpenRunById {
        /// The run.
        run: RunId,
    },
    /// Write the next batch: [`News::Progress`], [`News::StateWritten`].
    WriteNext {
        /// The user.
        user: Id,
        /// The run; `None` starts one called `main`.
        run: Option<RunId>,
    },
    /// Write every batch that is left: [`News::Progress`], [`News::StateWritten`] for each as it is kept.
    WriteRest {
        /// The user.
        user: Id,
        /// The run; `None` starts one called `main`.
        run: Option<RunId>,
    },
    /// Play what was recorded of a run: [`News::StateWritten`], [`News::Rated`] for each as it came.
    Play {
        /// The run.
        run: RunId,
    },
    /// Write every batch that is left of the runs called `main` of several users, several at a time:
    /// [`News::Progress`], [`News::StateWritten`] for each as it is kept, [`News::UserFailed`].
    WriteAll {
        /// The users.
        users: Vec<Id>,
    },
    /// Make a run that shares the states before a batch: [`News::Run`].
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
    /// Have items rated, ten a slate: [`News::Progress`], [`News::Rated`] for each slate as it is kept.
    Rate {
        /// The run.
        run: RunId,
        /// The state to act on: number of its batch.
        state: usize,
        /// The items, in this order.
        items: Vec<Id>,
    },
    /// Read all slates of a run: [`News::Slates`].
    ListSlates {
        /// The run.
        run: RunId,
    },
    /// Read all calls that were made for a run: [`News::Calls`].
    Calls(RunId),
    /// Read the prompts in use, and what they come to at a step: [`News::Prompts`].
    Prompts(PromptWish),
    /// Have a batch read in the prompts in use without keeping what comes of it: [`News::Tried`].
    Try {
        /// The run.
        run: RunId,
        /// The batch.
        batch: usize,
    },
    /// Have items rated on several states, ten a slate: [`News::Progress`], [`News::Rated`] for each slate as it
    /// is kept.
    RateEach {
        /// The run.
        run: RunId,
        /// Number of a state's batch, and the items to rate on it.
        parts: Vec<(usize, Vec<Id>)>,
    },
    /// Ask the simulator what it had in mind with the sentences of a run: [`News::Grounds`] for each state, or
    /// for none where it cannot tell.
    Grounds {
        /// The run.
        run: RunId,
    },
    /// Work out what a run's ratings are worth, beside baselines: [`News::Metrics`], of the whole run and, where
    /// one is asked for, of a state.
    Metrics {
        /// The run.
        run: RunId,
        /// Only ratings given on the state after this batch.
        state: Option<usize>,
    },
}
