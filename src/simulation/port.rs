//! The `Simulator` port: what every simulator of a user can be asked, whoever answers.

use futures::future::BoxFuture;
use thiserror::Error;

use super::{Fit, Forecast, Misfit};
use crate::domain::{
    Id, Interaction, ProfileState, RunId, SimulatorIdentity, SlateRatings, StatedClaim, Usage,
};

/// Asks for the first profile (no former states) or for the revision of the newest one.
#[derive(Clone, Debug)]
pub struct ProfileRequest {
    /// The run for which it is asked; says nothing about the answer.
    pub run: RunId,
    /// The user.
    pub user: Id,
    /// Number of the batch to be read, 1 = first; always `former.len() + 1`.
    pub batch: usize,
    /// How many batches the history has.
    pub batches: usize,
    /// The new interactions, in the order in which they are to be read.
    pub interactions: Vec<Interaction>,
    /// All former states, oldest first.
    pub former: Vec<ProfileState>,
    /// Seed of everything random in the answer.
    pub seed: u64,
    /// What is done if the prompt may not fit.
    pub fit: Fit,
}

/// A profile, as a simulator wrote it.
#[derive(Clone, Debug, PartialEq)]
pub struct ProfileAnswer {
    /// The text; paragraphs are separated by an empty line.
    pub profile: String,
    /// What changed and why, in one sentence or two; `None` for the first profile.
    pub update: Option<String>,
    /// The claims with the items that the simulator says they rest on; empty for one that is not asked for them.
    pub claims: Vec<StatedClaim>,
    /// What it took.
    pub usage: Usage,
}

/// An estimate that a simulator has of a user, in stars.
#[derive(Clone, Debug, PartialEq)]
pub struct Estimate {
    /// Of what: `thrillers`.
    pub what: String,
    /// Expected value: how far above others (or below).
    pub mean: f64,
    /// Standard deviation.
    pub sd: f64,
    /// How many of the user's ratings bear on it.
    pub ratings: usize,
}

/// A sentence of a profile with what its simulator had in mind.
#[derive(Clone, Debug, PartialEq)]
pub struct Grounds {
    /// The sentence as it was written.
    pub sentence: String,
    /// The estimates that it was made from.
    pub estimates: Vec<Estimate>,
}

/// Asks a simulator to rate items as the user.
#[derive(Clone, Debug)]
pub struct RatingRequest {
    /// The run for which it is asked; says nothing about the answer.
    pub run: RunId,
    /// The user.
    pub user: Id,
    /// The states up to and including the one whose profile is to be acted on, oldest first; never empty.
    pub states: Vec<ProfileState>,
    /// The user's last interactions as of that state (ten by default), oldest first.
    pub recent: Vec<Interaction>,
    /// The items to be rated, in the order in which they are to be sent.
    pub items: Vec<Id>,
    /// Seed of everything random in the answer.
    pub seed: u64,
    /// What is done if the prompt may not fit.
    pub fit: Fit,
}

/// Why a simulator gave no answer.
#[derive(Clone, Debug, Error)]
pub enum SimulationError {
    /// The request names a user that the data set does not have.
    #[error("user {0} is not in the data set")]
    UnknownUser(Id),
    /// The request holds nothing to write a profile from or nothing to act on.
    #[error("{0}")]
    NothingToGoOn(String),
    /// The prompt may not fit the model's window; nothing was sent.
    #[error("{0}")]
    Misfit(Box<Misfit>),
    /// The budget does not allow it.
    #[error("{0}")]
    Budget(String),
    /// No answer could be taken.
    #[error("{0}")]
    NoAnswer(String),
    /// A recording answers, and holds no answer to this, or to another question than this.
    #[error("{0}")]
    NotRecorded(String),
    /// The simulator could not be reached or refused.
    #[error("{0}")]
    Provider(String),
}

/// Writes and revises a user's profile, and rates items as that user.
///
/// Dropping a returned future cancels the request. An implementation keeps nothing between two requests:
/// all that an answer depends on is in the request, in the data set and in [`Self::identity`], so a run can
/// be resumed by another process.
pub trait Simulator: Send + Sync {
    /// Who this is: stored with every run.
    fn identity(&self) -> SimulatorIdentity;

    /// Writes the first profile or revises the newest one.
    fn write_profile<'a>(
        &'a self,
        request: &'a ProfileRequest,
    ) -> BoxFuture<'a, Result<ProfileAnswer, SimulationError>>;

    /// What writing that profile will take; `None` for one that asks nobody. Sends nothing.
    fn forecast_profile(&self, _request: &ProfileRequest) -> Option<Result<Forecast, SimulationError>> {
        None
    }

    /// What that rating will take; `None` for one that asks nobody. Sends nothing.
    fn forecast_rating(&self, _request: &RatingRequest) -> Option<Result<Forecast, SimulationError>> {
        None
    }

    /// What this simulator had in mind with the sentences of the profile that it writes for a request; empty for
    /// one that cannot tell, as a language model cannot.
    fn grounds<'a>(
        &'a self,
        _request: &'a ProfileRequest,
    ) -> BoxFuture<'a, Result<Vec<Grounds>, SimulationError>> {
        Box::pin(std::future::ready(Ok(Vec::new())))
    }

    /// Rates items as the user. Every item asked for is in exactly one list of the answer.
    fn rate<'a>(&'a self, request: &'a RatingRequest)
    -> BoxFuture<'a, Result<SlateRatings, SimulationError>>;
}
