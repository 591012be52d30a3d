//! What implements [`ChatModel`] over a network: chat completions and Ollama, their limits, keys and lists of
//! models; never prompts, and never what an answer means.
//!
//! `openai` and `ollama` speak the two protocols; both send through `wire`, the only place where a key meets a
//! request. A refusal becomes a cause and words in `failure`.

pub mod cassette;
mod client;
mod dialect;
mod failure;
mod key;
mod keyring;
mod limits;
mod lines;
mod models;
pub mod ndjson;
mod ollama;
mod openai;
mod settings;
pub mod sse;
mod wire;

use std::sync::Arc;

use futures::Stream;
use futures::future::BoxFuture;

pub use dialect::Format;
pub use key::{Key, KeySource, OPENAI_API_KEY};
pub use keyring::Account;
pub use models::{ModelEntry, Probe, at_hand};
pub use settings::{
    Kind, Limits, OLLAMA, OLLAMA_HOST, OPENAI, Options, Prices, ProviderSettings, SettingsError, Timeouts,
};

use crate::simulation::Window;
use crate::simulation::chat::{Cause, ChatAnswer, ChatFailure, ChatModel, ChatRequest, Listener};
use dialect::Dialect;
use wire::Wire;

/// The window that Ollama loads a model with where it is not told: "the default context length is 4096 tokens" on
/// machines with little video memory (<https://github.com/ollama/ollama/blob/main/docs/context-length.mdx>).
const OLLAMA_WINDOW: u64 = 4_096;

/// A provider: one server, one model. Clones share connections and limits.
#[derive(Clone)]
pub struct Provider {
    wire: Arc<Wire>,
    model: String,
    /// What the server takes, as it was learned for this model.
    dialect: Arc<std::sync::Mutex<Dialect>>,
}

impl std::fmt::Debug for Provider {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Provider({} {})", self.wire.settings.name, self.model)
    }
}

impl Provider {
    /// Nothing is sent yet, and the key is not read yet.
    ///
    /// # Errors
    /// [`SettingsError`].
    pub fn new(settings: ProviderSettings) -> Result<Self, SettingsError> {
        let wire = Wire::new(settings)?;
        Ok(Self { model: wire.settings.model.clone(), dialect: Self::fresh(&wire), wire: Arc::new(wire) })
    }

    /// Another model of the same server; limits are shared.
    #[must_use]
    pub fn with_model(&self, model: impl Into<String>) -> Self {
        Self { wire: Arc::clone(&self.wire), model: model.into(), dialect: Self::fresh(&self.wire) }
    }

    fn fresh(wire: &Wire) -> Arc<std::sync::Mutex<Dialect>> {
        // OpenAI's newer models refuse max_tokens; older compatible servers know no other word.
        let openai = wire.address.host_str() == Some("api.openai.com");
        Arc::new(std::sync::Mutex::new(Dialect::new(openai, wire.settings.format)))
    }

    fn dialect(&self) -> Dialect {
        self.dialect.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }

    fn learn(&self, dialect: Dialect) {
        *self.dialect.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = dialect;
    }

    /// How the form of an answer is asked for, as far as is known; `None` before the first answer where the settings
    /// do not say.
    pub fn format(&self) -> Option<Format> {
        let dialect = self.dialect();
        let is_known = dialect.proven || dialect.format != Format::Schema;
        (is_known || self.wire.settings.format.is_some()).then_some(dialect.format)
    }
}

impl ChatModel for Provider {
    fn who(&self) -> (String, String) {
        (self.wire.settings.name.clone(), self.model.clone())
    }

    fn parameters(&self) -> String {
        let settings = &self.wire.settings;
        let mut address = self.wire.address.clone();
        address.set_query(None);
        let options = &settings.options;
        let mut all: std::collections::BTreeMap<String, serde_json::Value> = options.extra.clone();
        if let Some(window) = options.num_ctx {
            all.insert("num_ctx".to_owned(), window.into());
        }
        if let Some(think) = &options.think {
            all.insert("think".to_owned(), think.clone());
        }
        // keep_alive is left out: how long a model stays loaded changes no answer.
        let options = serde_json::to_string(&all).unwrap_or_default();
        format!("{} {} {options}", settings.kind.word(), address.as_str().trim_end_matches('/'))
    }

    fn dollars(&self, tokens_in: u64, tokens_out: u64) -> Option<f64> {
        self.wire.dollars(tokens_in, 0, tokens_out)
    }

    fn let_through(&self) {
        self.wire.let_through();
    }

    fn is_local(&self) -> bool {
        self.wire.is_local()
    }

    fn window(&self) -> Option<Window> {
        let settings = &self.wire.settings;
        let window = |tokens, from: &str, is_silent, can_be| {
            Some(Window { tokens, from: from.to_owned(), is_silent, can_be })
        };
        match (settings.kind, settings.options.num_ctx, settings.window) {
            // The model may have been made for less than what is asked for.
            (Kind::Ollama, Some(asked), made_for) => window(
                asked.min(made_for.unwrap_or(asked)),
                "num_ctx",
                true,
                Some(made_for.unwrap_or(u64::MAX)),
            ),
            (Kind::Ollama, None, made_for) => {
                let most = made_for.unwrap_or(u64::MAX);
                window(OLLAMA_WINDOW.min(most), "Ollama's own, num_ctx is not set", true, Some(most))
            }
            (Kind::OpenAi, _, Some(window_of_model)) => {
                window(window_of_model, "as the server or the config says", false, None)
            }
            (Kind::OpenAi, _, None) => None,
        }
    }

    fn ask<'a>(
        &'a self,
        request: &'a ChatRequest,
        heard: Listener<'a>,
    ) -> BoxFuture<'a, Result<ChatAnswer, Box<ChatFailure>>> {
        Box::pin(async move {
            let mut answered = match self.wire.settings.kind {
                Kind::OpenAi => openai::ask(self, request, heard).await,
                Kind::Ollama => ollama::ask(self, request, heard).await,
            };
            if let Err(failure) = &mut answered
                && failure.cause == Cause::NoSuchModel
            {
                failure.words.push_str(&self.instead().await);
            }
            answered
        })
    }
}

/// A model to ask.
///
/// # Errors
/// [`SettingsError`].
pub fn open(settings: ProviderSettings) -> Result<Arc<dyn ChatModel>, SettingsError> {
    Ok(Arc::new(Provider::new(settings)?))
}

/// What there is to know of a provider before a run.
///
/// # Errors
/// [`SettingsError`].
pub async fn probe(settings: ProviderSettings) -> Result<Probe, SettingsError> {
    Ok(Provider::new(settings)?.probe().await)
}

/// The windows of models of a provider that its list says nothing of, each as soon as it is known.
///
/// # Errors
/// [`SettingsError`].
pub fn windows(
    settings: ProviderSettings,
    models: Vec<String>,
) -> Result<impl Stream<Item = (String, u64)>, SettingsError> {
    Ok(Provider::new(settings)?.windows(models))
}

/// Text, and whether bytes that are not UTF-8 were replaced.
fn lossy(bytes: &[u8]) -> (String, bool) {
    match String::from_utf8_lossy(bytes) {
        std::borrow::Cow::Borrowed(text) => (text.to_owned(), false),
        std::borrow::Cow::Owned(text) => (text, true),
    }
}

/// About how many tokens a request takes, in and out.
fn estimate(request: &ChatRequest) -> u64 {
    prompt_estimate(request) + u64::from(request.max_tokens.unwrap_or(1000))
}

/// About how many tokens its prompt has.
fn prompt_estimate(request: &ChatRequest) -> u64 {
    let bytes: usize = request.messages.iter().map(|message| message.text.len() + 16).sum();
    (bytes / 4) as u64 + 1
}
