//! What was asked, whichever protocol it went over: the parts of a request that an answer depends on; never how they
//! are compared.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::Played;
use crate::simulation::chat::{ChatRequest, NewCall};

/// Parts of a chat completion that are compared by name, or that no answer depends on.
const OF_COMPLETIONS: [&str; 9] = [
    "model",
    "messages",
    "stream",
    "stream_options",
    "response_format",
    "max_tokens",
    "max_completion_tokens",
    "temperature",
    "seed",
];

/// The same, of Ollama's own protocol.
const OF_OLLAMA: [&str; 6] = ["model", "messages", "stream", "format", "options", "keep_alive"];

/// A request. What is `None` was not said, or is not known.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Asked {
    pub(super) model: Option<String>,
    /// Who says what, in order.
    pub(super) messages: Vec<(String, String)>,
    pub(super) temperature: Option<f64>,
    pub(super) seed: Option<u64>,
    pub(super) max_tokens: Option<u64>,
    pub(super) schema: Option<Value>,
    /// What else the server was told.
    pub(super) options: Option<BTreeMap<String, Value>>,
}

impl Asked {
    /// What is asked now. `seeds` are those of the run now, of the run that was recorded, and of the run that made the
    /// call: a shared state was asked for with the seed of the run that was left.
    pub(super) fn now(request: &ChatRequest, played: &Played, seeds: (u64, u64, u64)) -> Self {
        let (run, recorded, made) = seeds;
        let shift =
            |seed: u64| if run == recorded { seed.wrapping_sub(run).wrapping_add(made) } else { seed };
        Self {
            model: played.now.as_ref().map(|(model, _)| model.clone()),
            messages: request
                .messages
                .iter()
                .map(|message| (message.role.word().to_owned(), message.text.clone()))
                .collect(),
            temperature: request.temperature,
            seed: request.seed.map(shift),
            max_tokens: request.max_tokens.map(u64::from),
            schema: request.schema.as_ref().map(|(_, schema)| schema.clone()),
            options: played.now.as_ref().map(|(_, options)| options.clone()),
        }
    }

    /// What was asked then; `None` where the request was not kept or is no JSON.
    pub(super) fn then(made: &NewCall) -> Option<Self> {
        let value: Value = serde_json::from_str(&made.exchange.request).ok()?;
        let body = value.as_object()?;
        let messages = body.get("messages")?.as_array()?;
        let text = |message: &Value, name: &str| message.get(name).and_then(Value::as_str).map(str::to_owned);
        let messages = messages
            .iter()
            .map(|message| Some((text(message, "role")?, text(message, "content")?)))
            .collect::<Option<_>>()?;
        let model = body.get("model").and_then(Value::as_str).map(str::to_owned);
        // Ollama's options stand apart, and its schema has another name.
        let is_ollama = made.exchange.url.trim_end_matches('/').ends_with("/api/chat");
        let nothing = Map::new();
        let options =
            if is_ollama { body.get("options").and_then(Value::as_object).unwrap_or(&nothing) } else { body };
        let number = |name: &str| options.get(name).and_then(Value::as_u64);
        let schema = if is_ollama {
            body.get("format").filter(|format| format.is_object())
        } else {
            value.pointer("/response_format/json_schema/schema")
        };
        let others = |known: &'static [&'static str], from: &Map<String, Value>| -> Vec<(String, Value)> {
            let is_other = |name: &str| !known.contains(&name);
            from.iter()
                .filter(|(name, _)| is_other(name))
                .map(|(name, is)| (name.clone(), is.clone()))
                .collect()
        };
        let extra = if is_ollama {
            let mut extra = others(&OF_OLLAMA, body);
            extra.extend(others(&["temperature", "seed", "num_predict"], options));
            extra
        } else {
            others(&OF_COMPLETIONS, body)
        };
        Some(Self {
            model,
            messages,
            temperature: options.get("temperature").and_then(Value::as_f64),
            seed: number("seed"),
            max_tokens: ["max_tokens", "max_completion_tokens", "num_predict"].into_iter().find_map(number),
            schema: schema.cloned(),
            options: Some(extra.into_iter().collect()),
        })
    }
}
