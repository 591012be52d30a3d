//! A request -> the JSON of a chat completion; never the answer.

use async_openai::types::chat::{
    ChatCompletionRequestAssistantMessage, ChatCompletionRequestMessage, ChatCompletionRequestSystemMessage,
    ChatCompletionRequestUserMessage, ChatCompletionStreamOptions, CreateChatCompletionRequest,
    ResponseFormat, ResponseFormatJsonSchema,
};
use serde_json::Value;

use crate::providers::dialect::{Dialect, Format};
use crate::providers::settings::ProviderSettings;
use crate::simulation::chat::{ChatRequest, Message, Role};

pub(super) fn body(
    settings: &ProviderSettings,
    model: &str,
    request: &ChatRequest,
    dialect: &Dialect,
) -> Value {
    let response_format = request.schema.as_ref().and_then(|(name, schema)| match dialect.format {
        Format::Schema => Some(ResponseFormat::JsonSchema {
            json_schema: ResponseFormatJsonSchema {
                name: name.clone(),
                schema: schema.clone(),
                strict: Some(true),
                description: None,
            },
        }),
        Format::Object => Some(ResponseFormat::JsonObject),
        Format::Plain => None,
    });
    let typed = CreateChatCompletionRequest {
        model: model.to_owned(),
        messages: request.messages.iter().map(message).collect(),
        stream: Some(true),
        stream_options: dialect
            .stream_usage
            .then_some(ChatCompletionStreamOptions { include_usage: Some(true), include_obfuscation: None }),
        max_completion_tokens: request.max_tokens.filter(|_| dialect.max_completion),
        response_format,
        ..CreateChatCompletionRequest::default()
    };
    // Serialising a struct of strings and numbers cannot fail; were it to, the server says what is missing.
    let mut value = serde_json::to_value(typed).unwrap_or_default();
    if let Value::Object(fields) = &mut value {
        // These are put in by hand: the type has the temperature as f32 (0.7 becomes 0.699999988079071) and the seed
        // as i64, and calls max_tokens, which most other servers want, deprecated.
        if let Some(most) = request.max_tokens.filter(|_| !dialect.max_completion) {
            fields.insert("max_tokens".to_owned(), most.into());
        }
        if let Some(temperature) = request.temperature.filter(|_| dialect.temperature) {
            fields.insert("temperature".to_owned(), temperature.into());
        }
        if let Some(seed) = request.seed.filter(|_| dialect.seed) {
            fields.insert("seed".to_owned(), seed.into());
        }
        for (name, extra) in &settings.options.extra {
            fields.insert(name.clone(), extra.clone());
        }
    }
    value
}

fn message(message: &Message) -> ChatCompletionRequestMessage {
    let text = message.text.clone();
    match message.role {
        Role::System => ChatCompletionRequestSystemMessage::from(text).into(),
        Role::User => ChatCompletionRequestUserMessage::from(text).into(),
        Role::Assistant => ChatCompletionRequestAssistantMessage::from(text.as_str()).into(),
    }
}
