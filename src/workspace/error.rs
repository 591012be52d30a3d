//! What can go wrong in a study, with the sentence that a person reads.

use thiserror::Error;

use super::settings::OFFLINE;
use crate::data::DataError;
use crate::domain::{Id, RunId};
use crate::prompting::TemplateError;
use crate::providers::SettingsError;
use crate::session::StoreError;
use crate::session::bundle::BundleError;
use crate::simulation::SimulationError;

/// Why a step was not done. What was done before it is kept.
#[derive(Debug, Error)]
pub enum WorkspaceError {
    /// The data set cannot be read.
    #[error(transparent)]
    Data(#[from] DataError),
    /// The store cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The simulator gave no answer.
    #[error(transparent)]
    Simulation(#[from] SimulationError),
    /// A step that cannot be repeated.
    #[error("{step} cannot be repeated: {why}")]
    NotRepeated {
        /// The step.
        step: String,
        /// Why.
        why: String,
    },
    /// A prompt template cannot be used.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// No such provider.
    #[error(
        "provider \"{name}\" is not known; there are {OFFLINE} (the built-in offline simulator), openai (any server \
         that speaks as it does), ollama{named}"
    )]
    Provider {
        /// As it was written.
        name: String,
        /// Those that the person has named, each after a comma.
        named: String,
    },
    /// A provider that has no model of its own choice.
    #[error("{0} is asked for no model; name one with --model")]
    NoModel(String),
    /// A provider that cannot be used as it is set up.
    #[error(transparent)]
    ProviderSettings(#[from] SettingsError),
    /// A key that would not be used.
    #[error("{0}")]
    NoKey(String),
    /// The keyring of this system.
    #[error("{0}")]
    Keyring(String),
    /// A bundle that cannot be used.
    #[error(transparent)]
    Bundle(#[from] BundleError),
    /// A recording without a call.
    #[error("{label} holds no calls: no language model was asked for it, so there is nothing to replay")]
    NothingRecorded {
        /// What it is called.
        label: String,
    },
    /// A recording of several models.
    #[error("{label} holds calls of {models}; say which with --provider and --model")]
    SeveralRecorded {
        /// What it is called.
        label: String,
        /// The models, with their providers.
        models: String,
    },
    /// A replay on other ratings.
    #[error(
        "{label} was made from {theirs}, but the data that is open is {ours}; name the right one with --data"
    )]
    ReplayOfOtherData {
        /// What it is called.
        label: String,
        /// Its data.
        theirs: String,
        /// The data that is open.
        ours: String,
    },
    /// No such user.
    #[error("user {user} is not in {data}; lusifer data check shows which users there are")]
    UnknownUser {
        /// The id asked for.
        user: Id,
        /// The data set.
        data: String,
    },
    /// No such item.
    #[error("item {item} is not in {data}")]
    UnknownItem {
        /// The id asked for.
        item: Id,
        /// The data set.
        data: String,
    },
    /// A user without training interactions.
    #[error(
        "user {user} has no training ratings in split {split}, so there is nothing to write a profile from"
    )]
    NoHistory {
        /// The user.
        user: Id,
        /// The split.
        split: String,
    },
    /// A state that the run does not have.
    #[error(
        "run {run} has {written} of {batches} states, and none after batch {state}; lusifer run writes what is missing"
    )]
    NoSuchState {
        /// The run.
        run: RunId,
        /// The state asked for.
        state: usize,
        /// States that it has.
        written: usize,
        /// Batches of its history.
        batches: usize,
    },
    /// A state number beyond the history's batches.
    #[error("the history of user {user} has {batches} batches, so there is no state after batch {state}")]
    NoSuchBatch {
        /// The user.
        user: Id,
        /// The state asked for.
        state: usize,
        /// Batches of the history.
        batches: usize,
    },
    /// A fork from a batch beyond the history's.
    #[error(
        "run {run} has {batches} batches, so there is no batch {from_batch} to write anew; fork it from batch 1 to \
         {batches}"
    )]
    ForkBeyond {
        /// The run.
        run: RunId,
        /// Batches of its history.
        batches: usize,
        /// The batch asked for.
        from_batch: usize,
    },
    /// A call whose text cannot be taken by hand.
    #[error("call {call} cannot be taken by hand: {why}")]
    ByHand {
        /// The call.
        call: i64,
        /// Why.
        why: String,
    },
    /// A run whose simulator was told other things.
    #[error(
        "run {run} was written from other item texts, user columns or split files than those that are open; name the \
         same --data, --item-texts and --split, or start another run with --user"
    )]
    ToldOtherwise {
        /// The run.
        run: RunId,
    },
    /// A run that was written in other prompts.
    #[error(
        "run {run} was written with other prompts ({theirs}) than those in use ({ours}); fork it to write on with these, \
         or name its own with --prompts"
    )]
    OtherPrompts {
        /// The run.
        run: RunId,
        /// Names the run's pack.
        theirs: String,
        /// Names the pack in use.
        ours: String,
    },
    /// What cannot be tried.
    #[error("{0}")]
    NoTrial(String),
    /// A run made under other settings than those of the workspace.
    #[error(
        "run {run} is another study: {what} is {theirs} there and {ours} here; open it with its own settings"
    )]
    OtherStudy {
        /// The run.
        run: RunId,
        /// What differs.
        what: &'static str,
        /// The run's value.
        theirs: String,
        /// The workspace's value.
        ours: String,
    },
}
