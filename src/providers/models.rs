//! What a server offers: its models, and whether the one that is wanted is among them; never a study.

use std::sync::Arc;
use std::time::{Duration, Instant};

use async_openai::Client;
use async_openai::config::OpenAIConfig;
use async_openai::error::OpenAIError;
use async_openai::middleware::HttpRequestFactory;
use futures::stream::{self, Stream, StreamExt};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::time::timeout;

use super::failure::{self, Trouble, for_people, plain};
use super::settings::Kind;
use super::{Format, Provider};
use crate::simulation::chat::{Cause, ChatModel, ChatRequest, Message, Role};

/// A model that a server offers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ModelEntry {
    /// Its name, as it is asked for.
    pub id: String,
    /// Its window in tokens, where the server says.
    pub context: Option<u64>,
    /// Size, family, quantisation, digest: what the server says besides.
    pub about: String,
}

/// What there is to know of a provider before a run.
#[derive(Clone, Debug)]
pub struct Probe {
    /// Its name.
    pub name: String,
    /// Its address.
    pub address: String,
    /// Whether it answered, and how fast; otherwise why not.
    pub reachable: Result<Duration, (Cause, String)>,
    /// The model that is wanted.
    pub model: String,
    /// Whether it is there; `None` = the server has no list.
    pub present: Option<bool>,
    /// The window, where known: of the model, and what the settings ask Ollama for.
    pub context: Option<u64>,
    /// How the form of an answer is asked for; `None` = not tried.
    pub format: Option<Format>,
    /// The key, at most its last four characters, and where it is from; `None` = none is sent.
    pub key: Option<String>,
    /// All models, by name.
    pub models: Vec<ModelEntry>,
    /// What else is worth a word.
    pub notes: Vec<String>,
}

/// How many of the models that there are stand in a sentence.
const NAMED: usize = 5;
/// Who failed for want of a model is not kept waiting for the names of others.
const NAMED_WITHIN: Duration = Duration::from_secs(5);

/// The models that there are, those whose names are most like the one that is not first: `gemma3:4b, llama3.2:3b and 4
/// more`; `None` where there are none.
pub fn at_hand<'a>(wanted: &str, models: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let wanted = wanted.to_lowercase();
    let mut models: Vec<(f64, &str)> = models
        .into_iter()
        .map(|model| (strsim::jaro_winkler(&wanted, &model.to_lowercase()), model))
        .collect();
    models.sort_by(|one, other| other.0.total_cmp(&one.0).then_with(|| one.1.cmp(other.1)));
    let named: Vec<&str> = models.iter().take(NAMED).map(|(_, model)| *model).collect();
    let more = match models.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    (!named.is_empty()).then(|| format!("{}{more}", named.join(", ")))
}

/// Models of Ollama's that are looked at together.
const SHOWN_AT_ONCE: usize = 2;

/// What Ollama says of the window of a model.
struct Shown {
    made_for: Option<u64>,
    by_file: Option<u64>,
}

/// A list is short.
const LISTED_WITHIN: Duration = Duration::from_secs(30);

/// Carries a trouble through async-openai, which knows only its own errors.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.words)]
struct Carried(Trouble);

impl Provider {
    /// The models that the server offers, by name.
    ///
    /// # Errors
    /// Why not, and in words.
    pub async fn models(&self) -> Result<Vec<ModelEntry>, (Cause, String)> {
        let listed = match self.wire.settings.kind {
            Kind::OpenAi => self.openai_models().await,
            Kind::Ollama => self.wire.look(Method::GET, "api/tags", None).await,
        };
        let value = listed.map_err(|trouble| (trouble.cause, trouble.words))?;
        let all = match &value {
            Value::Array(all) => Some(all),
            other => ["data", "models"].iter().find_map(|name| other.get(name)).and_then(Value::as_array),
        };
        let Some(all) = all else {
            let words = format!("this is no list of models: {}", plain(&value.to_string(), 80));
            return Err((Cause::Garbled, words));
        };
        let mut models: Vec<ModelEntry> = all.iter().filter_map(entry).collect();
        models.sort_by(|one, other| one.id.cmp(&other.id));
        models.dedup_by(|one, other| one.id == other.id);
        Ok(models)
    }

    /// Through async-openai, with our own wire below it: its own would try again unasked, tell the server of the
    /// organisation and project that the environment names, and lose status and headers of a refusal.
    async fn openai_models(&self) -> Result<Value, Trouble> {
        let wire = Arc::clone(&self.wire);
        let service = tower::service_fn(move |_: HttpRequestFactory| {
            let wire = Arc::clone(&wire);
            async move {
                wire.list("models").await.map_err(|trouble| OpenAIError::Boxed(Box::new(Carried(trouble))))
            }
        });
        let client =
            Client::build(self.wire.client.clone(), OpenAIConfig::default()).with_http_service(service);
        let models = client.models();
        let Ok(listed) = timeout(LISTED_WITHIN, models.list_byot::<Value>()).await else {
            let words = format!("the list of models was not whole within {}", for_people(LISTED_WITHIN));
            return Err(Trouble::new(Cause::TimedOut, words));
        };
        listed.map_err(|error| match error {
            OpenAIError::Boxed(inner) => match inner.downcast::<Carried>() {
                Ok(carried) => carried.0,
                Err(other) => Trouble::new(Cause::Garbled, plain(&other.to_string(), 200)),
            },
            OpenAIError::JSONDeserialize(error, body) => {
                let words = format!("this is no list of models ({error}): {}", plain(&body, 80));
                Trouble::new(Cause::Garbled, words)
            }
            OpenAIError::Reqwest(error) => {
                failure::broken(error, &self.wire.host(), self.wire.settings.timeouts.connect, true)
            }
            other => Trouble::new(Cause::Garbled, plain(&other.to_string(), 200)),
        })
    }

    /// What to ask in the place of a model that is not there: `; it has gemma3:4b, llama3.2:3b`; nothing where the
    /// server does not say. It is asked once.
    pub(super) async fn instead(&self) -> String {
        let listed = self.wire.listed.get_or_init(async || {
            let models = timeout(NAMED_WITHIN, self.models()).await;
            models.ok().and_then(Result::ok).into_iter().flatten().map(|model| model.id).collect()
        });
        let others = listed.await.iter().map(String::as_str).filter(|other| *other != self.model);
        at_hand(&self.model, others).map(|others| format!("; it has {others}")).unwrap_or_default()
    }

    /// What there is to know before a run. Costs nothing: no model is asked.
    pub async fn probe(&self) -> Probe {
        let start = Instant::now();
        let listed = self.models().await;
        let took = start.elapsed();
        let settings = &self.wire.settings;
        let key = match self.wire.key().await {
            Ok(key) => key.map(|key| key.to_string()),
            Err(_) => None,
        };
        let mut probe = Probe {
            name: settings.name.clone(),
            address: self.parameters().split(' ').nth(1).unwrap_or_default().to_owned(),
            reachable: Ok(took),
            model: self.model.clone(),
            present: None,
            context: None,
            format: self.format(),
            key,
            models: Vec::new(),
            notes: Vec::new(),
        };
        match listed {
            Ok(models) => {
                let found = models.iter().find(|entry| same_model(settings.kind, &entry.id, &self.model));
                probe.present = Some(found.is_some());
                probe.context = found.and_then(|entry| entry.context);
                probe.models = models;
            }
            // Some servers have no list, and chat all the same.
            Err((Cause::NoSuchPlace | Cause::Garbled, words)) => {
                probe.notes.push(format!("no list of models: {words}"));
            }
            Err(why) => probe.reachable = Err(why),
        }
        if settings.kind == Kind::Ollama && probe.present == Some(true) {
            self.look_closer(&mut probe).await;
        }
        probe
    }

    /// The window of a model of Ollama's: what it was made for, and what it is loaded with.
    async fn look_closer(&self, probe: &mut Probe) {
        let Some(Shown { made_for, by_file }) = self.shown(&self.model).await else { return };
        let asked = self.wire.settings.options.num_ctx;
        probe.context = asked.or(by_file).or(made_for);
        match (asked, made_for) {
            (Some(asked), Some(made_for)) if asked > made_for => probe.notes.push(format!(
                "num_ctx = {asked} is more than the model was made for ({made_for} tokens)"
            )),
            (None, Some(made_for)) if by_file.is_none() => probe.notes.push(format!(
                "num_ctx is not set: Ollama takes its own default, often 4,096 tokens, although the model could take {made_for}"
            )),
            _ => {}
        }
    }

    async fn shown(&self, model: &str) -> Option<Shown> {
        let value = self.wire.look(Method::POST, "api/show", Some(&json!({ "model": model }))).await.ok()?;
        let info = serde_json::from_value::<ollama_rs::models::ModelInfo>(value).ok()?;
        let made_for = info.model_info.iter().find(|(name, _)| name.ends_with(".context_length"));
        let by_file = info.parameters.lines().find_map(|line| {
            let mut words = line.split_whitespace();
            (words.next() == Some("num_ctx")).then(|| words.next()?.parse().ok())?
        });
        Some(Shown { made_for: made_for.and_then(|(_, value)| value.as_u64()), by_file })
    }

    /// The windows that models were made for, each as soon as it is known; a list of Ollama's says nothing of them.
    /// Costs nothing, and ends where the stream is dropped.
    pub fn windows(&self, models: Vec<String>) -> impl Stream<Item = (String, u64)> + use<> {
        let models = if self.wire.settings.kind == Kind::Ollama { models } else { Vec::new() };
        let provider = self.clone();
        let one = move |model: String| {
            let provider = provider.clone();
            async move {
                let shown = timeout(NAMED_WITHIN, provider.shown(&model)).await.ok()??;
                Some((model, shown.made_for?))
            }
        };
        stream::iter(models).map(one).buffered(SHOWN_AT_ONCE).filter_map(std::future::ready)
    }

    /// Asks the model one short question with a schema, to see how the form of an answer can be asked for.
    /// Costs some twenty tokens.
    pub async fn try_format(&self) -> Result<Format, (Cause, String)> {
        let schema = json!({
            "type": "object",
            "properties": { "ok": { "type": "boolean" } },
            "required": ["ok"],
            "additionalProperties": false,
        });
        let request = ChatRequest {
            messages: vec![Message {
                role: Role::User,
                text: "Answer with the JSON object {\"ok\": true}.".to_owned(),
            }],
            schema: Some(("check".to_owned(), schema)),
            temperature: None,
            seed: None,
            max_tokens: Some(64),
            step: None,
            window: None,
        };
        match self.ask(&request, &|_| ()).await {
            Ok(_) => Ok(self.format().unwrap_or(Format::Schema)),
            Err(failure) => Err((failure.cause, failure.words)),
        }
    }
}

/// Ollama's names have a tag, `latest` where it is left out.
fn same_model(kind: Kind, listed: &str, wanted: &str) -> bool {
    listed == wanted || kind == Kind::Ollama && listed.strip_suffix(":latest") == Some(wanted)
}

/// Read from plain JSON: ollama-rs's `LocalModel` has no digest, family or quantisation, async-openai's `Model` no
/// window, and neither does without fields that others leave out.
fn entry(value: &Value) -> Option<ModelEntry> {
    if let Value::String(id) = value {
        return Some(ModelEntry { id: plain(id, 200), ..ModelEntry::default() });
    }
    let text = |path: &str| value.pointer(path).and_then(Value::as_str).filter(|text| !text.is_empty());
    let id = text("/id").or_else(|| text("/model")).or_else(|| text("/name"))?;
    // vLLM, OpenRouter and Together, Groq, Mistral and LM Studio, llama.cpp.
    let context = [
        "/max_model_len",
        "/context_length",
        "/context_window",
        "/max_context_length",
        "/meta/n_ctx",
        "/meta/n_ctx_train",
    ]
    .iter()
    .find_map(|path| value.pointer(path).and_then(Value::as_u64));
    let mut about: Vec<String> =
        ["/details/family", "/details/parameter_size", "/details/quantization_level", "/owned_by"]
            .iter()
            .filter_map(|path| text(path))
            .map(|text| plain(text, 60))
            .collect();
    if let Some(digest) = text("/digest") {
        about.push(digest.chars().take(12).collect());
    }
    Some(ModelEntry { id: plain(id, 200), context, about: about.join(" ") })
}
