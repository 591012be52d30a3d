//! The simulator that asks a language model: prompts out, answers in, every call kept; never HTTP, never SQL.

mod ask;
mod budget;
mod calls;
mod fit;
mod outage;
mod paying;
mod retry;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use futures::future::BoxFuture;

use ask::Question;
pub use budget::{Budget, Meter};
pub use calls::{Asked, CallKeeper, Hindrance, Spending, Telling, Wait};
use outage::Outage;
pub use retry::RetryPolicy;

use super::chat::{ChatModel, ChatRequest, Step};
use super::{Forecast, Misfit, ProfileAnswer, ProfileRequest, RatingRequest, SimulationError, Simulator};
use crate::domain::{Dataset, Id, SimulatorIdentity, SlateRatings, Task, UserIx};
use crate::prompting::{
    Pack, ProfileAsk, ProfileContext, Prompt, RateContext, RatingAsk, RatingParts, TemplateError,
};

/// Version of what this simulator adds to prompts and takes from answers: part of a run's identity.
const VERSION: &str = "llm-1";

/// Most tokens of a profile with its update: three times what is asked for.
const PROFILE_TOKENS: u32 = 1_200;

/// Most tokens of the ratings of a slate: what one needs, and what stands around them.
const fn rating_tokens(items: usize) -> u32 {
    200 + 60 * items as u32
}

/// The model's own part of the parameters of a [`LanguageModel`]'s identity.
pub fn model_parameters(parameters: &str) -> &str {
    parameters.splitn(4, ", ").nth(3).unwrap_or_default()
}

/// Randomness of answers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Temperatures {
    /// Of profiles.
    pub profile: f64,
    /// Of ratings.
    pub rating: f64,
}

impl Default for Temperatures {
    fn default() -> Self {
        Self { profile: 0.7, rating: 0.0 }
    }
}

/// A user simulated by a language model.
pub struct LanguageModel {
    dataset: Arc<Dataset>,
    pack: Pack,
    model: Arc<dyn ChatModel>,
    keeper: Arc<dyn CallKeeper>,
    budget: Arc<Budget>,
    temperatures: Temperatures,
    policy: RetryPolicy,
    outage: Arc<Outage>,
    /// Which repetition of its steps it takes; `None` = the steps themselves.
    repetition: Option<u32>,
}

impl LanguageModel {
    /// Asks a model in the words of a pack, and keeps every call.
    pub fn new(
        dataset: Arc<Dataset>,
        pack: Pack,
        model: Arc<dyn ChatModel>,
        keeper: Arc<dyn CallKeeper>,
    ) -> Self {
        Self {
            dataset,
            pack,
            model,
            keeper,
            budget: Arc::new(Budget::new(None, 0.0)),
            temperatures: Temperatures::default(),
            policy: RetryPolicy::default(),
            outage: Arc::default(),
            repetition: None,
        }
    }

    /// The same, with other randomness.
    #[must_use]
    pub fn with_temperatures(self, temperatures: Temperatures) -> Self {
        Self { temperatures, ..self }
    }

    /// The same, with a cap on what it may cost, which others may share.
    #[must_use]
    pub fn with_budget(self, budget: impl Into<Arc<Budget>>) -> Self {
        Self { budget: budget.into(), ..self }
    }

    /// The same, with other patience.
    #[must_use]
    pub fn with_policy(self, policy: RetryPolicy) -> Self {
        Self { policy, ..self }
    }

    /// The same model asked in the words of another pack; what may be spent and what is known of the server are shared.
    #[must_use]
    pub fn in_words_of(&self, pack: Pack) -> Self {
        self.again(pack, Arc::clone(&self.keeper))
    }

    /// The same model asked in the same words, with its calls kept elsewhere.
    ///
    /// # Errors
    /// [`TemplateError`]; there was none when the pack was read.
    pub fn kept_by(&self, keeper: Arc<dyn CallKeeper>) -> Result<Self, TemplateError> {
        Ok(self.again(Pack::new(self.pack.source().clone())?, keeper))
    }

    /// The same, taking steps once more: the requests say which repetition they are for.
    #[must_use]
    pub fn repeating(self, number: u32) -> Self {
        Self { repetition: Some(number), ..self }
    }

    fn again(&self, pack: Pack, keeper: Arc<dyn CallKeeper>) -> Self {
        Self {
            dataset: Arc::clone(&self.dataset),
            pack,
            model: Arc::clone(&self.model),
            keeper,
            budget: Arc::clone(&self.budget),
            temperatures: self.temperatures,
            policy: self.policy,
            outage: Arc::clone(&self.outage),
            repetition: self.repetition,
        }
    }

    fn user(&self, user: &Id) -> Result<UserIx, SimulationError> {
        self.dataset.users.find(user).ok_or_else(|| SimulationError::UnknownUser(user.clone()))
    }

    fn profile_prompt(&self, asked: &ProfileRequest) -> Result<Prompt<ProfileAsk>, SimulationError> {
        let context = ProfileContext {
            dataset: &self.dataset,
            user: self.user(&asked.user)?,
            batch: asked.batch,
            batches: asked.batches,
            interactions: &asked.interactions,
            former: &asked.former,
        };
        self.pack.profile(&context).map_err(|error| unusable(&error))
    }

    fn rating_prompt(
        &self,
        asked: &RatingRequest,
        profile: &str,
        items: &[Id],
    ) -> Result<Prompt<RatingAsk>, SimulationError> {
        let context = RateContext {
            dataset: &self.dataset,
            user: self.user(&asked.user)?,
            profile,
            recent: &asked.recent,
            items,
        };
        self.pack.rate(&context).map_err(|error| unusable(&error))
    }

    async fn profile(&self, asked: &ProfileRequest) -> Result<ProfileAnswer, SimulationError> {
        let prompt = self.profile_prompt(asked)?;
        let checked = self.fits(&prompt, prompt.answer_tokens(), asked.fit).or_refuse(|misfit| misfit)?;
        let Prompt { messages, schema, ask, .. } = prompt;
        let request = ChatRequest {
            messages,
            schema: Some(schema),
            temperature: Some(self.temperatures.profile),
            seed: Some(asked.seed),
            max_tokens: Some(PROFILE_TOKENS),
            window: checked.window,
            step: None,
        };
        let read = |text: &str| ask.read(text);
        let step = Step {
            user: asked.user.clone(),
            task: Task::Profile,
            batch: asked.batch,
            items: Vec::new(),
            attempt: 1,
            seed: asked.seed,
            repetition: self.repetition,
        };
        let question = Question { run: asked.run, step, request, noticed: checked.noticed, read: &read };
        let (parts, usage) = self.answer(question).await?;
        Ok(ProfileAnswer { profile: parts.profile, update: parts.update, claims: parts.claims, usage })
    }

    /// Rates items; those that a model leaves out are asked for again, alone.
    async fn ratings(&self, asked: &RatingRequest) -> Result<SlateRatings, SimulationError> {
        let nothing = || SimulationError::NothingToGoOn("there is no profile to act on".to_owned());
        let state = asked.states.last().ok_or_else(nothing)?;
        let mut slate = SlateRatings { missing: asked.items.clone(), ..SlateRatings::default() };
        for round in 0..self.policy.answers {
            if slate.missing.is_empty() {
                break;
            }
            let items = std::mem::take(&mut slate.missing);
            match self.rate_some(asked, &state.profile, state.batch, &items).await {
                Ok((parts, usage)) => {
                    slate.usage = if round == 0 { usage } else { slate.usage.plus(usage) };
                    slate.ratings.extend(parts.slate.ratings);
                    slate.invalid.extend(parts.slate.invalid);
                    slate.missing = parts.slate.missing;
                }
                Err(error) if round == 0 => return Err(error),
                // What was answered before is not thrown away with what was not.
                Err(_) => {
                    slate.missing = items;
                    break;
                }
            }
        }
        let place = |item: &Id| asked.items.iter().position(|one| one == item);
        slate.ratings.sort_by_key(|rated| place(&rated.item));
        slate.invalid.sort_by_key(|invalid| place(&invalid.item));
        Ok(slate)
    }

    async fn rate_some(
        &self,
        asked: &RatingRequest,
        profile: &str,
        batch: usize,
        items: &[Id],
    ) -> Result<(RatingParts, crate::domain::Usage), SimulationError> {
        let prompt = self.rating_prompt(asked, profile, items)?;
        let checked = self.fits(&prompt, prompt.answer_tokens(), asked.fit).or_refuse(|misfit| {
            let fewer = self.that_fit(asked, profile, items, &misfit.window);
            Misfit { items: items.len(), fewer, ..misfit }
        })?;
        let Prompt { messages, schema, ask, .. } = prompt;
        let request = ChatRequest {
            messages,
            schema: Some(schema),
            temperature: Some(self.temperatures.rating),
            seed: Some(asked.seed),
            max_tokens: Some(rating_tokens(items.len())),
            window: checked.window,
            step: None,
        };
        let read = |text: &str| ask.read(text);
        let step = Step {
            user: asked.user.clone(),
            task: Task::Rating,
            batch,
            items: items.to_vec(),
            attempt: 1,
            seed: asked.seed,
            repetition: self.repetition,
        };
        self.answer(Question { run: asked.run, step, request, noticed: checked.noticed, read: &read }).await
    }
}

impl Simulator for LanguageModel {
    fn identity(&self) -> SimulatorIdentity {
        let (provider, model) = self.model.who();
        let Temperatures { profile, rating } = self.temperatures;
        let parameters = format!(
            "{VERSION}, prompts {}, temperature {profile} and {rating}, {}",
            self.pack.hash(),
            self.model.parameters()
        );
        SimulatorIdentity { provider, model: Some(model), parameters }
    }

    fn forecast_profile(&self, asked: &ProfileRequest) -> Option<Result<Forecast, SimulationError>> {
        let prompt = self.profile_prompt(asked);
        Some(prompt.map(|prompt| self.forecast(&prompt, prompt.answer_tokens())))
    }

    fn forecast_rating(&self, asked: &RatingRequest) -> Option<Result<Forecast, SimulationError>> {
        let profile = asked.states.last().map_or("", |state| &state.profile);
        let prompt = self.rating_prompt(asked, profile, &asked.items);
        Some(prompt.map(|prompt| self.forecast(&prompt, prompt.answer_tokens())))
    }

    fn write_profile<'a>(
        &'a self,
        request: &'a ProfileRequest,
    ) -> BoxFuture<'a, Result<ProfileAnswer, SimulationError>> {
        Box::pin(self.profile(request))
    }

    fn rate<'a>(
        &'a self,
        request: &'a RatingRequest,
    ) -> BoxFuture<'a, Result<SlateRatings, SimulationError>> {
        Box::pin(self.ratings(request))
    }
}

fn unusable(error: &TemplateError) -> SimulationError {
    SimulationError::NothingToGoOn(format!("the prompt cannot be made: {error}"))
}
