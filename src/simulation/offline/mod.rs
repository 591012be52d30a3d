//! The offline simulator: profiles in plain words and ratings from one statistical model of taste; deterministic
//! for a seed, without network and without a language model.

mod changes;
mod cites;
mod claims;
mod facets;
mod grounds;
mod habits;
mod lengthen;
mod person;
mod phrases;
mod portrait;
mod prose;
mod reading;
mod reasons;
#[cfg(test)]
mod tests;
mod themes;
mod turned;
mod turns;
mod unchanged;
mod update;
mod voice;
mod wording;

use std::sync::{Arc, OnceLock};

use futures::FutureExt;
use futures::future::BoxFuture;

use self::facets::Facets;
use self::portrait::Portrait;
use self::prose::Pen;
use self::reading::{Reading, Seen};
use self::voice::Voice;
use super::{Grounds, ProfileAnswer, ProfileRequest, RatingRequest, SimulationError, Simulator};
use crate::domain::{
    Dataset, HistorySpec, Id, Interaction, SimulatedRating, SimulatorIdentity, SlateRatings, Split, Usage,
    UserIx,
};
use crate::recommenders::taste::CrowdModel;

/// Writes profiles and rates items from the taste model of [`crate::recommenders::taste`].
///
/// Ratings are the expected rating rounded to the nearest of the data set's scale; a profile is made of
/// statements on the same expectation. Everything is computed from the interactions in the request and from
/// everybody's training history; texts of former states are not read.
#[derive(Debug)]
pub struct OfflineSimulator {
    dataset: Arc<Dataset>,
    split: Arc<Split>,
    spec: HistorySpec,
    model: OnceLock<Option<Model>>,
}

/// What is fitted once, when it is first needed.
#[derive(Debug)]
struct Model {
    crowd: CrowdModel,
    facets: Facets,
}

impl OfflineSimulator {
    /// A simulator for a data set. Cheap: the model is fitted by the first request, or by [`Self::prepare`].
    pub fn new(dataset: Arc<Dataset>, split: Arc<Split>, spec: HistorySpec) -> Self {
        Self { dataset, split, spec, model: OnceLock::new() }
    }

    /// Fits the model now, where a thread may be busy for a while: milliseconds for `MovieLens` 100K, a second or
    /// two for the largest data sets.
    pub fn prepare(&self) {
        self.model();
    }

    fn model(&self) -> Option<&Model> {
        let fit = || {
            let crowd = CrowdModel::fit(&self.dataset, &self.split, &self.spec);
            let facets = Facets::of(&self.dataset, &crowd)?;
            Some(Model { crowd, facets })
        };
        self.model.get_or_init(fit).as_ref()
    }

    fn user(&self, user: &Id) -> Result<UserIx, SimulationError> {
        self.dataset.users.find(user).ok_or_else(|| SimulationError::UnknownUser(user.clone()))
    }

    /// The interactions of batches in dense indices; items that the data set does not have are passed over.
    fn seen<'i>(&self, batches: impl Iterator<Item = &'i [Interaction]>) -> Vec<Seen> {
        let mut seen = Vec::new();
        for (batch, interactions) in (1..).zip(batches) {
            seen.extend(interactions.iter().filter_map(|one| {
                let item = self.dataset.items.find(&one.item)?;
                Some(Seen { item, rating: one.rating, batch })
            }));
        }
        seen
    }

    fn write(&self, request: &ProfileRequest) -> Result<ProfileAnswer, SimulationError> {
        self.drawn(request, |pen, portrait, person, former| {
            let profile = prose::profile(pen, portrait, person);
            let update = match former {
                None if request.former.is_empty() => None,
                None => Some("Only now is there a rating to go by, so the profile starts here.".to_owned()),
                Some((before, was)) => {
                    let changes = changes::changes(pen.facets, pen.reading, was, portrait);
                    let minor = changes::minor(was, portrait);
                    let news = changes::turn_news(was, portrait);
                    Some(update::update(
                        pen,
                        &news,
                        portrait.turning.as_ref(),
                        &changes,
                        &minor,
                        &surprises(before, pen.reading),
                    ))
                }
            };
            ProfileAnswer { profile, update, claims: Vec::new(), usage: usage() }
        })
    }

    /// The estimates behind the sentences that [`Self::write`] writes.
    fn behind(&self, request: &ProfileRequest) -> Result<Vec<Grounds>, SimulationError> {
        self.drawn(request, |pen, portrait, person, _| {
            let sentences = prose::sentences(pen, portrait, person);
            sentences.iter().filter_map(|one| grounds::grounds(pen, &one.text, &one.basis)).collect()
        })
    }

    /// Draws the portrait for a request and hands it to `then`, with what was read, the person, and the state
    /// before where there is one.
    fn drawn<T>(
        &self,
        request: &ProfileRequest,
        then: impl FnOnce(&Pen<'_>, &Portrait, Option<&str>, Option<&(Reading<'_>, Portrait)>) -> T,
    ) -> Result<T, SimulationError> {
        let user = self.user(&request.user)?;
        let batches = request.former.iter().map(|state| &*state.interactions);
        let seen = self.seen(batches.chain([&*request.interactions]));
        let Some(model) = self.model().filter(|_| !seen.is_empty()) else {
            return Err(SimulationError::NothingToGoOn(format!(
                "batch {} of user {} holds no rating of an item of this data set, and neither do earlier ones",
                request.batch, request.user
            )));
        };
        let voice = Voice::new(request.seed, &request.user);
        let read =
            |batch| Reading::of(&model.crowd, &model.facets, Some(user), &seen, self.spec.order, batch);
        let draw = |reading: &Reading<'_>, former: Option<&Portrait>| {
            Portrait::draw(&model.facets, reading, &voice, former)
        };
        // Each state depends on the ones before it, so all are drawn again; texts of former states are not read.
        let last = request.former.len() + 1;
        let mut former: Option<(Reading<'_>, Portrait)> = None;
        for batch in 1..last {
            let reading = read(batch);
            if reading.len() > 0 {
                let portrait = draw(&reading, former.as_ref().map(|(_, portrait)| portrait));
                former = Some((reading, portrait));
            }
        }
        let reading = read(last);
        let portrait = draw(&reading, former.as_ref().map(|(_, portrait)| portrait));
        let pen = Pen { dataset: &self.dataset, facets: &model.facets, reading: &reading, voice: &voice };
        let person = person::person(&self.dataset.users, user);
        Ok(then(&pen, &portrait, person.as_deref(), former.as_ref()))
    }

    fn answer(&self, request: &RatingRequest) -> Result<SlateRatings, SimulationError> {
        let user = self.user(&request.user)?;
        let seen = self.seen(request.states.iter().map(|state| &*state.interactions));
        let Some(model) = self.model().filter(|_| !request.states.is_empty()) else {
            return Err(SimulationError::NothingToGoOn(format!(
                "there is no profile of user {} to rate items by: write one first",
                request.user
            )));
        };
        let voice = Voice::new(request.seed, &request.user);
        let reading = {
            let batch = request.states.len();
            Reading::of(&model.crowd, &model.facets, Some(user), &seen, self.spec.order, batch)
        };
        let pen = Pen { dataset: &self.dataset, facets: &model.facets, reading: &reading, voice: &voice };
        let mut answer = SlateRatings { usage: usage(), ..SlateRatings::default() };
        for id in &request.items {
            match self.dataset.items.find(id) {
                None => answer.missing.push(id.clone()),
                Some(item) => {
                    let prediction = reading.posterior.predict(item);
                    answer.ratings.push(SimulatedRating {
                        item: id.clone(),
                        rating: self.dataset.scale.nearest(claims::rounded(prediction.mean)),
                        reason: Some(reasons::reason(&pen, item, &prediction)),
                    });
                }
            }
        }
        Ok(answer)
    }
}

/// How far each rating of the newest batch lay from what the state before expected, in steps.
fn surprises(before: &Reading<'_>, reading: &Reading<'_>) -> Vec<(usize, f64)> {
    let gap = |at: usize| {
        let seen = reading.seen.get(at)?;
        let expected = before.posterior.predict(seen.item).mean;
        Some((at, (seen.rating.stars() - expected) / reading.crowd.step()))
    };
    (0..reading.len()).filter(|at| reading.is_new(*at)).filter_map(gap).collect()
}

/// One answer, no tokens; what it costs is not counted in money.
fn usage() -> Usage {
    Usage { calls: 1, attempts: 1, ..Usage::default() }
}

impl Simulator for OfflineSimulator {
    fn identity(&self) -> SimulatorIdentity {
        SimulatorIdentity { provider: "sim".into(), model: None, parameters: "offline-1".into() }
    }

    fn write_profile<'a>(
        &'a self,
        request: &'a ProfileRequest,
    ) -> BoxFuture<'a, Result<ProfileAnswer, SimulationError>> {
        async move { self.write(request) }.boxed()
    }

    fn grounds<'a>(
        &'a self,
        request: &'a ProfileRequest,
    ) -> BoxFuture<'a, Result<Vec<Grounds>, SimulationError>> {
        async move { self.behind(request) }.boxed()
    }

    fn rate<'a>(
        &'a self,
        request: &'a RatingRequest,
    ) -> BoxFuture<'a, Result<SlateRatings, SimulationError>> {
        async move { self.answer(request) }.boxed()
    }
}
