//! Language models as the settings name them, and where their calls are kept; never what is said to them.

use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;

use super::cassette::cassette;
use super::choice::window_of;
use super::settings::{OFFLINE, Settings};
use super::told::{Listener, Told, Whose};
use super::{Workspace, WorkspaceError};
use crate::config::providers::{JsonMode, Protocol, ProviderTable};
use crate::domain::{Call, Dataset, NewCall, RunId};
use crate::prompting::{Pack, Source};
use crate::providers::{self, Format, KeySource, Kind, Limits, Prices, ProviderSettings};
use crate::session::{CallMark, OpenMode, Store, StoreHandle};
use crate::simulation::chat::{ChatModel, Step};
use crate::simulation::{
    Budget, CallKeeper, LanguageModel, RetryPolicy, SimulationError, Telling, Temperatures,
};

/// The model that OpenAI is asked for unless another one is named.
const OPENAI_MODEL: &str = "gpt-4o-mini";

/// The language model of the settings, or the recording of one; `None` = the offline simulator needs none. Nothing is
/// sent yet.
///
/// # Errors
/// [`WorkspaceError`]: no such provider, no model named, a wrong address, a recording that cannot be used.
pub(super) fn model(settings: &Settings) -> Result<Option<Arc<dyn ChatModel>>, WorkspaceError> {
    match &settings.cassette {
        Some(wish) => Ok(Some(Arc::new(cassette(settings, wish)?))),
        None if settings.provider == OFFLINE => Ok(None),
        None => Ok(Some(providers::open(provider(settings)?)?)),
    }
}

/// The simulator that asks a language model. Nothing is sent yet.
///
/// # Errors
/// [`WorkspaceError`]: a prompt pack that cannot be used.
pub(super) fn simulator(
    settings: &Settings,
    model: Arc<dyn ChatModel>,
    dataset: Arc<Dataset>,
    calls: Calls,
    budget: Arc<Budget>,
) -> Result<(LanguageModel, Source), WorkspaceError> {
    let wish = &settings.model;
    let source = Source::open(wish.pack())?;
    let pack = Pack::new(source.clone())?;
    let usual = Temperatures::default();
    let temperatures = wish.temperature.map_or(usual, |both| Temperatures { profile: both, rating: both });
    let usual = RetryPolicy::default();
    // What was waited for when it was recorded is not waited for again.
    let policy = if settings.cassette.is_some() { usual.at_once() } else { usual };
    let simulator = LanguageModel::new(dataset, pack, model, Arc::new(calls)).with_policy(policy);
    Ok((simulator.with_temperatures(temperatures).with_budget(budget), source))
}

/// The provider of the settings.
///
/// # Errors
/// [`WorkspaceError::Provider`], [`WorkspaceError::NoModel`].
pub(super) fn provider(settings: &Settings) -> Result<ProviderSettings, WorkspaceError> {
    let (name, wish) = (&settings.provider, &settings.model);
    if let Some(table) = settings.providers.get(name) {
        let model = wish.name.as_ref().or(table.model.as_ref());
        let model = model.ok_or_else(|| WorkspaceError::NoModel(name.clone()))?;
        let provider = named(name, model, table);
        return Ok(ProviderSettings {
            window: window_of(Some(table), settings),
            base_url: wish.base_url.clone().or(provider.base_url),
            // A key belongs to the address that it was written beside.
            key: if wish.base_url.is_some() { KeySource::Usual } else { provider.key },
            ..provider
        });
    }
    let unknown = || WorkspaceError::Provider {
        name: name.clone(),
        named: settings.providers.keys().map(|name| format!(", {name}")).collect(),
    };
    let mut provider = match (Kind::from_word(name).ok_or_else(unknown)?, &wish.name) {
        (Kind::OpenAi, model) => ProviderSettings::openai(name, model.as_deref().unwrap_or(OPENAI_MODEL)),
        (Kind::Ollama, Some(model)) => ProviderSettings::ollama(name, model),
        (Kind::Ollama, None) => return Err(WorkspaceError::NoModel(name.clone())),
    };
    provider.base_url.clone_from(&wish.base_url);
    provider.window = window_of(None, settings);
    Ok(provider)
}

/// How the newest answer of a model was asked for, where one is kept.
pub(super) fn form_seen(store: &Store, provider: &str, model: &str) -> Option<Format> {
    Format::of_request(&store.newest_request(provider, model).ok()??)
}

/// A provider that does not answer.
pub(super) fn no_answer(words: String) -> WorkspaceError {
    WorkspaceError::Simulation(SimulationError::Provider(words))
}

/// How many requests may be under way at once; `None` where no model is asked.
pub(super) fn places(settings: &Settings) -> Option<usize> {
    (settings.provider != OFFLINE).then(|| {
        let table = settings.providers.get(&settings.provider);
        table.and_then(|table| table.concurrency).unwrap_or(Limits::default().concurrency).max(1)
    })
}

/// A provider as the person's settings describe it.
fn named(name: &str, model: &str, table: &ProviderTable) -> ProviderSettings {
    let mut provider = match table.kind {
        Protocol::OpenAi => ProviderSettings::openai(name, model),
        Protocol::Ollama => ProviderSettings::ollama(name, model),
    };
    provider.base_url.clone_from(&table.base_url);
    provider.key = match (&table.key_command, &table.key_file, &table.key_env) {
        (Some(command), ..) => KeySource::Command(command.clone()),
        (None, Some(file), _) => KeySource::File(file.clone()),
        (None, None, Some(variable)) => KeySource::Env(variable.clone()),
        (None, None, None) if table.key_keyring => KeySource::Keyring,
        (None, None, None) => KeySource::Usual,
    };
    provider.format = table.json_mode.map(|mode| match mode {
        JsonMode::Schema => Format::Schema,
        JsonMode::Object => Format::Object,
        JsonMode::Text => Format::Plain,
    });
    provider.options.num_ctx = table.num_ctx;
    provider.window = table.window;
    provider.options.keep_alive.clone_from(&table.keep_alive);
    let limits = &mut provider.limits;
    limits.concurrency = table.concurrency.unwrap_or(limits.concurrency).max(1);
    limits.requests_per_minute = table.requests_per_minute;
    limits.tokens_per_minute = table.tokens_per_minute;
    let seconds =
        |asked: Option<u64>, usual| asked.map_or(usual, |seconds| Duration::from_secs(seconds.max(1)));
    let timeouts = &mut provider.timeouts;
    timeouts.connect = seconds(table.connect_seconds, timeouts.connect);
    timeouts.first_token = seconds(table.first_token_seconds, timeouts.first_token);
    timeouts.gap = seconds(table.gap_seconds, timeouts.gap);
    timeouts.whole = seconds(table.whole_seconds, timeouts.whole);
    provider.prices = table.price.as_ref().map(|price| Prices {
        input: price.input,
        cached: price.cached,
        output: price.output,
        date: price.date.clone(),
    });
    provider.ca_file.clone_from(&table.ca_file);
    provider.proxy.clone_from(&table.proxy);
    provider.allow_plain_http_to.clone_from(&table.allow_plain_http_to);
    provider
}

/// Keeps calls in the store.
pub(super) struct Calls {
    pub(super) store: StoreHandle,
    /// Whether a model is asked, which says the same again; a recording says what it said then.
    pub(super) is_asked: bool,
    pub(super) told: Arc<Told>,
}

impl CallKeeper for Calls {
    fn keep(&self, run: RunId, call: NewCall) -> BoxFuture<'static, Result<(), String>> {
        let store = self.store.clone();
        Box::pin(async move {
            let kept = store.with(move |store| store.keep_call(run, &call, CallMark::Step)).await;
            kept.map(drop).map_err(|error| error.to_string())
        })
    }

    fn refused_before<'a>(&'a self, run: RunId, step: &'a Step) -> BoxFuture<'a, u32> {
        if !self.is_asked || step.repetition.is_some() {
            return Box::pin(std::future::ready(0));
        }
        let (task, batch, items) = (step.task, step.batch, step.items.clone());
        let count = self.store.with(move |store| store.refused(run, task, batch, &items));
        // Where the store cannot say, keeping the call will.
        Box::pin(async move { count.await.unwrap_or_default() })
    }

    fn keep_cancelled(&self, run: RunId, call: NewCall) {
        self.store.leave(move |store| store.keep_call(run, &call, CallMark::Step).map(drop));
    }

    fn tell(&self, run: RunId, telling: Telling) {
        self.told.tell(Whose::Run(run), telling);
    }

    fn hurried(&self, run: RunId) -> BoxFuture<'static, ()> {
        Box::pin(self.told.hurried(run))
    }
}

impl Settings {
    /// Looks whether who is to write can be asked, and says in a sentence what was found. Costs nothing.
    ///
    /// # Errors
    /// [`WorkspaceError`]: no such provider, it cannot be reached, it has no such model.
    pub async fn look_at_model(&self) -> Result<String, WorkspaceError> {
        if self.provider == OFFLINE {
            return Ok(format!("{OFFLINE}: the built-in offline simulator, no network, no key"));
        }
        let found = providers::probe(provider(self)?).await?;
        let who = format!("{}:{} at {}", found.name, found.model, found.address);
        let wrong = no_answer;
        let took = found.reachable.map_err(|(_, words)| wrong(format!("{who}: {words}")))?;
        if found.present == Some(false) {
            let there = providers::at_hand(&found.model, found.models.iter().map(|model| model.id.as_str()));
            let there = there.unwrap_or_else(|| "none".to_owned());
            return Err(wrong(format!("{who}: there is no such model; it has {there}")));
        }
        let there = if found.present.is_some() { "the model is there" } else { "it has no list of models" };
        let window =
            found.context.map_or_else(|| "window not known".to_owned(), |n| format!("window {n} tokens"));
        let seen = || form_seen(&Store::open(&self.store, OpenMode::Look).ok()?, &found.name, &found.model);
        let form = match (found.format, seen()) {
            (Some(format), _) => format!("form of answers: {}", format.word()),
            (None, Some(format)) => format!("form of answers: {}, as of the last one", format.word()),
            (None, None) => "form of answers: not tried yet".to_owned(),
        };
        let key = found.key.map_or_else(|| "no key is sent".to_owned(), |key| format!("key {key}"));
        let notes: String = found.notes.iter().map(|note| format!("; {note}")).collect();
        Ok(format!("{who}: answers in {} ms, {there}, {window}, {form}, {key}{notes}", took.as_millis()))
    }
}

impl Workspace {
    /// What is told from now on of requests.
    pub fn listen(&self, whose: Whose) -> Listener {
        self.inner.told.listen(whose)
    }

    /// Cuts short what the next request for a run waits for, but for limits of the settings.
    pub fn hurry(&self, run: RunId) {
        self.inner.told.hurry(run);
    }

    /// The calls of a run, oldest first.
    ///
    /// # Errors
    /// [`WorkspaceError::Store`].
    pub async fn calls(&self, run: RunId) -> Result<Vec<Call>, WorkspaceError> {
        Ok(self.inner.store.with(move |store| store.calls(run)).await?)
    }
}
