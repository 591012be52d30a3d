//! A request -> the JSON of `/api/chat`; never the answer.

use ollama_rs::generation::chat::request::ChatMessageRequest;
use ollama_rs::generation::chat::{ChatMessage, MessageRole};
use ollama_rs::models::ModelOptions;
use serde_json::Value;

use crate::providers::dialect::Format;
use crate::providers::settings::ProviderSettings;
use crate::simulation::chat::{ChatRequest, Role};

pub(super) fn body(settings: &ProviderSettings, model: &str, request: &ChatRequest, format: Format) -> Value {
    let own = &settings.options;
    let mut options = ModelOptions::default().extras(own.extra.clone());
    if let Some(window) = request.window.or(own.num_ctx) {
        options = options.num_ctx(window);
    }
    // As "extra": the type has the temperature as f32 and the seed as i32.
    if let Some(temperature) = request.temperature {
        options = options.extra("temperature", temperature);
    }
    if let Some(seed) = request.seed {
        options = options.extra("seed", seed);
    }
    if let Some(most) = request.max_tokens {
        options = options.extra("num_predict", most);
    }
    let messages = request
        .messages
        .iter()
        .map(|message| {
            let role = match message.role {
                Role::System => MessageRole::System,
                Role::User => MessageRole::User,
                Role::Assistant => MessageRole::Assistant,
            };
            ChatMessage::new(role, message.text.clone())
        })
        .collect();
    let typed = ChatMessageRequest::new(model.to_owned(), messages).options(options);
    // Serialising strings and numbers cannot fail; were it to, the server says what is missing.
    let mut value = serde_json::to_value(typed).unwrap_or_default();
    if let Value::Object(fields) = &mut value {
        // `extras` are a hash map: sorted, so that the same request is the same text.
        if let Some(Value::Object(options)) = fields.get_mut("options") {
            options.sort_keys();
            if options.is_empty() {
                fields.remove("options");
            }
        }
        // The type writes these also where they are empty.
        for message in fields.get_mut("messages").and_then(Value::as_array_mut).into_iter().flatten() {
            if let Value::Object(parts) = message {
                parts.retain(|name, _| matches!(name.as_str(), "role" | "content"));
            }
        }
        // The type keeps `stream` to itself, and these three take more forms than its types have.
        fields.insert("stream".to_owned(), true.into());
        match (format, &request.schema) {
            (Format::Schema, Some((_, schema))) => {
                fields.insert("format".to_owned(), schema.clone());
            }
            (Format::Object, Some(_)) => {
                fields.insert("format".to_owned(), "json".into());
            }
            _ => {}
        }
        if let Some(keep) = &own.keep_alive {
            // "-1" as a text would be a duration without a unit: https://github.com/ollama/ollama/blob/main/docs/faq.mdx
            let keep = keep.parse::<i64>().map_or_else(|_| Value::from(keep.clone()), Value::from);
            fields.insert("keep_alive".to_owned(), keep);
        }
        if let Some(think) = &own.think {
            fields.insert("think".to_owned(), think.clone());
        }
    }
    value
}
