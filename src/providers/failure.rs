//! Status, headers and body of a refusal -> why, in words, and how long to wait; never whether to try again.

mod broken;
mod waits;

use std::error::Error;
use std::ops::Range;
use std::time::{Duration, SystemTime};

use reqwest::header::HeaderMap;
use serde_json::Value;

pub(super) use broken::broken;
pub(super) use waits::{for_people, reset};

use crate::simulation::chat::Cause;
use waits::{wait, wait_in_words};

/// What went wrong, before it is known what had arrived.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Trouble {
    pub(super) cause: Cause,
    pub(super) words: String,
    pub(super) retry_after: Option<Duration>,
}

impl Trouble {
    pub(super) fn new(cause: Cause, words: impl Into<String>) -> Self {
        Self { cause, words: words.into(), retry_after: None }
    }
}

/// Longest piece of a server's own words that is quoted.
const QUOTED: usize = 400;

/// Outside text on one line: no control characters, nothing that turns the writing direction, not longer than `most`
/// characters.
pub(super) fn plain(text: &str, most: usize) -> String {
    let mut clean = String::new();
    let mut count = 0;
    let mut space = true;
    for c in text.chars() {
        let turns = matches!(c, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
        if turns {
            continue;
        }
        let blank = c.is_whitespace() || c.is_control();
        if blank && space {
            continue;
        }
        if count == most {
            clean.push('…');
            break;
        }
        clean.push(if blank { ' ' } else { c });
        space = blank;
        count += 1;
    }
    clean.truncate(clean.trim_end().len());
    clean
}

/// An error with all that is behind it, each said once.
pub(super) fn chain(error: &dyn Error) -> String {
    let mut words = plain(&error.to_string(), QUOTED);
    let mut source = error.source();
    while let Some(inner) = source {
        let said = plain(&inner.to_string(), QUOTED);
        if !words.contains(&said) {
            words = format!("{words}: {said}");
        }
        source = inner.source();
    }
    words
}

/// What a body says of an error.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Said {
    /// The message, cleaned; empty where there is none.
    pub(super) message: String,
    /// `code` and `type`, whatever they are: OpenAI has words, vLLM and OpenRouter have numbers.
    codes: Vec<String>,
}

impl Said {
    /// Reads a JSON error of any of the known shapes: `{"error": {"message", "code", "type"}}` (OpenAI; OpenRouter
    /// with the upstream's words in `metadata.raw`), `{"error": "text"}` (Ollama), `{"message"}`, `{"detail"}`
    /// (`FastAPI`), the same within an array (Gemini).
    pub(super) fn from_value(value: &Value) -> Option<Self> {
        let value = match value {
            Value::Array(all) => all.first()?,
            other => other,
        };
        let error = value.get("error").or_else(|| value.get("errors").and_then(|all| all.get(0)));
        let inner = error.filter(|error| error.is_object()).unwrap_or(value);
        let message = match error {
            Some(Value::String(text)) => Some(text.clone()),
            _ => ["message", "detail", "msg", "error_description"].iter().find_map(|name| {
                inner.get(name).map(|found| match found {
                    Value::String(text) => text.clone(),
                    Value::Array(all) => all
                        .iter()
                        .map(|one| {
                            one.get("msg")
                                .and_then(Value::as_str)
                                .map_or_else(|| one.to_string(), str::to_owned)
                        })
                        .collect::<Vec<_>>()
                        .join("; "),
                    other => other.to_string(),
                })
            }),
        };
        let codes: Vec<String> = ["code", "type", "status"]
            .iter()
            .filter_map(|name| inner.get(name))
            .filter_map(|code| match code {
                Value::String(text) => Some(text.to_lowercase()),
                Value::Number(number) => Some(number.to_string()),
                _ => None,
            })
            .collect();
        if message.is_none() && (error.is_none_or(Value::is_null) || codes.is_empty()) {
            return None;
        }
        let mut message = plain(&message.unwrap_or_default(), QUOTED);
        if let Some(raw) = inner.pointer("/metadata/raw").and_then(Value::as_str) {
            let raw = serde_json::from_str::<Value>(raw)
                .ok()
                .and_then(|value| Self::from_value(&value))
                .map_or_else(|| plain(raw, QUOTED), |said| said.message);
            if !raw.is_empty() && !message.contains(&raw) {
                message = format!("{message}: {raw}");
            }
        }
        Some(Self { message, codes })
    }

    /// Reads a body: JSON, HTML or text.
    pub(super) fn from_body(body: &[u8]) -> Self {
        if let Some(said) = serde_json::from_slice(body).ok().and_then(|value| Self::from_value(&value)) {
            return said;
        }
        let text = String::from_utf8_lossy(body);
        let lower = text.to_ascii_lowercase();
        let message = match title(&lower) {
            Some(title) => plain(&text[title], QUOTED),
            None if lower.trim_start().starts_with('<') => "a page of HTML".to_owned(),
            None => plain(&text, QUOTED),
        };
        Self { message, codes: Vec::new() }
    }

    /// Whether a page of HTML is there as far as the end of its title.
    pub(super) fn has_title(body: &[u8]) -> bool {
        title(&String::from_utf8_lossy(body).to_ascii_lowercase()).is_some()
    }

    fn has(&self, words: &[&str]) -> bool {
        let message = self.message.to_lowercase();
        words.iter().any(|word| message.contains(word) || self.codes.iter().any(|code| code.contains(word)))
    }

    /// The status that is meant, where the codes hold one: OpenRouter answers 200 and says 502 inside.
    fn status(&self) -> Option<u16> {
        self.codes.iter().find_map(|code| code.parse().ok()).filter(|code| (400..600).contains(code))
    }
}

/// Where the title of a page stands in it; the page in lower case.
fn title(page: &str) -> Option<Range<usize>> {
    let start = page.find("<title>")? + "<title>".len();
    let end = page.find("</title>").filter(|end| start <= *end)?;
    Some(start..end)
}

/// Why, for a status and what was said.
fn cause(status: u16, said: &Said) -> Cause {
    // https://platform.openai.com/docs/guides/error-codes: 429 is "rate limit reached" or "quota exceeded"; only
    // the first ends by waiting. A limit per day ends by waiting, but not by any wait that a run should make.
    let quota = [
        "insufficient_quota",
        "exceeded your current quota",
        "billing",
        "insufficient credit",
        "insufficient balance",
        "insufficient funds",
        "quota exceeded for the day",
        "per day",
        "per-day",
        "requests per month",
        "daily limit",
    ];
    // OpenAI: context_length_exceeded; vLLM: "maximum context length"; llama.cpp: exceed_context_size_error.
    let long = [
        "context_length",
        "context length",
        "context window",
        "context size",
        "context_size",
        "prompt is too long",
        "prompt too long",
        "too many tokens",
        "input is too long",
        "input length",
        "maximum number of tokens",
    ];
    // OpenAI: model_not_found; Ollama: "model \"x\" not found, try pulling it first"; OpenRouter: "x is not a valid
    // model ID".
    let gone = [
        "not found",
        "does not exist",
        "not exist",
        "not a valid model",
        "no such model",
        "unknown model",
        "invalid model",
        "not available",
        "model_not_found",
    ];
    let model = said.has(&["model_not_found"]) || (said.has(&["model"]) && said.has(&gone));
    match status {
        402 => Cause::Quota,
        429 if said.has(&quota) => Cause::Quota,
        429 => Cause::RateLimited,
        401 => Cause::Unauthorized,
        403 => Cause::Forbidden,
        408 => Cause::TimedOut,
        404 if model => Cause::NoSuchModel,
        404 | 405 | 410 | 300..=399 => Cause::NoSuchPlace,
        413 => Cause::TooLong,
        400..=599 if said.has(&long) => Cause::TooLong,
        400..=499 if model => Cause::NoSuchModel,
        // Quotas and keys that are refused with another status than their own.
        400..=499 if said.has(&["insufficient_quota", "insufficient credit", "insufficient balance"]) => {
            Cause::Quota
        }
        400 if said.has(&["api key not valid", "invalid_api_key", "incorrect api key"]) => {
            Cause::Unauthorized
        }
        500..=599 => Cause::Server,
        400..=499 => Cause::BadRequest,
        _ => Cause::Garbled,
    }
}

fn status_words(status: u16) -> String {
    let reason = reqwest::StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason());
    match (status, reason) {
        (529, _) => "529 (overloaded)".to_owned(),
        (_, Some(reason)) => format!("{status} ({})", reason.to_lowercase()),
        (_, None) => status.to_string(),
    }
}

/// What a refusal means.
pub(super) fn refused(status: u16, headers: &HeaderMap, body: &[u8], now: SystemTime) -> Trouble {
    let said = Said::from_body(body);
    let cause = cause(status, &said);
    let waits = matches!(cause, Cause::RateLimited | Cause::Quota | Cause::Server | Cause::TimedOut);
    let retry_after = if waits { wait(headers, body, &said.message, now, cause) } else { None };
    let quoted = if said.message.is_empty() { String::new() } else { format!(": {}", said.message) };
    let then = match (cause, retry_after) {
        (_, Some(wait)) => format!(" (it asks to wait {})", for_people(wait)),
        _ => String::new(),
    };
    let words = format!("the server answered {}{quoted}{then}", status_words(status));
    Trouble { cause, words, retry_after }
}

/// What an error in the middle of an answer means, or one that came with status 200.
pub(super) fn mid_stream(value: &Value) -> Option<Trouble> {
    if value.get("error").is_none_or(Value::is_null) {
        return None;
    }
    let said = Said::from_value(value).unwrap_or_default();
    let cause = match said.status().map(|status| cause(status, &said)) {
        Some(Cause::Server | Cause::BadRequest | Cause::Garbled) | None => match cause(400, &said) {
            named @ (Cause::TooLong | Cause::NoSuchModel | Cause::Quota) => named,
            _ => Cause::MidStream,
        },
        Some(named) => named,
    };
    let words =
        if said.message.is_empty() { plain(&value.to_string(), QUOTED) } else { said.message.clone() };
    let retry_after = (cause == Cause::RateLimited).then(|| wait_in_words(&said.message)).flatten();
    Some(Trouble { cause, words: format!("the server broke off its answer: {words}"), retry_after })
}

#[cfg(test)]
mod tests;
