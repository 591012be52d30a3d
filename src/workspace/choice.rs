//! Choosing who writes from now on: which providers there are, what one of them offers, and the same study with
//! another one; never how a provider is asked.

use std::sync::Arc;

use futures::Stream;

use super::models;
use super::settings::{OFFLINE, Settings};
use super::{Inner, Workspace, WorkspaceError};
use crate::config::providers::{Protocol, ProviderTable};
use crate::providers::{self, Kind, ProviderSettings};
pub use crate::simulation::{Choice, Found, Offered, OfferedModel};
use crate::simulation::{Meter, READ_ONLY, SimulationError};

impl Settings {
    /// The same, but for who writes. What was said for one provider alone (address, model) is not said for another.
    #[must_use]
    pub fn choosing(&self, choice: &Choice) -> Self {
        let mut settings = self.clone();
        if choice.provider != self.provider {
            let is_openai =
                choice.provider == Kind::OpenAi.word() && !self.providers.contains_key(&choice.provider);
            settings.model.base_url = self.model.openai_at.clone().filter(|_| is_openai);
            settings.model.name = None;
        }
        settings.provider.clone_from(&choice.provider);
        if choice.model.is_some() {
            settings.model.name.clone_from(&choice.model);
        }
        settings.model.window = choice.window;
        settings.cassette = None;
        settings
    }

    /// The providers that can be chosen: the offline simulator, the two that are built in, and those that the person
    /// has named. Nothing is asked, no key is read.
    pub fn offered(&self) -> Vec<Offered> {
        let built_in = [OFFLINE, Kind::OpenAi.word(), Kind::Ollama.word()];
        let named = self.providers.keys().map(String::as_str).filter(|name| !built_in.contains(name));
        built_in.into_iter().chain(named).map(|name| self.offer(name)).collect()
    }

    fn offer(&self, name: &str) -> Offered {
        let is_current = self.provider == name;
        let choice = Choice { provider: name.to_owned(), model: None, window: None };
        let settings = self.choosing(&choice);
        let mut offered = Offered {
            name: name.to_owned(),
            speaks: "",
            address: None,
            model: settings.model.name.clone(),
            key: None,
            is_current,
        };
        if name == OFFLINE {
            return offered;
        }
        let table = self.providers.get(name);
        offered.speaks = match table.map(|table| table.kind) {
            Some(Protocol::OpenAi) => Kind::OpenAi.word(),
            Some(Protocol::Ollama) => Kind::Ollama.word(),
            None => Kind::from_word(name).map_or("", Kind::word),
        };
        if let Ok(provider) = any_model(&settings) {
            offered.address = Some(match provider.address() {
                Ok(address) => address.to_string().trim_end_matches('/').to_owned(),
                Err(wrong) => wrong.to_string(),
            });
            offered.model = Some(provider.model.clone()).filter(|model| !model.is_empty());
            offered.key = provider.key_from();
        }
        offered
    }
}

/// The provider of the settings, also where it has no model of its own choice yet.
pub(super) fn any_model(settings: &Settings) -> Result<ProviderSettings, WorkspaceError> {
    match models::provider(settings) {
        Err(WorkspaceError::NoModel(_)) => {
            let mut settings = settings.clone();
            settings.model.name = Some(String::new());
            models::provider(&settings)
        }
        provider => provider,
    }
}

impl Workspace {
    /// The providers that can be chosen; nothing is asked.
    pub fn offered(&self) -> Vec<Offered> {
        self.settings().offered()
    }

    fn any_model_of(&self, provider: &str) -> Result<ProviderSettings, WorkspaceError> {
        let choice = Choice { provider: provider.to_owned(), model: None, window: None };
        any_model(&self.settings().choosing(&choice))
    }

    /// The windows of a provider's models that its list says nothing of, each as soon as it is known. Costs nothing.
    ///
    /// # Errors
    /// [`WorkspaceError`]: it is not known.
    pub fn windows(
        &self,
        provider: &str,
        found: &Found,
    ) -> Result<impl Stream<Item = (String, u64)> + use<>, WorkspaceError> {
        let silent = found.models.iter().filter(|model| model.window.is_none());
        let names = silent.map(|model| model.name.clone()).collect();
        Ok(providers::windows(self.any_model_of(provider)?, names)?)
    }

    /// Asks a provider for its models. Costs nothing.
    ///
    /// # Errors
    /// [`WorkspaceError`]: it is not known, or does not answer.
    pub async fn look_at(&self, provider: &str) -> Result<Found, WorkspaceError> {
        let probe = providers::probe(self.any_model_of(provider)?).await?;
        let wrong = |words: String| models::no_answer(format!("{provider} at {}: {words}", probe.address));
        let took = probe.reachable.map_err(|(_, words)| wrong(words))?;
        let form = match probe.format {
            Some(format) => Some(format),
            None => {
                let (name, model) = (probe.name, probe.model);
                self.inner.store.with(move |store| Ok(models::form_seen(store, &name, &model))).await?
            }
        };
        let models = probe.models.into_iter();
        Ok(Found {
            took,
            models: models
                .map(|model| OfferedModel { name: model.id, window: model.context, about: model.about })
                .collect(),
            key: probe.key,
            form: form.map(providers::Format::word),
            notes: probe.notes,
        })
    }

    /// The same study, written by another model from now on: data, store, budget and what was fitted are shared.
    /// Nothing is sent.
    ///
    /// # Errors
    /// [`WorkspaceError`]: no such provider, no model named, a wrong address, a prompt pack that cannot be used.
    pub fn with_model(&self, choice: &Choice) -> Result<Self, WorkspaceError> {
        let Inner {
            opened, split, fingerprint, store, templates, told, budget, baselines, vocabulary, ..
        } = &*self.inner;
        if self.settings().replay.is_some() {
            return Err(SimulationError::NothingToGoOn(READ_ONLY.to_owned()).into());
        }
        // In the words that are in use now.
        let settings = self.settings_in_use().choosing(choice);
        let model = models::model(&settings)?;
        let inner = Inner {
            settings,
            opened: opened.clone(),
            split: Arc::clone(split),
            fingerprint: fingerprint.clone(),
            store: store.clone(),
            templates: Arc::clone(templates),
            told: Arc::clone(told),
            budget: Arc::clone(budget),
            playing: None,
            baselines: Arc::clone(baselines),
            vocabulary: Arc::clone(vocabulary),
        };
        let words = inner.words(model)?;
        Ok(Self { inner: Arc::new(inner), fit: self.fit, words: Arc::new(words) })
    }

    /// Whether a model is asked, which takes tokens; a recording is none.
    pub fn asks_a_model(&self) -> bool {
        let settings = self.settings();
        settings.provider != OFFLINE && settings.cassette.is_none() && settings.replay.is_none()
    }

    /// What the session has come to.
    pub fn meter(&self) -> Meter {
        self.inner.budget.meter()
    }

    /// From now on at most so many dollars in all; `None` = as much as it takes.
    pub fn set_budget(&self, cap: Option<f64>) {
        self.inner.budget.set_cap(cap);
    }
}

/// A window that the config names for a provider wins over what its server says.
pub(super) fn window_of(table: Option<&ProviderTable>, settings: &Settings) -> Option<u64> {
    table.and_then(|table| table.window).or(settings.model.window)
}
